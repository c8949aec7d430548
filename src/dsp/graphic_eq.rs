//! The graphic equaliser in thirds of an octave, and the notches beside it: what outputs to
//! loudspeakers are tuned and kept from howling with. The sliders say what the sum of all bells is at the
//! middle of each band (see `graphic_sum`).

use super::band_design::BandKind;
use super::bands::{BandSettings, Bands};
use super::graphic_sum::GraphicSum;
use super::math::gain_from_db_f64;
use super::processor::Processor;
use super::sample::{LANES, Sample};
use super::third_octave::THIRD_OCTAVE_Q;
pub use super::third_octave::{GRAPHIC_BANDS, band_freq_hz};

/// Notches beside it.
pub const NOTCHES: usize = 12;
/// What a person sets on one notch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NotchSettings {
    /// Off passes everything.
    pub on: bool,
    /// Its frequency, 20 to 20 000 Hz.
    pub freq_hz: f32,
    /// How far it lowers that, in dB.
    pub gain_db: f32,
    /// Its frequency over the width between the points 3 dB below what it leaves alone, 4 to 116.
    pub q: f32,
}

impl NotchSettings {
    /// A notch that is off.
    pub const OFF: Self = Self {
        on: false,
        freq_hz: 1000.0,
        gain_db: 0.0,
        q: 30.0,
    };
}

/// What a person sets for one channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GraphicSettings {
    /// Off, all thirds pass everything.
    pub on: bool,
    /// What the slider of each third says, in dB.
    pub gains_db: [f32; GRAPHIC_BANDS],
    /// The notches, whether the thirds are on or off.
    pub notches: [NotchSettings; NOTCHES],
}

impl GraphicSettings {
    /// Flat, without notches.
    pub const OFF: Self = Self {
        on: false,
        gains_db: [0.0; GRAPHIC_BANDS],
        notches: [NotchSettings::OFF; NOTCHES],
    };
}

/// A graphic equaliser and twelve notches per channel, one after the other.
#[derive(Clone, Debug)]
pub struct GraphicEq<S> {
    /// Constant-Q bells.
    thirds: Bands<S, GRAPHIC_BANDS>,
    /// How those add up.
    sum: GraphicSum,
    /// What each channel's sliders say, in dB.
    dialled: [[f32; GRAPHIC_BANDS]; LANES],
    /// The bands of each channel that are on, one bit each.
    on: [u32; LANES],
    /// The gains of each channel's bells, in dB.
    gains: [[f32; GRAPHIC_BANDS]; LANES],
    /// Channels whose bells have to be solved for, one bit each.
    stale: u8,
    /// Bells that cut.
    notches: Bands<S, NOTCHES>,
}

impl<S: Sample> Processor<S> for GraphicEq<S> {
    type Settings = GraphicSettings;

    fn new(rate: f64) -> Self {
        Self {
            thirds: Bands::new(rate),
            sum: GraphicSum::new(rate),
            dialled: [[0.0; GRAPHIC_BANDS]; LANES],
            on: [0; LANES],
            gains: [[0.0; GRAPHIC_BANDS]; LANES],
            stale: 0,
            notches: Bands::new(rate),
        }
    }

    fn set(&mut self, lane: usize, settings: GraphicSettings) {
        for (band, gain_db) in settings.gains_db.into_iter().enumerate() {
            self.set_third(band, lane, settings.on, gain_db);
        }
        for (notch, settings) in settings.notches.into_iter().enumerate() {
            self.set_notch(notch, lane, settings);
        }
    }

    fn snap_lane(&mut self, lane: usize) {
        self.solve();
        self.thirds.snap_lane(lane);
        self.notches.snap_lane(lane);
    }

    #[inline(always)]
    fn mark(&mut self) {
        if self.stale != 0 {
            self.solve();
        }
        self.thirds.mark();
        self.notches.mark();
    }

    #[inline(always)]
    fn process(&mut self, buffer: &mut [S]) {
        self.thirds.process(buffer);
        self.notches.process(buffer);
    }

    /// True when every channel passes unchanged and none is about to move.
    #[inline(always)]
    fn is_neutral(&self) -> bool {
        self.stale == 0 && self.thirds.is_neutral() && self.notches.is_neutral()
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.stale == 0 && self.thirds.is_at_rest() && self.notches.is_at_rest()
    }

