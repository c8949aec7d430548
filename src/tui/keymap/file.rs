//! The file of keys.
//!
//! ```yaml
//! headroom: 1
//! keymap:
//!   everywhere:
//!     mute: [ m, Alt m ]
//!     talk: []            # no key; the palette still has it
//!   mixer:
//!     find: Ctrl f
//! ```
//! An action that it names gets these keys and no others; all others keep those that are shipped. A file with an error
//! is not used at all.

use super::check::{Bound, PANIC, check_all, check_reachable};
use super::map::Keymap;
use crate::param::nearest::nearest;
use crate::show::error::FileError;
use crate::show::reader::{Fields, Reader};
use crate::show::strict::Format;
use crate::show::yaml::Node;
use crate::tui::action::{ACTIONS, Action, ActionRow, Key, Scope, Sequence};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// The key that such a file has beside the format.
pub const KEY: &str = "keymap";

/// The shipped file.
const SHIPPED: &str = include_str!("../../../configs/terminal/keymap.yaml");

/// The keys of each action, in the order of the table.
type Keys = Vec<Vec<Sequence>>;

const WHOLE: Format<Keys> = Format {
    what: "a keymap",
    keys: &["headroom", KEY],
    read: |reader, _, fields| read(reader, fields, &[]),
};

const CHANGES: Format<Keys> = Format {
    what: "a keymap",
    keys: &["headroom", KEY],
    read: |reader, _, fields| read(reader, fields, shipped()),
};

/// The shipped keys; a test holds that they can be read.
fn shipped() -> &'static [Vec<Sequence>] {
    static KEYS: OnceLock<Keys> = OnceLock::new();
    KEYS.get_or_init(|| WHOLE.parse(SHIPPED, "keymap.yaml").unwrap_or_default())
}

impl Keymap {
    /// The keys that are shipped.
    pub fn shipped() -> Arc<Self> {
        static SHIPPED: OnceLock<Arc<Keymap>> = OnceLock::new();
        let read = || Arc::new(Self::new(shipped().to_vec()));
        Arc::clone(SHIPPED.get_or_init(read))
    }
}

/// The shipped keys with the changes of a user's file.
///
/// # Errors
/// Everything that is wrong with it, by line.
pub fn load(path: &Path) -> Result<Keymap, Vec<FileError>> {
    CHANGES.load(path).map(Keymap::new)
}

/// Everything that is wrong with a text; `source` is the name that errors show.
pub fn check(text: &str, source: &str) -> Vec<FileError> {
    CHANGES.check(text, source)
}

fn read(reader: &mut Reader, fields: Fields, shipped: &[Vec<Sequence>]) -> Keys {
    let mut named: Vec<(Action, Vec<Bound>)> = Vec::new();
    let node = fields.get(KEY);
    for (key, word, node) in node
        .map(|node| reader.entries(node, "'keymap'"))
        .unwrap_or_default()
    {
        let scope = Scope::ALL.iter().find(|scope| scope.word() == word);
        let Some(scope) = scope else {
            let words = Scope::ALL.iter().map(|scope| scope.word());
            let message = format!("'{word}' is no page");
            reader.report(key, message, allowed(word, words));
            continue;
        };
        for (key, name, node) in reader.entries(node, word) {
            if let Some(action) = action(reader, key, name, *scope) {
                let keys = sequences(reader, node, action);
                check_reachable(reader, action, keys.len(), node);
                named.push((action, keys));
            }
        }
    }
    check_all(reader, &named, shipped);
    let keys = |(at, row): (usize, &ActionRow)| {
        let own = named.iter().find(|(action, _)| *action == row.action);
        let own = own.map(|(_, keys)| keys.iter().map(|key| key.keys.clone()).collect());
        own.unwrap_or_else(|| shipped.get(at).cloned().unwrap_or_default())
    };
    ACTIONS.iter().enumerate().map(keys).collect()
}

/// The action of a name, where it is an action of this page.
fn action(reader: &mut Reader, key: &Node, name: &str, scope: Scope) -> Option<Action> {
    match Action::of_name(name) {
        Some(action) if action.row().scope == scope => Some(action),
        Some(action) => {
            let message = format!("'{name}' is no action of '{}'", scope.word());
            let hint = format!("write it below '{}'", action.row().scope.word());
            reader.report(key, message, hint);
            None
        }
        None => {
            let of_scope = ACTIONS.iter().filter(|row| row.scope == scope);
            let hint = allowed(name, of_scope.map(|row| row.name));
            reader.report(key, format!("there is no action '{name}'"), hint);
            None
        }
    }
}

/// "did you mean 'fader'? allowed: …"
fn allowed<'w>(word: &str, words: impl Iterator<Item = &'w str> + Clone) -> String {
    let near = nearest(word, words.clone());
    let near = near.map_or(String::new(), |near| format!("did you mean '{near}'? "));
    format!("{near}allowed: {}", words.collect::<Vec<_>>().join(", "))
}

