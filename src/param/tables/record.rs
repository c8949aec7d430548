//! What a recording has.

section! {
    /// Rows about recording a strip, bus or main.
    RecordParam
    /// Strips and main are recorded unless somebody says no; buses, whose default is off, where somebody asks for it.
    RECORD {
        /// The next recording has a track of it.
        Arm = switch("record", "Armed for recording").default(1.0).setting().control_only();
    }
}
