//! The reference track: which file, where it is, and that it is as loud as the mix when somebody compares them.
//!
//! A thread of its own reads and converts the file; the monitor plays it from a ring while `monitor/reference` is
//! on, and it waits where it is while that is off. Its gain is found at the moment of the change, from the loudness
//! of the file and of the last ten seconds of what the monitor hears, and stays until the next one: nothing moves
//! under the ears of who listens.

use super::core::Core;
use super::feed::{News, ReferenceState, ReferenceStatus, Severity};
use super::gliding::SetRequest;
use super::intent::{Intent, Refusal};
use super::journal::Cause;
use super::measuring::Measuring;
use super::reference_rows::{addr, is_on, switch_off, wanted};
use super::set::turns_on;
use super::setup::{Keep, Play, Played, TrackFacts, TrackFile};
use crate::engine::command::Command;
use crate::param::Plain;
use crate::param::spec::MonitorParam;
use crate::rt::fade::FRAMES;
use crate::rt::playback::{PlaybackView, playback};
use crate::show::reference::{Reference, SHORTEST_LOOP};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Channels of the ring: what has one is played on both sides.
const CHANNELS: usize = 2;
/// What waits in the ring, in seconds: a disk may sleep so long.
const WAITING_SECONDS: usize = 2;
/// Loudness at which it is played while that of the mix is not known, in LUFS: quiet, so that nobody is startled.
const UNMATCHED: f32 = -30.0;
/// To what its gain is rounded, in dB.
const GAIN_STEP: f32 = 0.1;
/// How often everybody is told where it is.
const TELL_EVERY: Duration = Duration::from_millis(100);
/// How long nothing is said after it was said that the disk is too slow.
const QUIET: Duration = Duration::from_secs(10);

/// Between which frames it goes round, if it does.
#[derive(Clone, Debug, PartialEq)]
struct Looped(Option<Range<u64>>);

/// The reference track.
#[derive(Debug, Default)]
pub(super) struct ReferenceTrack {
    /// What the show remembers of it.
    pub(super) kept: Reference,
    /// What is known of it, once it was measured.
    pub(super) facts: Option<TrackFacts>,
    /// Hundredths that were measured of the one that is on its way.
    measured: Option<u8>,
    /// A file was chosen by somebody, and its answer is not here.
    is_chosen: bool,
    pub(super) view: Option<PlaybackView>,
    needs_stream: bool,
    is_heard: bool,
    /// Offset and match with which the gain was found, and the loudness of the mix.
    matched: Option<(f32, bool)>,
    mix_loudness: Option<f32>,
    /// The loop that the player knows.
    looped: Option<Looped>,
    /// Where it was sent, while the player has not done so: the way of before, and the frame.
    sent: Option<(u32, u64)>,
    starved: u32,
    complained: Option<Instant>,
    told: Option<(Instant, Arc<ReferenceStatus>)>,
}

impl ReferenceTrack {
    /// The track of a show that opens.
    pub fn open(&mut self, core: &Core, kept: Option<Reference>) {
        if let Some(kept) = kept {
            self.measured = Some(0);
            send(core, Play::Open(TrackFile::OfShow(kept.file.clone())));
            self.kept = kept;
        }
    }

    /// A stream opens: the track goes there.
    pub fn begin_stream(&mut self) {
        self.needs_stream = true;
    }

    /// Another file is chosen. The one before plays on until this one is there.
    pub fn choose(&mut self, core: &Core, path: &str) {
        (self.is_chosen, self.measured) = (true, Some(0));
        send(core, Play::Open(TrackFile::Chosen(path.into())));
    }

    /// There is none any more.
    pub fn remove(&mut self, core: &mut Core, now: Instant) {
        switch_off(core, now);
        (self.kept, self.facts, self.measured) = (Reference::default(), None, None);
        (self.looped, self.mix_loudness, self.sent) = (None, None, None);
        send(core, Play::Close);
        core.keep(Keep::Reference(None));
    }

    /// Before an intent that lets it be heard: its gain is found then.
    ///
    /// # Errors
    /// There is nothing to hear.
    pub fn prepare(
        &mut self,
        core: &mut Core,
        measuring: &Measuring,
        intent: &Intent,
        now: Instant,
    ) -> Result<(), Refusal> {
        if is_on(core) || !turns_on(intent, addr(MonitorParam::Reference)) {
            return Ok(());
        }
        if self.facts.is_none() {
            return Err(Refusal::Reference(self.why_not()));
        }
        self.find_gain(core, measuring, now);
        Ok(())
    }

    fn why_not(&self) -> String {
        match self.measured {
            Some(_) => {
                "the reference track is still being measured; try again in a moment".to_owned()
            }
            None => "there is no reference track; choose one: headroom reference FILE".to_owned(),
        }
    }

