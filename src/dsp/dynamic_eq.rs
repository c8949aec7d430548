//! The dynamic equaliser: four bells whose gain follows the level of their own band.
//!
//! Per band y = x + (G − 1)·band(x), with a band-pass whose peak is 1, so that G is the gain at its centre and
//! nothing has to be designed while G moves; the same band-pass hears the level. Where the level is above the
//! threshold (or below it), the gain goes from 0 dB towards the range, by 1 − 1/ratio dB per dB.

mod band;
mod dials;
mod settings;

pub use settings::DynamicBandSettings;

use super::math::exp2_in_range;
use super::processor::Processor;
use super::sample::Sample;
use band::Band;

/// Bands in a row.
pub const BANDS: usize = 4;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DynamicEqSettings {
    /// Off passes everything.
    pub on: bool,
    /// The bands, one behind the other.
    pub bands: [DynamicBandSettings; BANDS],
}

/// A dynamic equaliser per channel.
#[derive(Clone, Debug)]
pub struct DynamicEq<S> {
    bands: [Band<S>; BANDS],
    /// 1 where the detectors hear the louder of a pair, else 0.
    link: S,
    /// Every band is out in every channel, and has faded: nothing else needs to be looked at.
    neutral: bool,
}

impl<S: Sample> Processor<S> for DynamicEq<S> {
    type Settings = DynamicEqSettings;

    fn new(rate: f64) -> Self {
        Self {
            bands: std::array::from_fn(|_| Band::new(rate)),
            link: S::splat(0.0),
            neutral: true,
        }
    }

    fn set(&mut self, lane: usize, settings: DynamicEqSettings) {
        for (band, mut aim) in self.bands.iter_mut().zip(settings.bands) {
            aim.on &= settings.on;
            band.set(lane, aim);
        }
        self.look();
    }

    fn snap_lane(&mut self, lane: usize) {
        self.bands.iter_mut().for_each(|band| band.snap_lane(lane));
        self.look();
    }

    #[inline(always)]
    fn is_idle(&self) -> bool {
        self.neutral
    }

    #[inline(always)]
    fn mark(&mut self) {
        for band in &mut self.bands {
            if !band.is_neutral() {
                band.mark();
            }
        }
        self.look();
    }

    #[inline(always)]
    fn process(&mut self, run: &mut [S]) {
        for band in &mut self.bands {
            if !band.is_neutral() {
                band.process(run, self.link);
            }
        }
    }

    #[inline(always)]
    fn is_neutral(&self) -> bool {
        self.neutral
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.neutral || self.bands.iter().all(Band::is_at_rest)
    }

    fn adopt_lane(&mut self, lane: usize, other: &mut Self, other_lane: usize) {
        for (own, theirs) in self.bands.iter_mut().zip(&other.bands) {
            own.adopt_lane(lane, theirs, other_lane);
        }
        self.look();
    }

    #[inline(always)]
    fn clear_lane(&mut self, lane: usize) {
        self.bands.iter_mut().for_each(|band| band.clear_lane(lane));
    }

    /// Whether the detectors of channel `lane` hear the louder of its pair; set both of a pair.
    fn link(&mut self, lane: usize, linked: bool) {
        self.link.set_lane(lane, f32::from(u8::from(linked)));
    }
}

impl<S: Sample> DynamicEq<S> {
    /// Whether anything is heard of any band, or about to be.
    #[inline(always)]
    fn look(&mut self) {
        self.neutral = self.bands.iter().all(Band::is_neutral);
    }

    /// The lowest gain of each channel's bands since [`Self::forget_gains`].
    #[inline(always)]
    pub fn lowest_gain(&self) -> S {
        if self.neutral {
            return S::splat(1.0);
        }
        let mut lowest = S::splat(0.0);
        for band in &self.bands {
            lowest = lowest.smaller(band.lowest_octaves());
        }
        exp2_in_range(lowest)
    }

