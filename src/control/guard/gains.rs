//! The gain of every path, from what comes in to what leaves: a pure function of a console's values.
//!
//! What counts: trim, the make-up and the dry share of the compressor as they are below its threshold, the fader and all DCAs over
//! it, mutes and dims of the node itself, of DCAs and of mute groups, sends (switch, level, tap, pan), the assignment to main, pans,
//! balances and widths. What does not: polarity, equalisers, gates and the reduction of compressors and limiters, saturation,
//! effects (0 dB), external units (0 dB), gain sharing, and what holds all outputs or is of the moment (safe start, panic, solo).
//! Both sides of a stereo source count as the same sound, parallel ways add up as if they were in step, and of an
//! output the loudest channel counts. So it is the worst case for what is sent through, and exact for a single way.

use super::paths::{PathNode, Paths, Way};
use crate::engine::rows::Origin;
use crate::engine::settings::compressor;
use crate::engine::settings::pan_matrix::{self, Between, PanMatrix, Ring};
use crate::param::silence::nest;
use crate::param::spec::{DcaParam, ImageParam, InputParam, LevelParam, MuteGroupParam, SendParam};
use crate::param::tables::send::Tap;
use crate::param::{Choice, NodeKind, ParamIndex, Plain};

/// A rise by this factor is a matter of rounding.
pub(super) const EXACT: f32 = 1.001;
/// What is lower than this is closed: −60 dB.
pub const CLOSED: f32 = 1e-3;

/// The gain of a level in dB.
pub fn gain_of(db: f32) -> f32 {
    10f32.powf(db / 20.0)
}

/// A gain in dB.
pub fn db_of(gain: f32) -> f32 {
    20.0 * gain.log10()
}

/// The linear gain of every path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gains {
    /// By source, then by output.
    paths: Vec<f32>,
    outputs: usize,
    /// The gains from the input of each bus and main to what leaves, by channel.
    downstream: Vec<Vec<f32>>,
    /// What mutes leave of each node.
    open: Vec<f32>,
}

impl Gains {
    /// Of one path, by the position of its source and of its output.
    pub fn get(&self, source: usize, output: usize) -> f32 {
        self.paths[source * self.outputs + output]
    }

    /// All paths, by source.
    pub fn all(&self) -> &[f32] {
        &self.paths
    }

    /// All paths of a source.
    pub fn of_source(&self, source: usize) -> &[f32] {
        &self.paths[source * self.outputs..][..self.outputs]
    }

    /// True where a source is heard in some output.
    pub fn is_heard(&self, source: usize) -> bool {
        self.of_source(source).iter().any(|gain| *gain > CLOSED)
    }

    /// What mutes leave of a node, by its position.
    pub(super) fn open(&self, node: usize) -> f32 {
        self.open[node]
    }
}

/// The stages of a node that its ways leave behind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stages {
    trim: f32,
    compressor: f32,
    compressor_is_first: bool,
    fader: f32,
    /// What mutes and dims leave.
    pub open: f32,
}

impl Stages {
    /// The gain from the node's input to a tap, before its mute.
    fn to(&self, tap: Tap) -> f32 {
        let (trim, compressed) = (self.trim, self.trim * self.compressor);
        match tap {
            Tap::PostEq if self.compressor_is_first => compressed,
            Tap::Input | Tap::PreEq | Tap::PostEq => trim,
            Tap::PreFader => compressed,
            Tap::PostFader => compressed * self.fader,
        }
    }

    /// The gain from the node's input to its own outputs.
    pub fn leaving(&self) -> f32 {
        self.to(Tap::PostFader) * self.open
    }
}

/// The values of a console as its gains read them.
pub(super) struct Reading<'a> {
    pub paths: &'a Paths,
    pub values: &'a [Plain],
    /// The DCAs that each DCA reaches, one bit each.
    reach: Vec<u32>,
    ring: Option<Ring>,
}

impl<'a> Reading<'a> {
    pub fn new(paths: &'a Paths, values: &'a [Plain]) -> Self {
        Self::nested(paths, values, reach(paths, values))
    }

    /// The same where it is known which DCAs each DCA reaches.
    pub fn nested(paths: &'a Paths, values: &'a [Plain], reach: Vec<u32>) -> Self {
        Self {
            paths,
            values,
            reach,
            ring: pan_matrix::ring_of(paths.main),
        }
    }

    fn get(&self, origin: Origin) -> Plain {
        match origin {
            Origin::Param(index) => self.values[index.slot()],
            Origin::Fixed(value) => value,
        }
    }

