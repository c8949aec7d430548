//! What the user was told, and what was done and by whom: each once, the newest on top.

use crate::control::feed::{Done, Notice, Severity};
use crate::param::printable::printable;
use std::time::{Duration, Instant};

/// How long good news and answers to one's own keys stand.
const INFO_STANDS: Duration = Duration::from_secs(10);
/// How long a warning about something that has just happened stands.
const WARNING_STANDS: Duration = Duration::from_secs(60);
/// How long it is said what was done.
const DONE_STANDS: Duration = Duration::from_secs(12);
/// How long that is news.
const DONE_IS_FRESH: Duration = Duration::from_secs(5);
/// Most notices that stand; older ones are in the log.
const MOST: usize = 20;

/// Everything that there is to say.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    notices: Vec<Standing>,
    done: Option<(Done, Instant)>,
}

/// A notice, and how long it stands; without an end until it is put away.
#[derive(Clone, Debug)]
struct Standing {
    notice: Notice,
    since: Instant,
    stands: Option<Duration>,
}

/// What stands in the row of messages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Message<'a> {
    /// Something to tell.
    Notice(&'a Notice),
    /// Something that was done, how long ago, and whether that is news.
    Done(&'a Done, Duration, bool),
}

impl Messages {
    /// Something that the console says. What it says to everybody who connects stands until it is
    /// put away, and so does what is broken.
    pub fn add(&mut self, notice: &Notice, is_greeting: bool, now: Instant) {
        let stands = match notice.severity {
            Severity::Info => Some(INFO_STANDS),
            Severity::Warning if !is_greeting => Some(WARNING_STANDS),
            Severity::Warning | Severity::Error => None,
        };
        self.put(notice, stands, now);
    }

    /// An answer of this terminal to a key.
    pub fn tell(&mut self, severity: Severity, text: &str, now: Instant) {
        let text = text.to_owned();
        self.put(&Notice { severity, text }, Some(INFO_STANDS), now);
    }

    /// A notice on top. It replaces good news, and itself where it stands already.
    fn put(&mut self, notice: &Notice, stands: Option<Duration>, now: Instant) {
        let notice = Notice {
            text: printable(&notice.text).into_owned(),
            severity: notice.severity,
        };
        let is_old =
            |other: &Standing| other.notice.severity == Severity::Info || other.notice == notice;
        self.notices.retain(|other| !is_old(other));
        if self.notices.len() == MOST {
            self.notices.remove(0);
        }
        self.done = self.done.take().filter(|(_, since)| *since == now);
        let since = now;
        self.notices.push(Standing {
            notice,
            since,
            stands,
        });
    }

    /// Something was done: what was told before and passes by itself is old now.
    pub fn add_done(&mut self, done: &Done, now: Instant) {
        self.notices.retain(|standing| standing.stands.is_none());
        let done = Done {
            text: printable(&done.text).into_owned(),
            by: printable(&done.by).into_owned(),
        };
        self.done = Some((done, now));
    }

    /// Time has passed.
    pub fn tick(&mut self, now: Instant) {
        let passed = |since| now.saturating_duration_since(since);
        self.notices.retain(|standing| {
            let stands = standing.stands;
            stands.is_none_or(|stands| passed(standing.since) < stands)
        });
        self.done = self.done.take().filter(|(_, at)| passed(*at) < DONE_STANDS);
    }

    /// Puts away what stands on top.
    pub fn dismiss(&mut self, now: Instant) {
        match self.last(now) {
            Some(Message::Done(..)) => self.done = None,
            _ => drop(self.notices.pop()),
        }
    }

    /// What stands on top: what was done, or else the last notice. What is told together with
    /// something that was done goes before it.
    pub fn last(&self, now: Instant) -> Option<Message<'_>> {
        let notice = self.notices.last();
        let is_told_with = |since| notice.is_some_and(|notice| notice.since >= since);
        match &self.done {
            Some((done, since)) if !is_told_with(*since) => {
                let age = now.saturating_duration_since(*since);
                Some(Message::Done(done, age, age < DONE_IS_FRESH))
            }
            _ => notice.map(|standing| Message::Notice(&standing.notice)),
        }
    }

    /// How many notices stand below what is on top.
    pub fn below(&self) -> usize {
        self.notices.len().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(severity: Severity, text: &str) -> Notice {
        let text = text.to_owned();
        Notice { severity, text }
    }

    fn text(messages: &Messages, now: Instant) -> Option<String> {
        messages.last(now).map(|message| match message {
            Message::Notice(notice) => notice.text.clone(),
            Message::Done(done, ..) => format!("{} by {}", done.text, done.by),
        })
    }

    fn done(text: &str) -> Done {
        Done {
            text: text.to_owned(),
            by: "X-Touch".to_owned(),
        }
    }

    #[test]
    fn what_is_broken_stands_until_it_is_put_away_and_the_rest_passes() {
        let start = Instant::now();
        let mut messages = Messages::default();
        let shown = |messages: &Messages, now| (text(messages, now), messages.below());
        for text in ["one", "two", "one"] {
            messages.add(&notice(Severity::Warning, text), true, start);
        }
        messages.add(&notice(Severity::Warning, "passes"), false, start);
        messages.add(&notice(Severity::Info, "good"), false, start);
        assert_eq!(shown(&messages, start), (Some("good".to_owned()), 3));
        messages.tick(start + INFO_STANDS);
        assert_eq!(shown(&messages, start), (Some("passes".to_owned()), 2));
        messages.tick(start + 100 * INFO_STANDS);
        assert_eq!(shown(&messages, start), (Some("one".to_owned()), 1));
        messages.dismiss(start);
        assert_eq!(shown(&messages, start), (Some("two".to_owned()), 0));
        for number in 0..100 {
            messages.add(&notice(Severity::Error, &number.to_string()), false, start);
        }
        assert_eq!(shown(&messages, start), (Some("99".to_owned()), MOST - 1));
    }

    #[test]
    fn what_was_done_is_said_once_before_older_notices_and_fades() {
        let start = Instant::now();
        let later = |seconds| start + Duration::from_secs(seconds);
        let mut messages = Messages::default();
        messages.add(&notice(Severity::Warning, "my-box.yaml:3:1"), true, start);
        messages.add(&notice(Severity::Warning, "nothing to undo"), false, start);
        messages.add_done(&done("Recalled: Verse"), later(1));
        let recalled = Some("Recalled: Verse by X-Touch".to_owned());
        assert_eq!(text(&messages, later(2)), recalled);
        let fresh = |at| match messages.last(at) {
            Some(Message::Done(_, age, is_fresh)) => (age.as_secs(), is_fresh),
            other => panic!("{other:?}"),
        };
        assert_eq!((fresh(later(3)), fresh(later(7))), ((2, true), (6, false)));
        // The refusal of before is old; what greeted the user comes back.
        messages.tick(later(13));
        assert_eq!(text(&messages, later(13)).unwrap(), "my-box.yaml:3:1");
    }

    #[test]
    fn a_warning_told_with_what_was_done_goes_first_and_a_later_one_replaces_it() {
        let start = Instant::now();
        let mut messages = Messages::default();
        messages.add_done(&done("Recalled: Verse"), start);
        messages.add(&notice(Severity::Warning, "a wedge waits"), false, start);
        assert_eq!(text(&messages, start).unwrap(), "a wedge waits");
        messages.dismiss(start);
        messages.add_done(&done("Recalled: Verse"), start);
        let later = start + Duration::from_secs(1);
        messages.tell(Severity::Info, "panic is not on", later);
        assert_eq!(text(&messages, later).unwrap(), "panic is not on");
        messages.tick(later + INFO_STANDS);
        assert_eq!(text(&messages, later), None);
    }

    #[test]
    fn nothing_that_is_told_obeys_itself_on_a_terminal() {
        let start = Instant::now();
        let mut messages = Messages::default();
        messages.add(&notice(Severity::Error, "a\u{1b}[2Jb\nc"), false, start);
        assert_eq!(text(&messages, start).unwrap(), "a[2Jb c");
        messages.add_done(&done("x\u{202e}y"), start + INFO_STANDS);
        let shown = text(&messages, start + INFO_STANDS).unwrap();
        assert_eq!(shown, "xy by X-Touch");
    }
}
