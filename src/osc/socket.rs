//! Sockets: datagrams and streams in, bytes out. Whoever floods is dropped here, before anybody else notices.
//!
//! ```text
//! UDP socket ──► reader ─┬──► panic, new clients on TCP
//! TCP stream ──► reader ─┼──► who may change things   ──► server, which takes them in this order
//!                        └──► who only watches
//! TCP stream ◄── writer ◄──── server (its own queue; a client that does not read is dropped)
//! ```

use super::framing::{Framing, Unframer};
use super::limits::{CLIENTS, DATAGRAM, IDLE, MESSAGES_PER_SECOND, Pace, WAITING};
use super::packet::{Batch, decode};
use crate::show::osc::{Access, OscSettings};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use std::collections::HashMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::Builder;
use std::time::{Duration, Instant};

/// The address of panic, which overtakes everything.
const PANIC: &str = "/do/panic";
/// How long a thread waits before it looks whether it shall end.
const LOOK: Duration = Duration::from_millis(200);
/// How long a client on TCP may leave what it is told unread.
const WRITE_PATIENCE: Duration = Duration::from_secs(2);
/// Senders whose pace is remembered: clients, and some that are none.
const SENDERS: usize = 4 * CLIENTS;

/// Which of the languages a client speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// Headroom's own address space.
    Own,
    /// An X32's.
    X32,
}

/// A client: where its packets come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Peer {
    /// What it speaks.
    pub dialect: Dialect,
    /// Its address and port.
    pub address: SocketAddr,
    /// Its number on TCP; 0 on UDP.
    pub stream: usize,
}

/// Something from the sockets.
#[derive(Debug)]
pub enum Arrived {
    /// A packet.
    Packet(Peer, Access, Vec<Batch>),
    /// A client on TCP came: where its bytes go.
    Opened(Peer, Sender<Vec<u8>>),
    /// It went.
    Closed(Peer),
}

/// Where packets go.
#[derive(Clone, Debug)]
pub struct Doors {
    /// Panic, and new clients on TCP.
    pub urgent: Sender<Arrived>,
    /// What comes of those who may change things.
    pub mixing: Sender<Arrived>,
    /// What comes of those who only watch.
    pub watching: Sender<Arrived>,
    /// All threads end once it is true.
    pub over: Arc<AtomicBool>,
    /// Who may do what.
    pub settings: Arc<OscSettings>,
}

impl Doors {
    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// Hands a packet on; nobody waits for it where the server has too much to do.
    fn pass(&self, peer: Peer, access: Access, batches: Vec<Batch>) {
        let way = if is_panic(&batches) {
            &self.urgent
        } else {
            self.door(access)
        };
        // What does not fit is lost, as datagrams are.
        let _ = way.try_send(Arrived::Packet(peer, access, batches));
    }

    /// Nobody who only watches is in the way of those who mix.
    fn door(&self, access: Access) -> &Sender<Arrived> {
        match access {
            Access::Mix | Access::Bus(_) => &self.mixing,
            Access::Watch | Access::None => &self.watching,
        }
    }

    fn access(&self, address: IpAddr) -> Access {
        self.settings.access(address)
    }
}

/// The pace of each sender.
#[derive(Debug, Default)]
struct Paces(HashMap<SocketAddr, Pace>);

impl Paces {
    /// True where a sender's packet is let through. Says once that one sends too much.
    fn admits(&mut self, sender: SocketAddr, batches: &[Batch], now: Instant) -> bool {
        let count = batches.iter().map(|batch| batch.messages.len()).sum();
        if self.0.len() >= SENDERS && !self.0.contains_key(&sender) {
            self.0
                .retain(|_, pace| now.saturating_duration_since(pace.last()) < IDLE);
            if self.0.len() >= SENDERS {
                return false;
            }
        }
        let pace = self
            .0
            .entry(sender)
            .or_insert_with(|| Pace::new(MESSAGES_PER_SECOND, now));
        let admitted = pace.admits(count, now);
        if !admitted && pace.is_news() {
            tracing::warn!(
                "OSC {sender} sends too many messages; what comes beyond the limit is dropped"
            );
        }
        admitted
    }
}

fn is_panic(batches: &[Batch]) -> bool {
    let mut messages = batches.iter().flat_map(|batch| &batch.messages);
    messages.any(|message| message.address == PANIC)
}

/// Reads datagrams until the server ends.
pub fn read_datagrams(socket: &UdpSocket, dialect: Dialect, doors: &Doors) {
    let mut buffer = vec![0; DATAGRAM + 1];
    let mut paces = Paces::default();
    while !doors.is_over() {
        let Ok((length, address)) = socket.recv_from(&mut buffer) else {
            continue;
        };
        let access = doors.access(address.ip());
        if access == Access::None || length > DATAGRAM {
            continue;
        }
        let Ok(batches) = decode(&buffer[..length]) else {
            continue;
        };
        let peer = Peer {
            dialect,
            address,
            stream: 0,
        };
        if paces.admits(address, &batches, Instant::now()) || is_panic(&batches) {
            doors.pass(peer, access, batches);
        }
    }
}

