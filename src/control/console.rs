//! The console: what comes in goes to the feature that it concerns, and news go out.

use super::answers::AnswerTo;
use super::automation::Automation;
use super::captures::CaptureSet;
use super::copy::Clips;
use super::core::Core;
use super::engines::Engines;
use super::feed::{AudioState, News, Severity};
use super::guard;
use super::hands::Hands;
use super::inbox::Event;
use super::inserts::Inserts;
use super::intent::{ClientId, Intent};
use super::journal::Opening;
use super::kept_steps::restore_steps;
use super::load::LoadAverage;
use super::looking::Looking;
use super::measuring::Measuring;
use super::midi::Midi;
use super::personal;
use super::ports::ask_for_ports;
use super::presets::Presets;
use super::recording::Recording;
use super::reference::ReferenceTrack;
use super::scenes::Scenes;
pub use super::setup::{Keep, Order, Setup, Wires};
use super::streams;
use super::talk::Talk;
use super::tap_tempo::TapTempos;
use super::tape::Tape;
use super::watching::Watching;
use super::welcome::welcome;
use crate::engine::audio::{AudioEvent, AudioRequest};
use crate::engine::command::{Command, Retired};
use crate::param::printable::printable;
use crate::param::{Layout, Store};
use crate::rt::meter_tap::MeterReader;
use crate::show::journal::segment::Reason;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Longest wait while the engine owes an answer or something moves: neither comes with an event.
const SOON: Duration = Duration::from_millis(5);
/// Longest wait while nobody needs anything. A broken engine is healed within this time.
const IDLE: Duration = Duration::from_millis(80);

/// The core, and the features that change it. Lives on the control thread.
#[derive(Debug)]
pub struct Console {
    pub(super) core: Core,
    pub(super) engines: Engines,
    pub(super) inserts: Inserts,
    pub(super) hands: Hands,
    pub(super) scenes: Scenes,
    pub(super) clips: Clips,
    pub(super) presets: Presets,
    pub(super) taps: TapTempos,
    pub(super) automation: Automation,
    pub(super) measuring: Measuring,
    pub(super) looking: Looking,
    pub(super) watching: Watching,
    pub(super) midi: Midi,
    pub(super) reference: ReferenceTrack,
    pub(super) recording: Recording,
    pub(super) tape: Tape,
    captures: CaptureSet,
    talk: Talk,
    load: LoadAverage,
    /// A client has ended it.
    pub(super) is_over: bool,
}

impl Console {
    /// A console at its start values, its outputs under safe start; asks the backend for ports.
    pub fn new(mut setup: Setup, wires: Wires) -> Self {
        let (scenes, cues, shelf) = (
            std::mem::take(&mut setup.scenes),
            std::mem::take(&mut setup.cues),
            std::mem::take(&mut setup.shelf),
        );
        let mut console = Self {
            core: Core::new(&setup, wires),
            engines: Engines::default(),
            inserts: Inserts::default(),
            hands: Hands::default(),
            scenes: Scenes::new(scenes, cues),
            clips: Clips::default(),
            presets: Presets::new(shelf),
            taps: TapTempos::default(),
            automation: Automation::default(),
            measuring: Measuring::default(),
            looking: Looking::default(),
            watching: Watching::default(),
            midi: Midi::default(),
            reference: ReferenceTrack::default(),
            recording: Recording::default(),
            tape: Tape::default(),
            captures: CaptureSet::default(),
            talk: Talk::default(),
            load: LoadAverage::default(),
            is_over: false,
        };
        if let Some(opening) = setup.journal {
            console.open_journal(opening);
        }
        let core = &mut console.core;
        console.scenes.announce(core);
        console.scenes.announce_cues(core);
        console.scenes.tell_marks(core);
        console.presets.announce(core);
        console.automation.announce(core);
        core.subscribers.tell(News::Surfaces(Arc::default()));
        console.reference.open(core, setup.reference.take());
        console.tape.restore(core);
        // A client opens when it knows its ports. Told afterwards what is wanted, it would cut what a hand has
        // connected meanwhile.
        core.tell_patch(&setup.connections);
        if !setup.connections.is_empty() {
            core.ask_audio(AudioRequest::Connect(setup.connections));
        }
        ask_for_ports(core, core.layout(), console.engines.layout_number);
        console
    }

    fn open_journal(&mut self, mut opening: Opening) {
        let pasts = &mut opening.pasts;
        let recalls = std::mem::take(&mut pasts.recalls);
        let undone = std::mem::take(&mut pasts.undone_recalls);
        self.core.resume(&opening);
        self.core.restore_labels(&opening.documents);
        self.scenes.restore(&mut self.core, recalls, undone);
        self.automation.restore(&mut self.core);
        self.core.begin_journal(opening);
        self.core.keep_unsaved_labels();
        restore_steps(&mut self.core);
        self.scenes.say_interrupted(&mut self.core);
        guard::say_unanswered(&mut self.core);
    }

