//! The insert point: a way out to an external unit and back, behind the gate.

use super::Section;
use crate::param::spec::{InsertParam, Param, ParamSpec};

/// The insert section, of the nodes that have one.
pub const INSERT: Section = &[
    ParamSpec::switch(Param::Insert(InsertParam::On), "insert/on", "Insert"),
    ParamSpec::switch(
        Param::Insert(InsertParam::Connected),
        "insert/connected",
        "Insert's unit answers",
    )
    .read_only(),
];