    fn is_on(&self, origin: Origin) -> bool {
        self.get(origin).is_on()
    }

    fn read(&self, index: ParamIndex) -> Plain {
        self.values[index.slot()]
    }

    fn dcas_over(&self, node: &PathNode) -> u32 {
        let members = node.dcas.iter().zip(&self.reach);
        members
            .filter(|(member, _)| is_on(self.values, **member))
            .fold(0, |over, (_, reach)| over | reach)
    }

    /// The stages of a node.
    pub fn stages(&self, node: &PathNode) -> Stages {
        let compressor = node.compressor.values(|index| self.read(index));
        let over = self.dcas_over(node);
        let dcas = self.paths.dcas.iter().enumerate();
        let mut fader_db = self.get(node.level[LevelParam::Fader]).0;
        let mut is_muted = self.is_on(node.level[LevelParam::Mute]);
        for (_, dca) in dcas.filter(|(at, _)| over & (1 << at) != 0) {
            fader_db += self.get(dca.rows[DcaParam::Fader]).0;
            is_muted |= self.is_on(dca.rows[DcaParam::Mute]);
        }
        Stages {
            trim: gain_of(self.get(node.input[InputParam::Trim]).0),
            compressor: compressor::quiet_gain(&compressor),
            compressor_is_first: compressor::is_first(&compressor),
            fader: gain_of(fader_db),
            open: if is_muted {
                0.0
            } else {
                self.left_by_groups(node)
            },
        }
    }

    /// What mute groups leave: they mute, or dim; of several, the lowest counts.
    fn left_by_groups(&self, node: &PathNode) -> f32 {
        let groups = node.groups.iter().zip(&self.paths.groups);
        let acting = groups.filter(|(member, group)| {
            is_on(self.values, **member) && self.is_on(group[MuteGroupParam::On])
        });
        let dims = acting.map(|(_, group)| gain_of(self.get(group[MuteGroupParam::Dim]).0));
        dims.fold(1.0, f32::min)
    }

    /// The gain of a way, from the input of its source, before its pan.
    pub fn way_gain(&self, stages: &Stages, way: &Way) -> f32 {
        let Some(send) = &way.send else {
            let from = &self.paths.nodes[way.from];
            let on = self.is_on(from.level[LevelParam::MainOn]);
            return f32::from(u8::from(on)) * stages.leaving();
        };
        if !self.is_on(send[SendParam::On]) {
            return 0.0;
        }
        let follows = self.paths.nodes[way.to].level[LevelParam::FollowMute];
        let open = if self.is_on(follows) {
            stages.open
        } else {
            1.0
        };
        let level = gain_of(self.get(send[SendParam::Level]).0);
        level * open * stages.to(Tap::of(self.get(send[SendParam::Tap])))
    }

    /// The gains of a way between the channels of its ends.
    fn matrix(&self, way: &Way) -> PanMatrix {
        let from = &self.paths.nodes[way.from];
        let own = from.level[LevelParam::Pan];
        let pan = match &way.send {
            Some(send) if !self.is_on(send[SendParam::FollowPan]) => send[SendParam::Pan],
            _ => own,
        };
        let nodes = Between {
            channels: (from.channels, self.paths.nodes[way.to].channels),
            main: self.paths.main,
            into_main: way.to == self.paths.main_at,
            out_of_main: way.from == self.paths.main_at,
            ring: self.ring.as_ref(),
        };
        let place = || from.surround.values(|index| self.read(index));
        let law = || pan_matrix::pan_law(&self.paths.console.values(|index| self.read(index)));
        let mut matrix = pan_matrix::between(nodes, self.get(pan).0, place, law);
        self.widen(from, &mut matrix);
        matrix
    }

    /// Of a way's pan, what both sides of its source bring to the loudest channel beyond.
    pub fn loudest_channel(&self, way: &Way) -> f32 {
        let matrix = self.matrix(way);
        let channels = self.paths.nodes[way.from].channels;
        let beyond = (0..self.paths.nodes[way.to].channels).map(|to| {
            let gains = matrix.iter().take(channels).map(|gains| gains[to]);
            gains.sum::<f32>().abs()
        });
        beyond.fold(0.0, f32::max)
    }

    fn widen(&self, from: &PathNode, matrix: &mut PanMatrix) {
        if from.image.has(ImageParam::NodeWidth) {
            let width = self.get(from.image[ImageParam::NodeWidth]).0;
            pan_matrix::widen(matrix, width);
        }
    }

