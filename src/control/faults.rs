//! A node whose processing failed is bypassed, and processed again when somebody says so.

use super::console::Console;
use super::feed::Severity;
use super::intent::{Answer, Refusal};
use crate::engine::Engine;
use crate::engine::plan::Start;
use crate::param::NodeId;

impl Console {
    /// A bypassed node is processed again.
    pub(super) fn clear_fault(&mut self, node: NodeId) -> Result<Answer, Refusal> {
        if !self.care.bypassed.contains(&node) {
            return Err(Refusal::Unknown(format!("a fault of {node}")));
        }
        if self.care.pending.is_some() {
            return Err(Refusal::Busy);
        }
        self.care.bypassed.retain(|bypassed| *bypassed != node);
        self.show_faults();
        if self.care.link.is_open() {
            self.order(Start::Exact, None, None);
        }
        Ok(Answer::said(format!("{node} is processed again")))
    }

    fn show_faults(&mut self) {
        self.status.faults.clone_from(&self.care.bypassed);
        self.subscribers.mark_status();
    }

    /// A broken engine came home: another one is ordered. A single suspect is bypassed; several
    /// get a bank each, so that the next failure names its culprit.
    pub(super) fn heal(&mut self, broken: &Engine) {
        let suspects = broken.suspects();
        let names: Vec<String> = suspects.iter().map(ToString::to_string).collect();
        let names = names.join(", ");
        if let [culprit] = suspects[..] {
            if !self.care.bypassed.contains(&culprit) {
                self.care.bypassed.push(culprit);
            }
            self.tell(
                Severity::Error,
                format!(
                    "{names}: its processing failed and is bypassed; clear the fault to try again"
                ),
            );
        } else {
            self.care.isolated.extend(suspects);
            self.tell(
                Severity::Error,
                format!("processing failed in one of {names}; it was restarted"),
            );
        }
        self.show_faults();
        let (next, needs_ports) = match self.care.pending.take() {
            Some(pending) => (pending.next, pending.needs_ports),
            None => (None, None),
        };
        if self.care.link.is_open() {
            self.order(Start::RampIn, next, needs_ports);
        }
    }
}
