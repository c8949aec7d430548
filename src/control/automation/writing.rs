//! What is written: takes become lanes, and a pass one step of undo.

use super::{Automation, Pass, RETURN, Writing};
use crate::control::core::Core;
use crate::control::feed::Severity;
use crate::control::intent::ClientId;
use crate::control::take::Take;
use crate::control::transport::{Span, micros_of};
use crate::control::undo::{LaneEdit, Step};
use crate::param::lane::{Lane, MOST_POINTS};
use crate::param::{Curve, ParamAddr};
use std::sync::Arc;
use std::time::Instant;

impl Automation {
    /// Takes what the engine says that it has taken; where a loop goes back, what is written begins anew.
    pub(super) fn write_on(&mut self, core: &mut Core, now: Instant) {
        let taken = core.take_taken();
        let Some(run) = &mut self.run else {
            return;
        };
        let frame = core.frame();
        run.plan(frame);
        let first = run.spans()[0];
        let current = run.span(frame);
        let mut is_behind = current == first;
        for taken in taken {
            if !is_behind && taken.frame >= current.start {
                self.go_round(core, &first, current.start, now);
                is_behind = true;
            }
            if let Some(writing) = self.takes.get_mut(&taken.change.addr) {
                writing.take.take(taken.frame, taken.change);
            }
        }
        if !is_behind {
            self.go_round(core, &first, current.start, now);
        }
        if let Some(run) = &mut self.run {
            run.forget(frame);
        }
    }

    /// A stretch is over: what was written in it becomes lanes, and goes on in the next one.
    fn go_round(&mut self, core: &mut Core, span: &Span, end: u64, now: Instant) {
        let takes: Vec<(ParamAddr, Take)> = self
            .takes
            .iter()
            .map(|(addr, writing)| (*addr, writing.take.clone()))
            .collect();
        for (addr, take) in takes {
            if take.begin().is_none() {
                continue;
            }
            self.write(core, addr, &take, span, end);
            let (take, moved) = (take.begun_at(end), now);
            self.takes.insert(addr, Writing { take, moved });
        }
    }

    /// What was written of a parameter becomes its lane.
    fn write(&mut self, core: &mut Core, addr: ParamAddr, take: &Take, span: &Span, until: u64) {
        let Some(rate) = self.run.as_ref().map(super::Run::rate) else {
            return;
        };
        let until = span.end().map_or(until, |end| until.min(end));
        let none = Lane::default();
        let old = self.timeline.lanes.get(&addr).map_or(&none, |lane| &**lane);
        let lane = take.written(old, (span, rate), until, RETURN);
        if lane != *old {
            self.note_written(core, addr, lane);
        }
    }

    /// A hand is done with a parameter at an engine frame. `is_trim`: the lane follows from there on by as much.
    pub(super) fn end_take(&mut self, core: &mut Core, addr: ParamAddr, until: u64, is_trim: bool) {
        let Some(Writing { take, .. }) = self.takes.remove(&addr) else {
            return;
        };
        let Some(span) = self.run.as_ref().map(|run| run.span(core.frame())) else {
            return;
        };
        let old = self.lane(addr).cloned();
        self.write(core, addr, &take, &span, until);
        if let Some(old) = old.filter(|_| is_trim && take.begin().is_some()) {
            self.trim(core, addr, &take, (&old, &span), until);
        }
    }

    /// The lane goes on as far from where it was as the hand has left it.
    fn trim(
        &mut self,
        core: &mut Core,
        addr: ParamAddr,
        take: &Take,
        (old, span): (&Lane, &Span),
        until: u64,
    ) {
        let Some(rate) = self.run.as_ref().map(super::Run::rate) else {
            return;
        };
        let micros = |frame| micros_of(span.position(frame), rate);
        let (curve, at) = (take.curve(), micros(until));
        // As far as the hand has gone when it moved last.
        let before = old.value_at(curve, micros(take.moved()));
        let (Some(before), Some(written)) = (before, self.lane(addr).cloned()) else {
            return;
        };
        let heard = take.value(u64::MAX);
        let by = curve.travel(heard).get() - curve.travel(before).get();
        let tail = old.trimmed(curve, at, by);
        let lane = written.spliced(curve, (at, u64::MAX), tail);
        self.pass.trimmed.insert(addr);
        self.note_written(core, addr, lane);
    }

    /// All that is being written becomes lanes.
    pub(super) fn end_takes(&mut self, core: &mut Core, _: Instant) {
        let frame = core.frame();
        let addrs: Vec<ParamAddr> = self.takes.keys().copied().collect();
        for addr in addrs {
            self.end_take(core, addr, frame, false);
        }
    }

    /// The transport stops: what was written since it plays is one step of undo.
    pub(super) fn end_pass(&mut self, core: &mut Core, now: Instant) {
        self.end_takes(core, now);
        for addr in std::mem::take(&mut self.pass.trimmed) {
            self.end_trim(core, addr);
        }
        let Pass { before, client, .. } = std::mem::take(&mut self.pass);
        let edit = |(addr, before): (ParamAddr, Option<Arc<Lane>>)| LaneEdit {
            of: addr,
            before,
            after: self.lane(addr).cloned(),
        };
        let edits = before.into_iter().map(edit);
        let edits: Vec<LaneEdit> = edits.filter(|edit| edit.before != edit.after).collect();
        let client = client.unwrap_or(ClientId::CONSOLE);
        core.record_whole(client, Step::of_lanes(edits), now);
    }

    /// Behind the end of the pass a trimmed lane is as it was.
    fn end_trim(&mut self, core: &mut Core, addr: ParamAddr) {
        let before = self.pass.before.get(&addr).cloned().flatten();
        let (Some(before), Some(now)) = (before, self.lane(addr).cloned()) else {
            return;
        };
        let Some(curve) = curve(core, addr) else {
            return;
        };
        let part = now.part(curve, (0, self.rest), 0);
        let lane = before.spliced(curve, (0, self.rest + RETURN), part);
        self.note_written(core, addr, lane);
    }

    /// A lane was written by a hand.
    fn note_written(&mut self, core: &mut Core, addr: ParamAddr, lane: Lane) {
        let others = self.timeline.count() - self.lane(addr).map_or(0, |old| old.points().len());
        if others + lane.points().len() > MOST_POINTS {
            let text = format!(
                "{addr} is not written: all lanes together hold at most {MOST_POINTS} points; clear one first"
            );
            core.tell(Severity::Warning, text);
            return;
        }
        let before = self.lane(addr).cloned();
        self.pass.before.entry(addr).or_insert(before);
        self.put_lane(core, addr, Some(Arc::new(lane)));
    }

    /// What is being written is noted as far as it is: a console that dies comes back with it.
    pub(super) fn note_takes(&mut self, core: &mut Core) {
        let Some(run) = &self.run else {
            return;
        };
        let (frame, rate) = (core.frame(), run.rate());
        let span = run.span(frame);
        let none = Lane::default();
        let written = self.takes.iter().filter_map(|(addr, writing)| {
            let old = self.timeline.lanes.get(addr).map_or(&none, |lane| &**lane);
            writing.take.begin()?;
            Some((
                *addr,
                writing.take.written(old, (&span, rate), frame, RETURN),
            ))
        });
        let written: Vec<(ParamAddr, Lane)> = written.collect();
        for (addr, lane) in written {
            self.note_lane(core, addr, Some(&lane));
        }
    }
}

/// How the range of a parameter lies on its control, where this console has it.
pub(super) fn curve(core: &Core, addr: ParamAddr) -> Option<Curve> {
    let index = core.layout().index(addr)?;
    Some(core.layout().spec(index).curve)
}
