//! A pseudo terminal with a process in it.

#![allow(dead_code)]

use super::server::until;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use std::fs::File;
use std::os::fd::OwnedFd;
use std::process::{Child, Command, ExitStatus};

/// A program's terminal: what this end does not read stays where it is. The program is killed when dropped.
pub struct Terminal {
    own: OwnedFd,
    child: Child,
    seen: Vec<u8>,
}

impl Terminal {
    /// Runs a program in a session of its own on a new terminal of 100 columns and 30 rows.
    pub fn run(program: &Command) -> Self {
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
        let mut command = Command::new("setsid");
        command.arg("--ctty").arg(program.get_program());
        command.args(program.get_args());
        for (name, value) in program.get_envs() {
            command.env(name, value.unwrap_or_default());
        }
        if let Some(folder) = program.get_current_dir() {
            command.current_dir(folder);
        }
        command.env("TERM", "xterm-256color").env_remove("NO_COLOR");
        command.env("LC_ALL", "C.UTF-8");
        command.stdin(theirs.try_clone().unwrap());
        command.stdout(theirs.try_clone().unwrap()).stderr(theirs);
        let child = command.spawn().expect("setsid cannot be run");
        Self {
            own,
            child,
            seen: Vec::new(),
        }
    }

    /// Its process number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Types.
    pub fn press(&self, keys: &str) {
        assert_eq!(
            rustix::io::write(&self.own, keys.as_bytes()),
            Ok(keys.len())
        );
    }

    /// Reads what was written so far, and answers the questions for the cursor in it.
    pub fn look(&mut self) {
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
            self.seen.extend_from_slice(&bytes[..count]);
            let question = b"\x1b[6n";
            let found = &self.seen[self.seen.len().saturating_sub(count + 3)..];
            let asked = found.windows(4).filter(|window| window == question);
            for _ in 0..asked.count() {
                let _ = rustix::io::write(&self.own, b"\x1b[1;1R");
            }
            watched = [PollFd::new(&self.own, PollFlags::IN)];
        }
    }

    /// Everything that was read since it was last forgotten.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.seen).into_owned()
    }

    /// Whether this was read since it was last forgotten.
    pub fn has_shown(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// Forgets what was read.
    pub fn forget(&mut self) {
        self.seen.clear();
    }

    /// Waits until something was written.
    pub fn shows(&mut self, text: &str) {
        until(&format!("'{text}' on the screen"), || {
            self.look();
            self.has_shown(text)
        });
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
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
