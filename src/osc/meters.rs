//! Levels as messages of our own addresses.

use super::packet::{Arg, Message};
use crate::control::feed::Levels;
use crate::desk::mirror::Mirror;
use crate::param::NodeId;

/// Levels as messages: `/ch/1/meter` with input and output in dBFS, and the gains of gate and compressor in
/// dB. A stereo node has the louder of its channels.
pub fn levels(mirror: &Mirror, levels: &Levels) -> Vec<Message> {
    let message = |node: NodeId| {
        let channels = mirror.levels(levels, node);
        let first = channels.first()?;
        let mut most = *first;
        channels[1..].iter().for_each(|channel| most.merge(channel));
        let values = [
            most.input_peak,
            most.output_peak,
            most.gate_gain,
            most.compressor_gain,
        ];
        let args = values.into_iter().map(|level| Arg::Float(decibels(level)));
        Some(Message::new(format!("/{node}/meter"), args.collect()))
    };
    mirror.nodes().into_iter().filter_map(message).collect()
}

fn decibels(gain: f32) -> f32 {
    (20.0 * gain.log10()).max(super::view::OFF)
}
