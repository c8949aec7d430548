//! Everything that a key can do: one table, from which keymap and help screen come.

use ratatui::crossterm::event::{KeyCode, KeyModifiers};

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Selects the strip to the left.
    SelectPrevious,
    /// Selects the strip to the right.
    SelectNext,
    /// Shows the strips further left.
    PreviousPage,
    /// Shows the strips further right.
    NextPage,
    /// Selects main.
    SelectMain,
    /// Raises the fader by half a dB.
    FaderUp,
    /// Lowers the fader by half a dB.
    FaderDown,
    /// Raises the fader by 3 dB.
    FaderUpFar,
    /// Lowers the fader by 3 dB.
    FaderDownFar,
    /// Turns the own mute over.
    Mute,
    /// Pans to the left.
    PanLeft,
    /// Pans to the right.
    PanRight,
    /// Assigns to main, or takes off it.
    MainOn,
    /// Takes back the last step.
    Undo,
    /// Does again what was taken back.
    Redo,
    /// Copies the settings of the strip.
    Copy,
    /// Pastes what shapes the sound; on the channel page, the section of the selected parameter.
    Paste,
    /// Pastes everything.
    PasteAll,
    /// Shows or hides the presets.
    Presets,
    /// The spare of this strip stands in for it, or no longer does.
    Spare,
    /// Asks whether this bus shall hear the strips as main does.
    CopyMain,
    /// Silences all outputs, at once.
    Panic,
    /// Asks whether panic shall end.
    ReleasePanic,
    /// Opens the outputs of a console that was just started.
    ReleaseSafeStart,
    /// A press in time: the tempo of the delay.
    TapTempo,
    /// Processes a node again whose processing failed.
    ClearFault,
    /// Shows or hides every parameter of the selected strip.
    Channel,
    /// Shows every parameter of the console itself.
    Console,
    /// Shows or hides the scenes.
    Scenes,
    /// Recalls the selected scene.
    RecallScene,
    /// Keeps what stands now as a new scene.
    StoreNewScene,
    /// Asks whether what stands now shall replace the selected scene.
    StoreScene,
    /// Asks whether the selected scene shall be forgotten.
    DeleteScene,
    /// Recalls the scene that is next.
    Go,
    /// Makes the scene before the next one next.
    ArmPrevious,
    /// Makes the scene after the next one next.
    ArmNext,
    /// Makes the selected scene the next one.
    ArmScene,
    /// Takes the last recall back.
    UndoRecall,
    /// Puts all clip marks out.
    ClearClips,
    /// Puts the notice away.
    Dismiss,
    /// Shows or hides the help screen.
    Help,
    /// Leaves.
    Quit,
}

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The key.
    pub code: KeyCode,
    /// What is held with it. Shift is part of the character, for characters.
    pub modifiers: KeyModifiers,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct ActionRow {
    /// What it does.
    pub action: Action,
    /// Name in files.
    pub name: &'static str,
    /// Its keys, the first one shown first.
    pub keys: &'static [Key],
    /// What it does, in a few words.
    pub help: &'static str,
}

const fn plain(code: KeyCode) -> Key {
    Key {
        code,
        modifiers: KeyModifiers::NONE,
    }
}

const fn letter(character: char) -> Key {
    plain(KeyCode::Char(character))
}

const fn shift(code: KeyCode) -> Key {
    Key {
        code,
        modifiers: KeyModifiers::SHIFT,
    }
}

const fn control(character: char) -> Key {
    Key {
        code: KeyCode::Char(character),
        modifiers: KeyModifiers::CONTROL,
    }
}

const fn row(
    action: Action,
    name: &'static str,
    keys: &'static [Key],
    help: &'static str,
) -> ActionRow {
    ActionRow {
        action,
        name,
        keys,
        help,
    }
}

