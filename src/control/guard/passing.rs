//! Moves pass the guard: what a recall or an undo would raise further than approved waits until somebody allows it, or lets it go.

use super::judging::{Judged, mode};
use super::waiting::{Passage, Passed, Raising, Waiting};
use crate::control::core::Core;
use crate::control::feed::{News, Notice, RisesWait, Severity};
use crate::control::gliding::{Pace, SetRequest};
use crate::control::intent::{Answer, ClientId, Refusal};
use crate::control::journal::Cause;
use crate::control::scenes::Scenes;
use crate::control::undo::{Edit, Step};
use crate::param::counted;
use crate::param::tables::console::GuardMode;
use crate::param::{ParamAddr, ParamIndex, Plain, RecallClass};
use crate::show::scene_head::Switches;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Seconds over which rises go that nobody can be asked about.
const RAMP_SECONDS: f64 = 3.0;
/// A key that bounces, or that two people press at once, answers no question: nobody has read it yet.
const BOUNCE: Duration = Duration::from_millis(300);
/// The journal's document about a question that is not answered.
const WAITING: &str = "rises-wait";

/// How a parameter takes its value in a fade of so many frames.
fn pace(switches: Switches, counts: bool, frames: u32) -> Pace {
    match switches {
        _ if frames == 0 => Pace::AtOnce,
        _ if !counts => Pace::Over(frames),
        Switches::Start => Pace::AtOnce,
        Switches::Middle => Pace::After(frames / 2),
        Switches::End => Pace::After(frames),
    }
}

impl Passage {
    /// Frames that the slowest takes.
    fn longest(&self) -> u32 {
        let classes = self.by_class.iter().map(|(_, frames)| *frames);
        classes.fold(self.frames, u32::max)
    }

    /// Frames that a parameter takes.
    fn frames_of(&self, core: &Core, index: ParamIndex) -> u32 {
        if self.by_class.is_empty() {
            return self.frames;
        }
        let layout = core.layout();
        let class = RecallClass::of(layout.addr(index), layout.topology());
        let own = self.by_class.iter().find(|(of, _)| *of == class);
        own.map_or(self.frames, |(_, frames)| *frames)
    }

    /// A move, where switches come so.
    fn request(
        &self,
        core: &Core,
        (index, value): (ParamIndex, Plain),
        switches: Switches,
    ) -> SetRequest {
        let counts = core.layout().spec(index).curve.counts();
        SetRequest {
            index,
            value,
            pace: pace(switches, counts, self.frames_of(core, index)),
        }
    }
}

impl Scenes {
    /// Moves what may move at once; rises that nobody has approved wait, go as far as they may, or stay, as the console says.
    /// What waited before is let go.
    pub(in crate::control) fn pass(
        &mut self,
        core: &mut Core,
        passage: Passage,
        moves: &[(ParamIndex, Plain)],
        now: Instant,
    ) -> Passed {
        self.drop_waiting(core);
        let mode = match mode(core) {
            GuardMode::Ask | GuardMode::Hold if !passage.attended => GuardMode::Ramp,
            mode => mode,
        };
        let judged = self.guard.judge(core, moves, mode, now);
        let ramp = core.frames_of(RAMP_SECONDS).max(passage.longest());
        let late = match passage.longest() {
            0 => None,
            _ => (self.guard).late_switches(core, &judged.free, passage.switches),
        };
        let free = judged.free.iter();
        let mut requests: Vec<SetRequest> = free
            .map(|(index, value)| {
                let switches = late.as_ref().map(|late| {
                    if late.contains(index) {
                        Switches::End
                    } else {
                        Switches::Start
                    }
                });
                let switches = switches.unwrap_or(passage.switches);
                passage.request(core, (*index, *value), switches)
            })
            .collect();
        requests.extend(judged.ramps.iter().map(|(index, value)| SetRequest {
            index: *index,
            value: *value,
            pace: Pace::Over(ramp),
        }));
        let is_step = !matches!(passage.raising, Raising::Recall(_));
        let rise = judged.rise(core).filter(|_| !judged.held.is_empty());
        let rise = rise.map(|rise| format!("{} {rise}", passage.raising.words()));
        let mut said = String::new();
        for also in judged.also(core) {
            let _ = write!(said, "; {also}");
        }
        let held = held(core, &judged);
        let edits = if is_step {
            core.change_as_step(requests)
        } else {
            core.change(requests)
        };
        self.guard.note_brought(core);
        if !passage.attended {
            self.guard.note_unattended(core);
        }
        if let Some(rise) = rise {
            said.push_str(&self.say_rise(core, (mode, passage), rise, (held, now)));
        }
        Passed { edits, said }
    }

