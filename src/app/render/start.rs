//! From a session to where the engine starts and what it is told later.

use crate::engine::command::{Change, Timed};
use crate::engine::plan::Plan;
use crate::param::spec::{ConsoleParam, InsertParam, Param};
use crate::param::{Layout, NodeId, Plain, PortKind};
use crate::show::SessionFile;
use crate::show::session_file;
use std::sync::Arc;

/// Sequence number of the command that brings the engine; changes count on from it.
pub const SWAP: u64 = 1;

/// The frame nearest to a time.
pub fn frame_at(seconds: f64, rate: u32) -> u64 {
    (seconds * f64::from(rate)).round() as u64
}

/// The first frame not before a time. Written decimals are not exact: a millionth of a frame beyond a
/// frame is that frame.
fn frame_from(seconds: f64, rate: u32) -> u64 {
    (seconds * f64::from(rate) - 1e-6).ceil().max(0.0) as u64
}

/// The plan of a session's console, with everything that holds from the first frame, and the moves
/// that come later, in order.
pub fn prepare(session: &SessionFile) -> (Plan, Vec<Timed>) {
    let layout = Arc::new(Layout::new(session.console.topology.clone()));
    let mut plan = Plan::new(layout.clone(), session.rate);
    let safe_start = NodeId::CONSOLE.param(Param::Console(ConsoleParam::SafeStart));
    let mut set = |addr, value: Plain| {
        if let Some(index) = layout.index(addr) {
            plan.values[index.slot()] = value;
        }
    };
    set(safe_start, Plain::switch(false));
    let points = session.inputs.iter().flat_map(|input| &input.points);
    for point in points.filter(|point| point.kind == PortKind::InsertReturn) {
        let connected = point.node.param(Param::Insert(InsertParam::Connected));
        set(connected, Plain::switch(true));
    }
    for (addr, value) in &session.console.values {
        set(*addr, *value);
    }
    let mut moves: Vec<Timed> = Vec::new();
    for change in &session.changes {
        let Some(timed) = timed(&layout, session.rate, change) else {
            continue;
        };
        if timed.frame == 0 {
            // Whatever a glide of this moment would have done is outdated.
            moves.retain(|earlier| earlier.change.index != timed.change.index);
        }
        if timed.frame == 0 && timed.change.over == 0 {
            set(change.addr, change.value);
        } else {
            moves.push(timed);
        }
    }
    for (timed, sequence) in moves.iter_mut().zip(SWAP + 1..) {
        timed.sequence = sequence;
    }
    (plan, moves)
}

fn timed(layout: &Layout, rate: u32, change: &session_file::Change) -> Option<Timed> {
    let over = frame_at(change.glide_seconds.unwrap_or(0.0), rate);
    Some(Timed {
        layout_number: 0,
        frame: frame_from(change.time_seconds, rate),
        sequence: 0,
        change: Change {
            index: layout.index(change.addr)?,
            value: change.value,
            over: u32::try_from(over).unwrap_or(u32::MAX),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn prepared(at: &str) -> (Plan, Vec<Timed>) {
        let text = format!("seconds: 4\nat: {at}\noutputs: {{ main: main.wav }}\n");
        prepare(&session_file::parse(&text, "session.yaml", Path::new("")).unwrap())
    }

    fn value(plan: &Plan, path: &str) -> Plain {
        plan.values[plan.layout.find(path).unwrap().slot()]
    }

    #[test]
    fn what_is_said_at_the_start_holds_from_the_first_frame() {
        let (plan, moves) = prepared("{ 0.0: { ch/1/fader: 0 dB }, 0.1: { ch/1/fader: -5 dB } }");
        assert_eq!(value(&plan, "ch/1/fader"), Plain(0.0));
        assert_eq!(value(&plan, "ch/2/fader"), Plain::OFF);
        assert_eq!(
            (moves.len(), moves[0].frame, moves[0].sequence),
            (1, 4800, 2)
        );
    }

    #[test]
    fn safe_start_is_released_unless_the_session_sets_it() {
        assert!(!value(&prepared("{}").0, "console/safe-start").is_on());
        let held = prepared("{ 0.0: { console/safe-start: on } }").0;
        assert!(value(&held, "console/safe-start").is_on());
    }

    #[test]
    fn a_glide_from_the_start_begins_where_the_values_stand() {
        let glide = "ch/1/fader: { to: -10 dB, over: 1 s }";
        let (plan, moves) = prepared(&format!(
            "{{ 0.0: {{ ch/1/fader: 0 dB }}, 0.00: {{ {glide} }} }}"
        ));
        assert_eq!(value(&plan, "ch/1/fader"), Plain(0.0));
        assert_eq!((moves[0].frame, moves[0].change.over), (0, 48_000));
        // The other way round the glide never starts.
        let (plan, moves) = prepared(&format!(
            "{{ 0.0: {{ {glide} }}, 0.00: {{ ch/1/fader: 0 dB }} }}"
        ));
        assert_eq!(value(&plan, "ch/1/fader"), Plain(0.0));
        assert!(moves.is_empty());
    }

    #[test]
    fn a_time_is_the_first_frame_not_before_it() {
        assert_eq!(frame_from(0.1, 48_000), 4800);
        assert_eq!(frame_from(0.3, 44_100), 13_230);
        assert_eq!(frame_from(1.000_01, 48_000), 48_001);
        assert_eq!(frame_from(0.0, 48_000), 0);
    }
}