    fn adopt_lane(&mut self, lane: usize, other: &mut Self, other_lane: usize) {
        self.solve();
        let (thirds, notches) = (&mut other.thirds, &mut other.notches);
        self.thirds.adopt_lane(lane, thirds, other_lane);
        self.notches.adopt_lane(lane, notches, other_lane);
    }

    fn clear_lane(&mut self, lane: usize) {
        self.thirds.clear_lane(lane);
        self.notches.clear_lane(lane);
    }
}

impl<S: Sample> GraphicEq<S> {
    /// Sends slider `band` of channel `lane` to a gain. With `on` false the band passes everything.
    pub fn set_third(&mut self, band: usize, lane: usize, on: bool, gain_db: f32) {
        let bit = 1 << band;
        if self.dialled[lane][band] != gain_db || (self.on[lane] & bit != 0) != on {
            self.dialled[lane][band] = gain_db;
            self.on[lane] = if on {
                self.on[lane] | bit
            } else {
                self.on[lane] & !bit
            };
            self.stale |= 1 << lane;
        }
    }

    /// Brings the bells in line with the sliders.
    #[inline(always)]
    fn solve(&mut self) {
        let stale = std::mem::take(&mut self.stale);
        for lane in (0..S::WIDTH).filter(|lane| stale & (1 << lane) != 0) {
            // The sides of a stereo output mostly are alike.
            self.gains[lane] = if lane > 0 && self.dialled[lane] == self.dialled[lane - 1] {
                self.gains[lane - 1]
            } else {
                self.sum.gains(&self.dialled[lane])
            };
            for band in 0..GRAPHIC_BANDS {
                let settings = BandSettings {
                    on: self.on[lane] & (1 << band) != 0,
                    kind: BandKind::Bell,
                    freq_hz: band_freq_hz(band) as f32,
                    gain_db: self.gains[lane][band],
                    q: THIRD_OCTAVE_Q,
                };
                self.thirds.set_band(band, lane, settings);
            }
        }
    }

