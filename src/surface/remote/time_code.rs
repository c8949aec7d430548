//! Times in hours, minutes, seconds and frames, as MTC and MMC have them. Facts: *SMPTE 12M*, *MIDI Time Code*, MIDI
//! Manufacturers Association.

/// Microseconds in a second.
const SECOND: u64 = 1_000_000;

/// Frames per second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    /// 24.
    TwentyFour,
    /// 25.
    TwentyFive,
    /// 29.97, whose numbers leave out two in every minute but the tenth.
    Drop,
    /// 30.
    Thirty,
}

impl Rate {
    /// By the two bits that stand for it.
    pub fn of_bits(bits: u8) -> Self {
        match bits & 3 {
            0 => Self::TwentyFour,
            1 => Self::TwentyFive,
            2 => Self::Drop,
            _ => Self::Thirty,
        }
    }

    /// Numbers of frames in a second.
    pub fn numbers(self) -> u64 {
        match self {
            Self::TwentyFour => 24,
            Self::TwentyFive => 25,
            Self::Drop | Self::Thirty => 30,
        }
    }

    /// How long so many frames last, in microseconds.
    pub fn micros(self, frames: u64) -> u64 {
        match self {
            // 30000 in 1001 seconds.
            Self::Drop => frames * 1001 * SECOND / 30_000,
            rate => frames * SECOND / rate.numbers(),
        }
    }
}

/// A time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeCode {
    /// Its frames per second.
    pub rate: Rate,
    hours: u8,
    minutes: u8,
    seconds: u8,
    frames: u8,
    /// Hundredths of a frame.
    parts: u8,
}

impl TimeCode {
    /// Hours with the bits of the rate, minutes, seconds and frames; nothing for what is no time.
    pub fn of_bytes([hours, minutes, seconds, frames]: [u8; 4]) -> Option<Self> {
        let rate = Rate::of_bits(hours >> 5);
        let time = Self {
            rate,
            hours: hours & 0x1f,
            minutes: minutes & 0x3f,
            seconds: seconds & 0x3f,
            frames: frames & 0x1f,
            parts: 0,
        };
        let is_time = time.hours < 24
            && minutes < 60
            && seconds < 60
            && u64::from(time.frames) < rate.numbers();
        is_time.then_some(time)
    }

    /// The same and so many hundredths of a frame.
    #[must_use]
    pub fn and_parts(self, parts: u8) -> Self {
        let parts = if parts < 100 { parts } else { 0 };
        Self { parts, ..self }
    }

    /// How many frames come before it, from midnight on.
    pub fn count(self) -> u64 {
        let minutes = u64::from(self.hours) * 60 + u64::from(self.minutes);
        let seconds = minutes * 60 + u64::from(self.seconds);
        let numbers = seconds * self.rate.numbers() + u64::from(self.frames);
        match self.rate {
            Rate::Drop => numbers.saturating_sub(2 * (minutes - minutes / 10)),
            _ => numbers,
        }
    }

    /// The time since midnight, in microseconds.
    pub fn micros(self) -> u64 {
        let parts = self.rate.micros(1) * u64::from(self.parts) / 100;
        self.rate.micros(self.count()) + parts
    }
}

impl std::fmt::Display for TimeCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let between = if self.rate == Rate::Drop { ';' } else { ':' };
        write!(
            f,
            "{:02}:{:02}:{:02}{between}{:02}",
            self.hours, self.minutes, self.seconds, self.frames
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(bytes: [u8; 4]) -> Option<u64> {
        TimeCode::of_bytes(bytes).map(TimeCode::micros)
    }

    #[test]
    fn times_are_what_the_clock_says_at_every_rate() {
        let rows = [
            ([0x00, 0, 1, 12], Some(1_500_000)),
            ([0x21, 0, 0, 0], Some(3_600_000_000)),
            ([0x20, 0, 0, 5], Some(200_000)),
            ([0x60, 1, 0, 15], Some(60_500_000)),
            // 29.97: number 1800 is the first of the second minute, and is called 00:01:00;02.
            ([0x40, 1, 0, 2], Some(1800 * 1001 * 1_000_000 / 30_000)),
            // After an hour of numbers 107,892 frames have passed: 3.6 ms less than an hour.
            ([0x41, 0, 0, 0], Some(107_892 * 1001 * 1_000_000 / 30_000)),
            ([0x18, 0, 0, 0], None),
            ([0x00, 60, 0, 0], None),
            ([0x00, 0, 0, 24], None),
            ([0x20, 0, 0, 25], None),
        ];
        for (bytes, expected) in rows {
            assert_eq!(micros(bytes), expected, "{bytes:02x?}");
        }
        let time = TimeCode::of_bytes([0x20, 0, 0, 1]).unwrap();
        assert_eq!(time.and_parts(50).micros(), 60_000);
    }

    #[test]
    fn every_drop_frame_follows_the_one_before() {
        let mut count = 0;
        for minute in 0..60_u8 {
            for second in 0..60 {
                let first = if second == 0 && !minute.is_multiple_of(10) {
                    2
                } else {
                    0
                };
                for frame in first..30 {
                    let time = TimeCode::of_bytes([0x40, minute, second, frame]).unwrap();
                    assert_eq!(time.count(), count);
                    count += 1;
                }
            }
        }
        assert_eq!(count, 107_892);
    }
}
