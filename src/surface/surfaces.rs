//! All surfaces of a console, from start to end.

use super::hardware::Watch;
use super::jack::Bridge;
use super::library::Library;
use super::runner::Registry;
use crate::control::inbox::Inbox;
use crate::rt::midi::Plug;
use crossbeam_channel::{Sender, bounded, unbounded};
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
    /// Looks for surfaces of the library from here on, for the console behind `inbox`.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(inbox: &Inbox, library: Library) -> io::Result<Self> {
        let library = Arc::new(library);
        let registry = Registry::new(inbox.clone());
        let (stop, stopped) = bounded(0);
        let (news_in, news) = unbounded();
        let bridge = Bridge {
            library: Arc::clone(&library),
            inbox: inbox.clone(),
            registry: registry.clone(),
            news,
        };
        let bridge_stopped = stopped.clone();
        let bridge = Builder::new()
            .name("midi-bridge".to_owned())
            .spawn(move || bridge.run(&bridge_stopped))?;
        let plug = Plug {
            news: news_in,
            bridge: bridge.thread().clone(),
        };
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
            threads: vec![bridge, watch],
        })
    }

    /// What an audio backend needs to carry MIDI.
    pub fn plug(&self) -> Plug {
        self.plug.clone()
    }
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
