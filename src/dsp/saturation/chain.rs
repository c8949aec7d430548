//! The chain of filters and curve that a saturated signal runs through.

use super::super::FRAMES_PER_MARK;
use super::super::half_band::{HalfBand, STEEP, WIDE};
use super::super::math::{gain_from_db_f64, one_pole_coefficient, tan_f64};
use super::super::sample::{LANES, Sample};
use super::super::smoother::Smoother;
use super::curve::Curve;
use super::settings::{Oversampling, SaturationKind, SaturationSettings};
use std::f64::consts::PI;

/// What is left below this frequency of a one-sided curve's offset is taken away, in Hz.
const DC_HZ: f64 = 5.0;
/// Where the emphasis of tape lies, in Hz.
const TAPE_HZ: f64 = 3000.0;

/// What makes one chain another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Character {
    kind: SaturationKind,
    oversampling: Oversampling,
    drive_db: f32,
}

impl Character {
    /// That of what a person sets.
    #[inline(always)]
    pub fn of(settings: &SaturationSettings) -> Self {
        Self {
            kind: settings.kind,
            oversampling: settings.oversampling,
            drive_db: settings.drive_db,
        }
    }

    /// True for a curve that makes an offset.
    pub fn is_one_sided(self) -> bool {
        self.kind == SaturationKind::Tube
    }
}

/// The past of the whole chain.
#[derive(Clone, Copy, Debug)]
struct State<S> {
    /// The low-pass of the emphasis (its integrator, trapezoidal).
    emphasis: S,
    /// The low-pass of its mirror.
    mirror: S,
    /// What is below [`DC_HZ`].
    dc: S,
    /// The last frame that came in: twice the rate is a frame earlier than four times.
    last: S,
    up: HalfBand<S, 8>,
    up_again: HalfBand<S, 4>,
    down: HalfBand<S, 4>,
    down_again: HalfBand<S, 8>,
}

impl<S: Sample> State<S> {
    fn new() -> Self {
        let zero = S::splat(0.0);
        Self {
            emphasis: zero,
            mirror: zero,
            dc: zero,
            last: zero,
            up: HalfBand::new(STEEP),
            up_again: HalfBand::new(WIDE),
            down: HalfBand::new(WIDE),
            down_again: HalfBand::new(STEEP),
        }
    }

    fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.emphasis
            .set_lane(lane, other.emphasis.lane(other_lane));
        self.mirror.set_lane(lane, other.mirror.lane(other_lane));
        self.dc.set_lane(lane, other.dc.lane(other_lane));
        self.last.set_lane(lane, other.last.lane(other_lane));
        self.up.copy_lane_from(lane, &other.up, other_lane);
        self.up_again
            .copy_lane_from(lane, &other.up_again, other_lane);
        self.down.copy_lane_from(lane, &other.down, other_lane);
        self.down_again
            .copy_lane_from(lane, &other.down_again, other_lane);
    }

    #[inline(always)]
    fn clear_lane(&mut self, lane: usize) {
        self.emphasis.set_lane(lane, 0.0);
        self.mirror.set_lane(lane, 0.0);
        self.dc.set_lane(lane, 0.0);
        self.last.set_lane(lane, 0.0);
        self.up.clear_lane(lane);
        self.up_again.clear_lane(lane);
        self.down.clear_lane(lane);
        self.down_again.clear_lane(lane);
    }

    #[inline(always)]
    fn flush(&mut self) {
        self.emphasis = self.emphasis.flush_tiny();
        self.mirror = self.mirror.flush_tiny();
        self.dc = self.dc.flush_tiny();
        self.up.flush();
        self.up_again.flush();
        self.down.flush();
        self.down_again.flush();
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        let zero = S::splat(0.0);
        [self.emphasis, self.mirror, self.dc, self.last] == [zero; 4]
            && self.up.is_at_rest()
            && self.up_again.is_at_rest()
            && self.down.is_at_rest()
            && self.down_again.is_at_rest()
    }
}

