//! A fader, three cells wide: its slot, the mark at 0 dB and the knob.

use super::put;
use crate::param::curve::fader_travel;
use crate::param::{Curve, Plain};
use crate::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Levels that are written beside the fader of main, in dB.
pub const MARKS: [i8; 8] = [10, 5, 0, -5, -10, -20, -30, -50];

/// Where the knob's lower edge lies, in half rows from the bottom; it is two half rows high.
fn low_edge(travel: f32, rows: u16) -> u16 {
    (travel * f32::from(rows.saturating_sub(1) * 2)).round() as u16
}

/// The row, from the top, in which the knob lies at a level.
pub fn row_of(db: f32, rows: u16) -> u16 {
    let from_bottom = low_edge(fader_travel(db).get(), rows).div_ceil(2);
    rows.saturating_sub(1 + from_bottom)
}

/// What there is to show of a fader.
#[derive(Clone, Copy, Debug)]
pub struct Fader {
    /// Where it stands.
    pub value: Plain,
    /// Where its hardware stands, 0…1, that has not caught it.
    pub ghost: Option<f32>,
    /// Where a fade takes it.
    pub goal: Option<Plain>,
    /// Where the recall of the next scene would take it.
    pub next: Option<Plain>,
    /// It moves a send.
    pub is_send: bool,
}

/// Draws a fader, and where its hardware stands: an arrow in the direction in which the hand has to go. A
/// ring stands where a fade takes it, a diamond where the next scene would.
pub fn render(theme: Theme, fader: Fader, area: Rect, buf: &mut Buffer) {
    let Fader {
        value, ghost, goal, ..
    } = fader;
    let rows = area.height;
    let middle = area.x + area.width / 2;
    for y in area.top()..area.bottom() {
        put(buf, middle, y, "│", theme.faint());
    }
    if rows == 0 {
        return;
    }
    put(buf, middle, area.y + row_of(0.0, rows), "┼", theme.faint());
    for (place, symbol, style) in [(fader.next, "◇", theme.faint()), (goal, "○", theme.text())]
    {
        if let Some(place) = place {
            let y = area.bottom() - 1 - low_edge(Curve::Fader.travel(place).get(), rows) / 2;
            put(buf, middle, y, symbol, style);
        }
    }
    let travel = Curve::Fader.travel(value).get();
    let low = match low_edge(travel, rows) {
        // ASCII has no halves.
        low if theme.is_ascii() => low.div_ceil(2) * 2,
        low => low,
    };
    let style = if value == Plain::OFF {
        theme.faint()
    } else if fader.is_send {
        theme.send_knob()
    } else {
        theme.knob()
    };
    let bottom = area.bottom() - 1 - low / 2;
    let knob = if theme.is_ascii() { "=" } else { "█" };
    let cells: &[(u16, &str)] = if low.is_multiple_of(2) {
        &[(0, knob)]
    } else {
        &[(0, "▀"), (1, "▄")]
    };
    for (up, symbol) in cells {
        for x in area.left()..area.right() {
            put(buf, x, bottom - up, symbol, style);
        }
    }
    if let Some(position) = ghost {
        let travel = Curve::Fader.travel(value).get();
        let symbol = if position < travel { "▲" } else { "▼" };
        let y = area.bottom() - 1 - low_edge(position.clamp(0.0, 1.0), rows) / 2;
        let is_on_knob = cells.iter().any(|(up, _)| bottom - up == y);
        let style = if is_on_knob {
            theme.ghost_on_knob()
        } else {
            theme.ghost()
        };
        put(buf, middle, y, symbol, style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knob(db: f32, rows: u16) -> Vec<String> {
        with_ghost(db, None, rows)
    }

    fn with_ghost(db: f32, ghost: Option<f32>, rows: u16) -> Vec<String> {
        drawn(db, ghost, None, rows)
    }

    fn drawn(db: f32, ghost: Option<f32>, goal: Option<Plain>, rows: u16) -> Vec<String> {
        let area = Rect::new(0, 0, 3, rows);
        let mut buf = Buffer::empty(area);
        let fader = Fader {
            value: Plain(db),
            ghost,
            goal,
            next: None,
            is_send: false,
        };
        render(Theme::new(false), fader, area, &mut buf);
        (0..rows)
            .map(|y| (0..3).map(|x| buf[(x, y)].symbol()).collect())
            .collect()
    }

    #[test]
    fn the_knob_stands_where_the_law_says_in_half_rows() {
        assert_eq!(knob(10.0, 5), ["███", " ┼ ", " │ ", " │ ", " │ "]);
        assert_eq!(knob(0.0, 5), [" │ ", "███", " │ ", " │ ", " │ "]);
        assert_eq!(knob(5.0, 5), ["▄▄▄", "▀▀▀", " │ ", " │ ", " │ "]);
        assert_eq!(knob(f32::NEG_INFINITY, 5)[4], "███");
    }

    #[test]
    fn a_ring_stands_where_a_fade_goes() {
        let off = Some(Plain(f32::NEG_INFINITY));
        assert_eq!(
            drawn(0.0, None, off, 5),
            [" │ ", "███", " │ ", " │ ", " ○ "]
        );
        assert_eq!(drawn(0.0, None, Some(Plain(0.0)), 5), knob(0.0, 5));
    }

    #[test]
    fn a_diamond_stands_where_the_next_scene_would_take_it_below_all_others() {
        let area = Rect::new(0, 0, 3, 5);
        let drawn = |next, goal| {
            let mut buf = Buffer::empty(area);
            let fader = Fader {
                value: Plain(0.0),
                ghost: None,
                goal,
                next,
                is_send: false,
            };
            render(Theme::new(false), fader, area, &mut buf);
            let row = |y| (0..3).map(|x| buf[(x, y)].symbol()).collect::<String>();
            (0..5).map(row).collect::<Vec<_>>()
        };
        let off = Some(Plain::OFF);
        assert_eq!(drawn(off, None)[4], " ◇ ");
        assert_eq!(drawn(off, off)[4], " ○ ");
        assert_eq!(drawn(Some(Plain(0.0)), None), knob(0.0, 5));
    }

    #[test]
    fn an_arrow_shows_where_the_hardware_stands_and_where_it_has_to_go() {
        let at = |position| with_ghost(0.0, Some(position), 5);
        assert_eq!(at(0.0), [" │ ", "███", " │ ", " │ ", " ▲ "]);
        assert_eq!(at(1.0), [" ▼ ", "███", " │ ", " │ ", " │ "]);
        assert_eq!(at(0.72), [" │ ", "█▲█", " │ ", " │ ", " │ "]);
    }
}
