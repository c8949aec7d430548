//! The list of actions, in the order of the help screen: everything else about them comes from here, but their keys,
//! which are in the keymap.

use super::scope::Scope;
use crate::param::ConsoleAction;

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct ActionRow {
    /// Where.
    pub scope: Scope,
    /// What it does.
    pub action: Action,
    /// Name in files.
    pub name: &'static str,
    /// What its key means wherever it is pressed: actions of different pages with one meaning may share a key.
    pub meaning: &'static str,
    /// What it does, in a few words.
    pub help: &'static str,
}

/// A row: of an action of the terminal's own, or (without a name) of one that every front end has.
macro_rules! row {
    ($scope:ident $action:ident) => {
        row!($scope $action as ConsoleAction::$action.word())
    };
    ($scope:ident $action:ident as $meaning:expr) => {
        row!($scope $action ConsoleAction::$action.word(), $meaning, ConsoleAction::$action.help())
    };
    ($scope:ident $action:ident $name:literal: $help:literal) => {
        row!($scope $action $name, $name, $help)
    };
    ($scope:ident $action:ident $name:literal as $meaning:literal: $help:literal) => {
        row!($scope $action $name, $meaning, $help)
    };
    ($scope:ident $action:ident $name:expr, $meaning:expr, $help:expr) => {
        ActionRow {
            scope: Scope::$scope,
            action: Action::$action,
            name: $name,
            meaning: $meaning,
            help: $help,
        }
    };
}

macro_rules! on_console {
    ($action:ident) => {
        Some(ConsoleAction::$action)
    };
    ($action:ident $name:literal) => {
        None
    };
}

/// One list gives the type and the table.
macro_rules! actions {
    ($($scope:ident { $(
        $action:ident $($name:literal)? $(as $meaning:literal)? $(: $help:literal)?;
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
                    $($(Self::$action => on_console!($action $($name)?),)*)*
                }
            }
        }

        /// Every action.
        pub const ACTIONS: &[ActionRow] = &[
            $($(row!($scope $action $($name)? $(as $meaning)? $(: $help)?),)*)*
        ];
    };
}

