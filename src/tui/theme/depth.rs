//! How many colours a terminal has, and the nearest one where it has fewer.

use ratatui::style::Color;

/// How many colours a terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None: emphasis and signs alone.
    None,
    /// Sixteen, by name.
    Sixteen,
    /// 256.
    Indexed,
    /// 24 bits.
    True,
}

impl Depth {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::None, Self::Sixteen, Self::Indexed, Self::True];

    /// What the environment says; `NO_COLOR` set to anything means none (see no-color.org).
    pub fn of_environment() -> Self {
        let variable = |name| std::env::var(name).unwrap_or_default();
        if !variable("NO_COLOR").is_empty() {
            return Self::None;
        }
        Self::of(&variable("TERM"), &variable("COLORTERM"))
    }

    /// What `TERM` and `COLORTERM` say.
    pub fn of(term: &str, color_term: &str) -> Self {
        match (term, color_term) {
            ("dumb" | "vt100" | "vt102" | "vt220", _) => Self::None,
            (_, "truecolor" | "24bit") => Self::True,
            (term, _) if term.contains("256color") => Self::Indexed,
            _ => Self::Sixteen,
        }
    }

    /// The colour of a terminal of this depth that is nearest to one.
    pub fn nearest(self, color: Color) -> Color {
        let Color::Rgb(red, green, blue) = color else {
            return color;
        };
        let wanted = [red, green, blue];
        match self {
            Self::True => color,
            Self::Indexed => Color::Indexed(indexed(wanted)),
            Self::Sixteen | Self::None => {
                let named = NAMED.iter();
                let nearest = named.min_by_key(|(_, _, rgb)| distance(wanted, *rgb));
                nearest.map_or(Color::Reset, |(_, color, _)| *color)
            }
        }
    }
}

/// The colours that every terminal names, as files call them, and what they mostly are.
pub(super) const NAMED: [(&str, Color, [u8; 3]); 16] = [
    ("black", Color::Black, [0, 0, 0]),
    ("red", Color::Red, [205, 0, 0]),
    ("green", Color::Green, [0, 205, 0]),
    ("yellow", Color::Yellow, [205, 205, 0]),
    ("blue", Color::Blue, [0, 0, 238]),
    ("magenta", Color::Magenta, [205, 0, 205]),
    ("cyan", Color::Cyan, [0, 205, 205]),
    ("gray", Color::Gray, [229, 229, 229]),
    ("dark-gray", Color::DarkGray, [127, 127, 127]),
    ("light-red", Color::LightRed, [255, 92, 92]),
    ("light-green", Color::LightGreen, [92, 255, 92]),
    ("light-yellow", Color::LightYellow, [255, 255, 92]),
    ("light-blue", Color::LightBlue, [92, 92, 255]),
    ("light-magenta", Color::LightMagenta, [255, 92, 255]),
    ("light-cyan", Color::LightCyan, [92, 255, 255]),
    ("white", Color::White, [255, 255, 255]),
];

fn distance(one: [u8; 3], other: [u8; 3]) -> u32 {
    let parts = one.iter().zip(other);
    parts.map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}

/// Steps of the cube of 216 colours.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The nearest one of the cube and the greys.
fn indexed(wanted: [u8; 3]) -> u8 {
    let cube = (0_u8..216).map(|at| {
        let rgb = [at / 36, at / 6 % 6, at % 6].map(|step| STEPS[usize::from(step)]);
        (16 + at, rgb)
    });
    let greys = (0_u8..24).map(|at| (232 + at, [8 + 10 * at; 3]));
    let nearest = cube
        .chain(greys)
        .min_by_key(|(_, rgb)| distance(wanted, *rgb));
    nearest.map_or(15, |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_how_many_colours_there_are() {
        for (term, color_term, depth) in [
            ("xterm-256color", "truecolor", Depth::True),
            ("xterm-256color", "", Depth::Indexed),
            ("linux", "", Depth::Sixteen),
            ("vt100", "truecolor", Depth::None),
            ("dumb", "", Depth::None),
        ] {
            assert_eq!(Depth::of(term, color_term), depth, "{term} {color_term}");
        }
    }

    #[test]
    fn fewer_colours_give_the_nearest_one() {
        let orange = Color::Rgb(255, 135, 0);
        assert_eq!(Depth::True.nearest(orange), orange);
        assert_eq!(Depth::Indexed.nearest(orange), Color::Indexed(208));
        assert_eq!(
            Depth::Indexed.nearest(Color::Rgb(8, 8, 8)),
            Color::Indexed(232)
        );
        assert_eq!(
            Depth::Sixteen.nearest(Color::Rgb(250, 250, 250)),
            Color::White
        );
        assert_eq!(Depth::Sixteen.nearest(Color::Red), Color::Red);
    }
}
