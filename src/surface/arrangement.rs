//! What the controls of a surface stand for now: its layout, and where in it the surface is.

use super::bank::Bank;
use super::sends::Sends;
use super::spill::Spill;
use crate::param::{NodeId, ParamAddr};
use crate::show::layout_file::{Assignment, LayoutFile, Page, Relative, SurfaceAction, sections};
use crate::show::mapping_file::{Control, Nav};
use std::sync::Arc;

/// Where in its layout a surface is, for others that stand beside it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    first: usize,
    page: usize,
    flipped: bool,
    shifted: bool,
    sends: Sends,
    spill: Spill,
    selected: Option<NodeId>,
    first_chosen: usize,
}

#[cfg(test)]
impl Place {
    /// Somewhere else.
    pub fn moved(mut self) -> Self {
        self.page += 1;
        self
    }
}

/// A layout with a place in it.
#[derive(Clone, Debug)]
pub struct Arrangement {
    layout: Arc<LayoutFile>,
    /// Which part of the console is shown.
    pub bank: Bank,
    page: usize,
    flipped: bool,
    shifted: bool,
    /// The faders are sends to a bus, or one is being chosen.
    pub sends: Sends,
    /// The node that is selected.
    selected: Option<NodeId>,
    /// All parameters of the selected node, and which of them the first control stands for.
    chosen: Vec<ParamAddr>,
    first_chosen: usize,
    /// Where each of the [`sections`] begins among them; the node need not have it.
    starts: Vec<Option<usize>>,
}

impl Arrangement {
    /// The first page of a layout.
    pub fn new(layout: Arc<LayoutFile>, bank: Bank) -> Self {
        Self {
            layout,
            bank,
            page: 0,
            flipped: false,
            shifted: false,
            sends: Sends::default(),
            selected: None,
            chosen: Vec::new(),
            first_chosen: 0,
            starts: Vec::new(),
        }
    }

    /// Where it is.
    pub fn place(&self, selected: Option<NodeId>) -> Place {
        Place {
            first: self.bank.first(),
            page: self.page,
            flipped: self.flipped,
            shifted: self.shifted,
            sends: self.sends.clone(),
            spill: self.bank.spill().clone(),
            selected,
            first_chosen: self.first_chosen,
        }
    }

    /// Goes where another one is. What is selected there.
    pub fn go_there(&mut self, place: &Place) -> Option<NodeId> {
        self.bank.go_there(place.first, &place.spill);
        (self.page, self.flipped, self.shifted) = (place.page, place.flipped, place.shifted);
        self.sends = place.sends.clone();
        self.first_chosen = place.first_chosen;
        place.selected
    }

    /// The node that is selected now. True when it is another one.
    pub fn select(&mut self, node: Option<NodeId>) -> bool {
        std::mem::replace(&mut self.selected, node) != node
    }

    /// The parameters of the node that is selected now. Among nodes of one kind the place stays, so
    /// that they can be compared. True when controls stand for something else now.
    pub fn choose(&mut self, parameters: Vec<ParamAddr>) -> bool {
        let kind = |all: &[ParamAddr]| all.first().map(|addr| addr.node().kind);
        if self.chosen == parameters {
            return false;
        }
        if kind(&self.chosen) != kind(&parameters) {
            self.first_chosen = 0;
        }
        let first_word = |addr: &ParamAddr| {
            let path = addr.below_node();
            path.split('/').next().map(str::to_owned)
        };
        let words: Vec<Option<String>> = parameters.iter().map(first_word).collect();
        let start = |section| {
            words
                .iter()
                .position(|word| word.as_deref() == Some(section))
        };
        self.starts = sections().into_iter().map(start).collect();
        self.chosen = parameters;
        self.first_chosen = self.first_chosen.min(self.last_chosen());
        self.shows_selected()
    }

    /// True where the controls of strips are parameters of the selected node.
    pub fn shows_selected(&self) -> bool {
        let page = self.layout.pages.get(self.page);
        page.is_some_and(is_of_selected)
    }

    /// Where the last window of the selected node's parameters begins.
    fn last_chosen(&self) -> usize {
        self.chosen.len().saturating_sub(1) / self.window() * self.window()
    }

    fn window(&self) -> usize {
        self.bank.side_by_side().1.max(1)
    }

    /// The console consists of these nodes now.
    pub fn set_nodes(&mut self, nodes: &[NodeId]) {
        self.bank.set_nodes(nodes, &self.layout.banks);
    }

