//! Rows of saturation and of the effects of fx buses.

use serde::{Deserialize, Serialize};

section!(
    /// Rows of the saturation.
    SaturationParam {
        /// In or out.
        On,
        /// The curve.
        Type,
        /// Gain into the curve.
        Drive,
        /// The driven share.
        Mix,
        /// The rate at which the curve works.
        Oversampling,
    }
);
section!(
    /// Rows of the effect slot of an FX bus.
    FxParam {
        /// Which effect.
        Type,
    }
);
section!(
    /// Rows of a reverb.
    ReverbParam {
        /// Time before the first reflection.
        PreDelay,
        /// T60 of the mids.
        Decay,
        /// T60 of the lows, over that of the mids.
        LowDecay,
        /// Where the lows end.
        LowFreq,
        /// Where T60 is half that of the mids.
        Damping,
        /// Size of the room.
        Size,
        /// How far the lines move.
        Modulation,
        /// What rings goes on for ever.
        Freeze,
    }
);
section!(
    /// Rows of a delay in time with the song.
    TapDelayParam {
        /// A press in time; never holds a value.
        Tap,
        /// From one echo to the next, as a note of the tempo; or by time.
        Note,
        /// The tempo.
        Tempo,
        /// From one echo to the next, where no note says it.
        Time,
        /// What comes back.
        Feedback,
        /// Lows below are lost at each turn.
        LowCut,
        /// Highs above are lost at each turn.
        HighCut,
        /// Echoes alternate between left and right.
        PingPong,
    }
);
