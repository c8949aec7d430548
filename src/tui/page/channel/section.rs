//! The sections of a channel, in the order of the signal, each with the key that goes to it.

use crate::param::spec::Param;
use crate::param::{NodeId, NodeKind, ParamAddr};

/// A part of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Preamp, cut filters, insert.
    Input,
    /// Gate and expander.
    Gate,
    /// The parametric equaliser.
    Eq,
    /// Graphic equaliser and notches.
    Graphic,
    /// Compressor, and that of four bands.
    Compressor,
    /// De-esser, saturation, image, limiter, effect.
    Tone,
    /// Sends.
    Sends,
    /// DCAs, mute groups, automix.
    Assign,
    /// Fader, pan, solo, and all the rest.
    Level,
}

impl Section {
    /// All of them; the first one has the key 1.
    pub const ALL: [Self; 9] = [
        Self::Input,
        Self::Gate,
        Self::Eq,
        Self::Graphic,
        Self::Compressor,
        Self::Tone,
        Self::Sends,
        Self::Assign,
        Self::Level,
    ];

    /// What it is called.
    pub fn word(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Gate => "gate",
            Self::Eq => "EQ",
            Self::Graphic => "GEQ",
            Self::Compressor => "comp",
            Self::Tone => "tone",
            Self::Sends => "sends",
            Self::Assign => "assign",
            Self::Level => "level",
        }
    }

    /// The section of a parameter.
    pub fn of(addr: ParamAddr) -> Self {
        match addr.param {
            Param::Input(_)
            | Param::HighPass(_)
            | Param::LowPass(_)
            | Param::Insert(_)
            | Param::Spare(_) => Self::Input,
            Param::Gate(_) => Self::Gate,
            Param::Eq(_) | Param::DynamicEq(_) => Self::Eq,
            Param::Graphic(_) | Param::Notch(_) | Param::Crossover(_) => Self::Graphic,
            Param::Compressor(_) | Param::Multiband(_) => Self::Compressor,
            Param::DeEsser(_)
            | Param::Saturation(_)
            | Param::Image(_)
            | Param::Limiter(_)
            | Param::Fx(_)
            | Param::Effect(_) => Self::Tone,
            Param::Send(_) => Self::Sends,
            Param::Member(_) | Param::Automix(_) => Self::Assign,
            _ => Self::Level,
        }
    }
}

/// True for nodes whose page has sections.
pub fn has_sections(node: NodeId) -> bool {
    matches!(node.kind, NodeKind::Strip | NodeKind::Bus | NodeKind::Main)
}
