//! `headroom stop`: a running console ends, faded and saved.

use crate::desk::DeskError;
use crate::desk::place::socket_path;
use crate::diag::log::state_folder;
use anyhow::{Context, Result, bail};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::sockopt::socket_peercred;
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open, test_kill_process};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a console may take: to fade out, to let go of the audio server, to write what is open.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between looks, where the system cannot wait for a process.
const LOOK: Duration = Duration::from_millis(50);

/// Asks the console of that name to end, and waits until it has.
///
/// # Errors
/// There is none, it does not end, or it could not save everything.
pub fn stop(name: &str) -> Result<()> {
    let path = socket_path(name)?;
    let process = owner(&path)?;
    // A console that ended this moment needs no signal.
    let _ = kill_process(process, Signal::TERM);
    if !has_ended(process, Instant::now() + PATIENCE) {
        let number = process.as_raw_nonzero();
        bail!("the console (process {number}) does not end; end it hard: kill -9 {number}");
    }
    // A console that ended well has taken its socket with it.
    if path.exists() {
        let log = state_folder().join(format!("{name}.log"));
        bail!(
            "the console has ended, but could not save everything; {} says why",
            log.display()
        );
    }
    Ok(())
}

/// The process that listens there.
fn owner(path: &Path) -> Result<Pid> {
    let none = || DeskError::NoConsole {
        path: path.display().to_string(),
    };
    let stream = UnixStream::connect(path).map_err(|_| none())?;
    let peer = socket_peercred(&stream).context("the console does not say which process it is")?;
    Ok(peer.pid)
}

fn has_ended(process: Pid, until: Instant) -> bool {
    let watched = pidfd_open(process, PidfdFlags::empty());
    while test_kill_process(process).is_ok() {
        let now = Instant::now();
        if now >= until {
            return false;
        }
        match &watched {
            Ok(watched) => {
                let timeout = Timespec::try_from(until - now).ok();
                let ended = poll(&mut [PollFd::new(watched, PollFlags::IN)], timeout.as_ref());
                if ended.is_ok_and(|count| count > 0) {
                    return true;
                }
            }
            Err(_) => std::thread::sleep(LOOK),
        }
    }
    true
}
