//! What the journal and the show's file keep of the timeline, and what everybody is told of it.

use super::{Automation, refused};
use crate::control::core::Core;
use crate::control::feed::{News, Notice, TimelineView, TransportStatus};
use crate::control::intent::Refusal;
use crate::control::setup::Keep;
use crate::control::undo::{Step, Subject};
use crate::param::lane::{Lane, Point, Shape};
use crate::param::timeline::{Loop, Marker, Timeline};
use crate::param::{ParamAddr, tables};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::sync::Arc;

/// Documents about lanes begin so.
const LANE: &str = "automation/";
/// The document about markers and loop.
const HEAD: &str = "timeline";
/// The document about where the transport stands.
const PLACE: &str = "transport";

/// What the journal knows of markers and loop.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Head {
    markers: Vec<Marker>,
    cycle: Option<Loop>,
}

/// A lane in words: time, value, shape.
fn words(addr: ParamAddr, lane: Option<&Lane>) -> Option<Vec<(u64, String, String)>> {
    let spec = tables::row(addr.kind, addr.param)?;
    let word = |point: &Point| {
        let value = spec.exact(point.value);
        (point.at, value, point.shape.word().to_owned())
    };
    Some(lane?.points().iter().map(word).collect())
}

/// What [`words`] said; what this version does not know is left out.
fn lane(addr: ParamAddr, words: &[(u64, String, String)]) -> Option<Lane> {
    let spec = tables::row(addr.kind, addr.param)?;
    let point = |(at, value, shape): &(u64, String, String)| {
        Some(Point {
            at: *at,
            value: spec.parse(value).ok()?,
            shape: Shape::of_word(shape)?,
        })
    };
    Some(Lane::new(words.iter().filter_map(point).collect()))
}

impl Automation {
    /// How the timeline stood when the console ended, as far as its file does not say so yet.
    pub fn restore(&mut self, core: &mut Core) {
        let head = core.journal.document(HEAD);
        if let Some(head) = head.and_then(|json| serde_json::from_str::<Head>(json).ok()) {
            (self.timeline.markers, self.timeline.cycle) = (head.markers, head.cycle);
            self.unsaved.head = true;
        }
        let place = core.journal.document(PLACE);
        self.rest = place.and_then(|json| json.parse().ok()).unwrap_or(0);
        let documents = core.journal.documents_under(LANE);
        for (key, json) in documents {
            let addr = key.strip_prefix(LANE).and_then(ParamAddr::parse);
            let (Some(addr), Ok(said)) = (addr, serde_json::from_str(json.text())) else {
                continue;
            };
            self.unsaved.lanes.insert(addr);
            let said: Option<Vec<(u64, String, String)>> = said;
            if let Some(lane) = said.and_then(|said| lane(addr, &said)) {
                self.timeline.lanes.insert(addr, Arc::new(lane));
            }
        }
        self.unsaved.number = core.journal.changes();
    }

    /// The timeline has been read from its file; what is newer stays.
    pub fn load(&mut self, core: &mut Core, timeline: Timeline, notices: Vec<Notice>) {
        for notice in notices {
            core.tell_for_good(notice);
        }
        if !self.unsaved.head {
            (self.timeline.markers, self.timeline.cycle) = (timeline.markers, timeline.cycle);
        }
        for (addr, lane) in timeline.lanes {
            if !self.unsaved.lanes.contains(&addr) {
                self.timeline.lanes.insert(addr, lane);
            }
        }
        self.unsaved.is_loaded = true;
        if self.unsaved.head || !self.unsaved.lanes.is_empty() {
            self.keep_all(core);
        }
        self.announce(core);
    }

    /// Hands over everything, for a file that is written anew.
    pub fn keep_all(&self, core: &Core) {
        if self.unsaved.is_loaded {
            core.keep(Keep::Timeline {
                timeline: Arc::new(self.timeline.clone()),
                number: self.unsaved.number,
            });
        }
    }

    /// The file has everything up to this change: the journal need not hold it any longer.
    pub fn note_kept(&mut self, core: &mut Core, number: u64) {
        if number == self.unsaved.number {
            core.journal.forget_all(LANE);
            core.journal.forget(HEAD);
            self.unsaved.lanes.clear();
            self.unsaved.head = false;
        }
    }

