//! A remote control gives the tempo by a clock, and the time by MTC.

use super::machine::Surface;
use super::message::Message;
use super::remote::time_code::TimeCode;
use crate::control::intent::{Intent, RemoteOrder};
use std::time::{Duration, Instant};

/// A tempo is told again this often: a recall may have set another one.
const TEMPO_EVERY: Duration = Duration::from_millis(500);
/// A time that stands, in a `SysEx`: after F0, with the device's number in between.
const UNIVERSAL: u8 = 0x7f;
const TIME: [u8; 2] = [1, 1];

impl Surface {
    /// A tick of a clock, or a piece of a time.
    pub(super) fn hear_timing(&mut self, message: &Message, now: Instant) {
        let Some(remote) = &self.remote.settings else {
            return;
        };
        let (clock, timecode, offset) = (remote.clock, remote.timecode, remote.offset);
        match message {
            Message::Clock if clock => self.remote.timing.clock.tick(now),
            Message::QuarterFrame(data) if timecode => {
                let Some((time, age)) = self.remote.timing.take(*data, now) else {
                    return;
                };
                self.remote.timing.time = Some(time);
                if let Some(at) = (time.micros() + age).checked_sub(offset)
                    && self.in_sync
                {
                    self.intents.push(Intent::Remote(RemoteOrder::Roll(at)));
                }
            }
            _ => {}
        }
    }

    /// A time that stands: the transport is to be found there.
    pub(super) fn hear_full_time(&mut self, body: &[u8]) {
        let [UNIVERSAL, _, one, two, time @ ..] = body else {
            return;
        };
        let settings = self.remote.settings.as_ref();
        let Some(remote) = settings.filter(|remote| remote.timecode) else {
            return;
        };
        if [*one, *two] != TIME || !self.in_sync {
            return;
        }
        let Some(time) = time.try_into().ok().and_then(TimeCode::of_bytes) else {
            return;
        };
        let at = time.micros().saturating_sub(remote.offset);
        self.remote.timing.time = Some(time);
        self.intents.push(Intent::Remote(RemoteOrder::Stand(at)));
    }

    /// Tells the tempo, where there is one.
    pub(super) fn keep_time(&mut self, now: Instant) {
        let timing = &mut self.remote.timing;
        let is_told = |then: Instant| now.saturating_duration_since(then) < TEMPO_EVERY;
        if timing.tempo_told.is_some_and(is_told) || !self.in_sync {
            return;
        }
        timing.tempo = timing.clock.tempo(now);
        if let Some(tempo) = timing.tempo {
            timing.tempo_told = Some(now);
            self.intents.push(Intent::Remote(RemoteOrder::Tempo(tempo)));
        }
    }
}
