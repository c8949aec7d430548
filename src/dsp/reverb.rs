//! A reverb: a hall, a chamber or a room. First reflections, and a feedback delay network of sixteen lines, which
//! are the lanes of two groups of [`Lanes`].
//!
//! ```text
//! in → pre-delay → diffusers ─┬─► first reflections, by room ────────────────► out
//!                             └─► × √loss → (+) → sixteen delay lines ─┐       ▲
//!      decay per band ◄── Hadamard ◄── (lines) ◄─ read, moved ◄────────┘       │
//!            └────────────► (+)        └─► two of the sixteen sums ────────────┘
//! ```
//! The network is that of J.-M. Jot (1991): an orthogonal matrix, and per-line gains that give every line the same
//! T60, with a shelf for lows and a one-pole for highs. As much goes in as is lost per turn, so that what rings for
//! long is no louder. Wet only: nothing of the input comes out directly.

mod early;
mod lines;
mod mixing;
mod tone;

use super::FRAMES_PER_MARK;
use super::diffuser::Diffuser;
use super::effect::SILENT;
use super::gliding::{Place, Ramp};
use super::reverberator::{Network, Reverberator};
use super::ring::Ring;
use super::sample::{LANES, Lanes, Sample};
use early::{Early, LATEST_SECONDS};
use lines::{GROUPS, LINE_SECONDS, LONGEST_SECONDS};
use mixing::hadamard;
use tone::{Design, LARGEST, MODULATION_SECONDS, Tone};

pub use early::Room;
pub use tone::ReverbSettings;

/// Where left goes in: every second line.
const LEFT_IN: Lanes = Lanes([0.25, 0.0, -0.25, 0.0, 0.25, 0.0, -0.25, 0.0]);
/// Where right goes in: the other ones.
const RIGHT_IN: Lanes = Lanes([0.0, 0.25, 0.0, -0.25, 0.0, 0.25, 0.0, -0.25]);
/// What comes out of a sum of all lines.
const OUT: f32 = 0.82;
/// Diffusers in series before everything else: lengths in seconds, left and right.
const DIFFUSER_SECONDS: [[f64; 2]; 4] = [
    [0.001_71, 0.001_83],
    [0.003_13, 0.002_97],
    [0.005_29, 0.005_51],
    [0.008_93, 0.008_61],
];
/// What a diffuser feeds back.
const DIFFUSION: f32 = 0.62;

/// A stereo reverb.
pub type Reverb = Reverberator<ReverbNetwork, 2>;

/// First reflections and a feedback delay network.
///
/// Legend: `lines`, `early` and `diffuser` hold the past; `low` and `high` are the states of the decay filters;
/// `places` says how far behind each line is read, in frames; `designed` and `reflected` are where design and level of
/// the first reflections stand at the next mark.
#[derive(Debug)]
pub struct ReverbNetwork {
    diffuser: Diffuser<{ DIFFUSER_SECONDS.len() }>,
    early: Early,
    lines: [[Ring; LANES]; GROUPS],
    low: [Lanes; GROUPS],
    high: [Lanes; GROUPS],
    design: Design,
    /// What is added to it per frame, while it moves.
    step: Option<Design>,
    designed: Design,
    places: [[Place; LANES]; GROUPS],
    reflections: Ramp,
    reflected: f32,
    tone: Tone,
}

/// The nearest whole number of frames.
fn frames(seconds: f64, rate: f64) -> usize {
    (seconds * rate + 0.5) as usize
}

/// Frames that a line holds beyond its own length.
fn spare(rate: f64) -> usize {
    FRAMES_PER_MARK + 4 + frames(2.0 * MODULATION_SECONDS, rate)
}

impl Network<2> for ReverbNetwork {
    type Settings = ReverbSettings;

