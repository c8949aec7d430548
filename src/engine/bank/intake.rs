//! What comes into a bank: ports or a mix, cleaned and trimmed.

use super::Bank;
use crate::dsp::sample::{LANES, Lanes, Sample};
use crate::engine::instruction_set::InstructionSet;
use crate::engine::segment::{Planar, SILENT, Segment, clean};

impl Bank {
    /// Takes a segment of ports in, one per lane: cleaned and trimmed. Wakes the bank at the first
    /// sound.
    #[inline(always)]
    pub fn load(&mut self, ports: &[&[f32]; LANES], segment: Segment, set: impl InstructionSet) {
        if self.asleep && ports.iter().all(|port| is_silent(port)) {
            return;
        }
        interleave(ports, &mut self.input.now_mut()[segment.in_block()], set);
        if self.trim.is_settled() {
            self.take_in::<true, false>(segment);
        } else {
            self.take_in::<true, true>(segment);
        }
    }

    /// Takes a mix in, band-limits what goes to the effects channel, and trims it. Wakes the bank at
    /// the first sound.
    #[inline(always)]
    pub fn take_mix(&mut self, mix: &Planar, segment: Segment, set: impl InstructionSet) {
        // What is on its way stands before the segment: nothing but its own frames may change.
        let mut taken = SILENT;
        mix.copy_to(&mut taken, segment, set);
        let frames = segment.in_block();
        self.input.now_mut()[frames.clone()].copy_from_slice(&taken[frames]);
        if let Some(lfe) = &mut self.lfe {
            lfe.process(&mut self.input.now_mut()[segment.in_block()]);
        }
        if self.trim.is_settled() {
            self.take_in::<false, false>(segment);
        } else {
            self.take_in::<false, true>(segment);
        }
    }

    /// Cleans what comes from `OUTSIDE`, trims by a gain that is `MOVING` or not, and measures: in the
    /// block of the input tap. The processors find it in the block in which they work.
    #[inline(always)]
    pub(super) fn take_in<const OUTSIDE: bool, const MOVING: bool>(&mut self, segment: Segment) {
        let mut trim = self.trim;
        let mut loudest = Lanes::default();
        let mut squares = self.input_meter.sum_of_squares;
        let input = &mut self.input.now_mut()[segment.in_block()];
        let signal = &mut self.signal.now_mut()[segment.in_block()];
        for (x, signal) in input.iter_mut().zip(signal) {
            let clean = if OUTSIDE { clean(*x) } else { *x };
            let trimmed = clean * trim.step::<MOVING>();
            *x = trimmed;
            *signal = trimmed;
            loudest = loudest.larger(trimmed.magnitude());
            squares += trimmed * trimmed;
        }
        self.trim = trim;
        self.note_loudest(loudest);
        let meter = &mut self.input_meter;
        meter.peak = meter.peak.larger_in_place(loudest);
        meter.sum_of_squares = squares;
        meter.count(segment.count);
    }

    /// Something came in, by whatever way: the loudest of it since the last mark.
    #[inline(always)]
    pub(super) fn note_loudest(&mut self, loudest: Lanes) {
        self.loudest = self.loudest.larger_in_place(loudest);
        self.asleep &= loudest == Lanes::default();
    }
}

/// True when a port holds nothing but zeros.
#[inline(always)]
fn is_silent(port: &[f32]) -> bool {
    let magnitudes = |bits: u32, x: &f32| bits | (x.to_bits() << 1);
    port.iter().fold(0, magnitudes) == 0
}

/// Puts the frames of eight ports side by side.
#[inline(always)]
fn interleave<'a>(ports: &[&'a [f32]; LANES], out: &mut [Lanes], set: impl InstructionSet) {
    // Runs whose length is known to be that of `out`: no checks within the loop.
    let count = out.len();
    let run = |lane: usize| -> (&'a [[f32; LANES]], &'a [f32]) { ports[lane][..count].as_chunks() };
    let ((a, at), (b, bt), (c, ct), (d, dt)) = (run(0), run(1), run(2), run(3));
    let ((e, et), (f, ft), (g, gt), (h, ht)) = (run(4), run(5), run(6), run(7));
    let (eights, rest) = out.as_chunks_mut::<LANES>();
    for (i, eight) in eights.iter_mut().enumerate() {
        let rows = [a[i], b[i], c[i], d[i], e[i], f[i], g[i], h[i]];
        *eight = set.transposed(rows.map(Lanes));
    }
    for (i, x) in rest.iter_mut().enumerate() {
        *x = Lanes([at[i], bt[i], ct[i], dt[i], et[i], ft[i], gt[i], ht[i]]);
    }
}
