//! What is written of one parameter: how the engine went, mark by mark, from what it says that it has taken.

use super::engine_link::Wanted;
use super::transport::{Span, micros_of};
use crate::engine::MARK;
use crate::engine::glide::{self, Glide};
use crate::param::lane::{Lane, Point, Shape};
use crate::param::{Curve, ParamIndex, Plain};

/// What is written of one parameter, since a hand came.
#[derive(Clone, Debug)]
pub struct Take {
    index: ParamIndex,
    curve: Curve,
    /// From which engine frame on, and how it goes. The first is what was heard before the hand came.
    ways: Vec<(u64, Glide)>,
    /// The engine frame at which it begins; none until the engine has taken the first move.
    begin: Option<u64>,
}

impl Take {
    /// A take that begins with the first move; `heard` is how it goes until then.
    pub fn waiting((index, curve): (ParamIndex, Curve), heard: Glide) -> Self {
        Self {
            index,
            curve,
            ways: vec![(0, heard)],
            begin: None,
        }
    }

    /// A take that begins at an engine frame, where a value stands.
    pub fn standing(of: (ParamIndex, Curve), value: Plain, begin: u64) -> Self {
        let mut take = Self::waiting(of, still(of, value, begin));
        take.begin = Some(begin);
        take
    }

    /// How its curve lies on a control.
    pub fn curve(&self) -> Curve {
        self.curve
    }

    /// The engine frame at which it begins.
    pub fn begin(&self) -> Option<u64> {
        self.begin
    }

    /// The engine has taken a move at a mark.
    pub fn take(&mut self, frame: u64, wanted: Wanted) {
        let Some((_, before)) = self.ways.last().copied() else {
            return;
        };
        self.begin.get_or_insert(frame);
        let mark = MARK as u64;
        // As the engine does: one that has just arrived counts as moving for a mark.
        let moves = before.value(0).0 != before.value(u64::MAX).0;
        let was_moving = moves && before.remaining(frame.saturating_sub(2 * mark)) > 0;
        let stood = before.value(if was_moving {
            frame.saturating_sub(mark)
        } else {
            frame
        });
        let ends = (stood.0, wanted.value);
        let way = if wanted.over == 0 {
            still((self.index, self.curve), wanted.value, frame)
        } else {
            let start = glide::start(frame, was_moving);
            Glide::new(self.index, self.curve, ends, start, wanted.over)
        };
        match self.ways.last_mut() {
            Some((last, old)) if *last == frame => *old = way,
            _ => self.ways.push((frame, way)),
        }
    }

    /// The engine frame of the last move.
    pub fn moved(&self) -> u64 {
        self.ways.last().map_or(0, |(start, _)| *start)
    }

    /// The value at an engine frame.
    pub fn value(&self, frame: u64) -> Plain {
        let at = self.ways.partition_point(|(start, _)| *start <= frame);
        let (_, way) = &self.ways[at.saturating_sub(1)];
        way.value(frame).0
    }

    /// The same take, as if it had begun only here.
    pub fn begun_at(&self, frame: u64) -> Self {
        let at = self.ways.partition_point(|(start, _)| *start <= frame);
        Self {
            ways: vec![(0, self.ways[at.saturating_sub(1)].1)],
            begin: Some(frame),
            ..self.clone()
        }
    }

    /// The points of what was written up to an engine frame, within a stretch of the transport; exact at every
    /// mark.
    pub fn points(&self, span: &Span, rate: u32, until: u64) -> Vec<Point> {
        let mut points = Vec::new();
        let Some(begin) = self.begin else {
            return points;
        };
        let starts = self.ways.iter().map(|(start, _)| (*start).max(begin));
        let ends = starts.clone().skip(1).chain([until]);
        for (((_, way), start), end) in self.ways.iter().zip(starts).zip(ends) {
            if start < end {
                self.add_way(way, (start, end), &mut points);
            }
        }
        for point in &mut points {
            point.at = micros_of(span.position(point.at), rate);
        }
        points
    }

