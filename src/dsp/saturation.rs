//! Saturation: drive into a soft limit at two or four times the sample rate, so that the new
//! harmonics do not fold back.
//!
//! ```text
//! x → emphasis → ×2 [→ ×2] → drive → curve → output, mixed with what goes in [→ ÷2] → ÷2 → de-emphasis → no DC
//! ```
//! Clean and driven signal are mixed at the high rate, so that they stay in phase at any mix. The
//! kinds differ by numbers only: a channel that changes its kind or rate fades to its dry signal,
//! changes, and fades back. No curve has a corner, where only anti-derivatives would help further.

use super::FRAMES_PER_MARK;
use super::half_band::{HalfBand, STEEP, WIDE};
use super::math::{gain_from_db_f64, one_pole_coefficient, tan_f64, tanh};
use super::sample::{LANES, Sample};
use super::smoother::Smoother;
use std::f64::consts::PI;

/// Time constant of each one-pole that smooths drive, mix and switching, in seconds.
const SMOOTHING_SECONDS: f64 = 0.005;
/// What is left below this frequency of a one-sided curve's offset is taken away, in Hz.
const DC_HZ: f64 = 5.0;
/// Where the emphasis of tape lies, in Hz.
const TAPE_HZ: f64 = 3000.0;
/// What the emphasis of tape adds above, in dB.
const TAPE_DB: f64 = 9.0;
/// How far from its middle a tube works, in units of the curve's input.
const TUBE_BIAS: f32 = 0.35;

/// The curve, and what stands around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SaturationKind {
    /// A hyperbolic tangent: odd harmonics that come slowly.
    #[default]
    Soft,
    /// A cubic with a flat top: third harmonic only, until it clips.
    Cubic,
    /// A hyperbolic tangent off its middle: even harmonics too.
    Tube,
    /// Highs saturate first: emphasis before the curve, its mirror after it.
    Tape,
}

/// The rate at which a signal meets the curve. Twice costs half, and folds back more of a hard drive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Oversampling {
    /// Twice the sample rate.
    Twice,
    /// Four times the sample rate.
    #[default]
    FourTimes,
}

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SaturationSettings {
    /// Off passes everything.
    pub on: bool,
    /// The curve.
    pub kind: SaturationKind,
    /// The rate at which it works.
    pub oversampling: Oversampling,
    /// The gain into the curve, 0 to 36 dB; half of it is taken back after it.
    pub drive_db: f32,
    /// How much of the result is driven, 0 to 100 %.
    pub mix_percent: f32,
}

impl Default for SaturationSettings {
    fn default() -> Self {
        Self {
            on: false,
            kind: SaturationKind::Soft,
            oversampling: Oversampling::FourTimes,
            drive_db: 6.0,
            mix_percent: 100.0,
        }
    }
}

/// What a kind becomes: one number per channel.
#[derive(Clone, Copy, Debug)]
struct Curve<S> {
    /// 1 for the cubic, else 0.
    cubic: S,
    /// Added before the hyperbolic tangent.
    bias: S,
    /// What the hyperbolic tangent makes of the bias alone.
    offset: S,
    /// 1 over the slope at the bias.
    steepen: S,
    /// 1 where the curve is one-sided, else 0.
    one_sided: S,
    /// What the emphasis adds to highs: gain − 1.
    highs: S,
    /// What its mirror adds: 1/gain − 1.
    mirrored: S,
}

impl<S: Sample> Curve<S> {
    fn of(kind: SaturationKind) -> Self {
        let splat = |yes: bool| S::splat(f32::from(u8::from(yes)));
        let bias = if kind == SaturationKind::Tube {
            TUBE_BIAS
        } else {
            0.0
        };
        let db = if kind == SaturationKind::Tape {
            TAPE_DB
        } else {
            0.0
        };
        let offset = tanh(bias);
        Self {
            cubic: splat(kind == SaturationKind::Cubic),
            bias: S::splat(bias),
            offset: S::splat(offset),
            steepen: S::splat(1.0 / (1.0 - offset * offset)),
            one_sided: splat(kind == SaturationKind::Tube),
            highs: S::splat((gain_from_db_f64(db) - 1.0) as f32),
            mirrored: S::splat((gain_from_db_f64(-db) - 1.0) as f32),
        }
    }

