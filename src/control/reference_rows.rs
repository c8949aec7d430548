//! The rows of the reference track: what is set of it.

use super::core::Core;
use super::gliding::SetRequest;
use super::journal::Cause;
use crate::param::spec::{MonitorParam, Param};
use crate::param::{NodeId, ParamAddr, Plain};
use std::time::Instant;

/// The mix is heard again.
pub(super) fn switch_off(core: &mut Core, now: Instant) {
    let Some(index) = core.layout().index(addr(MonitorParam::Reference)) else {
        return;
    };
    if core.store().get(index).is_on() {
        core.act_for_itself(Cause::Hand, now);
        core.change([SetRequest::now(index, Plain::switch(false))]);
    }
}

/// Offset and match that are wanted.
pub(super) fn wanted(core: &Core) -> (f32, bool) {
    let offset = core.values().get(addr(MonitorParam::ReferenceOffset));
    let offset = offset.map_or(0.0, |offset| offset.0);
    (
        offset,
        core.values().is_on(addr(MonitorParam::ReferenceMatch)),
    )
}

/// The address of a row.
pub(super) fn addr(row: MonitorParam) -> ParamAddr {
    NodeId::MONITOR.param(Param::Monitor(row))
}

/// True while the reference track is heard.
pub(super) fn is_on(core: &Core) -> bool {
    core.values().is_on(addr(MonitorParam::Reference))
}
