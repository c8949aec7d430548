//! Recalls: a scene comes back, whole at one mark or over time, and is taken back again.

use super::console::Console;
use super::feed::Severity;
use super::gliding::{Pace, Wish};
use super::intent::{Answer, ClientId, Refusal};
use super::journal::Cause;
use super::scene_list::Recalled;
use super::scenes::{Fate, Scene, Switches};
use super::spare::through_spares;
use super::undo::{Edit, Step};
use crate::param::spec::{LevelParam, MemberParam, Param};
use crate::param::{NodeId, NodeKind, ParamAddr, ParamIndex, Plain, Recall};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Instant;

/// Longest fade of a recall, in seconds.
const LONGEST_FADE: f32 = 60.0;
/// Recalls that can be taken back, one after the other.
const RECALLS_KEPT: usize = 20;

/// What a scene brings to this console.
#[derive(Debug, Default)]
struct Arriving {
    values: Vec<(ParamIndex, Plain)>,
    /// Values that name nothing here.
    missing: usize,
    /// Controls under a hand, which stay.
    held: usize,
    /// Memberships that would put a DCA into itself, which stay.
    rings: Vec<ParamAddr>,
}

/// How a parameter takes its value in a fade of so many frames.
fn pace(switches: Switches, counts: bool, frames: u32) -> Pace {
    match switches {
        _ if !counts => Pace::Over(frames),
        Switches::Start => Pace::AtOnce,
        Switches::Middle => Pace::After(frames / 2),
        Switches::End => Pace::After(frames),
    }
}

impl Console {
    /// Recalls a scene, whole at one mark; what can move moves over `seconds`.
    pub(super) fn recall_scene(
        &mut self,
        client: ClientId,
        name: &str,
        seconds: f32,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let at = self.scenes.find(name)?;
        if !(0.0..=LONGEST_FADE).contains(&seconds) {
            let text = format!("a fade takes 0 to {LONGEST_FADE} seconds, not {seconds}");
            return Err(Refusal::Scene(text));
        }
        let scene = self.scenes.list[at].clone();
        if let Some(damage) = &scene.damage {
            let text = format!("the scene '{name}' is damaged: {damage}");
            return Err(Refusal::Scene(text));
        }
        let arriving = self.arriving(&scene);
        let frames = (f64::from(seconds) * f64::from(self.status.rate)) as u32;
        self.journal.because(Cause::Recall);
        let edits = self.fade(&arriving.values, scene.switches, frames);
        let text = self.describe(name, &edits, &arriving);
        self.remember_recall(client, edits, now);
        self.scenes.current = Some(name.to_owned());
        self.forget_touched();
        self.scenes.arm_after(at);
        self.note_scenes();
        self.warn_of_what_stays(name, &arriving);
        Ok(Answer::said(text))
    }

    fn fade(
        &mut self,
        values: &[(ParamIndex, Plain)],
        switches: Switches,
        frames: u32,
    ) -> Vec<Edit> {
        let layout = self.layout.clone();
        let wish = |(index, value): &(ParamIndex, Plain)| Wish {
            index: *index,
            value: *value,
            pace: match frames {
                0 => Pace::AtOnce,
                frames => pace(switches, layout.spec(*index).curve.counts(), frames),
            },
        };
        self.change(values.iter().map(wish))
    }

    /// A recall that changed nothing leaves the one before to be taken back.
    fn remember_recall(&mut self, client: ClientId, edits: Vec<Edit>, now: Instant) {
        if edits.is_empty() {
            return;
        }
        let step = Step::of(edits);
        self.record_whole(client, step.clone(), now);
        if self.scenes.recalls.len() == RECALLS_KEPT {
            self.scenes.recalls.remove(0);
        }
        let before = self.scenes.current.clone();
        self.scenes.recalls.push(Recalled { step, before });
    }

    /// "Recalled: Verse, 23 parameters moved; 2 stay under a hand; mutes main"
    fn describe(&self, name: &str, edits: &[Edit], arriving: &Arriving) -> String {
        let mut text = format!("Recalled: {name}, {} parameters moved", edits.len());
        if arriving.held > 0 {
            let _ = write!(text, "; {} stay under a hand", arriving.held);
        }
        let is_output = |node: NodeId| self.layout.topology().is_output(node);
        let muted = |edit: &&Edit| {
            edit.addr.param == Param::Level(LevelParam::Mute)
                && edit.new.is_on()
                && is_output(edit.addr.node())
        };
        let muted: Vec<String> = edits
            .iter()
            .filter(muted)
            .map(|edit| self.called(edit.addr.node()))
            .collect();
        if !muted.is_empty() {
            let _ = write!(text, "; MUTES {}", muted.join(", "));
        }
        text
    }

