//! Lanes: the values of one parameter over time, as points and the ways between them.

mod shape;

pub use shape::Shape;

use super::curve::{
    Curve, Plain, Travel, attenuation_db, attenuation_travel, fader_db, fader_travel,
};
use serde::{Deserialize, Serialize};

/// How far a lane that a hand has written may lie from what was heard, in travel of the control: 0.16 dB on a
/// fader near 0 dB, half a step of a controller with 7 bits.
pub const THINNING: f32 = 0.004;
/// Straight pieces of a bent way.
pub const PIECES: u32 = 16;
/// Most points of all lanes together.
pub const MOST_POINTS: usize = 100_000;

/// A value at a time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Microseconds from the start of the transport.
    pub at: u64,
    /// The value.
    pub value: Plain,
    /// The way to the next point.
    pub shape: Shape,
}

/// A point of a lane where only straight ways are left, in frames.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Corner {
    /// Frames from the start of the transport.
    pub frame: u64,
    /// The value.
    pub value: Plain,
    /// It moves evenly to the next corner; else it stays, and jumps there.
    pub moves: bool,
}

/// The values of one parameter over time: points in order. Of two at one time the first is where the way there
/// ends, the second where the way from there begins. Before the first point its value holds, behind the last
/// one that of the last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lane {
    points: Vec<Point>,
}

/// What lies between two values, evenly on the control.
pub fn between(curve: Curve, (from, to): (Plain, Plain), part: f64) -> Plain {
    let even = |from: f32, to: f32| f64::from(from) + f64::from(to - from) * part;
    if part <= 0.0 || curve.counts() {
        return from;
    }
    if part >= 1.0 || from == to {
        return to;
    }
    Plain(match curve {
        Curve::Fader => {
            let travel = even(fader_travel(from.0).get(), fader_travel(to.0).get());
            fader_db(Travel::new(travel as f32))
        }
        Curve::Attenuation => {
            let travel = even(
                attenuation_travel(from.0).get(),
                attenuation_travel(to.0).get(),
            );
            attenuation_db(Travel::new(travel as f32))
        }
        Curve::Log { .. } => {
            let (from, to) = (f64::from(from.0).ln(), f64::from(to.0).ln());
            (from + (to - from) * part).exp() as f32
        }
        _ => even(from.0, to.0) as f32,
    })
}

impl Lane {
    /// A lane of these points, in any order; of more than two at one time, the first and the last count.
    pub fn new(mut points: Vec<Point>) -> Self {
        points.sort_by_key(|point| point.at);
        let mut kept: Vec<Point> = Vec::with_capacity(points.len());
        for point in points {
            if let [.., a, b] = &mut kept[..]
                && a.at == point.at
                && b.at == point.at
            {
                *b = point;
            } else {
                kept.push(point);
            }
        }
        Self { points: kept }
    }

    /// Its points, in order.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// True where it says nothing.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// Number of the points at or before a time.
    fn before(&self, at: u64) -> usize {
        self.points.partition_point(|point| point.at <= at)
    }

    /// The value at a time; nothing in a lane without points.
    pub fn value_at(&self, curve: Curve, at: u64) -> Option<Plain> {
        let next = self.before(at);
        let Some(last) = next.checked_sub(1).map(|last| &self.points[last]) else {
            return self.points.first().map(|first| first.value);
        };
        let Some(next) = self.points.get(next).filter(|_| last.shape != Shape::Hold) else {
            return Some(last.value);
        };
        let part = (at - last.at) as f64 / (next.at - last.at) as f64;
        Some(way(curve, last, next, part))
    }

    /// The lane with straight ways alone, in frames; `frame_of` gives the frame of a time.
    pub fn corners(&self, curve: Curve, frame_of: impl Fn(u64) -> u64) -> Vec<Corner> {
        let mut corners = Vec::with_capacity(self.points.len());
        for (at, point) in self.points.iter().enumerate() {
            let next = self.points.get(at + 1);
            let moves = next.is_some_and(|next| {
                point.shape != Shape::Hold && !curve.counts() && next.at > point.at
            });
            corners.push(Corner {
                frame: frame_of(point.at),
                value: point.value,
                moves,
            });
            if let Some(next) = next.filter(|_| moves && point.shape.is_bent()) {
                let pieces = pieces(curve, point, next).into_iter();
                corners.extend(pieces.map(|piece| Corner {
                    frame: frame_of(piece.at),
                    value: piece.value,
                    moves: true,
                }));
            }
        }
        corners
    }