    /// Sends notch `notch` of channel `lane` to `settings`, from the next mark on.
    ///
    /// A cut of a bell has its poles at q·√gain: the width of what it takes out stays when it gets
    /// deeper.
    pub fn set_notch(&mut self, notch: usize, lane: usize, settings: NotchSettings) {
        let widening = gain_from_db_f64(-0.5 * f64::from(settings.gain_db)) as f32;
        let band = BandSettings {
            on: settings.on,
            kind: BandKind::Bell,
            freq_hz: settings.freq_hz,
            gain_db: settings.gain_db,
            q: settings.q * widening,
        };
        self.notches.set_band(notch, lane, band);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::response::{db_of_power, power_at};
    use crate::dsp::testing::conformance::{Frame, Subject, conforms};
    use crate::dsp::testing::*;
    use crate::dsp::third_octave::OCTAVES_PER_BAND;
    use std::f64::consts::PI;

    fn graphic(gains: impl Fn(usize) -> f32) -> GraphicEq<f32> {
        let mut eq = GraphicEq::new(RATE);
        for band in 0..GRAPHIC_BANDS {
            eq.set_third(band, 0, true, gains(band));
        }
        eq.snap_lane(0);
        eq
    }

    fn notch(freq_hz: f32, gain_db: f32, q: f32) -> GraphicEq<f32> {
        let mut notches = GraphicEq::new(RATE);
        let settings = NotchSettings {
            on: true,
            freq_hz,
            gain_db,
            q,
        };
        notches.set_notch(5, 0, settings);
        notches.snap_lane(0);
        notches
    }

    macro_rules! response {
        ($eq:expr) => {{
            let (mut eq, mut signal) = ($eq, vec![0.0; 131_072]);
            signal[0] = 1.0;
            for segment in signal.chunks_mut(FRAMES_PER_MARK) {
                eq.mark();
                eq.process(segment);
            }
            signal
        }};
    }

    #[test]
    fn the_bands_are_the_thirds_of_the_standard() {
        let nominal = [
            20.0, 25.0, 31.5, 40.0, 50.0, 63.0, 80.0, 100.0, 125.0, 160.0, 200.0, 250.0, 315.0,
            400.0, 500.0, 630.0, 800.0, 1000.0, 1250.0, 1600.0, 2000.0, 2500.0, 3150.0, 4000.0,
            5000.0, 6300.0, 8000.0, 10_000.0, 12_500.0, 16_000.0, 20_000.0,
        ];
        for (band, nominal) in nominal.into_iter().enumerate() {
            let exact = 1000.0 * 10_f64.powf((band as f64 - 17.0) / 10.0);
            assert!((band_freq_hz(band) / exact - 1.0).abs() < 1e-12);
            assert!(
                (band_freq_hz(band) / nominal - 1.0).abs() < 0.012,
                "{nominal}"
            );
        }
    }

    #[test]
    fn one_slider_moves_its_third_by_its_gain_and_little_else() {
        for band in [0, 4, 17, 26] {
            for gain in [-15.0, -3.0, 6.0, 15.0] {
                let h = response!(graphic(|each| if each == band { gain } else { 0.0 }));
                let level = |octaves: f64| {
                    let f = 1000.0 * 10_f64.powf((band as f64 - 17.0) / 10.0) * octaves.exp2();
                    magnitude_db(&h, f)
                };
                let gain = f64::from(gain);
                assert!((level(0.0) - gain).abs() < 0.1, "{band} {gain}");
                // Nearly half the decibels a sixth of an octave away, at every gain; nothing at the
                // neighbours, and hardly anything beyond.
                for side in [-1.0, 1.0] {
                    // Below the lowest there is none.
                    let outside = band == 0 && side < 0.0;
                    let half = if outside { 0.49 } else { 0.41 } * gain;
                    let sixth = level(side / 6.0);
                    let limit = 0.04 * gain.abs();
                    assert!((sixth - half).abs() < limit, "{band} {gain}: {sixth}");
                    let third = level(side * OCTAVES_PER_BAND);
                    assert!(outside || third.abs() < 0.1, "{band} {gain}: {third}");
                    assert!(level(side).abs() < 0.07 * gain.abs(), "{band} {gain}");
                }
            }
        }
    }

    /// Sliders by number: all up, in turn, in pairs, a step, any whole dB, and either end at random.
    fn settings(case: u64, random: &mut Random) -> [f32; GRAPHIC_BANDS] {
        std::array::from_fn(|band| match case {
            0 => 6.0,
            1 => [6.0, -6.0][band % 2],
            2 => [15.0, -15.0][band % 2],
            3 => [15.0, -15.0][band / 2 % 2],
            4 => [15.0, -15.0][band / 16],
            5 => [0.0, 12.0][usize::from(band == 17)],
            6..16 => (15.0 * random.bipolar()) as i32 as f32,
            _ => 15.0 * random.bipolar().signum() as f32,
        })
    }

    #[test]
    fn sliders_in_turn_give_what_they_say_at_every_middle() {
        for gain in [6.0, -6.0] {
            let in_turn = |band: usize| [gain, -gain][band % 2];
            let h = response!(graphic(in_turn));
            for band in 0..GRAPHIC_BANDS {
                let level = magnitude_db(&h, band_freq_hz(band));
                let error = level - f64::from(in_turn(band));
                assert!(error.abs() < 0.1, "band {band}: {error} dB");
            }
        }
    }

    #[test]
    fn the_sum_is_what_the_sliders_say() {
        for rate in [44_100.0, 48_000.0, 96_000.0] {
            let (mut random, mut worst) = (Random::new(9), 0.0_f64);
            for case in 0..28 {
                let dialled = settings(case, &mut random);
                let mut eq = GraphicEq::<f32>::new(rate);
                for (band, gain) in dialled.iter().enumerate() {
                    eq.set_third(band, 0, true, *gain);
                }
                eq.snap_lane(0);
                let bells = eq.thirds.designed();
                for (band, gain) in dialled.iter().enumerate() {
                    let half_turn = PI * band_freq_hz(band).min(20_000.0) / rate;
                    let db = |bell| db_of_power(power_at(bell, half_turn));
                    let error = (bells.iter().map(db).sum::<f64>() - f64::from(*gain)).abs();
                    let limit = if case < 6 { 0.25 } else { 0.5 };
                    assert!(error < limit, "case {case}, band {band} at {rate}: {error}");
                    worst = worst.max(error);
                }
            }
            println!("{rate} Hz: {worst:.2} dB off at most");
        }
    }

    #[test]
    fn sliders_that_are_moved_together_move_everything_between_them() {
        for (gain, between) in [(-9.0, -9.1..-7.3), (6.0, 4.9..6.1)] {
            let inside = |band: usize| if (9..=23).contains(&band) { gain } else { 0.0 };
            let h = response!(graphic(inside));
            for step in 0..40 {
                let f = 250.0 * 10_f64.powf(f64::from(step) / 40.0);
                let level = magnitude_db(&h, f);
                assert!(between.contains(&level), "{f}: {level}");
            }
        }
    }

    #[test]
    fn bands_that_a_low_rate_has_no_room_for_leave_the_others_alone() {
        let mut eq = GraphicEq::<f32>::new(16_000.0);
        for band in 0..GRAPHIC_BANDS {
            eq.set_third(band, 0, true, if band < 24 { 6.0 } else { 0.0 });
        }
        eq.snap_lane(0);
        let bells = eq.thirds.designed();
        let half_turn = PI * 1000.0 / 16_000.0;
        let db = |bell| db_of_power(power_at(bell, half_turn));
        assert!((bells.iter().map(db).sum::<f64>() - 6.0).abs() < 0.1);
    }

    #[test]
    fn a_notch_takes_out_its_width_by_its_depth() {
        for (freq, gain, q) in [
            (250.0, -18.0, 30.0),
            (2500.0, -6.0, 60.0),
            (6000.0, -12.0, 8.0),
        ] {
            let h = response!(notch(freq, gain, q));
            let level = |octaves: f64| magnitude_db(&h, f64::from(freq) * octaves.exp2());
            let depth = f64::from(gain);
            assert!((level(0.0) - depth).abs() < 0.05, "{freq}: {}", level(0.0));
            // The analogue prototype at a quarter of the width above: (1−w²) against the dampings.
            let w = 1.0 + 0.25 / f64::from(q);
            let off = (1.0 / w - w) * f64::from(q);
            let expected = db(off.hypot(10_f64.powf(depth / 20.0)) / off.hypot(1.0));
            let measured = level(w.log2());
            assert!(
                (measured - expected).abs() < 0.1,
                "{freq}: {measured} for {expected}"
            );
            assert!(level(1.0).abs() < 0.1 && level(-1.0).abs() < 0.1);
        }
    }

    #[test]
    fn moving_everything_is_clean_and_flat_is_exactly_the_input() {
        let tone = sine(1000.0, 0.5, 0.4, 96_000);
        let mut moved = tone.clone();
        let mut eq = graphic(|_| 0.0);
        for (index, segment) in moved.chunks_mut(FRAMES_PER_MARK).enumerate() {
            for band in 0..GRAPHIC_BANDS {
                let gain = [-15.0, 12.0][(index / 10 + band) % 2];
                let moving = (500..800).contains(&index);
                eq.set_third(band, 0, index < 1000, if moving { gain } else { 0.0 });
            }
            eq.mark();
            eq.process(segment);
        }
        assert!(residue_above_8k(&moved, 4800) < -80.0);
        assert_eq!(bits(&moved[..16_000]), bits(&tone[..16_000]));
        assert_ne!(bits(&moved[16_000..25_600]), bits(&tone[16_000..25_600]));
        // The lowest bands take half a second.
        assert_eq!(bits(&moved[80_000..]), bits(&tone[80_000..]));
        assert!(eq.is_neutral());
    }

    impl<S: Frame + Sample> Subject<S> for GraphicEq<S> {
        const OFF: Option<GraphicSettings> = Some(GraphicSettings::OFF);

        /// Narrow notches ring.
        fn any_that_rests(random: &mut Random) -> GraphicSettings {
            let mut settings = Self::any(random);
            for notch in &mut settings.notches {
                (notch.freq_hz, notch.q) = (notch.freq_hz.max(200.0), notch.q.min(10.0));
            }
            settings
        }

        fn any(random: &mut Random) -> GraphicSettings {
            let notch = |random: &mut Random| NotchSettings {
                on: random.flip(),
                freq_hz: random.octaves(20.0, 20_000.0),
                gain_db: random.between(-18.0, 0.0),
                q: random.octaves(4.0, 116.0),
            };
            GraphicSettings {
                on: random.flip(),
                gains_db: std::array::from_fn(|_| random.between(-15.0, 15.0)),
                notches: std::array::from_fn(|_| notch(random)),
            }
        }
    }
    conforms!(GraphicEq);
}
