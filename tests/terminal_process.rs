//! The program in a terminal that behaves badly: one that takes nothing, one that pastes without
//! saying so, one that was used by somebody else meanwhile. No JACK, no wall clock.

#[path = "common/program.rs"]
mod program;
#[path = "common/jack.rs"]
mod server;

use program::Home;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use server::until;
use std::fs::File;
use std::os::fd::OwnedFd;
use std::process::{Child, Command};

/// Ctrl-L.
const REDRAW: &str = "\x0c";

/// The program's terminal: what this end does not read stays where it is.
struct Terminal {
    own: OwnedFd,
    child: Child,
    seen: vt::Screen,
}

/// As much of a terminal as these tests look at.
mod vt {
    /// Text that was written since the screen was last cleared.
    #[derive(Default)]
    pub struct Screen(pub Vec<u8>);

    impl Screen {
        pub fn shows(&self, text: &str) -> bool {
            String::from_utf8_lossy(&self.0).contains(text)
        }
    }
}

impl Terminal {
    /// Runs the program in a session of its own on a new terminal of 100 columns and 30 rows.
    fn run(home: &Home, arguments: &[&str]) -> Self {
        let own = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&own).unwrap();
        unlockpt(&own).unwrap();
        let size = Winsize {
            ws_row: 30,
            ws_col: 100,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        let name = ptsname(&own, Vec::new()).unwrap();
        let flags = OFlags::RDWR | OFlags::NOCTTY;
        let theirs = File::from(rustix::fs::open(name, flags, Mode::empty()).unwrap());
        tcsetwinsize(&own, size).unwrap();
        let program = home.command(arguments);
        let mut command = Command::new("setsid");
        command.arg("--ctty").arg(program.get_program());
        command.args(program.get_args());
        for (name, value) in program.get_envs() {
            command.env(name, value.unwrap_or_default());
        }
        command.env("TERM", "xterm-256color").env_remove("NO_COLOR");
        command.stdin(theirs.try_clone().unwrap());
        command.stdout(theirs.try_clone().unwrap()).stderr(theirs);
        let child = command.spawn().expect("setsid cannot be run");
        Self {
            own,
            child,
            seen: vt::Screen::default(),
        }
    }

    fn press(&self, keys: &str) {
        assert_eq!(
            rustix::io::write(&self.own, keys.as_bytes()),
            Ok(keys.len())
        );
    }

    /// Reads what was written so far, and answers the questions for the cursor in it.
    fn look(&mut self) {
        let mut watched = [PollFd::new(&self.own, PollFlags::IN)];
        let soon = Timespec {
            tv_sec: 0,
            tv_nsec: 20_000_000,
        };
        while poll(&mut watched, Some(&soon)).unwrap() > 0 {
            let mut bytes = [0; 4096];
            let Ok(count @ 1..) = rustix::io::read(&self.own, &mut bytes) else {
                return;
            };
            self.seen.0.extend_from_slice(&bytes[..count]);
            let question = b"\x1b[6n";
            let found = &self.seen.0[self.seen.0.len().saturating_sub(count + 3)..];
            let asked = found.windows(4).filter(|window| window == question);
            for _ in 0..asked.count() {
                let _ = rustix::io::write(&self.own, b"\x1b[1;1R");
            }
            watched = [PollFd::new(&self.own, PollFlags::IN)];
        }
    }

    /// Waits until something was written.
    fn shows(&mut self, text: &str) {
        until(&format!("'{text}' on the screen"), || {
            self.look();
            self.seen.shows(text)
        });
    }

