//! The mixer: scale, a page of strips, scale, main; below them a line about the selected strip.
//!
//! ```text
//!      12       13        bus 1            main
//!     Vox      Keys      wedge
//! 0   ██  │    ██  │     ██ ▄▄▄     10   ██ │ │
//! -6  ██ ▄▄▄   ██ ▄▄▄    ██  │       0   ██ ▄▄▄
//! ```

use super::sends;
use super::state::Layer;
use crate::desk::why::cause as cause_words;
use crate::param::spec::{AutomixParam, MemberParam, Param};
use crate::param::tables::automix::AutomixGroup;
use crate::param::{Choice, NodeId, NodeKind};
use crate::tui::action::Action;
use crate::tui::frame::body;
use crate::tui::model::Model;
use crate::tui::widget::{columns, fader, meter, put, row, strip};
use crate::tui::words::{distinct, fit};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use std::collections::HashMap;

/// A microphone whose share is smaller than this is closed, in dB.
const CLOSED_DB: f32 = 90.0;
/// Width of a scale with its gap.
const SCALE: u16 = 4;
/// Width of the master, and of a strip that can be read well, with its gap.
const PITCH: u16 = strip::WIDTH + 1;
/// Widest strip with its gap.
const WIDEST: u16 = 12;
/// Narrowest strip with a gap.
const GAPPED: u16 = 4;

/// Cells between the scales.
fn between(width: u16) -> u16 {
    width.saturating_sub(2 * SCALE + PITCH)
}

/// Width of a strip with its gap: as wide as all of them can be and as is of use. Where not all fit that can
/// be read well there are several screens of them, or in the overview narrower ones.
fn pitch(model: &Model, width: u16) -> u16 {
    let count = model.mixed().len().max(1) as u16;
    let least = if model.is_overview() { 1 } else { PITCH };
    (between(width) / count).clamp(least, WIDEST)
}

/// How many strips fit beside the master.
pub fn room(model: &Model, width: u16) -> usize {
    usize::from(between(width) / pitch(model, width)).max(1)
}

/// Draws the mixer.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    if model.layout().is_none() {
        let line = Line::styled("waiting for the console …", model.theme.faint());
        let middle = row(area, area.height / 2);
        return line.alignment(Alignment::Center).render(middle, buf);
    }
    if let Some(bus) = model.sends_to() {
        render_sends(model, bus, row(area, 0), buf);
    }
    let strips = strips_area(model, area);
    if strips.y > area.y && has_surfaces(model) {
        render_surfaces(model, strips, buf);
    }
    let names = names(model, area.width);
    for (node, place) in places(model, strips) {
        let name = names.get(&node).map_or("", String::as_str);
        strip::render(model, node, name, place, buf);
        if node == model.selected() {
            render_frame(model, place, buf);
        }
    }
    render_scales(model, strips, buf);
    let below = row(area, area.height.saturating_sub(1));
    render_selected(model, below, buf);
    render_page(model, below, buf);
}

/// A part of a strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What stands above meter and fader.
    Head,
    /// Meter and fader.
    Fader,
    /// What stands below them.
    Mute,
}

/// The node whose strip is drawn at a cell, and which part of it that is.
pub fn node_at(model: &Model, area: Rect, x: u16, y: u16) -> Option<(NodeId, Part)> {
    let hit = |(_, place): &(NodeId, Rect)| place.contains((x, y).into());
    let (node, place) = places(model, strips_area(model, area)).find(hit)?;
    let part = if y + strip::ROWS_BELOW >= place.bottom() {
        Part::Mute
    } else if y >= place.y + strip::ROWS_ABOVE {
        Part::Fader
    } else {
        Part::Head
    };
    Some((node, part))
}

/// How many rows a fader has on the screen.
pub fn fader_rows(model: &Model) -> u16 {
    let (width, height) = model.size;
    let area = strips_area(model, body(Rect::new(0, 0, width, height)));
    area.height
        .saturating_sub(strip::ROWS_ABOVE + strip::ROWS_BELOW)
}

/// Between the lines that say whose sends are on the faders and which surface has which strips, and the one
/// about the selected strip.
fn strips_area(model: &Model, area: Rect) -> Rect {
    let above = u16::from(model.sends_to().is_some()) + u16::from(has_surfaces(model));
    Rect {
        y: area.y.saturating_add(above),
        height: area.height.saturating_sub(1 + above),
        ..area
    }
}

fn has_surfaces(model: &Model) -> bool {
    model.surfaces().iter().any(|surface| surface.is_here)
}

