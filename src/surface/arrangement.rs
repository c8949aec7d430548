//! What the controls of a surface stand for now: its layout, and where in it the surface is.

use super::bank::Bank;
use crate::param::{NodeId, ParamAddr};
use crate::show::layout_file::{Assignment, Deed, LayoutFile, Relative};
use crate::show::mapping_file::{Control, Nav};
use std::sync::Arc;

/// A layout with a place in it.
#[derive(Clone, Debug)]
pub struct Arrangement {
    layout: Arc<LayoutFile>,
    /// Which part of the console is shown.
    pub bank: Bank,
    page: usize,
    flipped: bool,
    shifted: bool,
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
        }
    }

    /// The console consists of these nodes now.
    pub fn set_nodes(&mut self, nodes: &[NodeId]) {
        self.bank.set_nodes(nodes, &self.layout.banks);
    }

    /// What a control does.
    pub fn assignment(&self, control: Control) -> Option<&Assignment> {
        let own = match control.of_first() {
            Control::Fader(_) if self.flipped => Control::Knob(0),
            Control::Knob(_) if self.flipped => Control::Fader(0),
            own => own,
        };
        let page = self.layout.pages.get(self.page)?;
        let shifted = self.layout.shifted.get(&own).filter(|_| self.shifted);
        let plain = || page.strips.get(&own).or_else(|| self.layout.keys.get(&own));
        shifted.or_else(plain)
    }

    /// What a key does that concerns no parameter.
    pub fn deed(&self, control: Control) -> Option<Deed> {
        match self.assignment(control)? {
            Assignment::Do(deed) => Some(*deed),
            _ => None,
        }
    }

    /// The parameter that a control stands for; the console need not have it.
    pub fn target(&self, control: Control) -> Option<ParamAddr> {
        match self.assignment(control)? {
            Assignment::Strip(relative) => Some(relative.of(self.node(control)?)),
            Assignment::Fixed(addr) => Some(*addr),
            Assignment::Reset => self.target(Control::Knob(strip_of(control)?)),
            Assignment::Select | Assignment::Do(_) => None,
        }
    }

    /// The node that a control of a strip belongs to.
    pub fn node(&self, control: Control) -> Option<NodeId> {
        match control {
            Control::Master | Control::MasterTouch => Some(NodeId::MAIN),
            control => self.bank.node(strip_of(control)?),
        }
    }

    /// The parameter whose value a strip's display shows: its level, and on other pages or flipped
    /// what the page is about.
    pub fn shown(&self, strip: u8) -> Option<ParamAddr> {
        let node = self.bank.node(strip)?;
        if self.page == 0 && !self.flipped {
            return Some(node.fader());
        }
        let page = self.layout.pages.get(self.page)?;
        match page.strips.get(&Control::Knob(0))? {
            Assignment::Strip(relative) => Some(relative.of(node)),
            _ => None,
        }
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
    pub fn is_at(&self, deed: Deed) -> bool {
        match deed {
            Deed::Page(page) => usize::from(page) == self.page,
            Deed::Flip => self.flipped,
            Deed::Shift => self.shifted,
            _ => false,
        }
    }

    /// Shift is held, or let go.
    pub fn shift(&mut self, on: bool) {
        self.shifted = on;
    }

    /// Goes elsewhere. True when controls stand for something else now.
    pub fn go(&mut self, deed: Deed) -> bool {
        let before = (self.page, self.flipped);
        let last = self.layout.pages.len().saturating_sub(1);
        match deed {
            Deed::BankLeft => return self.bank.shift(Nav::BankLeft),
            Deed::BankRight => return self.bank.shift(Nav::BankRight),
            Deed::ChannelLeft => return self.bank.shift(Nav::ChannelLeft),
            Deed::ChannelRight => return self.bank.shift(Nav::ChannelRight),
            Deed::PagePrevious => self.page = self.page.saturating_sub(1),
            Deed::PageNext => self.page = (self.page + 1).min(last),
            Deed::Page(page) if usize::from(page) == self.page => self.page = 0,
            Deed::Page(page) => self.page = usize::from(page).min(last),
            Deed::Flip => self.flipped = !self.flipped,
            _ => {}
        }
        (self.page, self.flipped) != before
    }
}

/// The strip that a control belongs to.
pub fn strip_of(control: Control) -> Option<u8> {
    match control {
        Control::Fader(strip)
        | Control::Knob(strip)
        | Control::Push(strip)
        | Control::Mute(strip)
        | Control::Solo(strip)
        | Control::Select(strip)
        | Control::Rec(strip)
        | Control::Touch(strip) => Some(strip),
        Control::Master | Control::MasterTouch | Control::Nav(_) | Control::Key(_) => None,
    }
}
