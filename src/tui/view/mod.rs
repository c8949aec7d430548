//! The views. Each is a pure function from the model to cells; this table is all there is to add.
//!
//! ```text
//! red line (or the show's name)
//! the view
//! notice, or a question
//! status
//! ```

pub mod channel;
pub mod help;
pub mod mixer;
pub mod presets;
mod red_line;
pub mod scenes;
mod status;
mod too_small;

use super::model::{Model, View};
use super::widget::row;
use crate::param::NodeId;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Smallest screen for the mixer.
pub const SMALLEST: (u16, u16) = (80, 24);
/// Rows above the view.
const ROWS_ABOVE: u16 = 1;
/// Rows below the view.
const ROWS_BELOW: u16 = 2;

/// One row of the table of views.
#[derive(Clone, Copy, Debug)]
pub struct ViewRow {
    /// Which view.
    pub view: View,
    /// Draws it.
    pub render: fn(&Model, Rect, &mut Buffer),
}

/// Every view.
pub const VIEWS: &[ViewRow] = &[
    ViewRow {
        view: View::Mixer,
        render: mixer::render,
    },
    ViewRow {
        view: View::Help,
        render: help::render,
    },
    ViewRow {
        view: View::Channel,
        render: channel::render,
    },
    ViewRow {
        view: View::Scenes,
        render: scenes::render,
    },
    ViewRow {
        view: View::Presets,
        render: presets::render,
    },
];

/// Draws the whole screen.
pub fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    red_line::render(model, row(area, 0), buf);
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        let rest = area.height.saturating_sub(ROWS_ABOVE);
        let top = area.y.saturating_add(ROWS_ABOVE);
        let rest = Rect::new(area.x, top, area.width, rest);
        return too_small::render(model, rest.intersection(area), buf);
    }
    if let Some(shown) = VIEWS.iter().find(|row| row.view == model.view) {
        (shown.render)(model, body(area), buf);
    }
    let bottom = area.height - ROWS_BELOW;
    status::render_notice(model, row(area, bottom), buf);
    status::render(model, row(area, bottom + 1), buf);
}

/// What the view itself gets of a screen that is large enough.
fn body(area: Rect) -> Rect {
    Rect {
        y: area.y + ROWS_ABOVE,
        height: area.height - ROWS_ABOVE - ROWS_BELOW,
        ..area
    }
}

/// The node whose strip is drawn at a cell of the screen.
pub fn node_at(model: &Model, x: u16, y: u16) -> Option<NodeId> {
    let (width, height) = model.size;
    if model.view != View::Mixer || width < SMALLEST.0 || height < SMALLEST.1 {
        return None;
    }
    mixer::node_at(model, body(Rect::new(0, 0, width, height)), x, y)
}
