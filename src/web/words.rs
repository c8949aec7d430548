//! What phones and the server say to each other: one JSON object a message, and levels as bytes.

use crate::control::feed::{Levels, MuteCause};
use crate::desk::mirror::Mirror;
use crate::param::{NodeId, NodeKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of these words; a page of another version is loaded anew.
pub const VERSION: u32 = 1;
/// The level that a byte of 0 stands for, in dB; a step is half a decibel.
const LEAST_DB: f32 = -72.0;

/// What a phone says.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Said {
    /// Who it is: the first message.
    Hello {
        /// The token of its link.
        token: String,
        /// What the person calls himself.
        name: String,
        /// The version of the page.
        page: u32,
    },
    /// Positions, 0 to 1, of parameters by path, each with the generation that the phone knows; and when, by its own
    /// clock, in seconds.
    Set {
        /// The positions.
        to: Vec<(String, f32, u32)>,
        /// When the finger was there.
        at: f64,
    },
    /// A finger touches a control.
    Grab(String),
    /// It lets go.
    Drop(String),
    /// The last step is taken back.
    Undo,
    /// It is there; the number comes back.
    Beat(f64),
    /// Whether it shows levels.
    Levels(bool),
}

/// A value as a phone has it: its position, 0 to 1; in words; its generation.
pub type Value = (f32, String, u32);

/// What the server says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Says {
    /// The mix: everything about it.
    Mix(Box<Mix>),
    /// Meters and scenes: everything about them.
    Stage(Box<Stage>),
    /// Values that others have changed, or that were confirmed.
    Values(BTreeMap<String, Value>),
    /// Why nodes are silent; an empty text where one is not.
    Silent(BTreeMap<String, String>),
    /// Whether the operator has frozen it.
    Frozen(bool),
    /// A sentence for the person.
    Note(String),
    /// The number of a beat.
    Beat(f64),
    /// The end, and why: a word for the page; and how many seconds it should wait.
    Bye(&'static str, u64),
}

impl Says {
    /// As JSON.
    pub fn text(&self) -> String {
        // Strings and numbers always become JSON.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A mix.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Mix {
    /// The bus.
    pub bus: String,
    /// Its name.
    pub name: String,
    /// What its person is called here.
    pub person: String,
    /// It is stereo.
    pub stereo: bool,
    /// The operator has frozen it.
    pub frozen: bool,
    /// Decibels at 0, 1/200, 2/200 … of a fader; what is off is −200.
    pub curve: Vec<f32>,
    /// Its own place among the levels.
    pub meter: usize,
    /// The levels at which it is left, by path: those of the bus.
    pub fader: String,
    /// The mute of the bus.
    pub mute: String,
    /// What may be in it, in the order of the desk.
    pub sends: Vec<Send>,
    /// All values, by path.
    pub values: BTreeMap<String, Value>,
    /// Why nodes are silent, those of them that are.
    pub silent: BTreeMap<String, String>,
}

/// Something that may be in a mix.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Send {
    /// The strip or bus.
    pub node: String,
    /// Its name.
    pub name: String,
    /// Its colour by name; may be empty.
    pub color: String,
    /// Its place among the levels.
    pub meter: usize,
    /// The path of its level.
    pub level: String,
    /// The path of its switch.
    pub on: String,
    /// The path of the switch by which it has the source's own pan.
    pub follow: String,
    /// The path of its pan, where it has one of its own.
    pub pan: Option<String>,
}

/// Meters and scenes.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Stage {
    /// The show.
    pub show: String,
    /// What has a meter: name, colour, kind, and its place among the levels.
    pub meters: Vec<(String, String, &'static str, usize)>,
    /// The scenes, or the cues where there are any.
    pub scenes: Vec<String>,
    /// The current one.
    pub current: Option<usize>,
    /// The next one.
    pub next: Option<usize>,
}

/// The nodes that have levels, in the order in which bytes have them.
pub fn metered(mirror: &Mirror) -> Vec<NodeId> {
    let mut nodes = mirror.nodes();
    nodes.retain(|node| !mirror.channels(*node).is_empty());
    nodes
}

/// Levels as bytes: of strips what comes in, of all others what goes out; the louder of two channels.
pub fn level_bytes(mirror: &Mirror, nodes: &[NodeId], levels: &Levels) -> Vec<u8> {
    let byte = |node: &NodeId| {
        let channels = mirror.levels(levels, *node).iter();
        let peaks = channels.map(|channel| match node.kind {
            NodeKind::Strip => channel.input_peak,
            _ => channel.output_peak,
        });
        let peak = peaks.fold(0.0_f32, f32::max);
        let steps = (20.0 * peak.log10() - LEAST_DB) * 2.0;
        steps.round().clamp(0.0, 255.0) as u8
    };
    nodes.iter().map(byte).collect()
}

/// Why a node is silent, in a word; nothing for one that is not.
pub fn silence(causes: &[MuteCause]) -> String {
    let worst = causes.iter().max();
    let word = match worst {
        None | Some(MuteCause::Dim(_)) => "",
        Some(MuteCause::Own) => "muted",
        Some(MuteCause::MuteGroup(_)) => "muted by a group",
        Some(MuteCause::Dca(_)) => "muted by a DCA",
        Some(MuteCause::Solo) => "muted by a solo",
        Some(MuteCause::FxMute) => "effects are muted",
        Some(MuteCause::SafeStart) => "all outputs wait",
        Some(MuteCause::Panic) => "all outputs are off",
    };
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_as_they_are_written_and_nothing_else_is() {
        let read = |text: &str| serde_json::from_str::<Said>(text).ok();
        let hello = r#"{"hello":{"token":"t","name":"n","page":1}}"#;
        assert!(matches!(read(hello), Some(Said::Hello { page: 1, .. })));
        let set = r#"{"set":{"to":[["bus/1/fader",0.5,3]],"at":1.5}}"#;
        assert!(matches!(read(set), Some(Said::Set { at: 1.5, .. })));
        assert_eq!(read(r#""undo""#), Some(Said::Undo));
        assert_eq!(read(r#"{"levels":true}"#), Some(Said::Levels(true)));
        for text in [
            "",
            "{",
            "[]",
            "null",
            r#"{"panic":true}"#,
            r#"{"hello":{}}"#,
            r#"{"hello":{"token":"t","name":"n","page":1,"rights":"mix"}}"#,
            r#"{"set":{"to":[["main/fader","1"]],"at":0}}"#,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_said_is_json() {
        let says = Says::Bye("revoked", 0);
        assert_eq!(says.text(), r#"{"bye":["revoked",0]}"#);
        let says = Says::Note("a\"b".to_owned());
        assert_eq!(says.text(), r#"{"note":"a\"b"}"#);
        let says = Says::Values([("x".to_owned(), (0.5, "off".to_owned(), 2))].into());
        assert_eq!(says.text(), r#"{"values":{"x":[0.5,"off",2]}}"#);
    }
}
