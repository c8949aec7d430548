//! What spectra, clashes and suspects look like to front ends. Levels are in dBFS of a sine: one of full scale reads
//! 0; minus infinity is silence.

use crate::param::NodeId;
use serde::{Deserialize, Serialize};

/// The spectrum of a strip, bus or main.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spectrum {
    /// The level over all frequencies.
    pub level: f32,
    /// The levels of the thirds of an octave, 20 Hz to 20 kHz.
    pub bands: Vec<f32>,
    /// Their highest levels; empty where none are held.
    pub held_bands: Vec<f32>,
    /// The levels of the lines, as points that lie evenly between the ends of the picture.
    pub points: Vec<f32>,
    /// Their highest levels; empty where none are held.
    pub held_points: Vec<f32>,
    /// The highest tones, the highest first: frequency in Hz, level.
    pub tones: Vec<(f32, f32)>,
    /// Points of the goniometer: to the right, up; −127…127. Empty for what has one channel.
    pub scope: Vec<(i8, i8)>,
}

impl Spectrum {
    /// The ends of the picture that the points make, in Hz.
    pub const ENDS_HZ: (f32, f32) = (20.0, 20_000.0);

    /// The middle of a point, in Hz.
    pub fn point_hz(&self, point: usize) -> f32 {
        let (low, high) = Self::ENDS_HZ;
        let place = (point as f32 + 0.5) / self.points.len().max(1) as f32;
        low * (high / low).powf(place)
    }
}

/// A spectrum, and whose it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpectrumReading {
    /// The strip, bus or main.
    pub node: NodeId,
    /// What was measured.
    pub spectrum: Spectrum,
}

/// Where other strips hide one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClashReading {
    /// The strip.
    pub node: NodeId,
    /// The bands in which it is hidden, the worst first.
    pub clashes: Vec<Clash>,
    /// Open strips that it was compared with.
    pub compared: u16,
    /// Open strips beyond the number that are compared at a time.
    pub left_out: u16,
}

/// A band in which one strip is hidden by another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clash {
    /// The third of an octave, 0 for 20 Hz.
    pub band: u8,
    /// Who hides it.
    pub by: NodeId,
    /// How far it lies below what can be heard beside the other, in dB.
    pub hidden_db: f32,
    /// The other's level in this band less its own, in dB.
    pub louder_db: f32,
    /// Its own level in the band.
    pub level: f32,
}

/// A line that may be feedback.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suspect {
    /// Its frequency in Hz.
    pub hz: f32,
    /// Where it was found: outputs first, then microphones.
    pub nodes: Vec<NodeId>,
    /// Its highest level.
    pub level: f32,
    /// How likely it is feedback, in percent.
    pub confidence: f32,
    /// It still sounds.
    pub sounds: bool,
}
