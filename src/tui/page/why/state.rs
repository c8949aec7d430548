//! Where the page of a chain stands.

use super::super::name::PageName;
use crate::param::NodeId;

/// Where the page stands.
#[derive(Clone, Copy, Debug)]
pub struct WhyPage {
    /// Whose chain it shows.
    pub node: NodeId,
    /// The page to which it returns.
    pub of: PageName,
    /// The first stage that is shown.
    pub first: usize,
}

impl Default for WhyPage {
    fn default() -> Self {
        Self {
            node: NodeId::MAIN,
            of: PageName::Mixer,
            first: 0,
        }
    }
}
