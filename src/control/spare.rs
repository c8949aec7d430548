//! The spare microphone: one key, and another strip carries on as the one whose microphone failed.
//!
//! `ch/A/spare/strip` names the spare B. When it stands in, everything of A goes to B as a recall would
//! bring it (so trim and polarity stay while `console/safe/preamp` is on: they belong to the
//! microphone), what listens to A listens to B, and A is muted. `ch/A/spare/in-use` remembers it: names
//! and colours change places while it is on, and the same key brings all of it back.

use super::console::Console;
use super::copy::Arrival;
use super::feed::{Label, ShowInfo};
use super::gliding::Wish;
use super::intent::{Answer, ClientId, Refusal, Scope};
use super::journal::Cause;
use super::scenes::Scene;
use super::subscribers::labels_for;
use crate::param::curve::Key;
use crate::param::spec::{Param, SpareParam};
use crate::param::{
    Curve, Layout, NodeId, NodeKind, ParamAddr, ParamIndex, Plain, Recall, Store, tables,
};
use std::sync::Arc;
use std::time::Instant;

/// A strip and the one that can stand in for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair {
    strip: NodeId,
    spare: NodeId,
    in_use: bool,
}

/// True for what belongs to the microphone, or says which spare it has: it goes nowhere.
fn is_own(addr: ParamAddr) -> bool {
    matches!(addr.param, Param::Input(_) | Param::Spare(_))
}

/// A key that names one strip, naming another.
fn renamed_key(addr: ParamAddr, value: Plain, from: NodeId, to: NodeId) -> Plain {
    let spec = tables::row(addr.kind, addr.param);
    let is_key = spec.is_some_and(|spec| spec.curve == Curve::Key);
    if is_key && Key::from_plain(value) == Key::Strip(from.number) {
        Key::Strip(to.number).plain()
    } else {
        value
    }
}

/// Where a value of a scene goes while spares stand in: what is meant for a strip goes to its spare, and
/// what is meant for the spare itself goes nowhere.
pub(super) fn through_spares(
    pairs: &[Pair],
    addr: ParamAddr,
    value: Plain,
) -> Option<(ParamAddr, Plain)> {
    let named = |value, pair: &Pair| renamed_key(addr, value, pair.strip, pair.spare);
    let value = pairs.iter().fold(value, named);
    let node = addr.node();
    let pair = pairs
        .iter()
        .find(|pair| pair.strip == node || pair.spare == node);
    match pair {
        Some(pair) if !is_own(addr) => {
            (pair.strip == node).then(|| (pair.spare.param_of(addr.param, addr.each), value))
        }
        _ => Some((addr, value)),
    }
}

/// Every strip with a spare that this console has.
fn pairs(layout: &Layout, store: &Store) -> Vec<Pair> {
    let value = |node: NodeId, row| {
        let index = layout.index(node.param(Param::Spare(row)))?;
        Some(store.get(index))
    };
    let pair = |number: u16| {
        let strip = NodeId::strip(number);
        let Key::Strip(spare) = Key::from_plain(value(strip, SpareParam::Strip)?) else {
            return None;
        };
        let spare = NodeId::strip(spare);
        let exists = layout.topology().width(spare).is_some() && spare != strip;
        exists.then_some(Pair {
            strip,
            spare,
            in_use: value(strip, SpareParam::InUse)?.is_on(),
        })
    };
    let numbers = layout.topology().strips.iter().map(|strip| strip.number);
    numbers.filter_map(pair).collect()
}

fn refuse<T>(text: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::Transfer(text.into()))
}

impl Console {
    /// The strip's spare stands in, or what it stood in for comes back; either strip will do then.
    pub(super) fn use_spare(
        &mut self,
        client: ClientId,
        node: NodeId,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let pair = self.pair_of(node)?;
        let (from, to) = if pair.in_use {
            (pair.spare, pair.strip)
        } else {
            (pair.strip, pair.spare)
        };
        let mut arrival = Arrival::default();
        self.move_settings(from, to, &mut arrival)?;
        arrival.take(self.fate(from.mute(), Plain::switch(true)));
        let in_use = self.find(pair.strip.param(Param::Spare(SpareParam::InUse)))?;
        arrival
            .wishes
            .push(Wish::now(in_use, Plain::switch(!pair.in_use)));
        let stays = arrival.stays();
        let (from, to) = (self.called(from), self.called(to));
        self.land(client, arrival.wishes, Cause::Spare, now);
        Ok(Answer::said(format!(
            "{to} stands in for {from}, which is muted now{stays}"
        )))
    }

    /// The spares that stand in now.
    pub(super) fn spares_in_use(&self) -> Vec<Pair> {
        let mut pairs = pairs(&self.layout, &self.store);
        pairs.retain(|pair| pair.in_use);
        pairs
    }

