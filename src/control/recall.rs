//! Recalls: a scene comes back, whole at one mark or over time, and is taken back again.

use super::arrival::{Verdict, verdict};
use super::core::Core;
use super::feed::Severity;
use super::gliding::{Pace, SetRequest};
use super::hands::Hands;
use super::intent::{Answer, ClientId, Refusal};
use super::journal::Cause;
use super::live_edits::Stays;
use super::scene::Scene;
use super::scenes::{Recalled, Scenes};
use super::spare::spares_in_use;
use super::spare_pairs::through_spares;
use super::undo::{Edit, Step};
use crate::param::carry::{other_role, roles};
use crate::param::counted;
use crate::param::spec::{LevelParam, MemberParam, Param, SendParam};
use crate::param::tables::send::Tap;
use crate::param::{BusRole, Choice as _, NodeId, NodeKind, ParamAddr, ParamIndex, Plain};
use crate::show::scene_head::{LONGEST_FADE, Switches, is_fade};
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;
use std::time::Instant;

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
    /// What was touched since the last recall, and stays.
    touched: usize,
    /// What is safe from recalls and would change.
    safe: usize,
    /// Sends to monitor mixes that would go behind the fader, which stay.
    behind_fader: Vec<ParamAddr>,
    /// Memberships that would put a DCA into itself, which stay.
    rings: Vec<ParamAddr>,
    /// Values of a time when a bus was for something else, which stay: how many, by bus and what it was.
    other_role: BTreeMap<NodeId, (BusRole, usize)>,
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

