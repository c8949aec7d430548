//! The channel page: every parameter of one node, to be moved, turned over or typed.

use super::action::Action;
use super::model::{Model, View};
use super::operate::intent;
use crate::control::feed::Severity;
use crate::control::intent::{Intent, Scope, Transfer};
use crate::desk::{Desk, DeskError};
use crate::param::Layout;
use crate::param::{Curve, NodeId, ParamIndex, Plain};
use ratatui::crossterm::event::{KeyCode, KeyEvent};

/// Part of the travel that an arrow moves.
const STEP: f32 = 0.01;
/// Part of the travel that an arrow with shift moves.
const FAR: f32 = 0.1;
/// Longest value that can be typed.
const LONGEST: usize = 24;

/// Where the page stands.
#[derive(Clone, Debug)]
pub struct ChannelPage {
    /// Whose parameters it shows.
    pub node: NodeId,
    /// The selected one, by position among them.
    pub row: usize,
    /// A value that is being typed.
    pub entry: Option<String>,
}

impl Default for ChannelPage {
    fn default() -> Self {
        Self {
            node: NodeId::MAIN,
            row: 0,
            entry: None,
        }
    }
}

impl ChannelPage {
    /// The page of a node.
    pub fn of(node: NodeId) -> Self {
        Self {
            node,
            ..Self::default()
        }
    }
}

/// The parameters that the page shows.
pub fn rows(model: &Model) -> Vec<ParamIndex> {
    let node = model.channel.node;
    let Some(layout) = model.layout() else {
        return Vec::new();
    };
    layout
        .indices()
        .filter(|index| layout.addr(*index).node() == node)
        .collect()
}

/// The selected parameter.
pub fn selected(model: &Model) -> Option<ParamIndex> {
    let rows = rows(model);
    rows.get(model.channel.row.min(rows.len().saturating_sub(1)))
        .copied()
}

