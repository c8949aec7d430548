//! Signals without the program `kill`, which a bare system does not have.

#![allow(dead_code)]

use rustix::process::{Pid, Signal, kill_process};

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
