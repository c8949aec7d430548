//! All surfaces of a console, from start to end.

use super::catalogue::{Catalogue, user_folder};
use super::hardware::Watch;
use super::jack::Bridge;
use super::player::Board;
use super::status::SurfaceStatus;
use crate::control::inbox::Inbox;
use crate::rt::midi::Plug;
use crossbeam_channel::{Sender, bounded, unbounded};
use std::io;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

/// The threads that look for surfaces; dropping this ends them and all surfaces.
#[derive(Debug)]
pub struct Surfaces {
    board: Board,
    plug: Plug,
    problems: Vec<String>,
    stop: Option<Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

impl Surfaces {
    /// Looks for surfaces from here on, for the console behind `inbox`.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(inbox: &Inbox) -> io::Result<Self> {
        let (catalogue, problems) = Catalogue::new(user_folder().as_deref());
        let catalogue = Arc::new(catalogue);
        let board = Board::default();
        let (stop, stopped) = bounded(0);
        let (news_in, news) = unbounded();
        let bridge = Bridge {
            catalogue: Arc::clone(&catalogue),
            inbox: inbox.clone(),
            board: board.clone(),
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
            catalogue,
            inbox: inbox.clone(),
            board: board.clone(),
        };
        let watch = Builder::new()
            .name("midi-ports".to_owned())
            .spawn(move || watch.run(&stopped))?;
        Ok(Self {
            board,
            plug,
            problems,
            stop: Some(stop),
            threads: vec![bridge, watch],
        })
    }

    /// What an audio backend needs to carry MIDI.
    pub fn plug(&self) -> Plug {
        self.plug.clone()
    }

    /// What is wrong with the user's device files, for people.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// Where every surface stands, from the left.
    pub fn statuses(&self) -> Vec<SurfaceStatus> {
        self.board.statuses()
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
