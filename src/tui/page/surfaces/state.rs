//! Where the page of the surfaces stands.

use crate::control::feed::{MidiLine, MidiOrders, SurfaceStatus};
use crate::tui::list::List;
use std::collections::VecDeque;

/// Lines of MIDI that are kept.
const MOST: usize = 200;

/// Where the page stands.
#[derive(Clone, Debug, Default)]
pub struct SurfacesPage {
    /// The ports of the surfaces, of which one is selected.
    pub ports: List<String>,
    /// What surfaces said and heard, oldest first.
    pub lines: VecDeque<MidiLine>,
    /// New lines are not shown.
    pub is_paused: bool,
    /// The console was asked for them.
    pub is_watching: bool,
    /// The port of the surface that this terminal teaches.
    teaching: Option<String>,
    /// The console has said so.
    is_taught: bool,
}

impl SurfacesPage {
    /// The surfaces that there are now.
    pub fn learn(&mut self, surfaces: &[SurfaceStatus]) {
        let ports = surfaces.iter().map(|surface| surface.port.clone());
        self.ports.learn(ports.collect(), |a, b| a == b);
    }

    /// Further lines.
    pub fn hear(&mut self, lines: Vec<MidiLine>) {
        if self.is_paused {
            return;
        }
        self.lines.extend(lines);
        let surplus = self.lines.len().saturating_sub(MOST);
        self.lines.drain(..surplus);
    }

    /// This terminal begins to teach a surface.
    pub fn begin_lesson(&mut self, port: &str) {
        self.teaching = Some(port.to_owned());
        self.is_taught = false;
    }

    /// It ends that.
    pub fn end_lesson(&mut self) {
        self.teaching = None;
    }

    /// The port of the surface that this terminal teaches.
    pub fn teaching(&self) -> Option<&str> {
        self.teaching.as_deref()
    }

    /// What the console says about lessons: one that is over is over here, too.
    pub fn follow(&mut self, orders: &MidiOrders) {
        let lesson = orders.lesson.as_ref().map(|lesson| lesson.port.as_str());
        let is_ours = self.teaching.is_some() && lesson == self.teaching.as_deref();
        if is_ours {
            self.is_taught = true;
        } else if std::mem::take(&mut self.is_taught) {
            self.teaching = None;
        }
    }
}
