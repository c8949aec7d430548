//! A tap of a delay whose time changes by a crossfade of two taps: no glide of pitch, no click.

use super::FRAMES_PER_MARK;
use super::math::raised_cosine;
use super::ring::Ring;

/// How long a crossfade takes, in seconds.
const FADE_SECONDS: f64 = 0.05;

/// Where a line is read.
///
/// Legend: `heard` and `coming` are times in frames, `set` the one that is asked for; `faded` counts frames of the
/// crossfade, which takes `fade`.
#[derive(Clone, Copy, Debug)]
pub struct CrossfadedTap {
    heard: usize,
    coming: usize,
    set: usize,
    faded: usize,
    fade: usize,
}

impl CrossfadedTap {
    /// A mark behind, for a sample rate in Hz.
    pub fn new(rate: f64) -> Self {
        Self {
            heard: FRAMES_PER_MARK,
            coming: FRAMES_PER_MARK,
            set: FRAMES_PER_MARK,
            faded: 0,
            fade: (FADE_SECONDS * rate) as usize,
        }
    }

    /// Sends it to a time in frames. A run of frames is read before it is written, so no time is shorter than a mark.
    pub fn set(&mut self, frames: usize) {
        self.set = frames.max(FRAMES_PER_MARK);
    }

    /// It is where it goes.
    pub fn snap(&mut self) {
        self.heard = self.set;
        self.coming = self.set;
    }

    /// True when what is set is heard.
    pub fn is_settled(&self) -> bool {
        self.heard == self.set && self.coming == self.set
    }

    /// Once per mark, before its first frame: a crossfade that is through ends, and the next may begin.
    #[inline(always)]
    pub fn mark(&mut self) {
        if self.coming != self.heard && self.faded >= self.fade {
            self.heard = self.coming;
        }
        if self.coming == self.heard && self.set != self.heard {
            self.coming = self.set;
            self.faded = 0;
        }
    }

    /// Reads a run of frames inside one mark out of a line; all lines of a tap, then [`Self::advance`].
    #[inline(always)]
    pub fn read(&self, line: &Ring, late: &mut [f32]) {
        line.read(self.heard, late);
        if self.coming == self.heard {
            return;
        }
        let mut coming = [0.0; FRAMES_PER_MARK];
        let coming = &mut coming[..late.len()];
        line.read(self.coming, coming);
        for (at, (x, coming)) in late.iter_mut().zip(coming).enumerate() {
            let way = (self.faded + at + 1).min(self.fade) as f32 / self.fade as f32;
            *x += (*coming - *x) * raised_cosine(way);
        }
    }

    /// So many frames have been read.
    #[inline(always)]
    pub fn advance(&mut self, frames: usize) {
        self.faded = (self.faded + frames).min(self.fade);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::testing::RATE;

    /// What is heard of a line that counts its frames, from the mark at which it holds `written` of them.
    fn heard(tap: &mut CrossfadedTap, line: &mut Ring, from: usize, frames: usize) -> Vec<f32> {
        let mut all = Vec::new();
        for start in (from..from + frames).step_by(FRAMES_PER_MARK) {
            let mut late = [0.0; FRAMES_PER_MARK];
            tap.mark();
            tap.read(line, &mut late);
            tap.advance(FRAMES_PER_MARK);
            let run: [f32; FRAMES_PER_MARK] = std::array::from_fn(|at| (start + at) as f32);
            line.write(&run);
            all.extend(late);
        }
        all
    }

    #[test]
    fn it_is_late_by_what_is_set_and_never_by_less_than_a_mark() {
        for (frames, late) in [(100, 100), (5, FRAMES_PER_MARK)] {
            let (mut tap, mut line) = (CrossfadedTap::new(RATE), Ring::new(1000));
            tap.set(frames);
            assert_eq!(tap.is_settled(), late == FRAMES_PER_MARK);
            tap.snap();
            assert!(tap.is_settled());
            for (n, x) in heard(&mut tap, &mut line, 0, 960).into_iter().enumerate() {
                assert_eq!(x, n.saturating_sub(late) as f32);
            }
        }
    }

    #[test]
    fn a_change_is_a_crossfade_of_50_ms_that_is_finished_before_the_next() {
        let (mut tap, mut line) = (CrossfadedTap::new(RATE), Ring::new(2000));
        tap.set(200);
        tap.snap();
        heard(&mut tap, &mut line, 0, 960);
        tap.set(600);
        let first = heard(&mut tap, &mut line, 960, 1280);
        tap.set(200);
        let rest = heard(&mut tap, &mut line, 2240, 4800);
        for (n, x) in first.into_iter().chain(rest).enumerate() {
            let way =
                |n: usize| 0.5 - 0.5 * (std::f64::consts::PI * (n.min(2400) as f64) / 2400.0).cos();
            let late = if n < 2400 {
                200.0 + 400.0 * way(n + 1)
            } else {
                600.0 - 400.0 * way(n - 2399)
            };
            let error = f64::from(x) - ((960 + n) as f64 - late);
            assert!(error.abs() < 0.01, "{n}: {error}");
        }
        assert!(tap.is_settled());
    }
}
