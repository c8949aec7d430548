//! Clients of a console that runs already: `set`, `get`, `watch`, `do`, `undo`, `reshape`, `attach`.

use super::look;
use super::setup::labels;
use crate::cli::{DoArgs, LookArgs, SetArgs, UndoArgs};
use crate::control::feed::{AudioState, JOURNAL_FAILING, Notice, Severity, Status, Update};
use crate::control::intent::{Answer, Hello, Intent, Rights, Shape};
use crate::desk::mirror::{Changed, Mirror};
use crate::desk::place::socket_path;
use crate::desk::socket::SocketDesk;
use crate::desk::{Desk, DeskError};
use crate::diag::say;
use crate::param::printable::printable;
use crate::show::console_file;
use crate::tui;
use anyhow::{Context, Result, bail};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long the first update may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long the journal may take.
const COMMIT_PATIENCE: Duration = Duration::from_secs(10);

/// The name of everybody on the command line: what one command did, another takes back.
const COMMAND_LINE: &str = "command line";

pub(super) fn connect(console: &str, rights: Rights) -> Result<SocketDesk> {
    connect_as(console, COMMAND_LINE, rights)
}

fn connect_as(console: &str, name: &str, rights: Rights) -> Result<SocketDesk> {
    let name = name.to_owned();
    let path = socket_path(console)?;
    Ok(SocketDesk::connect(&path, &Hello { name, rights })?)
}

/// The console as its first update describes it, which holds everything; and what it has to tell.
pub(super) fn first_look(desk: &mut SocketDesk) -> Result<(Mirror, Vec<Notice>)> {
    let update = desk.next_update(PATIENCE)?.ok_or(DeskError::Silent)?;
    let mut mirror = Mirror::default();
    if !mirror.take(&update).is_anew {
        bail!("the console did not say what it consists of");
    }
    Ok((mirror, update.notices))
}

/// `headroom set PATH VALUE`
///
/// # Errors
/// No console, an unknown path or an impossible value.
pub fn set(console: &str, args: &SetArgs) -> Result<()> {
    let mut desk = connect(console, Rights::Mix)?;
    let (mirror, notices) = first_look(&mut desk)?;
    let layout = mirror.layout().context("no console")?;
    let index = layout.find(&args.path)?;
    let value = layout.spec(index);
    let value = value.parse_at(&args.value, mirror.status().rate)?;
    let addr = layout.addr(index);
    let answer = desk.ask(if args.confirm {
        Intent::SetConfirmed(addr, value)
    } else {
        Intent::Set(addr, value)
    })?;
    say::line(&printable(&answer.text));
    if args.committed {
        wait_for(&mut desk, mirror, notices, answer.change)?;
    }
    Ok(())
}

/// Waits until the journal has a change for good.
fn wait_for(
    desk: &mut SocketDesk,
    mut mirror: Mirror,
    mut notices: Vec<Notice>,
    change: u64,
) -> Result<()> {
    let begun = Instant::now();
    while mirror.status().committed < change {
        // What stands about other things says nothing about the journal.
        let failing = notices
            .iter()
            .rev()
            .find(|notice| notice.text.starts_with(JOURNAL_FAILING));
        if let Some(failing) = failing {
            bail!(
                "the change holds, but the journal does not have it: {}",
                failing.text
            );
        }
        if begun.elapsed() > COMMIT_PATIENCE {
            bail!(
                "the change holds, but the journal does not have it: no disk has taken it within {} seconds",
                COMMIT_PATIENCE.as_secs()
            );
        }
        let update = desk.next_update(PATIENCE)?.unwrap_or_default();
        mirror.take(&update);
        notices.extend(update.notices);
    }
    Ok(())
}

/// `headroom get PATTERN`
///
/// # Errors
/// No console, or nothing matches.
pub fn get(console: &str, pattern: &str) -> Result<()> {
    let mut desk = connect(console, Rights::Watch)?;
    let (mirror, _) = first_look(&mut desk)?;
    let layout = mirror.layout().context("no console")?;
    let wanted = layout.matching(pattern);
    if wanted.is_empty() {
        // A path gets a reason; a pattern with a star just matches nothing.
        layout.find(pattern)?;
        bail!("nothing matches '{pattern}'; 'headroom params' lists what there is");
    }
    let mut out = std::io::stdout().lock();
    for index in wanted {
        let addr = layout.addr(index);
        let text = mirror.exact(addr).unwrap_or_default();
        writeln!(out, "{addr}: {text}")?;
    }
    Ok(())
}

/// `headroom watch [PATTERN]`: prints what changes until it is stopped.
///
/// # Errors
/// No console, or it ends.
pub fn watch(console: &str, pattern: &str) -> Result<()> {
    let mut desk = connect(console, Rights::Watch)?;
    let (mut mirror, notices) = first_look(&mut desk)?;
    let mut out = std::io::stdout().lock();
    let mut shown = Status::default();
    for notice in &notices {
        writeln!(out, "{}", spoken(notice))?;
    }
    print_status(&mut out, &mut shown, mirror.status())?;
    out.flush()?;
    loop {
        let Some(update) = desk.next_update(Duration::from_secs(60))? else {
            continue;
        };
        let changed = mirror.take(&update);
        if changed.is_anew {
            writeln!(out, "the console has other strips or buses now")?;
        } else {
            print_changes(&mut out, &mirror, pattern, (&update, &changed))?;
        }
        print_status(&mut out, &mut shown, mirror.status())?;
        out.flush()?;
    }
}

