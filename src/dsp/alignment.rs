//! The delay that a person sets: to line up microphones, or loudspeakers with a stage.
//!
//! One channel at a time, whole frames. A change is a crossfade of two taps, never a glide of pitch.
//! A delay of 0 keeps no past and costs nothing; the first delay after it fades in when as much past
//! has come together as it asks for, and until then the signal goes on as it was.

use super::FRAMES_PER_MARK;
use super::math::raised_cosine;
use super::processor::Processor;
use super::ring::Ring;

/// The longest alignment, in ms.
pub const LONGEST_MS: f32 = 500.0;
/// How long a crossfade takes, in seconds.
const FADE_SECONDS: f64 = 0.02;

/// A settable delay of one channel.
#[derive(Clone, Debug)]
pub struct AlignmentDelay {
    /// The past.
    ring: Ring,
    /// The longest delay, in frames.
    longest: usize,
    /// Frames of the past that are kept, at most `longest`.
    kept: usize,
    /// The delay that is heard, in frames.
    heard: usize,
    /// The delay that fades in, in frames; `heard` when none does.
    coming: usize,
    /// The delay that is set, in frames.
    set: usize,
    /// Frames of the crossfade that are done.
    faded: usize,
    /// Frames that a crossfade takes.
    fade: usize,
    /// Frames per millisecond.
    per_ms: f64,
}

impl Processor<f32> for AlignmentDelay {
    /// Milliseconds, 0 to the longest; the nearest whole frame.
    type Settings = f32;

    /// No delay, settable up to [`LONGEST_MS`].
    fn new(rate: f64) -> Self {
        Self::with_longest(rate, LONGEST_MS)
    }

    fn set(&mut self, _lane: usize, ms: f32) {
        self.forget_unwritten();
        self.set = whole_frames(ms, self.per_ms).min(self.longest);
    }

    /// With silence before.
    fn snap_lane(&mut self, lane: usize) {
        self.clear_lane(lane);
        self.coming = self.set;
        self.heard = self.set;
    }

    /// Once per mark, before its first frame: a crossfade that is through ends, and the next may
    /// begin.
    #[inline(always)]
    fn mark(&mut self) {
        if self.coming != self.heard && self.faded >= self.fade {
            self.heard = self.coming;
        }
        if self.coming == self.heard && self.set != self.heard && self.kept >= self.set {
            self.coming = self.set;
            self.faded = 0;
        }
    }

    /// Delays a run of frames inside one mark, in place.
    #[inline(always)]
    fn process(&mut self, buffer: &mut [f32]) {
        if self.is_neutral() {
            return;
        }
        self.ring.write(buffer);
        self.kept = (self.kept + buffer.len()).min(self.longest);
        self.ring.read(self.heard + buffer.len(), buffer);
        if self.coming != self.heard {
            self.crossfade(buffer);
        }
    }

    /// True when nothing is delayed and nothing shall be.
    #[inline(always)]
    fn is_neutral(&self) -> bool {
        self.set == 0 && self.heard == 0 && self.coming == 0
    }

    /// Only without a delay: nobody looks through what is on its way, since nobody sleeps by it.
    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.is_neutral()
    }

    /// Nothing is copied.
    fn adopt_lane(&mut self, _lane: usize, other: &mut Self, _other_lane: usize) {
        if self.longest == other.longest {
            let set = self.set;
            std::mem::swap(self, other);
            self.forget_unwritten();
            self.set = set;
        }
    }

    /// What comes out next is silence.
    fn clear_lane(&mut self, _lane: usize) {
        self.ring.clear();
        self.kept = self.longest;
    }
}

impl AlignmentDelay {
    /// No delay, settable up to `longest_ms`, for a sample rate in Hz. Allocates.
    pub fn with_longest(rate: f64, longest_ms: f32) -> Self {
        let per_ms = rate * 1e-3;
        let longest = whole_frames(longest_ms, per_ms);
        Self {
            ring: Ring::new(longest + FRAMES_PER_MARK),
            longest,
            kept: 0,
            heard: 0,
            coming: 0,
            set: 0,
            faded: 0,
            fade: (FADE_SECONDS * rate) as usize,
            per_ms,
        }
    }

    /// Nothing was written while there was no delay: nobody may hear what the ring holds.
    fn forget_unwritten(&mut self) {
        if self.is_neutral() {
            self.kept = 0;
        }
    }

    #[inline(always)]
    fn crossfade(&mut self, buffer: &mut [f32]) {
        let mut coming = [0.0; FRAMES_PER_MARK];
        let coming = &mut coming[..buffer.len()];
        self.ring.read(self.coming + buffer.len(), coming);
        let step = 1.0 / self.fade as f32;
        for (x, coming) in buffer.iter_mut().zip(coming) {
            self.faded = (self.faded + 1).min(self.fade);
            let way = raised_cosine(self.faded as f32 * step);
            *x += (*coming - *x) * way;
        }
    }

    /// True when what is set is heard.
    #[inline(always)]
    pub fn is_settled(&self) -> bool {
        self.set == self.heard && self.coming == self.heard
    }

    /// The delay that is heard, in frames.
    pub fn frames(&self) -> usize {
        self.heard
    }
}

