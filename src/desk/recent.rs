//! The levels of the last moments: of at least one second and at most two, so that a drum that was hit between
//! two looks counts.

use crate::control::feed::Levels;
use std::time::{Duration, Instant};

/// How long a window is.
const WINDOW: Duration = Duration::from_secs(1);

/// The window that fills, and the one before it.
#[derive(Clone, Debug, Default)]
pub struct RecentLevels {
    now: Option<(Instant, Levels)>,
    before: Option<(Instant, Levels)>,
}

impl RecentLevels {
    /// Takes what came in.
    pub fn add(&mut self, levels: &Levels, now: Instant) {
        match &mut self.now {
            Some((begun, filling)) if now.saturating_duration_since(*begun) < WINDOW => {
                filling.merge(levels);
            }
            filling => self.before = filling.replace((now, levels.clone())),
        }
    }

    /// All of it together; none where nothing came of late.
    pub fn merged(&self, now: Instant) -> Option<Levels> {
        let is_recent =
            |(begun, _): &&(Instant, Levels)| now.saturating_duration_since(*begun) < 2 * WINDOW;
        let before = self.before.as_ref().filter(is_recent);
        let filling = self.now.as_ref().filter(is_recent);
        let mut all = before.or(filling).map(|(_, levels)| levels.clone())?;
        if let (Some(_), Some((_, filling))) = (before, filling) {
            all.merge(filling);
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peak_stands_for_one_to_two_seconds() {
        let (begun, mut recent) = (Instant::now(), RecentLevels::default());
        assert!(recent.merged(begun).is_none());
        let mut peak = |tenths: u32| {
            let now = begun + Duration::from_millis(100) * tenths;
            let mut levels = Levels::silent(1);
            levels.channels[0].input_peak = if tenths == 5 { 0.5 } else { 0.0 };
            recent.add(&levels, now);
            recent.merged(now).unwrap().channels[0].input_peak
        };
        let peaks: Vec<f32> = (0..30).map(&mut peak).collect();
        assert_eq!(peaks[4], 0.0);
        assert!(peaks[5..15].iter().all(|peak| *peak == 0.5), "{peaks:?}");
        assert!(peaks[25..].iter().all(|peak| *peak == 0.0), "{peaks:?}");
        assert!(recent.merged(begun + Duration::from_secs(9)).is_none());
    }
}