fn print_changes(
    out: &mut impl Write,
    mirror: &Mirror,
    pattern: &str,
    (update, changed): (&Update, &Changed),
) -> Result<()> {
    for addr in &changed.values {
        let path = addr.to_string();
        if crate::param::path::matches(pattern, &path) {
            writeln!(out, "{path}: {}", mirror.exact(*addr).unwrap_or_default())?;
        }
    }
    for node in &changed.names {
        writeln!(out, "name: {}", mirror.called(*node))?;
    }
    for done in &update.done {
        let (text, by) = (printable(&done.text), printable(&done.by));
        writeln!(out, "done: {text} (by {by})")?;
    }
    for notice in &update.notices {
        writeln!(out, "{}", spoken(notice))?;
    }
    Ok(())
}

fn spoken(notice: &Notice) -> String {
    let word = match notice.severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    format!("{word}: {}", printable(&notice.text))
}

/// Prints the status when more has changed than the load.
fn print_status(out: &mut impl Write, shown: &mut Status, status: &Status) -> Result<()> {
    let known = Status {
        load_permille: status.load_permille,
        worst_permille: status.worst_permille,
        changes: status.changes,
        committed: status.committed,
        ..shown.clone()
    };
    if known != *status {
        writeln!(out, "{}", status_line(status))?;
    }
    shown.clone_from(status);
    Ok(())
}

fn status_line(status: &Status) -> String {
    let audio = match &status.audio {
        AudioState::Starting => "starting".to_owned(),
        AudioState::Running => format!("{} Hz, {} frames", status.rate, status.period),
        AudioState::Waiting(reason) => format!("waiting: {}", printable(reason)),
        AudioState::Lost(reason) => format!("lost: {}", printable(reason)),
    };
    let load = f64::from(status.load_permille) / 10.0;
    let mut line = format!(
        "{}: {audio}, load {load:.1} %, xruns {}",
        status.backend, status.xruns
    );
    for missing in &status.missing {
        line.push_str("\nnot connected: ");
        line.push_str(&printable(missing));
    }
    line
}

/// Asks for what may raise something further than approved; where it is confirmed, that is allowed at once.
pub(super) fn ask_allowing(desk: &mut SocketDesk, intent: Intent, confirm: bool) -> Result<()> {
    let answer = desk.ask(intent)?;
    say_answer(&answer);
    match answer.waits {
        Some(number) if confirm => {
            say_answer(&desk.ask(Intent::AnswerRises(number, true))?);
        }
        Some(_) => say::line("allow it: headroom go; let it go: headroom go --let-go"),
        None => {}
    }
    Ok(())
}

/// Prints what the console has answered, line by line.
pub(super) fn say_answer(answer: &Answer) {
    say::line(&printable(&answer.text));
    for line in &answer.lines {
        say::line(&printable(line));
    }
}

/// `headroom do ACTION`
///
/// # Errors
/// No console, or one that refuses; an action that asks without `--confirm`.
pub fn act(console: &str, args: &DoArgs) -> Result<()> {
    let word = args.action.word();
    if args.action.asks() && !args.confirm {
        bail!("'{word}' asks first; if you mean it: headroom do {word} --confirm");
    }
    let mut desk = connect(console, Rights::Mix)?;
    ask_allowing(&mut desk, args.action.into(), args.confirm)
}

/// `headroom undo [--who NAME] [--confirm]`
///
/// # Errors
/// No console, or nothing to take back.
pub fn undo(console: &str, args: UndoArgs) -> Result<()> {
    let intent = args.who.map_or(Intent::Undo, Intent::UndoOf);
    let mut desk = connect(console, Rights::Mix)?;
    ask_allowing(&mut desk, intent, args.confirm)
}

/// `headroom reshape FILE`: the strips and buses of a console file, while everything plays on.
///
/// # Errors
/// A broken file, no console, or one that is busy; or a guard of hearing or of the PA would go, and `confirm` is
/// not there.
pub fn reshape(console: &str, file: &Path, confirm: bool) -> Result<()> {
    let wanted = console_file::load(file)?;
    let mut desk = connect(console, Rights::Mix)?;
    let shape = Shape {
        topology: wanted.topology,
        labels: labels(wanted.labels).collect(),
    };
    let answer = desk.ask(if confirm {
        Intent::ReshapeConfirmed(shape)
    } else {
        Intent::Reshape(shape)
    })?;
    say_answer(&answer);
    Ok(())
}

/// `headroom attach`: a terminal for a console that runs already.
///
/// # Errors
/// No console, or no terminal.
pub fn attach(console: &str, look: &LookArgs) -> Result<()> {
    let desk = connect_as(console, "terminal", Rights::Mix)?;
    let options = tui::TerminalOptions {
        attached: true,
        ..look::options(look, None)
    };
    tui::run(Box::new(desk), &options)?;
    Ok(())
}
