//! The effect of an FX bus. It is built where memory may be allocated, comes in a box, and goes home in it
//! when the next one has come.
//!
//! Without an effect the bus passes what is sent to it; an effect is heard alone, without the dry
//! signal. One that comes and one that goes are faded across; what comes next meanwhile waits. Behind the effect
//! stand its duck, gate and width, led by what is sent to it.

mod unit;

use super::MARK;
use super::bank::chain;
use super::instruction_set::InstructionSet;
use crate::dsp::effect_output::EffectOutput;
use crate::dsp::math::one_pole_coefficient;
use crate::dsp::processor::{Processor, Stereo};
use crate::dsp::sample::Lanes;
use crate::dsp::smoother::Smoother;
use crate::engine::settings::effects;
use crate::param::spec::{Effect, FxParam};
use crate::param::{NodeId, ParamIndex, Plain};
pub use unit::{EffectRows, EffectUnit};

/// Time constant of each one-pole that fades effects, in seconds.
const FADE_SECONDS: f64 = 0.005;

/// Another effect for a bus; on the way home, the one that it had.
#[derive(Debug)]
pub struct EffectChange {
    /// The bus.
    pub bus: NodeId,
    /// Its effect; nothing for a bus that passes what is sent to it.
    pub unit: Option<EffectUnit>,
}

impl EffectChange {
    /// A change to an effect, for a sample rate in Hz. Allocates.
    pub fn new(bus: NodeId, effect: Effect, rate: f64) -> Box<Self> {
        let unit = EffectUnit::new(effect, rate);
        Box::new(Self { bus, unit })
    }
}

/// An effect, and how much of it is heard.
#[derive(Debug)]
struct Voice {
    unit: Option<EffectUnit>,
    gain: Smoother<f32>,
}

impl Voice {
    fn effect(&self) -> Effect {
        EffectUnit::effect_of(self.unit.as_ref())
    }

    /// True when nothing of it is heard any more.
    fn is_over(&self) -> bool {
        self.gain.is_settled() && self.gain.value() == 0.0
    }

    #[inline(always)]
    fn mark(&mut self, set: impl InstructionSet) {
        self.gain.settle();
        if let Some(unit) = &mut self.unit {
            unit.mark(set);
        }
    }

    fn snap(&mut self) {
        self.gain.snap();
        if let Some(unit) = &mut self.unit {
            unit.snap();
        }
    }

    fn clear(&mut self) {
        if let Some(unit) = &mut self.unit {
            unit.clear();
        }
    }

    /// Adds what the effect makes of `input` to `sums`.
    #[inline(always)]
    fn add(&mut self, input: &[Stereo], sums: &mut [Stereo], set: impl InstructionSet) {
        let Some(unit) = &mut self.unit else {
            return;
        };
        let mut sides = [[0.0; 2]; MARK];
        let mut gains = [0.0; MARK];
        let (sides, gains) = (&mut sides[..input.len()], &mut gains[..input.len()]);
        gains.fill_with(|| self.gain.next());
        // What comes in is faded too: an effect that began in the middle of a sound would answer to a
        // click.
        for ((side, x), gain) in sides.iter_mut().zip(input).zip(&*gains) {
            *side = x.map(|x| x * *gain);
        }
        unit.process(sides, set);
        for ((sum, side), gain) in sums.iter_mut().zip(sides).zip(gains) {
            *sum = [sum[0] + side[0] * *gain, sum[1] + side[1] * *gain];
        }
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.gain.is_settled() && self.unit.as_ref().is_none_or(EffectUnit::is_at_rest)
    }
}

/// The slot of one bus.
#[derive(Debug)]
pub struct Slot {
    /// Its first lane.
    lane: usize,
    /// One or two.
    channels: usize,
    /// Its processing failed before: an effect is silent.
    bypassed: bool,
    /// How much of what is sent is heard.
    dry: Smoother<f32>,
    /// What stays.
    voice: Voice,
    /// What goes.
    leaving: Voice,
    /// Duck, gate and width.
    output: EffectOutput,
    /// Somebody ends what rings.
    kills: bool,
    /// It has ended since.
    killed: bool,
    /// The box that brought what stays, until what goes can go home in it.
    changing: Option<Box<EffectChange>>,
    /// The change that comes next.
    waiting: Option<Box<EffectChange>>,
}

impl Slot {
    /// A slot with an effect, for a bus in `channels` lanes from `lane` on. Allocates.
    pub fn new(rate: f64, (lane, channels): (usize, usize), effect: Effect) -> Self {
        let fade = one_pole_coefficient(FADE_SECONDS, rate);
        let gain = Smoother::new(fade, 0.0);
        Self {
            lane,
            channels,
            bypassed: false,
            dry: Smoother::new(fade, 1.0),
            voice: Voice {
                unit: EffectUnit::new(effect, rate),
                gain,
            },
            leaving: Voice { unit: None, gain },
            output: EffectOutput::new(rate),
            kills: false,
            killed: false,
            changing: None,
            waiting: None,
        }
    }

    /// Its first lane.
    pub fn lane(&self) -> usize {
        self.lane
    }

    /// Sends every effect that it holds to its values.
    pub fn set(
        &mut self,
        bypassed: bool,
        rows: &EffectRows,
        read: impl Fn(ParamIndex) -> Plain + Copy,
    ) {
        self.bypassed = bypassed;
        let next = self.waiting.as_mut().and_then(|next| next.unit.as_mut());
        let units = [self.voice.unit.as_mut(), self.leaving.unit.as_mut(), next];
        for unit in units.into_iter().flatten() {
            unit.set(rows, read);
        }
        let values = rows.slot.values(read);
        self.output.set(0, effects::output(&values));
        self.kills = values.is_on(FxParam::Kill);
        self.aim();
    }

