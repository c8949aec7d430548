//! The delay of several taps of an FX bus.

use super::note::Note;
use crate::param::row::Unit;

choice! {
    /// How many taps are heard.
    Taps {
        /// One.
        One = "1",
        /// Two.
        Two = "2",
        /// Three.
        Three = "3",
        /// Four.
        Four = "4",
    }
}

section! {
    /// Rows of a delay of several taps.
    MultiTapParam
    /// The delay.
    MULTI_TAP {
        /// How many taps are heard, from the first one on.
        Taps = choice("multi-tap/taps", "Taps", Taps::Three.among());
        /// How late the first tap is, as a note of the tempo; or by time.
        FirstNote = choice("multi-tap/1/note", "Tap 1 note", Note::Eighth.among());
        /// How late the first tap is, where no note says it.
        FirstTime = log("multi-tap/1/time", "Tap 1 time", Unit::Millisecond, (1.0, 4000.0), 250.0);
        /// How loud the first tap is.
        FirstLevel = attenuation("multi-tap/1/level", "Tap 1 level").default(-3.0);
        /// Where the first tap is heard.
        FirstPan = linear("multi-tap/1/pan", "Tap 1 pan", Unit::Pan, (-100.0, 100.0), -50.0);
        /// How late the second tap is, as a note of the tempo; or by time.
        SecondNote = choice("multi-tap/2/note", "Tap 2 note", Note::Quarter.among());
        /// How late the second tap is, where no note says it.
        SecondTime = log("multi-tap/2/time", "Tap 2 time", Unit::Millisecond, (1.0, 4000.0), 500.0);
        /// How loud the second tap is.
        SecondLevel = attenuation("multi-tap/2/level", "Tap 2 level").default(-6.0);
        /// Where the second tap is heard.
        SecondPan = linear("multi-tap/2/pan", "Tap 2 pan", Unit::Pan, (-100.0, 100.0), 50.0);
        /// How late the third tap is, as a note of the tempo; or by time.
        ThirdNote = choice("multi-tap/3/note", "Tap 3 note", Note::DottedQuarter.among());
        /// How late the third tap is, where no note says it.
        ThirdTime = log("multi-tap/3/time", "Tap 3 time", Unit::Millisecond, (1.0, 4000.0), 750.0);
        /// How loud the third tap is.
        ThirdLevel = attenuation("multi-tap/3/level", "Tap 3 level").default(-9.0);
        /// Where the third tap is heard.
        ThirdPan = linear("multi-tap/3/pan", "Tap 3 pan", Unit::Pan, (-100.0, 100.0), -25.0);
        /// How late the fourth tap is, as a note of the tempo; or by time.
        FourthNote = choice("multi-tap/4/note", "Tap 4 note", Note::Half.among());
        /// How late the fourth tap is, where no note says it.
        FourthTime = log("multi-tap/4/time", "Tap 4 time", Unit::Millisecond, (1.0, 4000.0), 1000.0);
        /// How loud the fourth tap is.
        FourthLevel = attenuation("multi-tap/4/level", "Tap 4 level").default(-12.0);
        /// Where the fourth tap is heard.
        FourthPan = linear("multi-tap/4/pan", "Tap 4 pan", Unit::Pan, (-100.0, 100.0), 25.0);
        /// What comes back of the last tap that is heard.
        Feedback = linear("multi-tap/feedback", "Taps feedback", Unit::Percent, (0.0, 100.0), 20.0);
        /// Lows below are lost at each turn.
        LowCut = log("multi-tap/low-cut", "Taps low cut", Unit::Hertz, (20.0, 2000.0), 100.0);
        /// Highs above are lost at each turn.
        HighCut = log("multi-tap/high-cut", "Taps high cut", Unit::Hertz, (1000.0, 20_000.0), 6000.0);
    }
}

/// The rows of one tap.
#[derive(Clone, Copy, Debug)]
pub struct TapRows {
    /// How late it is, as a note.
    pub note: MultiTapParam,
    /// How late it is, where no note says it.
    pub time: MultiTapParam,
    /// How loud it is.
    pub level: MultiTapParam,
    /// Where it is heard.
    pub pan: MultiTapParam,
}

/// Those of every tap.
pub const TAP_ROWS: [TapRows; 4] = {
    use MultiTapParam as M;
    const fn tap(note: M, time: M, level: M, pan: M) -> TapRows {
        TapRows {
            note,
            time,
            level,
            pan,
        }
    }
    [
        tap(M::FirstNote, M::FirstTime, M::FirstLevel, M::FirstPan),
        tap(M::SecondNote, M::SecondTime, M::SecondLevel, M::SecondPan),
        tap(M::ThirdNote, M::ThirdTime, M::ThirdLevel, M::ThirdPan),
        tap(M::FourthNote, M::FourthTime, M::FourthLevel, M::FourthPan),
    ]
};
