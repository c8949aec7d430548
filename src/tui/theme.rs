//! Colours and emphasis, by meaning. Sixteen colours are enough, and none at all is possible.

use ratatui::style::{Color, Modifier, Style};

/// Level from which a meter turns yellow, in dBFS.
const METER_WARM_DB: f32 = -12.0;
/// Level from which a meter turns red, in dBFS.
const METER_HOT_DB: f32 = -3.0;

/// How things look, by what they mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    colors: bool,
}

impl Theme {
    /// With the sixteen colours of a terminal, or with emphasis only.
    pub fn new(colors: bool) -> Self {
        Self { colors }
    }

    /// With colours, unless `NO_COLOR` is set to anything (see no-color.org).
    pub fn from_environment() -> Self {
        Self::new(std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()))
    }

    fn choose(self, colored: Style, plain: Modifier) -> Style {
        if self.colors {
            colored
        } else {
            Style::new().add_modifier(plain)
        }
    }

    fn foreground(self, color: Color, plain: Modifier) -> Style {
        self.choose(Style::new().fg(color), plain)
    }

    fn block(self, text: Color, ground: Color) -> Style {
        let style = Style::new().fg(text).bg(ground);
        self.choose(style.add_modifier(Modifier::BOLD), Modifier::REVERSED)
    }

    /// Ordinary text.
    pub fn text(self) -> Style {
        Style::new()
    }
    /// Text that matters.
    pub fn strong(self) -> Style {
        let white = Style::new().fg(Color::White).add_modifier(Modifier::BOLD);
        self.choose(white, Modifier::BOLD)
    }
    /// Scales, captions and what is off.
    pub fn faint(self) -> Style {
        self.foreground(Color::DarkGray, Modifier::DIM)
    }
    /// The red line.
    pub fn alarm(self) -> Style {
        self.block(Color::White, Color::Red)
    }
    /// A question that waits for a key.
    pub fn question(self) -> Style {
        self.block(Color::Black, Color::Yellow)
    }
    /// Something that needs attention.
    pub fn warning(self) -> Style {
        self.foreground(Color::Yellow, Modifier::BOLD)
    }
    /// Something broken.
    pub fn error(self) -> Style {
        self.foreground(Color::LightRed, Modifier::BOLD)
    }
    /// The selected strip's frame.
    pub fn selection(self) -> Style {
        self.foreground(Color::LightCyan, Modifier::BOLD)
    }
    /// The selected strip's number.
    pub fn selected(self) -> Style {
        self.block(Color::Black, Color::LightCyan)
    }
    /// A node silenced by its own mute.
    pub fn own_mute(self) -> Style {
        self.block(Color::White, Color::Red)
    }
    /// A node silenced by anything else.
    pub fn other_mute(self) -> Style {
        self.block(Color::White, Color::LightRed)
    }
    /// A soloed node, and what speaks up in the monitor.
    pub fn solo(self) -> Style {
        self.block(Color::Black, Color::LightGreen)
    }
    /// A switch that is on.
    pub fn lamp(self) -> Style {
        self.foreground(Color::LightGreen, Modifier::BOLD)
    }
    /// A switch that is off, where that silences something.
    pub fn lamp_out(self) -> Style {
        self.block(Color::White, Color::DarkGray)
    }
    /// Gain taken away by a gate or limiter.
    pub fn reduction(self) -> Style {
        self.foreground(Color::LightMagenta, Modifier::BOLD)
    }
    /// What a processor does to its signal, as a curve.
    pub fn curve(self) -> Style {
        self.foreground(Color::LightCyan, Modifier::BOLD)
    }
    /// A meter's clip mark.
    pub fn clip(self) -> Style {
        self.foreground(Color::LightRed, Modifier::BOLD)
    }
    /// A fader's knob.
    pub fn knob(self) -> Style {
        self.foreground(Color::White, Modifier::BOLD)
    }
    /// The line that says whose sends are on the faders.
    pub fn sends(self) -> Style {
        self.block(Color::White, Color::Blue)
    }
    /// The knob of a fader that moves a send.
    pub fn send_knob(self) -> Style {
        self.foreground(Color::LightBlue, Modifier::BOLD | Modifier::UNDERLINED)
    }

    /// Where the hardware stands beside its fader.
    pub fn ghost(self) -> Style {
        self.foreground(Color::LightYellow, Modifier::BOLD)
    }
    /// The same on the fader's knob.
    pub fn ghost_on_knob(self) -> Style {
        let style = Style::new().fg(Color::Black).bg(Color::White);
        self.choose(style, Modifier::REVERSED)
    }

    /// A part of a meter that the RMS level reaches.
    pub fn rms(self, db: f32) -> Style {
        let color = if db >= METER_HOT_DB {
            Color::LightRed
        } else if db >= METER_WARM_DB {
            Color::LightYellow
        } else {
            Color::LightGreen
        };
        self.foreground(color, Modifier::empty())
    }
    /// A part of a meter in which RMS ends and the peak goes on; none where colours are missing.
    pub fn rms_over_peak(self, db: f32) -> Option<Style> {
        let ground = self.meter(db).fg?;
        self.colors.then(|| self.rms(db).bg(ground))
    }

    /// A part of a meter that only peaks reach.
    pub fn meter(self, db: f32) -> Style {
        let color = if db >= METER_HOT_DB {
            Color::Red
        } else if db >= METER_WARM_DB {
            Color::Yellow
        } else {
            Color::Green
        };
        self.foreground(color, Modifier::DIM)
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
        self.colors.then(|| Style::new().fg(color))
    }
}
