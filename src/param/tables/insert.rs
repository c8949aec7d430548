//! The insert point: a way out to an external unit and back, behind the gate.

section! {
    /// Rows of an insert point.
    InsertParam
    /// The insert section, of the nodes that have one.
    INSERT {
        /// What comes back from the external unit replaces the signal.
        On = switch("insert/on", "Insert");
        /// The next recording has a track of what comes back, too.
        Record = switch("insert/record", "Insert's return is recorded").setting().control_only();
        /// Whether a unit is connected, there and back, and answers: the console's own finding.
        Connected = switch("insert/connected", "Insert's unit answers").read_only();
    }
}