/// Handles a key on the page; `action` is what it does elsewhere. True when it was for the page.
///
/// # Errors
/// The console is gone.
pub(super) fn key(
    key: &KeyEvent,
    action: Option<Action>,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<bool, DeskError> {
    if let Some(entry) = model.channel.entry.take() {
        return type_on(entry, key, model, desk).map(|()| true);
    }
    match (key.code, action) {
        (_, Some(Action::Channel | Action::Dismiss)) => model.view = View::Mixer,
        (KeyCode::Up, _) => move_row(model, -1),
        (KeyCode::Down, _) => move_row(model, 1),
        (KeyCode::PageUp | KeyCode::BackTab, _) => move_node(model, -1),
        (KeyCode::PageDown | KeyCode::Tab, _) => move_node(model, 1),
        (KeyCode::Left, _) => return nudge(model, desk, -step(key)).map(|()| true),
        (KeyCode::Right, _) => return nudge(model, desk, step(key)).map(|()| true),
        (KeyCode::Enter | KeyCode::Char(' '), _) => return turn(model, desk).map(|()| true),
        (KeyCode::Backspace | KeyCode::Delete, _) => return reset(model, desk).map(|()| true),
        (KeyCode::Char('='), _) => model.channel.entry = Some(String::new()),
        (KeyCode::Char(first), _) if first.is_ascii_digit() || first == '-' => {
            model.channel.entry = Some(first.to_string());
        }
        (_, Some(Action::Paste)) => return paste_section(model, desk).map(|()| true),
        (
            _,
            Some(
                action @ (Action::Undo
                | Action::Redo
                | Action::Copy
                | Action::PasteAll
                | Action::Spare
                | Action::TapTempo
                | Action::ReleaseSafeStart),
            ),
        ) => {
            if let Some(intent) = intent(action, model) {
                desk.send(intent)?;
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn step(key: &KeyEvent) -> f32 {
    use ratatui::crossterm::event::KeyModifiers;
    if key.modifiers.contains(KeyModifiers::SHIFT) {
        FAR
    } else {
        STEP
    }
}

fn move_row(model: &mut Model, by: isize) {
    let last = rows(model).len().saturating_sub(1);
    model.channel.row = model.channel.row.saturating_add_signed(by).min(last);
}

/// The next node that has parameters; the row stays, so that one parameter can be compared.
fn move_node(model: &mut Model, by: isize) {
    let Some(layout) = model.layout() else { return };
    let nodes = layout.nodes();
    let place = nodes
        .iter()
        .position(|node| *node == model.channel.node)
        .unwrap_or(0);
    let next = place
        .saturating_add_signed(by)
        .min(nodes.len().saturating_sub(1));
    model.channel.node = nodes[next];
    if model.strips().contains(&nodes[next]) || nodes[next] == NodeId::MAIN {
        model.select(nodes[next]);
    }
}

/// Moves what can be moved; what is counted goes to the next.
fn nudge(model: &Model, desk: &mut dyn Desk, by: f32) -> Result<(), DeskError> {
    let (Some(layout), Some(index)) = (model.layout(), selected(model)) else {
        return Ok(());
    };
    let addr = layout.addr(index);
    let value = model.value(addr).unwrap_or_default().0;
    let direction = if by > 0.0 { 1.0 } else { -1.0 };
    match layout.spec(index).curve {
        Curve::Switch => desk.send(Intent::Set(addr, Plain::switch(by > 0.0))),
        Curve::Choice(names) => {
            let last = (names.len() - 1) as f32;
            desk.send(Intent::Set(
                addr,
                Plain((value + direction).clamp(0.0, last)),
            ))
        }
        Curve::Key | Curve::Link => Ok(()),
        Curve::Source => {
            let next = beside(layout, value, direction);
            desk.send(Intent::Set(addr, Plain(next)))
        }
        // What guards hearing or the PA moves by value only.
        curve if layout.spec(index).protected => {
            let travel = curve.travel(Plain(value)).get() + by;
            desk.send(Intent::Set(
                addr,
                curve.plain(crate::param::Travel::new(travel)),
            ))
        }
        _ => desk.send(Intent::Step(addr, by)),
    }
}

/// The mix that comes after or before another one: main, then the buses.
fn beside(layout: &Layout, value: f32, direction: f32) -> f32 {
    let buses = layout.topology().buses.iter();
    let mixes: Vec<f32> = std::iter::once(0.0)
        .chain(buses.map(|bus| f32::from(bus.number)))
        .collect();
    let at = mixes.iter().position(|mix| *mix == value).unwrap_or(0);
    let next = at.saturating_add_signed(direction as isize);
    mixes[next.min(mixes.len() - 1)]
}

/// Turns a switch over, takes the next choice, or begins to type a value.
fn turn(model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let (Some(layout), Some(index)) = (model.layout(), selected(model)) else {
        return Ok(());
    };
    let addr = layout.addr(index);
    let value = model.value(addr).unwrap_or_default();
    match layout.spec(index).curve {
        Curve::Switch => desk.send(Intent::Set(addr, Plain::switch(!value.is_on()))),
        Curve::Choice(names) => {
            let next = (value.choice() + 1) % names.len();
            desk.send(Intent::Set(addr, Plain(next as f32)))
        }
        _ => {
            model.channel.entry = Some(String::new());
            Ok(())
        }
    }
}

/// Pastes the section of the selected parameter.
fn paste_section(model: &Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let (Some(layout), Some(index)) = (model.layout(), selected(model)) else {
        return Ok(());
    };
    let section = Scope::Section(layout.spec(index).section().to_owned());
    let wish = Transfer::Paste(vec![model.channel.node], section);
    desk.send(Intent::Transfer(wish))
}

fn reset(model: &Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let (Some(layout), Some(index)) = (model.layout(), selected(model)) else {
        return Ok(());
    };
    desk.send(Intent::Reset(layout.addr(index)))
}

/// A key while a value is typed: Enter sets it, Esc forgets it.
fn type_on(
    mut entry: String,
    key: &KeyEvent,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    match key.code {
        KeyCode::Esc => return Ok(()),
        KeyCode::Enter => return set(&entry, model, desk),
        KeyCode::Backspace => {
            entry.pop();
        }
        KeyCode::Char(character) if entry.chars().count() < LONGEST => entry.push(character),
        _ => {}
    }
    model.channel.entry = Some(entry);
    Ok(())
}

fn set(entry: &str, model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let (Some(layout), Some(index)) = (model.layout(), selected(model)) else {
        return Ok(());
    };
    match layout.spec(index).parse_at(entry, model.status().rate) {
        Ok(value) => desk.send(Intent::Set(layout.addr(index), value)),
        Err(error) => {
            model.tell(Severity::Warning, &error.to_string());
            Ok(())
        }
    }
}
