//! A session at the terminal: one thread reads keys, one writes frames, and this one listens to the
//! console and acts. It never waits for the terminal.

use super::ask::Ending;
use super::input::Input;
use super::model::Model;
use super::operate::Operator;
use super::options::TerminalOptions;
use super::output::Frame;
use super::pacer::Pacer;
use super::page::{preflight, spectrum, surfaces};
use super::screen::Screen;
use super::signals::Signals;
use super::tty::{is_foreground, size};
use super::view;
use crate::control::feed::Severity;
use crate::control::intent::Intent;
use crate::desk::{Desk, DeskError};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rustix::process::Signal;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// What is said to somebody who leaves a console of this process.
const GOES_ON: &str = "The console goes on; 'headroom attach' shows it, Ctrl-C ends it.";

/// Why a session ended by itself.
#[derive(Debug, thiserror::Error)]
pub enum TuiError {
    /// Input or output is not a terminal.
    #[error(
        "this is not a terminal; run without one: headroom run --headless; look at a running console: headroom watch"
    )]
    NoTerminal,
    /// The terminal failed, or is gone. The console goes on.
    #[error("the terminal failed: {0}")]
    Terminal(#[from] io::Error),
    /// The console is gone.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

/// Finds out whether there is a terminal to show a console on.
///
/// # Errors
/// There is none.
pub fn check_terminal() -> Result<(), TuiError> {
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        Ok(())
    } else {
        Err(TuiError::NoTerminal)
    }
}

/// Shows the console until the user leaves, a signal comes, or either end is gone. The terminal
/// is given back in any case.
///
/// # Errors
/// There is no terminal, it failed, or the console is gone.
pub fn run(mut desk: Box<dyn Desk>, options: &TerminalOptions) -> Result<Ending, TuiError> {
    check_terminal()?;
    let mut session = Session::open(options)?;
    let ending = session.run(&mut *desk)?;
    let is_told = !options.attached && ending == Ending::Detached && !session.signals.is_hung_up();
    drop(session);
    if is_told {
        // Whoever left need not look any more.
        let _ = writeln!(io::stdout(), "{GOES_ON}");
    }
    Ok(if options.attached {
        Ending::Detached
    } else {
        ending
    })
}

struct Session {
    model: Model,
    operator: Operator,
    pacer: Pacer,
    input: Input,
    signals: Signals,
    is_changed: bool,
    /// The theme that is kept, and where.
    theme: (&'static str, Option<PathBuf>),
    /// The terminal belongs to somebody else now: the shell that suspended us.
    is_away: bool,
    screen: Screen,
}

impl Session {
    fn open(options: &TerminalOptions) -> Result<Self, TuiError> {
        let signals = Signals::watch()?;
        let screen = Screen::open(options)?;
        let mut model = Model::new(options.theme, Instant::now());
        model.keymap = Arc::clone(&options.keymap);
        for problem in options.problems.iter().rev() {
            model.tell(Severity::Warning, problem);
        }
        Ok(Self {
            model,
            operator: Operator::new(options.attached),
            pacer: Pacer::new(),
            input: Input::start(screen.output.arrival())?,
            signals,
            is_changed: true,
            theme: (options.theme.name(), options.chosen_theme.clone()),
            is_away: false,
            screen,
        })
    }

    fn run(&mut self, desk: &mut dyn Desk) -> Result<Ending, TuiError> {
        loop {
            let is_due = self.is_changed && self.screen.output.is_free();
            let patience = self.pacer.patience(is_due, Instant::now());
            if let Some(update) = desk.next_update(patience)? {
                self.model.apply(update, Instant::now());
                self.is_changed = true;
            }
            if let Some(ending) = self.signals.ending() {
                return Ok(ending);
            }
            if let Some(ending) = self.take_input(desk)? {
                return Ok(ending);
            }
            self.come_and_go()?;
            self.keep_theme();
            self.look(desk)?;
            self.draw();
        }
    }

    fn take_input(&mut self, desk: &mut dyn Desk) -> Result<Option<Ending>, TuiError> {
        while let Some(event) = self.input.next()? {
            self.is_changed = true;
            let ending = self.operator.handle(&event, &mut self.model, desk)?;
            if ending.is_some() {
                return Ok(ending);
            }
        }
        Ok(None)
    }

    /// Asks for what the page shows of the sound itself; for nothing while nobody can see it.
    fn look(&mut self, desk: &mut dyn Desk) -> Result<(), DeskError> {
        preflight::look(&mut self.model, !self.is_away, desk)?;
        surfaces::look(&mut self.model, !self.is_away, desk)?;
        let wanted = spectrum::wanted(&self.model).filter(|_| !self.is_away);
        if wanted == self.model.looked {
            return Ok(());
        }
        self.model.looked = wanted;
        desk.send(Intent::Look(wanted))
    }

    /// The theme that was chosen here is that of the next terminal, too.
    fn keep_theme(&mut self) {
        let name = self.model.theme.name();
        if std::mem::replace(&mut self.theme.0, name) == name {
            return;
        }
        if let Some(path) = &self.theme.1
            && let Err(error) = keep(path, name)
        {
            let text = format!("{} cannot be written: {error}", path.display());
            self.model.tell(Severity::Warning, &text);
        }
    }

    /// Suspends the process where that is asked for, and takes the terminal again when it is ours again.
    fn come_and_go(&mut self) -> io::Result<()> {
        if self.signals.take_suspend() {
            self.screen.rest();
            self.is_away = true;
            rustix::process::kill_process(rustix::process::getpid(), Signal::STOP)?;
        }
        if self.signals.take_resume() {
            self.is_away = true;
        }
        if self.is_away && is_foreground() {
            self.is_away = false;
            self.screen.go_on()?;
            self.model.redraw = true;
            self.is_changed = true;
        }
        Ok(())
    }

    /// Draws into memory, where a frame is due and would be written at once. The terminal is written by a
    /// thread of its own.
    fn draw(&mut self) {
        let size = size();
        self.is_changed |= size != self.model.size;
        let is_changed = self.is_changed || self.model.is_moving();
        let now = Instant::now();
        if self.is_away || !self.screen.output.is_free() || !self.pacer.is_due(is_changed, now) {
            return;
        }
        self.model.tick(now);
        self.model.size = size;
        let area = Rect::new(0, 0, size.0, size.1);
        let mut cells = Buffer::empty(area);
        view::render(&self.model, area, &mut cells);
        let anew = std::mem::take(&mut self.model.redraw);
        self.screen.output.show(Frame { cells, anew });
        self.pacer.drawn(now);
        self.is_changed = false;
    }
}

/// Keeps the name of a theme. It is nothing that a crash must not lose.
fn keep(path: &Path, name: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let new = path.with_extension("new");
    fs::write(&new, format!("{name}\n"))?;
    fs::rename(&new, path)
}
