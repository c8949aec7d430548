//! The thread that writes to the terminal: one frame at a time, the newest one, and never a queue.
//!
//! It alone waits for a slow line or a stopped terminal. After every frame it asks the terminal where
//! its cursor is: the answer says that the frame has arrived at the other end, and only then the next
//! one is made. A terminal that does not answer gets its frames as they are written.

use super::tty::{Tty, drawing};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The other page, no cursor, clicks, drags and the wheel, pastes marked, text in the order in which it is
/// written.
const TAKE: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[8l";
const TAKE_MOUSE: &[u8] = b"\x1b[?1002h\x1b[?1006h";
/// Everything back.
pub(super) const GIVE_BACK: &[u8] =
    b"\x1b[0m\x1b[?1006l\x1b[?1002l\x1b[?2004l\x1b[8h\x1b[?1049l\x1b[?25h";
/// Where is the cursor?
const ASK: &[u8] = b"\x1b[6n";
/// How long a frame that has begun may take when the terminal shall be given back.
const LAST_PATIENCE: Duration = Duration::from_millis(500);
/// How long a terminal may take that has answered before: the line may be bad, or an answer lost.
const ANSWER: Duration = Duration::from_secs(10);
/// How long frames are kept apart for one that has not.
const APART: Duration = Duration::from_millis(200);
/// One that has not answered after this time never will: its frames follow one another as it takes them.
const SILENT: Duration = Duration::from_secs(5);
/// So many questions tell whether a terminal answers.
const QUESTIONS: u64 = 3;

/// Something to be shown.
#[derive(Debug)]
pub(super) struct Frame {
    /// What the cells hold.
    pub cells: Buffer,
    /// On an empty screen: whatever stands there, nobody knows.
    pub anew: bool,
}

/// What the writer shall do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Show,
    /// The terminal is given back, until it is taken again.
    Rest,
    End,
}

#[derive(Debug)]
struct State {
    wanted: Wanted,
    frame: Option<Frame>,
    /// A frame is being written, or has not arrived yet.
    is_busy: bool,
    /// The terminal has been given back.
    is_given_back: bool,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    arrival: Arrival,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Notes that a frame has arrived at the terminal.
#[derive(Clone, Debug, Default)]
pub(super) struct Arrival(Arc<(Mutex<u64>, Condvar)>);

impl Arrival {
    /// The terminal has answered.
    pub fn note(&self) {
        *self.count() += 1;
        self.0.1.notify_all();
    }

    fn count(&self) -> MutexGuard<'_, u64> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits a moment for so many answers; true when they have come.
    fn wait(&self, wanted: u64, patience: Duration) -> bool {
        let is_open = |count: &mut u64| *count < wanted;
        let waited = self.0.1.wait_timeout_while(self.count(), patience, is_open);
        let (count, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *count >= wanted
    }
}

/// The session's end of the writer.
#[derive(Debug)]
pub(super) struct Output(Arc<Shared>);

impl Output {
    /// Takes the terminal over, from a thread that may wait for it.
    pub fn start(tty: Arc<Tty>, mouse: bool) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                wanted: Wanted::Show,
                frame: None,
                is_busy: false,
                is_given_back: true,
            }),
            changed: Condvar::new(),
            arrival: Arrival::default(),
        });
        let writer = Writer {
            shared: Arc::clone(&shared),
            tty,
            mouse,
            shown: None,
            asked: 0,
            begun: Instant::now(),
        };
        thread::Builder::new()
            .name("terminal output".to_owned())
            .spawn(move || writer.run())?;
        Ok(Self(shared))
    }

    /// Where answers of the terminal are noted.
    pub fn arrival(&self) -> Arrival {
        self.0.arrival.clone()
    }

    /// True when a frame would be written at once. While it is not, frames are not made: the next one
    /// shows what is true then.
    pub fn is_free(&self) -> bool {
        let state = self.0.state();
        state.wanted == Wanted::Show && !state.is_busy && state.frame.is_none()
    }

    /// Shows a frame, instead of one that has not been begun.
    pub fn show(&self, frame: Frame) {
        let mut state = self.0.state();
        let anew = frame.anew || state.frame.as_ref().is_some_and(|before| before.anew);
        state.frame = Some(Frame { anew, ..frame });
        self.0.changed.notify_all();
    }

    /// Gives the terminal back, and waits until that has happened, but not for ever.
    pub fn rest(&self) {
        self.give_back(Wanted::Rest);
    }

    /// Takes the terminal again.
    pub fn go_on(&self) {
        self.0.state().wanted = Wanted::Show;
        self.0.changed.notify_all();
    }

    fn give_back(&self, wanted: Wanted) {
        let mut state = self.0.state();
        state.wanted = wanted;
        state.frame = None;
        self.0.changed.notify_all();
        let is_open = |state: &mut State| !state.is_given_back;
        let patience = 2 * LAST_PATIENCE;
        drop(self.0.changed.wait_timeout_while(state, patience, is_open));
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        self.give_back(Wanted::End);
    }
}

