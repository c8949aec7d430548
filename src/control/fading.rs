//! A fade that runs is held and goes on, is stopped where it stands, or goes back to where it came from.

use super::core::Core;
use super::fade::Held;
use super::gliding::{Pace, SetRequest};
use super::intent::{Answer, ClientId, FadeWish, Refusal};
use super::journal::Cause;
use super::scenes::Scenes;
use super::undo::{Edit, Step};
use crate::param::{ParamAddr, Plain, counted};
use std::time::Instant;

impl Scenes {
    /// Follows a wish about the fade that runs.
    pub(super) fn follow_fade(
        &mut self,
        core: &mut Core,
        client: ClientId,
        wish: FadeWish,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        match wish {
            FadeWish::Hold if self.is_fade_held() => Ok(self.let_fade_go_on(core)),
            FadeWish::Hold => self.hold_fade(core),
            FadeWish::Stop => self.stop_fade(core),
            FadeWish::Reverse => self.reverse_fade(core, client, now),
        }
    }

    /// True while a fade waits to go on.
    pub(super) fn is_fade_held(&self) -> bool {
        self.fade.held.is_some()
    }

    /// Where a fade stands or goes now is part of the recall that began it: what takes that back starts from there.
    fn make_part_of_recall(
        &mut self,
        core: &mut Core,
        requests: Vec<SetRequest>,
        ends: Vec<(ParamAddr, Plain)>,
    ) {
        let last = self.recalls.last_mut();
        let whose = last
            .as_ref()
            .and_then(|last| core.undo.whose_last(&last.step));
        if let Some(whose) = &whose {
            core.journal.because(Cause::Allow);
            core.journal.took_back(whose);
        }
        core.change(requests);
        let Some(last) = last else {
            return;
        };
        let is_part = |addr: ParamAddr| last.step.edits.iter().any(|edit| edit.addr == addr);
        let ends = ends.into_iter().filter(|(addr, _)| is_part(*addr));
        let edit = |(addr, new)| Edit {
            addr,
            old: new,
            new,
        };
        let edits: Vec<Edit> = ends.map(edit).collect();
        if let Some(whose) = whose {
            core.undo.grow(&whose, &last.step, &edits);
        }
        last.step.go_on(&Step::of(edits));
    }

    /// Everything that a recall or an undo moves rests where it stands. What it was.
    fn rest(&mut self, core: &mut Core) -> Result<Vec<(ParamAddr, Plain, Plain, u32)>, Refusal> {
        core.follow_glides();
        let moves = core.fading();
        if moves.is_empty() {
            return Err(Refusal::Nothing("hold or stop: nothing fades".to_owned()));
        }
        let stands = moves.iter().map(|(index, ..)| {
            let stands = core.store().get(*index);
            SetRequest::now(*index, stands)
        });
        let requests: Vec<SetRequest> = stands.collect();
        let moves = moves.into_iter().zip(&requests);
        let moves = moves.map(|((index, goal, left), request)| {
            (core.layout().addr(index), request.value, goal, left)
        });
        let moves: Vec<(ParamAddr, Plain, Plain, u32)> = moves.collect();
        let ends = moves.iter().map(|(addr, stands, ..)| (*addr, *stands));
        let ends = ends.collect();
        self.make_part_of_recall(core, requests, ends);
        Ok(moves)
    }

    fn hold_fade(&mut self, core: &mut Core) -> Result<Answer, Refusal> {
        let moves = self.rest(core)?;
        let count = counted(moves.len(), "parameter");
        self.fade.held = Some(Held {
            since: core.frame(),
            moves,
        });
        self.note_list(core);
        Ok(Answer::said(format!("The fade is held: {count} to go")))
    }

    /// What nobody has moved meanwhile goes on, in the time that was left.
    fn let_fade_go_on(&mut self, core: &mut Core) -> Answer {
        let Some(held) = self.fade.held.take() else {
            return Answer::default();
        };
        self.fade.rested += core.frame().saturating_sub(held.since);
        let (mut requests, mut ends) = (Vec::new(), Vec::new());
        for (addr, stood, goal, left) in held.moves {
            let Some(index) = core.layout().index(addr) else {
                continue;
            };
            let counts = core.layout().spec(index).curve.counts();
            let pace = if counts {
                Pace::After(left)
            } else {
                Pace::Over(left)
            };
            if core.heading(index) == stood {
                ends.push((addr, goal));
                requests.push(SetRequest {
                    index,
                    value: goal,
                    pace,
                });
            }
        }
        let count = counted(requests.len(), "parameter");
        self.make_part_of_recall(core, requests, ends);
        self.note_list(core);
        Answer::said(format!("The fade goes on: {count}"))
    }

    fn stop_fade(&mut self, core: &mut Core) -> Result<Answer, Refusal> {
        let held = self.fade.held.take();
        let count = match &held {
            Some(held) => held.moves.len(),
            None => self.rest(core)?.len(),
        };
        self.changed = self.current.is_some();
        self.note_list(core);
        let count = counted(count, "parameter");
        Ok(Answer::said(format!(
            "The fade is stopped: {count} left halfway"
        )))
    }

    /// The recall is taken back in as much time as it has run.
    fn reverse_fade(
        &mut self,
        core: &mut Core,
        client: ClientId,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        if !self.is_fade_held() && core.fading().is_empty() {
            return Err(Refusal::Nothing("reverse: nothing fades".to_owned()));
        }
        let elapsed = self.fade.elapsed(core.frame());
        let frames = u32::try_from(elapsed).unwrap_or(u32::MAX).max(1);
        self.undo_recall_over(core, client, Some(frames), now)
    }
}
