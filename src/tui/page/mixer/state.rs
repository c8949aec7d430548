//! Where the mixer stands.

use crate::param::{BusRole, NodeId, NodeKind};

/// Which strips the mixer shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layer {
    /// All of them.
    #[default]
    All,
    /// Input strips.
    Inputs,
    /// Groups, wedges, in-ears and what is recorded.
    Buses,
    /// DCAs.
    Dcas,
    /// Buses with effects.
    Fx,
    /// Matrices.
    Matrices,
    /// Main and the groups that feed it.
    Main,
}

impl Layer {
    /// What it shows, in a word or two.
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all strips",
            Self::Inputs => "inputs",
            Self::Buses => "buses",
            Self::Dcas => "DCAs",
            Self::Fx => "FX buses",
            Self::Matrices => "matrices",
            Self::Main => "groups and main",
        }
    }

    /// True for what it shows: a node of this kind, with this role where it is a bus.
    pub fn has(self, kind: NodeKind, role: Option<BusRole>) -> bool {
        match self {
            Self::All => true,
            Self::Inputs => kind == NodeKind::Strip,
            Self::Dcas => kind == NodeKind::Dca,
            Self::Fx => role == Some(BusRole::Fx),
            Self::Matrices => role == Some(BusRole::Matrix),
            Self::Main => role == Some(BusRole::Group),
            Self::Buses => {
                kind == NodeKind::Bus && !matches!(role, Some(BusRole::Fx | BusRole::Matrix))
            }
        }
    }
}

/// Where the page stands.
#[derive(Clone, Debug)]
pub struct MixerPage {
    /// The selected node.
    pub selected: NodeId,
    /// Place of the strip that was last looked at: it decides which part of the strips is shown.
    pub anchor: usize,
    /// Which strips are shown.
    pub layer: Layer,
    /// All of them at once, as narrow as that needs.
    pub is_overview: bool,
    /// The bus whose sends are on the faders.
    pub sends_to: Option<NodeId>,
}

impl Default for MixerPage {
    fn default() -> Self {
        Self {
            selected: NodeId::MAIN,
            anchor: 0,
            layer: Layer::default(),
            is_overview: false,
            sends_to: None,
        }
    }
}
