//! Where the page of the scenes stands.

use crate::control::feed::SceneList;
use crate::tui::list::List;

/// Where the page stands.
#[derive(Clone, Debug, Default)]
pub struct ScenePage {
    list: List<String>,
}

impl ScenePage {
    /// What there is now.
    pub fn learn(&mut self, scenes: &SceneList) {
        let is_same = |a: &String, b: &String| a == b;
        self.list.learn(scenes.names.clone(), is_same);
    }

    /// The scenes, and which one is selected.
    pub fn list(&self) -> &List<String> {
        &self.list
    }

    /// The same, to move through it.
    pub fn list_mut(&mut self) -> &mut List<String> {
        &mut self.list
    }
}
