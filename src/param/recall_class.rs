//! Classes of parameters: what safes keep from recalls, and what the scope of a scene names.

use super::node::NodeKind;
use super::spec::{ConsoleParam, LevelParam, Param};
use super::tables::console::LiveEdits;
use super::topology::Topology;
use super::{NodeId, ParamAddr};
use serde::{Deserialize, Serialize};

/// What a recallable parameter belongs to. Every one is in exactly one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RecallClass {
    /// Trim, polarity and delay of strips.
    Preamp,
    /// Filters, dynamics, equaliser, saturation, insert and automix of strips.
    Processing,
    /// Fader, pan, assignment to main and mute of strips, and the mutes of buses and main.
    Mix,
    /// Sends of strips.
    Sends,
    /// Groups, FX buses and record buses, but for their mutes and their effects.
    Buses,
    /// DCAs, mute groups, automix groups, and who is in them.
    Dcas,
    /// The effects of FX buses.
    Effects,
    /// Main, wedges, in-ears and matrices, but for their mutes.
    Outputs,
    /// Monitor, headphones and talkback.
    Monitor,
}

impl RecallClass {
    /// Every class.
    pub const ALL: [Self; 9] = [
        Self::Preamp,
        Self::Processing,
        Self::Mix,
        Self::Sends,
        Self::Buses,
        Self::Dcas,
        Self::Effects,
        Self::Outputs,
        Self::Monitor,
    ];

    /// The word for it in files and commands.
    pub fn word(self) -> &'static str {
        match self {
            Self::Preamp => "preamp",
            Self::Processing => "processing",
            Self::Mix => "mix",
            Self::Sends => "sends",
            Self::Buses => "buses",
            Self::Dcas => "dcas",
            Self::Effects => "effects",
            Self::Outputs => "outputs",
            Self::Monitor => "monitor",
        }
    }

    /// The class of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.word() == word)
    }

    /// The class of a parameter, on a console where buses have these roles.
    pub fn of(addr: ParamAddr, topology: &Topology) -> Self {
        match (addr.kind, addr.param) {
            (
                NodeKind::Monitor
                | NodeKind::MonitorA
                | NodeKind::MonitorB
                | NodeKind::Phones
                | NodeKind::Loudness
                | NodeKind::Spectrum
                | NodeKind::Talkback
                | NodeKind::Oscillator,
                _,
            ) => Self::Monitor,
            (NodeKind::Dca | NodeKind::MuteGroup | NodeKind::Automix, _)
            | (_, Param::Member(_)) => Self::Dcas,
            (_, Param::Level(LevelParam::Mute)) => Self::Mix,
            _ if topology.is_output(addr.node()) => Self::Outputs,
            (_, Param::Fx(_) | Param::Effect(_)) => Self::Effects,
            (NodeKind::Bus, _) => Self::Buses,
            (_, Param::Input(_)) => Self::Preamp,
            (_, Param::Send(_)) => Self::Sends,
            (_, Param::Level(_) | Param::Image(_) | Param::Surround(_) | Param::Solo(_)) => {
                Self::Mix
            }
            _ => Self::Processing,
        }
    }

    /// True for a class that no recall changes unless somebody releases it.
    pub fn is_safe_by_default(self) -> bool {
        matches!(self, Self::Preamp | Self::Outputs | Self::Monitor)
    }

    /// The switch that keeps recalls from the class.
    pub fn safe_switch(self) -> ParamAddr {
        let row = match self {
            Self::Preamp => ConsoleParam::SafePreamp,
            Self::Processing => ConsoleParam::SafeProcessing,
            Self::Mix => ConsoleParam::SafeMix,
            Self::Sends => ConsoleParam::SafeSends,
            Self::Buses => ConsoleParam::SafeBuses,
            Self::Dcas => ConsoleParam::SafeDcas,
            Self::Effects => ConsoleParam::SafeEffects,
            Self::Outputs => ConsoleParam::SafeOutputs,
            Self::Monitor => ConsoleParam::SafeMonitor,
        };
        NodeId::CONSOLE.param(Param::Console(row))
    }
}

/// Some of the classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RecallClasses(u16);

impl RecallClasses {
    /// No class.
    pub const NONE: Self = Self(0);
    /// Every class.
    pub const ALL: Self = Self((1 << RecallClass::ALL.len()) - 1);

    /// These and one more.
    pub fn and(self, class: RecallClass) -> Self {
        Self(self.0 | 1 << class as u16)
    }

    /// These without one of them, or with it where it is not there.
    #[must_use]
    pub fn turned(self, class: RecallClass) -> Self {
        Self(self.0 ^ (1 << class as u16))
    }

    /// True for one of these.
    pub fn has(self, class: RecallClass) -> bool {
        self.0 & 1 << class as u16 != 0
    }

    /// In words: `everything`, `nothing`, or `mix sends`.
    pub fn words(self) -> String {
        if self == Self::ALL {
            return EVERYTHING.to_owned();
        }
        if self == Self::NONE {
            return NOTHING.to_owned();
        }
        let classes = RecallClass::ALL
            .into_iter()
            .filter(|class| self.has(*class));
        let words: Vec<&str> = classes.map(RecallClass::word).collect();
        words.join(" ")
    }

