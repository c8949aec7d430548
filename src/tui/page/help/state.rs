//! Where the help stands.

use super::super::name::PageName;
use crate::tui::action::Scope;

/// Where the page stands.
#[derive(Clone, Copy, Debug)]
pub struct HelpPage {
    /// The page that it helps with, and to which it returns.
    pub of: PageName,
    /// Whose keys it lists.
    pub scopes: &'static [Scope],
    /// The first row that is shown.
    pub first: usize,
}

impl Default for HelpPage {
    fn default() -> Self {
        Self {
            of: PageName::Mixer,
            scopes: &[],
            first: 0,
        }
    }
}
