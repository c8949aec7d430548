//! What a strip, bus or group is called: typed as "Kick", "Kick, red" or ", red".

use super::entry::{Entry, Purpose};
use super::model::Model;
use super::page;
use crate::control::feed::Label;
use crate::control::intent::Intent;
use crate::desk::{Desk, DeskError};
use crate::param::{NodeId, NodeKind};
use crate::show::console_file::Color;

/// Asks for another name of what the page shows; false where that has none.
pub(super) fn begin(model: &mut Model) -> bool {
    use NodeKind::{Bus, Dca, Main, MuteGroup, Strip};
    let node = page::target(model);
    let node = node.filter(|node| matches!(node.kind, Strip | Bus | Main | Dca | MuteGroup));
    if let Some(node) = node {
        let text = model.console().label(node).map_or_else(String::new, words);
        let prompt = format!("{node}: name, color");
        model.entry = Some(Entry::name(Purpose::Label(node), prompt, &text));
    }
    node.is_some()
}

/// Something was typed.
pub(super) fn take(
    node: NodeId,
    text: &str,
    model: &Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    let now = model.console().label(node).cloned();
    let label = label(text, now.unwrap_or_default());
    desk.send(Intent::Label(node, label))
}

fn words(label: &Label) -> String {
    match label.color.as_str() {
        "" => label.name.clone(),
        color => format!("{}, {color}", label.name),
    }
}

/// What was typed; without a colour, or with nothing before it, the rest stays as it is.
fn label(text: &str, now: Label) -> Label {
    let parts = text.rsplit_once(',');
    let parts = parts.map(|(name, color)| (name.trim(), color.trim().to_lowercase()));
    match parts.filter(|(_, color)| Color::from_word(color).is_some()) {
        Some(("", color)) => Label { color, ..now },
        Some((name, color)) => Label {
            name: name.to_owned(),
            color,
        },
        None => Label {
            name: text.to_owned(),
            ..now
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_a_colour_or_both_are_typed_and_what_is_not_typed_stays() {
        let given = |name: &str, color: &str| Label {
            name: name.to_owned(),
            color: color.to_owned(),
        };
        for (typed, expected) in [
            ("Kick", given("Kick", "blue")),
            ("Kick, Red", given("Kick", "red")),
            (", off", given("Bass", "off")),
            ("Vox, Anna", given("Vox, Anna", "blue")),
        ] {
            assert_eq!(label(typed, given("Bass", "blue")), expected, "{typed}");
        }
    }
}
