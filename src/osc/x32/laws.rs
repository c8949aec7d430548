//! The laws of an X32 by name.

use super::law::{Law, Style};

/// Faders.
pub const FADER: Law = Law::Level(1024);
/// Sends and all other levels.
pub const SEND: Law = Law::Level(161);
/// Frequency of a band.
pub const FREQUENCY: Law = Law::Log(20.0, 20_000.0, 201, Style::Frequency);
/// Frequency of the oscillator.
pub const OSCILLATOR: Law = Law::Log(20.0, 20_000.0, 121, Style::Frequency);
/// The low cut.
pub const LOW_CUT: Law = Law::Log(20.0, 400.0, 101, Style::LowCut);
/// Q of a band; it falls.
pub const Q: Law = Law::Log(10.0, 0.3, 72, Style::Q);
/// Hold.
pub const HOLD: Law = Law::Log(0.02, 2000.0, 101, Style::Hold);
/// Release.
pub const RELEASE: Law = Law::Log(5.0, 4000.0, 101, Style::Release);
/// Gain of a band.
pub const EQ_GAIN: Law = Law::Linear(-15.0, 15.0, 121, Style::Gain);
/// Pan.
pub const PAN: Law = Law::Linear(-100.0, 100.0, 101, Style::Signed);
/// Trim.
pub const TRIM: Law = Law::Linear(-18.0, 18.0, 145, Style::SignedTenths);
/// Gain of a preamp.
pub const HEAD_AMP: Law = Law::Linear(-12.0, 60.0, 145, Style::SignedTenths);
/// Threshold of a gate.
pub const GATE_THRESHOLD: Law = Law::Linear(-80.0, 0.0, 161, Style::Tenths);
/// Range of a gate.
pub const GATE_RANGE: Law = Law::Linear(3.0, 60.0, 58, Style::Tenths);
/// Threshold of a compressor.
pub const THRESHOLD: Law = Law::Linear(-60.0, 0.0, 121, Style::Tenths);
/// Attack.
pub const ATTACK: Law = Law::Linear(0.0, 120.0, 121, Style::Whole);
/// Knee.
pub const KNEE: Law = Law::Linear(0.0, 5.0, 6, Style::Whole);
/// Make-up gain.
pub const MAKEUP: Law = Law::Linear(0.0, 24.0, 49, Style::Hold);
/// Share of the compressed signal.
pub const MIX: Law = Law::Linear(0.0, 100.0, 21, Style::Whole);
/// Delay.
pub const DELAY: Law = Law::Linear(0.3, 500.0, 4998, Style::Delay);
/// Weight in automix.
pub const WEIGHT: Law = Law::Linear(-12.0, 12.0, 49, Style::PaddedTenths);
/// How much dim lowers.
pub const DIM: Law = Law::Linear(-40.0, 0.0, 41, Style::Whole);
/// Trim of the solo mix.
pub const SOLO_TRIM: Law = Law::Linear(-18.0, 18.0, 73, Style::Tenths);
/// Gain of the recorder's inputs.
pub const TAPE: Law = Law::Linear(-6.0, 24.0, 61, Style::Tenths);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::osc::packet::Arg;

    const ALL: [Law; 24] = [
        FADER,
        SEND,
        FREQUENCY,
        OSCILLATOR,
        LOW_CUT,
        Q,
        HOLD,
        RELEASE,
        EQ_GAIN,
        PAN,
        TRIM,
        HEAD_AMP,
        GATE_THRESHOLD,
        GATE_RANGE,
        THRESHOLD,
        ATTACK,
        KNEE,
        MAKEUP,
        MIX,
        DELAY,
        WEIGHT,
        DIM,
        SOLO_TRIM,
        TAPE,
    ];

    fn steps(law: Law) -> u16 {
        match law {
            Law::Level(steps) | Law::Linear(_, _, steps, _) | Law::Log(_, _, steps, _) => steps,
            _ => 0,
        }
    }

    #[test]
    fn every_step_of_every_law_comes_back_as_float_and_as_text() {
        for law in ALL {
            let last = steps(law) - 1;
            for step in 0..=last {
                let float = f32::from(step) / f32::from(last);
                let plain = law.plain(float);
                assert!((law.float(plain) - float).abs() < 1e-5, "{law:?} {step}");
                let text = law.text(plain);
                let again = law.parse(text.trim()).unwrap();
                assert_eq!(law.text(again), text, "{law:?} {step}");
            }
        }
    }

    /// Figures that several independent sources of the protocol give.
    #[test]
    fn values_lie_where_the_desk_has_them() {
        for (law, plain, float) in [
            (FADER, 10.0, 1.0),
            (FADER, 0.0, 0.749_756),
            (FADER, -20.5, 0.368_524),
            (FADER, -85.4, 0.009_775),
            (SEND, 0.0, 0.75),
            (SEND, -12.3, 0.468_75),
            (FREQUENCY, 3300.0, 0.74),
            (OSCILLATOR, 440.0, 0.45),
            (LOW_CUT, 80.0, 0.46),
            (Q, 5.0, 0.197_18),
            (Q, 0.3, 1.0),
            (HOLD, 10.0, 0.54),
            (RELEASE, 151.0, 0.51),
            (EQ_GAIN, -10.75, 0.141_67),
            (PAN, 30.0, 0.65),
            (TRIM, 0.25, 0.506_94),
            (HEAD_AMP, 20.0, 0.444_44),
            (GATE_THRESHOLD, -46.5, 0.418_75),
            (GATE_RANGE, 27.0, 0.421_05),
            (THRESHOLD, -32.5, 0.458_33),
            (MAKEUP, 8.0, 0.333_33),
            (DELAY, 100.0, 0.199_52),
            (WEIGHT, 0.5, 0.520_83),
            (DIM, -18.0, 0.55),
            (SOLO_TRIM, 6.0, 0.666_67),
            (TAPE, 9.0, 0.5),
        ] {
            let found = law.float(plain);
            assert!((found - float).abs() < 1e-5, "{law:?} {plain}: {found}");
        }
        assert_eq!(FADER.float(f32::NEG_INFINITY), 0.0);
        assert_eq!(FADER.plain(0.0), f32::NEG_INFINITY);
    }

    #[test]
    fn values_are_written_as_the_desk_writes_them() {
        for (law, plain, text) in [
            (SEND, -2.25, " -2.3"),
            (SEND, f32::NEG_INFINITY, "  -oo"),
            (FADER, 10.0, "+10.0"),
            (SEND, 0.0, "  0.0"),
            (PAN, 0.0, "+0"),
            (PAN, -100.0, "-100"),
            (TRIM, 0.0, "+0.0"),
            (WEIGHT, 0.0, " +0.0"),
            (GATE_THRESHOLD, -37.0, "-37.0"),
            (GATE_RANGE, 60.0, "60.0"),
            (EQ_GAIN, 0.0, "+0.00"),
            (EQ_GAIN, -10.75, "-10.7"),
            (Q, 2.0, "2.0"),
            (Q, 10.0, " 10"),
            (MAKEUP, 14.0, "14.0"),
            (HOLD, 0.02, "0.02"),
            (HOLD, 502.0, " 502"),
            (HOLD, 2000.0, "2000"),
            (RELEASE, 151.0, " 151"),
            (RELEASE, 9.0, "  9"),
            (FREQUENCY, 1025.0, "1k02"),
            (FREQUENCY, 990.0, "990.9"),
            (FREQUENCY, 20_000.0, "20k00"),
            (LOW_CUT, 80.0, " 79"),
            (DELAY, 0.3, "  0.3"),
            (DIM, -20.0, "-20"),
            (Law::Mask(8), 2.0, "%00000010"),
            (Law::Switch, 1.0, "ON"),
        ] {
            assert_eq!(law.text(plain), text, "{law:?} {plain}");
        }
    }

    #[test]
    fn numbers_are_taken_in_every_type_and_nonsense_is_not() {
        assert_eq!(FADER.read(&Arg::Int(1)), Some(10.0));
        assert_eq!(FADER.read(&Arg::text("0.75")), Some(0.0));
        assert_eq!(FADER.read(&Arg::Float(f32::NAN)), None);
        assert_eq!(Law::Switch.read(&Arg::Float(1.0)), Some(1.0));
        assert_eq!(Law::Int(0, 9).read(&Arg::Int(99)), Some(9.0));
        for bits in [-1, 64, i32::MAX] {
            assert_eq!(Law::Mask(6).read(&Arg::Int(bits)), None, "{bits}");
        }
        // What lies beyond the ends is no position, and not the loudest one either.
        for number in [2.0, -10.0, 1e30] {
            assert_eq!(FADER.read(&Arg::Float(number)), None, "{number}");
        }
        assert_eq!(FADER.read(&Arg::Float(1.000_1)), Some(10.0));
        assert_eq!(Law::Mask(8).parse("%00000010"), Some(2.0));
        assert_eq!(FADER.parse("loud"), None);
    }
}
