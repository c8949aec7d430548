//! Where the page of the journal stands.

use crate::control::feed::DoneLine;
use crate::tui::list::List;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Where the page stands.
#[derive(Clone, Debug, Default)]
pub struct JournalPage {
    list: List<DoneLine>,
    all: Vec<DoneLine>,
    /// Whose lines are shown; everybody's without one.
    who: Option<String>,
    /// The time of this machine when lines came last: seconds since 1970.
    clock: Option<(Instant, u64)>,
}

impl JournalPage {
    /// What was done, oldest first.
    pub fn learn(&mut self, lines: &[DoneLine], now: Instant) {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        self.clock = since.ok().map(|since| (now, since.as_secs()));
        let was_at_top = self.list.place() == 0;
        self.all = lines.to_vec();
        self.filter();
        // Who looks at the newest goes on to.
        if was_at_top {
            self.list.select(0);
        }
    }

    /// How many seconds ago something was done.
    pub fn seconds_since(&self, line: &DoneLine, now: Instant) -> u64 {
        let (then, clock) = self.clock.unwrap_or((now, line.at));
        let passed = now.saturating_duration_since(then).as_secs();
        (clock + passed).saturating_sub(line.at)
    }

    fn filter(&mut self) {
        let lines = self.all.iter().rev();
        let shown = lines.filter(|line| self.who.as_ref().is_none_or(|who| *who == line.by));
        let shown: Vec<DoneLine> = shown.cloned().collect();
        self.list.learn(shown, |a, b| a.number == b.number);
    }

    /// Whose lines are shown; everybody's without one.
    pub fn who(&self) -> Option<&str> {
        self.who.as_deref()
    }

    /// Shows only the lines of who comes next or before; behind the last one and before the first, everybody's.
    pub fn step_who(&mut self, by: isize) {
        let mut names: Vec<String> = self.all.iter().map(|line| line.by.clone()).collect();
        names.sort();
        names.dedup();
        let place = self
            .who
            .as_ref()
            .and_then(|who| names.iter().position(|name| name == who));
        // Everybody stands before the first one.
        let (place, count) = (place.map_or(0, |place| place + 1), names.len() + 1);
        let next = (place + count).saturating_add_signed(by) % count;
        self.who = next.checked_sub(1).and_then(|at| names.get(at).cloned());
        self.filter();
        self.list.select(0);
    }

    /// The lines, the newest first, and which one is selected.
    pub fn list(&self) -> &List<DoneLine> {
        &self.list
    }

    /// The same, to move through it.
    pub fn list_mut(&mut self) -> &mut List<DoneLine> {
        &mut self.list
    }

    /// How many steps of its client stand from a line on.
    pub fn steps_back(&self, line: &DoneLine) -> usize {
        let stands = |other: &&DoneLine| {
            other.by == line.by && other.is_step && !other.is_undone && other.number >= line.number
        };
        self.all.iter().filter(stands).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: u64, by: &str) -> DoneLine {
        DoneLine {
            number,
            by: by.to_owned(),
            what: "ch/1/fader".to_owned(),
            at: 0,
            is_step: true,
            is_undone: false,
        }
    }

    #[test]
    fn it_shows_everybody_or_one_after_the_other() {
        let mut page = JournalPage::default();
        page.learn(
            &[line(1, "terminal"), line(2, "nano"), line(3, "terminal")],
            Instant::now(),
        );
        let shown = |page: &JournalPage| {
            let lines = page.list().items().iter();
            lines.map(|line| line.number).collect::<Vec<_>>()
        };
        assert_eq!(shown(&page), [3, 2, 1]);
        page.step_who(1);
        assert_eq!((page.who(), shown(&page)), (Some("nano"), vec![2]));
        page.step_who(1);
        assert_eq!((page.who(), shown(&page)), (Some("terminal"), vec![3, 1]));
        page.step_who(1);
        assert_eq!(page.who(), None);
        page.step_who(-1);
        assert_eq!(page.who(), Some("terminal"));
        assert_eq!(page.steps_back(&line(1, "terminal")), 2);
    }
}
