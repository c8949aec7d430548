//! A remote control sets parameters by a table of messages, and is told how they stand.

use super::machine::Surface;
use super::message::Message;
use super::remote::table::messages;
use super::scale::{position_of, value_of};
use crate::control::intent::Intent;
use crate::param::ParamAddr;
use crate::show::mapping_file::{Address, Kind};
use crate::show::remote::RemoteParameter;
use std::time::{Duration, Instant};

/// Who has just said where something stands is not told so: an answer would pull at the hand.
const OWN: Duration = Duration::from_millis(500);
/// A note of at least this velocity switches on; the note off behind it says nothing.
const NOTE_ON: u16 = 64;

impl Surface {
    /// A message that may set something.
    pub(super) fn hear_table(&mut self, message: &Message, now: Instant) {
        let Some((row, raw)) = self.remote.table.hear(message) else {
            return;
        };
        if !self.in_sync {
            return;
        }
        let RemoteParameter {
            addr,
            address,
            range,
        } = row.parameter;
        let position = if address.kind == Kind::Note {
            match raw {
                0 => return,
                velocity => f32::from(u8::from(velocity >= NOTE_ON)),
            }
        } else {
            position_of(range, !self.mirror.is_level(addr), raw)
        };
        row.known = Some(raw);
        row.heard = Some(now);
        if let Some(value) = self.mirror.value_at(addr, position) {
            self.intents.push(Intent::Set(addr, value));
        }
    }

    /// Tells how what it sets stands, as far as the pace allows. True when there is no more.
    pub(super) fn tell_table(&mut self, now: Instant) -> bool {
        let settings = self.remote.settings.as_ref();
        if !self.in_sync || !settings.is_some_and(|remote| remote.feedback) {
            return true;
        }
        for at in 0..self.remote.table.rows.len() {
            let Some((address, wanted)) = self.untold(at, now) else {
                continue;
            };
            if !self.may_say() {
                return false;
            }
            self.say(&messages(address, wanted), "how it stands");
            if let Some(row) = self.remote.table.rows.get_mut(at) {
                row.known = Some(wanted);
            }
        }
        true
    }

    /// The message of a row and its value, where that is news to the other side.
    fn untold(&self, at: usize, now: Instant) -> Option<(Address, u16)> {
        let row = self.remote.table.rows.get(at)?;
        let is_own = |then: Instant| now.saturating_duration_since(then) < OWN;
        let wanted = self.raw_of(&row.parameter)?;
        let is_known = row.known == Some(wanted) || row.heard.is_some_and(is_own);
        (!is_known).then_some((row.parameter.address, wanted))
    }

    fn raw_of(&self, parameter: &RemoteParameter) -> Option<u16> {
        let addr: ParamAddr = parameter.addr;
        let travel = self.mirror.travel(addr)?.get();
        let is_centred = !self.mirror.is_level(addr);
        Some(match parameter.address.kind {
            // A note off says nothing: off is a soft note.
            Kind::Note if travel < 0.5 => 1,
            Kind::Note => 127,
            _ => value_of(parameter.range, is_centred, travel),
        })
    }
}
