//! What was done lately, and by whom: for people who look back. The journal has everything; this is what they can see
//! and take back without leaving the console.

use super::feed::DoneLine;
use std::collections::VecDeque;
use std::time::{SystemTime, UNIX_EPOCH};

/// Lines that are kept.
const KEPT: usize = 200;

/// The last things that were done, oldest first.
#[derive(Debug, Default)]
pub(super) struct History {
    lines: VecDeque<DoneLine>,
    last: u64,
    is_changed: bool,
}

impl History {
    /// A step of undo was made, or the last one of this operator goes on.
    pub fn step(&mut self, by: &str, what: String, goes_on: bool) {
        let mut own = self.lines.iter().rev();
        let has_one = own.any(|line| line.by == by && line.is_step && !line.is_undone);
        // What goes on is one line, however long it takes.
        if !goes_on || !has_one {
            self.push(by, what, true);
            self.is_changed = true;
        }
    }

    /// Something was done that everybody is told, and that is no step of undo.
    pub fn told(&mut self, by: &str, what: &str) {
        self.push(by, what.to_owned(), false);
        self.is_changed = true;
    }

    fn push(&mut self, by: &str, what: String, is_step: bool) {
        self.last += 1;
        if self.lines.len() == KEPT {
            self.lines.pop_front();
        }
        self.lines.push_back(DoneLine {
            number: self.last,
            by: by.to_owned(),
            what,
            at: now(),
            is_step,
            is_undone: false,
        });
    }

    /// The last step of an operator was taken back.
    pub fn undone(&mut self, by: &str) {
        let mut lines = self.lines.iter_mut().rev();
        let last = lines.find(|line| line.by == by && line.is_step && !line.is_undone);
        if let Some(line) = last {
            line.is_undone = true;
            self.is_changed = true;
        }
    }

    /// The last step of an operator that was taken back was done again.
    pub fn redone(&mut self, by: &str) {
        let mut lines = self.lines.iter_mut();
        let first = lines.find(|line| line.by == by && line.is_step && line.is_undone);
        if let Some(line) = first {
            line.is_undone = false;
            self.is_changed = true;
        }
    }

    /// How many steps of an operator stand from a line on, if that line is a step of its own that stands.
    pub fn steps_back(&self, by: &str, number: u64) -> Option<usize> {
        let stands = |line: &&DoneLine| line.by == by && line.is_step && !line.is_undone;
        let steps = self.lines.iter().filter(stands);
        let from: Vec<u64> = steps
            .map(|line| line.number)
            .filter(|own| *own >= number)
            .collect();
        (from.first() == Some(&number)).then_some(from.len())
    }

    /// All lines, if there is something new among them.
    pub fn news(&mut self) -> Option<Vec<DoneLine>> {
        let is_changed = std::mem::take(&mut self.is_changed);
        is_changed.then(|| self.lines.iter().cloned().collect())
    }
}

/// Seconds since 1970.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_back_to_a_line_of_ones_own_alone() {
        let (me, other) = ("me", "other");
        let mut history = History::default();
        let step = |history: &mut History, by, goes_on| {
            history.step(by, "ch/1/fader".to_owned(), goes_on);
        };
        step(&mut history, me, false);
        step(&mut history, me, true);
        step(&mut history, other, false);
        history.told(me, "Recalled: Verse");
        step(&mut history, me, false);
        // Lines 1 (twice moved) and 4 are mine, 2 is the other's, 3 is no step.
        let back = |history: &History, number| history.steps_back(me, number);
        assert_eq!(
            [1, 2, 3, 4].map(|n| back(&history, n)),
            [Some(2), None, None, Some(1)]
        );
        history.undone(me);
        assert_eq!([1, 4].map(|n| back(&history, n)), [Some(1), None]);
        history.redone(me);
        assert_eq!(back(&history, 4), Some(1));
        assert_eq!(history.news().map(|lines| lines.len()), Some(4));
        assert_eq!(history.news(), None);
    }

    #[test]
    fn only_the_last_lines_are_kept() {
        let mut history = History::default();
        for at in 0..2 * KEPT {
            history.told("x", &at.to_string());
        }
        let lines = history.news().unwrap();
        assert_eq!((lines.len(), lines[0].number), (KEPT, KEPT as u64 + 1));
    }
}
