//! The levels of an output, measured while it is written or played.

use super::loudness::{Loudness, LoudnessMeter, PIECES_PER_SECOND};
use super::units::power_db;
use crate::dsp::true_peak::TruePeak;
use crate::param::Width;

/// Samples that are measured side by side.
const LANES: usize = 8;
/// How fast the slow level follows, in 1/s: a step is there to 99 % after 600 ms, as the K-system asks.
const SLOW_RATE: f64 = 9.733;

/// Measures one output. What it finds does not depend on how the signal is cut up: it measures whole pieces of 10 ms.
#[derive(Clone, Debug)]
pub struct LevelMeter {
    channels: Vec<Channel>,
    /// Stereo: left times right, summed.
    cross: f64,
    frames: u64,
    rate: u32,
    loudness: LoudnessMeter,
    /// Pieces so far.
    pieces: u64,
    /// Frames gathered for the next one, and those that it will have.
    gathered: usize,
    wanted: usize,
}

/// One channel.
#[derive(Clone, Debug)]
struct Channel {
    /// The piece that is being gathered.
    piece: Vec<f32>,
    sums: Sums,
    true_peak: TruePeak,
    /// The mean square, smoothed once and twice.
    slow: [f64; 2],
}

/// What was measured of one channel.
#[derive(Clone, Copy, Debug)]
pub struct ChannelLevels {
    /// Largest sample.
    pub sample_peak_dbfs: f64,
    /// Largest value between samples.
    pub true_peak_dbtp: f64,
    /// Root of the mean power.
    pub rms_dbfs: f64,
    /// Samples of full scale and more.
    pub clipped_samples: u64,
}

/// What is gathered of a channel.
#[derive(Clone, Debug, Default)]
struct Sums {
    /// Largest magnitude.
    peak: f32,
    squares: f64,
    /// Samples of full scale and more.
    clipped: u64,
}

impl LevelMeter {
    /// A meter of an output of this width.
    pub fn new(width: Width, rate: u32) -> Self {
        let longest = (rate / PIECES_PER_SECOND + 1) as usize;
        let channel = || Channel {
            piece: vec![0.0; longest],
            sums: Sums::default(),
            true_peak: TruePeak::default(),
            slow: [0.0; 2],
        };
        Self {
            channels: (0..width.channels()).map(|_| channel()).collect(),
            cross: 0.0,
            frames: 0,
            rate,
            loudness: LoudnessMeter::new(width, rate),
            pieces: 0,
            gathered: 0,
            wanted: (rate / PIECES_PER_SECOND) as usize,
        }
    }

    /// Measures what comes next: as many samples of every channel.
    pub fn add(&mut self, channels: &[&[f32]]) {
        let count = channels.first().map_or(0, |channel| channel.len());
        let mut done = 0;
        while done < count {
            let frames = (self.wanted - self.gathered).min(count - done);
            for (channel, samples) in self.channels.iter_mut().zip(channels) {
                channel.piece[self.gathered..][..frames]
                    .copy_from_slice(&samples[done..][..frames]);
            }
            self.gathered += frames;
            done += frames;
            if self.gathered == self.wanted {
                let before: Vec<f64> = self.channels.iter().map(|c| c.sums.squares).collect();
                let frames = self.measure();
                self.follow(&before, frames);
                self.loudness.add(pieces(&self.channels, frames));
                self.pieces += 1;
                self.wanted = self.next_length();
            }
        }
    }

    /// Frames of the next piece: at rates that are no multiple of a hundred they differ by one.
    fn next_length(&self) -> usize {
        let ends = |pieces: u64| pieces * u64::from(self.rate) / u64::from(PIECES_PER_SECOND);
        (ends(self.pieces + 1) - ends(self.pieces)) as usize
    }

    /// Measures what has been gathered, but for its loudness; how many frames that was.
    fn measure(&mut self) -> usize {
        let frames = std::mem::take(&mut self.gathered);
        for channel in &mut self.channels {
            let piece = &channel.piece[..frames];
            channel.sums.add(piece);
            for x in piece {
                channel.true_peak.add(*x);
            }
        }
        if let [left, right] = &self.channels[..] {
            self.cross += products(&left.piece[..frames], &right.piece[..frames]);
        }
        self.frames += frames as u64;
        frames
    }

