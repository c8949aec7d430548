//! GO along the list of cues: a cue waits, acts, and may be followed by the next one.

use super::core::Core;
use super::cues::Gone;
use super::feed::{Done, Severity};
use super::guard::Raising;
use super::hands::Hands;
use super::intent::{Answer, ClientId, CueWish, Refusal};
use super::journal::Cause;
use super::recording::Recording;
use super::scenes::Scenes;
use crate::param::NodeId;
use crate::param::spec::{ConsoleParam, Param};
use crate::show::cue::{Cue, CueNumber};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

/// Why a cue goes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// In the order of the list: the next one may follow by itself.
    Onward {
        /// Somebody has asked for it, and can be asked.
        attended: bool,
    },
    /// Back: nothing follows by itself, or nobody could stay there.
    Back,
}

fn refused<T>(text: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::Scene(text.into()))
}

impl Scenes {
    /// Follows a wish about the list that GO walks.
    pub(super) fn follow_cue(
        &mut self,
        core: &mut Core,
        hands: &Hands,
        client: ClientId,
        wish: CueWish,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        match wish {
            CueWish::Back => self.back(core, hands, client, now),
            CueWish::Jump(number) => self.jump(core, hands, client, (number, true), now),
            CueWish::Arm(number) => self.arm_cue(core, number, now),
            CueWish::Hold => self.hold(core, now),
            CueWish::Stop => self.stop(core, now),
            wish => self.edit_cues(core, client, wish),
        }
    }

    /// Lets the next cue go: after its wait, or at once where it counts down already.
    pub(super) fn go_cue(
        &mut self,
        core: &mut Core,
        hands: &Hands,
        client: ClientId,
        attended: bool,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        self.check_interval(now)?;
        let Some(cue) = self.cues.armed_cue().cloned() else {
            return refused("no cue is next; choose one with previous or next");
        };
        self.went = Some(now);
        if let Some(why) = self.lacks(&cue) {
            return self.pass_over(core, &cue, &why, now);
        }
        if self.cues.countdown.is_none() && cue.wait > 0.0 {
            self.cues.begin_countdown(cue.wait, attended, now);
            self.note_cues(core);
            self.cues.tell_countdown(core, now);
            let (called, wait) = (cue.called(), cue.wait);
            return Ok(Answer::said(format!("Cue {called} goes in {wait} s")));
        }
        self.fire(core, hands, client, (&cue, Way::Onward { attended }), now)
    }

    /// Lets a cue of the list go, or recalls the scene at that place where there is no list.
    pub(super) fn jump(
        &mut self,
        core: &mut Core,
        hands: &Hands,
        client: ClientId,
        (number, attended): (CueNumber, bool),
        now: Instant,
    ) -> Result<Answer, Refusal> {
        if self.cues.is_empty() {
            let place = self.place_of_number(number)?;
            return self.recall_place(core, hands, client, (place, attended), now);
        }
        let cue = self.cues.find(number)?;
        if attended && self.cues.current == Some(number) && self.waits_for_cue(cue) {
            return self.allow_by_key(core, client, now);
        }
        if let Some(why) = self.lacks(cue) {
            return refused(format!("cue {} does nothing: {why}", cue.called()));
        }
        self.check_interval(now)?;
        self.cues.countdown = None;
        self.cues.armed = Some(number);
        self.go_cue(core, hands, client, attended, now)
    }

    /// True where rises of the scene that a cue recalls wait.
    fn waits_for_cue(&self, cue: &Cue) -> bool {
        let scene = cue.scene.as_ref();
        scene.is_some_and(|scene| self.waits_for(&Raising::Recall(scene.clone())))
    }

    /// Goes to the cue before the current one at once; the current one is next then.
    fn back(
        &mut self,
        core: &mut Core,
        hands: &Hands,
        client: ClientId,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        const FIRST: &str = "nothing lies before this; nothing was recalled";
        if self.cues.is_empty() {
            let current = self.current.as_deref();
            let at = current.and_then(|name| self.find(name).ok());
            let before = at.and_then(|at| at.checked_sub(1));
            let Some(place) = before.and_then(|place| u16::try_from(place).ok()) else {
                return refused(FIRST);
            };
            return self.recall_at(core, hands, client, place, now);
        }
        self.check_interval(now)?;
        let (before, passed) = self.usable_before();
        let Some(cue) = before else {
            return refused(format!("{FIRST}{passed}"));
        };
        self.went = Some(now);
        let mut answer = self.fire(core, hands, client, (&cue, Way::Back), now)?;
        answer.text.push_str(&passed);
        Ok(answer)
    }

