//! How fast a level may rise, from what is heard. It may always fall at once.
//!
//! A hand throws a fader from end to end in 50 ms, and that passes. What jumps is held back: a turned
//! encoder, a knob that stood elsewhere, a program. Where people stand in front of loudspeakers or wear
//! earphones it takes longest.

use super::gliding::Pace;
use super::values::Values;
use crate::param::spec::{
    CompressorParam, DynamicEqParam, EqParam, GraphicParam, InputParam, LevelParam, MonitorParam,
    NotchParam, OscillatorParam, Param, SendParam, SpeakerParam, TalkbackParam,
};
use crate::param::tables::send::Tap;
use crate::param::{BusRole, Choice, Curve, NodeId, NodeKind, ParamAddr, ParamIndex, Plain};

/// Seconds for the whole travel under a hand.
const HAND: f64 = 0.05;
/// The same for what jumps.
const JUMP: f64 = 0.3;
/// The same for what jumps on main, wedges, in-ears, and in whatever is sent into them.
const JUMP_OUTPUT: f64 = 1.0;

/// Frames that a parameter takes from `present` to `value`; 0 for what is no level, and for what falls.
pub(super) fn frames(
    values: Values,
    index: ParamIndex,
    (present, value): (Plain, Plain),
    pace: Pace,
    rate: u32,
) -> u32 {
    let layout = values.layout;
    let (addr, curve) = (layout.addr(index), layout.spec(index).curve);
    if !is_level(addr.param, curve) {
        return 0;
    }
    let rise = curve.travel(value).get() - curve.travel(present).get();
    let seconds = match pace {
        Pace::Hand => HAND,
        _ if reaches_people(values, addr) => JUMP_OUTPUT,
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
                | Param::Compressor(CompressorParam::Makeup | CompressorParam::SideMakeup)
                | Param::Monitor(MonitorParam::SoloTrim)
                | Param::Speaker(SpeakerParam::Trim)
                | Param::Eq(EqParam::BandGain)
                | Param::DynamicEq(DynamicEqParam::Range)
                | Param::Graphic(GraphicParam::Gain)
                | Param::Notch(NotchParam::Gain)
        )
}

/// True for what is heard at once by those who stand before a loudspeaker or wear earphones: main, wedges,
/// in-ears, what is sent into these, and DCAs over any of them.
fn reaches_people(values: Values, addr: ParamAddr) -> bool {
    match (addr.param, addr.node().kind) {
        (Param::Send(SendParam::Level), _) => leads_to_people(values, u16::from(addr.each)),
        (Param::Talkback(_) | Param::Oscillator(_), _) => own_source_reaches_people(values, addr),
        (param, NodeKind::Dca) => {
            let is_on = |switch| values.is_on(switch);
            let dca = addr.node().number;
            let mut nodes = values.layout.nodes().into_iter();
            nodes.any(|node| {
                values.layout.dcas_over(node, is_on).contains(&dca)
                    && node_reaches_people(values, node, param)
            })
        }
        (param, _) => node_reaches_people(values, addr.node(), param),
    }
}

/// True for a bus that people hear, or that goes on into one.
fn leads_to_people(values: Values, bus: u16) -> bool {
    // What comes in goes through all of it.
    node_reaches_people(values, NodeId::bus(bus), Param::Input(InputParam::Trim))
}

fn own_source_reaches_people(values: Values, addr: ParamAddr) -> bool {
    let to = match addr.param {
        Param::Talkback(_) => Param::Talkback(TalkbackParam::Bus),
        _ => Param::Oscillator(OscillatorParam::Bus),
    };
    let mut buses = values.layout.topology().buses.iter();
    buses.any(|bus| {
        values.is_on(addr.node().param_of(to, bus.number as u8))
            && leads_to_people(values, bus.number)
    })
}

fn node_reaches_people(values: Values, node: NodeId, param: Param) -> bool {
    let is_fader = matches!(param, Param::Level(LevelParam::Fader) | Param::Dca(_));
    let hears = |bus: u16| {
        let send = |row| values.get(node.param_of(Param::Send(row), bus as u8));
        send(SendParam::On).is_some_and(Plain::is_on)
            && send(SendParam::Level).is_some_and(|level| level != Plain::OFF)
            && (!is_fader || send(SendParam::Tap).is_some_and(|tap| Tap::of(tap) == Tap::PostFader))
            && leads_to_people(values, bus)
    };
    let feeds = values.layout.topology().feeds(node);
    is_for_people(values, node) || feeds.into_iter().any(hears)
}

