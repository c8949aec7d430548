//! `headroom midi`: what MIDI controllers say and hear, and what it stands for.

use super::remote;
use crate::control::feed::MidiLine;
use crate::control::intent::{Intent, MidiWish, Rights};
use crate::desk::Desk;
use crate::desk::socket::SocketDesk;
use crate::diag::say;
use crate::param::printable::printable;
use crate::surface::catalogue::{Catalogue, user_folder};
use crate::surface::hardware::{connect, list};
use crate::surface::monitor::Monitor;
use anyhow::{Context, Result, bail};
use std::time::{Duration, Instant};

/// How often it is looked whether the console is still there.
const PATIENCE: Duration = Duration::from_secs(1);

/// `headroom midi [PORT]`: what surfaces say and hear, line by line, until it is ended. A console that runs tells what
/// its surfaces say and are told; without one, a port is listened to.
///
/// # Errors
/// There is no such port, or several.
pub fn midi(console: &str, part: Option<&str>) -> Result<()> {
    match remote::connect(console, Rights::Watch) {
        Ok(desk) => follow(desk, part.unwrap_or_default()),
        Err(_) => listen(part),
    }
}

/// What the surfaces of a console that runs say and hear.
fn follow(mut desk: SocketDesk, part: &str) -> Result<()> {
    let (mirror, _) = remote::first_look(&mut desk)?;
    let wanted = part.to_lowercase();
    let is_meant = |port: &str| port.to_lowercase().contains(&wanted);
    let names = mirror.surfaces().iter();
    let names = names.filter(|surface| surface.is_here && is_meant(&surface.port));
    let known: Vec<String> = names
        .map(|surface| format!("{} ({})", surface.port, surface.taken_for))
        .collect();
    if known.is_empty() && !part.is_empty() {
        bail!(
            "the console has no surface with '{part}' in its port; 'headroom ports' lists what there is"
        );
    }
    say::line(&format!(
        "The console's surfaces: {}. Ctrl-C ends this.",
        printable(&known.join(", "))
    ));
    desk.ask(Intent::Midi(MidiWish::Watch(true)))?;
    loop {
        let Some(update) = desk.next_update(PATIENCE)? else {
            continue;
        };
        for line in update.midi.iter().filter(|line| is_meant(&line.port)) {
            say::line(&printable(&in_words(line)));
        }
    }
}

fn in_words(line: &MidiLine) -> String {
    let way = if line.is_out { "→" } else { "←" };
    let (port, bytes, message) = (&line.port, &line.bytes, &line.message);
    format!("{way} {port}  {bytes:<12} {message:<28} {}", line.meaning)
}

/// What a port says that nobody else listens to.
fn listen(part: Option<&str>) -> Result<()> {
    let name = choose(part)?;
    let (catalogue, problems) = Catalogue::new(user_folder().as_deref());
    for problem in problems {
        say::line(&printable(&problem));
    }
    let device = catalogue.for_port(&name);
    let device =
        device.with_context(|| format!("'{}' is no controller's port", printable(&name)))?;
    let what = if device.file.is_guess {
        "not known: taken for a plain controller; make a file for it with: headroom learn"
            .to_owned()
    } else {
        format!("{}, layout {}", device.file.name, device.layout.name)
    };
    say::line(&format!(
        "{} is {what}. Ctrl-C ends this.",
        printable(&name)
    ));
    let port = connect(&name, false)
        .with_context(|| format!("'{}' cannot be opened", printable(&name)))?;
    let mut monitor = Monitor::new(&device);
    for bytes in &port.input {
        for line in monitor.hear(&bytes, Instant::now()) {
            say::line(&printable(&line));
        }
    }
    bail!("the port is gone")
}

/// The port that `part` names, or the only one that sends.
fn choose(part: Option<&str>) -> Result<String> {
    let wanted = part.unwrap_or_default().to_lowercase();
    let ports = list().into_iter().filter(|port| port.sends);
    let mut names: Vec<String> = ports
        .map(|port| port.name)
        .filter(|name| name.to_lowercase().contains(&wanted))
        .collect();
    match names.len() {
        0 => bail!("no MIDI port that sends has that name; 'headroom ports' lists what there is"),
        1 => Ok(names.remove(0)),
        _ => bail!(
            "several ports send: name one of them: {}",
            printable(&names.join(", "))
        ),
    }
}
