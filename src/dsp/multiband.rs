//! A compressor of four bands.
//!
//! ```text
//!          ┌ low-pass ─ all-pass of the upper ─┬ low-pass ── band 1 ┐
//! x ─ middle                                  └ high-pass ─ band 2 ┤ (+) → y
//!          └ high-pass ─ all-pass of the lower ┬ low-pass ── band 3 ┤
//!                                    (upper)  └ high-pass ─ band 4 ┘
//! ```
//! Three crossovers of S. Linkwitz and R. Riley (1976), 24 dB per octave, whose halves add up to an all-pass; each
//! branch passes the all-pass of the crossover of the other one, so that all four bands add up to all three
//! all-passes: flat, however close the crossovers are. Each band is a [`Compressor`](super::compressor). Nothing looks
//! ahead, nothing is late.
//!
//! A channel that is switched on warms up first, then fades in: an all-pass beside its input is never louder than
//! that. Where a crossover jumps, the bands as they were go on until those behind the new crossovers have warmed up, and
//! then fade out: what a crossover passes on its way is split between two bands, which both compress it less.

mod network;
mod response;
mod settings;

use super::FRAMES_PER_MARK;
use super::math::one_pole_coefficient;
use super::processor::Processor;
use super::sample::{LANES, Sample};
use super::smoother::Smoother;
use network::Network;

pub use response::response_db;
pub use settings::{BANDS, BandSettings, CROSSOVERS, MultibandSettings};

/// Time constant of each one-pole that fades, in seconds.
const SMOOTHING_SECONDS: f64 = 0.005;
/// How long a channel warms up before it is heard, in seconds: a period of the lowest crossover.
const WARMING_SECONDS: f64 = 0.025;
/// The same for new crossovers, as a share of the longest attack: its compressors have come to what they do.
const WARMING_ATTACKS: f32 = 5.0;

/// A compressor of four bands per channel.
///
/// Legend: `bands` what is heard; `before` what was heard before a crossover jumped, as long as `moved` is below 1;
/// `on` how much of them is heard; `wanted` 1 in channels that are switched on; `warming` marks for which each channel,
/// or its new crossovers, only warm up.
#[derive(Clone, Debug)]
pub struct Multiband<S> {
    bands: Network<S>,
    before: Network<S>,
    moved: Smoother<S>,
    on: Smoother<S>,
    wanted: S,
    /// What each channel was last set to.
    settings: [MultibandSettings; LANES],
    warming: S,
    /// Channels whose crossovers have jumped, one bit each, until what was before has faded out.
    crossing: u8,
    /// Marks per second.
    marks: f32,
}

impl<S: Sample> Processor<S> for Multiband<S> {
    type Settings = MultibandSettings;

    fn new(rate: f64) -> Self {
        let coefficient = one_pole_coefficient(SMOOTHING_SECONDS, rate);
        let mut multiband = Self {
            bands: Network::new(rate),
            before: Network::new(rate),
            moved: Smoother::new(coefficient, 1.0),
            on: Smoother::new(coefficient, 0.0),
            wanted: S::splat(0.0),
            settings: [MultibandSettings::OFF; LANES],
            warming: S::splat(0.0),
            crossing: 0,
            marks: (rate / FRAMES_PER_MARK as f64) as f32,
        };
        for lane in 0..S::WIDTH {
            multiband.set(lane, MultibandSettings::OFF);
            multiband.snap_lane(lane);
        }
        multiband
    }

    fn set(&mut self, lane: usize, settings: MultibandSettings) {
        self.settings[lane] = settings;
        self.bands.set_bands(lane, &settings);
        self.before.set_bands(lane, &settings);
        self.move_crossovers(lane);
        self.switch(lane, settings.on);
    }

    fn snap_lane(&mut self, lane: usize) {
        self.warming.set_lane(lane, 0.0);
        self.bands.move_to(lane, self.settings[lane].crossovers_hz);
        self.bands.snap_lane(lane);
        self.stop_crossing(lane);
        self.aim(lane);
        self.on.snap_lane(lane);
    }

