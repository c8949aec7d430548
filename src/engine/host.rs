//! The engine's place on the audio thread: takes commands at marks, survives a panic, and hands
//! back what it is done with.

use super::capture::Captures;
use super::command::{Acknowledged, Command, Payload, Retired, Sequenced};
use super::io::Io;
use super::link::EngineEnd;
use super::segment::Segment;
use super::tape::TapeSet;
use super::{Engine, MARK};
use crate::rt::playback::PlaybackReader;
use crate::rt::sanitizer;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Live commands taken at one mark; the rest waits for the next one, 0.7 ms later.
const COMMANDS_PER_MARK: usize = 1024;

/// Runs an engine in a stream's callbacks. Silent until the first swap brings an engine.
#[derive(Debug)]
pub struct Host {
    /// The engine that runs; none before the first swap and after a panic.
    engine: Option<Box<Engine>>,
    /// An engine that takes over at `.0` (engine frame), when the leaving nodes have faded out.
    successor: Option<(u64, Box<Engine>)>,
    /// What is captured: it outlives engines.
    captures: Option<Box<Captures>>,
    /// Where the reference track comes from: it outlives engines, too.
    reference: Option<Box<PlaybackReader>>,
    /// What is on tape, and what will be once that is silent: both outlive engines.
    tape: Option<Box<TapeSet>>,
    next_tape: Option<Box<TapeSet>>,
    /// The rings.
    end: EngineEnd,
    /// Frames since the stream's engine count began; the engine's own count while one runs.
    frame: u64,
}

impl Host {
    /// A host without an engine. Allocates nothing later.
    pub fn new(end: EngineEnd) -> Self {
        Self {
            engine: None,
            successor: None,
            captures: None,
            reference: None,
            tape: None,
            next_tape: None,
            end,
            frame: 0,
        }
    }

    /// Frames so far.
    pub fn frame(&self) -> u64 {
        self.frame
    }

    /// One callback: `frames` frames through `io`. Audio thread; never panics, waits or allocates
    /// (but for the panic of a broken engine itself, which is caught here).
    pub fn cycle(&mut self, io: &mut impl Io, frames: usize) {
        let _watch = sanitizer::watch();
        let end = self.frame + frames as u64;
        let outcome = catch_unwind(AssertUnwindSafe(|| self.run(io, frames)));
        if let Err(payload) = outcome {
            io.silence();
            self.frame = end;
            self.break_down(payload);
        }
        self.end.reach(self.frame);
    }

    /// The broken engine goes home; a waiting successor stays and takes over at the next mark,
    /// without adopting anything.
    fn break_down(&mut self, payload: Box<dyn std::any::Any + Send>) {
        if let Some(mut broken) = self.engine.take() {
            self.retire_effects(&mut broken);
            self.retire(Retired::Broken(broken, Payload(payload)));
        } else {
            // No engine ran, so nothing of ours panicked; the payload must not be freed here.
            std::mem::forget(payload);
        }
    }

    fn run(&mut self, io: &mut impl Io, frames: usize) {
        let mut done = 0;
        while done < frames {
            if self.frame.is_multiple_of(MARK as u64) {
                self.mark();
            }
            let offset = (self.frame % MARK as u64) as usize;
            let count = (MARK - offset).min(frames - done);
            match &mut self.engine {
                Some(engine) => {
                    io.use_port_set(engine.layout_number());
                    let segment = Segment {
                        offset,
                        count,
                        done,
                    };
                    if let Some(tape) = &mut self.tape {
                        tape.hear(io, segment);
                    }
                    engine.segment(io, self.tape.as_deref(), segment);
                    if let Some(captures) = &mut self.captures {
                        captures.take(engine, io, segment);
                    }
                }
                None => silence_segment(io, done, count),
            }
            self.frame += count as u64;
            done += count;
        }
    }

    /// Everything that happens only at marks, in this order: a due swap, timed changes, live
    /// commands, then the engine's own once-per-mark work.
    fn mark(&mut self) {
        if self
            .successor
            .as_ref()
            .is_some_and(|(due, _)| *due <= self.frame || self.engine.is_none())
            && let Some((_, successor)) = self.successor.take()
        {
            self.take_over(successor);
        }
        if self.successor.is_none() {
            self.take_timed();
            self.take_live();
        }
        if let Some(engine) = &mut self.engine {
            engine.mark();
            engine.play_reference(self.reference.as_deref_mut());
            if let Some(captures) = &mut self.captures {
                captures.mark(engine);
            }
        }
        self.play_tape();
        while let Some(change) = self
            .engine
            .as_mut()
            .and_then(|engine| engine.take_changed())
        {
            self.retire(Retired::Effect(change));
        }
    }

    /// Takes what is due. What is meant for an engine that is still to come waits for it.
    fn take_timed(&mut self) {
        let knows = self.engine.as_ref().map(|engine| engine.layout_number());
        while self.end.acknowledged.slots() > 0 {
            let due = self.end.timed.peek().is_ok_and(|timed| {
                timed.frame <= self.frame && knows.is_some_and(|knows| timed.layout_number <= knows)
            });
            let Some(timed) = due.then(|| self.end.timed.pop().ok()).flatten() else {
                return;
            };
            if let Some(engine) = &mut self.engine {
                engine.take_timed(timed);
            }
            self.acknowledge(timed.sequence);
        }
    }