/// A first-order high-pass in trapezoidal form, by `way` = g/(1 + g); `low` is its state.
#[inline(always)]
fn highs<S: Sample>(low: &mut S, x: S, way: S) -> S {
    let step = (x - *low) * way;
    let below = *low + step;
    *low = below + step;
    x - below
}

/// A chain per channel.
#[derive(Clone, Debug)]
pub(super) struct Chain<S> {
    /// What makes each channel's.
    characters: [Character; LANES],
    /// 1 in channels at four times the rate, else 0.
    fine: S,
    curve: Curve<S>,
    state: State<S>,
    /// Gain into the curve.
    drive: S,
    /// Gain after it: half of the drive is taken back, all of it by a clipper.
    output: S,
    /// What the emphasis goes per frame, per channel.
    emphasis_way: S,
    /// What its mirror goes per frame, per channel.
    mirror_way: S,
    /// What the offset follows per frame.
    dc_way: S,
    /// tan(π·[`TAPE_HZ`]/rate).
    tape_g: f64,
}

impl<S: Sample> Chain<S> {
    /// Chains with default settings, for a sample rate in Hz.
    pub fn new(rate: f64) -> Self {
        let (zero, one) = (S::splat(0.0), S::splat(1.0));
        let character = Character::of(&SaturationSettings::OFF);
        let mut chain = Self {
            characters: [character; LANES],
            fine: one,
            curve: Curve::of(character.kind),
            state: State::new(),
            drive: one,
            output: one,
            emphasis_way: zero,
            mirror_way: zero,
            dc_way: S::splat(one_pole_coefficient(1.0 / (2.0 * PI * DC_HZ), rate) as f32),
            tape_g: tan_f64(PI * TAPE_HZ / rate),
        };
        for lane in 0..S::WIDTH {
            chain.shape(lane, character);
        }
        chain
    }

    /// True when channel `lane` has this character.
    #[inline(always)]
    pub fn is(&self, lane: usize, character: Character) -> bool {
        self.characters[lane] == character
    }

    /// Channel `lane` has another character from here on; its past stays.
    #[inline(always)]
    pub fn become_in(&mut self, lane: usize, character: Character) {
        if !self.is(lane, character) {
            self.shape(lane, character);
        }
    }

    fn shape(&mut self, lane: usize, character: Character) {
        self.characters[lane] = character;
        let fine = character.oversampling == Oversampling::FourTimes;
        self.fine.set_lane(lane, f32::from(u8::from(fine)));
        if !fine {
            // Nothing goes there from here on.
            self.state.up_again.clear_lane(lane);
            self.state.down.clear_lane(lane);
        }
        let drive_db = f64::from(character.drive_db);
        self.drive.set_lane(lane, gain_from_db_f64(drive_db) as f32);
        let is_clip = character.kind == SaturationKind::Clip;
        let output = gain_from_db_f64(if is_clip { -drive_db } else { -0.5 * drive_db });
        self.output.set_lane(lane, output as f32);
        let curve = Curve::of(character.kind);
        self.curve.copy_lane_from(lane, &curve, lane);
        let gain = f64::from(curve.highs.lane(lane)) + 1.0;
        let way = |g: f64| (g / (1.0 + g)) as f32;
        self.emphasis_way.set_lane(lane, way(self.tape_g));
        self.mirror_way.set_lane(lane, way(self.tape_g / gain));
    }

    /// What becomes of a run of frames inside one mark; channels matter where `in_use` is above 0.
    ///
    /// Pass by pass: the curve of many frames at once waits for nothing.
    #[inline(always)]
    pub fn run(&mut self, run: &[S], wet: &mut [S], mix: &mut Smoother<S>, in_use: S) {
        let zero = S::splat(0.0);
        let mut twice = [[zero; 2]; FRAMES_PER_MARK];
        let twice = &mut twice[..run.len()];
        self.widen(run, twice);
        let before = *mix;
        if in_use * self.fine == zero {
            self.bend(twice, mix);
        } else {
            let mut wide = [[zero; 4]; FRAMES_PER_MARK];
            let wide = &mut wide[..twice.len()];
            self.widen_again(twice, wide);
            self.bend(wide, mix);
            if in_use * (S::splat(1.0) - self.fine) != zero {
                // The same way again, for the channels at twice the rate.
                *mix = before;
                self.bend(twice, mix);
            }
            self.narrow_again(wide, twice);
        }
        self.narrow(twice, wet);
    }

