//! What is switched on, stage by stage.

use super::limits::RATE;
use crate::cli::{BenchArgs, Stage};
use crate::engine::command::Change;
use crate::engine::plan::Plan;
use crate::param::{BusDef, BusRole, Layout, NodeId, NodeKind, Plain, StripDef, Topology, Width};
use std::sync::Arc;

impl Stage {
    /// Every stage of the table, in order; the moving equaliser stands beside it.
    pub const ALL: [Self; 14] = [
        Self::Strip,
        Self::Gate,
        Self::HighPass,
        Self::Eq,
        Self::Comp,
        Self::Sends,
        Self::Buses,
        Self::Main,
        Self::DeEss,
        Self::KeyFilters,
        Self::Saturation,
        Self::DynamicEq,
        Self::Fx,
        Self::Monitor,
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Strip => "strip",
            Self::Gate => "gate",
            Self::HighPass => "high-pass",
            Self::Eq => "eq",
            Self::Comp => "comp",
            Self::Sends => "sends",
            Self::Buses => "buses",
            Self::Main => "main",
            Self::DeEss => "de-ess",
            Self::KeyFilters => "key-filters",
            Self::Saturation => "saturation",
            Self::DynamicEq => "dynamic-eq",
            Self::Fx => "fx",
            Self::Monitor => "monitor",
            Self::EqMoving => "eq-moving",
        }
    }

    /// What a parameter of a node is set to; everything else has its default.
    fn value(self, node: NodeId, path: &str) -> Option<&'static str> {
        use NodeKind::{Bus, Console, Main, Monitor, Phones, Strip};
        let from = |stage: Self, value| (self >= stage).then_some(value);
        match (node.kind, node.number, path) {
            (Console, _, "safe-start") => Some("off"),
            (Strip | Main, _, "fader") => Some("-6 dB"),
            (Strip, _, "pan") => Some("L30"),
            (Strip, _, "gate/on") => from(Self::Gate, "on"),
            (Strip, _, "hpf/on") => from(Self::HighPass, "on"),
            (Strip, _, "hpf/slope") => from(Self::HighPass, "24 dB/oct"),
            (Strip, _, "eq/*/gain") => from(Self::Eq, "6 dB"),
            (Strip, _, "comp/on") => from(Self::Comp, "on"),
            (Strip, _, "send/*/level") => from(Self::Sends, "-12 dB"),
            (Bus, _, "fader") => from(Self::Sends, "-6 dB"),
            (Bus, _, "eq/*/gain") => from(Self::Buses, "6 dB"),
            (Bus, _, "comp/on") => from(Self::Buses, "on"),
            (Main, _, "limiter/on") => Some(if self >= Self::Main { "on" } else { "off" }),
            (Strip, _, "deess/on") => from(Self::DeEss, "on"),
            (Strip, _, "gate/key-filter/on" | "comp/key-filter/on") => from(Self::KeyFilters, "on"),
            (Strip, _, "sat/on") => from(Self::Saturation, "on"),
            (Strip, _, "deq/on" | "deq/*/on") => from(Self::DynamicEq, "on"),
            (Bus, 1, "fx/type") => from(Self::Fx, "reverb"),
            (Bus, 2, "fx/type") => from(Self::Fx, "delay"),
            (Monitor | Phones, _, "level") => from(Self::Monitor, "-12 dB"),
            (Strip, 1, "solo") => from(Self::Monitor, "on"),
            _ => None,
        }
    }
}

/// What moves all the time of a stage: every band of every equaliser, from one end to the other.
pub fn motion(layout: &Layout, stage: Stage, frames: u32) -> Vec<Change> {
    let moves = |path: &str| stage == Stage::EqMoving && path == "eq/*/gain";
    layout
        .indices()
        .filter(|index| layout.addr(*index).kind == NodeKind::Strip)
        .filter(|index| moves(layout.spec(*index).path))
        .map(|index| Change {
            index,
            value: Plain(-6.0),
            over: frames,
        })
        .collect()
}

/// The plan of a console with everything up to `stage` switched on.
pub fn plan(options: &BenchArgs, stage: Stage) -> anyhow::Result<Plan> {
    let topology = topology(options);
    topology.validate()?;
    let layout = Arc::new(Layout::new(topology));
    let mut plan = Plan::new(layout.clone(), RATE);
    plan.kernels = options.kernels.kernels();
    for index in layout.indices() {
        let spec = layout.spec(index);
        if let Some(text) = stage.value(layout.addr(index).node(), spec.path) {
            plan.values[index.slot()] = spec.parse(text)?;
        }
    }
    Ok(plan)
}

fn topology(options: &BenchArgs) -> Topology {
    let strip = |number| StripDef {
        number,
        width: Width::Mono,
    };
    let bus = |number| BusDef {
        number,
        width: Width::Mono,
        role: BusRole::Fx,
        feeds: Vec::new(),
    };
    Topology {
        strips: (1..=options.strips as u16).map(strip).collect(),
        buses: (1..=options.buses as u16).map(bus).collect(),
        ..Topology::default()
    }
}
