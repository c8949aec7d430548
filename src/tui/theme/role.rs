//! What styles mean: their words in files, and the emphasis that stands for them where colours are missing.

use ratatui::style::Modifier;

const NOTHING: Modifier = Modifier::empty();
const BOLD: Modifier = Modifier::BOLD;
const DIM: Modifier = Modifier::DIM;
const REVERSED: Modifier = Modifier::REVERSED;
const UNDERLINED: Modifier = Modifier::UNDERLINED;

/// One list gives the type, its words and its emphasis.
macro_rules! roles {
    ($($role:ident $word:literal $($emphasis:ident)|*: $help:literal;)*) => {
        /// What a style means.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Role {
            $(#[doc = $help] $role,)*
        }

        impl Role {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$role,)*];

            /// Its word in files.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$role => $word,)* }
            }

            /// The emphasis that stands for it where colours are missing.
            pub fn emphasis(self) -> Modifier {
                match self { $(Self::$role => $($emphasis)|*,)* }
            }
        }
    };
}

roles! {
    Text "text" NOTHING: "Ordinary text.";
    Strong "strong" BOLD: "Text that matters.";
    Faint "faint" DIM: "Scales, captions and what is off.";
    Alarm "alarm" REVERSED | BOLD: "The red line.";
    Question "question" REVERSED: "A question that waits for a key.";
    Warning "warning" BOLD: "Something that needs attention.";
    Error "error" BOLD | UNDERLINED: "Something broken.";
    Selection "selection" BOLD: "What is selected, and keys.";
    Selected "selected" REVERSED: "What is selected, as a block.";
    OwnMute "own-mute" REVERSED | BOLD: "A node silenced by its own mute.";
    OtherMute "other-mute" REVERSED | UNDERLINED: "A node silenced by anything else.";
    Solo "solo" REVERSED: "A soloed node, and what speaks up in the monitor.";
    Lamp "lamp" BOLD: "A switch that is on.";
    LampOut "lamp-out" REVERSED | DIM: "A switch that is off, where that silences something.";
    Reduction "reduction" BOLD: "Gain that a processor takes away.";
    Curve "curve" BOLD: "What a processor does to its signal.";
    Clip "clip" REVERSED | BOLD: "A meter's clip mark.";
    Knob "knob" BOLD: "A fader's knob.";
    Sends "sends" REVERSED: "The line that says whose sends are on the faders.";
    SendKnob "send-knob" BOLD | UNDERLINED: "The knob of a fader that moves a send.";
    SendValue "send-value" BOLD: "The level of a send.";
    Ghost "ghost" BOLD: "Where the hardware stands beside its fader.";
    GhostOnKnob "ghost-on-knob" REVERSED: "The same on the fader's knob.";
    RmsLow "rms-low" NOTHING: "RMS on a meter.";
    RmsWarm "rms-warm" NOTHING: "RMS from -12 dBFS on.";
    RmsHot "rms-hot" NOTHING: "RMS from -3 dBFS on.";
    PeakLow "peak-low" DIM: "Peaks on a meter.";
    PeakWarm "peak-warm" DIM: "Peaks from -12 dBFS on.";
    PeakHot "peak-hot" DIM: "Peaks from -3 dBFS on.";
}

/// Meanings that stand beside each other and must not look alike in colours.
pub(super) const DIFFER: &[(Role, Role)] = &[
    (Role::Text, Role::Faint),
    (Role::Text, Role::Warning),
    (Role::OwnMute, Role::Solo),
    (Role::OwnMute, Role::Selected),
    (Role::Alarm, Role::Question),
    (Role::Solo, Role::Selected),
    (Role::Sends, Role::Alarm),
    (Role::Reduction, Role::RmsLow),
    (Role::Reduction, Role::RmsHot),
    (Role::RmsLow, Role::RmsWarm),
    (Role::RmsWarm, Role::RmsHot),
    (Role::RmsLow, Role::PeakLow),
    (Role::Knob, Role::SendKnob),
    (Role::Knob, Role::Ghost),
];
