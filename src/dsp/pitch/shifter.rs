//! Another pitch without another speed: the past is read faster or slower than it is written, and where the reader
//! gets too far it leaps whole periods back or forth (the principle of zita-at1, F. Adriaensen).

use crate::dsp::FRAMES_PER_MARK;
use crate::dsp::math::raised_cosine;
use crate::dsp::processor::Stereo;
use crate::dsp::ring::Ring;

/// How far sound is late, in seconds: half the longest period, and what the reader goes astray before it leaps.
pub const LATENCY_SECONDS: f64 = 0.0105;
/// How long a leap takes, in seconds: about, in whole marks.
const LEAP_SECONDS: f64 = 0.001_3;

/// Reads both sides of a signal at another pitch.
///
/// Legend: `behind` is how many frames the reader is late, `before` the same of the reader that a leap has left;
/// `faded` counts frames of that leap, `since` frames since the last one could begin.
#[derive(Debug)]
pub struct PitchShifter {
    past: [Ring; 2],
    behind: f64,
    before: f64,
    faded: usize,
    since: usize,
    /// Frames by which what comes out is late.
    latency: f64,
    /// Frames of a leap.
    leap: usize,
}

impl PitchShifter {
    /// For a sample rate in Hz. Allocates.
    pub fn new(rate: f64) -> Self {
        let latency = (LATENCY_SECONDS * rate) as usize;
        let marks = (LEAP_SECONDS * rate / FRAMES_PER_MARK as f64 + 0.5) as usize;
        let leap = marks.max(1) * FRAMES_PER_MARK;
        let ring = || Ring::new(3 * latency + FRAMES_PER_MARK + 8);
        Self {
            past: [ring(), ring()],
            behind: latency as f64,
            before: latency as f64,
            faded: leap,
            since: 0,
            latency: latency as f64,
            leap,
        }
    }

    /// Once per mark: leaps, where the reader is more than half a leap away from where it belongs. `period` is that of
    /// what is read, in frames.
    #[inline(always)]
    pub fn mark(&mut self, period: Option<f32>) {
        if self.since < self.leap {
            return;
        }
        self.since = 0;
        let Some(period) = period.map(f64::from) else {
            return;
        };
        let periods = (self.leap as f64 / period) as usize as f64 + 1.0;
        let leap = period * periods;
        let astray = self.behind - self.latency;
        if astray > 0.5 * leap {
            self.leap_to(self.behind - leap);
        } else if astray < -0.5 * leap {
            self.leap_to(self.behind + leap);
        }
    }

    fn leap_to(&mut self, behind: f64) {
        self.before = self.behind;
        self.behind = behind;
        self.faded = 0;
    }

    /// Processes a run of frames inside one mark, in place; `ratio` gives the pitch of each, over that of what comes in,
    /// ½ to 2.
    #[inline(always)]
    pub fn process(&mut self, run: &mut [Stereo], mut ratio: impl FnMut() -> f64) {
        for (side, past) in self.past.iter_mut().enumerate() {
            let mut samples = [0.0; FRAMES_PER_MARK];
            for (sample, frame) in samples.iter_mut().zip(&*run) {
                *sample = frame[side];
            }
            past.write(&samples[..run.len()]);
        }
        let count = run.len();
        for (n, frame) in run.iter_mut().enumerate() {
            // Behind the frame that is written next.
            let newer = (count - n) as f64;
            let way = 1.0 - ratio();
            self.behind += way;
            self.before += way;
            *frame = self.read(self.behind + newer);
            if self.faded < self.leap {
                self.faded += 1;
                let share = raised_cosine(self.faded as f32 / self.leap as f32);
                let left = self.read(self.before + newer);
                for (x, left) in frame.iter_mut().zip(left) {
                    *x = left + (*x - left) * share;
                }
            }
        }
        self.since += count;
    }

    #[inline(always)]
    fn read(&self, delay: f64) -> Stereo {
        // A reader that lost its way stays in what is kept.
        let delay = if delay > 2.0 { delay } else { 2.0 };
        let longest = 3.0 * self.latency;
        let delay = if delay < longest { delay } else { longest };
        [self.past[0].between(delay), self.past[1].between(delay)]
    }

    /// True when the reader is where it belongs.
    pub fn is_home(&self) -> bool {
        self.behind == self.latency && self.faded == self.leap
    }

    /// In silence: the reader is where it belongs.
    pub fn go_home(&mut self) {
        self.behind = self.latency;
        self.before = self.latency;
        self.faded = self.leap;
        self.since = 0;
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.past.iter_mut().for_each(Ring::clear);
        self.go_home();
    }
}