    /// The layout now.
    pub fn layout(&self) -> &Arc<Layout> {
        self.core.layout()
    }
    /// The values now.
    pub fn store(&self) -> &Store {
        self.core.store()
    }
    /// The state of audio now.
    pub fn audio(&self) -> &AudioState {
        &self.core.status().audio
    }

    /// The worst rise of every change of scene, for a console that nobody uses: it ends up behind the last cue.
    pub fn transitions(&mut self) -> guard::Transitions {
        guard::Transitions::of(&mut self.core, &mut self.scenes)
    }

    /// True while the engine has more to take than fits: clients have to wait.
    pub fn is_congested(&self) -> bool {
        self.core.is_congested()
    }

    /// How long the control thread may sleep where no event comes: [`Console::tick`] is due then.
    pub fn patience(&self, now: Instant) -> Duration {
        let runs_by_clock = self.automation.is_running(&self.core) || self.scenes.counts_down();
        if runs_by_clock || self.core.is_busy() {
            return SOON;
        }
        // Without audio there are no levels to fetch.
        let runs = *self.audio() == AudioState::Running;
        let served = self.core.subscribers.next_due(now).filter(|_| runs);
        served.map_or(IDLE, |due| {
            due.saturating_duration_since(now).clamp(SOON, IDLE)
        })
    }

    /// Takes one event. False when the console shall end.
    pub fn handle(&mut self, event: Event, now: Instant) -> bool {
        let core = &mut self.core;
        match event {
            Event::Connect { hello, id, updates } => {
                let client = welcome(core, &hello, updates);
                self.tape.welcome(core, client);
                // A front end that has gone already is noticed at its first update.
                let _ = id.try_send(client);
            }
            Event::Disconnect(client) => {
                core.subscribers.disconnect(client);
                self.part(client);
            }
            Event::Intent {
                client,
                intent,
                answer,
                permit: _permit,
            } => self.follow_and_answer(client, intent, answer, now),
            Event::Audio(event) => self.take_audio(event, now),
            Event::Built {
                order,
                engine,
                meters,
            } => {
                let built = (engine, meters);
                self.engines.take_built(core, &self.inserts, order, built);
            }
            Event::EffectBuilt { order, change } => core.take_effect(order, change),
            Event::Journal(report) => core.take_report(report),
            Event::Saved(stamp) => core.journal.note_file(stamp),
            Event::LabelsKept(number) => core.note_labels_kept(number),
            Event::SceneKept { name, number } => self.scenes.note_kept(core, &name, number),
            Event::Scenes(loaded, notices) => self.scenes.take(core, loaded, notices),
            Event::CuesKept(number) => self.scenes.note_cues_kept(core, number),
            Event::Cues(read) => self.scenes.take_cues(core, read),
            Event::FileTroubles(keeper, found) => core.file_troubles.take(keeper, found),
            Event::KeepAll => self.keep_all(),
            Event::Midi(lines) => Midi::take(core, &lines),
            Event::Preflight(found) => core.subscribers.tell_findings(found),
            Event::LessonOver(number) => self.midi.note_over(core, number),
            Event::Surfaces(surfaces) => self.midi.note_surfaces(core, surfaces),
            Event::Timeline(timeline, notices) => self.automation.load(core, *timeline, notices),
            Event::TimelineKept(number) => self.automation.note_kept(core, number),
            Event::Loudness(readings) => self.measuring.take(core, readings),
            Event::Spectra(spectra) => self.looking.take(core, spectra),
            Event::Clashes(clashes) => self.looking.take_clashes(core, clashes),
            Event::Suspects(suspects) => self.watching.take(core, suspects),
            Event::Phones(status) => core.subscribers.tell(News::Phones(Arc::new(status))),
            Event::Tape(said) => self.tape.take(core, said),
            Event::Recorded(status) => self.recording.take(core, &status, now),
            Event::Reference(played) => {
                self.reference.take(core, &self.measuring, played, now);
            }
            Event::Tell(notice) => core.subscribers.notify(&notice),
            Event::Log(lines) => core.subscribers.tell(News::Log(Arc::new(lines))),
            Event::Stop => return false,
        }
        !self.is_over
    }

    /// A disk takes files again: everything is written anew.
    fn keep_all(&mut self) {
        self.core.begin_segment(Reason::Mended);
        self.scenes.keep_all(&self.core);
        self.presets.keep_all();
        self.automation.keep_all(&self.core);
    }

