//! The phaser of an FX bus.

use super::note::Note;
use crate::param::row::Unit;

choice! {
    /// How many all-passes a phaser has: twice as many as it has notches.
    Stages {
        /// Four: two notches.
        Four = "4",
        /// Six: three notches.
        Six = "6",
        /// Eight: four notches.
        Eight = "8",
        /// Twelve: six notches.
        Twelve = "12",
    }
}

section! {
    /// Rows of a phaser.
    PhaserParam
    /// The phaser.
    PHASER {
        /// How many all-passes.
        Stages = choice("phaser/stages", "Phaser stages", Stages::Four.among());
        /// The middle of their frequency.
        Centre = log("phaser/centre", "Phaser centre", Unit::Hertz, (100.0, 4000.0), 800.0);
        /// How far it goes from there: two octaves up and down at most.
        Depth = linear("phaser/depth", "Phaser depth", Unit::Percent, (0.0, 100.0), 60.0);
        /// From one turn to the next, as a note of the tempo; or by rate.
        Note = choice("phaser/note", "Phaser note", Note::Time.among());
        /// Turns per second, where no note says it.
        Rate = log("phaser/rate", "Phaser rate", Unit::Hertz, (0.05, 8.0), 0.4);
        /// What comes back; turned over below 0 %.
        Feedback = linear("phaser/feedback", "Phaser feedback", Unit::Percent, (-90.0, 90.0), 30.0);
        /// How far right goes behind left.
        Spread = linear("phaser/spread", "Phaser spread", Unit::Degree, (0.0, 180.0), 0.0);
        /// How much of the all-passes, and how little of the sound itself.
        Mix = linear("phaser/mix", "Phaser mix", Unit::Percent, (0.0, 100.0), 50.0);
    }
}
