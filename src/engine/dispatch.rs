//! Which instruction set runs: the same kernels compiled plainly and for AVX2, chosen once when an
//! engine is built.
//!
//! Both give the same bits: no fused multiply-add is ever formed, only wider registers are used.
//! Everything below a kernel is `#[inline(always)]`; a call that is not inlined would silently fall
//! back to plain code. Processors alone are functions of their own, called through the
//! `InstructionSet` that a kernel passes down.

#![allow(unsafe_code)]

use super::MARK;
use super::bank::Bank;
use super::dynamics::Keys;
use super::instruction_set::InstructionSet;
use super::mix::Mix;
use super::monitor::{Monitor, REFERENCE};
use super::outputs::Output;
use super::segment::{Planar, Segment};
use crate::dsp::processor::{Keyed, Processor};
use crate::dsp::sample::{LANES, Lanes};

/// An instruction set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernels {
    /// What every machine of this architecture has.
    Plain,
    /// AVX2: eight channels in one register.
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
}

/// Proof that this machine has AVX2 and FMA: only [`Kernels::best`] makes one.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Avx2(());

impl Kernels {
    /// The fastest that this machine has.
    pub fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            return Self::Avx2(Avx2(()));
        }
        Self::Plain
    }

    /// Runs a processor alone: what the engine is compared with.
    pub fn run_alone<P: Processor<Lanes>>(self, processor: &mut P, run: &mut [Lanes]) {
        match self {
            Self::Plain => Plain.call_process(processor, run),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(set) => set.call_process(processor, run),
        }
    }
}

/// What the compiler makes of it.
#[derive(Clone, Copy, Debug)]
struct Plain;

impl InstructionSet for Plain {
    /// Four by four numbers at a time: what this architecture always has.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn transposed(self, rows: [Lanes; LANES]) -> [Lanes; LANES] {
        use std::arch::x86_64::{
            __m128, _mm_movehl_ps, _mm_movelh_ps, _mm_unpackhi_ps, _mm_unpacklo_ps,
        };
        // SAFETY: SSE belongs to every x86-64; eight `Lanes` are sixteen registers of four numbers, and
        // any bits are valid numbers.
        unsafe {
            let rows = std::mem::transmute::<[Lanes; LANES], [[__m128; 2]; LANES]>(rows);
            let mut columns = rows;
            for (right, below) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                let row = |i: usize| rows[4 * below + i][right];
                let (ab, cd) = (
                    _mm_unpacklo_ps(row(0), row(1)),
                    _mm_unpacklo_ps(row(2), row(3)),
                );
                columns[4 * right][below] = _mm_movelh_ps(ab, cd);
                columns[4 * right + 1][below] = _mm_movehl_ps(cd, ab);
                let (ab, cd) = (
                    _mm_unpackhi_ps(row(0), row(1)),
                    _mm_unpackhi_ps(row(2), row(3)),
                );
                columns[4 * right + 2][below] = _mm_movelh_ps(ab, cd);
                columns[4 * right + 3][below] = _mm_movehl_ps(cd, ab);
            }
            std::mem::transmute::<[[__m128; 2]; LANES], [Lanes; LANES]>(columns)
        }
    }

    #[cfg(not(target_arch = "x86_64"))]
    #[inline(always)]
    fn transposed(self, rows: [Lanes; LANES]) -> [Lanes; LANES] {
        let mut columns = rows;
        for i in 0..LANES {
            for j in 0..LANES {
                columns[i][j] = rows[j][i];
            }
        }
        columns
    }

    #[inline(never)]
    fn call_mark<S: Copy, P: Processor<S>>(self, processor: &mut P) {
        processor.mark();
    }

    #[inline(never)]
    fn call_process<S: Copy, P: Processor<S>>(self, processor: &mut P, run: &mut [S]) {
        processor.process(run);
    }

    #[inline(never)]
    fn call_process_keyed<S: Copy, P: Keyed<S>>(self, processor: &mut P, run: &mut [S], key: &[S]) {
        processor.process_keyed(run, key);
    }
}

#[cfg(target_arch = "x86_64")]
impl InstructionSet for Avx2 {
    #[inline(always)]
    fn transposed(self, rows: [Lanes; LANES]) -> [Lanes; LANES] {
        // SAFETY: an `Avx2` exists only where both features were detected.
        unsafe { transposed_by_avx2(rows) }
    }

    #[inline(always)]
    fn call_mark<S: Copy, P: Processor<S>>(self, processor: &mut P) {
        #[target_feature(enable = "avx2,fma")]
        #[inline(never)]
        fn avx2<S: Copy, P: Processor<S>>(processor: &mut P) {
            processor.mark();
        }
        // SAFETY: as above.
        unsafe { avx2(processor) }
    }

    #[inline(always)]
    fn call_process<S: Copy, P: Processor<S>>(self, processor: &mut P, run: &mut [S]) {
        #[target_feature(enable = "avx2,fma")]
        #[inline(never)]
        fn avx2<S: Copy, P: Processor<S>>(processor: &mut P, run: &mut [S]) {
            processor.process(run);
        }
        // SAFETY: as above.
        unsafe { avx2(processor, run) }
    }

    #[inline(always)]
    fn call_process_keyed<S: Copy, P: Keyed<S>>(self, processor: &mut P, run: &mut [S], key: &[S]) {
        #[target_feature(enable = "avx2,fma")]
        #[inline(never)]
        fn avx2<S: Copy, P: Keyed<S>>(processor: &mut P, run: &mut [S], key: &[S]) {
            processor.process_keyed(run, key);
        }
        // SAFETY: as above.
        unsafe { avx2(processor, run, key) }
    }
}