    fn new(rate: f64) -> Self {
        let frames = |seconds: f64| frames(seconds, rate);
        let tone = Tone::new(rate);
        let designed = tone.design();
        let line = |seconds: f64| Ring::new(frames(seconds * LARGEST) + spare(rate));
        Self {
            diffuser: Diffuser::new(DIFFUSER_SECONDS.map(|pair| (pair.map(frames), DIFFUSION))),
            early: Early::new(frames(LATEST_SECONDS * LARGEST)),
            lines: LINE_SECONDS.map(|group| group.map(line)),
            low: Default::default(),
            high: Default::default(),
            design: designed,
            step: None,
            designed,
            places: Default::default(),
            reflections: Ramp::at(0.0),
            reflected: 0.0,
            tone,
        }
    }

    fn longest(rate: f64) -> usize {
        frames(LONGEST_SECONDS * LARGEST, rate) + spare(rate) + frames(0.3 + 0.2, rate)
    }

    fn pre_delay_ms(settings: &ReverbSettings) -> f32 {
        settings.pre_delay_ms
    }

    fn set(&mut self, settings: &ReverbSettings) {
        self.tone.set(settings);
    }

    fn arrive(&mut self) {
        self.tone.snap();
        self.designed = self.tone.design();
        self.glide_from(&{ self.designed });
        self.reflected = self.tone.early();
        self.reflections = Ramp::at(self.reflected);
        let places = self.tone.places();
        for (place, to) in self.places.iter_mut().zip(&places).flat_map(both) {
            *place = Place::at(*to);
        }
        self.early.put(&self.tone.reflections());
    }

    #[inline(always)]
    fn mark(&mut self) {
        for state in self.low.iter_mut().chain(&mut self.high) {
            *state = state.flush_tiny();
        }
        self.move_tone();
        let places = self.tone.places();
        for (place, to) in self.places.iter_mut().zip(&places).flat_map(both) {
            place.go_to(*to);
        }
        self.early.go_to(&self.tone.reflections());
    }

    #[inline(always)]
    fn open(&self) -> f32 {
        self.tone.open()
    }

    fn is_settled(&self) -> bool {
        self.tone.is_settled()
            && self.step.is_none()
            && self.reflections.stands_at(self.reflected)
            && self.places.iter().flatten().all(|place| place.step == 0.0)
            && self.early.is_settled()
    }

    #[inline(always)]
    fn process(&mut self, left: &mut [f32], right: &mut [f32]) -> bool {
        let smears = self.diffuser.process(left, right);
        self.early.take(left, right);
        let mut lines = [[Lanes::default(); FRAMES_PER_MARK]; GROUPS];
        let [first, second] = &mut lines;
        let mut lines = [&mut first[..left.len()], &mut second[..left.len()]];
        self.read_lines(&mut lines);
        let rings = match self.step {
            None => self.turn::<false>(&mut lines, left, right, &{ self.design }),
            Some(step) => self.turn::<true>(&mut lines, left, right, &step),
        };
        self.write_lines(&lines);
        self.add_reflections(left, right);
        rings | smears
    }

    fn clear(&mut self) {
        self.diffuser.clear();
        self.lines.iter_mut().flatten().for_each(Ring::clear);
        self.early.clear();
        self.low = Default::default();
        self.high = Default::default();
    }
}

/// What stands at the same places of two lists.
#[inline(always)]
fn both<'a, A, B>(
    (a, b): (&'a mut [A; LANES], &'a [B; LANES]),
) -> impl Iterator<Item = (&'a mut A, &'a B)> {
    a.iter_mut().zip(b)
}

impl ReverbNetwork {
    /// The design goes from `from` to where it stands at the next mark.
    #[inline(always)]
    fn glide_from(&mut self, from: &Design) {
        let share = 1.0 / FRAMES_PER_MARK as f32;
        let from = *from;
        self.design = from;
        let step = || self.designed.zip(from, |to, from| (to - from) * share);
        self.step = (from != self.designed).then(step);
    }

