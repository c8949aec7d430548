//! Hands on controls: what a hand holds is its own.

use super::core::Core;
use super::gliding::SetRequest;
use super::intent::{Answer, ClientId, Refusal};
use crate::param::{ParamAddr, ParamIndex};
use std::collections::BTreeSet;
use std::time::Instant;

/// Controls under a hand, and whose.
#[derive(Debug, Default)]
pub(super) struct Hands(BTreeSet<(ParamAddr, ClientId)>);

impl Hands {
    /// A hand touches a control: what it does from here on is one step of undo, and a fade that moves the
    /// control ends where it stands.
    pub fn begin_gesture(
        &mut self,
        core: &mut Core,
        client: ClientId,
        addr: ParamAddr,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let index = core.find(addr)?;
        self.0.insert((addr, client));
        core.undo.begin(client, addr, now);
        take_out_of_fade(core, index);
        Ok(Answer::default())
    }

    /// The hand lets go.
    pub fn end_gesture(&mut self, core: &mut Core, client: ClientId, addr: ParamAddr) -> Answer {
        self.0.remove(&(addr, client));
        core.undo.end(client, addr);
        Answer::default()
    }

    /// A client is gone, and its hands with it.
    pub fn part(&mut self, client: ClientId) {
        self.0.retain(|(_, holder)| *holder != client);
    }

    /// True for a control under somebody's hand: no recall moves it.
    pub fn is_held(&self, addr: ParamAddr) -> bool {
        self.0.iter().any(|(held, _)| *held == addr)
    }
}

fn take_out_of_fade(core: &mut Core, index: ParamIndex) {
    core.follow_glides();
    if core.fades(index) {
        let present = core.store().get(index);
        core.change([SetRequest::now(index, present)]);
    }
}
