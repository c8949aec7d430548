//! How fast a level may rise, from what is heard. It may always fall at once.
//!
//! A hand throws a fader from end to end in 50 ms, and that passes. What jumps is held back: a turned
//! encoder, a knob that stood elsewhere, a program. Where people stand in front of loudspeakers or wear
//! earphones it takes longest.

use super::gliding::Pace;
use crate::param::spec::{
    CompressorParam, InputParam, MonitorParam, Param, SendParam, SpeakerParam,
};
use crate::param::{BusRole, Curve, Layout, NodeId, NodeKind, ParamAddr, ParamIndex, Plain};

/// Seconds for the whole travel under a hand.
const HAND: f64 = 0.05;
/// The same for what jumps.
const JUMP: f64 = 0.3;
/// The same for what jumps on main, wedges, in-ears, and in the sends into them.
const JUMP_OUTPUT: f64 = 1.0;

/// Frames that a parameter takes from `present` to `value`; 0 for what is no level, and for what falls.
pub(super) fn frames(
    layout: &Layout,
    index: ParamIndex,
    (present, value): (Plain, Plain),
    pace: Pace,
    rate: u32,
) -> u32 {
    let (addr, curve) = (layout.addr(index), layout.spec(index).curve);
    if !is_level(addr.param, curve) {
        return 0;
    }
    let rise = curve.travel(value).get() - curve.travel(present).get();
    let seconds = match pace {
        Pace::Hand => HAND,
        _ if leads_to_people(layout, addr) => JUMP_OUTPUT,
        _ => JUMP,
    };
    (f64::from(rise.max(0.0)) * seconds * f64::from(rate)).ceil() as u32
}

/// True for what makes everything behind it louder.
fn is_level(param: Param, curve: Curve) -> bool {
    matches!(curve, Curve::Fader | Curve::Attenuation)
        || matches!(
            param,
            Param::Input(InputParam::Trim)
                | Param::Compressor(CompressorParam::Makeup)
                | Param::Monitor(MonitorParam::SoloTrim)
                | Param::Speaker(SpeakerParam::Trim)
        )
}

/// True on main, wedges and in-ears, and in the sends into them.
fn leads_to_people(layout: &Layout, addr: ParamAddr) -> bool {
    let node = match addr.param {
        Param::Send(SendParam::Level) => NodeId::bus(u16::from(addr.each)),
        _ => addr.node(),
    };
    let role = layout.topology().role(node);
    node.kind == NodeKind::Main || matches!(role, Some(BusRole::Wedge | BusRole::InEar))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{BusDef, Topology, Width};

    fn layout() -> Layout {
        let bus = |number, role| BusDef {
            number,
            width: Width::Mono,
            role,
            feeds: Vec::new(),
        };
        Layout::new(Topology {
            buses: vec![bus(1, BusRole::Group), bus(2, BusRole::InEar)],
            ..Topology::default()
        })
    }

    #[test]
    fn rises_take_their_time_and_falls_none() {
        let layout = layout();
        // Path, from, to, pace, milliseconds.
        #[rustfmt::skip]
        let rows = [
            ("ch/1/fader",        "off",    "+10 dB", Pace::Hand,   50),
            ("ch/1/fader",        "off",    "+10 dB", Pace::Jump,  300),
            ("main/fader",        "off",    "+10 dB", Pace::Hand,   50),
            ("main/fader",        "off",    "+10 dB", Pace::Jump, 1000),
            ("bus/1/fader",       "off",    "+10 dB", Pace::Jump,  300),
            ("bus/2/fader",       "off",    "+10 dB", Pace::Jump, 1000),
            ("ch/1/send/1/level", "off",    "+10 dB", Pace::Jump,  300),
            ("ch/1/send/2/level", "off",    "+10 dB", Pace::Jump, 1000),
            ("dca/1/fader",       "off",    "+10 dB", Pace::Jump,  300),
            ("ch/1/fader",        "+10 dB", "off",    Pace::Jump,    0),
            ("ch/1/pan",          "L100",   "R100",   Pace::Jump,    0),
            ("ch/1/eq/1/gain",    "-15 dB", "+15 dB", Pace::Jump,    0),
        ];
        for (path, from, to, pace, milliseconds) in rows {
            let index = layout.find(path).unwrap();
            let value = |text| layout.spec(index).parse(text).unwrap();
            let found = frames(&layout, index, (value(from), value(to)), pace, 48_000);
            assert_eq!(found, milliseconds * 48, "{path} {from} {to} {pace:?}");
        }
    }
}
