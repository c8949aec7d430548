//! Units that hang: JACK goes on playing the last buffer of a client that no longer runs, which is a
//! loud buzz. A unit counts as stuck when its answer repeats while what it is sent does not.
//!
//! What is flat, or too quiet to be heard, may repeat for good reasons.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Frames at the beginning of a buffer that are compared.
const COMPARED: usize = 64;
/// A unit that repeats itself for so many callbacks in a row, and for so long, is stuck: 10 ms at
/// 48 kHz. One that is late once is not.
const STUCK_CALLBACKS: u32 = 3;
const STUCK_FRAMES: usize = 480;
/// One that was stuck has to answer for so long before it counts as sound again: half a second.
const SOUND_FRAMES: usize = 24_000;

/// What is quieter disturbs nobody: −100 dBFS.
const AUDIBLE: f32 = 1e-5;

/// The beginning of the buffer before.
#[derive(Debug)]
struct Memory([f32; COMPARED]);

impl Memory {
    /// Whether this buffer begins with other samples than the one before; remembers it.
    fn differs(&mut self, buffer: &[f32]) -> bool {
        let mut differs = false;
        for (old, new) in self.0.iter_mut().zip(buffer) {
            differs |= old.to_bits() != new.to_bits();
            *old = *new;
        }
        differs
    }
}

/// One channel of the way out to a unit and back, as the audio thread watches it.
#[derive(Debug)]
pub(super) struct Loop {
    /// Place of the port that the unit hears.
    pub send: usize,
    /// Place of the port that the unit answers at.
    pub back: usize,
    sent: Memory,
    heard: Memory,
    callbacks: u32,
    repeated: usize,
    answered: usize,
    is_stuck: Arc<AtomicBool>,
}

impl Loop {
    /// A loop between two places; `is_stuck` says what is found, and what was found so far.
    pub(super) fn new(send: usize, back: usize, is_stuck: Arc<AtomicBool>) -> Self {
        Self {
            send,
            back,
            sent: Memory([0.0; COMPARED]),
            heard: Memory([0.0; COMPARED]),
            callbacks: 0,
            repeated: 0,
            answered: 0,
            is_stuck,
        }
    }

    /// The buffers of a callback. Audio thread.
    pub(super) fn watch(&mut self, sent: &[f32], back: &[f32]) {
        let (asks, answers) = (self.sent.differs(sent), self.heard.differs(back));
        if answers || !is_buzz(back) {
            (self.callbacks, self.repeated) = (0, 0);
            self.answered = self.answered.saturating_add(back.len());
            if self.answered >= SOUND_FRAMES {
                self.is_stuck.store(false, Relaxed);
            }
        } else if asks {
            self.callbacks = self.callbacks.saturating_add(1);
            self.repeated = self.repeated.saturating_add(back.len());
            self.answered = 0;
            if self.callbacks >= STUCK_CALLBACKS && self.repeated >= STUCK_FRAMES {
                self.is_stuck.store(true, Relaxed);
            }
        }
    }
}

/// Whether a buffer would be heard as a tone if it repeated.
fn is_buzz(buffer: &[f32]) -> bool {
    let first = buffer.first().copied().unwrap_or_default();
    buffer.iter().any(|x| (x - first).abs() > AUDIBLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: usize = 256;

    /// A loop and its sign.
    fn watched() -> (Loop, Arc<AtomicBool>) {
        let sign = Arc::new(AtomicBool::new(false));
        (Loop::new(0, 1, sign.clone()), sign)
    }

    /// A buffer that no other callback has.
    fn buffer(callback: usize) -> Vec<f32> {
        (0..PERIOD)
            .map(|frame| (callback * PERIOD + frame + 1) as f32 * 1e-6)
            .collect()
    }

    #[test]
    fn an_answer_that_repeats_is_stuck_and_sound_again_after_a_while() {
        let (mut ring, sign) = watched();
        let mut callback = 0;
        let mut run = |ring: &mut Loop, count: usize, heard: Option<usize>| {
            for _ in 0..count {
                callback += 1;
                ring.watch(&buffer(callback), &buffer(heard.unwrap_or(callback)));
            }
        };
        run(&mut ring, 10, None);
        // A unit that is late twice repeats itself twice.
        run(&mut ring, 3, Some(7));
        assert!(!sign.load(Relaxed));
        run(&mut ring, 1, Some(7));
        assert!(sign.load(Relaxed));
        run(&mut ring, SOUND_FRAMES / PERIOD, None);
        assert!(sign.load(Relaxed));
        run(&mut ring, 1, None);
        assert!(!sign.load(Relaxed));
    }

    #[test]
    fn short_periods_are_counted_in_time() {
        let (mut ring, sign) = watched();
        let answer: [f32; 16] = std::array::from_fn(|frame| frame as f32 * 0.01);
        for callback in 0..30 {
            let sent = [callback as f32; 16];
            ring.watch(&sent, &answer);
        }
        assert!(!sign.load(Relaxed));
        ring.watch(&[0.1; 16], &answer);
        assert!(sign.load(Relaxed));
    }

    #[test]
    fn what_is_flat_or_repeats_because_the_signal_does_is_fine() {
        let (mut ring, sign) = watched();
        for callback in 0..100 {
            ring.watch(&buffer(callback), &[0.0; PERIOD]);
        }
        for callback in 0..100 {
            ring.watch(&buffer(callback), &[0.3; PERIOD]);
        }
        for _ in 0..100 {
            ring.watch(&buffer(1), &buffer(2));
        }
        assert!(!sign.load(Relaxed));
    }
}
