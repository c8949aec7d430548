//! Links: strips that move together.

use super::Section;
use crate::param::spec::{LinkParam, Param, ParamSpec};

const MODES: &[&str] = &["absolute", "relative"];

/// What a strip moves with. Trim, polarity and pan are each strip's own.
pub const LINK: Section = &[
    ParamSpec::link(Param::Link(LinkParam::To), "link", "Moves with"),
    ParamSpec::choice(
        Param::Link(LinkParam::Mode),
        "link-mode",
        "Linked values",
        MODES,
        0,
    ),
];
