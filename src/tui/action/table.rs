//! The list of actions, in the order of the help screen: everything else about them comes from here.

use super::key::Key;
use super::scope::Scope;
use crate::param::ConsoleAction;
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

/// What begins the number of a strip, and goes to a section of a channel.
const DIGITS: &[Key] = &[
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

/// What begins to type a value: `=`, and the signs that it may begin with.
const TYPED: &[Key] = &[letter('='), letter('-'), letter('+')];

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

const fn held(of: Key) -> Key {
    key(of.code, KeyModifiers::CONTROL)
}

const fn control(character: char) -> Key {
    key(KeyCode::Char(character), KeyModifiers::CONTROL)
}

/// A row: of an action of the terminal's own, or (`=`) of one that every front end has.
macro_rules! row {
    ($scope:ident $action:ident = $keys:expr) => {
        ActionRow {
            scope: Scope::$scope,
            action: Action::$action,
            name: ConsoleAction::$action.word(),
            keys: $keys,
            help: ConsoleAction::$action.help(),
        }
    };
    ($scope:ident $action:ident $name:literal $keys:expr, $help:literal) => {
        ActionRow {
            scope: Scope::$scope,
            action: Action::$action,
            name: $name,
            keys: $keys,
            help: $help,
        }
    };
}

macro_rules! on_console {
    ($action:ident $keys:expr) => {
        Some(ConsoleAction::$action)
    };
}

/// One list gives the type and the table.
macro_rules! actions {
    ($($scope:ident { $(
        $action:ident $(= { $console_keys:expr })? $($name:literal $keys:expr, $help:literal)?;
    )* })*) => {
        /// What a key does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(
                #[doc = concat!("`", stringify!($action), "`.")]
                $(#[doc = $help])?
                $action,
            )*)*
        }

        impl Action {
            /// What it does to the console as a whole, if every front end has it.
            pub fn on_console(self) -> Option<ConsoleAction> {
                match self {
                    $($($(Self::$action => on_console!($action $console_keys),)?)*)*
                    _ => None,
                }
            }
        }

        /// Every action.
        pub const ACTIONS: &[ActionRow] = &[
            $($(row!($scope $action $(= $console_keys)? $($name $keys, $help)?),)*)*
        ];
    };
}

