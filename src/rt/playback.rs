//! Sound on its way to the audio thread, from a file or whatever plays it: the twin of [`super::capture`].
//!
//! One ring per player, which carries one or more channels of one source. The reader never waits. It looks ahead:
//! while fewer than [`FADE`] marks wait and no end is among them, it fades to silence before they are used up,
//! counts that, and comes back as it went once the ring is well filled again. Nothing is left out then: what was
//! not heard is heard later.
//!
//! Whoever plays may go elsewhere at any time ([`PlaybackWriter::go_elsewhere`]): what waits of the way before
//! fades out over the marks that are there, the rest of it is left out, and the new way fades in.

use super::fade::{FADE, FRAMES, fade};
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Marks of a way that is over that are left out at one mark: what the audio thread does is bounded.
const SKIPPED_PER_MARK: usize = 64;

/// One channel's samples between two marks.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Where in the source the first of them is, in frames of the source.
    position: u64,
    /// The way that it belongs to.
    way: u32,
    /// Nothing comes behind it on this way.
    is_last: bool,
    samples: [f32; FRAMES],
}

/// What both ends know.
#[derive(Debug, Default)]
struct Shared {
    /// The way that counts.
    way: AtomicU32,
    /// The way whose end is in the ring; 0 for none.
    ending: AtomicU32,
    /// The way that was played to its end; 0 for none.
    ended: AtomicU32,
    /// Where in the source it plays, or will go on.
    position: AtomicU64,
    /// How often the ring ran out.
    starved: AtomicU32,
}

/// The player's end. Any thread but the audio thread.
#[derive(Debug)]
pub struct PlaybackWriter {
    pieces: Producer<Piece>,
    channels: usize,
    shared: Arc<Shared>,
}

/// What others may know of it. Any thread.
#[derive(Clone, Debug)]
pub struct PlaybackView(Arc<Shared>);

/// The audio thread's end.
#[derive(Debug)]
pub struct PlaybackReader {
    pieces: Consumer<Piece>,
    shared: Arc<Shared>,
    /// What is heard of the mark, by channel.
    samples: Box<[[f32; FRAMES]]>,
    /// How far it has faded in, 0 to [`FADE`].
    step: usize,
    /// It fades out whatever comes.
    is_falling: bool,
    /// Marks that have to wait before it comes back.
    enough: usize,
}

/// Both ends of a ring for `channels` channels that holds `marks` marks of [`FRAMES`] frames.
/// Allocates; not on the audio thread.
pub fn playback(channels: usize, marks: usize) -> (PlaybackWriter, PlaybackReader) {
    let (writer, reader) = RingBuffer::new(channels * marks);
    let shared = Arc::new(Shared {
        way: AtomicU32::new(1),
        ..Shared::default()
    });
    let writer = PlaybackWriter {
        pieces: writer,
        channels,
        shared: shared.clone(),
    };
    let reader = PlaybackReader {
        pieces: reader,
        shared,
        samples: vec![[0.0; FRAMES]; channels].into(),
        step: 0,
        is_falling: false,
        enough: (marks / 4).max(2 * FADE).min(marks),
    };
    (writer, reader)
}

impl PlaybackWriter {
    /// Marks that fit now.
    pub fn room(&self) -> usize {
        self.pieces.slots() / self.channels
    }

    /// Hands over what every channel plays next; `position` is where in the source that begins. There has to be
    /// [`Self::room`].
    pub fn write(&mut self, position: u64, is_last: bool, channels: &[[f32; FRAMES]]) {
        let way = self.shared.way.load(Ordering::Relaxed);
        for samples in &channels[..self.channels] {
            // There is room: whoever writes has looked.
            let _ = self.pieces.push(Piece {
                position,
                way,
                is_last,
                samples: *samples,
            });
        }
        if is_last {
            self.shared.ending.store(way, Ordering::Release);
        }
    }

    /// What is written from here on is elsewhere: nothing of before is played any more.
    pub fn go_elsewhere(&self, position: u64) {
        self.shared.position.store(position, Ordering::Relaxed);
        self.shared.way.fetch_add(1, Ordering::Release);
    }