    /// What a scene stores. A spare that stands in is in no scene: what it does is stored as its strip's,
    /// and for itself what the scene said before.
    pub(super) fn values_to_store(&self, before: Option<&Scene>) -> Vec<(ParamAddr, Plain)> {
        let pairs = self.spares_in_use();
        let stored = |index: &ParamIndex| self.layout.spec(*index).recall == Recall::Stored;
        let indices = self.layout.indices().filter(stored);
        indices
            .filter_map(|index| {
                let addr = self.layout.addr(index);
                let value = self.value_to_store(addr, &pairs, before)?;
                let named = |value, pair: &Pair| renamed_key(addr, value, pair.spare, pair.strip);
                Some((addr, pairs.iter().fold(value, named)))
            })
            .collect()
    }

    fn value_to_store(
        &self,
        addr: ParamAddr,
        pairs: &[Pair],
        before: Option<&Scene>,
    ) -> Option<Plain> {
        let node = addr.node();
        let is_in = |pair: &&Pair| pair.strip == node || pair.spare == node;
        match pairs.iter().find(is_in) {
            Some(pair) if !is_own(addr) && pair.strip == node => {
                self.settled(pair.spare.param_of(addr.param, addr.each))
            }
            Some(_) if !is_own(addr) => {
                let mut values = before?.values.iter();
                values.find(|(of, _)| *of == addr).map(|(_, value)| *value)
            }
            _ => self.settled(addr),
        }
    }

    /// A present value; of what a hand or a program has just set and what still rises, where it was set.
    fn settled(&self, addr: ParamAddr) -> Option<Plain> {
        let index = self.layout.index(addr)?;
        let goal = self.gliding.goal_of_hand(index);
        Some(goal.unwrap_or_else(|| self.store.get(index)))
    }

    /// The pair that a strip belongs to.
    fn pair_of(&self, node: NodeId) -> Result<Pair, Refusal> {
        if node.kind != NodeKind::Strip || self.layout.topology().width(node).is_none() {
            return Err(Refusal::Unknown(format!("a strip {node}")));
        }
        let pairs = pairs(&self.layout, &self.store);
        let is_busy = |pair: &&Pair| pair.in_use && (pair.strip == node || pair.spare == node);
        if let Some(busy) = pairs.iter().find(is_busy) {
            return Ok(*busy);
        }
        let Some(pair) = pairs.iter().find(|pair| pair.strip == node) else {
            return refuse(format!(
                "{node} has no spare strip; name one: headroom set {node}/spare/strip ch/N"
            ));
        };
        let stands_in =
            |other: &&Pair| other.in_use && [other.strip, other.spare].contains(&pair.spare);
        match pairs.iter().find(stands_in) {
            Some(other) => refuse(format!(
                "{} is in use between {} and {} already; bring that back first",
                pair.spare, other.strip, other.spare
            )),
            None => Ok(*pair),
        }
    }

    /// Everything of one strip goes to another, and so do those who listen to it.
    fn move_settings(
        &self,
        from: NodeId,
        to: NodeId,
        arrival: &mut Arrival,
    ) -> Result<(), Refusal> {
        let (old, new) = (Key::Strip(from.number), Key::Strip(to.number));
        for (row, value) in self.rows_of(from, &Scope::Everything)? {
            let is_key = row.spec().is_some_and(|spec| spec.curve == Curve::Key);
            let own = is_key && [old, new].contains(&Key::from_plain(value));
            let value = if own { Key::Own.plain() } else { value };
            arrival.take(self.fate(row.at(to), value));
        }
        for index in self.layout.indices() {
            let (addr, spec) = (self.layout.addr(index), self.layout.spec(index));
            let listens = spec.curve == Curve::Key && self.store.get(index) == old.plain();
            let is_other = addr.node() != from && addr.node() != to;
            if listens && is_other && spec.is_portable() {
                arrival.take(self.fate(addr, new.plain()));
            }
        }
        Ok(())
    }

    /// Names follow what strips stand for.
    pub(super) fn follow_spares(&mut self, mut changed: impl Iterator<Item = ParamAddr>) {
        if changed.any(|addr| matches!(addr.param, Param::Spare(_))) {
            self.refresh_labels();
        }
    }

    /// Tells everybody, if names have changed places.
    pub(super) fn refresh_labels(&mut self) {
        let labels = self.labels_on(&self.layout, &self.store);
        if labels == self.show.labels {
            return;
        }
        self.show = Arc::new(ShowInfo {
            labels,
            ..(*self.show).clone()
        });
        let layout = self.layout.clone();
        self.subscribers.start_over(&layout);
    }

    /// Names and colours; a spare that stands in has those of the strip, and the other way round.
    pub(super) fn labels_on(&self, layout: &Layout, store: &Store) -> Vec<(NodeId, Label)> {
        let mut labels = labels_for(layout, &self.labels);
        for pair in pairs(layout, store).iter().filter(|pair| pair.in_use) {
            for (node, _) in &mut labels {
                if *node == pair.strip {
                    *node = pair.spare;
                } else if *node == pair.spare {
                    *node = pair.strip;
                }
            }
        }
        labels
    }
}
