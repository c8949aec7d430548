//! What a remote control orders: programs recall scenes, MSC lets cues go, MMC moves the transport.

use super::machine::Surface;
use super::message::Message;
use super::remote::{machine_control, show_control};
use crate::control::feed::Severity;
use crate::control::intent::{CueNumber, Intent, RemoteOrder, TransportOrder};
use crate::param::printable::printable;
use crate::param::spec::{ConsoleParam, Param};
use crate::param::{NodeId, Plain};
use crate::show::programs::Programs;
use crate::show::remote::Remote;
use std::time::Instant;

impl Surface {
    /// What the show says about program changes.
    pub fn obey(&mut self, programs: Option<Programs>) {
        self.recalls.show = programs;
    }

    /// What the show says of it as a remote control.
    pub fn obey_remote(&mut self, remote: Option<Remote>) {
        self.remote.obey_show(remote);
    }

    /// A message that belongs to no control of the device's file.
    pub(super) fn hear_remote(&mut self, message: &Message, now: Instant) {
        self.recalls.note_bank(message);
        match message {
            Message::Program { channel, number } => self.choose_program(*channel, *number),
            Message::SysEx(body) => self.hear_universal(body),
            Message::Clock | Message::QuarterFrame(_) => self.hear_timing(message, now),
            message => self.hear_table(message, now),
        }
    }

    /// Orders of MSC and MMC, and the time of MTC.
    fn hear_universal(&mut self, body: &[u8]) {
        if let Some(command) = show_control::parse(body) {
            self.follow_show_control(&command);
        } else if let Some((device, orders)) = machine_control::parse(body) {
            self.follow_machine_control(device, &orders);
        } else {
            self.hear_full_time(body);
        }
    }

    /// Says once that orders do nothing.
    fn say_no_remote(&mut self, what: &str) {
        if std::mem::replace(&mut self.remote.said_off, true) {
            return;
        }
        let text = format!(
            "'{}' sends {what}: nothing follows unless 'remote' of the show names it",
            printable(&self.name)
        );
        self.tell(Severity::Info, text);
    }

    fn follow_show_control(&mut self, command: &show_control::Command) {
        let settings = self.remote.settings.as_ref();
        let Some(settings) = settings.and_then(|remote| remote.show_control.clone()) else {
            return self.say_no_remote("show control (MSC)");
        };
        if !self.in_sync || !settings.device.has(command.device) {
            return;
        }
        if let Some(own) = &settings.list {
            let list = command.list.as_deref();
            if list.map(show_control::plain) != Some(show_control::plain(own)) {
                return;
            }
        }
        match self.order_of(command) {
            Ok(order) => self.intents.push(Intent::Remote(order)),
            Err(why) => {
                let text = format!("'{}' {why}: nothing happens", printable(&self.name));
                self.tell(Severity::Warning, text);
            }
        }
    }

    fn order_of(&self, command: &show_control::Command) -> Result<RemoteOrder, String> {
        let number = match &command.cue {
            None => None,
            Some(text) => {
                let number = CueNumber::parse(show_control::plain(text));
                let unread = || format!("names cue '{}', which is no number", printable(text));
                Some(number.ok_or_else(unread)?)
            }
        };
        let runs = |number: CueNumber| self.mirror.cues().current == Some(number);
        match (command.order, number) {
            (show_control::Order::Go, None) => Ok(RemoteOrder::Go),
            (show_control::Order::Go, Some(number)) => Ok(RemoteOrder::Cue(number)),
            (_, Some(number)) if !runs(number) => {
                Err(format!("names cue {number}, which is not the current one"))
            }
            (show_control::Order::Stop, _) => Ok(RemoteOrder::Hold),
            (show_control::Order::Resume, _) => Ok(RemoteOrder::Resume),
        }
    }

    fn follow_machine_control(&mut self, device: u8, orders: &[machine_control::Order]) {
        let settings = self.remote.settings.as_ref();
        let numbers = settings.and_then(|remote| remote.machine_control.clone());
        let offset = settings.map_or(0, |remote| remote.offset);
        let Some(numbers) = numbers else {
            return self.say_no_remote("machine control (MMC)");
        };
        if !self.in_sync || !numbers.has(device) {
            return;
        }
        let record = NodeId::CONSOLE.param(Param::Console(ConsoleParam::Record));
        for order in orders {
            self.intents.push(match order {
                machine_control::Order::Stop => Intent::Transport(TransportOrder::Stop),
                machine_control::Order::Play => Intent::Transport(TransportOrder::Play),
                machine_control::Order::Record => Intent::Set(record, Plain::switch(true)),
                machine_control::Order::RecordEnd => Intent::Set(record, Plain::switch(false)),
                machine_control::Order::Locate(time) => {
                    let at = time.micros().saturating_sub(offset);
                    Intent::Transport(TransportOrder::Locate(at))
                }
            });
        }
    }
}
