//! The pre-roll: the last seconds of everything that is armed, kept in memory until a recording begins with them.

use super::backlog::Backlog;
use crate::disk::room::in_words;
use crate::param::counted;
use crate::rt::capture::{CaptureReader, FRAMES};
use rustix::process::{Resource, getrlimit};
use std::fs;

/// What may wait for the disk beside the pre-roll, in seconds.
const WAITING_SECONDS: u64 = 4;
/// The part of the memory that is free which the pre-roll may take.
const PART_OF_MEMORY: u64 = 4;

/// Who says how many bytes may be taken.
type Allowed = fn() -> Option<u64>;

/// Everything that is kept.
#[derive(Debug)]
pub struct PreRoll {
    kept: Vec<Kept>,
    /// How far back it is to go, and how far the memory lets it.
    wanted: u64,
    frames: u64,
    rate: u32,
    allowed: Allowed,
    /// The shortage that was told last, in frames that are kept.
    told: Option<u64>,
}

#[derive(Debug)]
struct Kept {
    /// That of its capture.
    number: u64,
    sound: Backlog,
}

impl Default for PreRoll {
    fn default() -> Self {
        Self::within(allowed)
    }
}

impl PreRoll {
    /// Nothing is kept; so much memory may be taken later.
    pub fn within(allowed: Allowed) -> Self {
        Self {
            kept: Vec::new(),
            wanted: 0,
            frames: 0,
            rate: 1,
            allowed,
            told: None,
        }
    }

    /// From here on so many seconds are kept of these captures too, and no longer of others. What there is to say.
    pub fn listen(
        &mut self,
        captures: Vec<(u64, CaptureReader)>,
        ended: &[u64],
        (seconds, rate): (f32, u32),
    ) -> Option<String> {
        self.kept.retain(|kept| !ended.contains(&kept.number));
        let kept = captures.into_iter().map(|(number, reader)| Kept {
            number,
            sound: Backlog::new(reader),
        });
        self.kept.extend(kept);
        self.rate = rate.max(1);
        self.wanted = in_marks((f64::from(seconds) * f64::from(rate)) as u64);
        // What is kept already is in memory that is taken.
        let held: u64 = self
            .kept
            .iter()
            .map(|k| k.sound.waiting() * k.sound.frame_bytes())
            .sum();
        let allowed = (self.allowed)().map(|bytes| bytes.saturating_add(held));
        let most = allowed.map_or(u64::MAX, |bytes| {
            in_marks(bytes / self.frame_bytes().max(1))
        });
        self.frames = self.wanted.min(most);
        let short = Some(self.frames).filter(|frames| *frames < self.wanted);
        let is_news = short.is_some() && short != self.told;
        self.told = short;
        is_news.then(|| self.shortage())
    }

    fn shortage(&self) -> String {
        format!(
            "the pre-roll keeps only {:.0} s: {} of {:.0} s {} {}, which this machine does not have free; arm fewer, or \
             shorten it: headroom set console/pre-roll '{:.0} s'",
            self.seconds_of(self.frames),
            counted(self.kept.len(), "track"),
            self.seconds_of(self.wanted),
            if self.kept.len() == 1 {
                "takes"
            } else {
                "take"
            },
            in_words(self.wanted * self.frame_bytes()),
            self.seconds_of(self.frames)
        )
    }

    /// Bytes of a frame of everything.
    fn frame_bytes(&self) -> u64 {
        self.kept.iter().map(|kept| kept.sound.frame_bytes()).sum()
    }

    fn seconds_of(&self, frames: u64) -> f64 {
        frames as f64 / f64::from(self.rate)
    }

    /// True while nothing is to be kept.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Takes in what was captured, and lets go of what is too old: all tracks begin together.
    pub fn turn(&mut self) {
        for kept in &mut self.kept {
            kept.sound.pull(u64::MAX);
        }
        let end = self
            .kept
            .iter()
            .filter_map(|kept| kept.sound.end_frame())
            .max();
        let Some(first) = end.map(|end| end.saturating_sub(self.frames)) else {
            return;
        };
        for kept in &mut self.kept {
            kept.sound.forget_before(first);
        }
    }

    /// How much is kept, in seconds.
    pub fn seconds(&self) -> f64 {
        let frames = self.kept.iter().map(|kept| kept.sound.waiting()).max();
        self.seconds_of(frames.unwrap_or(0))
    }

