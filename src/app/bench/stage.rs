//! What is switched on, stage by stage.

use super::RATE;
use crate::cli::{BenchArgs, Stage};
use crate::engine::command::Change;
use crate::engine::plan::Plan;
use crate::param::{BusDef, BusRole, Layout, NodeKind, Plain, StripDef, Topology, Width};
use std::sync::Arc;

impl Stage {
    /// Every stage of the table, in order; the moving equaliser stands beside it.
    pub const ALL: [Self; 9] = [
        Self::Strip,
        Self::Gate,
        Self::HighPass,
        Self::Eq,
        Self::Comp,
        Self::DeEss,
        Self::KeyFilters,
        Self::Sends,
        Self::Main,
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Strip => "strip",
            Self::Gate => "gate",
            Self::HighPass => "high-pass",
            Self::Eq => "eq",
            Self::Comp => "comp",
            Self::DeEss => "de-ess",
            Self::KeyFilters => "key-filters",
            Self::Sends => "sends",
            Self::Main => "main",
            Self::EqMoving => "eq-moving",
        }
    }

    /// What a parameter of a kind of node is set to; everything else has its default.
    fn value(self, kind: NodeKind, path: &str) -> Option<&'static str> {
        use NodeKind::{Bus, Console, Main, Strip};
        let from = |stage: Self, value| (self >= stage).then_some(value);
        match (kind, path) {
            (Console, "safe-start") => Some("off"),
            (Strip | Main, "fader") => Some("-6 dB"),
            (Strip, "pan") => Some("L30"),
            (Strip, "gate/on") => from(Self::Gate, "on"),
            (Strip, "hpf/on") => from(Self::HighPass, "on"),
            (Strip, "hpf/slope") => from(Self::HighPass, "24 dB/oct"),
            (Strip, "eq/*/gain") => from(Self::Eq, "6 dB"),
            (Strip, "comp/on") => from(Self::Comp, "on"),
            (Strip, "deess/on") => from(Self::DeEss, "on"),
            (Strip, "gate/key-filter/on" | "comp/key-filter/on") => from(Self::KeyFilters, "on"),
            (Strip, "send/*/level") => from(Self::Sends, "-12 dB"),
            (Bus, "fader") => from(Self::Sends, "-6 dB"),
            (Main, "limiter/on") => Some(if self >= Self::Main { "on" } else { "off" }),
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
        if let Some(text) = stage.value(layout.addr(index).kind, spec.path) {
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
