//! The places of clients: who has one, and who makes room.

use std::collections::HashMap;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Most clients at once.
pub const MAX_CLIENTS: usize = 32;
/// Places beyond those, for who comes and goes: panic finds one whoever stays.
pub const RESERVE: usize = 8;
/// Who has had such a place so long gives it to the next one.
const LENT: Duration = Duration::from_secs(1);
/// How long a client may leave what it is told unread where its place is needed.
const PLACE_PATIENCE: Duration = Duration::from_secs(2);
/// The same for a client that has not said hello: programs say it at once.
const SILENT_PATIENCE: Duration = Duration::from_millis(100);

/// The sockets of everybody who is connected; closed for good when the server goes.
#[derive(Debug, Default)]
pub struct Clients(Mutex<ClientList>);

#[derive(Debug, Default)]
struct ClientList {
    closed: bool,
    next: u64,
    places: HashMap<u64, Place>,
}

/// A client's place.
#[derive(Debug)]
struct Place {
    stream: UnixStream,
    has_greeted: bool,
    /// Since when it has not said hello, or not read what it is told; nothing while all is well.
    waits_since: Option<Instant>,
    /// Since when it has a place of the reserve; nothing for one of the others.
    lent_since: Option<Instant>,
}

impl Clients {
    /// True once the server goes.
    pub fn is_closed(&self) -> bool {
        self.list().closed
    }

    fn list(&self) -> MutexGuard<'_, ClientList> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a client; `None` when there is no room. Somebody who says nothing or reads nothing makes room.
    pub fn add(&self, stream: UnixStream) -> Option<u64> {
        let mut list = self.list();
        if list.closed {
            return None;
        }
        let count = list.places.len();
        if count >= MAX_CLIENTS && list.make_room().is_none() && count >= MAX_CLIENTS + RESERVE {
            list.take_back()?;
        }
        let is_lent = list.places.len() >= MAX_CLIENTS;
        list.next += 1;
        let number = list.next;
        let place = Place {
            stream,
            has_greeted: false,
            waits_since: Some(Instant::now()),
            lent_since: is_lent.then(Instant::now),
        };
        list.places.insert(number, place);
        Some(number)
    }

    pub fn remove(&self, number: u64) {
        self.list().places.remove(&number);
    }

    /// The client has to do something now, or has done it.
    pub fn wait_for(&self, number: u64, waits: bool) {
        if let Some(place) = self.list().places.get_mut(&number) {
            place.has_greeted |= !waits;
            place.waits_since = waits.then(Instant::now);
        }
    }

    /// Ends every link, and lets nobody in any more.
    pub fn close(&self) {
        let mut list = self.list();
        list.closed = true;
        for place in list.places.values() {
            let _ = place.stream.shutdown(Shutdown::Both);
        }
    }
}

impl ClientList {
    /// Ends the link of whoever has had a place of the reserve longest; nothing where all are fresh.
    fn take_back(&mut self) -> Option<()> {
        let lent = |(number, place): (&u64, &Place)| Some((place.lent_since?, *number));
        let (since, number) = self.places.iter().filter_map(lent).min()?;
        if since.elapsed() < LENT {
            return None;
        }
        self.end(number)
    }

    fn end(&mut self, number: u64) -> Option<()> {
        let place = self.places.remove(&number)?;
        let _ = place.stream.shutdown(Shutdown::Both);
        Some(())
    }

    /// Ends the link of whoever has been waited for longest, of those who never said hello first; nothing
    /// where everybody is well.
    fn make_room(&mut self) -> Option<()> {
        let waits = |(number, place): (&u64, &Place)| {
            Some((place.has_greeted, place.waits_since?, *number))
        };
        let (has_greeted, since, number) = self.places.iter().filter_map(waits).min()?;
        let patience = if has_greeted {
            PLACE_PATIENCE
        } else {
            SILENT_PATIENCE
        };
        if since.elapsed() < patience {
            return None;
        }
        self.end(number)
    }
}
