//! What comes from elsewhere: from a scene, a copy, a preset, another strip. One rule says what of it may
//! be set here.

use super::core::Core;
use super::gliding::{Pace, SetRequest};
use super::intent::{ClientId, Refusal};
use super::journal::Cause;
use super::undo::{Edit, Step};
use crate::param::{Layout, ParamAddr, ParamIndex, Plain, Recall, RecallClass};
use std::collections::BTreeMap;
use std::time::Instant;

/// What becomes of a value that comes from elsewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    /// It may be set.
    Free(ParamIndex, Plain),
    /// This switch keeps recalls from it.
    Safe(ParamAddr),
    /// No recall reaches it, or the value is not possible here.
    Left,
    /// This console has no such parameter.
    Missing,
}

/// The switch that keeps a parameter from everything that comes from elsewhere, if it has one: trim, polarity
/// and delay, what the engineer hears, and everything on the outputs that people hear themselves or the room with.
fn safe_switch(layout: &Layout, addr: ParamAddr) -> Option<ParamAddr> {
    let class = RecallClass::of(addr, layout.topology());
    class.is_safe_by_default().then(|| class.safe_switch())
}

/// What becomes of a value that a scene, a copy or a preset brings: one rule for all of them.
pub(super) fn verdict(core: &Core, addr: ParamAddr, value: Plain) -> Verdict {
    let Some(index) = core.layout().index(addr) else {
        return Verdict::Missing;
    };
    let spec = core.layout().spec(index);
    let possible = spec.recall == Recall::Stored
        && spec.curve.allows(value)
        && core.layout().has_named(index, value);
    if !possible || spec.protected {
        return Verdict::Left;
    }
    match safe_by(core, addr) {
        Some(switch) => Verdict::Safe(switch),
        None => Verdict::Free(index, spec.curve.clamp(value)),
    }
}

/// The switch that keeps recalls from a parameter, where it is on.
fn safe_by(core: &Core, addr: ParamAddr) -> Option<ParamAddr> {
    let switch = safe_switch(core.layout(), addr)?;
    let index = core.layout().index(switch)?;
    core.store().get(index).is_on().then_some(switch)
}

/// What settings become where they arrive.
#[derive(Debug, Default)]
pub(super) struct Arrival {
    /// What may be set.
    pub requests: Vec<SetRequest>,
    /// Values that a switch keeps out, by switch.
    pub safe: BTreeMap<ParamAddr, usize>,
}

impl Arrival {
    /// Takes one value.
    pub fn take(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Free(index, value) => self.requests.push(SetRequest {
                index,
                value,
                pace: Pace::Jump,
            }),
            Verdict::Safe(switch) => *self.safe.entry(switch).or_default() += 1,
            Verdict::Left | Verdict::Missing => {}
        }
    }

    /// What to say of those that stay; nothing where none does.
    pub fn stays(&self) -> String {
        let one = |(switch, count): (&ParamAddr, &usize)| format!("; {count} kept, {switch} is on");
        self.safe.iter().map(one).collect()
    }

    /// What to say where everything stays.
    pub fn refusal(&self, to: &str) -> Refusal {
        let text = match self.safe.keys().next() {
            Some(switch) => {
                format!("{to} stays as it is: {switch} is on; turn it off, copy, turn it on again")
            }
            None => format!("{to} has nothing of what was to be copied"),
        };
        Refusal::Transfer(text)
    }
}

/// Everything at one mark, as one step of undo.
pub(super) fn land(
    core: &mut Core,
    client: ClientId,
    requests: &[SetRequest],
    cause: Cause,
    now: Instant,
) -> Vec<Edit> {
    core.journal.because(cause);
    let edits = core.change_by_hand(client, requests);
    core.record_whole(client, Step::of(edits.clone()), now);
    edits
}
