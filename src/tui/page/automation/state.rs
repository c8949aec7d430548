//! Where the page of automation stands.

use crate::control::feed::TimelineView;
use crate::param::ParamAddr;
use crate::tui::list::List;

/// Narrowest stretch that is shown: the whole, halved that often.
const CLOSEST: u32 = 10;

/// Where the page stands.
#[derive(Clone, Debug, Default)]
pub struct AutomationPage {
    list: List<ParamAddr>,
    /// The time of the selected point of the selected lane, in microseconds.
    pub at: u64,
    /// How often the stretch that is shown is halved.
    pub zoom: u32,
}

impl AutomationPage {
    /// What there is now.
    pub fn learn(&mut self, timeline: &TimelineView) {
        let addrs = timeline.lanes.iter().map(|(addr, _)| *addr);
        self.list.learn(addrs.collect(), |a, b| a == b);
    }

    /// The lanes, and which one is selected.
    pub fn list(&self) -> &List<ParamAddr> {
        &self.list
    }

    /// The same, to move through it.
    pub fn list_mut(&mut self) -> &mut List<ParamAddr> {
        &mut self.list
    }

    /// Shows more of the lane, or looks closer.
    pub fn zoom_by(&mut self, by: i32) {
        self.zoom = self.zoom.saturating_add_signed(by).min(CLOSEST);
    }
}
