//! What a scene brings to this console: scene × scope × safes × what was touched. One rule for recalls and for
//! what is shown of them before.

use super::arrival::{Verdict, verdict};
use super::core::Core;
use super::feed::Stay;
use super::hands::Hands;
use super::live_edits::Stays;
use super::scene::Scene;
use super::scenes::Scenes;
use super::spare::spares_in_use;
use super::spare_pairs::through_spares;
use crate::param::spec::{MemberParam, Param, SendParam};
use crate::param::tables::send::Tap;
use crate::param::{BusRole, Choice as _, NodeId, NodeKind, ParamAddr, ParamIndex, Plain, Recall};
use std::collections::{BTreeMap, HashSet};

/// What a scene brings to this console.
#[derive(Debug, Default)]
pub(super) struct Arriving {
    /// What arrives.
    pub values: Vec<(ParamIndex, Plain)>,
    /// What would change and stays, and why.
    pub stays: Vec<(ParamAddr, Plain, Stay)>,
    /// Controls under a hand that stand as the scene says, and stay all the same.
    resting: usize,
    /// Values that name nothing here.
    pub missing: usize,
    /// Sends to monitor mixes that would go behind the fader, which stay.
    pub behind_fader: Vec<ParamAddr>,
    /// Memberships that would put a DCA into itself, which stay.
    pub rings: Vec<ParamAddr>,
    /// Values of a time when a bus was for something else, which stay: how many, by bus and what it was.
    pub other_role: BTreeMap<NodeId, (BusRole, usize)>,
}

impl Arriving {
    /// Controls under a hand, which stay.
    pub fn held(&self) -> usize {
        self.resting + self.count(Stay::Held)
    }

    /// What was touched since the last recall, and stays.
    pub fn touched(&self) -> usize {
        self.count(Stay::Touched)
    }

    /// What is safe from recalls and would change.
    pub fn safe(&self) -> usize {
        self.count(Stay::Safe)
    }

    fn count(&self, why: Stay) -> usize {
        let stays = self.stays.iter();
        stays.filter(|(_, _, stay)| *stay == why).count()
    }

    /// A value that would change stays out.
    fn leave(&mut self, core: &Core, addr: ParamAddr, value: Plain, why: Stay) {
        let layout = core.layout();
        let would_change = layout.index(addr).is_some_and(|index| {
            let spec = layout.spec(index);
            spec.recall == Recall::Stored && !spec.protected && core.heading(index) != value
        });
        if would_change {
            self.stays.push((addr, value, why));
        }
    }
}

impl Scenes {
    /// What a scene may change here: scene × scope × safes × what was touched.
    pub(super) fn arriving(&self, core: &Core, hands: &Hands, scene: &Scene) -> Arriving {
        let mut arriving = Arriving::default();
        let spares = spares_in_use(core);
        let topology = core.layout().topology();
        let in_scope = |addr| scene.head.scope.has(addr, topology);
        for (addr, value) in &scene.values {
            if !in_scope(*addr) {
                arriving.leave(core, *addr, *value, Stay::Scope);
                continue;
            }
            let Some((addr, value)) = through_spares(&spares, *addr, *value) else {
                continue;
            };
            match verdict(core, addr, value) {
                Verdict::Free(index, value) => match scene.other_role(addr, topology) {
                    Some((bus, was)) => {
                        let changes = core.heading(index) != value;
                        let count = &mut arriving.other_role.entry(bus).or_insert((was, 0)).1;
                        *count += usize::from(changes);
                        if changes {
                            arriving.stays.push((addr, value, Stay::OtherRole));
                        }
                    }
                    None => self.admit(core, hands, (addr, index, value), &mut arriving),
                },
                Verdict::Missing => arriving.missing += 1,
                Verdict::Safe(_) => arriving.leave(core, addr, value, Stay::SafeClass),
                Verdict::Left => {}
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
        let changes = core.heading(index) != value;
        let stay = match self.live_edits.stays(core, addr) {
            Some(Stays::Safe) => Stay::Safe,
            _ if hands.is_held(addr) => Stay::Held,
            Some(Stays::Touched) => Stay::Touched,
            None => return arriving.values.push((index, value)),
        };
        if changes {
            arriving.stays.push((addr, value, stay));
        } else if stay == Stay::Held {
            arriving.resting += 1;
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
    for (index, value) in &behind {
        let addr = layout.addr(*index);
        arriving.stays.push((addr, *value, Stay::BeforeFader));
    }
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
