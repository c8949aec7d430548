//! The tracks of a tape on their way to the audio thread, all by one clock.
//!
//! One ring per track, which carries one or more channels. Unlike [`super::playback`], which goes on where it was
//! when the ring ran out, the tracks of a tape stay together: each piece says at which mark of its *way* it is heard,
//! the clock says at which mark of the engine that way begins, and what comes too late is left out. A track
//! that runs out fades to silence before it does, and fades in again where the others are by then.
//!
//! A way is one stretch of playing, from where the transport was sent to where it is sent next. Whoever owns the clock
//! begins and ends ways; the writer may hand over the pieces of a way before it begins, so it begins in time.

use super::fade::{FADE, FRAMES, fade};
use rtrb::chunks::ReadChunk;
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

/// Marks by which a way begins before the place that it is sent to: over these it fades in.
pub const RUN_UP: u64 = FADE as u64;
/// Bits of the clock that hold the mark at which a way begins.
const START_BITS: u32 = 48;
/// That of a way that has not begun.
const NOT_BEGUN: u64 = (1 << START_BITS) - 1;
/// Marks after its run-up by which a way begins late before that is the fault of the disk: it may have been
/// sent elsewhere at short notice.
const LATE: u64 = 400;

/// The number of a way.
pub type Way = u16;

/// Which way counts, and from which mark of the engine on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// The way.
    pub way: Way,
    /// The mark of the engine at which its first piece is heard; none before it begins.
    pub start: Option<u64>,
}

impl Course {
    fn packed(self) -> u64 {
        u64::from(self.way) << START_BITS | self.start.unwrap_or(NOT_BEGUN).min(NOT_BEGUN)
    }

    fn unpacked(bits: u64) -> Self {
        let start = bits & NOT_BEGUN;
        Self {
            way: (bits >> START_BITS) as Way,
            start: (start != NOT_BEGUN).then_some(start),
        }
    }
}

/// The clock of a tape. All its tracks read the same one.
#[derive(Clone, Debug)]
pub struct TapeClock(Arc<Clock>);

#[derive(Debug)]
struct Clock {
    course: AtomicU64,
    /// The mark of the engine that was played last.
    mark: AtomicU64,
}

impl Default for TapeClock {
    fn default() -> Self {
        let course = Course {
            way: 0,
            start: None,
        };
        Self(Arc::new(Clock {
            course: AtomicU64::new(course.packed()),
            mark: AtomicU64::new(0),
        }))
    }
}

impl TapeClock {
    /// The way that counts.
    pub fn course(&self) -> Course {
        Course::unpacked(self.0.course.load(Ordering::Acquire))
    }

    /// Another way counts, or the same one begins. What is heard of the way before fades out.
    pub fn set(&self, course: Course) {
        self.0.course.store(course.packed(), Ordering::Release);
    }

    /// The mark of the engine that was played last.
    pub fn mark(&self) -> u64 {
        self.0.mark.load(Ordering::Acquire)
    }

    /// A mark is being played. Audio thread.
    pub fn reach(&self, mark: u64) {
        self.0.mark.store(mark, Ordering::Release);
    }
}

/// What both ends of a track and those who watch it know.
#[derive(Debug, Default)]
struct Shared {
    /// Its strip shall hear it.
    is_heard: AtomicBool,
    /// How often it ran out, or came too late.
    late: AtomicU32,
    /// The highest sample that came in live while the strip heard the tape, as bits.
    live_peak: AtomicU32,
}

/// What others may know of a track, and whether its strip hears it. Any thread.
#[derive(Clone, Debug, Default)]
pub struct TrackView(Arc<Shared>);

impl TrackView {
    /// Its strip shall hear it from here on, or its live input.
    pub fn set_heard(&self, is_heard: bool) {
        self.0.is_heard.store(is_heard, Ordering::Relaxed);
    }

    /// What was set.
    pub fn is_heard(&self) -> bool {
        self.0.is_heard.load(Ordering::Relaxed)
    }

    /// How often it ran out, or came too late.
    pub fn late(&self) -> u32 {
        self.0.late.load(Ordering::Relaxed)
    }

    /// Takes the highest sample that came in live since this was asked last.
    pub fn take_live_peak(&self) -> f32 {
        f32::from_bits(self.0.live_peak.swap(0, Ordering::Relaxed))
    }

    /// So much came in live. Audio thread.
    pub fn note_live(&self, peak: f32) {
        // The bits of numbers that are not negative are in their order.
        self.0
            .live_peak
            .fetch_max(peak.abs().to_bits(), Ordering::Relaxed);
    }
}

/// One channel's samples between two marks.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Marks since its way began.
    tick: u64,
    way: Way,
    samples: [f32; FRAMES],
}

/// The end of whoever reads the disk.
#[derive(Debug)]
pub struct TrackWriter {
    pieces: Producer<Piece>,
    channels: usize,
}