    /// The last cue before the current one that can do what it does; and what to say of those that cannot.
    fn usable_before(&self) -> (Option<Arc<Cue>>, String) {
        let mut number = self.cues.current;
        let mut passed = String::new();
        while let Some(before) = number.and_then(|number| self.cues.before(number)) {
            let cue = self.cues.find(before).ok();
            match cue.map(|cue| (cue, self.lacks(cue))) {
                Some((cue, None)) => return (Some(cue.clone()), passed),
                Some((cue, Some(why))) => {
                    let _ = write!(passed, "; cue {} is passed over: {why}", cue.called());
                }
                None => {}
            }
            number = Some(before);
        }
        (None, passed)
    }

    /// Why a cue cannot recall what it shall, and what to do; nothing where it can.
    fn lacks(&self, cue: &Cue) -> Option<String> {
        let name = cue.scene.as_deref()?;
        match self.find(name) {
            Ok(at) => self.list[at].check_whole().err().map(|why| why.to_string()),
            Err(why) => Some(format!(
                "{why}; store it, or choose another one: headroom cue set {} --scene NAME",
                cue.number
            )),
        }
    }

    /// A cue that cannot do what it does never stands in the way: the one after it is next. Nothing else happens.
    fn pass_over(
        &mut self,
        core: &mut Core,
        cue: &Cue,
        why: &str,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        self.cues.armed = self.cues.after(cue.number);
        self.stop_countdown(core, now);
        let next = self.cues.armed_cue();
        let next = next.map_or("no cue is next".to_owned(), |next| {
            format!("next: cue {}", next.called())
        });
        refused(format!(
            "cue {} is passed over: {why}; {next}",
            cue.called()
        ))
    }

    /// Makes a cue the next one; what counts down stops.
    pub(super) fn arm_cue(
        &mut self,
        core: &mut Core,
        number: Option<CueNumber>,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        if self.cues.is_empty() {
            let name = number
                .map(|number| self.scene_of_number(number))
                .transpose()?;
            return self.arm(core, name.as_deref());
        }
        let text = match number {
            Some(number) => format!("Next: cue {}", self.cues.find(number)?.called()),
            None => "No cue is next".to_owned(),
        };
        self.cues.armed = number;
        let stopped = self.stop_countdown(core, now);
        Ok(Answer::said(format!("{text}{stopped}")))
    }

    /// Arms another cue of the list.
    pub(super) fn step_cue(
        &mut self,
        core: &mut Core,
        by: i16,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        match self.cues.stepped(by) {
            None => refused("every cue is skipped"),
            number => self.arm_cue(core, number, now),
        }
    }

    /// Arms the next cue, from the current one on and round the list, that recalls a scene.
    pub(super) fn arm_cue_of(
        &mut self,
        core: &mut Core,
        scene: &str,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        self.find(scene)?;
        let current = self.cues.current;
        let recalls = |cue: &&Arc<Cue>| cue.scene.as_deref() == Some(scene);
        let mut found = self.cues.list.iter().filter(recalls);
        let first = found.clone().next();
        let next = found.find(|cue| current.is_none_or(|current| cue.number > current));
        match next.or(first) {
            Some(cue) => self.arm_cue(core, Some(cue.number), now),
            None => refused(format!(
                "no cue recalls '{scene}', and GO walks the cues; add one: headroom cue add NUMBER '{scene}'"
            )),
        }
    }

    pub(super) fn hold(&mut self, core: &mut Core, now: Instant) -> Result<Answer, Refusal> {
        let Some(is_held) = self.cues.turn_hold(now) else {
            return refused("no cue counts down");
        };
        self.cues.tell_countdown(core, now);
        let called = self
            .cues
            .armed_cue()
            .map_or(String::new(), |cue| cue.called());
        Ok(Answer::said(if is_held {
            format!("Held: cue {called}")
        } else {
            format!("Cue {called} counts down again")
        }))
    }

