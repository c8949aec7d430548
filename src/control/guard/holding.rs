//! Which parameters are held back, so that no path rises further than it may.
//!
//! Round by round: on the loudest way of each path that rises too far, the parameter that raises it most is held where it stands (or,
//! for a ramp, where the path is as loud as it may be), until nothing rises too far. Where two are alike, the one that fewer
//! paths share is held: a send before a fader, a fader before a bus.

use super::gains::{EXACT, Gains, Reading, db_of, reach};
use super::paths::{Paths, Way};
use crate::engine::rows::Rows;
use crate::param::spec::{InputParam, LevelParam};
use crate::param::{Curve, Layout, ParamIndex, Plain, Row};
use std::collections::BTreeSet;

/// Rounds after which all is held but levels that go down.
const ROUNDS: usize = 24;
/// Rounds in which a level may come to stand between where it is and where it would go.
const RAMP_ROUNDS: usize = 8;
/// What would happen, and how far it may go.
pub(super) struct Wish<'a> {
    pub layout: &'a Layout,
    pub paths: &'a Paths,
    /// Where everything stands or goes.
    pub before: &'a [Plain],
    /// What would move.
    pub moving: &'a BTreeSet<ParamIndex>,
    /// The gain that each path may have, by source and output.
    pub allowed: &'a dyn Fn(usize, usize) -> f32,
    /// Levels may go as far as the path may.
    pub ramps: bool,
}

/// A path that would rise too far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Over {
    pub source: usize,
    pub output: usize,
    /// Its gain over the allowed one; infinite where none is.
    pub factor: f32,
}

/// The loudest way of a path.
struct Route<'a> {
    ways: Vec<&'a Way>,
    output: usize,
}

/// The paths that are louder than `allowed`, the furthest first.
pub(super) fn over(
    paths: &Paths,
    gains: &Gains,
    allowed: &dyn Fn(usize, usize) -> f32,
) -> Vec<Over> {
    let mut all = Vec::new();
    for source in 0..paths.sources().len() {
        for (output, gain) in gains.of_source(source).iter().enumerate() {
            let factor = gain / allowed(source, output);
            if factor > EXACT {
                all.push(Over {
                    source,
                    output,
                    factor,
                });
            }
        }
    }
    all.sort_by(|a, b| b.factor.total_cmp(&a.factor));
    all
}

impl Wish<'_> {
    /// Brings `values`, which hold everything that would happen, back as far as needed. The gains then.
    pub fn hold_back(&self, values: &mut [Plain]) -> Gains {
        let mut gains = self.paths.gains(values);
        for round in 0..ROUNDS {
            let over = over(self.paths, &gains, self.allowed);
            if over.is_empty() {
                return gains;
            }
            self.hold_worst(values, &over, round);
            gains = self.paths.gains(values);
        }
        let rises = self
            .moving
            .iter()
            .filter(|index| !self.falls(values, **index));
        let rises: Vec<ParamIndex> = rises.copied().collect();
        for index in rises {
            values[index.slot()] = self.before[index.slot()];
        }
        self.paths.gains(values)
    }

    /// True for a level that goes down: that makes nothing louder.
    fn falls(&self, values: &[Plain], index: ParamIndex) -> bool {
        let curve = self.layout.spec(index).curve;
        let is_level = matches!(curve, Curve::Fader | Curve::Attenuation);
        is_level && values[index.slot()].0 < self.before[index.slot()].0
    }

    /// One parameter of each path, unless what is held for another path is enough for this one.
    fn hold_worst(&self, values: &mut [Plain], over: &[Over], round: usize) {
        let begun = values.to_vec();
        let ways = way_gains(self.paths, &begun);
        let nesting = reach(self.paths, &begun);
        for over in over {
            let Some(route) = route(self.paths, &ways, over) else {
                continue;
            };
            let is = route.gain(self.paths, values, &nesting);
            let factor = over.factor * is / route.gain(self.paths, &begun, &nesting);
            if factor <= EXACT {
                continue;
            }
            let mut candidates = route.candidates(self.paths);
            candidates.retain(|index| self.would_move(values, *index));
            match self.worst(values, &route, &candidates) {
                Some(index) if self.ramps && round < RAMP_ROUNDS => {
                    self.lower(values, index, factor);
                }
                Some(index) => values[index.slot()] = self.before[index.slot()],
                None => {
                    for index in candidates {
                        values[index.slot()] = self.before[index.slot()];
                    }
                }
            }
        }
    }

    fn would_move(&self, values: &[Plain], index: ParamIndex) -> bool {
        self.moving.contains(&index) && values[index.slot()] != self.before[index.slot()]
    }

    /// The parameter without whose move the route would be softest; none where none of them raises it.
    fn worst(
        &self,
        values: &mut [Plain],
        route: &Route,
        candidates: &[ParamIndex],
    ) -> Option<ParamIndex> {
        let nesting = reach(self.paths, values);
        let mut softest = route.gain(self.paths, values, &nesting) / EXACT;
        let mut worst = None;
        for index in candidates {
            let slot = index.slot();
            let would = std::mem::replace(&mut values[slot], self.before[slot]);
            let nesting = if self.paths.nests(*index) {
                &reach(self.paths, values)
            } else {
                &nesting
            };
            let gain = route.gain(self.paths, values, nesting);
            values[slot] = would;
            if gain < softest {
                (softest, worst) = (gain, Some(*index));
            }
        }
        worst
    }

    /// A level goes down by a factor, not below where it stands; everything else stays where it stands.
    fn lower(&self, values: &mut [Plain], index: ParamIndex, factor: f32) {
        let stands = self.before[index.slot()];
        let lowered = Plain(values[index.slot()].0 - db_of(factor));
        let is_level = !self.layout.spec(index).curve.counts();
        let is_between = is_level && lowered.0 > stands.0 && lowered.0.is_finite();
        values[index.slot()] = if is_between { lowered } else { stands };
    }
}

