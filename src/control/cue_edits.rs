//! Cues are added, changed, renumbered and deleted; each is one step of undo, and each is kept.

use super::core::Core;
use super::intent::{Answer, ClientId, CueWish, Refusal};
use super::kept_steps::keep_steps;
use super::scenes::Scenes;
use super::undo::{CueEdit, Step};
use crate::show::cue::{Cue, CueChange, CueNumber, MOST_CUES};
use crate::show::names;
use std::sync::Arc;
use std::time::Instant;

fn refused<T>(text: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::Scene(text.into()))
}

impl Scenes {
    /// Follows a wish that changes the list.
    pub(super) fn edit_cues(
        &mut self,
        core: &mut Core,
        client: ClientId,
        wish: CueWish,
    ) -> Result<Answer, Refusal> {
        let (text, edits) = match wish {
            CueWish::Add(cue) => self.add_cue(*cue)?,
            CueWish::Change(number, changes) => self.change_cue(number, &changes)?,
            CueWish::Move(from, to) => self.move_cue(from, to)?,
            CueWish::Swap(one, other) => self.swap_cues(one, other)?,
            CueWish::Renumber(first, step) => self.renumber_cues(first, step)?,
            CueWish::Duplicate(from, to) => self.duplicate_cue(from, to)?,
            CueWish::Delete(number) => {
                let before = Some(self.find_unlocked_cue(number)?.clone());
                let text = format!("Deleted: cue {number}");
                (
                    text,
                    vec![CueEdit {
                        before,
                        after: None,
                    }],
                )
            }
            // These change no cue.
            CueWish::Arm(_) | CueWish::Jump(_) | CueWish::Back | CueWish::Hold | CueWish::Stop => {
                return Ok(Answer::default());
            }
        };
        let before = (self.cues.armed, self.counts_down());
        self.apply_cues(core, &edits);
        core.record_whole(client, Step::of_cues(edits), Instant::now());
        keep_steps(core);
        let moved = self.moved_words(before);
        Ok(Answer::said(format!("{text}{moved}")))
    }

    /// What to say where a change of the list has made another cue the next one, or ended a countdown.
    fn moved_words(&self, (armed, counted): (Option<CueNumber>, bool)) -> String {
        let mut words = String::new();
        if counted && !self.counts_down() {
            words.push_str("; the countdown is stopped");
        }
        let is_there =
            armed.is_some_and(|number| self.cues.find(number).is_ok_and(|cue| !cue.skipped));
        if armed.is_some() && !is_there {
            let next = self.cues.armed_cue();
            words.push_str(&next.map_or("; no cue is next".to_owned(), |next| {
                format!("; next: cue {}", next.called())
            }));
        }
        words
    }

    fn find_unlocked_cue(&self, number: CueNumber) -> Result<&Arc<Cue>, Refusal> {
        let cue = self.cues.find(number)?;
        if cue.locked {
            return refused(format!(
                "cue {number} is locked; unlock it first: headroom cue set {number} --lock no"
            ));
        }
        Ok(cue)
    }

    fn check_free(&self, number: CueNumber) -> Result<(), Refusal> {
        match self.cues.find(number) {
            Ok(_) => refused(format!(
                "there is a cue {number} already; choose another number"
            )),
            Err(_) => Ok(()),
        }
    }

    fn check_cue_room(&self) -> Result<(), Refusal> {
        if self.cues.list.len() < MOST_CUES {
            return Ok(());
        }
        refused(format!(
            "a show holds at most {MOST_CUES} cues; delete one first"
        ))
    }

    fn add_cue(&self, cue: Cue) -> Result<(String, Vec<CueEdit>), Refusal> {
        self.check_free(cue.number)?;
        self.check_cue_room()?;
        self.check_scene(cue.scene.as_deref())?;
        let text = format!("Added: cue {}", cue.called());
        let after = Some(Arc::new(checked(cue)?));
        Ok((
            text,
            vec![CueEdit {
                before: None,
                after,
            }],
        ))
    }

    /// A scene that a cue shall recall has to be there; one that goes later does not take the cue along.
    fn check_scene(&self, scene: Option<&str>) -> Result<(), Refusal> {
        scene.map_or(Ok(()), |name| self.find(name).map(|_| ()))
    }

    fn change_cue(
        &self,
        number: CueNumber,
        changes: &[CueChange],
    ) -> Result<(String, Vec<CueEdit>), Refusal> {
        let opens = changes.contains(&CueChange::Locked(false));
        let before = if opens {
            self.cues.find(number)?
        } else {
            self.find_unlocked_cue(number)?
        };
        let mut cue = (**before).clone();
        for change in changes {
            if let CueChange::Scene(scene) = change {
                self.check_scene(scene.as_deref())?;
            }
            check_title(change)?;
            cue.change(change).map_err(Refusal::Scene)?;
        }
        let words: Vec<String> = changes.iter().map(ToString::to_string).collect();
        let text = format!("Cue {number}: {}", words.join("; "));
        let (before, after) = (Some(before.clone()), Some(Arc::new(cue)));
        Ok((text, vec![CueEdit { before, after }]))
    }

    fn move_cue(&self, from: CueNumber, to: CueNumber) -> Result<(String, Vec<CueEdit>), Refusal> {
        let cue = self.find_unlocked_cue(from)?;
        self.check_free(to)?;
        let text = format!("Cue {from} is cue {to} now");
        Ok((text, vec![numbered(cue, to)]))
    }

    fn swap_cues(
        &self,
        one: CueNumber,
        other: CueNumber,
    ) -> Result<(String, Vec<CueEdit>), Refusal> {
        let (first, second) = (self.find_unlocked_cue(one)?, self.find_unlocked_cue(other)?);
        let edits = vec![numbered(first, other), numbered(second, one)];
        Ok((
            format!("Cue {one} is cue {other} now, and the other way round"),
            edits,
        ))
    }

