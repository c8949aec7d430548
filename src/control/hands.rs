//! Hands on controls: what a hand holds is its own.

use super::console::Console;
use super::gliding::Wish;
use super::intent::{Answer, ClientId, Refusal};
use crate::param::{ParamAddr, ParamIndex};
use std::time::Instant;

impl Console {
    /// A hand touches a control: what it does from here on is one step of undo, and a fade that moves the
    /// control ends where it stands.
    pub(super) fn begin_gesture(
        &mut self,
        client: ClientId,
        addr: ParamAddr,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let index = self.find(addr)?;
        self.held.insert((addr, client));
        self.history.begin(client, addr, now);
        self.take_out_of_fade(index);
        Ok(Answer::default())
    }

    /// The hand lets go.
    pub(super) fn end_gesture(&mut self, client: ClientId, addr: ParamAddr) {
        self.held.remove(&(addr, client));
        self.history.end(client, addr);
    }

    fn take_out_of_fade(&mut self, index: ParamIndex) {
        self.follow_glides();
        let fades =
            self.gliding.goal(index).is_some() && self.gliding.goal_of_hand(index).is_none();
        if fades {
            let present = self.store.get(index);
            self.change([Wish::now(index, present)]);
        }
    }

    /// True for a control under somebody's hand: no recall moves it.
    pub(super) fn is_held(&self, addr: ParamAddr) -> bool {
        self.held.iter().any(|(held, _)| *held == addr)
    }
}
