//! The list of actions, in the order of the help screen: everything else about them comes from here.

use super::key::Key;
use super::scope::Scope;
use crossterm::event::{KeyCode, KeyModifiers};

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct ActionRow {
    /// Where.
    pub scope: Scope,
    /// What it does.
    pub action: Action,
    /// Name in files.
    pub name: &'static str,
    /// Its keys, the first one shown first.
    pub keys: &'static [Key],
    /// What it does, in a few words.
    pub help: &'static str,
}

const LEFT: Key = plain(KeyCode::Left);
const RIGHT: Key = plain(KeyCode::Right);
const UP: Key = plain(KeyCode::Up);
const DOWN: Key = plain(KeyCode::Down);
const PAGE_UP: Key = plain(KeyCode::PageUp);
const PAGE_DOWN: Key = plain(KeyCode::PageDown);
const HOME: Key = plain(KeyCode::Home);
const END: Key = plain(KeyCode::End);
const TAB: Key = plain(KeyCode::Tab);
const BACK_TAB: Key = plain(KeyCode::BackTab);
const ENTER: Key = plain(KeyCode::Enter);
const DELETE: Key = plain(KeyCode::Delete);
const BACKSPACE: Key = plain(KeyCode::Backspace);

/// What begins to type a value: `=`, and everything that a number may begin with.
const TYPED: &[Key] = &[
    letter('='),
    letter('-'),
    letter('+'),
    letter('0'),
    letter('1'),
    letter('2'),
    letter('3'),
    letter('4'),
    letter('5'),
    letter('6'),
    letter('7'),
    letter('8'),
    letter('9'),
];

const fn key(code: KeyCode, modifiers: KeyModifiers) -> Key {
    Key { code, modifiers }
}

const fn plain(code: KeyCode) -> Key {
    key(code, KeyModifiers::NONE)
}

const fn letter(character: char) -> Key {
    plain(KeyCode::Char(character))
}

const fn shift(of: Key) -> Key {
    key(of.code, KeyModifiers::SHIFT)
}

const fn control(character: char) -> Key {
    key(KeyCode::Char(character), KeyModifiers::CONTROL)
}

/// One list gives the type and the table.
macro_rules! actions {
    ($($scope:ident { $($action:ident $name:literal $keys:expr, $help:literal;)* })*) => {
        /// What a key does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[doc = $help] $action,)*)*
        }

        /// Every action.
        pub const ACTIONS: &[ActionRow] = &[
            $($(ActionRow {
                scope: Scope::$scope,
                action: Action::$action,
                name: $name,
                keys: $keys,
                help: $help,
            },)*)*
        ];
    };
}

