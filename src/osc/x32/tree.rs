//! All leaves of an X32, by address, and the nodes whose lines they make.

use super::leaf::Leaf;
use crate::param::ParamAddr;
use std::collections::HashMap;
use std::ops::Range;

/// Everything that has an address.
#[derive(Debug, Default)]
pub struct Tree {
    /// The leaves, in the order of their nodes' lines.
    pub leaves: Vec<Leaf>,
    by_address: HashMap<String, usize>,
    nodes: HashMap<String, Range<usize>>,
    by_addr: HashMap<ParamAddr, Vec<usize>>,
}

impl Tree {
    /// Begins a node.
    pub fn begin(&mut self, address: &str) {
        let end = self.leaves.len();
        self.nodes.insert(address.to_owned(), end..end);
    }

    /// Adds a leaf to a node that has begun.
    pub fn add(&mut self, node: &str, leaf: Leaf) {
        let at = self.leaves.len();
        if let Some(range) = self.nodes.get_mut(node) {
            range.end = at + 1;
        }
        for addr in &leaf.addrs {
            self.by_addr.entry(*addr).or_default().push(at);
        }
        self.by_address.insert(leaf.address.clone(), at);
        self.leaves.push(leaf);
    }

    /// Takes over what was written into another tree.
    pub fn keep_shadows(&mut self, before: &Self) {
        for leaf in &mut self.leaves {
            if let Some(known) = before.by_address.get(&leaf.address) {
                leaf.shadow.clone_from(&before.leaves[*known].shadow);
            }
        }
    }

    /// The leaf at an address.
    pub fn leaf(&self, address: &str) -> Option<usize> {
        self.by_address.get(address).copied()
    }

    /// The leaves of a node, or the one leaf of that address.
    pub fn range(&self, address: &str) -> Option<Range<usize>> {
        let node = self.nodes.get(address).cloned();
        node.or_else(|| self.leaf(address).map(|at| at..at + 1))
    }

    /// The leaves that a parameter is in.
    pub fn of_addr(&self, addr: ParamAddr) -> &[usize] {
        self.by_addr.get(&addr).map_or(&[], Vec::as_slice)
    }
}
