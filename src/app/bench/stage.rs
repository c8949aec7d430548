//! What is switched on, stage by stage.

use super::RATE;
use crate::cli::{BenchArgs, Stage};
use crate::engine::plan::Plan;
use crate::param::{BusDef, BusRole, Layout, NodeKind, StripDef, Topology, Width};
use std::sync::Arc;

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 8] = [
        Self::Strip,
        Self::Gate,
        Self::HighPass,
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
            Self::Comp => "comp",
            Self::DeEss => "de-ess",
            Self::KeyFilters => "key-filters",
            Self::Sends => "sends",
            Self::Main => "main",
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
            (Strip, "comp/on") => from(Self::Comp, "on"),
            (Strip, "deess/on") => from(Self::DeEss, "on"),
            (Strip, "gate/key-filter/on" | "comp/key-filter/on") => from(Self::KeyFilters, "on"),
            (Strip, "send/*/level") => from(Self::Sends, "-12 dB"),
            (Bus, "fader") => from(Self::Sends, "-6 dB"),
            (Main, "limiter/on") => Some(if self == Self::Main { "on" } else { "off" }),
            _ => None,
        }
    }
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
