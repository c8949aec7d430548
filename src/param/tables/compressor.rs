//! The compressor.

use super::key_filter;
use crate::param::row::{INFINITE_RATIO, Unit};

choice! {
    /// What a compressor measures of its key.
    Detector {
        /// The magnitude.
        Peak = "peak",
        /// The mean square.
        Rms = "rms",
    }
}

choice! {
    /// Which of equaliser and compressor comes first.
    Order {
        /// The equaliser.
        EqFirst = "eq-comp",
        /// The compressor.
        CompressorFirst = "comp-eq",
    }
}

section! {
    /// Rows of the compressor.
    CompressorParam
    /// The compressor section.
    COMPRESSOR {
        /// In or out.
        On = switch("comp/on", "Compressor");
        /// Key level from which on it compresses.
        Threshold = linear("comp/threshold", "Compressor threshold", Unit::Decibel, (-60.0, 0.0), -20.0);
        /// dB of key per dB of output above the threshold.
        Ratio = log("comp/ratio", "Compressor ratio", Unit::Ratio, (1.0, INFINITE_RATIO), 3.0);
        /// Width of the bend around the threshold.
        Knee = linear("comp/knee", "Compressor knee", Unit::Decibel, (0.0, 24.0), 6.0);
        /// Time in which the reduction rises.
        Attack = log("comp/attack", "Compressor attack", Unit::Millisecond, (0.1, 200.0), 10.0);
        /// Time in which the reduction falls.
        Release = log("comp/release", "Compressor release", Unit::Millisecond, (5.0, 4000.0), 120.0);
        /// Gain of the compressed signal.
        Makeup = linear("comp/makeup", "Compressor make-up", Unit::Decibel, (0.0, 24.0), 0.0);
        /// Share of the compressed signal.
        Mix = linear("comp/mix", "Compressor mix", Unit::Percent, (0.0, 100.0), 100.0);
        /// What it measures of its key.
        Detector = choice("comp/detector", "Compressor detector", Detector::Rms.among());
        /// Which signal it listens to.
        Key = key("comp/key", "Compressor key");
        /// The filters of its key, in or out.
        KeyFilterOn = switch("comp/key-filter/on", "Compressor key filter");
        /// What lies below is not heard in the key.
        KeyHighPass = log("comp/key-filter/hpf", "Compressor key high-pass", Unit::Hertz, key_filter::HIGH_PASS_HZ, key_filter::HIGH_PASS_DEFAULT_HZ);
        /// What lies above is not heard in the key.
        KeyLowPass = log("comp/key-filter/lpf", "Compressor key low-pass", Unit::Hertz, key_filter::LOW_PASS_HZ, key_filter::LOW_PASS_DEFAULT_HZ);
        /// The monitor hears the key instead of the signal. Like solo, no scene holds it.
        KeyListen = switch("comp/key-filter/listen", "Listen to the compressor's key").momentary();
        /// Before or after the equaliser.
        Order = choice("order", "Order of EQ and compressor", Order::EqFirst.among());
    }
    /// Automatic make-up: where a level that rises by itself cannot feed back or hurt.
    AUTO_MAKEUP {
        /// Half of the full reduction is made up; not on wedges and in-ears.
        AutoMakeup = switch("comp/auto-makeup", "Automatic make-up");
    }
}
