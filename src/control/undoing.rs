//! Undo and redo: a client's last step is taken back, of values or of a scene.

use super::automation::Automation;
use super::core::Core;
use super::intent::{Answer, ClientId, Intent, Refusal};
use super::journal::Cause;
use super::scenes::Scenes;
use super::undo::Step;
use crate::param::counted;

impl Scenes {
    /// Follows what a client asks of its steps.
    pub(super) fn follow_undo(
        &mut self,
        core: &mut Core,
        automation: &mut Automation,
        client: ClientId,
        intent: &Intent,
    ) -> Result<Answer, Refusal> {
        match intent {
            Intent::Redo => self.redo(core, automation, client),
            Intent::UndoBackTo(number) => self.undo_back_to(core, automation, client, *number),
            _ => self.undo(core, automation, client),
        }
    }

    /// Takes back a client's last step.
    fn undo(
        &mut self,
        core: &mut Core,
        automation: &mut Automation,
        client: ClientId,
    ) -> Result<Answer, Refusal> {
        let step = core.undo.undo(client);
        let step = step.ok_or(Refusal::Nothing("undo".to_owned()))?;
        core.history.undone(client);
        core.journal.because(Cause::Undo);
        Ok(self.go_to(core, automation, &step.inverse(), "Undone"))
    }

    /// Takes back a client's own steps, down to one of them.
    fn undo_back_to(
        &mut self,
        core: &mut Core,
        automation: &mut Automation,
        client: ClientId,
        number: u64,
    ) -> Result<Answer, Refusal> {
        let count = core.history.steps_back(client, number);
        let count = count.ok_or(Refusal::Nothing(
            "undo there: undo is for your own steps".to_owned(),
        ))?;
        for _ in 0..count {
            self.undo(core, automation, client)?;
        }
        Ok(Answer::said(format!("Undone: {}", counted(count, "step"))))
    }

    /// Does again what a client's last undo took back.
    fn redo(
        &mut self,
        core: &mut Core,
        automation: &mut Automation,
        client: ClientId,
    ) -> Result<Answer, Refusal> {
        let step = core.undo.redo(client);
        let step = step.ok_or(Refusal::Nothing("redo".to_owned()))?;
        core.history.redone(client);
        core.journal.because(Cause::Redo);
        Ok(self.go_to(core, automation, &step, "Redone"))
    }

    fn go_to(
        &mut self,
        core: &mut Core,
        automation: &mut Automation,
        step: &Step,
        done: &str,
    ) -> Answer {
        let text = if !step.lanes.is_empty() {
            automation.change_back(core, step, done)
        } else if !step.cues.is_empty() {
            self.change_cues_back(core, step, done)
        } else if step.scenes.is_empty() {
            core.move_to(step, done).0
        } else {
            self.change_back(core, step, done)
        };
        Answer::said(text)
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
