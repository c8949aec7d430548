//! The list of what eight lanes pass, and the loops over it: whatever stands in the list is made, marked,
//! snapped, linked, cleared, adopted and asked whether it rests. Only the order in which the signal
//! passes is written out: in [`super::Bank::run`], and behind the post-fader tap of buses and main in
//! [`crate::engine::outputs::Output::process`].

use crate::dsp::processor::Processor;
use crate::dsp::sample::Lanes;
use crate::dsp::smoother::Smoother;
use crate::engine::instruction_set::InstructionSet;

/// What may stand in the list: every [`Processor`], and what is made of them.
pub(in crate::engine) trait Stage {
    /// Once per mark, before its first frame.
    fn mark(&mut self, set: impl InstructionSet);
    /// True when zeros in give zeros out and change nothing for ever.
    fn is_at_rest(&self) -> bool;
    /// A lane is at its settings at once.
    fn snap_lane(&mut self, lane: usize);
    /// A lane goes on from another bank's lane.
    fn adopt_lane(&mut self, lane: usize, old: &mut Self, old_lane: usize);
    /// Forgets the past of a lane.
    fn clear_lane(&mut self, lane: usize);
    /// Whether the detector of a lane follows its stereo partner's too; to be said of both.
    fn link(&mut self, _lane: usize, _linked: bool) {}
}

impl<P: Processor<Lanes>> Stage for P {
    #[inline(always)]
    fn mark(&mut self, set: impl InstructionSet) {
        set.mark(self);
    }
    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        Processor::is_at_rest(self)
    }
    fn snap_lane(&mut self, lane: usize) {
        Processor::snap_lane(self, lane);
    }
    fn adopt_lane(&mut self, lane: usize, old: &mut Self, old_lane: usize) {
        Processor::adopt_lane(self, lane, old, old_lane);
    }
    fn clear_lane(&mut self, lane: usize) {
        Processor::clear_lane(self, lane);
    }
    fn link(&mut self, lane: usize, linked: bool) {
        Processor::link(self, lane, linked);
    }
}

/// A gain per lane: it has a place on its way, and no past.
impl Stage for Smoother<Lanes> {
    #[inline(always)]
    fn mark(&mut self, _set: impl InstructionSet) {
        self.settle();
    }
    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.is_settled()
    }
    fn snap_lane(&mut self, lane: usize) {
        Smoother::snap_lane(self, lane);
    }
    fn adopt_lane(&mut self, lane: usize, old: &mut Self, old_lane: usize) {
        self.copy_lane_from(lane, old, old_lane);
    }
    fn clear_lane(&mut self, _lane: usize) {}
}

/// The same at several places.
impl<T: Stage, const PLACES: usize> Stage for [T; PLACES] {
    // Loops, and no closures: those need not be inlined, and are plain code then.
    #[inline(always)]
    fn mark(&mut self, set: impl InstructionSet) {
        for stage in self {
            stage.mark(set);
        }
    }
    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        for stage in self {
            if !stage.is_at_rest() {
                return false;
            }
        }
        true
    }
    fn snap_lane(&mut self, lane: usize) {
        for stage in self {
            stage.snap_lane(lane);
        }
    }
    fn adopt_lane(&mut self, lane: usize, old: &mut Self, old_lane: usize) {
        for (own, theirs) in self.iter_mut().zip(old) {
            own.adopt_lane(lane, theirs, old_lane);
        }
    }
    fn clear_lane(&mut self, lane: usize) {
        for stage in self {
            stage.clear_lane(lane);
        }
    }
    fn link(&mut self, lane: usize, linked: bool) {
        for stage in self {
            stage.link(lane, linked);
        }
    }
}

/// Only where some lane needs it.
impl<T: Stage> Stage for Option<Box<T>> {
    #[inline(always)]
    fn mark(&mut self, set: impl InstructionSet) {
        if let Some(stage) = self {
            stage.as_mut().mark(set);
        }
    }
    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.as_ref()
            .is_none_or(|stage| stage.as_ref().is_at_rest())
    }
    fn snap_lane(&mut self, lane: usize) {
        if let Some(stage) = self {
            stage.as_mut().snap_lane(lane);
        }
    }
    fn adopt_lane(&mut self, lane: usize, old: &mut Self, old_lane: usize) {
        if let (Some(own), Some(theirs)) = (self, old) {
            own.as_mut().adopt_lane(lane, theirs, old_lane);
        }
    }
    fn clear_lane(&mut self, lane: usize) {
        if let Some(stage) = self {
            stage.as_mut().clear_lane(lane);
        }
    }
    fn link(&mut self, lane: usize, linked: bool) {
        if let Some(stage) = self {
            stage.as_mut().link(lane, linked);
        }
    }
}

