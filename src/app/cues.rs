//! Clients that walk and change the list of cues: `go`, `back`, `arm`, `cue`.

use super::remote::{ask_allowing, connect, first_look, say_answer};
use crate::cli::{CueCommand, CueFields, GoArgs};
use crate::control::feed::CueCountdown;
use crate::control::intent::{Cue, CueChange, CueNumber, CueWish, Intent, Rights};
use crate::desk::Desk;
use crate::desk::mirror::Mirror;
use crate::desk::socket::SocketDesk;
use crate::param::printable::printable;
use anyhow::{Result, bail};
use std::io::Write;

/// No cue.
const NONE: &str = "none";

/// `headroom go [CUE] [--confirm]`
///
/// # Errors
/// No console, or one that refuses.
pub fn go(console: &str, args: &GoArgs) -> Result<()> {
    let mut desk = connect(console, Rights::Mix)?;
    let intent = match &args.cue {
        None => Intent::Go,
        Some(text) => {
            let (mirror, _) = first_look(&mut desk)?;
            Intent::Cues(CueWish::Jump(numbered(&mirror, text)?))
        }
    };
    ask_allowing(&mut desk, intent, args.confirm)
}

/// `headroom go --let-go`
///
/// # Errors
/// No console, or nothing that waits.
pub fn let_go(console: &str) -> Result<()> {
    let mut desk = connect(console, Rights::Mix)?;
    let (mirror, _) = first_look(&mut desk)?;
    match mirror.rises_wait() {
        Some(waiting) => answer(&mut desk, Intent::AnswerRises(waiting.number, false)),
        None => bail!("no rise waits for an answer"),
    }
}

/// `headroom back`
///
/// # Errors
/// No console, or one that refuses.
pub fn back(console: &str) -> Result<()> {
    ask(console, CueWish::Back)
}

/// `headroom arm CUE`
///
/// # Errors
/// No console, or one that refuses.
pub fn arm(console: &str, cue: &str) -> Result<()> {
    let mut desk = connect(console, Rights::Mix)?;
    let number = if cue == NONE {
        None
    } else {
        let (mirror, _) = first_look(&mut desk)?;
        Some(numbered(&mirror, cue)?)
    };
    answer(&mut desk, Intent::Cues(CueWish::Arm(number)))
}

/// `headroom cue …`
///
/// # Errors
/// No console, or one that refuses.
pub fn cue(console: &str, command: CueCommand) -> Result<()> {
    let wish = match command {
        CueCommand::List => return list(console),
        CueCommand::Add {
            number,
            scene,
            fields,
        } => CueWish::Add(Box::new(new_cue(number, scene, &fields)?)),
        CueCommand::Set {
            number,
            scene,
            fields,
        } => {
            let scene = scene.map(|name| CueChange::Scene(Some(name).filter(|name| name != NONE)));
            let changes: Vec<CueChange> = scene.into_iter().chain(changes(&fields)).collect();
            if changes.is_empty() {
                bail!("nothing to change; 'headroom cue set --help' lists what can be");
            }
            CueWish::Change(number, changes)
        }
        CueCommand::Move { from, to } => CueWish::Move(from, to),
        CueCommand::Renumber { first, step } => CueWish::Renumber(first, step),
        CueCommand::Copy { from, to } => CueWish::Duplicate(from, to),
        CueCommand::Delete { number } => CueWish::Delete(number),
        CueCommand::Hold => CueWish::Hold,
        CueCommand::Stop => CueWish::Stop,
    };
    ask(console, wish)
}

fn ask(console: &str, wish: CueWish) -> Result<()> {
    let mut desk = connect(console, Rights::Mix)?;
    answer(&mut desk, Intent::Cues(wish))
}

fn answer(desk: &mut SocketDesk, intent: Intent) -> Result<()> {
    say_answer(&desk.ask(intent)?);
    Ok(())
}