/// The audio thread's end.
#[derive(Debug)]
pub struct TrackReader {
    pieces: Consumer<Piece>,
    view: TrackView,
    /// What is heard in the mark, by channel.
    samples: Box<[[f32; FRAMES]]>,
    /// The way that is heard.
    course: Course,
    /// How far it has faded in, 0 to [`FADE`].
    step: usize,
    /// It fades out whatever comes.
    is_falling: bool,
    /// It has run out, and that is counted.
    is_dry: bool,
    /// Marks that have to wait before it comes back after it ran out.
    enough: usize,
}

/// Both ends of the ring of a track of `channels` channels that holds `marks` marks of [`FRAMES`] frames.
/// Allocates; not on the audio thread.
pub fn track(channels: usize, marks: usize, view: TrackView) -> (TrackWriter, TrackReader) {
    let (writer, reader) = RingBuffer::new(channels * marks);
    let writer = TrackWriter {
        pieces: writer,
        channels,
    };
    let reader = TrackReader {
        pieces: reader,
        view,
        samples: vec![[0.0; FRAMES]; channels].into(),
        course: Course {
            way: 0,
            start: None,
        },
        step: 0,
        is_falling: false,
        is_dry: false,
        enough: (marks / 4).max(2 * FADE).min(marks),
    };
    (writer, reader)
}

impl TrackWriter {
    /// Channels of the ring.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Marks that fit now.
    pub fn room(&self) -> usize {
        self.pieces.slots() / self.channels
    }

    /// Hands over what every channel plays at a tick of a way; ticks of a way only rise. There has to be
    /// [`Self::room`].
    pub fn write<'s>(&mut self, way: Way, tick: u64, channel: impl Fn(usize) -> &'s [f32; FRAMES]) {
        for number in 0..self.channels {
            let samples = *channel(number);
            // There is room: whoever writes has looked.
            let _ = self.pieces.push(Piece { tick, way, samples });
        }
    }
}

impl TrackReader {
    /// What others may know of it.
    pub fn view(&self) -> &TrackView {
        &self.view
    }

    /// It comes while a way is under way already: that it is heard only once it has caught up is no fault of the disk.
    pub fn join(&mut self) {
        self.is_dry = true;
    }

    /// True while nothing of it is heard.
    pub fn is_silent(&self) -> bool {
        self.step == 0
    }

    /// What every channel plays at a mark of the engine; silence where there is nothing. Audio thread.
    pub fn play(&mut self, course: Course, mark: u64) -> &[[f32; FRAMES]] {
        if self.step == 0 {
            (self.course, self.is_falling) = (course, false);
        }
        self.leave_out(course.way, mark);
        let own = self.course.start.and_then(|start| mark.checked_sub(start));
        let step = own.map_or(0, |tick| self.next_step(course, tick));
        let before = std::mem::replace(&mut self.step, step);
        let has_piece = own.is_some_and(|tick| self.comes(tick));
        if (before, step) != (0, 0) && has_piece && self.take() {
            fade(&mut self.samples, (before, step));
        } else {
            self.step = 0;
            for samples in &mut self.samples {
                *samples = [0.0; FRAMES];
            }
        }
        &self.samples
    }

    /// How far it is faded in after this mark.
    fn next_step(&mut self, course: Course, tick: u64) -> usize {
        let waiting = self.pieces.slots() / self.samples.len();
        let comes = self.comes(tick);
        if self.step == 0 {
            let enough = if self.is_dry { self.enough } else { 2 * FADE };
            let begins = comes && waiting >= enough;
            if begins {
                self.is_dry = false;
            } else if !self.is_dry && tick > RUN_UP + LATE {
                self.run_dry();
            }
            return usize::from(begins);
        }
        let goes_on = self.course == course;
        if goes_on && !self.is_falling && (!comes || waiting <= self.step) {
            self.run_dry();
        }
        self.is_falling |= !goes_on || !comes || waiting <= self.step;
        if self.is_falling {
            self.step - 1
        } else {
            (self.step + 1).min(FADE)
        }
    }

    fn run_dry(&mut self) {
        self.is_dry = true;
        self.view.0.late.fetch_add(1, Ordering::Relaxed);
    }

    /// True where the next piece is that of a tick of the way that is heard.
    fn comes(&self, tick: u64) -> bool {
        // The writer may be between two channels.
        let is_whole = self.pieces.slots() >= self.samples.len();
        let piece = self.pieces.peek().ok().filter(|_| is_whole);
        piece.is_some_and(|piece| piece.way == self.course.way && piece.tick == tick)
    }

    /// Leaves out what is of no way that counts, and what comes too late, however much that is.
    fn leave_out(&mut self, next: Way, mark: u64) {
        let own = self.course;
        let tick = own.start.and_then(|start| mark.checked_sub(start));
        let is_over = |piece: &Piece| {
            if piece.way == own.way {
                tick.is_some_and(|tick| piece.tick < tick)
            } else {
                piece.way != next
            }
        };
        let channels = self.samples.len();
        let slots = self.pieces.slots();
        let Ok(chunk) = self.pieces.read_chunk(slots) else {
            return;
        };
        let over = count_over(&chunk, is_over);
        // Whole marks: the writer may be between two channels.
        chunk.commit(over / channels * channels);
    }

