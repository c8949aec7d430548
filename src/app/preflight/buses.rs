//! Buses and main: muted ones that are in use, wedges behind faders, limiters that are off, holds.

use super::look::Look;
use crate::control::feed::{Finding, FindingPlace, MuteCause};
use crate::param::spec::{ConsoleParam, FxParam, Param, SendParam};
use crate::param::tables::console::GuardMode;
use crate::param::tables::send::Tap;
use crate::param::{BusRole, Choice as _, NodeId, NodeKind, Plain};

/// Where switches of the whole console are.
const CONSOLE: FindingPlace = FindingPlace::Node(NodeId::CONSOLE);

pub(super) fn findings(look: &Look) -> Vec<Finding> {
    let mut findings = holds(look);
    let topology = look.layout.topology();
    let buses = topology.buses.iter().map(|bus| NodeId::bus(bus.number));
    for node in buses.chain([NodeId::MAIN]) {
        findings.extend(muted_in_use(look, node));
        findings.extend(behind_faders(look, node));
        findings.extend(limiter_off(look, node));
        findings.extend(killed(look, node));
    }
    findings
}

fn console_row(row: ConsoleParam) -> crate::param::ParamAddr {
    NodeId::CONSOLE.param(Param::Console(row))
}

/// What keeps all outputs silent, and a guard that is off.
fn holds(look: &Look) -> Vec<Finding> {
    let mut findings = Vec::new();
    if look.runs && look.is_on(console_row(ConsoleParam::SafeStart)) {
        findings.push(Finding::new(
            "safe start keeps all outputs silent",
            "release it when the room is ready: headroom do release-safe-start --confirm",
            CONSOLE,
        ));
    }
    if look.is_on(console_row(ConsoleParam::Panic)) {
        findings.push(Finding::new(
            "panic keeps all outputs silent",
            "release it: headroom do release-panic --confirm",
            CONSOLE,
        ));
    }
    if look.is_on(console_row(ConsoleParam::Tape)) {
        findings.push(Finding::new(
            "strips hear the tape, and not the stage",
            "back to live: headroom do live",
            FindingPlace::Tape,
        ));
    }
    let mode = look.mirror.value(console_row(ConsoleParam::GuardMode));
    if mode.map(GuardMode::of) == Some(GuardMode::Off) {
        findings.push(Finding::new(
            "the recall guard is off: a recall may raise anything",
            "turn it on: headroom set console/guard/mode ask",
            CONSOLE,
        ));
    }
    findings
}

/// An effect that a press keeps silent, and nobody has let go.
fn killed(look: &Look, node: NodeId) -> Option<Finding> {
    let kill = node.param(FxParam::Kill.into());
    look.is_on(kill).then(|| {
        Finding::new(
            format!("{}: its effect is killed", look.mirror.called(node)),
            format!("let it sound: headroom set {kill} off"),
            FindingPlace::Node(node),
        )
    })
}

/// The sources whose sends into a bus are open; of main those that are assigned.
fn feeds(look: &Look, node: NodeId) -> Vec<NodeId> {
    let send = |from: &NodeId, row| from.param_of(Param::Send(row), node.number as u8);
    let feeds = |from: &NodeId| {
        if node == NodeId::MAIN {
            return from.kind == NodeKind::Strip && look.is_on(from.main_on());
        }
        let level = look.mirror.value(send(from, SendParam::Level));
        look.is_on(send(from, SendParam::On)) && level.is_some_and(|level| level != Plain::OFF)
    };
    let mut nodes = look.layout.topology().audio_nodes();
    nodes.retain(feeds);
    nodes
}

fn muted_in_use(look: &Look, node: NodeId) -> Option<Finding> {
    let causes = look.mirror.causes(node).iter();
    let why: Vec<String> = causes.filter_map(|cause| words(look, *cause)).collect();
    let feeds = feeds(look, node).len();
    (!why.is_empty() && feeds > 0).then(|| {
        Finding::new(
            format!(
                "{} is muted by {}, and {feeds} {} into it",
                look.called(node),
                why.join(" and "),
                if feeds == 1 {
                    "source goes"
                } else {
                    "sources go"
                }
            ),
            format!("open it if it shall be heard; who mutes it: headroom why {node}"),
            FindingPlace::Node(node),
        )
    })
}

/// What mutes by itself; holds and solos are said elsewhere.
fn words(look: &Look, cause: MuteCause) -> Option<String> {
    match cause {
        MuteCause::Own => Some("its own mute".to_owned()),
        MuteCause::MuteGroup(number) => Some(look.called(NodeId::mute_group(number))),
        MuteCause::Dca(number) => Some(look.called(NodeId::dca(number))),
        MuteCause::FxMute => Some("FX mute".to_owned()),
        MuteCause::Dim(_) | MuteCause::Solo | MuteCause::SafeStart | MuteCause::Panic => None,
    }
}

/// Monitor mixes that hear strips behind their faders: who rides a fader rides the stage.
fn behind_faders(look: &Look, node: NodeId) -> Option<Finding> {
    let role = look.layout.topology().role(node);
    let is_monitor = role.is_some_and(BusRole::is_pre_fader);
    let tap = |from: &NodeId| {
        let tap = from.param_of(Param::Send(SendParam::Tap), node.number as u8);
        look.mirror.value(tap).map(Tap::of)
    };
    let mut strips = feeds(look, node);
    strips.retain(|from| from.kind == NodeKind::Strip && tap(from) == Some(Tap::PostFader));
    let first = *strips.first().filter(|_| is_monitor)?;
    let path = first.param_of(Param::Send(SendParam::Tap), node.number as u8);
    let names: Vec<String> = strips.iter().map(|strip| look.called(*strip)).collect();
    Some(Finding::new(
        format!(
            "{} hears {} behind the fader",
            look.called(node),
            names.join(", ")
        ),
        format!("whoever rides the fader rides the stage: headroom set {path} pre-fader"),
        FindingPlace::Node(first),
    ))
}

fn limiter_off(look: &Look, node: NodeId) -> Option<Finding> {
    let limiter = look.mirror.layout()?.guarding_limiter(node)?;
    let is_off = look.mirror.value(limiter).is_some_and(|on| !on.is_on());
    is_off.then(|| {
        Finding::new(
            format!("the limiter of {} is off", look.called(node)),
            format!("turn it on: headroom set {limiter} on"),
            FindingPlace::Node(node),
        )
    })
}
