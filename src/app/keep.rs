//! `headroom run --keep`: a small process that starts the console again when it dies.

use crate::cli::RunArgs;
use anyhow::{Context, Result, bail};
use crossbeam_channel::{Receiver, bounded};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::SeqCst};
use std::time::{Duration, Instant};

/// The code with which a process of Rust ends after a panic, and a console whose control thread died.
pub const DIED: i32 = 101;
/// The first restart comes after this; each further one of a console that dies at once, twice as late.
const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(30);
/// A console that lived this long did not die at once.
const SETTLED: Duration = Duration::from_secs(10);

/// Runs the console in a process of its own, again and again, until it ends by itself.
///
/// # Errors
/// The console cannot be started, or ended with an error of its own.
pub fn keep(options: &RunArgs, name: Option<&str>) -> Result<()> {
    let ward = Ward::default();
    let ended = ward.listen()?;
    let terminal = tcgetattr(std::io::stdin()).ok();
    let mut patience = Patience::default();
    loop {
        let began = Instant::now();
        let status = ward.run(command(options, name)?)?;
        restore(terminal.as_ref());
        if !has_died(status) || ward.is_ending() {
            return end(status);
        }
        tracing::error!("the console died ({status}); it is started again");
        eprintln!("headroom: the console died ({status}); it is started again");
        if ended.recv_timeout(patience.after(began.elapsed())).is_ok() {
            return Ok(());
        }
    }
}

/// How long the next restart waits.
#[derive(Debug)]
struct Patience {
    delay: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { delay: FIRST_DELAY }
    }
}

impl Patience {
    /// The wait after a console that lived so long: short at first and after one that lived long,
    /// twice as long after each that died at once.
    fn after(&mut self, lived: Duration) -> Duration {
        if lived >= SETTLED {
            self.delay = FIRST_DELAY;
        }
        let delay = self.delay;
        self.delay = (delay * 2).min(LONGEST_DELAY);
        delay
    }
}

fn command(options: &RunArgs, name: Option<&str>) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe().context("this program's own file")?);
    if let Some(name) = name {
        command.args(["--name", name]);
    }
    command.arg("run");
    if options.headless {
        command.arg("--headless");
    }
    if let Some(backend) = options.backend {
        command.args(["--backend", backend.word()]);
    }
    if let Some(show) = &options.show {
        command.arg("--").arg(show);
    }
    Ok(command)
}

/// By a signal that nobody asked for, or by a panic.
fn has_died(status: ExitStatus) -> bool {
    status.signal().is_some() || status.code() == Some(DIED)
}

fn end(status: ExitStatus) -> Result<()> {
    match status.code() {
        Some(0) => Ok(()),
        // It has said why.
        Some(code) => std::process::exit(code),
        None => bail!("the console ended: {status}"),
    }
}

/// The terminal as it was: the next console remembers what it finds.
fn restore(terminal: Option<&Termios>) {
    if let Some(modes) = terminal {
        // A terminal that is gone needs no modes.
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, modes);
    }
}

/// The console's process, and whether it shall end.
#[derive(Clone, Debug, Default)]
struct Ward {
    /// Its process number; 0 while there is none.
    process: Arc<AtomicI32>,
    ending: Arc<AtomicBool>,
}

impl Ward {
    /// Passes on what asks to end, and says so; a line that hangs up ends nothing.
    fn listen(&self) -> Result<Receiver<()>> {
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).context("no signals")?;
        let ward = self.clone();
        let (end, ended) = bounded(1);
        let listen = move || {
            for signal in signals.forever() {
                ward.pass(signal);
                if ward.is_ending() {
                    // Once is enough.
                    let _ = end.try_send(());
                }
            }
        };
        std::thread::Builder::new()
            .name("signals".to_owned())
            .spawn(listen)
            .context("no thread")?;
        Ok(ended)
    }

    fn pass(&self, signal: i32) {
        let passed = match signal {
            SIGHUP => Signal::HUP,
            _ => Signal::TERM,
        };
        if signal != SIGHUP {
            self.ending.store(true, SeqCst);
        }
        if let Some(process) = Pid::from_raw(self.process.load(SeqCst)) {
            // It may have ended this moment.
            let _ = kill_process(process, passed);
        }
    }

    fn is_ending(&self) -> bool {
        self.ending.load(SeqCst)
    }

    fn run(&self, mut command: Command) -> Result<ExitStatus> {
        let mut child: Child = command.spawn().context("the console cannot be started")?;
        self.process.store(child.id().cast_signed(), SeqCst);
        if self.is_ending() {
            self.pass(SIGTERM);
        }
        let status = child.wait().context("the console is lost")?;
        self.process.store(0, SeqCst);
        Ok(status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[test]
    fn a_console_that_dies_at_once_is_given_more_and_more_time() {
        let mut patience = Patience::default();
        let milliseconds = |wait: Duration| wait.as_millis();
        let at_once = Duration::from_secs(1);
        let waits: Vec<u128> = (0..11)
            .map(|_| milliseconds(patience.after(at_once)))
            .collect();
        let expected = [
            100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000,
        ];
        assert_eq!(waits, expected);
        assert_eq!(milliseconds(patience.after(SETTLED)), 100);
        assert_eq!(milliseconds(patience.after(at_once)), 200);
    }

    /// The unit does what the command line knows, and what `--keep` does.
    #[test]
    fn the_systemd_unit_starts_what_there_is_and_restarts_what_died() {
        let unit = std::fs::read_to_string("configs/systemd/headroom.service").unwrap();
        let value = |key: &str| {
            let line = unit.lines().find_map(|line| line.strip_prefix(key));
            line.and_then(|rest| rest.strip_prefix('=')).unwrap()
        };
        let start: Vec<&str> = value("ExecStart").split_whitespace().collect();
        assert!(start[0].ends_with("/headroom"));
        let cli = crate::cli::Cli::try_parse_from(&start).unwrap();
        let Some(crate::cli::Command::Run(args)) = cli.command else {
            panic!("{start:?} does not run a console");
        };
        assert!(args.headless && !args.keep);
        assert_eq!(value("Restart"), "on-failure");
        assert_eq!(
            value("RestartSec"),
            format!("{}ms", FIRST_DELAY.as_millis())
        );
        assert_eq!(
            value("RestartMaxDelaySec"),
            format!("{}s", LONGEST_DELAY.as_secs())
        );
        assert_eq!(value("RestartPreventExitStatus"), "1");
        // Never given up.
        assert_eq!(value("StartLimitIntervalSec"), "0");
    }
}
