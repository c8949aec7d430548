//! The switches of a HUI: eight ports in each of thirty zones, and the standard control of each.

use crate::show::mapping_file::{CONTROL_KEYS, Control, Nav};
use std::sync::LazyLock;

/// A switch and its light: its zone, and its port there.
pub type Switch = (u8, u8);

/// Ports of a zone.
pub const PORTS: u8 = 8;
/// The light that says that the display shows hours, minutes and seconds.
pub const TIME_LIGHT: Switch = (0x16, 0);
/// The light that warns of a solo.
pub const SOLO_LIGHT: Switch = (0x16, 3);
/// The port of a strip's zone that feels a hand on its fader.
pub const TOUCH_PORT: u8 = 0;
/// Zones of strips come first.
const STRIPS: u8 = 8;

/// A zone of no strip: its number, and what is printed on its switches with the key that each is; an
/// empty word is a key without a name, which becomes the next `key.user`.
type Zone = (u8, &'static [(&'static str, &'static str)]);

#[rustfmt::skip]
const ZONES: [Zone; 21] = [
    (0x08, &[("CTRL", "key.control"), ("SHIFT", "key.shift"), ("EDIT MODE", ""), ("UNDO", "key.undo"), ("ALT", "key.alt"),
        ("OPTION", "key.option"), ("EDIT TOOL", ""), ("SAVE", "key.save")]),
    (0x09, &[("MIX", "key.view2"), ("EDIT", "key.view8"), ("TRANSPORT", "key.view6"), ("MEM-LOC", "key.marker"),
        ("STATUS", "key.view7"), ("ALT", "key.view1")]),
    (0x0a, &[("CHANNEL ◄", "nav.channel-left"), ("BANK ◄", "nav.bank-left"), ("CHANNEL ►", "nav.channel-right"),
        ("BANK ►", "nav.bank-right")]),
    (0x0b, &[("OUTPUT", ""), ("INPUT", "key.track"), ("PAN", "key.pan"), ("SEND E", ""), ("SEND D", "key.send4"),
        ("SEND C", "key.send3"), ("SEND B", "key.send2"), ("SEND A", "key.send")]),
    (0x0c, &[("ASSIGN", "key.name"), ("DEFAULT", ""), ("SUSPEND", ""), ("SHIFT", ""), ("MUTE", ""), ("BYPASS", "key.flip"),
        ("RECRDY ALL", "")]),
    (0x0d, &[("▼", "key.down"), ("◄", "key.left"), ("MODE", "key.zoom"), ("►", "key.right"), ("▲", "key.up"),
        ("SCRUB", "key.scrub"), ("SHUTTLE", "")]),
    (0x0e, &[("TALKBACK", "key.talkback"), ("REWIND", "key.rewind"), ("FAST FWD", "key.forward"), ("STOP", "key.stop"),
        ("PLAY", "key.play"), ("RECORD", "key.record")]),
    (0x0f, &[("RETURN TO ZERO", "key.start"), ("END", ""), ("ON LINE", ""), ("LOOP", "key.cycle"), ("QUICK PUNCH", "key.drop")]),
    (0x10, &[("AUDITION", ""), ("PRE", ""), ("IN", ""), ("OUT", ""), ("POST", "")]),
    (0x11, &[("INPUT 3", ""), ("INPUT 2", ""), ("INPUT 1", ""), ("MUTE", "key.cut"), ("DISCRETE", "")]),
    (0x12, &[("OUTPUT 3", ""), ("OUTPUT 2", ""), ("OUTPUT 1", ""), ("DIM", "key.dim"), ("MONO", "key.mono")]),
    (0x13, &[("0", ""), ("1", ""), ("4", ""), ("2", ""), ("5", ""), (".", ""), ("3", ""), ("6", "")]),
    (0x14, &[("ENTER", "key.enter"), ("+", "")]),
    (0x15, &[("7", ""), ("8", ""), ("9", ""), ("−", ""), ("CLR", "key.cancel"), ("=", ""), ("/", ""), ("*", "")]),
    (0x17, &[("AUTO PLUG-IN", ""), ("AUTO PAN", ""), ("AUTO FADER", ""), ("AUTO SEND MUTE", ""), ("AUTO SEND", ""), ("AUTO MUTE", "")]),
    (0x18, &[("TRIM", "key.trim"), ("LATCH", "key.latch"), ("READ", "key.read"), ("OFF", ""), ("WRITE", "key.write"),
        ("TOUCH", "key.touch")]),
    (0x19, &[("PHASE", ""), ("MONITOR", ""), ("AUTO", ""), ("SUSPEND", ""), ("CREATE", ""), ("GROUP", "key.group")]),
    (0x1a, &[("PASTE", ""), ("CUT", ""), ("CAPTURE", ""), ("DELETE", ""), ("COPY", ""), ("SEPARATE", "")]),
    (0x1b, &[("F1", "key.f1"), ("F2", "key.f2"), ("F3", "key.f3"), ("F4", "key.f4"), ("F5", "key.f5"), ("F6", "key.f6"),
        ("F7", "key.f7"), ("F8", "key.f8")]),
    (0x1c, &[("INSERT/PARAM", "key.plugin"), ("ASSIGN", "key.eq"), ("SELECT 1", "push.1"), ("SELECT 2", "push.2"),
        ("SELECT 3", "push.3"), ("SELECT 4", "push.4"), ("BYPASS", ""), ("COMPARE", "key.instrument")]),
    (0x1d, &[("FOOT SWITCH 1", "key.foot1"), ("FOOT SWITCH 2", "key.foot2")]),
];

const NAV: [(&str, Nav); 4] = [
    ("nav.channel-left", Nav::ChannelLeft),
    ("nav.bank-left", Nav::BankLeft),
    ("nav.channel-right", Nav::ChannelRight),
    ("nav.bank-right", Nav::BankRight),
];

/// A key of no strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// Where it is.
    pub switch: Switch,
    /// What is printed on it.
    pub print: &'static str,
    /// The control that it is.
    pub control: Control,
}

