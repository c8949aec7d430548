//! Who may come in: addresses that are heard, and so many connections of strangers at once.

use super::limits::{STRANGERS, STRANGERS_OF_ONE};
use super::way::Arrived;
use crossbeam_channel::Sender;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use tokio::sync::Notify;

/// A place for a connection; it is free when this is dropped.
#[derive(Debug)]
pub struct Slot {
    /// Where it comes from.
    pub address: IpAddr,
    /// It has shown a token that is one.
    pub is_admitted: Arc<AtomicBool>,
    evict: Notify,
}

impl Slot {
    /// Waits until another connection needs the place.
    pub async fn evicted(&self) {
        self.evict.notified().await;
    }
}

/// A connection, and where what it says goes.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Its place.
    pub slot: Arc<Slot>,
    /// To the server's thread.
    pub arrived: Sender<Arrived>,
}

/// Connections of those who have shown no token, oldest first.
#[derive(Debug, Default)]
pub struct Slots(Vec<Weak<Slot>>);

impl Slots {
    /// A place for one more. Where there are too many, of its own address or of all, the oldest one ends.
    pub fn take(&mut self, address: IpAddr) -> Arc<Slot> {
        let is_stranger = |slot: &Arc<Slot>| !slot.is_admitted.load(Ordering::Relaxed);
        self.0
            .retain(|slot| slot.upgrade().is_some_and(|slot| is_stranger(&slot)));
        let of_one = |slot: &Weak<Slot>| slot.upgrade().is_some_and(|slot| slot.address == address);
        let own = self.0.iter().filter(|slot| of_one(slot)).count();
        let oldest = if own >= STRANGERS_OF_ONE {
            self.0.iter().position(of_one)
        } else {
            (self.0.len() >= STRANGERS).then_some(0)
        };
        if let Some(oldest) = oldest.map(|place| self.0.remove(place))
            && let Some(slot) = oldest.upgrade()
        {
            slot.evict.notify_one();
        }
        let slot = Arc::new(Slot {
            address,
            is_admitted: Arc::default(),
            evict: Notify::new(),
        });
        self.0.push(Arc::downgrade(&slot));
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn is_evicted(slot: &Slot) -> bool {
        let mut wait = std::pin::pin!(slot.evicted());
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        wait.as_mut().poll(&mut context).is_ready()
    }

    #[test]
    fn one_address_too_often_ends_its_own_oldest_connection() {
        let mut slots = Slots::default();
        let other = slots.take(Ipv4Addr::BROADCAST.into());
        let crowd: Vec<_> = (0..=STRANGERS_OF_ONE)
            .map(|_| slots.take(Ipv4Addr::LOCALHOST.into()))
            .collect();
        assert!(is_evicted(&crowd[0]));
        assert!(!is_evicted(&crowd[1]) && !is_evicted(&other));
    }

    #[test]
    fn those_with_a_token_take_no_place_and_leave_none() {
        let mut slots = Slots::default();
        let address = |number: u32| Ipv4Addr::from_bits(number).into();
        let guests: Vec<_> = (0..STRANGERS as u32 * 2)
            .map(|number| {
                let slot = slots.take(address(number));
                slot.is_admitted.store(true, Ordering::Relaxed);
                slot
            })
            .collect();
        let strangers: Vec<_> = (0..=STRANGERS as u32)
            .map(|number| slots.take(address(number)))
            .collect();
        assert!(guests.iter().all(|slot| !is_evicted(slot)));
        assert!(is_evicted(&strangers[0]) && !is_evicted(&strangers[1]));
    }
}
