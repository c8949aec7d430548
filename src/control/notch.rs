//! A notch against a frequency that howls: one press, one step of undo, and nothing else changes.

use super::core::Core;
use super::intent::{Answer, ClientId, NotchAt, Refusal};
use super::set::set;
use super::watching::{Watching, is_same};
use crate::param::spec::{EQ_BANDS, EqParam, NOTCHES, NotchParam, Param};
use crate::param::tables::eq::{BandPart, BandType};
use crate::param::{Choice, NodeId, ParamAddr, Plain};
use std::time::Instant;

/// How deep a notch is, in dB.
const DEPTH_DB: f32 = -12.0;
/// How much deeper a second press makes it.
const DEEPER_DB: f32 = 6.0;
/// How narrow it is, where the table allows it.
const Q: f32 = 30.0;

/// Sets a notch: where it is asked for, or else against the loudest suspect.
///
/// # Errors
/// Nothing is suspected, no notch is free, or the equaliser is off.
pub(super) fn notch(
    core: &mut Core,
    client: ClientId,
    (at, watching): (Option<NotchAt>, &Watching),
    now: Instant,
) -> Result<Answer, Refusal> {
    let suspected = || {
        let suspect = watching.first()?;
        let node = *suspect.nodes.first()?;
        Some(NotchAt {
            node,
            hz: suspect.hz,
        })
    };
    let at = at.or_else(suspected).ok_or_else(|| {
        let text = "no feedback is suspected: nothing to take out";
        Refusal::Spectrum(text.to_owned())
    })?;
    if core.layout().topology().width(at.node).is_none() {
        return Err(Refusal::Unknown(at.node.to_string()));
    }
    let hz = at.hz.clamp(20.0, 20_000.0);
    let place = place(core, at.node, hz)?;
    let values = place.values(core, hz);
    let depth = values.iter().find(|(addr, _)| *addr == place.gain);
    let depth = depth.map_or(DEPTH_DB, |(_, gain)| gain.0);
    let answer = set(core, client, &values, now)?;
    Ok(Answer {
        text: format!("{}: {depth:.0} dB at {hz:.0} Hz", place.called),
        ..answer
    })
}

/// Where a notch is set: a notch beside a graphic equaliser, or a band of the parametric one.
struct Place {
    on: ParamAddr,
    kind: Option<ParamAddr>,
    /// What of a stereo signal it hears; all of it, where there is no choice.
    part: Option<ParamAddr>,
    freq: ParamAddr,
    gain: ParamAddr,
    q: ParamAddr,
    called: String,
}

impl Place {
    fn notch(node: NodeId, number: u8) -> Self {
        let row = |row| node.param_of(Param::Notch(row), number);
        Self {
            on: row(NotchParam::On),
            kind: None,
            part: None,
            freq: row(NotchParam::Freq),
            gain: row(NotchParam::Gain),
            q: row(NotchParam::Q),
            called: format!("Notch {number} of {node}"),
        }
    }

    fn band(node: NodeId, number: u8) -> Self {
        let row = |row| node.param_of(Param::Eq(row), number);
        Self {
            on: row(EqParam::BandOn),
            kind: Some(row(EqParam::BandType)),
            part: Some(row(EqParam::BandPart)),
            freq: row(EqParam::BandFreq),
            gain: row(EqParam::BandGain),
            q: row(EqParam::BandQ),
            called: format!("Band {number} of {node}"),
        }
    }

    fn is_on(&self, core: &Core) -> bool {
        core.values().is_on(self.on)
    }

    /// Where a number stands, or goes: a gain that rises is not free.
    fn number(core: &Core, addr: ParamAddr) -> f32 {
        let index = core.layout().index(addr);
        index.map_or(0.0, |index| core.heading(index).0)
    }

    /// It hears the whole signal.
    fn hears_all(&self, core: &Core) -> bool {
        let part = self.part.and_then(|part| core.values().get(part));
        part.is_none_or(|part| BandPart::of(part) == BandPart::Stereo)
    }

    /// It is a notch, and takes out this frequency already.
    fn takes_out(&self, core: &Core, hz: f32) -> bool {
        let freq = Self::number(core, self.freq);
        let is_bell = self
            .kind
            .is_none_or(|kind| core.values().get(kind).map(BandType::of) == Some(BandType::Bell));
        self.is_on(core)
            && is_bell
            && self.hears_all(core)
            && Self::number(core, self.gain) <= DEPTH_DB
            && is_same(freq, hz)
    }

    /// It changes nothing of what is heard now: it is off, or a bell without any gain.
    fn is_free(&self, core: &Core) -> bool {
        let kind = self.kind.and_then(|kind| core.values().get(kind));
        let has_gain = kind.is_none_or(|kind| {
            matches!(
                BandType::of(kind),
                BandType::Notch | BandType::HighPass | BandType::LowPass
            )
        });
        // One that is set to a part of the signal was put there by somebody.
        self.hears_all(core)
            && (!self.is_on(core) || (!has_gain && Self::number(core, self.gain) == 0.0))
    }

    /// What is set. One that takes out the frequency already gets deeper.
    fn values(&self, core: &Core, hz: f32) -> Vec<(ParamAddr, Plain)> {
        let fit = |addr: ParamAddr, value: f32| {
            let index = core.layout().index(addr);
            let curve = index.map(|index| core.layout().spec(index).curve);
            let value = Plain(value);
            (addr, curve.map_or(value, |curve| curve.clamp(value)))
        };
        if self.takes_out(core, hz) {
            let deeper = Self::number(core, self.gain) - DEEPER_DB;
            return vec![fit(self.gain, deeper)];
        }
        let mut values = vec![
            fit(self.freq, hz),
            fit(self.gain, DEPTH_DB),
            fit(self.q, Q),
            (self.on, Plain::switch(true)),
        ];
        values.extend(self.kind.map(|kind| (kind, BandType::Bell.plain())));
        values
    }
}

/// The notch that takes out a frequency already, or else a free one.
fn place(core: &Core, node: NodeId, hz: f32) -> Result<Place, Refusal> {
    let has_notches = core.values().get(Place::notch(node, 1).on).is_some();
    let places: Vec<Place> = if has_notches {
        (1..=NOTCHES)
            .map(|number| Place::notch(node, number))
            .collect()
    } else {
        (1..=EQ_BANDS)
            .map(|number| Place::band(node, number))
            .collect()
    };
    let switch = node.param(Param::Eq(EqParam::On));
    if !has_notches && !core.values().is_on(switch) {
        return Err(Refusal::Spectrum(format!(
            "the equaliser of {node} is off, and all of its bands would come in with the notch; switch it on first: \
             {switch} on"
        )));
    }
    let known = places.iter().position(|place| place.takes_out(core, hz));
    let free = || places.iter().position(|place| place.is_free(core));
    let what = if has_notches { "notches" } else { "bands" };
    let at = known.or_else(free).ok_or_else(|| {
        let (count, first) = (places.len(), places[0].on);
        let text =
            format!("all {count} {what} of {node} are in use; switch one off first: {first} off");
        Refusal::Spectrum(text)
    })?;
    places.into_iter().nth(at).ok_or(Refusal::Busy)
}