    fn stop(&mut self, core: &mut Core, now: Instant) -> Result<Answer, Refusal> {
        if self.cues.countdown.is_none() {
            return refused("no cue counts down");
        }
        self.stop_countdown(core, now);
        let called = self
            .cues
            .armed_cue()
            .map_or(String::new(), |cue| cue.called());
        Ok(Answer::said(format!("Stopped: cue {called} waits for GO")))
    }

    /// Nothing counts down any more. What to say of it.
    pub(super) fn stop_countdown(&mut self, core: &mut Core, now: Instant) -> &'static str {
        let stopped = self.cues.countdown.take().is_some();
        self.cues.tell_countdown(core, now);
        self.note_cues(core);
        if stopped {
            "; the countdown is stopped"
        } else {
            ""
        }
    }

    /// A cue does what it does, and arms the one after it.
    fn fire(
        &mut self,
        core: &mut Core,
        hands: &Hands,
        client: ClientId,
        (cue, way): (&Arc<Cue>, Way),
        now: Instant,
    ) -> Result<Answer, Refusal> {
        self.cues.countdown = None;
        if let Some(why) = self.lacks(cue) {
            return self.pass_over(core, cue, &why, now);
        }
        self.cues.going = Some(Gone {
            number: cue.number,
            before: self.cues.current,
        });
        let outcome = match &cue.scene {
            Some(scene) => {
                let attended = way != Way::Onward { attended: false };
                let what = (scene.as_str(), cue.fade, attended);
                self.recall(core, hands, client, what, now)
            }
            None => Ok(Answer::default()),
        };
        self.cues.going = None;
        let recalled = match outcome {
            Ok(answer) => answer.text,
            Err(refusal) => {
                self.stop_countdown(core, now);
                return refused(format!("cue {} does nothing: {refusal}", cue.called()));
            }
        };
        core.send_midi(&cue.midi);
        self.cues.current = Some(cue.number);
        self.cues.armed = self.cues.after(cue.number);
        let recorded = Recording::by_cue(core, cue);
        let done = [recalled, sent_words(cue), recorded];
        let done: Vec<String> = done.into_iter().filter(|part| !part.is_empty()).collect();
        let mut text = format!("Cue {}", cue.called());
        if !done.is_empty() {
            text = format!("{text}: {}", done.join("; "));
        }
        let next = self.cues.armed_cue();
        if let (Some(follow), Some(next), Way::Onward { .. }) = (cue.follow, next, way) {
            let seconds = follow + next.wait;
            text = format!("{text}; cue {} follows in {seconds} s", next.called());
            self.cues.begin_countdown(seconds, false, now);
        }
        self.note_cues(core);
        self.cues.tell_countdown(core, now);
        Ok(Answer::said(text))
    }

    /// True while a cue or what follows one is counted down to.
    pub(super) fn counts_down(&self) -> bool {
        self.cues.countdown.is_some()
    }

    /// Lets the next cue go when its time is up. Panic stops what counts down: nothing goes by itself then.
    pub(super) fn tick_cues(&mut self, core: &mut Core, hands: &Hands, now: Instant) {
        if self.cues.countdown.is_none() {
            // Whatever ended it: nobody shall wait for what does not come. The same news again is none.
            self.cues.tell_countdown(core, now);
            return;
        }
        let panic = NodeId::CONSOLE.param(Param::Console(ConsoleParam::Panic));
        let Some(cue) = self.cues.armed_cue().cloned() else {
            self.stop_countdown(core, now);
            return;
        };
        if core.values().is_on(panic) {
            self.stop_countdown(core, now);
            let text = format!("panic: cue {} no longer counts down", cue.called());
            core.tell(Severity::Warning, text);
        } else if self.cues.is_due(now) {
            core.act_for_itself(Cause::Recall, now);
            let attended = self.cues.attended;
            let onward = (&cue, Way::Onward { attended });
            match self.fire(core, hands, ClientId::CONSOLE, onward, now) {
                Ok(answer) => core.subscribers.tell_done(&Done {
                    text: answer.text,
                    by: "console".to_owned(),
                }),
                Err(refusal) => core.tell(Severity::Warning, refusal.to_string()),
            }
        } else {
            self.cues.tell_countdown(core, now);
        }
    }
}

fn sent_words(cue: &Cue) -> String {
    match cue.midi.len() {
        0 => String::new(),
        1 => "1 MIDI message sent".to_owned(),
        count => format!("{count} MIDI messages sent"),
    }
}