    /// Another effect from the next mark on, or when the change before it is over. Gives back one that
    /// waited in vain. [`Self::set`] has to follow.
    pub fn change(&mut self, change: Box<EffectChange>) -> Option<Box<EffectChange>> {
        self.waiting.replace(change)
    }

    fn aim(&mut self) {
        let is_dry = self.voice.effect() == Effect::None;
        let is_wet = !is_dry && !self.bypassed && !self.kills;
        self.dry.set_target(0, f32::from(u8::from(is_dry)));
        self.voice.gain.set_target(0, f32::from(u8::from(is_wet)));
        self.leaving.gain.set_target(0, 0.0);
    }

    /// What is set holds at once, in silence.
    pub fn snap(&mut self) {
        self.dry.snap();
        self.voice.snap();
        self.leaving.snap();
        self.output.snap_lane(0);
    }

    /// The change that waits begins. One to the effect that is there already changes nothing.
    fn begin(&mut self, mut change: Box<EffectChange>) {
        if EffectUnit::effect_of(change.unit.as_ref()) != self.voice.effect() {
            if self.is_empty() {
                self.output.snap_lane(0);
            }
            std::mem::swap(&mut self.voice, &mut self.leaving);
            self.voice.unit = change.unit.take();
            self.voice.snap();
            self.aim();
        }
        self.changing = Some(change);
    }

    /// The box of a change that is over, with what went; at marks.
    pub fn take_changed(&mut self) -> Option<Box<EffectChange>> {
        if self.changing.is_none() || !self.leaving.is_over() {
            return None;
        }
        let mut change = self.changing.take()?;
        if let Some(unit) = self.leaving.unit.take() {
            change.unit = Some(unit);
        }
        Some(change)
    }

    /// Any box, before the slot itself goes home.
    pub fn give_up(&mut self) -> Option<Box<EffectChange>> {
        self.changing.take().or_else(|| self.waiting.take())
    }

    /// True while it holds a box.
    pub fn is_changing(&self) -> bool {
        self.changing.is_some() || self.waiting.is_some()
    }

    /// Forgets what rings.
    pub fn clear(&mut self) {
        self.voice.clear();
        self.leaving.clear();
        self.output.clear_lane(0);
    }

    /// True when `lane` belongs to the bus.
    pub fn has_lane(&self, lane: usize) -> bool {
        (self.lane..self.lane + self.channels).contains(&lane)
    }

    /// Once per mark, before its first frame.
    #[inline(always)]
    pub fn mark(&mut self, set: impl InstructionSet) {
        if self.changing.is_none()
            && let Some(change) = self.waiting.take()
        {
            self.begin(change);
        }
        self.dry.settle();
        self.voice.mark(set);
        self.leaving.mark(set);
        if !self.is_empty() {
            set.mark(&mut self.output);
        }
        self.end_what_rings();
    }

    /// What rings is forgotten once, when it is not heard any more.
    #[inline(always)]
    fn end_what_rings(&mut self) {
        if !self.kills {
            self.killed = false;
        } else if !self.killed && self.voice.is_over() {
            self.voice.clear();
            self.killed = true;
        }
    }

    /// True when there is no effect.
    #[inline(always)]
    fn is_empty(&self) -> bool {
        self.voice.unit.is_none() && self.leaving.unit.is_none()
    }

    /// Processes a run of frames inside one mark, in place.
    #[inline(always)]
    pub fn process(&mut self, signal: &mut [Lanes], set: impl InstructionSet) {
        if self.is_empty() && self.dry.is_settled() && self.dry.value() == 1.0 {
            return;
        }
        let second = self.lane + self.channels - 1;
        let mut input = [[0.0; 2]; MARK];
        let input = &mut input[..signal.len()];
        for (input, x) in input.iter_mut().zip(&*signal) {
            *input = [x[self.lane], x[second]];
        }
        let mut sums = [[0.0; 2]; MARK];
        let sums = &mut sums[..signal.len()];
        self.voice.add(input, sums, set);
        self.leaving.add(input, sums, set);
        if !self.output.is_neutral() {
            set.call_process_keyed(&mut self.output, sums, input);
        }
        let mut dry = self.dry;
        for ([left, right], x) in sums.iter().zip(signal) {
            let dry = dry.next();
            if self.channels == 1 {
                x[self.lane] = x[self.lane] * dry + 0.5 * (left + right);
            } else {
                x[self.lane] = x[self.lane] * dry + left;
                x[second] = x[second] * dry + right;
            }
        }
        self.dry = dry;
    }

    /// True when zeros in give zeros out and change nothing for ever.
    #[inline(always)]
    pub fn is_at_rest(&self) -> bool {
        let voices = self.voice.is_at_rest() && self.leaving.is_at_rest();
        let output = self.is_empty() || self.output.is_at_rest();
        voices && output && self.dry.is_settled() && !self.is_changing()
    }

    /// Goes on where `old` is, with its effects: nothing is copied. [`Self::set`] has to follow.
    pub fn adopt_from(&mut self, old: &mut Self) {
        std::mem::swap(&mut self.voice, &mut old.voice);
        std::mem::swap(&mut self.leaving, &mut old.leaving);
        self.changing = old.changing.take();
        self.waiting = old.waiting.take();
        self.dry = old.dry;
        self.output.adopt_lane(0, &mut old.output, 0);
        (self.kills, self.killed) = (old.kills, old.killed);
    }
}

/// The slots of the FX buses among eight lanes.
impl chain::Stage for Vec<Slot> {
    #[inline(always)]
    fn mark(&mut self, set: impl InstructionSet) {
        for slot in self {
            slot.mark(set);
        }
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
