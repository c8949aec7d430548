//! The order of switches and levels in a fade. A switch and a level that cancel each other in the end (a strip leaves a
//! DCA that is down, and its own fader goes down instead) are louder in between, if the switch comes first: so what
//! lowers comes first then, and what raises last.

use super::gains::{CLOSED, EXACT, Gains};
use super::holding::over;
use super::judging::Guard;
use crate::control::core::Core;
use crate::param::{ParamIndex, Plain};
use crate::show::scene_head::Switches;
use std::collections::BTreeSet;

type Moves = [(ParamIndex, Plain)];

impl Guard {
    /// The switches that wait for the end of a fade, where all others come at its beginning; none where the order does
    /// not matter, because nothing would be louder in between than at either end, by more than the limit of its output.
    pub fn late_switches(
        &self,
        core: &Core,
        moves: &Moves,
        asked: Switches,
    ) -> Option<BTreeSet<ParamIndex>> {
        let known = self.known.as_ref()?;
        let is_switch =
            |(index, _): &(ParamIndex, Plain)| core.layout().spec(*index).curve.counts();
        let moving = moves.iter().copied();
        let moving = moving.filter(|(index, value)| core.heading(*index) != *value);
        let (switches, levels): (Vec<_>, Vec<_>) = moving.partition(is_switch);
        if switches.is_empty() || levels.is_empty() {
            return None;
        }
        let gains = |some: &Moves| {
            let mut values = core.headings();
            for (index, value) in some {
                values[index.slot()] = *value;
            }
            known.paths.gains(&values)
        };
        let (before, end, limits) = (gains(&[]), gains(moves), known.limits(core));
        let allowed = |source, output| {
            let ends = before.get(source, output).max(end.get(source, output));
            (ends * limits.of(output)).max(CLOSED)
        };
        let is_over = |some: &Moves| !over(&known.paths, &gains(some), &allowed).is_empty();
        let is_loud_between = match asked {
            Switches::Start => is_over(&switches),
            Switches::Middle => is_over(&switches) || is_over(&levels),
            Switches::End => is_over(&levels),
        };
        if !is_loud_between {
            return None;
        }
        let mut values = core.headings();
        let mut late = BTreeSet::new();
        for (index, value) in switches {
            let stands = std::mem::replace(&mut values[index.slot()], value);
            // Of a strip alone, which is most of them, it costs little.
            let after = match known.strip(core.layout().addr(index).node()) {
                Some(strip) => {
                    let mut gains = before.clone();
                    known.paths.gains_again(&values, &mut gains, &[strip]);
                    gains
                }
                None => known.paths.gains(&values),
            };
            values[index.slot()] = stands;
            if is_louder(&after, &before) {
                late.insert(index);
            }
        }
        Some(late)
    }
}

/// True where any path is louder.
fn is_louder(gains: &Gains, before: &Gains) -> bool {
    let mut all = gains.all().iter().zip(before.all());
    all.any(|(gain, before)| *gain > before * EXACT)
}
