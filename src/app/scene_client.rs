//! `headroom scene`: a client that asks a running console about its scenes.

use super::opening;
use super::remote::{ask_allowing, connect, first_look, say_answer};
use super::wires::wires;
use crate::cli::{PlaceArgs, SceneCommand};
use crate::control::console::Console;
use crate::control::feed::SceneEntry;
use crate::control::intent::{
    Compared, Fold, Intent, Marked, Rights, ScenePlace, SceneValues, SceneWish, WhichScenes,
};
use crate::desk::Desk;
use crate::desk::socket::SocketDesk;
use crate::diag::say;
use crate::param::printable::printable;
use crate::param::{NodeId, ParamAddr, RecallClasses};
use crate::rt::load::Load;
use crate::show::SceneFile;
use crate::show::console_file::Color;
use crate::show::scene_file;
use crate::show::scene_head::HeadChange;
use anyhow::{Result, anyhow, bail};
use std::io::Write;
use std::path::Path;

/// Bytes of scenes in one message.
const MOST_BYTES: usize = 2 << 20;

/// `headroom scene …`
///
/// # Errors
/// No console, or one that refuses.
pub fn scene(console: &str, command: SceneCommand) -> Result<()> {
    if let SceneCommand::Import {
        show,
        scenes,
        place,
    } = command
    {
        return import(console, &show, &scenes, scene_place(place));
    }
    let mut desk = connect(console, Rights::Mix)?;
    let confirm = matches!(
        command,
        SceneCommand::Recall { confirm: true, .. } | SceneCommand::Undo { confirm: true }
    );
    let Some(intent) = scene_intent(command)? else {
        return list_scenes(&mut desk);
    };
    ask_allowing(&mut desk, intent, confirm)
}

/// What a command names for comparison.
fn compared(text: String) -> Compared {
    if text == "now" {
        Compared::Now
    } else {
        Compared::Scene(text)
    }
}

/// What a command about many scenes asks of the console; nothing for one about something else.
fn many_intent(command: SceneCommand) -> Option<Intent> {
    Some(match command {
        SceneCommand::Change {
            path,
            to,
            by,
            scenes,
        } => {
            let values = match by {
                Some(by) => SceneValues::By(path, by),
                None => SceneValues::To(path, to.unwrap_or_default()),
            };
            Intent::Scene(SceneWish::ChangeMany(WhichScenes(scenes.scenes), values))
        }
        SceneCommand::Paste {
            from,
            paths,
            scenes,
        } => {
            let values = SceneValues::From(compared(from), paths);
            Intent::Scene(SceneWish::ChangeMany(WhichScenes(scenes.scenes), values))
        }
        SceneCommand::Fold {
            following,
            all,
            scenes,
            relative: true,
        } => {
            let which = scenes.unwrap_or_else(|| fold_words(following, all).to_owned());
            Intent::Scene(SceneWish::ChangeMany(
                WhichScenes(which),
                SceneValues::TouchedBy,
            ))
        }
        SceneCommand::Fold {
            scenes: Some(scenes),
            ..
        } => Intent::Scene(SceneWish::ChangeMany(
            WhichScenes(scenes),
            SceneValues::Touched,
        )),
        SceneCommand::Fold {
            following: true, ..
        } => Intent::Scene(SceneWish::Fold(Fold::Following)),
        SceneCommand::Fold { all: true, .. } => Intent::Scene(SceneWish::Fold(Fold::All)),
        SceneCommand::Fold { .. } => Intent::Scene(SceneWish::Fold(Fold::Current)),
        _ => return None,
    })
}

/// What a command about scenes asks of the console; nothing where it only asks for the list.
fn scene_intent(command: SceneCommand) -> Result<Option<Intent>> {
    let head = |scene, change| Intent::Scene(SceneWish::ChangeHead(scene, change));
    Ok(Some(match command {
        SceneCommand::List | SceneCommand::Import { .. } => return Ok(None),
        SceneCommand::Store { scene, place } => match scene_place(place) {
            Some(place) => Intent::Scene(SceneWish::Insert(scene, place)),
            None => Intent::Scene(SceneWish::Store(scene)),
        },
        SceneCommand::Recall { scene, over, .. } => Intent::Scene(SceneWish::Recall(scene, over)),
        SceneCommand::Undo { .. } => Intent::Scene(SceneWish::UndoRecall),
        SceneCommand::Diff { from, to } => {
            Intent::Scene(SceneWish::Compare(compared(from), compared(to)))
        }
        SceneCommand::Rename { from, to } => Intent::Scene(SceneWish::Rename(from, to)),
        SceneCommand::Switches { scene, when } => head(scene, HeadChange::Switches(when)),
        SceneCommand::Fade {
            scene,
            seconds,
            section: Some(class),
        } => head(scene, HeadChange::ClassFade(class, seconds.0)),
        SceneCommand::Fade { scene, seconds, .. } => {
            let none = "'none' is for --section; 0 recalls everything at once";
            let seconds = seconds.0.ok_or_else(|| anyhow!(none))?;
            head(scene, HeadChange::Fade(seconds))
        }
        SceneCommand::Scope { scene, classes, of } => {
            head(scene, HeadChange::Scope(of, recall_classes(&classes)?))
        }
        SceneCommand::Note { scene, text } => head(scene, HeadChange::Notes(text)),
        SceneCommand::Lock { scene } => head(scene, HeadChange::Locked(true)),
        SceneCommand::Unlock { scene } => head(scene, HeadChange::Locked(false)),
        SceneCommand::Color { scene, color } => head(scene, HeadChange::Color(color)),
        SceneCommand::Move {
            scene,
            number,
            place,
        } => match scene_place(place) {
            Some(place) => Intent::Scene(SceneWish::Place(scene, place)),
            None => Intent::Scene(SceneWish::Move(scene, number.unwrap_or(1) - 1)),
        },
        SceneCommand::Copy { from, to } => Intent::Scene(SceneWish::Duplicate(from, to)),
        SceneCommand::Delete { scene } => Intent::Scene(SceneWish::Delete(scene)),
        SceneCommand::Change { .. } | SceneCommand::Paste { .. } | SceneCommand::Fold { .. } => {
            return Ok(many_intent(command));
        }
        SceneCommand::Release { path } => {
            Intent::Scene(SceneWish::Release(marked(path.as_deref())?))
        }
        SceneCommand::Safe { path, off } => {
            Intent::Scene(SceneWish::SetSafe(parameter(&path)?, !off))
        }
    }))
}

