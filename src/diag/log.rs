//! The log: a file, never the terminal.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// A log that has grown to this is put aside at the next start.
const LARGEST: u64 = 4 * 1024 * 1024;

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
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_target(false)
        .with_writer(Mutex::new(file))
        .finish();
    // A second start in one process keeps the first log.
    let _ = tracing::subscriber::set_global_default(subscriber);
    Ok(path)
}

fn open(path: &Path) -> io::Result<File> {
    if fs::metadata(path).is_ok_and(|metadata| metadata.len() > LARGEST) {
        fs::rename(path, path.with_extension("log.1"))?;
    }
    OpenOptions::new().create(true).append(true).open(path)
}
