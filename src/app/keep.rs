//! `headroom run --keep`: a small process that starts the console again when it dies or hangs.
//!
//! It needs no terminal and nobody who reads what it says. The console's heart beats into a pipe; a
//! console that is silent for a second is killed, because to JACK a client that hangs is worse than
//! one that is gone. Under a service manager the keeper speaks for both.

use super::heart::TICK;
use super::notify::{self, Manager};
use super::signals;
use crate::cli::RunArgs;
use crate::desk::place::DEFAULT_NAME;
use crate::diag::{log, say};
use anyhow::{Context, Result, bail};
use crossbeam_channel::{Receiver, bounded};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{FdFlags, fcntl_setfd, ioctl_fionbio};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use signal_hook::consts::{SIGHUP, SIGTERM};
use std::io::{PipeReader, Read};
use std::os::fd::AsRawFd;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::SeqCst};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The code with which a process of Rust ends after a panic, and a console whose control thread died.
pub const DIED: i32 = 101;
/// The first restart comes after this; each further one of a console that dies at once, twice as late, and
/// never so late that the sound is missing for two seconds.
const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(1);
/// A console that lived this long did not die at once.
const SETTLED: Duration = Duration::from_secs(10);
/// A console whose heart is silent for so long hangs.
const SILENCE: Duration = Duration::from_secs(1);
/// One that has never beaten is still opening its show; it hangs when that takes so long.
const OPENING: Duration = Duration::from_secs(20);
/// The same for one that is asked to end.
const LEAVING: Duration = Duration::from_secs(2);
/// A pipe without a writer: the console has ended, or is about to.
const END: Duration = Duration::from_millis(5);
/// The most that one look may add to a silence: after a pause of our own (a suspended machine, a
/// stopped keeper, a machine that is busy) the console first gets a chance to beat.
const LONGEST_STEP: Duration = TICK;

