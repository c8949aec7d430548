//! What tests of processes need: signals without the program `kill`, which a bare system does not have, and
//! patience.

#![allow(dead_code)]

use rustix::process::{Pid, Signal, kill_process};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long anything may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(200);

/// Waits until something is done.
pub fn until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < PATIENCE, "not in time: {what}");
        sleep(Duration::from_millis(20));
    }
}

/// Sends a signal, by the name that `kill` gives it: `-TERM`, `-STOP` … True when it was sent.
pub fn signal(process: u32, name: &str) -> bool {
    let signal = match name {
        "-HUP" => Signal::HUP,
        "-INT" => Signal::INT,
        "-KILL" | "-9" => Signal::KILL,
        "-TERM" => Signal::TERM,
        "-STOP" => Signal::STOP,
        "-CONT" => Signal::CONT,
        "-USR1" => Signal::USR1,
        "-USR2" => Signal::USR2,
        "-ALRM" => Signal::ALARM,
        _ => panic!("{name} is no signal of these tests"),
    };
    let process = Pid::from_raw(process.cast_signed()).expect("a process");
    kill_process(process, signal).is_ok()
}
