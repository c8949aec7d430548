//! Makes the tree of all leaves.

use super::law::Law;
use super::leaf::{Leaf, Link, Value};
use super::tree::Tree;
use super::words::COLORS;
use crate::desk::mirror::Mirror;
use crate::param::{BusRole, NodeId, ParamAddr};

/// Makes the tree, node by node.
pub struct Builder<'a> {
    tree: Tree,
    mirror: &'a Mirror,
    base: String,
    node: Option<NodeId>,
}

impl<'a> Builder<'a> {
    /// The tree of a console, without leaves yet.
    pub fn new(mirror: &'a Mirror) -> Self {
        Self {
            tree: Tree::default(),
            mirror,
            base: String::new(),
            node: None,
        }
    }

    /// The tree.
    pub fn tree(self) -> Tree {
        self.tree
    }

    /// Begins a node; `node` is what it is on our console.
    pub fn begin(&mut self, address: &str, node: Option<NodeId>) {
        address.clone_into(&mut self.base);
        self.of_node(node);
        self.tree.begin(address);
    }

    /// The leaves that follow are of another node of ours.
    pub fn of_node(&mut self, node: Option<NodeId>) {
        self.node = node.filter(|node| self.mirror.nodes().contains(node));
    }

    /// Bits of the node's parameters, some of which may not exist.
    pub fn bits(&mut self, name: &str, law: Law, paths: &[&str]) {
        self.link(name, (law, 0.0), Link::Mask, paths);
    }

    fn add(&mut self, name: &str, law: Law, shadow: Value, link: Link) {
        self.add_bound((name, law), shadow, link, (Vec::new(), Vec::new()));
    }

    fn add_bound(
        &mut self,
        (name, law): (&str, Law),
        shadow: Value,
        link: Link,
        (addrs, bits): (Vec<ParamAddr>, Vec<u8>),
    ) {
        let leaf = Leaf {
            address: format!("{}/{name}", self.base),
            law,
            shadow,
            link,
            addrs,
            bits,
        };
        self.tree.add(&self.base, leaf);
    }

    /// A leaf without counterpart.
    pub fn shadow(&mut self, name: &str, law: Law, reset: f32) {
        self.add(name, law, Value::Number(reset), Link::Shadow);
    }

    /// A text without counterpart.
    pub fn text(&mut self, name: &str, reset: &str) {
        let reset = Value::Text(reset.to_owned());
        self.add(name, Law::Text, reset, Link::Shadow);
    }

    /// A text of our console.
    pub fn text_of(&mut self, name: &str, link: Link) {
        self.add(name, Law::Text, Value::Text(String::new()), link);
    }

    /// A number of our console that is no parameter.
    pub fn number_of(&mut self, name: &str, (law, reset): (Law, f32), link: Link) {
        self.add(name, law, Value::Number(reset), link);
    }

    /// A leaf that is a parameter of the node.
    pub fn plain(&mut self, name: &str, law: Law, reset: f32, path: &str) {
        self.link(name, (law, reset), Link::Plain, &[path]);
    }

    /// A leaf that follows parameters of the node in some way.
    pub fn link(&mut self, name: &str, (law, reset): (Law, f32), link: Link, paths: &[&str]) {
        let parse = |(bit, path): (usize, &&str)| {
            let addr = ParamAddr::parse(&format!("{}/{path}", self.node?))?;
            self.mirror.has(addr).then_some((addr, bit as u8))
        };
        let found = paths.iter().enumerate().filter_map(parse);
        let (addrs, bits): (Vec<ParamAddr>, Vec<u8>) = found.unzip();
        let link = if addrs.is_empty() { Link::Shadow } else { link };
        self.add_bound((name, law), Value::Number(reset), link, (addrs, bits));
    }

    /// Name and colour of the node.
    pub fn label(&mut self, icon: i32, color: usize) {
        let (name, hue) = match self.node {
            Some(node) => (Link::Name(node), Link::Color(node)),
            None => (Link::Shadow, Link::Shadow),
        };
        self.text_of("name", name);
        self.shadow("icon", Law::Int(1, 74), icon as f32);
        self.number_of("color", (Law::Words(COLORS), color as f32), hue);
    }

    /// The bus that is the X32's mix of that number.
    pub fn bus(&self, number: u16) -> Option<NodeId> {
        let topology = self.mirror.layout()?.topology();
        let bus = topology.bus(number)?;
        (bus.role != BusRole::Matrix).then_some(NodeId::bus(number))
    }

    /// The bus of that role at that place, 0 first.
    pub fn bus_of_role(&self, role: BusRole, place: usize) -> Option<NodeId> {
        let topology = self.mirror.layout()?.topology();
        let mut buses = topology.buses.iter().filter(|bus| bus.role == role);
        buses.nth(place).map(|bus| NodeId::bus(bus.number))
    }
}
