//! Every change of scene of a show, without sound: the worst rise of each step of the list that GO walks, and from each
//! scene to each other one. What is approved in the show counts, and the limits of the outputs.

use super::gains::{CLOSED, EXACT, Gains};
use super::judging::{Guard, Known, Rise};
use super::limits::Limits;
use crate::control::core::Core;
use crate::control::gliding::SetRequest;
use crate::control::hands::Hands;
use crate::control::scene::Scene;
use crate::control::scenes::Scenes;
use crate::param::{ParamIndex, Plain};
use std::collections::BTreeSet;
use std::sync::Arc;

/// From one state to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Transition {
    /// From which scene; none for what the show starts with.
    pub from: Option<String>,
    /// To which scene.
    pub to: String,
    /// Its cue, of a step of the list.
    pub cue: Option<String>,
    /// The path that comes nearest to its limit, or is furthest beyond; none where nothing rises.
    pub worst: Option<Rise>,
    /// The same in words: "raises ch/1 (Lead) → bus/2 (Wedge) by 14 dB".
    pub words: Option<String>,
    /// How many paths rise further than approved.
    pub over: usize,
}

/// All changes of scene of a show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Transitions {
    /// The steps of the list that GO walks, in order.
    pub steps: Vec<Transition>,
    /// From each scene to each other one.
    pub pairs: Vec<Transition>,
    /// What cannot be recalled, and why.
    pub left_out: Vec<String>,
}

/// What a scene brings, and the gains once it stands.
struct Standing<'a> {
    name: &'a str,
    moves: Vec<(ParamIndex, Plain)>,
    gains: Gains,
    /// The first scene that brings the same parameters.
    like: usize,
}

impl Transitions {
    /// Those of a console that nobody uses: it ends up behind the last cue.
    pub(in crate::control) fn of(core: &mut Core, scenes: &mut Scenes) -> Self {
        let mut guard = std::mem::take(&mut scenes.guard);
        guard.look(core);
        let mut all = Self::default();
        if let Some(known) = guard.known() {
            all.pairs = pairs(core, scenes, known, &mut all.left_out);
            all.steps = steps(core, scenes, known, &mut all.left_out);
        }
        scenes.guard = guard;
        all
    }

    /// Those that rise further than approved.
    pub fn over(&self) -> impl Iterator<Item = &Transition> {
        let all = self.steps.iter().chain(&self.pairs);
        all.filter(|transition| transition.over > 0)
    }
}

impl Guard {
    fn known(&self) -> Option<&Known> {
        self.known.as_ref()
    }
}

fn moves(core: &Core, scenes: &Scenes, scene: &Scene) -> Vec<(ParamIndex, Plain)> {
    scenes.arriving(core, &Hands::default(), scene).values
}

/// Values with what arrives.
fn with(values: &[Plain], moves: &[(ParamIndex, Plain)]) -> Vec<Plain> {
    let mut values = values.to_vec();
    for (index, value) in moves {
        values[index.slot()] = *value;
    }
    values
}

fn pairs(
    core: &Core,
    scenes: &Scenes,
    known: &Known,
    left_out: &mut Vec<String>,
) -> Vec<Transition> {
    let base = core.headings();
    let mut standing: Vec<Standing> = Vec::new();
    for scene in &scenes.list {
        if let Some(damage) = &scene.damage {
            left_out.push(format!("scene '{}': {damage}", scene.name));
            continue;
        }
        let moves = moves(core, scenes, scene);
        let like = standing
            .iter()
            .position(|before| before.brings_like(&moves));
        standing.push(Standing {
            name: &scene.name,
            gains: known.paths.gains(&with(&base, &moves)),
            moves,
            like: like.unwrap_or(standing.len()),
        });
    }
    let judge = Judge::new(core, known);
    let mut pairs = Vec::new();
    for from in &standing {
        for to in standing.iter().filter(|to| to.name != from.name) {
            let own;
            // What the first one brought and the second one leaves alone still stands.
            let gains = if to.covers(from) {
                &to.gains
            } else {
                own = known
                    .paths
                    .gains(&with(&with(&base, &from.moves), &to.moves));
                &own
            };
            let names = (Some(from.name), to.name, None);
            pairs.push(judge.transition(names, &from.gains, gains));
        }
    }
    pairs
}