/// Takes scenes over from another show, which need not run; as many at once as a message holds.
fn import(
    console: &str,
    show: &Path,
    wanted: &[String],
    mut place: Option<ScenePlace>,
) -> Result<()> {
    let scenes = scenes_of(show, wanted)?;
    let mut desk = connect(console, Rights::Mix)?;
    let (mut batch, mut bytes) = (Vec::new(), 0);
    let mut rest = scenes.into_iter().peekable();
    while let Some(scene) = rest.next() {
        bytes += scene_file::format(&scene).len();
        batch.push(scene);
        if rest.peek().is_some() && bytes < MOST_BYTES {
            continue;
        }
        let sent = std::mem::take(&mut batch);
        bytes = 0;
        let last = sent.last().map(|scene: &SceneFile| scene.name.clone());
        say_answer(&desk.ask(Intent::Scene(SceneWish::Add(sent, place.clone())))?);
        if let (Some(place), Some(last)) = (&mut place, last) {
            (place.beside, place.behind) = (last, true);
        }
    }
    Ok(())
}

/// The scenes of a show that are wanted, in its order; all of them, where none is named.
fn scenes_of(show: &Path, wanted: &[String]) -> Result<Vec<SceneFile>> {
    let (setup, _) = opening::look_aloud(show)?;
    let (wires, _ends) = wires("offline", Load::default());
    let other = Console::new(setup, wires);
    for name in wanted {
        if !other.scenes().iter().any(|scene| scene.name == *name) {
            let names: Vec<&str> = other.scenes().iter().map(|scene| &*scene.name).collect();
            let shown = show.display();
            bail!(
                "{shown} has no scene '{name}'; it has: {}",
                names.join(", ")
            );
        }
    }
    let mut found = Vec::new();
    for scene in other.scenes() {
        if !wanted.is_empty() && !wanted.contains(&scene.name) {
            continue;
        }
        match &scene.damage {
            Some(damage) => say::aside(&printable(&format!("{}: {damage}", scene.name))),
            None => found.push(scene.file()),
        }
    }
    Ok(found)
}

fn fold_words(following: bool, all: bool) -> &'static str {
    match (following, all) {
        (_, true) => "all",
        (true, _) => "following",
        _ => "current",
    }
}

fn scene_place(place: PlaceArgs) -> Option<ScenePlace> {
    let behind = place.after.is_some();
    let beside = place.before.or(place.after)?;
    Some(ScenePlace { beside, behind })
}

fn recall_classes(words: &[String]) -> Result<RecallClasses> {
    let words = words.join(" ");
    RecallClasses::parse(&words).map_err(|word| {
        let allowed = RecallClasses::allowed();
        anyhow!("'{word}' is no class of parameters; allowed: {allowed}")
    })
}

fn marked(path: Option<&str>) -> Result<Marked> {
    let Some(path) = path else {
        return Ok(Marked::All);
    };
    match NodeId::split(path) {
        Some((node, "")) => Ok(Marked::Node(node)),
        _ => parameter(path).map(Marked::One),
    }
}

fn parameter(path: &str) -> Result<ParamAddr> {
    ParamAddr::parse(path)
        .ok_or_else(|| anyhow!("'{path}' names no parameter; 'headroom params' lists every path"))
}

fn list_scenes(desk: &mut SocketDesk) -> Result<()> {
    let (mirror, _) = first_look(desk)?;
    let scenes = mirror.scenes();
    let mut out = std::io::stdout().lock();
    if scenes.list.is_empty() {
        writeln!(out, "no scenes yet; 'headroom scene store NAME' keeps one")?;
    }
    for (number, SceneEntry { name, head }) in (1..).zip(&scenes.list) {
        let mark = match scenes.current.as_ref() {
            Some(current) if current == name && scenes.changed => "*·",
            Some(current) if current == name => "* ",
            _ => "  ",
        };
        let color = match head.color {
            Color::Off => None,
            color => Some(color.word().to_owned()),
        };
        let about = head.about().into_iter();
        let parts: Vec<String> = std::iter::once(name.clone())
            .chain(color)
            .chain(about)
            .collect();
        writeln!(out, "{mark} {number:3} {}", printable(&parts.join("  ")))?;
    }
    Ok(())
}
