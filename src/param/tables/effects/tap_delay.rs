//! The delay of an FX bus.

use super::note::Note;
use crate::param::row::Unit;

section! {
    /// Rows of a delay in time with the song.
    TapDelayParam
    /// The delay.
    TAP_DELAY {
        /// From one echo to the next, as a note of the tempo; or by time.
        Note = choice("tap-delay/note", "Delay note", Note::Quarter.among());
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
