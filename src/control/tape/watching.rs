//! The tape while it is heard: who hears it, what comes in live meanwhile, how the disk does, and what is said of it.

use super::{OnTape, Tape, has_track, is_on, is_safe, strips_of, takes_part};
use crate::control::core::Core;
use crate::control::feed::{News, Severity, TapeState, TapeStatus};
use crate::control::intent::ClientId;
use crate::param::{NodeId, counted};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// From how much on something comes in live: −40 dBFS.
const SOUNDS: f32 = 0.01;
/// How long it counts as sounding, and how long nothing more is said of it.
const SOUNDED: Duration = Duration::from_secs(3);
const QUIET: Duration = Duration::from_secs(30);
/// How often everybody is told how it stands.
const TELL_EVERY: Duration = Duration::from_millis(100);

impl Tape {
    /// Who hears it, what comes in meanwhile, and how the disk does.
    pub(super) fn watch(&mut self, core: &mut Core, now: Instant) {
        let knows = self.facts.is_some();
        let mut late = 0;
        let mut sounding = Vec::new();
        for strip in &mut self.strips {
            let has_track = !knows || has_track(self.facts.as_ref(), strip.node);
            let is_heard = has_track && takes_part(core, strip.node);
            strip.view.set_heard(is_heard);
            late += strip.view.late();
            let peak = strip.view.take_live_peak();
            if is_heard && peak >= SOUNDS {
                strip.sounded = Some(now);
                let is_quiet = strip
                    .said
                    .is_some_and(|said| now.saturating_duration_since(said) < QUIET);
                if !is_quiet {
                    strip.said = Some(now);
                    sounding.push(strip.node);
                }
            }
        }
        if !sounding.is_empty() {
            let names: Vec<String> = sounding.iter().map(|node| core.called(*node)).collect();
            let text = format!(
                "a live signal comes in while the tape is heard: {}; back to live: headroom do live",
                names.join(", ")
            );
            core.tell(Severity::Warning, text);
        }
        if late > std::mem::replace(&mut self.late, late) {
            self.complain(core, now);
        }
    }

    fn complain(&mut self, core: &mut Core, now: Instant) {
        let is_quiet = self
            .complained
            .is_some_and(|said| now.saturating_duration_since(said) < QUIET);
        if !is_quiet {
            self.complained = Some(now);
            let text = "the disk is too slow for the tape: tracks are silent for a moment, and come back where the \
                        others are; nothing else is concerned";
            core.tell(Severity::Warning, text);
        }
    }

    /// Everybody knows at once when strips change over, and when outputs open while they hear the tape.
    pub(super) fn say_switch(&mut self, core: &mut Core) {
        let (is_on, is_safe) = (is_on(core), is_safe(core));
        let (was_on, was_safe) = std::mem::replace(&mut self.before, (is_on, is_safe));
        if is_on != was_on {
            // Silent strips of an unknown tape are in the set only while it is on.
            self.needs_set |= self.facts.is_none();
        }
        if is_on && (!was_on || was_safe && !is_safe) {
            core.tell(Severity::Warning, self.words(core));
        } else if was_on && !is_on {
            core.tell(Severity::Info, "strips hear their live inputs again");
        }
    }

    /// Whoever connects learns that strips are on tape.
    pub fn welcome(&self, core: &mut Core, client: ClientId) {
        if is_on(core) {
            let text = self.words(core);
            core.tell_one(client, Severity::Warning, text);
        }
    }

    /// That strips are on tape, and how they come back.
    pub fn words(&self, core: &Core) -> String {
        let strips = counted(self.on_tape(core).len(), "strip");
        let heard = match &self.facts {
            Some(facts) => format!("the tape {}", facts.path),
            None if self.is_missing() => format!("silence, as {} is missing,", self.kept.path),
            None => "silence, as no tape is open,".to_owned(),
        };
        format!(
            "{strips} on tape: they hear {heard} in place of their inputs; back to live: headroom do live"
        )
    }

    /// The strips that do not hear their inputs.
    fn on_tape(&self, core: &Core) -> Vec<NodeId> {
        let nodes = strips_of(core.layout().topology());
        let nodes = nodes.filter(|node| takes_part(core, *node));
        let facts = self.facts.as_ref();
        nodes
            .filter(|node| facts.is_none() || has_track(facts, *node))
            .collect()
    }

    pub(super) fn tell(&mut self, core: &mut Core, now: Instant) {
        let is_due = |(told, _): &(Instant, _)| now.saturating_duration_since(*told) >= TELL_EVERY;
        if !self.told.as_ref().is_none_or(is_due) {
            return;
        }
        let status = Arc::new(self.status(core, now));
        let before = self.told.as_ref().map(|(_, before)| before);
        if before != Some(&status) {
            self.told = Some((now, status.clone()));
            core.subscribers.tell(News::Tape(status));
        }
    }

    fn status(&self, core: &Core, now: Instant) -> TapeStatus {
        let sounds = |strip: &&OnTape| {
            strip
                .sounded
                .is_some_and(|then| now.saturating_duration_since(then) < SOUNDED)
        };
        let facts = self.facts.clone().unwrap_or_default();
        let state = match &self.facts {
            _ if self.is_looked_at() => TapeState::Opening,
            Some(_) => TapeState::Ready,
            None if self.is_missing() => TapeState::Missing,
            None => TapeState::None,
        };
        TapeStatus {
            path: self.kept.path.clone(),
            answers: self.answers,
            state,
            seconds: facts.seconds,
            tracks: facts.tracks,
            on_tape: self.on_tape(core),
            live: self
                .strips
                .iter()
                .filter(sounds)
                .map(|strip| strip.node)
                .collect(),
            late: self.late,
        }
    }
}
