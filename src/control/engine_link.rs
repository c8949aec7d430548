//! The way to the engine: numbers commands, keeps what does not fit, and pairs acknowledgements.

use crate::engine::command::{Change, Command, EffectChange, Retired, Sequenced, Timed};
use crate::engine::link::ControlEnd;
use crate::param::{ParamAddr, Plain};
use std::collections::VecDeque;

/// Commands that wait for room on the way to the engine; more come from somebody who sends too much.
const CONGESTED: usize = 64;
/// Most changes that wait for acknowledgement; older ones are no longer reported (the stream is
/// gone then, or the engine has been silent for seconds).
const WAITING_LIMIT: usize = 65_536;

/// A change, as somebody wanted it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    /// Which parameter.
    pub addr: ParamAddr,
    /// The value in the end.
    pub value: Plain,
    /// Frames until then.
    pub over: u32,
}

impl Wanted {
    fn of(change: Change, addr: ParamAddr) -> Self {
        Self {
            addr,
            value: change.value,
            over: change.over,
        }
    }
}

/// A change that has taken effect in the engine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taken {
    /// Number of the command that carried it.
    pub sequence: u64,
    /// The first frame that it shaped.
    pub frame: u64,
    /// The change.
    pub change: Wanted,
}

/// The control side's sender.
///
/// A full ring never blocks and never drops: what does not fit waits here, and while it waits a
/// newer change of a parameter replaces an older one – but never across a batch or a swap.
#[derive(Debug, Default)]
pub struct EngineLink {
    end: Option<ControlEnd>,
    /// Sequence number of the last command.
    sequence: u64,
    /// Commands that did not fit.
    waiting: VecDeque<Sequenced>,
    /// What was sent and is not acknowledged, by sequence number.
    unacknowledged: VecDeque<(u64, Wanted)>,
    /// Numbers of changes that were sent ahead of time, and are not taken yet.
    ahead: VecDeque<u64>,
    /// The last known frame of streams before this one, and of acknowledgements.
    frame: u64,
}

impl EngineLink {
    /// A new stream: what waited for the old one is void (the next engine is built from the truth).
    pub fn open(&mut self, end: ControlEnd) {
        self.close();
        self.end = Some(end);
    }

    /// The stream is gone.
    pub fn close(&mut self) {
        self.frame = self.frame();
        self.end = None;
        self.waiting.clear();
        self.unacknowledged.clear();
        self.ahead.clear();
    }

    /// True while there is a stream.
    pub fn is_open(&self) -> bool {
        self.end.is_some()
    }

    /// The frame that comes next on the audio thread; without a stream, the one that would have.
    pub fn frame(&self) -> u64 {
        let position = self.end.as_ref().map_or(0, ControlEnd::position);
        self.frame.max(position)
    }

    /// Frames go on from here: from those of a console that has died.
    pub fn resume(&mut self, frame: u64) {
        self.frame = frame;
    }

    /// Sends one change. The number of the command that carries it, if there is an engine to take it.
    pub fn change(&mut self, change: Change, addr: ParamAddr) -> Option<u64> {
        let replaced = self.replace_waiting(change);
        replaced.or_else(|| {
            let command = self.numbered(change, addr);
            self.queue(command, VecDeque::push_back)
        })
    }

    /// Sends one change ahead of everything that waits; older changes of the same parameter are void.
    pub fn change_first(&mut self, change: Change, addr: ParamAddr) -> Option<u64> {
        self.waiting.retain(|waiting| {
            !matches!(&waiting.command, Command::Change(older) if older.index == change.index)
        });
        let command = self.numbered(change, addr);
        self.queue(command, VecDeque::push_front)
    }

    /// The command that carries one change.
    fn numbered(&mut self, change: Change, addr: ParamAddr) -> Sequenced {
        let sequence = self.number();
        self.remember(sequence, Wanted::of(change, addr));
        let command = Command::Change(change);
        Sequenced { sequence, command }
    }

    /// True while more waits than the engine takes at once: whoever sends should wait as well.
    pub fn is_congested(&self) -> bool {
        self.waiting.len() > CONGESTED
    }

