//! The meters of a surface: peaks since the last message, and overload lights.

use super::bank::Bank;
use super::driver::Driver;
use super::message::Message;
use crate::control::feed::Levels;
use crate::desk::mirror::Mirror;
use std::time::{Duration, Instant};

/// Time between messages; the surface lets its meters fall by itself.
const EVERY: Duration = Duration::from_millis(50);
/// How long an overload light stays on.
const CLIP_TIME: Duration = Duration::from_secs(2);
/// Below this a meter shows nothing, in dB.
const FLOOR: f32 = -60.0;

#[derive(Clone, Copy, Debug, Default)]
struct Meter {
    /// Largest reading since the last message.
    peak: f32,
    /// Something was shown last time.
    lit: bool,
    /// When the signal was too loud last.
    clipped: Option<Instant>,
    clip_lit: bool,
}

/// The meters of all strips.
#[derive(Debug)]
pub struct Meters {
    strips: Vec<Meter>,
    sent: Option<Instant>,
}

impl Meters {
    /// Meters for that many strips.
    pub fn new(strips: usize) -> Self {
        Self {
            strips: vec![Meter::default(); strips],
            sent: None,
        }
    }

    /// Other strips are shown from here on.
    pub fn clear(&mut self) {
        for meter in &mut self.strips {
            // What is lit has to be put out.
            *meter = Meter {
                lit: true,
                clip_lit: meter.clip_lit,
                ..Meter::default()
            };
        }
    }

    /// Takes levels from the console.
    pub fn take(&mut self, levels: &Levels, mirror: &Mirror, bank: &Bank, now: Instant) {
        for (meter, strip) in self.strips.iter_mut().zip(0..) {
            let node = bank.node(strip);
            for channel in node.map_or(&[][..], |node| mirror.levels(levels, node)) {
                meter.peak = meter.peak.max(channel.meter);
                if channel.clips > 0 {
                    meter.clipped = Some(now);
                }
            }
        }
    }

    /// What is due to be shown.
    pub fn show(&mut self, driver: &dyn Driver, now: Instant) -> Vec<Message> {
        let fresh = |then: Instant| now.saturating_duration_since(then) < EVERY;
        if self.sent.is_some_and(fresh) {
            return Vec::new();
        }
        self.sent = Some(now);
        let mut messages = Vec::new();
        for (meter, strip) in self.strips.iter_mut().zip(0..) {
            let peak = 20.0 * std::mem::take(&mut meter.peak).log10();
            let is_lit = peak >= FLOOR;
            let hot = |then: Instant| now.saturating_duration_since(then) < CLIP_TIME;
            let clip = meter.clipped.is_some_and(hot);
            let change = (clip != meter.clip_lit).then_some(clip);
            if is_lit || meter.lit || change.is_some() {
                messages.extend(driver.meter(strip, peak, change));
            }
            (meter.lit, meter.clip_lit) = (is_lit, clip);
        }
        messages
    }
}
