//! What is taken out of the engine to be measured or recorded: sound at a place in the path, mark by mark.
//!
//! The set of captures is replaced as a whole. What goes on from the set before brings no ring of its own and
//! takes over that of its number, so nothing is missed. The set belongs to the host and outlives engines: its
//! places are found again in every new one.

mod share;

use super::bank::{INPUT, OPEN, OUTPUT, POST_EQ, POST_FADER, PRE_EQ, PRE_FADER};
use super::io::Io;
use super::segment::Segment;
use super::wiring::LanePlace;
use super::{Engine, MARK};
use crate::dsp::sample::LANES;
use crate::param::tables::send::Tap;
use crate::param::{NodeId, NodeKind};
use crate::rt::capture::CaptureWriter;
use share::Share;

/// Where in the path of a strip, bus or main.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapturePoint {
    /// What comes in at the port, before trim: of strips and talkback.
    Port,
    /// What comes back from the external unit at the insert point.
    InsertReturn,
    /// A tap, before the mute.
    Tap(Tap),
    /// What leaves a bus or main: after the limiter, before the delay of its port and the hold.
    Output,
    /// What a strip or bus adds to main, in main's channels: after fader, mute, pan and assignment. All of these together
    /// are what main hears.
    Share,
}

/// All channels of a node at one point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaptureSource {
    /// The strip, bus or main; talkback at its port.
    pub node: NodeId,
    /// Where.
    pub point: CapturePoint,
}

/// Where a channel is read in the engine that runs.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// An input port.
    Port(usize),
    /// A tap of a lane.
    Tap(LanePlace, usize),
    /// What reaches a lane of main.
    Share(usize),
}

/// One channel of a capture.
#[derive(Clone, Copy, Debug)]
struct Channel {
    place: Option<Place>,
    /// What came in at the port, or went into main, in this mark so far.
    gathered: [f32; MARK],
}

/// Something that is captured.
#[derive(Debug)]
struct Capture {
    number: u64,
    source: CaptureSource,
    /// None in a set that has not taken over yet, for what goes on, and in one that was taken over from.
    writer: Option<CaptureWriter>,
    channels: Vec<Channel>,
    /// Every channel has a place.
    is_there: bool,
    /// The way into main, of what is captured there.
    share: Option<Share>,
}

/// Everything that is captured.
#[derive(Debug, Default)]
pub struct Captures {
    list: Vec<Capture>,
}

impl Captures {
    /// Adds what is captured under a number. `writer` is where it goes; none for what goes on under that number.
    // not real-time: on the control thread.
    pub fn add(
        &mut self,
        number: u64,
        (source, channels): (CaptureSource, usize),
        writer: Option<CaptureWriter>,
    ) {
        let channel = Channel {
            place: None,
            gathered: [0.0; MARK],
        };
        self.list.push(Capture {
            number,
            source,
            writer,
            channels: std::iter::repeat_n(channel, channels).collect(),
            is_there: false,
            share: None,
        });
    }

    /// True when nothing is captured.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// What goes on gets its ring from the set before, if it is as wide. At a mark.
    pub(super) fn take_over(&mut self, old: &mut Self) {
        for capture in self.list.iter_mut().filter(|c| c.writer.is_none()) {
            let goes_on = |before: &&mut Capture| {
                before.number == capture.number && before.channels.len() == capture.channels.len()
            };
            let before = old.list.iter_mut().find(goes_on);
            capture.writer = before.and_then(|before| before.writer.take());
        }
    }

    /// Finds every place in the engine that runs from here on. At a mark.
    pub(super) fn find_places(&mut self, engine: &Engine) {
        for capture in &mut self.list {
            let wide = engine.captured_width(capture.source);
            let fits = wide == Some(capture.channels.len());
            for (number, channel) in capture.channels.iter_mut().enumerate() {
                let place = engine.captured_place(capture.source, number);
                channel.place = place.filter(|_| fits);
            }
            capture.is_there = capture.channels.iter().all(|c| c.place.is_some());
            let is_share = capture.source.point == CapturePoint::Share && capture.is_there;
            let share = is_share.then(|| engine.share_of(capture.source.node));
            capture.share = share.flatten();
            if let Some(writer) = &capture.writer {
                writer.set_there(capture.is_there);
            }
        }
    }

    /// The taps that are read, by bank.
    fn want_taps(&self, wanted: &mut [u16]) {
        let present = self.list.iter().filter(|capture| capture.is_there);
        for channel in present.flat_map(|capture| &capture.channels) {
            if let Some(Place::Tap(place, tap)) = channel.place {
                wanted[place.bank] |= 1 << tap;
            }
        }
    }

