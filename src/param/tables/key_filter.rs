//! The filters of a key: the same rows for every processor that has one.

use crate::param::spec::{Param, ParamSpec, Unit};

/// The switch.
pub const fn on(param: Param, path: &'static str, name: &'static str) -> ParamSpec {
    ParamSpec::switch(param, path, name)
}

/// What lies below is not heard.
pub const fn high_pass(param: Param, path: &'static str, name: &'static str) -> ParamSpec {
    ParamSpec::log(param, path, name, Unit::Hertz, (20.0, 16_000.0), 100.0)
}

/// What lies above is not heard.
pub const fn low_pass(param: Param, path: &'static str, name: &'static str) -> ParamSpec {
    ParamSpec::log(param, path, name, Unit::Hertz, (50.0, 20_000.0), 10_000.0)
}

/// The monitor hears the key. Like solo, no scene holds it.
pub const fn listen(param: Param, path: &'static str, name: &'static str) -> ParamSpec {
    ParamSpec::switch(param, path, name).never_recalled()
}
