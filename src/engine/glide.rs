//! Glides: values that move over time, recomputed at every mark.

use super::MARK;
use crate::dsp::math::{exp2_f64, log2_f64};
use crate::param::curve::{attenuation_db, attenuation_travel, fader_db, fader_travel};
use crate::param::{Curve, ParamIndex, Plain, Travel};
use crate::rt::memory::touched;

/// A value on its way.
#[derive(Clone, Copy, Debug)]
pub struct Glide {
    /// Which parameter.
    pub index: ParamIndex,
    /// How its range lies on a control: the way is even on that.
    pub curve: Curve,
    /// The exact value at the start: the bottom of a fader lies where off does.
    begin: Plain,
    /// Where it started, in the domain of the curve.
    from: f64,
    /// Where it goes, in the domain of the curve.
    to: f64,
    /// The exact value in the end.
    end: Plain,
    /// Engine frame of the start.
    start: u64,
    /// Frames it takes; more than 0.
    over: u32,
}

/// A value in the domain in which its curve is even: travel for levels, octaves for frequencies and
/// times, else the value itself.
fn to_domain(curve: Curve, value: Plain) -> f64 {
    match curve {
        Curve::Fader => f64::from(fader_travel(value.0).get()),
        Curve::Attenuation => f64::from(attenuation_travel(value.0).get()),
        Curve::Log { .. } => log2_f64(f64::from(value.0)),
        _ => f64::from(value.0),
    }
}

/// The frame from which a glide counts that is taken at the mark `frame`. A parameter that was moving
/// stands where the mark before left it, and goes on from there without a rest.
pub fn start(frame: u64, was_moving: bool) -> u64 {
    if was_moving {
        frame.saturating_sub(MARK as u64)
    } else {
        frame
    }
}

/// The inverse of [`to_domain`].
fn from_domain(curve: Curve, x: f64) -> Plain {
    Plain(match curve {
        Curve::Fader => fader_db(Travel::new(x as f32)),
        Curve::Attenuation => attenuation_db(Travel::new(x as f32)),
        Curve::Log { .. } => exp2_f64(x) as f32,
        _ => x as f32,
    })
}

impl Glide {
    /// A glide from one value to another, starting at engine frame `start`.
    pub fn new(
        index: ParamIndex,
        curve: Curve,
        ends: (Plain, Plain),
        start: u64,
        over: u32,
    ) -> Self {
        Self {
            index,
            curve,
            begin: ends.0,
            from: to_domain(curve, ends.0),
            to: to_domain(curve, ends.1),
            end: ends.1,
            start,
            over,
        }
    }

    /// The same way for another index: over a swap of engines.
    pub fn at(self, index: ParamIndex) -> Self {
        Self { index, ..self }
    }

    /// The same parameter from and to elsewhere, starting at engine frame `start`.
    pub fn anew(self, ends: (Plain, Plain), start: u64) -> Self {
        Self::new(self.index, self.curve, ends, start, self.over)
    }

    /// The same way in another time; more than 0 frames.
    pub fn lasting(self, over: u32) -> Self {
        Self { over, ..self }
    }

    /// Frames until it arrives.
    pub fn remaining(&self, frame: u64) -> u32 {
        let gone = frame.saturating_sub(self.start);
        u64::from(self.over).saturating_sub(gone) as u32
    }

    /// The value at a frame, and whether it has arrived. What is counted, not measured, has nothing in
    /// between: it changes when the time is over.
    pub fn value(&self, frame: u64) -> (Plain, bool) {
        let gone = frame.saturating_sub(self.start);
        if gone >= u64::from(self.over) {
            return (self.end, true);
        }
        if gone == 0 || self.curve.counts() {
            return (self.begin, false);
        }
        let part = gone as f64 / f64::from(self.over);
        (
            from_domain(self.curve, self.from + (self.to - self.from) * part),
            false,
        )
    }
}

/// The glides under way: at most one per parameter.
#[derive(Debug)]
pub struct Glides {
    /// The glides; valid up to `count`.
    running: Box<[Option<Glide>]>,
    count: usize,
    /// Position + 1 of each parameter's glide, 0 without one.
    place: Box<[u32]>,
}

impl Glides {
    /// Room for a glide on each of `params` parameters. Allocates.
    pub fn new(params: usize) -> Self {
        Self {
            running: touched(None, params),
            count: 0,
            place: touched(0, params),
        }
    }

