//! Undo and redo: a client's last step is taken back, of values or of a scene.

use super::automation::Automation;
use super::core::Core;
use super::cues::Gone;
use super::guard::{Passage, Passed, Raising};
use super::intent::{Answer, ClientId, Intent, Refusal};
use super::journal::Cause;
use super::kept_steps::keep_steps;
use super::naming;
use super::scenes::Scenes;
use super::undo::{Movable, Step, Subject, left_words};
use crate::param::counted;
use crate::show::scene_head::Switches;
use std::collections::HashSet;
use std::time::Instant;

/// Seconds over which undo and redo move what can move.
const UNDO_SECONDS: f64 = 0.3;

impl Scenes {
    /// Follows what a client asks of steps.
    pub(super) fn follow_undo(
        &mut self,
        core: &mut Core,
        automation: &mut Automation,
        client: ClientId,
        intent: &Intent,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let own = core.undo.name_of(client).to_owned();
        let raising = match intent {
            Intent::Redo => Raising::Redo,
            Intent::UndoOf(whose) => Raising::Undo(whose.clone()),
            _ => Raising::Undo(own.clone()),
        };
        if !matches!(intent, Intent::UndoBackTo(_)) && self.waits_for(&raising) {
            return self.allow_by_key(core, client, now);
        }
        match intent {
            Intent::Redo => self.redo(core, automation, &own, now),
            Intent::UndoBackTo(number) => self.undo_back_to(core, automation, (&own, *number), now),
            Intent::UndoOf(whose) => self.undo(core, automation, (&own, whose), now),
            _ => self.undo(core, automation, (&own, &own), now),
        }
    }

    /// Takes back the last step of an operator, for another one or for that one itself.
    fn undo(
        &mut self,
        core: &mut Core,
        automation: &mut Automation,
        (own, whose): (&str, &str),
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let done = if whose == own {
            "Undone".to_owned()
        } else {
            format!("Undone, of {whose}")
        };
        let outcome = self.take_back(core, automation, (own, whose), now)?;
        Ok(Answer::said(outcome.words(&done)))
    }

    fn take_back(
        &mut self,
        core: &mut Core,
        automation: &mut Automation,
        (own, whose): (&str, &str),
        now: Instant,
    ) -> Result<Outcome, Refusal> {
        let found = core.undo.last_done(whose);
        let found = found.ok_or_else(|| nothing(core, "undo", whose))?;
        core.history.undone(whose);
        core.journal.because(Cause::Undo);
        if whose != own {
            core.journal.took_back(whose);
        }
        let inverse = found.step.inverse();
        let by = Raising::Undo(whose.to_owned());
        let mut outcome = self.go_to(core, automation, by, (&inverse, &found.since), now);
        let serial = core.journal.changes();
        core.undo.undone(whose, serial);
        if found.step.is_document() {
            keep_steps(core);
        }
        outcome.stands = self.note_undone(core, (found.serial, serial), now);
        Ok(outcome)
    }

    /// Takes back an operator's own steps, down to one of them, or to the first one whose undo would raise something
    /// further than approved: whoever allows that can go on.
    fn undo_back_to(
        &mut self,
        core: &mut Core,
        automation: &mut Automation,
        (own, number): (&str, u64),
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let count = core.history.steps_back(own, number);
        let count = count.ok_or(Refusal::Nothing(
            "undo there: undo is for your own steps".to_owned(),
        ))?;
        let (mut left, mut stands) = (0, String::new());
        for done in 1..=count {
            let outcome = self.take_back(core, automation, (own, own), now)?;
            if self.waiting_number().is_some() {
                let text = outcome.words("Undone");
                let count = counted(count, "step");
                return Ok(Answer::said(format!(
                    "{done} of {count} taken back; {text}"
                )));
            }
            left += outcome.left;
            if !outcome.stands.is_empty() {
                stands = outcome.stands;
            }
        }
        let left = left_words(left, OTHERS);
        Ok(Answer::said(format!(
            "Undone: {}{left}{stands}",
            counted(count, "step")
        )))
    }

    /// Does again what the operator's last undo took back.
    fn redo(
        &mut self,
        core: &mut Core,
        automation: &mut Automation,
        own: &str,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let found = core.undo.last_undone(own);
        let found = found.ok_or_else(|| nothing(core, "redo", own))?;
        core.history.redone(own);
        core.journal.because(Cause::Redo);
        let by = Raising::Redo;
        let mut outcome = self.go_to(core, automation, by, (&found.step, &found.since), now);
        let serial = core.journal.changes();
        core.undo.redone(own, serial);
        if found.step.is_document() {
            keep_steps(core);
        }
        outcome.stands = self.note_redone(core, (found.serial, serial), now);
        Ok(Answer::said(outcome.words("Redone")))
    }

