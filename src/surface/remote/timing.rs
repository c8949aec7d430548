//! The tempo and the time that a remote control gives.

use super::clock::Clock;
use super::time_code::TimeCode;
use std::time::{Duration, Instant};

/// Without quarter frames for this long, time stands.
const LOST: Duration = Duration::from_millis(250);
/// Quarter frames of a whole time, and of a frame.
const PIECES: u8 = 8;
const QUARTERS: u64 = 4;
/// What is known of tempo and time.
#[derive(Debug, Default)]
pub struct Timing {
    /// Its clock.
    pub clock: Clock,
    /// The tempo that was told last.
    pub tempo: Option<f32>,
    /// When that was.
    pub tempo_told: Option<Instant>,
    pieces: [u8; PIECES as usize],
    /// The piece that has to come next; none at the beginning.
    next: Option<u8>,
    /// Pieces that have come in order.
    count: u8,
    quarter: Option<Instant>,
    /// The time that was told last, while it runs.
    pub time: Option<TimeCode>,
}

impl Timing {
    /// The clock, in words.
    pub fn clock_words(&self) -> String {
        match self.tempo {
            Some(tempo) => format!("clock {tempo:.1} BPM"),
            None => "no clock yet".to_owned(),
        }
    }

    /// The time, in words.
    pub fn time_words(&self) -> String {
        match self.time {
            Some(time) => format!("MTC {time}"),
            None => "no MTC yet".to_owned(),
        }
    }

    /// A piece of a time; the time when it was the last one of all eight, and how long ago that was meant, in
    /// microseconds.
    pub fn take(&mut self, data: u8, now: Instant) -> Option<(TimeCode, u64)> {
        let is_late = |then: Instant| now.saturating_duration_since(then) > LOST;
        let (piece, value) = (data >> 4 & 7, data & 0x0f);
        let follows = self.next == Some(piece) && !self.quarter.is_none_or(is_late);
        self.quarter = Some(now);
        // A time that is wound back comes in reverse order, and is none that runs.
        if !follows || piece == 0 {
            self.count = 0;
        }
        self.next = Some((piece + 1) % PIECES);
        *self.pieces.get_mut(usize::from(piece))? = value;
        self.count += 1;
        if piece != PIECES - 1 || self.count < PIECES {
            return None;
        }
        let [f0, f1, s0, s1, m0, m1, h0, h1] = self.pieces;
        let bytes = [h0 | h1 << 4, m0 | m1 << 4, s0 | s1 << 4, f0 | f1 << 4];
        let time = TimeCode::of_bytes(bytes)?;
        // It was that late at the first piece: seven quarters of a frame ago.
        let age = time.rate.micros(u64::from(PIECES) - 1) / QUARTERS;
        Some((time, age))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The pieces of a time.
    fn pieces([hours, minutes, seconds, frames]: [u8; 4]) -> [u8; 8] {
        let parts = [frames, seconds, minutes, hours];
        std::array::from_fn(|at| {
            let part = parts[at / 2];
            let half = if at % 2 == 0 { part & 0x0f } else { part >> 4 };
            (at as u8) << 4 | half
        })
    }

    #[test]
    fn eight_pieces_in_order_are_a_time_and_nothing_else_is() {
        let now = Instant::now();
        for bytes in [
            [0x01, 2, 3, 4],
            [0x37, 59, 58, 24],
            [0x41, 0, 0, 29],
            [0x60, 1, 2, 29],
        ] {
            let mut timing = Timing::default();
            let found: Vec<_> = pieces(bytes)
                .iter()
                .map(|piece| timing.take(*piece, now))
                .collect();
            assert!(found[..7].iter().all(Option::is_none));
            let (time, age) = found[7].unwrap();
            assert_eq!(Some(time), TimeCode::of_bytes(bytes));
            assert_eq!(age, time.rate.micros(7) / 4);
        }
        // Backwards, one that was lost, a hole in between, and an impossible time.
        let mut timing = Timing::default();
        let forward = pieces([1, 2, 3, 4]);
        for _ in 0..3 {
            assert!(
                forward
                    .iter()
                    .rev()
                    .all(|piece| timing.take(*piece, now).is_none())
            );
        }
        let mut lossy = forward.iter().enumerate().filter(|(at, _)| *at != 4);
        assert!(lossy.all(|(_, piece)| timing.take(*piece, now).is_none()));
        for (at, piece) in forward.iter().enumerate() {
            let late = if at >= 4 { LOST * 2 } else { Duration::ZERO };
            assert!(timing.take(*piece, now + late).is_none());
        }
        let bad = pieces([0x1f, 2, 3, 4]);
        assert!(bad.iter().all(|piece| timing.take(*piece, now).is_none()));
    }

    proptest! {
        #[test]
        fn whatever_came_before_a_whole_time_is_understood(before in prop::collection::vec(0_u8..128, 0..60)) {
            let mut timing = Timing::default();
            let now = Instant::now();
            for data in before {
                timing.take(data, now);
            }
            let found: Vec<_> = pieces([1, 2, 3, 4]).iter().filter_map(|piece| timing.take(*piece, now)).collect();
            prop_assert_eq!(found.len(), 1);
        }
    }
}