    /// True while something waits for room, or for the engine's word that it was taken.
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty() || !self.unacknowledged.is_empty()
    }

    /// Sends many changes that take effect at one mark. The number of the command that carries them,
    /// if there is an engine to take it.
    pub fn batch(&mut self, changes: Vec<(Change, ParamAddr)>) -> Option<u64> {
        let sequence = self.number();
        for (change, addr) in &changes {
            self.remember(sequence, Wanted::of(*change, *addr));
        }
        let batch = Box::new(changes.into_iter().map(|(change, _)| change).collect());
        let command = Command::Batch(batch);
        self.queue(Sequenced { sequence, command }, VecDeque::push_back)
    }

    /// Sends another effect; `value` is the choice that it stands for, of `addr`. The number of the command that
    /// carries it, if there is an engine to take it.
    pub fn effect(
        &mut self,
        change: Box<EffectChange>,
        addr: ParamAddr,
        value: Plain,
    ) -> Option<u64> {
        let sequence = self.number();
        let over = 0;
        self.remember(sequence, Wanted { addr, value, over });
        let command = Command::Effect(change);
        self.queue(Sequenced { sequence, command }, VecDeque::push_back)
    }

    /// Sends another command.
    pub fn send(&mut self, command: Command) {
        let sequence = self.number();
        let _ = self.queue(Sequenced { sequence, command }, VecDeque::push_back);
    }

    /// Sends a change for a frame, which must not fall from one call to the next. False when there is no room
    /// now, or no engine. A live change of the same parameter that comes later outdates it.
    pub fn send_ahead(&mut self, layout_number: u32, frame: u64, change: Change) -> bool {
        let sequence = self.number();
        let Some(end) = &mut self.end else {
            return false;
        };
        let timed = Timed {
            layout_number,
            frame,
            sequence,
            change,
        };
        let is_sent = end.send_timed(timed).is_ok();
        if is_sent {
            self.ahead.push_back(sequence);
        }
        is_sent
    }

    fn number(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    fn remember(&mut self, sequence: u64, wanted: Wanted) {
        if self.unacknowledged.len() == WAITING_LIMIT {
            self.unacknowledged.pop_front();
        }
        self.unacknowledged.push_back((sequence, wanted));
    }

    /// A change that waits and concerns the same parameter, behind the last barrier, takes the new
    /// value. The number of its command.
    fn replace_waiting(&mut self, change: Change) -> Option<u64> {
        for waiting in self.waiting.iter_mut().rev() {
            match &mut waiting.command {
                Command::Change(older) if older.index == change.index => {
                    *older = change;
                    let sequence = waiting.sequence;
                    let sent = self
                        .unacknowledged
                        .iter_mut()
                        .rfind(|(sent, _)| *sent == sequence);
                    if let Some((_, wanted)) = sent {
                        wanted.value = change.value;
                        wanted.over = change.over;
                    }
                    return Some(sequence);
                }
                Command::Change(_) => {}
                _ => return None,
            }
        }
        None
    }

    /// Puts a command among those that wait, and sends what fits. Its number, if there is an engine.
    fn queue(
        &mut self,
        command: Sequenced,
        put: fn(&mut VecDeque<Sequenced>, Sequenced),
    ) -> Option<u64> {
        let end = self.end.as_mut()?;
        let sequence = command.sequence;
        put(&mut self.waiting, command);
        Self::flush(end, &mut self.waiting);
        Some(sequence)
    }

    fn flush(end: &mut ControlEnd, waiting: &mut VecDeque<Sequenced>) {
        while let Some(command) = waiting.pop_front() {
            if let Err(command) = end.send(command) {
                waiting.push_front(command);
                return;
            }
        }
    }

    /// Sends what waited, and gives what came back: changes that took effect, and boxes.
    pub fn poll(&mut self) -> (Vec<Taken>, Vec<Retired>) {
        let (mut taken, mut retired) = (Vec::new(), Vec::new());
        let Some(end) = &mut self.end else {
            return (taken, retired);
        };
        Self::flush(end, &mut self.waiting);
        while let Some(acknowledged) = end.next_acknowledged() {
            self.frame = self.frame.max(acknowledged.frame);
            if let Ok(at) = self.ahead.binary_search(&acknowledged.sequence) {
                // It says nothing about the live commands before it.
                self.ahead.drain(..=at);
                continue;
            }
            let reached = |(sequence, _): &(u64, Wanted)| *sequence <= acknowledged.sequence;
            while self.unacknowledged.front().is_some_and(reached) {
                if let Some((sequence, change)) = self.unacknowledged.pop_front() {
                    taken.push(Taken {
                        sequence,
                        frame: acknowledged.frame,
                        change,
                    });
                }
            }
        }
        while let Some(box_home) = end.next_retired() {
            retired.push(box_home);
        }
        (taken, retired)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::link::{EngineEnd, LIVE_CAPACITY, link};
    use crate::param::spec::{LevelParam, Param};
    use crate::param::{NodeId, ParamIndex};

    const FADER: ParamAddr = NodeId::strip(1).param(Param::Level(LevelParam::Fader));

    fn change(slot: usize, value: f32) -> Change {
        Change::now(ParamIndex::new(slot), Plain(value))
    }

    /// More changes than the ring to the engine has room for.
    fn full() -> (EngineEnd, EngineLink) {
        let (engine, control) = link();
        let mut sender = EngineLink::default();
        sender.open(control);
        for n in 0..=LIVE_CAPACITY {
            sender.change(change(n, 0.0), FADER);
        }
        (engine, sender)
    }

    #[test]
    fn a_full_ring_keeps_the_newest_value_of_each_parameter_and_loses_none() {
        let (_engine, control) = link();
        let mut sender = EngineLink::default();
        sender.open(control);
        for n in 0..LIVE_CAPACITY {
            sender.change(change(0, n as f32), FADER);
        }
        assert!(sender.waiting.is_empty());
        for n in 0..1000 {
            sender.change(change(n % 3, n as f32), FADER);
        }
        let waiting: Vec<(usize, f32)> = sender
            .waiting
            .iter()
            .filter_map(|waiting| match &waiting.command {
                Command::Change(change) => Some((change.index.slot(), change.value.0)),
                _ => None,
            })
            .collect();
        assert_eq!(waiting, [(0, 999.0), (1, 997.0), (2, 998.0)]);
    }

    #[test]
    fn nothing_is_replaced_across_a_batch() {
        let (_engine, mut sender) = full();
        sender.batch(vec![(change(1, 5.0), FADER)]);
        sender.change(change(LIVE_CAPACITY, 7.0), FADER);
        assert_eq!(sender.waiting.len(), 3);
    }

    #[test]
    fn what_is_first_passes_what_waits_and_outdates_older_values_of_its_own() {
        let (_engine, mut sender) = full();
        sender.batch(vec![(change(1, 5.0), FADER)]);
        sender.change(change(7, 0.0), FADER);
        sender.change_first(change(7, 1.0), FADER);
        let first = sender.waiting.front().map(|waiting| &waiting.command);
        assert!(matches!(first, Some(Command::Change(c)) if *c == change(7, 1.0)));
        assert_eq!(sender.waiting.len(), 3);
    }

    #[test]
    fn nothing_is_kept_for_a_stream_that_is_gone() {
        let mut sender = EngineLink::default();
        sender.change(change(0, 1.0), FADER);
        assert!(sender.waiting.is_empty());
    }
}
