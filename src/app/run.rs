//! A console from start to end: who is started, in what order, and how it stops.

mod ending;
mod sounds;

use super::analyst;
use super::builder;
use super::heart::{self, Ears};
use super::inhibit::Inhibit;
use super::lock::Lock;
use super::look;
use super::notify::{self, Manager};
use super::opening::{self, Open};
use super::osc;
use super::phones;
use super::pipewire;
use super::preflight;
use super::presets;
use super::reference;
use super::saver;
use super::scenes::{self, SceneFiles};
use super::wires::wires;
use crate::backend::{self, Backend, jack, null};
use crate::cli::{AudioChoice, LookArgs, RunArgs};
use crate::control::console::{Console, Setup};
use crate::control::feed::{Notice, Severity};
use crate::control::inbox::{Event, Events, Inbox, inbox};
use crate::control::journal_writer;
use crate::control::thread as control_thread;
use crate::desk::place::{DEFAULT_NAME, socket_path};
use crate::desk::server::Server;
use crate::diag::{log, say};
use crate::engine::audio::AudioRequest;
use crate::osc::Osc;
use crate::param::printable::printable;
use crate::rt::beat::Beats;
use crate::rt::load::Load;
use crate::rt::memory::lock_all;
use crate::rt::midi::Plug;
use crate::surface::Surfaces;
use crate::surface::catalogue::{Remotes, user_folder};
use crate::surface::library::Library;
use crate::tui;
use crate::web::Phones;
use anyhow::{Context, Result, bail};
use crossbeam_channel::{Receiver, Sender, unbounded};
use ending::{Alarm, Happened, Manner, listen_to_signals, show_log, wait};
use sounds::Sound;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

/// `headroom run`
///
/// # Errors
/// An unreadable file, a console of that name that runs already, or no terminal.
pub fn run(options: &RunArgs, name: Option<&str>) -> Result<()> {
    let log = log::start(name.unwrap_or(DEFAULT_NAME)).ok();
    crate::diag::panic::set_hook(crate::rt::audio_thread::is_entered);
    // Before anything is opened: what is refused changes nothing. What is kept goes on without one.
    if !options.headless && options.kept.is_none() {
        tui::check_terminal()?;
    }
    let mut open = opening::open(options.show.as_deref(), name)?;
    open.setup.phones = Some(options.phones.over(open.setup.phones.take()));
    open.setup.osc = Some(options.osc.over(open.setup.osc.take()));
    let use_jack = match options.backend {
        Some(choice) => choice == AudioChoice::Jack,
        // A show waits for its server; without one, a timer shows what there is.
        None => open.is_named || jack::availability().is_ok(),
    };
    if !use_jack {
        let text = "no JACK: the console runs on a timer, inputs are silent".to_owned();
        open.setup.notices.push(Notice {
            severity: Severity::Warning,
            text,
        });
    }
    for notice in &open.setup.notices {
        tracing::warn!("{}", notice.text);
        say::aside(&printable(&notice.text));
    }
    if use_jack && open.name == jack::server_name() {
        bail!(
            "the JACK server is called '{name}', too: no other program would find it any more; name the console otherwise: \
             headroom --name desk run",
            name = open.name
        );
    }
    let audio = if use_jack { Audio::Jack } else { Audio::Timer };
    let manner = Manner {
        terminal: (!options.headless).then(|| look::options(&options.look, log)),
        kept: options.kept,
    };
    start_and_wait(open, audio, manner)
}

/// Opens a console that needs no file, with audio from wherever the caller says.
///
/// # Errors
/// A console of that name that runs already, or no terminal.
pub(super) fn open(setup: Setup, audio: Audio, look: Option<&LookArgs>, name: &str) -> Result<()> {
    let log = log::start(name).ok();
    crate::diag::panic::set_hook(crate::rt::audio_thread::is_entered);
    let manner = Manner {
        terminal: look.map(|look| look::options(look, log)),
        kept: None,
    };
    start_and_wait(Open::unkept(setup, name), audio, manner)
}

