//! Sends: one set of rows per bus that the node may feed.

use super::Section;
use crate::param::spec::{Each, Param, ParamSpec, SendParam, Unit};

/// Where a send may take its signal.
pub const TAP_NAMES: &[&str] = &["input", "pre-fader", "post-fader"];

const fn send(param: SendParam) -> Param {
    Param::Send(param)
}

/// The sends. Defaults of `on`, `level` and `tap` depend on the role of the bus.
pub const SEND: Section = &[
    ParamSpec::switch(send(SendParam::On), "send/*/on", "Send")
        .default(1.0)
        .each(Each::Bus),
    ParamSpec::level(send(SendParam::Level), "send/*/level", "Send level").each(Each::Bus),
    ParamSpec::linear(
        send(SendParam::Pan),
        "send/*/pan",
        "Send pan",
        Unit::Pan,
        (-100.0, 100.0),
        0.0,
    )
    .each(Each::Bus),
    ParamSpec::switch(
        send(SendParam::FollowPan),
        "send/*/follow-pan",
        "Send follows pan",
    )
    .default(1.0)
    .each(Each::Bus),
    ParamSpec::choice(send(SendParam::Tap), "send/*/tap", "Send tap", TAP_NAMES, 2).each(Each::Bus),
];
