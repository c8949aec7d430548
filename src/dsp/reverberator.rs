//! What every reverb has around its own network: it cleans what comes in, closes it off while all is frozen, delays
//! it, and leaves the network alone when nothing can ring any more.
//!
//! ```text
//! in → clean → gate of freeze ─┬→ pre-delay → network ─┬→ out
//!                              └──► silence? ◄─────────┘
//! ```

use super::alignment::AlignmentDelay;
use super::effect::{Silence, clean, go_on, put_sides, sides_of};
use super::gliding::Ramp;
use super::processor::{Processor, Stereo};
use std::fmt::Debug;

/// The longest pre-delay, in ms.
pub const LONGEST_PRE_DELAY_MS: f32 = 200.0;

/// What makes a reverb what it is. `SIDES` come in: 2, or 1 for the mean of both.
pub trait Network<const SIDES: usize>: Sized {
    /// What a person sets.
    type Settings: Copy + PartialEq + Debug;

    /// In silence, for a sample rate in Hz. Allocates.
    fn new(rate: f64) -> Self;

    /// Frames of silence in and around after which nothing can ring any more, the longest pre-delay included.
    fn longest(rate: f64) -> usize;

    /// The time before it, in ms.
    fn pre_delay_ms(settings: &Self::Settings) -> f32;

    /// Sends it to `settings`, from the next mark on.
    fn set(&mut self, settings: &Self::Settings);

    /// Everything stands where it goes, and nothing glides.
    fn arrive(&mut self);

    /// Once per mark, while it may ring: everything goes on towards what is set.
    fn mark(&mut self);

    /// The gain of what comes in, at the next mark: none while all is frozen.
    fn open(&self) -> f32;

    /// Everything stands where it goes, and nothing glides: frames may be left out.
    fn is_settled(&self) -> bool;

    /// Replaces a run of frames inside one mark by their reverberation; a single side comes in on the left. True when
    /// something went in or around.
    fn process(&mut self, left: &mut [f32], right: &mut [f32]) -> bool;

    /// Forgets what rings.
    fn clear(&mut self);
}

/// A reverb of two sides, heard alone.
///
/// Legend: `gate` is the gain of what comes in, `open` where it stands at the next mark; `silence` hears what comes in
/// and what goes around.
#[derive(Debug)]
pub struct Reverberator<N: Network<SIDES>, const SIDES: usize> {
    settings: Option<N::Settings>,
    gate: Ramp,
    open: f32,
    pre_delay: [AlignmentDelay; SIDES],
    network: N,
    silence: Silence,
    rate: f64,
}

impl<N: Network<SIDES>, const SIDES: usize> Processor<Stereo> for Reverberator<N, SIDES> {
    type Settings = N::Settings;

    fn new(rate: f64) -> Self {
        let pre_delay = |_| AlignmentDelay::with_longest(rate, LONGEST_PRE_DELAY_MS);
        let mut reverb = Self {
            settings: None,
            gate: Ramp::default(),
            open: 0.0,
            pre_delay: std::array::from_fn(pre_delay),
            network: N::new(rate),
            silence: Silence::new(N::longest(rate)),
            rate,
        };
        reverb.arrive();
        reverb
    }

    /// Sends the reverb to `settings`.
    fn set(&mut self, _lane: usize, settings: N::Settings) {
        self.settings = Some(settings);
        for delay in &mut self.pre_delay {
            delay.set(0, N::pre_delay_ms(&settings));
        }
        self.network.set(&settings);
    }

    /// In silence.
    fn snap_lane(&mut self, _lane: usize) {
        for delay in &mut self.pre_delay {
            delay.snap_lane(0);
        }
        self.arrive();
    }

    #[inline(always)]
    fn mark(&mut self) {
        self.pre_delay.iter_mut().for_each(AlignmentDelay::mark);
        self.silence.mark();
        if !self.silence.is_complete() {
            self.network.mark();
            let open = self.network.open();
            self.gate = Ramp::between(self.open, open);
            self.open = open;
        } else if !self.is_settled() {
            self.arrive();
        }
    }