    /// What a control does.
    pub fn assignment(&self, control: Control) -> Option<&Assignment> {
        let own = match control.of_first() {
            Control::Fader(_) if self.flipped => Control::Knob(0, 0),
            Control::Knob(_, 0) if self.flipped => Control::Fader(0),
            own => own,
        };
        let sends = self.sends.level().filter(|_| own == Control::Fader(0));
        if sends.is_some() {
            return sends;
        }
        let page = self.layout.pages.get(self.page)?;
        let shifted = self.layout.shifted.get(&own).filter(|_| self.shifted);
        let plain = || page.strips.get(&own).or_else(|| self.layout.keys.get(&own));
        shifted.or_else(plain)
    }

    /// What a key does that concerns no parameter.
    pub fn action(&self, control: Control) -> Option<SurfaceAction> {
        match self.assignment(control)? {
            Assignment::Do(action) => Some(*action),
            _ => None,
        }
    }

    /// The parameter that a control stands for; the console need not have it.
    pub fn target(&self, control: Control) -> Option<ParamAddr> {
        match self.assignment(control)? {
            Assignment::Strip(relative) => Some(relative.of(self.node(control)?)),
            Assignment::Fixed(addr) => Some(*addr),
            Assignment::OfSelected(relative) => Some(relative.of(self.selected?)),
            Assignment::Reset => self.target(knob_of(control)?),
            Assignment::Selected => {
                let at =
                    self.first_chosen + self.bank.side_by_side().0 + usize::from(control.strip()?);
                self.chosen.get(at).copied()
            }
            Assignment::Select | Assignment::SelectNode(_) | Assignment::Do(_) => None,
        }
    }

    /// The node that a control of a strip belongs to.
    pub fn node(&self, control: Control) -> Option<NodeId> {
        match control {
            Control::Master | Control::MasterTouch => Some(NodeId::MAIN),
            control => self.bank.node(control.strip()?),
        }
    }

    /// The parameter whose value a strip's display shows: its level, and on other pages or flipped
    /// what the page is about.
    pub fn shown(&self, strip: u8) -> Option<ParamAddr> {
        let node = self.bank.node(strip)?;
        if let Some(Assignment::Strip(level)) = self.sends.level() {
            return Some(level.of(node));
        }
        if self.page == 0 && !self.flipped {
            return Some(node.fader());
        }
        let page = self.layout.pages.get(self.page)?;
        match page.strips.get(&Control::Knob(0, 0))? {
            Assignment::Strip(relative) => Some(relative.of(node)),
            _ => None,
        }
    }

    /// The parameter of the selected node that a strip's display is about.
    pub fn selected_shown(&self, strip: u8) -> Option<ParamAddr> {
        let at = self.first_chosen + self.bank.side_by_side().0 + usize::from(strip);
        self.shows_selected()
            .then(|| self.chosen.get(at).copied())?
    }

    /// The layout.
    pub fn layout(&self) -> &LayoutFile {
        &self.layout
    }

    /// Name of the layout.
    pub fn layout_name(&self) -> &str {
        &self.layout.name
    }

    /// Name of the page.
    pub fn page(&self) -> &str {
        self.layout
            .pages
            .get(self.page)
            .map_or("", |page| &page.name)
    }

    /// What strip faders move where they do not move faders.
    pub fn on_faders(&self) -> Option<&Relative> {
        match self.assignment(Control::Fader(0))? {
            Assignment::Strip(relative) if relative.path != "fader" => Some(relative),
            _ => None,
        }
    }

    /// Whether the light of a key that leads somewhere is lit: it is there.
    pub fn is_at(&self, action: SurfaceAction) -> bool {
        match action {
            SurfaceAction::Page(page) => usize::from(page) == self.page,
            SurfaceAction::Section(section) => {
                self.shows_selected() && self.first_of(section) == Some(self.first_chosen)
            }
            SurfaceAction::Flip => self.flipped,
            SurfaceAction::Bank(bank) => self.bank.shows(usize::from(bank)),
            SurfaceAction::Sends => self.sends.level().is_some(),
            SurfaceAction::Spill => self.bank.spill().dca().is_some(),
            SurfaceAction::Shift => self.shifted,
            _ => false,
        }
    }

    /// True while shift is held.
    pub fn is_shifted(&self) -> bool {
        self.shifted
    }

    /// Shift is held, or let go.
    pub fn shift(&mut self, on: bool) {
        self.shifted = on;
    }

    /// Its key went down: keys that say nothing when they are let go end it by another press.
    pub fn turn_shift(&mut self) {
        self.shifted = !self.shifted;
    }