    #[inline(always)]
    fn is_idle(&self) -> bool {
        self.is_neutral()
    }

    #[inline(always)]
    fn mark(&mut self) {
        if self.is_idle() {
            return;
        }
        self.on.settle();
        if self.crossing != 0 {
            self.end_crossings();
        }
        if self.warming != S::splat(0.0) {
            self.warming = S::splat(0.0).larger(self.warming - S::splat(1.0));
            (0..S::WIDTH).for_each(|lane| self.aim(lane));
        }
        self.bands.mark();
        if self.crossing != 0 {
            self.before.mark();
        }
    }

    /// Compresses a run of frames inside one mark, in place; leaves it alone when all channels are off.
    #[inline(always)]
    fn process(&mut self, run: &mut [S]) {
        if self.is_neutral() {
            return;
        }
        let mut room = [S::splat(0.0); FRAMES_PER_MARK];
        let heard = &mut room[..run.len()];
        heard.copy_from_slice(run);
        self.bands.process(heard);
        if self.crossing != 0 {
            self.fade_from_before(run, heard);
        }
        let (one, mut on) = (S::splat(1.0), self.on);
        for (x, heard) in run.iter_mut().zip(heard) {
            let on = on.next();
            // Exactly what comes in, or exactly the sum, where nothing fades.
            let faded = *x + on * (*heard - *x);
            *x = one.select_gt_in_place(on, on.select_gt(S::splat(0.0), faded, *x), *heard);
        }
        self.on = on;
    }

    /// True when every channel is off and has faded out.
    #[inline(always)]
    fn is_neutral(&self) -> bool {
        self.on.is_settled() && self.on.target().larger(self.wanted) == S::splat(0.0)
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        let still = self.on.is_settled() && self.warming == S::splat(0.0) && self.crossing == 0;
        self.is_neutral() || (still && self.bands.is_at_rest())
    }

    fn adopt_lane(&mut self, lane: usize, other: &mut Self, other_lane: usize) {
        let was_on = other.wanted.lane(other_lane) > 0.0;
        let is_on = self.wanted.lane(lane) > 0.0;
        self.on.copy_lane_from(lane, &other.on, other_lane);
        let moved = other.moved.target().lane(other_lane);
        self.moved.set_target(lane, moved);
        self.moved.copy_lane_from(lane, &other.moved, other_lane);
        let crosses = other.is_crossing(other_lane);
        self.crossing = self.crossing & !(1 << lane) | u8::from(crosses) << lane;
        let begins = is_on && !was_on && other.is_silent(other_lane);
        let marks = match (is_on, was_on) {
            _ if begins => self.warming_marks(),
            _ if crosses => other.warming.lane(other_lane),
            (true, true) => other.warming.lane(other_lane),
            _ => 0.0,
        };
        self.bands.go_on_from(lane, &mut other.bands, other_lane);
        self.before.go_on_from(lane, &mut other.before, other_lane);
        self.warming.set_lane(lane, marks);
        if begins {
            self.begin(lane);
        }
        if self.settings[lane].crossovers_hz != other.settings[other_lane].crossovers_hz {
            // What is on its way to the same place stays so.
            self.move_crossovers(lane);
        }
        self.aim(lane);
    }

    fn clear_lane(&mut self, lane: usize) {
        self.bands.clear_lane(lane);
        self.before.clear_lane(lane);
    }

    fn link(&mut self, lane: usize, linked: bool) {
        self.bands.link(lane, linked);
        self.before.link(lane, linked);
    }
}

impl<S: Sample> Multiband<S> {
    /// Switches channel `lane` on or off. One of which nothing is heard stands where it is set, without a past, and
    /// warms up first.
    fn switch(&mut self, lane: usize, on: bool) {
        let was_on = self.wanted.lane(lane) > 0.0;
        self.wanted.set_lane(lane, f32::from(u8::from(on)));
        if self.is_silent(lane) && !was_on {
            self.begin(lane);
            let marks = if on { self.warming_marks() } else { 0.0 };
            self.warming.set_lane(lane, marks);
        } else if !on && !self.is_crossing(lane) {
            self.warming.set_lane(lane, 0.0);
        }
        self.aim(lane);
    }

