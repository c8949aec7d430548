//! One line over time: how it has grown, and whether it stays.

use super::frame::{Frame, Line};
use std::collections::VecDeque;

/// Frames that are remembered: one second.
const PAST: usize = 48;
/// Frames over which growth is judged: the fast loops first.
const STRETCHES: [usize; 6] = [7, 9, 12, 18, 27, 40];
/// The least growth over such a stretch, in dB.
const GROWTH_DB: f32 = 6.0;
/// How far levels may lie from the straight line: a part of the growth, and so many dB.
const CROOKED: (f32, f32) = (0.08, 0.4);
/// The steeper half of a stretch may be steeper than the other by that factor.
const BENT: f32 = 1.7;
/// How far a line may wander while it grows, in lines of the transform.
const WANDER: f32 = 0.3;
/// How far a line may be from where it was, in lines.
const NEAR: f32 = 0.6;
/// Frames that a line may be missing.
const MISSING: usize = 2;
/// Frames after which a suspicion that no longer sounds ends: ten seconds.
const FORGOTTEN: usize = 470;
/// A line that has fallen so far below its highest level has stopped, in dB.
const STOPPED_DB: f32 = 12.0;
/// Frames that a line has to stay at its level to be believed fully: half a second.
const STAYS: f32 = 24.0;
/// A line that came too fast for its growth to be seen is suspected once it is nearly alone, pure and steady: frames,
/// its least share of all power, how far its level may move in dB, and its place in lines.
const ALONE: (usize, f32, f32, f32) = (14, 0.85, 0.6, 0.06);
/// A line that noise shakes, which rings out a wedge, is suspected once it has had most of the power for long: frames,
/// its mean share of all power, how far its level may move in dB (RMS), and its place in lines (RMS).
const SHAKEN: (usize, f32, f32, f32) = (44, 0.55, 2.0, 0.04);
/// The part of the frames of a stretch in which a line may have harmonics: music goes on below.
const MUSICAL: f32 = 0.34;

/// What has been found out about a line once it grew as feedback does.
#[derive(Clone, Copy, Debug)]
struct Grown {
    /// How far it grew in one stretch, in dB; 0 where that was not seen.
    growth: f32,
    /// Its highest level.
    highest: f32,
    /// Frames since then in which it stayed there.
    stayed: f32,
    /// It fell off like a note.
    fell: bool,
}

/// A line that is followed.
#[derive(Clone, Debug)]
pub(super) struct Track {
    /// The line, and whether it had harmonics; the newest last.
    past: VecDeque<(Line, bool)>,
    last: Line,
    missing: usize,
    grown: Option<Grown>,
}

impl Track {
    /// A line that was not there before.
    pub fn new(line: Line) -> Self {
        Self {
            past: VecDeque::from([(line, true)]),
            last: line,
            missing: 0,
            grown: None,
        }
    }

    /// True for a line that goes on from this one.
    pub fn is_near(&self, line: &Line) -> bool {
        (line.place - self.last.place).abs() < NEAR
    }

    /// Goes on in the next spectrum.
    pub fn follow(&mut self, line: Option<Line>, frame: &Frame) {
        let Some(line) = line else {
            self.missing += 1;
            if self.missing > MISSING {
                self.past.clear();
            }
            return;
        };
        self.missing = 0;
        self.last = line;
        if self.past.len() == PAST {
            self.past.pop_front();
        }
        let has_partials = frame.has_partials(&line);
        self.past.push_back((line, has_partials));
        self.judge();
    }

    /// False for one that need not be followed any more.
    pub fn is_alive(&self) -> bool {
        let patience = if self.grown.is_some() {
            FORGOTTEN
        } else {
            MISSING
        };
        self.missing <= patience
    }

    fn judge(&mut self) {
        let level = self.last.level;
        let growth = STRETCHES.into_iter().find_map(|frames| self.growth(frames));
        let growth = growth.or((self.is_alone() || self.is_shaken()).then_some(0.0));
        if let Some(grown) = &mut self.grown {
            grown.highest = grown.highest.max(level);
            grown.growth = grown.growth.max(growth.unwrap_or(0.0));
            if level > grown.highest - STOPPED_DB / 2.0 {
                grown.stayed += 1.0;
            }
            grown.fell = level < grown.highest - STOPPED_DB;
        } else if let Some(growth) = growth {
            self.grown = Some(Grown {
                growth,
                highest: level,
                stayed: 0.0,
                fell: false,
            });
        }
    }