actions! {
    Mixer {
        SelectPrevious "select-previous" as "left": "Select previous strip";
        SelectNext "select-next" as "right": "Select next strip";
        LayerInputs "layer-inputs": "Show inputs";
        LayerBuses "layer-buses": "Show buses";
        LayerDcas "layer-dcas": "Show DCAs";
        LayerFx "layer-fx": "Show FX buses";
        LayerMatrices "layer-matrices": "Show matrices";
        LayerMain "layer-main": "Show groups and main";
        LayerAll "layer-all": "Show all strips";
        PreviousPage "previous-page" as "page up": "Go one page left";
        NextPage "next-page" as "page down": "Go one page right";
        SelectFirst "select-first" as "first": "Select first strip";
        SelectMain "select-main" as "last": "Select main";
        FaderUp "fader-up" as "up": "Raise fader 0.5 dB";
        FaderDown "fader-down" as "down": "Lower fader 0.5 dB";
        FaderUpFar "fader-up-far" as "far up": "Raise fader 3 dB";
        FaderDownFar "fader-down-far" as "far down": "Lower fader 3 dB";
        FaderUpFine "fader-up-fine" as "a little up": "Raise fader 0.1 dB";
        FaderDownFine "fader-down-fine" as "a little down": "Lower fader 0.1 dB";
        FaderUnity "fader-unity": "Fader to 0 dB";
        FaderDefault "fader-default" as "delete": "Fader off (DCA: 0 dB)";
        TypeFader "type-fader" as "type": "Type fader or pan";
        JumpToStrip "jump-to-strip" as "number": "Go to the strip";
        Find "find": "Find a strip by name";
        SendsOnFaders "sends-on-faders": "Sends on faders";
    }
    List {
        ListUp "list-up" as "up": "Go up a row";
        ListDown "list-down" as "down": "Go down a row";
        ListPageUp "list-page-up" as "page up": "Go up ten rows";
        ListPageDown "list-page-down" as "page down": "Go down ten rows";
        ListFirst "list-first" as "first": "Go to the first row";
        ListLast "list-last" as "last": "Go to the last row";
    }
    Channel {
        ValueDown "value-down" as "left": "Lower the value";
        ValueUp "value-up" as "right": "Raise the value";
        ValueDownFine "value-down-fine" as "a little left": "Lower it a little";
        ValueUpFine "value-up-fine" as "a little right": "Raise it a little";
        ValueDownFar "value-down-far" as "far left": "Lower it in big steps";
        ValueUpFar "value-up-far" as "far right": "Raise it in big steps";
        TurnValue "turn-value" as "enter": "Toggle, step or type";
        TypeValue "type-value" as "type": "Type a value";
        DefaultValue "default-value" as "delete": "Reset to the default";
        PreviousNode "previous-node" as "page up": "Go to previous strip";
        NextNode "next-node" as "page down": "Go to next strip";
        GoToSection "go-to-section" as "number": "Go to the section";
        BypassSection "bypass-section": "Section in or out";
        Compare "compare": "Section: A or B";
        PasteSection "paste-section" as "paste": "Paste this section";
        ValueSafe "value-safe" as "safe": "Safe from recalls";
        DrawValue "draw-value" as "new": "Draw automation here";
        ReleaseValue "release-value" as "release touched": "Release if touched";
    }
    Monitor {
        ChooseReference "choose-reference" as "new": "Name reference file";
        ReferenceMark as "marker";
        ReferencePrevious as "marker before";
        ReferenceNext as "next marker";
        ReferenceLoop as "loop";
        ReferenceIn "reference-in": "Loop begins here";
        ReferenceOut "reference-out": "Loop ends here";
        ReferenceWhole "reference-whole": "Loop the whole track";
        ReferenceStop;
    }
    Scenes {
        RecallScene "recall-scene" as "enter": "Recall the scene";
        ArmScene "arm-scene" as "arm": "Arm it as the next";
        StoreNewScene "store-new-scene" as "new": "Store a new scene";
        StoreScene "replace-scene" as "overwrite": "Overwrite it (asks)";
        RenameScene "rename-scene" as "rename": "Rename it";
        DeleteScene "delete-scene" as "delete": "Delete it (asks)";
        DuplicateScene "duplicate-scene" as "copy": "Duplicate it";
        MoveSceneUp "move-scene-up" as "far up": "Move it up";
        MoveSceneDown "move-scene-down" as "far down": "Move it down";
        SceneFade "scene-fade" as "fade": "Set its fade time";
        SceneNotes "scene-notes" as "notes": "Write notes";
        LockScene "lock-scene" as "protect": "Lock or unlock it";
        ColorScene "color-scene" as "color": "Next colour";
        NumberScene "number-scene" as "number": "Give it a place";
        SceneScope "scene-scope": "Show what it recalls";
        InsertScene "insert-scene": "Store one before it";
        ChangeScenes "change-scenes": "Change value in many";
        PasteScenes "paste-scenes": "Paste into many";
        FoldTouched "fold-touched": "Keep touched here";
        FoldFollowing "fold-following": "Also in later scenes";
        FoldAll "fold-all": "In all scenes (asks)";
        FoldRelative "fold-relative": "Later ones by as much";
        ReleaseTouched "release-touched" as "release touched": "Release the touched";
    }
    RecallScope {
        ScopeUp "scope-up" as "up": "Go to strip above";
        ScopeDown "scope-down" as "down": "Go to strip below";
        ScopeLeft "scope-left" as "left": "Go to class before";
        ScopeRight "scope-right" as "right": "Go to next class";
        ScopePageUp "scope-page-up" as "page up": "Go up ten rows";
        ScopePageDown "scope-page-down" as "page down": "Go down ten rows";
        ScopeFirst "scope-first" as "first": "Go to first row";
        ScopeLast "scope-last" as "last": "Go to last row";
        ScopeToggle "scope-toggle" as "enter": "Recall it or not";
        ScopeRow "scope-row" as "arm": "All or nothing of it";
        ScopeOthers "scope-others" as "delete": "As all others";
    }
    Cues {
        GoToCue "go-to-cue" as "enter": "Go to the cue";
        ArmCue "arm-cue" as "arm": "Arm it as the next";
        NewCue "new-cue" as "new": "Add a cue after it";
        NameCue "name-cue" as "rename": "Name it";
        NumberCue "number-cue" as "number": "Give it a number";
        CueScene "cue-scene": "Choose its scene";
        CueFade "cue-fade" as "fade": "Set its fade time";
        CueWait "cue-wait": "Set its wait";
        CueFollow "cue-follow": "Set its follow-on";
        CueSends "cue-sends": "Set its MIDI";
        CueRecords "cue-records": "Record, mark, stop";
        CueNotes "cue-notes" as "notes": "Write notes";
        SkipCue "skip-cue": "Skip it or not";
        LockCue "lock-cue" as "protect": "Lock or unlock it";
        ColorCue "color-cue" as "color": "Next colour";
        DuplicateCue "duplicate-cue" as "copy": "Duplicate it";
        MoveCueUp "move-cue-up" as "far up": "Move it up";
        MoveCueDown "move-cue-down" as "far down": "Move it down";
        RenumberCues "renumber-cues": "Renumber all (asks)";
        DeleteCue "delete-cue" as "delete": "Delete it (asks)";
    }
    Presets {
        ApplyPreset "apply-preset" as "enter": "Apply the preset";
        NewPreset "new-preset" as "new": "Store a new preset";
        ReplacePreset "replace-preset" as "overwrite": "Overwrite it (asks)";
        RenamePreset "rename-preset" as "rename": "Rename it";
        DeletePreset "delete-preset" as "delete": "Delete it (asks)";
    }
    Phones {
        NewPhone "new-phone" as "new": "Make a phone link";
        FreezePhone "freeze-phone" as "enter": "Freeze, or unfreeze";
        KeepMix "keep-mix": "Keep mix of its bus";
        BackToMix "back-to-mix": "Restore mix (asks)";
        RevokePhone "revoke-phone" as "delete": "End the link (asks)";
    }
    Loudness {
        ResetLoudness "reset-loudness" as "delete": "Begin loudness anew";
        NextScale "next-scale" as "right": "Next loudness scale";
        LoudnessSettings "loudness-settings" as "enter": "Show target and limit";
    }
    Spectrum {
        CursorLeft "cursor-left" as "left": "Cursor down a step";
        CursorRight "cursor-right" as "right": "Cursor up a step";
        CursorFarLeft "cursor-far-left" as "far left": "Cursor down an octave";
        CursorFarRight "cursor-far-right" as "far right": "Cursor up an octave";
        CursorHighest "cursor-highest" as "first": "Go to highest tone";
        SuspectUp "suspect-up" as "up": "Go up a suspect";
        SuspectDown "suspect-down" as "down": "Go down a suspect";
        PreviousSpectrum "previous-spectrum" as "page up": "Go to strip before";
        NextSpectrum "next-spectrum" as "page down": "Go to next strip";
        SpectrumView "spectrum-view" as "number": "Thirds, lines, clash";
        SpectrumAverage "spectrum-average": "Next averaging time";
        SpectrumHold "spectrum-hold": "Next peak hold";
        SpectrumSlope "spectrum-slope": "Next slope";
        SpectrumTap "spectrum-tap": "Next tap";
        ClearPeaks "clear-peaks" as "delete": "Clear held peaks";
        NotchHere "notch-here": "Notch at the cursor";
        SpectrumSettings "spectrum-settings" as "enter": "Show its settings";
    }
    Automation {
        PointPrevious "point-previous" as "left": "Go to previous point";
        PointNext "point-next" as "right": "Go to next point";
        PointUp "point-up" as "far up": "Raise the point";
        PointDown "point-down" as "far down": "Lower the point";
        PointEarlier "point-earlier" as "a little left": "Move it earlier";
        PointLater "point-later" as "a little right": "Move it later";
        DrawPoint "draw-point" as "new": "Draw a point here";
        CopyPoint "copy-point" as "copy": "Copy the point here";
        DeletePoint "delete-point" as "delete": "Delete the point";
        PointShape "point-shape": "Bend the way from it";
        TypePoint "type-point" as "type": "Type its value";
        GoToPoint "go-to-point" as "enter": "Go to the point";
        LaneMode "lane-mode": "Next mode of strip";
        ConsoleMode "console-mode": "Next mode of console";
        ClearLane "clear-lane": "Clear lane (asks)";
        ZoomIn "zoom-in": "Look closer";
        ZoomOut "zoom-out": "Look from further";
    }
    Meters {
        BigMeters "big-meters" as "enter": "All meters, or big";
    }
    Matrix {
        MatrixUp "matrix-up" as "up": "Go to source above";
        MatrixDown "matrix-down" as "down": "Go to source below";
        MatrixLeft "matrix-left" as "left": "Go to bus before";
        MatrixRight "matrix-right" as "right": "Go to next bus";
        MatrixPageUp "matrix-page-up" as "page up": "Go up ten sources";
        MatrixPageDown "matrix-page-down" as "page down": "Go down ten sources";
        MatrixFirst "matrix-first" as "first": "Go to first source";
        MatrixLast "matrix-last" as "last": "Go to last source";
        RaiseSend "raise-send" as "far up": "Raise the send 3 dB";
        LowerSend "lower-send" as "far down": "Lower the send 3 dB";
        RaiseSendFine "raise-send-fine" as "a little up": "Raise it 0.1 dB";
        LowerSendFine "lower-send-fine" as "a little down": "Lower it 0.1 dB";
        TypeSend "type-send" as "type": "Type its level";
        SendTap "send-tap" as "enter": "Next tap: pre, post";
        SendDefault "send-default" as "delete": "Reset to the default";
    }
    Patch {
        ConnectPort "connect-port" as "enter": "Connect to a port";
        DisconnectPort "disconnect-port" as "delete": "Disconnect (asks)";
    }
    Preflight {
        GoToFinding "go-to-finding" as "enter": "Go to its place";
    }
    Surfaces {
        LearnControl "learn-control" as "enter": "Learn a control; next";
        LearnDevice "learn-device" as "new": "Learn the device";
        PauseMonitor "pause-monitor": "Pause MIDI monitor";
    }
    Tape {
        StripOnTape "strip-on-tape" as "enter": "Strip: tape or live";
        OpenTape "open-tape" as "new": "Name folder or file";
        LastTape "last-tape": "Open last recording";
        EjectTape "eject-tape" as "delete": "Close tape (asks)";
    }
    Journal {
        UndoToHere "undo-to-here" as "enter": "Undo to here (asks)";
        NextPerson "next-person" as "right": "Only who comes next";
        PreviousPerson "previous-person" as "left": "Only who came before";
    }
    Everywhere {
        Panic;
        ReleasePanic;
        ReleaseSafeStart;
        Mute "mute": "Toggle mute";
        Solo "solo": "Toggle solo";
        SoloClear "solo-clear": "Clear all solos";
        PanLeft "pan-left": "Pan left";
        PanRight "pan-right": "Pan right";
        MainOn "main-on": "Toggle main assign";
        Go;
        Back;
        CueHold;
        CueStop;
        FadeHold;
        FadeStop;
        FadeReverse;
        ScenePrevious;
        SceneNext;
        UndoRecall;
        Undo;
        Redo;
        Play;
        StopTransport;
        LocateStart;
        MarkerPrevious as "marker before";
        MarkerNext as "next marker";
        DropMarker as "marker";
        LoopOn as "loop";
        Dim "dim": "Toggle monitor dim";
        Cut "cut": "Toggle monitor cut";
        Mono "mono": "Toggle monitor mono";
        Translation "translation": "Hear it as elsewhere";
        Notch;
        FxMute;
        Record;
        RecordMark;
        Tape;
        Live;
        Reference;
        Talk "talk": "Toggle talkback, 30 s";
        TapTempo "tap-tempo": "Tap the delay's tempo";
        Copy "copy": "Copy this strip";
        Paste "paste": "Paste processing";
        PasteAll "paste-all": "Paste everything";
        Spare "spare": "Toggle spare mic";
        CopyMain "copy-main": "Copy main mix (asks)";
        RecallSafe "recall-safe" as "safe": "Strip: recall safe";
        NameStrip "name-strip": "Name it, colour it";
        ClearFault "clear-fault": "Retry a faulty strip";
        ClearClips "clear-clips": "Clear clip marks";
        Mixer "mixer": "Show the mixer";
        Overview "overview": "Mixer: all at once";
        Channel "channel": "Show all of the strip";
        Scenes "scenes": "Show the scenes";
        Cues "cues": "Show the cues";
        Console "console": "Show the console";
        Monitor "monitor": "Show the monitor";
        Presets "presets": "Show the presets";
        Why "why": "Why silent, why loud";
        Loudness "loudness": "Show the loudness";
        Spectrum "spectrum": "Show the spectrum";
        Automation "automation": "Show the automation";
        Meters "meters": "Show the meter bridge";
        Matrix "matrix": "Show who feeds whom";
        Patch "patch": "Show the patch";
        Preflight "preflight": "Show what is lacking";
        Phones "phones": "Show the phones";
        TapePage "tape-page": "Show the tape";
        Surfaces "surfaces": "Show the surfaces";
        Journal "journal": "Show who did what";
        Log "log": "Show the log";
        LastPage "last-page": "Page shown before";
        NextTheme "next-theme": "Next theme of colours";
        Command "command": "Type a command";
        Lock "lock": "Lock keys and mouse";
        Dismiss "dismiss": "Go back; clear notice";
        Redraw "redraw": "Redraw the screen";
        Help "help": "Show help";
        Quit "quit": "Quit (asks)";
    }
}
