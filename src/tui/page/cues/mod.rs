//! The cues: a list, of which one is selected by its number.

mod draw;
pub mod state;

pub use draw::left;

use super::name::PageName;
use super::row::{Act, Moves, PageRow};
use crate::control::feed::{Cue, Severity};
use crate::control::intent::{CueChange, CueMidi, CueNumber, CueWish, Intent, LONGEST_NOTES};
use crate::desk::{Desk, DeskError};
use crate::tui::action::{Action, Scope};
use crate::tui::ask::Question;
use crate::tui::entry::{CueField, Entry, Purpose};
use crate::tui::model::Model;
use crate::tui::words::short;

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::Cues, Scope::List],
    act: Act::Asking(act),
    moves: Moves::List(|model| model.cue_page.list_mut()),
    hints: &[
        (Action::Go, "GO"),
        (Action::Back, "back"),
        (Action::CueHold, "hold"),
        (Action::CueStop, "stop"),
        (Action::ArmCue, "next"),
        (Action::GoToCue, "go to"),
        (Action::NewCue, "new"),
        (Action::CueScene, "scene"),
        (Action::CueFade, "fade"),
        (Action::CueFollow, "follow"),
        (Action::CueWait, "wait"),
        (Action::CueSends, "MIDI"),
        (Action::NameCue, "name"),
        (Action::NumberCue, "number"),
        (Action::SkipCue, "skip"),
        (Action::DeleteCue, "delete"),
        (Action::Cues, "back to the mixer"),
    ],
    ..PageRow::new(PageName::Cues, Action::Cues, draw::render)
};

/// Most characters of a typed time or number.
const LONGEST_TIME: usize = 9;
/// What is typed for nothing.
const NONE: &str = "-";
/// What stands between MIDI messages.
const BETWEEN: char = ';';

fn act(action: Action, model: &mut Model, desk: &mut dyn Desk) -> Result<bool, DeskError> {
    match action {
        Action::NewCue => ask_for_new(model),
        Action::RenumberCues => {
            let one = CueNumber::whole(1).unwrap_or_default();
            let wish = Intent::Cues(CueWish::Renumber(one, one));
            let text = "Number all cues anew, 1, 2, 3 …?";
            model.question = Some(Question::yes_or_no(text, wish));
        }
        _ => return act_on_selected(action, model, desk),
    }
    Ok(true)
}

