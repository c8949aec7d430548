//! What the user was told and has not put away.

use crate::control::feed::{Notice, Severity};
use std::time::{Duration, Instant};

/// How long good news stand; whatever needs attention stands until it is put away.
const INFO_STANDS: Duration = Duration::from_secs(10);
/// Most notices that stand; older ones are in the log.
const MOST: usize = 20;

/// Notices, the last one on top.
#[derive(Clone, Debug, Default)]
pub struct Notices(Vec<(Notice, Instant)>);

impl Notices {
    /// Another one. It replaces good news, and itself where it stands already.
    pub fn add(&mut self, notice: Notice, now: Instant) {
        self.0
            .retain(|(other, _)| other.severity != Severity::Info && *other != notice);
        if self.0.len() == MOST {
            self.0.remove(0);
        }
        self.0.push((notice, now));
    }

    /// Time has passed.
    pub fn tick(&mut self, now: Instant) {
        self.0.retain(|(notice, since)| {
            let passed = now.saturating_duration_since(*since) >= INFO_STANDS;
            notice.severity != Severity::Info || !passed
        });
    }

    /// Puts the last one away.
    pub fn dismiss(&mut self) {
        self.0.pop();
    }

    /// The last one.
    pub fn last(&self) -> Option<&Notice> {
        self.0.last().map(|(notice, _)| notice)
    }

    /// How many stand below it.
    pub fn below(&self) -> usize {
        self.0.len().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(severity: Severity, text: &str) -> Notice {
        let text = text.to_owned();
        Notice { severity, text }
    }

    #[test]
    fn what_needs_attention_stands_until_it_is_put_away_and_good_news_pass() {
        let start = Instant::now();
        let mut notices = Notices::default();
        let text = |notices: &Notices| notices.last().map(|notice| notice.text.clone());
        for text in ["one", "two", "one"] {
            notices.add(notice(Severity::Warning, text), start);
        }
        notices.add(notice(Severity::Info, "good"), start);
        assert_eq!(
            (text(&notices).as_deref(), notices.below()),
            (Some("good"), 2)
        );
        notices.tick(start + INFO_STANDS);
        assert_eq!(
            (text(&notices).as_deref(), notices.below()),
            (Some("one"), 1)
        );
        notices.tick(start + 100 * INFO_STANDS);
        notices.dismiss();
        assert_eq!(
            (text(&notices).as_deref(), notices.below()),
            (Some("two"), 0)
        );
        for number in 0..100 {
            notices.add(notice(Severity::Error, &number.to_string()), start);
        }
        assert_eq!(
            (text(&notices).as_deref(), notices.below()),
            (Some("99"), MOST - 1)
        );
    }
}
