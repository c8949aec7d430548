//! The gain and the limiter that give a mix its loudness and its true peak.

use super::plan::Plan;
use super::source::Source;
use crate::analysis::level::{ChannelLevels, LevelMeter};
use crate::analysis::loudness::{Loudness, LoudnessMeter};
use crate::app::progress::Progress;
use crate::dsp::FRAMES_PER_MARK;
use crate::dsp::limiter::{Limiter, LimiterSettings};
use crate::dsp::math::gain_from_db_f64;
use crate::dsp::processor::Processor;
use crate::dsp::sample::Lanes;
use crate::param::Width;
use anyhow::{Result, bail};

/// How close the loudness has to come, in LU.
const CLOSE: f64 = 0.05;
/// So often the gain is corrected at most: what is limited is not as much louder as it was raised.
const PASSES: usize = 8;
/// The least that a decibel of gain is taken to make louder, in LU.
const LEAST_SLOPE: f64 = 0.15;
/// What a true peak of the limiter may exceed its ceiling by, in dB.
const LIMITER_MARGIN: f64 = 0.1;
/// The limiter's release in ms: short enough not to pump in music.
const RELEASE_MS: f32 = 150.0;
/// The most that a mix is raised by, in dB: more is no mix but noise.
const MOST_GAIN: f64 = 40.0;

/// The levels of what was heard.
#[derive(Debug)]
pub struct Measured(LevelMeter);

impl Measured {
    /// For what is as wide as this, at a rate in Hz.
    pub fn new(width: Width, rate: u32) -> Self {
        Self(LevelMeter::new(width, rate))
    }

    /// Measures what comes next.
    pub fn add<C: AsRef<[f32]>>(&mut self, channels: &[C]) {
        let channels: Vec<&[f32]> = channels.iter().map(AsRef::as_ref).collect();
        self.0.add(&channels);
    }

    /// What was measured of its loudness so far.
    pub fn loudness(&self) -> &LoudnessMeter {
        self.0.loudness()
    }

    /// What was measured of all and of each channel, and the correlation of two.
    pub fn finish(mut self) -> (Loudness, Vec<ChannelLevels>, Option<f64>) {
        let loudness = self.0.finish();
        (loudness, self.0.channel_levels(), self.0.correlation())
    }

    /// Integrated loudness in LUFS, and true peak in dBTP.
    fn result(self) -> (f64, f64) {
        let (loudness, channels, _) = self.finish();
        let peaks = channels.iter().map(|channel| channel.true_peak_dbtp);
        (loudness.integrated, peaks.fold(f64::NEG_INFINITY, f64::max))
    }
}

/// What is done to every sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Master {
    gain_db: f64,
    /// The true peak that the limiter holds, in dBTP; none without it.
    ceiling: Option<f64>,
    width: Width,
    rate: u32,
}

impl Master {
    /// Finds the gain that brings the mix to its loudness; the limiter is there where the true peak asks for it.
    ///
    /// # Errors
    /// The mix cannot be read, has no loudness, or cannot be as loud as that.
    pub fn find(
        plan: &Plan,
        progress: &Progress,
        source: impl Fn() -> Result<Source>,
    ) -> Result<Self> {
        let mut master = Self {
            gain_db: 0.0,
            ceiling: None,
            width: plan.width,
            rate: plan.rate,
        };
        if plan.loudness.is_none() && plan.true_peak.is_none() {
            return Ok(master);
        }
        progress.begin("measuring");
        let (loudness, true_peak) = master.measure(source()?, progress)?;
        if let Some(target) = plan.loudness {
            master.gain_db = target - loudness;
            master.check_gain(loudness)?;
        }
        let excess = plan.true_peak.map(|most| true_peak + master.gain_db - most);
        if !excess.is_some_and(|excess| excess > 0.0) {
            return Ok(master);
        }
        master.ceiling = plan.true_peak;
        let Some(target) = plan.loudness else {
            return Ok(master);
        };
        // By secants: the more is limited, the less a gain makes louder.
        let (mut slope, mut before) = (1.0, None::<(f64, f64)>);
        for _ in 0..PASSES {
            let (found, _) = master.measure(source()?, progress)?;
            let error = target - found;
            if error.abs() <= CLOSE {
                return Ok(master);
            }
            if let Some((gain_db, loudness)) = before {
                let rise = (found - loudness) / (master.gain_db - gain_db);
                slope = rise.clamp(LEAST_SLOPE, 1.0);
            }
            before = Some((master.gain_db, found));
            master.gain_db += error / slope;
            if master.gain_db > MOST_GAIN {
                break;
            }
        }
        bail!(
            "this mix cannot be brought to {target:.1} LUFS below {:.1} dBTP; ask for less loudness, or compress the mix first",
            plan.true_peak.unwrap_or_default()
        );
    }