/// Every action, in the order of the help screen.
pub const ACTIONS: &[ActionRow] = &[
    row(
        Action::SelectPrevious,
        "select-previous",
        &[plain(KeyCode::Left)],
        "strip to the left",
    ),
    row(
        Action::SelectNext,
        "select-next",
        &[plain(KeyCode::Right)],
        "strip to the right",
    ),
    row(
        Action::PreviousPage,
        "previous-page",
        &[plain(KeyCode::PageUp), plain(KeyCode::BackTab)],
        "page to the left",
    ),
    row(
        Action::NextPage,
        "next-page",
        &[plain(KeyCode::PageDown), plain(KeyCode::Tab)],
        "page to the right",
    ),
    row(
        Action::SelectMain,
        "select-main",
        &[plain(KeyCode::End)],
        "main",
    ),
    row(
        Action::FaderUp,
        "fader-up",
        &[plain(KeyCode::Up)],
        "fader up 0.5 dB",
    ),
    row(
        Action::FaderDown,
        "fader-down",
        &[plain(KeyCode::Down)],
        "fader down 0.5 dB",
    ),
    row(
        Action::FaderUpFar,
        "fader-up-far",
        &[shift(KeyCode::Up), letter('+')],
        "fader up 3 dB",
    ),
    row(
        Action::FaderDownFar,
        "fader-down-far",
        &[shift(KeyCode::Down), letter('-')],
        "fader down 3 dB",
    ),
    row(Action::Mute, "mute", &[letter('m')], "mute on or off"),
    row(
        Action::PanLeft,
        "pan-left",
        &[letter(',')],
        "pan to the left",
    ),
    row(
        Action::PanRight,
        "pan-right",
        &[letter('.')],
        "pan to the right",
    ),
    row(
        Action::MainOn,
        "main-on",
        &[letter('a')],
        "main assign on or off",
    ),
    row(Action::Undo, "undo", &[letter('u')], "undo the last step"),
    row(
        Action::Redo,
        "redo",
        &[letter('U'), control('r')],
        "redo what was undone",
    ),
    row(Action::Copy, "copy", &[letter('k')], "copy this strip"),
    row(Action::Paste, "paste", &[letter('p')], "paste processing"),
    row(
        Action::PasteAll,
        "paste-all",
        &[letter('P')],
        "paste everything",
    ),
    row(Action::Presets, "presets", &[letter('L')], "presets"),
    row(Action::Spare, "spare", &[letter('x')], "spare microphone"),
    row(
        Action::CopyMain,
        "copy-main",
        &[letter('M')],
        "main mix here (asks)",
    ),
    row(
        Action::Panic,
        "panic",
        &[letter('!'), plain(KeyCode::F(12))],
        "PANIC, outputs silent",
    ),
    row(
        Action::ReleasePanic,
        "release-panic",
        &[letter('R')],
        "release panic (asks)",
    ),
    row(
        Action::ReleaseSafeStart,
        "release-safe-start",
        &[letter('S')],
        "end safe start",
    ),
    row(
        Action::TapTempo,
        "tap-tempo",
        &[letter('t')],
        "tap the delay's tempo",
    ),
    row(
        Action::ClearFault,
        "clear-fault",
        &[letter('F')],
        "retry a faulty strip",
    ),
    row(
        Action::Channel,
        "channel",
        &[letter('c')],
        "all of this strip",
    ),
    row(
        Action::Console,
        "console",
        &[letter('C')],
        "all of the console",
    ),
    row(Action::Scenes, "scenes", &[letter('s')], "scenes"),
    row(
        Action::RecallScene,
        "recall-scene",
        &[plain(KeyCode::Enter)],
        "recall (in scenes)",
    ),
    row(
        Action::StoreNewScene,
        "store-new-scene",
        &[letter('n')],
        "new (in scenes)",
    ),
    row(
        Action::StoreScene,
        "store-scene",
        &[letter('w')],
        "replace (in scenes)",
    ),
    row(
        Action::DeleteScene,
        "delete-scene",
        &[plain(KeyCode::Delete)],
        "delete (in scenes)",
    ),
    row(Action::Go, "go", &[letter('g')], "GO: recall next scene"),
    row(
        Action::ArmPrevious,
        "arm-previous",
        &[letter('[')],
        "next scene: one up",
    ),
    row(
        Action::ArmNext,
        "arm-next",
        &[letter(']')],
        "next scene: one down",
    ),
    row(
        Action::ArmScene,
        "arm-scene",
        &[letter(' ')],
        "make next (in scenes)",
    ),
    row(
        Action::UndoRecall,
        "undo-recall",
        &[letter('z')],
        "take a recall back",
    ),
    row(
        Action::ClearClips,
        "clear-clips",
        &[letter('X')],
        "put clip marks out",
    ),
    row(
        Action::Dismiss,
        "dismiss",
        &[plain(KeyCode::Esc)],
        "put the notice away",
    ),
    row(
        Action::Help,
        "help",
        &[letter('?'), plain(KeyCode::F(1))],
        "this help",
    ),
    row(Action::Quit, "quit", &[letter('q'), control('c')], "leave"),
];

impl Key {
    /// The key in words: "Shift ↑".
    pub fn text(self) -> String {
        let held = if self.modifiers.contains(KeyModifiers::CONTROL) {
            "Ctrl "
        } else if self.modifiers.contains(KeyModifiers::SHIFT) {
            "Shift "
        } else {
            ""
        };
        let key = match self.code {
            KeyCode::Left => "←".to_owned(),
            KeyCode::Right => "→".to_owned(),
            KeyCode::Up => "↑".to_owned(),
            KeyCode::Down => "↓".to_owned(),
            KeyCode::PageUp => "PgUp".to_owned(),
            KeyCode::PageDown => "PgDn".to_owned(),
            KeyCode::BackTab => "Shift Tab".to_owned(),
            KeyCode::Char(' ') => "Space".to_owned(),
            KeyCode::Char(character) => character.to_string(),
            other => other.to_string(),
        };
        format!("{held}{key}")
    }
}
