//! The channel page: every parameter of one node, to be moved, turned over or typed.

mod compare;
mod curve;
mod draw;
mod go;
mod graph;
pub(crate) mod pointing;
mod section;
pub mod state;

use super::automation;
pub(super) use draw::{render_rows, render_top};

use super::name::PageName;
use super::row::{Act, Moves, Open, PageRow};
use crate::control::feed::Severity;
use crate::control::intent::{Intent, Marked, SceneWish, Scope as Settings, Transfer};
use crate::desk::{Desk, DeskError};
use crate::param::{Curve, Layout, NodeId, ParamAddr, ParamSpec, Plain, Step};
use crate::tui::action::{Action, Scope};
use crate::tui::entry::Entry;
use crate::tui::model::Model;
use crate::tui::setting::{self, Setting};
use crossterm::event::{KeyCode, KeyEvent};
use section::{Section, has_sections};
use state::{ChannelPage, path_below_node};

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::Channel, Scope::List],
    target: |model| Some(model.channel.node),
    open: Open::At(open),
    act: Act::ByKey(act),
    moves: Moves::List(|model| model.channel.list_mut()),
    hints: &[
        (Action::ValueUp, "move"),
        (Action::GoToSection, "section"),
        (Action::TurnValue, "turn"),
        (Action::TypeValue, "type"),
        (Action::DefaultValue, "default"),
        (Action::NextNode, "next"),
        (Action::PasteSection, "paste section"),
        (Action::Channel, "back"),
    ],
    ..PageRow::new(PageName::Channel, Action::Channel, draw::render)
};

/// True while the page shows a curve that the spectrum lies behind.
pub(super) fn shows_spectrum(model: &Model) -> bool {
    let selected = model.channel.list().selected();
    let has_curve = |addr: &ParamAddr| matches!(Section::of(*addr), Section::Eq | Section::Input);
    has_sections(model.channel.node) && selected.is_some_and(has_curve)
}

/// Part of the travel that an arrow moves.
const STEP: f32 = 0.01;
/// Part of the travel that an arrow with control moves.
const FINE: f32 = 0.002;
/// Part of the travel that an arrow with shift moves.
const FAR: f32 = 0.1;

/// Shows the page of a node, from its first row.
pub fn open(model: &mut Model, node: NodeId) {
    model.channel = ChannelPage::of(node);
    show(model, node);
    model.page = PageName::Channel;
}

fn show(model: &mut Model, node: NodeId) {
    let rows = model.parameters(node);
    model.channel.show(node, rows);
}

fn selected(model: &Model) -> Option<Setting> {
    setting::of(*model.channel.list().selected()?, model)
}

