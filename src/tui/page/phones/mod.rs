//! The phones on which musicians mix for themselves: who is there, to which bus, what he does; new links with a code to
//! scan, a mix frozen, kept and brought back.

mod draw;
pub mod state;

use super::name::PageName;
use super::row::{Act, Moves, Open, PageRow};
use crate::control::feed::{PhoneLink, Severity};
use crate::control::intent::{Intent, PhonePlace, PhoneWish};
use crate::desk::{Desk, DeskError};
use crate::param::NodeId;
use crate::tui::action::{Action, Scope};
use crate::tui::ask::Question;
use crate::tui::entry::{Entry, Purpose};
use crate::tui::model::Model;
use crate::tui::words::short;
use state::NewLink;

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::Phones, Scope::List],
    open: Open::At(open),
    act: Act::Asking(act),
    moves: Moves::List(|model| model.phones.list_mut()),
    hints: &[
        (Action::NewPhone, "new"),
        (Action::FreezePhone, "freeze"),
        (Action::KeepMix, "keep mix"),
        (Action::BackToMix, "back to it"),
        (Action::RevokePhone, "end"),
        (Action::Phones, "back"),
    ],
    ..PageRow::new(PageName::Phones, Action::Phones, draw::render)
};

fn open(model: &mut Model, _: NodeId) {
    model.phones.made = None;
    model.page = PageName::Phones;
}

fn act(action: Action, model: &mut Model, desk: &mut dyn Desk) -> Result<bool, DeskError> {
    match action {
        Action::Dismiss if model.phones.made.is_some() => model.phones.made = None,
        // A key acts on what the page shows, and now it shows no list.
        Action::FreezePhone | Action::KeepMix | Action::BackToMix | Action::RevokePhone
            if model.phones.made.is_some() =>
        {
            model.phones.made = None;
        }
        Action::NewPhone => begin_new(model),
        Action::FreezePhone => freeze(model, desk)?,
        Action::KeepMix => with_bus(model, desk, PhoneWish::Keep)?,
        Action::BackToMix => ask_to_go_back(model),
        Action::RevokePhone => ask_to_revoke(model),
        _ => return Ok(false),
    }
    Ok(true)
}

/// What somebody types who makes a link: the bus, and a name.
fn begin_new(model: &mut Model) {
    if model.console().phones().address.is_none() {
        let text = "phones are off; turn them on: headroom run --phones ADDRESS:PORT";
        model.tell(Severity::Warning, text);
        return;
    }
    let prompt = "bus and name of the new link, or stage and a name";
    model.entry = Some(Entry::name(Purpose::NewPhone, prompt.to_owned(), ""));
}

fn freeze(model: &Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let Some(link) = model.phones.list().selected() else {
        return Ok(());
    };
    let wish = PhoneWish::Freeze(link.number, !link.is_frozen);
    desk.send(Intent::Phones(wish))
}

fn with_bus(
    model: &mut Model,
    desk: &mut dyn Desk,
    wish: fn(u16) -> PhoneWish,
) -> Result<(), DeskError> {
    match model.phones.list().selected().map(|link| link.place) {
        Some(PhonePlace::Bus(bus)) => desk.send(Intent::Phones(wish(bus))),
        Some(PhonePlace::Stage) => {
            model.tell(Severity::Info, "this link mixes nothing");
            Ok(())
        }
        None => Ok(()),
    }
}

fn ask_to_go_back(model: &mut Model) {
    let Some(bus) = model
        .phones
        .list()
        .selected()
        .and_then(|link| link.place.bus())
    else {
        return;
    };
    if !model.console().phones().kept.contains(&bus.number) {
        let key = model.key(Action::KeepMix);
        let text = format!("no mix of {bus} was kept; {key} keeps it as it stands");
        model.tell(Severity::Info, &text);
        return;
    }
    let text = format!("Bring the kept mix of {} back?", short(&model.called(bus)));
    let wish = PhoneWish::BackTo(bus.number);
    model.question = Some(Question::yes_or_no(text, Intent::Phones(wish)));
}

fn ask_to_revoke(model: &mut Model) {
    let Some(link) = model.phones.list().selected().cloned() else {
        return;
    };
    let PhoneLink {
        number,
        place,
        name,
        ..
    } = link;
    let text = format!("End link {number} to {place} for {}?", short(&name));
    let wish = PhoneWish::Revoke(number);
    model.question = Some(Question::yes_or_no(text, Intent::Phones(wish)));
}

/// A bus and a name were typed. The link is shown once, with its code.
pub(crate) fn make(text: &str, model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let (word, name) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let Some(place) = PhonePlace::of_word(word) else {
        let text = format!("'{word}' is nothing for a phone; allowed: bus/1 to bus/99, stage");
        model.tell(Severity::Warning, &text);
        return Ok(());
    };
    let name = match (name.trim(), place.bus()) {
        ("", Some(bus)) => model.console().name(bus),
        ("", None) => "stage".to_owned(),
        (name, _) => name.to_owned(),
    };
    match desk.ask(Intent::Phones(PhoneWish::Add(place, name))) {
        Ok(answer) => {
            model.tell(Severity::Info, &answer.text);
            model.phones.made = answer.lines.first().map(|address| NewLink {
                title: answer.text.clone(),
                address: address.clone(),
            });
            Ok(())
        }
        Err(DeskError::Gone) => Err(DeskError::Gone),
        Err(error) => {
            model.tell(Severity::Warning, &error.to_string());
            Ok(())
        }
    }
}
