//! Solo: what a solo key takes with it, and what solo in place silences.

use super::core::Core;
use super::intent::Refusal;
use super::link::with_partners;
use crate::param::spec::{CompressorParam, ConsoleParam, DcaParam, GateParam, Param, SoloParam};
use crate::param::tables::console::SoloMode;
use crate::param::{Choice, NodeId, NodeKind, ParamIndex, Plain};

/// True for the switches that the monitor answers by leaving its source: solos, and listening to a key.
pub fn is_solo(param: Param) -> bool {
    matches!(
        param,
        Param::Solo(SoloParam::On)
            | Param::Dca(DcaParam::Solo)
            | Param::Gate(GateParam::KeyListen)
            | Param::Compressor(CompressorParam::KeyListen)
    )
}

/// What belongs to values that a hand sets: partners move along, solos end each other.
///
/// # Errors
/// Solo in place is locked; a DCA would be in itself.
pub(super) fn with_consequences(
    core: &Core,
    values: Vec<(ParamIndex, Plain)>,
) -> Result<Vec<(ParamIndex, Plain)>, Refusal> {
    for (index, value) in &values {
        check_ring(core, *index, *value)?;
    }
    with_solos(core, with_partners(core, values))
}

/// A DCA must not come to be in itself.
fn check_ring(core: &Core, index: ParamIndex, value: Plain) -> Result<(), Refusal> {
    let addr = core.layout().addr(index);
    if addr.kind != NodeKind::Dca || !matches!(addr.param, Param::Member(_)) || !value.is_on() {
        return Ok(());
    }
    let above = NodeId::dca(u16::from(addr.each));
    let over = core
        .layout()
        .dcas_over(above, |addr| core.values().is_on(addr));
    if over.contains(&addr.number) {
        return Err(Refusal::DcaRing(above.to_string(), addr.node().to_string()));
    }
    Ok(())
}

/// What belongs to values that a hand sets: clearing ends every solo and listening to keys, a solo
/// ends all others where solos are exclusive.
///
/// # Errors
/// Solo in place is locked.
fn with_solos(
    core: &Core,
    values: Vec<(ParamIndex, Plain)>,
) -> Result<Vec<(ParamIndex, Plain)>, Refusal> {
    let exclusive = console_switch(core, ConsoleParam::SoloExclusive);
    let mut all = Vec::with_capacity(values.len());
    for (index, value) in values {
        let param = core.layout().addr(index).param;
        match param {
            Param::Console(ConsoleParam::SoloMode)
                if SoloMode::of(value) == SoloMode::InPlace && is_in_place_locked(core) =>
            {
                return Err(Refusal::SoloLocked);
            }
            // It is a key and never stays down.
            Param::Console(ConsoleParam::SoloClear) if value.is_on() => {
                all.extend(solos(core).map(|solo| (solo, Plain::switch(false))));
            }
            Param::Console(ConsoleParam::SoloClear) => {}
            _ => all.push((index, value)),
        }
    }
    let is_new = |(index, value): &(ParamIndex, Plain)| {
        is_solo(core.layout().addr(*index).param) && value.is_on()
    };
    if exclusive && all.iter().any(is_new) {
        // Partners are soloed together.
        let set: Vec<ParamIndex> = all.iter().map(|(index, _)| *index).collect();
        let others = solos(core).filter(|solo| !set.contains(solo));
        all.extend(others.map(|solo| (solo, Plain::switch(false))));
    }
    Ok(all)
}

/// Already in place stays in place: the lock is for the way there.
fn is_in_place_locked(core: &Core) -> bool {
    let mode = NodeId::CONSOLE.param(Param::Console(ConsoleParam::SoloMode));
    let mode = core.values().get(mode);
    console_switch(core, ConsoleParam::SoloLock)
        && mode.is_none_or(|mode| SoloMode::of(mode) != SoloMode::InPlace)
}

fn console_switch(core: &Core, row: ConsoleParam) -> bool {
    core.values()
        .is_on(NodeId::CONSOLE.param(Param::Console(row)))
}

/// Every switch that is on and by which the monitor hears something else than its source.
fn solos(core: &Core) -> impl Iterator<Item = ParamIndex> + '_ {
    core.layout().indices().filter(|index| {
        is_solo(core.layout().addr(*index).param) && core.store().get(*index).is_on()
    })
}
