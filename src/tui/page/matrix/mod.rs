//! Buses and matrix: who feeds whom, as a grid of sends, of which one is selected and can be set.

mod draw;
mod grid;
pub mod state;

use super::name::PageName;
use super::row::{Act, PageRow};
use crate::control::intent::Intent;
use crate::desk::{Desk, DeskError};
use crate::param::NodeId;
use crate::param::spec::SendParam;
use crate::tui::action::{Action, Scope};
use crate::tui::entry::Entry;
use crate::tui::model::Model;
use crate::tui::words::short;
use crossterm::event::{KeyCode, KeyEvent};
use grid::{level, selected, send, sources, ways};

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::Matrix],
    act: Act::ByKey(act),
    hints: &[
        (Action::RaiseSend, "raise"),
        (Action::TypeSend, "type"),
        (Action::Mute, "on, off"),
        (Action::SendTap, "pre, post"),
        (Action::SendDefault, "default"),
        (Action::PanLeft, "pan"),
        (Action::Matrix, "back"),
    ],
    ..PageRow::new(PageName::Matrix, Action::Matrix, draw::render)
};

/// Three dB in the upper half of the travel.
const FAR: f32 = 0.075;
/// A tenth of a dB in the upper half of the travel.
const FINE: f32 = 0.0025;
/// Five of the hundred to either side.
const PAN: f32 = 0.025;
/// Rows that a page is.
const PAGE_ROWS: isize = 10;

fn act(
    action: Action,
    key: &KeyEvent,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<bool, DeskError> {
    if walk(action, model) {
        return Ok(true);
    }
    let Some((from, to)) = selected(model) else {
        return Ok(false);
    };
    let row = |row| send(model, from, to, row);
    let wish = match action {
        Action::RaiseSend => row(SendParam::Level).map(|addr| Intent::Step(addr, FAR)),
        Action::LowerSend => row(SendParam::Level).map(|addr| Intent::Step(addr, -FAR)),
        Action::RaiseSendFine => row(SendParam::Level).map(|addr| Intent::Step(addr, FINE)),
        Action::LowerSendFine => row(SendParam::Level).map(|addr| Intent::Step(addr, -FINE)),
        Action::SendDefault => level(model, from, to).map(Intent::Reset),
        Action::SendTap => row(SendParam::Tap).map(Intent::Toggle),
        Action::Mute => row(SendParam::On).map(Intent::Toggle),
        Action::PanLeft => row(SendParam::Pan).map(|addr| Intent::Step(addr, -PAN)),
        Action::PanRight => row(SendParam::Pan).map(|addr| Intent::Step(addr, PAN)),
        Action::TypeSend => {
            begin_to_type(from, to, key, model);
            return Ok(true);
        }
        _ => return Ok(false),
    };
    if let Some(wish) = wish {
        desk.send(wish)?;
    }
    Ok(true)
}

/// Moves the cursor; false for an action that does not.
fn walk(action: Action, model: &mut Model) -> bool {
    let (down, right) = match action {
        Action::MatrixUp => (-1, 0),
        Action::MatrixDown => (1, 0),
        Action::MatrixLeft => (0, -1),
        Action::MatrixRight => (0, 1),
        Action::MatrixPageUp => (-PAGE_ROWS, 0),
        Action::MatrixPageDown => (PAGE_ROWS, 0),
        Action::MatrixFirst => (isize::MIN, 0),
        Action::MatrixLast => (isize::MAX, 0),
        _ => return false,
    };
    let moved = |at: usize, by: isize, count: usize| {
        let last = count.saturating_sub(1);
        at.min(last).saturating_add_signed(by).min(last)
    };
    let (sources, ways) = (sources(model).len(), ways(model).len());
    model.matrix.source = moved(model.matrix.source, down, sources);
    model.matrix.way = moved(model.matrix.way, right, ways);
    true
}

/// A sign begins with itself, any other key with nothing.
fn begin_to_type(from: NodeId, to: NodeId, key: &KeyEvent, model: &mut Model) {
    let addr = level(model, from, to);
    let Some((addr, spec)) = addr.and_then(|addr| Some((addr, model.spec(addr)?))) else {
        return;
    };
    let prompt = format!(
        "{} to {}",
        short(&model.called(from)),
        short(&model.called(to))
    );
    let mut entry = Entry::value(addr, prompt, spec.allowed());
    if let KeyCode::Char(sign @ ('-' | '+')) = key.code {
        entry.add(sign.encode_utf8(&mut [0; 4]));
    }
    model.entry = Some(entry);
}