    fn take(&mut self) -> bool {
        for samples in &mut self.samples {
            let Ok(piece) = self.pieces.pop() else {
                return false;
            };
            *samples = piece.samples;
        }
        true
    }
}

/// How many pieces in front are over: those that are come before those that are not.
fn count_over(chunk: &ReadChunk<'_, Piece>, is_over: impl Fn(&Piece) -> bool) -> usize {
    let (first, second) = chunk.as_slices();
    let over = first.partition_point(&is_over);
    if over < first.len() {
        return over;
    }
    over + second.partition_point(&is_over)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKS: usize = 200;

    /// A tape of one track.
    struct Tape {
        clock: TapeClock,
        writer: TrackWriter,
        reader: TrackReader,
        mark: u64,
    }

    impl Tape {
        fn new() -> Self {
            let (writer, reader) = track(2, MARKS, TrackView::default());
            Self {
                clock: TapeClock::default(),
                writer,
                reader,
                mark: 1000,
            }
        }

        fn write(&mut self, way: Way, ticks: std::ops::Range<u64>) {
            for tick in ticks {
                self.writer.write(way, tick, |_| &[1.0; FRAMES]);
            }
        }

        fn play(&mut self, marks: usize) -> Vec<f32> {
            let mut heard = Vec::new();
            for _ in 0..marks {
                let [left, right] = self.reader.play(self.clock.course(), self.mark) else {
                    panic!("two channels")
                };
                assert_eq!(left, right);
                heard.extend(*left);
                self.mark += 1;
            }
            heard
        }

        fn begin(&self, way: Way, start: u64) {
            let start = Some(start);
            self.clock.set(Course { way, start });
        }
    }

    fn is_smooth(heard: &[f32]) -> bool {
        let largest = 1.6 / (FADE * FRAMES) as f32;
        heard
            .windows(2)
            .all(|pair| (pair[1] - pair[0]).abs() <= largest)
    }

    #[test]
    fn what_was_handed_over_before_begins_at_its_mark() {
        let mut tape = Tape::new();
        tape.write(0, 0..100);
        assert!(tape.play(20).iter().all(|x| *x == 0.0));
        tape.begin(0, 1050);
        let heard = tape.play(80);
        assert!(is_smooth(&heard));
        let first = heard.iter().position(|x| *x > 0.0).unwrap();
        assert_eq!(first / FRAMES, 30);
        let whole = heard.iter().position(|x| *x == 1.0).unwrap();
        assert_eq!(whole, (30 + FADE) * FRAMES);
        assert_eq!(tape.reader.view().late(), 0);
    }

    #[test]
    fn a_track_that_runs_out_is_silent_and_comes_back_where_the_others_are() {
        let mut tape = Tape::new();
        tape.begin(0, 1000);
        tape.write(0, 0..60);
        let mut heard = tape.play(80);
        assert_eq!((heard.last(), tape.reader.view().late()), (Some(&0.0), 1));
        // What comes too late is left out, and nothing is heard of it.
        tape.write(0, 60..80);
        heard.extend(tape.play(1));
        assert_eq!((heard.last(), tape.writer.room()), (Some(&0.0), MARKS));
        tape.write(0, 120..220);
        let silent = tape.play(120 - 81);
        assert!(silent.iter().all(|x| *x == 0.0));
        heard.extend(silent);
        heard.extend(tape.play(30));
        assert_eq!((heard.last(), tape.reader.view().late()), (Some(&1.0), 1));
        assert!(is_smooth(&heard));
    }

    #[test]
    fn whoever_is_sent_elsewhere_fades_out_and_in_and_leaves_out_the_rest() {
        let mut tape = Tape::new();
        tape.begin(0, 1000);
        tape.write(0, 0..MARKS as u64);
        let mut heard = tape.play(50);
        tape.begin(1, 1090);
        tape.write(1, 0..50);
        heard.extend(tape.play(FADE + 1));
        assert_eq!(heard.last(), Some(&0.0));
        assert_eq!(tape.writer.room(), MARKS - 50);
        tape.write(1, 50..120);
        heard.extend(tape.play(60));
        assert_eq!(heard.last(), Some(&1.0));
        assert!(is_smooth(&heard));
        assert_eq!(tape.reader.view().late(), 0);
        // And where it stops, it does so as smoothly.
        tape.clock.set(Course {
            way: 2,
            start: None,
        });
        heard.extend(tape.play(FADE + 1));
        assert!(is_smooth(&heard) && heard.last() == Some(&0.0));
    }

    #[test]
    fn the_clock_keeps_way_and_start_together() {
        let clock = TapeClock::default();
        for (way, start) in [(7, Some(0)), (Way::MAX, Some(1 << 40)), (3, None)] {
            let course = Course { way, start };
            clock.set(course);
            assert_eq!(clock.course(), course);
        }
        let view = TrackView::default();
        for x in [0.25, -0.5, 0.1] {
            view.note_live(x);
        }
        assert_eq!((view.take_live_peak(), view.take_live_peak()), (0.5, 0.0));
    }
}
