//! The gate and expander.

use super::key_filter;
use crate::param::row::{INFINITE_RATIO, Unit};

choice! {
    /// What the key of a gate does.
    GateMode {
        /// It opens the gate.
        Gate = "gate",
        /// It turns down by the range, as long as it is above the threshold.
        Duck = "duck",
    }
}

section! {
    /// Rows of the gate and expander.
    GateParam
    /// The gate section.
    GATE {
        /// In or out.
        On = switch("gate/on", "Gate");
        /// Whether the key opens it, or turns it down.
        Mode = choice("gate/mode", "Gate mode", GateMode::Gate.among());
        /// Key level at which it opens.
        Threshold = linear("gate/threshold", "Gate threshold", Unit::Decibel, (-80.0, 0.0), -40.0);
        /// How far below the threshold it closes.
        Hysteresis = linear("gate/hysteresis", "Gate hysteresis", Unit::Decibel, (0.0, 12.0), 3.0);
        /// Attenuation when closed; of a ducker, when the key is there.
        Range = linear("gate/range", "Gate range", Unit::Decibel, (0.0, 90.0), 40.0);
        /// dB of output per dB of key below the threshold; infinite for a gate.
        Ratio = log("gate/ratio", "Gate ratio", Unit::Ratio, (1.0, INFINITE_RATIO), INFINITE_RATIO);
        /// Time constant of opening, or of ducking.
        Attack = log("gate/attack", "Gate attack", Unit::Millisecond, (0.02, 200.0), 1.0);
        /// How long it stays open after the key has fallen.
        Hold = linear("gate/hold", "Gate hold", Unit::Millisecond, (0.0, 2000.0), 50.0);
        /// Time constant of closing.
        Release = log("gate/release", "Gate release", Unit::Millisecond, (5.0, 4000.0), 150.0);
        /// Which signal it listens to.
        Key = key("gate/key", "Gate key");
        /// The filters of its key, in or out.
        KeyFilterOn = switch("gate/key-filter/on", "Gate key filter");
        /// What lies below is not heard in the key.
        KeyHighPass = log("gate/key-filter/hpf", "Gate key high-pass", Unit::Hertz, key_filter::HIGH_PASS_HZ, key_filter::HIGH_PASS_DEFAULT_HZ);
        /// What lies above is not heard in the key.
        KeyLowPass = log("gate/key-filter/lpf", "Gate key low-pass", Unit::Hertz, key_filter::LOW_PASS_HZ, key_filter::LOW_PASS_DEFAULT_HZ);
        /// The monitor hears the key instead of the signal. Like solo, no scene holds it.
        KeyListen = switch("gate/key-filter/listen", "Listen to the gate's key").momentary();
    }
}
