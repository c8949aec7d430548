//! The numbers of devices in MSC and MMC.

use crate::show::reader::{Fields, Reader};
use crate::show::yaml::Node;

/// Any number of a device.
const ANY: &str = "any";
/// The number that means all devices.
const ALL_CALL: u8 = 0x7f;

/// The numbers under which a device is meant; empty: any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers(pub Vec<u8>);

impl Numbers {
    /// True where this number means the device.
    pub fn has(&self, number: u8) -> bool {
        number == ALL_CALL || self.0.is_empty() || self.0.contains(&number)
    }

    /// As a file has them.
    pub fn words(&self) -> String {
        match self.0[..] {
            [] => ANY.to_owned(),
            [one] => one.to_string(),
            _ => format!(
                "[ {} ]",
                self.0
                    .iter()
                    .map(u8::to_string)
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        }
    }
}

/// Reads `device`.
pub(super) fn read(reader: &mut Reader, at: &Node, fields: Fields) -> Option<Numbers> {
    let Some(node) = fields.get("device") else {
        let hint = "write the number of this console there: device: 0 to 126, or device: any";
        reader.report(at, "'device' is missing", hint);
        return None;
    };
    if node.is_text(ANY) {
        return Some(Numbers::default());
    }
    let items = reader.items(node, "the numbers");
    let numbers = items
        .iter()
        .filter_map(|item| reader.number(item, "the device", (0, 126)));
    let numbers: Vec<u8> = numbers.map(|number| number as u8).collect();
    (!numbers.is_empty()).then_some(Numbers(numbers))
}