    /// Drive, curve, output and mix at `N` times the rate.
    #[inline(always)]
    fn bend<const N: usize>(&self, wide: &mut [[S; N]], mix: &mut Smoother<S>) {
        if self.curve.clip == S::splat(0.0) {
            self.bend_by::<N, false>(wide, mix);
        } else {
            self.bend_by::<N, true>(wide, mix);
        }
    }

    #[inline(always)]
    fn bend_by<const N: usize, const CLIPS: bool>(
        &self,
        wide: &mut [[S; N]],
        mix: &mut Smoother<S>,
    ) {
        let mut step = *mix;
        for frame in wide.iter_mut() {
            let mix = step.next();
            for x in frame {
                *x += (self.curve.at::<CLIPS>(*x * self.drive) * self.output - *x) * mix;
            }
        }
        *mix = step;
    }

    /// Emphasis, and up to twice the rate.
    #[inline(always)]
    fn widen(&mut self, run: &[S], twice: &mut [[S; 2]]) {
        let (mut s, half) = (self.state, S::splat(0.5));
        for (x, twice) in run.iter().zip(twice) {
            let last = std::mem::replace(&mut s.last, *x);
            let x = self.fine.select_gt(half, *x, last);
            let bright = x + self.curve.highs * highs(&mut s.emphasis, x, self.emphasis_way);
            *twice = s.up.up(bright);
        }
        self.state = s;
    }

    /// From twice to four times the rate; channels that stay at twice are silent there.
    #[inline(always)]
    fn widen_again(&mut self, twice: &[[S; 2]], wide: &mut [[S; 4]]) {
        let mut up = self.state.up_again;
        for ([first, second], wide) in twice.iter().zip(wide) {
            let [a, b] = up.up(*first * self.fine);
            let [c, d] = up.up(*second * self.fine);
            *wide = [a, b, c, d];
        }
        self.state.up_again = up;
    }

    /// From four times to twice the rate, in the channels that were there.
    #[inline(always)]
    fn narrow_again(&mut self, wide: &[[S; 4]], twice: &mut [[S; 2]]) {
        let half = S::splat(0.5);
        let mut down = self.state.down;
        for ([a, b, c, d], [first, second]) in wide.iter().zip(twice) {
            let fine = [down.down([*a, *b]), down.down([*c, *d])];
            *first = self.fine.select_gt_in_place(half, fine[0], *first);
            *second = self.fine.select_gt_in_place(half, fine[1], *second);
        }
        self.state.down = down;
    }

    /// Down again, the mirror of the emphasis, no offset.
    #[inline(always)]
    fn narrow(&mut self, twice: &[[S; 2]], wet: &mut [S]) {
        let mut s = self.state;
        for (both, wet) in twice.iter().zip(wet) {
            let bent = s.down_again.down(*both);
            let y = bent + self.curve.mirrored * highs(&mut s.mirror, bent, self.mirror_way);
            s.dc += (y - s.dc) * self.dc_way;
            *wet = y - s.dc * self.curve.one_sided;
        }
        self.state = s;
    }

    /// Once per mark: states too small to matter become exactly zero.
    #[inline(always)]
    pub fn flush(&mut self) {
        self.state.flush();
    }

    /// True when zeros in give zeros out.
    #[inline(always)]
    pub fn is_at_rest(&self) -> bool {
        self.state.is_at_rest()
    }

    /// Forgets the past of channel `lane`.
    #[inline(always)]
    pub fn clear_lane(&mut self, lane: usize) {
        self.state.clear_lane(lane);
    }

    /// Channel `lane` becomes `other`'s channel `other_lane`, past and all.
    #[inline(always)]
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.become_in(lane, other.characters[other_lane]);
        self.state.copy_lane_from(lane, &other.state, other_lane);
    }
}