    /// Goes where a step says, apart from what others have touched since.
    fn go_to(
        &mut self,
        core: &mut Core,
        automation: &mut Automation,
        by: Raising,
        (step, since): (&Step, &HashSet<Subject>),
        now: Instant,
    ) -> Outcome {
        let mut outcome = Outcome {
            label: step.label(),
            ..Outcome::default()
        };
        let count = if !step.lanes.is_empty() {
            outcome.left = automation.change_back(core, step, since);
            step.lanes.len()
        } else if !step.cues.is_empty() {
            outcome.left = self.change_cues_back(core, step, since);
            step.cues.len()
        } else if !step.labels.is_empty() {
            outcome.left = naming::change_back(core, step, since);
            step.labels.len()
        } else if !step.scenes.is_empty() {
            outcome.left = self.change_back(core, step, since);
            step.scenes.len()
        } else {
            let went = self.go_back(core, by, (step, since, None), now);
            outcome.left = went.movable.left;
            outcome.stays = went.movable.stays(OTHERS) + &went.passed.said;
            step.edits.len()
        };
        outcome.is_nothing = outcome.left == count;
        outcome
    }

    /// Moves values of a step, past the guard, over so many frames or over the time that undo takes.
    pub(super) fn go_back(
        &mut self,
        core: &mut Core,
        raising: Raising,
        (step, since, frames): (&Step, &HashSet<Subject>, Option<u32>),
        now: Instant,
    ) -> WentBack {
        let movable = core.movable(step, since);
        let passage = Passage {
            raising,
            switches: Switches::Start,
            frames: frames.unwrap_or_else(|| core.frames_of(UNDO_SECONDS)),
            by_class: Vec::new(),
            attended: true,
        };
        let passed = self.pass(core, passage, &movable.values, now);
        WentBack { movable, passed }
    }

    /// Cues are changed back together or not at all. How many were not.
    fn change_cues_back(
        &mut self,
        core: &mut Core,
        step: &Step,
        since: &HashSet<Subject>,
    ) -> usize {
        let is_touched = step.subjects().any(|subject| since.contains(&subject));
        if !is_touched && self.apply_cues(core, &step.cues) {
            0
        } else {
            step.cues.len()
        }
    }

    /// The journal's steps of undo know nothing of scenes: what becomes of one is a document of its own. How
    /// many were left.
    fn change_back(&mut self, core: &mut Core, step: &Step, since: &HashSet<Subject>) -> usize {
        let mut left = 0;
        core.journal.begin_together();
        for edit in &step.scenes {
            let is_touched = edit
                .sides()
                .any(|(_, scene)| since.contains(&Subject::Scene(scene.name.clone())));
            left += usize::from(is_touched || !self.apply(core, edit));
        }
        if !step.scenes.is_empty() {
            self.note_list(core);
        }
        core.journal.end_together();
        left
    }
}

impl Scenes {
    /// The recall of a cue is taken back: it is the next one again, and nothing follows it. What to say of it.
    pub(super) fn take_cue_back(&mut self, core: &mut Core, gone: Gone, now: Instant) -> String {
        if !self.cues.take_back(gone) {
            return String::new();
        }
        let stopped = self.stop_countdown(core, now);
        format!("; cue {} is next again{stopped}", gone.number)
    }

    /// The recall of a cue is done again: it is the current one, and the one after it is next. What to say of it.
    pub(super) fn let_cue_go_again(&mut self, core: &mut Core, gone: Gone, now: Instant) -> String {
        if self.cues.find(gone.number).is_err() {
            return String::new();
        }
        self.cues.current = Some(gone.number);
        self.cues.armed = self.cues.after(gone.number);
        let stopped = self.stop_countdown(core, now);
        let next = self.cues.armed_cue();
        let next = next.map_or(String::new(), |next| {
            format!("; next: cue {}", next.called())
        });
        format!("; cue {} is current again{next}{stopped}", gone.number)
    }
}

/// Who has touched what an operator's undo and redo leave.
const OTHERS: &str = "others have";

/// What has become of the values of a step.
pub(super) struct WentBack {
    /// What might move, and what stays.
    pub movable: Movable,
    /// What has moved, and what waits.
    pub passed: Passed,
}

/// What became of a step that was taken back or done again.
#[derive(Debug, Default)]
struct Outcome {
    /// What the step is called.
    label: String,
    /// How many of its parts were left.
    left: usize,
    /// All of them were.
    is_nothing: bool,
    /// What stays of its values, in words.
    stays: String,
    /// Which scene and cue stand now, in words.
    stands: String,
}

impl Outcome {
    /// "Undone: ch/1/mute", "Undone: nothing; scene Verse was changed since"
    fn words(&self, done: &str) -> String {
        let Self {
            label,
            left,
            stays,
            stands,
            ..
        } = self;
        match (self.is_nothing, stays.as_str()) {
            (false, "") if *left > 0 => {
                format!("{done}: {label}; {left} changed since stay{stands}")
            }
            (false, stays) => format!("{done}: {label}{stays}{stands}"),
            (true, "") => format!("{done}: nothing; {label} was changed since{stands}"),
            (true, stays) => format!("{done}: nothing{stays}{stands}"),
        }
    }
}

/// There is no such step; who made the newest one, for whoever looks for it.
fn nothing(core: &Core, what: &str, whose: &str) -> Refusal {
    let newest = core.undo.newest().filter(|(name, _)| *name != whose);
    let hint = newest.map(|(name, step)| {
        format!(
            ", done by {whose}; the last step is of {name}: {step} (headroom undo --who '{name}')"
        )
    });
    Refusal::Nothing(format!("{what}{}", hint.unwrap_or_default()))
}
