//! One strip: name, pan, dynamics, meter, fader, value and mute, from top to bottom.
//!
//! ```text
//! ██▀ ▄▄▄   meters, gain reduction from the top, fader
//! ```

use super::fader::{self, Fader};
use super::{columns, meter, put, row};
use crate::control::feed::MuteCause;
use crate::desk::mirror::Soloed;
use crate::param::spec::{
    CompressorParam, DeEsserParam, GateParam, LimiterParam, Param, SendParam,
};
use crate::param::{NodeId, NodeKind, Plain};
use crate::tui::meters::Reading;
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// Width of a strip without its gap.
pub const WIDTH: u16 = 7;
/// Rows above meter and fader.
pub const ROWS_ABOVE: u16 = 4;
/// Rows below meter and fader.
pub const ROWS_BELOW: u16 = 2;
/// Dynamics that take away less than this count as open, in dB.
const OPEN_DB: f32 = 0.5;

/// Draws the strip of a node.
pub fn render(model: &Model, node: NodeId, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let number_style = if model.selected() == node {
        theme.selected()
    } else {
        theme.faint()
    };
    block(&number(node), number_style, row(area, 0), buf);
    match model.solo(node) {
        Some(Soloed::Itself) => put(buf, area.x + WIDTH - 1, area.y, "S", theme.solo()),
        Some(Soloed::ByDca) => put(buf, area.x + WIDTH - 1, area.y, "S", theme.lamp()),
        None if model.hears_key(node) => {
            put(buf, area.x + WIDTH - 1, area.y, "K", theme.solo());
        }
        None => {}
    }
    render_name(model, node, row(area, 1), buf);
    render_pan(model, node, row(area, 2), buf);
    render_reduction(model, node, row(area, 3), buf);
    let rows = area.height.saturating_sub(ROWS_ABOVE + ROWS_BELOW);
    let level = Rect {
        y: area.y.saturating_add(ROWS_ABOVE),
        height: rows,
        ..area
    };
    render_level(model, node, level.intersection(area), buf);
    render_value(model, node, row(area, ROWS_ABOVE + rows), buf);
    render_mute(model, node, row(area, ROWS_ABOVE + rows + 1), buf);
}

/// A node's number as people call it.
fn number(node: NodeId) -> String {
    match node.kind {
        NodeKind::Strip => node.number.to_string(),
        NodeKind::Main => "main".to_owned(),
        kind => format!("{} {}", kind.word(), node.number),
    }
}

/// A row filled with `style`, its text in the middle.
fn block(text: &str, style: Style, area: Rect, buf: &mut Buffer) {
    buf.set_style(area, style);
    let line = Line::styled(text, style);
    // A text that is too long keeps its beginning.
    let fits = line.width() <= usize::from(area.width);
    let alignment = if fits {
        Alignment::Center
    } else {
        Alignment::Left
    };
    line.alignment(alignment).render(area, buf);
}

fn render_name(model: &Model, node: NodeId, area: Rect, buf: &mut Buffer) {
    let label = model.label(node);
    let color = label.map_or("", |label| label.color.as_str());
    let name = label.map_or("", |label| label.name.as_str());
    let role = || model.layout()?.topology().bus(node.number);
    let name = match node.kind {
        NodeKind::Bus if name.is_empty() => role().map_or("", |bus| bus.role.word()),
        _ => name,
    };
    block(name, model.theme.label(color), area, buf);
}

fn render_pan(model: &Model, node: NodeId, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    if let Some(follows) = model.send_on_fader(node, SendParam::FollowPan)
        && !model.is_on(follows)
    {
        return render_send_pan(model, node, area, buf);
    }
    let Some(pan) = model.value(node.pan()) else {
        return;
    };
    let style = if pan.0 == 0.0 {
        theme.faint()
    } else {
        theme.text()
    };
    let text = model.text(node.pan()).unwrap_or_default();
    Line::styled(text, style).render(columns(area, 0, 4), buf);
    let style = match model.value(node.main_on()) {
        Some(on) if on.is_on() => theme.lamp(),
        Some(_) => theme.faint(),
        None => return,
    };
    let word = if style == theme.lamp() { "LR" } else { "··" };
    Line::styled(word, style).render(columns(area, WIDTH - 2, 2), buf);
}

/// The pan of a send that does not follow its strip's.
fn render_send_pan(model: &Model, node: NodeId, area: Rect, buf: &mut Buffer) {
    let pan = model.send_on_fader(node, SendParam::Pan);
    let text = pan.and_then(|pan| model.text(pan)).unwrap_or_default();
    Line::styled(text, model.theme.send_knob()).render(columns(area, 0, 4), buf);
}

