//! Which parts a change of a parameter concerns: one table, by section.

use crate::engine::flags::Flags;
use crate::engine::processors::processors;
use crate::engine::stale::{Once, Part, Ways};
use crate::param::spec::{
    CompressorParam, ConsoleParam, DcaParam, FxParam, GateParam, ImageParam, InputParam,
    InsertParam, LevelParam, MemberParam, MonitorParam, SoloParam, TalkbackParam,
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
        // Rows that are `control_only`, and the choice of an effect, which comes in a command of its own.
        Param::Spare(_) | Param::Link(_) | Param::Recall(_) | Param::Automation(_) | Param::Record(_) | Param::Tape(_)
        | Param::Loudness(_) | Param::Spectrum(_)
        | Param::Insert(InsertParam::Record) | Param::Talkback(TalkbackParam::Record)
        | Param::Fx(FxParam::Type | FxParam::Tap)
        | Param::Monitor(MonitorParam::ReferenceMatch | MonitorParam::ReferenceOffset | MonitorParam::ReferenceLoop)
                                                      => Concern::NOTHING,
        Param::Input(InputParam::Delay)               => own(P::Delay),
        Param::Input(_)                               => own(P::Trim),
        // Somebody begins or ends to listen to a key: the monitor hears it then.
        Param::Gate(GateParam::KeyListen)             => Concern::parts(Nodes::Own, P::Gate | P::Listen).and_once(Once::Solo),
        Param::Gate(_)                                => own(P::Gate),
        Param::Insert(_)                              => own(P::Insert),
        Param::Eq(_)                                  => own(P::Eq),
        Param::DynamicEq(_)                           => own(P::DynamicEq),
        Param::Graphic(_) | Param::Notch(_)           => own(P::Graphic),
        Param::Crossover(_)                           => own(P::Crossover),
        Param::Compressor(CompressorParam::KeyListen) => Concern::parts(Nodes::Own, P::Compressor | P::Listen).and_once(Once::Solo),
        Param::Compressor(_)                          => own(P::Compressor),
        Param::Multiband(_)                           => own(P::Multiband),
        Param::Fx(_) | Param::Effect(_)               => own(P::Fx),
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
        other                                         => processor(other).map_or(Concern::NOTHING, own),
    }
}

macro_rules! processor_parts {
    ($(
        $(#[$doc:meta])*
        $section:ident($field:ident: $row:ident) = $file:ident::$function:ident, $values:ident;
    )*) => {
        /// The part of a processor that has nothing but settings.
        fn processor(param: Param) -> Option<Part> {
            match param {
                $(Param::$section(_) => Some(Part::$section),)*
                _ => None,
            }
        }
    };
}
processors!(processor_parts);

fn of_console(row: ConsoleParam) -> Concern {
    match row {
        ConsoleParam::SafeStart
        | ConsoleParam::Panic
        | ConsoleParam::Meter
        | ConsoleParam::MeterTap
        | ConsoleParam::BusMeterTap => Concern::once(Once::Hold),
        ConsoleParam::FxMute => Concern::parts(Nodes::All, Part::Mute),
        ConsoleParam::SoloMode => Concern::once(Once::Solo),
        ConsoleParam::PanLaw => {
            Concern::parts(Nodes::All, Part::Listen).and_routes(Routes::Out(Ways::ALL))
        }
        ConsoleParam::SafePreamp
        | ConsoleParam::FxMuteOnRecall
        | ConsoleParam::SafeProcessing
        | ConsoleParam::SafeMix
        | ConsoleParam::SafeSends
        | ConsoleParam::SafeBuses
        | ConsoleParam::SafeDcas
        | ConsoleParam::SafeEffects
        | ConsoleParam::LiveEdits
        | ConsoleParam::SafeOutputs
        | ConsoleParam::SafeMonitor
        | ConsoleParam::GuardMode
        | ConsoleParam::GuardMain
        | ConsoleParam::GuardWedge
        | ConsoleParam::GuardInEar
        | ConsoleParam::GuardMatrix
        | ConsoleParam::GuardOther
        | ConsoleParam::SoloExclusive
        | ConsoleParam::SoloLock
        | ConsoleParam::SoloClear
        | ConsoleParam::Automation
        | ConsoleParam::Tempo
        | ConsoleParam::Beats
        | ConsoleParam::Pictures
        | ConsoleParam::FollowJack
        | ConsoleParam::FollowMtc
        | ConsoleParam::FollowClock
        | ConsoleParam::Record
        | ConsoleParam::RecordFormat
        | ConsoleParam::PreRoll
        | ConsoleParam::Tape => Concern::NOTHING,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::flags::Flag;
    use crate::param::tables;

    #[test]
    fn every_row_concerns_something_but_those_that_the_engine_has_no_use_for() {
        for kind in NodeKind::ALL {
            for row in tables::rows(kind) {
                let is_idle = concern(kind, row.param) == Concern::NOTHING;
                // A change of effect comes in a command of its own.
                let is_expected = row.control_only || row.param == Param::Fx(FxParam::Type);
                assert_eq!(is_idle, is_expected, "{}/{}", kind.word(), row.path);
            }
        }
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