    /// Decay, damping, size and the first reflections go on towards what is set.
    #[inline(always)]
    fn move_tone(&mut self) {
        let (before, reflected) = (self.designed, self.reflected);
        if self.tone.step() {
            self.designed = self.tone.design();
            self.reflected = self.tone.early();
        }
        self.glide_from(&before);
        self.reflections = Ramp::between(reflected, self.reflected);
    }

    /// What comes out of every line.
    #[inline(always)]
    fn read_lines(&mut self, lines: &mut [&mut [Lanes]; GROUPS]) {
        for (group, lines) in lines.iter_mut().enumerate() {
            for lane in 0..LANES {
                let place = &mut self.places[group][lane];
                let ring = &self.lines[group][lane];
                if place.stands() {
                    let mut late = [0.0; FRAMES_PER_MARK];
                    let late = &mut late[..lines.len()];
                    ring.read(place.now as usize, late);
                    for (frame, late) in lines.iter_mut().zip(&*late) {
                        frame[lane] = *late;
                    }
                } else {
                    for (at, frame) in lines.iter_mut().enumerate() {
                        place.now += place.step;
                        frame[lane] = ring.between(place.now - at as f64);
                    }
                }
            }
        }
    }

    /// One turn of the network: `lines` become what goes into the lines, `left` and `right` what is heard.
    /// `MOVING`: the design goes a step per frame. True when something goes around.
    #[inline(always)]
    fn turn<const MOVING: bool>(
        &mut self,
        lines: &mut [&mut [Lanes]; GROUPS],
        left: &mut [f32],
        right: &mut [f32],
        step: &Design,
    ) -> bool {
        let silent = Lanes::opaque(SILENT);
        let (mut low, mut high, mut design) = (self.low, self.high, self.design);
        let (mut loudest, step) = (Lanes::default(), *step);
        let [first, second] = lines;
        let frames = first.iter_mut().zip(second.iter_mut());
        for ((first, second), (left, right)) in frames.zip(left.iter_mut().zip(right)) {
            if MOVING {
                design = design.zip(step, |now, step| now + step);
            }
            let sums = hadamard([*first, *second]);
            let input = LEFT_IN * Lanes::splat(*left * design.input)
                + RIGHT_IN * Lanes::splat(*right * design.input);
            *left = OUT * sums[0][1];
            *right = OUT * sums[1][2];
            let lines = [first, second].into_iter().zip(sums).zip(&design.decay);
            for (((line, sum), decay), (low, high)) in lines.zip(low.iter_mut().zip(&mut high)) {
                *low += decay.low * (sum - *low);
                let shelved = decay.mid * (sum + decay.shelf * *low);
                *high += decay.high * (shelved - *high);
                *line = (*high + input).flush_below(silent);
                loudest = loudest.larger(line.magnitude());
            }
        }
        (self.low, self.high, self.design) = (low, high, design);
        loudest != Lanes::default()
    }

    #[inline(always)]
    fn write_lines(&mut self, lines: &[&mut [Lanes]; GROUPS]) {
        for (rings, lines) in self.lines.iter_mut().zip(lines) {
            let mut run = [0.0; FRAMES_PER_MARK];
            let run = &mut run[..lines.len()];
            for (lane, ring) in rings.iter_mut().enumerate() {
                for (x, frame) in run.iter_mut().zip(&**lines) {
                    *x = frame[lane];
                }
                ring.write(run);
            }
        }
    }