    /// Takes over the gains of ways into main, which stand until the next mark, or are on a known way. Once per mark, before
    /// its first frame.
    pub(super) fn mark(&mut self, engine: &Engine) {
        let shares = self.list.iter_mut().filter_map(|c| c.share.as_mut());
        shares.for_each(|share| share.mark(engine));
    }

    /// Takes a segment that the engine has processed; at the end of a mark everything goes to its reader.
    pub(super) fn take(&mut self, engine: &Engine, io: &impl Io, segment: Segment) {
        for capture in self.list.iter_mut().filter(|capture| capture.is_there) {
            for channel in &mut capture.channels {
                if let Some(Place::Port(port)) = channel.place {
                    let heard = &io.input(port)[segment.in_callback()];
                    channel.gathered[segment.in_block()].copy_from_slice(heard);
                }
            }
            capture.take_share(engine, segment);
            if segment.offset + segment.count == MARK {
                capture.hand_over(engine);
            }
        }
    }
}

impl Capture {
    fn take_share(&mut self, engine: &Engine, segment: Segment) {
        let Some(share) = &mut self.share else {
            return;
        };
        for frame in segment.in_block() {
            let sum = share.next(engine, frame);
            for channel in &mut self.channels {
                if let Some(Place::Share(lane)) = channel.place {
                    channel.gathered[frame] = sum[lane];
                }
            }
        }
    }

    fn hand_over(&mut self, engine: &Engine) {
        let Some(writer) = &mut self.writer else {
            return;
        };
        let frame = engine.frame() - MARK as u64;
        let channels = &self.channels;
        writer.write(frame, |number| {
            let channel = &channels[number];
            match channel.place {
                Some(Place::Tap(place, tap)) => &engine.banks[place.bank].planar(tap).0[place.lane],
                _ => &channel.gathered,
            }
        });
    }
}

impl Engine {
    /// The taps that captures read from here on. At a mark.
    pub(super) fn want_captured(&mut self, captures: Option<&Captures>) {
        self.captured_taps.fill(0);
        if let Some(captures) = captures {
            captures.want_taps(&mut self.captured_taps);
        }
        self.taps_stale = true;
    }

    /// How many channels a source has here; none where there is no such source.
    fn captured_width(&self, source: CaptureSource) -> Option<usize> {
        if source.node == NodeId::TALKBACK {
            return Some(1);
        }
        let mut nodes = self.wiring.nodes.iter();
        let node = nodes.find(|node| node.id == source.node)?;
        match source.point {
            CapturePoint::Share => Some(self.wiring.nodes[self.wiring.main].channels),
            _ => Some(node.channels),
        }
    }

    fn captured_place(&self, source: CaptureSource, channel: usize) -> Option<Place> {
        if source.point == CapturePoint::Share {
            return Some(Place::Share(
                self.captured_lane(NodeId::MAIN, channel)?.lane,
            ));
        }
        let place = self.captured_lane(source.node, channel)?;
        let has_inputs = matches!(source.node.kind, NodeKind::Strip | NodeKind::Talkback);
        match source.point {
            CapturePoint::Port => {
                let ports = self.wiring.inputs.get(place.bank)?;
                ports[place.lane].map(Place::Port)
            }
            CapturePoint::InsertReturn => {
                let ports = self.wiring.inserts.get(place.bank)?.as_ref()?;
                ports.returns[place.lane].map(Place::Port)
            }
            CapturePoint::Tap(tap) => Some(Place::Tap(place, open_tap(tap))),
            CapturePoint::Output => (!has_inputs).then_some(Place::Tap(place, OUTPUT)),
            CapturePoint::Share => None,
        }
    }

    fn captured_lane(&self, node: NodeId, channel: usize) -> Option<LanePlace> {
        if node == NodeId::TALKBACK {
            return Some(self.wiring.talkback.place);
        }
        let mut nodes = self.wiring.nodes.iter();
        let node = nodes.find(|known| known.id == node)?;
        let lane = node.lane + channel;
        (channel < node.channels && lane < LANES).then_some(LanePlace {
            bank: node.bank,
            lane,
        })
    }
}

/// The number of a tap before the mute.
fn open_tap(tap: Tap) -> usize {
    let muted = match tap {
        Tap::Input => INPUT,
        Tap::PreEq => PRE_EQ,
        Tap::PostEq => POST_EQ,
        Tap::PreFader => PRE_FADER,
        Tap::PostFader => POST_FADER,
    };
    muted + OPEN
}
