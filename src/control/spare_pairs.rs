//! Strips with a spare: which they are, and where values go while a spare stands in.

use crate::param::curve::Key;
use crate::param::spec::{Param, SpareParam};
use crate::param::{Curve, Layout, NodeId, ParamAddr, Plain, Store, tables};

/// A strip and the one that can stand in for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair {
    /// The strip whose microphone may fail.
    pub strip: NodeId,
    /// Its spare.
    pub spare: NodeId,
    /// The spare stands in.
    pub in_use: bool,
}

/// True for what belongs to the microphone, or says which spare it has: it goes nowhere.
pub(super) fn is_own(addr: ParamAddr) -> bool {
    matches!(addr.param, Param::Input(_) | Param::Spare(_))
}

/// A key that names one strip, naming another.
pub(super) fn renamed_key(addr: ParamAddr, value: Plain, from: NodeId, to: NodeId) -> Plain {
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
pub(super) fn pairs(layout: &Layout, store: &Store) -> Vec<Pair> {
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
