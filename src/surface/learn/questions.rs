//! What is asked of somebody who teaches a controller.

/// How a control shows itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// It sends positions.
    Fader,
    /// It sends positions, or counts turns.
    Knob,
    /// It sends one message when it is pressed.
    Key,
}

/// One thing that is asked.
pub(super) struct Question {
    /// The control's name in the file; several where each has a name of its own.
    pub names: &'static [&'static str],
    pub manner: Manner,
    /// What to do.
    pub text: &'static str,
}

pub(super) const QUESTIONS: [Question; 11] = [
    Question {
        names: &["strip.fader"],
        manner: Manner::Fader,
        text: "Move the fader of every strip over its whole way, one after the other, from the left",
    },
    Question {
        names: &["master.fader"],
        manner: Manner::Fader,
        text: "Move the main fader, where there is one apart from the strips",
    },
    Question {
        names: &["strip.knob"],
        manner: Manner::Knob,
        text: "Turn the knob of every strip far to the right and back, from the left",
    },
    Question {
        names: &["strip.mute"],
        manner: Manner::Key,
        text: "Press the mute key of every strip once, from the left",
    },
    Question {
        names: &["strip.solo"],
        manner: Manner::Key,
        text: "Press the solo key of every strip once, from the left",
    },
    Question {
        names: &["strip.select"],
        manner: Manner::Key,
        text: "Press the select key of every strip once, from the left",
    },
    Question {
        names: &["strip.rec"],
        manner: Manner::Key,
        text: "Press one more key of every strip once, from the left: polarity, or what the page says",
    },
    Question {
        names: &["nav.bank-left", "nav.bank-right"],
        manner: Manner::Key,
        text: "Press two keys once each: a bank to the left, a bank to the right",
    },
    Question {
        names: &["nav.channel-left", "nav.channel-right"],
        manner: Manner::Key,
        text: "Press two keys once each: a strip to the left, a strip to the right",
    },
    Question {
        names: &["key.rewind", "key.forward", "key.play", "key.stop"],
        manner: Manner::Key,
        text: "Press four keys once each: the scene before, the scene after, GO, panic",
    },
    Question {
        names: &[
            "key.f1", "key.f2", "key.f3", "key.f4", "key.f5", "key.f6", "key.f7", "key.f8",
        ],
        manner: Manner::Key,
        text: "Press up to eight keys once each, for scenes 1 to 8",
    },
];