    /// Replaces the frames by what is heard of the effect alone.
    #[inline(always)]
    fn process(&mut self, run: &mut [Stereo]) {
        let mut sides = sides_of(run);
        let [left, right] = &mut sides;
        self.reverberate(&mut left[..run.len()], &mut right[..run.len()]);
        put_sides(run, &sides);
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.silence.is_complete()
            && self.is_settled()
            && self.pre_delay.iter().all(AlignmentDelay::is_settled)
    }

    /// Nothing is copied.
    fn adopt_lane(&mut self, _lane: usize, other: &mut Self, _other_lane: usize) {
        go_on(self, other, |own| (own.rate, own.settings));
    }

    fn clear_lane(&mut self, _lane: usize) {
        for delay in &mut self.pre_delay {
            delay.clear_lane(0);
        }
        self.network.clear();
        self.silence.complete();
    }
}

impl<N: Network<SIDES>, const SIDES: usize> Reverberator<N, SIDES> {
    /// Everything but the pre-delay stands where it goes.
    fn arrive(&mut self) {
        self.network.arrive();
        self.open = self.network.open();
        self.gate = Ramp::at(self.open);
    }

    /// Everything but the pre-delay stands where it goes, and nothing glides: frames may be left out.
    #[inline(always)]
    fn is_settled(&self) -> bool {
        self.network.is_settled() && self.gate.stands_at(self.open)
    }

    /// Replaces a run of frames inside one mark by their reverberation.
    #[inline(always)]
    fn reverberate(&mut self, left: &mut [f32], right: &mut [f32]) {
        self.take_in(left, right);
        let sounds = left.iter().chain(&*right).any(|x| *x != 0.0);
        if sounds || !self.silence.is_complete() {
            let rings = self.network.process(left, right);
            self.silence.note(rings);
        } else if SIDES == 1 {
            left.fill(0.0);
        }
    }

