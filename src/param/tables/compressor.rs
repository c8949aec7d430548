//! The compressor.

use super::{Section, key_filter};
use crate::param::spec::{CompressorParam, INFINITE_RATIO, KeyFilterParam, Param, ParamSpec, Unit};

const DETECTORS: &[&str] = &["peak", "rms"];
const ORDERS: &[&str] = &["eq-comp", "comp-eq"];

const fn comp(param: CompressorParam) -> Param {
    Param::Compressor(param)
}

const fn filter(param: KeyFilterParam) -> Param {
    comp(CompressorParam::KeyFilter(param))
}

/// The compressor section.
pub const COMPRESSOR: Section = &[
    ParamSpec::switch(comp(CompressorParam::On), "comp/on", "Compressor"),
    ParamSpec::linear(
        comp(CompressorParam::Threshold),
        "comp/threshold",
        "Compressor threshold",
        Unit::Decibel,
        (-60.0, 0.0),
        -20.0,
    ),
    ParamSpec::log(
        comp(CompressorParam::Ratio),
        "comp/ratio",
        "Compressor ratio",
        Unit::Ratio,
        (1.0, INFINITE_RATIO),
        3.0,
    ),
    ParamSpec::linear(
        comp(CompressorParam::Knee),
        "comp/knee",
        "Compressor knee",
        Unit::Decibel,
        (0.0, 24.0),
        6.0,
    ),
    ParamSpec::log(
        comp(CompressorParam::Attack),
        "comp/attack",
        "Compressor attack",
        Unit::Millisecond,
        (0.1, 200.0),
        10.0,
    ),
    ParamSpec::log(
        comp(CompressorParam::Release),
        "comp/release",
        "Compressor release",
        Unit::Millisecond,
        (5.0, 4000.0),
        120.0,
    ),
    ParamSpec::linear(
        comp(CompressorParam::Makeup),
        "comp/makeup",
        "Compressor make-up",
        Unit::Decibel,
        (0.0, 24.0),
        0.0,
    ),
    ParamSpec::linear(
        comp(CompressorParam::Mix),
        "comp/mix",
        "Compressor mix",
        Unit::Percent,
        (0.0, 100.0),
        100.0,
    ),
    ParamSpec::choice(
        comp(CompressorParam::Detector),
        "comp/detector",
        "Compressor detector",
        DETECTORS,
        1,
    ),
    ParamSpec::key(comp(CompressorParam::Key), "comp/key", "Compressor key"),
    key_filter::on(
        filter(KeyFilterParam::On),
        "comp/key-filter/on",
        "Compressor key filter",
    ),
    key_filter::high_pass(
        filter(KeyFilterParam::HighPass),
        "comp/key-filter/hpf",
        "Compressor key high-pass",
    ),
    key_filter::low_pass(
        filter(KeyFilterParam::LowPass),
        "comp/key-filter/lpf",
        "Compressor key low-pass",
    ),
    key_filter::listen(
        filter(KeyFilterParam::Listen),
        "comp/key-filter/listen",
        "Listen to the compressor's key",
    ),
    ParamSpec::choice(
        comp(CompressorParam::Order),
        "order",
        "Order of EQ and compressor",
        ORDERS,
        0,
    ),
];

/// Automatic make-up: where a level that rises by itself cannot feed back or hurt.
pub const AUTO_MAKEUP: Section = &[ParamSpec::switch(
    comp(CompressorParam::AutoMakeup),
    "comp/auto-makeup",
    "Automatic make-up",
)];