/// Makes a struct of a list of [`Stage`]s (`chain`) and other fields, each with what it starts as. The loops
/// over the list are its own implementation of [`Stage`].
macro_rules! chain {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident($($given:ident: $given_type:ty),*) {
            chain { $($(#[$doc:meta])* $stage:ident: $stage_type:ty = $made:expr,)* }
            $($(#[$other_doc:meta])* $visible:vis $other:ident: $other_type:ty = $start:expr,)*
        }
    ) => {
        $(#[$attribute])*
        pub struct $name {
            $($(#[$doc])* pub(in crate::engine) $stage: $stage_type,)*
            $($(#[$other_doc])* $visible $other: $other_type,)*
        }

        impl $name {
            /// With neutral settings. Allocates.
            pub fn new($($given: $given_type),*) -> Self {
                Self { $($stage: $made,)* $($other: $start,)* }
            }

            /// The types in the list, as they are written there.
            #[cfg(test)]
            pub(in crate::engine) const CHAIN: &[&str] = &[$(stringify!($stage_type)),*];
        }

        impl $crate::engine::bank::chain::Stage for $name {
            #[inline(always)]
            fn mark(&mut self, set: impl $crate::engine::instruction_set::InstructionSet) {
                $($crate::engine::bank::chain::Stage::mark(&mut self.$stage, set);)*
            }
            fn is_at_rest(&self) -> bool {
                true $(&& $crate::engine::bank::chain::Stage::is_at_rest(&self.$stage))*
            }
            fn snap_lane(&mut self, lane: usize) {
                $($crate::engine::bank::chain::Stage::snap_lane(&mut self.$stage, lane);)*
            }
            fn adopt_lane(&mut self, lane: usize, old: &mut Self, old_lane: usize) {
                $($crate::engine::bank::chain::Stage::adopt_lane(
                    &mut self.$stage,
                    lane,
                    &mut old.$stage,
                    old_lane,
                );)*
            }
            fn clear_lane(&mut self, lane: usize) {
                $($crate::engine::bank::chain::Stage::clear_lane(&mut self.$stage, lane);)*
            }
            fn link(&mut self, lane: usize, linked: bool) {
                $($crate::engine::bank::chain::Stage::link(&mut self.$stage, lane, linked);)*
            }
        }
    };
}
pub(in crate::engine) use chain;

#[cfg(test)]
mod tests {
    use crate::engine::bank::Bank;
    use crate::engine::outputs::Output;
    use std::fs::{read_dir, read_to_string};
    use std::path::Path;

    /// Processors that stand elsewhere, and where.
    const ELSEWHERE: &[(&str, &str)] = &[
        ("KeyFilter", "dynamics: in every side chain"),
        ("LfeFilter", "bank/lfe: in one lane of main"),
        ("AlignmentDelay", "alignment, outputs: at each port"),
        ("EffectOutput", "fx: behind the effect of every slot"),
    ];

    fn sources(folder: &Path) -> Vec<String> {
        let entries = read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut all = Vec::new();
        for path in entries {
            if path.is_dir() {
                all.extend(sources(&path));
            } else {
                all.push(read_to_string(path).unwrap());
            }
        }
        all
    }

    /// The first name in a text.
    fn name(text: &str) -> &str {
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
        &text[..end.unwrap_or(text.len())]
    }

    #[test]
    fn every_processor_is_in_the_list_or_named_elsewhere() {
        let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/dsp"));
        let lines = || sources.iter().flat_map(|source| source.lines());
        let all = lines()
            .filter(|line| line.starts_with("impl"))
            .filter_map(|line| line.split_once(" Processor<")?.1.split_once("> for "));
        let aliases: Vec<(&str, &str)> = lines()
            .filter_map(|line| line.strip_prefix("pub type ")?.split_once(" = "))
            .map(|(alias, of)| (name(alias), name(of)))
            .collect();
        let (effects, made): (Vec<_>, Vec<_>) = all.partition(|(frame, _)| *frame == "Stereo");
        let mut made: Vec<&str> = made.into_iter().map(|(_, of)| name(of)).collect();
        let list = include_str!("../fx/unit.rs");
        let is_elsewhere = |name: &str| ELSEWHERE.iter().any(|(other, _)| *other == name);
        let mut made_of_sides = Vec::new();
        for (_, effect) in effects {
            if is_elsewhere(name(effect)) {
                made_of_sides.push(name(effect));
                continue;
            }
            // One that stands for several is in the list by the name of each.
            let named = aliases.iter().filter(|(_, of)| *of == name(effect));
            let mut named: Vec<&str> = named.map(|(alias, _)| *alias).collect();
            if named.is_empty() {
                named.push(name(effect));
            }
            for effect in named {
                let line = format!(" = {effect},");
                assert!(list.contains(&line), "{effect} is not among the effects");
            }
        }
        made.extend(made_of_sides);
        assert!(made.len() > 10, "{made:?}");
        let stands = |name: &str| {
            let mut types = [Bank::CHAIN, Output::CHAIN].into_iter().flatten();
            types.any(|list| {
                list.split(|c: char| !c.is_alphanumeric())
                    .any(|part| part == name)
            })
        };
        for processor in &made {
            let mut named = aliases.iter().filter(|(_, of)| of == processor);
            let is_in_list = stands(processor) || named.any(|(alias, _)| stands(alias));
            assert!(
                is_in_list != is_elsewhere(processor),
                "{processor} stands nowhere, or twice"
            );
        }
        for (processor, place) in ELSEWHERE {
            assert!(made.contains(processor), "{processor} ({place}) is gone");
        }
        // Each alias that is made for the list stands there.
        for alias in ["HighPass", "LowPass", "Equalizer"] {
            assert!(stands(alias), "{alias}");
        }
    }
}
