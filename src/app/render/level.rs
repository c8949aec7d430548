//! The levels of an output, measured while it is written.

use super::report::ChannelReport;
use crate::dsp::true_peak::TruePeak;
use crate::param::Width;
use anyhow::Context;
use ebur128::{Channel, EbuR128, Mode};

/// Pieces per second after which momentary loudness is read. Its maximum would be missed by up to
/// 0.45 LU at 10 pieces (EBU Tech 3341, case 13).
const PIECES_PER_SECOND: u32 = 100;
/// Pieces between two readings of short-term loudness: 100 ms.
const PIECES_PER_SHORT_TERM: u32 = 10;

/// Measures one output. What it finds does not depend on how the signal is cut up.
pub struct LevelMeter {
    channels: Vec<Sums>,
    /// Stereo: left times right, summed.
    cross: f64,
    frames: u64,
    loudness: EbuR128,
    /// Interleaved; as long as a piece when full.
    piece: Vec<f32>,
    piece_length: usize,
    pieces: u32,
    momentary_max: f64,
    short_term_max: f64,
}

/// What is gathered of a channel.
#[derive(Clone, Default)]
struct Sums {
    /// Largest magnitude.
    peak: f32,
    /// Largest magnitude at and between samples.
    true_peak: TruePeak,
    squares: f64,
    /// Samples of full scale and more.
    clipped: u64,
}

/// What was measured, in dB; −∞ where there was nothing.
#[derive(Clone, Debug)]
pub struct Loudness {
    /// LUFS.
    pub integrated: f64,
    /// LUFS.
    pub momentary_max: f64,
    /// LUFS.
    pub short_term_max: f64,
    /// LU.
    pub range: f64,
}

impl LevelMeter {
    /// A meter of an output of this width. Loudspeakers behind count by BS.1770, low-frequency effects
    /// do not.
    ///
    /// # Errors
    /// A rate that the loudness meter does not know; a session's rates are all possible.
    pub fn new(width: Width, rate: u32) -> anyhow::Result<Self> {
        let channels = width.channels();
        let modes = Mode::I | Mode::LRA | Mode::S | Mode::M;
        let mut loudness = EbuR128::new(channels as u32, rate, modes)
            .with_context(|| format!("loudness cannot be measured at {rate} Hz"))?;
        if width.is_surround() {
            let map: Vec<Channel> = width.azimuths_deg().into_iter().map(weighted).collect();
            loudness.set_channel_map(&map)?;
        }
        let piece_length = channels * (rate / PIECES_PER_SECOND) as usize;
        Ok(Self {
            channels: vec![Sums::default(); channels],
            cross: 0.0,
            frames: 0,
            loudness,
            piece: Vec::with_capacity(piece_length),
            piece_length,
            pieces: 0,
            momentary_max: f64::NEG_INFINITY,
            short_term_max: f64::NEG_INFINITY,
        })
    }

    /// Measures the next frame.
    ///
    /// # Errors
    /// None that a session could cause.
    pub fn add(&mut self, frame: impl Iterator<Item = f32>) -> anyhow::Result<()> {
        let mut product = 1.0;
        for (sums, x) in self.channels.iter_mut().zip(frame) {
            sums.peak = sums.peak.max(x.abs());
            sums.true_peak.add(x);
            sums.squares += f64::from(x) * f64::from(x);
            sums.clipped += u64::from(x.abs() >= 1.0);
            product *= f64::from(x);
            self.piece.push(x);
        }
        self.cross += product;
        self.frames += 1;
        if self.piece.len() == self.piece_length {
            self.loudness.add_frames_f32(&self.piece)?;
            self.piece.clear();
            self.pieces += 1;
            self.momentary_max = self.momentary_max.max(self.loudness.loudness_momentary()?);
            if self.pieces.is_multiple_of(PIECES_PER_SHORT_TERM) {
                self.short_term_max = self.short_term_max.max(self.loudness.loudness_shortterm()?);
            }
        }
        Ok(())
    }

    /// Measures what is left of the last piece.
    ///
    /// # Errors
    /// None that a session could cause.
    pub fn finish(&mut self) -> anyhow::Result<Loudness> {
        self.loudness.add_frames_f32(&self.piece)?;
        self.piece.clear();
        for sums in &mut self.channels {
            sums.true_peak.finish();
        }
        Ok(Loudness {
            integrated: self.loudness.loudness_global()?,
            momentary_max: self.momentary_max.max(self.loudness.loudness_momentary()?),
            short_term_max: self.short_term_max.max(self.loudness.loudness_shortterm()?),
            range: self.loudness.loudness_range()?,
        })
    }

    /// The levels of each channel, after [`LevelMeter::finish`].
    ///
    /// # Errors
    /// None that a session could cause.
    pub fn channel_levels(&self) -> anyhow::Result<Vec<ChannelReport>> {
        let level = |sums: &Sums| {
            Ok(ChannelReport {
                sample_peak_dbfs: decibels(f64::from(sums.peak)),
                true_peak_dbtp: decibels(f64::from(sums.true_peak.highest())),
                rms_dbfs: decibels((sums.squares / self.frames.max(1) as f64).sqrt()),
                clipped_samples: sums.clipped,
            })
        };
        self.channels.iter().map(level).collect()
    }

    /// The root of the mean power of all channels, in dBFS.
    pub fn rms_dbfs(&self) -> f64 {
        let squares: f64 = self.channels.iter().map(|sums| sums.squares).sum();
        let samples = self.frames.max(1) * self.channels.len().max(1) as u64;
        decibels((squares / samples as f64).sqrt())
    }
}

impl LevelMeter {
    /// How alike left and right are over the whole length, −1 to 1; none for other widths and in silence.
    pub fn correlation(&self) -> Option<f64> {
        let [left, right] = &self.channels[..] else {
            return None;
        };
        let power = (left.squares * right.squares).sqrt();
        (power > 0.0).then(|| self.cross / power)
    }
}

/// The loudspeaker of BS.1770 (table 4) that weighs as much: +1.5 dB from 60 to 120 degrees.
fn weighted(azimuth_deg: Option<f32>) -> Channel {
    match azimuth_deg {
        None => Channel::Unused,
        Some(azimuth) if (60.0..=120.0).contains(&azimuth.abs()) => Channel::LeftSurround,
        Some(_) => Channel::Left,
    }
}

fn decibels(gain: f64) -> f64 {
    20.0 * gain.log10()
}
