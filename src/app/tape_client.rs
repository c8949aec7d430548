//! `headroom tape`: opens the tape of the running console, lets strips hear it, says what it is.

use super::remote::{connect, first_look, say_answer};
use super::transfer::node;
use crate::cli::{TapeArgs, TapeCommand};
use crate::control::feed::{Severity, TapeState, TapeTrack};
use crate::control::intent::{Intent, Rights, TapeChoice, TapeWish};
use crate::desk::Desk;
use crate::desk::mirror::Mirror;
use crate::desk::socket::SocketDesk;
use crate::diag::say;
use crate::param::clock::clock;
use crate::param::printable::printable;
use crate::param::spec::{ConsoleParam, Param};
use crate::param::{ConsoleAction, NodeId};
use anyhow::{Context, Result, bail};
use std::time::{Duration, Instant};

/// How long a tape may be looked at.
const PATIENCE: Duration = Duration::from_secs(60);

/// Does what is asked of the tape; without a wish, says what it is.
///
/// # Errors
/// No console, one that refuses, or nothing that can be played.
pub fn tape(console: &str, args: TapeArgs) -> Result<()> {
    let wish = match (args.place, args.command) {
        (Some(place), _) => {
            let path = std::path::absolute(place)?;
            let path = path.to_str();
            let path = path.context("its name is no text; give it another one")?;
            TapeWish::Open(Some(path.to_owned()))
        }
        (None, None) => return print(console),
        (None, Some(TapeCommand::On)) => return ask(console, ConsoleAction::Tape.into()),
        (None, Some(TapeCommand::Live)) => return ask(console, ConsoleAction::Live.into()),
        (None, Some(TapeCommand::Eject)) => {
            return ask(console, Intent::Tape(TapeWish::Eject));
        }
        (None, Some(TapeCommand::Last)) => TapeWish::Open(None),
        (
            None,
            Some(TapeCommand::Assign {
                strip,
                file,
                channel,
            }),
        ) => {
            let node = node(&strip)?;
            let what = (file != "none").then_some((file, channel));
            TapeWish::Assign(TapeChoice { node, what })
        }
    };
    open(console, wish)
}

fn ask(console: &str, intent: Intent) -> Result<()> {
    let mut desk = connect(console, Rights::Mix)?;
    say_answer(&desk.ask(intent)?);
    Ok(())
}

fn print(console: &str) -> Result<()> {
    let mut desk = connect(console, Rights::Watch)?;
    let (mirror, _) = first_look(&mut desk)?;
    for line in lines(&mirror) {
        say::line(&line);
    }
    Ok(())
}

/// Opens it, and waits until it is there or cannot be.
fn open(console: &str, wish: TapeWish) -> Result<()> {
    let mut desk = connect(console, Rights::Mix)?;
    let (mut mirror, _) = first_look(&mut desk)?;
    let answers = mirror.tape().answers;
    desk.ask(Intent::Tape(wish))?;
    wait(&mut desk, &mut mirror, answers)?;
    for line in lines(&mirror) {
        say::line(&line);
    }
    Ok(())
}

/// Waits for one more answer than so many.
fn wait(desk: &mut SocketDesk, mirror: &mut Mirror, answers: u32) -> Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let Some(update) = desk.next_update(PATIENCE)? else {
            continue;
        };
        mirror.take(&update);
        let own = update
            .notices
            .iter()
            .filter_map(|notice| Some((notice.severity, notice.text.strip_prefix("tape: ")?)));
        for (severity, text) in own {
            match severity {
                Severity::Error => bail!("{}", printable(text)),
                Severity::Warning => say::line(&format!("note: {}", printable(text))),
                Severity::Info => {}
            }
        }
        if mirror.tape().answers != answers {
            return Ok(());
        }
    }
    bail!("the console does not say what it has found")
}

/// What the tape is.
fn lines(mirror: &Mirror) -> Vec<String> {
    let tape = mirror.tape();
    let switch = NodeId::CONSOLE.param(Param::Console(ConsoleParam::Tape));
    let is_on = mirror.is_on(switch);
    match tape.state {
        TapeState::None if is_on => {
            return vec![
                "no tape is open, and strips are on tape: they are silent; back to live: headroom tape live"
                    .to_owned(),
            ];
        }
        TapeState::None => {
            return vec![
                "no tape is open; open one: headroom tape FOLDER, or: headroom tape last"
                    .to_owned(),
            ];
        }
        TapeState::Missing => return vec![missing(&tape.path, is_on)],
        TapeState::Opening => return vec!["a tape is being looked at".to_owned()],
        TapeState::Ready => {}
    }
    let heard = if is_on {
        "ON TAPE; back to live: headroom tape live"
    } else {
        "live; hear it: headroom tape on, headroom transport play"
    };
    let mut lines = vec![
        format!("{}, {}", tape.path, clock(tape.seconds)),
        format!("{heard}; late {} times", tape.late),
    ];
    let hears = |track: &TapeTrack| tape.on_tape.contains(&track.node);
    lines.extend(tape.tracks.iter().map(|track| {
        let sounds = if tape.live.contains(&track.node) {
            "  LIVE SIGNAL"
        } else {
            ""
        };
        let state = if hears(track) { "tape" } else { "live" };
        format!(
            "{:8} {state}  {}{sounds}",
            track.node.to_string(),
            in_words(track)
        )
    }));
    lines
}

/// A tape that cannot be played now.
fn missing(path: &str, is_on: bool) -> String {
    let heard = if is_on {
        "strips on tape are silent; back to live: headroom tape live"
    } else {
        "open another one: headroom tape FOLDER; close it: headroom tape eject"
    };
    format!("{path} is missing; it is looked for while the transport stands; {heard}")
}

/// A file and its channels.
fn in_words(track: &TapeTrack) -> String {
    match track.channels.as_slice() {
        [0] | [0, 1] | [] => track.file.clone(),
        [one] => format!("{}, channel {}", track.file, one + 1),
        [first, .., last] => format!("{}, channels {} and {}", track.file, first + 1, last + 1),
    }
}
