//! The transport runs: what is due is sent ahead, and what the engine has come to is noted.

use super::following::follows;
use super::{Automation, Playing, RETURN, Writing};
use crate::control::core::Core;
use crate::control::gliding::{Pace, SetRequest};
use crate::control::hands::Hands;
use crate::control::journal::Cause;
use crate::control::lane_player::LanePlayer;
use crate::control::take::Take;
use crate::control::transport::{Run, frame_of};
use crate::engine::MARK;
use crate::param::lane::Lane;
use crate::param::tables::automation::AutomationMode;
use crate::param::{Curve, ParamAddr, ParamIndex, Plain};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often the journal is told how automated values stand.
const NOTE_EVERY: Duration = Duration::from_secs(1);

/// The next mark that is not before a frame.
fn mark(frame: u64) -> u64 {
    frame.next_multiple_of(MARK as u64)
}

impl Automation {
    /// True while something is due by the clock: the transport runs, or follows that of the server.
    pub fn is_running(&self, core: &Core) -> bool {
        self.run.is_some() || follows(core) || self.is_chasing(core)
    }

    /// What has to be done between events.
    pub fn tick(&mut self, core: &mut Core, hands: &Hands, layout_number: u32, now: Instant) {
        self.follow_server(core, now);
        self.mind_chase(core, now);
        if self.run.is_some() && core.has_stream() {
            if self.generation != core.generation() {
                self.begin_again(core, now);
            }
            self.write_on(core, now);
            self.follow(core);
            self.return_idle(core, hands, now);
            if std::mem::take(&mut self.modes_changed) {
                self.follow_modes(core, now);
            }
            self.send_ahead(core, layout_number);
            self.note_progress(core, now);
        } else {
            let _ = core.take_taken();
        }
        self.tell(core);
    }

    /// Brings the values of what is played to where the engine is now.
    pub fn follow(&mut self, core: &mut Core) {
        if self.generation != core.generation() {
            // Indices and frames of before mean nothing any more: it begins again.
            self.players.clear();
            self.outbox.clear();
        }
        if self.players.is_empty() {
            return;
        }
        let frame = core.frame();
        let played = self.players.values_mut();
        let played = played.filter(|playing| playing.held.is_none());
        let values: Vec<(ParamIndex, Plain)> = played
            .filter_map(|playing| Some((playing.player.index(), playing.player.value(frame)?)))
            .collect();
        core.take_automated(&values);
    }

    /// Frames from a command to when it is certainly heard; more than a period, and the same for all usual ones.
    fn lead(core: &Core) -> u64 {
        u64::from(core.frames_of(0.05)).max(2 * u64::from(core.status().period))
    }

    /// The frame at which playing can begin.
    pub(super) fn next_start(&self, core: &Core) -> u64 {
        mark((core.frame() + Self::lead(core)).max(self.horizon + 1))
    }

    /// Plays from a time on.
    pub(super) fn begin(&mut self, core: &mut Core, at: u64, now: Instant) {
        let rate = core.status().rate;
        let start = self.next_start(core);
        self.horizon = start - 1;
        self.run = Some(Run::new(start, at, self.timeline.cycle, rate));
        self.generation = core.generation();
        self.outbox.clear();
        self.players.clear();
        self.takes.clear();
        let lanes: Vec<ParamAddr> = self.timeline.lanes.keys().copied().collect();
        for addr in lanes {
            self.begin_lane(core, addr, now);
        }
    }

    /// Plays a lane, or writes it anew, from the next frame on of which nothing is known.
    pub(super) fn begin_lane(&mut self, core: &Core, addr: ParamAddr, now: Instant) {
        let (Some(run), Some(lane)) = (&self.run, self.timeline.lanes.get(&addr)) else {
            return;
        };
        let Some(index) = core.layout().index(addr) else {
            return;
        };
        let (curve, rate) = (core.layout().spec(index).curve, run.rate());
        let start = self.horizon + 1;
        let heard = core.value_at(index, start);
        match Self::mode(core, addr) {
            AutomationMode::Off => {}
            AutomationMode::Write => {
                let take = Take::standing((index, curve), heard, start);
                self.takes.insert(addr, Writing { take, moved: now });
            }
            _ => {
                let corners = lane.corners(curve, |at| frame_of(at, rate));
                let approach = core.frames_of(RETURN as f64 / 1e6);
                let player = LanePlayer::new((index, curve), corners, (start, heard), approach);
                let held = None;
                self.players.insert(addr, Playing { player, held });
            }
        }
    }

