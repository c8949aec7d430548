//! Lanes as people edit them: each edit is one step of undo.

use super::writing::curve;
use super::{Automation, refused};
use crate::control::core::Core;
use crate::control::intent::{Answer, ClientId, LaneOrder, Refusal};
use crate::control::transport::frame_of;
use crate::control::undo::{LaneEdit, Step};
use crate::param::lane::{Lane, MOST_POINTS, Point};
use crate::param::timeline::{LATEST, is_automatable};
use crate::param::{Curve, ParamAddr};
use std::sync::Arc;
use std::time::Instant;

impl Automation {
    /// Follows a wish about a lane.
    pub fn change_lane(
        &mut self,
        core: &mut Core,
        client: ClientId,
        order: LaneOrder,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        match order {
            LaneOrder::Replace(addr, stretch, points) => {
                let curve = check(core, addr)?;
                check_points(core, addr, curve, stretch, &points)?;
                let old = self.lane(addr).cloned().unwrap_or_default();
                let lane = replaced(&old, stretch, points);
                self.edit(core, client, (addr, lane), now)
            }
            LaneOrder::Clear(addr) => {
                self.check_lane(addr)?;
                self.edit(core, client, (addr, Lane::default()), now)
            }
            LaneOrder::Copy(from, to) => {
                let (of, to_curve) = (check(core, from)?, check(core, to)?);
                if of != to_curve {
                    let text =
                        format!("{to} has another range than {from}; copy a lane to one alike");
                    return Err(refused(text));
                }
                let lane = (**self.check_lane(from)?).clone();
                self.edit(core, client, (to, lane), now)
            }
            LaneOrder::Repeat(addr, stretch, begin) => {
                let curve = check(core, addr)?;
                let lane = self.check_lane(addr)?;
                let (from, to) = check_stretch(stretch)?;
                let end = begin.saturating_add(to - from);
                check_stretch((begin, end))?;
                let lane = lane.spliced(curve, (begin, end), lane.part(curve, (from, to), begin));
                self.edit(core, client, (addr, lane), now)
            }
        }
    }

    fn check_lane(&self, addr: ParamAddr) -> Result<&Arc<Lane>, Refusal> {
        self.lane(addr).ok_or_else(|| {
            refused(format!(
                "{addr} has no automation; 'headroom automation list' says what has"
            ))
        })
    }

    fn edit(
        &mut self,
        core: &mut Core,
        client: ClientId,
        (addr, lane): (ParamAddr, Lane),
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let before = self.lane(addr).cloned();
        let others = self.timeline.count() - before.as_ref().map_or(0, |old| old.points().len());
        let count = lane.points().len();
        if others + count > MOST_POINTS {
            return Err(refused(format!(
                "all lanes together hold at most {MOST_POINTS} points; clear one first"
            )));
        }
        let after = Some(Arc::new(lane)).filter(|lane| !lane.is_empty());
        self.put_lane(core, addr, after.clone());
        self.renew(core, addr);
        let edit = LaneEdit {
            of: addr,
            before,
            after,
        };
        core.record_whole(client, Step::of_lanes(vec![edit]), now);
        Ok(Answer::said(match count {
            0 => format!("Automation of {addr}: cleared"),
            1 => format!("Automation of {addr}: 1 point"),
            count => format!("Automation of {addr}: {count} points"),
        }))
    }

    /// A lane is another one now, also while it is played.
    pub(super) fn renew(&mut self, core: &mut Core, addr: ParamAddr) {
        let Some(rate) = self.run.as_ref().map(super::Run::rate) else {
            return;
        };
        let (Some(lane), Some(curve)) = (self.lane(addr).cloned(), curve(core, addr)) else {
            self.leave(core, addr);
            return;
        };
        let from = self.horizon + 1;
        let approach = core.frames_of(super::RETURN as f64 / 1e6);
        match self.players.get_mut(&addr) {
            Some(playing) => {
                let corners = lane.corners(curve, |at| frame_of(at, rate));
                playing.player.renew(corners, from, approach);
            }
            None if self.takes.contains_key(&addr) => {}
            None => self.begin_lane(core, addr, Instant::now()),
        }
    }
}

/// Exactly these points in a stretch: outside of it nothing is added.
fn replaced(old: &Lane, (from, to): (u64, u64), points: Vec<Point>) -> Lane {
    let outside = old.points().iter();
    let outside = outside.filter(|point| !(from..=to).contains(&point.at));
    Lane::new(outside.copied().chain(points).collect())
}

fn check(core: &Core, addr: ParamAddr) -> Result<Curve, Refusal> {
    let spec = core.layout().spec(core.find(addr)?);
    if is_automatable(addr, spec) {
        return Ok(spec.curve);
    }
    Err(refused(format!(
        "{addr} is not automated: it is in no scene, or guards somebody, or is built anew when it changes"
    )))
}

fn check_stretch((from, to): (u64, u64)) -> Result<(u64, u64), Refusal> {
    if from <= to && to <= LATEST {
        return Ok((from, to));
    }
    Err(refused("a stretch begins before it ends, within a day"))
}

fn check_points(
    core: &Core,
    addr: ParamAddr,
    curve: Curve,
    stretch: (u64, u64),
    points: &[Point],
) -> Result<(), Refusal> {
    let (from, to) = check_stretch(stretch)?;
    let index = core.find(addr)?;
    for point in points {
        let spec = core.layout().spec(index);
        if !curve.allows(point.value) || !core.layout().has_named(index, point.value) {
            return Err(Refusal::Value {
                path: addr.to_string(),
                found: spec.exact(point.value),
                allowed: spec.allowed(),
            });
        }
        if !(from..=to).contains(&point.at) {
            return Err(refused(
                "a point lies outside of the stretch that it is for",
            ));
        }
    }
    Ok(())
}