    /// The points of one way; times are engine frames still.
    fn add_way(&self, way: &Glide, (start, end): (u64, u64), points: &mut Vec<Point>) {
        let shape = Shape::usual(self.curve);
        let mut add = |at: u64| {
            let value = way.value(at).0;
            points.push(Point { at, value, shape });
        };
        add(start);
        let arrives = start + u64::from(way.remaining(start));
        if self.curve.counts() {
            if (start + 1..end).contains(&arrives) {
                add(arrives.next_multiple_of(MARK as u64));
            }
            return;
        }
        // The last mark on the way, and the first at its end.
        let mark = MARK as u64;
        let last = arrives / mark * mark;
        for at in [last, arrives.next_multiple_of(mark)] {
            if (start + 1..end).contains(&at) {
                add(at);
            }
        }
        add(end);
    }

    /// The lane with what was written in its place, up to an engine frame, and on the way back from there.
    pub fn written(&self, lane: &Lane, (span, rate): (&Span, u32), until: u64, back: u64) -> Lane {
        let points = self.points(span, rate, until);
        let Some(begin) = self.begin.filter(|begin| *begin < until) else {
            return lane.clone();
        };
        let micros = |frame| micros_of(span.position(frame), rate);
        let thin = Lane::new(points).thinned(self.curve, crate::param::lane::THINNING);
        let back = if self.curve.counts() { 0 } else { back };
        let stretch = (micros(begin), micros(until) + back);
        lane.spliced(self.curve, stretch, thin.points().to_vec())
    }
}

fn still((index, curve): (ParamIndex, Curve), value: Plain, frame: u64) -> Glide {
    Glide::new(index, curve, (value, value), frame, 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::lane::THINNING;
    use crate::param::spec::{LevelParam, Param};
    use crate::param::{NodeId, ParamAddr};
    use proptest::prelude::*;

    const INDEX: ParamIndex = ParamIndex::new(3);
    const ADDR: ParamAddr = NodeId::strip(1).param(Param::Level(LevelParam::Fader));
    const RATE: u32 = 48_000;

    fn span() -> Span {
        Span {
            start: 6400,
            from: 48_000,
            until: None,
        }
    }

    proptest! {
        /// Whatever a hand does, the lane says at every mark what was heard there, within the stated error.
        #[test]
        fn a_lane_reads_back_as_it_was_heard(
            moves in prop::collection::vec((1_u64..200, -100.0_f32..10.0, 0_u32..5000), 1..60),
        ) {
            let curve = Curve::Fader;
            let mut take = Take::standing((INDEX, curve), Plain(-20.0), 6400);
            let mut frame = 6400;
            for (marks, value, over) in moves {
                frame += marks * 32;
                let value = curve.clamp(Plain(value));
                take.take(frame, Wanted { addr: ADDR, value, over });
            }
            let until = frame + 3200;
            let lane = take.written(&Lane::default(), (&span(), RATE), until, 0);
            for mark in (6400..until).step_by(32) {
                let at = micros_of(span().position(mark), RATE);
                let read = lane.value_at(curve, at).unwrap();
                let heard = take.value(mark);
                let error = (curve.travel(read).get() - curve.travel(heard).get()).abs();
                prop_assert!(error <= THINNING + 1e-4, "{mark}: {read:?} for {heard:?}");
            }
        }
    }

    #[test]
    fn what_was_there_before_and_after_stays() {
        let point = |at, value| Point {
            at,
            value: Plain(value),
            shape: Shape::Ramp,
        };
        let old = Lane::new(vec![point(0, -40.0), point(4_000_000, 0.0)]);
        let heard = Glide::new(INDEX, Curve::Fader, (Plain(-30.0), Plain(-30.0)), 0, 1);
        let mut take = Take::waiting((INDEX, Curve::Fader), heard);
        let mut of = |frame, value| {
            let value = Plain(value);
            take.take(
                frame,
                Wanted {
                    addr: ADDR,
                    value,
                    over: 0,
                },
            );
        };
        of(6400, -10.0);
        of(54_400, -5.0);
        // A second of the transport is at 6400.
        let new = take.written(&old, (&span(), RATE), 102_400, 200_000);
        let value = |at| new.value_at(Curve::Fader, at).unwrap().0;
        let before = |at| old.value_at(Curve::Fader, at).unwrap().0;
        assert!((value(500_000) - before(500_000)).abs() < 1e-3);
        assert_eq!((value(1_000_000), value(1_999_000)), (-10.0, -10.0));
        assert_eq!((value(2_000_000), value(2_999_000)), (-5.0, -5.0));
        assert!((value(3_200_000) - before(3_200_000)).abs() < 1e-3);
        assert!((value(3_600_000) - before(3_600_000)).abs() < 1e-3);
    }
}
