//! What everybody knows of the next recall before it happens.

use super::core::Core;
use super::feed::{News, RecallPreview};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// It is looked at again when nothing has changed for this long: it costs as much as a recall, and a hand that moves
/// does not wait for it.
const QUIET: Duration = Duration::from_millis(100);
/// The same, where changes do not end.
const LONGEST: Duration = Duration::from_secs(2);

/// What was there when it was looked at: the number of the last change, and of how many parameters the console was.
type Key = (u64, usize);

/// What everybody was told of the next recall.
#[derive(Debug, Default)]
pub(super) struct Preview {
    told: Arc<RecallPreview>,
    /// What it was told of.
    at: Option<Key>,
    /// What has changed since.
    pending: Option<Pending>,
}

/// Changes that are not looked at yet.
#[derive(Clone, Copy, Debug)]
struct Pending {
    key: Key,
    first: Instant,
    last: Instant,
}

impl Preview {
    /// Scenes or cues have come from elsewhere: it is looked at again.
    pub fn look_again(&mut self) {
        self.at = None;
    }

    /// True where something has changed, and nothing goes on changing.
    pub fn is_due(&mut self, core: &Core, now: Instant) -> bool {
        let key = (core.journal.changes(), core.layout().len());
        if self.at == Some(key) {
            self.pending = None;
            return false;
        }
        let (first, last) = (now, now);
        let pending = self.pending.get_or_insert(Pending { key, first, last });
        if pending.key != key {
            (pending.key, pending.last) = (key, now);
        }
        let passed = |since: Instant| now.saturating_duration_since(since);
        let is_due = passed(pending.last) >= QUIET || passed(pending.first) >= LONGEST;
        if is_due {
            (self.at, self.pending) = (Some(key), None);
        }
        is_due
    }

    /// Tells everybody, where it is news.
    pub fn tell(&mut self, core: &mut Core, preview: RecallPreview) {
        if preview != *self.told {
            self.told = Arc::new(preview);
            core.subscribers.tell(News::Preview(self.told.clone()));
        }
    }
}
