//! What a surface ought to show.

use super::bank::Bank;
use super::driver::{Driver, Item, Light, Shown};
use super::mirror::Mirror;
use crate::control::feed::MuteCause;
use crate::param::{NodeId, NodeKind};
use crate::show::mapping_file::Control;
use std::time::Duration;

/// Cells of a strip's display that may be filled; one more keeps strips apart.
const CELLS: usize = 6;
/// Half a period of a light that the host makes flash.
const FLASH: Duration = Duration::from_millis(300);

/// Everything that decides what is shown.
#[derive(Debug)]
pub struct Picture<'a> {
    /// The console.
    pub mirror: &'a Mirror,
    /// Which part of it is shown.
    pub bank: &'a Bank,
    /// The device.
    pub driver: &'a dyn Driver,
    /// The node that its select keys chose.
    pub selected: Option<NodeId>,
    /// Time since the surface began, for flashing lights.
    pub age: Duration,
}

impl Picture<'_> {
    /// What an item ought to show.
    pub fn of(&self, item: Item) -> Shown {
        match item {
            Item::Position(control) => Shown::Position(self.position(control)),
            Item::Light(control) => Shown::Light(self.light(control)),
            Item::Text(strip, 0) => Shown::Text(self.name(strip)),
            Item::Text(strip, _) => Shown::Text(self.level(strip)),
            Item::Colors => Shown::Colors(self.colors()),
        }
    }

    fn position(&self, control: Control) -> u16 {
        let addr = target(self.bank, control);
        let travel = addr.and_then(|addr| self.mirror.travel(addr));
        self.driver
            .raw(control, travel.map(crate::param::Travel::get))
    }

    fn light(&self, control: Control) -> Light {
        let node = node_of(self.bank, control);
        let light = match control {
            Control::Mute(_) => node.map_or(Light::Off, |node| self.mute(node)),
            Control::Solo(_) => node.map_or(Light::Off, |node| self.solo(node)),
            Control::SoloClear => on(self.mirror.is_soloing()),
            Control::Select(_) => self.select(node),
            Control::Rec(_) if !self.driver.abilities().select => self.select(node),
            _ => Light::Off,
        };
        match light {
            Light::Flash if !self.driver.abilities().flash => self.blink(),
            light => light,
        }
    }

    /// Solid for its own mute, flashing for any other cause.
    fn mute(&self, node: NodeId) -> Light {
        match self.mirror.causes(node) {
            [] => Light::Off,
            causes if causes.contains(&MuteCause::Own) => Light::On,
            _ => Light::Flash,
        }
    }

    /// Solid for its own solo, flashing for that of a DCA.
    fn solo(&self, node: NodeId) -> Light {
        if self.mirror.is_on(node.solo()) {
            Light::On
        } else if self.mirror.is_soloed_by_dca(node) {
            Light::Flash
        } else {
            Light::Off
        }
    }

    fn select(&self, node: Option<NodeId>) -> Light {
        on(node.is_some() && node == self.selected)
    }

    fn blink(&self) -> Light {
        if (self.age.as_millis() / FLASH.as_millis()).is_multiple_of(2) {
            Light::On
        } else {
            Light::Off
        }
    }

    fn name(&self, strip: u8) -> String {
        let node = self.bank.node(strip);
        cell(&node.map(|node| self.mirror.name(node)).unwrap_or_default())
    }

    fn level(&self, strip: u8) -> String {
        let words = self
            .bank
            .node(strip)
            .and_then(|node| self.mirror.words(node.fader()));
        cell(words.unwrap_or_default().trim_end_matches(" dB"))
    }

    fn colors(&self) -> Vec<u8> {
        let strips = 0..self.bank.strips() as u8;
        let color = |strip| {
            let node = self.bank.node(strip);
            self.driver.color(node.map(|node| self.mirror.color(node)))
        };
        strips.map(color).collect()
    }
}

fn on(lit: bool) -> Light {
    if lit { Light::On } else { Light::Off }
}

/// The node that a control of a strip belongs to.
pub fn node_of(bank: &Bank, control: Control) -> Option<NodeId> {
    match control {
        Control::Fader(strip)
        | Control::Knob(strip)
        | Control::Push(strip)
        | Control::Mute(strip)
        | Control::Solo(strip)
        | Control::Select(strip)
        | Control::Rec(strip)
        | Control::Touch(strip) => bank.node(strip),
        Control::Master | Control::MasterTouch => Some(NodeId::MAIN),
        Control::Nav(_) | Control::SoloClear => None,
    }
}

/// What a control moves.
pub fn target(bank: &Bank, control: Control) -> Option<crate::param::ParamAddr> {
    let node = node_of(bank, control)?;
    match control {
        Control::Fader(_) | Control::Master => Some(node.fader()),
        Control::Knob(_) | Control::Push(_) => (node.kind != NodeKind::Dca).then(|| node.pan()),
        Control::Mute(_) => Some(node.mute()),
        Control::Solo(_) => Some(node.solo()),
        _ => None,
    }
}

/// A text for one strip: plain letters, shortened by its blanks and small vowels from the end, so that
/// "Lead Vox" is still told from "Lead Gtr", and filled up.
fn cell(text: &str) -> String {
    let plain = |letter: char| match letter {
        'ä' | 'à' | 'á' | 'â' => 'a',
        'ö' | 'ò' | 'ó' | 'ô' => 'o',
        'ü' | 'ù' | 'ú' | 'û' => 'u',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        '\u{2212}' => '-',
        ' '..='~' => letter,
        _ => '?',
    };
    let mut letters: Vec<char> = text.chars().map(plain).collect();
    for needless in [" ", "aeiou"] {
        while letters.len() > CELLS
            && let Some(at) = letters
                .iter()
                .rposition(|letter| needless.contains(*letter))
        {
            letters.remove(at);
        }
    }
    letters.truncate(CELLS);
    let text: String = letters.into_iter().collect();
    format!("{text:<width$}", width = CELLS + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_has_six_letters_and_a_blank() {
        let rows = [
            ("", "       "),
            ("Kick", "Kick   "),
            ("Lead Vox", "LeadVx "),
            ("Lead Gtr", "LedGtr "),
            ("Bläser", "Blaser "),
            ("ABCDEFGHIJ", "ABCDEF "),
            ("−6.0", "-6.0   "),
            ("日本", "??     "),
        ];
        for (text, expected) in rows {
            assert_eq!(cell(text), expected, "{text}");
        }
    }
}