actions! {
    Mixer {
        SelectPrevious "select-previous" &[LEFT, letter('h')], "Select previous strip";
        SelectNext "select-next" &[RIGHT, letter('l')], "Select next strip";
        LayerInputs "layer-inputs" &[plain(KeyCode::F(2))], "Show inputs";
        LayerBuses "layer-buses" &[plain(KeyCode::F(3))], "Show buses";
        LayerDcas "layer-dcas" &[plain(KeyCode::F(4))], "Show DCAs";
        LayerFx "layer-fx" &[plain(KeyCode::F(5))], "Show FX buses";
        LayerMatrices "layer-matrices" &[plain(KeyCode::F(6))], "Show matrices";
        LayerMain "layer-main" &[plain(KeyCode::F(7))], "Show groups and main";
        LayerAll "layer-all" &[plain(KeyCode::F(8))], "Show all strips";
        Overview "overview" &[letter('W')], "All at once, narrow";
        PreviousPage "previous-page" &[PAGE_UP, BACK_TAB], "Go one page left";
        NextPage "next-page" &[PAGE_DOWN, TAB], "Go one page right";
        SelectFirst "select-first" &[HOME], "Select first strip";
        SelectMain "select-main" &[END], "Select main";
        FaderUp "fader-up" &[UP, letter('k')], "Raise fader 0.5 dB";
        FaderDown "fader-down" &[DOWN, letter('j')], "Lower fader 0.5 dB";
        FaderUpFar "fader-up-far" &[shift(UP), letter('K')], "Raise fader 3 dB";
        FaderDownFar "fader-down-far" &[shift(DOWN), letter('J')], "Lower fader 3 dB";
        FaderUpFine "fader-up-fine" &[held(UP)], "Raise fader 0.1 dB";
        FaderDownFine "fader-down-fine" &[held(DOWN)], "Lower fader 0.1 dB";
        FaderUnity "fader-unity" &[letter('N')], "Fader to 0 dB";
        FaderDefault "fader-default" &[DELETE, BACKSPACE], "Fader off (DCA: 0 dB)";
        TypeFader "type-fader" TYPED, "Type fader or pan";
        JumpToStrip "jump-to-strip" DIGITS, "Go to the strip";
        Find "find" &[letter('/')], "Find a strip by name";
        SendsOnFaders "sends-on-faders" &[letter('f')], "Sends on faders";
    }
    List {
        ListUp "list-up" &[UP, letter('k')], "Go up a row";
        ListDown "list-down" &[DOWN, letter('j')], "Go down a row";
        ListPageUp "list-page-up" &[PAGE_UP], "Go up ten rows";
        ListPageDown "list-page-down" &[PAGE_DOWN], "Go down ten rows";
        ListFirst "list-first" &[HOME], "Go to the first row";
        ListLast "list-last" &[END], "Go to the last row";
    }
    Channel {
        ValueDown "value-down" &[LEFT, letter('h')], "Lower the value";
        ValueUp "value-up" &[RIGHT, letter('l')], "Raise the value";
        ValueDownFine "value-down-fine" &[held(LEFT)], "Lower it a little";
        ValueUpFine "value-up-fine" &[held(RIGHT)], "Raise it a little";
        ValueDownFar "value-down-far" &[shift(LEFT)], "Lower it in big steps";
        ValueUpFar "value-up-far" &[shift(RIGHT)], "Raise it in big steps";
        TurnValue "turn-value" &[ENTER, letter(' ')], "Toggle, step or type";
        TypeValue "type-value" TYPED, "Type a value";
        DefaultValue "default-value" &[DELETE, BACKSPACE], "Reset to the default";
        PreviousNode "previous-node" &[PAGE_UP, BACK_TAB], "Go to previous strip";
        NextNode "next-node" &[PAGE_DOWN, TAB], "Go to next strip";
        GoToSection "go-to-section" DIGITS, "Go to the section";
        BypassSection "bypass-section" &[letter('i')], "Section in or out";
        Compare "compare" &[letter('A')], "Section: A or B";
        PasteSection "paste-section" &[letter('p')], "Paste this section";
        ValueSafe "value-safe" &[letter('#')], "Safe from recalls";
        DrawValue "draw-value" &[letter('Q')], "Draw automation here";
        ReleaseValue "release-value" &[letter('W')], "Release if touched";
    }
    Monitor {
        ChooseReference "choose-reference" &[letter('n')], "Name reference file";
        ReferenceMark = { &[letter('f')] };
        ReferencePrevious = { &[letter('(')] };
        ReferenceNext = { &[letter(')')] };
        ReferenceLoop = { &[letter('r')] };
        ReferenceIn "reference-in" &[letter('<')], "Loop begins here";
        ReferenceOut "reference-out" &[letter('>')], "Loop ends here";
        ReferenceWhole "reference-whole" &[letter('w')], "Loop the whole track";
        ReferenceStop = { &[letter('0')] };
    }
    Scenes {
        RecallScene "recall-scene" &[ENTER], "Recall the scene";
        ArmScene "arm-scene" &[letter(' ')], "Arm it as the next";
        StoreNewScene "store-new-scene" &[letter('n')], "Store a new scene";
        StoreScene "replace-scene" &[letter('w')], "Overwrite it (asks)";
        RenameScene "rename-scene" &[letter('r')], "Rename it";
        DeleteScene "delete-scene" &[DELETE], "Delete it (asks)";
        DuplicateScene "duplicate-scene" &[letter('y')], "Duplicate it";
        MoveSceneUp "move-scene-up" &[shift(UP)], "Move it up";
        MoveSceneDown "move-scene-down" &[shift(DOWN)], "Move it down";
        SceneFade "scene-fade" &[letter('=')], "Set its fade time";
        SceneNotes "scene-notes" &[letter('N')], "Write notes";
        LockScene "lock-scene" &[letter('Y')], "Lock or unlock it";
        FoldTouched "fold-touched" &[letter('A')], "Keep touched here";
        FoldFollowing "fold-following" &[letter('B')], "Also in later scenes";
        FoldAll "fold-all" &[letter('E')], "In all scenes (asks)";
        ReleaseTouched "release-touched" &[letter('W')], "Release the touched";
    }
    Cues {
        GoToCue "go-to-cue" &[ENTER], "Go to the cue";
        ArmCue "arm-cue" &[letter(' ')], "Arm it as the next";
        NewCue "new-cue" &[letter('n')], "Add a cue after it";
        NameCue "name-cue" &[letter('r')], "Name it";
        NumberCue "number-cue" &[letter('i')], "Give it a number";
        CueScene "cue-scene" &[letter('w')], "Choose its scene";
        CueFade "cue-fade" &[letter('=')], "Set its fade time";
        CueWait "cue-wait" &[letter('W')], "Set its wait";
        CueFollow "cue-follow" &[letter('f')], "Set its follow-on";
        CueSends "cue-sends" &[letter('E')], "Set its MIDI";
        CueNotes "cue-notes" &[letter('N')], "Write notes";
        SkipCue "skip-cue" &[letter('h')], "Skip it or not";
        LockCue "lock-cue" &[letter('Y')], "Lock or unlock it";
        ColorCue "color-cue" &[letter('B')], "Next colour";
        DuplicateCue "duplicate-cue" &[letter('y')], "Duplicate it";
        MoveCueUp "move-cue-up" &[shift(UP)], "Move it up";
        MoveCueDown "move-cue-down" &[shift(DOWN)], "Move it down";
        RenumberCues "renumber-cues" &[letter('A')], "Renumber all (asks)";
        DeleteCue "delete-cue" &[DELETE], "Delete it (asks)";
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
    Automation {
        PlayHere "play-here" &[letter(' ')], "Play or stop";
        PointPrevious "point-previous" &[LEFT, letter('h')], "Go to previous point";
        PointNext "point-next" &[RIGHT, letter('l')], "Go to next point";
        PointUp "point-up" &[shift(UP), letter('K')], "Raise the point";
        PointDown "point-down" &[shift(DOWN), letter('J')], "Lower the point";
        PointEarlier "point-earlier" &[held(LEFT)], "Move it earlier";
        PointLater "point-later" &[held(RIGHT)], "Move it later";
        DrawPoint "draw-point" &[letter('n')], "Draw a point here";
        CopyPoint "copy-point" &[letter('y')], "Copy the point here";
        DeletePoint "delete-point" &[DELETE], "Delete the point";
        PointShape "point-shape" &[letter('w')], "Bend the way from it";
        TypePoint "type-point" &[letter('=')], "Type its value";
        GoToPoint "go-to-point" &[ENTER], "Go to the point";
        LaneMode "lane-mode" &[letter('N')], "Next mode of strip";
        ConsoleMode "console-mode" &[letter('W')], "Next mode of console";
        ClearLane "clear-lane" &[letter('E')], "Clear lane (asks)";
        ZoomIn "zoom-in" &[letter(')')], "Look closer";
        ZoomOut "zoom-out" &[letter('(')], "Look from further";
    }
    Everywhere {
        Panic = { &[letter('!'), plain(KeyCode::F(12))] };
        ReleasePanic = { &[letter('R')] };
        ReleaseSafeStart = { &[letter('S')] };
        Mute "mute" &[letter('m')], "Toggle mute";
        Solo "solo" &[letter('o')], "Toggle solo";
        SoloClear "solo-clear" &[letter('O')], "Clear all solos";
        PanLeft "pan-left" &[letter(',')], "Pan left";
        PanRight "pan-right" &[letter('.')], "Pan right";
        MainOn "main-on" &[letter('a')], "Toggle main assign";
        Go = { &[letter('g')] };
        Back = { &[letter('G')] };
        CueHold = { &[letter(';')] };
        CueStop = { &[letter('_')] };
        ScenePrevious = { &[letter('[')] };
        SceneNext = { &[letter(']')] };
        UndoRecall = { &[letter('z')] };
        Undo = { &[letter('u')] };
        Redo = { &[letter('U'), control('r')] };
        Play = { &[plain(KeyCode::F(9))] };
        StopTransport = { &[plain(KeyCode::F(10))] };
        LocateStart = { &[letter('<')] };
        MarkerPrevious = { &[letter('{')] };
        MarkerNext = { &[letter('}')] };
        DropMarker = { &[letter('\'')] };
        LoopOn = { &[letter('I')] };
        Dim "dim" &[letter('d')], "Toggle monitor dim";
        Cut "cut" &[letter('D')], "Toggle monitor cut";
        Mono "mono" &[letter('b')], "Toggle monitor mono";
        Translation "translation" &[letter('e')], "Hear it as elsewhere";
        Record = { &[letter('*')] };
        RecordMark = { &[letter('"')] };
        Reference = { &[letter('H')] };
        Talk "talk" &[letter('T')], "Toggle talkback, 30 s";
        TapTempo "tap-tempo" &[letter('t')], "Tap the delay's tempo";
        Copy "copy" &[letter('y')], "Copy this strip";
        Paste "paste" &[letter('p')], "Paste processing";
        PasteAll "paste-all" &[letter('P')], "Paste everything";
        Spare "spare" &[letter('x')], "Toggle spare mic";
        CopyMain "copy-main" &[letter('M')], "Copy main mix (asks)";
        RecallSafe "recall-safe" &[letter('#')], "Strip: recall safe";
        ClearFault "clear-fault" &[letter('F')], "Retry a faulty strip";
        ClearClips "clear-clips" &[letter('X')], "Clear clip marks";
        Scenes "scenes" &[letter('s')], "Show the scenes";
        Cues "cues" &[letter('Q')], "Show the cues";
        Channel "channel" &[letter('c')], "Show all of the strip";
        Console "console" &[letter('C')], "Show the console";
        Monitor "monitor" &[letter('v')], "Show the monitor";
        Presets "presets" &[letter('L')], "Show the presets";
        Command "command" &[letter(':')], "Type a command";
        Lock "lock" &[control('k')], "Lock keys and mouse";
        Why "why" &[letter('w')], "Why silent, why loud";
        Loudness "loudness" &[letter('V')], "Show the loudness";
        Automation "automation" &[letter('Z')], "Show the automation";
        Dismiss "dismiss" &[plain(KeyCode::Esc)], "Go back; clear notice";
        Redraw "redraw" &[control('l')], "Redraw the screen";
        Help "help" &[letter('?'), plain(KeyCode::F(1))], "Show help";
        Quit "quit" &[letter('q'), control('c')], "Quit (asks)";
    }
}

impl Action {
    /// Its row: the table has one for every action, in the same order.
    pub fn row(self) -> &'static ActionRow {
        &ACTIONS[self as usize]
    }

    /// The first of its keys, in words; empty for an action without one.
    pub fn key(self) -> String {
        let key = self.row().keys.first();
        key.map_or_else(String::new, |key| key.text())
    }
}