    /// Starts a glide; an older one of the same parameter ends.
    pub fn start(&mut self, glide: Glide) {
        self.stop(glide.index);
        self.running[self.count] = Some(glide);
        self.count += 1;
        self.place[glide.index.slot()] = self.count as u32;
    }

    /// Ends the glide of a parameter, where it stands. True where there was one.
    pub fn stop(&mut self, index: ParamIndex) -> bool {
        let place = self.place[index.slot()] as usize;
        if place > 0 {
            self.remove(place - 1);
        }
        place > 0
    }

    /// The value of a parameter that glides, at a frame.
    pub fn value_at(&self, index: ParamIndex, frame: u64) -> Option<Plain> {
        let place = self.place[index.slot()] as usize;
        let glide = self.running[place.checked_sub(1)?].as_ref()?;
        Some(glide.value(frame).0)
    }

    fn remove(&mut self, at: usize) {
        if let Some(gone) = self.running[at].take() {
            self.place[gone.index.slot()] = 0;
        }
        self.count -= 1;
        self.running.swap(at, self.count);
        if let Some(moved) = &self.running[at] {
            self.place[moved.index.slot()] = at as u32 + 1;
        }
    }

    /// How many are under way.
    pub fn count(&self) -> usize {
        self.count
    }

    /// One of those under way.
    pub fn get(&self, at: usize) -> Option<Glide> {
        self.running[at]
    }

    /// The value at `frame` of one of those under way. One that has arrived counts as under way at that
    /// mark still, so that what goes along with it stops there; at the next mark it is removed. Call it
    /// with `at` from `count() − 1` down to 0.
    pub fn step(&mut self, at: usize, frame: u64) -> Option<(ParamIndex, Plain)> {
        let glide = self.running[at]?;
        if frame >= glide.start + u64::from(glide.over) + MARK as u64 {
            self.remove(at);
        }
        Some((glide.index, glide.value(frame).0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(slot: usize) -> ParamIndex {
        ParamIndex::new(slot)
    }

    #[test]
    fn a_level_glides_evenly_on_the_fader_and_ends_exactly() {
        let ends = (Plain::OFF, Plain(-3.3));
        let glide = Glide::new(index(0), Curve::Fader, ends, 320, 3200);
        assert_eq!(glide.value(320), (Plain::OFF, false));
        let half = fader_travel(-3.3).get() / 2.0;
        assert!((glide.value(1920).0.0 - fader_db(Travel::new(half))).abs() < 1e-4);
        assert_eq!(glide.value(3520), (Plain(-3.3), true));
    }

    #[test]
    fn a_glide_from_the_bottom_of_a_fader_starts_there_and_not_at_off() {
        let ends = (Plain(-90.0), Plain(-70.0));
        let glide = Glide::new(index(0), Curve::Fader, ends, 0, 3200);
        assert_eq!(glide.value(0), (Plain(-90.0), false));
        assert!(glide.value(32).0 > Plain(-90.0));
    }

    #[test]
    fn a_frequency_glides_by_octaves() {
        let ends = (Plain(100.0), Plain(400.0));
        let glide = Glide::new(
            index(0),
            Curve::Log {
                min: 16.0,
                max: 1000.0,
            },
            ends,
            0,
            64,
        );
        assert!((glide.value(32).0.0 - 200.0).abs() < 1e-3);
    }

    #[test]
    fn a_parameter_has_one_glide_and_removal_keeps_the_others() {
        let mut glides = Glides::new(4);
        let start = |slot: usize, over: u32| {
            let curve = Curve::Linear { min: 0.0, max: 1.0 };
            Glide::new(index(slot), curve, (Plain(0.0), Plain(1.0)), 0, over)
        };
        for slot in 0..4 {
            glides.start(start(slot, 32 * (slot as u32 + 1)));
        }
        glides.start(start(2, 640));
        assert_eq!(glides.count(), 4);
        glides.stop(index(0));
        assert_eq!(glides.count(), 3);
        let mut seen = Vec::new();
        for at in (0..glides.count()).rev() {
            seen.extend(glides.step(at, 64).map(|(index, _)| index.slot()));
        }
        seen.sort_unstable();
        assert_eq!(seen, [1, 2, 3]);
        assert_eq!(glides.value_at(index(1), 96), Some(Plain(1.0)));
        for at in (0..glides.count()).rev() {
            glides.step(at, 96);
        }
        assert_eq!(glides.count(), 2);
        assert_eq!(glides.value_at(index(1), 96), None);
        assert!(glides.stop(index(3)) && !glides.stop(index(3)));
    }
}