    fn copy_lane_from(&mut self, lane: usize, other: &Self) {
        self.cubic.set_lane(lane, other.cubic.lane(lane));
        self.bias.set_lane(lane, other.bias.lane(lane));
        self.offset.set_lane(lane, other.offset.lane(lane));
        self.steepen.set_lane(lane, other.steepen.lane(lane));
        self.one_sided.set_lane(lane, other.one_sided.lane(lane));
        self.highs.set_lane(lane, other.highs.lane(lane));
        self.mirrored.set_lane(lane, other.mirrored.lane(lane));
    }

    /// The curve at one point.
    #[inline(always)]
    fn at(&self, x: S) -> S {
        let one = S::splat(1.0);
        let bent = (tanh(x + self.bias) - self.offset) * self.steepen;
        let inside = one.smaller((-one).larger(x));
        let cubic = inside - inside * inside * inside * S::splat(1.0 / 3.0);
        self.cubic.select_gt(S::splat(0.5), cubic, bent)
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
        [self.emphasis, self.mirror, self.dc] == [zero; 3]
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

/// A saturator per channel.
#[derive(Clone, Debug)]
pub struct Saturation<S> {
    /// The kind and rate that are heard, per channel.
    heard: [(SaturationKind, Oversampling); LANES],
    /// 1 in channels at four times the rate, else 0.
    fine: S,
    /// What is set, per channel.
    settings: [SaturationSettings; LANES],
    curve: Curve<S>,
    state: State<S>,
    /// Gain into the curve.
    drive: Smoother<S>,
    /// Gain after it.
    output: Smoother<S>,
    /// The driven share, 0..1.
    mix: Smoother<S>,
    /// How much of the processor is heard: 0 off, 1 on.
    on: Smoother<S>,
    /// What the emphasis goes per frame, per channel.
    emphasis_way: S,
    /// What its mirror goes per frame, per channel.
    mirror_way: S,
    /// What the offset follows per frame.
    dc_way: S,
    /// tan(π·[`TAPE_HZ`]/rate).
    tape_g: f64,
}

impl<S: Sample> Saturation<S> {
    /// Saturators that are off, for a sample rate in Hz.
    pub fn new(rate: f64) -> Self {
        let smoothing = one_pole_coefficient(SMOOTHING_SECONDS, rate);
        let mut saturation = Self {
            heard: [(SaturationKind::default(), Oversampling::default()); LANES],
            fine: S::splat(1.0),
            settings: [SaturationSettings::default(); LANES],
            curve: Curve::of(SaturationKind::default()),
            state: State::new(),
            drive: Smoother::new(smoothing, 1.0),
            output: Smoother::new(smoothing, 1.0),
            mix: Smoother::new(smoothing, 1.0),
            on: Smoother::new(smoothing, 0.0),
            emphasis_way: S::splat(0.0),
            mirror_way: S::splat(0.0),
            dc_way: S::splat(one_pole_coefficient(1.0 / (2.0 * PI * DC_HZ), rate) as f32),
            tape_g: tan_f64(PI * TAPE_HZ / rate),
        };
        for lane in 0..S::WIDTH {
            saturation.set(lane, SaturationSettings::default());
            saturation.snap_lane(lane);
        }
        saturation
    }

    /// Sends channel `lane` to `settings`.
    pub fn set(&mut self, lane: usize, settings: SaturationSettings) {
        let drive_db = f64::from(settings.drive_db.clamp(0.0, 36.0));
        self.settings[lane] = settings;
        self.drive
            .set_target(lane, gain_from_db_f64(drive_db) as f32);
        self.output
            .set_target(lane, gain_from_db_f64(-0.5 * drive_db) as f32);
        self.mix
            .set_target(lane, settings.mix_percent.clamp(0.0, 100.0) * 0.01);
        if self.on.distance_from(0.0).lane(lane) == 0.0 {
            self.start_over(lane);
        }
        self.aim(lane);
    }

    /// A channel that is not heard takes its settings at once and forgets its past.
    #[inline(always)]
    fn start_over(&mut self, lane: usize) {
        if self.heard[lane] != self.wanted(lane) {
            self.change(lane);
        }
        self.drive.snap_lane(lane);
        self.output.snap_lane(lane);
        self.mix.snap_lane(lane);
        self.clear_lane(lane);
    }

    /// The kind and rate that are set.
    #[inline(always)]
    fn wanted(&self, lane: usize) -> (SaturationKind, Oversampling) {
        let settings = &self.settings[lane];
        (settings.kind, settings.oversampling)
    }

    /// A channel whose kind or rate has to change is sent to its dry signal first.
    #[inline(always)]
    fn aim(&mut self, lane: usize) {
        let heard = self.settings[lane].on && self.wanted(lane) == self.heard[lane];
        self.on.set_target(lane, f32::from(u8::from(heard)));
    }

    /// Puts channel `lane` at its settings at once.
    pub fn snap_lane(&mut self, lane: usize) {
        self.change(lane);
        self.aim(lane);
        for smoother in [
            &mut self.drive,
            &mut self.output,
            &mut self.mix,
            &mut self.on,
        ] {
            smoother.snap_lane(lane);
        }
        self.state.clear_lane(lane);
    }

    fn change(&mut self, lane: usize) {
        let (kind, oversampling) = self.wanted(lane);
        self.heard[lane] = (kind, oversampling);
        let fine = oversampling == Oversampling::FourTimes;
        self.fine.set_lane(lane, f32::from(u8::from(fine)));
        let curve = Curve::of(kind);
        self.curve.copy_lane_from(lane, &curve);
        let gain = f64::from(curve.highs.lane(lane)) + 1.0;
        let way = |g: f64| (g / (1.0 + g)) as f32;
        self.emphasis_way.set_lane(lane, way(self.tape_g));
        self.mirror_way.set_lane(lane, way(self.tape_g / gain));
    }

    /// Once per mark, before its first frame.
    #[inline(always)]
    pub fn mark(&mut self) {
        if self.is_neutral() {
            return;
        }
        self.drive.settle();
        self.output.settle();
        self.mix.settle();
        self.on.settle();
        self.state.flush();
        let heard = self.on.distance_from(0.0);
        for lane in 0..S::WIDTH {
            if heard.lane(lane) == 0.0 {
                self.start_over(lane);
                self.aim(lane);
            }
        }
    }

    /// Saturates a run of frames inside one mark, in place; leaves it alone when all are off.
    ///
    /// Pass by pass: the curve of many frames at once waits for nothing.
    #[inline(always)]
    pub fn process(&mut self, buffer: &mut [S]) {
        if self.is_neutral() {
            return;
        }
        let zero = S::splat(0.0);
        let in_use = self.on.distance_from(0.0).larger(self.on.target());
        let mut twice = [[zero; 2]; FRAMES_PER_MARK];
        let twice = &mut twice[..buffer.len()];
        self.widen(buffer, twice);
        let way = (self.drive, self.output, self.mix);
        if in_use * self.fine == zero {
            self.bend(twice);
        } else {
            let mut wide = [[zero; 4]; FRAMES_PER_MARK];
            let wide = &mut wide[..twice.len()];
            self.widen_again(twice, wide);
            self.bend(wide);
            if in_use * (S::splat(1.0) - self.fine) != zero {
                // The same way again, for the channels at twice the rate.
                (self.drive, self.output, self.mix) = way;
                self.bend(twice);
            }
            self.narrow_again(wide, twice);
        }
        self.narrow(twice, buffer);
    }

    /// Drive, curve, output and mix at `N` times the rate.
    #[inline(always)]
    fn bend<const N: usize>(&mut self, wide: &mut [[S; N]]) {
        let (mut drive, mut output, mut mix) = (self.drive, self.output, self.mix);
        for frame in wide.iter_mut() {
            let (drive, output, mix) = (drive.next(), output.next(), mix.next());
            for x in frame {
                *x += (self.curve.at(*x * drive) * output - *x) * mix;
            }
        }
        (self.drive, self.output, self.mix) = (drive, output, mix);
    }

    /// Emphasis, and up to twice the rate.
    #[inline(always)]
    fn widen(&mut self, buffer: &[S], twice: &mut [[S; 2]]) {
        let mut s = self.state;
        for (x, twice) in buffer.iter().zip(twice) {
            let x = *x;
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
            *first = self.fine.select_gt(half, fine[0], *first);
            *second = self.fine.select_gt(half, fine[1], *second);
        }
        self.state.down = down;
    }

    /// Down again, the mirror of the emphasis, no offset; faded in over what was there.
    #[inline(always)]
    fn narrow(&mut self, twice: &[[S; 2]], buffer: &mut [S]) {
        let (mut s, mut on) = (self.state, self.on);
        for (both, x) in twice.iter().zip(buffer) {
            let bent = s.down_again.down(*both);
            let y = bent + self.curve.mirrored * highs(&mut s.mirror, bent, self.mirror_way);
            s.dc += (y - s.dc) * self.dc_way;
            let wet = y - s.dc * self.curve.one_sided;
            *x += (wet - *x) * on.next();
        }
        (self.state, self.on) = (s, on);
    }

    /// True when every saturator is off and has faded out.
    #[inline(always)]
    pub fn is_neutral(&self) -> bool {
        self.on.is_settled() && self.on.target() == S::splat(0.0)
    }

    /// True when zeros in give zeros out and change nothing for ever.
    #[inline(always)]
    pub fn is_at_rest(&self) -> bool {
        self.on.is_settled()
            && self.drive.is_settled()
            && self.output.is_settled()
            && self.mix.is_settled()
            && (self.is_neutral() || self.state.is_at_rest())
    }

    /// Channel `lane` goes on from `other`'s channel `other_lane`, to its own settings.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        let wanted = self.settings[lane];
        let (kind, oversampling) = other.heard[other_lane];
        self.settings[lane].kind = kind;
        self.settings[lane].oversampling = oversampling;
        self.change(lane);
        self.settings[lane] = wanted;
        self.aim(lane);
        self.state.copy_lane_from(lane, &other.state, other_lane);
        self.drive.copy_lane_from(lane, &other.drive, other_lane);
        self.output.copy_lane_from(lane, &other.output, other_lane);
        self.mix.copy_lane_from(lane, &other.mix, other_lane);
        self.on.copy_lane_from(lane, &other.on, other_lane);
    }

    /// Forgets the past of channel `lane`.
    #[inline(always)]
    pub fn clear_lane(&mut self, lane: usize) {
        self.state.clear_lane(lane);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::sample::Lanes;
    use crate::dsp::testing::*;

    const KINDS: [SaturationKind; 4] = [
        SaturationKind::Soft,
        SaturationKind::Cubic,
        SaturationKind::Tube,
        SaturationKind::Tape,
    ];

    fn settings(kind: SaturationKind, drive_db: f32) -> SaturationSettings {
        SaturationSettings {
            on: true,
            kind,
            oversampling: Oversampling::FourTimes,
            drive_db,
            mix_percent: 100.0,
        }
    }

    fn settled(settings: SaturationSettings) -> Saturation<f32> {
        let mut saturation = Saturation::new(RATE);
        saturation.set(0, settings);
        saturation.snap_lane(0);
        saturation
    }

    fn run(
        saturation: &mut Saturation<f32>,
        signal: &mut [f32],
        changes: &[(usize, SaturationSettings)],
    ) {
        for (index, segment) in signal.chunks_mut(FRAMES_PER_MARK).enumerate() {
            for (_, settings) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == index) {
                saturation.set(0, *settings);
            }
            saturation.mark();
            saturation.process(segment);
        }
    }

    /// The last 32768 frames of a long tone after saturation; its frequency is `bin` periods of
    /// that.
    fn driven(kind: SaturationKind, drive_db: f32, bin: u32, amplitude: f64) -> Vec<f32> {
        driven_by(settings(kind, drive_db), bin, amplitude)
    }

    /// As [`driven`], by any settings.
    fn driven_by(settings: SaturationSettings, bin: u32, amplitude: f64) -> Vec<f32> {
        let freq_hz = f64::from(bin) * RATE / 32_768.0;
        let mut tone = sine(freq_hz, amplitude, 0.3, 32_768 * 3);
        run(&mut settled(settings), &mut tone, &[]);
        tone.split_off(32_768 * 2)
    }

    fn at_twice(settings: SaturationSettings) -> SaturationSettings {
        SaturationSettings {
            oversampling: Oversampling::Twice,
            ..settings
        }
    }

    /// Everything below 20 kHz that is no harmonic of `bin`, in dB of the fundamental's power.
    fn alias_db(signal: &[f32], bin: u32) -> f64 {
        let power = |bin: u32| {
            let freq_hz = f64::from(bin) * RATE / 32_768.0;
            amplitude_at(signal, freq_hz).powi(2)
        };
        // Whatever folds lands on a harmonic of the fundamental folded at some multiple of the
        // quadruple rate's images of the base rate: 32768·k − n·bin.
        let mut bins = std::collections::BTreeSet::new();
        for harmonic in 1..=400_u32 {
            let folded = (harmonic * bin) % 32_768;
            let folded = folded.min(32_768 - folded);
            if f64::from(folded) * RATE / 32_768.0 < 20_000.0 && !folded.is_multiple_of(bin) {
                bins.insert(folded);
            }
        }
        let aliases: f64 = bins.into_iter().map(power).sum();
        10.0 * (aliases / power(bin)).log10()
    }

    #[test]
    fn aliases_stay_where_the_sheet_has_them() {
        // Odd bins, so that folded harmonics never fall onto true ones.
        let near = |freq_hz: f64| ((freq_hz * 32_768.0 / RATE) as u32) | 1;
        for (drive_db, freq_hz, at_twice_limit, limit) in [
            (6.0, 5000.0, -101.0, -120.0),
            (20.0, 1250.0, -88.0, -110.0),
            (20.0, 5000.0, -29.0, -50.0),
        ] {
            let bin = near(freq_hz);
            let fine = settings(SaturationKind::Soft, drive_db);
            for (settings, limit) in [(fine, limit), (at_twice(fine), at_twice_limit)] {
                let alias = alias_db(&driven_by(settings, bin, 1.0), bin);
                let rate = settings.oversampling;
                println!("{drive_db} dB, {freq_hz} Hz, {rate:?}: {alias:.1} dB");
                assert!(alias <= limit, "{drive_db} dB, {freq_hz} Hz: {alias} dB");
            }
        }
    }

    #[test]
    fn harmonics_are_those_of_the_curve() {
        // A slow tone: everything of the curve lies far below half the rate.
        for kind in [
            SaturationKind::Soft,
            SaturationKind::Cubic,
            SaturationKind::Tube,
        ] {
            let (bin, drive_db) = (101, 6.0);
            let set = settings(kind, drive_db);
            let signals = [set, at_twice(set)].map(|set| driven_by(set, bin, 0.4));
            let curve = |x: f64| match kind {
                SaturationKind::Cubic if x.abs() > 1.0 => x.signum() * 2.0 / 3.0,
                SaturationKind::Cubic => x - x.powi(3) / 3.0,
                SaturationKind::Tube => {
                    let bias = f64::from(TUBE_BIAS);
                    ((x + bias).tanh() - bias.tanh()) / (1.0 - bias.tanh().powi(2))
                }
                _ => x.tanh(),
            };
            for harmonic in 1..=5 {
                let (mut real, mut imaginary) = (0.0, 0.0);
                for n in 0..4096 {
                    let angle = 2.0 * PI * f64::from(n) / 4096.0;
                    let y = curve(0.4 * gain(drive_db.into()) * angle.sin());
                    real += y * (angle * f64::from(harmonic)).cos() / 2048.0;
                    imaginary += y * (angle * f64::from(harmonic)).sin() / 2048.0;
                }
                let expected = real.hypot(imaginary) * gain(-0.5 * f64::from(drive_db));
                let freq_hz = f64::from(bin * harmonic) * RATE / 32_768.0;
                for signal in &signals {
                    let measured = amplitude_at(signal, freq_hz);
                    let error = db(measured.max(1e-5)) - db(expected.max(1e-5));
                    assert!(error.abs() < 0.05, "{kind:?}, {harmonic}: {error} dB");
                }
            }
        }
    }

    #[test]
    fn without_drive_a_quiet_signal_keeps_its_level() {
        for kind in KINDS {
            for bin in [137, 683, 6827, 12_971] {
                let set = settings(kind, 0.0);
                for set in [set, at_twice(set)] {
                    let signal = driven_by(set, bin, 1e-3);
                    let freq_hz = f64::from(bin) * RATE / 32_768.0;
                    let error = db(amplitude_at(&signal, freq_hz)) + 60.0;
                    assert!(error.abs() <= 0.01, "{kind:?}, {freq_hz} Hz: {error} dB");
                }
            }
        }
    }

    #[test]
    fn no_kind_leaves_an_offset() {
        for kind in KINDS {
            let signal = driven(kind, 24.0, 683, 0.5);
            let mean = signal.iter().map(|&x| f64::from(x)).sum::<f64>() / 32_768.0;
            assert!(db(mean) <= -80.0, "{kind:?}: {} dB", db(mean));
        }
    }

    #[test]
    fn tape_saturates_highs_first_and_leaves_quiet_ones_alone() {
        let thd = |freq_bin: u32| {
            let signal = driven(SaturationKind::Tape, 6.0, freq_bin, 0.3);
            let at = |n: u32| amplitude_at(&signal, f64::from(freq_bin * n) * RATE / 32_768.0);
            at(3) / at(1)
        };
        // 4 kHz against 200 Hz; the mirror dims the third harmonic, so compare what is left.
        assert!(thd(2731) > 1.5 * thd(137));
    }

    #[test]
    fn at_no_mix_the_signal_keeps_every_level() {
        let clean = SaturationSettings {
            mix_percent: 0.0,
            ..settings(SaturationKind::Tape, 18.0)
        };
        let mut response = vec![0.0_f32; 8192];
        response[0] = 1.0;
        run(&mut settled(clean), &mut response, &[]);
        for step in 1..=100 {
            let freq_hz = 200.0 * f64::from(step);
            let level = magnitude_db(&response, freq_hz);
            assert!(level.abs() <= 0.02, "{freq_hz} Hz: {level} dB");
        }
    }

    #[test]
    fn switching_kinds_and_jumps_make_no_click() {
        let tone = sine(1000.0, 0.05, 0.2, 4800 * 40);
        let base = settings(SaturationKind::Soft, 0.0);
        let off = SaturationSettings { on: false, ..base };
        let loud = settings(SaturationKind::Soft, 12.0);
        let dry = SaturationSettings {
            mix_percent: 0.0,
            ..base
        };
        for (name, to) in [
            ("off", off),
            ("drive", loud),
            ("mix", dry),
            ("tube", settings(SaturationKind::Tube, 0.0)),
            ("tape", settings(SaturationKind::Tape, 0.0)),
            ("rate", at_twice(base)),
        ] {
            let changes: Vec<_> = (1..16)
                .map(|n| (n * 12_000, if n % 2 == 1 { to } else { base }))
                .collect();
            let mut signal = tone.clone();
            run(&mut settled(base), &mut signal, &changes);
            // −26 dBFS, so that the curve's own harmonics above 8 kHz stay out of the measurement.
            let residue = residue_above_8k(&signal, 4800);
            assert!(residue <= -80.0, "{name}: {residue}");
        }
    }

    #[test]
    fn eight_channels_match_one_bit_for_bit_in_any_runs() {
        let inputs: [Vec<f32>; LANES] = std::array::from_fn(|lane| noise(lane as u64, 0.7, 9600));
        let mut frames = interleave(&inputs);
        let setting = |lane: usize, turn: usize| SaturationSettings {
            on: !(lane + turn).is_multiple_of(3),
            kind: KINDS[(lane + turn) % 4],
            oversampling: [Oversampling::Twice, Oversampling::FourTimes][(lane / 2 + turn) % 2],
            drive_db: 3.0 * lane as f32 + turn as f32,
            mix_percent: 100.0 - 9.0 * lane as f32,
        };
        let mut eight = Saturation::<Lanes>::new(RATE);
        let mut done = 0;
        for run in random_runs(&mut Random::new(4), frames.len()) {
            if done % FRAMES_PER_MARK == 0 {
                if done % 4800 == 0 {
                    (0..LANES).for_each(|lane| eight.set(lane, setting(lane, done / 4800)));
                }
                eight.mark();
            }
            eight.process(&mut frames[done..done + run]);
            done += run;
        }
        for lane in 0..LANES {
            let mut one = Saturation::<f32>::new(RATE);
            let mut signal = inputs[lane].clone();
            let changes = [(0, setting(lane, 0)), (4800, setting(lane, 1))];
            run(&mut one, &mut signal, &changes);
            assert_eq!(bits(&channel(&frames, lane)), bits(&signal), "lane {lane}");
        }
    }

    #[test]
    fn it_comes_to_rest_and_off_is_untouched() {
        for kind in KINDS {
            let fine = settings(kind, 20.0);
            for (first, then) in [(fine, fine), (fine, at_twice(fine)), (at_twice(fine), fine)] {
                let mut saturation = settled(first);
                let mut signal = noise(1, 0.5, 9600);
                signal.resize(48_000 * 3, 0.0);
                run(&mut saturation, &mut signal, &[(4800, then)]);
                assert!(saturation.is_at_rest(), "{kind:?}");
                assert_eq!(*signal.last().unwrap(), 0.0);
            }
        }
        let mut off = Saturation::<f32>::new(RATE);
        let mut signal = noise(2, 1.0, 3200);
        let before = bits(&signal);
        run(&mut off, &mut signal, &[]);
        assert_eq!(bits(&signal), before);
        assert!(off.is_neutral() && off.is_at_rest());
    }

    #[test]
    fn an_adopted_channel_goes_on_bit_for_bit() {
        let set = settings(SaturationKind::Tube, 12.0);
        let input = noise(6, 0.5, 6400);
        let mut whole = input.clone();
        run(&mut settled(set), &mut whole, &[]);
        let mut old = settled(set);
        let mut output = input;
        run(&mut old, &mut output[..3200], &[]);
        let mut new = settled(set);
        new.copy_lane_from(0, &old, 0);
        run(&mut new, &mut output[3200..], &[]);
        assert_eq!(bits(&output), bits(&whole));
    }
}
