//! Where keys work.

/// One list gives the type and its words.
macro_rules! scopes {
    ($($scope:ident $word:literal $help:literal;)*) => {
        /// Where a key does what the keymap says.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Scope {
            $(#[doc = $help] $scope,)*
        }

        impl Scope {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$scope,)*];

            /// Its word in files.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$scope => $word,)* }
            }
        }
    };
}

scopes! {
    Everywhere "everywhere" "On every page that has no use of its own for the key.";
    Mixer "mixer" "On the mixer.";
    List "list" "On every page that shows a list.";
    Channel "channel" "On the channel page.";
    Monitor "monitor" "On the page of the monitor.";
    Scenes "scenes" "On the page of the scenes.";
    RecallScope "scope" "On the grid of what a recall changes.";
    Cues "cues" "On the page of the cues.";
    Presets "presets" "On the page of the presets.";
    Phones "phones" "On the page of the phones.";
    Loudness "loudness" "On the page of loudness.";
    Spectrum "spectrum" "On the page of the spectrum.";
    Automation "automation" "On the page of automation.";
    Meters "meters" "On the meter bridge.";
    Matrix "matrix" "On the grid of sends.";
    Patch "patch" "On the page of the patch.";
    Preflight "preflight" "On the page of what is lacking before doors.";
    Surfaces "surfaces" "On the page of the surfaces.";
    Tape "tape" "On the page of the tape.";
    Journal "journal" "On the page of the journal.";
}
