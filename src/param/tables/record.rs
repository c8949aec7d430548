//! What a recording has.

section! {
    /// Rows about recording a strip, bus or main.
    RecordParam
    /// Strips and main: they are recorded unless somebody says no.
    RECORD {
        /// The next recording has a track of it.
        Arm = switch("record", "Armed for recording").default(1.0).undo_only();
    }
    /// Buses: they are recorded where somebody asks for it.
    RECORD_BUS {
        /// The next recording has a track of it.
        ArmBus = switch("record", "Armed for recording").undo_only();
    }
}
