//! What a keymap must not say: one key for two things, and anything that would make panic or help hard to reach or
//! leave out a question.

use crate::show::reader::Reader;
use crate::show::yaml::Node;
use crate::tui::action::{ACTIONS, Action, Sequence, text_of};
use crossterm::event::KeyCode;

/// The keys that are panic whatever a file says: they are found in what a terminal sends before anything else is.
pub(super) const PANIC: [&str; 2] = ["!", "F12"];

/// What somebody who is lost needs.
const ALWAYS: [Action; 5] = [
    Action::Help,
    Action::Dismiss,
    Action::Command,
    Action::Lock,
    Action::Quit,
];

/// Keys in a file, and where they stand.
#[derive(Clone, Debug)]
pub(super) struct Bound<'n> {
    pub keys: Sequence,
    pub node: &'n Node,
}

/// An action with keys.
struct Claim<'a> {
    action: Action,
    keys: &'a Sequence,
}

/// Reports what is wrong with the keys of a file; actions that it does not name keep the shipped ones.
pub(super) fn check_all(
    reader: &mut Reader,
    named: &[(Action, Vec<Bound>)],
    shipped: &[Vec<Sequence>],
) {
    for (action, keys) in named {
        check_one(reader, *action, keys);
    }
    let is_kept = |action: Action| named.iter().all(|(other, _)| *other != action);
    let kept = ACTIONS.iter().zip(shipped);
    let kept = kept.filter(|(row, _)| is_kept(row.action));
    let mut claims: Vec<Claim> = Vec::new();
    for (row, keys) in kept {
        claims.extend(keys.iter().map(|keys| Claim {
            action: row.action,
            keys,
        }));
    }
    for (action, keys) in named {
        for bound in keys {
            let claim = Claim {
                action: *action,
                keys: &bound.keys,
            };
            if let Some(fault) = claims.iter().find_map(|other| clash(&claim, other)) {
                let hint = "give one of them another key";
                reader.report(bound.node, fault, hint);
            }
            claims.push(claim);
        }
    }
}

/// What is wrong with the keys of one action by themselves.
fn check_one(reader: &mut Reader, action: Action, keys: &[Bound]) {
    for bound in keys {
        let text = text_of(&bound.keys);
        let later = bound.keys.iter().skip(1);
        if let Some(key) = later.clone().find(|key| is_panic(key.code)) {
            let message = format!("'{}' is panic, always", key.text());
            reader.report(bound.node, message, "take another key");
        }
        if later.clone().any(|key| key.code == KeyCode::Esc) {
            reader.report(bound.node, "Esc ends what was begun", "take another key");
        }
        let last = bound.keys.last().map(|key| key.code);
        if let Some(KeyCode::Char(character)) = last
            && answers(action).contains(character.to_ascii_lowercase())
        {
            let message = format!("'{text}': pressed twice it would answer its own question");
            reader.report(bound.node, message, "take another key");
        }
        let is_digit = matches!(last, Some(KeyCode::Char('0'..='9'))) && bound.keys.len() == 1;
        if matches!(action, Action::JumpToStrip | Action::GoToSection) && !is_digit {
            let message = format!("'{text}' begins no number");
            reader.report(bound.node, message, "allowed: digits");
        }
    }
}

/// The keys that answer the question that an action asks.
fn answers(action: Action) -> &'static str {
    match action {
        Action::Quit => "de",
        _ if action.row().help.ends_with("(asks)") => "y",
        _ => "",
    }
}

fn is_panic(code: KeyCode) -> bool {
    matches!(code, KeyCode::Char('!') | KeyCode::F(12))
}

/// Why keys cannot be for one action where another one has these.
fn clash(claim: &Claim, other: &Claim) -> Option<String> {
    let (keys, others) = (claim.keys, other.keys);
    let (text, name) = (text_of(keys), other.action.row().name);
    if keys == others {
        let (row, other) = (claim.action.row(), other.action.row());
        let is_same = row.meaning == other.meaning && row.scope != other.scope;
        return (!is_same).then(|| format!("'{text}' is {name}'s already"));
    }
    // What begins on one page may stand alone on another that never sees it begin; but a key means one thing.
    if others.starts_with(keys) {
        return Some(format!("'{text}' begins '{}' ({name})", text_of(others)));
    }
    if keys.starts_with(others) {
        let begun = text_of(others);
        return Some(format!("'{begun}' is {name}'s: it cannot begin '{text}'"));
    }
    None
}

/// Reports actions that nobody could reach any more.
pub(super) fn check_reachable(reader: &mut Reader, action: Action, count: usize, node: &Node) {
    if count == 0 && ALWAYS.contains(&action) {
        let message = format!("{} has to have a key", action.row().name);
        reader.report(node, message, "write at least one");
    }
}
