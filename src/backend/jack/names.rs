//! What our ports are called: for machines by node and side, for people by the show's names.

use crate::engine::audio::PortSet;
use crate::engine::io::PortId;
use crate::param::Side;

/// Which way a port goes, seen from us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Way {
    /// Others play into it.
    In,
    /// Others listen to it.
    Out,
}

/// One port as it shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Whose it is.
    pub id: PortId,
    /// Which way it goes.
    pub way: Way,
    /// Its short JACK name, which never changes with the show's names.
    pub name: String,
    /// Its name for people, if it has one.
    pub pretty: Option<String>,
}

/// The ports of a set: inputs, then outputs, in the engine's order.
pub(super) fn wanted(set: &PortSet) -> Vec<Wanted> {
    let list = &set.list;
    let inputs = list.inputs.iter().map(|id| (*id, Way::In, &list.inputs));
    let outputs = list.outputs.iter().map(|id| (*id, Way::Out, &list.outputs));
    inputs
        .chain(outputs)
        .map(|(id, way, all)| {
            let wide = all
                .iter()
                .any(|other| other.node == id.node && other.kind == id.kind && other.channel > 0);
            Wanted {
                id,
                way,
                name: name(id, wide.then(|| set.side(id))),
                pretty: pretty(id, wide.then(|| set.side(id)), &set.names),
            }
        })
        .collect()
}

/// The short name: `ch-1`, `ch-9-left`, `main-surround-right`, `ch-9-insert-send-left`. `side`: of nodes
/// with several.
fn name(id: PortId, side: Option<Side>) -> String {
    let node = id.node;
    let mut name = String::from(node.kind.word());
    if node.kind.is_numbered() {
        name.push('-');
        name.push_str(&node.number.to_string());
    }
    for word in id.kind.words() {
        name.push('-');
        name.push_str(word);
    }
    if let Some(side) = side {
        name.push('-');
        name.push_str(&side.to_string());
    }
    name
}

/// A node may bring one name for all its channels or one for each.
fn pretty(id: PortId, side: Option<Side>, names: &[(PortId, String)]) -> Option<String> {
    let own = names.iter().filter(|(other, _)| other.node == id.node);
    let each = own.clone().count() > 1;
    let exact = own.clone().find(|(other, _)| other.channel == id.channel);
    let (_, text) = if each { exact? } else { own.clone().next()? };
    if text.is_empty() {
        return None;
    }
    let mut pretty = text.clone();
    for word in id.kind.words() {
        pretty.push(' ');
        pretty.push_str(word);
    }
    if let Some(side) = side.filter(|_| !each) {
        pretty.push(' ');
        pretty.push_str(&side.to_string());
    }
    Some(pretty)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::io::PortList;
    use crate::param::{BusDef, BusRole, NodeId, StripDef, Topology, Width};

    fn set() -> PortSet {
        let strip = |number, width| StripDef { number, width };
        let topology = Topology {
            strips: vec![strip(1, Width::Mono), strip(9, Width::Stereo)],
            buses: vec![BusDef {
                number: 3,
                width: Width::Mono,
                role: BusRole::Wedge,
                feeds: Vec::new(),
            }],
            ..Topology::default()
        };
        let id = PortId::signal;
        PortSet {
            list: PortList::of(&topology),
            names: vec![
                (id(NodeId::strip(1), 0), "Kick".into()),
                (id(NodeId::strip(9), 0), "Keys".into()),
                (id(NodeId::MAIN, 0), "PA".into()),
                (id(NodeId::MAIN, 1), "Sub".into()),
                (id(NodeId::bus(3), 0), String::new()),
            ],
            ..PortSet::default()
        }
    }

    #[test]
    fn ports_are_named_by_node_and_side() {
        let wanted = wanted(&set());
        let names: Vec<_> = wanted.iter().map(|port| port.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "ch-1",
                "ch-9-left",
                "ch-9-right",
                "talkback",
                "bus-3",
                "main-left",
                "main-right",
                "monitor-a-left",
                "monitor-a-right",
                "monitor-b-left",
                "monitor-b-right",
                "phones-left",
                "phones-right"
            ]
        );
        assert_eq!(wanted.iter().filter(|port| port.way == Way::In).count(), 4);
    }

    #[test]
    fn insert_points_are_named_by_what_they_do() {
        let topology = Topology {
            strips: vec![StripDef {
                number: 9,
                width: Width::Stereo,
            }],
            main: Width::Mono,
            inserts: [NodeId::strip(9), NodeId::MAIN].into(),
            ..Topology::default()
        };
        let set = PortSet {
            list: PortList::of(&topology),
            names: vec![(PortId::signal(NodeId::strip(9), 0), "Keys".into())],
            ..PortSet::default()
        };
        let wanted = wanted(&set);
        let names: Vec<_> = wanted.iter().map(|port| port.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "ch-9-left",
                "ch-9-right",
                "talkback",
                "ch-9-insert-return-left",
                "ch-9-insert-return-right",
                "main-insert-return",
                "main",
                "monitor-a-left",
                "monitor-a-right",
                "monitor-b-left",
                "monitor-b-right",
                "phones-left",
                "phones-right",
                "ch-9-insert-send-left",
                "ch-9-insert-send-right",
                "main-insert-send",
            ]
        );
        assert_eq!(
            wanted[4].pretty.as_deref(),
            Some("Keys insert return right")
        );
        assert_eq!(wanted[15].way, Way::Out);
    }

    #[test]
    fn people_read_the_names_of_the_show() {
        let wanted = wanted(&set());
        let pretty: Vec<_> = wanted.iter().map(|port| port.pretty.as_deref()).collect();
        assert_eq!(
            pretty,
            [
                Some("Kick"),
                Some("Keys left"),
                Some("Keys right"),
                None,
                None,
                Some("PA"),
                Some("Sub"),
                None,
                None,
                None,
                None,
                None,
                None
            ]
        );
    }

    #[test]
    fn a_mono_main_has_no_side() {
        let topology = Topology {
            main: Width::Mono,
            ..Topology::default()
        };
        let set = PortSet {
            list: PortList::of(&topology),
            ..PortSet::default()
        };
        assert!(wanted(&set).iter().any(|port| port.name == "main"));
    }
}
