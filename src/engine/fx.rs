//! The effect of an FX bus: one slot per bus, with everything that it may become built beforehand.
//!
//! Without an effect the bus passes what is sent to it; an effect is heard alone, without the dry
//! signal. A change of effect fades the old one out, forgets it, and fades the new one in.

use super::MARK;
use super::bank::chain;
use crate::dsp::math::one_pole_coefficient;
use crate::dsp::processor::Processor;
use crate::dsp::reverb::{Reverb, ReverbSettings};
use crate::dsp::sample::Lanes;
use crate::dsp::smoother::Smoother;
use crate::dsp::tap_delay::{TapDelay, TapDelaySettings};

/// Time constant of each one-pole that fades effects, in seconds.
const FADE_SECONDS: f64 = 0.005;

/// What a slot holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: the bus passes what is sent to it.
    #[default]
    None,
    /// A reverb.
    Reverb,
    /// A delay in time with the song.
    Delay,
}

/// The slot of one bus.
#[derive(Debug)]
pub struct Slot {
    /// Its first lane.
    lane: usize,
    /// One or two.
    channels: usize,
    /// What is heard.
    heard: Effect,
    /// What is set.
    wanted: Effect,
    /// Its processing failed before: an effect that is wanted is silent.
    bypassed: bool,
    /// How much of what is sent is heard.
    dry: Smoother<f32>,
    /// How much of the effect is heard.
    wet: Smoother<f32>,
    reverb: Box<Reverb>,
    delay: Box<TapDelay>,
}

impl Slot {
    /// An empty slot for a bus in `channels` lanes from `lane` on. Allocates.
    pub fn new(rate: f64, lane: usize, channels: usize) -> Self {
        let fade = one_pole_coefficient(FADE_SECONDS, rate);
        Self {
            lane,
            channels,
            heard: Effect::None,
            wanted: Effect::None,
            bypassed: false,
            dry: Smoother::new(fade, 1.0),
            wet: Smoother::new(fade, 0.0),
            reverb: Box::new(Reverb::new(rate)),
            delay: Box::new(TapDelay::new(rate)),
        }
    }

    /// Its first lane.
    pub fn lane(&self) -> usize {
        self.lane
    }

    /// Sends the slot to an effect and its settings.
    pub fn set(
        &mut self,
        effect: Effect,
        bypassed: bool,
        reverb: ReverbSettings,
        delay: TapDelaySettings,
    ) {
        self.wanted = effect;
        self.bypassed = bypassed;
        self.reverb.set(0, reverb);
        self.delay.set(0, delay);
        self.aim();
    }

    fn aim(&mut self) {
        let dry = self.wanted == Effect::None;
        let wet = !dry && self.heard == self.wanted && !self.bypassed;
        self.dry.set_target(0, f32::from(u8::from(dry)));
        self.wet.set_target(0, f32::from(u8::from(wet)));
    }

    /// What is set holds at once, in silence.
    pub fn snap(&mut self) {
        self.change();
        self.dry.snap();
        self.wet.snap();
    }

    /// The effect that is wanted comes in, silent.
    fn change(&mut self) {
        self.heard = self.wanted;
        self.clear();
        match self.heard {
            Effect::None => {}
            Effect::Reverb => self.reverb.snap_lane(0),
            Effect::Delay => self.delay.snap_lane(0),
        }
        self.aim();
    }

    /// Forgets what rings.
    pub fn clear(&mut self) {
        self.reverb.clear_lane(0);
        self.delay.clear_lane(0);
    }

    /// True when `lane` belongs to the bus.
    pub fn has_lane(&self, lane: usize) -> bool {
        (self.lane..self.lane + self.channels).contains(&lane)
    }

    /// Once per mark, before its first frame.
    #[inline(always)]
    pub fn mark(&mut self) {
        self.dry.settle();
        self.wet.settle();
        if self.heard != self.wanted && self.wet.distance_from(0.0) == 0.0 {
            self.change();
        }
        match self.heard {
            Effect::None => {}
            Effect::Reverb => self.reverb.mark(),
            Effect::Delay => self.delay.mark(),
        }
    }

    /// Processes a run of frames inside one mark, in place.
    #[inline(always)]
    pub fn process(&mut self, signal: &mut [Lanes]) {
        if self.heard == Effect::None && self.is_settled() && self.dry.value() == 1.0 {
            return;
        }
        let mut sides = [[0.0; 2]; MARK];
        let sides = &mut sides[..signal.len()];
        let second = self.lane + self.channels - 1;
        let mut gains = [0.0; MARK];
        let gains = &mut gains[..signal.len()];
        gains.fill_with(|| self.wet.next());
        // What comes in is faded too: an effect that began in the middle of a sound would answer to a
        // click.
        for ((sides, x), wet) in sides.iter_mut().zip(&*signal).zip(&*gains) {
            *sides = [x[self.lane] * *wet, x[second] * *wet];
        }
        match self.heard {
            Effect::None => {}
            Effect::Reverb => self.reverb.process(sides),
            Effect::Delay => self.delay.process(sides),
        }
        let mut dry = self.dry;
        for (([left, right], x), wet) in sides.iter().zip(signal).zip(gains) {
            let dry = dry.next();
            if self.channels == 1 {
                x[self.lane] = x[self.lane] * dry + 0.5 * (left + right) * *wet;
            } else {
                x[self.lane] = x[self.lane] * dry + left * *wet;
                x[second] = x[second] * dry + right * *wet;
            }
        }
        self.dry = dry;
    }

    fn is_settled(&self) -> bool {
        self.dry.is_settled() && self.wet.is_settled()
    }

    /// True when zeros in give zeros out and change nothing for ever.
    #[inline(always)]
    pub fn is_at_rest(&self) -> bool {
        let effect = match self.heard {
            Effect::None => true,
            Effect::Reverb => self.reverb.is_at_rest(),
            Effect::Delay => self.delay.is_at_rest(),
        };
        effect && self.is_settled() && self.heard == self.wanted
    }

    /// Takes over the sound of `old`, which gets this one's: nothing is copied. What is set stays.
    pub fn adopt_from(&mut self, old: &mut Self) {
        self.heard = old.heard;
        self.reverb.adopt_lane(0, &mut old.reverb, 0);
        self.delay.adopt_lane(0, &mut old.delay, 0);
        self.aim();
        self.dry.copy_lane_from(0, &old.dry, 0);
        self.wet.copy_lane_from(0, &old.wet, 0);
    }
}

/// The slots of the FX buses among eight lanes.
impl chain::Stage for Vec<Slot> {
    #[inline(always)]
    fn mark(&mut self) {
        self.iter_mut().for_each(Slot::mark);
    }
    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.iter().all(Slot::is_at_rest)
    }
    fn snap_lane(&mut self, lane: usize) {
        let mut slots = self.iter_mut();
        if let Some(slot) = slots.find(|slot| slot.lane == lane) {
            slot.snap();
        }
    }
    fn adopt_lane(&mut self, lane: usize, old: &mut Self, old_lane: usize) {
        let slot = self.iter_mut().find(|slot| slot.lane == lane);
        let before = old.iter_mut().find(|before| before.lane == old_lane);
        if let (Some(slot), Some(before)) = (slot, before) {
            slot.adopt_from(before);
        }
    }
    fn clear_lane(&mut self, lane: usize) {
        let mut slots = self.iter_mut();
        if let Some(slot) = slots.find(|slot| slot.has_lane(lane)) {
            slot.clear();
        }
    }
}
