//! What a front end knows of one layout: values, goals, mutes, labels, channels of the levels.

use crate::control::feed::{Label, MuteCause, ShowInfo, Update};
use crate::param::printable::printable;
use crate::param::spec::{FxParam, Param};
use crate::param::{Layout, NodeId, ParamAddr, ParamIndex, Plain, Store};
use std::collections::HashMap;
use std::ops::Range;

/// What belongs to one layout.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// Name of the show.
    pub name: String,
    pub layout: Layout,
    /// Present values: what is heard.
    pub store: Store,
    /// Where parameters that move are going.
    pub goals: HashMap<ParamIndex, Plain>,
    pub mutes: HashMap<NodeId, Vec<MuteCause>>,
    pub labels: HashMap<NodeId, Label>,
    /// The channels of each node among the levels.
    pub channels: HashMap<NodeId, Range<usize>>,
    pub channel_count: usize,
}

impl Known {
    /// The console that an update begins with; none for one that cannot be.
    pub fn new(info: &ShowInfo) -> Option<Self> {
        info.topology.validate().ok()?;
        let layout = Layout::new(info.topology.clone());
        let metered = info.topology.metered();
        Some(Self {
            name: printable(&info.name).into_owned(),
            store: Store::defaults(&layout),
            goals: HashMap::new(),
            mutes: HashMap::new(),
            labels: fit(&info.labels),
            channel_count: info.topology.levels(),
            channels: metered.into_iter().collect(),
            layout,
        })
    }

    /// Takes values, goals and mutes.
    pub fn take(&mut self, update: &Update, changed: &mut Changed) {
        // An index of another layout names nothing here.
        let count = self.layout.len();
        let is_ours = |index: &ParamIndex| index.slot() < count;
        let mut headed = Vec::new();
        for (index, goal) in update.goals.iter().filter(|(index, _)| is_ours(index)) {
            match goal {
                Some(goal) => self.goals.insert(*index, *goal),
                None => self.goals.remove(index),
            };
            headed.push(*index);
        }
        for (index, value) in update.values.iter().filter(|(index, _)| is_ours(index)) {
            self.store.set(*index, *value);
            let addr = self.layout.addr(*index);
            if addr.param == Param::Fx(FxParam::Type) {
                changed.effects.push(addr.node());
            }
            changed.values.push(addr);
            headed.push(*index);
        }
        self.mutes.extend(update.mutes.iter().cloned());
        let heading = |index| {
            let goal = self.goals.get(&index).copied();
            let heading = goal.unwrap_or_else(|| self.store.get(index));
            (self.layout.addr(index), heading)
        };
        changed.headings = headed.into_iter().map(heading).collect();
    }

    /// Takes names and colours; the nodes that have others now.
    pub fn rename(&mut self, labels: &[(NodeId, Label)]) -> Vec<NodeId> {
        let before = std::mem::replace(&mut self.labels, fit(labels));
        let mut nodes = self.layout.nodes();
        nodes.retain(|node| before.get(node) != self.labels.get(node));
        nodes
    }

    pub fn index(&self, addr: ParamAddr) -> Option<ParamIndex> {
        self.layout.index(addr)
    }
}

/// What an update has changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changed {
    /// The console consists of something else: everything about nodes and parameters is new.
    pub is_anew: bool,
    /// The update described strips that cannot be; what was known before still stands.
    pub is_impossible: bool,
    /// Parameters whose present values changed.
    pub values: Vec<ParamAddr>,
    /// Parameters that changed or go elsewhere, with the value that each has or goes to.
    pub headings: Vec<(ParamAddr, Plain)>,
    /// Nodes that are called otherwise.
    pub names: Vec<NodeId>,
    /// FX buses with another effect: other parameters of theirs are of use.
    pub effects: Vec<NodeId>,
}

/// Labels with names that a terminal can take.
fn fit(labels: &[(NodeId, Label)]) -> HashMap<NodeId, Label> {
    let fit = |(node, label): &(NodeId, Label)| {
        let name = printable(&label.name).into_owned();
        let color = label.color.clone();
        (*node, Label { name, color })
    };
    labels.iter().map(fit).collect()
}
