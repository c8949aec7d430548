//! Automation: what becomes of lanes while the transport plays.

choice! {
    /// What becomes of lanes while the transport plays.
    AutomationMode {
        /// Nothing: the lanes rest.
        Off = "off",
        /// They are played; a hand wins as long as it moves.
        Read = "read",
        /// The same, and what a hand does is written as long as it moves.
        Touch = "touch",
        /// What a hand does is written from its first move until stop.
        Latch = "latch",
        /// Everything that has a lane, or that a hand moves, is written from play until stop.
        Write = "write",
        /// A hand moves the lane as a whole, from its first move until stop.
        Trim = "trim",
    }
}

choice! {
    /// The same for one strip, bus, main or DCA.
    NodeAutomation {
        /// As `console/automation` says.
        Console = "console",
        /// See [`AutomationMode::Off`].
        Off = "off",
        /// See [`AutomationMode::Read`].
        Read = "read",
        /// See [`AutomationMode::Touch`].
        Touch = "touch",
        /// See [`AutomationMode::Latch`].
        Latch = "latch",
        /// See [`AutomationMode::Write`].
        Write = "write",
        /// See [`AutomationMode::Trim`].
        Trim = "trim",
    }
}

impl NodeAutomation {
    /// What it comes to where the console says `console`.
    pub fn mode(self, console: AutomationMode) -> AutomationMode {
        match self {
            Self::Console => console,
            Self::Off => AutomationMode::Off,
            Self::Read => AutomationMode::Read,
            Self::Touch => AutomationMode::Touch,
            Self::Latch => AutomationMode::Latch,
            Self::Write => AutomationMode::Write,
            Self::Trim => AutomationMode::Trim,
        }
    }
}

section! {
    /// Rows about the automation of a strip, bus, main or DCA.
    AutomationParam
    /// Strips, buses, main and DCAs.
    AUTOMATION {
        /// What becomes of its lanes.
        Mode = choice("automation", "Automation", NodeAutomation::Console.among()).setting().control_only();
    }
}