/// Every key of no strip.
static KEYS: LazyLock<Vec<Named>> = LazyLock::new(|| {
    let mut users = (0..).map(Control::User);
    let mut keys = Vec::new();
    for (zone, ports) in ZONES {
        for ((print, word), port) in ports.iter().zip(0..) {
            let control = match *word {
                "" => users.next(),
                word => named(word),
            };
            keys.extend(control.map(|control| Named {
                switch: (zone, port),
                print,
                control,
            }));
        }
    }
    keys
});

fn named(word: &str) -> Option<Control> {
    if let Some((_, nav)) = NAV.iter().find(|(name, _)| *name == word) {
        return Some(Control::Nav(*nav));
    }
    if let Some(number) = word.strip_prefix("push.") {
        return Some(Control::FreePush(number.parse::<u8>().ok()? - 1));
    }
    let at = CONTROL_KEYS.iter().position(|(name, _)| *name == word)?;
    Some(Control::Key(at as u8))
}

/// Every key of no strip.
pub fn keys() -> &'static [Named] {
    &KEYS
}

/// A port of a strip's zone, and its key.
type StripKey = (u8, fn(u8) -> Control);

/// The keys of strips, by port.
pub const STRIP_KEYS: [StripKey; 7] = [
    (1, Control::Select),
    (2, Control::Mute),
    (3, Control::Solo),
    (4, |strip| Control::StripKey(strip, 0)),
    (5, |strip| Control::Push(strip, 0)),
    (6, |strip| Control::StripKey(strip, 1)),
    (7, Control::Rec),
];

/// The key at a switch.
pub fn key_at((zone, port): Switch) -> Option<Control> {
    if zone < STRIPS {
        let found = STRIP_KEYS.iter().find(|(at, _)| *at == port);
        return found.map(|(_, key)| key(zone));
    }
    let found = KEYS.iter().find(|key| key.switch == (zone, port));
    found.map(|key| key.control)
}

/// The switch whose light a control has.
pub fn switch_of(control: Control) -> Option<Switch> {
    if control == Control::SoloLight {
        return Some(SOLO_LIGHT);
    }
    if let Some(strip) = control.strip() {
        let found = STRIP_KEYS.iter().find(|(_, key)| key(strip) == control);
        return found.map(|(port, _)| (strip, *port));
    }
    let found = KEYS.iter().find(|key| key.control == control);
    found.map(|key| key.switch)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::mapping_file::control_names;

    #[test]
    fn every_switch_is_one_control_that_files_can_name() {
        let names = control_names();
        let mut seen = Vec::new();
        for key in keys() {
            let named = names.iter().any(|(_, control)| *control == key.control);
            assert!(named, "{}: {:?}", key.print, key.control);
            assert!(key.control.is_key(), "{}", key.print);
            assert!(!seen.contains(&key.control), "{}", key.print);
            assert_eq!(key_at(key.switch), Some(key.control), "{}", key.print);
            assert_eq!(switch_of(key.control), Some(key.switch), "{}", key.print);
            seen.push(key.control);
        }
        let count: usize = ZONES.iter().map(|(_, ports)| ports.len()).sum();
        assert_eq!(seen.len(), count, "each word is a control's");
        for strip in 0..STRIPS {
            for (port, key) in STRIP_KEYS {
                assert_eq!(key_at((strip, port)), Some(key(strip)));
                assert_eq!(switch_of(key(strip)), Some((strip, port)));
            }
        }
    }
}