    /// What others may know of it.
    // not real-time: the player's end.
    pub fn view(&self) -> PlaybackView {
        PlaybackView(self.shared.clone())
    }
}

impl PlaybackView {
    /// Where in the source it plays, or will go on, in frames of the source.
    pub fn position(&self) -> u64 {
        self.0.position.load(Ordering::Relaxed)
    }

    /// The number of the way that counts: another one after [`PlaybackWriter::go_elsewhere`].
    pub fn way(&self) -> u32 {
        self.0.way.load(Ordering::Acquire)
    }

    /// True once all that there is was played.
    pub fn has_ended(&self) -> bool {
        self.0.ended.load(Ordering::Acquire) == self.0.way.load(Ordering::Acquire)
    }

    /// How often the ring ran out so far.
    pub fn starved(&self) -> u32 {
        self.0.starved.load(Ordering::Relaxed)
    }
}

impl PlaybackReader {
    /// What every channel plays in the next mark; silence while there is nothing, or while nobody hears it: then it
    /// waits where it is. Audio thread.
    pub fn play(&mut self, is_heard: bool) -> &[[f32; FRAMES]] {
        let way = self.shared.way.load(Ordering::Acquire);
        if !is_heard {
            (self.step, self.is_falling) = (0, false);
        }
        if self.step == 0 {
            self.is_falling = false;
            self.skip(way);
        }
        if is_heard {
            self.move_on(way);
        } else {
            self.be_silent();
        }
        &self.samples
    }

    /// Fades on, and plays.
    fn move_on(&mut self, way: u32) {
        let before = self.step;
        let waiting = self.pieces.slots() / self.samples.len();
        let is_current = self.peek().is_some_and(|piece| piece.way == way);
        let is_ending = self.shared.ending.load(Ordering::Acquire) == way;
        if before == 0 {
            if !(is_current && (is_ending || waiting >= self.enough)) {
                return self.be_silent();
            }
        } else if !is_current || (!is_ending && waiting <= before) {
            if is_current && !self.is_falling {
                self.shared.starved.fetch_add(1, Ordering::Relaxed);
            }
            self.is_falling = true;
        }
        self.step = if self.is_falling {
            before - 1
        } else {
            (before + 1).min(FADE)
        };
        let Some(piece) = self.take() else {
            self.step = 0;
            return self.be_silent();
        };
        if piece.is_last && piece.way == way {
            self.step = 0;
            self.shared.ended.store(way, Ordering::Release);
        } else {
            fade(&mut self.samples, (before, self.step));
        }
        if piece.way == way {
            self.shared
                .position
                .store(piece.position, Ordering::Relaxed);
        }
    }

    /// Leaves out what is of another way.
    fn skip(&mut self, way: u32) {
        for _ in 0..SKIPPED_PER_MARK {
            if self.peek().is_none_or(|piece| piece.way == way) {
                return;
            }
            self.take();
        }
    }

    fn peek(&self) -> Option<&Piece> {
        // The writer may be between two channels.
        let is_whole = self.pieces.slots() >= self.samples.len();
        self.pieces.peek().ok().filter(|_| is_whole)
    }

    /// The samples of all channels; what stands with the last of them.
    fn take(&mut self) -> Option<Piece> {
        if self.pieces.slots() < self.samples.len() {
            return None;
        }
        let mut last = None;
        for samples in &mut self.samples {
            let piece = self.pieces.pop().ok()?;
            *samples = piece.samples;
            last = Some(piece);
        }
        last
    }

