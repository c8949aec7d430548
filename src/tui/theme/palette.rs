//! The colours of one theme.

use super::depth::Depth;
use super::role::Role;
use ratatui::style::Style;

/// The colours of one theme.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Palette {
    /// Its name.
    pub name: String,
    /// It has no colours at all.
    pub is_plain: bool,
    /// A style for each role, in order.
    pub(super) styles: Vec<Style>,
}

impl Palette {
    /// How something of this meaning looks on a terminal with so many colours.
    pub(super) fn style(&self, role: Role, depth: Depth) -> Style {
        let style = self.styles.get(role as usize).copied().unwrap_or_default();
        Style {
            fg: style.fg.map(|color| depth.nearest(color)),
            bg: style.bg.map(|color| depth.nearest(color)),
            ..style
        }
    }
}
