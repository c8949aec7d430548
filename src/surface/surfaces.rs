//! All surfaces of a console, from start to end.

use super::hardware::Watch;
use super::jack::{Bridge, OwnOutputs};
use super::library::Library;
use super::runner::Registry;
use super::sender;
use crate::control::inbox::Inbox;
use crate::rt::midi::Plug;
use crate::show::cue::CueMidi;
use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use std::io;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

/// The threads that look for surfaces; dropping this ends them and all surfaces.
#[derive(Debug)]
pub struct Surfaces {
    plug: Plug,
    stop: Option<Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

impl Surfaces {
    /// Looks for surfaces of the library from here on, for the console behind `inbox`, and sends what its cues
    /// send.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(inbox: &Inbox, library: Library, cues: Receiver<CueMidi>) -> io::Result<Self> {
        let outputs = OwnOutputs::default();
        let library = Arc::new(library);
        let registry = Registry::new(inbox.clone(), Arc::clone(&library));
        let (stop, stopped) = bounded(0);
        let (news_in, news) = unbounded();
        let bridge = Bridge {
            library: Arc::clone(&library),
            inbox: inbox.clone(),
            registry: registry.clone(),
            news,
            outputs: outputs.clone(),
        };
        let bridge_stopped = stopped.clone();
        let bridge = Builder::new()
            .name("midi-bridge".to_owned())
            .spawn(move || bridge.run(&bridge_stopped))?;
        let plug = Plug {
            news: news_in,
            bridge: bridge.thread().clone(),
        };
        let sender = start_sender(outputs, cues, inbox.clone(), stopped.clone())?;
        let watch = Watch {
            library,
            inbox: inbox.clone(),
            registry,
        };
        let watch = Builder::new()
            .name("midi-ports".to_owned())
            .spawn(move || watch.run(&stopped))?;
        Ok(Self {
            plug,
            stop: Some(stop),
            threads: vec![bridge, watch, sender],
        })
    }

    /// What an audio backend needs to carry MIDI.
    pub fn plug(&self) -> Plug {
        self.plug.clone()
    }
}

fn start_sender(
    outputs: OwnOutputs,
    cues: Receiver<CueMidi>,
    inbox: Inbox,
    stopped: Receiver<()>,
) -> io::Result<JoinHandle<()>> {
    let run = move || sender::run(outputs, &cues, &inbox, &stopped);
    Builder::new().name("midi-cues".to_owned()).spawn(run)
}

impl Drop for Surfaces {
    fn drop(&mut self) {
        drop(self.stop.take());
        self.plug.bridge.unpark();
        for thread in self.threads.drain(..) {
            // A thread that panicked has ended, too.
            let _ = thread.join();
        }
    }
}