/// A line over the strips that a surface has, with its name.
fn render_surfaces(model: &Model, strips: Rect, buf: &mut Buffer) {
    let style = model.theme.lamp();
    for surface in model.surfaces().iter().filter(|surface| surface.is_here) {
        let held = places(model, strips).filter(|(node, _)| surface.nodes.contains(&Some(*node)));
        let held: Vec<Rect> = held.map(|(_, place)| place).collect();
        let y = strips.y.saturating_sub(1);
        for place in &held {
            for x in place.left()..place.right().saturating_add(1) {
                put(buf, x, y, "─", style);
            }
        }
        let (Some(first), Some(last)) = (held.first(), held.last()) else {
            continue;
        };
        let room = usize::from(last.right().saturating_sub(first.x));
        let name = format!("{} ", fit(&surface.name, room.saturating_sub(2)));
        let place = Rect::new(first.x, y, last.right().saturating_sub(first.x), 1);
        Line::styled(name, style).render(place.intersection(buf.area), buf);
    }
}

/// What the strips are called, in the room that each has.
fn names(model: &Model, width: u16) -> HashMap<NodeId, String> {
    let mut nodes = model.mixed();
    let pitch = pitch(model, width);
    let room = strip::name_room(strip_width(pitch));
    let full: Vec<String> = nodes.iter().map(|node| name(model, *node)).collect();
    let mut short = distinct(&full, room);
    nodes.push(model.master());
    short.push(fit(
        &name(model, model.master()),
        strip::name_room(strip::WIDTH),
    ));
    nodes.into_iter().zip(short).collect()
}

/// A node's name, or the role of a bus that has none.
pub fn name(model: &Model, node: NodeId) -> String {
    let given = model.label(node).map_or("", |label| label.name.as_str());
    let role = || model.layout()?.topology().bus(node.number);
    match node.kind {
        NodeKind::Bus if given.is_empty() => role().map_or("", |bus| bus.role.word()).to_owned(),
        _ => given.to_owned(),
    }
}

/// Width of a strip without its gap; the narrowest ones have none.
fn strip_width(pitch: u16) -> u16 {
    if pitch >= GAPPED { pitch - 1 } else { pitch }
}

/// Whose sends are on the faders: in their colour, across the screen.
fn render_sends(model: &Model, bus: NodeId, area: Rect, buf: &mut Buffer) {
    let style = model.theme.sends();
    buf.set_style(area, style);
    let title = format!(" {} · sends on faders", sends::title(model, bus));
    Line::styled(title, style).render(area, buf);
    let back = format!("{} back to the faders ", model.key(Action::SendsOnFaders));
    let back = Line::styled(back, style).alignment(Alignment::Right);
    let width = back.width() as u16;
    let end = columns(area, area.width.saturating_sub(width), width);
    back.render(end, buf);
}

/// Where each node is drawn: those that fit from the left, the master at the right end.
fn places(model: &Model, area: Rect) -> impl Iterator<Item = (NodeId, Rect)> {
    let pitch = pitch(model, area.width);
    let shown = model.shown(room(model, area.width));
    let strips = model
        .mixed()
        .into_iter()
        .skip(shown.start)
        .take(shown.len());
    let placed = strips.zip(0..).map(move |(node, at)| {
        let left = SCALE + pitch * at;
        (node, columns(area, left, strip_width(pitch)))
    });
    let master = columns(area, area.width.saturating_sub(PITCH), strip::WIDTH);
    let master = model.layout().map(|_| (model.master(), master));
    placed.chain(master)
}

/// The selected strip stands between two bars, where strips have gaps.
fn render_frame(model: &Model, place: Rect, buf: &mut Buffer) {
    if place.width < GAPPED - 1 {
        return;
    }
    let style = model.theme.selection();
    for y in place.top()..place.bottom() {
        put(buf, place.x.saturating_sub(1), y, "▐", style);
        put(buf, place.right(), y, "▌", style);
    }
}

/// Levels beside the meters at the left, and beside the fader of main at the right.
fn render_scales(model: &Model, area: Rect, buf: &mut Buffer) {
    let rows = area
        .height
        .saturating_sub(strip::ROWS_ABOVE + strip::ROWS_BELOW);
    let right = area.width.saturating_sub(PITCH + SCALE);
    let mut mark = |db: i8, from: u16, down: u16| {
        let line = Line::styled(db.to_string(), model.theme.faint());
        let place = row(columns(area, from, SCALE - 1), strip::ROWS_ABOVE + down);
        line.alignment(Alignment::Right).render(place, buf);
    };
    for db in meter::MARKS {
        mark(db, 0, meter::row_of(f32::from(db), rows));
    }
    for db in fader::MARKS {
        mark(db, right, fader::row_of(f32::from(db), rows));
    }
}