    /// The lane with other points from one time to another, both included: what lies outside stays as it is.
    pub fn spliced(&self, curve: Curve, (from, to): (u64, u64), part: Vec<Point>) -> Self {
        let mut points: Vec<Point> = Vec::with_capacity(self.points.len() + part.len() + 2);
        let straight = self.straight_at(curve, from).straight_at(curve, to);
        points.extend(straight.points.iter().filter(|point| point.at < from));
        let reaches_in = points.last().is_some_and(|last| last.shape == Shape::Ramp);
        if let Some(value) = self.value_before(curve, from).filter(|_| reaches_in) {
            points.push(Point {
                at: from,
                value,
                shape: Shape::usual(curve),
            });
        }
        points.extend(part);
        let mut rest = straight.points.iter().filter(|point| point.at > to);
        if let Some(first) = rest.next() {
            // Of a way that comes out of the part, the shape is that of the point before.
            let shape = straight.before(to).checked_sub(1);
            let shape = shape.map_or(Shape::Hold, |at| straight.points[at].shape);
            if let Some(value) = self.value_at(curve, to) {
                points.push(Point {
                    at: to,
                    value,
                    shape,
                });
            }
            points.push(*first);
            points.extend(rest);
        } else if let Some(value) = self.value_at(curve, to) {
            points.push(Point {
                at: to,
                value,
                shape: Shape::usual(curve),
            });
        }
        Self::new(points).without_repeats()
    }

    /// Of points at one time that say the same, one.
    fn without_repeats(mut self) -> Self {
        self.points.dedup_by(|next, last| {
            let is_same = next.at == last.at && next.value == last.value;
            if is_same {
                last.shape = next.shape;
            }
            is_same
        });
        self
    }

    /// The value to which the way before a time leads.
    fn value_before(&self, curve: Curve, at: u64) -> Option<Plain> {
        let first = self.points.iter().find(|point| point.at == at);
        match first {
            Some(point) => Some(point.value),
            None => self.value_at(curve, at),
        }
    }

    /// The same, with straight pieces in place of the bent way that a time falls into.
    fn straight_at(&self, curve: Curve, at: u64) -> Self {
        let next = self.before(at);
        let bent = next
            .checked_sub(1)
            .filter(|last| self.points[*last].shape.is_bent() && self.points.get(next).is_some());
        let Some(last) = bent else {
            return self.clone();
        };
        let mut points = self.points.clone();
        points[last].shape = Shape::Ramp;
        let pieces = pieces(curve, &self.points[last], &self.points[next]);
        points.splice(next..next, pieces);
        Self { points }
    }

    /// The same without points that can be left out: no value is further away than `tolerance`, in travel.
    pub fn thinned(&self, curve: Curve, tolerance: f32) -> Self {
        let mut keep = vec![false; self.points.len()];
        let mut begin = 0;
        for (at, point) in self.points.iter().enumerate() {
            let has_next = at + 1 < self.points.len();
            if !has_next || point.shape != Shape::Ramp || curve.counts() {
                thin_run(&self.points, curve, tolerance, (begin, at), &mut keep);
                begin = at + 1;
            }
        }
        let mut points = self.points.clone();
        let mut keep = keep.into_iter();
        points.retain(|_| keep.next().unwrap_or(true));
        let mut lane = Self { points };
        lane.drop_steps_to_nowhere(curve);
        lane
    }

    /// Between two points that stay where they are, a third says nothing.
    fn drop_steps_to_nowhere(&mut self, curve: Curve) {
        if !curve.counts() {
            return;
        }
        self.points.dedup_by(|next, last| next.value == last.value);
    }

    /// The points of everything from a time on, moved by a part of the travel.
    pub fn trimmed(&self, curve: Curve, from: u64, by: f32) -> Vec<Point> {
        let last = self.points.last().map_or(from, |last| last.at).max(from);
        let mut tail = self.part(curve, (from, last), from);
        for point in &mut tail {
            let travel = curve.travel(point.value).get() + by;
            point.value = curve.plain(Travel::new(travel));
        }
        tail
    }

