//! The cues: a numbered list that GO walks, which of them is current and which is next, and what counts down.
//!
//! Without a cue, the scenes are the list, in their order. What counts down is always the next cue: to its own
//! action after GO, or to going by itself after the one before.

use super::core::Core;
use super::feed::{CueCountdown, CueList, News};
use super::intent::Refusal;
use crate::show::cue::{Cue, CueNumber};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The cues of a show.
#[derive(Debug, Default)]
pub struct Cues {
    /// By number.
    pub(super) list: Vec<Arc<Cue>>,
    /// The one that went last.
    pub(super) current: Option<CueNumber>,
    /// The one that the next GO lets go.
    pub(super) armed: Option<CueNumber>,
    /// What counts down to the armed one.
    pub(super) countdown: Option<Countdown>,
    /// Somebody has asked for what counts down; else it follows by itself, and nobody can be asked.
    pub(super) attended: bool,
    /// The one that goes now, for the recall that it does.
    pub(super) going: Option<Gone>,
    /// The one that counted down when the console ended.
    pub(super) interrupted: Option<CueNumber>,
    /// What everybody was told of it.
    told: Option<CueCountdown>,
    /// The number of the change that the file does not have yet.
    pub(super) unsaved: Option<u64>,
}

/// A cue that went.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gone {
    /// Its number.
    pub number: CueNumber,
    /// The one that was current before.
    pub before: Option<CueNumber>,
}

/// What counts down to the next cue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Countdown {
    /// It runs out then.
    Until(Instant),
    /// It is held, with this time left.
    Held(Duration),
}

impl Countdown {
    /// The time that is left.
    fn left(self, now: Instant) -> Duration {
        match self {
            Self::Until(due) => due.saturating_duration_since(now),
            Self::Held(left) => left,
        }
    }
}

impl Cues {
    /// The cues as they were read, by number; the first one is next.
    pub fn new(list: Vec<Cue>) -> Self {
        let mut cues = Self::default();
        cues.replace(list.into_iter().map(Arc::new).collect());
        cues
    }

    /// True where the scenes are the list.
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Puts another list in the place of this one; what was current or next is looked for in it.
    pub(super) fn replace(&mut self, mut list: Vec<Arc<Cue>>) {
        list.sort_by_key(|cue| cue.number);
        list.dedup_by_key(|cue| cue.number);
        self.list = list;
        self.current = self.current.filter(|number| self.place(*number).is_some());
        self.armed = match self.armed {
            Some(number) if self.place(number).is_none() => self.at_or_after(number),
            None if self.current.is_none() => self.list.first().map(|cue| cue.number),
            armed => armed,
        };
    }

    fn place(&self, number: CueNumber) -> Option<usize> {
        self.list
            .binary_search_by_key(&number, |cue| cue.number)
            .ok()
    }

    /// A cue by its number.
    pub(super) fn find(&self, number: CueNumber) -> Result<&Arc<Cue>, Refusal> {
        let found = self.place(number).map(|at| &self.list[at]);
        found.ok_or_else(|| Refusal::Scene(format!("there is no cue {number}")))
    }

    /// Those that recall a scene, in words: "cues 10, 20"; nothing where none does.
    pub(super) fn of_scene(&self, scene: &str) -> Option<String> {
        let recalls = |cue: &&Arc<Cue>| cue.scene.as_deref() == Some(scene);
        let cues = self.list.iter().filter(recalls);
        let numbers: Vec<String> = cues.map(|cue| cue.number.to_string()).collect();
        match &numbers[..] {
            [] => None,
            [one] => Some(format!("cue {one}")),
            numbers => Some(format!("cues {}", numbers.join(", "))),
        }
    }

    /// The cue that the next GO lets go.
    pub(super) fn armed_cue(&self) -> Option<&Arc<Cue>> {
        let place = self.place(self.armed?)?;
        self.list.get(place)
    }

    /// The first cue from a number on that is not passed over.
    pub(super) fn at_or_after(&self, number: CueNumber) -> Option<CueNumber> {
        let mut cues = self.list.iter();
        let found = cues.find(|cue| cue.number >= number && !cue.skipped);
        found.map(|cue| cue.number)
    }

    /// The first cue behind a number that is not passed over.
    pub(super) fn after(&self, number: CueNumber) -> Option<CueNumber> {
        let mut cues = self.list.iter();
        let found = cues.find(|cue| cue.number > number && !cue.skipped);
        found.map(|cue| cue.number)
    }

    /// The last cue before a number that is not passed over.
    pub(super) fn before(&self, number: CueNumber) -> Option<CueNumber> {
        let mut cues = self.list.iter().rev();
        let found = cues.find(|cue| cue.number < number && !cue.skipped);
        found.map(|cue| cue.number)
    }

