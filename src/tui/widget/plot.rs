//! A curve in dots, eight of them in a cell.

use super::put;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The dots of a cell by column and row, as bits of a Braille character.
const DOTS: [[u32; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
/// The Braille character without any dot.
const EMPTY: u32 = 0x2800;

/// Draws a curve: `height` tells for a place from the left, 0…1, how high it stands, 0 at the bottom and 1 at
/// the top. What lies beyond is not drawn.
pub fn render(style: Style, height: impl Fn(f32) -> f32, area: Rect, buf: &mut Buffer) {
    let (wide, high) = (u32::from(area.width) * 2, u32::from(area.height) * 4);
    if wide == 0 || high == 0 {
        return;
    }
    let row = |x: u32| {
        let place = (x as f32 + 0.5) / wide as f32;
        ((1.0 - height(place)) * high as f32).floor()
    };
    let mut cells = vec![0_u32; usize::from(area.width) * usize::from(area.height)];
    let mut before = row(0);
    for x in 0..wide {
        let now = row(x);
        // Steep parts have no gaps.
        let (from, to) = (before.min(now), before.max(now));
        let (from, to) = if to > from && before < now {
            (from + 1.0, to)
        } else {
            (from, to)
        };
        let from = from.clamp(0.0, high as f32) as u32;
        let to = (to + 1.0).clamp(0.0, high as f32) as u32;
        for y in from..to {
            let cell = (y / 4) * u32::from(area.width) + x / 2;
            cells[cell as usize] |= DOTS[(x % 2) as usize][(y % 4) as usize];
        }
        before = now;
    }
    for (at, dots) in (0_u16..).zip(cells).filter(|(_, dots)| *dots != 0) {
        let symbol = char::from_u32(EMPTY + dots).unwrap_or(' ');
        let (x, y) = (at % area.width, at / area.width);
        put(
            buf,
            area.x + x,
            area.y + y,
            symbol.encode_utf8(&mut [0; 4]),
            style,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(height: impl Fn(f32) -> f32) -> Vec<String> {
        let area = Rect::new(0, 0, 4, 2);
        let mut buf = Buffer::empty(area);
        render(Style::new(), height, area, &mut buf);
        (0..2)
            .map(|y| (0..4).map(|x| buf[(x, y)].symbol()).collect())
            .collect()
    }

    #[test]
    fn a_level_curve_is_a_line_and_a_rising_one_has_no_gaps() {
        assert_eq!(drawn(|_| 0.4), ["    ", "⠉⠉⠉⠉"]);
        assert_eq!(drawn(|x| x), ["  ⣠⠞", "⣠⠞⠁ "]);
        assert_eq!(
            drawn(|x| if x < 0.5 { 0.01 } else { 0.99 }),
            ["  ⡏⠉", "⣀⣀⡇ "]
        );
    }

    #[test]
    fn what_lies_beyond_is_not_drawn() {
        assert_eq!(drawn(|_| 1.5), ["    ", "    "]);
        assert_eq!(drawn(|_| -1.0), ["    ", "    "]);
        assert_eq!(drawn(|_| f32::NAN).len(), 2);
    }
}
