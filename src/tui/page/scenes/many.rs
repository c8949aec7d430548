//! What is typed about places of the list, and about values of many scenes.

use crate::control::feed::Severity;
use crate::control::intent::{Compared, Intent, ScenePlace, SceneValues, SceneWish, WhichScenes};
use crate::desk::{Desk, DeskError};
use crate::tui::action::Action;
use crate::tui::entry::{Entry, Purpose};
use crate::tui::model::Model;
use crate::tui::words::short;

/// Most characters of a typed place of the list.
const LONGEST_NUMBER: usize = 4;
/// Most characters of a typed change.
const LONGEST_CHANGE: usize = 120;

/// Asks for what has to be typed about a scene, or about many.
pub(super) fn ask(action: Action, name: &str, model: &mut Model) {
    let (shown, strip) = (short(name), model.selected());
    let entry = match action {
        Action::InsertScene => {
            let prompt = format!("name of a new scene before \"{shown}\"");
            let text = model.new_scene_name();
            Entry::name(Purpose::InsertScene(name.to_owned()), prompt, &text)
        }
        Action::NumberScene => {
            let place = model.scenes().place_of(name).unwrap_or_default();
            let prompt = format!("number of scene \"{shown}\" in the list");
            let purpose = Purpose::NumberScene(name.to_owned());
            let text = (place + 1).to_string();
            Entry::line(purpose, prompt, &text, LONGEST_NUMBER)
        }
        Action::ChangeScenes => {
            let text = format!("{strip}/fader by +2 dB in {name}");
            let prompt = "PATH by DIFFERENCE or to VALUE in SCENES (3-8, all)".to_owned();
            Entry::line(Purpose::ChangeScenes, prompt, &text, LONGEST_CHANGE)
        }
        _ => {
            let text = format!("{strip}/eq from now in {name}");
            let prompt = "PATHS from now or SCENE in SCENES (3-8, all)".to_owned();
            Entry::line(Purpose::PasteScenes, prompt, &text, LONGEST_CHANGE)
        }
    };
    model.entry = Some(entry);
}

/// Something was typed.
///
/// # Errors
/// The console is gone.
pub fn take(
    purpose: &Purpose,
    text: &str,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    let intent: Result<Intent, String> = match purpose {
        Purpose::InsertScene(beside) => {
            let place = ScenePlace {
                beside: beside.clone(),
                behind: false,
            };
            Ok(Intent::Scene(SceneWish::Insert(text.to_owned(), place)))
        }
        Purpose::NumberScene(scene) => number(scene, text),
        Purpose::ChangeScenes => change(text),
        _ => paste(text),
    };
    match intent {
        Ok(intent) => desk.send(intent),
        Err(why) => {
            model.tell(Severity::Warning, &why);
            Ok(())
        }
    }
}

fn number(scene: &str, text: &str) -> Result<Intent, String> {
    let place = text
        .parse::<u16>()
        .ok()
        .and_then(|number| number.checked_sub(1));
    let place = place.ok_or_else(|| format!("'{text}' is no number of a scene; 1 is the first"))?;
    Ok(Intent::Scene(SceneWish::Move(scene.to_owned(), place)))
}

/// `ch/7/fader by +2 dB in 12-30`, `ch/7/mute to on in Verse`
fn change(text: &str) -> Result<Intent, String> {
    const HINT: &str = "write such as ch/7/fader by +2 dB in 12-30, or ch/7/mute to on in all";
    let (what, which) = text.rsplit_once(" in ").ok_or(HINT)?;
    let values = if let Some((path, by)) = what.split_once(" by ") {
        SceneValues::By(path.to_owned(), by.to_owned())
    } else {
        let (path, to) = what.split_once(" to ").ok_or(HINT)?;
        SceneValues::To(path.to_owned(), to.to_owned())
    };
    Ok(Intent::Scene(SceneWish::ChangeMany(
        WhichScenes(which.to_owned()),
        values,
    )))
}

/// `ch/7/eq ch/7/comp from now in all`
fn paste(text: &str) -> Result<Intent, String> {
    const HINT: &str = "write such as ch/7/eq from now in 12-30, or ch/7 from Verse in all";
    let (what, which) = text.rsplit_once(" in ").ok_or(HINT)?;
    let (paths, from) = what.split_once(" from ").ok_or(HINT)?;
    let from = match from.trim() {
        "now" => Compared::Now,
        scene => Compared::Scene(scene.to_owned()),
    };
    let paths = paths.split_whitespace().map(str::to_owned).collect();
    let values = SceneValues::From(from, paths);
    Ok(Intent::Scene(SceneWish::ChangeMany(
        WhichScenes(which.to_owned()),
        values,
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_says_what_changes_and_where() {
        let which = |text: &str| WhichScenes(text.to_owned());
        let (path, by) = ("Lead Vox/fader".to_owned(), "+2 dB".to_owned());
        assert_eq!(
            change("Lead Vox/fader by +2 dB in 12-30, Verse"),
            Ok(Intent::Scene(SceneWish::ChangeMany(
                which("12-30, Verse"),
                SceneValues::By(path, by)
            )))
        );
        let (path, to) = ("ch/1/mute".to_owned(), "on".to_owned());
        assert_eq!(
            change("ch/1/mute to on in all"),
            Ok(Intent::Scene(SceneWish::ChangeMany(
                which("all"),
                SceneValues::To(path, to)
            )))
        );
        let paths = vec!["ch/1/eq".to_owned(), "ch/2".to_owned()];
        let verse = Compared::Scene("Verse".to_owned());
        assert_eq!(
            paste("ch/1/eq ch/2 from Verse in current"),
            Ok(Intent::Scene(SceneWish::ChangeMany(
                which("current"),
                SceneValues::From(verse, paths)
            )))
        );
        for wrong in ["ch/1/fader +2 dB in all", "ch/1/fader by +2 dB", ""] {
            assert!(change(wrong).is_err() && paste(wrong).is_err(), "{wrong}");
        }
        assert_eq!(
            number("A", "3"),
            Ok(Intent::Scene(SceneWish::Move("A".to_owned(), 2)))
        );
        assert!(number("A", "0").is_err() && number("A", "x").is_err());
    }
}