    fn warn_of_what_stays(&mut self, name: &str, arriving: &Arriving) {
        if arriving.missing > 0 {
            let missing = arriving.missing;
            self.tell(
                Severity::Warning,
                format!("{name}: {missing} stored values name nothing on this console; they were left out"),
            );
        }
        if let Some(first) = arriving.rings.first() {
            self.tell(
                Severity::Warning,
                format!("{name}: {first} stays off, because it would put a DCA into itself; store the scene again"),
            );
        }
    }

    /// Recalls the scene at a place of the list, 0 first: for keys and MIDI program changes.
    pub(super) fn recall_scene_at(
        &mut self,
        client: ClientId,
        place: u16,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let scene = self.scenes.list.get(usize::from(place));
        let name = scene.map(|scene| scene.name.clone()).ok_or_else(|| {
            let (number, count) = (u32::from(place) + 1, self.scenes.list.len());
            Refusal::Scene(format!(
                "there is no scene number {number}; this show has {count}"
            ))
        })?;
        self.check_interval(now)?;
        self.scenes.went = Some(now);
        self.recall_scene(client, &name, 0.0, now)
    }

    /// What a scene may change here.
    fn arriving(&self, scene: &Scene) -> Arriving {
        let mut arriving = Arriving::default();
        let spares = self.spares_in_use();
        for (addr, value) in &scene.values {
            let Some((addr, value)) = through_spares(&spares, *addr, *value) else {
                continue;
            };
            match self.fate(addr, value) {
                Fate::Free(..) if self.is_held(addr) => arriving.held += 1,
                Fate::Free(index, value) => arriving.values.push((index, value)),
                Fate::Missing => arriving.missing += 1,
                Fate::Safe(_) | Fate::Left => {}
            }
        }
        self.leave_rings_open(&mut arriving);
        arriving
    }

    /// Leaves out memberships of DCAs that would close a ring with what stays or arrives.
    fn leave_rings_open(&self, arriving: &mut Arriving) {
        let is_membership = |addr: ParamAddr| {
            addr.kind == NodeKind::Dca && addr.param == Param::Member(MemberParam::Dca)
        };
        let layout = &self.layout;
        let mut on: BTreeMap<ParamAddr, bool> = BTreeMap::new();
        for (index, value) in &arriving.values {
            let addr = layout.addr(*index);
            if is_membership(addr) && !value.is_on() {
                on.insert(addr, false);
            }
        }
        let mut rings = Vec::new();
        arriving.values.retain(|(index, value)| {
            let addr = layout.addr(*index);
            if !is_membership(addr) || !value.is_on() {
                return true;
            }
            let is_on = |addr: ParamAddr| {
                on.get(&addr)
                    .copied()
                    .unwrap_or_else(|| self.values().is_on(addr))
            };
            let above = NodeId::dca(u16::from(addr.each));
            let over = layout.dcas_over(above, is_on);
            let closes = above == addr.node() || over.contains(&addr.number);
            if closes {
                rings.push(addr);
            } else {
                on.insert(addr, true);
            }
            !closes
        });
        arriving.rings = rings;
    }

    /// Restores what the last recall changed and nobody touched since; then the one before it.
    pub(super) fn undo_recall(
        &mut self,
        client: ClientId,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let nothing = || Refusal::Nothing("undo: no scene was recalled".to_owned());
        let Recalled { step, before } = self.scenes.recalls.pop().ok_or_else(nothing)?;
        self.journal.because(Cause::UndoRecall);
        let (answer, edits) = self.move_to(&step.inverse(), "Recall undone");
        self.record_whole(client, Step::of(edits), now);
        if before.is_some() {
            self.scenes.current = before;
        }
        self.scenes.changed = self.scenes.current.is_some();
        self.note_scenes();
        Ok(answer)
    }

    /// What scenes and undo may do with a parameter.
    pub(super) fn recall_of(&self, addr: ParamAddr) -> Option<Recall> {
        let index = self.layout.index(addr)?;
        Some(self.layout.spec(index).recall)
    }
}
