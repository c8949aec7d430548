//! Where the page of what is lacking stands.

use crate::control::feed::Finding;
use crate::tui::list::List;
use std::time::Instant;

/// Where the page stands.
#[derive(Clone, Debug, Default)]
pub struct PreflightPage {
    /// What was found, of which one is selected.
    pub list: List<Finding>,
    /// When the console was asked last.
    pub asked: Option<Instant>,
}

impl PreflightPage {
    /// What was found now.
    pub fn learn(&mut self, found: &[Finding]) {
        self.list.learn(found.to_vec(), |a, b| a.what == b.what);
    }
}