impl Standing<'_> {
    /// True where these are of the same parameters, in the same order.
    fn brings_like(&self, moves: &[(ParamIndex, Plain)]) -> bool {
        let both = self.moves.iter().zip(moves);
        self.moves.len() == moves.len() && both.into_iter().all(|((a, _), (b, _))| a == b)
    }

    /// True where nothing that the other one brings is left alone by this one.
    fn covers(&self, other: &Self) -> bool {
        self.like == other.like || {
            let own = self.moves.iter().map(|(index, _)| *index);
            let own: BTreeSet<ParamIndex> = own.collect();
            other.moves.iter().all(|(index, _)| own.contains(index))
        }
    }
}

/// Walks the cues, or the scenes where there are none, from what the show starts with.
fn steps(
    core: &mut Core,
    scenes: &Scenes,
    known: &Known,
    left_out: &mut Vec<String>,
) -> Vec<Transition> {
    let cues = scenes.cues.list.iter().filter(|cue| !cue.skipped);
    let mut list: Vec<(Option<String>, String)> = cues
        .filter_map(|cue| Some((Some(cue.number.to_string()), cue.scene.clone()?)))
        .collect();
    if scenes.cues.is_empty() {
        let names = scenes.list.iter().map(|scene| (None, scene.name.clone()));
        list = names.collect();
    }
    let mut steps = Vec::new();
    let mut from: Option<String> = None;
    let mut before = known.paths.gains(&core.headings());
    for (cue, name) in list {
        let found = scenes.find(&name).map(|at| Arc::clone(&scenes.list[at]));
        let scene = match found {
            Ok(scene) if scene.damage.is_none() => scene,
            Ok(_) => continue,
            Err(why) => {
                left_out.push(format!("cue {}: {why}", cue.unwrap_or_default()));
                continue;
            }
        };
        let moves = moves(core, scenes, &scene);
        let request = |(index, value): (ParamIndex, Plain)| SetRequest::now(index, value);
        core.change(moves.into_iter().map(request));
        let after = known.paths.gains(&core.headings());
        let names = (from.as_deref(), name.as_str(), cue);
        steps.push(Judge::new(core, known).transition(names, &before, &after));
        (from, before) = (Some(name), after);
    }
    steps
}

/// What rises are measured by.
struct Judge<'a> {
    core: &'a Core,
    known: &'a Known,
    limits: Limits,
}

impl<'a> Judge<'a> {
    fn new(core: &'a Core, known: &'a Known) -> Self {
        let limits = known.limits(core);
        Self {
            core,
            known,
            limits,
        }
    }

    fn transition(
        &self,
        (from, to, cue): (Option<&str>, &str, Option<String>),
        before: &Gains,
        after: &Gains,
    ) -> Transition {
        let (paths, approved) = (&self.known.paths, &self.known.approved);
        let (mut worst, mut furthest, mut over) = (None, 0.0, 0);
        for source in 0..paths.sources().len() {
            let (was, is) = (before.of_source(source), after.of_source(source));
            for (output, (was, is)) in was.iter().zip(is).enumerate() {
                if *is <= CLOSED || *is <= was * EXACT {
                    continue;
                }
                let stands = was.max(approved.get(source, output));
                let factor = is / (stands * self.limits.of(output)).max(CLOSED);
                over += usize::from(factor > EXACT);
                if factor > furthest {
                    (worst, furthest) = (Some((source, output)), factor);
                }
            }
        }
        let rise = |(source, output): (usize, usize)| Rise {
            source: paths.nodes[paths.sources[source]].id,
            output: paths.nodes[paths.outputs[output]].id,
            from: before.get(source, output),
            to: after.get(source, output),
        };
        let worst = worst.map(rise);
        Transition {
            from: from.map(str::to_owned),
            to: to.to_owned(),
            cue,
            words: worst.map(|rise| rise.words(|node| self.core.called(node))),
            worst,
            over,
        }
    }
}