    fn be_silent(&mut self) {
        for samples in &mut self.samples {
            *samples = [0.0; FRAMES];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKS: usize = 200;

    fn write(writer: &mut PlaybackWriter, from: usize, count: usize, value: f32) {
        for mark in from..from + count {
            writer.write((mark * FRAMES) as u64, false, &[[value; FRAMES]; 2]);
        }
    }

    /// Plays so many marks; the left channel.
    fn play(reader: &mut PlaybackReader, marks: usize) -> Vec<f32> {
        let mut heard = Vec::new();
        for _ in 0..marks {
            let [left, right] = reader.play(true) else {
                panic!("two channels")
            };
            assert_eq!(left, right);
            heard.extend(*left);
        }
        heard
    }

    /// No step from sample to sample is larger than the fade's own.
    fn is_smooth(heard: &[f32]) -> bool {
        let largest = 1.6 / (FADE * FRAMES) as f32;
        heard
            .windows(2)
            .all(|pair| (pair[1] - pair[0]).abs() <= largest)
    }

    #[test]
    fn a_ring_that_runs_out_fades_to_silence_and_comes_back_where_it_was() {
        let (mut writer, mut reader) = playback(2, MARKS);
        let view = writer.view();
        write(&mut writer, 0, 100, 1.0);
        let mut heard = play(&mut reader, 110);
        assert!(heard.contains(&1.0) && heard.last() == Some(&0.0));
        assert_eq!((view.starved(), view.position()), (1, 99 * FRAMES as u64));
        // A little is not enough to come back.
        write(&mut writer, 100, 20, 1.0);
        heard.extend(play(&mut reader, 10));
        assert_eq!(heard.last(), Some(&0.0));
        assert_eq!(view.position(), 99 * FRAMES as u64);
        write(&mut writer, 120, 60, 1.0);
        heard.extend(play(&mut reader, 40));
        assert_eq!(heard.last(), Some(&1.0));
        assert_eq!((view.starved(), view.position()), (1, 139 * FRAMES as u64));
        assert!(is_smooth(&heard));
    }

    #[test]
    fn whoever_goes_elsewhere_is_heard_there_after_a_short_fade() {
        let (mut writer, mut reader) = playback(2, MARKS);
        let view = writer.view();
        write(&mut writer, 0, 100, 1.0);
        let mut heard = play(&mut reader, 30);
        writer.go_elsewhere(5000 * FRAMES as u64);
        write(&mut writer, 5000, 90, -1.0);
        heard.extend(play(&mut reader, 60));
        assert_eq!(heard.last(), Some(&-1.0));
        assert!(is_smooth(&heard));
        let (gone, come) = (
            heard.iter().rposition(|x| *x > 0.0).unwrap(),
            heard.iter().position(|x| *x < 0.0).unwrap(),
        );
        assert_eq!(gone / FRAMES, 30 + FADE - 1);
        assert!(come - gone < 2 * FRAMES, "{gone} {come}");
        assert_eq!(view.starved(), 0);
        assert_eq!(
            view.position(),
            (5000 + 60 - FADE as u64 - 1) * FRAMES as u64
        );
    }

    #[test]
    fn the_end_is_played_to_its_last_sample_and_told() {
        let (mut writer, mut reader) = playback(2, MARKS);
        let view = writer.view();
        write(&mut writer, 0, 20, 1.0);
        writer.write(20 * FRAMES as u64, true, &[[1.0; FRAMES]; 2]);
        let heard = play(&mut reader, 20);
        assert!(!view.has_ended() && heard.last() == Some(&1.0));
        let heard = play(&mut reader, 2);
        assert!(view.has_ended());
        assert_eq!(heard[..FRAMES], [1.0; FRAMES]);
        assert_eq!(heard[FRAMES..], [0.0; FRAMES]);
        assert_eq!(view.starved(), 0);
        // From the beginning.
        writer.go_elsewhere(0);
        assert!(!view.has_ended());
        write(&mut writer, 0, 100, 1.0);
        assert_eq!(play(&mut reader, 40).last(), Some(&1.0));
    }

    #[test]
    fn it_waits_while_nobody_hears_it_and_leaves_out_what_is_over() {
        let (mut writer, mut reader) = playback(2, MARKS);
        write(&mut writer, 0, MARKS, 1.0);
        play(&mut reader, 50);
        for _ in 0..1000 {
            assert_eq!(reader.play(false), [[0.0; FRAMES]; 2]);
        }
        assert_eq!(writer.view().position(), 49 * FRAMES as u64);
        assert_eq!(writer.room(), 50);
        writer.go_elsewhere(0);
        for _ in 0..5 {
            reader.play(false);
        }
        assert_eq!(writer.room(), MARKS);
    }
}
