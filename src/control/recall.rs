//! Recalls: a scene comes back, whole at one mark or over time, and is taken back again.

use super::arriving::Arriving;
use super::core::Core;
use super::cues::Gone;
use super::fade::Fade;
use super::feed::Severity;
use super::gliding::SetRequest;
use super::guard::{Passage, Raising};
use super::hands::Hands;
use super::intent::{Answer, ClientId, ProgramRecall, Refusal};
use super::journal::Cause;
use super::scenes::{Recalled, Scenes, UndoneRecall};
use super::undo::{Edit, Step};
use crate::param::carry::{other_role, roles};
use crate::param::counted;
use crate::param::spec::{ConsoleParam, Param};
use crate::param::{NodeId, ParamAddr, ParamIndex, Plain};
use crate::show::scene_head::{LONGEST_FADE, is_fade};
use std::collections::HashSet;
use std::fmt::Write;
use std::time::Instant;

/// Recalls that can be taken back, one after the other.
const RECALLS_KEPT: usize = 20;

impl Scenes {
    /// Recalls a scene, whole at one mark; what can move moves over `seconds`, or the scene's own fade. Rises that
    /// nobody has approved wait where it is `attended`; the same recall allows them.
    pub(super) fn recall(
        &mut self,
        core: &mut Core,
        hands: &Hands,
        client: ClientId,
        (name, seconds, attended): (&str, Option<f32>, bool),
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let raising = Raising::Recall(name.to_owned());
        if attended && self.waits_for(&raising) {
            return self.allow_by_key(core, client, now);
        }
        let at = self.find(name)?;
        let scene = self.list[at].clone();
        let fades = scene.head.fades.iter().filter(|_| seconds.is_none());
        let fades = fades.map(|(class, seconds)| (*class, core.frames_of(f64::from(*seconds))));
        let by_class = fades.collect();
        let seconds = seconds.unwrap_or(scene.head.fade);
        if !is_fade(seconds) {
            let text = format!("a fade takes 0 to {LONGEST_FADE} seconds, not {seconds}");
            return Err(Refusal::Scene(text));
        }
        scene.check_whole()?;
        let arriving = self.arriving(core, hands, &scene);
        core.journal.because(Cause::Recall);
        let passage = Passage {
            raising,
            switches: scene.head.switches,
            frames: core.frames_of(f64::from(seconds)),
            by_class,
            attended,
        };
        self.fade = Fade::begin(core.frame());
        let passed = self.pass(core, passage, &arriving.values, now);
        let text = describe(core, name, passed.edits.len(), &arriving);
        self.remember_recall(core, client, (passed.edits, &arriving.values), now);
        self.current = Some(name.to_owned());
        self.keep_live_edits(core);
        self.arm_after(at);
        mute_effects(core);
        self.note_list(core);
        self.warn_of_monitors(core, name, &arriving);
        warn_of_what_stays(core, name, &arriving);
        Ok(Answer::said(text + &passed.said))
    }

    /// Said once of each scene.
    fn warn_of_monitors(&mut self, core: &mut Core, name: &str, arriving: &Arriving) {
        let Some(first) = arriving.behind_fader.first() else {
            return;
        };
        if self.warned.insert(name.to_owned()) {
            let count = arriving.behind_fader.len();
            let text = format!(
                "{name}: {count} sends to monitor mixes stay before the fader ({first}), where the scene has them \
                 behind it; set the taps by hand where you mean it"
            );
            core.tell(Severity::Warning, text);
        }
    }

    /// A recall that changed nothing leaves the one before to be taken back.
    pub(super) fn remember_recall(
        &mut self,
        core: &mut Core,
        client: ClientId,
        (edits, values): (Vec<Edit>, &[(ParamIndex, Plain)]),
        now: Instant,
    ) {
        if edits.is_empty() {
            return;
        }
        let moved: HashSet<ParamAddr> = edits.iter().map(|edit| edit.addr).collect();
        let stood = values
            .iter()
            .filter(|(index, value)| core.heading(*index) == *value);
        let found = stood.map(|(index, _)| core.layout().addr(*index));
        let found = found.filter(|addr| !moved.contains(addr)).collect();
        let serial = core.journal.changes();
        core.undo.recall(client, found, serial);
        let step = Step::of(edits);
        core.record_whole(client, step.clone(), now);
        let whose = core.undo.name_of(client).to_owned();
        self.begin_waiting(&whose, &step);
        let recalled = Recalled {
            serial,
            step,
            before: self.current.clone(),
            cue: self.cues.going.take(),
            roles: roles(core.layout().topology()),
        };
        self.push_recall(recalled);
    }

