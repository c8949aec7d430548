//! Meter, gain reduction and fader of a strip, in as many columns as it has.

use crate::param::{NodeId, Plain};
use crate::tui::meters::Reading;
use crate::tui::model::Model;
use crate::tui::widget::fader::{self, Fader};
use crate::tui::widget::{columns, meter};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Width of an ordinary strip without its gap.
pub const WIDTH: u16 = 7;
/// From this width on a fader is wider.
const WIDE: u16 = 10;

/// Draws all of it: two columns of meters and two of gain reduction where there is room, then fewer; in a
/// single column the fader stands on its meter.
pub(super) fn render(model: &Model, node: NodeId, area: Rect, buf: &mut Buffer) {
    let (meters, reductions) = match area.width {
        WIDTH.. => (2, 2),
        3.. => (1, 1),
        _ => (1, 0),
    };
    for (at, reading) in (0..).zip(shown(&model.meters(node), meters)) {
        meter::render(model.theme, reading, columns(area, at, 1), buf);
    }
    let [gate, compressor, de_esser, dynamic_eq, limiter] = model.reductions(node);
    let taken = meter::Taken {
        gate,
        compressor: compressor + de_esser + dynamic_eq,
        limiter,
    };
    let place = columns(area, meters as u16, reductions);
    meter::render_reductions(model.theme, taken, place, buf);
    let room = area.width.saturating_sub(meters as u16 + reductions);
    let width = match area.width {
        WIDE.. => 5,
        WIDTH.. => 3,
        _ => room.max(1),
    };
    let place = columns(area, area.width.saturating_sub(width), width);
    fader::render(model.theme, fader(model, node), place, buf);
}

fn fader(model: &Model, node: NodeId) -> Fader {
    let moved = model.on_fader(node);
    Fader {
        value: model.value(moved).unwrap_or(Plain::OFF),
        ghost: model.ghost(moved),
        goal: model.goal(moved),
        next: model.preview().target(moved),
        is_send: moved != node.fader(),
    }
}

/// Clip marks, by column of meters.
pub(super) fn clips(model: &Model, node: NodeId, width: u16) -> Vec<bool> {
    let columns = if width >= WIDTH { 2 } else { 1 };
    let shown = shown(&model.meters(node), columns);
    shown.into_iter().map(|reading| reading.clipped).collect()
}

/// The meters of so many columns: a mono node shows its one meter in each, a node of more channels than
/// columns its loudest ones.
fn shown(meters: &[Reading], columns: usize) -> Vec<Reading> {
    let louder = |a: Reading, b: &Reading| Reading {
        peak: a.peak.max(b.peak),
        rms: a.rms.max(b.rms),
        held: a.held.max(b.held),
        clipped: a.clipped || b.clipped,
    };
    let mut shown = meters.to_vec();
    if meters.len() > columns {
        shown = vec![meters.iter().fold(meters[0], louder)];
    }
    shown.into_iter().cycle().take(columns).collect()
}
