//! `headroom learn`: a device file for a controller that has none, by moving its controls.

use crate::cli::LearnArgs;
use crate::diag::say;
use crate::param::printable::printable;
use crate::surface::catalogue::user_folder;
use crate::surface::hardware::{connect, list};
use crate::surface::learn::course::Course;
use crate::surface::learn::keep::{Draft, device_name, path_for, write_device};
use crate::surface::message::{Message, Parser};
use crate::surface::runner::Port;
use anyhow::{Context, Result, bail, ensure};
use crossbeam_channel::{Receiver, bounded, select};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// Between two messages: slow devices lose what comes faster.
const GAP: Duration = Duration::from_millis(2);
/// How long motors need for one way.
const WAY: Duration = Duration::from_millis(700);

/// `headroom learn`
///
/// # Errors
/// No such port, nothing was learnt, or the file is there already.
pub fn learn(args: &LearnArgs) -> Result<()> {
    let mut lines = lines()?;
    let name = choose(args.port.as_deref(), &mut lines)?;
    let device = device_name(&name);
    let path = match &args.out {
        Some(path) => path.clone(),
        None => default_path(&device)?,
    };
    ensure!(
        !path.exists(),
        "{} is there already; remove it, or name another file with --out",
        path.display()
    );
    let mut port = connect(&name, false).with_context(|| format!("'{name}' cannot be opened"))?;
    say::line(&format!(
        "\nLearning {device}. Enter goes on; what a controller does not have, pass over by Enter."
    ));
    let course = ask(&mut port, &mut lines)?;
    let lesson = course.lesson();
    ensure!(!lesson.is_empty(), "nothing was learnt; nothing is written");
    let draft = Draft {
        text: lesson.file(&device),
        path: path.clone(),
    };
    write_device(&draft).map_err(anyhow::Error::msg)?;
    say::line(&format!("\nWritten: {}", path.display()));
    say::line(&used_from_now_on(&path, user_folder().as_deref()));
    Ok(())
}

/// What comes of the file.
fn used_from_now_on(path: &Path, folder: Option<&Path>) -> String {
    match folder.filter(|folder| path.parent() != Some(folder)) {
        Some(folder) => format!("To use it, put it into {}.", folder.display()),
        None => "Every console uses it from now on, one that runs, too; what the controls do stands in a layout."
            .to_owned(),
    }
}

/// The lines that are typed; they come from a thread, because reading them cannot be ended.
struct Lines(Receiver<String>);

fn lines() -> Result<Lines> {
    let (typed, lines) = bounded(16);
    thread::Builder::new()
        .name("typed-lines".into())
        .spawn(move || {
            for line in std::io::stdin().lock().lines().map_while(Result::ok) {
                if typed.send(line).is_err() {
                    return;
                }
            }
        })
        .context("the system gives no thread")?;
    Ok(Lines(lines))
}

impl Lines {
    fn next(&mut self) -> Result<String> {
        let line = self.0.recv().context("the input has ended")?;
        Ok(line.trim().to_owned())
    }

    fn yes(&mut self, question: &str) -> Result<bool> {
        prompt(&format!("{question} [y/n]"));
        Ok(self.next()?.to_lowercase().starts_with('y'))
    }
}

fn prompt(text: &str) {
    let mut out = std::io::stdout().lock();
    // A terminal that is gone ends the input, too.
    let _ = write!(out, "{text} ").and_then(|()| out.flush());
}

/// The port that `part` names, or that is chosen from a list.
fn choose(part: Option<&str>, lines: &mut Lines) -> Result<String> {
    let wanted = part.unwrap_or_default().to_lowercase();
    let mut names: Vec<String> = list()
        .into_iter()
        .filter(|port| port.sends && port.name.to_lowercase().contains(&wanted))
        .map(|port| port.name)
        .collect();
    match (names.len(), part) {
        (0, Some(part)) => {
            bail!("no MIDI port that sends has '{part}' in its name; see: headroom ports")
        }
        (0, None) => {
            bail!("no MIDI port sends; plug the controller in, then look with: headroom ports")
        }
        (1, _) => return Ok(names.remove(0)),
        _ => {}
    }
    for (number, name) in (1..).zip(&names) {
        say::line(&format!("  {number}  {}", printable(name)));
    }
    prompt("Which one?");
    let line = lines.next()?;
    let number = line
        .parse::<usize>()
        .ok()
        .and_then(|number| number.checked_sub(1));
    let chosen = number.filter(|number| *number < names.len());
    let Some(chosen) = chosen else {
        bail!("'{line}' is not one of them; allowed: 1 to {}", names.len());
    };
    Ok(names.remove(chosen))
}

fn default_path(device: &str) -> Result<PathBuf> {
    let folder = user_folder().context("there is no home folder; name the file with --out")?;
    Ok(path_for(&folder, device))
}

/// Asks for one control after the other, then for lights and motors.
fn ask(port: &mut Port, lines: &mut Lines) -> Result<Course> {
    let mut course = Course::default();
    let mut parser = Parser::default();
    while let Some(asked) = course.asked() {
        let is_yes = if asked.is_yes_or_no {
            let due = WAY * 2;
            let until = Instant::now() + due;
            while Instant::now() < until {
                send(port, &course.due(Instant::now()));
                thread::sleep(GAP);
            }
            lines.yes(&format!("\n{}", asked.text))?
        } else {
            say::line(&format!("\n{}.", asked.text));
            hear(port, lines, (&mut course, &mut parser))?;
            true
        };
        course.answer(is_yes, Instant::now());
    }
    send(port, &course.due(Instant::now()));
    if course.lesson().is_mackie() {
        say::line(
            "\nThese are the faders of Mackie Control: its protocol is used, with lights, displays and meters.",
        );
    }
    Ok(course)
}

/// Hears what is moved until somebody says that this is all.
fn hear(
    port: &mut Port,
    lines: &mut Lines,
    (course, parser): (&mut Course, &mut Parser),
) -> Result<()> {
    loop {
        select! {
            recv(lines.0) -> line => {
                line.context("the input has ended")?;
                return Ok(());
            }
            recv(port.input) -> bytes => {
                let bytes = bytes.context("the controller is gone")?;
                for message in parser.take_all(&bytes) {
                    if let Some(found) = course.hear(&message) {
                        say::line(&format!("  {found}"));
                    }
                }
            }
        }
    }
}

fn send(port: &mut Port, messages: &[Message]) {
    for message in messages {
        port.output.send(&message.bytes());
        thread::sleep(GAP);
    }
}
