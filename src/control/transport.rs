//! The transport: where it stands, and how its time lies on that of the engine.
//!
//! Its time is counted in frames of the engine. It begins, loops and is found at whole marks, so that everything
//! that happens at a time of the transport happens at the same mark of the engine, whatever the period.

use crate::engine::MARK;
use crate::param::timeline::Loop;
use std::collections::VecDeque;

/// Microseconds in a second.
const SECOND: u64 = 1_000_000;

/// The frame of a time: the first mark that is not before it.
pub fn frame_of(micros: u64, rate: u32) -> u64 {
    let frames =
        (u128::from(micros) * u128::from(rate) + u128::from(SECOND / 2)) / u128::from(SECOND);
    (frames as u64).next_multiple_of(MARK as u64)
}

/// The time of a frame, in microseconds.
pub fn micros_of(frame: u64, rate: u32) -> u64 {
    let rate = u128::from(rate.max(1));
    ((u128::from(frame) * u128::from(SECOND) + rate / 2) / rate) as u64
}

/// The beginning and the end of a loop that is played, in frames.
pub fn loop_frames(cycle: Loop, rate: u32) -> Option<(u64, u64)> {
    let frames = (frame_of(cycle.from, rate), frame_of(cycle.to, rate));
    (cycle.on && frames.0 < frames.1).then_some(frames)
}

/// A stretch that is played without a jump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Engine frame at which it begins; a mark.
    pub start: u64,
    /// Frame of the transport at which it begins; a mark.
    pub from: u64,
    /// Frame of the transport at which the next one begins.
    pub until: Option<u64>,
}

impl Span {
    /// The frame of the transport at an engine frame.
    pub fn position(&self, frame: u64) -> u64 {
        self.from + frame.saturating_sub(self.start)
    }

    /// The engine frame of a frame of the transport.
    pub fn frame(&self, position: u64) -> u64 {
        self.start + position.saturating_sub(self.from)
    }

    /// The engine frame at which it is over.
    pub fn end(&self) -> Option<u64> {
        self.until.map(|until| self.frame(until))
    }
}

/// What is played: this stretch, and those that follow as far as they are known.
#[derive(Clone, Debug)]
pub struct Run {
    spans: VecDeque<Span>,
    /// Where it goes back, and to where, in frames.
    cycle: Option<(u64, u64)>,
    /// Engine frame at which it began, and frame of the transport.
    origin: (u64, u64),
    /// Sample rate in Hz.
    rate: u32,
}

impl Run {
    /// Playing from a time on, at an engine frame, which is a mark.
    pub fn new(start: u64, from: u64, cycle: Option<Loop>, rate: u32) -> Self {
        let cycle = cycle.and_then(|cycle| loop_frames(cycle, rate));
        let from = frame_of(from, rate);
        let until = cycle.map(|(_, end)| end).filter(|end| from < *end);
        Self {
            spans: [Span { start, from, until }].into(),
            cycle,
            origin: (start, from),
            rate,
        }
    }

    /// Makes the stretches known that begin up to an engine frame.
    pub fn plan(&mut self, horizon: u64) {
        while let Some(start) = self.spans.back().and_then(Span::end)
            && start <= horizon
            && let Some((begin, end)) = self.cycle
        {
            self.spans.push_back(Span {
                start,
                from: begin,
                until: Some(end),
            });
        }
    }

    /// The stretch of an engine frame; before the first, the first.
    pub fn span(&self, frame: u64) -> Span {
        let at = self.spans.partition_point(|span| span.start <= frame);
        self.spans[at.saturating_sub(1)]
    }

    /// Forgets what lies behind the stretch of an engine frame.
    pub fn forget(&mut self, frame: u64) {
        while self.spans.get(1).is_some_and(|next| next.start <= frame) {
            self.spans.pop_front();
        }
    }

    /// Every stretch that is known.
    pub fn spans(&self) -> &VecDeque<Span> {
        &self.spans
    }

    /// The frame of the transport at an engine frame.
    pub fn position(&self, frame: u64) -> u64 {
        self.span(frame).position(frame)
    }

    /// The same in microseconds.
    pub fn micros(&self, frame: u64) -> u64 {
        micros_of(self.position(frame), self.rate)
    }

    /// The engine frame at which it began, and the frame of the transport.
    pub fn origin(&self) -> (u64, u64) {
        self.origin
    }

    /// Where it goes back, and to where: the beginning and the end of the loop, in frames.
    pub fn cycle(&self) -> Option<(u64, u64)> {
        self.cycle
    }

    /// Sample rate in Hz.
    pub fn rate(&self) -> u32 {
        self.rate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_frames_lead_back_to_each_other_at_every_rate() {
        for rate in [8_000, 44_100, 48_000, 96_000, 192_000] {
            for mark in (0..2_000_000_u64).step_by(77_777) {
                let frame = mark * MARK as u64;
                assert_eq!(frame_of(micros_of(frame, rate), rate), frame, "{rate}");
            }
        }
    }

    #[test]
    fn a_loop_goes_back_at_a_whole_mark() {
        let cycle = Loop {
            from: 1_000_000,
            to: 2_000_000,
            on: true,
        };
        let mut run = Run::new(640, 1_500_000, Some(cycle), 48_000);
        run.plan(640 + 200_000);
        assert_eq!(run.position(0), 72_000);
        assert_eq!(run.position(640 + 23_968), 95_968);
        let back = 640 + frame_of(2_000_000, 48_000) - 72_000;
        assert_eq!(run.position(back - 1), frame_of(2_000_000, 48_000) - 1);
        assert_eq!(run.position(back), frame_of(1_000_000, 48_000));
        assert_eq!(run.position(back + 48_000), frame_of(1_000_000, 48_000));
        run.forget(back + 48_000);
        assert_eq!(run.position(back + 48_000 + 32), 48_032);
        // Behind the loop there is no way back.
        let mut run = Run::new(0, 3_000_000, Some(cycle), 48_000);
        run.plan(1_000_000);
        assert_eq!(run.position(96_000), 240_000);
    }
}