/// Everything about the selected node that its strip has no room for.
fn render_selected(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let node = model.selected();
    let name = model.label(node).map_or("", |label| label.name.as_str());
    let mut spans = vec![
        Span::styled(format!(" {node} "), theme.selection()),
        Span::styled(name, theme.strong()),
    ];
    spans.extend(silence(model, node));
    for (word, param) in [
        ("DCA", MemberParam::Dca),
        ("mute group", MemberParam::MuteGroup),
    ] {
        let numbers = memberships(model, node, param);
        if !numbers.is_empty() {
            let text = format!("   in {word} {}", numbers.join(" "));
            spans.push(Span::styled(text, theme.text()));
        }
    }
    if let Some(on) = model.text(node.main_on()) {
        spans.push(Span::styled(format!("   main {on}"), theme.text()));
    }
    if let Some(spare) = crate::tui::spare::words(model, node) {
        spans.push(Span::styled(format!("   {spare}"), theme.text()));
    }
    spans.extend(readings(model, node));
    Line::from(spans).render(area, buf);
}

/// Why a node is silent.
pub fn silence(model: &Model, node: NodeId) -> Option<Span<'static>> {
    let causes = model.causes(node).iter().map(|cause| cause_words(*cause));
    let causes: Vec<String> = causes.collect();
    let text = format!("   muted by {}", causes.join(", "));
    (!causes.is_empty()).then(|| Span::styled(text, model.theme.warning()))
}

/// What is measured at a node: clips, gain sharing, correlation, and each channel of a wide one.
pub fn readings(model: &Model, node: NodeId) -> Vec<Span<'static>> {
    let theme = model.theme;
    let mut spans = Vec::new();
    let clips = model.clips(node);
    if clips > 0 {
        spans.push(Span::styled(format!("   clips {clips}"), theme.warning()));
    }
    let (shared, correlation) = model.readings(node);
    if let Some(group) = automix_group(model, node) {
        let text = if shared > CLOSED_DB {
            format!("   automix {group} closed")
        } else {
            format!("   automix {group} -{:.1} dB", shared.max(0.0))
        };
        spans.push(Span::styled(text, theme.text()));
    }
    let sides = model.sides(node);
    let is_mixed = matches!(node.kind, NodeKind::Strip | NodeKind::Bus | NodeKind::Main);
    if is_mixed && model.has_pair(node) {
        let style = if correlation < 0.0 {
            theme.warning()
        } else {
            theme.text()
        };
        spans.push(Span::styled(format!("   corr {correlation:+.2}"), style));
    }
    if sides.len() > 2 {
        for (side, reading) in sides.iter().zip(model.meters(node)) {
            let text = format!("  {side} {:.0}", reading.peak);
            spans.push(Span::styled(text, theme.text()));
        }
    }
    spans
}

/// The automix group that a strip is in.
fn automix_group(model: &Model, node: NodeId) -> Option<u16> {
    let group = model.value(node.param(Param::Automix(AutomixParam::Group)))?;
    AutomixGroup::of(group).number()
}

/// Numbers of the DCAs or mute groups that a node belongs to.
fn memberships(model: &Model, node: NodeId, param: MemberParam) -> Vec<String> {
    let Some(layout) = model.layout() else {
        return Vec::new();
    };
    let numbers = match param {
        MemberParam::Dca => &layout.topology().dcas,
        MemberParam::MuteGroup => &layout.topology().mute_groups,
    };
    let is_member =
        |number: &&u16| model.is_on(node.param_of(Param::Member(param), **number as u8));
    numbers
        .iter()
        .filter(is_member)
        .map(ToString::to_string)
        .collect()
}

/// Which part of the strips is shown, where there are more.
fn render_page(model: &Model, area: Rect, buf: &mut Buffer) {
    let page = model.shown(room(model, area.width));
    let count = model.mixed().len();
    let layer = match model.layer() {
        Layer::All => "",
        _ if model.sends_to().is_some() => "",
        layer => layer.word(),
    };
    let mut text = format!("  {layer} ");
    if page.len() < count {
        text = format!("  {layer} {}-{} of {count} ", page.start + 1, page.end);
    } else if layer.is_empty() {
        return;
    }
    let line = Line::styled(text, model.theme.faint());
    let width = line.width() as u16;
    let end = columns(area, area.width.saturating_sub(width), width);
    line.render(end, buf);
}