    /// The same, later: everything in a stretch is moved to begin at another time.
    pub fn part(&self, curve: Curve, (from, to): (u64, u64), begin: u64) -> Vec<Point> {
        let straight = self.straight_at(curve, from).straight_at(curve, to);
        let inside = straight
            .points
            .iter()
            .filter(|point| (from..=to).contains(&point.at));
        let mut part: Vec<Point> = inside.copied().collect();
        let edge = |at: u64, shape| {
            self.value_at(curve, at)
                .map(|value| Point { at, value, shape })
        };
        if part.first().is_none_or(|first| first.at > from) {
            let shape = straight.before(from).checked_sub(1);
            let shape = shape.map_or(Shape::Hold, |at| straight.points[at].shape);
            part.splice(0..0, edge(from, shape));
        }
        if part.last().is_none_or(|last| last.at < to) {
            part.extend(edge(to, Shape::usual(curve)));
        }
        for point in &mut part {
            point.at = point.at - from + begin;
        }
        part
    }
}

/// The value on the way between two points.
fn way(curve: Curve, last: &Point, next: &Point, part: f64) -> Plain {
    if !last.shape.is_bent() {
        return between(curve, (last.value, next.value), last.shape.bend(part));
    }
    // As it is played: in straight pieces.
    let pieces = f64::from(PIECES);
    let piece = (part * pieces).floor().min(pieces - 1.0);
    let end = |piece: f64| {
        let part = last.shape.bend(piece / pieces);
        between(curve, (last.value, next.value), part)
    };
    between(curve, (end(piece), end(piece + 1.0)), part * pieces - piece)
}

/// The points between those of a bent way.
fn pieces(curve: Curve, last: &Point, next: &Point) -> Vec<Point> {
    let ends = (last.value, next.value);
    let piece = |number: u32| {
        let part = f64::from(number) / f64::from(PIECES);
        Point {
            at: last.at + ((next.at - last.at) as f64 * part).round() as u64,
            value: between(curve, ends, last.shape.bend(part)),
            shape: Shape::Ramp,
        }
    };
    (1..PIECES).map(piece).collect()
}

