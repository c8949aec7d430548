//! A tempo from presses of a key: the median of the last intervals.

use super::core::Core;
use super::intent::{Answer, ClientId, Refusal};
use super::set::set;
use crate::param::spec::{FxParam, Note, Param, TapDelayParam};
use crate::param::{Choice, NodeId, Plain};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Intervals that count.
const INTERVALS: usize = 4;
/// After a pause longer than this, a press is the first one.
const PAUSE: Duration = Duration::from_secs(2);
/// Slowest and fastest, in beats per minute.
const SLOWEST: f64 = 30.0;
const FASTEST: f64 = 300.0;

/// The presses for one bus.
#[derive(Clone, Debug, Default)]
pub struct TapTempo {
    last: Option<Instant>,
    /// The last intervals in seconds, oldest first.
    intervals: Vec<f64>,
}

impl TapTempo {
    /// A press. The tempo in beats per minute, from the second press on.
    pub fn tap(&mut self, now: Instant) -> Option<f32> {
        match self.last.map(|last| now.saturating_duration_since(last)) {
            Some(interval) if interval <= PAUSE => {
                if self.intervals.len() == INTERVALS {
                    self.intervals.remove(0);
                }
                self.intervals.push(interval.as_secs_f64());
            }
            _ => self.intervals.clear(),
        }
        self.last = Some(now);
        let mut sorted = self.intervals.clone();
        sorted.sort_by(f64::total_cmp);
        let (low, high) = (
            sorted.get(sorted.len().saturating_sub(1) / 2)?,
            sorted.get(sorted.len() / 2)?,
        );
        let bpm = 120.0 / (low + high);
        // A hundredth is nothing that anybody hears, and a number that people can read.
        Some(((bpm.clamp(SLOWEST, FASTEST) * 100.0).round() / 100.0) as f32)
    }
}

/// The presses of the tap keys, by bus.
#[derive(Debug, Default)]
pub(super) struct TapTempos(BTreeMap<NodeId, TapTempo>);

impl TapTempos {
    /// A press of the tap key of an FX bus: its tempo, and its time where that is what counts.
    pub fn tap(
        &mut self,
        core: &mut Core,
        client: ClientId,
        bus: NodeId,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let row = |row: TapDelayParam| bus.param(row.into());
        let note = core.store().get(core.find(row(TapDelayParam::Note))?);
        let Some(bpm) = self.0.entry(bus).or_default().tap(now) else {
            return Ok(Answer::said(format!("{bus}: tap again, in time")));
        };
        let mut values = vec![(bus.param(Param::Fx(FxParam::Tempo)), Plain(bpm))];
        if Note::of(note) == Note::Time {
            values.push((row(TapDelayParam::Time), Plain(60_000.0 / bpm)));
        }
        set(core, client, &values, now)?;
        Ok(Answer::said(format!("{bus}: {bpm} BPM")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tempo after presses with these intervals in milliseconds.
    fn tapped(intervals: &[u64]) -> Option<f32> {
        let mut now = Instant::now();
        let mut taps = TapTempo::default();
        let mut tempo = taps.tap(now);
        for interval in intervals {
            now += Duration::from_millis(*interval);
            tempo = taps.tap(now);
        }
        tempo
    }

    #[test]
    fn the_median_of_the_last_four_intervals_counts() {
        assert_eq!(tapped(&[]), None);
        assert_eq!(tapped(&[500]), Some(120.0));
        assert_eq!(tapped(&[400, 600]), Some(120.0));
        // One slip does not matter, and what is older than four intervals is forgotten.
        assert_eq!(tapped(&[500, 500, 900, 500]), Some(120.0));
        assert_eq!(tapped(&[1000, 1000, 1000, 400, 400, 400, 400]), Some(150.0));
    }

    #[test]
    fn a_pause_starts_anew_and_the_range_holds() {
        assert_eq!(tapped(&[500, 500, 2500]), None);
        assert_eq!(tapped(&[500, 500, 2500, 600]), Some(100.0));
        assert_eq!(tapped(&[2000]), Some(30.0));
        assert_eq!(tapped(&[100, 100]), Some(300.0));
        assert_eq!(tapped(&[0]), Some(300.0));
    }
}
