//! Sections as people name them: what can be copied from node to node, derived from the tables.
//!
//! A new section of the tables is a section here by the first word of its paths, and counts as
//! processing; nothing has to be added.

use super::node::NodeKind;
use super::spec::{Param, ParamSpec, Recall};
use super::tables;

/// The kinds of nodes that carry audio: settings go between them.
pub const AUDIO_KINDS: [NodeKind; 3] = [NodeKind::Strip, NodeKind::Bus, NodeKind::Main];

impl ParamSpec {
    /// Name of the section that it belongs to: "gate", "sends".
    pub fn section(&self) -> &'static str {
        match self.param {
            Param::Input(_) => "input",
            Param::Level(_) => "level",
            Param::Member(_) => "groups",
            Param::Send(_) => "sends",
            Param::Solo(_) => "solo",
            Param::Link(_) => "link",
            _ => self.path.split('/').next().unwrap_or(self.path),
        }
    }

    /// True for what may go to another node: what scenes hold, and what neither guards hearing or
    /// the PA nor says who a strip is.
    pub fn is_portable(&self) -> bool {
        let is_identity = matches!(self.param, Param::Spare(_) | Param::Link(_));
        self.recall == Recall::Stored && !self.protected && !is_identity
    }

    /// True for what shapes the sound of a source: everything but preamp, level, mute, pan,
    /// assignments and sends.
    pub fn is_processing(&self) -> bool {
        let is_other = matches!(
            self.param,
            Param::Input(_) | Param::Level(_) | Param::Member(_) | Param::Send(_) | Param::Solo(_)
        );
        self.is_portable() && !is_other
    }
}

/// The sections that can be copied between nodes that carry audio, in the order of the signal.
pub fn names() -> Vec<&'static str> {
    let mut names = Vec::new();
    for spec in AUDIO_KINDS.into_iter().flat_map(tables::rows) {
        if spec.is_portable() && !names.contains(&spec.section()) {
            names.push(spec.section());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_come_from_the_tables() {
        let names = names();
        for name in ["input", "hpf", "gate", "level", "groups", "sends"] {
            assert!(names.contains(&name), "{name} in {names:?}");
        }
        for name in ["spare", "limiter", "link"] {
            assert!(!names.contains(&name), "{name} in {names:?}");
        }
    }

    #[test]
    fn processing_leaves_levels_routes_and_preamps_alone() {
        for path in [
            "trim",
            "polarity",
            "fader",
            "mute",
            "pan",
            "main/on",
            "dca/*",
            "mute-group/*",
            "send/*/level",
            "spare/strip",
            "solo-safe",
            "link",
        ] {
            let spec = tables::rows(NodeKind::Strip).find(|spec| spec.path == path);
            assert!(!spec.unwrap().is_processing(), "{path}");
        }
        for spec in tables::rows(NodeKind::Main).filter(|spec| spec.section() == "limiter") {
            assert!(!spec.is_portable(), "{}", spec.path);
        }
        for path in ["hpf/on", "hpf/freq", "gate/threshold", "gate/key"] {
            let spec = tables::rows(NodeKind::Strip).find(|spec| spec.path == path);
            assert!(spec.unwrap().is_processing(), "{path}");
        }
    }
}
