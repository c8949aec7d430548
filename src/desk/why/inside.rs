//! What happens inside a strip, bus or main.

use super::stage::{Evidence, SILENCE_DB, Stage};
use super::words::{cause, dbfs};
use crate::control::feed::{ChannelLevel, MuteCause};
use crate::desk::mirror::Mirror;
use crate::param::spec::{
    AutomixParam, CompressorParam, DeEsserParam, DynamicEqParam, FxParam, GateParam, InsertParam,
    LimiterParam, MuteGroupParam, Param,
};
use crate::param::{NodeId, NodeKind, Plain};

/// Gain that is taken away and worth a word, in dB.
const NOTABLE_DB: f32 = 0.5;
/// A gate that takes so much away is closed, in dB.
const CLOSED_DB: f32 = 20.0;

/// From behind the trim to behind the fader.
pub(super) fn stages(evidence: Evidence, node: NodeId) -> Vec<Stage> {
    let mut stages: Vec<Stage> = before_the_fader(evidence, node).collect();
    stages.extend(mute(evidence.mirror, node));
    stages.extend(fader(evidence.mirror, node));
    stages.extend(dcas(evidence.mirror, node));
    stages.extend(limiter(evidence, node));
    let level = output_db(evidence, node);
    let is_explained = stages.iter().any(|stage| stage.is_dead);
    if level > SILENCE_DB {
        stages.push(Stage::open("output").at(level));
    } else if !is_explained && input_db(evidence, node) > SILENCE_DB {
        stages.push(Stage::dead("nothing is left of it at the output"));
    }
    stages
}

/// The first dead point inside a node, up to the fader or behind it; none where a signal gets through.
pub(super) fn dead_point(evidence: Evidence, node: NodeId, is_pre_fader: bool) -> Option<String> {
    let mirror = evidence.mirror;
    let before = before_the_fader(evidence, node).find(|stage| stage.is_dead);
    let stage = before.or_else(|| mute(mirror, node).filter(|stage| stage.is_dead));
    let behind = || {
        let mut behind = fader(mirror, node).into_iter().chain(dcas(mirror, node));
        behind.find(|stage| stage.is_dead)
    };
    let stage = stage.or_else(|| if is_pre_fader { None } else { behind() });
    stage.map(|stage| stage.text)
}

fn before_the_fader(evidence: Evidence, node: NodeId) -> impl Iterator<Item = Stage> {
    let stages = [
        fault(evidence, node),
        killed(evidence.mirror, node),
        gate(evidence, node),
        insert(evidence, node),
        reduction(evidence, node, CompressorParam::On.into(), "compressor"),
        reduction(evidence, node, DynamicEqParam::On.into(), "dynamic EQ"),
        reduction(evidence, node, DeEsserParam::On.into(), "de-esser"),
        automix(evidence, node),
    ];
    stages.into_iter().flatten()
}

fn loudest(evidence: Evidence, node: NodeId, of: fn(&ChannelLevel) -> f32) -> f32 {
    let channels = evidence.mirror.levels(evidence.levels, node);
    let peak = channels.iter().map(of).fold(0.0, f32::max);
    20.0 * peak.max(1e-9).log10()
}

/// The level behind the trim, or of everything that a bus sums.
pub(super) fn input_db(evidence: Evidence, node: NodeId) -> f32 {
    loudest(evidence, node, |channel| channel.input_peak)
}

/// The level behind fader and mute; of an output behind its limiter.
pub(super) fn output_db(evidence: Evidence, node: NodeId) -> f32 {
    loudest(evidence, node, |channel| channel.output_peak)
}

/// Gain that a processor takes away, in dB: the most among the channels.
fn taken_db(evidence: Evidence, node: NodeId, gain: fn(&ChannelLevel) -> f32) -> f32 {
    let channels = evidence.mirror.levels(evidence.levels, node);
    let lowest = channels.iter().map(gain).fold(1.0, f32::min);
    -20.0 * lowest.max(1e-6).log10()
}

fn fault(evidence: Evidence, node: NodeId) -> Option<Stage> {
    if evidence.mirror.status().faults.contains(&node) {
        let text =
            "its processing failed and is bypassed: 'headroom do clear-fault' tries it again";
        return Some(Stage::open(text));
    }
    let channels = evidence.mirror.levels(evidence.levels, node);
    let was_reset = channels.iter().any(|channel| channel.reset);
    was_reset.then(|| Stage::open("what came in was not a number, and was left out"))
}

/// The effect of an FX bus, while somebody keeps it from sounding.
fn killed(mirror: &Mirror, node: NodeId) -> Option<Stage> {
    let kill = node.param(FxParam::Kill.into());
    mirror.is_on(kill).then(|| {
        Stage::dead(format!(
            "its effect is killed as long as {kill} is on: headroom set {kill} off"
        ))
    })
}

fn gate(evidence: Evidence, node: NodeId) -> Option<Stage> {
    let mirror = evidence.mirror;
    mirror
        .is_on(node.param(GateParam::On.into()))
        .then_some(())?;
    let taken = taken_db(evidence, node, |channel| channel.gate_gain);
    let threshold = mirror.text(node.param(GateParam::Threshold.into()));
    let threshold = threshold.unwrap_or_default();
    if taken >= CLOSED_DB {
        let text = format!("the gate is closed: −{taken:.0} dB (threshold {threshold})");
        // What gets through a closed gate may still be heard.
        let is_dead = input_db(evidence, node) - taken <= SILENCE_DB;
        return Some(Stage {
            is_dead,
            ..Stage::open(text)
        });
    }
    (taken >= NOTABLE_DB).then(|| Stage::open(format!("gate: −{taken:.1} dB")))
}

