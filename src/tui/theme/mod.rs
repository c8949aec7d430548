//! How things look, by what they mean: colours from a file, as many as the terminal has; emphasis and signs where it has
//! none.

mod depth;
mod file;
mod palette;
mod role;
mod signs;

use ratatui::style::{Color, Style};

pub use depth::Depth;
pub use file::{KEY, check, dark, load, named, shipped_names};
pub use palette::Palette;
pub use role::Role;
pub use signs::ascii;

/// Level from which a meter turns yellow, in dBFS.
const METER_WARM_DB: f32 = -12.0;
/// Level from which a meter turns red, in dBFS.
const METER_HOT_DB: f32 = -3.0;

/// How things look, by what they mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Theme {
    palette: &'static Palette,
    depth: Depth,
    is_ascii: bool,
}

impl Theme {
    /// The dark theme with the sixteen colours of a terminal, or with emphasis only.
    pub fn new(colors: bool) -> Self {
        let depth = if colors { Depth::Sixteen } else { Depth::None };
        Self::of(dark(), depth, false)
    }

    /// A palette on a terminal with so many colours, with the signs of Unicode or of ASCII.
    pub fn of(palette: &'static Palette, depth: Depth, is_ascii: bool) -> Self {
        Self {
            palette,
            depth,
            is_ascii,
        }
    }

    /// A palette, as the environment says that the terminal can show it.
    pub fn from_environment(palette: &'static Palette) -> Self {
        Self::of(palette, Depth::of_environment(), signs::wants_ascii())
    }

    /// The name of its palette.
    pub fn name(self) -> &'static str {
        &self.palette.name
    }

    /// The shipped theme that comes after this one, on the same terminal.
    pub fn next(self) -> Self {
        Self {
            palette: file::after(self.name()),
            ..self
        }
    }

    /// True where only emphasis and signs tell things apart.
    pub fn is_plain(self) -> bool {
        self.depth == Depth::None || self.palette.is_plain
    }

    /// True where only the signs of ASCII can be shown.
    pub fn is_ascii(self) -> bool {
        self.is_ascii
    }

    /// How something of this meaning looks.
    pub fn style(self, role: Role) -> Style {
        if self.is_plain() {
            return Style::new().add_modifier(role.emphasis());
        }
        self.palette.style(role, self.depth)
    }

    /// Ordinary text.
    pub fn text(self) -> Style {
        self.style(Role::Text)
    }
    /// Text that matters.
    pub fn strong(self) -> Style {
        self.style(Role::Strong)
    }
    /// Scales, captions and what is off.
    pub fn faint(self) -> Style {
        self.style(Role::Faint)
    }
    /// The red line.
    pub fn alarm(self) -> Style {
        self.style(Role::Alarm)
    }
    /// A question that waits for a key.
    pub fn question(self) -> Style {
        self.style(Role::Question)
    }
    /// Something that needs attention.
    pub fn warning(self) -> Style {
        self.style(Role::Warning)
    }
    /// Something broken.
    pub fn error(self) -> Style {
        self.style(Role::Error)
    }
    /// The selected strip's frame.
    pub fn selection(self) -> Style {
        self.style(Role::Selection)
    }
    /// The selected strip's number.
    pub fn selected(self) -> Style {
        self.style(Role::Selected)
    }
    /// A node silenced by its own mute.
    pub fn own_mute(self) -> Style {
        self.style(Role::OwnMute)
    }
    /// A node silenced by anything else.
    pub fn other_mute(self) -> Style {
        self.style(Role::OtherMute)
    }
    /// A soloed node, and what speaks up in the monitor.
    pub fn solo(self) -> Style {
        self.style(Role::Solo)
    }
    /// A switch that is on.
    pub fn lamp(self) -> Style {
        self.style(Role::Lamp)
    }
    /// A switch that is off, where that silences something.
    pub fn lamp_out(self) -> Style {
        self.style(Role::LampOut)
    }
    /// Gain taken away by a gate or limiter.
    pub fn reduction(self) -> Style {
        self.style(Role::Reduction)
    }
    /// What a processor does to its signal, as a curve.
    pub fn curve(self) -> Style {
        self.style(Role::Curve)
    }
    /// A meter's clip mark.
    pub fn clip(self) -> Style {
        self.style(Role::Clip)
    }
    /// A fader's knob.
    pub fn knob(self) -> Style {
        self.style(Role::Knob)
    }
    /// The line that says whose sends are on the faders.
    pub fn sends(self) -> Style {
        self.style(Role::Sends)
    }
    /// The level of a send.
    pub fn send_value(self) -> Style {
        self.style(Role::SendValue)
    }
    /// The knob of a fader that moves a send.
    pub fn send_knob(self) -> Style {
        self.style(Role::SendKnob)
    }
    /// Where the hardware stands beside its fader.
    pub fn ghost(self) -> Style {
        self.style(Role::Ghost)
    }
    /// The same on the fader's knob.
    pub fn ghost_on_knob(self) -> Style {
        self.style(Role::GhostOnKnob)
    }

    /// A part of a meter that the RMS level reaches.
    pub fn rms(self, db: f32) -> Style {
        self.style(if db >= METER_HOT_DB {
            Role::RmsHot
        } else if db >= METER_WARM_DB {
            Role::RmsWarm
        } else {
            Role::RmsLow
        })
    }
    /// A part of a meter in which RMS ends and the peak goes on; none where colours or parts of cells are missing.
    pub fn rms_over_peak(self, db: f32) -> Option<Style> {
        let ground = self.meter(db).fg?;
        (!self.is_plain() && !self.is_ascii).then(|| self.rms(db).bg(ground))
    }

    /// A part of a meter that only peaks reach.
    pub fn meter(self, db: f32) -> Style {
        self.style(if db >= METER_HOT_DB {
            Role::PeakHot
        } else if db >= METER_WARM_DB {
            Role::PeakWarm
        } else {
            Role::PeakLow
        })
    }

    /// The bar of a node's colour; names of colours that a terminal lacks take a near one. None where it has
    /// no colour, or colours are missing.
    pub fn bar(self, color: &str) -> Option<Style> {
        let color = match color {
            "red" => Color::Red,
            "orange" => Color::LightRed,
            "yellow" => Color::Yellow,
            "green" => Color::Green,
            "cyan" | "turquoise" => Color::Cyan,
            "blue" => Color::LightBlue,
            "purple" | "magenta" => Color::Magenta,
            "pink" => Color::LightMagenta,
            "white" => Color::White,
            _ => return None,
        };
        (!self.is_plain()).then(|| Style::new().fg(color))
    }

    /// A sign, or its other form where colours or Unicode are missing and it could be taken for something else.
    pub fn sign(self, sign: &'static str, plain: &'static str) -> &'static str {
        if self.is_plain() || self.is_ascii {
            plain
        } else {
            sign
        }
    }
}