    /// Goes elsewhere. True when controls stand for something else now.
    pub fn go(&mut self, action: SurfaceAction) -> bool {
        let before = (self.page, self.flipped, self.first_chosen);
        let last = self.layout.pages.len().saturating_sub(1);
        match action {
            SurfaceAction::BankLeft => return self.bank.shift(Nav::BankLeft),
            SurfaceAction::BankRight => return self.bank.shift(Nav::BankRight),
            SurfaceAction::ChannelLeft => return self.bank.shift(Nav::ChannelLeft),
            SurfaceAction::ChannelRight => return self.bank.shift(Nav::ChannelRight),
            SurfaceAction::Bank(bank) => return self.bank.show(usize::from(bank)),
            SurfaceAction::Sends => return self.sends.press(&mut self.bank, self.selected),
            SurfaceAction::PagePrevious if self.shows_selected() && self.first_chosen > 0 => {
                self.first_chosen = self.first_chosen.saturating_sub(self.window());
            }
            SurfaceAction::PageNext
                if self.shows_selected()
                    && self.first_chosen + self.window() < self.chosen.len() =>
            {
                self.first_chosen += self.window();
            }
            SurfaceAction::PagePrevious => self.page = self.page.saturating_sub(1),
            SurfaceAction::PageNext => self.page = (self.page + 1).min(last),
            SurfaceAction::Section(section) => self.go_to_section(section),
            SurfaceAction::Page(page) if usize::from(page) == self.page => self.page = 0,
            SurfaceAction::Page(page) => self.page = usize::from(page).min(last),
            SurfaceAction::Flip => self.flipped = !self.flipped,
            _ => {}
        }
        (self.page, self.flipped, self.first_chosen) != before
    }

    /// Shows the selected node's parameters, or the first page where that is shown already. True when
    /// controls stand for something else now.
    pub fn show_selected(&mut self, on: bool) -> bool {
        let Some(page) = self.layout.pages.iter().position(is_of_selected) else {
            return false;
        };
        let before = std::mem::replace(&mut self.page, if on { page } else { 0 });
        before != self.page
    }

    fn go_to_section(&mut self, section: u8) {
        let Some(first) = self.first_of(section) else {
            return;
        };
        let Some(page) = self.layout.pages.iter().position(is_of_selected) else {
            return;
        };
        if (page, first) == (self.page, self.first_chosen) {
            self.page = 0;
        } else {
            (self.page, self.first_chosen) = (page, first);
        }
    }

    /// The place of a section's first parameter, where the selected node has the section.
    fn first_of(&self, section: u8) -> Option<usize> {
        *self.starts.get(usize::from(section))?
    }
}

fn is_of_selected(page: &Page) -> bool {
    page.strips.get(&Control::Knob(0, 0)) == Some(&Assignment::Selected)
}

/// The knob that a key resets: the one that is pushed, or the first of its strip.
fn knob_of(control: Control) -> Option<Control> {
    match control {
        Control::Push(strip, row) => Some(Control::Knob(strip, row)),
        Control::FreePush(knob) => Some(Control::FreeKnob(knob)),
        control => Some(Control::Knob(control.strip()?, 0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{Layout, Topology};
    use crate::surface::catalogue::Catalogue;
    use std::collections::BTreeSet;

    /// What the knobs stand for now.
    fn knobs(arrangement: &Arrangement) -> impl Iterator<Item = String> {
        let addrs = (0..8).filter_map(|strip| arrangement.target(Control::Knob(strip, 0)));
        addrs
            .map(|addr| addr.to_string())
            .collect::<Vec<_>>()
            .into_iter()
    }

    #[test]
    fn every_parameter_of_every_strip_bus_main_and_dca_is_under_a_knob_of_every_layout() {
        let layout = Layout::new(Topology::default());
        for port in [
            "nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0",
            "X-Touch:X-Touch MIDI 1 20:0",
        ] {
            let device = Catalogue::new(None).0.for_port(port).unwrap();
            for node in layout.nodes() {
                let mut arrangement =
                    Arrangement::new(Arc::clone(&device.layout), Bank::new(8, true, 0));
                arrangement.set_nodes(&layout.nodes());
                let addrs = layout.indices().map(|index| layout.addr(index));
                let wanted: Vec<ParamAddr> = addrs.filter(|addr| addr.node() == node).collect();
                arrangement.choose(wanted.clone());
                let mut found = BTreeSet::new();
                while arrangement.go(SurfaceAction::PageNext) {
                    if arrangement.shows_selected() {
                        found.extend(knobs(&arrangement));
                    }
                }
                let wanted: BTreeSet<String> = wanted.iter().map(ToString::to_string).collect();
                assert_eq!(found, wanted, "{port} {node}");
                while arrangement.go(SurfaceAction::PagePrevious) {}
                assert_eq!(arrangement.page(), "Mix");
            }
        }
    }
}
