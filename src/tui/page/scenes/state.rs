//! Where the page of the scenes stands.

use crate::control::feed::{SceneHead, SceneList};
use crate::tui::list::List;
use std::collections::BTreeMap;

/// Where the page stands.
#[derive(Clone, Debug, Default)]
pub struct ScenePage {
    list: List<String>,
    heads: BTreeMap<String, SceneHead>,
}

impl ScenePage {
    /// What there is now.
    pub fn learn(&mut self, scenes: &SceneList) {
        let is_same = |a: &String, b: &String| a == b;
        let names = scenes.list.iter().map(|scene| scene.name.clone());
        self.list.learn(names.collect(), is_same);
        let heads = scenes.list.iter();
        self.heads = heads
            .map(|scene| (scene.name.clone(), scene.head.clone()))
            .collect();
    }

    /// The scenes, and which one is selected.
    pub fn list(&self) -> &List<String> {
        &self.list
    }

    /// How a scene is recalled, and what a person noted of it.
    pub fn head(&self, name: &str) -> SceneHead {
        self.heads.get(name).cloned().unwrap_or_default()
    }

    /// The same, to move through it.
    pub fn list_mut(&mut self) -> &mut List<String> {
        &mut self.list
    }
}