/// First the halves change places, then each half is transposed as four by four numbers.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
#[inline]
fn transposed_by_avx2(rows: [Lanes; LANES]) -> [Lanes; LANES] {
    use std::arch::x86_64::{
        __m256, _mm256_permute2f128_ps, _mm256_shuffle_ps, _mm256_unpackhi_ps, _mm256_unpacklo_ps,
    };
    // SAFETY: both hold eight times eight numbers, and any bits are valid numbers.
    let rows = unsafe { std::mem::transmute::<[Lanes; LANES], [__m256; LANES]>(rows) };
    let mut columns = rows;
    for half in 0..2 {
        let row = |i: usize| {
            if half == 0 {
                _mm256_permute2f128_ps::<0x20>(rows[i], rows[i + 4])
            } else {
                _mm256_permute2f128_ps::<0x31>(rows[i], rows[i + 4])
            }
        };
        let (a, b, c, d) = (row(0), row(1), row(2), row(3));
        let (ab, cd) = (_mm256_unpacklo_ps(a, b), _mm256_unpacklo_ps(c, d));
        columns[4 * half] = _mm256_shuffle_ps::<0x44>(ab, cd);
        columns[4 * half + 1] = _mm256_shuffle_ps::<0xee>(ab, cd);
        let (ab, cd) = (_mm256_unpackhi_ps(a, b), _mm256_unpackhi_ps(c, d));
        columns[4 * half + 2] = _mm256_shuffle_ps::<0x44>(ab, cd);
        columns[4 * half + 3] = _mm256_shuffle_ps::<0xee>(ab, cd);
    }
    // SAFETY: as above.
    unsafe { std::mem::transmute::<[__m256; LANES], [Lanes; LANES]>(columns) }
}

/// Defines one kernel: a method of [`Kernels`] that runs `$body` compiled for the chosen set, which is called
/// `$set` there.
macro_rules! kernel {
    ($(#[$doc:meta])* $name:ident($($arg:ident: $type:ty),* $(,)?) |$set:ident| $body:block) => {
        impl Kernels {
            $(#[$doc])*
            pub(super) fn $name(self, $($arg: $type),*) {
                #[inline(always)]
                fn body($($arg: $type,)* $set: impl InstructionSet) $body

                #[cfg(target_arch = "x86_64")]
                #[target_feature(enable = "avx2,fma")]
                fn avx2($($arg: $type,)* set: Avx2) {
                    body($($arg,)* set);
                }

                match self {
                    Self::Plain => body($($arg,)* Plain),
                    #[cfg(target_arch = "x86_64")]
                    // SAFETY: an `Avx2` exists only where both features were detected.
                    Self::Avx2(set) => unsafe { avx2($($arg,)* set) },
                }
            }
        }
    };
}

kernel!(
    /// The once-per-mark work of a bank.
    mark_bank(bank: &mut Bank) |set| { bank.mark(set); }
);
kernel!(
    /// The once-per-mark work of an output side.
    mark_output(output: &mut Output) |set| { output.mark(set); }
);
kernel!(
    /// Takes a segment of ports into a bank, one per lane: cleaned and trimmed.
    load_bank(bank: &mut Bank, ports: &[&[f32]; LANES], segment: Segment) |set| {
        bank.load(ports, segment, set);
    }
);
kernel!(
    /// Runs a bank's strips from input tap to post-fader tap.
    run_bank(bank: &mut Bank, segment: Segment, keys: &mut [Keys; 2]) |set| {
        bank.run(segment, keys, set);
    }
);
kernel!(
    /// Sums all routes into a bank's input.
    run_mix(mix: &mut Mix, sources: &[Bank], bank: &mut Bank, segment: Segment) |set| {
        let mut sums = Planar::SILENT;
        mix.run(sources, &mut sums, segment, set);
        bank.take_mix(&sums, segment, set);
    }
);
kernel!(
    /// The same for the monitor's bank, whose reference track is no route.
    run_monitor_mix(
        mix: &mut Mix, sources: &[Bank], bank: &mut Bank, reference: &[[f32; MARK]; 2], segment: Segment
    ) |set| {
        let mut sums = Planar::SILENT;
        mix.run(sources, &mut sums, segment, set);
        // Behind the sum: it waits for nobody.
        sums.0[REFERENCE] = reference[0];
        sums.0[REFERENCE + 1] = reference[1];
        bank.take_mix(&sums, segment, set);
    }
);
kernel!(
    /// From the monitor's bank to what speakers and headphones play.
    run_monitor(monitor: &mut Monitor, bank: &Bank, segment: Segment) |_set| {
        monitor.run(bank, segment);
    }
);
kernel!(
    /// The monitor's meters, while nobody can hear it.
    rest_monitor(monitor: &mut Monitor, segment: Segment) |_set| {
        monitor.rest(segment);
    }
);
kernel!(
    /// Runs what a bank of buses, or main, does after its post-fader tap, up to the ports.
    run_output(output: &mut Output, bank: &mut Bank, hold: &[f32; MARK], segment: Segment) |set| {
        output.process(bank, hold, segment, set);
    }
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::sample::Sample;

    #[test]
    fn rows_become_columns_in_every_way() {
        let rows = std::array::from_fn(|i| {
            let numbers: [f32; LANES] = std::array::from_fn(|j| (10 * i + j) as f32);
            Lanes::from_lanes(numbers)
        });
        let check = |columns: [Lanes; LANES]| {
            for (i, column) in columns.iter().enumerate() {
                let expected = std::array::from_fn(|j| (10 * j + i) as f32);
                assert_eq!(*column, Lanes(expected));
            }
        };
        check(Plain.transposed(rows));
        #[cfg(target_arch = "x86_64")]
        if let Kernels::Avx2(avx2) = Kernels::best() {
            check(avx2.transposed(rows));
        }
    }
}
