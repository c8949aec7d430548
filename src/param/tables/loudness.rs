//! Loudness: what is measured beside main, what it should come to, and what the room allows. No scene holds any
//! of it.

use crate::param::row::Unit;

choice! {
    /// The scale on which loudness is shown.
    LoudnessScale {
        /// EBU +9: −18 to +9 LU around the target.
        EbuNine = "ebu+9",
        /// EBU +18: −36 to +18 LU around the target.
        EbuEighteen = "ebu+18",
        /// K-20: RMS, and 0 at −20 dBFS.
        KTwenty = "k-20",
        /// K-14: RMS, and 0 at −14 dBFS.
        KFourteen = "k-14",
        /// K-12: RMS, and 0 at −12 dBFS.
        KTwelve = "k-12",
    }
}

choice! {
    /// How frequencies count for the level in the room (IEC 61672).
    Weighting {
        /// dB(A): as ears hear quiet sounds; most limits are given so.
        A = "a",
        /// dB(C): as ears hear loud sounds; bass counts.
        C = "c",
    }
}

section! {
    /// Rows of loudness.
    LoudnessParam
    /// The loudness section. Main is measured always.
    LOUDNESS {
        /// Which mix is measured beside main, and compared with what the room allows.
        Source = source("source", "Loudness source").setting().control_only();
        /// What the integrated loudness should come to: 0 LU.
        Target = linear("target", "Loudness target", Unit::Loudness, (-36.0, -6.0), -23.0).setting().control_only();
        /// The scale on which it is shown.
        Scale = choice("scale", "Loudness scale", LoudnessScale::EbuNine.among()).setting().control_only();
        /// Begins anew: integrated loudness, range, true peak.
        Reset = switch("reset", "On begins loudness anew").momentary().control_only();
        /// Warns when the mean level in the room comes to the limit.
        LimitOn = switch("limit/on", "Venue limit").setting().control_only();
        /// The highest mean level in the room, in dB of sound pressure.
        LimitLevel = linear("limit/level", "Venue limit level", Unit::Decibel, (60.0, 130.0), 99.0).setting().control_only();
        /// Over how many minutes the mean goes.
        LimitWindow = linear("limit/window", "Venue limit window", Unit::Minute, (1.0, 60.0), 30.0).setting().control_only();
        /// How frequencies count.
        LimitWeighting = choice("limit/weighting", "Venue limit weighting", Weighting::A.among()).setting().control_only();
        /// The sound pressure in the room of a sine of 1 kHz at full scale in all channels, in dB.
        LimitCalibration = linear("limit/calibration", "Sound pressure of full scale", Unit::Decibel, (80.0, 160.0), 120.0).setting().control_only();
    }
}
