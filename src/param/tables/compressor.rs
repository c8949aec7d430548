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
    /// Where a compressor hears its key.
    CompressorType {
        /// Before its own gain.
        FeedForward = "feed-forward",
        /// Behind its own gain.
        Feedback = "feedback",
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
        /// How long the reduction does not fall after its last rise.
        Hold = linear("comp/hold", "Compressor hold", Unit::Millisecond, (0.0, 2000.0), 0.0);
        /// Time in which the reduction falls.
        Release = log("comp/release", "Compressor release", Unit::Millisecond, (5.0, 4000.0), 120.0);
        /// Short peaks are released fast and what lasts slowly; the release time does not count then.
        AutoRelease = switch("comp/auto-release", "Compressor automatic release");
        /// Gain of the compressed signal.
        Makeup = linear("comp/makeup", "Compressor make-up", Unit::Decibel, (0.0, 24.0), 0.0);
        /// Share of the compressed signal.
        Mix = linear("comp/mix", "Compressor mix", Unit::Percent, (0.0, 100.0), 100.0);
        /// What it measures of its key.
        Detector = choice("comp/detector", "Compressor detector", Detector::Rms.among());
        /// Time constant of the mean square.
        RmsTime = log("comp/rms-time", "Compressor RMS time", Unit::Millisecond, (5.0, 50.0), 10.0);
        /// How much of the larger reduction of its sides both take; none: each goes by itself.
        Link = linear("comp/link", "Compressor stereo link", Unit::Percent, (0.0, 100.0), 100.0);
        /// It compresses middle and side instead of left and right, each by itself: the middle by the values above.
        MidSide = switch("comp/mid-side", "Compressor mid-side");
        /// Level of the side from which on it compresses that.
        SideThreshold = linear("comp/side/threshold", "Side threshold", Unit::Decibel, (-60.0, 0.0), -20.0);
        /// dB of side per dB of its output above the threshold; 1:1 leaves it alone.
        SideRatio = log("comp/side/ratio", "Side ratio", Unit::Ratio, (1.0, INFINITE_RATIO), 3.0);
        /// Gain of the compressed side.
        SideMakeup = linear("comp/side/makeup", "Side make-up", Unit::Decibel, (0.0, 24.0), 0.0);
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
    /// What buses and main have besides.
    COMPRESSOR_TYPE {
        /// Its key is taken before or behind its own gain. With feedback the attack is as many times faster as the ratio is high.
        Type = choice("comp/type", "Compressor type", CompressorType::FeedForward.among());
    }
    /// Automatic make-up: where a level that rises by itself cannot feed back or hurt.
    AUTO_MAKEUP {
        /// Half of the full reduction is made up; not on wedges and in-ears.
        AutoMakeup = switch("comp/auto-makeup", "Automatic make-up");
    }
}