    fn take_live(&mut self) {
        for _ in 0..COMMANDS_PER_MARK {
            if self.end.acknowledged.slots() == 0 || self.successor.is_some() {
                return;
            }
            let Ok(Sequenced { sequence, command }) = self.end.live.pop() else {
                return;
            };
            let brings_engine = matches!(command, Command::Swap(_));
            self.take(sequence, command);
            self.acknowledge(sequence);
            if brings_engine && self.successor.is_none() {
                // Before the live commands behind it, as at every mark.
                self.take_timed();
            }
        }
    }

    fn take(&mut self, sequence: u64, command: Command) {
        match command {
            Command::Change(change) => {
                if let Some(engine) = &mut self.engine {
                    engine.take_live(sequence, change);
                }
            }
            Command::Batch(batch) => {
                if let Some(engine) = &mut self.engine {
                    batch
                        .iter()
                        .for_each(|change| engine.take_live(sequence, *change));
                }
                self.retire(Retired::Batch(batch));
            }
            Command::Effect(change) => {
                let back = match &mut self.engine {
                    Some(engine) => engine.change_effect(change),
                    None => Some(change),
                };
                if let Some(change) = back {
                    self.retire(Retired::Effect(change));
                }
            }
            Command::Capture(captures) => self.capture(captures),
            Command::Reference(reference) => {
                if let Some(before) = self.reference.replace(reference) {
                    self.retire(Retired::Reference(before));
                }
            }
            Command::Tape(mut tape) => {
                if let Some(unheard) = self.next_tape.take() {
                    tape.come_for(&unheard);
                    self.retire(Retired::Tape(unheard));
                }
                self.next_tape = Some(tape);
            }
            Command::Swap(successor) => self.prepare(successor),
            Command::FadeOut => {
                if let Some(engine) = &mut self.engine {
                    engine.fade_out();
                }
            }
            #[cfg(test)]
            Command::Fault(node) => {
                if let Some(engine) = &mut self.engine {
                    engine.break_node(node);
                }
            }
        }
    }

    /// A swap: at once, or when the nodes that the successor lacks have faded out.
    fn prepare(&mut self, successor: Box<Engine>) {
        let fade = match &mut self.engine {
            Some(engine) => engine.fade_out_missing(&successor),
            None => 0,
        };
        if fade == 0 {
            self.take_over(successor);
        } else {
            self.successor = Some((self.frame + fade, successor));
        }
    }

    fn take_over(&mut self, mut successor: Box<Engine>) {
        // A first engine brings its count from before the stream was lost.
        self.frame = self.frame.max(successor.frame());
        successor.set_frame(self.frame);
        if let Some(mut old) = self.engine.take() {
            successor.adopt(&mut old);
            self.retire_effects(&mut old);
            self.retire(Retired::Engine(old));
        }
        self.engine = Some(successor);
        self.find_captured();
    }

    /// Another set of captures. Neither an empty one nor the one before stays.
    fn capture(&mut self, mut captures: Box<Captures>) {
        if let Some(mut old) = self.captures.take() {
            captures.take_over(&mut old);
            self.retire(Retired::Capture(old));
        }
        if captures.is_empty() {
            self.retire(Retired::Capture(captures));
        } else {
            self.captures = Some(captures);
        }
        self.find_captured();
    }

    /// The tape goes on by a mark, where an engine hears it; another one comes when this one is silent.
    fn play_tape(&mut self) {
        let Some(engine) = &self.engine else { return };
        let is_free = self.tape.as_ref().is_none_or(|tape| tape.is_silent());
        if is_free && let Some(mut next) = self.next_tape.take() {
            next.find_places(engine);
            if let Some(before) = &self.tape {
                next.take_over(before);
            }
            if let Some(before) = self.tape.replace(next) {
                self.retire(Retired::Tape(before));
            }
        }
        if let Some(tape) = &mut self.tape {
            tape.mark(self.frame);
        }
    }

    /// What is captured has its places in the engine that runs.
    fn find_captured(&mut self) {
        if let Some(engine) = &mut self.engine {
            if let Some(captures) = &mut self.captures {
                captures.find_places(engine);
            }
            if let Some(tape) = &mut self.tape {
                tape.find_places(engine);
            }
            engine.want_captured(self.captures.as_deref());
        }
    }

    /// Boxes that an engine has go home before it: each is counted by itself.
    fn retire_effects(&mut self, engine: &mut Engine) {
        while let Some(change) = engine.give_up_change() {
            self.retire(Retired::Effect(change));
        }
    }

    fn acknowledge(&mut self, sequence: u64) {
        // There is room: it was looked at before the command was taken.
        let _ = self.end.acknowledged.push(Acknowledged {
            sequence,
            frame: self.frame,
        });
    }

    fn retire(&mut self, retired: Retired) {
        // There is room: the sender counts what is on its way. Were it ever wrong, leaking is the
        // one answer that cannot stop the sound.
        if let Err(rtrb::PushError::Full(retired)) = self.end.retired.push(retired) {
            std::mem::forget(retired);
        }
    }
}

fn silence_segment(io: &mut impl Io, done: usize, count: usize) {
    if done == 0 && count > 0 {
        io.silence();
    }
}