    /// The crossovers of channel `lane` go where they are set: as a glide, at once where nothing is heard of them, and
    /// where it is too far to glide behind a cross-fade, one after the other.
    fn move_crossovers(&mut self, lane: usize) {
        let crossovers_hz = self.settings[lane].crossovers_hz;
        if self.is_crossing(lane) {
            return;
        }
        if !self.is_silent(lane) && self.bands.is_far(lane, crossovers_hz) {
            self.cross(lane);
        } else {
            self.bands.move_to(lane, crossovers_hz);
        }
    }

    /// The bands of channel `lane` go on as they are beside new ones, which warm up first.
    fn cross(&mut self, lane: usize) {
        let settings = self.settings[lane];
        self.before.go_on_from(lane, &mut self.bands, lane);
        self.bands.move_to(lane, settings.crossovers_hz);
        self.bands.snap_crossovers(lane);
        self.bands.clear_lane(lane);
        self.moved.set_target(lane, 0.0);
        self.moved.snap_lane(lane);
        self.crossing |= 1 << lane;
        let longest = |most: f32, band: &BandSettings| most.max(band.attack_ms);
        let attack_ms = settings.bands.iter().fold(0.0, longest);
        let attacks = self.marks * WARMING_ATTACKS * attack_ms / 1000.0;
        let marks = self.warming_marks() + (attacks as u32) as f32;
        self.warming.set_lane(lane, marks);
    }

    /// Cross-fades that are through end; what was set meanwhile holds from here on.
    #[inline(always)]
    fn end_crossings(&mut self) {
        self.moved.settle();
        for lane in 0..S::WIDTH {
            if self.is_crossing(lane) && self.moved.distance_from(1.0).lane(lane) == 0.0 {
                self.crossing &= !(1 << lane);
                self.move_crossovers(lane);
            }
        }
    }

    /// Channel `lane`, of which nothing is heard, stands at its crossovers, without a past.
    fn begin(&mut self, lane: usize) {
        self.bands.move_to(lane, self.settings[lane].crossovers_hz);
        self.bands.snap_crossovers(lane);
        self.stop_crossing(lane);
    }

    /// Nothing of what was before is heard of channel `lane`.
    fn stop_crossing(&mut self, lane: usize) {
        self.crossing &= !(1 << lane);
        self.moved.set_target(lane, 1.0);
        self.moved.snap_lane(lane);
    }

    /// What was heard before fades to what is heard from now on, which comes in `heard`.
    #[inline(always)]
    fn fade_from_before(&mut self, run: &[S], heard: &mut [S]) {
        let mut room = [S::splat(0.0); FRAMES_PER_MARK];
        let before = &mut room[..run.len()];
        before.copy_from_slice(run);
        self.before.process(before);
        let (one, mut moved) = (S::splat(1.0), self.moved);
        for (heard, before) in heard.iter_mut().zip(before) {
            let moved = moved.next();
            let faded = *before + moved * (*heard - *before);
            *heard = one.select_gt_in_place(moved, faded, *heard);
        }
        self.moved = moved;
    }

    /// Marks for which the filters of a channel warm up.
    fn warming_marks(&self) -> f32 {
        1.0 + (WARMING_SECONDS as f32 * self.marks) as u32 as f32
    }

    /// True while nothing is heard of channel `lane`.
    fn is_silent(&self, lane: usize) -> bool {
        self.on.distance_from(0.0).lane(lane) == 0.0
    }

    fn is_crossing(&self, lane: usize) -> bool {
        self.crossing & (1 << lane) != 0
    }

    /// Channel `lane` goes where it is switched, and to its new crossovers, unless they only warm up.
    #[inline(always)]
    fn aim(&mut self, lane: usize) {
        let is_warm = self.warming.lane(lane) == 0.0;
        let is_heard = self.wanted.lane(lane) > 0.0 && (is_warm || self.is_crossing(lane));
        self.on.set_target(lane, f32::from(u8::from(is_heard)));
        if is_warm {
            self.moved.set_target(lane, 1.0);
        }
    }