    /// Another lane, or none: journal first, file later.
    pub(super) fn put_lane(&mut self, core: &mut Core, addr: ParamAddr, lane: Option<Arc<Lane>>) {
        self.note_lane(core, addr, lane.as_deref());
        match lane.filter(|lane| !lane.is_empty()) {
            Some(lane) => self.timeline.lanes.insert(addr, lane),
            None => self.timeline.lanes.remove(&addr),
        };
        self.keep_all(core);
        self.announce(core);
    }

    /// The journal knows a lane.
    pub(super) fn note_lane(&mut self, core: &mut Core, addr: ParamAddr, lane: Option<&Lane>) {
        // Lists of text cannot fail to become JSON.
        let json = serde_json::to_string(&words(addr, lane)).unwrap_or_default();
        core.journal.note(&format!("{LANE}{addr}"), json);
        self.unsaved.lanes.insert(addr);
        self.unsaved.number = core.journal.changes();
    }

    /// Markers and loop are others now.
    pub(super) fn note_head(&mut self, core: &mut Core) {
        let head = Head {
            markers: self.timeline.markers.clone(),
            cycle: self.timeline.cycle,
        };
        let json = serde_json::to_string(&head).unwrap_or_default();
        core.journal.note(HEAD, json);
        self.unsaved.head = true;
        self.unsaved.number = core.journal.changes();
        self.keep_all(core);
        self.announce(core);
    }

    /// The journal knows where the transport stands.
    pub(super) fn note_rest(&mut self, core: &mut Core) {
        let at = self.position(core);
        core.journal.note(PLACE, at.to_string());
    }

    /// Tells everybody what there is.
    pub fn announce(&self, core: &mut Core) {
        let lanes = self.timeline.lanes.iter();
        core.subscribers.tell(News::Timeline(Arc::new(TimelineView {
            markers: self.timeline.markers.clone(),
            lanes: lanes.map(|(addr, lane)| (*addr, lane.clone())).collect(),
        })));
        self.tell(core);
    }

    /// Tells everybody where the transport is.
    pub(super) fn tell(&self, core: &mut Core) {
        let begun = self
            .takes
            .values()
            .any(|writing| writing.take.begin().is_some());
        let status = TransportStatus {
            is_playing: self.run.is_some(),
            is_writing: begun,
            at: self.position(core),
            cycle: self.timeline.cycle,
        };
        core.subscribers.tell(News::Transport(status));
    }

    /// Takes back what became of lanes; what was changed since stays. How many that are.
    pub fn change_back(&mut self, core: &mut Core, step: &Step, since: &HashSet<Subject>) -> usize {
        let mut left = 0;
        for edit in &step.lanes {
            let is_touched = since.contains(&Subject::Lane(edit.of));
            if !is_touched && self.lane(edit.of) == edit.before.as_ref() {
                self.put_lane(core, edit.of, edit.after.clone());
                self.renew(core, edit.of);
            } else {
                left += 1;
            }
        }
        left
    }

    /// The name of a marker that is there.
    pub(super) fn check_marker(&self, name: &str) -> Result<u64, Refusal> {
        self.timeline.marker(name).ok_or_else(|| {
            let names = self.timeline.markers.iter();
            let names: Vec<&str> = names.map(|marker| marker.name.as_str()).collect();
            refused(match &names[..] {
                [] => format!("there is no marker '{name}'; none is set yet"),
                names => format!(
                    "there is no marker '{name}'; there are: {}",
                    names.join(", ")
                ),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::Plain;

    #[test]
    fn a_lane_comes_back_out_of_the_journal_as_it_was() {
        let addr = ParamAddr::parse("ch/1/fader").unwrap();
        let point = |at, value, shape| Point {
            at,
            value: Plain(value),
            shape,
        };
        let written = Lane::new(vec![
            point(0, f32::NEG_INFINITY, Shape::Ramp),
            point(1_000_667, -6.123_456, Shape::Smooth),
            point(1_000_667, 10.0, Shape::Hold),
        ]);
        let json = serde_json::to_string(&words(addr, Some(&written))).unwrap();
        let said: Option<Vec<(u64, String, String)>> = serde_json::from_str(&json).unwrap();
        assert_eq!(lane(addr, &said.unwrap()), Some(written));
        let json = serde_json::to_string(&words(addr, None)).unwrap();
        let said: Option<Vec<(u64, String, String)>> = serde_json::from_str(&json).unwrap();
        assert_eq!(said, None);
    }
}
