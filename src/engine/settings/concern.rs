//! Which parts a change of a parameter concerns: one table, by section.

use crate::engine::flags::Flags;
use crate::engine::stale::{Once, Part, Ways};
use crate::param::spec::{
    CompressorParam, ConsoleParam, DcaParam, FxParam, GateParam, ImageParam, InputParam,
    LevelParam, MemberParam, MonitorParam, SoloParam, TalkbackParam,
};
use crate::param::{NodeKind, Param};

/// The nodes that a change concerns, by whose parameter it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nodes {
    /// No node.
    None,
    /// The node itself.
    Own,
    /// All that the DCA acts on.
    UnderDca,
    /// The members of the mute group.
    InMuteGroup,
    /// The members of the automix group.
    InAutomixGroup,
    /// All.
    All,
}

/// The routes that a change concerns, by node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Routes {
    /// Ways out of it.
    Out(Ways),
    /// The send that the parameter belongs to.
    Send,
    /// Every way into it.
    Into,
}

/// What a change concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concern {
    /// The nodes whose parts and routes follow.
    pub nodes: Nodes,
    /// Parts of those nodes.
    pub parts: Flags<Part>,
    /// Routes of those nodes.
    pub routes: Routes,
    /// What exists once.
    pub once: Flags<Once>,
}

impl Concern {
    /// Nothing here: it is decided before anything comes to the engine.
    const NOTHING: Self = Self {
        nodes: Nodes::None,
        parts: Flags::NONE,
        routes: Routes::Out(Ways::NONE),
        once: Flags::NONE,
    };

    fn parts(nodes: Nodes, parts: impl Into<Flags<Part>>) -> Self {
        Self {
            nodes,
            parts: parts.into(),
            ..Self::NOTHING
        }
    }
    fn routes(nodes: Nodes, routes: Routes) -> Self {
        Self {
            nodes,
            routes,
            ..Self::NOTHING
        }
    }
    fn once(once: impl Into<Flags<Once>>) -> Self {
        Self::NOTHING.and_once(once)
    }
    fn and_once(self, once: impl Into<Flags<Once>>) -> Self {
        Self {
            once: once.into(),
            ..self
        }
    }
    fn and_routes(self, routes: Routes) -> Self {
        Self { routes, ..self }
    }
}

/// What a change of a parameter of a kind of node concerns. A row that is not named here concerns what
/// its section does.
#[rustfmt::skip]
pub fn concern(kind: NodeKind, param: Param) -> Concern {
    use Part as P;
    let own = |part: Part| Concern::parts(Nodes::Own, part);
    let every_way = Routes::Out(Ways::ALL);
    match param {
        // Decided before anything comes to the engine, or measured behind it. An effect comes in a command of its own.
        Param::Spare(_) | Param::Link(_) | Param::Recall(_) | Param::Automation(_) | Param::Record(_)
        | Param::Loudness(_)
        | Param::Fx(FxParam::Type | FxParam::Tap)
        | Param::Monitor(MonitorParam::ReferenceMatch | MonitorParam::ReferenceOffset | MonitorParam::ReferenceLoop)
                                                      => Concern::NOTHING,
        Param::Input(InputParam::Delay)               => own(P::Delay),
        Param::Input(_)                               => own(P::Trim),
        Param::HighPass(_)                            => own(P::HighPass),
        Param::LowPass(_)                             => own(P::LowPass),
        // Somebody begins or ends to listen to a key: the monitor hears it then.
        Param::Gate(GateParam::KeyListen)             => Concern::parts(Nodes::Own, P::Gate | P::Listen).and_once(Once::Solo),
        Param::Gate(_)                                => own(P::Gate),
        Param::Insert(_)                              => own(P::Insert),
        Param::Eq(_)                                  => own(P::Eq),
        Param::Graphic(_) | Param::Notch(_)           => own(P::Graphic),
        Param::Compressor(CompressorParam::KeyListen) => Concern::parts(Nodes::Own, P::Compressor | P::Listen).and_once(Once::Solo),
        Param::Compressor(_)                          => own(P::Compressor),
        Param::DeEsser(_)                             => own(P::DeEsser),
        Param::Saturation(_)                          => own(P::Saturation),
        Param::Fx(FxParam::Tempo) | Param::Effect(_)                          => own(P::Fx),
        Param::Automix(_)                             => own(P::Automix),
        Param::AutomixGroup(_)                        => Concern::parts(Nodes::InAutomixGroup, P::Automix),
        Param::Limiter(_)                             => own(P::Limiter),
        Param::Image(ImageParam::NodeWidth)
        | Param::Level(LevelParam::Pan)               => Concern::parts(Nodes::Own, P::Balance | P::Listen).and_routes(every_way),
        Param::Image(_)                               => own(P::Image),
        Param::Level(LevelParam::Fader)               => own(P::Fader),
        Param::Level(LevelParam::Mute)
        | Param::Member(MemberParam::MuteGroup)
        | Param::Solo(SoloParam::Safe)                => own(P::Mute),
        Param::Level(LevelParam::MainOn)              => Concern::routes(Nodes::Own, Routes::Out(Ways::TO_MAIN)),
        Param::Level(LevelParam::FollowMute)          => Concern::routes(Nodes::Own, Routes::Into),
        Param::Surround(_)                            => own(P::Listen).and_routes(Routes::Out(Ways::TO_MAIN)),
        Param::Send(_)                                => Concern::routes(Nodes::Own, Routes::Send),
        Param::Member(MemberParam::Dca) if kind == NodeKind::Dca
                                                      => Concern::parts(Nodes::All, P::Fader | P::Mute).and_once(Once::Nesting | Once::Solo),
        Param::Member(MemberParam::Dca)               => Concern::parts(Nodes::Own, P::Fader | P::Mute).and_once(Once::Solo),
        Param::Dca(DcaParam::Fader)                   => Concern::parts(Nodes::UnderDca, P::Fader),
        Param::Dca(DcaParam::Mute)                    => Concern::parts(Nodes::UnderDca, P::Mute),
        Param::Dca(DcaParam::Solo)
        | Param::Solo(SoloParam::On)                  => Concern::once(Once::Solo),
        Param::MuteGroup(_)                           => Concern::parts(Nodes::InMuteGroup, P::Mute),
        Param::Console(row)                           => of_console(row),
        Param::Monitor(MonitorParam::Source)          => Concern::parts(Nodes::All, P::Listen),
        Param::Monitor(_) | Param::Speaker(_)
        | Param::Phones(_)                            => Concern::once(Once::Monitor),
        Param::Talkback(TalkbackParam::On | TalkbackParam::Dim)
                                                      => Concern::once(Once::Talkback | Once::Monitor),
        Param::Talkback(_)                            => Concern::once(Once::Talkback),
        Param::Oscillator(_)                          => Concern::once(Once::Oscillator),
    }
}

