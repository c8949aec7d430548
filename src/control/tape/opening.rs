//! Which tape there is: it is looked at, found, missing, and looked for again.

use super::kept::{Kept, Question};
use super::{DOCUMENT, Tape, is_on, send, strips_of};
use crate::control::automation::Place;
use crate::control::core::Core;
use crate::control::feed::Severity;
use crate::control::tape_orders::{TapeFacts, TapeOrder, TapeSaid};
use crate::param::counted;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long it rests before a tape that is missing is looked for again.
const AGAIN: Duration = Duration::from_secs(5);

impl Tape {
    /// Looks at what shall become the tape.
    pub fn open(&mut self, core: &Core, wanted: Kept) {
        self.look(core, wanted, false);
    }

    fn look(&mut self, core: &Core, wanted: Kept, is_repeated: bool) {
        self.number += 1;
        self.layout = Some(core.layout().clone());
        let topology = core.layout().topology();
        let strips = strips_of(topology);
        let strips = strips.filter_map(|node| Some((node, topology.width(node)?)));
        let path = Some(PathBuf::from(&wanted.path)).filter(|path| !path.as_os_str().is_empty());
        let order = TapeOrder::Open {
            number: self.number,
            path,
            strips: strips.collect(),
            chosen: wanted.chosen.clone(),
        };
        send(core, order);
        self.question = Some(Question {
            number: self.number,
            wanted,
            is_repeated,
        });
    }

    /// A tape that is missing may come back: it is looked for while the transport stands, so that it never begins in
    /// the middle of something.
    pub(super) fn look_again(&mut self, core: &Core, place: Place, now: Instant) {
        if self.question.is_some() {
            self.asked = Some(now);
            return;
        }
        let rested = |asked: Instant| now.saturating_duration_since(asked) >= AGAIN;
        if self.is_missing() && place.start.is_none() && self.asked.is_none_or(rested) {
            self.look(core, self.kept.clone(), true);
        }
    }

    /// There is a tape, and it could not be played when it was looked at last.
    pub(super) fn is_missing(&self) -> bool {
        self.facts.is_none() && !self.kept.path.is_empty() && !self.is_looked_at()
    }

    /// Somebody waits for an answer.
    pub(super) fn is_looked_at(&self) -> bool {
        let question = self.question.as_ref();
        question.is_some_and(|question| !question.is_repeated)
    }

    /// What it has to say is taken.
    pub fn take(&mut self, core: &mut Core, said: TapeSaid) {
        match said {
            TapeSaid::Opened(number, facts) => {
                if let Some(question) = self.answered(number) {
                    self.take_facts(core, question.wanted, facts);
                }
            }
            TapeSaid::Failed(number, text) => {
                let question = self.answered(number);
                if question.is_some_and(|question| !question.is_repeated) {
                    let goes_on = self.goes_on(core);
                    core.tell(Severity::Error, format!("tape: {text}{goes_on}"));
                }
            }
            TapeSaid::Broken(text) => core.tell(Severity::Error, format!("tape: {text}")),
        }
        self.told = None;
    }

    /// The question of this number, if it still counts.
    fn answered(&mut self, number: u64) -> Option<Question> {
        let question = self.question.take_if(|open| open.number == number)?;
        self.answers += u32::from(!question.is_repeated);
        Some(question)
    }

    /// What strips on tape hear although what was looked at cannot be played.
    fn goes_on(&self, core: &Core) -> String {
        match &self.facts {
            Some(facts) => format!("; {} stays open", facts.path),
            None if is_on(core) => {
                "; strips on tape are silent until one is open, or they go live: headroom do live"
                    .to_owned()
            }
            None => String::new(),
        }
    }

    fn take_facts(&mut self, core: &mut Core, wanted: Kept, facts: TapeFacts) {
        self.kept = wanted;
        for note in &facts.notes {
            core.tell(Severity::Warning, format!("tape: {note}"));
        }
        let is_news = self.facts.as_ref().map(|facts| &facts.path) != Some(&facts.path);
        if is_news {
            let strips = counted(facts.tracks.len(), "strip");
            core.tell(
                Severity::Info,
                format!("tape: {}, tracks for {strips}", facts.path),
            );
        }
        self.kept.path.clone_from(&facts.path);
        if let Ok(json) = serde_json::to_string(&self.kept) {
            core.journal.note(DOCUMENT, json);
        }
        self.facts = Some(facts);
        self.needs_set = true;
    }
}
