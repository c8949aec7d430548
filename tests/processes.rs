//! The program as processes: kept alive whatever happens to it and to its terminal, ended when it is
//! asked to, and by nothing else. On a timer: no JACK is needed.

#[path = "common/program.rs"]
mod program;
#[path = "common/process.rs"]
mod server;

use program::{Home, NAME, has_terminals};
use rustix::net::sockopt::socket_peercred;
use server::{PATIENCE, signal, until};
use std::fs;
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// The process that listens at the console's socket.
fn console(home: &Home) -> Option<u32> {
    let stream = UnixStream::connect(home.socket()).ok()?;
    let peer = socket_peercred(stream).ok()?;
    Some(peer.pid.as_raw_nonzero().get().cast_unsigned())
}

/// Waits for a console that is not the one of before.
fn next_console(home: &Home, before: Option<u32>) -> u32 {
    let mut found = None;
    until("a console", || {
        found = console(home).filter(|process| Some(*process) != before);
        found.is_some() && home.run(&["get", "main/fader"]).status.success()
    });
    found.unwrap()
}

/// A keeper whose words go into a pipe that nobody reads any more.
struct Keeper(Child);

impl Keeper {
    fn start(home: &Home, more: &[(&str, &str)]) -> Self {
        let arguments = ["run", "--headless", "--keep", "--backend", "null"];
        let child = home
            .command(&arguments)
            .envs(more.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = child.unwrap();
        drop((child.stdout.take(), child.stderr.take()));
        Self(child)
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        signal(self.0.id(), "-TERM");
        let _ = self.0.wait();
    }
}

#[test]
fn a_keeper_that_nobody_reads_restarts_what_died_and_what_hangs() {
    let home = Home::new();
    let mut keeper = Keeper::start(&home, &[]);
    let first = next_console(&home, None);
    home.set("ch/1/fader", "-7 dB");
    signal(first, "-KILL");
    let second = next_console(&home, Some(first));
    // Its heart has to have beaten.
    sleep(Duration::from_millis(500));
    signal(second, "-STOP");
    next_console(&home, Some(second));
    let log = home.log();
    assert!(log.contains("the console hangs; it is killed"), "{log}");
    assert!(home.run(&["stop"]).status.success());
    assert_eq!(keeper.0.wait().unwrap().code(), Some(0));
}

#[test]
fn a_keeper_outlives_its_terminal_and_its_console_comes_up_without_one() {
    if !has_terminals() {
        return;
    }
    let home = Home::new();
    let socket = format!("hr-processes-{}", std::process::id());
    let tmux = |arguments: &[&str]| {
        let output = Command::new("tmux")
            .args(["-L", &socket])
            .args(arguments)
            .env_remove("TMUX")
            // A bare system has no other locale with UTF-8, without which tmux does not start.
            .env("LC_ALL", "C.UTF-8")
            .output()
            .expect("tmux cannot be run: install tmux");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    let own = home.command(&[]);
    let environment = own.get_envs().map(|(name, value)| {
        let value = value.unwrap_or_default().to_string_lossy();
        format!("{}='{value}' ", name.to_string_lossy())
    });
    let command = format!(
        "{}{} --name {NAME} run --keep --backend null",
        environment.collect::<String>(),
        env!("CARGO_BIN_EXE_headroom")
    );
    tmux(&[
        "-f",
        "/dev/null",
        "new-session",
        "-d",
        "-x",
        "90",
        "-y",
        "30",
        &command,
    ]);
    let first = next_console(&home, None);
    until("its screen", || {
        tmux(&["capture-pane", "-p"]).contains("SAFE START")
    });
    let window = tmux(&["display-message", "-p", "#{pid}"]);
    signal(window.parse().unwrap(), "-KILL");
    until("the console notices", || {
        home.log().contains("the terminal is ")
    });
    home.set("ch/1/fader", "-7 dB");
    assert_eq!(console(&home), Some(first), "it went with its terminal");
    signal(first, "-KILL");
    next_console(&home, Some(first));
    assert!(home.run(&["stop"]).status.success());
    until("the end", || console(&home).is_none());
}

#[test]
fn a_finger_that_slips_on_a_signal_ends_nothing() {
    let home = Home::new();
    let mut console = home.console(&["--backend", "null"]);
    for name in ["-USR1", "-USR2", "-ALRM", "-HUP"] {
        console.signal(name);
    }
    home.set("ch/1/fader", "-3 dB");
    assert!(console.ended().is_none());
    console.signal("-TERM");
    assert_eq!(console.exit_code(), Some(0));
}

#[test]
fn a_show_that_is_refused_is_not_the_next_to_open() {
    let home = Home::new();
    let [first, other] = ["first", "other"].map(|name| home.folder(name));
    for show in [&first, &other] {
        assert!(home.run(&["new", show]).status.success());
    }
    let mut console = home.console(&["--backend", "null", &first]);
    let refused = home.run(&["run", "--headless", "--backend", "null", &other]);
    assert!(!refused.status.success(), "{refused:?}");
    let last = format!("{}/state/headroom/last-show", home.folder(""));
    assert_eq!(fs::read_to_string(last).unwrap().trim(), first);
    console.signal("-TERM");
    assert_eq!(console.exit_code(), Some(0));
}

#[test]
fn stop_waits_for_the_end_and_says_when_there_is_nothing_to_end() {
    let home = Home::new();
    let mut console = home.console(&["--backend", "null"]);
    let stopped = home.run(&["stop"]);
    assert!(stopped.status.success(), "{stopped:?}");
    assert_eq!(console.exit_code(), Some(0));
    let again = home.run(&["stop"]);
    assert_eq!(again.status.code(), Some(1));
    let words = String::from_utf8(again.stderr).unwrap();
    assert!(words.contains("no console runs"), "{words}");
}

/// A limit of file size stands in for a full disk: journal and log get nowhere.
#[test]
fn a_disk_that_takes_nothing_holds_up_nobody_and_the_end_says_so() {
    let home = Home::new();
    let show = home.new_show("headroom: 1\nstrips: 2\n");
    // What stands about a scene says nothing about the journal.
    let cut_off = "headroom: 1\nhas-end: yes\nscene: Verse\nvalues:\n  ch/1/fader: 0 dB\n";
    fs::write(show.join("scenes/Verse.yaml"), cut_off).unwrap();
    let folder = show.to_str().unwrap();
    let own = home.command(&["run", "--headless", "--backend", "null", folder]);
    let environment = own
        .get_envs()
        .filter_map(|(name, value)| Some((name, value?)));
    let mut console = Command::new("sh")
        .args(["-c", "ulimit -f 1; exec \"$0\" \"$@\""])
        .arg(own.get_program())
        .args(own.get_args())
        .envs(environment)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Nobody hears what it says either.
    drop(console.stderr.take());
    next_console(&home, None);
    for step in 0..50 {
        home.set("ch/1/fader", &format!("-{step} dB"));
    }
    let committed = home.run(&["set", "--committed", "ch/1/fader", "-9 dB"]);
    assert_eq!(committed.status.code(), Some(1));
    let words = String::from_utf8(committed.stderr).unwrap();
    let about_journal = words.contains("the journal cannot be written");
    assert!(about_journal && !words.contains("Verse"), "{words}");
    let watch = home.start(&["watch"]);
    watch.says("error: the journal cannot be written");
    let stopped = home.run(&["stop"]);
    assert_eq!(stopped.status.code(), Some(1), "{stopped:?}");
    let words = String::from_utf8(stopped.stderr).unwrap();
    assert!(words.contains("could not save everything"), "{words}");
    assert_eq!(console.wait().unwrap().code(), Some(1));
}

#[test]
fn the_command_line_releases_safe_start_only_where_it_is_confirmed() {
    let home = Home::new();
    let _console = home.start(&["run", "--headless", "--backend", "null"]);
    next_console(&home, None);
    let refused = home.run(&["set", "console/safe-start", "off"]);
    assert_eq!(refused.status.code(), Some(1));
    let words = String::from_utf8(refused.stderr).unwrap();
    let advice = "headroom set --confirm console/safe-start off";
    assert!(words.contains(advice), "{words}");
    assert_eq!(home.get("console/safe-start"), "console/safe-start: on\n");
    let confirmed = home.run(&["set", "--confirm", "console/safe-start", "off"]);
    assert!(confirmed.status.success());
    assert!(home.run(&["set", "console/panic", "on"]).status.success());
    let refused = home.run(&["set", "console/panic", "off"]);
    assert_eq!(refused.status.code(), Some(1));
}

#[test]
fn the_command_line_does_what_keys_do_and_asks_where_they_ask() {
    let home = Home::new();
    let _console = home.start(&["run", "--headless", "--backend", "null"]);
    next_console(&home, None);
    let refused = home.run(&["do", "release-safe-start"]);
    assert_eq!(refused.status.code(), Some(1));
    let words = String::from_utf8(refused.stderr).unwrap();
    assert!(
        words.contains("headroom do release-safe-start --confirm"),
        "{words}"
    );
    assert_eq!(home.get("console/safe-start"), "console/safe-start: on\n");
    let confirmed = home.run(&["do", "release-safe-start", "--confirm"]);
    assert!(confirmed.status.success());
    assert_eq!(home.get("console/safe-start"), "console/safe-start: off\n");
    assert!(home.run(&["do", "panic"]).status.success());
    assert_eq!(home.get("console/panic"), "console/panic: on\n");
}

#[test]
fn a_service_manager_hears_that_it_is_ready_and_alive() {
    let home = Home::new();
    let path = home.folder("run/notify");
    let manager = UnixDatagram::bind(&path).unwrap();
    manager.set_read_timeout(Some(PATIENCE)).unwrap();
    let hears = |wanted: &str| {
        let mut buffer = [0; 64];
        until(wanted, || {
            let length = manager.recv(&mut buffer).unwrap();
            &buffer[..length] == wanted.as_bytes()
        });
    };
    let keeper = Keeper::start(&home, &[("NOTIFY_SOCKET", &path)]);
    hears("READY=1");
    hears("WATCHDOG=1");
    drop(keeper);
    let mut alone = home
        .command(&["run", "--headless", "--backend", "null"])
        .env("NOTIFY_SOCKET", &path)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    hears("READY=1");
    hears("WATCHDOG=1");
    signal(alone.id(), "-TERM");
    hears("STOPPING=1");
    assert!(alone.wait().unwrap().success());
}

fn install(action: &str, prefix: &str) {
    let program = env!("CARGO_BIN_EXE_headroom");
    let done = Command::new(".ci/install")
        .args([action, prefix, program])
        .output();
    let done = done.unwrap();
    assert!(done.status.success(), "{done:?}");
}

#[test]
fn what_is_installed_is_where_the_unit_looks_and_goes_again() {
    let home = Home::new();
    let prefix = home.folder("opt");
    install("install", &prefix);
    let shown = Command::new(format!("{prefix}/bin/headroom"))
        .arg("--version")
        .output();
    assert!(shown.unwrap().status.success());
    let unit = fs::read_to_string(format!("{prefix}/share/systemd/user/headroom.service")).unwrap();
    let start = format!("\nExecStart={prefix}/bin/headroom run --headless --keep\n");
    assert!(unit.contains(&start), "{unit}");
    let check = home.run(&[
        "check",
        &format!("{prefix}/share/headroom/configs/band-16.yaml"),
    ]);
    assert!(check.status.success(), "{check:?}");
    install("install", &prefix);
    install("uninstall", &prefix);
    assert_eq!(fs::read_dir(&prefix).unwrap().count(), 0);
}

/// systemd 252, of Debian 12, and anything newer takes every line of the unit.
#[test]
fn systemd_understands_the_unit() {
    let home = Home::new();
    install("install", &home.folder(".local"));
    let environment = home.command(&[]);
    let environment = environment
        .get_envs()
        .filter_map(|(name, value)| Some((name, value?)));
    let verified = Command::new("systemd-analyze")
        .args(["--user", "verify", "configs/systemd/headroom.service"])
        .envs(environment)
        .output();
    let Ok(verified) = verified else {
        program::skip("the user unit", "there is no systemd-analyze here");
        return;
    };
    let words = String::from_utf8_lossy(&verified.stderr);
    assert!(verified.status.success() && words.is_empty(), "{words}");
}
