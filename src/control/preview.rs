//! What everybody knows of the next recall before it happens.

use super::core::Core;
use super::feed::{News, RecallPreview};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often it is looked at again, while anything changes.
const EVERY: Duration = Duration::from_millis(250);

/// What everybody was told of the next recall.
#[derive(Debug, Default)]
pub(super) struct Preview {
    told: Arc<RecallPreview>,
    /// The number of the last change when it was looked at, and of how many parameters the console was.
    at: Option<(u64, usize)>,
    looked: Option<Instant>,
}

impl Preview {
    /// Scenes or cues have come from elsewhere: it is looked at again.
    pub fn look_again(&mut self) {
        self.at = None;
    }

    /// True where something has changed, and long enough after the last look.
    pub fn is_due(&mut self, core: &Core, now: Instant) -> bool {
        let at = Some((core.journal.changes(), core.layout().len()));
        let is_early = |then: Instant| now.saturating_duration_since(then) < EVERY;
        if self.at == at || self.looked.is_some_and(is_early) {
            return false;
        }
        (self.at, self.looked) = (at, Some(now));
        true
    }

    /// Tells everybody, where it is news.
    pub fn tell(&mut self, core: &mut Core, preview: RecallPreview) {
        if preview != *self.told {
            self.told = Arc::new(preview);
            core.subscribers.tell(News::Preview(self.told.clone()));
        }
    }
}
