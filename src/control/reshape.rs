//! Other strips and buses while the console runs.

use super::core::Core;
use super::engines::Engines;
use super::inserts::Inserts;
use super::intent::{Answer, Refusal, Shape};
use super::naming;
use super::ports::ask_for_ports;
use super::set::{Certainty, guards};
use crate::engine::plan::Start;
use crate::param::Layout;
use crate::param::carry::guard_lost;
use crate::param::counted;
use std::sync::Arc;

impl Engines {
    /// Other strips and buses: with a stream by a swap, without one at once.
    pub fn reshape(
        &mut self,
        core: &mut Core,
        inserts: &Inserts,
        (shape, certainty): (Shape, Certainty),
    ) -> Result<Answer, Refusal> {
        let Shape { topology, labels } = shape;
        topology
            .validate()
            .map_err(|error| Refusal::Topology(error.to_string()))?;
        if self.pending.is_some() {
            return Err(Refusal::Busy);
        }
        for (_, label) in &labels {
            naming::check(label)?;
        }
        let text = format!(
            "{}, {}",
            counted(topology.strips.len(), "strip"),
            counted(topology.buses.len(), "bus")
        );
        let layout = Arc::new(Layout::new(topology));
        if certainty == Certainty::Asked {
            check_guards(core, &layout)?;
        }
        core.label(labels);
        let number = self.layout_number + 1;
        ask_for_ports(core, &layout, number);
        if core.has_stream() {
            self.order(core, Start::Exact, Some((layout, number)), Some(number));
        } else {
            self.finish_reshape(core, inserts, layout, number);
        }
        Ok(Answer::said(text))
    }

    /// A change of strips and buses is under way.
    pub fn is_reshaping(&self) -> bool {
        let pending = self.pending.as_ref();
        pending.is_some_and(|pending| pending.next.is_some())
    }
}

/// What guards hearing or the PA goes with its bus, or only where somebody has confirmed it.
fn check_guards(core: &Core, layout: &Layout) -> Result<(), Refusal> {
    let value = |addr| Some(core.store().get(core.layout().index(addr)?));
    let before = (&**core.layout(), value);
    match guard_lost(before, (layout, &core.values_on(layout))) {
        None => Ok(()),
        Some(addr) => Err(Refusal::GuardLost {
            node: core.called(addr.node()),
            path: addr.to_string(),
            guards: guards(addr).to_owned(),
        }),
    }
}
