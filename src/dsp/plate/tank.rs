//! The ring of a plate: two branches, each feeding the other.

use super::taps::{Of, PAPER_HZ, SIDES, TAPS, Tap};
use crate::dsp::FRAMES_PER_MARK;
use crate::dsp::damping::{Bands, Loss};
use crate::dsp::effect::tiny_to_zero;
use crate::dsp::gliding::{Follower, Place, Ramp};
use crate::dsp::math::{exp2_f64, log2_f64, one_pole_coefficient, sin_f64};
use crate::dsp::ring::Ring;
use std::f64::consts::{LOG2_10, TAU};

/// The length of the ring beside that of the paper: what is shorter is denser, and can decay faster.
const SIZE: f64 = 0.4;
/// Lengths of a branch in frames of the paper: all-pass, delay, all-pass, delay.
const BRANCHES: [[usize; 4]; 2] = [[672, 4453, 1800, 3720], [908, 4217, 2656, 3163]];
/// All-passes hold sound back: the ring decays so much slower than its delays say (measured).
const HELD_BACK: f64 = 1.07;
/// How far modulation moves the first all-passes at 100 %, in seconds.
const MODULATION_SECONDS: f64 = 0.000_25;
/// How fast it moves them, in Hz.
const MODULATION_HZ: f64 = 0.9;
/// Time constant of each one-pole of everything that is set, in seconds.
const SMOOTHING_SECONDS: f64 = 0.01;
/// The level of what comes out, so that a plate is as loud as a hall.
const OUT: f32 = 0.056;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlateSettings {
    /// The time before the plate, in ms.
    pub pre_delay_ms: f32,
    /// T60 of the mids, 0.3 to 8 s.
    pub decay_s: f32,
    /// Where T60 is half that of the mids, 1.5 to 20 kHz.
    pub damping_hz: f32,
    /// How far the all-passes move, in percent.
    pub modulation_percent: f32,
    /// What rings goes on for ever, and nothing comes in.
    pub freeze: bool,
}

/// Lengths in frames.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    branches: [[usize; 4]; 2],
    taps: [[usize; TAPS]; 2],
}

impl Sizes {
    pub fn new(rate: f64) -> Self {
        let frames = |paper: usize| (paper as f64 * SIZE * rate / PAPER_HZ + 0.5) as usize;
        Self {
            branches: BRANCHES.map(|branch| branch.map(frames)),
            taps: SIDES.map(|side| side.map(|tap| frames(tap.frames))),
        }
    }

    /// Once around.
    pub fn longest(&self) -> usize {
        self.branches.iter().flatten().sum()
    }
}

/// Gains of everything.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Gains<T> {
    /// What goes in.
    input: T,
    /// What each branch keeps behind its first and its second delay.
    kept: [[T; 2]; 2],
    /// What the first and the second all-passes feed back.
    all_passes: [T; 2],
    /// What the one-pole of the highs goes per frame, by branch.
    high: [T; 2],
    /// What the taps weigh.
    taps: [[T; TAPS]; 2],
}

impl<T: Copy> Gains<T> {
    #[inline(always)]
    fn zip<U>(&self, other: &Self, f: impl Fn(T, T) -> U) -> Gains<U> {
        let two = |a: [T; 2], b: [T; 2]| [f(a[0], b[0]), f(a[1], b[1])];
        let taps =
            |side: usize| std::array::from_fn(|tap| f(self.taps[side][tap], other.taps[side][tap]));
        Gains {
            input: f(self.input, other.input),
            kept: [
                two(self.kept[0], other.kept[0]),
                two(self.kept[1], other.kept[1]),
            ],
            all_passes: two(self.all_passes, other.all_passes),
            high: two(self.high, other.high),
            taps: [taps(0), taps(1)],
        }
    }
}

/// A branch: its past, and the state of its damping.
#[derive(Debug)]
struct Branch {
    rings: [Ring; 4],
    high: f32,
    /// Where the first all-pass is read.
    place: Place,
}

/// The ring.
///
/// Legend: `followers` are log2 of decay in s and of damping in Hz, how much freezes (0..1), and modulation in
/// frames; `designed` is where the gains stand at the next mark.
#[derive(Debug)]
pub(super) struct Tank {
    sizes: Sizes,
    branches: [Branch; 2],
    followers: [Follower; 4],
    gains: Gains<Ramp>,
    designed: Gains<f32>,
    phase: f64,
    way: f64,
    rate: f64,
}

impl Tank {
    /// A silent one. Allocates.
    pub fn new(sizes: Sizes, rate: f64) -> Self {
        let spare = FRAMES_PER_MARK + 4 + (2.0 * MODULATION_SECONDS * rate) as usize;
        let branch = |lengths: [usize; 4]| Branch {
            rings: lengths.map(|frames| Ring::new(frames + spare)),
            high: 0.0,
            place: Place::at(lengths[0] as f64),
        };
        let followers = [1.0, 12.0, 0.0, 0.0].map(Follower::at);
        let designed = design(&sizes, &followers, rate);
        Self {
            sizes,
            branches: sizes.branches.map(branch),
            followers,
            gains: designed.zip(&designed, |gain, _| Ramp::at(gain)),
            designed,
            phase: 0.0,
            way: one_pole_coefficient(SMOOTHING_SECONDS, rate / FRAMES_PER_MARK as f64),
            rate,
        }
    }

