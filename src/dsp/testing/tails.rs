//! What every reverb keeps, tested once for all: it decays in the time that is set, highs faster, after the pre-delay;
//! frozen it rings on; nothing clicks, runs away or gets in that is no number.
//!
//! A reverb joins by [`Tail`], which says what is set and what is allowed, and [`tails!`], one line.

use super::decay::{energy_db, range, t60};
use super::{
    RATE, back_and_forth, bits, db, noise, peak, residue_above_8k, run_sides, settled, sine,
};
use crate::dsp::processor::{Processor, Stereo};

/// What all reverbs let a person set.
#[derive(Clone, Copy, Debug)]
pub struct Common {
    pub pre_delay_ms: f32,
    pub decay_s: f32,
    pub damping_hz: f32,
    pub freeze: bool,
}

/// A reverb with what the suite has to know of it.
pub trait Tail: Processor<Stereo> {
    /// What is set when nothing else is said.
    const BASE: Common = Common {
        pre_delay_ms: 0.0,
        decay_s: 2.0,
        damping_hz: 20_000.0,
        freeze: false,
    };
    /// What an impulse is on either side.
    const IMPULSE: Stereo = [1.0; 2];
    /// Kinds of it, each of whose decays is measured.
    const KINDS: usize = 1;
    /// How far the levels at any decays lie apart at the most, in dB.
    const LEVELS_DB: f64;
    /// For how long the loudest comes in, in seconds.
    const LOUD_SECONDS: usize = 30;
    /// For how long changes are listened to, in seconds; the first of them, and how often they come, in frames.
    const CHANGES: (usize, usize, usize) = (4, 64_000, 12_000);

