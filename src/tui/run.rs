//! A session at the terminal: one thread reads keys, this one listens to the console and draws.

use super::input::Input;
use super::model::Model;
use super::operate::{Ending, Operator};
use super::pacer::Pacer;
use super::screen::{Screen, Tty};
use super::signals::Signals;
use super::theme::Theme;
use super::view;
use crate::desk::{Desk, DeskError};
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::Instant;

/// How a session runs.
#[derive(Clone, Debug)]
pub struct Options {
    /// True when the console lives in another process: leaving ends nothing.
    pub attached: bool,
    /// How things look.
    pub theme: Theme,
    /// Whether the terminal reports the mouse (and then no longer selects text with it).
    pub mouse: bool,
    /// Where standard error goes while the screen is up; nowhere without it.
    pub log: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            attached: false,
            theme: Theme::from_environment(),
            mouse: true,
            log: None,
        }
    }
}

/// Why a session ended by itself.
#[derive(Debug, thiserror::Error)]
pub enum TuiError {
    /// Input or output is not a terminal.
    #[error("this is not a terminal; run without one: headroom run --headless")]
    NoTerminal,
    /// The terminal failed, or is gone. The console goes on.
    #[error("the terminal failed: {0}")]
    Terminal(#[from] io::Error),
    /// The console is gone.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

/// Shows the console until the user leaves, a signal comes, or either end is gone. The terminal
/// is given back in any case.
///
/// # Errors
/// There is no terminal, it failed, or the console is gone.
pub fn run(mut desk: Box<dyn Desk>, options: &Options) -> Result<Ending, TuiError> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(TuiError::NoTerminal);
    }
    let signals = Signals::watch()?;
    let mut screen = Screen::open(options)?;
    let mut session = Session {
        model: Model::new(options.theme, Instant::now()),
        operator: Operator::new(options.attached),
        pacer: Pacer::new(),
        input: Input::start()?,
        signals,
        is_changed: true,
    };
    let ending = session.run(&mut *desk, &mut screen.tty)?;
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
}

impl Session {
    fn run(&mut self, desk: &mut dyn Desk, tty: &mut Tty) -> Result<Ending, TuiError> {
        loop {
            let patience = self.pacer.patience(self.is_changed, Instant::now());
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
            self.draw(tty)?;
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

    fn draw(&mut self, tty: &mut Tty) -> io::Result<()> {
        let now = Instant::now();
        let is_changed = self.is_changed || self.model.is_moving();
        if !self.pacer.is_due(is_changed, now) {
            return Ok(());
        }
        self.model.tick(now);
        tty.draw(|frame| {
            let area = frame.area();
            self.model.size = (area.width, area.height);
            view::render(&self.model, area, frame.buffer_mut());
        })?;
        self.pacer.drawn(now);
        self.is_changed = false;
        Ok(())
    }
}