/// Clip marks over their meters, and what the dynamics take away: when it is nothing, which are in.
fn render_reduction(model: &Model, node: NodeId, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    for (at, clipped) in clips(model, node).into_iter().enumerate() {
        if clipped {
            put(buf, area.x + at as u16, area.y, "█", theme.clip());
        }
    }
    let is_in = |param| model.is_on(node.param(param));
    let gate = is_in(Param::Gate(GateParam::On));
    let compressor = is_in(Param::Compressor(CompressorParam::On));
    let others = is_in(Param::DeEsser(DeEsserParam::On)) || is_in(Param::Limiter(LimiterParam::On));
    let reduction = model.reduction(node);
    let (text, style) = if reduction >= OPEN_DB && (gate || compressor || others) {
        (format!("-{reduction:.0}"), theme.reduction())
    } else {
        let word = match (gate, compressor) {
            (true, true) => "g+c",
            (true, false) => "gate",
            (false, true) => "comp",
            (false, false) => return,
        };
        (word.to_owned(), theme.faint())
    };
    let line = Line::styled(text, style).alignment(Alignment::Right);
    line.render(columns(area, 3, WIDTH - 3), buf);
}

/// Clip marks of the two meter columns.
fn clips(model: &Model, node: NodeId) -> Vec<bool> {
    both(&model.meters(node))
        .map(|reading| reading.clipped)
        .collect()
}

/// The meters of the two columns: a mono node shows its one meter twice as wide, a node of more than two
/// channels its loudest ones.
fn both(meters: &[Reading]) -> impl Iterator<Item = Reading> {
    let louder = |a: Reading, b: &Reading| Reading {
        peak: a.peak.max(b.peak),
        rms: a.rms.max(b.rms),
        held: a.held.max(b.held),
        clipped: a.clipped || b.clipped,
    };
    let mut columns = meters.to_vec();
    if meters.len() > 2 {
        columns = vec![meters.iter().fold(meters[0], louder)];
    }
    columns.into_iter().cycle().take(2)
}

fn render_level(model: &Model, node: NodeId, area: Rect, buf: &mut Buffer) {
    for (at, reading) in (0..).zip(both(&model.meters(node))) {
        meter::render(model.theme, reading, columns(area, at, 1), buf);
    }
    let reduction = model.reduction(node);
    meter::render_reduction(model.theme, reduction, columns(area, 2, 1), buf);
    let moved = model.on_fader(node);
    let fader = Fader {
        value: model.value(moved).unwrap_or(Plain::OFF),
        ghost: model.ghost(moved),
        goal: model.goal(moved),
        is_send: moved != node.fader(),
    };
    fader::render(model.theme, fader, columns(area, 4, 3), buf);
}

fn render_value(model: &Model, node: NodeId, area: Rect, buf: &mut Buffer) {
    let moved = model.on_fader(node);
    let text = model.text(moved).unwrap_or_default();
    let style = match model.value(moved) {
        Some(value) if value == Plain::OFF => model.theme.faint(),
        _ => model.theme.strong(),
    };
    block(text.trim_end_matches(" dB"), style, area, buf);
}

/// Why the strip is silent, the own mute before all others: it is what the key turns over. While
/// solo is in place, a strip that is soloed says so, and the others that they are cut.
fn render_mute(model: &Model, node: NodeId, area: Rect, buf: &mut Buffer) {
    let mut causes = model.causes(node).to_vec();
    causes.sort_unstable();
    let Some(first) = causes.first() else {
        if model.is_in_place() && model.solo(node).is_some() {
            block("SOLO", model.theme.solo(), area, buf);
        }
        if is_send_off(model, node) {
            block("OFF", model.theme.lamp_out(), area, buf);
        }
        return;
    };
    let style = match first {
        MuteCause::Own => model.theme.own_mute(),
        _ => model.theme.other_mute(),
    };
    let word = short(*first);
    let text = match causes.len() {
        1 => word,
        count => format!("{} +{}", word.replace(' ', ""), count - 1),
    };
    block(&text, style, area, buf);
}

/// True for a send on a fader that is switched off.
fn is_send_off(model: &Model, node: NodeId) -> bool {
    let on = model.send_on_fader(node, SendParam::On);
    on.is_some_and(|on| !model.is_on(on))
}

/// A cause in at most six cells.
fn short(cause: MuteCause) -> String {
    match cause {
        MuteCause::Own => "MUTE".to_owned(),
        MuteCause::MuteGroup(number) => format!("GRP {number}"),
        MuteCause::Dim(number) => format!("DIM {number}"),
        MuteCause::Dca(number) => format!("DCA {number}"),
        MuteCause::Solo => "CUT".to_owned(),
        MuteCause::SafeStart => "SAFE".to_owned(),
        MuteCause::Panic => "PANIC".to_owned(),
    }
}