impl Scenes {
    /// Recalls a scene, whole at one mark; what can move moves over `seconds`, or the scene's own fade.
    pub(super) fn recall(
        &mut self,
        core: &mut Core,
        hands: &Hands,
        client: ClientId,
        (name, seconds): (&str, Option<f32>),
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let at = self.find(name)?;
        let scene = self.list[at].clone();
        let seconds = seconds.unwrap_or(scene.head.fade);
        if !is_fade(seconds) {
            let text = format!("a fade takes 0 to {LONGEST_FADE} seconds, not {seconds}");
            return Err(Refusal::Scene(text));
        }
        scene.check_whole()?;
        let arriving = self.arriving(core, hands, &scene);
        let frames = core.frames_of(f64::from(seconds));
        core.journal.because(Cause::Recall);
        let edits = fade(core, &arriving.values, scene.head.switches, frames);
        let text = describe(core, name, &edits, &arriving);
        self.remember_recall(core, client, edits, now);
        self.current = Some(name.to_owned());
        self.keep_live_edits(core);
        self.arm_after(at);
        self.note_list(core);
        self.warn_of_monitors(core, name, &arriving);
        warn_of_what_stays(core, name, &arriving);
        Ok(Answer::said(text))
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
    fn remember_recall(
        &mut self,
        core: &mut Core,
        client: ClientId,
        edits: Vec<Edit>,
        now: Instant,
    ) {
        if edits.is_empty() {
            return;
        }
        let step = Step::of(edits);
        core.record_whole(client, step.clone(), now);
        if self.recalls.len() == RECALLS_KEPT {
            self.recalls.remove(0);
        }
        let before = self.current.clone();
        let roles = roles(core.layout().topology());
        self.recalls.push(Recalled {
            step,
            before,
            roles,
        });
    }

    /// Recalls the scene at a place of the list, 0 first: for keys and MIDI program changes.
    pub(super) fn recall_at(
        &mut self,
        core: &mut Core,
        hands: &Hands,
        client: ClientId,
        place: u16,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let scene = self.list.get(usize::from(place));
        let name = scene.map(|scene| scene.name.clone()).ok_or_else(|| {
            let (number, count) = (u32::from(place) + 1, self.list.len());
            Refusal::Scene(format!(
                "there is no scene number {number}; this show has {count}"
            ))
        })?;
        self.check_interval(now)?;
        self.went = Some(now);
        self.recall(core, hands, client, (&name, None), now)
    }

    /// Restores what the last recall changed and nobody touched since; then the one before it.
    pub(super) fn undo_recall(
        &mut self,
        core: &mut Core,
        client: ClientId,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let nothing = || Refusal::Nothing("undo: no scene was recalled".to_owned());
        let Recalled {
            mut step,
            before,
            roles,
        } = self.recalls.pop().ok_or_else(nothing)?;
        let role = |bus: NodeId| roles.get(&bus.number).copied();
        step.retain(|addr| other_role(addr, role, core.layout().topology()).is_none());
        core.journal.because(Cause::UndoRecall);
        let (text, edits) = core.move_to(&step.inverse(), "Recall undone");
        core.record_whole(client, Step::of(edits), now);
        if before.is_some() {
            self.current = before;
        }
        self.changed = self.current.is_some();
        self.note_list(core);
        Ok(Answer::said(text))
    }
}

fn fade(
    core: &mut Core,
    values: &[(ParamIndex, Plain)],
    switches: Switches,
    frames: u32,
) -> Vec<Edit> {
    let layout = core.layout().clone();
    let request = |(index, value): &(ParamIndex, Plain)| SetRequest {
        index: *index,
        value: *value,
        pace: match frames {
            0 => Pace::AtOnce,
            frames => pace(switches, layout.spec(*index).curve.counts(), frames),
        },
    };
    core.change(values.iter().map(request))
}

/// "Recalled: Verse, 23 parameters moved; 2 stay under a hand; mutes main"
fn describe(core: &Core, name: &str, edits: &[Edit], arriving: &Arriving) -> String {
    let moved = counted(edits.len(), "parameter");
    let mut text = format!("Recalled: {name}, {moved} moved");
    let stay = [
        (arriving.held, "stay under a hand"),
        (arriving.touched, "stay as touched"),
        (arriving.safe, "stay safe"),
    ];
    for (count, why) in stay.into_iter().filter(|(count, _)| *count > 0) {
        let _ = write!(text, "; {count} {why}");
    }
    let other_role = arriving.other_role.iter();
    for (bus, (was, count)) in other_role.filter(|(_, (_, count))| *count > 0) {
        let (called, was) = (core.called(*bus), was.word());
        let _ = write!(
            text,
            "; {count} stay: {called} was {was} when this scene was stored (store it again to keep what stands)"
        );
    }
    let is_output = |node: NodeId| core.layout().topology().is_output(node);
    let muted = |edit: &&Edit| {
        edit.addr.param == Param::Level(LevelParam::Mute)
            && edit.new.is_on()
            && is_output(edit.addr.node())
    };
    let muted: Vec<String> = edits
        .iter()
        .filter(muted)
        .map(|edit| core.called(edit.addr.node()))
        .collect();
    if !muted.is_empty() {
        let _ = write!(text, "; MUTES {}", muted.join(", "));
    }
    text
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

impl Scenes {
    /// What a scene may change here: scene × scope × safes × what was touched.
    fn arriving(&self, core: &Core, hands: &Hands, scene: &Scene) -> Arriving {
        let mut arriving = Arriving::default();
        let spares = spares_in_use(core);
        let topology = core.layout().topology();
        let in_scope = |(addr, _): &&(ParamAddr, Plain)| scene.head.scope.has(*addr, topology);
        for (addr, value) in scene.values.iter().filter(in_scope) {
            let Some((addr, value)) = through_spares(&spares, *addr, *value) else {
                continue;
            };
            match verdict(core, addr, value) {
                Verdict::Free(index, value) => match scene.other_role(addr, topology) {
                    Some((bus, was)) => {
                        let changes = usize::from(core.heading(index) != value);
                        arriving.other_role.entry(bus).or_insert((was, 0)).1 += changes;
                    }
                    None => self.admit(core, hands, (addr, index, value), &mut arriving),
                },
                Verdict::Missing => arriving.missing += 1,
                Verdict::Safe(_) | Verdict::Left => {}
            }
        }
        leave_monitors_before_the_fader(core, &mut arriving, scene.head.roles.is_empty());
        leave_rings_open(core, &mut arriving);
        arriving
    }

    /// Lets a value in, or counts why it stays out.
    fn admit(
        &self,
        core: &Core,
        hands: &Hands,
        (addr, index, value): (ParamAddr, ParamIndex, Plain),
        arriving: &mut Arriving,
    ) {
        let changes = usize::from(core.heading(index) != value);
        match self.live_edits.stays(core, addr) {
            Some(Stays::Safe) => arriving.safe += changes,
            _ if hands.is_held(addr) => arriving.held += 1,
            Some(Stays::Touched) => arriving.touched += changes,
            None => arriving.values.push((index, value)),
        }
    }
}

/// What is sent to a wedge or an in-ear mix from before the fader stays there. A scene that knows no roles
/// may be of a time when the bus was something else: then nothing else of such a send arrives either.
fn leave_monitors_before_the_fader(core: &Core, arriving: &mut Arriving, knows_no_roles: bool) {
    let layout = core.layout();
    let is_monitor = |bus: u8| {
        let role = layout.topology().role(NodeId::bus(u16::from(bus)));
        role.is_some_and(BusRole::is_pre_fader)
    };
    let is_behind = |value: Plain| Tap::of(value) == Tap::PostFader;
    let (behind, values) = arriving.values.drain(..).partition(|(index, value)| {
        let addr = layout.addr(*index);
        addr.param == Param::Send(SendParam::Tap)
            && is_monitor(addr.each)
            && is_behind(*value)
            && !is_behind(core.heading(*index))
    });
    arriving.values = values;
    let addrs = |(index, _): (ParamIndex, Plain)| layout.addr(index);
    let behind: Vec<(ParamIndex, Plain)> = behind;
    arriving.behind_fader = behind.into_iter().map(addrs).collect();
    if knows_no_roles {
        let stay: HashSet<(NodeId, u8)> =
            arriving.behind_fader.iter().copied().map(send_of).collect();
        let is_free = |addr: ParamAddr| {
            !matches!(addr.param, Param::Send(_)) || !stay.contains(&send_of(addr))
        };
        arriving
            .values
            .retain(|(index, _)| is_free(layout.addr(*index)));
    }
}

/// Whose send, and to which bus.
fn send_of(addr: ParamAddr) -> (NodeId, u8) {
    (addr.node(), addr.each)
}

/// Leaves out memberships of DCAs that would close a ring with what stays or arrives.
fn leave_rings_open(core: &Core, arriving: &mut Arriving) {
    let is_membership = |addr: ParamAddr| {
        addr.kind == NodeKind::Dca && addr.param == Param::Member(MemberParam::Dca)
    };
    let layout = core.layout();
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
                .unwrap_or_else(|| core.values().is_on(addr))
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