    /// What words say, divided by spaces or commas.
    ///
    /// # Errors
    /// The first word that names no class.
    pub fn parse(text: &str) -> Result<Self, &str> {
        match text.trim() {
            EVERYTHING => return Ok(Self::ALL),
            NOTHING => return Ok(Self::NONE),
            _ => {}
        }
        let words = text.split([' ', ',']).filter(|word| !word.is_empty());
        words.into_iter().try_fold(Self::NONE, |classes, word| {
            Ok(classes.and(RecallClass::from_word(word).ok_or(word)?))
        })
    }

    /// What may be written: for messages.
    pub fn allowed() -> String {
        let words = RecallClass::ALL.map(RecallClass::word).join(", ");
        format!("{EVERYTHING}, {NOTHING}, or some of: {words}")
    }
}

const EVERYTHING: &str = "everything";
const NOTHING: &str = "nothing";

impl LiveEdits {
    /// True for a parameter that stays once it is touched.
    pub fn keeps(self, addr: ParamAddr, topology: &Topology) -> bool {
        match self {
            Self::Off => false,
            Self::Everything => true,
            Self::Processing => match RecallClass::of(addr, topology) {
                RecallClass::Processing | RecallClass::Preamp => true,
                RecallClass::Sends => is_to_monitor_mix(addr, topology),
                _ => false,
            },
        }
    }
}

fn is_to_monitor_mix(addr: ParamAddr, topology: &Topology) -> bool {
    let role = topology.role(NodeId::bus(u16::from(addr.each)));
    role.is_some_and(super::BusRole::is_pre_fader)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{BusDef, BusRole, Layout, Recall, Width};
    use std::collections::BTreeSet;

    fn topology() -> Topology {
        let bus = |number, role| BusDef {
            number,
            width: Width::Mono,
            role,
            feeds: Vec::new(),
        };
        Topology {
            buses: vec![
                bus(1, BusRole::Wedge),
                bus(2, BusRole::Group),
                bus(3, BusRole::Fx),
            ],
            ..Topology::default()
        }
    }

    fn class(path: &str) -> RecallClass {
        RecallClass::of(ParamAddr::parse(path).unwrap(), &topology())
    }

    #[test]
    fn parameters_are_in_the_classes_that_people_expect() {
        for (path, expected) in [
            ("ch/1/trim", RecallClass::Preamp),
            ("ch/1/gate/on", RecallClass::Processing),
            ("ch/1/eq/2/gain", RecallClass::Processing),
            ("ch/1/fader", RecallClass::Mix),
            ("ch/1/mute", RecallClass::Mix),
            ("ch/1/pan", RecallClass::Mix),
            ("ch/1/main/on", RecallClass::Mix),
            ("ch/1/send/1/level", RecallClass::Sends),
            ("ch/1/dca/1", RecallClass::Dcas),
            ("dca/1/fader", RecallClass::Dcas),
            ("bus/2/eq/on", RecallClass::Buses),
            ("bus/2/fader", RecallClass::Buses),
            ("bus/3/fx/type", RecallClass::Effects),
            ("bus/3/reverb/decay", RecallClass::Effects),
            ("bus/3/fader", RecallClass::Buses),
            ("bus/1/fader", RecallClass::Outputs),
            ("bus/1/mute", RecallClass::Mix),
            ("main/eq/1/gain", RecallClass::Outputs),
            ("monitor/source", RecallClass::Monitor),
            ("talkback/level", RecallClass::Monitor),
        ] {
            assert_eq!(class(path), expected, "{path}");
        }
    }

    #[test]
    fn every_class_has_parameters_and_a_switch_of_its_own() {
        let topology = topology();
        let layout = Layout::new(topology.clone());
        let stored = layout
            .indices()
            .filter(|index| layout.spec(*index).recall == Recall::Stored);
        let found: BTreeSet<RecallClass> = stored
            .map(|index| RecallClass::of(layout.addr(index), &topology))
            .collect();
        let missing: Vec<RecallClass> = RecallClass::ALL
            .into_iter()
            .filter(|class| !found.contains(class))
            .collect();
        assert_eq!(missing, []);
        let switches: BTreeSet<ParamAddr> = RecallClass::ALL.map(RecallClass::safe_switch).into();
        assert_eq!(switches.len(), RecallClass::ALL.len());
        for class in RecallClass::ALL {
            let path = format!("console/safe/{}", class.word());
            assert_eq!(class.safe_switch().to_string(), path);
        }
    }

    #[test]
    fn words_and_classes_say_the_same() {
        for bits in 0..=RecallClasses::ALL.0 {
            let classes = RecallClasses(bits);
            assert_eq!(RecallClasses::parse(&classes.words()), Ok(classes));
        }
        let both = RecallClasses::NONE
            .and(RecallClass::Mix)
            .and(RecallClass::Sends);
        assert_eq!(RecallClasses::parse("sends, mix"), Ok(both));
        assert_eq!(RecallClasses::parse("mix faders"), Err("faders"));
    }

    #[test]
    fn live_edits_keep_processing_trim_and_monitor_sends() {
        let keeps =
            |path: &str| LiveEdits::Processing.keeps(ParamAddr::parse(path).unwrap(), &topology());
        for path in ["ch/1/comp/threshold", "ch/1/trim", "ch/1/send/1/level"] {
            assert!(keeps(path), "{path}");
        }
        for path in [
            "ch/1/fader",
            "ch/1/mute",
            "ch/1/send/3/level",
            "dca/1/fader",
            "bus/2/eq/on",
        ] {
            assert!(!keeps(path), "{path}");
        }
    }
}