    /// Sends it to `settings`.
    pub fn set(&mut self, settings: &PlateSettings) {
        let highest = 0.45 * self.rate;
        let damping = f64::from(settings.damping_hz);
        let damping = if damping > highest { highest } else { damping };
        let frozen = f64::from(u8::from(settings.freeze));
        let percent = f64::from(settings.modulation_percent) * (1.0 - frozen);
        let targets = [
            log2_f64(f64::from(settings.decay_s)),
            log2_f64(damping),
            frozen,
            percent * 0.01 * MODULATION_SECONDS * self.rate,
        ];
        for (follower, target) in self.followers.iter_mut().zip(targets) {
            follower.target = target;
        }
    }

    /// Everything stands where it goes.
    pub fn arrive(&mut self) {
        self.followers.iter_mut().for_each(Follower::snap);
        self.designed = design(&self.sizes, &self.followers, self.rate);
        self.gains = self.designed.zip(&self.designed, |gain, _| Ramp::at(gain));
        for (at, branch) in self.branches.iter_mut().enumerate() {
            branch.place = Place::at(place(&self.sizes, &self.followers, self.phase, at));
        }
    }

    /// Once per mark, while it rings.
    #[inline(always)]
    pub fn mark(&mut self) {
        let before = self.designed;
        if !self.followers.iter().all(Follower::is_settled) {
            for follower in &mut self.followers {
                follower.step(self.way, 1e-6);
            }
            self.designed = design(&self.sizes, &self.followers, self.rate);
        }
        self.gains = before.zip(&self.designed, Ramp::between);
        self.phase += MODULATION_HZ * FRAMES_PER_MARK as f64 / self.rate;
        if self.phase >= 1.0 {
            self.phase -= 1.0;
        }
        for (at, branch) in self.branches.iter_mut().enumerate() {
            let to = place(&self.sizes, &self.followers, self.phase, at);
            branch.place.go_to(to);
        }
    }

    /// Everything stands where it goes, and nothing glides: frames may be left out.
    pub fn is_settled(&self) -> bool {
        let still = self.designed.zip(&self.designed, |gain, _| Ramp::at(gain));
        self.followers.iter().all(Follower::is_settled)
            && self.gains == still
            && self.branches.iter().all(|branch| branch.place.step == 0.0)
    }

    /// Forgets what rings.
    pub fn clear(&mut self) {
        for branch in &mut self.branches {
            branch.rings.iter_mut().for_each(Ring::clear);
            branch.high = 0.0;
        }
    }

    /// The gain of what comes in: none while all is frozen.
    #[inline(always)]
    pub fn open(&self) -> f32 {
        (1.0 - self.followers[2].now()) as f32
    }

    /// Replaces a run of frames by what is heard. True when something went in or around.
    #[inline(always)]
    pub fn process(&mut self, left: &mut [f32], right: &mut [f32]) -> bool {
        let mut runs = [[0.0; FRAMES_PER_MARK]; 2];
        let count = left.len();
        let [first, second] = &mut runs;
        let mut runs = [&mut first[..count], &mut second[..count]];
        let mut rings = false;
        for (at, run) in runs.iter_mut().enumerate() {
            let other = &self.branches[1 - at];
            other.rings[3].read(self.sizes.branches[1 - at][3], run);
        }
        for (at, run) in runs.iter_mut().enumerate() {
            // The taps of left lie mostly in the second branch.
            let (near, far) = if at == 0 {
                (&*right, &*left)
            } else {
                (&*left, &*right)
            };
            let mut input = self.gains.input;
            let mut kept = self.gains.kept[1 - at][1];
            for ((x, near), far) in run.iter_mut().zip(near).zip(far) {
                *x = (near + 0.5 * far) * input.next() + *x * kept.next();
            }
            self.gains.kept[1 - at][1] = kept;
            if at == 1 {
                self.gains.input = input;
            }
            rings |= self.branch(at, run);
        }
        self.hear([left, right]);
        rings
    }