    /// Gives all cues numbers with the same steps between them; locked ones as well: their order stays.
    fn renumber_cues(
        &self,
        first: CueNumber,
        step: CueNumber,
    ) -> Result<(String, Vec<CueEdit>), Refusal> {
        let mut edits = Vec::new();
        let mut number = Some(first);
        for cue in &self.cues.list {
            let Some(to) = number else {
                return refused("there are not enough numbers; begin lower, or with smaller steps");
            };
            if cue.number != to {
                edits.push(numbered(cue, to));
            }
            number = to.plus(step);
        }
        match edits.len() {
            0 => refused("every cue has that number already"),
            count => Ok((format!("Renumbered: {count} cues"), edits)),
        }
    }

    fn duplicate_cue(
        &self,
        from: CueNumber,
        to: CueNumber,
    ) -> Result<(String, Vec<CueEdit>), Refusal> {
        let mut cue = (**self.cues.find(from)?).clone();
        self.check_free(to)?;
        self.check_cue_room()?;
        (cue.number, cue.locked) = (to, false);
        let after = Some(Arc::new(cue));
        Ok((
            format!("Cue {to} is a copy of cue {from}"),
            vec![CueEdit {
                before: None,
                after,
            }],
        ))
    }

    /// Changes the list. False, and nothing is done, where a cue is not as the change expects it.
    pub(super) fn apply_cues(&mut self, core: &mut Core, edits: &[CueEdit]) -> bool {
        let stands = |cue: &Arc<Cue>| self.cues.find(cue.number).is_ok_and(|found| found == cue);
        let goes = |number| {
            let mut befores = edits.iter().filter_map(|edit| edit.before.as_ref());
            befores.any(|before| before.number == number)
        };
        let is_free = |number| self.cues.find(number).is_err() || goes(number);
        let mut befores = edits.iter().filter_map(|edit| edit.before.as_ref());
        let mut afters = edits.iter().filter_map(|edit| edit.after.as_ref());
        if !befores.all(stands) || !afters.all(|after| is_free(after.number)) {
            return false;
        }
        let mut list = self.cues.list.clone();
        list.retain(|cue| !goes(cue.number));
        list.extend(edits.iter().filter_map(|edit| edit.after.clone()));
        let moved = |number: CueNumber| {
            let edit = edits.iter().find(|edit| {
                let before = edit.before.as_ref();
                before.is_some_and(|before| before.number == number)
            });
            let after = edit.and_then(|edit| edit.after.as_ref());
            after.map_or(number, |after| after.number)
        };
        self.cues.current = self.cues.current.map(moved);
        self.cues.armed = self.cues.armed.map(moved);
        let armed = self.cues.armed;
        self.cues.replace(list);
        if let Some(number) = armed.filter(|number| is_skipped_now(edits, *number)) {
            self.cues.armed = self.cues.after(number);
        }
        if self.cues.armed != armed {
            // What counted down to one that is gone counts down to no other.
            self.cues.countdown = None;
        }
        self.keep_cues(core);
        true
    }

    /// A scene is called otherwise: its cues recall it all the same.
    pub(super) fn rename_in_cues(&mut self, core: &mut Core, from: &str, to: &str) {
        let names = |cue: &Arc<Cue>| cue.scene.as_deref() == Some(from);
        if from == to || !self.cues.list.iter().any(names) {
            return;
        }
        for cue in &mut self.cues.list {
            if names(cue) {
                let mut renamed = (**cue).clone();
                renamed.scene = Some(to.to_owned());
                *cue = Arc::new(renamed);
            }
        }
        self.keep_cues(core);
    }
}

/// True where a cue is passed over from here on.
fn is_skipped_now(edits: &[CueEdit], number: CueNumber) -> bool {
    let is_skipped = |cue: &Option<Arc<Cue>>| cue.as_ref().is_some_and(|cue| cue.skipped);
    let mut edits = edits.iter();
    edits.any(|CueEdit { before, after }| {
        let is_it = after.as_ref().is_some_and(|after| after.number == number);
        is_it && is_skipped(after) && !is_skipped(before)
    })
}

/// The same cue under another number.
fn numbered(cue: &Arc<Cue>, number: CueNumber) -> CueEdit {
    let after = Cue {
        number,
        ..(**cue).clone()
    };
    CueEdit {
        before: Some(cue.clone()),
        after: Some(Arc::new(after)),
    }
}

/// A cue that came from a front end: everything in it is possible.
fn checked(cue: Cue) -> Result<Cue, Refusal> {
    let mut whole = Cue::of(cue.number, cue.scene.clone());
    whole.skipped = cue.skipped;
    for change in [
        CueChange::Name(cue.name),
        CueChange::Fade(cue.fade),
        CueChange::Wait(cue.wait),
        CueChange::Follow(cue.follow),
        CueChange::Notes(cue.notes),
        CueChange::Midi(cue.midi),
        CueChange::Record(cue.record),
        CueChange::Locked(cue.locked),
        CueChange::Color(cue.color),
    ] {
        check_title(&change)?;
        whole.change(&change).map_err(Refusal::Scene)?;
    }
    Ok(whole)
}

/// Where a cue can be called by what it is called, that is no word of a command.
fn check_title(change: &CueChange) -> Result<(), Refusal> {
    match change {
        CueChange::Name(name) => names::check_word(name).map_err(|why| {
            Refusal::Scene(format!("'{name}' cannot be what a cue is called: {why}"))
        }),
        _ => Ok(()),
    }
}
