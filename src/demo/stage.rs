//! The stage: every microphone hears what it is put in front of, and a little of everybody else.
//!
//! It has the faults that a desk is there for: a rumble under the lead voice that a high-pass
//! removes, a loud guitar whose amplifier hisses and hums until a gate closes it, toms that ring
//! with the rest of the kit, a low tom wired the wrong way round, a shaker far from its microphone.

use super::noise::white;
use super::tone::{Filter, Phase, sine};
use crate::dsp::delay::FixedDelay;
use crate::dsp::random::Random;

/// What the players play, dry and alone.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Dry {
    pub(super) kick: f32,
    pub(super) snare: f32,
    pub(super) hat: f32,
    pub(super) tom_hi: f32,
    pub(super) tom_lo: f32,
    pub(super) crash: f32,
    pub(super) ride: f32,
    pub(super) bass: f32,
    pub(super) clean: f32,
    pub(super) loud: f32,
    pub(super) keys: (f32, f32),
    pub(super) lead: f32,
    pub(super) backing: f32,
    pub(super) click: f32,
    pub(super) shaker: f32,
}

/// Sound takes 2.9 ms for a metre.
#[derive(Debug)]
struct Way(FixedDelay);

impl Way {
    fn new(metres: f32, rate: f32) -> Self {
        Self(FixedDelay::new((metres * rate / 343.0) as usize))
    }

    fn tick(&mut self, x: f32) -> f32 {
        let mut frame = [x];
        self.0.process(&mut frame);
        frame[0]
    }
}

/// Fifty-cycle hum with its harmonics, and hiss.
#[derive(Debug)]
struct Amplifier {
    turns: f32,
    phase: Phase,
    random: Random,
    hiss: Filter,
}

impl Amplifier {
    fn new(rate: f32) -> Self {
        Self {
            turns: 50.0 / rate,
            phase: Phase::default(),
            random: Random::new(401),
            hiss: Filter::new_band(2500.0, 0.5, rate),
        }
    }

    fn tick(&mut self) -> f32 {
        let phase = self.phase.step(self.turns);
        let hum = 0.5 * sine(phase)
            + sine(2.0 * phase)
            + 0.5 * sine(4.0 * phase)
            + 0.4 * sine(6.0 * phase);
        0.005 * hum + 0.009 * self.hiss.tick(white(&mut self.random))
    }
}

/// The microphones and the ways between.
#[derive(Debug)]
pub(super) struct Stage {
    random: Random,
    /// From the kit to the overheads.
    above: [Way; 2],
    /// From the kit to the back wall and the overheads.
    wall: [Way; 2],
    dull: [Filter; 2],
    /// From the kit to the singers.
    across: [Way; 2],
    /// From the loud guitar to the singer beside it.
    beside: Way,
    /// What reaches a microphone from behind is dull.
    behind: [Filter; 2],
    rumble: [Filter; 3],
    near_toms: [Filter; 2],
    amplifier: Amplifier,
}

impl Stage {
    pub(super) fn new(rate: f32) -> Self {
        let way = |metres: f32| Way::new(metres, rate);
        Self {
            random: Random::new(400),
            above: [way(1.05), way(1.25)],
            wall: [way(4.3), way(5.6)],
            dull: [Filter::new_low(2600.0, 0.6, rate); 2],
            across: [way(3.1), way(3.9)],
            beside: way(2.4),
            behind: [Filter::new_low(3800.0, 0.6, rate); 2],
            rumble: [
                Filter::new_low(36.0, 1.3, rate),
                Filter::new_low(36.0, 0.7, rate),
                Filter::new_high(16.0, 0.7, rate),
            ],
            near_toms: [
                Filter::new_band(150.0, 5.0, rate),
                Filter::new_band(92.0, 5.0, rate),
            ],
            amplifier: Amplifier::new(rate),
        }
    }

    /// What the sixteen channels of the desk get, in the order of [`CHANNELS`](super::CHANNELS).
    pub(super) fn hear(&mut self, dry: &Dry) -> [f32; 16] {
        let overheads = self.hear_overheads(dry);
        let [ring_hi, ring_lo] = &mut self.near_toms;
        let shock = 0.1 * dry.kick + 0.12 * dry.snare;
        let tom_hi = dry.tom_hi + 0.09 * dry.snare + 0.03 * dry.hat + ring_hi.tick(shock);
        let tom_lo = dry.tom_lo + 0.06 * dry.snare + 0.06 * dry.kick + ring_lo.tick(shock);
        let kit = 0.5 * (overheads[0] + overheads[1]);
        let (lead, backing) = self.hear_singers(dry, kit);
        let mut channels = [
            dry.kick + 0.03 * dry.snare + 0.02 * dry.tom_lo,
            dry.snare + 0.08 * dry.hat + 0.05 * dry.kick + 0.05 * dry.tom_hi,
            dry.hat + 0.08 * dry.snare + 0.03 * dry.ride,
            tom_hi + 0.05 * dry.tom_lo,
            -(tom_lo + 0.04 * dry.tom_hi + 0.04 * dry.ride),
            overheads[0],
            overheads[1],
            dry.bass,
            dry.clean + 0.012 * kit,
            dry.loud + self.amplifier.tick(),
            dry.keys.0,
            dry.keys.1,
            lead,
            backing,
            dry.click,
            0.125 * dry.shaker,
        ];
        for channel in &mut channels {
            // What every cable and preamplifier adds: 80 dB below full scale.
            *channel += 1e-4 * white(&mut self.random);
        }
        channels
    }

    fn hear_overheads(&mut self, dry: &Dry) -> [f32; 2] {
        let middle = 0.16 * dry.kick + 0.4 * dry.snare;
        let sides = [
            middle
                + 0.3 * dry.hat
                + 0.3 * dry.tom_hi
                + 0.16 * dry.tom_lo
                + 0.9 * dry.crash
                + 0.35 * dry.ride,
            middle
                + 0.13 * dry.hat
                + 0.16 * dry.tom_hi
                + 0.3 * dry.tom_lo
                + 0.5 * dry.crash
                + 0.8 * dry.ride,
        ];
        let mut heard = [0.0; 2];
        for side in 0..2 {
            let wall = self.wall[side].tick(sides[1 - side]);
            heard[side] = self.above[side].tick(sides[side]) + 0.16 * self.dull[side].tick(wall);
        }
        heard
    }

    fn hear_singers(&mut self, dry: &Dry, kit: f32) -> (f32, f32) {
        let [left, right] = &mut self.across;
        let [behind_lead, behind_others] = &mut self.behind;
        let loud = self.beside.tick(dry.loud);
        let bleed = behind_lead.tick(0.055 * left.tick(kit) + 0.02 * loud);
        let others = behind_others.tick(0.05 * right.tick(kit) + 0.01 * dry.clean);
        let noise = 1.3 * white(&mut self.random);
        let rumble = self
            .rumble
            .iter_mut()
            .fold(noise, |x, filter| filter.tick(x));
        (
            dry.lead + bleed + rumble,
            dry.backing + others + 0.01 * dry.lead,
        )
    }

    pub(super) fn settle(&mut self) {
        self.dull.iter_mut().for_each(Filter::settle);
        self.behind.iter_mut().for_each(Filter::settle);
        self.near_toms.iter_mut().for_each(Filter::settle);
    }
}
