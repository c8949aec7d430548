//! Names and colours.

/// Name and colour of a strip, bus or group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// The name; empty where there is none.
    pub name: String,
    /// The colour.
    pub color: Color,
}

/// The colours that every surface and terminal can show in some way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    /// No colour.
    #[default]
    Off,
    /// Red.
    Red,
    /// Orange.
    Orange,
    /// Yellow.
    Yellow,
    /// Green.
    Green,
    /// Cyan.
    Cyan,
    /// Blue.
    Blue,
    /// Purple.
    Purple,
    /// Pink.
    Pink,
    /// White.
    White,
}

impl Color {
    /// Every colour by the word for it in files.
    pub const WORDS: [(&'static str, Self); 10] = [
        ("red", Self::Red),
        ("orange", Self::Orange),
        ("yellow", Self::Yellow),
        ("green", Self::Green),
        ("cyan", Self::Cyan),
        ("blue", Self::Blue),
        ("purple", Self::Purple),
        ("pink", Self::Pink),
        ("white", Self::White),
        ("off", Self::Off),
    ];
}