    /// The slow level follows a piece; `before`: the sums of squares before it.
    fn follow(&mut self, before: &[f64], frames: usize) {
        let step = 1.0 - (-SLOW_RATE / f64::from(PIECES_PER_SECOND)).exp();
        for (channel, before) in self.channels.iter_mut().zip(before) {
            let mean = (channel.sums.squares - before) / frames.max(1) as f64;
            let [once, twice] = &mut channel.slow;
            *once += step * (mean - *once);
            *twice += step * (*once - *twice);
        }
    }

    /// What was measured of its loudness so far.
    pub fn loudness(&self) -> &LoudnessMeter {
        &self.loudness
    }

    /// The slow level of the loudest channel, in dBFS: a sine of full scale reads 0 (the K-system's RMS).
    pub fn slow_dbfs(&self) -> f64 {
        let slow = self.channels.iter().map(|channel| channel.slow[1]);
        power_db(2.0 * slow.fold(0.0, f64::max))
    }

    /// The highest true peak of all channels so far, in dBTP.
    pub fn true_peak_dbtp(&self) -> f64 {
        let peaks = self.channels.iter().map(|c| c.true_peak.highest());
        decibels(f64::from(peaks.fold(0.0, f32::max)))
    }

    /// Measures what is left of the last piece.
    pub fn finish(&mut self) -> Loudness {
        if self.gathered > 0 {
            let frames = self.measure();
            self.loudness.add_rest(pieces(&self.channels, frames));
        }
        self.loudness.finish()
    }

    /// The levels of each channel, after [`LevelMeter::finish`].
    pub fn channel_levels(&self) -> Vec<ChannelLevels> {
        let level = |channel: &Channel| {
            let sums = &channel.sums;
            ChannelLevels {
                sample_peak_dbfs: decibels(f64::from(sums.peak)),
                true_peak_dbtp: decibels(f64::from(channel.true_peak.highest())),
                rms_dbfs: decibels((sums.squares / self.frames.max(1) as f64).sqrt()),
                clipped_samples: sums.clipped,
            }
        };
        self.channels.iter().map(level).collect()
    }

    /// The root of the mean power of all channels, in dBFS.
    pub fn rms_dbfs(&self) -> f64 {
        let squares: f64 = self
            .channels
            .iter()
            .map(|channel| channel.sums.squares)
            .sum();
        let samples = self.frames.max(1) * self.channels.len().max(1) as u64;
        decibels((squares / samples as f64).sqrt())
    }

    /// How alike left and right are over the whole length, −1 to 1; none for other widths and in silence.
    pub fn correlation(&self) -> Option<f64> {
        let [left, right] = &self.channels[..] else {
            return None;
        };
        let power = (left.sums.squares * right.sums.squares).sqrt();
        (power > 0.0).then(|| self.cross / power)
    }
}

/// The pieces that have been gathered.
fn pieces(channels: &[Channel], frames: usize) -> impl Iterator<Item = &[f32]> {
    channels.iter().map(move |channel| &channel.piece[..frames])
}

impl Sums {
    fn add(&mut self, samples: &[f32]) {
        let (blocks, rest) = samples.as_chunks::<LANES>();
        let mut peaks = [self.peak; LANES];
        let mut clipped = [0_u32; LANES];
        for block in blocks {
            for ((peak, clipped), x) in peaks.iter_mut().zip(&mut clipped).zip(block) {
                let x = x.abs();
                *peak = if x > *peak { x } else { *peak };
                *clipped += u32::from(x >= 1.0);
            }
        }
        for x in peaks.into_iter().chain(rest.iter().map(|x| x.abs())) {
            self.peak = self.peak.max(x);
        }
        let behind = rest.iter().filter(|x| x.abs() >= 1.0).count() as u64;
        self.clipped += behind + u64::from(clipped.iter().sum::<u32>());
        self.squares += products(samples, samples);
    }
}

/// The sum of products, gathered in sums side by side.
fn products(a: &[f32], b: &[f32]) -> f64 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let product = |(a, b): (&f32, &f32)| f64::from(*a) * f64::from(*b);
    let mut sums = [0.0; LANES];
    for (a, b) in a.iter().zip(b) {
        for (sum, pair) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += product(pair);
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(product).sum();
    sums.iter().sum::<f64>() + rest
}

fn decibels(gain: f64) -> f64 {
    20.0 * gain.log10()
}
