//! Denormal numbers off: results below 2⁻¹²⁶ become zero, on this thread.

#![allow(unsafe_code)]

/// Flush results to zero (bit 15) and read denormals as zero (bit 6).
#[cfg(target_arch = "x86_64")]
const FLUSH: u32 = 0x8040;

/// Switches denormals off for the calling thread. Every thread that runs an engine calls it first:
/// it is part of the arithmetic, so results differ without it.
#[cfg(target_arch = "x86_64")]
pub fn flush_denormals() {
    let mut control: u32 = 0;
    // SAFETY: stmxcsr writes four bytes to a live local.
    unsafe {
        std::arch::asm!("stmxcsr [{}]", in(reg) &raw mut control, options(nostack, preserves_flags));
    }
    control |= FLUSH;
    // SAFETY: ldmxcsr reads four bytes from a live local; only rounding of denormals changes.
    unsafe {
        std::arch::asm!("ldmxcsr [{}]", in(reg) &raw const control, options(nostack, preserves_flags));
    }
}

/// Switches denormals off for the calling thread (FPCR bit 24 flushes both ways).
#[cfg(target_arch = "aarch64")]
pub fn flush_denormals() {
    let mut control: u64;
    // SAFETY: reads the floating-point control register of this thread.
    unsafe { std::arch::asm!("mrs {}, fpcr", out(reg) control, options(nomem, nostack)) };
    control |= 1 << 24;
    // SAFETY: writes it back with one more bit; only rounding of denormals changes.
    unsafe { std::arch::asm!("msr fpcr, {}", in(reg) control, options(nomem, nostack)) };
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hint::black_box;

    #[test]
    fn denormal_results_become_zero() {
        std::thread::spawn(|| {
            let small = black_box(f32::MIN_POSITIVE);
            assert!(black_box(small * 0.5) > 0.0);
            flush_denormals();
            assert_eq!(black_box(small * black_box(0.5)), 0.0);
        })
        .join()
        .unwrap();
    }
}