    /// The cue that is `by` further than the armed one among those that are not passed over, within the list.
    /// Where none is armed, the end of the list lies before it.
    pub(super) fn stepped(&self, by: i16) -> Option<CueNumber> {
        let open = self.list.iter().filter(|cue| !cue.skipped);
        let open: Vec<CueNumber> = open.map(|cue| cue.number).collect();
        let last = open.len().checked_sub(1)?;
        let armed = self.armed;
        let at = armed.map_or(open.len(), |armed| {
            open.iter().take_while(|number| **number < armed).count()
        });
        let at = at.saturating_add_signed(isize::from(by)).min(last);
        Some(open[at])
    }

    /// What everybody sees of them.
    pub(super) fn summary(&self) -> CueList {
        CueList {
            list: self.list.iter().map(|cue| (**cue).clone()).collect(),
            current: self.current,
            armed: self.armed,
        }
    }

    /// Begins to count down to the armed cue: `attended`, where somebody has asked for it.
    pub(super) fn begin_countdown(&mut self, seconds: f32, attended: bool, now: Instant) {
        self.attended = attended;
        let due = now + Duration::from_secs_f32(seconds.max(0.0));
        self.countdown = Some(Countdown::Until(due));
    }

    /// Holds what counts down, or lets it go on; false where nothing does.
    pub(super) fn turn_hold(&mut self, now: Instant) -> Option<bool> {
        let countdown = self.countdown.as_mut()?;
        *countdown = match *countdown {
            Countdown::Until(_) => Countdown::Held(countdown.left(now)),
            Countdown::Held(left) => Countdown::Until(now + left),
        };
        Some(matches!(countdown, Countdown::Held(_)))
    }

    /// Whether what counts down is held; nothing where nothing does.
    pub(super) fn countdown_held(&self) -> Option<bool> {
        let countdown = self.countdown.as_ref()?;
        Some(matches!(countdown, Countdown::Held(_)))
    }

    /// True where the time is up.
    pub(super) fn is_due(&self, now: Instant) -> bool {
        matches!(self.countdown, Some(Countdown::Until(due)) if now >= due)
    }

    /// Makes a cue that went the next one again; false where it is no longer in the list.
    pub(super) fn take_back(&mut self, gone: Gone) -> bool {
        if self.place(gone.number).is_none() {
            return false;
        }
        self.current = gone.before.filter(|before| self.place(*before).is_some());
        self.armed = Some(gone.number);
        true
    }

    /// Tells everybody how much is left, tenth by tenth.
    pub(super) fn tell_countdown(&mut self, core: &mut Core, now: Instant) {
        let shown = self.countdown.map(|countdown| CueCountdown {
            // A tenth that has begun is still to come.
            tenths: countdown.left(now).as_millis().div_ceil(100) as u32,
            is_held: matches!(countdown, Countdown::Held(_)),
        });
        if shown != self.told {
            self.told = shown;
            core.subscribers.tell(News::CueCountdown(shown));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> CueNumber {
        CueNumber::parse(text).unwrap()
    }

    fn cues(numbers: &str) -> Cues {
        let cue = |text: &str| Cue {
            skipped: text.starts_with('-'),
            ..Cue::of(number(text.trim_start_matches('-')), None)
        };
        Cues::new(numbers.split(' ').map(cue).collect())
    }

    #[test]
    fn neighbours_are_found_by_number_and_skipped_ones_passed_over() {
        let cues = cues("10 30 -20 10.5");
        assert_eq!(cues.armed, Some(number("10")));
        assert_eq!(cues.after(number("10.5")), Some(number("30")));
        assert_eq!(cues.before(number("30")), Some(number("10.5")));
        assert_eq!(cues.at_or_after(number("20")), Some(number("30")));
        assert_eq!(cues.after(number("30")), None);
    }

    #[test]
    fn steps_stay_within_the_list() {
        let mut cues = cues("10 -20 30");
        for (armed, by, expected) in [
            (Some("10"), 1, "30"),
            (Some("10"), -1, "10"),
            (Some("30"), 5, "30"),
            (Some("20"), 0, "30"),
            (None, -1, "30"),
            (None, 1, "30"),
        ] {
            cues.armed = armed.map(number);
            assert_eq!(cues.stepped(by), Some(number(expected)), "{armed:?} {by}");
        }
    }

    #[test]
    fn another_list_keeps_what_is_next_or_the_one_behind_it() {
        let mut cues = cues("10 20 30");
        (cues.current, cues.armed) = (Some(number("10")), Some(number("20")));
        cues.replace(super::Cues::new(vec![Cue::of(number("25"), None)]).list);
        assert_eq!((cues.current, cues.armed), (None, Some(number("25"))));
    }
}
