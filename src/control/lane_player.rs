//! A lane as the engine plays it: changes for whole marks, each known before it is due.
//!
//! At every corner the value is set and the way to the next one is a glide, so what is heard is a pure function
//! of the lane and of where the transport began. Where something else is heard than the lane says, it is gone to
//! over some time. Nothing rises faster than a hand throws a fader, and a jump up takes as long as any other.

use super::gliding::Pace;
use super::slew;
use super::transport::Span;
use super::values::Values;
use crate::engine::MARK;
use crate::engine::command::Change;
use crate::engine::glide::Glide;
use crate::param::lane::{Corner, between};
use crate::param::{Curve, ParamIndex, Plain};
use std::collections::VecDeque;

/// A change for a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Due {
    /// Engine frame; a mark.
    pub frame: u64,
    /// What changes then.
    pub change: Change,
}

/// One lane on its way through the engine.
#[derive(Debug)]
pub struct LanePlayer {
    index: ParamIndex,
    curve: Curve,
    corners: Vec<Corner>,
    /// The engine frame of the next change.
    next: u64,
    /// The least frames in which what is heard goes to what the lane says.
    approach: u32,
    /// What is heard when the first change comes.
    heard: Plain,
    /// What was sent: from which frame on, and how it goes.
    ways: VecDeque<(u64, Glide)>,
}

fn whole_marks(frames: u32) -> u64 {
    u64::from(frames).next_multiple_of(MARK as u64)
}

impl LanePlayer {
    /// A lane that begins at an engine frame, where `heard` is heard, in at least `approach` frames.
    pub fn new(
        (index, curve): (ParamIndex, Curve),
        corners: Vec<Corner>,
        (start, heard): (u64, Plain),
        approach: u32,
    ) -> Self {
        Self {
            index,
            curve,
            corners,
            next: start,
            approach,
            heard,
            ways: VecDeque::new(),
        }
    }

    /// Its parameter.
    pub fn index(&self) -> ParamIndex {
        self.index
    }

    /// Another lane from an engine frame on, up to which everything is sent.
    pub fn renew(&mut self, corners: Vec<Corner>, from: u64, approach: u32) {
        self.corners = corners;
        self.next = from;
        self.approach = approach;
    }

    /// What is heard at an engine frame; nothing before its first change.
    pub fn value(&mut self, frame: u64) -> Option<Plain> {
        while self.ways.get(1).is_some_and(|(start, _)| *start <= frame) {
            self.ways.pop_front();
        }
        let (_, glide) = self.ways.front().filter(|(start, _)| *start <= frame)?;
        Some(glide.value(frame).0)
    }

    /// The way that is heard at an engine frame, of those that were sent.
    pub fn way(&self, frame: u64) -> Option<Glide> {
        let at = self.ways.partition_point(|(start, _)| *start <= frame);
        Some(self.ways.get(at.checked_sub(1)?)?.1)
    }

    /// What will be heard at a frame to which everything is sent.
    fn coming(&self, frame: u64) -> Plain {
        let last = self.ways.back();
        last.map_or(self.heard, |(_, glide)| glide.value(frame).0)
    }

    /// Everything that is due up to an engine frame.
    pub fn advance(
        &mut self,
        span: impl Fn(u64) -> Span,
        horizon: u64,
        values: Values,
        rate: u32,
        due: &mut Vec<Due>,
    ) {
        while self.next <= horizon {
            let span = span(self.next);
            self.step(&span, values, rate, due);
            if span.end().is_some_and(|end| self.next >= end) {
                // What is heard at the end of a loop is not what the lane says at its beginning.
                self.approach = rate / 50;
            }
        }
    }

    fn step(&mut self, span: &Span, values: Values, rate: u32, due: &mut Vec<Due>) {
        let here = span.position(self.next);
        let (from, want) = (self.coming(self.next), self.value_at(here));
        let over = if from == want || self.curve.counts() {
            0
        } else {
            let rise = slew::frames(values, self.index, (from, want), Pace::Jump, rate);
            rise.max(self.approach)
        };
        self.approach = 0;
        let end = span.until.unwrap_or(u64::MAX);
        if over == 0 {
            self.follow(span, (here, end), (from, want), (values, rate), due);
        } else {
            let least = whole_marks(over);
            let goal = self.value_at(here.saturating_add(least).min(end));
            let rise = slew::frames(values, self.index, (from, goal), Pace::Jump, rate);
            let over = least.max(whole_marks(rise));
            self.set(from, due);
            self.glide((from, goal), over as u32, due);
            // At the end of a loop its beginning counts.
            self.next += over;
            if let Some(end) = span.end() {
                self.next = self.next.min(end);
            }
        }
    }

