//! Decides from the count of cycles that audio has stopped, because a server that goes away does
//! not always say so.

use std::time::{Duration, Instant};

/// Standing still for this long, or for three periods, is a loss.
const LIMIT: Duration = Duration::from_millis(500);
/// Before the first cycle the server may have to rearrange its graph.
const FIRST_LIMIT: Duration = Duration::from_secs(3);
/// While freewheeling others decide how long a cycle takes.
const FREEWHEEL_LIMIT: Duration = Duration::from_secs(30);
/// The most that one look may add. After a pause of our own (a suspended machine, a stopped
/// process) audio first gets a chance to go on.
const LONGEST_STEP: Duration = Duration::from_millis(150);

/// Watches one stream.
#[derive(Clone, Debug)]
pub(super) struct Watchdog {
    cycles: u64,
    looked: Instant,
    still: Duration,
    started: bool,
}

impl Watchdog {
    /// Begins with a stream that has just been activated.
    pub(super) fn new(now: Instant, cycles: u64) -> Self {
        Self {
            cycles,
            looked: now,
            still: Duration::ZERO,
            started: false,
        }
    }

    /// Cycles may pause now: the frames per callback change.
    pub(super) fn excuse(&mut self) {
        self.started = false;
        self.still = Duration::ZERO;
    }

    /// True when audio has stopped. To be asked several times per limit.
    pub(super) fn has_stopped(
        &mut self,
        now: Instant,
        cycles: u64,
        period: Duration,
        freewheeling: bool,
    ) -> bool {
        let step = now.saturating_duration_since(self.looked).min(LONGEST_STEP);
        self.looked = now;
        if cycles != self.cycles {
            self.cycles = cycles;
            self.still = Duration::ZERO;
            self.started = true;
            return false;
        }
        self.still += step;
        let limit = if freewheeling {
            FREEWHEEL_LIMIT
        } else if self.started {
            LIMIT
        } else {
            FIRST_LIMIT
        };
        self.still >= limit.max(period * 3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: Duration = Duration::from_millis(5);
    const STEP: Duration = Duration::from_millis(50);

    /// Looks every 50 ms at a count that stands still; the time after which it is a loss.
    fn patience(dog: &mut Watchdog, begun: Instant, period: Duration, freewheeling: bool) -> u128 {
        let mut waited = Duration::ZERO;
        loop {
            waited += STEP;
            if dog.has_stopped(begun + waited, 1, period, freewheeling) {
                return waited.as_millis();
            }
        }
    }

    fn running(begun: Instant) -> Watchdog {
        let mut dog = Watchdog::new(begun, 0);
        assert!(!dog.has_stopped(begun, 1, PERIOD, false));
        dog
    }

    #[test]
    fn standing_still_is_a_loss_after_half_a_second_or_three_periods() {
        let begun = Instant::now();
        assert_eq!(patience(&mut running(begun), begun, PERIOD, false), 500);
        let long = Duration::from_millis(200);
        assert_eq!(patience(&mut running(begun), begun, long, false), 600);
    }

    #[test]
    fn freewheeling_the_first_cycle_and_a_new_period_get_more_time() {
        let begun = Instant::now();
        assert_eq!(patience(&mut running(begun), begun, PERIOD, true), 30_000);
        let mut fresh = Watchdog::new(begun, 1);
        assert_eq!(patience(&mut fresh, begun, PERIOD, false), 3000);
        let mut excused = running(begun);
        excused.excuse();
        assert_eq!(patience(&mut excused, begun, PERIOD, false), 3000);
    }

    #[test]
    fn moving_on_is_no_loss() {
        let begun = Instant::now();
        let mut dog = Watchdog::new(begun, 0);
        for count in 1..100_u32 {
            let now = begun + STEP * 9 * count;
            assert!(!dog.has_stopped(now, u64::from(count), PERIOD, false));
        }
    }

    #[test]
    fn a_pause_of_our_own_is_not_held_against_the_server() {
        let begun = Instant::now();
        let mut dog = running(begun);
        let awake = begun + Duration::from_secs(3600);
        assert!(!dog.has_stopped(awake, 1, PERIOD, false));
        assert!(!dog.has_stopped(awake + STEP, 2, PERIOD, false));
    }
}
