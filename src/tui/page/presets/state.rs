//! Where the page of the presets stands.

use crate::control::feed::PresetName;
use crate::param::NodeId;
use crate::tui::list::List;

/// Where the page stands.
#[derive(Clone, Debug)]
pub struct PresetPage {
    list: List<PresetName>,
    /// Whose settings they are for.
    pub node: NodeId,
}

impl Default for PresetPage {
    fn default() -> Self {
        Self {
            list: List::default(),
            node: NodeId::MAIN,
        }
    }
}

impl PresetPage {
    /// What there is now.
    pub fn learn(&mut self, names: Vec<PresetName>) {
        self.list.learn(names, |a, b| a.name == b.name);
    }

    /// The presets, and which one is selected.
    pub fn list(&self) -> &List<PresetName> {
        &self.list
    }

    /// The same, to move through it.
    pub fn list_mut(&mut self) -> &mut List<PresetName> {
        &mut self.list
    }
}
