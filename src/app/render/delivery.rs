//! What a render is asked for beside its session: stems, files of one kind, and a main for mastering.

use super::options::Delivery;
use super::stems::{is_on, members};
use crate::app::track_name::track_name;
use crate::cli::StemKind;
use crate::engine::command::Timed;
use crate::engine::plan::Plan;
use crate::param::spec::{LimiterParam, MemberParam, Param, SaturationParam};
use crate::param::tables::saturation::SaturationType;
use crate::param::tables::send::Tap;
use crate::param::{Choice, NodeId, NodeKind, ParamAddr, Plain};
use crate::show::SessionFile;
use crate::show::session_file::{Output, Place};
use anyhow::{Result, bail};
use std::path::PathBuf;

/// The outputs of a session with the stems that are asked for, in files of the kind that is asked for.
///
/// # Errors
/// Two of them have the same name.
pub fn outputs(
    session: &SessionFile,
    plan: &Plan,
    moves: &[Timed],
    delivery: &Delivery,
) -> Result<Vec<Output>> {
    let mut outputs = session.outputs.clone();
    for kind in &delivery.stems {
        add(session, (plan, moves), *kind, &mut outputs);
    }
    for at in 0..outputs.len() {
        if let Some(format) = delivery.format {
            outputs[at].file.set_extension(format.ending());
        }
        let (before, from) = outputs.split_at(at);
        if before.iter().any(|other| other.file == from[0].file) {
            let file = from[0].file.display();
            bail!("two outputs would be written to {file}; give each its own file in the session");
        }
    }
    Ok(outputs)
}

/// Adds the stems of a kind.
fn add(
    session: &SessionFile,
    (plan, moves): (&Plan, &[Timed]),
    kind: StemKind,
    outputs: &mut Vec<Output>,
) {
    let topology = &session.console.topology;
    let has_input = |node: &NodeId| {
        let mut points = session.inputs.iter().flat_map(|input| &input.points);
        points.any(|point| point.node == *node)
    };
    let strips = topology.strips.iter();
    let strips = strips
        .map(|strip| NodeId::strip(strip.number))
        .filter(has_input);
    let (nodes, place, ending): (Vec<NodeId>, Place, &str) = match kind {
        StemKind::Strips => (strips.collect(), Place::Share, ""),
        StemKind::Dry => (strips.collect(), Place::Tap(Tap::Input), " dry"),
        StemKind::Buses => {
            let buses = topology.buses.iter().map(|bus| NodeId::bus(bus.number));
            let buses = buses.filter(|bus| goes_to_main(plan, moves, *bus));
            (buses.collect(), Place::Share, "")
        }
        StemKind::Dcas => {
            let dcas = topology
                .dcas
                .iter()
                .filter(|dca| !members(plan, **dca).is_empty());
            (
                dcas.map(|dca| NodeId::dca(*dca)).collect(),
                Place::Share,
                "",
            )
        }
    };
    for node in nodes {
        let label = session.console.labels.get(&node);
        let label = label.map_or("", |label| &label.name);
        let number = outputs.iter().filter(|output| output.is_stem()).count() + 1;
        let name = track_name(number, &node.to_string(), label);
        outputs.push(Output {
            node,
            place,
            file: PathBuf::from(format!("{name}{ending}.wav")),
        });
    }
}

/// A bus that is in main at the beginning, or may come there.
fn goes_to_main(plan: &Plan, moves: &[Timed], bus: NodeId) -> bool {
    let path = format!("{bus}/main/on");
    let index = plan.layout.find(&path).ok();
    let moves = moves.iter().any(|timed| Some(timed.change.index) == index);
    moves || is_on(plan, &path)
}

/// Takes main's limiter out of the way, and its saturation where that is a clipper at any time.
pub fn bypass(plan: &mut Plan, moves: &mut Vec<Timed>) {
    let layout = plan.layout.clone();
    let index = |param| layout.index(NodeId::MAIN.param(param));
    let limiter = index(Param::Limiter(LimiterParam::On));
    let saturation = index(Param::Saturation(SaturationParam::On));
    let kind = index(Param::Saturation(SaturationParam::Type));
    let is_clip = |value: Plain| SaturationType::of(value) == SaturationType::Clip;
    let starts = kind.is_some_and(|kind| is_clip(plan.values[kind.slot()]));
    let changes = |timed: &Timed| Some(timed.change.index) == kind && is_clip(timed.change.value);
    let clips = starts || moves.iter().any(changes);
    let off = [limiter, saturation.filter(|_| clips)];
    for index in off.into_iter().flatten() {
        plan.values[index.slot()] = Plain::switch(false);
        moves.retain(|timed| timed.change.index != index);
    }
}

/// What a person should know of the stems.
pub fn notes(outputs: &[Output], plan: &Plan, moves: &[Timed]) -> Vec<String> {
    let dcas = outputs
        .iter()
        .filter(|output| output.node.kind == NodeKind::Dca);
    let mut notes: Vec<String> = dcas.flat_map(|dca| of_dca(dca, plan, moves)).collect();
    let changes = |timed: &Timed| {
        let addr: ParamAddr = plan.layout.addr(timed.change.index);
        addr.param == Param::Member(MemberParam::Dca)
    };
    let has_dcas = outputs
        .iter()
        .any(|output| output.node.kind == NodeKind::Dca);
    if has_dcas && moves.iter().any(changes) {
        let note =
            "who is in a DCA changes during the session; its stem has those of the beginning";
        notes.push(note.to_owned());
    }
    notes
}

fn of_dca(output: &Output, plan: &Plan, moves: &[Timed]) -> Vec<String> {
    let dca = output.node;
    let members = members(plan, dca.number);
    if members.is_empty() {
        return vec![format!(
            "{dca} has no members at the beginning: its stem is silent"
        )];
    }
    let away = members
        .iter()
        .filter(|node| !goes_to_main(plan, moves, **node));
    let away: Vec<String> = away.map(ToString::to_string).collect();
    if away.is_empty() {
        return Vec::new();
    }
    vec![format!(
        "{dca}: {} not assigned to main, so its stem lacks what reaches main by way of buses; their stems have it",
        match &away[..] {
            [one] => format!("{one} is"),
            several => format!("{} are", several.join(", ")),
        }
    )]
}