/// The keys that stand behind an action. Panic keeps those that are read before all others.
fn sequences<'n>(reader: &mut Reader, node: &'n Node, action: Action) -> Vec<Bound<'n>> {
    let mut keys = Vec::new();
    for node in reader.items(node, "the keys") {
        let Some(text) = reader.text(node, "a key") else {
            continue;
        };
        match Key::parse(text) {
            Ok(sequence) => keys.push(Bound {
                keys: sequence,
                node,
            }),
            Err(message) => {
                let hint = "allowed: a character, Up, Down, Left, Right, PgUp, PgDn, Home, End, Enter, Esc, Tab, \
                            Space, Del, Backspace, F1 … F12, with Ctrl, Alt or Shift before it";
                reader.report(node, message, hint);
            }
        }
    }
    if action == Action::Panic {
        for text in PANIC {
            let panic = Key::parse(text).unwrap_or_default();
            if keys.iter().all(|bound| bound.keys != panic) {
                keys.push(Bound { keys: panic, node });
            }
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(body: &str) -> Vec<String> {
        let text = format!("headroom: 1\nkeymap:\n{body}");
        let errors = check(&text, "k.yaml").into_iter();
        errors.map(|error| error.to_string()).collect()
    }

    fn has(body: &str, words: &str) {
        let errors = errors(body);
        assert!(
            errors.iter().any(|error| error.contains(words)),
            "{words}: {errors:#?}"
        );
    }

    #[test]
    fn the_shipped_keymap_is_without_a_fault_and_names_every_action() {
        assert_eq!(WHOLE.check(SHIPPED, "keymap.yaml"), []);
        assert_eq!(shipped().len(), ACTIONS.len());
        assert_eq!(check(SHIPPED, "keymap.yaml"), []);
    }

    #[test]
    fn a_file_changes_what_it_names_and_nothing_else() {
        let text = "headroom: 1\nkeymap: { everywhere: { talk: [ Alt t, F11 ], panic: Alt p, spare: [] } }";
        let keymap = Keymap::new(CHANGES.parse(text, "k.yaml").unwrap());
        assert_eq!(keymap.key(Action::Talk), "Alt t");
        assert_eq!(keymap.key(Action::Mute), "m");
        assert_eq!(keymap.key(Action::Spare), "");
        let panic: Vec<String> = keymap
            .sequences(Action::Panic)
            .iter()
            .map(|keys| crate::tui::action::text_of(keys))
            .collect();
        assert_eq!(panic, ["Alt p", "!", "F12"]);
    }

    #[test]
    fn what_cannot_be_is_said_with_its_place() {
        has(
            "  everywhere: { mut: m }",
            "k.yaml:3:17: there is no action 'mut'; did you mean 'mute'?",
        );
        has("  evrywhere: { mute: m }", "did you mean 'everywhere'?");
        has("  mixer: { mute: m }", "write it below 'everywhere'");
        has("  everywhere: { mute: Crtl m }", "'Crtl' is no key");
        has(
            "  everywhere: { mute: Ctrl i }",
            "a terminal sends 'Tab' for it",
        );
    }

    #[test]
    fn two_actions_on_one_key_are_a_conflict_unless_they_mean_the_same() {
        let clash = "'o' is solo's already; give one of them another key";
        has("  everywhere: { mute: o }", clash);
        has("  mixer: { find: o }", clash);
        has(
            "  everywhere: { mute: F11, talk: F11 }",
            "is mute's already",
        );
        has("  everywhere: { mute: Tab }", "'Tab' begins 'Tab m'");
        has("  everywhere: { talk: m x }", "'m' is mute's");
        // A free key, a key that the other one gives up, and the same meaning on another page.
        assert_eq!(
            errors("  everywhere: { mute: o, solo: F11 }"),
            [] as [&str; 0]
        );
        assert_eq!(errors("  scenes: { rename-scene: F11 }"), [] as [&str; 0]);
        assert_eq!(
            errors("  scenes: { rename-scene: F11 }\n  cues: { name-cue: F11 }"),
            [] as [&str; 0]
        );
        has(
            "  scenes: { rename-scene: F11 }\n  cues: { cue-wait: F11 }",
            "is rename-scene's already",
        );
    }

    #[test]
    fn panic_and_help_can_always_be_reached_and_nothing_confirms_itself() {
        has("  everywhere: { help: [] }", "help has to have a key");
        has("  everywhere: { mute: \"!\" }", "'!' is panic's already");
        has("  everywhere: { mute: Tab F12 }", "'F12' is panic, always");
        has(
            "  everywhere: { release-panic: Alt y }",
            "pressed twice it would answer its own question",
        );
        has(
            "  everywhere: { quit: Tab d }",
            "pressed twice it would answer its own question",
        );
        has("  mixer: { jump-to-strip: z }", "allowed: digits");
    }
}