/// The gain of every way before its pan.
fn way_gains(paths: &Paths, values: &[Plain]) -> Vec<f32> {
    let reading = Reading::new(paths, values);
    let stages = paths.nodes.iter().map(|node| reading.stages(node));
    let stages: Vec<_> = stages.collect();
    let gain = |way: &Way| reading.way_gain(&stages[way.from], way);
    paths.ways.iter().map(gain).collect()
}

/// The loudest way of a path.
fn route<'a>(paths: &'a Paths, gains: &[f32], over: &Over) -> Option<Route<'a>> {
    let (from, output) = (paths.sources[over.source], paths.outputs[over.output]);
    let mut best: Vec<(f32, Option<usize>)> = vec![(0.0, None); paths.nodes.len()];
    best[from] = (1.0, None);
    let order = paths.order.iter().copied().filter(|at| *at != from);
    for at in std::iter::once(from).chain(order) {
        for way in paths.nodes[at].ways.clone() {
            let gain = best[at].0 * gains[way];
            let to = &mut best[paths.ways[way].to];
            if gain > to.0 {
                *to = (gain, Some(way));
            }
        }
    }
    let (mut at, mut ways) = (output, Vec::new());
    while let Some(way) = best[at].1.filter(|_| at != from) {
        ways.push(&paths.ways[way]);
        at = paths.ways[way].from;
    }
    ways.reverse();
    (at == from).then_some(Route { ways, output })
}

impl Route<'_> {
    /// Its gain, with the loudest channel of each way.
    fn gain(&self, paths: &Paths, values: &[Plain], nesting: &[u32]) -> f32 {
        let reading = Reading::nested(paths, values, nesting.to_vec());
        let through = |way: &&Way| {
            let stages = reading.stages(&paths.nodes[way.from]);
            reading.way_gain(&stages, way) * reading.loudest_channel(way)
        };
        let last = reading.stages(&paths.nodes[self.output]);
        self.ways.iter().map(through).product::<f32>() * last.leaving()
    }

    /// The parameters that decide it: those of few paths before those of many, levels before switches.
    fn candidates(&self, paths: &Paths) -> Vec<ParamIndex> {
        let mut found = Vec::new();
        for way in &self.ways {
            push_all(&mut found, way.send.as_ref());
        }
        let nodes = self.ways.iter().map(|way| way.from).chain([self.output]);
        for node in nodes.map(|at| &paths.nodes[at]) {
            let fader = [LevelParam::Fader, LevelParam::MainOn];
            found.extend(fader.iter().filter_map(|row| node.level[*row].index()));
            found.extend(node.input[InputParam::Trim].index());
            push_all(&mut found, Some(&node.level));
            push_all(&mut found, Some(&node.compressor));
            push_all(&mut found, Some(&node.image));
            push_all(&mut found, Some(&node.surround));
            found.extend(node.groups.iter().chain(&node.dcas).flatten());
        }
        for dca in &paths.dcas {
            push_all(&mut found, Some(&dca.rows));
            found.extend(dca.above.iter().flatten());
        }
        for group in &paths.groups {
            push_all(&mut found, Some(group));
        }
        found.extend(paths.console_rows());
        found
    }
}

/// Levels first: they can go a part of their way.
fn push_all<R: Row>(found: &mut Vec<ParamIndex>, rows: Option<&Rows<R>>) {
    let Some(rows) = rows else {
        return;
    };
    for is_switch in [false, true] {
        let wanted = R::ALL
            .iter()
            .filter(|row| row.spec().curve.counts() == is_switch);
        found.extend(wanted.filter_map(|row| rows[*row].index()));
    }
}