    /// What it has to say is taken.
    pub fn take(&mut self, core: &mut Core, measuring: &Measuring, played: Played, now: Instant) {
        match played {
            Played::Measured(hundredths) => self.measured = Some(hundredths),
            Played::Opened(facts) => self.take_facts(core, measuring, facts, now),
            Played::Failed(text) => {
                (self.is_chosen, self.measured) = (false, None);
                core.tell(Severity::Error, format!("reference track: {text}"));
            }
            Played::Broken(text) => {
                switch_off(core, now);
                let text = format!("reference track: {text}; the monitor hears the mix again");
                core.tell(Severity::Error, text);
            }
        }
        self.told = None;
    }

    fn take_facts(
        &mut self,
        core: &mut Core,
        measuring: &Measuring,
        facts: TrackFacts,
        now: Instant,
    ) {
        let name = short_name(&facts.file);
        for note in &facts.notes {
            core.tell(Severity::Warning, format!("reference track: {name} {note}"));
        }
        if self.is_chosen {
            self.kept = Reference {
                file: facts.file.clone(),
                ..Reference::default()
            };
            if facts.is_new {
                core.keep(Keep::Reference(Some(self.kept.clone())));
            }
            let loudness = in_words(facts.loudness);
            core.tell(
                Severity::Info,
                format!("reference track: {name}, {loudness}"),
            );
        }
        (self.is_chosen, self.measured, self.looped) = (false, None, None);
        (self.facts, self.matched) = (Some(facts), None);
        // Nothing is played before somebody says from where.
        if is_on(core) {
            self.find_gain(core, measuring, now);
        }
        self.seek(core, self.kept.from.unwrap_or(0.0));
    }

    /// What is to be done between events.
    pub fn tick(&mut self, core: &mut Core, measuring: &Measuring, now: Instant) {
        if core.wires().reference.is_none() {
            return;
        }
        self.give_stream(core);
        self.follow_loop(core);
        self.follow_switch(core, measuring, now);
        self.watch_ring(core, now);
        self.tell(core, now);
    }

    fn give_stream(&mut self, core: &mut Core) {
        if !(self.needs_stream && core.has_stream()) {
            return;
        }
        self.needs_stream = false;
        let rate = core.status().rate;
        let marks = WAITING_SECONDS * rate as usize / FRAMES;
        let (writer, reader) = playback(CHANNELS, marks);
        let position = self.view.as_ref().map_or(0, PlaybackView::position);
        writer.go_elsewhere(position);
        (self.view, self.starved, self.sent) = (Some(writer.view()), 0, None);
        core.command(Command::Reference(Box::new(reader)));
        send(core, Play::Stream(writer, rate));
    }

    /// The player knows where it goes round.
    fn follow_loop(&mut self, core: &Core) {
        let Some(facts) = &self.facts else { return };
        let frame = |seconds: f32| (f64::from(seconds) * f64::from(facts.rate)).round() as u64;
        let is_looped = core.values().is_on(addr(MonitorParam::ReferenceLoop));
        let from = self.kept.from.map_or(0, frame);
        let to = self.kept.to.map_or(facts.frames, frame).min(facts.frames);
        let is_long = to.saturating_sub(from) >= frame(SHORTEST_LOOP);
        let looped = Looped((is_looped && is_long).then_some(from..to));
        if self.looped.as_ref() != Some(&looped) {
            self.looped = Some(looped.clone());
            send(core, Play::Loop(looped.0));
        }
    }

    /// Who hears it hears it go on; what is heard without a gain, after a restart, gets one.
    fn follow_switch(&mut self, core: &mut Core, measuring: &Measuring, now: Instant) {
        let is_heard = is_on(core);
        if is_heard && self.facts.is_none() && self.measured.is_none() {
            switch_off(core, now);
            core.tell(Severity::Warning, self.why_not());
            return;
        }
        if is_heard != self.is_heard {
            self.is_heard = is_heard;
            send(core, Play::Heard(is_heard));
        }
        if is_heard && self.facts.is_some() && self.matched != Some(wanted(core)) {
            self.find_gain(core, measuring, now);
        }
    }

    /// Its end, and a ring that ran out.
    fn watch_ring(&mut self, core: &mut Core, now: Instant) {
        let Some(view) = self.view.clone() else {
            return;
        };
        if self.facts.is_some() && view.has_ended() {
            self.seek(core, self.kept.from.unwrap_or(0.0));
            if is_on(core) {
                switch_off(core, now);
                core.tell(
                    Severity::Info,
                    "the reference track is over; the monitor hears the mix again",
                );
            }
        }
        let starved = view.starved();
        let is_quiet = self
            .complained
            .is_some_and(|said| now.saturating_duration_since(said) < QUIET);
        if starved != self.starved && !is_quiet {
            (self.starved, self.complained) = (starved, Some(now));
            let text = "the disk is too slow for the reference track: it faded out and waits; nothing else is \
                        concerned";
            core.tell(Severity::Warning, text);
        }
    }

