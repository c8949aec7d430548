//! `SysEx` over ALSA without its end.
//!
//! What reads the sequencer for us puts a long `SysEx` together from pieces, and until its end comes it
//! hands on nothing else: one lost byte would silence a surface, its panic key too. So a surface has two
//! ears. One hears everything but `SysEx`, and nothing holds it up. The other is for `SysEx` alone; where
//! the first has heard what the second has not, the second waits for an end that never comes, and is
//! opened anew.

use super::message::{Message, Parser};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// How long the second ear may be behind.
const PATIENCE: Duration = Duration::from_millis(200);

/// How many messages each ear has heard.
#[derive(Debug, Default)]
pub struct Counts {
    /// The ear for everything but `SysEx`.
    plain: AtomicU64,
    /// The ear for `SysEx`, which hears the others too.
    sysex: AtomicU64,
}

impl Counts {
    /// The first ear has heard something.
    pub fn count_plain(&self) {
        self.plain.fetch_add(1, Relaxed);
    }

    /// The second ear has heard something.
    pub fn count_sysex(&self) {
        self.sysex.fetch_add(1, Relaxed);
    }

    /// Both begin anew.
    pub fn clear(&self) {
        self.sysex.store(self.plain.load(Relaxed), Relaxed);
    }
}

/// Sees when the second ear waits for an end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Watchdog {
    /// Behind since then, when it had heard so many.
    behind: Option<(Instant, u64)>,
}

impl Watchdog {
    /// True when it has to be opened anew.
    pub fn is_stuck(&mut self, counts: &Counts, now: Instant) -> bool {
        let (plain, sysex) = (counts.plain.load(Relaxed), counts.sysex.load(Relaxed));
        match self.behind {
            _ if sysex >= plain => self.behind = None,
            Some((since, heard)) if heard == sysex => {
                return now.saturating_duration_since(since) >= PATIENCE;
            }
            _ => self.behind = Some((now, sysex)),
        }
        false
    }
}

/// The complete `SysEx` messages among what the second ear hears.
pub fn only_sysex(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let messages = Parser::default().take_all(bytes).into_iter();
    messages
        .filter(|message| matches!(message, Message::SysEx(_)))
        .map(|message| message.bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ear_that_waits_for_an_end_is_found_and_a_slow_one_is_not() {
        let begun = Instant::now();
        let at = |ms: u64| begun + Duration::from_millis(ms);
        let (counts, mut dog) = (Counts::default(), Watchdog::default());
        counts.count_plain();
        assert!(!dog.is_stuck(&counts, at(0)));
        counts.count_sysex();
        assert!(!dog.is_stuck(&counts, at(300)));
        counts.count_plain();
        assert!(!dog.is_stuck(&counts, at(400)));
        assert!(!dog.is_stuck(&counts, at(599)));
        assert!(dog.is_stuck(&counts, at(600)));
        counts.clear();
        assert!(!dog.is_stuck(&counts, at(601)));
        assert!(!dog.is_stuck(&counts, at(2000)));
    }

    #[test]
    fn only_whole_sysex_is_taken_from_the_second_ear() {
        let found = |bytes: &[u8]| only_sysex(bytes).collect::<Vec<_>>();
        assert!(found(&[0x90, 1, 2]).is_empty());
        assert_eq!(found(&[0xf0, 1, 0xf7]), [[0xf0, 1, 0xf7]]);
        assert!(found(&[0xf0, 1, 0x90, 1, 2, 3, 0xf7]).is_empty());
        assert_eq!(
            found(&[0xf0, 1, 0x90, 1, 2, 0xf0, 5, 0xf7]),
            [[0xf0, 5, 0xf7]]
        );
    }
}
