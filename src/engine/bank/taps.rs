//! The taps: what sends, keys and meters hear. The usual two are written always, the others only while
//! somebody asks for them.

use super::{Bank, INPUT, OPEN, OUTPUT, POST_EQ, POST_FADER, PRE_EQ, PRE_FADER};
use crate::dsp::processor::Processor;
use crate::dsp::sample::{Lanes, Sample};
use crate::dsp::saturation::LATENCY;
use crate::engine::MARK;
use crate::engine::segment::{Block, Planar, SILENT, Segment, mask_bad};
use std::ops::Range;

impl Bank {
    /// From the processors' output to the taps, in the form that needs the least.
    #[inline(always)]
    pub(super) fn finish(&mut self, segment: Segment) {
        const RARE: u16 =
            1 << INPUT | 1 << PRE_FADER | 1 << (INPUT + OPEN) | 1 << (POST_FADER + OPEN);
        self.write_eq_taps(segment);
        let moves = !self.fader.is_settled() || !self.mute.is_settled();
        match (moves, self.wanted & RARE != 0) {
            _ if self.automix.is_awake() => self.finish_shared(segment),
            (false, false) => self.write_taps::<false, false, false>(segment, &SILENT),
            (false, true) => self.write_taps::<false, true, false>(segment, &SILENT),
            (true, false) => self.write_taps::<true, false, false>(segment, &SILENT),
            (true, true) => self.write_taps::<true, true, false>(segment, &SILENT),
        }
        self.measure(segment);
    }

    /// The taps of lanes that share their gain with others; what they count for is heard where no
    /// number is bad any more.
    #[inline(always)]
    fn finish_shared(&mut self, segment: Segment) {
        let mut shares = [Lanes::splat(1.0); MARK];
        self.automix.process(&mut shares[segment.in_block()]);
        self.write_taps::<true, true, true>(segment, &shares);
        self.automix
            .measure(&self.taps[PRE_FADER + OPEN][segment.in_block()]);
    }

    /// Writes the taps and measures the output. `MOVING`: fader or mute are on their way; `ALL`: not
    /// only the post-fader and the open pre-fader tap are wanted; `SHARED`: `shares` counts.
    ///
    /// A number that is not finite becomes silence here, before any bus can hear it. It shows in the sum
    /// of the squares, and then all is written once more.
    #[inline(always)]
    fn write_taps<const MOVING: bool, const ALL: bool, const SHARED: bool>(
        &mut self,
        segment: Segment,
        shares: &Block,
    ) {
        let before = (self.fader, self.mute, self.output_meter);
        self.write_frames::<MOVING, ALL, SHARED>(segment, shares);
        if !self.output_meter.sum_of_squares.all(f32::is_finite) {
            (self.fader, self.mute, self.output_meter) = before;
            let mut bad = self.bad;
            for x in &mut self.signal.late_mut(self.lag)[segment.in_block()] {
                // The sum: see [`Sample::select_gt_in_place`].
                *x = mask_bad(*x, &mut bad) + Lanes::default();
            }
            self.bad = bad;
            self.write_frames::<MOVING, ALL, SHARED>(segment, shares);
        }
    }

    #[inline(always)]
    fn write_frames<const MOVING: bool, const ALL: bool, const SHARED: bool>(
        &mut self,
        segment: Segment,
        shares: &Block,
    ) {
        let (mut fader, mut mute, mut meter) = (self.fader, self.mute, self.output_meter);
        let wanted = self.wanted;
        let (signal, input) = (self.signal.late(self.lag), self.input.late(self.lag));
        let [
            input_tap,
            _,
            _,
            pre_fader,
            post_fader,
            open_input,
            _,
            _,
            open_pre_fader,
            open_post_fader,
            _,
        ] = &mut self.taps;
        for frame in segment.in_block() {
            let (mut fader, mute) = (fader.step::<MOVING>(), mute.step::<MOVING>());
            if SHARED {
                fader *= shares[frame];
            }
            let x = signal[frame];
            open_pre_fader[frame] = x;
            let faded = x * (fader * mute);
            post_fader[frame] = faded;
            meter.measure(faded);
            if ALL {
                let input = input[frame];
                let rest = [
                    (INPUT, &mut *input_tap, input * mute),
                    (PRE_FADER, &mut *pre_fader, x * mute),
                    (INPUT + OPEN, &mut *open_input, input),
                    (POST_FADER + OPEN, &mut *open_post_fader, x * fader),
                ];
                for (tap, block, x) in rest {
                    if wanted & (1 << tap) != 0 {
                        block[frame] = x;
                    }
                }
            }
        }
        meter.count(segment.count);
        (self.fader, self.mute, self.output_meter) = (fader, mute, meter);
    }

    /// True when somebody asks for a tap that has to be taken on the way.
    #[inline(always)]
    pub(super) fn keeps(&self, tap: usize) -> bool {
        self.wanted & (1 << tap | 1 << (tap + OPEN)) != 0 || self.meter_at == Some(tap)
    }

    /// The frames of a segment that are taken on the way for a tap: all if somebody asks for it, else the last
    /// ones of the mark, for who asks from the next mark on.
    #[inline(always)]
    pub(super) fn kept(&self, tap: usize, segment: Segment) -> Range<usize> {
        let frames = segment.in_block();
        if self.keeps(tap) {
            frames
        } else {
            frames.start.max(MARK - LATENCY)..frames.end
        }
    }

    /// Mutes the taps that were taken on the way, before the mute goes on. A number that is not finite
    /// becomes silence.
    #[inline(always)]
    pub(super) fn write_eq_taps(&mut self, segment: Segment) {
        for tap in [PRE_EQ, POST_EQ] {
            if self.keeps(tap) {
                self.write_eq_tap(tap, segment);
            }
        }
    }

    #[inline(always)]
    fn write_eq_tap(&mut self, tap: usize, segment: Segment) {
        let (mut mute, mut bad) = (self.mute, self.bad);
        let signal = self.eq_taps[tap - PRE_EQ].late(self.lag);
        for frame in segment.in_block() {
            let x = mask_bad(signal[frame], &mut bad);
            self.taps[tap + OPEN][frame] = x;
            self.taps[tap][frame] = x * mute.next();
        }
        self.bad = bad;
    }

    /// Takes what leaves a bus or main, lane by lane, where a mix asks for it.
    #[inline(always)]
    pub fn take_output(&mut self, planar: &Planar, segment: Segment) {
        if self.wanted & (1 << OUTPUT) != 0 {
            self.planar[OUTPUT].copy_from(planar, segment);
        }
    }
}
