//! What a surface knows of the console.

use crate::control::feed::{Label, Levels, MuteCause, SceneList, Update};
use crate::param::spec::{ConsoleParam, Param};
use crate::param::{
    Curve, Layout, NodeId, NodeKind, ParamAddr, ParamIndex, Plain, Store, Travel, Width,
};
use std::collections::HashMap;

/// The console as the last updates described it.
#[derive(Debug)]
pub struct Mirror {
    layout: Layout,
    /// Present values: what is heard.
    store: Store,
    /// Where parameters that move are going.
    goals: HashMap<ParamIndex, Plain>,
    mutes: HashMap<NodeId, Vec<MuteCause>>,
    labels: HashMap<NodeId, Label>,
    /// The scenes.
    pub scenes: SceneList,
    /// First channel of each node among the levels, and how many it has.
    channels: HashMap<NodeId, (usize, usize)>,
}

impl Mirror {
    /// The console that `update` begins with; none when it is not a beginning.
    pub fn new(update: &Update) -> Option<Self> {
        let show = update.show.as_ref()?;
        let layout = Layout::new(show.topology.clone());
        let mut channels = HashMap::new();
        let mut next = 0;
        for node in show.topology.audio_nodes() {
            let count = show.topology.width(node).map_or(0, Width::channels);
            channels.insert(node, (next, count));
            next += count;
        }
        Some(Self {
            store: Store::defaults(&layout),
            layout,
            goals: HashMap::new(),
            mutes: HashMap::new(),
            scenes: SceneList::default(),
            labels: show.labels.iter().cloned().collect(),
            channels,
        })
    }

    /// Takes what changed; the parameters among it, with the value that each has or goes to.
    pub fn take(&mut self, update: &Update) -> Vec<(ParamAddr, Plain)> {
        // An index of another layout names nothing here.
        let is_ours = |index: &ParamIndex| index.slot() < self.layout.len();
        let mut changed = Vec::new();
        for (index, goal) in update.goals.iter().filter(|(index, _)| is_ours(index)) {
            match goal {
                Some(goal) => self.goals.insert(*index, *goal),
                None => self.goals.remove(index),
            };
            changed.push(*index);
        }
        for (index, value) in update.values.iter().filter(|(index, _)| is_ours(index)) {
            self.store.set(*index, *value);
            changed.push(*index);
        }
        for (node, causes) in &update.mutes {
            self.mutes.insert(*node, causes.clone());
        }
        if let Some(scenes) = &update.scenes {
            self.scenes.clone_from(scenes);
        }
        let goal = |index| self.goals.get(&index).copied();
        let wanted = |index| goal(index).unwrap_or_else(|| self.store.get(index));
        let changed = changed.into_iter();
        changed
            .map(|index| (self.layout.addr(index), wanted(index)))
            .collect()
    }

    /// True where the console has a parameter.
    pub fn has(&self, addr: ParamAddr) -> bool {
        self.layout.index(addr).is_some()
    }

    /// True for a switch that is on.
    pub fn is_on(&self, addr: ParamAddr) -> bool {
        self.plain(addr).is_some_and(Plain::is_on)
    }

    /// All parameters of a node, in the order of the table.
    pub fn parameters(&self, node: NodeId) -> Vec<ParamAddr> {
        let addrs = self.layout.indices().map(|index| self.layout.addr(index));
        addrs.filter(|addr| addr.node() == node).collect()
    }

    /// The value so many clicks away, for what goes in steps: a switch on to the right and off to
    /// the left, a choice name by name. None for what moves without steps.
    pub fn stepped(&self, addr: ParamAddr, clicks: i32) -> Option<Plain> {
        let index = self.layout.index(addr)?;
        let last = match self.layout.spec(index).curve {
            Curve::Switch => 1.0,
            Curve::Choice(names) => names.len() as f32 - 1.0,
            _ => return None,
        };
        let value = self.store.get(index).0 + clicks as f32;
        Some(Plain(value.clamp(0.0, last)))
    }

    /// True while panic holds the outputs.
    pub fn is_panic(&self) -> bool {
        self.is_on(NodeId::CONSOLE.param(Param::Console(ConsoleParam::Panic)))
    }

    /// True for a guard of hearing or of the PA.
    pub fn is_protected(&self, addr: ParamAddr) -> bool {
        let index = self.layout.index(addr);
        index.is_some_and(|index| self.layout.spec(index).protected)
    }

    /// True for a level: at its bottom end there is silence.
    pub fn is_level(&self, addr: ParamAddr) -> bool {
        let index = self.layout.index(addr);
        index.is_some_and(|index| self.layout.spec(index).curve == Curve::Fader)
    }

    /// What the console consists of, in the order of the desk.
    pub fn nodes(&self) -> Vec<NodeId> {
        self.layout.nodes()
    }

    /// A parameter's value, where the console has it.
    pub fn plain(&self, addr: ParamAddr) -> Option<Plain> {
        Some(self.store.get(self.layout.index(addr)?))
    }

    /// A parameter's position.
    pub fn travel(&self, addr: ParamAddr) -> Option<Travel> {
        let index = self.layout.index(addr)?;
        Some(self.layout.spec(index).curve.travel(self.store.get(index)))
    }

    /// The value at a position.
    pub fn plain_at(&self, addr: ParamAddr, position: f32) -> Option<Plain> {
        let index = self.layout.index(addr)?;
        Some(self.layout.spec(index).curve.plain(Travel::new(position)))
    }

    /// A value in words.
    pub fn words(&self, addr: ParamAddr) -> Option<String> {
        let index = self.layout.index(addr)?;
        Some(self.layout.spec(index).display(self.store.get(index)))
    }

    /// True while anything is soloed, or somebody listens to a key.
    pub fn is_soloing(&self) -> bool {
        self.layout.nodes().iter().any(|node| {
            let heard = node.key_listens().into_iter().chain([node.solo()]);
            heard.into_iter().any(|addr| self.is_on(addr))
        })
    }

    /// True for a member of a soloed DCA.
    pub fn is_soloed_by_dca(&self, node: NodeId) -> bool {
        self.layout.is_soloed_by_dca(node, |addr| self.is_on(addr))
    }

    /// Why a node is silent.
    pub fn causes(&self, node: NodeId) -> &[MuteCause] {
        self.mutes.get(&node).map_or(&[], Vec::as_slice)
    }

    /// A node's name for a display: its own, or what it is.
    pub fn name(&self, node: NodeId) -> String {
        match self.labels.get(&node) {
            Some(label) if !label.name.is_empty() => label.name.clone(),
            _ => match node.kind {
                NodeKind::Main => "Main".to_owned(),
                NodeKind::Dca => format!("DCA {}", node.number),
                kind => format!("{} {}", kind.word(), node.number),
            },
        }
    }

    /// A node's colour by name; empty for none.
    pub fn color(&self, node: NodeId) -> &str {
        self.labels.get(&node).map_or("", |label| &label.color)
    }

    /// What a node's meter shows among levels, of the kind that the console has chosen, and whether
    /// full scale was reached: at the input of strips, at the outputs of buses and main.
    pub fn meter(&self, levels: &Levels, node: NodeId) -> Option<(f32, bool)> {
        let (first, count) = *self.channels.get(&node)?;
        let channels = levels.channels.get(first..first + count)?;
        let shown = channels.iter().map(|channel| channel.meter);
        let clipped = channels.iter().any(|channel| channel.clips > 0);
        Some((shown.fold(0.0, f32::max), clipped))
    }
}