    /// The lowest gain of any band in each channel since the last call, for meters.
    #[inline(always)]
    pub fn take_lowest_gain(&mut self) -> S {
        let before = self.before.take_lowest_gain();
        let bands = self.bands.take_lowest_gain();
        if self.crossing != 0 {
            bands.smaller(before)
        } else {
            bands
        }
    }

    /// The same, without measuring anew.
    #[inline(always)]
    pub fn lowest_gain(&self) -> S {
        self.bands.lowest_gain()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::testing::conformance::{Frame, Subject, conforms};
    use crate::dsp::testing::*;

    const IDLE: MultibandSettings = MultibandSettings {
        on: true,
        ..MultibandSettings::OFF
    };

    fn settled(settings: MultibandSettings) -> Multiband<f32> {
        let mut multiband = Multiband::new(RATE);
        multiband.set(0, settings);
        multiband.snap_lane(0);
        multiband
    }

    fn run(
        multiband: &mut Multiband<f32>,
        signal: &[f32],
        changes: &[(usize, MultibandSettings)],
    ) -> Vec<f32> {
        let mut heard = signal.to_vec();
        for (mark, run) in heard.chunks_mut(FRAMES_PER_MARK).enumerate() {
            for (_, settings) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == mark) {
                multiband.set(0, *settings);
            }
            multiband.mark();
            multiband.process(run);
        }
        heard
    }

    fn impulse_response(settings: MultibandSettings) -> Vec<f32> {
        let mut impulse = vec![0.0; 32_768];
        impulse[0] = 1.0;
        run(&mut settled(settings), &impulse, &[])
    }

    fn log_spaced() -> impl Iterator<Item = f64> {
        (0..100).map(|n| 20.0 * 1000_f64.powf(f64::from(n) / 99.0))
    }

    #[test]
    fn idle_it_is_flat_however_close_the_crossovers_are() {
        for crossovers_hz in [
            [120.0, 1000.0, 5000.0],
            [400.0, 500.0, 14_000.0],
            [40.0, 3000.0, 3500.0],
        ] {
            let response = impulse_response(MultibandSettings {
                crossovers_hz,
                ..IDLE
            });
            for hz in log_spaced() {
                let level = magnitude_db(&response, hz);
                assert!(level.abs() < 0.05, "{crossovers_hz:?} {hz} Hz: {level} dB");
            }
        }
    }

    #[test]
    fn each_band_has_its_gain_and_its_own_reduction() {
        let mut gains = IDLE;
        gains.bands[1].gain_db = 6.0;
        gains.bands[3].gain_db = -12.0;
        let response = impulse_response(gains);
        for (hz, expected) in [(30.0, 0.0), (350.0, 6.0), (2200.0, 0.0), (16_000.0, -12.0)] {
            let level = magnitude_db(&response, hz);
            assert!((level - expected).abs() < 0.3, "{hz} Hz: {level} dB");
        }
        // 20 dB over the threshold, 4:1: 15 dB less.
        let mut squeezed = IDLE;
        squeezed.bands[0] = BandSettings {
            on: true,
            threshold_db: -26.0,
            ratio: 4.0,
            ..squeezed.bands[0]
        };
        for (hz, expected) in [(40.0, -15.0), (350.0, 0.0), (2500.0, 0.0)] {
            let tone = sine(hz, gain(-6.0), 0.0, 96_000);
            let heard = run(&mut settled(squeezed), &tone, &[]);
            let level = db(amplitude_at(&heard[48_000..], hz)) + 6.0;
            assert!((level - expected).abs() < 0.4, "{hz} Hz: {level} dB");
        }
    }

    #[test]
    fn its_drawn_response_is_what_is_heard() {
        let mut set = IDLE;
        for (band, gain_db) in set.bands.iter_mut().zip([3.0, -9.0, 6.0, -3.0]) {
            band.gain_db = gain_db;
        }
        let response = impulse_response(set);
        for hz in log_spaced() {
            let (heard, drawn) = (magnitude_db(&response, hz), response_db(&set, hz, RATE));
            assert!((heard - drawn).abs() < 0.05, "{hz} Hz: {heard} for {drawn}");
        }
    }