    /// How far the line has grown over its last frames, in dB, where it did so as feedback does.
    fn growth(&self, frames: usize) -> Option<f32> {
        let from = self.past.len().checked_sub(frames)?;
        let stretch = || self.past.range(from..);
        let levels: Vec<f32> = stretch().map(|(line, _)| line.level).collect();
        let (slope, crooked) = straight(&levels);
        let growth = slope * (frames - 1) as f32;
        let (part, least) = CROOKED;
        if growth < GROWTH_DB || crooked > part * growth + least {
            return None;
        }
        let (first, second) = levels.split_at(frames / 2 + 1);
        let (first, second) = (straight(first).0, straight(second).0);
        let is_even = first > 0.0 && second > 0.0 && (first / second).max(second / first) <= BENT;
        let wander = spread(stretch().map(|(line, _)| line.place));
        (is_even && wander <= WANDER && self.is_pure(from)).then_some(growth)
    }

    /// True for a line that has had no harmonics in most frames from one on.
    fn is_pure(&self, from: usize) -> bool {
        let stretch = self.past.range(from..);
        let frames = stretch.len() as f32;
        let musical = stretch.filter(|(_, has_partials)| *has_partials).count();
        musical as f32 <= MUSICAL * frames
    }

    /// True for a line that has been nearly alone, and steady, for a while.
    fn is_alone(&self) -> bool {
        let (frames, share, moves, wanders) = ALONE;
        let Some(from) = self.past.len().checked_sub(frames) else {
            return false;
        };
        let lines = || self.past.range(from..).map(|(line, _)| line);
        self.is_pure(from)
            && lines().all(|line| line.share >= share)
            && spread(lines().map(|line| line.level)) <= moves
            && spread(lines().map(|line| line.place)) <= wanders
    }

    /// True for a line that has had most of the power for long, though noise shakes it.
    fn is_shaken(&self) -> bool {
        let (frames, share, moves, wanders) = SHAKEN;
        let Some(from) = self.past.len().checked_sub(frames) else {
            return false;
        };
        let values = |value: fn(&Line) -> f32| -> Vec<f32> {
            let lines = self.past.range(from..);
            lines.map(|(line, _)| value(line)).collect()
        };
        self.is_pure(from)
            && mean(&values(|line| line.share)) >= share
            && deviation(&values(|line| line.level)) <= moves
            && deviation(&values(|line| line.place)) <= wanders
    }

    /// It still sounds at about the level that it came to.
    pub fn sounds(&self) -> bool {
        self.missing <= MISSING && self.grown.is_some_and(|grown| !grown.fell)
    }

    /// Frequency, highest level and confidence in percent of a line that grew as feedback does.
    pub fn suspicion(&self) -> Option<(f32, f32, f32)> {
        let grown = self.grown?;
        let growth = (grown.growth / 20.0).min(1.0);
        let stays = (grown.stayed / STAYS).min(1.0);
        let prominence = (self.last.prominence / 40.0).min(1.0);
        let confidence = 40.0 + 25.0 * growth + 20.0 * stays + 15.0 * prominence;
        Some((self.last.hz, grown.highest, confidence))
    }
}

/// How far values lie apart.
fn spread(values: impl Iterator<Item = f32>) -> f32 {
    let ends = (f32::MAX, f32::MIN);
    let (low, high) = values.fold(ends, |(low, high), x| (low.min(x), high.max(x)));
    high - low
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len() as f32
}

/// How far values lie from their mean (RMS).
fn deviation(values: &[f32]) -> f32 {
    let mean_value = mean(values);
    let squares: Vec<f32> = values.iter().map(|x| (x - mean_value).powi(2)).collect();
    mean(&squares).sqrt()
}

/// The slope of the straight line through levels (least squares), and how far they lie from it on average (RMS).
fn straight(levels: &[f32]) -> (f32, f32) {
    let count = levels.len() as f32;
    let (middle, mean) = ((count - 1.0) / 2.0, levels.iter().sum::<f32>() / count);
    let along = |at: usize| at as f32 - middle;
    let spread: f32 = (0..levels.len()).map(|at| along(at) * along(at)).sum();
    let rise = levels.iter().enumerate();
    let slope = rise
        .map(|(at, level)| along(at) * (level - mean))
        .sum::<f32>()
        / spread;
    let rest = levels.iter().enumerate();
    let rest = rest.map(|(at, level)| (level - mean - slope * along(at)).powi(2));
    (slope, (rest.sum::<f32>() / count).sqrt())
}
