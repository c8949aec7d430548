//! What exists once on the console.

use super::automation::AutomationMode;
use super::send::Tap;
use crate::param::row::Unit;

choice! {
    /// Level law of mono pan pots, by what each side has in the centre.
    PanLaw {
        /// −3 dB: constant power.
        MinusThree = "-3 dB",
        /// −4.5 dB.
        MinusFourPointFive = "-4.5 dB",
        /// −6 dB: constant sum.
        MinusSix = "-6 dB",
        /// 0 dB: unity in the centre and on the nearer side.
        Zero = "0 dB",
    }
}

choice! {
    /// What meters show.
    MeterKind {
        /// The highest sample.
        Peak = "peak",
        /// The mean square.
        Rms = "rms",
        /// PPM type I.
        PpmOne = "ppm-1",
        /// PPM type II.
        PpmTwo = "ppm-2",
        /// VU.
        Vu = "vu",
    }
}

choice! {
    /// Where in a bus or main meters hear.
    BusMeterTap {
        /// See [`Tap::Input`].
        Input = "input",
        /// See [`Tap::PreEq`].
        PreEq = "pre-eq",
        /// See [`Tap::PostEq`].
        PostEq = "post-eq",
        /// See [`Tap::PreFader`].
        PreFader = "pre-fader",
        /// See [`Tap::PostFader`].
        PostFader = "post-fader",
        /// What leaves.
        Output = "output",
    }
}

choice! {
    /// What of the values that somebody has touched since the last recall stays when a scene is recalled.
    LiveEdits {
        /// Nothing: the scene counts.
        Off = "off",
        /// Processing, trim and sends to monitor mixes.
        Processing = "processing",
        /// Everything.
        Everything = "everything",
    }
}

choice! {
    /// What becomes of what a recall or an undo would raise further than anybody has approved.
    GuardMode {
        /// Nothing is held back.
        Off = "off",
        /// It rises over 3 s, as far as it is approved.
        Ramp = "ramp",
        /// It waits until somebody allows it.
        Ask = "ask",
        /// It stays where it is.
        Hold = "hold",
    }
}

choice! {
    /// Pictures per second of times that are shown with pictures.
    Pictures {
        /// Film.
        TwentyFour = "24",
        /// Europe's television.
        TwentyFive = "25",
        /// America's, without drop frames.
        Thirty = "30",
    }
}

choice! {
    /// Beats of a bar.
    Beats {
        /// Two.
        Two = "2",
        /// Three.
        Three = "3",
        /// Four.
        Four = "4",
        /// Five.
        Five = "5",
        /// Six.
        Six = "6",
        /// Seven.
        Seven = "7",
        /// Nine.
        Nine = "9",
        /// Twelve.
        Twelve = "12",
    }
}

choice! {
    /// What soloing does.
    SoloMode {
        /// The monitor hears soloed strips before their faders and mutes.
        Pfl = "pfl",
        /// The monitor hears them after fader and pan.
        Afl = "afl",
        /// All others are silenced.
        InPlace = "in-place",
    }
}

impl Beats {
    /// How many.
    pub fn count(self) -> u64 {
        Self::WORDS[self as usize].parse().unwrap_or(4)
    }
}

impl Pictures {
    /// How many per second.
    pub fn count(self) -> u64 {
        Self::WORDS[self as usize].parse().unwrap_or(25)
    }
}

choice! {
    /// How recordings are stored.
    RecordFormat {
        /// 32-bit floats: nothing is lost, not even beyond full scale.
        Float = "float",
        /// 24-bit whole numbers: a quarter less on the disk.
        Whole24 = "24-bit",
    }
}

