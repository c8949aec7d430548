//! What a device has of Mackie's protocol.

use crate::show::reader::Reader;
use crate::show::yaml::Node;

/// What a Mackie-like device has. One driver serves them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // Each is an independent fact about the hardware.
pub struct Mcu {
    /// Its number in `SysEx` headers, until it says another one: 14 main unit, 15 extender (hex).
    pub id: u8,
    /// How many strips it has, 8 at most.
    pub strips: u8,
    /// It has a main fader.
    pub master: bool,
    /// Its faders have motors.
    pub motor: bool,
    /// Its faders feel hands.
    pub touch: bool,
    /// It has displays.
    pub text: bool,
    /// Its displays have colours (Behringer).
    pub colors: bool,
    /// It has meters.
    pub meters: bool,
    /// It has two letters of seven segments.
    pub digits: bool,
    /// It has ten digits for the time.
    pub time: bool,
    /// Its lights flash by themselves.
    pub flash: bool,
    /// What its faders send at the top, of 16383.
    pub fader_top: u16,
}

impl Default for Mcu {
    /// A main unit with everything but colours.
    fn default() -> Self {
        Self {
            id: 0x14,
            strips: 8,
            master: true,
            motor: true,
            touch: true,
            text: true,
            colors: false,
            meters: true,
            digits: false,
            time: false,
            flash: true,
            fader_top: 16_383,
        }
    }
}

const KEYS: [&str; 12] = [
    "extender",
    "strips",
    "master",
    "motor",
    "touch",
    "text",
    "colors",
    "meters",
    "digits",
    "time",
    "flash",
    "fader-top",
];

/// Reads `mcu`.
pub(super) fn read(reader: &mut Reader, node: &Node, usual: Mcu) -> Mcu {
    let mut mcu = usual;
    let Some(fields) = reader.fields(node, "'mcu'", &KEYS) else {
        return mcu;
    };
    let mut switch = |key: &str, value: &mut bool| {
        let node = fields.get(key);
        let words = [("yes", true), ("no", false)];
        let found = node.and_then(|node| reader.word(node, &format!("'{key}'"), &words));
        *value = found.unwrap_or(*value);
    };
    let mut is_extender = false;
    switch("extender", &mut is_extender);
    switch("master", &mut mcu.master);
    switch("motor", &mut mcu.motor);
    // What has no motors feels no hands, unless its file says so.
    mcu.touch &= mcu.motor;
    switch("touch", &mut mcu.touch);
    switch("text", &mut mcu.text);
    switch("colors", &mut mcu.colors);
    switch("meters", &mut mcu.meters);
    switch("digits", &mut mcu.digits);
    switch("time", &mut mcu.time);
    switch("flash", &mut mcu.flash);
    if is_extender {
        mcu.id = 0x15;
    }
    let strips = fields.get("strips");
    let strips = strips.and_then(|node| reader.number(node, "'strips'", (1, 8)));
    mcu.strips = strips.map_or(mcu.strips, |strips| strips as u8);
    let top = fields.get("fader-top");
    let top = top.and_then(|node| reader.number(node, "'fader-top'", (1000, 16_383)));
    mcu.fader_top = top.map_or(mcu.fader_top, |top| top as u16);
    mcu
}