    /// It goes on at a place in seconds.
    pub fn seek(&mut self, core: &Core, seconds: f32) {
        if let Some(facts) = &self.facts {
            let frame = (f64::from(seconds) * f64::from(facts.rate)).round() as u64;
            let frame = frame.min(facts.frames);
            self.sent = self.view.as_ref().map(|view| (view.way(), frame));
            send(core, Play::Seek(frame));
        }
    }

    /// Where it is, in seconds.
    pub fn position(&self) -> f32 {
        let rate = self.facts.as_ref().map_or(0, |facts| facts.rate);
        let frame = self.view.as_ref().map_or(0, |view| match self.sent {
            Some((way, frame)) if way == view.way() => frame,
            _ => view.position(),
        });
        if rate == 0 {
            0.0
        } else {
            (frame as f64 / f64::from(rate)) as f32
        }
    }

    /// The gain with which it is as loud as the mix. While the loudness of the mix is not known it plays quietly,
    /// and never louder than it is.
    fn find_gain(&mut self, core: &mut Core, measuring: &Measuring, now: Instant) {
        let Some(facts) = &self.facts else { return };
        if !is_on(core) || self.matched.is_none() {
            self.mix_loudness = measuring.recent(core);
        }
        let (offset, is_matched) = wanted(core);
        let to = |target: f32| {
            if facts.loudness.is_finite() {
                target - facts.loudness
            } else {
                0.0
            }
        };
        let gain = match (is_matched, self.mix_loudness) {
            (false, _) => offset,
            (true, Some(mix)) => to(mix) + offset,
            (true, None) => (to(UNMATCHED) + offset).min(0.0),
        };
        if is_matched && self.mix_loudness.is_none() {
            let text = format!(
                "the mix has no loudness yet: the reference track plays at {UNMATCHED:.0} LUFS; switch it off and on \
                 once the mix sounds"
            );
            core.tell(Severity::Info, text);
        }
        self.matched = Some((offset, is_matched));
        if let Some(index) = core.layout().index(addr(MonitorParam::ReferenceGain)) {
            // As a person would set it.
            let gain = (gain / GAIN_STEP).round() * GAIN_STEP;
            let gain = core.layout().spec(index).curve.clamp(Plain(gain));
            core.act_for_itself(Cause::Hand, now);
            core.change([SetRequest::now(index, gain)]);
        }
    }

    /// A wish was followed: everybody knows at once where it is.
    pub fn tell_now(&mut self, core: &mut Core, now: Instant) {
        self.told = None;
        self.tell(core, now);
    }

    /// Everybody knows what it is and where.
    fn tell(&mut self, core: &mut Core, now: Instant) {
        let is_due = |(told, _): &(Instant, _)| now.saturating_duration_since(*told) >= TELL_EVERY;
        if !self.told.as_ref().is_none_or(is_due) {
            return;
        }
        let status = Arc::new(self.status());
        if self
            .told
            .as_ref()
            .is_none_or(|(_, before)| *before != status)
        {
            self.told = Some((now, status.clone()));
            core.subscribers.tell(News::Reference(status));
        }
    }

    fn status(&self) -> ReferenceStatus {
        let facts = self.facts.clone().unwrap_or_default();
        let state = match (self.measured, &self.facts) {
            (Some(hundredths), _) => ReferenceState::Measuring(hundredths),
            (None, Some(_)) => ReferenceState::Ready,
            (None, None) => ReferenceState::None,
        };
        ReferenceStatus {
            file: short_name(&self.kept.file).to_owned(),
            state,
            seconds: (facts.frames as f64 / f64::from(facts.rate.max(1))) as f32,
            position: self.position(),
            loop_ends: (self.kept.from, self.kept.to),
            markers: self.kept.markers.clone(),
            format: (facts.rate, facts.channels),
            loudness: facts.loudness,
            true_peak: facts.true_peak,
            mix_loudness: self.mix_loudness,
            starved: self.starved,
        }
    }
}

/// The last part of a path.
pub(super) fn short_name(file: &str) -> &str {
    let name = Path::new(file).file_name();
    name.and_then(|name| name.to_str()).unwrap_or(file)
}

fn in_words(loudness: f32) -> String {
    if loudness.is_finite() {
        format!("{loudness:.1} LUFS")
    } else {
        "silent: it cannot be matched".to_owned()
    }
}

pub(super) fn send(core: &Core, play: Play) {
    if let Some(player) = &core.wires().reference {
        // Who plays has ended: so does the console.
        let _ = player.send(play);
    }
}