fn start_and_wait(mut open: Open, audio: Audio, manner: Manner) -> Result<()> {
    if let Err(error) = lock_all() {
        tracing::warn!("memory is not locked ({error}); 'headroom doctor' says how to allow it");
    }
    let (happened_in, happened) = unbounded();
    // Before anybody can know that the console runs: a signal never finds it without an answer.
    listen_to_signals(happened_in.clone())?;
    let asked = open.asked.take();
    let running = Running::start(open, audio, manner.kept, happened_in.clone())?;
    show_log(running.inbox.clone());
    if let Some(path) = asked {
        opening::remember(&path);
    }
    let manager = Manager::from_environment();
    manager.tell(notify::READY);
    let outcome = wait(&running.inbox, manner, happened_in, &happened);
    manager.tell(notify::STOPPING);
    let unsaved = running.stop();
    outcome?;
    if !unsaved.is_empty() {
        let text = format!(
            "the console has ended, but not everything is saved: {}",
            unsaved.join("; ")
        );
        tracing::error!("{text}");
        bail!(text);
    }
    Ok(())
}

/// Where audio comes from.
pub(super) enum Audio {
    /// A JACK server, waited for where there is none.
    Jack,
    /// A timer: inputs are silent.
    Timer,
    /// A timer, and somebody who plays into the inputs.
    Demo(Box<dyn null::Source>),
}

impl Audio {
    /// What it is called on the screen.
    fn name(&self) -> &'static str {
        match self {
            Self::Jack if pipewire::is_chosen() => "PipeWire",
            Self::Jack => "JACK",
            Self::Timer => "null",
            Self::Demo(_) => "demo",
        }
    }
}

/// A thread that writes, and says in the end what the disk did not take.
type Writer = JoinHandle<Option<String>>;

/// Everything that runs.
struct Running {
    inbox: Inbox,
    control: JoinHandle<()>,
    builder: JoinHandle<()>,
    analyst: JoinHandle<()>,
    /// Who plays the reference track, who reads tapes, and who records.
    sounds: [Sound; 3],
    journal: Option<Writer>,
    saver: Option<Writer>,
    presets: Writer,
    _lock: Lock,
    backend: Backend,
    surfaces: Surfaces,
    osc: Option<Osc>,
    phones: Option<Phones>,
    server: Server,
    _inhibit: Inhibit,
}

/// The folder that a show's file is in.
fn folder_of(file: Option<&Path>) -> Option<PathBuf> {
    file?.parent().map(Path::to_owned)
}

impl Running {
    fn start(
        open: Open,
        audio: Audio,
        kept: Option<i32>,
        happened: Sender<Happened>,
    ) -> Result<Self> {
        let (mut setup, name) = (open.setup, open.name.as_str());
        let links = folder_of(open.file.as_deref());
        let (inbox, events) = inbox();
        let folder = open.file.as_ref().and(open.folder.clone());
        let show = (folder, last_rate(&setup));
        // First of all: a second console of the same name must not touch anything.
        let server = Server::start(&socket_path(name)?, inbox.clone())?;
        let load = Load::default();
        let (wires, ends) = wires(audio.name(), load.clone());
        if setup.connections.is_empty() {
            wires
                .audio
                .send(AudioRequest::ConnectInOrder)
                .context("no backend")?;
        }
        let presets = presets::start(&mut setup, open.file.as_deref(), &inbox)
            .context("no thread to save presets")?;
        let home = reference::Home::new(open.folder, open.file.is_some());
        let saver = start_saver(open.file, open.scenes, &mut setup, &inbox)?;
        let start = |(appender, messages)| journal_writer::start(appender, messages, inbox.clone());
        let journal = open.journal.map(start).transpose();
        let journal = journal.context("no thread for the journal")?;
        let library = known_surfaces(&mut setup);
        let (osc, phones) = (setup.osc.take(), setup.phones.take());
        let console = Console::new(setup, wires);
        let builder =
            builder::start(ends.orders, inbox.clone()).context("no thread to build engines")?;
        let analyst =
            analyst::start(ends.measures, inbox.clone()).context("no thread to measure")?;
        preflight::live::start(ends.preflight, inbox.clone(), show)
            .context("no thread to look before doors")?;
        let surfaces =
            Surfaces::start(&inbox, library, ends.midi).context("no thread for surfaces")?;
        let sounds = sounds::start((ends.plays, ends.tapes, ends.records), &home, &inbox)?;
        let plug = surfaces.plug();
        let backend = start_backend(audio, name, &inbox, (ends.requests, plug), load.clone())?;
        let beats = Beats::default();
        let control = start_control(console, events, beats.clone(), happened)?;
        let osc = osc::start(osc, &inbox);
        let phones = phones::start(phones, links, ends.phones, &inbox);
        heart::start(beats, load, Ears::new(kept, Manager::from_environment()))
            .context("no thread for the heartbeat")?;
        let inhibit = Inhibit::start();
        Ok(Self {
            inbox,
            control,
            builder,
            analyst,
            sounds,
            journal,
            saver,
            presets,
            _lock: open.lock,
            backend,
            surfaces,
            osc,
            phones,
            server,
            _inhibit: inhibit,
        })
    }

