//! A plate: J. Dattorro's reverberator ("Effect design, part 1", JAES 1997), two branches of all-passes and delays in
//! a ring.
//!
//! ```text
//! in → pre-delay → six diffusers ─┬→ (+) → all-pass, moved → delay → damping → × → all-pass → delay ─┐
//!                                 │   └──────────────────── × ◄── of the other branch ◄──────────────┼─┐
//!                                 └→ (+) → … the other branch, alike … ──────────────────────────────┘ │
//! taps of both branches ──► out                                         ▲──────────────────────────────┘
//! ```
//! Unlike the paper: the two sides come in apart; two diffusers more, ten taps more and a shorter ring make it dense
//! within 50 ms; a gain per delay gives every path the same T60, and taps weigh what they come before.
//! As much goes in as is lost, so that what rings for long is no louder. Wet only.

mod tank;
mod taps;

use super::diffuser::Diffuser;
use super::reverberator::{Network, Reverberator};
use tank::{Sizes, Tank};

pub use tank::PlateSettings;
use taps::PAPER_HZ;

/// Lengths of the diffusers in frames of the paper, and what each feeds back.
const DIFFUSERS: [([usize; 2], f32); 6] = [
    ([142, 151], 0.75),
    ([107, 101], 0.75),
    ([379, 367], 0.625),
    ([277, 283], 0.625),
    ([61, 67], 0.7),
    ([197, 191], 0.65),
];

/// A stereo plate.
pub type Plate = Reverberator<PlateNetwork, 2>;

/// What rings in a plate: `diffuser` and `tank` hold the past.
#[derive(Debug)]
pub struct PlateNetwork {
    diffuser: Diffuser<{ DIFFUSERS.len() }>,
    tank: Tank,
}

impl Network<2> for PlateNetwork {
    type Settings = PlateSettings;

    fn new(rate: f64) -> Self {
        let frames = |paper: usize| (paper as f64 * rate / PAPER_HZ + 0.5) as usize;
        Self {
            diffuser: Diffuser::new(DIFFUSERS.map(|(pair, gain)| (pair.map(frames), gain))),
            tank: Tank::new(Sizes::new(rate), rate),
        }
    }

    fn longest(rate: f64) -> usize {
        Sizes::new(rate).longest() + (0.5 * rate) as usize
    }

    fn pre_delay_ms(settings: &PlateSettings) -> f32 {
        settings.pre_delay_ms
    }

    fn set(&mut self, settings: &PlateSettings) {
        self.tank.set(settings);
    }

    fn arrive(&mut self) {
        self.tank.arrive();
    }

    #[inline(always)]
    fn mark(&mut self) {
        self.tank.mark();
    }

    #[inline(always)]
    fn open(&self) -> f32 {
        self.tank.open()
    }

    fn is_settled(&self) -> bool {
        self.tank.is_settled()
    }

    #[inline(always)]
    fn process(&mut self, left: &mut [f32], right: &mut [f32]) -> bool {
        let smears = self.diffuser.process(left, right);
        self.tank.process(left, right) | smears
    }

    fn clear(&mut self) {
        self.diffuser.clear();
        self.tank.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::processor::Stereo;
    use crate::dsp::testing::conformance::{Subject, conforms};
    use crate::dsp::testing::decay::{correlation, echo_density};
    use crate::dsp::testing::tails::{Common, Tail, common_changes, tails};
    use crate::dsp::testing::*;

    impl Tail for Plate {
        const LEVELS_DB: f64 = 1.0;

        fn with(common: Common) -> PlateSettings {
            PlateSettings {
                pre_delay_ms: common.pre_delay_ms,
                decay_s: common.decay_s,
                damping_hz: common.damping_hz,
                modulation_percent: 0.0,
                freeze: common.freeze,
            }
        }

        fn changes() -> Vec<(&'static str, f64, PlateSettings)> {
            let moved = PlateSettings {
                modulation_percent: 100.0,
                ..Self::with(Self::BASE)
            };
            let mut changes = common_changes::<Self>();
            changes.push(("modulation", -80.0, moved));
            changes
        }
    }

    #[test]
    fn it_is_wide_and_dense_from_100_ms_on() {
        let mut one_side = vec![0.0; 96_000];
        one_side[0] = 1.0;
        let silence = vec![0.0; 96_000];
        let set = Plate::with(Plate::BASE);
        let inputs = [[&one_side[..], &one_side], [&one_side, &silence]];
        for input in inputs {
            let response = run_sides(&mut settled::<Plate, Stereo>(set), input, &[]);
            let apart = correlation(&response, 24_000);
            assert!(apart.abs() <= 0.15, "{apart}");
            for ms in [90, 150, 200, 300, 500] {
                let density = echo_density(&response, ms);
                assert!(density >= 0.9, "{ms} ms: {density}");
            }
        }
    }

    impl Subject<Stereo> for Plate {
        const OFF: Option<PlateSettings> = None;
        const TOGETHER: usize = 2;
        const SET: usize = 1;

        fn any_that_rests(random: &mut Random) -> PlateSettings {
            PlateSettings {
                decay_s: random.octaves(0.3, 1.0),
                freeze: false,
                modulation_percent: 0.0,
                ..Self::any(random)
            }
        }

        fn any(random: &mut Random) -> PlateSettings {
            PlateSettings {
                pre_delay_ms: random.between(0.0, 200.0),
                decay_s: random.octaves(0.3, 8.0),
                damping_hz: random.octaves(1500.0, 20_000.0),
                modulation_percent: random.between(0.0, 100.0),
                freeze: random.below(8) == 0,
            }
        }
    }
    conforms!(Plate, Stereo);
    tails!(Plate);
}