    /// What was sent is lost with an engine or a stream: everything goes on from where it stands.
    fn begin_again(&mut self, core: &mut Core, now: Instant) {
        let at = self.position(core);
        self.end_takes(core, now);
        self.begin(core, at, now);
    }

    /// Everything that is played stands where it is.
    pub(super) fn halt(&mut self, core: &mut Core, now: Instant) {
        self.write_on(core, now);
        self.follow(core);
        let played = self.players.values();
        let played = played.filter(|playing| playing.held.is_none());
        let indices: Vec<ParamIndex> = played.map(|playing| playing.player.index()).collect();
        core.journal.because(Cause::Automation);
        core.stand(&indices);
        self.outbox.clear();
        self.rest = self.position(core);
        self.end_pass(core, now);
        self.players.clear();
        self.run = None;
        self.note_rest(core);
    }

    /// The rows of modes were changed while it plays.
    fn follow_modes(&mut self, core: &mut Core, now: Instant) {
        let is_off = |addr: &ParamAddr| Self::mode(core, *addr) == AutomationMode::Off;
        let ended: Vec<ParamAddr> = self.players.keys().copied().filter(is_off).collect();
        for addr in ended {
            self.leave(core, addr);
        }
        let lanes: Vec<ParamAddr> = self.timeline.lanes.keys().copied().collect();
        for addr in lanes {
            if !self.players.contains_key(&addr) && !self.takes.contains_key(&addr) {
                self.begin_lane(core, addr, now);
            }
        }
    }

    /// A lane is played no longer: its parameter stands.
    pub(super) fn leave(&mut self, core: &mut Core, addr: ParamAddr) {
        if let Some(playing) = self.players.remove(&addr) {
            let index = playing.player.index();
            self.outbox.retain(|due| due.change.index != index);
            if playing.held.is_none() {
                core.stand(&[index]);
            }
        }
    }

    /// Sends everything that is due within the next moment.
    fn send_ahead(&mut self, core: &mut Core, layout_number: u32) {
        let Some(run) = &mut self.run else {
            return;
        };
        let ahead = Self::lead(core) + u64::from(core.frames_of(0.1));
        let horizon = mark(core.frame() + ahead) - 1;
        if horizon > self.horizon {
            self.horizon = horizon;
            run.plan(horizon);
            let mut due = Vec::new();
            for playing in self
                .players
                .values_mut()
                .filter(|playing| playing.held.is_none())
            {
                let (values, rate) = (core.values(), run.rate());
                let span = |frame| run.span(frame);
                playing
                    .player
                    .advance(span, horizon, values, rate, &mut due);
            }
            // In order for each parameter still.
            due.sort_by_key(|due| due.frame);
            self.outbox.extend(due);
        }
        while let Some(due) = self.outbox.front() {
            if !core.send_ahead(layout_number, due.frame, due.change) {
                break;
            }
            self.outbox.pop_front();
        }
    }

    /// From time to time the journal is told how automated values stand, and what was written so far.
    fn note_progress(&mut self, core: &mut Core, now: Instant) {
        let then = *self.noted.get_or_insert(now);
        if now.saturating_duration_since(then) < NOTE_EVERY {
            return;
        }
        self.noted = Some(now);
        let played = self
            .players
            .values()
            .filter(|playing| playing.held.is_none());
        let indices: Vec<ParamIndex> = played.map(|playing| playing.player.index()).collect();
        core.act_for_itself(Cause::Automation, now);
        core.note_values(&indices);
        self.note_takes(core);
        self.note_rest(core);
    }

    /// At rest, what has a lane goes to where the lane is here; nothing rises faster than it may.
    pub(super) fn chase(&mut self, core: &mut Core) {
        let over = core.frames_of(RETURN as f64 / 1e6);
        let request = |(addr, lane): (&ParamAddr, &Arc<Lane>)| {
            let index = core.layout().index(*addr)?;
            let curve = core.layout().spec(index).curve;
            let is_off = Self::mode(core, *addr) == AutomationMode::Off;
            let value = lane.value_at(curve, self.rest).filter(|_| !is_off)?;
            let pace = if curve == Curve::Fader || curve.counts() {
                Pace::Jump
            } else {
                Pace::Over(over)
            };
            Some(SetRequest { index, value, pace })
        };
        let requests: Vec<SetRequest> = self.timeline.lanes.iter().filter_map(request).collect();
        core.journal.because(Cause::Automation);
        core.change(requests);
    }
}
