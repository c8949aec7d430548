//! The spectrum: where it is taken, how it is averaged and shown, and the watch for feedback. No scene holds any
//! of it.

choice! {
    /// Where in the path of a strip, bus or main the spectrum is taken. All of these lie before the mute.
    SpectrumTap {
        /// Before the equaliser.
        PreEq = "pre-eq",
        /// After the equaliser.
        PostEq = "post-eq",
        /// After fader and pan; of buses and main what leaves them, after the limiter.
        Output = "output",
    }
}

choice! {
    /// Over what time the spectrum is averaged (exponentially, in power).
    SpectrumAverage {
        /// From one reading to the next.
        Off = "off",
        /// 125 ms, as "fast" of a sound level meter (IEC 61672).
        Fast = "fast",
        /// 1 s, as "slow".
        Slow = "slow",
    }
}

choice! {
    /// How long the highest levels of a spectrum stand.
    PeakHold {
        /// They do not.
        Off = "off",
        /// Two seconds; then they fall by 20 dB/s.
        Short = "2s",
        /// Until they are cleared.
        Endless = "endless",
    }
}

choice! {
    /// By how much each octave above 1 kHz is raised in the picture, and each below it lowered.
    Slope {
        /// As it is measured.
        Flat = "0",
        /// 3 dB: pink noise is level in the picture of the FFT.
        Three = "3",
        /// 4.5 dB: much music is.
        FourAndHalf = "4.5",
    }
}

impl Slope {
    /// In dB per octave.
    pub fn db_per_octave(self) -> f32 {
        match self {
            Self::Flat => 0.0,
            Self::Three => 3.0,
            Self::FourAndHalf => 4.5,
        }
    }
}

section! {
    /// Rows of the spectrum.
    SpectrumParam
    /// The spectrum section.
    SPECTRUM {
        /// Where it is taken.
        Tap = choice("tap", "Spectrum tap", SpectrumTap::PostEq.among()).listening().control_only();
        /// Over what time it is averaged.
        Average = choice("average", "Spectrum average", SpectrumAverage::Fast.among()).listening().control_only();
        /// How long its highest levels stand.
        Hold = choice("hold", "Spectrum peak hold", PeakHold::Short.among()).listening().control_only();
        /// What is added per octave in the picture.
        Slope = choice("slope", "Spectrum slope, dB/oct", Slope::Flat.among()).listening().control_only();
        /// Clears the peaks that are held.
        Reset = switch("reset", "On clears held peaks").momentary().control_only();
        /// Watches outputs and open microphones for feedback.
        FeedbackWatch = switch("feedback-watch", "Watch for feedback").default(1.0).setting().control_only();
    }
}
