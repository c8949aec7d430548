//! Personal mixes on phones: a small server of pages and `WebSockets`, off unless a show or the command line names an
//! address.
//!
//! ```text
//! phone ── HTTP ──► http ── pages        (tokio, a thread of its own)
//!   │  WebSocket     └──► socket ── what it says ──► server ──► mixer ── intents, with the right to one bus ──► console
//!   └──◄──────────────────  out ◄── values, levels ──┘   └──◄ mirror ◄── updates
//! operator ── wishes ──► console ──► orders ──► book (links, tokens as hashes) ──► keeper ──► phones.yaml
//! ```
//! A link has a token and is bound to one bus; the console refuses everything else, whatever a page says. Limits of
//! connections, messages and their length ([`limits`]) hold for each phone alone; the network is never waited for.
//!
//! | file | what |
//! |---|---|
//! | `http`, `door` | pages, and who may come in |
//! | `socket`, `way`, [`words`] | a phone's connection, its way to the server and back, and what is said on it |
//! | `server`, `orders` | all phones; what operators ask of them |
//! | `mixer`, `sheet` | a phone that mixes; what a page shows |
//! | `book`, `keeper`, `gate` | links and tokens; their file; wrong tokens wait |
//! | [`limits`] | what a phone may ask |

mod book;
mod door;
mod gate;
pub mod http;
mod keeper;
pub mod limits;
mod mixer;
mod orders;
mod server;
mod sheet;
mod socket;
mod way;
pub mod words;

use crate::control::inbox::{Inbox, PhoneOrder};
use crate::show::phones::PhoneSettings;
use book::Book;
use crossbeam_channel::{Receiver, bounded};
use keeper::Keeper;
use server::Server;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{Builder, JoinHandle};
use tokio::runtime;
use tokio::sync::watch;

/// Why nothing listens.
#[derive(Debug, thiserror::Error)]
pub enum PhonesError {
    /// The system does not let us listen there.
    #[error(
        "no phones at {address}: {source}; name another port, or an address of this machine, in phones: or --phones"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's reason.
        source: io::Error,
    },
    /// The system gives no thread.
    #[error("no thread for phones: {0}")]
    Thread(#[from] io::Error),
    /// The console is gone.
    #[error("the console is gone")]
    Gone,
}

/// All threads of it; dropping it ends them.
#[derive(Debug)]
pub struct Phones {
    over: Arc<AtomicBool>,
    stop: watch::Sender<bool>,
    threads: Vec<JoinHandle<()>>,
    place: SocketAddr,
    address: String,
}

impl Phones {
    /// Listens at `listen` for the console behind `inbox`, and does what operators ask in `orders`; the links are in
    /// the show's folder.
    ///
    /// # Errors
    /// The address cannot be listened to, or the system gives no thread.
    pub fn start(
        listen: SocketAddr,
        settings: PhoneSettings,
        folder: Option<PathBuf>,
        (inbox, orders): (Inbox, Receiver<PhoneOrder>),
    ) -> Result<Self, PhonesError> {
        let listener = TcpListener::bind(listen).and_then(|listener| {
            listener.set_nonblocking(true)?;
            Ok(listener)
        });
        let listener = listener.map_err(|source| PhonesError::Listen {
            address: listen,
            source,
        })?;
        let place = listener.local_addr()?;
        let address = address(place, settings.host.as_deref());
        let links = folder.as_deref().map(|folder| keeper::load(folder, &inbox));
        let book = Book::new(links.unwrap_or_default());
        let keeper = Keeper::start(folder, inbox.clone())?;
        let server = Server::new(inbox, book, keeper, address.clone());
        let server = server.map_err(|_| PhonesError::Gone)?;
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (arrived_in, arrived) = bounded(limits::ARRIVED);
        let (stop, stopped) = watch::channel(false);
        let mut phones = Self {
            over: Arc::default(),
            stop,
            threads: Vec::new(),
            place,
            address,
        };
        let over = Arc::clone(&phones.over);
        phones.spawn("phones", move || server.run(&arrived, &orders, &over))?;
        phones.spawn("phones net", move || {
            runtime.block_on(async {
                match tokio::net::TcpListener::from_std(listener) {
                    Ok(listener) => {
                        http::serve(listener, Arc::new(settings), arrived_in, stopped).await;
                    }
                    Err(error) => tracing::error!("phones: {error}"),
                }
            });
            // What is still open ends with it.
            runtime.shutdown_background();
        })?;
        Ok(phones)
    }

    /// Where it listens.
    pub fn place(&self) -> SocketAddr {
        self.place
    }

    /// Where phones find it, such as `http://192.168.1.20:8077`.
    pub fn address(&self) -> &str {
        &self.address
    }

    fn spawn(&mut self, name: &str, run: impl FnOnce() + Send + 'static) -> io::Result<()> {
        let thread = Builder::new().name(name.to_owned()).spawn(run)?;
        self.threads.push(thread);
        Ok(())
    }
}

impl Drop for Phones {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        self.stop.send_replace(true);
        for thread in self.threads.drain(..) {
            // A thread that panicked has ended, too.
            let _ = thread.join();
        }
    }
}

/// Where phones find who listens there.
fn address(place: SocketAddr, host: Option<&str>) -> String {
    let own = match (host, place.ip()) {
        (Some(host), _) => host.to_owned(),
        (None, ip) if ip.is_unspecified() => own_address().to_string(),
        (None, IpAddr::V6(ip)) => format!("[{ip}]"),
        (None, ip) => ip.to_string(),
    };
    match place.port() {
        80 => format!("http://{own}"),
        port => format!("http://{own}:{port}"),
    }
}

/// This machine's address in the network that it reaches others by. Nothing is sent for it.
fn own_address() -> IpAddr {
    // TEST-NET-1 (RFC 5737): nobody has it, so that it goes the way of everything.
    let elsewhere = (Ipv4Addr::new(192, 0, 2, 1), 9);
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0));
    let own = socket.and_then(|socket| {
        socket.connect(elsewhere)?;
        socket.local_addr()
    });
    own.map_or(Ipv4Addr::LOCALHOST.into(), |own| own.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_name_this_machine_as_others_find_it() {
        let at = |text: &str, host| address(text.parse().unwrap(), host);
        assert_eq!(at("192.168.1.20:8077", None), "http://192.168.1.20:8077");
        assert_eq!(at("[::1]:8077", None), "http://[::1]:8077");
        assert_eq!(at("0.0.0.0:80", Some("mix.local")), "http://mix.local");
        assert!(!at("0.0.0.0:8077", None).contains("0.0.0.0"));
    }
}