/// What keys do with the selected cue; nothing where there is none.
fn act_on_selected(
    action: Action,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<bool, DeskError> {
    let Some(cue) = model.cue_page.list().selected().cloned() else {
        return Ok(action.row().scope == Scope::Cues);
    };
    let number = cue.number;
    let change = |change| Some(CueWish::Change(number, vec![change]));
    let wish = match action {
        Action::GoToCue => Some(CueWish::Jump(number)),
        Action::ArmCue => Some(CueWish::Arm(Some(number))),
        Action::SkipCue => change(CueChange::Skipped(!cue.skipped)),
        Action::LockCue => change(CueChange::Locked(!cue.locked)),
        Action::CueRecords => change(CueChange::Record(cue.record.next())),
        Action::ColorCue => change(CueChange::Color(cue.color.next())),
        Action::MoveCueUp => neighbour(model, -1).map(|other| CueWish::Swap(number, other)),
        Action::MoveCueDown => neighbour(model, 1).map(|other| CueWish::Swap(number, other)),
        Action::DuplicateCue => {
            let free = model.cues().free_after(Some(number));
            free.map(|free| CueWish::Duplicate(number, free))
        }
        _ => return Ok(ask(action, &cue, model)),
    };
    match wish {
        Some(wish) => desk.send(Intent::Cues(wish))?,
        None => model.tell(Severity::Info, "there is no room for that"),
    }
    Ok(true)
}

/// The cue above or below the selected one.
fn neighbour(model: &Model, by: isize) -> Option<CueNumber> {
    let list = model.cue_page.list();
    let place = list.place().checked_add_signed(by)?;
    list.items().get(place).map(|cue| cue.number)
}

fn ask_for_new(model: &mut Model) {
    let selected = model.cue_page.list().selected().map(|cue| cue.number);
    let Some(number) = model.cues().free_after(selected) else {
        let text = "there is no number left here; number the cues anew";
        return model.tell(Severity::Info, text);
    };
    let scene = model.scenes().current.clone();
    let scene = scene.as_deref().unwrap_or(NONE);
    let prompt = format!("scene of the new cue {number} ({NONE}: none)");
    model.entry = Some(Entry::name(Purpose::NewCue(number), prompt, scene));
}

/// Asks before a cue is lost, and for what has to be typed; false for what is no action on a cue.
fn ask(action: Action, cue: &Cue, model: &mut Model) -> bool {
    if action == Action::DeleteCue {
        let text = format!("Delete cue {}?", short(&cue.called()));
        let wish = Intent::Cues(CueWish::Delete(cue.number));
        model.question = Some(Question::yes_or_no(text, wish));
        return true;
    }
    let Some((field, what, text)) = typed(action, cue) else {
        return false;
    };
    let longest = match field {
        CueField::Number | CueField::Fade | CueField::Wait | CueField::Follow => LONGEST_TIME,
        CueField::Name | CueField::Scene | CueField::Notes | CueField::Midi => LONGEST_NOTES,
    };
    let prompt = format!("cue {}: {what}", cue.number);
    let purpose = Purpose::Cue(cue.number, field);
    model.entry = Some(Entry::line(purpose, prompt, &text, longest));
    true
}

/// What an action wants to be typed: the field, what is asked, and what it is now.
fn typed(action: Action, cue: &Cue) -> Option<(CueField, &'static str, String)> {
    let seconds = |seconds: Option<f32>| seconds.map_or(NONE.to_owned(), |s| s.to_string());
    let scene = || cue.scene.clone().unwrap_or(NONE.to_owned());
    Some(match action {
        Action::NameCue => (CueField::Name, "name (-: as its scene)", cue.name.clone()),
        Action::NumberCue => (CueField::Number, "new number", cue.number.to_string()),
        Action::CueScene => (CueField::Scene, "scene (-: none)", scene()),
        Action::CueFade => {
            let what = "seconds to fade (-: as its scene)";
            (CueField::Fade, what, seconds(cue.fade))
        }
        Action::CueWait => {
            let what = "seconds to wait after GO";
            (CueField::Wait, what, cue.wait.to_string())
        }
        Action::CueFollow => {
            let what = "seconds until the next one goes by itself (-: never)";
            (CueField::Follow, what, seconds(cue.follow))
        }
        Action::CueNotes => (CueField::Notes, "notes (-: none)", cue.notes.clone()),
        Action::CueSends => {
            let what = "MIDI, with ; between messages (-: none)";
            (CueField::Midi, what, midi_text(cue))
        }
        _ => return None,
    })
}

fn midi_text(cue: &Cue) -> String {
    let midi: Vec<String> = cue.midi.iter().map(ToString::to_string).collect();
    if midi.is_empty() {
        "program 1 channel 1 to ".to_owned()
    } else {
        midi.join("; ")
    }
}

/// The scene of a new cue was typed.
///
/// # Errors
/// The console is gone.
pub fn add(number: CueNumber, text: &str, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let cue = Cue::of(number, Some(text.to_owned()).filter(|text| text != NONE));
    desk.send(Intent::Cues(CueWish::Add(Box::new(cue))))
}

/// A field of a cue was typed.
///
/// # Errors
/// The console is gone.
pub fn set_typed(
    number: CueNumber,
    field: CueField,
    text: &str,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    match wish(number, field, text) {
        Ok(wish) => desk.send(Intent::Cues(wish)),
        Err(why) => {
            model.tell(Severity::Warning, &why);
            Ok(())
        }
    }
}

/// What a typed text asks.
fn wish(number: CueNumber, field: CueField, text: &str) -> Result<CueWish, String> {
    let given = Some(text).filter(|text| *text != NONE);
    let change = match field {
        CueField::Number => {
            let to = CueNumber::parse(text);
            let to = to.ok_or_else(|| {
                format!(
                    "'{text}' is no number of a cue; allowed: {}",
                    CueNumber::ALLOWED
                )
            })?;
            return Ok(CueWish::Move(number, to));
        }
        CueField::Name => CueChange::Name(given.unwrap_or_default().to_owned()),
        CueField::Notes => CueChange::Notes(given.unwrap_or_default().to_owned()),
        CueField::Scene => CueChange::Scene(given.map(str::to_owned)),
        CueField::Fade => CueChange::Fade(given.map(seconds).transpose()?),
        CueField::Follow => CueChange::Follow(given.map(seconds).transpose()?),
        CueField::Wait => CueChange::Wait(given.map_or(Ok(0.0), seconds)?),
        CueField::Midi => {
            let messages = given.unwrap_or_default().split(BETWEEN);
            let messages = messages.map(str::trim).filter(|text| !text.is_empty());
            CueChange::Midi(messages.map(CueMidi::parse).collect::<Result<_, _>>()?)
        }
    };
    Ok(CueWish::Change(number, vec![change]))
}

fn seconds(text: &str) -> Result<f32, String> {
    let number = text.trim_end_matches(['s', 'S', ' ']).parse().ok();
    number.ok_or_else(|| format!("'{text}' is no number of seconds"))
}