/// Runs the console in a process of its own, again and again, until it ends by itself.
///
/// # Errors
/// The console cannot be started, or ended with an error of its own.
pub fn keep(options: &RunArgs, name: Option<&str>) -> Result<()> {
    // Without a log there is still the console's own.
    let _ = log::start(name.unwrap_or(DEFAULT_NAME));
    let mut ward = Ward::new();
    let ended = ward.listen()?;
    let terminal = tcgetattr(std::io::stdin()).ok();
    let mut patience = Patience::default();
    loop {
        let began = Instant::now();
        let status = ward.run(|beats| command(options, name, beats))?;
        restore(terminal.as_ref());
        if !has_died(status) || ward.is_ending() {
            return end(status);
        }
        let text = format!("the console died ({status}); it is started again");
        tracing::error!("{text}");
        say::aside(&format!("headroom: {text}"));
        if ward.rest(&ended, patience.after(began.elapsed())) {
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

/// The console's command line; its heart beats into `beats`.
fn command(options: &RunArgs, name: Option<&str>, beats: i32) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe().context("this program's own file")?);
    if let Some(name) = name {
        command.args(["--name", name]);
    }
    command.args(["run", "--kept", &beats.to_string()]);
    if options.headless {
        command.arg("--headless");
    }
    if let Some(backend) = options.backend {
        command.args(["--backend", backend.word()]);
    }
    if let Some(keymap) = &options.look.keymap {
        command.arg("--keymap").arg(keymap);
    }
    if let Some(theme) = &options.look.theme {
        command.arg("--theme").arg(theme);
    }
    command.args(options.osc.words());
    command.args(options.phones.words());
    if let Some(show) = &options.show {
        command.arg("--").arg(show);
    }
    for variable in notify::VARIABLES {
        command.env_remove(variable);
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
        Some(code) => {
            log::flush();
            std::process::exit(code)
        }
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

/// For how long a console has been silent.
#[derive(Debug)]
struct Silence {
    looked: Instant,
    lasted: Duration,
    has_ever_beaten: bool,
}

impl Silence {
    fn new(now: Instant) -> Self {
        Self {
            looked: now,
            lasted: Duration::ZERO,
            has_ever_beaten: false,
        }
    }

    /// True when it hangs.
    fn is_too_long(&mut self, now: Instant, has_beaten: bool, is_ending: bool) -> bool {
        let step = now.saturating_duration_since(self.looked).min(LONGEST_STEP);
        self.looked = now;
        self.has_ever_beaten |= has_beaten;
        self.lasted = if has_beaten {
            Duration::ZERO
        } else {
            self.lasted + step
        };
        let longest = match (self.has_ever_beaten, is_ending) {
            (true, _) => SILENCE,
            (false, true) => LEAVING,
            (false, false) => OPENING,
        };
        self.lasted >= longest
    }
}

/// The console's process, and whether it shall end.
#[derive(Debug)]
struct Ward {
    leash: Leash,
    manager: Manager,
    is_ready: bool,
}

/// What the thread that hears signals needs of it.
#[derive(Clone, Debug, Default)]
struct Leash {
    /// Its process number; 0 while there is none.
    process: Arc<AtomicI32>,
    ending: Arc<AtomicBool>,
}

impl Leash {
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
}

impl Ward {
    fn new() -> Self {
        Self {
            leash: Leash::default(),
            manager: Manager::from_environment(),
            is_ready: false,
        }
    }

    fn is_ending(&self) -> bool {
        self.leash.is_ending()
    }

    /// Passes on what asks to end, and says so; a line that hangs up ends nothing.
    fn listen(&self) -> Result<Receiver<()>> {
        let leash = self.leash.clone();
        let (end, ended) = bounded(1);
        signals::listen(move |signal| {
            leash.pass(signal);
            if leash.is_ending() {
                // Once is enough.
                let _ = end.try_send(());
            }
        })
        .context("no signals")?;
        Ok(ended)
    }

    /// One life of the console.
    fn run(&mut self, command: impl Fn(i32) -> Result<Command>) -> Result<ExitStatus> {
        let (beats, beater) = std::io::pipe().context("no pipe for the console's heartbeat")?;
        ioctl_fionbio(&beats, true).context("no pipe for the console's heartbeat")?;
        // The console inherits this end, and it alone: nothing else is started here.
        fcntl_setfd(&beater, FdFlags::empty()).context("no pipe for the console's heartbeat")?;
        let mut child: Child = command(beater.as_raw_fd())?
            .spawn()
            .context("the console cannot be started")?;
        drop(beater);
        self.leash.process.store(child.id().cast_signed(), SeqCst);
        if self.is_ending() {
            self.leash.pass(SIGTERM);
        }
        let status = self.watch(&mut child, beats);
        self.leash.process.store(0, SeqCst);
        status.context("the console is lost")
    }

    /// Waits for the console's end, and makes one where it hangs.
    fn watch(&mut self, child: &mut Child, mut beats: PipeReader) -> std::io::Result<ExitStatus> {
        let mut silence = Silence::new(Instant::now());
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            let has_beaten = wait_for_a_beat(&mut beats);
            if has_beaten && !std::mem::replace(&mut self.is_ready, true) {
                self.manager.tell(notify::READY);
            }
            self.manager.tell(notify::ALIVE);
            if silence.is_too_long(Instant::now(), has_beaten, self.is_ending()) {
                tracing::error!("the console hangs; it is killed");
                say::aside("headroom: the console hangs; it is killed");
                child.kill()?;
                return child.wait();
            }
        }
    }

    /// Waits before a restart. True when the keeper shall end instead.
    fn rest(&self, ended: &Receiver<()>, rest: Duration) -> bool {
        let until = Instant::now() + rest;
        loop {
            self.manager.tell(notify::ALIVE);
            let step = until.min(Instant::now() + TICK);
            if ended.recv_deadline(step).is_ok() {
                return true;
            }
            if step == until {
                return false;
            }
        }
    }
}

/// True when the heart beats before a tick is over.
fn wait_for_a_beat(beats: &mut PipeReader) -> bool {
    let timeout = Timespec::try_from(TICK).ok();
    // What goes wrong here is a silence.
    let _ = poll(&mut [PollFd::new(&*beats, PollFlags::IN)], timeout.as_ref());
    let mut buffer = [0; 256];
    match beats.read(&mut buffer) {
        Ok(0) => {
            sleep(END);
            false
        }
        heard => heard.is_ok(),
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
        let waits: Vec<u128> = (0..6)
            .map(|_| milliseconds(patience.after(at_once)))
            .collect();
        assert_eq!(waits, [100, 200, 400, 800, 1000, 1000]);
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
        // The keeper starts the console again, later and later; systemd starts a keeper that died.
        assert!(args.headless && args.keep);
        assert_eq!(value("Type"), "notify");
        assert_eq!(value("Restart"), "on-failure");
        assert_eq!(value("RestartPreventExitStatus"), "1");
        // Never given up.
        assert_eq!(value("StartLimitIntervalSec"), "0");
        let watched: u64 = value("WatchdogSec").trim_end_matches('s').parse().unwrap();
        assert!(Duration::from_secs(watched) >= TICK * 10);
    }

    #[test]
    fn a_silence_counts_while_the_keeper_itself_is_awake() {
        let begun = Instant::now();
        let mut silence = Silence::new(begun);
        let at = |ticks: u32| begun + TICK * ticks;
        // A show may take its time to open.
        assert!((1..100).all(|tick| !silence.is_too_long(at(tick), false, false)));
        assert!(!silence.is_too_long(at(100), true, false));
        // The machine slept for an hour.
        let awake = 100 + 36_000;
        assert!(!silence.is_too_long(at(awake), false, false));
        assert!(!silence.is_too_long(at(awake + 1), true, false));
        let long = (2..30).find(|tick| silence.is_too_long(at(awake + tick), false, false));
        assert_eq!(long, Some(11), "a second");
    }

    #[test]
    fn a_console_that_hangs_before_its_first_beat_is_found_too() {
        for (is_ending, longest) in [(false, OPENING), (true, LEAVING)] {
            let begun = Instant::now();
            let mut silence = Silence::new(begun);
            let ticks = 1..=2 * (OPENING.as_millis() / TICK.as_millis()) as u32;
            let hangs = |tick: &u32| silence.is_too_long(begun + TICK * *tick, false, is_ending);
            let found = ticks.into_iter().find(hangs).unwrap();
            assert_eq!(TICK * found, longest);
        }
    }
}
