//! Random sessions for a processor: what every channel hears, and what is set at which mark.

use super::subject::{Frame, Subject};
use crate::dsp::FRAMES_PER_MARK;
use crate::dsp::testing::{Random, random_runs};
use std::ops::Range;

/// Marks of a run: a third of a second.
pub(super) const MARKS: usize = 500;

/// The lane that is never on.
pub(super) const OFF_LANE: usize = 3;

/// What one channel hears, and what is set at which mark.
pub(super) struct Channel<T> {
    pub signal: Vec<f32>,
    pub key: Vec<f32>,
    pub changes: Vec<(usize, T)>,
}

/// A generator of the suite. `HEADROOM_SEED=1` and more draw other sessions than the gate does.
pub(super) fn drawn(seed: u64) -> Random {
    let others = std::env::var("HEADROOM_SEED");
    let others: u64 = others.map_or(0, |text| text.parse().expect("a number of sessions"));
    Random::new(seed + 10_000 * others)
}

/// Noise that comes and goes: from loud to what a detector just hears, and silence.
fn bursts(random: &mut Random, loudest: f32, frames: usize) -> Vec<f32> {
    let mut signal = Vec::with_capacity(frames);
    while signal.len() < frames {
        let length = 300 + random.below(3000);
        let level = loudest * [1.0, 0.3, 0.1, 0.01, 1e-4, 0.0][random.below(6)];
        let held = random.below(4) == 0;
        for n in 0..length.min(frames - signal.len()) {
            let tone = if held {
                (n as f32 * 0.02).sin()
            } else {
                random.bipolar() as f32
            };
            // Zero has no sign: what is off may add one to it.
            signal.push(level * tone + 0.0);
        }
    }
    signal
}

impl<T: Copy> Channel<T> {
    pub fn new<P, S>(seed: u64, off: bool, loudest: f32) -> Self
    where
        S: Frame,
        P: Subject<S, Settings = T>,
    {
        let random = &mut drawn(seed);
        let frames = MARKS * FRAMES_PER_MARK;
        let (signal, key) = (
            bursts(random, loudest, frames),
            bursts(random, loudest, frames),
        );
        let mut changes = Vec::new();
        let mut mark = 0;
        while mark < MARKS {
            let any = P::any(random);
            let next = match P::OFF {
                Some(off_settings) if off || random.below(5) == 0 => off_settings,
                _ => any,
            };
            changes.push((mark, next));
            mark += 1 + random.below(60);
        }
        Self {
            signal,
            key,
            changes,
        }
    }
}

/// The channels of a run, side by side.
pub(super) struct Script<S, T> {
    pub frames: Vec<S>,
    pub key: Vec<S>,
    /// Mark, lane, settings.
    pub changes: Vec<(usize, usize, T)>,
}

impl<S: Frame, T: Copy> Script<S, T> {
    pub fn of<P: Subject<S, Settings = T>>(channels: &[Channel<T>]) -> Self {
        let side_by_side = |of: fn(&Channel<T>) -> &Vec<f32>| {
            (0..of(&channels[0]).len())
                .map(|n| {
                    let mut frame = S::default();
                    for (channel, heard) in channels.iter().enumerate() {
                        frame.put(channel, of(heard)[n]);
                    }
                    frame
                })
                .collect()
        };
        let lanes = channels.iter().enumerate().take(P::SET);
        let changes = lanes.flat_map(|(lane, _)| {
            // Who is set together is set as the first of them.
            let leader = &channels[lane / P::TOGETHER * P::TOGETHER];
            leader
                .changes
                .iter()
                .map(move |(mark, settings)| (*mark, lane, *settings))
        });
        Self {
            changes: changes.collect(),
            frames: side_by_side(|channel| &channel.signal),
            key: side_by_side(|channel| &channel.key),
        }
    }

    /// What is set in `lane` from `mark` on.
    pub fn set_at(&self, lane: usize, mark: usize) -> Option<T> {
        let mut before = self
            .changes
            .iter()
            .rev()
            .filter(|c| c.1 == lane && c.0 < mark);
        before.next().map(|change| change.2)
    }

    /// Room to work in place: what is on its way, then the signal.
    pub fn room<P: Subject<S>>(&self) -> Vec<S> {
        let mut room = vec![S::default(); P::ON_THE_WAY];
        room.extend(&self.frames);
        room
    }

    /// Processes marks of `room` in place: whole, or cut by a seed.
    pub fn play<P>(&self, subject: &mut P, room: &mut [S], marks: Range<usize>, cut: Option<u64>)
    where
        P: Subject<S, Settings = T>,
    {
        let mut random = cut.map(drawn);
        for mark in marks {
            for (_, lane, settings) in self.changes.iter().filter(|c| c.0 == mark) {
                subject.set(*lane, *settings);
            }
            subject.before_mark();
            subject.mark();
            let runs = match &mut random {
                Some(random) => random_runs(random, FRAMES_PER_MARK),
                None => vec![FRAMES_PER_MARK],
            };
            let mut at = mark * FRAMES_PER_MARK;
            for run in runs {
                // A key that comes and goes.
                let is_led = mark / 50 % 2 == 1;
                let key = is_led.then_some(&self.key[at..at + run]);
                subject.run(&mut room[at..at + run + P::ON_THE_WAY], key);
                at += run;
            }
        }
    }

    /// All of it, through a new processor.
    pub fn played<P: Subject<S, Settings = T>>(&self, rate: f64, cut: Option<u64>) -> Vec<S> {
        let mut room = self.room::<P>();
        self.play(&mut P::new(rate), &mut room, 0..MARKS, cut);
        room
    }
}

pub(super) fn channels<P, S>(seed: u64, loudest: f32) -> Vec<Channel<P::Settings>>
where
    S: Frame,
    P: Subject<S>,
{
    (0..S::CHANNELS)
        .map(|lane| Channel::new::<P, S>(seed + lane as u64, lane == OFF_LANE, loudest))
        .collect()
}
