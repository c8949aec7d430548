//! `headroom scene`: a client that asks a running console about its scenes.

use super::remote::{ask_allowing, connect, first_look};
use crate::cli::SceneCommand;
use crate::control::feed::SceneEntry;
use crate::control::intent::{Compared, Fold, Intent, Marked, Rights};
use crate::desk::socket::SocketDesk;
use crate::param::printable::printable;
use crate::param::{NodeId, ParamAddr, RecallClasses};
use crate::show::scene_head::HeadChange;
use anyhow::{Result, anyhow};
use std::io::Write;

/// `headroom scene …`
///
/// # Errors
/// No console, or one that refuses.
pub fn scene(console: &str, command: SceneCommand) -> Result<()> {
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

/// What a command about scenes asks of the console; nothing where it only asks for the list.
fn scene_intent(command: SceneCommand) -> Result<Option<Intent>> {
    let head = |scene, change| Intent::ChangeSceneHead(scene, change);
    Ok(Some(match command {
        SceneCommand::List => return Ok(None),
        SceneCommand::Store { scene } => Intent::StoreScene(scene),
        SceneCommand::Recall { scene, over, .. } => Intent::RecallScene(scene, over),
        SceneCommand::Undo { .. } => Intent::UndoRecall,
        SceneCommand::Diff { from, to } => Intent::Compare(compared(from), compared(to)),
        SceneCommand::Rename { from, to } => Intent::RenameScene(from, to),
        SceneCommand::Switches { scene, when } => head(scene, HeadChange::Switches(when)),
        SceneCommand::Fade { scene, seconds } => head(scene, HeadChange::Fade(seconds)),
        SceneCommand::Scope { scene, classes, of } => {
            head(scene, HeadChange::Scope(of, recall_classes(&classes)?))
        }
        SceneCommand::Note { scene, text } => head(scene, HeadChange::Notes(text)),
        SceneCommand::Lock { scene } => head(scene, HeadChange::Locked(true)),
        SceneCommand::Unlock { scene } => head(scene, HeadChange::Locked(false)),
        SceneCommand::Move { scene, number } => Intent::MoveScene(scene, number - 1),
        SceneCommand::Copy { from, to } => Intent::DuplicateScene(from, to),
        SceneCommand::Delete { scene } => Intent::DeleteScene(scene),
        SceneCommand::Fold {
            following: true, ..
        } => Intent::FoldTouched(Fold::Following),
        SceneCommand::Fold { all: true, .. } => Intent::FoldTouched(Fold::All),
        SceneCommand::Fold { .. } => Intent::FoldTouched(Fold::Current),
        SceneCommand::Release { path } => Intent::ReleaseTouched(marked(path.as_deref())?),
        SceneCommand::Safe { path, off } => Intent::SetRecallSafe(parameter(&path)?, !off),
    }))
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
    for SceneEntry { name, head } in &scenes.list {
        let mark = match scenes.current.as_ref() {
            Some(current) if current == name && scenes.changed => "*·",
            Some(current) if current == name => "* ",
            _ => "  ",
        };
        let parts = [vec![name.clone()], head.about()].concat();
        writeln!(out, "{mark} {}", printable(&parts.join("  ")))?;
    }
    Ok(())
}
