//! The command line: any action by its name, any parameter by its path, found by a few of their letters.
//!
//! `:mute` runs an action, `:ch/12/eq/3/gain -3` sets a value, `:ch/12/eq/3/gain` asks for one.

mod rank;
pub mod state;
pub mod targets;

use super::action::{ACTIONS, Action, ActionRow, Scope};
use super::entry::{Entry, Purpose};
use super::model::Model;
use super::page;
use super::setting;
use super::widget::row;
use super::words::fit;
use crate::control::feed::Severity;
use crate::desk::{Desk, DeskError};
use crate::param::{ConsoleAction, ParamAddr};
use rank::{BY_HELP, BY_PATH, rank};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};
use state::{Command, Palette};

/// Width of a command before what it does.
const NAME: usize = 30;

/// What fits a text: of a path and its value, the path.
pub(super) fn search(text: &str, model: &Model) -> Palette {
    let wanted = text.split(' ').next().unwrap_or_default().to_lowercase();
    let mut ranked: Vec<(usize, Command)> = Vec::new();
    let scopes = page::row(model.page).scopes;
    let works = |row: &&ActionRow| row.scope == Scope::Everywhere || scopes.contains(&row.scope);
    for action in ACTIONS.iter().filter(works) {
        let by_name = rank(action.name, &wanted);
        let by_help = || rank(&action.help.to_lowercase(), &text.to_lowercase());
        let rank = by_name.or_else(|| Some(by_help()? + BY_HELP));
        ranked.extend(rank.map(|rank| (rank, Command::Action(action.action))));
    }
    if let Some(layout) = model.layout().filter(|_| !wanted.is_empty()) {
        for addr in layout.indices().map(|index| layout.addr(index)) {
            let rank = rank(&addr.to_string(), &wanted);
            ranked.extend(rank.map(|rank| (rank + BY_PATH, Command::Param(addr))));
        }
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    Palette::new(ranked.into_iter().map(|(_, command)| command))
}

/// Begins to type a command.
pub(super) fn begin(model: &mut Model) {
    model.palette = search("", model);
    let allowed = "an action, or a path and its value; ↑↓ choose";
    model.entry = Some(Entry::search(Purpose::Command, "command", allowed));
}

/// Follows what is chosen: sets a parameter, or asks for its value. An action is for the caller.
pub(super) fn run(
    text: &str,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<Option<Action>, DeskError> {
    let value = text.trim().split_once(' ').map(|(_, value)| value.trim());
    match (model.palette.chosen(), value) {
        (Some(Command::Action(action)), _) => return Ok(by_itself(action)),
        (Some(Command::Param(addr)), Some(value)) => setting::set_typed(addr, value, model, desk)?,
        (Some(Command::Param(addr)), None) => ask(addr, model),
        (Some(Command::Target(_)), _) => {}
        (None, _) => {
            let text = format!("no action or path is like '{}'", text.trim());
            model.tell(Severity::Info, &text);
        }
    }
    Ok(None)
}

/// Keys that say by what is printed on them what they do have to be pressed.
fn by_itself(action: Action) -> Option<Action> {
    (!matches!(
        action,
        Action::JumpToStrip | Action::GoToSection | Action::TypeValue | Action::TypeFader
    ))
    .then_some(action)
}

fn ask(addr: ParamAddr, model: &mut Model) {
    if let Some(spec) = model.console().spec(addr) {
        let now = model.text(addr).unwrap_or_default();
        let prompt = format!("{addr} (now {now})");
        model.entry = Some(Entry::value(addr, prompt, spec.allowed()));
    }
}

/// Draws what fits at the bottom of an area, while a command is typed.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let is_open = |entry: &Entry| matches!(entry.purpose, Purpose::Command | Purpose::Teach(_));
    if !model.entry.as_ref().is_some_and(is_open) {
        return;
    }
    let found = model.palette.found();
    let chosen = model.palette.chosen();
    let high = (found.len() as u16).min(area.height);
    let top = area.height - high;
    for (down, command) in (top..area.height).zip(found) {
        let area = row(area, down);
        Clear.render(area, buf);
        let theme = model.theme;
        let style = if Some(*command) == chosen {
            theme.selected()
        } else {
            theme.text()
        };
        let (name, what) = words(model, *command);
        let line = [
            Span::styled(format!(" {:NAME$}", fit(&name, NAME)), style),
            Span::styled(format!("  {what}"), theme.faint()),
        ];
        Line::from(line.to_vec()).render(area, buf);
    }
}

/// A command's name, and what it does or where it stands.
fn words(model: &Model, command: Command) -> (String, String) {
    match command {
        Command::Action(action) => {
            let row = action.row();
            let key = model.key(action);
            (row.name.to_owned(), format!("{key:<9}  {}", row.help))
        }
        Command::Target(word) => {
            let mut actions = ConsoleAction::ALL.iter();
            let action = actions.find(|action| action.word() == word);
            let what = action.map_or("on the surface itself", |action| action.help());
            (word.to_owned(), format!("{:<9}  {what}", ""))
        }
        Command::Param(addr) => {
            let value = model.text(addr).unwrap_or_default();
            let name = model.console().spec(addr).map_or("", |spec| spec.name);
            (addr.to_string(), format!("{value:<9}  {name}"))
        }
    }
}