/// The cue that a text means: its number, or what it is called. Without cues, the place of a scene.
fn numbered(mirror: &Mirror, text: &str) -> Result<CueNumber> {
    if let Some(number) = CueNumber::parse(text) {
        return Ok(number);
    }
    let (cues, scenes) = (mirror.cues(), mirror.scenes());
    let cue = cues.list.iter().find(|cue| cue.title() == text);
    let place = scenes.place_of(text).filter(|_| cues.list.is_empty());
    let place = place.and_then(|place| CueNumber::whole(place as u32 + 1));
    match cue.map(|cue| cue.number).or(place) {
        Some(number) => Ok(number),
        None => bail!("there is no cue '{text}'; 'headroom cue list' lists what GO walks"),
    }
}

fn new_cue(number: CueNumber, scene: Option<String>, fields: &CueFields) -> Result<Cue> {
    let mut cue = Cue::of(number, scene.filter(|name| name != NONE));
    for change in changes(fields) {
        cue.change(&change).map_err(anyhow::Error::msg)?;
    }
    Ok(cue)
}

/// What is asked of a cue.
fn changes(fields: &CueFields) -> Vec<CueChange> {
    let midi = (!fields.midi.is_empty() || fields.no_midi).then(|| fields.midi.clone());
    [
        fields.lock.map(CueChange::Locked),
        fields.title.clone().map(CueChange::Name),
        fields.fade.map(|seconds| CueChange::Fade(seconds.0)),
        fields.wait.map(CueChange::Wait),
        fields.follow.map(|seconds| CueChange::Follow(seconds.0)),
        fields.note.clone().map(CueChange::Notes),
        midi.map(CueChange::Midi),
        fields.record.map(CueChange::Record),
        fields.skip.map(CueChange::Skipped),
        fields.color.map(CueChange::Color),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn list(console: &str) -> Result<()> {
    let mut desk = connect(console, Rights::Watch)?;
    let (mirror, _) = first_look(&mut desk)?;
    let mut out = std::io::stdout().lock();
    for line in lines(&mirror) {
        writeln!(out, "{}", printable(&line))?;
    }
    Ok(())
}

/// The list that GO walks, line by line.
fn lines(mirror: &Mirror) -> Vec<String> {
    let (cues, scenes) = (mirror.cues(), mirror.scenes());
    let line = |is_current: bool, is_next: bool, called: String, words: String| {
        let star = if is_current { "*" } else { " " };
        let next = if is_next { ">" } else { " " };
        let left = mirror.countdown().filter(|_| is_next).map(left_words);
        format!("{star}{next} {called}{}{words}", left.unwrap_or_default())
    };
    if cues.list.is_empty() {
        let is = |one: &Option<String>, name: &str| one.as_deref() == Some(name);
        let numbered = (1..).zip(&scenes.list).map(|(number, scene)| {
            let (current, next) = (
                is(&scenes.current, &scene.name),
                is(&scenes.armed, &scene.name),
            );
            line(
                current,
                next,
                format!("{number} {}", scene.name),
                String::new(),
            )
        });
        let head = "no cues; GO walks the scenes ('headroom cue add NUMBER SCENE' adds a cue)";
        return std::iter::once(head.to_owned()).chain(numbered).collect();
    }
    let words = |cue: &Cue| {
        let recalls = cue.scene.as_ref().filter(|scene| cue.title() != *scene);
        let recalls = recalls.map(|scene| format!("recalls {scene}"));
        let parts = recalls.into_iter().chain(cue.about());
        let parts = parts.map(|part| format!("  {part}"));
        let midi = cue.midi.iter().map(|midi| format!("\n     {midi}"));
        parts.chain(midi).collect::<String>()
    };
    let all = cues.list.iter().map(|cue| {
        let number = Some(cue.number);
        line(
            cues.current == number,
            cues.armed == number,
            cue.called(),
            words(cue),
        )
    });
    all.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// "  in 2.5 s"
fn left_words(countdown: CueCountdown) -> String {
    let seconds = f64::from(countdown.tenths) / 10.0;
    let held = if countdown.is_held { ", held" } else { "" };
    format!("  in {seconds:.1} s{held}")
}