section! {
    /// Rows of the console.
    ConsoleParam
    /// The console section. A fresh console holds its outputs under safe start.
    CONSOLE {
        /// Holds all outputs silent after a show was opened.
        SafeStart = switch("safe-start", "Safe start").default(1.0).momentary().protected();
        /// Holds all outputs silent until released.
        Panic = switch("panic", "Panic").momentary().protected();
        /// Mutes the returns of all effects; what is dry goes on, and so do sends into the effects.
        FxMute = switch("fx-mute", "FX mute").momentary();
        /// A recall turns FX mute on: nothing of the song before rings on in the next one.
        FxMuteOnRecall = switch("fx-mute-on-recall", "A recall mutes effects").setting().control_only();
        /// Level law of mono pan pots.
        PanLaw = choice("pan-law", "Pan law", PanLaw::MinusThree.among());
        /// What meters show.
        Meter = choice("meter", "Meters show", MeterKind::Peak.among()).listening();
        /// Where in a strip they show it.
        MeterTap = choice("meter-tap", "Strips' meters show", Tap::Input.among()).listening();
        /// Where in a bus or main they show it.
        BusMeterTap = choice("bus-meter-tap", "Buses' and main's meters show", BusMeterTap::Output.among()).listening();
        /// Recalls leave trim and polarity alone.
        SafePreamp = switch("safe/preamp", "Recalls leave preamps").default(1.0).setting().control_only();
        /// Recalls leave filters, dynamics and equalisers of strips alone.
        SafeProcessing = switch("safe/processing", "Recalls leave processing").setting().control_only();
        /// Recalls leave faders, pans, mutes and assignments to main alone.
        SafeMix = switch("safe/mix", "Recalls leave faders, pans and mutes").setting().control_only();
        /// Recalls leave sends alone.
        SafeSends = switch("safe/sends", "Recalls leave sends").setting().control_only();
        /// Recalls leave groups, FX buses and record buses alone.
        SafeBuses = switch("safe/buses", "Recalls leave buses").setting().control_only();
        /// Recalls leave DCAs, mute groups, automix groups and their members alone.
        SafeDcas = switch("safe/dcas", "Recalls leave DCAs and groups").setting().control_only();
        /// Recalls leave effects alone.
        SafeEffects = switch("safe/effects", "Recalls leave effects").setting().control_only();
        /// Recalls leave main, wedges, in-ears and matrices alone, but for mutes and membership.
        SafeOutputs = switch("safe/outputs", "Recalls leave outputs").default(1.0).setting().control_only();
        /// Recalls leave monitor and talkback alone.
        SafeMonitor = switch("safe/monitor", "Recalls leave monitor and talkback").default(1.0).setting().control_only();
        /// What somebody has touched since the last recall, and the next one leaves alone.
        LiveEdits = choice("live-edits", "Recalls leave what was touched", LiveEdits::Processing.among()).setting().control_only();
        /// What becomes of rises that nobody has approved, at a recall or an undo.
        GuardMode = choice("guard/mode", "Rises that nobody approved", GuardMode::Ask.among()).setting().control_only();
        /// How much louder than approved a path to main may become without anybody being asked.
        GuardMain = linear("guard/main", "Recall guard, limit of main", Unit::Decibel, (0.0, 24.0), 6.0).setting().control_only();
        /// The same of a wedge.
        GuardWedge = linear("guard/wedge", "Recall guard, limit of wedges", Unit::Decibel, (0.0, 24.0), 3.0).setting().control_only();
        /// The same of an in-ear mix.
        GuardInEar = linear("guard/in-ear", "Recall guard, limit of in-ears", Unit::Decibel, (0.0, 24.0), 3.0).setting().control_only();
        /// The same of a matrix.
        GuardMatrix = linear("guard/matrix", "Recall guard, limit of matrices", Unit::Decibel, (0.0, 24.0), 3.0).setting().control_only();
        /// The same of a group, FX or record bus whose outputs are connected.
        GuardOther = linear("guard/other", "Recall guard, limit of other outputs", Unit::Decibel, (0.0, 24.0), 6.0).setting().control_only();
        /// What soloing does.
        SoloMode = choice("solo/mode", "Solo mode", SoloMode::Pfl.among()).listening();
        /// A new solo ends all others.
        SoloExclusive = switch("solo/exclusive", "A new solo ends all others").listening().control_only();
        /// Solo in place cannot be chosen.
        SoloLock = switch("solo/lock", "Solo in place is locked").default(1.0).momentary().control_only();
        /// What is armed is recorded.
        Record = switch("record", "Recording").momentary().control_only();
        /// How the next recording is stored.
        RecordFormat = choice("record-format", "Recordings are stored as", RecordFormat::Float.among()).setting().control_only();
        /// How long before its start a recording begins.
        PreRoll = linear("pre-roll", "Recordings begin earlier by", Unit::Millisecond, (0.0, 60_000.0), 0.0).setting().control_only();
        /// Strips hear the tape in place of their inputs.
        Tape = switch("tape", "Strips hear the tape").listening().control_only();
        /// Ends every solo.
        SoloClear = switch("solo/clear", "On ends every solo").momentary().control_only();
        /// What becomes of lanes, where a strip does not say otherwise.
        Automation = choice("automation", "Automation", AutomationMode::Read.among()).setting().control_only();
        /// The tempo in which bars are counted.
        Tempo = linear("transport/tempo", "Tempo of bars", Unit::Tempo, (20.0, 300.0), 120.0).setting().control_only();
        /// How many beats a bar has.
        Beats = choice("transport/beats", "Beats of a bar", Beats::Four.among()).setting().control_only();
        /// Pictures per second of times.
        Pictures = choice("transport/pictures", "Pictures per second", Pictures::TwentyFive.among()).setting().control_only();
        /// The transport does what that of the JACK server does.
        FollowJack = switch("transport/follow-jack", "Transport follows JACK").setting().control_only();
        /// The transport goes with the MTC of a remote control that the show names.
        FollowMtc = switch("transport/follow-mtc", "Transport follows MTC").default(1.0).setting().control_only();
        /// Tempos are that of the MIDI clock of a remote control that the show names.
        FollowClock = switch("transport/follow-clock", "Tempo follows MIDI clock").default(1.0).setting().control_only();
    }
}
