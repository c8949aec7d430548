//! The whole terminal in a real one (tmux) on a real JACK server: it mixes, is resized, killed and
//! attached again while the sound goes on sample for sample, and leaves the terminal as it was.

#[path = "common/program.rs"]
mod program;
#[path = "common/jack.rs"]
mod server;
#[allow(dead_code)]
#[path = "common/signal.rs"]
mod signal;
#[path = "common/sound.rs"]
mod sound;

use program::{Home, NAME};
use server::{Server, server_name, until};
use sound::{Ears, Tone};
use std::fs;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::Duration;

const FILE: &str = "
headroom: 1
name: Terminal
strips: 2
patch: { ch/1: 'tone:out', main: [ 'ears:in-1', 'ears:in-2' ] }
values: { ch/1/fader: -6 dB, main/fader: 0 dB }
";
/// The tone repeats itself exactly after so many frames; a lost or repeated period of 256 frames
/// is no multiple of it.
const CYCLE: usize = 48;

/// A terminal of its own, with a shell that notes how the program leaves it.
struct Terminal {
    socket: String,
    notes: PathBuf,
}

impl Terminal {
    /// Opens one and runs `headroom …` in it.
    fn run(home: &Home, socket: &str, arguments: &[&str]) -> Self {
        let socket = format!("{socket}-{}", std::process::id());
        let notes = home.write(&format!("{socket}.txt"), "");
        let mut command = format!("stty -g > {0}; ", notes.display());
        for (name, value) in home.command(&[]).get_envs() {
            let value = value.unwrap_or_default().to_string_lossy();
            command += &format!("{}='{value}' ", name.to_string_lossy());
        }
        command += &format!("JACK_DEFAULT_SERVER={} ", server_name());
        let program = env!("CARGO_BIN_EXE_headroom");
        command += &format!("{program} --name {NAME} {}; ", arguments.join(" "));
        command += &format!("stty -g >> {}; echo it is over; sleep 600", notes.display());
        let terminal = Self { socket, notes };
        let size = ["-x", "100", "-y", "30"];
        let begin = ["-f", "/dev/null", "new-session", "-d"];
        terminal.tmux(&[&begin[..], &size, &[&command]].concat());
        terminal
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let output = Command::new("tmux")
            .args(["-L", &self.socket])
            .args(arguments)
            .env_remove("TMUX")
            .output()
            .expect("tmux cannot be run: install tmux");
        assert!(output.status.success(), "{arguments:?} {output:?}");
        String::from_utf8_lossy(&output.stdout)
            .trim_end()
            .to_owned()
    }

    fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p"])
    }

    fn shows(&self, text: &str) {
        until(&format!("'{text}' on the screen"), || {
            self.screen().contains(text)
        });
    }

    fn press(&self, key: &str) {
        self.tmux(&["send-keys", key]);
    }

    fn resize(&self, columns: u16, rows: u16) {
        let (columns, rows) = (columns.to_string(), rows.to_string());
        self.tmux(&["resize-window", "-x", &columns, "-y", &rows]);
    }

    /// kill −9 of the terminal itself.
    fn kill(&self) {
        let process = self.tmux(&["display-message", "-p", "#{pid}"]);
        let killed = Command::new("kill").args(["-9", &process]).status();
        assert!(killed.unwrap().success());
    }

    /// The program has left, and the terminal is as it was before.
    fn is_restored(&self) {
        self.shows("it is over");
        let notes = fs::read_to_string(&self.notes).unwrap();
        let modes: Vec<&str> = notes.lines().collect();
        assert!(modes.len() == 2 && modes[0] == modes[1], "{notes}");
        let flags = "#{alternate_on} #{cursor_flag} #{mouse_any_flag}";
        assert_eq!(self.tmux(&["display-message", "-p", flags]), "0 1 0");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // One that was killed has gone already.
        let _ = Command::new("tmux")
            .args(["-L", &self.socket, "kill-server"])
            .output();
    }
}

/// Ends the console with SIGTERM, by the number of the process that listens at its socket.
fn end(home: &Home) {
    let socket = UnixStream::connect(home.socket()).unwrap();
    let process = rustix::net::sockopt::socket_peercred(&socket).unwrap().pid;
    rustix::process::kill_process(process, rustix::process::Signal::TERM).unwrap();
}

