//! Sends: one set of rows per bus that the node may feed.

use super::Section;
use crate::param::spec::{Each, Param, ParamSpec, SendParam, Unit};

/// Where a send may take its signal, in the order of the path: after trim and polarity; after the gate and
/// the insert, before the equaliser and a compressor that stands before it; right after the six bands,
/// before a compressor that stands behind them; after all processors; after the fader.
pub const TAP_NAMES: &[&str] = &["input", "pre-eq", "post-eq", "pre-fader", "post-fader"];
/// The place of `pre-fader` among [`TAP_NAMES`].
pub const PRE_FADER_TAP: u8 = 3;
/// The place of `post-fader` among [`TAP_NAMES`].
pub const POST_FADER_TAP: u8 = 4;

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
    ParamSpec::choice(
        send(SendParam::Tap),
        "send/*/tap",
        "Send tap",
        TAP_NAMES,
        POST_FADER_TAP,
    )
    .each(Each::Bus),
];