/// Binds a socket for datagrams.
///
/// # Errors
/// The system's reason.
pub fn bind(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind(address)?;
    socket.set_read_timeout(Some(LOOK))?;
    // A client that asks for everything at once does so in a few milliseconds.
    let _ = rustix::net::sockopt::set_socket_recv_buffer_size(&socket, 1 << 20);
    Ok(socket)
}

/// Accepts clients on TCP until the server ends.
pub fn accept(listener: &TcpListener, doors: &Doors) {
    let (count, mut next) = (Arc::new(AtomicUsize::new(0)), 0);
    while !doors.is_over() {
        let accepted = listener.accept();
        if doors.is_over() {
            return;
        }
        let Ok((stream, address)) = accepted else {
            std::thread::sleep(LOOK);
            continue;
        };
        let access = doors.access(address.ip());
        if access == Access::None || count.load(Ordering::Relaxed) >= CLIENTS {
            continue;
        }
        next += 1;
        let peer = Peer {
            dialect: Dialect::Own,
            address,
            stream: next,
        };
        let (doors, counted) = (doors.clone(), Arc::clone(&count));
        counted.fetch_add(1, Ordering::Relaxed);
        let started = Builder::new().name("osc stream".to_owned()).spawn(move || {
            // What fails here ends this one client.
            let _ = serve(stream, peer, access, &doors);
            let _ = doors.door(access).send(Arrived::Closed(peer));
            counted.fetch_sub(1, Ordering::Relaxed);
        });
        if started.is_err() {
            count.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// A client on TCP from its first byte to its end.
fn serve(mut stream: TcpStream, peer: Peer, access: Access, doors: &Doors) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(LOOK))?;
    stream.set_write_timeout(Some(WRITE_PATIENCE))?;
    let mut unframer = Unframer::default();
    let mut pace = Pace::new(MESSAGES_PER_SECOND, Instant::now());
    let mut opened = false;
    let mut buffer = [0; 4096];
    while !doors.is_over() {
        let count = match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if is_patient(&error) => continue,
            Err(error) => return Err(error),
        };
        let packets = unframer
            .take(&buffer[..count])
            .map_err(|why| io::Error::other(why.to_string()))?;
        if let (false, Some(framing)) = (opened, unframer.framing()) {
            opened = true;
            let out = start_writer(&stream, framing)?;
            let _ = doors.urgent.send(Arrived::Opened(peer, out));
        }
        for packet in packets {
            let Ok(batches) = decode(&packet) else {
                continue;
            };
            let messages = batches.iter().map(|batch| batch.messages.len()).sum();
            if pace.admits(messages, Instant::now()) || is_panic(&batches) {
                doors.pass(peer, access, batches);
            } else if pace.is_news() {
                tracing::warn!(
                    "OSC {} sends too many messages; what comes beyond the limit is dropped",
                    peer.address
                );
            }
        }
    }
    let _ = stream.shutdown(Shutdown::Both);
    Ok(())
}

fn is_patient(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}

/// Starts the thread that writes to a client; it ends with its queue, or where nobody reads.
fn start_writer(stream: &TcpStream, framing: Framing) -> io::Result<Sender<Vec<u8>>> {
    let (out, queue): (Sender<Vec<u8>>, Receiver<Vec<u8>>) = bounded(WAITING);
    let mut stream = stream.try_clone()?;
    Builder::new()
        .name("osc writer".to_owned())
        .spawn(move || {
            for packet in queue {
                if stream.write_all(&framing.frame(&packet)).is_err() {
                    break;
                }
            }
            let _ = stream.shutdown(Shutdown::Both);
        })?;
    Ok(out)
}

/// The way to a client.
#[derive(Clone, Debug)]
pub enum Way {
    /// From this socket to its address.
    Datagrams(Arc<UdpSocket>, SocketAddr),
    /// Into its queue.
    Stream(Sender<Vec<u8>>),
}

impl Way {
    /// Sends a packet without ever waiting for the client. False for one that does not read.
    pub fn send(&self, packet: Vec<u8>) -> bool {
        match self {
            Self::Datagrams(socket, address) => {
                // A datagram that the network does not take is lost like one that it loses.
                let _ = socket.send_to(&packet, address);
                true
            }
            Self::Stream(queue) => !matches!(
                queue.try_send(packet),
                Err(TrySendError::Full(_) | TrySendError::Disconnected(_))
            ),
        }
    }
}