fn of_console(row: ConsoleParam) -> Concern {
    match row {
        ConsoleParam::SafeStart
        | ConsoleParam::Panic
        | ConsoleParam::Meter
        | ConsoleParam::MeterTap
        | ConsoleParam::BusMeterTap => Concern::once(Once::Hold),
        ConsoleParam::SoloMode => Concern::once(Once::Solo),
        ConsoleParam::PanLaw => {
            Concern::parts(Nodes::All, Part::Listen).and_routes(Routes::Out(Ways::ALL))
        }
        ConsoleParam::SafePreamp
        | ConsoleParam::SafeProcessing
        | ConsoleParam::SafeMix
        | ConsoleParam::SafeSends
        | ConsoleParam::SafeBuses
        | ConsoleParam::SafeDcas
        | ConsoleParam::SafeEffects
        | ConsoleParam::LiveEdits
        | ConsoleParam::SafeOutputs
        | ConsoleParam::SafeMonitor
        | ConsoleParam::SoloExclusive
        | ConsoleParam::SoloLock
        | ConsoleParam::SoloClear
        | ConsoleParam::Automation
        | ConsoleParam::Tempo
        | ConsoleParam::Beats
        | ConsoleParam::Pictures
        | ConsoleParam::FollowJack
        | ConsoleParam::Record => Concern::NOTHING,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::flags::Flag;
    use crate::param::tables;

    #[test]
    fn every_parameter_concerns_something_but_for_those_that_are_decided_before() {
        let mut without = Vec::new();
        for kind in NodeKind::ALL {
            let rows = tables::rows(kind);
            let idle = rows.filter(|row| concern(kind, row.param) == Concern::NOTHING);
            without.extend(idle.map(|row| format!("{}/{}", kind.word(), row.path)));
        }
        let decided = [
            "ch/recall-safe",
            "ch/automation",
            "ch/record",
            "ch/link",
            "ch/link-mode",
            "ch/spare/strip",
            "ch/spare/in-use",
            "bus/recall-safe",
            "bus/automation",
            "bus/record",
            "bus/fx/type",
            "bus/fx/tap",
            "main/recall-safe",
            "main/automation",
            "main/record",
            "dca/recall-safe",
            "dca/automation",
            "monitor/reference-match",
            "monitor/reference-offset",
            "monitor/reference-loop",
            "loudness/source",
            "loudness/target",
            "loudness/scale",
            "loudness/reset",
            "loudness/limit/on",
            "loudness/limit/level",
            "loudness/limit/window",
            "loudness/limit/weighting",
            "loudness/limit/calibration",
            "console/safe/preamp",
            "console/safe/processing",
            "console/safe/mix",
            "console/safe/sends",
            "console/safe/buses",
            "console/safe/dcas",
            "console/safe/effects",
            "console/safe/outputs",
            "console/safe/monitor",
            "console/live-edits",
            "console/solo/exclusive",
            "console/solo/lock",
            "console/record",
            "console/solo/clear",
            "console/automation",
            "console/transport/tempo",
            "console/transport/beats",
            "console/transport/pictures",
            "console/transport/follow-jack",
        ];
        assert_eq!(without, decided);
    }

    #[test]
    fn every_part_is_somebody_s_concern() {
        let mut parts = Flags::NONE;
        let mut once = Flags::NONE;
        for kind in NodeKind::ALL {
            for row in tables::rows(kind) {
                let concern = concern(kind, row.param);
                (parts, once) = (parts | concern.parts, once | concern.once);
            }
        }
        assert_eq!(parts, Flags::ALL);
        assert_eq!(once, Flags::ALL);
        assert_eq!(parts.iter().count(), Part::ALL.len());
    }
}
