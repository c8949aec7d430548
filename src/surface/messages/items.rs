//! What a device of messages has to show, and what of it first.

use crate::show::mapping_file::Control;
use crate::surface::driver::Item;

/// What a control has to show, as an item.
pub(super) fn item(control: Control) -> Option<Item> {
    match control {
        Control::Text(strip, line) => Some(Item::Text(strip, line)),
        Control::Color(strip) => Some(Item::Color(strip)),
        Control::Meter(_) => None,
        control if control.is_position() => Some(Item::Position(control)),
        control => Some(Item::Light(control)),
    }
}

/// Faders before lights, then knobs, texts and colours.
pub(super) fn urgency(item: Item) -> u8 {
    match item {
        Item::Position(control) if control.is_fader() => 0,
        Item::Light(_) => 1,
        Item::Position(_) => 2,
        _ => 3,
    }
}