fn insert(evidence: Evidence, node: NodeId) -> Option<Stage> {
    let mirror = evidence.mirror;
    mirror
        .is_on(node.param(InsertParam::On.into()))
        .then_some(())?;
    if !mirror.is_on(node.param(InsertParam::Connected.into())) {
        return Some(Stage::open(
            "the unit at the insert does not answer, and is passed by",
        ));
    }
    let channels = mirror.levels(evidence.levels, node);
    let is_bad = channels.iter().any(|channel| channel.bad_return);
    Some(Stage::open(if is_bad {
        "what the unit at the insert sends back is not a number, and the signal stands in for it"
    } else {
        "through the unit at the insert"
    }))
}

fn reduction(evidence: Evidence, node: NodeId, on: Param, what: &str) -> Option<Stage> {
    evidence.mirror.is_on(node.param(on)).then_some(())?;
    let gain: fn(&ChannelLevel) -> f32 = match on {
        Param::Compressor(_) => |channel| channel.compressor_gain,
        Param::DynamicEq(_) => |channel| channel.dynamic_eq_gain,
        _ => |channel| channel.de_esser_gain,
    };
    let taken = taken_db(evidence, node, gain);
    (taken >= NOTABLE_DB).then(|| Stage::open(format!("{what}: −{taken:.1} dB")))
}

fn automix(evidence: Evidence, node: NodeId) -> Option<Stage> {
    evidence
        .mirror
        .has(node.param(AutomixParam::Group.into()))
        .then_some(())?;
    let taken = taken_db(evidence, node, |channel| channel.automix_gain);
    (taken >= NOTABLE_DB).then(|| Stage::open(format!("gain sharing: −{taken:.1} dB")))
}

fn mute(mirror: &Mirror, node: NodeId) -> Option<Stage> {
    let causes = mirror.causes(node);
    let silent = causes
        .iter()
        .filter(|cause| !matches!(cause, MuteCause::Dim(_)));
    let words: Vec<String> = silent.map(|known| cause(*known)).collect();
    if !words.is_empty() {
        return Some(Stage::dead(format!("muted by {}", words.join(" and "))));
    }
    let dims = causes.iter().filter_map(|cause| match cause {
        MuteCause::Dim(number) => {
            let dim = NodeId::mute_group(*number).param(Param::MuteGroup(MuteGroupParam::Dim));
            Some(format!(
                "mute group {number} dims it to {}",
                mirror.text(dim).unwrap_or_default()
            ))
        }
        _ => None,
    });
    let dims: Vec<String> = dims.collect();
    (!dims.is_empty()).then(|| Stage::open(dims.join(", ")))
}

fn fader(mirror: &Mirror, node: NodeId) -> Option<Stage> {
    let value = mirror.value(node.fader())?;
    if value == Plain::OFF {
        return Some(Stage::dead("the fader is off"));
    }
    let text = mirror.text(node.fader()).unwrap_or_default();
    Some(Stage::open(match mirror.goal(node.fader()) {
        Some(goal) => {
            let goal = mirror.spec(node.fader()).map(|spec| spec.display(goal));
            format!("fader {text}, on its way to {}", goal.unwrap_or_default())
        }
        None => format!("fader {text}"),
    }))
}

fn dcas(mirror: &Mirror, node: NodeId) -> Vec<Stage> {
    let over = mirror
        .layout()
        .map(|layout| layout.dcas_over(node, |addr| mirror.is_on(addr)));
    let over = over.unwrap_or_default().into_iter().map(NodeId::dca);
    let stage = |dca: NodeId| match mirror.value(dca.fader())? {
        Plain::OFF => Some(Stage::dead(format!("{} is off", mirror.called(dca)))),
        value if value.0 == 0.0 => None,
        _ => {
            let text = mirror.text(dca.fader()).unwrap_or_default();
            Some(Stage::open(format!("{} adds {text}", mirror.called(dca))))
        }
    };
    over.filter_map(stage).collect()
}

fn limiter(evidence: Evidence, node: NodeId) -> Option<Stage> {
    let mirror = evidence.mirror;
    mirror
        .is_on(node.param(LimiterParam::On.into()))
        .then_some(())?;
    let taken = if node.kind == NodeKind::Main {
        -20.0 * evidence.levels.limiter_gain.max(1e-6).log10()
    } else {
        taken_db(evidence, node, |channel| channel.limiter_gain)
    };
    let ceiling = mirror.text(node.param(LimiterParam::Ceiling.into()));
    let ceiling = ceiling.unwrap_or_default();
    (taken >= NOTABLE_DB).then(|| {
        let text = format!("limiter: −{taken:.1} dB (ceiling {ceiling})");
        Stage::open(text)
    })
}

/// "−12.3 dBFS behind the fader": what a mix gets from a node.
pub(super) fn level_words(evidence: Evidence, node: NodeId, is_pre_fader: bool) -> String {
    let db = if is_pre_fader {
        input_db(evidence, node)
    } else {
        output_db(evidence, node)
    };
    dbfs(db)
}
