//! What ends a console: a signal, the user at the terminal, or a thread that dies.

use crate::app::keep::DIED;
use crate::app::signals;
use crate::control::inbox::Inbox;
use crate::control::intent::{Hello, Rights};
use crate::desk::local::LocalDesk;
use crate::diag::{log, say};
use crate::tui::{self, Ending, TuiError};
use anyhow::{Context, Result};
use crossbeam_channel::{Receiver, Sender};
use signal_hook::consts::SIGHUP;
use std::path::PathBuf;
use std::thread::Builder;

/// How a console runs, beside what it is.
pub(super) struct Manner {
    pub headless: bool,
    /// The end of a pipe where its keeper hears it.
    pub kept: Option<i32>,
    pub log: Option<PathBuf>,
}

/// What ends a run, or does not.
pub(super) enum Happened {
    /// The console's own thread has panicked: only another process helps.
    Died,
    /// The process is asked to end.
    Asked,
    /// The terminal session is over.
    Terminal(Result<Ending, TuiError>),
}

/// Says so when the thread that holds it ends: because a client has ended the console, or because it died.
pub(super) struct Alarm(pub Sender<Happened>);

impl Drop for Alarm {
    fn drop(&mut self) {
        let happened = if std::thread::panicking() {
            Happened::Died
        } else {
            Happened::Asked
        };
        // A run that has ended waits for nothing any more.
        let _ = self.0.send(happened);
    }
}

/// Waits until the console shall end: by a signal, or by the user at the terminal. A terminal that
/// is lost ends nothing; another one attaches.
pub(super) fn wait(
    inbox: &Inbox,
    manner: Manner,
    happened_in: Sender<Happened>,
    happened: &Receiver<Happened>,
) -> Result<()> {
    let is_kept = manner.kept.is_some();
    if manner.headless {
        say::line("Headroom runs; 'headroom attach' shows it, Ctrl-C ends it.");
    } else {
        open_terminal(inbox, manner.log, happened_in)?;
    }
    for event in happened {
        match event {
            Happened::Died => {
                log::flush();
                std::process::exit(DIED)
            }
            Happened::Asked | Happened::Terminal(Ok(Ending::Quit)) => break,
            Happened::Terminal(Ok(Ending::Detached)) => tracing::info!("the terminal is gone"),
            Happened::Terminal(Err(TuiError::Terminal(error))) => {
                tracing::warn!("the terminal is lost: {error}");
            }
            // The window may have been closed since; what is kept goes on without one.
            Happened::Terminal(Err(TuiError::NoTerminal)) if is_kept => {
                tracing::info!("there is no terminal; 'headroom attach' opens one");
            }
            Happened::Terminal(Err(error)) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The terminal has a thread of its own: one that hangs in a write holds nobody.
fn open_terminal(inbox: &Inbox, log: Option<PathBuf>, over: Sender<Happened>) -> Result<()> {
    let hello = Hello {
        name: "terminal".to_owned(),
        rights: Rights::Mix,
    };
    let desk = LocalDesk::connect(inbox, hello)?;
    let options = tui::TerminalOptions {
        log,
        ..tui::TerminalOptions::default()
    };
    let session = move || {
        let outcome = tui::run(Box::new(desk), &options);
        // A run that has ended waits for nothing any more.
        let _ = over.send(Happened::Terminal(outcome));
    };
    Builder::new()
        .name("terminal".to_owned())
        .spawn(session)
        .context("no thread")?;
    Ok(())
}

/// SIGTERM and Ctrl-C end the console; a line that hangs up does not.
pub(super) fn listen_to_signals(asked: Sender<Happened>) -> Result<()> {
    let listening = signals::listen(move |signal| {
        if signal != SIGHUP {
            // A run that has ended waits for nothing any more.
            let _ = asked.send(Happened::Asked);
        }
    });
    listening.map(drop).context("no signals")
}
