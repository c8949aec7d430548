//! The gate and expander.

use super::{Section, key_filter};
use crate::param::spec::{GateParam, INFINITE_RATIO, KeyFilterParam, Param, ParamSpec, Unit};

const fn gate(param: GateParam) -> Param {
    Param::Gate(param)
}

const fn filter(param: KeyFilterParam) -> Param {
    gate(GateParam::KeyFilter(param))
}

/// The gate section.
pub const GATE: Section = &[
    ParamSpec::switch(gate(GateParam::On), "gate/on", "Gate"),
    ParamSpec::linear(
        gate(GateParam::Threshold),
        "gate/threshold",
        "Gate threshold",
        Unit::Decibel,
        (-80.0, 0.0),
        -40.0,
    ),
    ParamSpec::linear(
        gate(GateParam::Hysteresis),
        "gate/hysteresis",
        "Gate hysteresis",
        Unit::Decibel,
        (0.0, 12.0),
        3.0,
    ),
    ParamSpec::linear(
        gate(GateParam::Range),
        "gate/range",
        "Gate range",
        Unit::Decibel,
        (0.0, 90.0),
        40.0,
    ),
    ParamSpec::log(
        gate(GateParam::Ratio),
        "gate/ratio",
        "Gate ratio",
        Unit::Ratio,
        (1.0, INFINITE_RATIO),
        INFINITE_RATIO,
    ),
    ParamSpec::log(
        gate(GateParam::Attack),
        "gate/attack",
        "Gate attack",
        Unit::Millisecond,
        (0.02, 200.0),
        1.0,
    ),
    ParamSpec::linear(
        gate(GateParam::Hold),
        "gate/hold",
        "Gate hold",
        Unit::Millisecond,
        (0.0, 2000.0),
        50.0,
    ),
    ParamSpec::log(
        gate(GateParam::Release),
        "gate/release",
        "Gate release",
        Unit::Millisecond,
        (5.0, 4000.0),
        150.0,
    ),
    ParamSpec::key(gate(GateParam::Key), "gate/key", "Gate key"),
    key_filter::on(
        filter(KeyFilterParam::On),
        "gate/key-filter/on",
        "Gate key filter",
    ),
    key_filter::high_pass(
        filter(KeyFilterParam::HighPass),
        "gate/key-filter/hpf",
        "Gate key high-pass",
    ),
    key_filter::low_pass(
        filter(KeyFilterParam::LowPass),
        "gate/key-filter/lpf",
        "Gate key low-pass",
    ),
    key_filter::listen(
        filter(KeyFilterParam::Listen),
        "gate/key-filter/listen",
        "Listen to the gate's key",
    ),
];