    fn push_recall(&mut self, recalled: Recalled) {
        if self.recalls.len() == RECALLS_KEPT {
            self.recalls.remove(0);
        }
        self.recalls.push(recalled);
    }

    /// Recalls the scene at a place of the list, 0 first.
    pub(super) fn recall_at(
        &mut self,
        core: &mut Core,
        hands: &Hands,
        client: ClientId,
        place: u16,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        self.recall_place(core, hands, client, (place, true), now)
    }

    /// A program change recalls something: nobody is there who could be asked.
    pub(super) fn follow_program(
        &mut self,
        core: &mut Core,
        hands: &Hands,
        client: ClientId,
        what: ProgramRecall,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        match what {
            ProgramRecall::Scene(place) => {
                self.recall_place(core, hands, client, (place, false), now)
            }
            ProgramRecall::Cue(number) => self.jump(core, hands, client, (number, false), now),
        }
    }

    /// Recalls the scene at a place of the list for somebody who can be asked, or not.
    pub(super) fn recall_place(
        &mut self,
        core: &mut Core,
        hands: &Hands,
        client: ClientId,
        (place, attended): (u16, bool),
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let scene = self.list.get(usize::from(place));
        let name = scene.map(|scene| scene.name.clone()).ok_or_else(|| {
            let (number, count) = (u32::from(place) + 1, self.list.len());
            Refusal::Scene(format!(
                "there is no scene number {number}; this show has {count}"
            ))
        })?;
        if !(attended && self.waits_for(&Raising::Recall(name.clone()))) {
            self.check_interval(now)?;
            self.went = Some(now);
        }
        self.recall(core, hands, client, (&name, None, attended), now)
    }

    /// Restores what the last recall changed and nobody touched since; then the one before it.
    pub(super) fn undo_recall(
        &mut self,
        core: &mut Core,
        client: ClientId,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        self.undo_recall_over(core, client, None, now)
    }

    /// The same over so many frames, or over the time that undo takes.
    pub(super) fn undo_recall_over(
        &mut self,
        core: &mut Core,
        client: ClientId,
        frames: Option<u32>,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        if self.waits_for(&Raising::UndoRecall) {
            return self.allow_by_key(core, client, now);
        }
        let nothing = || Refusal::Nothing("undo: no scene was recalled".to_owned());
        let mut recalled = self.recalls.pop().ok_or_else(nothing)?;
        let role = |bus: NodeId| recalled.roles.get(&bus.number).copied();
        let topology = core.layout().topology();
        let keeps = |addr| other_role(addr, role, topology).is_none();
        recalled.step.retain(keeps);
        core.journal.because(Cause::UndoRecall);
        self.fade = Fade::begin(core.frame());
        let inverse = recalled.step.inverse();
        let since = core.undo.touched_since_recall(recalled.serial, &inverse);
        let by = Raising::UndoRecall;
        let moved = self.go_back(core, by, (&inverse, &since, frames), now);
        let stays = moved.movable.stays("hands have");
        let said = moved.passed.said;
        let serial = core.journal.changes();
        core.record_whole(client, Step::of(moved.passed.edits), now);
        core.undo.take_recall_back(recalled.serial, serial);
        let next = self.stand_before(core, (recalled.before, recalled.cue), now);
        let label = recalled.step.label();
        Ok(Answer::said(format!(
            "Recall undone: {label}{stays}{said}{next}"
        )))
    }

