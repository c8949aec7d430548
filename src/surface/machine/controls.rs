//! The controls that a device has, and how what it is told goes out.

use crate::show::mapping_file::Control;
use crate::surface::driver::{Driver, Item};
use crate::surface::message::Message;
use crate::surface::physical_control::{PhysicalControl, Senses};
use crate::surface::shadow::Pace;
use crate::surface::takeover::Takeover;
use std::collections::BTreeMap;

/// The controls of a device that stand somewhere.
pub(super) fn physical_controls(
    driver: &dyn Driver,
    items: &[Item],
) -> BTreeMap<Control, PhysicalControl> {
    let abilities = driver.abilities();
    let controls = driver.controls().into_iter();
    let physical = |control: Control| {
        let is_fader = !control.is_knob();
        let is_driven = items.contains(&Item::Position(control));
        let senses = Senses {
            is_driven,
            has_motor: is_driven && is_fader,
            has_touch: driver.has_touch(control),
            echo: abilities.echo,
        };
        let step = if control.is_fader() {
            abilities.step
        } else {
            1.0 / 127.0
        };
        (
            control,
            PhysicalControl::new(Takeover::new(step, is_fader), senses),
        )
    };
    controls
        .filter(|control| control.is_position())
        .map(physical)
        .collect()
}

pub(super) fn send(message: &Message, pace: &mut Pace, out: &mut Vec<Vec<u8>>) {
    let bytes = message.bytes();
    pace.spend(bytes.len());
    out.push(bytes);
}

pub(super) fn is_motor(item: Item) -> bool {
    matches!(item, Item::Position(control) if control.is_fader())
}