    /// The sound of a capture, for a recording that begins.
    pub fn take(&mut self, number: u64) -> Option<Backlog> {
        let at = self.kept.iter().position(|kept| kept.number == number)?;
        Some(self.kept.remove(at).sound)
    }

    /// Nothing is kept any more.
    pub fn clear(&mut self) {
        self.kept.clear();
    }

    /// Frames that may wait at most in a recording that begins now.
    pub fn most_waiting(&self, rate: u32) -> u64 {
        self.frames + WAITING_SECONDS * u64::from(rate)
    }
}

fn in_marks(frames: u64) -> u64 {
    frames - frames % FRAMES as u64
}

/// Bytes that may be taken: a part of those that are free, and of those that may be locked, which all memory of a console
/// is where it can be. None where the system does not say it.
fn allowed() -> Option<u64> {
    let free = kilobytes("/proc/meminfo", "MemAvailable:")? / PART_OF_MEMORY;
    let locked = kilobytes("/proc/self/status", "VmLck:").unwrap_or(0);
    let limit = getrlimit(Resource::Memlock).current;
    // Who may lock more than the limit has no limit.
    let lockable = limit.filter(|limit| (1..=*limit).contains(&locked));
    let left = lockable.map_or(u64::MAX, |limit| limit.saturating_sub(locked) / 2);
    Some(free.min(left))
}

/// A line of a file of the system, in bytes.
fn kilobytes(file: &str, name: &str) -> Option<u64> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let number = line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?;
    Some(number * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rt::capture::{CaptureWriter, capture};

    const RATE: u32 = 48_000;

    fn play(writer: &mut CaptureWriter, marks: std::ops::Range<u64>) {
        for mark in marks {
            writer.write(mark * FRAMES as u64, |_| &[0.5; FRAMES]);
        }
    }

    #[test]
    fn the_last_seconds_of_all_tracks_are_kept_and_no_more() {
        let mut roll = PreRoll::within(|| Some(u64::MAX));
        let (mut one, first) = capture(1, 100_000);
        let (mut two, second) = capture(2, 100_000);
        let said = roll.listen(vec![(7, first), (8, second)], &[], (2.0, RATE));
        assert_eq!(said, None);
        for round in 0..10 {
            play(&mut one, round * 1000..(round + 1) * 1000);
            play(&mut two, round * 1000..(round + 1) * 1000);
            roll.turn();
            assert!(roll.seconds() <= 2.0);
        }
        assert_eq!(roll.seconds(), 2.0);
        // Another one comes later; all end together.
        let (mut three, third) = capture(1, 100_000);
        roll.listen(vec![(9, third)], &[7], (2.0, RATE));
        play(&mut two, 10_000..11_000);
        play(&mut three, 10_000..11_000);
        roll.turn();
        assert!(roll.take(7).is_none());
        let two = roll.take(8).unwrap();
        assert_eq!(two.first_frame(), Some(11_000 * 32 - 96_000));
        assert_eq!(roll.take(9).unwrap().first_frame(), Some(10_000 * 32));
        assert!(roll.is_empty());
    }

    #[test]
    fn the_memory_of_the_machine_is_the_limit_and_that_is_said_once() {
        // One second of both tracks.
        let mut roll = PreRoll::within(|| Some(2 * 4 * 48_000));
        let tracks = [1, 2].map(|number| (number, capture(1, 10).1));
        let said = roll.listen(tracks.into(), &[], (60.0, RATE)).unwrap();
        assert!(
            said.starts_with("the pre-roll keeps only 1 s: 2 tracks of 60 s take 23 MB"),
            "{said}"
        );
        assert_eq!(roll.listen(Vec::new(), &[], (60.0, RATE)), None);
        let mut none = PreRoll::within(|| Some(0));
        let said = none.listen(vec![(1, capture(1, 10).1)], &[], (60.0, RATE));
        assert!(
            said.unwrap()
                .starts_with("the pre-roll keeps only 0 s: 1 track of 60 s takes 12 MB")
        );
        assert_eq!(roll.most_waiting(RATE), 5 * 48_000);
        assert!(allowed().is_some_and(|bytes| bytes > 0));
    }
}