    /// The gains from each channel of a node's input to every channel that leaves the console.
    fn downstream(&self, at: usize, stages: &Stages, known: &[Vec<f32>]) -> Vec<f32> {
        let (node, leaving) = (&self.paths.nodes[at], self.paths.leaving);
        let mut sums = vec![0.0; node.channels * leaving];
        if let Some(leaves_at) = node.leaves_at {
            let gain = stages.leaving();
            let matrix = self.at_own_outputs(node);
            for (channel, gains) in matrix.iter().enumerate().take(node.channels) {
                for (to, own) in gains.iter().enumerate().take(node.channels) {
                    sums[channel * leaving + leaves_at + to] += own * gain;
                }
            }
        }
        for way in &self.paths.ways[node.ways.clone()] {
            let gain = self.way_gain(stages, way);
            if gain == 0.0 {
                continue;
            }
            let (matrix, channels) = (self.matrix(way), self.paths.nodes[way.to].channels);
            for (channel, gains) in matrix.iter().enumerate().take(node.channels) {
                let sums = &mut sums[channel * leaving..][..leaving];
                for (to, share) in gains.iter().enumerate().take(channels) {
                    let beyond = &known[way.to][to * leaving..][..leaving];
                    add(sums, beyond, gain * share);
                }
            }
        }
        sums
    }

    /// Balance and width of a stereo bus or main at its own outputs.
    fn at_own_outputs(&self, node: &PathNode) -> PanMatrix {
        let mut matrix = pan_matrix::NONE;
        if node.channels == 2 {
            let pan = self.get(node.level[LevelParam::Pan]).0;
            matrix = pan_matrix::balanced(pan);
            self.widen(node, &mut matrix);
        } else {
            (0..node.channels).for_each(|channel| matrix[channel][channel] = 1.0);
        }
        matrix
    }
}

/// The DCAs that each DCA reaches, one bit each.
pub(super) fn reach(paths: &Paths, values: &[Plain]) -> Vec<u32> {
    let mut reach = vec![0; paths.dcas.len()];
    nest(&mut reach, |dca, above| {
        let members = paths.dcas[dca].above.iter().enumerate();
        members
            .filter(|(_, member)| is_on(values, **member))
            .for_each(|(at, _)| above(at));
    });
    reach
}

fn is_on(values: &[Plain], index: Option<ParamIndex>) -> bool {
    index.is_some_and(|index| values[index.slot()].is_on())
}

/// Adds a share of what is beyond a way.
fn add(sums: &mut [f32], beyond: &[f32], gain: f32) {
    for (sum, beyond) in sums.iter_mut().zip(beyond) {
        *sum += beyond * gain;
    }
}

impl Paths {
    /// The gains of all paths, with a value for every parameter of the layout.
    pub fn gains(&self, values: &[Plain]) -> Gains {
        let reading = Reading::new(self, values);
        let mut gains = Gains {
            paths: vec![0.0; self.sources.len() * self.outputs.len()],
            outputs: self.outputs.len(),
            downstream: vec![Vec::new(); self.nodes.len()],
            open: vec![1.0; self.nodes.len()],
        };
        for at in self.order.iter().rev() {
            let stages = reading.stages(&self.nodes[*at]);
            gains.open[*at] = stages.open;
            gains.downstream[*at] = reading.downstream(*at, &stages, &gains.downstream);
        }
        for source in 0..self.sources.len() {
            self.read_source(&reading, &mut gains, source);
        }
        gains
    }

    /// The same where only parameters of these strips have changed.
    pub(super) fn gains_again(&self, values: &[Plain], gains: &mut Gains, strips: &[usize]) {
        let reading = Reading::new(self, values);
        for source in strips {
            self.read_source(&reading, gains, *source);
        }
    }

    fn read_source(&self, reading: &Reading, gains: &mut Gains, source: usize) {
        let at = self.sources[source];
        let node = &self.nodes[at];
        let own;
        let leaving = if node.id.kind == NodeKind::Strip {
            let stages = reading.stages(node);
            gains.open[at] = stages.open;
            own = reading.downstream(at, &stages, &gains.downstream);
            &own
        } else {
            &gains.downstream[at]
        };
        // Both sides of a stereo source carry the same.
        let channel = |slot: usize| -> f32 {
            let sides = (0..node.channels).map(|side| leaving[side * self.leaving + slot]);
            sides.sum::<f32>().abs()
        };
        for (output, out) in self.outputs.iter().enumerate() {
            let out = &self.nodes[*out];
            let first = out.leaves_at.unwrap_or_default();
            let loudest = (first..first + out.channels)
                .map(channel)
                .fold(0.0, f32::max);
            gains.paths[source * self.outputs.len() + output] = loudest;
        }
    }
}