fn act(
    action: Action,
    key: &KeyEvent,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<bool, DeskError> {
    match action {
        Action::PreviousNode => move_node(model, -1),
        Action::NextNode => move_node(model, 1),
        Action::ValueDown => nudge(model, desk, -STEP)?,
        Action::ValueUp => nudge(model, desk, STEP)?,
        Action::ValueDownFine => nudge(model, desk, -FINE)?,
        Action::ValueUpFine => nudge(model, desk, FINE)?,
        Action::ValueDownFar => nudge(model, desk, -FAR)?,
        Action::ValueUpFar => nudge(model, desk, FAR)?,
        Action::TurnValue => turn(model, desk)?,
        Action::TypeValue => begin_to_type(model, key),
        Action::DefaultValue => reset(model, desk)?,
        Action::PasteSection => paste_section(model, desk)?,
        Action::ValueSafe => turn_safe(model, desk)?,
        Action::ReleaseValue => release(model, desk)?,
        Action::DrawValue => draw_value(model, desk)?,
        Action::GoToSection => go_to_section(key, model),
        Action::BypassSection => bypass(model, desk)?,
        Action::Compare => compare::swap(model, desk)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// A point of automation where the transport is, with the value that is heard.
fn draw_value(model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    match model.channel.list().selected().copied() {
        Some(addr) => automation::draw_here(addr, model, desk),
        None => Ok(()),
    }
}

/// The next node that has parameters.
fn move_node(model: &mut Model, by: isize) {
    let Some(layout) = model.layout() else { return };
    let nodes = layout.nodes();
    let place = nodes.iter().position(|node| *node == model.channel.node);
    let next = place.unwrap_or(0).saturating_add_signed(by);
    let next = nodes[next.min(nodes.len().saturating_sub(1))];
    show(model, next);
    if next == NodeId::MONITOR {
        model.page = PageName::Monitor;
    }
    if model.strips().contains(&next) || next == NodeId::MAIN {
        model.select(next);
    }
}

/// Digits are the keys of the sections.
fn go_to_section(key: &KeyEvent, model: &mut Model) {
    let KeyCode::Char(digit @ '1'..='9') = key.code else {
        return;
    };
    let section = Section::ALL[digit as usize - '1' as usize];
    let place = Some(model.channel.node).filter(|node| has_sections(*node));
    if let Some(place) = place.and_then(|_| go::entry(section, model)) {
        model.channel.list_mut().select(place);
    } else {
        let text = format!("{} has no section {digit} here", model.channel.node);
        model.tell(Severity::Info, &text);
    }
}

/// Makes the selected parameter safe from recalls, or no longer.
fn turn_safe(model: &Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let Some(addr) = model.channel.list().selected().copied() else {
        return Ok(());
    };
    let safe = !model.recall_marks().is_safe(addr);
    desk.send(Intent::Scene(SceneWish::SetSafe(addr, safe)))
}

/// Lets the next recall change the selected parameter, which was touched.
fn release(model: &Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let selected = model.channel.list().selected().copied();
    selected.map_or(Ok(()), |addr| {
        desk.send(Intent::Scene(SceneWish::Release(Marked::One(addr))))
    })
}

/// Takes the selected section in or out: turns over its first switch.
fn bypass(model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let Some(selected) = model.channel.list().selected().copied() else {
        return Ok(());
    };
    let section = |addr: ParamAddr| model.console().spec(addr).map(ParamSpec::section);
    let is_switch = |addr: &&ParamAddr| {
        let path = path_below_node(**addr);
        path.ends_with("/on")
            && path.matches('/').count() == 1
            && section(**addr) == section(selected)
    };
    let rows = model.channel.list().items();
    let found = rows.iter().find(is_switch).copied();
    if let Some(row) = found.and_then(|addr| setting::of(addr, model)) {
        let wanted = Plain::switch(!row.value.is_on());
        return setting::set(model, desk, row, wanted);
    }
    let text = format!("{} cannot be bypassed", path_below_node(selected));
    model.tell(Severity::Info, &text);
    Ok(())
}

/// Moves what can be moved; what is counted goes to the next.
fn nudge(model: &mut Model, desk: &mut dyn Desk, by: f32) -> Result<(), DeskError> {
    let (Some(row), Some(layout)) = (selected(model), model.layout()) else {
        return Ok(());
    };
    let (curve, direction) = (row.spec.curve, if by > 0.0 { 1_i32 } else { -1 });
    let along = curve.stepped(row.value, Step::Along(direction));
    let wanted = match curve {
        Curve::Key | Curve::Link => return Ok(()),
        Curve::Source => Some(Plain(beside(layout, row.value.0, direction as isize))),
        _ if along.is_some() => along,
        _ if row.spec.protected => curve.stepped(row.value, Step::Part(by)),
        _ => return desk.send(Intent::Step(row.addr, by)),
    };
    wanted.map_or(Ok(()), |wanted| setting::set(model, desk, row, wanted))
}

/// The mix that comes after or before another one: main, then the buses.
fn beside(layout: &Layout, value: f32, direction: isize) -> f32 {
    let buses = layout.topology().buses.iter();
    let mixes: Vec<f32> = std::iter::once(0.0)
        .chain(buses.map(|bus| f32::from(bus.number)))
        .collect();
    let at = mixes.iter().position(|mix| *mix == value).unwrap_or(0);
    let next = at.saturating_add_signed(direction);
    mixes[next.min(mixes.len() - 1)]
}

/// Turns a switch over, takes the next choice, or begins to type a value.
fn turn(model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let Some(row) = selected(model) else {
        return Ok(());
    };
    if let Some(wanted) = row.spec.curve.stepped(row.value, Step::Over) {
        return setting::set(model, desk, row, wanted);
    }
    begin_entry(model, "");
    Ok(())
}

fn reset(model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let (Some(row), Some(layout)) = (selected(model), model.layout()) else {
        return Ok(());
    };
    if row.spec.protected {
        let default = layout.default(row.index);
        return setting::set(model, desk, row, default);
    }
    desk.send(Intent::Reset(row.addr))
}

/// A sign begins with itself, any other key with nothing.
fn begin_to_type(model: &mut Model, key: &KeyEvent) {
    match key.code {
        KeyCode::Char(sign @ ('-' | '+')) => begin_entry(model, sign.encode_utf8(&mut [0; 4])),
        _ => begin_entry(model, ""),
    }
}

fn begin_entry(model: &mut Model, text: &str) {
    let Some(row) = selected(model) else { return };
    let prompt = row.addr.to_string();
    let mut entry = Entry::value(row.addr, prompt, row.spec.allowed());
    entry.add(text);
    model.entry = Some(entry);
}

/// Pastes the section of the selected parameter.
fn paste_section(model: &Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let Some(row) = selected(model) else {
        return Ok(());
    };
    let section = Settings::Section(row.spec.section().to_owned());
    let wish = Transfer::Paste(vec![row.addr.node()], section);
    desk.send(Intent::Transfer(wish))
}