struct Writer {
    shared: Arc<Shared>,
    tty: Arc<Tty>,
    mouse: bool,
    /// What stands on the screen, as far as that is known.
    shown: Option<Buffer>,
    /// Questions so far, those left out that were given up.
    asked: u64,
    begun: Instant,
}

impl Writer {
    fn run(mut self) {
        let _drawing = drawing();
        while let Some(frame) = self.next() {
            // A terminal that is gone is noticed by whoever reads it.
            let _ = self.show(&frame);
            self.shared.state().is_busy = false;
        }
    }

    /// Waits for a frame, and gives the terminal back and takes it meanwhile. Nothing at the end.
    fn next(&mut self) -> Option<Frame> {
        let shared = Arc::clone(&self.shared);
        let mut state = shared.state();
        loop {
            match (state.wanted, state.is_given_back) {
                (Wanted::End, true) => return None,
                (Wanted::End | Wanted::Rest, false) => {
                    drop(state);
                    self.give_back();
                    state = shared.state();
                    state.is_given_back = true;
                    shared.changed.notify_all();
                    continue;
                }
                (Wanted::Show, _) => {
                    if let Some(frame) = state.frame.take() {
                        state.is_busy = true;
                        let anew = frame.anew || state.is_given_back;
                        state.is_given_back = false;
                        return Some(Frame { anew, ..frame });
                    }
                }
                (Wanted::Rest, true) => {}
            }
            let woken = shared.changed.wait(state);
            state = woken.unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn show(&mut self, frame: &Frame) -> io::Result<()> {
        let mut bytes = Vec::new();
        if frame.anew {
            self.shown = None;
            bytes.extend_from_slice(TAKE);
            bytes.extend_from_slice(if self.mouse { TAKE_MOUSE } else { b"" });
        }
        if !encode(self.shown.take(), &frame.cells, &mut bytes)? {
            self.shown = Some(frame.cells.clone());
            return Ok(());
        }
        if self.asked < QUESTIONS || self.has_answered() {
            bytes.extend_from_slice(ASK);
            self.asked += 1;
        }
        self.write(&bytes)?;
        self.shown = Some(frame.cells.clone());
        self.wait_for_arrival();
        Ok(())
    }

    fn has_answered(&self) -> bool {
        *self.shared.arrival.count() > 0
    }

    /// Waits until the frame has arrived, or shall be left alone.
    fn wait_for_arrival(&mut self) {
        const LOOK: Duration = Duration::from_millis(50);
        let written = Instant::now();
        while self.shared.state().wanted == Wanted::Show {
            let patience = match (self.has_answered(), self.begun.elapsed() < SILENT) {
                (true, _) => ANSWER,
                (false, true) => APART,
                (false, false) => return,
            };
            if self.shared.arrival.wait(self.asked, LOOK) {
                return;
            }
            if written.elapsed() >= patience {
                // What is still open after so long was lost on the way.
                if self.has_answered() {
                    self.asked = *self.shared.arrival.count();
                }
                return;
            }
        }
    }

    /// Writes everything, however long the terminal takes; not longer than a moment once it shall be
    /// given back.
    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut last = None;
        self.tty.write(bytes, || {
            if self.shared.state().wanted == Wanted::Show {
                return true;
            }
            let since = *last.get_or_insert_with(Instant::now);
            since.elapsed() < LAST_PATIENCE
        })
    }

    /// What was not written of the last frame is left out where the terminal takes nothing.
    fn give_back(&mut self) {
        let begun = Instant::now();
        // A terminal that is gone needs nothing.
        let _ = self
            .tty
            .write(GIVE_BACK, || begun.elapsed() < LAST_PATIENCE);
        self.shown = None;
    }
}

/// The bytes that turn what is shown into the next frame; false where there is nothing to turn.
///
/// # Errors
/// None: bytes in memory take everything.
pub fn encode(shown: Option<Buffer>, next: &Buffer, bytes: &mut Vec<u8>) -> io::Result<bool> {
    let mut backend = CrosstermBackend::new(bytes);
    let shown = shown.filter(|shown| shown.area == next.area);
    if shown.is_none() {
        backend.clear()?;
    }
    let is_anew = shown.is_none();
    let before = shown.unwrap_or_else(|| Buffer::empty(next.area));
    let different = before.diff(next);
    if different.is_empty() && !is_anew {
        return Ok(false);
    }
    backend.draw(different.into_iter())?;
    Backend::flush(&mut backend)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    fn frame(text: &str) -> Frame {
        let mut cells = Buffer::empty(Rect::new(0, 0, 20, 2));
        cells.set_string(0, 0, text, Style::new());
        Frame { cells, anew: false }
    }

    /// A pipe instead of a terminal: what is written, and the output that writes it.
    fn piped() -> (std::io::PipeReader, Output) {
        let (reader, writer) = std::io::pipe().unwrap();
        let tty = Tty::of(std::fs::File::from(std::os::fd::OwnedFd::from(writer))).unwrap();
        (reader, Output::start(Arc::new(tty), false).unwrap())
    }

    fn until_free(output: &Output) {
        while !output.is_free() {
            thread::sleep(Duration::from_millis(1));
        }
    }

    #[test]
    fn one_frame_is_on_its_way_until_it_has_arrived_and_only_what_differs_is_written() {
        use std::io::Read;
        let (mut reader, output) = piped();
        let mut taken = |bytes: usize| {
            let mut found = vec![0; bytes];
            let count = reader.read(&mut found).unwrap();
            String::from_utf8_lossy(&found[..count]).into_owned()
        };
        output.show(frame("one"));
        let first = taken(4096);
        assert!(
            first.contains("\x1b[?1049h") && first.contains("one"),
            "{first:?}"
        );
        assert!(first.ends_with("\x1b[6n"), "{first:?}");
        output.arrival().note();
        until_free(&output);
        output.show(frame("one two"));
        let second = taken(4096);
        assert!(
            second.contains("two") && !second.contains("one"),
            "{second:?}"
        );
        output.arrival().note();
        until_free(&output);
        output.show(Frame {
            anew: true,
            ..frame("one two")
        });
        let third = taken(4096);
        assert!(third.contains("one") && third.contains("two"), "{third:?}");
        drop(output);
        assert!(taken(4096).contains("\x1b[?1049l"));
    }

    #[test]
    fn a_terminal_that_takes_nothing_holds_nobody_up() {
        let (_reader, output) = piped();
        // More than a pipe holds.
        let mut cells = Buffer::empty(Rect::new(0, 0, 500, 200));
        cells
            .content
            .iter_mut()
            .zip(0_u32..)
            .for_each(|(cell, at)| {
                cell.set_char(char::from_u32(0x4e00 + at % 999).unwrap());
            });
        for _ in 0..100 {
            output.show(Frame {
                cells: cells.clone(),
                anew: true,
            });
        }
        drop(output);
    }
}