    /// All settings: those, and whatever the reverb has besides.
    fn with(common: Common) -> Self::Settings;
    /// What one kind of it is set to where its decay is measured.
    fn of_kind(_kind: usize, decay_s: f32) -> Self::Settings {
        Self::with(Common {
            decay_s,
            ..Self::BASE
        })
    }
    /// What rings the loudest.
    fn loudest() -> Self::Settings {
        Self::with(Common {
            decay_s: 8.0,
            damping_hz: 20_000.0,
            ..Self::BASE
        })
    }
    /// What it goes to from [`Self::BASE`] and back, how loud that may click above 8 kHz, in dBFS, and its name.
    fn changes() -> Vec<(&'static str, f64, Self::Settings)>;
}

/// The changes of what all reverbs have.
pub fn common_changes<P: Tail>() -> Vec<(&'static str, f64, P::Settings)> {
    let changed = |change: fn(&mut Common)| {
        let mut common = P::BASE;
        change(&mut common);
        P::with(common)
    };
    vec![
        ("longer", -80.0, changed(|set| set.decay_s = 8.0)),
        ("shorter", -80.0, changed(|set| set.decay_s = 0.3)),
        ("damping", -80.0, changed(|set| set.damping_hz = 2000.0)),
        ("pre-delay", -60.0, changed(|set| set.pre_delay_ms = 77.7)),
        ("freeze", -80.0, changed(|set| set.freeze = true)),
    ]
}

/// Tests for a reverb.
macro_rules! tails {
    ($reverb:ident) => {
        mod tails {
            use super::*;
            use $crate::dsp::testing::tails as suite;

            #[test]
            fn mids_decay_in_the_time_that_is_set_and_are_as_loud_as_ever() {
                suite::mids::<$reverb>();
            }
            #[test]
            fn highs_decay_faster() {
                suite::highs::<$reverb>();
            }
            #[test]
            fn nothing_comes_before_the_pre_delay() {
                suite::pre_delay::<$reverb>();
            }
            #[test]
            fn frozen_it_rings_on_and_takes_nothing_in() {
                suite::freeze::<$reverb>();
            }
            #[test]
            fn changes_of_anything_make_no_click() {
                suite::clicks::<$reverb>();
            }
            #[test]
            fn the_longest_decay_does_not_run_away() {
                suite::loudness::<$reverb>();
            }
            #[test]
            fn what_is_no_number_never_gets_in() {
                suite::numbers::<$reverb>();
            }
        }
    };
}
pub(crate) use tails;

/// What a reverb makes of an impulse.
pub fn impulse_response<P: Tail>(settings: P::Settings, seconds: f64) -> [Vec<f32>; 2] {
    let impulse = P::IMPULSE.map(|x| {
        let mut signal = vec![0.0; (seconds * RATE) as usize];
        signal[0] = x;
        signal
    });
    let mut reverb = settled::<P, Stereo>(settings);
    run_sides(&mut reverb, [&impulse[0], &impulse[1]], &[])
}

/// T60 of the mids is what is set, within 10 %, and the level is the same whatever it is.
pub fn mids<P: Tail>() {
    for kind in 0..P::KINDS {
        let mut levels = Vec::new();
        for decay_s in [0.3_f32, 0.5, 0.8, 1.0, 2.0, 4.0, 8.0] {
            let set = P::of_kind(kind, decay_s);
            let response = impulse_response::<P>(set, 1.2 * f64::from(decay_s) + 0.3);
            for side in &response {
                let measured = t60(side, 1000.0) / f64::from(decay_s);
                assert!((measured - 1.0).abs() <= 0.1, "{set:?}: {measured}");
            }
            levels.push(energy_db(&response));
        }
        let (lowest, highest) = range(&levels);
        assert!(highest - lowest < P::LEVELS_DB, "{kind}: {levels:?}");
    }
}

/// T60 of highs that are damped is about half.
pub fn highs<P: Tail>() {
    let common = Common {
        damping_hz: 6000.0,
        ..P::BASE
    };
    let response = impulse_response::<P>(P::with(common), 2.5);
    let high = t60(&response[0], 6000.0) / f64::from(common.decay_s);
    assert!((0.35..=0.75).contains(&high), "{high}");
}

/// Silence first, exactly.
pub fn pre_delay<P: Tail>() {
    for pre_delay_ms in [20.0_f32, 100.0, 200.0] {
        let set = P::with(Common {
            pre_delay_ms,
            ..P::BASE
        });
        let frames = (pre_delay_ms * 48.0) as usize;
        for side in impulse_response::<P>(set, 0.5) {
            assert!(side[..frames].iter().all(|&x| x == 0.0));
            assert!(peak(&side[frames..]) > 0.001);
        }
    }
}

/// A minute later it is as loud, though noise comes in.
pub fn freeze<P: Tail>() {
    let frozen = P::with(Common {
        freeze: true,
        ..P::BASE
    });
    let signal = [1, 2].map(|seed| noise(seed, 0.5, 48_000 * 63));
    let mut reverb = settled::<P, Stereo>(P::with(P::BASE));
    let [heard, _] = run_sides(&mut reverb, [&signal[0], &signal[1]], &[(48_000, frozen)]);
    let level = |second: usize| {
        let part = &heard[48_000 * second..48_000 * (second + 1)];
        let power: f64 = part.iter().map(|&x| f64::from(x).powi(2)).sum();
        10.0 * (power / 48_000.0).log10()
    };
    let drift = level(62) - level(2);
    assert!(level(2) > -40.0 && drift.abs() <= 0.5, "{drift} dB");
}

/// A tone while settings change back and forth.
pub fn clicks<P: Tail>() {
    let (seconds, first, every) = P::CHANGES;
    let base = P::with(P::BASE);
    let tone = sine(1000.0, 0.5, 0.1, 48_000 * seconds);
    for (name, limit, other) in P::changes() {
        let changes = back_and_forth(first, every, [other, base]);
        let mut reverb = settled::<P, Stereo>(base);
        let [heard, _] = run_sides(&mut reverb, [&tone, &tone], &changes);
        let residue = residue_above_8k(&heard, 48_000);
        assert!(residue <= limit, "{name}: {residue}");
    }
}

/// The loudest noise comes in all the time.
pub fn loudness<P: Tail>() {
    let signal = [3, 4].map(|seed| noise(seed, 1.0, 48_000 * P::LOUD_SECONDS));
    let mut reverb = settled::<P, Stereo>(P::loudest());
    for side in run_sides(&mut reverb, [&signal[0], &signal[1]], &[]) {
        assert!(side.iter().all(|x| x.is_finite()));
        assert!(db(peak(&side)) <= 20.0, "{}", db(peak(&side)));
    }
}

/// What is no number is zero, and what is forgotten leaves nothing.
pub fn numbers<P: Tail>() {
    let set = P::with(P::BASE);
    let mut clean = [noise(1, 0.5, 9600), noise(2, 0.5, 9600)];
    let mut bad = clean.clone();
    for (at, x) in [(100, f32::NAN), (200, f32::INFINITY)] {
        bad[0][at] = x;
        clean[0][at] = 0.0;
    }
    let mut reverb = settled::<P, Stereo>(set);
    let [clean, bad] = [clean, bad].map(|signal| {
        reverb = settled::<P, Stereo>(set);
        run_sides(&mut reverb, [&signal[0], &signal[1]], &[])
    });
    assert_eq!(clean.map(|side| bits(&side)), bad.map(|side| bits(&side)));
    assert!(!reverb.is_at_rest());
    reverb.clear_lane(0);
    assert!(reverb.is_at_rest());
    let silence = vec![0.0; 48_000];
    let heard = run_sides(&mut reverb, [&silence, &silence], &[]);
    assert!(heard.iter().flatten().all(|&x| x == 0.0));
}