    /// Outputs fade out, then the stream ends, then everybody else. What could not be saved.
    fn stop(self) -> Vec<String> {
        // First, so that nobody moves anything while the outputs fade out.
        drop(self.surfaces);
        drop(self.osc);
        drop(self.phones);
        // A control thread that has ended already has stopped by itself.
        let _ = self.inbox.put(Event::Stop);
        let _ = self.control.join();
        if !self.backend.close() {
            tracing::warn!("the audio server does not let go; leaving it");
        }
        let _ = self.builder.join();
        let _ = self.analyst.join();
        self.sounds.into_iter().for_each(Sound::end);
        // The journal last: what was done is safe, or the disk has said that it does not take it.
        let writers = self.saver.into_iter().chain([self.presets]);
        let unsaved: Vec<String> = writers
            .chain(self.journal)
            .filter_map(|writer| match writer.join() {
                Ok(unsaved) => unsaved,
                Err(_) => Some("the thread that writes has died".to_owned()),
            })
            .collect();
        if !unsaved.is_empty() {
            // Its socket stays behind, so that whoever ended the console sees that it did not end well.
            std::mem::forget(self.server);
        }
        unsaved
    }
}

fn start_control(
    console: Console,
    events: Events,
    beats: Beats,
    happened: Sender<Happened>,
) -> Result<JoinHandle<()>> {
    Builder::new()
        .name("control".to_owned())
        .spawn(move || {
            let _alarm = Alarm(happened);
            control_thread::run(console, &events, &beats);
        })
        .context("no thread for the console")
}

/// The rate at which a show ran last, in Hz; 0 where that is not known.
fn last_rate(setup: &Setup) -> u32 {
    setup.journal.as_ref().map_or(0, |journal| journal.rate)
}

/// Devices and layouts; everybody who connects is told what is wrong with the user's own files.
fn known_surfaces(setup: &mut Setup) -> Library {
    let (library, problems) = Library::open(user_folder());
    for text in problems {
        tracing::warn!("{text}");
        setup.notices.push(Notice {
            severity: Severity::Warning,
            text,
        });
    }
    library.with_remote(Remotes {
        programs: setup.programs.take(),
        remote: setup.remote.take(),
    })
}

/// A show's file remembers what the console learns; other files are left alone.
fn start_saver(
    file: Option<PathBuf>,
    scenes: Option<SceneFiles>,
    setup: &mut Setup,
    inbox: &Inbox,
) -> Result<Option<Writer>> {
    let (Some(file), Some(scenes)) = (file, scenes) else {
        return Ok(None);
    };
    let (learned_in, learned) = unbounded();
    setup.saver = Some(learned_in);
    let stamp = setup.journal.as_ref().map(|journal| journal.file.clone());
    let cues = scenes::cue_file(&file);
    let show = saver::Opened {
        file,
        stamp: stamp.unwrap_or_default(),
        topology: setup.topology.clone(),
        scenes,
        cues,
    };
    saver::start(show, learned, inbox.clone())
        .context("no thread to save the show")
        .map(Some)
}

fn start_backend(
    audio: Audio,
    name: &str,
    inbox: &Inbox,
    (requests, plug): (Receiver<AudioRequest>, Plug),
    load: Load,
) -> Result<Backend> {
    let inbox = inbox.clone();
    let sink: backend::Sink = Arc::new(move |event| {
        // A console that has ended has no use for it.
        let _ = inbox.put(Event::Audio(event));
    });
    let timer = null::NullOptions::default();
    let started = match audio {
        Audio::Jack => {
            let options = jack::JackOptions {
                name: name.to_owned(),
            };
            jack::start_with_midi(options, sink, requests, load, Some(plug))
        }
        Audio::Timer => null::start(timer, None, sink, requests, load),
        Audio::Demo(source) => null::start(timer, Some(source), sink, requests, load),
    };
    started.context("no thread for audio")
}
