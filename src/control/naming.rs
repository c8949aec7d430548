//! What strips, buses and groups are called, and their colours, while the console runs.

use super::core::Core;
use super::feed::Label;
use super::intent::{Answer, ClientId, Refusal};
use super::kept_steps::keep_steps;
use super::spare_pairs::pairs;
use super::undo::{Step, Subject};
use crate::param::{NodeId, NodeKind};
use crate::show::console_file::Color;
use crate::show::names;
use std::collections::HashSet;
use std::time::Instant;

/// Whether this can be a name and a colour.
///
/// # Errors
/// It cannot; what is allowed.
pub(super) fn check(label: &Label) -> Result<(), Refusal> {
    names::check_label(&label.name)
        .map_err(|why| Refusal::Label(format!("nothing can be called so: {why}")))?;
    if label.color.is_empty() || Color::from_word(&label.color).is_some() {
        return Ok(());
    }
    let words: Vec<&str> = Color::WORDS.iter().map(|(word, _)| *word).collect();
    Err(Refusal::Label(format!(
        "there is no colour '{}'; allowed: {}",
        label.color,
        words.join(", ")
    )))
}

/// A strip, bus or group is called otherwise: a step of undo.
///
/// # Errors
/// It has no name, or cannot be called so.
pub(super) fn name(
    core: &mut Core,
    client: ClientId,
    node: NodeId,
    label: Label,
) -> Result<Answer, Refusal> {
    use NodeKind::{Bus, Dca, Main, MuteGroup, Strip};
    let has_name = matches!(node.kind, Strip | Bus | Main | Dca | MuteGroup);
    if !has_name || !core.layout().nodes().contains(&node) {
        return Err(Refusal::Label(format!(
            "there is no {node} that could be called something; allowed: strips, buses, main, DCAs and mute groups"
        )));
    }
    let label = Label {
        name: label.name.trim().to_owned(),
        color: if label.color == Color::Off.word() {
            String::new()
        } else {
            label.color
        },
    };
    check(&label)?;
    let text = words(node, &label);
    let edits = core.label([(stands_for(core, node), label)]);
    if !edits.is_empty() {
        core.record_whole(client, Step::of_labels(edits), Instant::now());
        keep_steps(core);
    }
    Ok(Answer::said(text))
}

/// Whose name a node shows: a spare that stands in shows that of its strip, and the other way round.
fn stands_for(core: &Core, node: NodeId) -> NodeId {
    let pairs = pairs(core.layout(), core.store());
    let mut swapped = pairs.iter().filter(|pair| pair.in_use);
    let swapped = swapped.find_map(|pair| match node {
        node if node == pair.strip => Some(pair.spare),
        node if node == pair.spare => Some(pair.strip),
        _ => None,
    });
    swapped.unwrap_or(node)
}

fn words(node: NodeId, label: &Label) -> String {
    let name = match label.name.as_str() {
        "" => "no name",
        name => name,
    };
    match label.color.as_str() {
        "" => format!("{node}: {name}"),
        color => format!("{node}: {name}, {color}"),
    }
}

/// Names of a step go back where nobody has changed them since. How many did not.
pub(super) fn change_back(core: &mut Core, step: &Step, since: &HashSet<Subject>) -> usize {
    let stands =
        |node, before: &Label| core.own_label(node).cloned().unwrap_or_default() == *before;
    let back = step
        .labels
        .iter()
        .filter(|edit| !since.contains(&Subject::Label(edit.of)) && stands(edit.of, &edit.before));
    let back: Vec<_> = back.map(|edit| (edit.of, edit.after.clone())).collect();
    let left = step.labels.len() - back.len();
    core.label(back);
    left
}
