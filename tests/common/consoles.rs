//! What consoles of tests consist of.

use headroom::param::{BusDef, BusRole, StripDef, Width};

/// A strip.
pub fn strip(number: u16, width: Width) -> StripDef {
    StripDef { number, width }
}

/// A mono strip.
pub fn mono(number: u16) -> StripDef {
    strip(number, Width::Mono)
}

/// Mono strips.
pub fn strips(numbers: impl IntoIterator<Item = u16>) -> Vec<StripDef> {
    numbers.into_iter().map(mono).collect()
}

/// A bus that feeds main alone.
pub fn bus(number: u16, role: BusRole, width: Width) -> BusDef {
    bus_into(number, role, width, &[])
}

/// A bus that feeds other buses, too.
pub fn bus_into(number: u16, role: BusRole, width: Width, feeds: &[u16]) -> BusDef {
    BusDef {
        number,
        width,
        role,
        feeds: feeds.to_vec(),
    }
}
