//! The tape in place of the live inputs: what strips hear of it, at the point where their ports come in.
//!
//! A set of tracks, one per strip, which is replaced as a whole and outlives engines. A strip that changes over hears
//! the source that it leaves fade out quickly, and the other one rise slowly: nothing rises faster than what a switch
//! opens. Where a strip hears its track alone, it hears it sample for sample; so it does its port.

use super::io::Io;
use super::segment::Segment;
use super::wiring::LanePlace;
use super::{Engine, MARK};
use crate::dsp::sample::LANES;
use crate::param::NodeId;
use crate::rt::fade::ease;
use crate::rt::tape::{TapeClock, TrackReader, TrackView};

/// Seconds in which a source that is left fades out, and in which one that comes rises.
const FALL_SECONDS: f32 = 0.03;
const RISE_SECONDS: f32 = 1.0;
/// Most channels of a strip.
const CHANNELS: usize = 2;

/// One of the two sources of a strip, and how open it is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Opening {
    /// How far at the beginning of the mark, and at its end, 0 to 1.
    from: f32,
    to: f32,
}

impl Opening {
    const OPEN: Self = Self { from: 1.0, to: 1.0 };
    const CLOSED: Self = Self { from: 0.0, to: 0.0 };

    /// Goes on to the next mark.
    fn step(&mut self, is_wanted: bool, (rise, fall): (f32, f32)) {
        self.from = self.to;
        self.to = if is_wanted {
            (self.to + rise).min(1.0)
        } else {
            (self.to - fall).max(0.0)
        };
    }

    fn gain(self, frame: usize) -> f32 {
        let part = frame as f32 / MARK as f32;
        ease(self.from + (self.to - self.from) * part)
    }
}

/// A strip that can hear the tape.
#[derive(Debug)]
struct Source {
    node: NodeId,
    view: TrackView,
    /// None for a strip without a track: it hears silence.
    reader: Option<Box<TrackReader>>,
    tape: Opening,
    live: Opening,
    /// The lane of each channel, in the engine that runs, and its port.
    places: [Option<(LanePlace, Option<usize>)>; CHANNELS],
    /// What the track plays in this mark, and what the strip hears.
    played: [[f32; MARK]; CHANNELS],
    heard: [[f32; MARK]; CHANNELS],
}

/// Everything that is on tape.
#[derive(Debug)]
pub struct TapeSet {
    clock: TapeClock,
    sources: Vec<Source>,
    /// The strips stand at once where they shall: nobody has heard them yet.
    begins: bool,
    /// What a source rises and falls by per mark.
    pace: (f32, f32),
}

impl TapeSet {
    /// A set without tracks, at a sample rate in Hz. `begins`: nothing was heard before it.
    // not real-time: on the control thread.
    pub fn new(clock: TapeClock, rate: u32, begins: bool) -> Self {
        let marks = rate.max(1) as f32 / MARK as f32;
        Self {
            clock,
            sources: Vec::new(),
            begins,
            pace: (1.0 / (RISE_SECONDS * marks), 1.0 / (FALL_SECONDS * marks)),
        }
    }

    /// Adds a strip; without a reader it hears silence while it hears the tape.
    // not real-time: on the control thread.
    pub fn add(&mut self, node: NodeId, view: TrackView, reader: Option<Box<TrackReader>>) {
        let mut source = Source {
            node,
            view,
            reader,
            tape: Opening::CLOSED,
            live: Opening::OPEN,
            places: [None; CHANNELS],
            played: [[0.0; MARK]; CHANNELS],
            heard: [[0.0; MARK]; CHANNELS],
        };
        if self.begins {
            source.settle();
        }
        self.sources.push(source);
    }

    /// It comes in place of a set that nobody has heard: what that would have begun with, it begins with. At a mark.
    pub(super) fn come_for(&mut self, unheard: &Self) {
        self.begins |= unheard.begins;
        if self.begins {
            self.sources.iter_mut().for_each(Source::settle);
        }
    }

    /// Strips go on as the set before left them. At a mark.
    pub(super) fn take_over(&mut self, old: &Self) {
        for source in &mut self.sources {
            let before = old.sources.iter().find(|known| known.node == source.node);
            if let Some(before) = before {
                (source.tape, source.live) = (before.tape, before.live);
            }
        }
    }

