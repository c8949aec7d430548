//! The meters of a surface: peaks since the last message, and overload lights.

use super::bank::Bank;
use super::driver::{Driver, Reading};
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
    /// Largest readings since the last message, left and right.
    peaks: [f32; 2],
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
            let node = bank.node(strip).filter(|node| !mirror.is_held(*node));
            let channels = node.map_or(&[][..], |node| mirror.levels(levels, node));
            for (at, channel) in channels.iter().enumerate() {
                // Left, right, left, right; one alone is both.
                for (side, peak) in meter.peaks.iter_mut().enumerate() {
                    if channels.len() == 1 || at % 2 == side {
                        *peak = peak.max(channel.meter);
                    }
                }
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
            let peaks = std::mem::take(&mut meter.peaks).map(|peak| 20.0 * peak.log10());
            let is_lit = peaks.iter().any(|peak| *peak >= FLOOR);
            let hot = |then: Instant| now.saturating_duration_since(then) < CLIP_TIME;
            let clip = meter.clipped.is_some_and(hot);
            let reading = Reading {
                peaks,
                is_clipped: clip,
                is_clip_new: clip != meter.clip_lit,
            };
            if is_lit || meter.lit || reading.is_clip_new {
                messages.extend(driver.meter(strip, reading));
            }
            (meter.lit, meter.clip_lit) = (is_lit, clip);
        }
        messages
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::feed::{MuteCause, ShowInfo, Update};
    use crate::param::{NodeId, NodeKind, Topology};
    use crate::show::layout_file::{NamedBank, Span};
    use std::sync::Arc;

    #[test]
    fn what_is_held_moves_no_meter_and_lights_no_overload() {
        let show = ShowInfo {
            name: "test".to_owned(),
            topology: Topology::default(),
            labels: Vec::new(),
        };
        let mut mirror = Mirror::default();
        mirror.take(&Update {
            show: Some(Arc::new(show)),
            mutes: vec![(NodeId::strip(1), vec![MuteCause::SafeStart])],
            ..Update::default()
        });
        let mut bank = Bank::new(2, true, 0);
        let spans = vec![Span::All(NodeKind::Strip)];
        let name = "inputs".to_owned();
        bank.set_nodes(
            &mirror.layout().unwrap().nodes(),
            &[NamedBank { name, spans }],
        );
        let mut levels = Levels::silent(mirror.channel_count());
        for channel in &mut levels.channels {
            (channel.meter, channel.clips) = (1.0, 1);
        }
        let mut meters = Meters::new(2);
        meters.take(&levels, &mirror, &bank, Instant::now());
        let moves = meters.strips.iter().map(|meter| meter.peaks[0] > 0.0);
        assert_eq!(moves.collect::<Vec<_>>(), [false, true]);
        let clips = meters.strips.iter().map(|meter| meter.clipped.is_some());
        assert_eq!(clips.collect::<Vec<_>>(), [false, true]);
    }
}
