//! What of an X32 is something on our console: a list for the manual, made from the tree.

use super::leaf::{Leaf, Link};
use super::table;
use super::tree::Tree;
use crate::control::feed::{ShowInfo, Update};
use crate::desk::mirror::Mirror;
use crate::param::{BusDef, BusRole, StripDef, Topology, Width};
use std::sync::Arc;

/// A node of an X32, with numbers as N.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Its address.
    pub node: String,
    /// Its leaves that are something on our console.
    pub ours: Vec<String>,
    /// Those that are only kept and answered.
    pub kept: Vec<String>,
}

/// A console that has everything that the list needs.
fn full() -> Mirror {
    let bus = |number, role| BusDef {
        number,
        width: Width::Mono,
        role,
        feeds: if role == BusRole::Matrix {
            Vec::new()
        } else {
            vec![20]
        },
    };
    let strip = |number| StripDef {
        number,
        width: Width::Mono,
    };
    let mut topology = Topology {
        strips: (1..=40).map(strip).collect(),
        buses: (1..=12).map(|number| bus(number, BusRole::Wedge)).collect(),
        main_feeds: vec![20],
        ..Topology::default()
    };
    topology.buses.push(bus(13, BusRole::Fx));
    topology.buses.push(bus(20, BusRole::Matrix));
    topology.inserts = topology.audio_nodes().into_iter().collect();
    let mut mirror = Mirror::default();
    mirror.take(&Update {
        show: Some(Arc::new(ShowInfo {
            name: String::new(),
            topology,
            labels: Vec::new(),
        })),
        ..Update::default()
    });
    mirror
}

/// An address with its numbers as N, parted into node and leaf.
fn general(leaf: &Leaf) -> (String, String) {
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let words = leaf.address.split('/');
    let words: Vec<String> = words
        .map(|word| {
            if is_number(word) {
                "N".repeat(word.len())
            } else {
                word.to_owned()
            }
        })
        .collect();
    let (last, node) = words
        .split_last()
        .map_or((String::new(), &words[..]), |(last, node)| {
            (last.clone(), node)
        });
    (node.join("/"), last)
}

/// Every node of which something is ours.
pub fn listed() -> Vec<Listed> {
    let tree = table::tree(&full(), &Tree::default());
    let mut nodes: Vec<Listed> = Vec::new();
    for leaf in &tree.leaves {
        let (node, name) = general(leaf);
        let at = nodes
            .iter()
            .position(|known| known.node == node)
            .unwrap_or_else(|| {
                nodes.push(Listed {
                    node,
                    ..Listed::default()
                });
                nodes.len() - 1
            });
        let listed = &mut nodes[at];
        if leaf.link == Link::Shadow {
            listed.kept.push(name);
        } else {
            listed.ours.push(name);
        }
    }
    for listed in &mut nodes {
        listed.ours.sort();
        listed.ours.dedup();
        listed.kept.sort();
        listed.kept.dedup();
        let ours = &listed.ours;
        listed.kept.retain(|name| !ours.contains(name));
    }
    nodes.retain(|listed| !listed.ours.is_empty());
    nodes
}