actions! {
    Mixer {
        SelectPrevious "select-previous" &[LEFT], "Select previous strip";
        SelectNext "select-next" &[RIGHT], "Select next strip";
        PreviousPage "previous-page" &[PAGE_UP, BACK_TAB], "Go one page left";
        NextPage "next-page" &[PAGE_DOWN, TAB], "Go one page right";
        SelectMain "select-main" &[END], "Select main";
        FaderUp "fader-up" &[UP], "Raise fader 0.5 dB";
        FaderDown "fader-down" &[DOWN], "Lower fader 0.5 dB";
        FaderUpFar "fader-up-far" &[shift(UP), letter('+')], "Raise fader 3 dB";
        FaderDownFar "fader-down-far" &[shift(DOWN), letter('-')], "Lower fader 3 dB";
    }
    List {
        ListUp "list-up" &[UP], "Go up a row";
        ListDown "list-down" &[DOWN], "Go down a row";
        ListPageUp "list-page-up" &[PAGE_UP], "Go up ten rows";
        ListPageDown "list-page-down" &[PAGE_DOWN], "Go down ten rows";
        ListFirst "list-first" &[HOME], "Go to the first row";
        ListLast "list-last" &[END], "Go to the last row";
    }
    Channel {
        ValueDown "value-down" &[LEFT], "Lower the value";
        ValueUp "value-up" &[RIGHT], "Raise the value";
        ValueDownFar "value-down-far" &[shift(LEFT)], "Lower it in big steps";
        ValueUpFar "value-up-far" &[shift(RIGHT)], "Raise it in big steps";
        TurnValue "turn-value" &[ENTER, letter(' ')], "Toggle, step or type";
        TypeValue "type-value" TYPED, "Type a value";
        DefaultValue "default-value" &[DELETE, BACKSPACE], "Reset to the default";
        PreviousNode "previous-node" &[PAGE_UP, BACK_TAB], "Go to previous strip";
        NextNode "next-node" &[PAGE_DOWN, TAB], "Go to next strip";
        PasteSection "paste-section" &[letter('p')], "Paste this section";
    }
    Scenes {
        RecallScene "recall-scene" &[ENTER], "Recall the scene";
        ArmScene "arm-scene" &[letter(' ')], "Arm it as the next";
        StoreNewScene "store-new-scene" &[letter('n')], "Store a new scene";
        StoreScene "store-scene" &[letter('w')], "Overwrite it (asks)";
        RenameScene "rename-scene" &[letter('r')], "Rename it";
        DeleteScene "delete-scene" &[DELETE], "Delete it (asks)";
    }
    Presets {
        ApplyPreset "apply-preset" &[ENTER], "Apply the preset";
        NewPreset "new-preset" &[letter('n')], "Store a new preset";
        ReplacePreset "replace-preset" &[letter('w')], "Overwrite it (asks)";
        RenamePreset "rename-preset" &[letter('r')], "Rename it";
        DeletePreset "delete-preset" &[DELETE], "Delete it (asks)";
    }
    Loudness {
        ResetLoudness "reset-loudness" &[letter('r')], "Begin loudness anew";
        NextScale "next-scale" &[letter('w')], "Next loudness scale";
        LoudnessSettings "loudness-settings" &[ENTER], "Show target and limit";
    }
    Everywhere {
        Panic "panic" &[letter('!'), plain(KeyCode::F(12))], "PANIC: silence all";
        ReleasePanic "release-panic" &[letter('R')], "Release panic (asks)";
        ReleaseSafeStart "release-safe-start" &[letter('S')], "End safe start";
        Mute "mute" &[letter('m')], "Toggle mute";
        Solo "solo" &[letter('o')], "Toggle solo";
        SoloClear "solo-clear" &[letter('O')], "Clear all solos";
        PanLeft "pan-left" &[letter(',')], "Pan left";
        PanRight "pan-right" &[letter('.')], "Pan right";
        MainOn "main-on" &[letter('a')], "Toggle main assign";
        Go "go" &[letter('g')], "GO: recall next scene";
        ArmPrevious "arm-previous" &[letter('[')], "Arm the scene above";
        ArmNext "arm-next" &[letter(']')], "Arm the scene below";
        UndoRecall "undo-recall" &[letter('z')], "Undo the last recall";
        Undo "undo" &[letter('u')], "Undo the last step";
        Redo "redo" &[letter('U'), control('r')], "Redo";
        Dim "dim" &[letter('d')], "Toggle monitor dim";
        Cut "cut" &[letter('D')], "Toggle monitor cut";
        Mono "mono" &[letter('b')], "Toggle monitor mono";
        Translation "translation" &[letter('e')], "Hear it as elsewhere";
        Talk "talk" &[letter('T')], "Toggle talkback, 30 s";
        TapTempo "tap-tempo" &[letter('t')], "Tap the delay's tempo";
        Copy "copy" &[letter('k')], "Copy this strip";
        Paste "paste" &[letter('p')], "Paste processing";
        PasteAll "paste-all" &[letter('P')], "Paste everything";
        Spare "spare" &[letter('x')], "Toggle spare mic";
        CopyMain "copy-main" &[letter('M')], "Copy main mix (asks)";
        ClearFault "clear-fault" &[letter('F')], "Retry a faulty strip";
        ClearClips "clear-clips" &[letter('X')], "Clear clip marks";
        Scenes "scenes" &[letter('s')], "Show the scenes";
        Channel "channel" &[letter('c')], "Show all of the strip";
        Console "console" &[letter('C')], "Show the console";
        Monitor "monitor" &[letter('l')], "Show the monitor";
        Presets "presets" &[letter('L')], "Show the presets";
        Loudness "loudness" &[letter('v')], "Show the loudness";
        Dismiss "dismiss" &[plain(KeyCode::Esc)], "Go back; clear notice";
        Redraw "redraw" &[control('l')], "Redraw the screen";
        Help "help" &[letter('?'), plain(KeyCode::F(1))], "Show help";
        Quit "quit" &[letter('q'), control('c')], "Quit (asks)";
    }
}

impl Action {
    /// The first of its keys, in words; empty for an action without one.
    pub fn key(self) -> String {
        let row = ACTIONS.iter().find(|row| row.action == self);
        let key = row.and_then(|row| row.keys.first());
        key.map_or_else(String::new, |key| key.text())
    }
}
