//! The effect of an FX bus: which one, and the rows of each. All stay where they are when another
//! effect is chosen.

use crate::param::row::Unit;

choice! {
    /// The effect of an FX bus.
    Effect {
        /// The bus passes what is sent to it.
        None = "none",
        /// A reverb.
        Reverb = "reverb",
        /// A delay in time with the song.
        Delay = "delay",
    }
}

choice! {
    /// From one echo to the next, as a note of the tempo.
    Note {
        /// No note: the time counts.
        Time = "time",
        /// A half note.
        Half = "1/2",
        /// A dotted quarter note.
        DottedQuarter = "1/4.",
        /// A quarter note.
        Quarter = "1/4",
        /// A quarter-note triplet.
        QuarterTriplet = "1/4t",
        /// A dotted eighth note.
        DottedEighth = "1/8.",
        /// An eighth note.
        Eighth = "1/8",
        /// An eighth-note triplet.
        EighthTriplet = "1/8t",
        /// A sixteenth note.
        Sixteenth = "1/16",
    }
}

impl Note {
    /// Its length in quarter notes; none where the time counts instead.
    pub fn quarters(self) -> Option<f64> {
        match self {
            Self::Time => None,
            Self::Half => Some(2.0),
            Self::DottedQuarter => Some(1.5),
            Self::Quarter => Some(1.0),
            Self::QuarterTriplet => Some(2.0 / 3.0),
            Self::DottedEighth => Some(0.75),
            Self::Eighth => Some(0.5),
            Self::EighthTriplet => Some(1.0 / 3.0),
            Self::Sixteenth => Some(0.25),
        }
    }
}

section! {
    /// Rows of the effect slot of an FX bus.
    FxParam
    /// The slot. Without an effect the bus passes what is sent to it; an effect is heard alone.
    FX {
        /// Which effect.
        Type = choice("fx/type", "Effect", Effect::None.among());
    }
}

section! {
    /// Rows of a reverb.
    ReverbParam
    /// The reverb.
    REVERB {
        /// Time before the first reflection.
        PreDelay = linear("reverb/pre-delay", "Reverb pre-delay", Unit::Millisecond, (0.0, 200.0), 20.0);
        /// T60 of the mids.
        Decay = log("reverb/decay", "Reverb decay", Unit::Millisecond, (300.0, 8000.0), 2000.0);
        /// T60 of the lows, over that of the mids.
        LowDecay = log("reverb/low-decay", "Reverb decay of lows", Unit::Percent, (25.0, 250.0), 125.0);
        /// Where the lows end.
        LowFreq = log("reverb/low-freq", "Reverb lows end at", Unit::Hertz, (50.0, 1000.0), 200.0);
        /// Where T60 is half that of the mids.
        Damping = log("reverb/damping", "Reverb damping", Unit::Hertz, (1500.0, 20_000.0), 6000.0);
        /// Size of the room.
        Size = linear("reverb/size", "Reverb size", Unit::Percent, (50.0, 150.0), 100.0);
        /// How far the lines move.
        Modulation = linear("reverb/modulation", "Reverb modulation", Unit::Percent, (0.0, 100.0), 30.0);
        /// What rings goes on for ever.
        Freeze = switch("reverb/freeze", "Reverb freeze");
    }
}

section! {
    /// Rows of a delay in time with the song.
    TapDelayParam
    /// The delay.
    TAP_DELAY {
        /// A press in time; never holds a value.
        Tap = switch("tap-delay/tap", "Tap the tempo").never_recalled();
        /// From one echo to the next, as a note of the tempo; or by time.
        Note = choice("tap-delay/note", "Delay note", Note::Quarter.among());
        /// The tempo.
        Tempo = log("tap-delay/tempo", "Delay tempo", Unit::Tempo, (30.0, 300.0), 120.0);
        /// From one echo to the next, where no note says it.
        Time = log("tap-delay/time", "Delay time", Unit::Millisecond, (1.0, 4000.0), 350.0);
        /// What comes back.
        Feedback = linear("tap-delay/feedback", "Delay feedback", Unit::Percent, (0.0, 110.0), 30.0);
        /// Lows below are lost at each turn.
        LowCut = log("tap-delay/low-cut", "Delay low cut", Unit::Hertz, (20.0, 2000.0), 100.0);
        /// Highs above are lost at each turn.
        HighCut = log("tap-delay/high-cut", "Delay high cut", Unit::Hertz, (1000.0, 20_000.0), 6000.0);
        /// Echoes alternate between left and right.
        PingPong = switch("tap-delay/ping-pong", "Delay ping-pong");
    }
}