    /// The first reflections beside what rings.
    #[inline(always)]
    fn add_reflections(&mut self, left: &mut [f32], right: &mut [f32]) {
        if self.reflections.stands_at(0.0) {
            return;
        }
        let mut after = self.reflections;
        for (side, heard) in [left, right].into_iter().enumerate() {
            let mut early = [0.0; FRAMES_PER_MARK];
            let early = &mut early[..heard.len()];
            self.early.reflect(side, early);
            let mut gain = self.reflections;
            for (heard, early) in heard.iter_mut().zip(early) {
                *heard += *early * gain.next();
            }
            after = gain;
        }
        self.reflections = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::processor::{Processor, Stereo};
    use crate::dsp::testing::conformance::{Subject, conforms};
    use crate::dsp::testing::decay::{correlation, echo_density, t60};
    use crate::dsp::testing::tails::{Common, Tail, common_changes, impulse_response, tails};
    use crate::dsp::testing::*;

    fn settings() -> ReverbSettings {
        Reverb::with(Reverb::BASE)
    }

    const ROOMS: [Room; 3] = [Room::Hall, Room::Room, Room::Chamber];

    impl Tail for Reverb {
        const BASE: Common = Common {
            pre_delay_ms: 0.0,
            decay_s: 2.0,
            damping_hz: 6000.0,
            freeze: false,
        };
        const IMPULSE: Stereo = [1.0, 0.0];
        const KINDS: usize = ROOMS.len();
        const LEVELS_DB: f64 = 1.5;
        const LOUD_SECONDS: usize = 60;
        const CHANGES: (usize, usize, usize) = (5, 60_000, 16_000);

        fn with(common: Common) -> ReverbSettings {
            ReverbSettings {
                room: Room::Hall,
                early_percent: 50.0,
                pre_delay_ms: common.pre_delay_ms,
                decay_s: common.decay_s,
                low_ratio: 1.5,
                low_freq_hz: 200.0,
                damping_hz: common.damping_hz,
                size_percent: 100.0,
                modulation_percent: 0.0,
                freeze: common.freeze,
            }
        }

        fn of_kind(kind: usize, decay_s: f32) -> ReverbSettings {
            ReverbSettings {
                room: ROOMS[kind],
                decay_s,
                low_ratio: 1.0,
                damping_hz: [20_000.0, 12_000.0, 6000.0][kind],
                ..settings()
            }
        }

        fn loudest() -> ReverbSettings {
            ReverbSettings {
                decay_s: 8.0,
                low_ratio: 2.5,
                damping_hz: 20_000.0,
                modulation_percent: 100.0,
                ..settings()
            }
        }

        fn changes() -> Vec<(&'static str, f64, ReverbSettings)> {
            let changed = |change: fn(&mut ReverbSettings)| {
                let mut set = settings();
                change(&mut set);
                set
            };
            let short = changed(|set| {
                (set.decay_s, set.low_ratio, set.low_freq_hz) = (0.3, 0.25, 1000.0);
            });
            let bright = changed(|set| set.damping_hz = 20_000.0);
            let moved = changed(|set| set.modulation_percent = 100.0);
            let mut changes = common_changes::<Self>();
            changes.extend([
                ("lows", -80.0, short),
                ("brighter", -80.0, bright),
                ("modulation", -80.0, moved),
                ("size", -80.0, changed(|set| set.size_percent = 60.0)),
                ("room", -80.0, changed(|set| set.room = Room::Room)),
                ("early", -80.0, changed(|set| set.early_percent = 100.0)),
            ]);
            changes
        }
    }

    #[test]
    fn lows_and_highs_have_times_of_their_own() {
        for (decay_s, low_s) in [
            (1.0_f32, 1.0_f32),
            (1.0, 2.0),
            (2.0, 3.0),
            (4.0, 4.0),
            (4.0, 2.0),
        ] {
            let set = ReverbSettings {
                decay_s,
                low_ratio: low_s / decay_s,
                // A shelf of first order: less decay in the lows needs more room to get there.
                low_freq_hz: if low_s < decay_s { 500.0 } else { 250.0 },
                damping_hz: 6000.0,
                ..settings()
            };
            let response = impulse_response::<Reverb>(set, 2.0 * f64::from(decay_s.max(low_s)));
            let low = t60(&response[0], 125.0) / f64::from(low_s);
            assert!((low - 1.0).abs() <= 0.15, "{decay_s}, {low_s}: {low}");
            let high = t60(&response[0], 6000.0) / f64::from(decay_s);
            assert!(high <= 0.75, "{decay_s}, {low_s}: {high}");
        }
    }

    #[test]
    fn the_tail_is_wide_and_dense_from_150_ms_on() {
        for room in ROOMS {
            // The smallest room has too few modes for two seconds.
            for size_percent in [if room == Room::Room { 75.0 } else { 50.0 }, 100.0, 150.0] {
                let set = ReverbSettings {
                    room,
                    size_percent,
                    ..settings()
                };
                let response = impulse_response::<Reverb>(set, 2.0);
                let apart = correlation(&response, 24_000);
                assert!(apart.abs() <= 0.15, "{room:?}: {apart}");
                for ms in [140, 200, 300, 500] {
                    let density = echo_density(&response, ms);
                    assert!(density >= 0.9, "{room:?} {size_percent} {ms} ms: {density}");
                }
            }
        }
    }

    #[test]
    fn the_first_reflections_come_early_and_can_be_left_out() {
        for (room, first_ms) in [(Room::Hall, 8.1), (Room::Room, 2.3), (Room::Chamber, 4.3)] {
            let set = ReverbSettings { room, ..settings() };
            let without = ReverbSettings {
                early_percent: 0.0,
                ..set
            };
            let (heard, bare) = (
                impulse_response::<Reverb>(set, 0.2),
                impulse_response::<Reverb>(without, 0.2),
            );
            // One per side comes from the left input first: what the diffusers let pass at once.
            let frames = (first_ms * 48.0 + 0.5) as usize;
            assert!(heard[0][..frames].iter().all(|&x| x == 0.0), "{room:?}");
            assert!(heard[0][frames].abs() > 0.001, "{room:?}");
            assert_eq!(bare[0][frames], 0.0);
        }
    }

    #[test]
    fn after_three_decays_it_is_at_rest() {
        let set = ReverbSettings {
            decay_s: 1.0,
            low_ratio: 1.0,
            modulation_percent: 50.0,
            ..settings()
        };
        let mut reverb = settled::<Reverb, Stereo>(set);
        assert!(reverb.is_at_rest());
        let signal = [noise(1, 1.0, 48_000), noise(2, 1.0, 48_000)];
        run_sides(&mut reverb, [&signal[0], &signal[1]], &[]);
        assert!(!reverb.is_at_rest());
        let silence = vec![0.0; 48_000 * 5];
        let heard = run_sides(&mut reverb, [&silence, &silence], &[]);
        assert!(reverb.is_at_rest());
        assert_eq!(heard[0][48_000 * 5 - 1], 0.0);
    }

    impl Subject<Stereo> for Reverb {
        const OFF: Option<ReverbSettings> = None;
        const TOGETHER: usize = 2;
        const SET: usize = 1;

        fn any_that_rests(random: &mut Random) -> ReverbSettings {
            ReverbSettings {
                decay_s: random.octaves(0.1, 1.0),
                low_ratio: 1.0,
                freeze: false,
                modulation_percent: 0.0,
                ..Self::any(random)
            }
        }

        fn any(random: &mut Random) -> ReverbSettings {
            ReverbSettings {
                room: random.pick(&[Room::Hall, Room::Room, Room::Chamber]),
                early_percent: random.between(0.0, 100.0),
                pre_delay_ms: random.between(0.0, 200.0),
                decay_s: random.octaves(0.1, 30.0),
                low_ratio: random.between(0.3, 3.0),
                low_freq_hz: random.octaves(50.0, 1000.0),
                damping_hz: random.octaves(1000.0, 20_000.0),
                size_percent: random.between(30.0, 150.0),
                modulation_percent: random.between(0.0, 100.0),
                freeze: random.below(8) == 0,
            }
        }
    }
    conforms!(Reverb, Stereo);
    tails!(Reverb);
}