    /// True while no track sounds.
    pub(super) fn is_silent(&self) -> bool {
        let mut readers = self.sources.iter().filter_map(|s| s.reader.as_ref());
        readers.all(|reader| reader.is_silent())
    }

    /// Finds every strip in the engine that runs from here on. At a mark.
    pub(super) fn find_places(&mut self, engine: &Engine) {
        for source in &mut self.sources {
            source.places = engine.tape_places(source.node);
        }
    }

    /// Everything that plays in this mark. At a mark.
    pub(super) fn mark(&mut self, frame: u64) {
        let mark = frame / MARK as u64;
        let course = self.clock.course();
        self.clock.reach(mark);
        for source in &mut self.sources {
            let wanted = source.view.is_heard();
            source.tape.step(wanted, self.pace);
            source.live.step(!wanted, self.pace);
            if let Some(reader) = &mut source.reader {
                let played = reader.play(course, mark);
                let last = played.len().saturating_sub(1);
                for (channel, kept) in source.played.iter_mut().enumerate() {
                    *kept = played[channel.min(last)];
                }
            }
        }
    }

    /// What the strips hear in a segment, before it is processed.
    pub(super) fn hear(&mut self, io: &impl Io, segment: Segment) {
        for source in &mut self.sources {
            if !source.is_live() {
                source.hear(io, segment);
            }
        }
    }

    /// Puts what lanes of a bank hear in place of their ports.
    pub(super) fn replace<'s>(
        &'s self,
        bank: usize,
        signals: &mut [&'s [f32]; LANES],
        segment: Segment,
    ) {
        for source in self.sources.iter().filter(|source| !source.is_live()) {
            for (place, heard) in source.places.iter().zip(&source.heard) {
                if let Some((place, _)) = place
                    && place.bank == bank
                {
                    signals[place.lane] = &heard[segment.in_block()];
                }
            }
        }
    }
}

impl Source {
    /// It stands at once where it shall.
    fn settle(&mut self) {
        let is_heard = self.view.is_heard();
        (self.tape, self.live) = if is_heard {
            (Opening::OPEN, Opening::CLOSED)
        } else {
            (Opening::CLOSED, Opening::OPEN)
        };
    }

    /// Nothing but its port is heard.
    fn is_live(&self) -> bool {
        self.live == Opening::OPEN && self.tape == Opening::CLOSED
    }

    fn hear(&mut self, io: &impl Io, segment: Segment) {
        let is_alone = self.tape == Opening::OPEN && self.live == Opening::CLOSED;
        let mut peak = 0.0_f32;
        for (channel, place) in self.places.iter().enumerate() {
            let Some((_, port)) = place else { continue };
            let live = port.map(|port| &io.input(port)[segment.in_callback()]);
            let heard = &mut self.heard[channel][segment.in_block()];
            let played = &self.played[channel][segment.in_block()];
            heard.copy_from_slice(played);
            for (at, frame) in segment.in_block().enumerate() {
                let live = live.map_or(0.0, |live| live[at]);
                let live = if live.is_finite() { live } else { 0.0 };
                peak = peak.max(live.abs());
                if !is_alone {
                    heard[at] = played[at] * self.tape.gain(frame) + live * self.live.gain(frame);
                }
            }
        }
        if peak > 0.0 {
            self.view.note_live(peak);
        }
    }
}

impl Engine {
    /// The lanes of a strip, with their ports.
    fn tape_places(&self, node: NodeId) -> [Option<(LanePlace, Option<usize>)>; CHANNELS] {
        let mut places = [None; CHANNELS];
        let mut nodes = self.wiring.nodes.iter();
        let Some(node) = nodes.find(|known| known.id == node) else {
            return places;
        };
        let Some(ports) = self.wiring.inputs.get(node.bank) else {
            return places;
        };
        for (lane, place) in node.lanes().zip(&mut places) {
            let bank = node.bank;
            *place = Some((LanePlace { bank, lane }, ports[lane]));
        }
        places
    }
}
