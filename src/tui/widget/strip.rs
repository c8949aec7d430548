//! One strip, as wide as there is room: number, name, pan, dynamics, meter and fader, value, from top to
//! bottom. What silences it stands across its meter and fader.
//!
//! ```text
//! ██▐ ▄▄▄   level, what gate and compressor take, what the limiter takes, fader
//! ```

mod level;
mod silence;

pub use level::WIDTH;

use super::{block, columns, put, row};
use crate::desk::mirror::Soloed;
use crate::param::spec::{
    CompressorParam, DeEsserParam, DynamicEqParam, GateParam, LimiterParam, Param, SendParam,
    SoloParam,
};
use crate::param::{NodeId, NodeKind, Plain};
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// Rows above meter and fader.
pub const ROWS_ABOVE: u16 = 4;
/// Rows below meter and fader.
pub const ROWS_BELOW: u16 = 2;
/// Narrower strips show their levels as whole numbers.
const WHOLE: u16 = 5;
/// Dynamics that take away less than this count as open, in dB.
const OPEN_DB: f32 = 0.5;

/// Draws the strip of a node, which is called so.
pub fn render(model: &Model, node: NodeId, name: &str, area: Rect, buf: &mut Buffer) {
    render_number(model, node, row(area, 0), buf);
    render_name(model, node, name, row(area, 1), buf);
    if area.width >= WIDTH {
        render_pan(model, node, row(area, 2), buf);
    }
    render_reduction(model, node, row(area, 3), buf);
    let rows = area.height.saturating_sub(ROWS_ABOVE + ROWS_BELOW);
    let fader = Rect {
        y: area.y.saturating_add(ROWS_ABOVE),
        height: rows,
        ..area
    };
    let fader = fader.intersection(area);
    level::render(model, node, fader, buf);
    silence::render(model, node, fader, buf);
    render_value(model, node, row(area, ROWS_ABOVE + rows), buf);
    render_effective(model, node, row(area, ROWS_ABOVE + rows + 1), buf);
}

/// A node's number as people call it, and whether it is soloed or safe from solo.
fn render_number(model: &Model, node: NodeId, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let style = if model.selected() == node {
        theme.selected()
    } else {
        theme.faint()
    };
    block(&number(node, area.width), style, area, buf);
    let (mark, style) = match model.solo(node) {
        Some(Soloed::Itself) => ("S", theme.solo()),
        Some(Soloed::ByDca) => ("S", theme.lamp()),
        None if model.hears_key(node) => ("K", theme.solo()),
        None if model.is_on(node.param(Param::Solo(SoloParam::Safe))) => ("#", theme.lamp()),
        None => return,
    };
    put(buf, area.right().saturating_sub(1), area.y, mark, style);
}

fn number(node: NodeId, room: u16) -> String {
    match node.kind {
        NodeKind::Strip => node.number.to_string(),
        NodeKind::Main if room < 4 => "M".to_owned(),
        NodeKind::Main => "main".to_owned(),
        kind if room < 5 => format!("{}{}", &kind.word()[..1], node.number),
        kind => format!("{} {}", kind.word(), node.number),
    }
}

/// The name behind a bar in the node's colour.
fn render_name(model: &Model, node: NodeId, name: &str, area: Rect, buf: &mut Buffer) {
    let bar = model.theme.bar(model.console().color(node));
    let text = match bar.filter(|_| area.width >= WIDTH) {
        Some(style) => {
            let bar = if model.theme.is_ascii() { "|" } else { "▌" };
            put(buf, area.x, area.y, bar, style);
            columns(area, 1, area.width)
        }
        None => area,
    };
    let style = match bar.filter(|_| area.width < WIDTH) {
        Some(style) => style,
        None => model.theme.strong(),
    };
    Line::styled(name, style).render(text, buf);
}

/// Cells that a name has in a strip of a width, beside the bar.
pub fn name_room(width: u16) -> usize {
    usize::from(if width >= WIDTH { width - 1 } else { width })
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
    let (word, style) = match model.value(node.main_on()) {
        Some(on) if on.is_on() => ("LR", theme.lamp()),
        Some(_) => ("··", theme.faint()),
        None => return,
    };
    Line::styled(word, style).render(columns(area, area.width - 2, 2), buf);
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
    for (at, clipped) in level::clips(model, node, area.width)
        .into_iter()
        .enumerate()
    {
        if clipped {
            put(
                buf,
                area.x + at as u16,
                area.y,
                theme.sign("█", "C"),
                theme.clip(),
            );
        }
    }
    if area.width < WIDTH {
        return;
    }
    let is_in = |param| model.is_on(node.param(param));
    let gate = is_in(Param::Gate(GateParam::On));
    let compressor = is_in(Param::Compressor(CompressorParam::On));
    let others = is_in(Param::DeEsser(DeEsserParam::On))
        || is_in(Param::DynamicEq(DynamicEqParam::On))
        || is_in(Param::Limiter(LimiterParam::On));
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
    line.render(columns(area, 3, area.width - 3), buf);
}

fn render_value(model: &Model, node: NodeId, area: Rect, buf: &mut Buffer) {
    let moved = model.on_fader(node);
    let value = model.value(moved).unwrap_or(Plain::OFF);
    let text = match area.width {
        WHOLE.. => model.text(moved).unwrap_or_default(),
        3.. if value == Plain::OFF => "off".to_owned(),
        3.. => format!("{:.0}", value.0),
        _ => return,
    };
    let style = if value == Plain::OFF {
        model.theme.faint()
    } else {
        model.theme.strong()
    };
    block(text.trim_end_matches(" dB"), style, area, buf);
}

/// What the fader comes to with its DCAs, where that is something else. A mute that the next scene would change
/// is said in its place.
fn render_effective(model: &Model, node: NodeId, area: Rect, buf: &mut Buffer) {
    if let Some(mute) = model
        .preview()
        .target(node.mute())
        .filter(|_| area.width >= 3)
    {
        let (word, style) = if mute.is_on() {
            ("▸mute", model.theme.warning())
        } else {
            ("▸open", model.theme.lamp())
        };
        let word: String = word.chars().take(usize::from(area.width)).collect();
        return block(&word, style, area, buf);
    }
    let Some(level) = model.effective(node).filter(|_| area.width >= 3) else {
        return;
    };
    let text = match area.width {
        _ if level == f32::NEG_INFINITY => "off".to_owned(),
        WHOLE.. => format!("{level:.1}"),
        _ => format!("{level:.0}"),
    };
    block(&text, model.theme.text(), area, buf);
}