/// The whole number of frames nearest to a time.
#[inline(always)]
pub fn whole_frames(ms: f32, frames_per_ms: f64) -> usize {
    (f64::from(ms) * frames_per_ms + 0.5) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::testing::conformance::{Subject, conforms};
    use crate::dsp::testing::*;

    fn run(delay: &mut AlignmentDelay, signal: &mut [f32], changes: &[(usize, f32)]) {
        for (index, segment) in signal.chunks_mut(FRAMES_PER_MARK).enumerate() {
            for (_, ms) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == index) {
                delay.set(0, *ms);
            }
            delay.mark();
            delay.process(segment);
        }
    }

    fn settled(ms: f32) -> AlignmentDelay {
        let mut delay = AlignmentDelay::new(RATE);
        delay.set(0, ms);
        delay.snap_lane(0);
        delay
    }

    #[test]
    fn an_impulse_arrives_after_exactly_the_rounded_time() {
        for ms in [0.0_f32, 0.01, 0.3, 1.0, 7.77, 100.0, 499.99, 500.0] {
            let mut signal = vec![0.0; 30_000];
            signal[100] = 0.7;
            run(&mut settled(ms), &mut signal, &[]);
            let arrives = 100 + (f64::from(ms) * 48.0).round() as usize;
            for (n, x) in signal.iter().enumerate() {
                assert_eq!(*x, if n == arrives { 0.7 } else { 0.0 }, "{ms} ms, {n}");
            }
        }
    }

    #[test]
    fn a_change_is_exact_after_its_fade_and_makes_no_click() {
        let input = sine(1000.0, 0.5, 0.4, 96_000);
        for (from, to) in [
            (0.0, 10.3),
            (10.3, 0.0),
            (3.0, 3.7),
            (500.0, 1.0),
            (1.0, 480.0),
        ] {
            let mut output = input.clone();
            run(&mut settled(from), &mut output, &[(48_000, to)]);
            let residue = residue_above_8k(&output, 30_000);
            assert!(residue <= -60.0, "{from} to {to}: {residue}");
            let frames = (f64::from(to) * 48.0).round() as usize;
            // At the latest when its past has come together and has faded in.
            let done = 48_000 + frames + 1100;
            assert_eq!(
                bits(&output[done..]),
                bits(&input[done - frames..96_000 - frames])
            );
        }
    }

    #[test]
    fn a_first_delay_comes_in_without_a_gap_or_an_edge() {
        let input = sine(997.0, 0.5, 0.4, 144_000);
        // As in an engine, where nobody runs a channel without a delay; and after a delay that is gone.
        for first in [0.0, 60.0] {
            let mut delay = settled(first);
            let mut output = input.clone();
            run(&mut delay, &mut output[..24_000], &[(4800, 0.0)]);
            assert!(delay.is_neutral());
            run(&mut delay, &mut output[48_000..], &[(0, 100.0)]);
            for window in output[9600..].chunks_exact(480) {
                let squares: f64 = window.iter().map(|&x| f64::from(x).powi(2)).sum();
                let level = 10.0 * (squares / 480.0).log10();
                assert!(level >= -20.0, "{first} ms before: {level} dBFS");
            }
            let residue = residue_above_8k(&output, 24_000);
            assert!(residue <= -60.0, "{first} ms before: {residue}");
            assert_eq!(bits(&output[96_000..]), bits(&input[91_200..139_200]));
        }
    }

    #[test]
    fn who_takes_over_from_a_channel_without_delay_has_no_past() {
        let input = sine(997.0, 0.5, 0.4, 24_000);
        let mut old = settled(0.0);
        let mut new = settled(20.0);
        new.adopt_lane(0, &mut old, 0);
        let mut output = input.clone();
        run(&mut new, &mut output, &[]);
        // Until there is a past, the signal goes on.
        assert_eq!(bits(&output[..960]), bits(&input[..960]));
        assert!(residue_above_8k(&output, 480) <= -60.0);
        assert_eq!(bits(&output[2400..]), bits(&input[1440..23_040]));
    }

    #[test]
    fn without_delay_nothing_is_touched_and_the_past_changes_owner() {
        let mut delay = settled(0.0);
        assert!(delay.is_neutral());
        let mut signal = vec![f32::NAN; 64];
        run(&mut delay, &mut signal, &[]);
        assert!(signal.iter().all(|x| x.is_nan()));

        let input = noise(1, 1.0, 9600);
        let mut old = settled(20.0);
        let mut output = input.clone();
        run(&mut old, &mut output[..4800], &[]);
        let mut new = settled(20.0);
        new.adopt_lane(0, &mut old, 0);
        run(&mut new, &mut output[4800..], &[]);
        assert_eq!(bits(&output[960..]), bits(&input[..8640]));
        assert_eq!(new.frames(), 960);
    }

    impl Subject<f32> for AlignmentDelay {
        const OFF: Option<f32> = Some(0.0);
        // A delay runs before the banks, whatever of them sleeps: the bank that takes it in sees when what comes
        // out is silent. To know it here, each frame that goes in would have to be looked at, for nobody.
        const RESTS: bool = false;

        fn any(random: &mut Random) -> f32 {
            random.octaves(0.02, 100.0)
        }
    }
    conforms!(AlignmentDelay, f32);
}
