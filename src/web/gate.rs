//! Who tries tokens that are none waits, longer each time.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// The first wait, and the longest.
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);
/// Who has waited out twice that is as good as new.
const FORGOTTEN: Duration = Duration::from_secs(300);
/// Addresses that are remembered.
const REMEMBERED: usize = 1024;

#[derive(Clone, Copy, Debug)]
struct Wrong {
    count: u32,
    last: Instant,
    until: Instant,
}

/// Addresses that have shown wrong tokens.
#[derive(Debug, Default)]
pub struct Gate {
    wrong: HashMap<IpAddr, Wrong>,
}

impl Gate {
    /// How long an address still has to wait; nothing for one that may try.
    pub fn wait(&mut self, address: IpAddr, now: Instant) -> Option<Duration> {
        self.wrong.retain(|_, wrong| now < wrong.last + FORGOTTEN);
        let wrong = self.wrong.get(&address)?;
        let left = wrong.until.saturating_duration_since(now);
        (!left.is_zero()).then_some(left)
    }

    /// A wrong token came from there.
    pub fn note(&mut self, address: IpAddr, now: Instant) {
        if self.wrong.len() >= REMEMBERED && !self.wrong.contains_key(&address) {
            let oldest = self.wrong.iter().min_by_key(|(_, wrong)| wrong.last);
            if let Some(oldest) = oldest.map(|(address, _)| *address) {
                self.wrong.remove(&oldest);
            }
        }
        let count = self.wrong.get(&address).map_or(0, |wrong| wrong.count);
        let wait = FIRST.saturating_mul(1 << count.min(6)).min(LONGEST);
        let wrong = Wrong {
            count: count + 1,
            last: now,
            until: now + wait,
        };
        self.wrong.insert(address, wrong);
    }

    /// A right token came from there.
    pub fn clear(&mut self, address: IpAddr) {
        self.wrong.remove(&address);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn each_wrong_token_makes_the_next_one_wait_longer_and_nobody_else() {
        let (mut gate, mut now) = (Gate::default(), Instant::now());
        let (one, other) = (Ipv4Addr::LOCALHOST.into(), Ipv4Addr::BROADCAST.into());
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
            assert_eq!(gate.wait(one, now), None);
            gate.note(one, now);
            assert_eq!(gate.wait(one, now), Some(Duration::from_secs(seconds)));
            assert_eq!(gate.wait(other, now), None);
            now += Duration::from_secs(seconds);
        }
        gate.note(one, now);
        gate.clear(one);
        assert_eq!(gate.wait(one, now), None);
    }

    #[test]
    fn a_crowd_of_addresses_takes_no_more_room() {
        let (mut gate, now) = (Gate::default(), Instant::now());
        for address in 0..5000_u32 {
            gate.note(Ipv4Addr::from_bits(address).into(), now);
        }
        assert_eq!(gate.wrong.len(), REMEMBERED);
    }
}
