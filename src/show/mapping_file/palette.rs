//! Colours: what a device calls those of the console.

use crate::show::console_file::Color;
use crate::show::reader::Reader;
use crate::show::yaml::Node;

/// A device's numbers for colours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Palette(Vec<(Color, u8)>);

impl Palette {
    /// The number for a colour: its own, or that of the nearest that the device has.
    pub fn number(&self, color: Color) -> u8 {
        let distance = |(other, _): &&(Color, u8)| {
            let pairs = rgb(*other).into_iter().zip(rgb(color));
            let squares = pairs.map(|(a, b)| (i32::from(a) - i32::from(b)).pow(2));
            squares.sum::<i32>()
        };
        let own = self.0.iter().find(|(other, _)| *other == color);
        let lit = self.0.iter().filter(|(other, _)| *other != Color::Off);
        own.or_else(|| lit.min_by_key(distance))
            .map_or(0, |(_, number)| *number)
    }
}

/// Red, green and blue of a colour; a strip without one is white, so that its light can be seen.
pub fn rgb(color: Color) -> [u8; 3] {
    match color {
        Color::Red => [255, 0, 0],
        Color::Orange => [255, 110, 0],
        Color::Yellow => [255, 230, 0],
        Color::Green => [0, 255, 0],
        Color::Cyan => [0, 230, 255],
        Color::Blue => [0, 40, 255],
        Color::Purple => [150, 0, 255],
        Color::Pink => [255, 60, 180],
        Color::White | Color::Off => [255, 255, 255],
    }
}

/// Reads `colors`.
pub(super) fn read(reader: &mut Reader, node: &Node) -> Palette {
    let mut palette = Palette::default();
    for (key, _, value) in reader.entries(node, "'colors'") {
        let color = reader.word(key, "a colour", &Color::WORDS);
        let number = reader.number(value, "a colour's number", (0, 127));
        palette
            .0
            .extend(color.zip(number.map(|number| number as u8)));
    }
    palette
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_that_a_device_has_not_is_the_nearest_one() {
        let palette = Palette(vec![
            (Color::Red, 1),
            (Color::Green, 2),
            (Color::Blue, 3),
            (Color::Off, 9),
        ]);
        let rows = [
            (Color::Red, 1),
            (Color::Orange, 1),
            (Color::Purple, 3),
            (Color::Off, 9),
        ];
        for (color, expected) in rows {
            assert_eq!(palette.number(color), expected, "{color:?}");
        }
        assert_eq!(Palette::default().number(Color::Red), 0);
    }
}
