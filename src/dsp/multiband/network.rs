//! The crossovers and the compressors of their bands.

use super::settings::{BANDS, BandSettings, CROSSOVERS, MultibandSettings};
use crate::dsp::FRAMES_PER_MARK;
use crate::dsp::compressor::{Compressor, CompressorSettings, Detector, RMS_MS};
use crate::dsp::cut_filter::{CutFilter, SECTIONS, Section};
use crate::dsp::high_pass::Low;
use crate::dsp::linkwitz_riley::{ALL_PASS, HIGH_PASS, LOW_PASS};
use crate::dsp::math::log2_f64;
use crate::dsp::processor::Processor;
use crate::dsp::sample::Sample;

/// The knee of each band, in dB.
const KNEE_DB: f32 = 6.0;

/// The filters, in the order of the drawing: low and high half of a crossover, and the all-pass before it.
#[derive(Clone, Debug)]
struct Split<S> {
    all_pass: Option<CutFilter<S, Low>>,
    low: CutFilter<S, Low>,
    high: CutFilter<S, Low>,
}

impl<S: Sample> Split<S> {
    fn new(rate: f64, has_all_pass: bool) -> Self {
        Self {
            all_pass: has_all_pass.then(|| CutFilter::new(rate)),
            low: CutFilter::new(rate),
            high: CutFilter::new(rate),
        }
    }

    /// The crossover at log2 of Hz, and the all-pass of the other one.
    fn aim(&mut self, lane: usize, at: f64, other: f64) {
        self.low.aim(lane, at, [LOW_PASS; SECTIONS]);
        self.high.aim(lane, at, [HIGH_PASS; SECTIONS]);
        if let Some(all_pass) = &mut self.all_pass {
            all_pass.aim(lane, other, [ALL_PASS, Section::NEUTRAL]);
        }
    }

    fn filters(&self) -> impl Iterator<Item = &CutFilter<S, Low>> {
        [&self.low, &self.high].into_iter().chain(&self.all_pass)
    }

    fn filters_mut(&mut self) -> impl Iterator<Item = &mut CutFilter<S, Low>> {
        [&mut self.low, &mut self.high]
            .into_iter()
            .chain(&mut self.all_pass)
    }

    /// `low` becomes the low half, `high` the high one.
    #[inline(always)]
    fn process(&mut self, low: &mut [S], high: &mut [S]) {
        if let Some(all_pass) = &mut self.all_pass {
            all_pass.process(low);
        }
        high.copy_from_slice(low);
        self.low.process(low);
        self.high.process(high);
    }
}

/// Splits each channel into four bands, compresses each, and adds them up.
///
/// Legend: `middle`, `outer` the middle crossover, the lower and the upper one; `bands` their compressors, from the
/// lowest on.
#[derive(Clone, Debug)]
pub(super) struct Network<S> {
    middle: Split<S>,
    outer: [Split<S>; 2],
    bands: [Compressor<S>; BANDS],
}

impl<S: Sample> Network<S> {
    /// For a sample rate in Hz.
    pub fn new(rate: f64) -> Self {
        Self {
            middle: Split::new(rate, false),
            outer: [(); 2].map(|()| Split::new(rate, true)),
            bands: [(); BANDS].map(|()| Compressor::new(rate)),
        }
    }

    /// Sends the crossovers of channel `lane` to these frequencies, in Hz.
    pub fn move_to(&mut self, lane: usize, crossovers_hz: [f32; CROSSOVERS]) {
        let [lower, middle, upper] = crossovers_hz.map(|hz| log2_f64(f64::from(hz)));
        self.middle.aim(lane, middle, middle);
        self.outer[0].aim(lane, lower, upper);
        self.outer[1].aim(lane, upper, lower);
    }

    /// True where a crossover of channel `lane` would have to go too far to glide there.
    pub fn is_far(&self, lane: usize, crossovers_hz: [f32; CROSSOVERS]) -> bool {
        let [lower, middle, upper] = crossovers_hz.map(|hz| log2_f64(f64::from(hz)));
        let splits = [&self.outer[0], &self.middle, &self.outer[1]];
        let mut splits = splits.into_iter().zip([lower, middle, upper]);
        splits.any(|(split, at)| split.low.is_far(lane, at))
    }

    /// Sets the compressors of channel `lane`.
    pub fn set_bands(&mut self, lane: usize, settings: &MultibandSettings) {
        for (band, set) in self.bands.iter_mut().zip(settings.bands) {
            band.set(lane, compressor(set, settings.on));
        }
    }

