//! The driver of each protocol.

use super::driver::Driver;
use super::{hui, mcu, messages};
use crate::show::mapping_file::{DeviceFile, Protocol};

/// The driver for a device.
pub fn driver_for(file: &DeviceFile) -> Box<dyn Driver> {
    match &file.protocol {
        Protocol::Messages { inputs, outputs } => {
            Box::new(messages::Messages::new(file, inputs, outputs))
        }
        Protocol::Mcu(mcu) => Box::new(mcu::Mackie::new(*mcu, file.echo)),
        Protocol::Hui(hui) => Box::new(hui::HuiDriver::new(*hui, file.echo)),
    }
}