    /// A run of frames passes a branch: all-pass, delay, damping, all-pass, delay.
    #[inline(always)]
    fn branch(&mut self, at: usize, run: &mut [f32]) -> bool {
        let branch = &mut self.branches[at];
        let sizes = self.sizes.branches[at];
        let mut late = [0.0; FRAMES_PER_MARK];
        let late = &mut late[..run.len()];
        if branch.place.stands() {
            branch.rings[0].read(branch.place.now as usize, late);
        } else {
            for (at, late) in late.iter_mut().enumerate() {
                branch.place.now += branch.place.step;
                *late = branch.rings[0].between(branch.place.now - at as f64);
            }
        }
        let mut gain = self.gains.all_passes[0];
        let mut rings = all_pass(&mut branch.rings[0], late, run, || -gain.next());
        let mut second = self.gains.all_passes[1];
        branch.rings[1].read(sizes[1], late);
        branch.rings[1].write(run);
        run.copy_from_slice(late);
        let (mut high, mut kept) = (self.gains.high[at], self.gains.kept[at][0]);
        let mut state = branch.high;
        for x in run.iter_mut() {
            state = tiny_to_zero(state + high.next() * (*x - state));
            *x = state * kept.next();
        }
        branch.high = state;
        branch.rings[2].read(sizes[2], late);
        rings |= all_pass(&mut branch.rings[2], late, run, || second.next());
        branch.rings[3].write(run);
        (self.gains.high[at], self.gains.kept[at][0]) = (high, kept);
        if at == 1 {
            self.gains.all_passes = [gain, second];
        }
        rings
    }

    /// What the taps hear of the run that was written last.
    #[inline(always)]
    fn hear(&mut self, sides: [&mut [f32]; 2]) {
        for (side, heard) in sides.into_iter().enumerate() {
            heard.fill(0.0);
            for (at, tap) in SIDES[side].iter().enumerate() {
                let mut late = [0.0; FRAMES_PER_MARK];
                let late = &mut late[..heard.len()];
                let ring = &self.branches[tap.branch].rings[ring_of(tap)];
                ring.read(self.sizes.taps[side][at] + heard.len(), late);
                let gain = &mut self.gains.taps[side][at];
                for (heard, late) in heard.iter_mut().zip(&*late) {
                    *heard += gain.next() * late;
                }
            }
        }
    }
}

/// The ring that a tap reads.
#[inline(always)]
fn ring_of(tap: &Tap) -> usize {
    match tap.of {
        Of::FirstDelay => 1,
        Of::AllPass => 2,
        Of::SecondDelay => 3,
    }
}

/// A run passes an all-pass whose past it becomes. True when something went in.
#[inline(always)]
fn all_pass(ring: &mut Ring, late: &[f32], run: &mut [f32], mut gain: impl FnMut() -> f32) -> bool {
    let mut inner = [0.0; FRAMES_PER_MARK];
    let inner = &mut inner[..run.len()];
    let mut sounds = false;
    for ((x, late), inner) in run.iter_mut().zip(late).zip(&mut *inner) {
        let gain = gain();
        *inner = tiny_to_zero(*x - gain * *late);
        *x = *late + gain * *inner;
        sounds |= *inner != 0.0;
    }
    ring.write(inner);
    sounds
}

/// How far behind the first all-pass of a branch is read.
#[inline(always)]
fn place(sizes: &Sizes, followers: &[Follower; 4], phase: f64, branch: usize) -> f64 {
    let frames = sizes.branches[branch][0] as f64;
    let depth = followers[3].now();
    if depth > 0.0 {
        let turn = phase + 0.25 * branch as f64;
        let turn = if turn < 1.0 { turn } else { turn - 1.0 };
        frames + depth * sin_f64((turn - 0.5) * TAU)
    } else {
        frames
    }
}

/// The gains for the settings as they are.
#[inline(always)]
fn design(sizes: &Sizes, followers: &[Follower; 4], rate: f64) -> Gains<f32> {
    let decay = exp2_f64(followers[0].now());
    let frozen = followers[2].now();
    let open = 1.0 - frozen;
    // What is left after so many frames.
    let left =
        |frames: usize| exp2_f64(-3.0 * LOG2_10 * frames as f64 * HELD_BACK / (rate * decay));
    let bands = Bands::new(exp2_f64(followers[1].now()), rate);
    let mut kept = [[0.0; 2]; 2];
    let mut high = [0.0; 2];
    for (at, [first, delay, second, last]) in sizes.branches.into_iter().enumerate() {
        let loss = Loss::of(left(first + delay + second + last), &bands);
        // What the damping takes of the mids comes back with the first delay.
        let back = loss.gain / left(first + delay + second + last);
        let gains = [back * left(first + delay), left(second + last)];
        kept[at] = gains.map(|gain| (gain * open + frozen) as f32);
        high[at] = (loss.way * open + frozen) as f32;
    }
    // All-passes that ring longer than the plate would be heard alone.
    let long = (2.0 * (decay - 0.3)).clamp(0.0, 1.0);
    let tap = |side: usize| {
        std::array::from_fn(|at| OUT * SIDES[side][at].sign * left(sizes.taps[side][at]) as f32)
    };
    Gains {
        // What rings for long is louder by as much; what rings for the time of the first taps is, too.
        input: ((1.0 / decay).sqrt() / (1.0 + 0.12 / decay)) as f32,
        kept,
        all_passes: [0.3 + 0.4 * long, 0.2 + 0.3 * long].map(|gain| gain as f32),
        high,
        taps: [tap(0), tap(1)],
    }
}
