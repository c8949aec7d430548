//! Reading the head of a scene file.

use super::{EVERY_NODE, LONGEST_FADE, RecallScope, SceneHead, Switches, is_fade};
use crate::param::carry::Roles;
use crate::param::{BusRole, NodeId, NodeKind, RecallClass, RecallClasses};
use crate::show::console_file::Color;
use crate::show::quantity;
use crate::show::reader::{Fields, Reader};
use crate::show::yaml::{Kind, Node};
use std::collections::BTreeMap;

/// Reads a head; what is wrong is reported and left at its default.
pub(in crate::show) fn read(reader: &mut Reader, fields: Fields) -> SceneHead {
    let mut head = SceneHead::default();
    if let Some(node) = fields.get("switches") {
        let known = reader.word(node, "'switches'", &Switches::WORDS);
        head.switches = known.unwrap_or_default();
    }
    if let Some(node) = fields.get("fade") {
        head.fade = fade(reader, node).unwrap_or_default();
    }
    if let Some(node) = fields.get("fades") {
        head.fades = fades(reader, node);
    }
    if let Some(node) = fields.get("locked") {
        let known = reader.word(node, "'locked'", &[("yes", true), ("no", false)]);
        head.locked = known.unwrap_or_default();
    }
    if let Some(text) = fields
        .get("notes")
        .and_then(|node| reader.text(node, "'notes'"))
    {
        text.clone_into(&mut head.notes);
    }
    if let Some(node) = fields.get("color") {
        let known = reader.word(node, "'color'", &Color::WORDS);
        head.color = known.unwrap_or_default();
    }
    if let Some(node) = fields.get("scope") {
        head.scope = scope(reader, node);
    }
    if let Some(node) = fields.get("roles") {
        head.roles = roles(reader, node);
    }
    head
}

fn roles(reader: &mut Reader, node: &Node) -> Roles {
    let mut roles = Roles::new();
    for (key, path, node) in reader.entries(node, "'roles'") {
        let Some(bus) = bus_number(path) else {
            reader.report(key, format!("'{path}' is no bus"), "write bus/3: wedge");
            continue;
        };
        let words = BusRole::ALL.map(|role| (role.word(), role));
        if let Some(role) = reader.word(node, "the role of a bus", &words) {
            roles.insert(bus, role);
        }
    }
    roles
}

/// The number of `bus/3`.
fn bus_number(path: &str) -> Option<u16> {
    let (node, rest) = NodeId::split(path)?;
    (node.kind == NodeKind::Bus && rest.is_empty()).then_some(node.number)
}

fn fades(reader: &mut Reader, node: &Node) -> BTreeMap<RecallClass, f32> {
    let mut fades = BTreeMap::new();
    for (key, word, node) in reader.entries(node, "'fades'") {
        if let Some(class) = RecallClass::from_word(word) {
            fades.extend(fade(reader, node).map(|seconds| (class, seconds)));
        } else {
            let words = RecallClass::ALL.map(RecallClass::word).join(", ");
            let message = format!("'{word}' is no class of parameters");
            reader.report(key, message, format!("allowed: {words}"));
        }
    }
    fades
}

fn fade(reader: &mut Reader, node: &Node) -> Option<f32> {
    let text = reader.text(node, "'fade'")?;
    let seconds = quantity::parse(text, quantity::SECONDS);
    let seconds = seconds
        .map(|seconds| seconds as f32)
        .filter(|seconds| is_fade(*seconds));
    if seconds.is_none() {
        let hint = format!("allowed: 0 to {LONGEST_FADE} s");
        reader.report(node, format!("'{text}' is not possible for 'fade'"), hint);
    }
    seconds
}

fn scope(reader: &mut Reader, node: &Node) -> RecallScope {
    let mut scope = RecallScope::default();
    if matches!(node.kind, Kind::Text(_)) {
        scope.all = classes(reader, node);
        return scope;
    }
    for (key, name, node) in reader.entries(node, "'scope'") {
        let target = NodeId::split(name).filter(|(_, rest)| rest.is_empty());
        match (name, target) {
            (EVERY_NODE, _) => scope.all = classes(reader, node),
            (_, Some((target, _))) => scope.nodes.push((target, classes(reader, node))),
            (_, None) => {
                let hint = "allowed: all, ch/N, bus/N, main, dca/N, mute-group/N, automix/N";
                reader.report(key, format!("'{name}' is no strip, bus or DCA"), hint);
            }
        }
    }
    scope.nodes.sort_by_key(|(node, _)| *node);
    scope.nodes.dedup_by_key(|(node, _)| *node);
    scope
}

/// Where it cannot be read, a recall changes nothing: it never changes more than somebody meant.
fn classes(reader: &mut Reader, node: &Node) -> RecallClasses {
    let Some(text) = reader.text(node, "'scope'") else {
        return RecallClasses::NONE;
    };
    RecallClasses::parse(text).unwrap_or_else(|word| {
        let hint = format!("allowed: {}", RecallClasses::allowed());
        reader.report(node, format!("'{word}' is no class of parameters"), hint);
        RecallClasses::NONE
    })
}
