//! Where the page of the patch stands.

use crate::control::feed::PatchedPort;
use crate::tui::list::List;

/// Where the page stands.
#[derive(Clone, Debug, Default)]
pub struct PatchPage {
    list: List<PatchedPort>,
}

impl PatchPage {
    /// The ports that there are, with what each is connected to.
    pub fn learn(&mut self, ports: Vec<PatchedPort>) {
        let key = |port: &PatchedPort| (port.node, port.kind, port.channel);
        self.list.learn(ports, |a, b| key(a) == key(b));
    }

    /// The ports, and which one is selected.
    pub fn list(&self) -> &List<PatchedPort> {
        &self.list
    }

    /// The same, to move through it.
    pub fn list_mut(&mut self) -> &mut List<PatchedPort> {
        &mut self.list
    }
}
