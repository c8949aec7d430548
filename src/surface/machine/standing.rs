//! Where a surface stands, for people, and when hands count on it.

use super::Surface;
use crate::control::feed::{Ghost, SurfaceStatus};
use crate::show::mapping_file::Control;
use crate::surface::driver::{Gesture, Item};
use crate::surface::message::Message;
use crate::surface::monitor::{assignment_words, meaning};
use crate::surface::physical_control::PhysicalControl;
use std::time::Instant;

impl Surface {
    /// Where it stands; `port` is where it is connected.
    pub fn status(&self, port: &str) -> SurfaceStatus {
        let ghost = |(control, physical): (&Control, &PhysicalControl)| {
            let is_shown = !physical.senses.is_driven || physical.is_touched();
            let waits = is_shown && !physical.takeover.is_synced();
            let addr = self.target(*control).filter(|_| waits)?;
            let position = physical.takeover.position()?;
            Some(Ghost { addr, position })
        };
        let bank = &self.arrangement.bank;
        let on_faders = self.arrangement.on_faders();
        let sure = if self.is_ignored { "ignored" } else { "" };
        SurfaceStatus {
            name: self.name.clone(),
            port: port.to_owned(),
            is_here: true,
            in_sync: self.in_sync,
            is_guess: self.is_guess,
            taken_for: match sure {
                "" => format!("{}, layout {}", self.kind, self.arrangement.layout_name()),
                sure => sure.to_owned(),
            },
            nodes: (0..bank.strips() as u8)
                .map(|strip| bank.node(strip))
                .collect(),
            page: self.page_words(),
            on_faders: on_faders.map(|relative| relative.path.clone()),
            ghosts: self.physical.iter().filter_map(ghost).collect(),
            remote: self.remote.words(),
            lesson: self.lesson_status(),
        }
    }

    /// The page, and whose members the strips are.
    fn page_words(&self) -> String {
        let page = self.arrangement.page();
        let dca = self.arrangement.bank.spill().dca();
        dca.map_or_else(
            || page.to_owned(),
            |dca| format!("{page}: {}", self.mirror.name(dca)),
        )
    }

    /// Notes a message with what it means, for those who look.
    pub(super) fn note(&mut self, message: &Message, gestures: &[Gesture]) {
        if !self.transcript.is_on() || message.is_timing() {
            return;
        }
        let one = |gesture| meaning(gesture, |control| self.does(control));
        let all: Vec<String> = gestures.iter().map(one).collect();
        let meaning = match all[..] {
            [] => "no control of its file".to_owned(),
            _ => all.join("; "),
        };
        self.transcript.note_in(message, meaning);
    }

    /// What a control does now, in words.
    fn does(&self, control: Control) -> String {
        if let Some(addr) = self.target(control) {
            return addr.to_string();
        }
        let assignment = self.arrangement.assignment(control);
        assignment.map_or_else(
            || format!("nothing in layout {}", self.arrangement.layout_name()),
            |assignment| assignment_words(assignment, self.arrangement.layout()),
        )
    }

    /// Takes note that everything is shown; from then on hands count.
    pub(super) fn come_into_step(&mut self, complete: bool, now: Instant) {
        let is_shown = |item: &Item| self.shadow.knows(*item) || self.is_held(*item, now);
        if !self.in_sync && (complete || self.items.iter().all(is_shown)) {
            self.in_sync = true;
            self.hold_touched();
        }
        if complete {
            let meters = self.meters.show(&*self.driver, now);
            self.say(&meters, "meter");
        }
    }
}
