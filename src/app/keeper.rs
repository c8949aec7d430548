//! The saver: writes into the show's file what the console learned, on a thread of its own.

use super::scenes;
use crate::control::console::Keep;
use crate::control::feed::{Notice, Severity};
use crate::control::inbox::{Event, Inbox};
use crate::control::scenes::SceneChange;
use crate::engine::audio::Connections;
use crate::engine::io::PortId;
use crate::param::{PortKind, Topology, Width};
use crate::show::disk::RealDisk;
use crate::show::point::PatchPoint;
use crate::show::show_file::{self, Changes};
use crossbeam_channel::{Receiver, RecvTimeoutError};
use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// What is learned in quick succession is written once.
const TOGETHER: Duration = Duration::from_millis(500);
/// A failed write is tried again this often.
const RETRY: Duration = Duration::from_secs(5);

/// Starts the saver; it ends when the console has ended, with what the disk did not take.
///
/// # Errors
/// The system gives no thread.
pub fn start(
    file: PathBuf,
    topology: Topology,
    learned: Receiver<Keep>,
    inbox: Inbox,
) -> io::Result<JoinHandle<Option<String>>> {
    let mut saver = Saver {
        file,
        topology,
        changes: Changes::default(),
        scenes: VecDeque::new(),
        inbox,
        failing: false,
    };
    Builder::new().name("saver".to_owned()).spawn(move || {
        saver.run(&learned);
        let unsaved = "the show's files do not hold what was changed last";
        saver.has_work().then(|| unsaved.to_owned())
    })
}

struct Saver {
    file: PathBuf,
    topology: Topology,
    changes: Changes,
    /// What happened to scenes and is not written yet.
    scenes: VecDeque<(SceneChange, u64)>,
    inbox: Inbox,
    failing: bool,
}

impl Saver {
    fn run(&mut self, learned: &Receiver<Keep>) {
        while let Ok(first) = learned.recv() {
            self.take(first);
            while self.has_work() {
                let patience = if self.failing { RETRY } else { TOGETHER };
                match learned.recv_timeout(patience) {
                    Ok(more) => self.take(more),
                    Err(RecvTimeoutError::Timeout) => self.save(),
                    Err(RecvTimeoutError::Disconnected) => {
                        self.save();
                        return;
                    }
                }
            }
        }
    }

    fn take(&mut self, learned: Keep) {
        match learned {
            Keep::Connections(connections) => {
                self.changes.patch = Some(patch(connections, &self.topology));
            }
            Keep::Topology(topology) => {
                self.topology = topology.clone();
                self.changes.topology = Some(topology);
            }
            Keep::Scene { change, number } => self.scenes.push_back((change, number)),
        }
    }

    fn has_work(&self) -> bool {
        self.changes != Changes::default() || !self.scenes.is_empty()
    }

    /// Writes what happened to scenes, in order, as far as the disk takes it.
    fn save_scenes(&mut self) -> bool {
        while let Some((change, number)) = self.scenes.front() {
            if let Err(error) = scenes::keep(&mut RealDisk, &self.file, change) {
                self.complain(&format!("a scene is not saved: {error}; it is tried again"));
                return false;
            }
            for name in change.names() {
                self.inbox.put_now(Event::SceneKept {
                    name: name.to_owned(),
                    number: *number,
                });
            }
            self.scenes.pop_front();
        }
        true
    }

    fn complain(&mut self, text: &str) {
        if !std::mem::replace(&mut self.failing, true) {
            let text = text.to_owned();
            self.inbox.put_now(Event::Tell(Notice {
                severity: Severity::Error,
                text,
            }));
        }
    }

    fn save(&mut self) {
        if !self.save_scenes() {
            return;
        }
        if self.changes == Changes::default() {
            self.failing = false;
            return;
        }
        match show_file::write(&mut RealDisk, &self.file, &self.changes) {
            Ok(stamp) => {
                self.changes = Changes::default();
                self.failing = false;
                // A console that has ended needs no news.
                self.inbox.put_now(Event::Saved(stamp));
            }
            Err(error) => {
                self.complain(&format!(
                    "the show is not saved: {error}; it is tried again"
                ));
            }
        }
    }
}

/// Connections as a file has them.
fn patch(connections: Connections, topology: &Topology) -> Vec<(PatchPoint, Vec<String>)> {
    let width = |port: &PortId| {
        let is_midi = matches!(port.kind, PortKind::MidiIn | PortKind::MidiOut);
        if is_midi {
            Some(Width::Mono)
        } else {
            topology.width(port.node)
        }
    };
    let side = |port: &PortId, channel: u8| {
        let width = width(port).unwrap_or(Width::Mono);
        width.side(usize::from(channel))
    };
    connections
        .into_iter()
        .filter(|(port, theirs)| width(port).is_some() && !theirs.is_empty())
        .map(|(port, theirs)| {
            let point = PatchPoint {
                node: port.node,
                kind: port.kind,
                side: side(&port, port.channel),
            };
            (point, theirs)
        })
        .collect()
}
