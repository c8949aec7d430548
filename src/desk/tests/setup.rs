//! Both ways to the console of the tests.

use super::fake::FakeConsole;
use crate::control::intent::{Hello, Rights};
use crate::desk::local::LocalDesk;
use crate::desk::server::Server;
use crate::desk::socket::SocketDesk;
use crate::desk::{Desk, DeskError};
use std::fs;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A fake console, perhaps with its socket.
pub(super) struct Setup {
    // The server goes first: its clients must not outlive it.
    pub server: Option<Server>,
    pub console: FakeConsole,
    pub folder: PathBuf,
}

impl Setup {
    pub fn local() -> Self {
        Self {
            server: None,
            console: FakeConsole::start(),
            folder: PathBuf::new(),
        }
    }

    pub fn socket() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("hr-desk-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let console = FakeConsole::start();
        let mut setup = Self {
            server: None,
            console,
            folder,
        };
        setup.server = Some(setup.serve().unwrap());
        setup
    }

    pub fn path(&self) -> PathBuf {
        self.folder.join("headroom.sock")
    }

    pub fn serve(&self) -> Result<Server, DeskError> {
        Server::start(&self.path(), self.console.inbox.clone())
    }

    pub fn connect(&self) -> Box<dyn Desk> {
        if self.server.is_some() {
            Box::new(SocketDesk::connect(&self.path(), &hello()).unwrap())
        } else {
            Box::new(LocalDesk::connect(&self.console.inbox, hello()).unwrap())
        }
    }

    pub fn raw(&self) -> UnixStream {
        UnixStream::connect(self.path()).unwrap()
    }
}

impl Drop for Setup {
    fn drop(&mut self) {
        self.server = None;
        let _ = fs::remove_dir_all(&self.folder);
    }
}

pub(super) fn hello() -> Hello {
    Hello {
        name: "test".to_owned(),
        rights: Rights::Mix,
    }
}

/// Runs a test over both implementations.
pub(super) fn over_both(test: fn(&mut Setup)) {
    test(&mut Setup::local());
    test(&mut Setup::socket());
}
