//! The automation of a session: what its lanes change, as the live console would send it.

use super::start::SWAP;
use crate::control::lane_player::{Due, LanePlayer, value_at};
use crate::control::transport::{Span, frame_of};
use crate::control::values::Values;
use crate::engine::command::Timed;
use crate::engine::plan::Plan;
use crate::param::Store;
use crate::show::SessionFile;

/// Plays the lanes of a session from its first frame: what they say there holds at once, and what comes later is
/// added to the moves, which stay in order. A move of the session counts until the next point of its lane.
pub fn add(session: &SessionFile, plan: &mut Plan, moves: &mut Vec<Timed>, total: u64) {
    let layout = plan.layout.clone();
    let rate = session.rate;
    let span = Span {
        start: 0,
        from: 0,
        until: None,
    };
    let mut store = Store::defaults(&layout);
    for index in layout.indices() {
        store.set(index, plan.values[index.slot()]);
    }
    let mut due: Vec<Due> = Vec::new();
    for (addr, lane) in &session.automation.lanes {
        let Some(index) = layout.index(*addr) else {
            continue;
        };
        let curve = layout.spec(index).curve;
        let corners = lane.corners(curve, |at| frame_of(at, rate));
        let value = value_at(curve, &corners, 0);
        plan.values[index.slot()] = value;
        let mut player = LanePlayer::new((index, curve), corners, (0, value), 0);
        let values = Values {
            layout: &layout,
            store: &store,
        };
        player.advance(|_| span, total, values, rate, &mut due);
    }
    let timed = |due: Due| Timed {
        layout_number: 0,
        frame: due.frame,
        sequence: 0,
        change: due.change,
    };
    moves.extend(due.into_iter().map(timed));
    // Of one frame, moves of the session come first.
    moves.sort_by_key(|timed| timed.frame);
    for (timed, sequence) in moves.iter_mut().zip(SWAP + 1..) {
        timed.sequence = sequence;
    }
}
