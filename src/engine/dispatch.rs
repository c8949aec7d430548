//! Which instruction set runs: the same kernels compiled plainly and for AVX2, chosen once when an
//! engine is built.
//!
//! Both give the same bits: no fused multiply-add is ever formed, only wider registers are used.
//! Everything below a kernel is `#[inline(always)]`; a call that is not inlined would silently fall
//! back to plain code.

#![allow(unsafe_code)]

use super::bank::Bank;
use super::dynamics::Keys;
use super::mix::Mix;
use super::monitor::Monitor;
use super::outputs::Output;
use super::segment::{SILENT, Segment};
use crate::dsp::sample::LANES;

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
}

/// Defines one kernel: a method of [`Kernels`] that runs `$body` compiled for the chosen set.
macro_rules! kernel {
    ($(#[$doc:meta])* $name:ident($($arg:ident: $type:ty),*) $body:block) => {
        impl Kernels {
            $(#[$doc])*
            pub(super) fn $name(self, $($arg: $type),*) {
                #[inline(always)]
                fn body($($arg: $type),*) $body

                #[cfg(target_arch = "x86_64")]
                #[target_feature(enable = "avx2,fma")]
                fn avx2($($arg: $type),*) {
                    body($($arg),*);
                }

                match self {
                    Self::Plain => body($($arg),*),
                    #[cfg(target_arch = "x86_64")]
                    // SAFETY: an `Avx2` exists only where both features were detected.
                    Self::Avx2(Avx2(())) => unsafe { avx2($($arg),*) },
                }
            }
        }
    };
}

kernel!(
    /// The once-per-mark work of a bank.
    mark_bank(bank: &mut Bank) { bank.mark(); }
);
kernel!(
    /// Takes a segment of ports into a bank, one per lane: cleaned and trimmed.
    load_bank(bank: &mut Bank, ports: &[&[f32]; LANES], segment: Segment) { bank.load(ports, segment); }
);
kernel!(
    /// Runs a bank's strips from input tap to post-fader tap.
    run_bank(bank: &mut Bank, segment: Segment, keys: &mut [Keys; 2]) { bank.run(segment, keys); }
);
kernel!(
    /// Sums all routes into a bank's input.
    run_mix(mix: &mut Mix, sources: &[Bank], bank: &mut Bank, segment: Segment) {
        let mut sums = SILENT;
        mix.run(sources, &mut sums, segment);
        bank.take_mix(&mut sums, segment);
    }
);
kernel!(
    /// From the monitor's bank to what speakers and headphones play.
    run_monitor(monitor: &mut Monitor, bank: &Bank, segment: Segment) {
        monitor.run(bank, segment);
    }
);
kernel!(
    /// The monitor's meters, while nobody can hear it.
    rest_monitor(monitor: &mut Monitor, segment: Segment) { monitor.rest(segment); }
);
kernel!(
    /// Runs what a bank of buses, or main, does after its post-fader tap, up to the ports.
    run_output(output: &mut Output, bank: &mut Bank, segment: Segment) {
        output.process(bank, segment);
    }
);