    fn check_gain(&self, loudness: f64) -> Result<()> {
        if loudness == f64::NEG_INFINITY {
            bail!(
                "the mix is silent, or too short to have a loudness (0.4 s); leave out --loudness"
            );
        }
        if self.gain_db > MOST_GAIN {
            bail!(
                "the mix has only {loudness:.1} LUFS and would be raised by more than {MOST_GAIN:.0} dB; ask for less loudness"
            );
        }
        Ok(())
    }

    /// The gain in dB.
    pub fn gain_db(&self) -> f64 {
        self.gain_db
    }

    fn measure(&self, source: Source, progress: &Progress) -> Result<(f64, f64)> {
        let mut measured = Measured::new(self.width, self.rate);
        self.play(source, progress, |channels| {
            measured.add(channels);
            Ok(())
        })?;
        Ok(measured.result())
    }

    /// Plays a mix through gain and limiter; how much that took away at most, in dB.
    ///
    /// # Errors
    /// The mix cannot be read any more, somebody cancels, or what `heard` says.
    pub fn play(
        &self,
        mut source: Source,
        progress: &Progress,
        mut heard: impl FnMut(&[Vec<f32>]) -> Result<()>,
    ) -> Result<f64> {
        let mut chain = Chain::new(self);
        let frames = source.frames();
        let mut room = vec![Vec::new(); self.width.channels()];
        while let Some(channels) = source.next()? {
            chain.process(&channels, &mut room);
            heard(&room)?;
            progress.at(source.done(), frames)?;
        }
        chain.drain(&mut room);
        heard(&room)?;
        Ok(chain.limited_db())
    }
}

/// Gain and limiter under way. What it gives is not late: it takes as long as it takes.
struct Chain {
    gain: f32,
    limiter: Option<Limiter>,
    /// Frames that are still before the first one of the mix.
    late: usize,
    /// Frames that wait for a mark to be whole.
    waiting: Vec<Lanes>,
    lowest: f32,
}

impl Chain {
    fn new(master: &Master) -> Self {
        let limiter = master.ceiling.map(|ceiling| {
            let settings = LimiterSettings {
                on: true,
                ceiling_db: (ceiling - LIMITER_MARGIN) as f32,
                release_ms: RELEASE_MS,
                channels: master.width.channels(),
            };
            let mut limiter = Limiter::new(f64::from(master.rate));
            limiter.set(0, settings);
            limiter.snap_lane(0);
            limiter
        });
        Self {
            gain: gain_from_db_f64(master.gain_db) as f32,
            late: limiter.as_ref().map_or(0, Limiter::latency),
            limiter,
            waiting: Vec::new(),
            lowest: 1.0,
        }
    }

    /// Takes as many samples of every channel; gives what comes out.
    fn process(&mut self, channels: &[&[f32]], out: &mut [Vec<f32>]) {
        out.iter_mut().for_each(Vec::clear);
        if self.limiter.is_none() {
            for (out, channel) in out.iter_mut().zip(channels) {
                out.extend(channel.iter().map(|x| x * self.gain));
            }
            return;
        }
        let count = channels.first().map_or(0, |channel| channel.len());
        for frame in 0..count {
            let mut lanes = Lanes::default();
            for (number, channel) in channels.iter().enumerate() {
                lanes[number] = channel[frame] * self.gain;
            }
            self.waiting.push(lanes);
        }
        self.limit(out);
    }

    /// What is still in the limiter.
    fn drain(&mut self, out: &mut [Vec<f32>]) {
        out.iter_mut().for_each(Vec::clear);
        let Some(limiter) = &self.limiter else {
            return;
        };
        let left = self.waiting.len() + limiter.latency() - self.late;
        let more = (left - self.waiting.len() + self.late).next_multiple_of(FRAMES_PER_MARK);
        self.waiting.extend(std::iter::repeat_n(
            Lanes::default(),
            more + FRAMES_PER_MARK,
        ));
        self.limit(out);
        for channel in out {
            channel.truncate(left);
        }
    }

    /// Limits whole marks.
    fn limit(&mut self, out: &mut [Vec<f32>]) {
        let Some(limiter) = &mut self.limiter else {
            return;
        };
        let whole = self.waiting.len() / FRAMES_PER_MARK * FRAMES_PER_MARK;
        for run in self.waiting[..whole].chunks_mut(FRAMES_PER_MARK) {
            limiter.mark();
            limiter.process(run);
        }
        self.lowest = self.lowest.min(limiter.take_lowest_gain());
        let early = self.late.min(whole);
        self.late -= early;
        for lanes in &self.waiting[early..whole] {
            for (number, channel) in out.iter_mut().enumerate() {
                channel.push(lanes[number]);
            }
        }
        self.waiting.drain(..whole);
    }

    fn limited_db(&self) -> f64 {
        -20.0 * f64::from(self.lowest).log10()
    }
}