    /// A step is undone: where it was the last recall, scene and cue of before are current again. What to say of it.
    pub(super) fn note_undone(
        &mut self,
        core: &mut Core,
        (serial, undone): (u64, u64),
        now: Instant,
    ) -> String {
        let Some(mut recalled) = self.recalls.pop_if(|recalled| recalled.serial == serial) else {
            return String::new();
        };
        core.undo.take_recall_back(serial, serial);
        let before = (recalled.before.clone(), recalled.cue);
        recalled.serial = undone;
        if self.undone_recalls.len() == RECALLS_KEPT {
            self.undone_recalls.remove(0);
        }
        self.undone_recalls.push(UndoneRecall {
            recalled,
            scene: self.current.clone(),
        });
        self.stand_before(core, before, now)
    }

    /// A step is done again: where it was a recall, its scene and its cue are current again. What to say of it.
    pub(super) fn note_redone(
        &mut self,
        core: &mut Core,
        (serial, redone): (u64, u64),
        now: Instant,
    ) -> String {
        let mut undone = self.undone_recalls.iter();
        let Some(at) = undone.position(|undone| undone.recalled.serial == serial) else {
            return String::new();
        };
        let UndoneRecall {
            mut recalled,
            scene,
        } = self.undone_recalls.remove(at);
        recalled.serial = redone;
        let cue = recalled.cue;
        self.push_recall(recalled);
        self.current = scene;
        self.changed = self.current.is_some();
        self.note_list(core);
        cue.map_or(String::new(), |cue| self.let_cue_go_again(core, cue, now))
    }

    /// The last recall is taken back: the scene and the cue of before it are current.
    fn stand_before(
        &mut self,
        core: &mut Core,
        (before, cue): (Option<String>, Option<Gone>),
        now: Instant,
    ) -> String {
        if before.is_some() {
            self.current = before;
        }
        self.changed = self.current.is_some();
        self.note_list(core);
        cue.map_or(String::new(), |cue| self.take_cue_back(core, cue, now))
    }
}

/// "Recalled: Verse, 23 parameters moved; 2 kept under a hand"
fn describe(core: &Core, name: &str, moved: usize, arriving: &Arriving) -> String {
    let moved = counted(moved, "parameter");
    let mut text = format!("Recalled: {name}, {moved} moved");
    let stay = [
        (arriving.held(), "kept under a hand"),
        (arriving.touched(), "kept as touched"),
        (arriving.safe(), "kept safe"),
    ];
    for (count, why) in stay.into_iter().filter(|(count, _)| *count > 0) {
        let _ = write!(text, "; {count} {why}");
    }
    if let Some(first) = arriving.behind_fader.first() {
        let sends = counted(arriving.behind_fader.len(), "monitor send");
        let _ = write!(
            text,
            "; {sends} before the fader as now ({first}), so louder than in the scene where the fader is down"
        );
    }
    let other_role = arriving.other_role.iter();
    for (bus, (was, count)) in other_role.filter(|(_, (_, count))| *count > 0) {
        let (called, was) = (core.called(*bus), was.word());
        let _ = write!(
            text,
            "; {count} kept: {called} was {was} when this scene was stored (store it again to keep what stands)"
        );
    }
    text
}

/// Nothing of the song before rings on, where the console says so: the returns of effects are muted until somebody
/// opens them.
fn mute_effects(core: &mut Core) {
    let switch = |row| NodeId::CONSOLE.param(Param::Console(row));
    let index = |row| core.layout().index(switch(row));
    let (Some(option), Some(mute)) = (
        index(ConsoleParam::FxMuteOnRecall),
        index(ConsoleParam::FxMute),
    ) else {
        return;
    };
    if core.store().get(option).is_on() {
        core.change([SetRequest::now(mute, Plain::switch(true))]);
    }
}

fn warn_of_what_stays(core: &mut Core, name: &str, arriving: &Arriving) {
    if arriving.missing > 0 {
        let missing = arriving.missing;
        core.tell(
            Severity::Warning,
            format!(
                "{name}: {missing} stored values name nothing on this console; they were left out"
            ),
        );
    }
    if let Some(first) = arriving.rings.first() {
        core.tell(
            Severity::Warning,
            format!("{name}: {first} stays off, because it would put a DCA into itself; store the scene again"),
        );
    }
}
