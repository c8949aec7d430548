//! Control over the network by OSC (Open Sound Control), off unless a show or the command line names an address.
//!
//! ```text
//! socket ── packet ──► server ──► own   the console's own addresses ─┐
//!  (UDP,    (checked,    │   └──► x32   those of a Behringer X32 ────┴► intents, one connection a client
//!   TCP)     decoded)    └──◄ mirror ◄── updates of the console
//! ```
//! A client is an address and a port. It has a connection to the console like a terminal's, with a name
//! ("OSC 192.168.1.5") for journal and undo, and rights by its address; levels that it sets rise as those of
//! any remote do, and what is protected it cannot loosen. Limits of clients, subscriptions and messages
//! ([`limits`]) hold for each client alone; panic overtakes everything.

mod client;
mod framing;
pub mod limits;
mod meters;
pub mod own;
pub mod packet;
mod server;
mod socket;
pub mod view;
pub mod x32;

use crate::control::inbox::Inbox;
use crate::show::osc::OscSettings;
use crossbeam_channel::bounded;
use rustix::net::Shutdown;
use server::{Queues, Server};
pub use socket::Dialect;
use socket::Doors;
use std::collections::HashMap;
use std::io;
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{Builder, JoinHandle};

/// Packets that may wait for the server; beyond that they are lost, as datagrams are.
const WAITING: usize = 4096;

/// Why nothing listens.
#[derive(Debug, thiserror::Error)]
pub enum OscError {
    /// The system does not let us listen there.
    #[error(
        "no OSC at {address}: {source}; name another port, or an address of this machine, in osc: or --osc"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's reason.
        source: io::Error,
    },
    /// The system gives no thread.
    #[error("no thread for OSC: {0}")]
    Thread(#[from] io::Error),
    /// The console is gone.
    #[error("the console is gone")]
    Gone,
}

/// All threads of OSC; dropping it ends them.
#[derive(Debug)]
pub struct Osc {
    over: Arc<AtomicBool>,
    listener: Option<Arc<TcpListener>>,
    threads: Vec<JoinHandle<()>>,
    places: Vec<(Dialect, SocketAddr)>,
}

impl Osc {
    /// Listens where the settings say, for the console behind `inbox`.
    ///
    /// # Errors
    /// The first address that cannot be listened to; none is listened to then.
    pub fn start(settings: OscSettings, inbox: Inbox) -> Result<Self, OscError> {
        let sockets = bind(&settings)?;
        let place = |(dialect, socket): (&Dialect, &Arc<UdpSocket>)| {
            Some((*dialect, socket.local_addr().ok()?))
        };
        let places: Vec<(Dialect, SocketAddr)> = sockets.iter().filter_map(place).collect();
        let own = places.iter().find(|(dialect, _)| *dialect == Dialect::Own);
        let listener = match own.map(|(_, address)| *address).filter(|_| settings.tcp) {
            Some(address) => {
                let listener = TcpListener::bind(address);
                let listener = listener.map_err(|source| OscError::Listen { address, source })?;
                Some(Arc::new(listener))
            }
            None => None,
        };
        let server = Server::new(inbox, sockets.clone()).map_err(|_| OscError::Gone)?;
        let (mixing_in, mixing) = bounded(WAITING);
        let (watching_in, watching) = bounded(WAITING);
        let (urgent_in, urgent) = bounded(WAITING);
        let mut osc = Self {
            over: Arc::default(),
            listener: listener.clone(),
            threads: Vec::new(),
            places,
        };
        let doors = Doors {
            urgent: urgent_in,
            mixing: mixing_in,
            watching: watching_in,
            over: Arc::clone(&osc.over),
            settings: Arc::new(settings),
        };
        for (dialect, socket) in sockets {
            let doors = doors.clone();
            osc.spawn("osc in", move || {
                socket::read_datagrams(&socket, dialect, &doors);
            })?;
        }
        if let Some(listener) = listener {
            osc.spawn("osc accept", move || socket::accept(&listener, &doors))?;
        }
        let over = Arc::clone(&osc.over);
        let queues = Queues {
            urgent,
            mixing,
            watching,
        };
        osc.spawn("osc", move || server.run(&queues, &over))?;
        Ok(osc)
    }

    /// Where it listens, and what is spoken there.
    pub fn places(&self) -> &[(Dialect, SocketAddr)] {
        &self.places
    }

    fn spawn(&mut self, name: &str, run: impl FnOnce() + Send + 'static) -> io::Result<()> {
        let thread = Builder::new().name(name.to_owned()).spawn(run)?;
        self.threads.push(thread);
        Ok(())
    }
}

impl Drop for Osc {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(listener) = &self.listener {
            // Wakes the accepting thread.
            let _ = rustix::net::shutdown(&**listener, Shutdown::Both);
        }
        for thread in self.threads.drain(..) {
            // A thread that panicked has ended, too.
            let _ = thread.join();
        }
    }
}

fn bind(settings: &OscSettings) -> Result<HashMap<Dialect, Arc<UdpSocket>>, OscError> {
    let wanted = [
        (Dialect::Own, settings.listen),
        (Dialect::X32, settings.x32),
    ];
    let mut sockets = HashMap::new();
    for (dialect, address) in wanted {
        let Some(address) = address else {
            continue;
        };
        let socket = socket::bind(address);
        let socket = socket.map_err(|source| OscError::Listen { address, source })?;
        sockets.insert(dialect, Arc::new(socket));
    }
    Ok(sockets)
}