    /// Channel `lane` stands at its settings.
    pub fn snap_lane(&mut self, lane: usize) {
        self.filters_mut().for_each(|filter| filter.snap_lane(lane));
        self.bands.iter_mut().for_each(|band| band.snap_lane(lane));
    }

    /// The crossovers of channel `lane` stand where they are sent, without a past.
    pub fn snap_crossovers(&mut self, lane: usize) {
        self.filters_mut().for_each(|filter| {
            filter.snap_lane(lane);
            filter.clear_lane(lane);
        });
    }

    /// Once per mark, before its first frame.
    #[inline(always)]
    pub fn mark(&mut self) {
        self.filters_mut().for_each(CutFilter::mark);
        self.bands.iter_mut().for_each(Compressor::mark);
    }

    /// Compresses a run of frames inside one mark, in place.
    #[inline(always)]
    pub fn process(&mut self, run: &mut [S]) {
        let mut room = [[S::splat(0.0); FRAMES_PER_MARK]; BANDS];
        let count = run.len();
        let [a, b, c, d] = &mut room;
        let [a, b, c, d] = [
            &mut a[..count],
            &mut b[..count],
            &mut c[..count],
            &mut d[..count],
        ];
        a.copy_from_slice(run);
        self.middle.process(a, c);
        self.outer[0].process(a, b);
        self.outer[1].process(c, d);
        for (band, signal) in self.bands.iter_mut().zip([&mut *a, b, c, d]) {
            band.process(signal);
        }
        for (((x, a), b), (c, d)) in run.iter_mut().zip(a).zip(b).zip(c.iter().zip(d)) {
            *x = (*a + *b) + (*c + *d);
        }
    }

    /// True when zeros in give zeros out for ever.
    #[inline(always)]
    pub fn is_at_rest(&self) -> bool {
        self.filters().all(CutFilter::is_at_rest) && self.bands.iter().all(Compressor::is_at_rest)
    }

    /// Channel `lane` goes on from `other`'s channel `other_lane`: its crossovers where those are sent, its
    /// compressors to their own settings.
    pub fn go_on_from(&mut self, lane: usize, other: &mut Self, other_lane: usize) {
        for (own, theirs) in self.filters_mut().zip(other.filters_mut()) {
            own.go_on_from(lane, theirs, other_lane);
        }
        for (own, theirs) in self.bands.iter_mut().zip(&mut other.bands) {
            own.adopt_lane(lane, theirs, other_lane);
        }
    }

    /// Forgets the past of channel `lane`.
    pub fn clear_lane(&mut self, lane: usize) {
        self.filters_mut()
            .for_each(|filter| filter.clear_lane(lane));
        self.bands.iter_mut().for_each(|band| band.clear_lane(lane));
    }

    /// Whether channel `lane` and the one beside it are compressed alike.
    pub fn link(&mut self, lane: usize, linked: bool) {
        for band in &mut self.bands {
            band.link(lane, linked);
        }
    }

    /// The lowest gain of any band in each channel since the last call, for meters.
    #[inline(always)]
    pub fn take_lowest_gain(&mut self) -> S {
        let lowest = |gain: S, band: &mut Compressor<S>| gain.smaller(band.take_lowest_gain());
        self.bands.iter_mut().fold(S::splat(1.0), lowest)
    }

    /// The same, without measuring anew.
    #[inline(always)]
    pub fn lowest_gain(&self) -> S {
        let lowest = |gain: S, band: &Compressor<S>| gain.smaller(band.lowest_gain());
        self.bands.iter().fold(S::splat(1.0), lowest)
    }

    fn filters(&self) -> impl Iterator<Item = &CutFilter<S, Low>> {
        let outer = self.outer.iter().flat_map(Split::filters);
        self.middle.filters().chain(outer)
    }

    fn filters_mut(&mut self) -> impl Iterator<Item = &mut CutFilter<S, Low>> {
        let outer = self.outer.iter_mut().flat_map(Split::filters_mut);
        self.middle.filters_mut().chain(outer)
    }
}

/// The compressor of a band.
fn compressor(band: BandSettings, on: bool) -> CompressorSettings {
    CompressorSettings {
        on,
        threshold_db: band.threshold_db,
        ratio: if band.on { band.ratio } else { 1.0 },
        knee_db: KNEE_DB,
        attack_ms: band.attack_ms,
        release_ms: band.release_ms,
        makeup_db: band.gain_db,
        auto_makeup: false,
        mix_percent: 100.0,
        detector: Detector::Rms,
        rms_ms: RMS_MS,
        hold_ms: 0.0,
        auto_release: false,
        link_percent: 100.0,
        feedback: false,
    }
}
