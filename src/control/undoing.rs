//! Undo and redo: a client's last step is taken back, of values or of a scene.

use super::automation::Automation;
use super::core::Core;
use super::guard::{Passage, Passed, Raising};
use super::intent::{Answer, ClientId, Intent, Refusal};
use super::journal::Cause;
use super::scenes::Scenes;
use super::undo::{Edit, Step};
use crate::param::counted;
use crate::show::scene_head::Switches;
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
            Intent::Redo => self.redo(core, automation, (client, &own), now),
            Intent::UndoBackTo(number) => {
                self.undo_back_to(core, automation, (client, &own, *number), now)
            }
            Intent::UndoOf(whose) => self.undo(core, automation, (client, &own, whose), now),
            _ => self.undo(core, automation, (client, &own, &own), now),
        }
    }

    /// Takes back the last step of an operator, for another one or for that one itself.
    fn undo(
        &mut self,
        core: &mut Core,
        automation: &mut Automation,
        (client, own, whose): (ClientId, &str, &str),
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let step = core.undo.undo(whose);
        let step = step.ok_or_else(|| nothing(core, "undo", whose))?;
        core.history.undone(whose);
        core.journal.because(Cause::Undo);
        let done = if whose == own {
            "Undone".to_owned()
        } else {
            core.journal.took_back(whose);
            format!("Undone, of {whose}")
        };
        let raising = Raising::Undo(whose.to_owned());
        let inverse = step.inverse();
        let mut answer = self.go_to(core, automation, (client, raising), (&inverse, &done), now);
        let stands = self.note_undone(core, &step, now);
        answer.text.push_str(&stands);
        Ok(answer)
    }

    /// Takes back an operator's own steps, down to one of them, or to the first one whose undo would raise something
    /// further than approved: whoever allows that can go on.
    fn undo_back_to(
        &mut self,
        core: &mut Core,
        automation: &mut Automation,
        (client, own, number): (ClientId, &str, u64),
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let count = core.history.steps_back(own, number);
        let count = count.ok_or(Refusal::Nothing(
            "undo there: undo is for your own steps".to_owned(),
        ))?;
        for done in 1..=count {
            let answer = self.undo(core, automation, (client, own, own), now)?;
            if self.waiting_number().is_some() {
                let text = format!(
                    "{} of {} taken back; {}",
                    done,
                    counted(count, "step"),
                    answer.text
                );
                return Ok(Answer::said(text));
            }
        }
        Ok(Answer::said(format!("Undone: {}", counted(count, "step"))))
    }

    /// Does again what the operator's last undo took back.
    fn redo(
        &mut self,
        core: &mut Core,
        automation: &mut Automation,
        (client, own): (ClientId, &str),
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let step = core.undo.redo(own);
        let step = step.ok_or_else(|| nothing(core, "redo", own))?;
        core.history.redone(own);
        core.journal.because(Cause::Redo);
        Ok(self.go_to(
            core,
            automation,
            (client, Raising::Redo),
            (&step, "Redone"),
            now,
        ))
    }

    fn go_to(
        &mut self,
        core: &mut Core,
        automation: &mut Automation,
        by: (ClientId, Raising),
        (step, done): (&Step, &str),
        now: Instant,
    ) -> Answer {
        let text = if !step.lanes.is_empty() {
            automation.change_back(core, step, done)
        } else if !step.cues.is_empty() {
            self.change_cues_back(core, step, done)
        } else if step.scenes.is_empty() {
            self.go_back(core, by, (step, done), now).0
        } else {
            self.change_back(core, step, done)
        };
        Answer::said(text)
    }

    /// Moves values of a step, past the guard. What to say, and what has really moved.
    pub(super) fn go_back(
        &mut self,
        core: &mut Core,
        (client, raising): (ClientId, Raising),
        (step, done): (&Step, &str),
        now: Instant,
    ) -> (String, Vec<Edit>) {
        let (moves, stays) = core.movable(step);
        let passage = Passage {
            raising,
            switches: Switches::Start,
            frames: core.frames_of(UNDO_SECONDS),
            attended: true,
            client,
        };
        let Passed { edits, said } = self.pass(core, passage, &moves, now);
        (format!("{done}: {}{stays}{said}", step.label()), edits)
    }

    /// Cues are changed back together or not at all.
    fn change_cues_back(&mut self, core: &mut Core, step: &Step, done: &str) -> String {
        let label = step.label();
        if self.apply_cues(core, &step.cues) {
            format!("{done}: {label}")
        } else {
            format!("{done}: nothing; {label} was changed since")
        }
    }

    /// The journal's steps of undo know nothing of scenes: what becomes of one is a document of its own.
    fn change_back(&mut self, core: &mut Core, step: &Step, done: &str) -> String {
        let mut left = 0;
        for edit in &step.scenes {
            left += usize::from(!self.apply(core, edit));
        }
        match left {
            0 => format!("{done}: {}", step.label()),
            _ if left == step.scenes.len() => {
                format!("{done}: nothing; {} was changed since", step.label())
            }
            _ => format!("{done}: {}; {left} changed since stay", step.label()),
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