    /// Rises stay, go a part of their way, or wait: what to say of it.
    fn say_rise(
        &mut self,
        core: &mut Core,
        (mode, passage): (GuardMode, Passage),
        text: String,
        (moves, now): (Vec<(ParamAddr, Plain, Plain)>, Instant),
    ) -> String {
        let what = match mode {
            GuardMode::Ask => {
                let said = format!("; WAITS: {text}: GO again to allow");
                self.guard.asked += 1;
                // Text cannot fail to become JSON.
                core.journal
                    .note(WAITING, serde_json::to_string(&text).unwrap_or_default());
                self.guard.waiting = Some(Waiting {
                    number: self.guard.asked,
                    passage,
                    text,
                    moves,
                    begun: None,
                    since: now,
                });
                self.announce_waiting(core);
                return said;
            }
            GuardMode::Hold => "it stays where it is",
            _ => "it rises over 3 s, as far as it is approved",
        };
        core.tell(Severity::Warning, format!("{text}: {what}"));
        format!("; HELD: {text}: {what}")
    }

    /// What has moved already is the beginning of the step that what waits is a part of.
    pub(in crate::control) fn begin_waiting(&mut self, whose: &str, step: &Step) {
        if let Some(waiting) = &mut self.guard.waiting {
            waiting.begun = Some((whose.to_owned(), step.clone()));
        }
    }

    /// The number of the question that waits for an answer.
    pub(in crate::control) fn waiting_number(&self) -> Option<u64> {
        self.guard.waiting.as_ref().map(|waiting| waiting.number)
    }

    /// The question that waits for an answer, by number and in words.
    pub(in crate::control) fn rises_waiting(&self) -> Option<(u64, &str)> {
        let waiting = self.guard.waiting.as_ref()?;
        Some((waiting.number, &waiting.text))
    }

    /// True where this is what waits: asked for once more, it is allowed.
    pub(in crate::control) fn waits_for(&self, raising: &Raising) -> bool {
        let waiting = self.guard.waiting.as_ref();
        waiting.is_some_and(|waiting| waiting.passage.raising == *raising)
    }

    /// A key allows what waits, unless it bounces.
    pub(in crate::control) fn allow_by_key(
        &mut self,
        core: &mut Core,
        client: ClientId,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let bounces = |waiting: &Waiting| now.saturating_duration_since(waiting.since) < BOUNCE;
        if self.guard.waiting.as_ref().is_some_and(bounces) {
            let text = "nobody can have read the question yet, which waits; press it once more";
            return Err(Refusal::Scene(text.to_owned()));
        }
        self.allow(core, client, now)
    }

    /// Somebody has answered a question by its number: rises go on, or are let go.
    pub(in crate::control) fn answer_rises(
        &mut self,
        core: &mut Core,
        client: ClientId,
        (number, allowed): (u64, bool),
        now: Instant,
    ) -> Result<Answer, Refusal> {
        if self.waiting_number() != Some(number) {
            let text =
                "that question was answered already, or another recall came; nothing happens";
            return Err(Refusal::Scene(text.to_owned()));
        }
        if allowed {
            return self.allow(core, client, now);
        }
        let text = self.drop_waiting(core).unwrap_or_default();
        Ok(Answer::said(format!(
            "Let go: {text}; it stays where it is"
        )))
    }