/// Keeps the points of an even run that cannot be left out (Ramer, Douglas, Peucker; by the distance in value).
fn thin_run(
    points: &[Point],
    curve: Curve,
    tolerance: f32,
    (begin, end): (usize, usize),
    keep: &mut [bool],
) {
    let travel = |at: usize| f64::from(curve.travel(points[at].value).get());
    (keep[begin], keep[end]) = (true, true);
    let mut runs = vec![(begin, end)];
    while let Some((begin, end)) = runs.pop() {
        let (from, to) = (travel(begin), travel(end));
        let length = (points[end].at - points[begin].at) as f64;
        let distance = |at: usize| {
            let part = (points[at].at - points[begin].at) as f64 / length.max(1.0);
            (travel(at) - (from + (to - from) * part)).abs()
        };
        let furthest = (begin + 1..end).max_by(|a, b| distance(*a).total_cmp(&distance(*b)));
        if let Some(at) = furthest.filter(|at| distance(*at) > f64::from(tolerance)) {
            keep[at] = true;
            runs.extend([(begin, at), (at, end)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PAN: Curve = Curve::Linear {
        min: -100.0,
        max: 100.0,
    };

    fn lane(points: &[(u64, f32, Shape)]) -> Lane {
        let point = |(at, value, shape): &(u64, f32, Shape)| Point {
            at: *at,
            value: Plain(*value),
            shape: *shape,
        };
        Lane::new(points.iter().map(point).collect())
    }

    fn values(lane: &Lane, times: &[u64]) -> Vec<f32> {
        let value = |at: &u64| lane.value_at(PAN, *at).unwrap().0;
        times.iter().map(value).collect()
    }

    #[test]
    fn a_lane_holds_moves_and_jumps() {
        use Shape::{Hold, Ramp};
        let lane = lane(&[
            (100, 0.0, Ramp),
            (200, 10.0, Hold),
            (300, 20.0, Ramp),
            (300, 30.0, Ramp),
        ]);
        let found = values(&lane, &[0, 100, 150, 200, 299, 300, 900]);
        assert_eq!(found, [0.0, 0.0, 5.0, 10.0, 10.0, 30.0, 30.0]);
        let corners = lane.corners(PAN, |at| at * 2);
        let corner = |frame, value, moves| Corner {
            frame,
            value: Plain(value),
            moves,
        };
        assert_eq!(
            corners,
            [
                corner(200, 0.0, true),
                corner(400, 10.0, false),
                corner(600, 20.0, false),
                corner(600, 30.0, false)
            ]
        );
    }

    #[test]
    fn bent_ways_are_played_as_they_are_read() {
        for shape in [Shape::Slow, Shape::Fast, Shape::Smooth] {
            let lane = lane(&[(0, 0.0, shape), (16_000, 64.0, Shape::Ramp)]);
            let corners = lane.corners(PAN, |at| at);
            assert_eq!(corners.len(), 17);
            for corner in corners {
                let read = lane.value_at(PAN, corner.frame).unwrap().0;
                assert!((read - corner.value.0).abs() < 1e-3, "{shape:?} {corner:?}");
            }
            let half = lane.value_at(PAN, 8_000).unwrap().0;
            let expected = match shape {
                Shape::Slow => 16.0,
                Shape::Fast => 48.0,
                _ => 32.0,
            };
            assert!((half - expected).abs() < 1e-3, "{shape:?} {half}");
        }
    }

    #[test]
    fn a_part_is_replaced_and_the_rest_stays() {
        use Shape::{Hold, Ramp};
        let old = lane(&[(0, 0.0, Ramp), (1000, 100.0, Ramp)]);
        let part = lane(&[(400, -50.0, Ramp), (600, -60.0, Ramp)]);
        let new = old.spliced(PAN, (400, 600), part.points().to_vec());
        let found = values(&new, &[0, 200, 399, 400, 500, 599, 600, 800, 1000]);
        let expected = [0.0, 20.0, 39.9, -50.0, -55.0, -59.95, 60.0, 80.0, 100.0];
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 0.01, "{found} {expected}");
        }
        // What stays, stays a jump.
        let old = lane(&[(0, 0.0, Hold), (500, 50.0, Hold)]);
        let new = old.spliced(PAN, (100, 200), vec![]);
        assert_eq!(values(&new, &[0, 150, 499, 500]), [0.0, 0.0, 0.0, 50.0]);
    }

    #[test]
    fn a_part_can_be_copied_elsewhere() {
        let old = lane(&[(0, 0.0, Shape::Ramp), (1000, 100.0, Shape::Ramp)]);
        let part = Lane::new(old.part(PAN, (250, 750), 5000));
        assert_eq!(values(&part, &[5000, 5250, 5500]), [25.0, 50.0, 75.0]);
    }

    proptest! {
        /// Whatever a hand does, reading back stays within the stated error.
        #[test]
        fn thinning_stays_within_its_tolerance(
            moves in prop::collection::vec((1_u64..50_000, -90.0_f32..10.0), 2..200),
        ) {
            let mut at = 0;
            let points = moves.into_iter().map(|(after, value)| {
                at += after;
                Point { at, value: Plain(value), shape: Shape::Ramp }
            });
            let written = Lane::new(points.collect());
            let thin = written.thinned(Curve::Fader, THINNING);
            prop_assert!(thin.points().len() <= written.points().len());
            for point in written.points() {
                for at in [point.at, point.at + 700] {
                    let travel = |lane: &Lane| {
                        Curve::Fader.travel(lane.value_at(Curve::Fader, at).unwrap()).get()
                    };
                    let error = (travel(&written) - travel(&thin)).abs();
                    prop_assert!(error <= THINNING + 1e-5, "{error}");
                }
            }
        }
    }

    #[test]
    fn a_straight_way_needs_two_points() {
        let points: Vec<_> = (0..100).map(|n| (n * 10, n as f32, Shape::Ramp)).collect();
        assert_eq!(lane(&points).thinned(PAN, THINNING).points().len(), 2);
    }
}
