//! The heart of a console: as long as control and the audio thread move on, it beats, for the
//! keeper that started the console and for the service manager. A process that hangs, in whatever
//! way, is found by its silence; so is one whose audio client is held in libjack for good.

use super::notify::{self, Manager};
use crate::rt::beat::Beats;
use crate::rt::load::Load;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::thread::{Builder, sleep};
use std::time::Duration;

/// Between beats.
pub const TICK: Duration = Duration::from_millis(100);

/// Starts the heart; it beats as long as the process lives.
///
/// # Errors
/// The system gives no thread.
pub fn start(control: Beats, load: Load, mut ears: Ears) -> io::Result<()> {
    let beat = move || {
        let mut pulse = Pulse::default();
        loop {
            let moves = pulse.moves(control.count(), load.present_cycle());
            if moves && !load.is_stuck() {
                ears.hear_a_beat();
            }
            sleep(TICK);
        }
    };
    Builder::new()
        .name("heart".to_owned())
        .spawn(beat)
        .map(drop)
}

/// Where the threads stood at the last look.
#[derive(Debug, Default)]
struct Pulse {
    control: Option<u64>,
    cycle: Option<u64>,
}

impl Pulse {
    /// True unless the control thread owes a beat, or the audio thread is still in the cycle that it
    /// was in. Between cycles the audio thread owes nothing: its server may be gone, which is no fault
    /// of the console.
    fn moves(&mut self, control: Option<u64>, cycle: Option<u64>) -> bool {
        let control_moves = control.is_none() || control != self.control;
        let audio_moves = cycle.is_none() || cycle != self.cycle;
        (self.control, self.cycle) = (control, cycle);
        control_moves && audio_moves
    }
}

/// Who listens to the heart.
#[derive(Debug, Default)]
pub struct Ears {
    keeper: Option<File>,
    manager: Manager,
}

impl Ears {
    /// The keeper behind that end of a pipe, if there is one, and the service manager.
    pub fn new(keeper: Option<i32>, manager: Manager) -> Self {
        Self {
            keeper: keeper.and_then(pipe),
            manager,
        }
    }

    fn hear_a_beat(&mut self) {
        if let Some(keeper) = &mut self.keeper {
            // A keeper that has died is missed by nobody but the next fault.
            let _ = keeper.write_all(&[0]);
        }
        self.manager.tell(notify::ALIVE);
    }
}

/// An end of a pipe that this process has inherited, opened anew so that it never waits.
fn pipe(number: i32) -> Option<File> {
    let path = format!("/proc/self/fd/{number}");
    let opened = OpenOptions::new()
        .write(true)
        .custom_flags(libc::O_NONBLOCK)
        .open(path);
    opened
        .inspect_err(|error| tracing::warn!("the keeper hears no heartbeat: {error}"))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_beats_while_control_moves_and_no_cycle_hangs() {
        let mut pulse = Pulse::default();
        assert!(pulse.moves(Some(1), Some(1)));
        assert!(pulse.moves(Some(2), Some(2)));
        assert!(!pulse.moves(Some(2), Some(3)), "control hangs");
        assert!(!pulse.moves(Some(3), Some(3)), "the audio thread hangs");
        assert!(!pulse.moves(Some(4), Some(3)), "it still hangs");
        assert!(pulse.moves(Some(5), Some(4)));
    }

    #[test]
    fn a_lost_server_and_a_console_that_ends_are_no_hang() {
        let mut pulse = Pulse::default();
        for count in 1..5 {
            assert!(pulse.moves(Some(count), None));
        }
        for _ in 0..5 {
            assert!(pulse.moves(None, None));
        }
    }
}
