//! What the journal keeps of the cues: where the list stands, and the list itself until its file is written.

use super::core::Core;
use super::feed::{News, Notice, Severity};
use super::inbox::CuesRead;
use super::scenes::Scenes;
use super::setup::Keep;
use crate::show::cue::{Cue, CueNumber};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The journal's document about where the list stands.
const PLACE: &str = "cue-place";
/// The journal's document about the list, while its file does not say the same.
const LIST: &str = "cue-list";

/// Where the list stands.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct CuePlace {
    current: Option<CueNumber>,
    armed: Option<CueNumber>,
    /// The armed one counts down.
    counts_down: bool,
}

impl Scenes {
    /// How the cues stood when the console ended. Nothing counts down any more: whoever starts a console again
    /// decides when the next cue goes.
    pub(super) fn restore_cues(&mut self, core: &mut Core) {
        let read = |key: &str| core.journal.document(key).map(str::to_owned);
        let (place, list) = (read(PLACE), read(LIST));
        let place: Option<CuePlace> = place.and_then(|json| serde_json::from_str(&json).ok());
        let list: Option<Vec<Cue>> = list.and_then(|json| serde_json::from_str(&json).ok());
        if let Some(list) = list {
            self.cues.replace(list.into_iter().map(Arc::new).collect());
            self.cues.unsaved = Some(core.journal.changes());
        }
        let Some(place) = place else {
            return;
        };
        (self.cues.current, self.cues.armed) = (place.current, place.armed);
        self.cues.interrupted = place.armed.filter(|_| place.counts_down);
    }

    /// Says once that what counted down does no longer; for a journal that has begun.
    pub(super) fn say_interrupted(&mut self, core: &mut Core) {
        let Some(number) = self.cues.interrupted.take() else {
            return;
        };
        core.tell_for_good(Notice {
            severity: Severity::Warning,
            text: format!(
                "cue {number} counted down when the console ended; it does no longer, and waits for GO"
            ),
        });
        self.note_cues(core);
    }

    /// The cues have been read from their file. What the journal knows better stays, and is written; it does not
    /// where the file has been written since, and then changed by a hand.
    pub(super) fn take_cues(&mut self, core: &mut Core, read: CuesRead) {
        for notice in read.notices {
            core.tell_for_good(notice);
        }
        let known = self.cues.list.iter().map(AsRef::as_ref);
        let was_written = read.before.is_some_and(|before| before.iter().eq(known));
        if self.cues.unsaved.is_none() || was_written {
            let cues = read.cues.into_iter().map(Arc::new);
            self.cues.replace(cues.collect());
            self.cues.unsaved = None;
            core.journal.forget(LIST);
        } else {
            self.hand_over_cues(core);
        }
        self.preview.look_again();
        self.announce(core);
        self.announce_cues(core);
    }

    /// Journal first, file later.
    pub(super) fn keep_cues(&mut self, core: &mut Core) {
        // Lists of text and numbers cannot fail to become JSON.
        let list: Vec<&Cue> = self.cues.list.iter().map(AsRef::as_ref).collect();
        let json = serde_json::to_string(&list).unwrap_or_default();
        core.journal.note(LIST, json);
        self.note_cues(core);
        self.cues.unsaved = Some(core.journal.changes());
        self.hand_over_cues(core);
    }

    /// Hands the list over to whoever keeps its file.
    pub(super) fn hand_over_cues(&self, core: &Core) {
        let cues = self.cues.list.iter().map(|cue| (**cue).clone());
        core.keep(Keep::Cues {
            cues: cues.collect(),
            number: core.journal.changes(),
        });
    }

    /// The list is in its file: the journal need not hold it any longer.
    pub(super) fn note_cues_kept(&mut self, core: &mut Core, number: u64) {
        if self.cues.unsaved.is_some_and(|last| last <= number) {
            self.cues.unsaved = None;
            core.journal.forget(LIST);
        }
    }

    /// What is current and what is next are news, and go into the journal.
    pub(super) fn note_cues(&mut self, core: &mut Core) {
        self.announce(core);
        self.announce_cues(core);
        let place = CuePlace {
            current: self.cues.current,
            armed: self.cues.armed,
            counts_down: self.cues.countdown.is_some(),
        };
        core.journal
            .note(PLACE, serde_json::to_string(&place).unwrap_or_default());
    }

    /// Tells everybody which cues there are.
    pub(super) fn announce_cues(&self, core: &mut Core) {
        let cues = Arc::new(self.cues.summary());
        core.subscribers.tell(News::Cues(cues));
    }
}
