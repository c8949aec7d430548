//! What the transport is told to do.

use super::{Automation, refused};
use crate::control::core::Core;
use crate::control::intent::{Answer, ClientId, Refusal, TransportOrder};
use crate::param::timecode::exact;
use crate::param::timeline::{LATEST, Loop, MOST_MARKERS, Marker};
use std::time::Instant;

/// Longest name of a marker, in characters.
const LONGEST_NAME: usize = 60;
/// From a marker that was passed less than this ago, the one before it is meant, in microseconds.
const JUST_PASSED: u64 = 1_000_000;

impl Automation {
    /// Follows a wish about the transport.
    pub fn obey(
        &mut self,
        core: &mut Core,
        client: ClientId,
        order: TransportOrder,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        self.check_leads(core, &order)?;
        if self.run.is_some() {
            // Whoever ends a pass can take it back.
            self.pass.client = Some(client);
        }
        match order {
            TransportOrder::PlayOrStop if self.run.is_some() => Ok(self.stop(core, now)),
            TransportOrder::Play | TransportOrder::PlayOrStop => self.play(core, now),
            TransportOrder::Stop => Ok(self.stop(core, now)),
            TransportOrder::Locate(at) => self.locate(core, at, now),
            TransportOrder::LocateMarker(name) => {
                let at = self.check_marker(&name)?;
                self.locate(core, at, now)
            }
            TransportOrder::StepMarker(by) => {
                let at = self.step(core, by)?;
                self.locate(core, at, now)
            }
            TransportOrder::Loop(from, to) => self.set_loop(core, from, to, now),
            TransportOrder::ToggleLoop => self.toggle_loop(core, now),
            TransportOrder::Mark(name, at) => self.mark(core, &name, at),
            TransportOrder::Unmark(name) => self.unmark(core, &name),
        }
    }

    fn play(&mut self, core: &mut Core, now: Instant) -> Result<Answer, Refusal> {
        if self.run.is_some() {
            return Ok(Answer::said("The transport plays already"));
        }
        if !core.has_stream() || core.status().rate == 0 {
            return Err(refused(
                "the transport needs audio that runs, and none does",
            ));
        }
        self.begin(core, self.rest, now);
        self.noted = Some(now);
        Ok(Answer::said(format!("Playing from {}", exact(self.rest))))
    }

    /// The console ends, wherever the transport is.
    pub fn end(&mut self, core: &mut Core, now: Instant) {
        if self.run.is_some() {
            self.halt(core, now);
        }
    }

    fn stop(&mut self, core: &mut Core, now: Instant) -> Answer {
        self.end(core, now);
        Answer::said(format!("Stopped at {}", exact(self.rest)))
    }

    fn locate(&mut self, core: &mut Core, at: u64, now: Instant) -> Result<Answer, Refusal> {
        if at > LATEST {
            return Err(refused("the transport reaches to 24:00:00"));
        }
        if self.run.is_some() {
            self.halt(core, now);
            self.rest = at;
            self.begin(core, at, now);
        } else {
            self.rest = at;
            self.chase(core);
        }
        self.note_rest(core);
        Ok(Answer::said(format!("At {}", exact(at))))
    }

    /// The time of the marker so many further. Going back, the start counts as one.
    fn step(&self, core: &Core, by: i8) -> Result<u64, Refusal> {
        let here = self.position(core);
        let times = self.timeline.markers.iter().map(|marker| marker.at);
        if by > 0 {
            let mut later = times.filter(|at| *at > here);
            let found = later.nth(by as usize - 1);
            return found.ok_or_else(|| refused("there is no marker further on"));
        }
        let slack = if self.run.is_some() { JUST_PASSED } else { 1 };
        let mut earlier = times.rev().filter(|at| at + slack <= here);
        Ok(earlier
            .nth(usize::from(by.unsigned_abs()).max(1) - 1)
            .unwrap_or(0))
    }

    fn set_loop(
        &mut self,
        core: &mut Core,
        from: u64,
        to: u64,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        // Less than that is a sound of its own.
        if from.saturating_add(100_000) > to || to > LATEST {
            return Err(refused(
                "a loop ends at least 0.1 s after its beginning, within a day",
            ));
        }
        self.use_loop(core, Loop { from, to, on: true }, now);
        Ok(Answer::said(format!(
            "Loop: {} to {}",
            exact(from),
            exact(to)
        )))
    }

    fn toggle_loop(&mut self, core: &mut Core, now: Instant) -> Result<Answer, Refusal> {
        let cycle = self.timeline.cycle;
        let cycle =
            cycle.ok_or_else(|| refused("no loop is set: headroom transport loop FROM TO"))?;
        let on = !cycle.on;
        self.use_loop(core, Loop { on, ..cycle }, now);
        Ok(Answer::said(if on { "Loop: on" } else { "Loop: off" }))
    }

    fn use_loop(&mut self, core: &mut Core, cycle: Loop, now: Instant) {
        if self.timeline.cycle == Some(cycle) {
            return;
        }
        self.timeline.cycle = Some(cycle);
        self.note_head(core);
        if self.run.is_some() {
            // What is known already goes on as it was.
            self.halt(core, now);
            self.begin(core, self.rest, now);
        }
    }

    fn mark(&mut self, core: &mut Core, name: &str, at: Option<u64>) -> Result<Answer, Refusal> {
        let at = at.unwrap_or_else(|| self.position(core));
        let name = name.trim();
        let fits = name.chars().count() <= LONGEST_NAME && !name.contains(char::is_control);
        if !fits || at > LATEST {
            let text =
                format!("a marker has a name of at most {LONGEST_NAME} characters, within a day");
            return Err(refused(text));
        }
        let name = if name.is_empty() {
            self.free_number()
        } else {
            name.to_owned()
        };
        self.timeline.markers.retain(|marker| marker.name != name);
        if self.timeline.markers.len() >= MOST_MARKERS {
            return Err(refused(format!(
                "a show has at most {MOST_MARKERS} markers"
            )));
        }
        let place = self
            .timeline
            .markers
            .partition_point(|marker| marker.at <= at);
        let text = format!("Marker {name} at {}", exact(at));
        self.timeline.markers.insert(place, Marker { at, name });
        self.note_head(core);
        Ok(Answer::said(text))
    }

    /// The lowest number that no marker has for a name.
    fn free_number(&self) -> String {
        let mut numbers = (1..).map(|number: usize| number.to_string());
        let is_free = |name: &String| self.timeline.marker(name).is_none();
        numbers.find(is_free).unwrap_or_default()
    }

    fn unmark(&mut self, core: &mut Core, name: &str) -> Result<Answer, Refusal> {
        self.check_marker(name)?;
        self.timeline.markers.retain(|marker| marker.name != name);
        self.note_head(core);
        Ok(Answer::said(format!("Marker {name}: removed")))
    }
}
