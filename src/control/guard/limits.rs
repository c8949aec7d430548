//! How much further than approved a path may rise, by its output.

use super::gains::gain_of;
use super::paths::Paths;
use crate::param::spec::{ConsoleParam, Param};
use crate::param::{BusRole, Layout, NodeId, Plain};

/// The factor by which each output may rise; infinite for one that nobody hears.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits(Vec<f32>);

impl Limits {
    /// The limits of all outputs. A group, FX or record bus has one where its outputs are connected.
    pub fn new(
        layout: &Layout,
        values: &[Plain],
        paths: &Paths,
        is_connected: impl Fn(NodeId) -> bool,
    ) -> Self {
        let limit = |row: ConsoleParam| {
            let index = layout.index(NodeId::CONSOLE.param(Param::Console(row)));
            index.map_or(1.0, |index| gain_of(values[index.slot()].0))
        };
        let of = |(at, id): (usize, NodeId)| match paths.role(at) {
            None => limit(ConsoleParam::GuardMain),
            Some(BusRole::Wedge) => limit(ConsoleParam::GuardWedge),
            Some(BusRole::InEar) => limit(ConsoleParam::GuardInEar),
            Some(BusRole::Matrix) => limit(ConsoleParam::GuardMatrix),
            Some(BusRole::Group | BusRole::Fx | BusRole::Record) if is_connected(id) => {
                limit(ConsoleParam::GuardOther)
            }
            Some(_) => f32::INFINITY,
        };
        Self(paths.outputs().enumerate().map(of).collect())
    }

    /// The factor of one output, by its position.
    pub fn of(&self, output: usize) -> f32 {
        self.0[output]
    }
}
