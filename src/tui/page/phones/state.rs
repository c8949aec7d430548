//! Where the page of the phones stands.

use crate::control::feed::PhoneLink;
use crate::tui::list::List;

/// A link that was just made. Its token is nowhere else: it is shown until the page is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLink {
    /// What it is for.
    pub title: String,
    /// Its address.
    pub address: String,
}

/// Where the page stands.
#[derive(Clone, Debug, Default)]
pub struct PhonesPage {
    list: List<PhoneLink>,
    /// What is shown in place of the list.
    pub made: Option<NewLink>,
}

impl PhonesPage {
    /// What there is now.
    pub fn learn(&mut self, links: Vec<PhoneLink>) {
        self.list.learn(links, |a, b| a.number == b.number);
    }

    /// The links, and which one is selected.
    pub fn list(&self) -> &List<PhoneLink> {
        &self.list
    }

    /// The same, to move through it.
    pub fn list_mut(&mut self) -> &mut List<PhoneLink> {
        &mut self.list
    }
}