    /// What is heard is what the lane says: on to the next corner.
    fn follow(
        &mut self,
        span: &Span,
        (here, end): (u64, u64),
        (from, want): (Plain, Plain),
        (values, rate): (Values, u32),
        due: &mut Vec<Due>,
    ) {
        let next = self.corners.partition_point(|corner| corner.frame <= here);
        let way = next.checked_sub(1).map(|last| self.corners[last]);
        let corner = self.corners.get(next).copied();
        let is_moving = self
            .ways
            .back()
            .is_some_and(|(_, glide)| glide.remaining(self.next) > 0);
        let is_new = from != want || is_moving || self.ways.is_empty();
        match (way, corner) {
            (Some(way), Some(corner)) if way.moves => {
                let stop = corner.frame.min(end);
                let goal = self.end_of_way(next, stop);
                let hand = slew::frames(values, self.index, (want, goal), Pace::Hand, rate);
                self.set(want, due);
                self.glide((want, goal), hand.max((stop - here) as u32), due);
            }
            _ if is_new => self.set(want, due),
            _ => {}
        }
        let stop = corner.map_or(end, |corner| corner.frame.min(end));
        self.next = if stop == u64::MAX {
            u64::MAX
        } else {
            span.frame(stop)
        };
    }

    fn set(&mut self, value: Plain, due: &mut Vec<Due>) {
        let glide = Glide::new(self.index, self.curve, (value, value), self.next, 1);
        self.send(glide, Change::now(self.index, value), due);
    }

    fn glide(&mut self, ends: (Plain, Plain), over: u32, due: &mut Vec<Due>) {
        if ends.0 == ends.1 || over == 0 {
            return;
        }
        let glide = Glide::new(self.index, self.curve, ends, self.next, over);
        let (index, value) = (self.index, ends.1);
        self.send(glide, Change { index, value, over }, due);
    }

    fn send(&mut self, glide: Glide, change: Change, due: &mut Vec<Due>) {
        let frame = self.next;
        if self.ways.back().is_some_and(|(last, _)| *last == frame) {
            self.ways.pop_back();
        }
        self.ways.push_back((frame, glide));
        due.push(Due { frame, change });
    }

    /// The value of the lane at a frame of the transport.
    fn value_at(&self, at: u64) -> Plain {
        value_at(self.curve, &self.corners, at)
    }

    /// The value to which the way before a corner has led at a frame.
    fn end_of_way(&self, next: usize, at: u64) -> Plain {
        let (last, next) = (&self.corners[next - 1], &self.corners[next]);
        if at >= next.frame {
            return next.value;
        }
        let part = (at - last.frame) as f64 / (next.frame - last.frame) as f64;
        between(self.curve, (last.value, next.value), part)
    }
}