    /// Takes what the backend reports; on a new stream everything has to be captured and played anew.
    fn take_audio(&mut self, event: AudioEvent, now: Instant) {
        let core = &mut self.core;
        if matches!(event, AudioEvent::Opened { .. }) {
            self.captures.begin_stream();
            self.measuring.begin_stream();
            self.looking.begin_stream();
            self.recording.begin_stream(core);
            self.reference.begin_stream();
            self.tape.begin_stream();
        }
        streams::take(event, core, (&mut self.engines, &mut self.inserts), now);
    }

    fn follow_and_answer(
        &mut self,
        client: ClientId,
        intent: Intent,
        to: Option<AnswerTo>,
        now: Instant,
    ) {
        if let Intent::Phones(wish) = intent {
            personal::pass_on(&mut self.core, client, wish, to);
            return;
        }
        let is_reshape = matches!(intent, Intent::Reshape(_) | Intent::ReshapeConfirmed(_));
        let is_durable = intent.is_durable() && self.core.journal.is_kept();
        let may_record = Recording::may_begin(&intent);
        let current = self.scenes.current.as_deref();
        let files = self.core.file_troubles.about(&intent, current);
        let mut outcome = self.follow(client, intent, now);
        if let Ok(answer) = &mut outcome {
            answer.lines.extend(files);
        }
        let begins = may_record && self.recording.is_opening(&self.core);
        match (to, outcome) {
            (Some(to), Ok(_)) if begins => self.core.answers.wait_for_recording(to),
            (Some(to), Ok(answer)) if is_reshape && self.engines.is_reshaping() => {
                self.core.answers.wait_for_shape(to, answer);
            }
            (Some(to), Ok(answer)) if is_durable => {
                let committed = self.core.status().committed;
                self.core.answers.wait(to, answer, committed, now);
            }
            (Some(to), outcome) => {
                // Nobody waits any more: nobody to tell.
                let _ = to.try_send(outcome);
            }
            (None, Err(refusal)) => {
                // It may repeat what a client sent.
                let text = printable(&refusal.to_string()).into_owned();
                self.core.tell_one(client, Severity::Warning, text);
            }
            (None, Ok(_)) => {}
        }
    }

    /// What has to be done between events: everything that came back from the engine, and news to
    /// everybody. Call it after events, and when [`Console::patience`] is over.
    pub fn tick(&mut self, now: Instant) {
        self.poll_engine(now);
        let core = &mut self.core;
        core.follow_glides();
        let layout_number = self.engines.layout_number;
        self.automation.tick(core, &self.hands, layout_number, now);
        core.tick_journal(now);
        core.answers.tick(now);
        self.talk.tick(core, now);
        self.scenes.tick_cues(core, &self.hands, now);
        self.scenes.guard.tick(core, now);
        self.scenes.tick_preview(core, &self.hands, now);
        self.measuring.tick(core, &mut self.captures);
        self.looking.tick(core, &mut self.captures, now);
        let captures = &mut self.captures;
        self.recording.tick(core, captures, &self.engines, now);
        self.captures.send(core);
        self.reference.tick(core, &self.measuring, now);
        let place = self.automation.place(core);
        self.tape.tick(core, place, now);
        for gone in core.serve(now) {
            self.part(gone);
        }
    }

    /// Everything that came back from the engine.
    fn poll_engine(&mut self, now: Instant) {
        let core = &mut self.core;
        for retired in core.poll_engine() {
            if let Retired::Broken(engine, _payload) = retired {
                self.engines.heal(core, &engine);
            }
        }
        if let Some(levels) = self.engines.meters.as_mut().and_then(MeterReader::take) {
            core.subscribers.add_levels(levels);
            self.scenes.guard.signals.take(levels, now);
            self.inserts.say_bad_returns(core, levels, now);
        }
        self.load.tick(core, now);
    }

    /// A client is gone.
    fn part(&mut self, client: ClientId) {
        self.core.undo.part(client);
        self.clips.part(client);
        self.hands.part(client);
        self.looking.part(client);
        self.midi.part(&mut self.core, client);
    }

    /// The console ends: the transport stops, and what hands have written up to now becomes lanes.
    pub fn end_pass(&mut self, now: Instant) {
        self.poll_engine(now);
        self.automation.end(&mut self.core, now);
    }

    /// The console ends: outputs close.
    pub(super) fn fade_out(&mut self) {
        self.core.command(Command::FadeOut);
    }

    /// The console ends by itself: the next one need not recover.
    pub(super) fn end_journal(&mut self) {
        self.core.end_journal();
    }

    /// Sends a command past the truth: for tests of healing.
    #[cfg(test)]
    pub(crate) fn break_for_test(&mut self, command: Command) {
        self.core.command(command);
    }
}