    /// Measures the gains anew.
    #[inline(always)]
    pub fn forget_gains(&mut self) {
        if self.neutral {
            return;
        }
        for band in &mut self.bands {
            band.forget_gain();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::sample::Lanes;
    use crate::dsp::testing::conformance::{Frame, Subject, conforms};
    use crate::dsp::testing::*;

    const BAND: DynamicBandSettings = DynamicBandSettings {
        on: true,
        freq_hz: 1000.0,
        q: 2.0,
        threshold_db: -30.0,
        ratio: 2.0,
        range_db: -12.0,
        attack_ms: 5.0,
        release_ms: 50.0,
        below: false,
    };

    /// One band in, the others out.
    fn one(band: DynamicBandSettings) -> DynamicEqSettings {
        let mut bands = [DynamicBandSettings { on: false, ..BAND }; BANDS];
        bands[2] = band;
        DynamicEqSettings { on: true, bands }
    }

    fn settled(settings: DynamicEqSettings) -> DynamicEq<f32> {
        let mut eq = DynamicEq::new(RATE);
        eq.set(0, settings);
        eq.snap_lane(0);
        eq
    }

    /// Runs mark by mark, with settings taken at their frames.
    fn run(eq: &mut DynamicEq<f32>, signal: &mut [f32], changes: &[(usize, DynamicEqSettings)]) {
        for (index, segment) in signal.chunks_mut(FRAMES_PER_MARK).enumerate() {
            for (_, settings) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == index) {
                eq.set(0, *settings);
            }
            eq.mark();
            eq.process(segment);
        }
    }

    /// What becomes of a tone in dB, after a second of it.
    fn gain_db(band: DynamicBandSettings, freq_hz: f64, level_db: f64) -> f64 {
        let mut tone = sine(freq_hz, gain(level_db), 0.0, 96_000);
        run(&mut settled(one(band)), &mut tone, &[]);
        db(amplitude_at(&tone[48_000..], freq_hz)) - level_db
    }

    #[test]
    fn the_gain_at_the_centre_follows_the_level_by_the_ratio_up_to_the_range() {
        // Threshold −30 dB. Ratio, range, below, level, expected gain; the knee ends 3 dB beyond.
        #[rustfmt::skip]
        let rows = [
            (2.0,           -12.0, false, -40.0,   0.0),
            (2.0,           -12.0, false, -20.0,  -5.0),
            (2.0,           -12.0, false, -30.0,  -0.375),
            (2.0,           -12.0, false,   0.0, -12.0),
            (f32::INFINITY, -18.0, false, -20.0, -10.0),
            (4.0,            12.0, false, -22.0,   6.0),
            (2.0,            12.0, true,  -50.0,  10.0),
            (2.0,           -12.0, true,  -50.0, -10.0),
            (2.0,           -12.0, true,  -20.0,   0.0),
            (1.0,           -12.0, false,   0.0,   0.0),
        ];
        for freq_hz in [60.0, 250.0, 1000.0, 8000.0] {
            for (ratio, range_db, below, level_db, expected) in rows {
                let band = DynamicBandSettings {
                    freq_hz,
                    ratio,
                    range_db,
                    below,
                    ..BAND
                };
                let found = gain_db(band, freq_hz.into(), level_db);
                assert!(
                    (found - expected).abs() < 0.15,
                    "{band:?} {level_db}: {found}"
                );
            }
        }
    }

    #[test]
    fn the_bell_is_that_of_the_formula() {
        let band = DynamicBandSettings {
            ratio: f32::INFINITY,
            range_db: -6.0,
            ..BAND
        };
        // Loud enough that the range is reached wherever the band-pass hears it.
        for freq_hz in [700.0, 900.0, 1000.0, 1300.0, 1600.0] {
            // The band-pass of the bilinear design: Q·(w − 1/w) is the tangent of its phase.
            let tangent = |hz: f64| (std::f64::consts::PI * hz / RATE).tan();
            let w = tangent(freq_hz) / tangent(1000.0);
            let detuning = 2.0 * (w - 1.0 / w);
            let (real, imaginary) = (
                1.0 / (1.0 + detuning * detuning),
                -detuning / (1.0 + detuning * detuning),
            );
            let change = gain(-6.0) - 1.0;
            let expected = db((1.0 + change * real).hypot(change * imaginary));
            let found = gain_db(band, freq_hz, 0.0);
            assert!(
                (found - expected).abs() < 0.05,
                "{freq_hz} Hz: {found}, not {expected}"
            );
        }
    }

    #[test]
    fn attack_and_release_take_their_time() {
        let band = DynamicBandSettings {
            ratio: f32::INFINITY,
            range_db: -12.0,
            attack_ms: 30.0,
            release_ms: 200.0,
            ..BAND
        };
        let mut tone = sine(1000.0, 0.5, 0.0, 96_000);
        tone[48_000..].iter_mut().for_each(|x| *x *= 0.02);
        let dry = tone.clone();
        run(&mut settled(one(band)), &mut tone, &[]);
        let gain_at = |ms: usize| {
            let around = ms * 48 - 48..ms * 48 + 48;
            db(amplitude_at(&tone[around.clone()], 1000.0) / amplitude_at(&dry[around], 1000.0))
        };
        let left = 1.0 - 1.0 / std::f64::consts::E;
        assert!((gain_at(32) + 12.0 * left).abs() < 0.5, "{}", gain_at(32));
        assert!(
            (gain_at(1206) + 12.0 * (1.0 - left)).abs() < 0.5,
            "{}",
            gain_at(1206)
        );
    }

    #[test]
    fn no_change_is_an_edge_or_a_burst() {
        let band = DynamicBandSettings {
            ratio: 4.0,
            threshold_db: -40.0,
            ..BAND
        };
        let q = |q| DynamicBandSettings { q, ..band };
        let range = |range_db| DynamicBandSettings { range_db, ..band };
        let below = DynamicBandSettings {
            below: true,
            ..band
        };
        let off = DynamicBandSettings { on: false, ..band };
        for (name, a, b) in [
            ("q", q(0.3), q(10.0)),
            ("q", q(10.0), q(0.3)),
            ("range", range(-18.0), range(18.0)),
            ("range", range(18.0), range(-18.0)),
            ("side", band, below),
            ("side", below, band),
            ("on", off, band),
            ("off", band, off),
        ] {
            for phase in [0.0, 0.8, 1.6, 2.4] {
                let mut tone = sine(1000.0, 0.5, phase, 72_000);
                run(&mut settled(one(a)), &mut tone, &[(24_000, one(b))]);
                let steady = peak(&tone[16_000..24_000]).max(peak(&tone[64_000..]));
                let burst = db(peak(&tone[16_000..])) - db(steady);
                assert!(burst < 1.0, "{name}: {burst} dB");
                let residue = residue_above_8k(&tone, 12_000);
                assert!(residue < -80.0, "{name}: {residue} dBFS");
            }
        }
    }

    #[test]
    fn a_band_that_goes_elsewhere_sweeps_nothing() {
        // A band that turns a loud low tone up, and jumps across the middle of the mix.
        let low = DynamicBandSettings {
            freq_hz: 100.0,
            range_db: 18.0,
            ratio: f32::INFINITY,
            threshold_db: -60.0,
            ..BAND
        };
        let high = DynamicBandSettings {
            freq_hz: 10_000.0,
            ..low
        };
        let dry: Vec<f32> = sine(100.0, 0.05, 0.0, 48_000)
            .iter()
            .zip(sine(1000.0, 0.05, 0.0, 48_000))
            .map(|(low, middle)| low + middle)
            .collect();
        let mut both = dry.clone();
        run(&mut settled(one(low)), &mut both, &[(24_000, one(high))]);
        let middle = |from: usize| db(amplitude_at(&both[from..from + 480], 1000.0) / 0.05);
        for from in (23_000..30_000).step_by(240) {
            assert!(middle(from) < 1.0, "{from}: {}", middle(from));
        }
    }

    #[test]
    fn a_cut_that_goes_elsewhere_lets_nothing_through_on_its_way() {
        let at = |freq_hz| DynamicBandSettings {
            freq_hz,
            q: 0.3,
            ratio: f32::INFINITY,
            threshold_db: -50.0,
            range_db: -18.0,
            ..BAND
        };
        for (from, to) in [(600.0, 5000.0), (5000.0, 600.0)] {
            let mut tone = sine(1700.0, 0.5, 0.0, 96_000);
            run(
                &mut settled(one(at(from))),
                &mut tone,
                &[(48_000, one(at(to)))],
            );
            let steady = peak(&tone[40_000..48_000]).max(peak(&tone[88_000..]));
            assert!(db(steady) < -9.5, "both hold it down by 4 dB: {steady}");
            let burst = db(peak(&tone[40_000..])) - db(steady);
            assert!(burst < 1.0, "{from} to {to} Hz: {burst} dB");
        }
    }

    #[test]
    fn pairs_that_are_linked_have_one_gain() {
        let mut eq: DynamicEq<Lanes> = DynamicEq::new(RATE);
        for lane in 0..4 {
            eq.set(lane, one(BAND));
            eq.snap_lane(lane);
            eq.link(lane, lane < 2);
        }
        let tone = sine(1000.0, 0.5, 0.0, 48_000);
        let mut frames: Vec<Lanes> = tone
            .iter()
            .map(|x| Lanes([*x, 0.01 * x, *x, 0.01 * x, 0.0, 0.0, 0.0, 0.0]))
            .collect();
        for run in frames.chunks_mut(FRAMES_PER_MARK) {
            eq.mark();
            eq.process(run);
        }
        let level = |lane: usize| db(amplitude_at(&channel(&frames, lane)[24_000..], 1000.0));
        assert!((level(0) - level(1) - 40.0).abs() < 0.01);
        assert!(level(2) - level(3) < 30.0);
        assert!(eq.lowest_gain().lane(0) < 0.5);
    }

    impl<S: Frame + Sample> Subject<S> for DynamicEq<S> {
        const OFF: Option<DynamicEqSettings> = Some(DynamicEqSettings {
            on: false,
            bands: [BAND; BANDS],
        });
        fn any(random: &mut Random) -> DynamicEqSettings {
            DynamicEqSettings {
                on: true,
                bands: std::array::from_fn(|_| DynamicBandSettings {
                    on: random.flip(),
                    freq_hz: random.octaves(20.0, 20_000.0),
                    q: random.octaves(0.3, 10.0),
                    threshold_db: random.between(-60.0, 0.0),
                    ratio: random.ratio(),
                    range_db: random.between(-18.0, 18.0),
                    attack_ms: random.octaves(0.5, 200.0),
                    release_ms: random.octaves(5.0, 2000.0),
                    below: random.flip(),
                }),
            }
        }
        fn any_that_rests(random: &mut Random) -> DynamicEqSettings {
            let mut settings = <Self as Subject<S>>::any(random);
            for band in &mut settings.bands {
                band.release_ms = random.octaves(5.0, 200.0);
            }
            settings
        }
    }

    conforms!(DynamicEq);
}
