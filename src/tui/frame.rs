//! The room on the screen: what the pages need, and what is left to them between the rows around them.

use ratatui::layout::Rect;

/// Smallest screen for the pages.
pub const SMALLEST: (u16, u16) = (80, 20);
/// Rows above the page.
const ROWS_ABOVE: u16 = 2;
/// Rows below the page.
pub const ROWS_BELOW: u16 = 2;

/// True where a screen has room for the pages.
pub fn has_room((width, height): (u16, u16)) -> bool {
    width >= SMALLEST.0 && height >= SMALLEST.1
}

/// What the page itself gets of a screen that is large enough.
pub fn body(area: Rect) -> Rect {
    Rect {
        y: area.y + ROWS_ABOVE,
        height: area.height.saturating_sub(ROWS_ABOVE + ROWS_BELOW),
        ..area
    }
}