/// Every sample equals the one a cycle before: nothing was lost, repeated, or changed.
fn assert_unbroken(heard: &[f32]) {
    assert!(heard.len() > 48_000, "only {} frames", heard.len());
    assert!(heard.iter().any(|sample| sample.abs() > 0.1), "silence");
    let broken = (CYCLE..heard.len()).find(|at| heard[*at] != heard[at - CYCLE]);
    assert_eq!(broken, None, "of {} frames", heard.len());
}

#[test]
fn a_terminal_mixes_is_resized_killed_and_attached_again_and_the_sound_goes_on() {
    let _server = Server::start_patient();
    let home = Home::new();
    let file = home.write("show.yaml", FILE);
    let _tone = Tone::play(0.5);
    let mut ears = Ears::open();
    let first = Terminal::run(&home, "hr-first", &["run", file.to_str().unwrap()]);
    first.shows("SAFE START");
    until("connections", || {
        ears.sees_connected("tone:out", "desk:ch-1")
            && ears.sees_connected("desk:main-left", "ears:in-1")
    });
    // Hands: safe start ends, the fader goes up and down again, a mute comes and goes.
    first.press("S");
    until("an open console", || {
        home.get("console/safe-start").ends_with("off\n")
    });
    first.press("Up");
    until("a fader that moves", || {
        home.get("ch/1/fader") == "ch/1/fader: -5.5 dB\n"
    });
    first.press("m");
    first.shows("MUTE");
    first.press("m");
    until("no mute", || home.get("ch/1/mute").ends_with("off\n"));
    thread::sleep(Duration::from_millis(500));
    // From here on nothing is moved, and every sample is what it was a cycle before.
    ears.take();
    for (columns, rows) in [(60, 10), (200, 60), (80, 24)] {
        first.resize(columns, rows);
        let sign = if columns == 60 {
            "this screen: 60"
        } else {
            "-5.5"
        };
        first.shows(sign);
    }
    first.kill();
    until("an answer after the terminal's death", || {
        home.get("ch/1/fader") == "ch/1/fader: -5.5 dB\n"
    });
    let second = Terminal::run(&home, "hr-second", &["attach"]);
    second.shows("-5.5");
    second.kill();
    let third = Terminal::run(&home, "hr-third", &["attach"]);
    third.shows("-5.5");
    third.press("q");
    third.is_restored();
    thread::sleep(Duration::from_millis(500));
    let heard = ears.take();
    assert_unbroken(&heard[0]);
    assert_unbroken(&heard[1]);
    // The console is still there, and a mute from another terminal is heard.
    let fourth = Terminal::run(&home, "hr-fourth", &["attach"]);
    fourth.shows("-5.5");
    fourth.press("m");
    until("silence", || {
        ears.listen(4800)[0].iter().all(|sample| *sample == 0.0)
    });
    home.run(&["set", "ch/1/mute", "off"]);
    // It has no screen of its own any more, and ends when it is asked to.
    end(&home);
    fourth.is_restored();
}

#[test]
fn what_libraries_write_to_stderr_is_never_on_the_screen_and_a_signal_restores_the_terminal() {
    const NOISE: &str = "Cannot connect to server";
    let _absent = Server::absent();
    let home = Home::new();
    let file = home.write("show.yaml", FILE);
    let path = file.to_str().unwrap();
    // Without a screen the library is heard: there is something to hide.
    let mut loud = home.start(&["run", "--headless", path]);
    loud.says(NOISE);
    loud.signal("-TERM");
    loud.exit_code();
    let terminal = Terminal::run(&home, "hr-noise", &["run", path]);
    terminal.shows("JACK WAITING");
    // Longer than two attempts to reach the server.
    for _ in 0..25 {
        thread::sleep(Duration::from_millis(100));
        let screen = terminal.screen();
        assert!(
            !screen.contains(NOISE) && !screen.contains("socket err"),
            "{screen}"
        );
    }
    end(&home);
    terminal.is_restored();
}