    /// Cleaned, muted while frozen, and pre-delayed; a single side on the left.
    #[inline(always)]
    fn take_in(&mut self, left: &mut [f32], right: &mut [f32]) {
        for (left, right) in left.iter_mut().zip(&mut *right) {
            let open = self.gate.next();
            let frame = [clean(*left), clean(*right)];
            [*left, *right] = if SIDES == 1 {
                [0.5 * (frame[0] + frame[1]) * open, 0.0]
            } else {
                [frame[0] * open, frame[1] * open]
            };
            self.silence.note(*left != 0.0 || *right != 0.0);
        }
        for (delay, side) in self.pre_delay.iter_mut().zip([left, right]) {
            delay.process(side);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::testing::*;

    /// A network that lets everything pass and rings for `RINGS` marks.
    #[derive(Debug)]
    struct Wire<const SIDES: usize> {
        open: f32,
        set: f32,
        marks: usize,
        runs: usize,
        rings: usize,
    }

    const RINGS: usize = 3;
    const LONGEST: usize = 10 * FRAMES_PER_MARK;

    impl<const SIDES: usize> Network<SIDES> for Wire<SIDES> {
        /// Pre-delay in ms, and the gain of what comes in.
        type Settings = (f32, f32);

        fn new(_rate: f64) -> Self {
            Self {
                open: 1.0,
                set: 1.0,
                marks: 0,
                runs: 0,
                rings: 0,
            }
        }
        fn longest(_rate: f64) -> usize {
            LONGEST
        }
        fn pre_delay_ms(settings: &(f32, f32)) -> f32 {
            settings.0
        }
        fn set(&mut self, settings: &(f32, f32)) {
            self.set = settings.1;
        }
        fn arrive(&mut self) {
            self.open = self.set;
        }
        fn mark(&mut self) {
            self.marks += 1;
            self.open = self.set;
        }
        fn open(&self) -> f32 {
            self.open
        }
        fn is_settled(&self) -> bool {
            self.open == self.set
        }
        fn process(&mut self, left: &mut [f32], right: &mut [f32]) -> bool {
            self.runs += 1;
            if left.iter().chain(&*right).any(|x| *x != 0.0) {
                self.rings = RINGS;
                return true;
            }
            self.rings = self.rings.saturating_sub(1);
            self.rings > 0
        }
        fn clear(&mut self) {
            self.rings = 0;
        }
    }

    fn played<const SIDES: usize>(
        reverb: &mut Reverberator<Wire<SIDES>, SIDES>,
        frame: Stereo,
    ) -> Vec<Stereo> {
        let mut run = vec![frame; FRAMES_PER_MARK];
        reverb.mark();
        reverb.process(&mut run);
        run
    }

    fn settled<const SIDES: usize>(settings: (f32, f32)) -> Reverberator<Wire<SIDES>, SIDES> {
        let mut reverb = Reverberator::new(RATE);
        reverb.set(0, settings);
        reverb.snap_lane(0);
        reverb
    }

    #[test]
    fn both_sides_or_their_mean_come_in_clean() {
        let inputs = [
            ([0.5, -0.25], [0.5, -0.25]),
            ([f32::NAN, 1.0], [0.0, 1.0]),
            ([f32::NEG_INFINITY, -99.0], [0.0, -16.0]),
        ];
        for (frame, clean) in inputs {
            let heard = played(&mut settled::<2>((0.0, 1.0)), frame);
            assert!(heard.iter().all(|x| *x == clean), "{frame:?}");
            let mean = [0.5 * (clean[0] + clean[1]), 0.0];
            let heard = played(&mut settled::<1>((0.0, 1.0)), frame);
            assert!(heard.iter().all(|x| *x == mean), "{frame:?}");
        }
    }

    #[test]
    fn the_gate_glides_over_a_mark_and_the_pre_delay_counts_in_frames() {
        let mut reverb = settled::<2>((0.0, 1.0));
        played(&mut reverb, [1.0; 2]);
        reverb.set(0, (0.0, 0.0));
        for (n, [left, right]) in played(&mut reverb, [1.0; 2]).into_iter().enumerate() {
            let expected = 1.0 - (n + 1) as f32 / FRAMES_PER_MARK as f32;
            assert!((left - expected).abs() < 1e-6 && left == right, "{n}");
        }
        let mut reverb = settled::<2>((1.0, 1.0));
        let heard = [[1.0; 2]; 2]
            .map(|frame| played(&mut reverb, frame))
            .concat();
        let late = heard.iter().position(|x| *x != [0.0; 2]);
        assert_eq!(late, Some(48));
    }

    #[test]
    fn after_the_longest_silence_the_network_rests_until_something_comes_in() {
        let mut reverb = settled::<2>((0.0, 1.0));
        assert!(reverb.is_at_rest());
        played(&mut reverb, [0.0; 2]);
        assert_eq!((reverb.network.marks, reverb.network.runs), (0, 0));
        played(&mut reverb, [1.0; 2]);
        // A mark hears what happened before it.
        played(&mut reverb, [0.0; 2]);
        let mut waited = 1;
        while !reverb.is_at_rest() {
            played(&mut reverb, [0.0; 2]);
            waited += 1;
        }
        assert_eq!(waited, RINGS + LONGEST / FRAMES_PER_MARK);
        let before = (reverb.network.marks, reverb.network.runs);
        played(&mut reverb, [0.0; 2]);
        assert_eq!((reverb.network.marks, reverb.network.runs), before);
    }

    #[test]
    fn at_rest_it_arrives_at_once_and_it_goes_on_from_its_own_rate_alone() {
        let mut reverb = settled::<2>((0.0, 1.0));
        reverb.set(0, (0.0, 0.25));
        assert!(!reverb.is_at_rest());
        assert_eq!(played(&mut reverb, [1.0; 2])[0], [0.25; 2]);
        for (rate, runs) in [(RATE, 1), (2.0 * RATE, 0)] {
            let mut other = Reverberator::new(rate);
            other.set(0, (0.0, 1.0));
            other.snap_lane(0);
            other.adopt_lane(0, &mut reverb, 0);
            assert_eq!(other.network.runs, runs);
            assert_eq!(other.settings, Some((0.0, 1.0)));
            if runs == 1 {
                reverb = other;
            }
        }
    }
}
