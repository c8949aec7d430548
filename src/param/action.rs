//! What is done to the console as a whole, besides setting parameters: one list, from which the keys of the
//! terminal, the words of surfaces and `headroom do` come. What each asks of the console stands with
//! [`Intent`](crate::control::intent::Intent).

/// One list gives the type and its words.
macro_rules! console_actions {
    ($($action:ident $word:literal $help:literal;)*) => {
        /// An action on the console.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ConsoleAction {
            $(#[doc = $help] $action,)*
        }

        impl ConsoleAction {
            /// Every action, in the order in which lists show them.
            pub const ALL: &[Self] = &[$(Self::$action,)*];

            /// Its word in files and on the command line.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$action => $word,)* }
            }

            /// What it does, in a few words.
            pub const fn help(self) -> &'static str {
                match self { $(Self::$action => $help,)* }
            }
        }
    };
}

console_actions! {
    ScenePrevious "scene-previous" "Arm the cue above";
    SceneNext "scene-next" "Arm the cue below";
    Go "go" "GO: next cue or scene";
    Back "back" "Go to the cue before";
    CueHold "cue-hold" "Hold the countdown";
    CueStop "cue-stop" "Stop the countdown";
    FadeHold "fade-hold" "Hold the fade, go on";
    FadeStop "fade-stop" "Stop the fade here";
    FadeReverse "fade-reverse" "Fade back";
    StoreScene "store-scene" "Overwrite the current scene (asks)";
    UndoRecall "undo-recall" "Undo the last recall";
    Undo "undo" "Undo the last step";
    Redo "redo" "Redo";
    Play "play" "Play or stop";
    StopTransport "transport-stop" "Stop playing";
    LocateStart "transport-start" "Go to the start";
    MarkerPrevious "marker-previous" "Go to marker before";
    MarkerNext "marker-next" "Go to next marker";
    DropMarker "marker-drop" "Drop a marker";
    LoopOn "loop" "Loop on or off";
    Panic "panic" "PANIC: silence all";
    ReleasePanic "release-panic" "Release panic (asks)";
    ReleaseSafeStart "release-safe-start" "End safe start";
    Notch "notch" "Notch the suspect";
    FxMute "fx-mute" "Toggle FX mute";
    Record "record" "Toggle recording";
    RecordMark "record-mark" "Mark the recording";
    Tape "tape" "Hear the tape (asks)";
    Live "live" "Back to live";
    Reference "reference" "Hear mix or reference";
    ReferenceStop "reference-stop" "Stop the reference";
    ReferenceLoop "reference-loop" "Toggle reference loop";
    ReferenceMark "reference-mark" "Mark the reference";
    ReferenceNext "reference-next" "Go to next marker";
    ReferencePrevious "reference-previous" "Go to marker before";
}

impl ConsoleAction {
    /// The action with that word.
    pub fn of_word(word: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|action| action.word() == word)
    }

    /// True for what opens outputs or overwrites something: a surface wants the key twice, the command line
    /// `--confirm`, and the terminal asks where the help says so.
    pub const fn asks(self) -> bool {
        matches!(
            self,
            Self::StoreScene | Self::ReleasePanic | Self::ReleaseSafeStart | Self::Tape
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_names_one_action_and_its_help_says_which_ask() {
        for action in ConsoleAction::ALL {
            assert_eq!(ConsoleAction::of_word(action.word()), Some(*action));
            let says_so = action.help().ends_with("(asks)");
            assert!(action.asks() || !says_so, "{action:?}");
        }
        assert_eq!(ConsoleAction::of_word("nothing"), None);
    }
}
