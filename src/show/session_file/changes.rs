//! What changes during a session, and when.

use super::recalls::{self, Recall};
use super::time::{MAX_SECONDS, seconds};
use crate::param::{Layout, ParamAddr, ParamIndex, Plain};
use crate::show::quantity::{self, SECONDS};
use crate::show::reader::Reader;
use crate::show::scene_file::SceneFile;
use crate::show::values;
use crate::show::yaml::{Kind, Node};

/// A change of one parameter at one time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// When it happens.
    pub time_seconds: f64,
    /// Which parameter.
    pub addr: ParamAddr,
    /// Where it goes.
    pub value: Plain,
    /// How long it takes to get there; without, it is a move like that of a hand.
    pub glide_seconds: Option<f64>,
}

/// Something that happens.
enum Event {
    Change(Change),
    Recall(Recall),
}

/// Reads `at:`, in order of time: what changes, and what is recalled.
pub fn read(
    reader: &mut Reader,
    node: &Node,
    (layout, scenes): (&Layout, &[SceneFile]),
    end: f64,
) -> (Vec<Change>, Vec<Recall>) {
    let mut events = Vec::new();
    for (key, text, moves) in reader.entries(node, "'at'") {
        let time = quantity::parse(text, SECONDS).filter(|time| (0.0..=MAX_SECONDS).contains(time));
        let Some(time) = time else {
            let hint = "write seconds from the start, such as 1.5";
            reader.report(key, format!("'{text}' is not a time"), hint);
            continue;
        };
        if time >= end && end > 0.0 {
            let message = format!("'{text}' is not before the end");
            reader.report(key, message, format!("the session lasts {end} seconds"));
            continue;
        }
        for (key, path, value) in reader.entries(moves, "a moment of 'at'") {
            if path == recalls::KEY {
                let recall = recalls::read(reader, value, scenes, time);
                events.extend(recall.map(Event::Recall));
                continue;
            }
            let Some(index) = values::parameter(reader, layout, key, path) else {
                continue;
            };
            let change = change(reader, layout, index, value, time);
            events.extend(change.map(Event::Change));
        }
    }
    // Stable: what happens at one time stays in file order.
    events.sort_by(|a: &Event, b| a.time().total_cmp(&b.time()));
    let (mut changes, mut recalls) = (Vec::new(), Vec::new());
    for event in events {
        match event {
            Event::Change(change) => changes.push(change),
            Event::Recall(recall) => recalls.push(Recall {
                behind: changes.len(),
                ..recall
            }),
        }
    }
    (changes, recalls)
}

impl Event {
    fn time(&self) -> f64 {
        match self {
            Self::Change(change) => change.time_seconds,
            Self::Recall(recall) => recall.time_seconds,
        }
    }
}

fn change(
    reader: &mut Reader,
    layout: &Layout,
    index: ParamIndex,
    node: &Node,
    time: f64,
) -> Option<Change> {
    let (value, glide_seconds) = match &node.kind {
        Kind::Map(_) => {
            let (value, over) = glide(reader, layout, index, node)?;
            (value, Some(over))
        }
        _ => (values::value(reader, layout, index, node)?, None),
    };
    Some(Change {
        time_seconds: time,
        addr: layout.addr(index),
        value,
        glide_seconds,
    })
}

/// `{ to: -10 dB, over: 3 s }`
fn glide(
    reader: &mut Reader,
    layout: &Layout,
    index: ParamIndex,
    node: &Node,
) -> Option<(Plain, f64)> {
    let fields = reader.fields(node, "a glide", &["to", "over"])?;
    let spec = layout.spec(index);
    if spec.curve.counts() {
        let message = format!("{} has nothing in between to glide through", spec.name);
        reader.report(node, message, format!("write one of {}", spec.allowed()));
        return None;
    }
    let (Some(to), Some(over)) = (fields.get("to"), fields.get("over")) else {
        reader.report(
            node,
            "a glide needs both 'to' and 'over'",
            "write { to: -10 dB, over: 3 s }",
        );
        return None;
    };
    let value = values::value(reader, layout, index, to);
    let over = seconds(reader, over, "the time of a glide");
    Some((value?, over?))
}
