//! A node whose processing failed is bypassed, and processed again when somebody says so.

use super::core::Core;
use super::engines::Engines;
use super::feed::Severity;
use super::intent::{Answer, Refusal};
use crate::engine::Engine;
use crate::engine::plan::Start;
use crate::param::NodeId;

impl Engines {
    /// A bypassed node is processed again.
    pub fn clear_fault(&mut self, core: &mut Core, node: NodeId) -> Result<Answer, Refusal> {
        if !self.bypassed.contains(&node) {
            return Err(Refusal::Unknown(format!("a fault of {node}")));
        }
        if self.pending.is_some() {
            return Err(Refusal::Busy);
        }
        self.bypassed.retain(|bypassed| *bypassed != node);
        self.show_faults(core);
        if core.has_stream() {
            self.order(core, Start::Exact, None, None);
        }
        Ok(Answer::said(format!("{node} is processed again")))
    }

    fn show_faults(&self, core: &mut Core) {
        core.set_status(|status| status.faults.clone_from(&self.bypassed));
    }

    /// A broken engine came home: another one is ordered. A single suspect is bypassed; several
    /// get a bank each, so that the next failure names its culprit.
    pub fn heal(&mut self, core: &mut Core, broken: &Engine) {
        let suspects = broken.suspects();
        let names: Vec<String> = suspects.iter().map(ToString::to_string).collect();
        let names = names.join(", ");
        if let [culprit] = suspects[..] {
            if !self.bypassed.contains(&culprit) {
                self.bypassed.push(culprit);
            }
            core.tell(
                Severity::Error,
                format!(
                    "{names}: its processing failed and is bypassed; clear the fault to try again"
                ),
            );
        } else {
            self.isolated.extend(suspects);
            core.tell(
                Severity::Error,
                format!("processing failed in one of {names}; it was restarted"),
            );
        }
        self.show_faults(core);
        let (next, needs_ports) = match self.pending.take() {
            Some(pending) => (pending.next, pending.needs_ports),
            None => (None, None),
        };
        if core.has_stream() {
            self.order(core, Start::RampIn, next, needs_ports);
        }
    }
}
