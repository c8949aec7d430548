//! Levels as an X32 sends them: linear, 1.0 for full scale, gains below 1, little endian within a blob.

use crate::control::feed::{ChannelLevel, Levels};
use crate::desk::mirror::Mirror;
use crate::param::{BusRole, NodeId};

/// Bands of the spectrum, which is not measured for this.
const BANDS: usize = 100;
/// −128 dB in 256ths: nothing in a band.
const NOTHING: i16 = i16::MIN;

/// Which value of a channel.
type Pick = fn(&ChannelLevel) -> f32;

/// The strips, buses and matrices that the X32 has, as far as we have them.
struct Slots<'a> {
    mirror: &'a Mirror,
    levels: Option<&'a Levels>,
}

impl Slots<'_> {
    /// A value of a node: the louder of its channels; `rest` where there is none.
    fn of(&self, node: Option<NodeId>, pick: Pick, rest: f32) -> f32 {
        let (Some(node), Some(levels)) = (node, self.levels) else {
            return rest;
        };
        let channels = self.mirror.levels(levels, node).iter();
        let mut most = None;
        for channel in channels {
            let most = most.get_or_insert(*channel);
            most.merge(channel);
        }
        most.as_ref().map_or(rest, pick)
    }

    fn strip(number: usize) -> NodeId {
        NodeId::strip(number as u16)
    }

    fn bus(&self, number: usize) -> Option<NodeId> {
        let bus = self.mirror.layout()?.topology().bus(number as u16)?;
        (bus.role != BusRole::Matrix).then_some(NodeId::bus(number as u16))
    }

    fn of_role(&self, role: BusRole, place: usize) -> Option<NodeId> {
        let buses = &self.mirror.layout()?.topology().buses;
        let bus = buses.iter().filter(|bus| bus.role == role).nth(place)?;
        Some(NodeId::bus(bus.number))
    }

    fn strips(&self, numbers: std::ops::RangeInclusive<usize>, pick: Pick, rest: f32) -> Vec<f32> {
        numbers
            .map(|number| self.of(Some(Self::strip(number)), pick, rest))
            .collect()
    }

    fn returns(&self) -> Vec<f32> {
        let of = |at: usize| self.of(self.of_role(BusRole::Fx, at / 2), output, 0.0);
        (0..8).map(of).collect()
    }

    fn buses(&self, pick: Pick, rest: f32) -> Vec<f32> {
        (1..=16)
            .map(|number| self.of(self.bus(number), pick, rest))
            .collect()
    }

    fn matrices(&self, pick: Pick, rest: f32) -> Vec<f32> {
        let of = |at: usize| self.of(self.of_role(BusRole::Matrix, at), pick, rest);
        (0..6).map(of).collect()
    }

    /// Left, right, and the mono bus that we do not have.
    fn main(&self, pick: Pick) -> [f32; 3] {
        let Some(levels) = self.levels else {
            return [0.0; 3];
        };
        let channels = self.mirror.levels(levels, NodeId::MAIN);
        let side = |at: usize| channels.get(at).or(channels.first()).map_or(0.0, pick);
        [side(0), side(1), 0.0]
    }

    /// The node that is selected by this number.
    fn selected(&self, number: usize) -> Option<NodeId> {
        match number {
            0..=39 => Some(Self::strip(number + 1)),
            40..=47 => self.of_role(BusRole::Fx, (number - 40) / 2),
            48..=63 => self.bus(number - 47),
            64..=69 => self.of_role(BusRole::Matrix, number - 64),
            70 => Some(NodeId::MAIN),
            _ => None,
        }
    }
}

fn input(level: &ChannelLevel) -> f32 {
    level.input_peak
}
fn output(level: &ChannelLevel) -> f32 {
    level.output_peak
}
fn gate(level: &ChannelLevel) -> f32 {
    level.gate_gain
}
fn compressor(level: &ChannelLevel) -> f32 {
    level.compressor_gain
}

/// The values of a list of meters; none for one that does not exist.
fn values(slots: &Slots, id: u8, [first, second]: [i32; 2]) -> Option<Vec<f32>> {
    let inputs = || [slots.strips(1..=40, input, 0.0), slots.returns()].concat();
    Some(match id {
        0 => [
            inputs(),
            slots.buses(output, 0.0),
            slots.matrices(output, 0.0),
        ]
        .concat(),
        1 => [
            slots.strips(1..=32, input, 0.0),
            slots.strips(1..=32, gate, 1.0),
            slots.strips(1..=32, compressor, 1.0),
        ]
        .concat(),
        2 => [
            slots.buses(output, 0.0),
            slots.matrices(output, 0.0),
            slots.main(output).to_vec(),
            slots.buses(compressor, 1.0),
            slots.matrices(compressor, 1.0),
            vec![slots.of(Some(NodeId::MAIN), compressor, 1.0), 1.0],
        ]
        .concat(),
        3 => [
            vec![0.0; 6],
            slots.strips(33..=40, input, 0.0),
            slots.returns(),
        ]
        .concat(),
        4 => {
            let mut values = [slots.strips(1..=40, input, 0.0), slots.buses(output, 0.0)].concat();
            values.resize(82, 0.0);
            values
        }
        5 => page(slots, first, second),
        6 => strip(slots, first),
        13 => inputs(),
        _ => vec![0.0; empty(id)?],
    })
}

/// Sixteen strips, eight groups, and main.
fn page(slots: &Slots, strips: i32, groups: i32) -> Vec<f32> {
    let buses = slots.buses(output, 0.0);
    let strips = match strips {
        0 => slots.strips(1..=16, input, 0.0),
        1 => slots.strips(17..=32, input, 0.0),
        2 => [slots.strips(33..=40, input, 0.0), slots.returns()].concat(),
        _ => buses.clone(),
    };
    let groups = match groups {
        1 => buses[..8].to_vec(),
        2 => buses[8..].to_vec(),
        3 => [slots.matrices(output, 0.0), vec![0.0; 2]].concat(),
        _ => vec![0.0; 8],
    };
    [strips, groups, slots.main(output).to_vec()].concat()
}

/// What goes into a strip, what its dynamics do, and what comes out.
fn strip(slots: &Slots, number: i32) -> Vec<f32> {
    let node = slots.selected(number.max(0) as usize);
    let picks: [(Pick, f32); 4] = [(input, 0.0), (gate, 1.0), (compressor, 1.0), (output, 0.0)];
    picks
        .map(|(pick, rest)| slots.of(node, pick, rest))
        .to_vec()
}

/// Lists that are answered with silence: effects, monitor, recorder.
fn empty(id: u8) -> Option<usize> {
    Some(match id {
        7 => 16,
        8 => 6,
        9 | 10 => 32,
        11 => 5,
        12 => 4,
        14 => 80,
        16 => 48,
        _ => return None,
    })
}

/// The blob of a list of meters.
pub fn blob(
    mirror: &Mirror,
    levels: Option<&Levels>,
    id: u8,
    numbers: [i32; 2],
) -> Option<Vec<u8>> {
    if id == 15 {
        let mut bytes = ((BANDS / 2) as u32).to_le_bytes().to_vec();
        for _ in 0..BANDS {
            bytes.extend(NOTHING.to_le_bytes());
        }
        return Some(bytes);
    }
    let values = values(&Slots { mirror, levels }, id, numbers)?;
    let mut bytes = (values.len() as u32).to_le_bytes().to_vec();
    for value in values {
        bytes.extend(value.to_le_bytes());
    }
    Some(bytes)
}
