//! Settings go from node to node: copied, pasted, whole or by section.

use super::core::Core;
use super::feed::Severity;
use super::intent::{Answer, ClientId, Refusal, Scope};
use super::journal::Cause;
use super::settings::{put, rows_of};
use crate::param::carry::{Roles, other_role, roles};
use crate::param::{NodeId, NodeRow, Plain};
use std::collections::HashMap;
use std::time::Instant;

/// What a client has copied.
#[derive(Clone, Debug)]
struct Clip {
    /// Whose settings, for people.
    from: String,
    /// The settings as they stood then.
    rows: Vec<(NodeRow, Plain)>,
    /// What the buses were for then.
    roles: Roles,
}

/// What clients have copied.
#[derive(Debug, Default)]
pub(super) struct Clips(HashMap<ClientId, Clip>);

impl Clips {
    /// A client is gone.
    pub fn part(&mut self, client: ClientId) {
        self.0.remove(&client);
    }

    /// Keeps a node's settings for a client to paste; it hears so, whether it waits or not.
    pub fn copy(
        &mut self,
        core: &mut Core,
        client: ClientId,
        from: NodeId,
    ) -> Result<Answer, Refusal> {
        let rows = rows_of(core, from, &Scope::Everything)?;
        let called = core.called(from);
        let answer = Answer::said(format!("Copied: {called}, to be pasted"));
        let roles = roles(core.layout().topology());
        let from = called;
        self.0.insert(client, Clip { from, rows, roles });
        core.tell_one(client, Severity::Info, answer.text.clone());
        Ok(answer)
    }

    /// Gives nodes what a client has copied.
    pub fn paste(
        &self,
        core: &mut Core,
        client: ClientId,
        (to, scope): (&[NodeId], &Scope),
        now: Instant,
    ) -> Result<Answer, Refusal> {
        scope.check()?;
        let nothing = || Refusal::Transfer("nothing to paste; copy a strip or bus first".into());
        let Clip {
            from,
            mut rows,
            roles,
        } = self.0.get(&client).cloned().ok_or_else(nothing)?;
        rows.retain(|(row, _)| row.spec().is_some_and(|spec| scope.takes(spec)));
        let role = |bus: NodeId| roles.get(&bus.number).copied();
        let topology = core.layout().topology();
        // A send that was right for an effect must not sound in somebody's ears.
        rows.retain(|(row, _)| other_role(row.at(NodeId::MAIN), role, topology).is_none());
        let what = format!("{} of {from}", scope.words());
        put(core, client, &rows, to, (&what, Cause::Copy), now)
    }
}

/// Gives nodes the settings of another one.
pub(super) fn copy_to(
    core: &mut Core,
    client: ClientId,
    from: NodeId,
    (to, scope): (&[NodeId], &Scope),
    now: Instant,
) -> Result<Answer, Refusal> {
    let rows = rows_of(core, from, scope)?;
    let what = format!("{} of {}", scope.words(), core.called(from));
    put(core, client, &rows, to, (&what, Cause::Copy), now)
}
