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
        SelectPrevious "select-previous" &[LEFT], "strip to the left";
        SelectNext "select-next" &[RIGHT], "strip to the right";
        PreviousPage "previous-page" &[PAGE_UP, BACK_TAB], "page to the left";
        NextPage "next-page" &[PAGE_DOWN, TAB], "page to the right";
        SelectMain "select-main" &[END], "main";
        FaderUp "fader-up" &[UP], "fader up 0.5 dB";
        FaderDown "fader-down" &[DOWN], "fader down 0.5 dB";
        FaderUpFar "fader-up-far" &[shift(UP), letter('+')], "fader up 3 dB";
        FaderDownFar "fader-down-far" &[shift(DOWN), letter('-')], "fader down 3 dB";
    }
    List {
        ListUp "list-up" &[UP], "row above";
        ListDown "list-down" &[DOWN], "row below";
        ListPageUp "list-page-up" &[PAGE_UP], "ten rows up";
        ListPageDown "list-page-down" &[PAGE_DOWN], "ten rows down";
        ListFirst "list-first" &[HOME], "first row";
        ListLast "list-last" &[END], "last row";
    }
    Channel {
        ValueDown "value-down" &[LEFT], "value down";
        ValueUp "value-up" &[RIGHT], "value up";
        ValueDownFar "value-down-far" &[shift(LEFT)], "value far down";
        ValueUpFar "value-up-far" &[shift(RIGHT)], "value far up";
        TurnValue "turn-value" &[ENTER, letter(' ')], "switch, next, type";
        TypeValue "type-value" TYPED, "type a value";
        DefaultValue "default-value" &[DELETE, BACKSPACE], "default value";
        PreviousNode "previous-node" &[PAGE_UP, BACK_TAB], "channel before";
        NextNode "next-node" &[PAGE_DOWN, TAB], "channel after";
        PasteSection "paste-section" &[letter('p')], "paste this section";
    }
    Scenes {
        RecallScene "recall-scene" &[ENTER], "recall";
        ArmScene "arm-scene" &[letter(' ')], "make it next";
        StoreNewScene "store-new-scene" &[letter('n')], "store as new";
        StoreScene "store-scene" &[letter('w')], "replace (asks)";
        RenameScene "rename-scene" &[letter('r')], "rename";
        DeleteScene "delete-scene" &[DELETE], "delete (asks)";
    }
    Presets {
        ApplyPreset "apply-preset" &[ENTER], "apply";
        NewPreset "new-preset" &[letter('n')], "store as new";
        ReplacePreset "replace-preset" &[letter('w')], "replace (asks)";
        RenamePreset "rename-preset" &[letter('r')], "rename";
        DeletePreset "delete-preset" &[DELETE], "delete (asks)";
    }
    Everywhere {
        Panic "panic" &[letter('!'), plain(KeyCode::F(12))], "PANIC, outputs silent";
        ReleasePanic "release-panic" &[letter('R')], "release panic (asks)";
        ReleaseSafeStart "release-safe-start" &[letter('S')], "end safe start";
        Mute "mute" &[letter('m')], "mute on or off";
        Solo "solo" &[letter('o')], "solo on or off";
        SoloClear "solo-clear" &[letter('O')], "end every solo";
        PanLeft "pan-left" &[letter(',')], "pan to the left";
        PanRight "pan-right" &[letter('.')], "pan to the right";
        MainOn "main-on" &[letter('a')], "main assign on or off";
        Go "go" &[letter('g')], "GO: recall next scene";
        ArmPrevious "arm-previous" &[letter('[')], "next scene: one up";
        ArmNext "arm-next" &[letter(']')], "next scene: one down";
        UndoRecall "undo-recall" &[letter('z')], "take a recall back";
        Undo "undo" &[letter('u')], "undo the last step";
        Redo "redo" &[letter('U'), control('r')], "redo what was undone";
        Dim "dim" &[letter('d')], "speakers dimmed";
        Cut "cut" &[letter('D')], "speakers cut";
        Mono "mono" &[letter('b')], "monitor in mono";
        Talk "talk" &[letter('T')], "talk (latches, 30 s)";
        TapTempo "tap-tempo" &[letter('t')], "tap the delay's tempo";
        Copy "copy" &[letter('k')], "copy this strip";
        Paste "paste" &[letter('p')], "paste processing";
        PasteAll "paste-all" &[letter('P')], "paste everything";
        Spare "spare" &[letter('x')], "spare microphone";
        CopyMain "copy-main" &[letter('M')], "main mix here (asks)";
        ClearFault "clear-fault" &[letter('F')], "retry a faulty strip";
        ClearClips "clear-clips" &[letter('X')], "put clip marks out";
        Scenes "scenes" &[letter('s')], "scenes";
        Channel "channel" &[letter('c')], "all of this strip";
        Console "console" &[letter('C')], "all of the console";
        Monitor "monitor" &[letter('l')], "all of the monitor";
        Presets "presets" &[letter('L')], "presets";
        Dismiss "dismiss" &[plain(KeyCode::Esc)], "back; notice away";
        Redraw "redraw" &[control('l')], "draw everything anew";
        Help "help" &[letter('?'), plain(KeyCode::F(1))], "help for this page";
        Quit "quit" &[letter('q'), control('c')], "leave (asks)";
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
