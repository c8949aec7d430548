//! The thread that looks what is lacking while the console runs, whenever somebody asks.

use super::all;
use super::look::Look;
use crate::control::inbox::{Event, Inbox};
use crate::control::intent::{Hello, Rights};
use crate::desk::mirror::Mirror;
use anyhow::{Context, Result};
use crossbeam_channel::Receiver;
use std::path::PathBuf;
use std::time::Duration;

/// How long the console may take to say what stands.
const PATIENCE: Duration = Duration::from_secs(5);

/// Looks whenever it is asked, until nobody can ask any more. Of the show it is told its folder, where it has one, and
/// the rate at which it ran last.
///
/// # Errors
/// The system gives no thread.
pub fn start(
    asked: Receiver<()>,
    inbox: Inbox,
    (folder, last_rate): (Option<PathBuf>, u32),
) -> std::io::Result<()> {
    let run = move || {
        while asked.recv().is_ok() {
            // Whoever asked meanwhile is answered, too.
            asked.try_iter().for_each(drop);
            let found = look(&inbox, folder.clone(), last_rate);
            let said = match found {
                Ok(found) => inbox.put(Event::Preflight(found)),
                Err(error) => {
                    tracing::warn!("nobody can look what is lacking: {error:#}");
                    Ok(())
                }
            };
            if said.is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new()
        .name("preflight".to_owned())
        .spawn(run)
        .map(drop)
}

fn look(
    inbox: &Inbox,
    folder: Option<PathBuf>,
    last_rate: u32,
) -> Result<Vec<crate::control::feed::Finding>> {
    let hello = Hello {
        name: "preflight".to_owned(),
        rights: Rights::Watch,
    };
    let connection = inbox.connect(hello).ok().context("the console has ended")?;
    let update = connection.next_update(PATIENCE).ok().flatten();
    let mut mirror = Mirror::default();
    mirror.take(&update.context("the console says nothing")?);
    Ok(all(&Look::of_running(mirror, folder, last_rate)?))
}
