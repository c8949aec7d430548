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

use program::{Home, NAME, has_terminals};
use rustix::process::Pid;
use server::{Server, server_name, signal, until};
use sound::{Ears, Tone};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::Command;

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
        let own = home.command(&[]);
        let environment = own.get_envs().map(|(name, value)| {
            let value = value.unwrap_or_default().to_string_lossy();
            format!("{}='{value}'", name.to_string_lossy())
        });
        let environment: Vec<String> = environment.collect();
        let command = format!(
            "stty -g > {notes}; {environment} JACK_DEFAULT_SERVER={server} {program} --name {NAME} \
             {arguments}; stty -g >> {notes}; echo it is over; sleep 600",
            notes = notes.display(),
            environment = environment.join(" "),
            server = server_name(),
            program = env!("CARGO_BIN_EXE_headroom"),
            arguments = arguments.join(" "),
        );
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
            // A bare system has no other locale with UTF-8, without which tmux does not start.
            .env("LC_ALL", "C.UTF-8")
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
        assert!(signal(process.parse().unwrap(), "-KILL"));
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

/// The process that listens at the console's socket.
fn process(home: &Home) -> Pid {
    let socket = UnixStream::connect(home.socket()).unwrap();
    rustix::net::sockopt::socket_peercred(&socket).unwrap().pid
}

/// A console whose terminal may be gone: killed when dropped, or it would go on for ever.
struct Watched(Pid);

impl Watched {
    /// The console that answers at home now.
    fn at(home: &Home) -> Self {
        until("a socket", || UnixStream::connect(home.socket()).is_ok());
        Self(process(home))
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = rustix::process::kill_process(self.0, rustix::process::Signal::KILL);
    }
}

/// Ends the console with SIGTERM.
fn end(home: &Home) {
    let process = process(home);
    rustix::process::kill_process(process, rustix::process::Signal::TERM).unwrap();
}

/// The first sample that does not equal the one a cycle before: something was lost, repeated or
/// changed.
fn broken_at(heard: &[f32]) -> Option<usize> {
    (CYCLE..heard.len()).find(|at| heard[*at] != heard[at - CYCLE])
}

fn assert_unbroken(heard: &[f32]) {
    assert!(heard.iter().any(|sample| sample.abs() > 0.1), "silence");
    assert_eq!(broken_at(heard), None, "of {} frames", heard.len());
}

/// Hands on a console that has just been opened: safe start ends, the fader goes up, a mute comes
/// and goes.
fn open_and_mix(terminal: &Terminal, home: &Home, ears: &Ears) {
    terminal.shows("SAFE START");
    terminal.shows("JACK 48k/256");
    until("connections", || {
        ears.sees_connected("tone:out", "desk:ch-1")
            && ears.sees_connected("desk:main-left", "ears:in-1")
    });
    terminal.press("S");
    until("an open console", || {
        home.get("console/safe-start").ends_with("off\n")
    });
    terminal.press("Up");
    until("a fader that moves", || {
        home.get("ch/1/fader") == "ch/1/fader: -5.5 dB\n"
    });
    terminal.press("m");
    terminal.shows("MUTE");
    terminal.press("m");
    until("no mute", || home.get("ch/1/mute").ends_with("off\n"));
}

#[test]
fn a_terminal_mixes_is_resized_killed_and_attached_again_and_the_sound_goes_on() {
    if !has_terminals() {
        return;
    }
    let _server = Server::start_patient();
    let home = Home::new();
    let file = home.write("show.yaml", FILE);
    let _tone = Tone::play(0.5);
    let mut ears = Ears::open();
    let first = Terminal::run(&home, "hr-first", &["run", file.to_str().unwrap()]);
    let _watched = Watched::at(&home);
    open_and_mix(&first, &home, &ears);
    // From here on nothing is moved, and every sample is what it was a cycle before.
    until("smoothed levels that have arrived", || {
        let heard = &ears.listen(9600)[0];
        heard.iter().any(|sample| sample.abs() > 0.1) && broken_at(heard).is_none()
    });
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
    third.shows("d detach, the console goes on");
    third.press("d");
    third.is_restored();
    let heard = ears.more(48_000);
    assert_unbroken(&heard[0]);
    assert_unbroken(&heard[1]);
    // The console is still there, and a mute from another terminal is heard.
    let fourth = Terminal::run(&home, "hr-fourth", &["attach"]);
    fourth.shows("-5.5");
    fourth.press("m");
    fourth.shows("MUTE");
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
    const NOISE: &str = "ALSA lib seq_hw.c: open failed";
    if !has_terminals() {
        return;
    }
    let _absent = Server::absent();
    let home = Home::new();
    let file = home.write("show.yaml", FILE);
    let path = file.to_str().unwrap();
    let terminal = Terminal::run(&home, "hr-noise", &["run", path]);
    let _watched = Watched::at(&home);
    terminal.shows("JACK WAITING");
    // Whatever a library of the process would do: a line on its stderr.
    let process = process(&home).as_raw_nonzero();
    let stderr = format!("/proc/{process}/fd/2");
    let mut stderr = OpenOptions::new().append(true).open(stderr).unwrap();
    for lines in 1..=10 {
        writeln!(stderr, "{NOISE}").unwrap();
        // It is not lost, but in the log.
        until("the line is in the log", || {
            home.log().matches(NOISE).count() >= lines
        });
        let screen = terminal.screen();
        assert!(!screen.contains(NOISE), "{screen}");
    }
    end(&home);
    terminal.is_restored();
}