    /// Everything is far above the threshold.
    fn squeezed() -> MultibandSettings {
        let mut squeezed = IDLE;
        for band in &mut squeezed.bands {
            *band = BandSettings {
                on: true,
                threshold_db: -40.0,
                ratio: 10.0,
                ..*band
            };
        }
        squeezed
    }

    #[test]
    fn what_a_crossover_passes_on_its_way_is_no_louder_than_before_and_after() {
        let at = |crossovers_hz| MultibandSettings {
            crossovers_hz,
            ..squeezed()
        };
        for (from, to) in [
            ([120.0, 500.0, 5000.0], [120.0, 3000.0, 5000.0]),
            ([40.0, 1000.0, 5000.0], [400.0, 1000.0, 5000.0]),
            ([120.0, 1000.0, 3500.0], [120.0, 1000.0, 14_000.0]),
        ] {
            for hz in [130.0, 1200.0, 7000.0] {
                let tone = sine(hz, 0.5, 0.1, 48_000 * 4);
                let still = |set| peak(&run(&mut settled(set), &tone, &[])[96_000..]);
                let loudest = still(at(from)).max(still(at(to)));
                let changes = back_and_forth(24_000, 28_800, [at(to), at(from)]);
                let heard = run(&mut settled(at(from)), &tone, &changes);
                let burst = db(peak(&heard[20_000..]) / loudest);
                assert!(burst < 0.2, "{from:?} to {to:?}, {hz} Hz: {burst} dB");
                let residue = residue_above_8k(&heard, 12_000);
                assert!(hz > 5000.0 || residue <= -70.0, "{to:?} {hz}: {residue}");
            }
        }
    }

    #[test]
    fn changes_make_neither_click_nor_burst() {
        let squeezed = squeezed();
        let moved = MultibandSettings {
            crossovers_hz: [400.0, 500.0, 3500.0],
            ..IDLE
        };
        let mut loud = IDLE;
        loud.bands[1].gain_db = 12.0;
        for (from, to, louder_db) in [
            (MultibandSettings::OFF, IDLE, 0.1),
            (MultibandSettings::OFF, squeezed, 0.1),
            (IDLE, squeezed, 0.1),
            (IDLE, moved, 0.1),
            (IDLE, loud, 12.1),
        ] {
            for hz in [80.0, 120.0, 450.0, 1000.0] {
                let tone = sine(hz, 0.25, 0.1, 48_000 * 4);
                let changes = back_and_forth(24_000, 14_400, [to, from]);
                let heard = run(&mut settled(from), &tone, &changes);
                let residue = residue_above_8k(&heard, 12_000);
                assert!(residue <= -70.0, "{to:?} {hz}: {residue}");
                let louder = db(peak(&heard[12_000..]) / 0.25);
                assert!(louder <= louder_db, "{from:?} to {to:?} {hz}: {louder} dB");
            }
        }
    }

    impl<S: Frame + Sample> Subject<S> for Multiband<S> {
        const OFF: Option<MultibandSettings> = Some(MultibandSettings::OFF);

        fn any(random: &mut Random) -> MultibandSettings {
            let mut any = MultibandSettings {
                on: random.below(4) > 0,
                crossovers_hz: [
                    random.octaves(40.0, 400.0),
                    random.octaves(500.0, 3000.0),
                    random.octaves(3500.0, 14_000.0),
                ],
                ..IDLE
            };
            for band in &mut any.bands {
                *band = BandSettings {
                    on: random.flip(),
                    threshold_db: random.between(-60.0, 0.0),
                    ratio: random.ratio(),
                    attack_ms: random.octaves(0.5, 200.0),
                    release_ms: random.octaves(5.0, 2000.0),
                    gain_db: random.between(-18.0, 12.0),
                };
            }
            any
        }
    }
    conforms!(Multiband);
}
