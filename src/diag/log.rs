//! The log: a file, never the terminal.
//!
//! Whoever logs never waits: lines go to a thread that alone knows the disk. On a disk that takes
//! nothing or hangs they are lost, and the log says how many when it can.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;
use tracing_subscriber::fmt::MakeWriter;

/// A log that has grown to this is put aside at the next start.
const LARGEST: u64 = 4 * 1024 * 1024;
/// Lines that may wait for the disk.
const WAITING: usize = 4096;
/// How long the end of the process waits for the disk.
const PATIENCE: Duration = Duration::from_millis(500);

/// The way to the log of this process.
static LOG: OnceLock<Sender<Message>> = OnceLock::new();
/// Who sees the last lines as they come.
static WATCHER: OnceLock<Box<Watcher>> = OnceLock::new();
/// Somebody who sees them.
type Watcher = dyn Fn(&VecDeque<String>) + Send + Sync;
/// Lines that a watcher sees.
const WATCHED: usize = 200;
/// Lines that did not reach the log since it last said so.
static LOST: AtomicU64 = AtomicU64::new(0);

/// Something for the thread that writes.
enum Message {
    Line(Vec<u8>),
    /// Everything before it has been dealt with when its channel is dropped.
    Flush(Sender<()>),
}

/// This user's folder for things that outlive a run but are not the user's own files.
pub fn state_folder() -> PathBuf {
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_else(|| "/tmp".into()));
    match std::env::var_os("XDG_STATE_HOME").map(PathBuf::from) {
        Some(state) if state.is_absolute() => state.join("headroom"),
        _ => home().join(".local/state/headroom"),
    }
}

/// Starts logging to `name.log` in the state folder. The file's path.
///
/// # Errors
/// The folder or the file cannot be written.
pub fn start(name: &str) -> io::Result<PathBuf> {
    let folder = state_folder();
    fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{name}.log"));
    let file = open(&path)?;
    let (out, lines) = bounded(WAITING);
    // A second start in one process keeps the first log.
    if LOG.set(out.clone()).is_ok() {
        thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || write(file, &lines))?;
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_target(false)
            // A line that is lost is counted; to complain on standard error could panic.
            .log_internal_errors(false)
            .with_writer(Out(out))
            .finish();
        // Whoever has set another one wants it.
        let _ = tracing::subscriber::set_global_default(subscriber);
    }
    Ok(path)
}

/// Has somebody shown the last lines whenever there is another one, from the thread that writes them. The first one who
/// asks is shown them; nobody else is.
pub fn watch(watcher: impl Fn(&VecDeque<String>) + Send + Sync + 'static) {
    let _ = WATCHER.set(Box::new(watcher));
}

/// Keeps a line for a watcher, and shows it those that are kept.
fn show(last: &mut VecDeque<String>, line: &[u8]) {
    if last.len() == WATCHED {
        last.pop_front();
    }
    last.push_back(String::from_utf8_lossy(line).trim_end().to_owned());
    if let Some(watcher) = WATCHER.get() {
        watcher(last);
    }
}

/// Waits until what was logged so far is in the file, but not for ever.
pub fn flush() {
    if let Some(log) = LOG.get() {
        let (done, is_done) = bounded(0);
        if log.send_timeout(Message::Flush(done), PATIENCE).is_ok() {
            // Its end is the sign; a disk that hangs is left alone.
            let _ = is_done.recv_timeout(PATIENCE);
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    if fs::metadata(path).is_ok_and(|metadata| metadata.len() > LARGEST) {
        fs::rename(path, path.with_extension("log.1"))?;
    }
    OpenOptions::new().create(true).append(true).open(path)
}

/// The thread that writes: until nobody logs any more.
fn write(mut file: impl Write, lines: &Receiver<Message>) {
    let mut last = VecDeque::new();
    for message in lines {
        match message {
            Message::Line(line) => {
                show(&mut last, &line);
                let lost = LOST.load(Relaxed);
                let mut text = Vec::new();
                if lost > 0 {
                    text.extend_from_slice(
                        format!("… {lost} lines are missing here: the disk did not take them\n")
                            .as_bytes(),
                    );
                }
                text.extend_from_slice(&line);
                if file.write_all(&text).is_ok() {
                    LOST.fetch_sub(lost, Relaxed);
                } else {
                    LOST.fetch_add(1, Relaxed);
                }
            }
            Message::Flush(done) => drop(done),
        }
    }
}

/// What the log's lines are formatted into: each on its own, never waiting.
struct Out(Sender<Message>);

impl<'a> MakeWriter<'a> for Out {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> Self::Writer {
        self
    }
}

impl Write for &Out {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.0.try_send(Message::Line(line.to_owned())).is_err() {
            LOST.fetch_add(1, Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk that is full for some lines.
    struct Disk {
        full_for: usize,
        text: Vec<u8>,
    }

    impl Write for &mut Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.full_for > 0 {
                self.full_for -= 1;
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.text.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_loses_lines_and_says_how_many() {
        let (out, lines) = bounded(8);
        for line in ["one\n", "two\n", "three\n", "four\n"] {
            let written = (&Out(out.clone())).write(line.as_bytes()).unwrap();
            assert_eq!(written, line.len());
        }
        drop(out);
        let mut disk = Disk {
            full_for: 2,
            text: Vec::new(),
        };
        write(&mut disk, &lines);
        let text = String::from_utf8(disk.text).unwrap();
        assert_eq!(
            text,
            "… 2 lines are missing here: the disk did not take them\nthree\nfour\n"
        );
    }

    #[test]
    fn whoever_logs_never_waits_for_the_disk() {
        let (out, _lines) = bounded(1);
        for _ in 0..3 {
            assert_eq!((&Out(out.clone())).write(b"line\n").unwrap(), 5);
        }
    }
}