    fn allow(
        &mut self,
        core: &mut Core,
        client: ClientId,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let nothing = || Refusal::Scene("no rise waits for an answer".to_owned());
        let waiting = self.guard.waiting.clone().ok_or_else(nothing)?;
        self.drop_waiting(core);
        // A key that bounces must not go on to the next cue.
        self.went = Some(now);
        let moves = waiting.moves.iter().filter_map(|(addr, stood, to)| {
            let index = core.layout().index(*addr)?;
            // What a hand has moved since is its own.
            (core.heading(index) == *stood).then_some((index, *to))
        });
        let passage = &waiting.passage;
        let requests = moves.map(|at| passage.request(core, at, passage.switches));
        let requests: Vec<SetRequest> = requests.collect();
        let goes_on = waiting.begun.as_ref();
        let goes_on = goes_on.filter(|(whose, step)| core.undo.is_last(whose, step));
        let cause = match &passage.raising {
            Raising::Undo(_) | Raising::Redo => Cause::AllowBack,
            Raising::Recall(_) if goes_on.is_some() => Cause::Allow,
            Raising::Recall(_) => Cause::Recall,
            Raising::UndoRecall => Cause::Hand,
        };
        core.journal.because(cause);
        if let (Cause::Allow, Some((whose, _))) = (cause, goes_on) {
            core.journal.took_back(whose);
        }
        let edits = core.change(requests);
        self.guard.approve(core);
        let moved = counted(edits.len(), "parameter");
        self.make_step_of(core, client, (&waiting, edits), now);
        Ok(Answer::said(format!(
            "Allowed: {}, {moved} moved",
            waiting.text
        )))
    }

    /// What was allowed is part of the step that it was held back from, where nothing came between.
    fn make_step_of(
        &mut self,
        core: &mut Core,
        client: ClientId,
        (waiting, edits): (&Waiting, Vec<Edit>),
        now: Instant,
    ) {
        match (&waiting.passage.raising, &waiting.begun) {
            (Raising::Undo(_) | Raising::Redo, _) => {}
            (Raising::Recall(_), Some((whose, step))) if core.undo.grow(whose, step, &edits) => {
                let last = self.recalls.last_mut();
                if let Some(last) = last.filter(|last| last.step == *step) {
                    last.step.go_on(&Step::of(edits));
                }
            }
            (Raising::Recall(_), _) => self.remember_recall(core, client, (edits, &[]), now),
            (Raising::UndoRecall, _) => core.record_whole(client, Step::of(edits), now),
        }
    }

    /// What waits is let go; what it was.
    pub(in crate::control) fn drop_waiting(&mut self, core: &mut Core) -> Option<String> {
        let waiting = self.guard.waiting.take()?;
        core.journal.forget(WAITING);
        self.announce_waiting(core);
        Some(waiting.text)
    }

    fn announce_waiting(&self, core: &mut Core) {
        let waiting = self.guard.waiting.as_ref();
        let waiting = waiting.map(|waiting| RisesWait {
            number: waiting.number,
            text: waiting.text.clone(),
        });
        core.subscribers
            .tell(News::RisesWait(waiting.map(Arc::new)));
    }
}

/// What is held back: from where it stands, to where it would go.
fn held(core: &Core, judged: &Judged) -> Vec<(ParamAddr, Plain, Plain)> {
    let moves = judged.held.iter().map(|(index, to)| {
        let addr = core.layout().addr(*index);
        (addr, core.heading(*index), *to)
    });
    moves.collect()
}

/// Says once that a question was not answered before the console ended; for a journal that has begun.
pub(in crate::control) fn say_unanswered(core: &mut Core) {
    let text = core.journal.document(WAITING);
    let text: Option<String> = text.and_then(|json| serde_json::from_str(json).ok());
    let Some(text) = text else {
        return;
    };
    core.journal.forget(WAITING);
    core.tell_for_good(Notice {
        severity: Severity::Warning,
        text: format!(
            "{text}: nobody had allowed that when the console ended, and it stays where it was; do it again to be \
             asked again"
        ),
    });
}