/// The value of corners at a frame of the transport.
pub fn value_at(curve: Curve, corners: &[Corner], at: u64) -> Plain {
    let next = corners.partition_point(|corner| corner.frame <= at);
    let Some(last) = next.checked_sub(1).map(|last| &corners[last]) else {
        return corners.first().map_or(Plain(0.0), |first| first.value);
    };
    match corners.get(next).filter(|_| last.moves) {
        Some(next) => {
            let part = (at - last.frame) as f64 / (next.frame - last.frame) as f64;
            between(curve, (last.value, next.value), part)
        }
        None => last.value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::transport::frame_of;
    use crate::param::lane::{Lane, Point, Shape};
    use crate::param::{Layout, Store, Topology};

    const RATE: u32 = 48_000;

    struct Rig {
        layout: Layout,
        store: Store,
    }

    impl Rig {
        fn new() -> Self {
            let layout = Layout::new(Topology::default());
            let store = Store::defaults(&layout);
            Self { layout, store }
        }

        fn player(&self, path: &str, points: &[(u64, f32, Shape)], heard: f32) -> LanePlayer {
            let index = self.layout.find(path).unwrap();
            let curve = self.layout.spec(index).curve;
            let point = |(at, value, shape): &(u64, f32, Shape)| Point {
                at: *at,
                value: Plain(*value),
                shape: *shape,
            };
            let lane = Lane::new(points.iter().map(point).collect());
            let corners = lane.corners(curve, |at| frame_of(at, RATE));
            LanePlayer::new((index, curve), corners, (320, Plain(heard)), 0)
        }

        fn due(
            &self,
            player: &mut LanePlayer,
            until: Option<u64>,
            horizon: u64,
        ) -> Vec<(u64, f32, u32)> {
            let first = Span {
                start: 320,
                from: 0,
                until,
            };
            let span = |frame: u64| match until {
                Some(length) => Span {
                    start: 320 + (frame - 320) / length * length,
                    ..first
                },
                None => first,
            };
            let mut due = Vec::new();
            let values = Values {
                layout: &self.layout,
                store: &self.store,
            };
            player.advance(span, horizon, values, RATE, &mut due);
            due.iter()
                .map(|due| (due.frame, due.change.value.0, due.change.over))
                .collect()
        }
    }

    #[test]
    fn every_corner_is_set_and_every_way_is_a_glide() {
        let points = [
            (0, 0.0, Shape::Ramp),
            (1_000_000, 50.0, Shape::Hold),
            (2_000_000, -50.0, Shape::Ramp),
        ];
        let rig = Rig::new();
        let mut player = rig.player("ch/1/pan", &points, 0.0);
        assert_eq!(
            rig.due(&mut player, None, 1_000_000),
            [(320, 0.0, 0), (320, 50.0, 48_000), (96_320, -50.0, 0)]
        );
        assert_eq!(player.value(24_320), Some(Plain(25.0)));
        assert_eq!(player.value(96_319), Some(Plain(50.0)));
        assert_eq!(player.value(96_320), Some(Plain(-50.0)));
        assert_eq!(rig.due(&mut player, None, 2_000_000), []);
    }

    #[test]
    fn what_is_heard_goes_to_the_lane_no_faster_than_it_may() {
        // From off to 0 dB: three quarters of the travel, by a jump 0.3 s for all of it.
        let points = [(0, 0.0, Shape::Ramp), (2_000_000, 0.0, Shape::Ramp)];
        let rig = Rig::new();
        let mut player = rig.player("ch/1/fader", &points, f32::NEG_INFINITY);
        let due = rig.due(&mut player, None, 20_000);
        assert_eq!(due[0], (320, f32::NEG_INFINITY, 0));
        assert_eq!(due[1], (320, 0.0, 10_816));
        // Down at once.
        let mut player = rig.player("ch/1/fader", &points, 10.0);
        assert_eq!(rig.due(&mut player, None, 20_000)[0], (320, 0.0, 0));
        // A way that is too steep takes as long as a throw: 0.05 s for all of the travel.
        let steep = [
            (0, f32::NEG_INFINITY, Shape::Ramp),
            (1_000, 10.0, Shape::Ramp),
        ];
        let mut player = rig.player("ch/1/fader", &steep, f32::NEG_INFINITY);
        let due = rig.due(&mut player, None, 20_000);
        assert_eq!(due[1], (320, 10.0, 2400));
        // The rest of it comes as a jump does.
        assert!(due[3].2 >= 14_000 && due[3].1 == 10.0, "{due:?}");
    }

    #[test]
    fn a_loop_returns_without_a_jump() {
        let points = [(0, -80.0, Shape::Ramp), (1_000_000, 80.0, Shape::Ramp)];
        let rig = Rig::new();
        let mut player = rig.player("ch/1/pan", &points, -80.0);
        let due = rig.due(&mut player, Some(24_000), 30_000);
        assert_eq!(due[..2], [(320, -80.0, 0), (320, 0.0, 24_000)]);
        assert_eq!(due[2], (24_320, 0.0, 0));
        // A fiftieth of a second to where the lane is by then.
        let (frame, value, over) = due[3];
        assert_eq!((frame, over), (24_320, 960));
        assert!((value + 76.8).abs() < 0.01, "{value}");
    }

    #[test]
    fn switches_change_at_their_marks() {
        let points = [(0, 0.0, Shape::Hold), (500_000, 1.0, Shape::Hold)];
        let rig = Rig::new();
        let mut player = rig.player("ch/1/mute", &points, 1.0);
        let due = rig.due(&mut player, None, 100_000);
        assert_eq!(due, [(320, 0.0, 0), (24_320, 1.0, 0)]);
    }
}
