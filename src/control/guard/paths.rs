//! Where the gains of a console come from: its nodes and the ways between them, by index, for one layout.

use crate::engine::rows::Rows;
use crate::param::spec::{
    CompressorParam, ConsoleParam, DcaParam, ImageParam, InputParam, LevelParam, MemberParam,
    MuteGroupParam, Param, SendParam, SurroundParam,
};
use crate::param::{BusRole, Layout, NodeId, NodeKind, ParamIndex, Width};
use std::collections::HashMap;

/// A strip, bus or main, and where its gain comes from.
#[derive(Debug)]
pub(super) struct PathNode {
    pub id: NodeId,
    pub channels: usize,
    pub input: Rows<InputParam>,
    pub compressor: Rows<CompressorParam>,
    pub level: Rows<LevelParam>,
    pub image: Rows<ImageParam>,
    pub surround: Rows<SurroundParam>,
    /// Membership in each DCA, in their order.
    pub dcas: Vec<Option<ParamIndex>>,
    /// Membership in each mute group, in their order.
    pub groups: Vec<Option<ParamIndex>>,
    /// Its ways into others: a range of [`Paths::ways`].
    pub ways: std::ops::Range<usize>,
    /// Its first channel among those that leave the console; none for a strip.
    pub leaves_at: Option<usize>,
}

/// A way from one node into another.
#[derive(Debug)]
pub(super) struct Way {
    pub from: usize,
    pub to: usize,
    /// The rows of a send; none for the assignment to main.
    pub send: Option<Rows<SendParam>>,
}

/// A DCA: its own rows, and its membership in each of them.
#[derive(Debug)]
pub(super) struct Dca {
    pub rows: Rows<DcaParam>,
    pub above: Vec<Option<ParamIndex>>,
}

/// Every path of a console, from what comes in to what leaves.
#[derive(Debug)]
pub struct Paths {
    pub(super) nodes: Vec<PathNode>,
    pub(super) ways: Vec<Way>,
    /// Buses and main, each behind all that feed it.
    pub(super) order: Vec<usize>,
    pub(super) dcas: Vec<Dca>,
    pub(super) groups: Vec<Rows<MuteGroupParam>>,
    pub(super) console: Rows<ConsoleParam>,
    pub(super) main: Width,
    pub(super) main_at: usize,
    /// Channels that leave the console.
    pub(super) leaving: usize,
    /// What comes in: positions of strips and FX buses.
    pub(super) sources: Vec<usize>,
    /// Where it leaves: positions of buses and main.
    pub(super) outputs: Vec<usize>,
    roles: Vec<Option<BusRole>>,
}

impl Paths {
    /// The paths of a layout.
    pub fn new(layout: &Layout) -> Self {
        let topology = layout.topology();
        let ids = topology.audio_nodes();
        let at: HashMap<NodeId, usize> = ids.iter().copied().zip(0..).collect();
        let (mut nodes, mut ways, mut leaving) = (Vec::new(), Vec::new(), 0);
        for (from, id) in ids.iter().enumerate() {
            let begin = ways.len();
            ways.extend(topology.feeds(*id).into_iter().map(|bus| Way {
                from,
                to: at[&NodeId::bus(bus)],
                send: Some(Rows::of(layout, *id, bus as u8)),
            }));
            if topology.may_feed_main(*id) {
                let (to, send) = (at[&NodeId::MAIN], None);
                ways.push(Way { from, to, send });
            }
            let channels = topology.width(*id).map_or(1, Width::channels);
            let leaves_at = (id.kind != NodeKind::Strip).then_some(leaving);
            leaving += leaves_at.map_or(0, |_| channels);
            nodes.push(PathNode {
                ways: begin..ways.len(),
                channels,
                leaves_at,
                ..node(layout, *id)
            });
        }
        let is_fx = |id: &NodeId| topology.role(*id) == Some(BusRole::Fx);
        let is_source = |id: &NodeId| id.kind == NodeKind::Strip || is_fx(id);
        let places = |wanted: &dyn Fn(&NodeId) -> bool| {
            let ids = ids.iter().enumerate().filter(|(_, id)| wanted(id));
            ids.map(|(at, _)| at).collect::<Vec<usize>>()
        };
        Self {
            order: in_order(layout, &ids),
            dcas: dcas(layout),
            groups: topology
                .mute_groups
                .iter()
                .map(|number| Rows::of(layout, NodeId::mute_group(*number), 0))
                .collect(),
            console: Rows::of(layout, NodeId::CONSOLE, 0),
            main: topology.main,
            main_at: at[&NodeId::MAIN],
            leaving,
            sources: places(&is_source),
            outputs: places(&|id| id.kind != NodeKind::Strip),
            roles: ids.iter().map(|id| topology.role(*id)).collect(),
            nodes,
            ways,
        }
    }

    /// What comes in, in the order of rows of [`super::gains::Gains`]: strips, then FX buses.
    pub fn sources(&self) -> impl ExactSizeIterator<Item = NodeId> {
        self.sources.iter().map(|at| self.nodes[*at].id)
    }

    /// Where it leaves, in the order of columns of [`super::gains::Gains`]: buses, then main.
    pub fn outputs(&self) -> impl ExactSizeIterator<Item = NodeId> {
        self.outputs.iter().map(|at| self.nodes[*at].id)
    }

    /// True for the membership of a DCA in another one.
    pub(super) fn nests(&self, index: ParamIndex) -> bool {
        let mut dcas = self.dcas.iter();
        dcas.any(|dca| dca.above.contains(&Some(index)))
    }

    /// What of the console itself changes gains.
    pub(super) fn console_rows(&self) -> Option<ParamIndex> {
        self.console[ConsoleParam::PanLaw].index()
    }

    /// What the bus of an output is for; none for main.
    pub fn role(&self, output: usize) -> Option<BusRole> {
        self.roles[self.outputs[output]]
    }
}

fn node(layout: &Layout, id: NodeId) -> PathNode {
    let topology = layout.topology();
    let member =
        |member, number: u16| layout.index(id.param_of(Param::Member(member), number as u8));
    let dcas = topology.dcas.iter();
    let groups = topology.mute_groups.iter();
    PathNode {
        id,
        channels: 1,
        input: Rows::of(layout, id, 0),
        compressor: Rows::of(layout, id, 0),
        level: Rows::of(layout, id, 0),
        image: Rows::of(layout, id, 0),
        surround: Rows::of(layout, id, 0),
        dcas: dcas.map(|dca| member(MemberParam::Dca, *dca)).collect(),
        groups: groups
            .map(|group| member(MemberParam::MuteGroup, *group))
            .collect(),
        ways: 0..0,
        leaves_at: None,
    }
}

fn dcas(layout: &Layout) -> Vec<Dca> {
    let numbers = &layout.topology().dcas;
    let dca = |number: &u16| {
        let id = NodeId::dca(*number);
        let above = numbers.iter();
        Dca {
            rows: Rows::of(layout, id, 0),
            above: above
                .map(|above| layout.index(id.dca_member(*above)))
                .collect(),
        }
    };
    numbers.iter().map(dca).collect()
}

/// Buses and main, each behind all that feed it. A console whose feeds go round in a ring does not open.
fn in_order(layout: &Layout, ids: &[NodeId]) -> Vec<usize> {
    let ranks = layout.topology().ranks().unwrap_or_default();
    let rank = |at: &usize| ranks.get(&ids[*at]).copied().unwrap_or_default();
    let mut order: Vec<usize> = (0..ids.len())
        .filter(|at| ids[*at].kind != NodeKind::Strip)
        .collect();
    order.sort_by_key(rank);
    order
}