fn is_for_people(values: Values, node: NodeId) -> bool {
    let role = values.layout.topology().role(node);
    node.kind == NodeKind::Main || matches!(role, Some(BusRole::Wedge | BusRole::InEar))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{BusDef, Layout, Store, Topology, Width};

    fn layout() -> Layout {
        let bus = |number, role| BusDef {
            number,
            width: Width::Mono,
            role,
            feeds: Vec::new(),
        };
        Layout::new(Topology {
            buses: vec![
                BusDef {
                    feeds: vec![2],
                    ..bus(1, BusRole::Group)
                },
                bus(2, BusRole::InEar),
            ],
            ..Topology::default()
        })
    }

    /// Milliseconds of a rise, after the changes in `before`.
    fn milliseconds(
        before: &[(&str, &str)],
        path: &str,
        (from, to): (&str, &str),
        pace: Pace,
    ) -> u32 {
        let layout = layout();
        let mut store = Store::defaults(&layout);
        let value = |path: &str, text: &str| {
            let index = layout.find(path).unwrap();
            (index, layout.spec(index).parse(text).unwrap())
        };
        for (path, text) in before {
            let (index, value) = value(path, text);
            store.set(index, value);
        }
        let ((index, from), (_, to)) = (value(path, from), value(path, to));
        let values = Values {
            layout: &layout,
            store: &store,
        };
        frames(values, index, (from, to), pace, 48_000) / 48
    }

    #[test]
    fn rises_take_their_time_and_falls_none() {
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
            ("ch/1/eq/1/gain",    "-18 dB", "+18 dB", Pace::Jump,  300),
            ("ch/1/eq/1/gain",    "+15 dB", "-15 dB", Pace::Jump,    0),
            ("bus/2/eq/1/gain",   "-18 dB", "+18 dB", Pace::Jump, 1000),
            ("bus/2/geq/1k",    "-12 dB", "+12 dB", Pace::Jump,  800),
            ("bus/2/geq/1k",    "-12 dB", "-11.5 dB", Pace::Jump, 16),
            ("main/notch/1/gain", "-18 dB", "0 dB",   Pace::Jump, 1000),
        ];
        for (path, from, to, pace, expected) in rows {
            let found = milliseconds(&[], path, (from, to), pace);
            assert_eq!(found, expected, "{path} {from} {to} {pace:?}");
        }
    }

    #[test]
    fn whatever_an_in_ear_hears_rises_as_slowly_as_it_does() {
        let hears = ("ch/1/send/2/level", "-6 dB");
        let follows = ("ch/1/send/2/tap", "post-fader");
        let grouped = ("ch/1/send/1/on", "on");
        let over = ("bus/1/send/2/level", "0 dB");
        // What stands before, path, from, to, milliseconds.
        #[rustfmt::skip]
        let rows: [(&[_], _, _, _, _); 14] = [
            (&[hears],                                      "ch/1/fader",  "off",    "+10 dB",  300),
            (&[hears, follows],                             "ch/1/fader",  "off",    "+10 dB", 1000),
            (&[hears],                                      "ch/1/trim",   "-18 dB", "+18 dB", 1000),
            (&[hears, ("ch/1/send/2/on", "off")],           "ch/1/trim",   "-18 dB", "+18 dB",  300),
            (&[hears, follows, ("ch/1/dca/1", "on")],       "dca/1/fader", "off",    "+10 dB", 1000),
            (&[hears, ("ch/1/dca/1", "on")],                "dca/1/fader", "off",    "+10 dB",  300),
            (&[("bus/2/dca/1", "on"), ("dca/1/dca/2", "on")], "dca/2/fader", "off",  "+10 dB", 1000),
            (&[("main/dca/1", "on")],                       "dca/1/fader", "off",    "+10 dB", 1000),
            (&[grouped, over],                              "ch/1/fader",  "off",    "+10 dB", 1000),
            (&[grouped, over],                              "ch/1/trim",   "-18 dB", "+18 dB", 1000),
            (&[grouped, over],                              "ch/1/send/1/level", "off", "+10 dB", 1000),
            (&[grouped],                                    "ch/1/fader",  "off",    "+10 dB",  300),
            (&[("talkback/bus/2", "on")],                   "talkback/level",   "off", "+10 dB", 1000),
            (&[("oscillator/bus/1", "on"), over],           "oscillator/level", "off", "+10 dB", 1000),
        ];
        for (before, path, from, to, expected) in rows {
            let found = milliseconds(before, path, (from, to), Pace::Jump);
            assert_eq!(found, expected, "{before:?} {path} {from} {to}");
        }
    }
}
