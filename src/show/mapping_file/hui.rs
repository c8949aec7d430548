//! What a device has of the HUI's protocol.

use crate::show::reader::Reader;
use crate::show::yaml::Node;

/// What a device that behaves as a HUI has. One driver serves them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // Each is an independent fact about the hardware.
pub struct Hui {
    /// How many strips it has, 8 at most.
    pub strips: u8,
    /// It has a main fader, which the HUI has not: its number is 8.
    pub master: bool,
    /// Its faders have motors.
    pub motor: bool,
    /// Its faders feel hands.
    pub touch: bool,
    /// Its strips have displays of four letters.
    pub text: bool,
    /// It has a display of two lines of forty letters.
    pub display: bool,
    /// It has meters.
    pub meters: bool,
    /// It has eight digits for the time.
    pub time: bool,
    /// What its faders send at the top, of 16383.
    pub fader_top: u16,
}

impl Default for Hui {
    /// The HUI itself.
    fn default() -> Self {
        Self {
            strips: 8,
            master: false,
            motor: true,
            touch: true,
            text: true,
            display: true,
            meters: true,
            time: true,
            fader_top: 16_383,
        }
    }
}

const KEYS: [&str; 9] = [
    "strips",
    "master",
    "motor",
    "touch",
    "text",
    "display",
    "meters",
    "time",
    "fader-top",
];

/// Reads `hui`.
pub(super) fn read(reader: &mut Reader, node: &Node, usual: Hui) -> Hui {
    let mut hui = usual;
    let Some(fields) = reader.fields(node, "'hui'", &KEYS) else {
        return hui;
    };
    let mut switch = |key: &str, value: &mut bool| {
        let node = fields.get(key);
        let words = [("yes", true), ("no", false)];
        let found = node.and_then(|node| reader.word(node, &format!("'{key}'"), &words));
        *value = found.unwrap_or(*value);
    };
    switch("master", &mut hui.master);
    switch("motor", &mut hui.motor);
    // What has no motors feels no hands, unless its file says so.
    hui.touch &= hui.motor;
    switch("touch", &mut hui.touch);
    switch("text", &mut hui.text);
    switch("display", &mut hui.display);
    switch("meters", &mut hui.meters);
    switch("time", &mut hui.time);
    let mut number = |key: &str, range| {
        let node = fields.get(key)?;
        reader.number(node, &format!("'{key}'"), range)
    };
    let strips = number("strips", (1, 8));
    hui.strips = strips.map_or(hui.strips, |strips| strips as u8);
    let top = number("fader-top", (1000, 16_383));
    hui.fader_top = top.map_or(hui.fader_top, |top| top as u16);
    hui
}