    fn signal(&self, signal: Signal) {
        let id = Pid::from_raw(self.child.id().cast_signed()).unwrap();
        kill_process(id, signal).unwrap();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is(home: &Home, path: &str, value: &str) {
    until(&format!("{path}: {value}"), || {
        home.run(&["get", path]).stdout == format!("{path}: {value}\n").into_bytes()
    });
}

/// A console on a timer, on a terminal that was looked at until it is shown.
fn running(home: &Home) -> Terminal {
    let mut terminal = Terminal::run(home, &["run", "--backend", "null"]);
    terminal.shows("SAFE START");
    terminal
}

#[test]
fn panic_acts_on_a_terminal_that_takes_nothing_any_more() {
    let home = Home::new();
    // Never read at all: everything that is written stays in the way.
    let terminal = Terminal::run(&home, &["run", "--backend", "null"]);
    is(&home, "console/panic", "off");
    terminal.press("S");
    is(&home, "console/safe-start", "off");
    // Frames of many moves, if somebody wrote them.
    for number in 0..20 {
        home.set("ch/1/fader", &format!("-{number} dB"));
    }
    terminal.press("!");
    is(&home, "console/panic", "on");
    // It ends as well, although it can tell nobody.
    terminal.signal(Signal::TERM);
    let mut terminal = terminal;
    until("its end", || terminal.child.try_wait().unwrap().is_some());
}

#[test]
fn a_burst_of_keys_is_a_paste_and_does_nothing() {
    let home = Home::new();
    let mut terminal = running(&home);
    for text in [
        "Set list: 1. Slow One, mute me SOO!\n",
        "\x1b[200~Set list: 1. Slow One, mute me SOO!\n\x1b[201~",
    ] {
        terminal.press(text);
        until("a word about the paste", || {
            terminal.press(REDRAW);
            terminal.look();
            terminal.seen.shows("pasted")
        });
        terminal.seen.0.clear();
        is(&home, "console/safe-start", "on");
        is(&home, "console/panic", "off");
        is(&home, "ch/1/mute", "off");
    }
    // A key is a key.
    terminal.press("S");
    is(&home, "console/safe-start", "off");
}

#[test]
fn panic_gets_out_of_a_paste_whose_end_was_lost() {
    let home = Home::new();
    let terminal = running(&home);
    terminal.press("S");
    is(&home, "console/safe-start", "off");
    terminal.press("\x1b[200~Set list");
    until("panic", || {
        // Again and again, as somebody does whom nothing answers.
        terminal.press("!");
        home.run(&["get", "console/panic"]).stdout == b"console/panic: on\n"
    });
    is(&home, "ch/1/mute", "off");
}

#[test]
fn after_a_pause_and_on_demand_everything_is_drawn_anew() {
    let home = Home::new();
    let mut terminal = running(&home);
    terminal.seen.0.clear();
    terminal.press(REDRAW);
    terminal.shows("SAFE START");
    // Nobody stops the first process of a session but with the signal that cannot be caught.
    terminal.signal(Signal::STOP);
    terminal.look();
    terminal.seen.0.clear();
    terminal.signal(Signal::CONT);
    terminal.shows("\x1b[?1049h");
    terminal.shows("SAFE START");
    // It leaves as it is told to: the console goes on, and says so.
    terminal.press("q");
    terminal.shows("d detach");
    terminal.press("d");
    terminal.shows("\x1b[?1049l");
    terminal.shows("headroom attach");
    is(&home, "console/panic", "off");
}

#[test]
fn a_suspended_terminal_gives_the_screen_back_and_takes_it_again() {
    let home = Home::new();
    let mut terminal = running(&home);
    terminal.seen.0.clear();
    terminal.signal(Signal::TSTP);
    terminal.shows("\x1b[?1049l");
    terminal.seen.0.clear();
    until("a pause", || {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", terminal.child.id()));
        stat.unwrap().contains(") T ")
    });
    terminal.signal(Signal::CONT);
    terminal.shows("\x1b[?1049h");
    terminal.shows("SAFE START");
}

#[test]
fn what_is_wrong_with_a_file_is_printed_as_text() {
    let home = Home::new();
    let text = "headroom: 1\nname: \"\\e[2J\\e]0;owned\\a\\nX\"\nstrips:\n  \
                - { number: 1, name: \"\\e[31mRED\\e[0m\\n\\r\\t\\0x\\u202Egnp\\u200b\" }\n";
    let file = home.write("ansi.yaml", text);
    let file = file.to_str().unwrap();
    for arguments in [&["check", file][..], &["run", file], &["get", "\u{1b}[2J"]] {
        let output = home.run(arguments);
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8(printed).unwrap();
        let is_text = |c: char| c == '\n' || !headroom::param::printable::is_hidden(c);
        assert!(printed.chars().all(is_text), "{printed:?}");
        assert!(!printed.is_empty());
    }
}
