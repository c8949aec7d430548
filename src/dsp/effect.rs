//! What effects have in common: silence, clean input, the two sides of their frames.

use super::FRAMES_PER_MARK;
use super::processor::{Processor, Stereo};
use super::sample::Sample;

/// What rings below this is silence: −180 dBFS.
pub const SILENT: f32 = 1e-9;
/// The largest magnitude that goes in.
const LIMIT: f32 = 16.0;

/// Counts frames of silence in whole marks, up to where nothing can ring any more.
#[derive(Clone, Copy, Debug)]
pub struct Silence {
    frames: usize,
    /// Something else than zeros was there since the last mark.
    sounded: bool,
    /// Frames after which all is silent.
    longest: usize,
}

impl Silence {
    /// All is silent; after a sound it is again after `longest` frames.
    pub fn new(longest: usize) -> Self {
        Self {
            frames: longest,
            sounded: false,
            longest,
        }
    }

    /// Whether something else than zeros is there.
    #[inline(always)]
    pub fn note(&mut self, sounds: bool) {
        self.sounded |= sounds;
    }

    /// Once per mark.
    #[inline(always)]
    pub fn mark(&mut self) {
        self.frames = if std::mem::take(&mut self.sounded) {
            0
        } else {
            (self.frames + FRAMES_PER_MARK).min(self.longest)
        };
    }

    /// True when nothing can ring any more.
    #[inline(always)]
    pub fn is_complete(&self) -> bool {
        self.frames >= self.longest
    }

    /// What rang has been forgotten.
    pub fn complete(&mut self) {
        self.frames = self.longest;
    }
}

/// Left and right of a run of frames, at most a mark.
#[inline(always)]
pub fn sides_of(run: &[Stereo]) -> [[f32; FRAMES_PER_MARK]; 2] {
    let mut sides = [[0.0; FRAMES_PER_MARK]; 2];
    let [left, right] = &mut sides;
    for ((x, left), right) in run.iter().zip(left).zip(right) {
        [*left, *right] = *x;
    }
    sides
}

/// Puts left and right back into a run of frames.
#[inline(always)]
pub fn put_sides(run: &mut [Stereo], [left, right]: &[[f32; FRAMES_PER_MARK]; 2]) {
    for ((x, left), right) in run.iter_mut().zip(left).zip(right) {
        *x = [*left, *right];
    }
}

/// An effect goes on from another one of the same sample rate, to its own settings, if it has any yet; `of` says
/// which rate and settings an effect has. Nothing is copied.
pub fn go_on<P: Processor<Stereo>>(
    own: &mut P,
    other: &mut P,
    of: impl Fn(&P) -> (f64, Option<P::Settings>),
) {
    let ((rate, settings), (other_rate, _)) = (of(own), of(other));
    if rate == other_rate {
        take_over(own, other, settings);
    }
}

/// The same for an effect of any sample rate.
pub fn take_over<P: Processor<Stereo>>(own: &mut P, other: &mut P, settings: Option<P::Settings>) {
    std::mem::swap(own, other);
    if let Some(settings) = settings {
        own.set(0, settings);
    }
}

/// Non-finite → 0, clamped.
#[inline(always)]
pub fn clean(x: f32) -> f32 {
    let finite = if f32::INFINITY > x.magnitude() {
        x
    } else {
        0.0
    };
    finite.clamp(-LIMIT, LIMIT)
}

/// What nobody can hear becomes exactly zero.
#[inline(always)]
pub fn tiny_to_zero(x: f32) -> f32 {
    if x.magnitude() > SILENT { x } else { 0.0 }
}
