//! Times of a session.

use crate::show::quantity::{self, SECONDS};
use crate::show::reader::Reader;
use crate::show::yaml::Node;

/// A day: a longer render is a slip of the finger.
pub const MAX_SECONDS: f64 = 86_400.0;

/// A time from 0 to a day.
pub fn seconds(reader: &mut Reader, node: &Node, what: &str) -> Option<f64> {
    let text = reader.text(node, what)?;
    let seconds =
        quantity::parse(text, SECONDS).filter(|seconds| (0.0..=MAX_SECONDS).contains(seconds));
    if seconds.is_none() {
        let hint = format!("allowed: 0 to {MAX_SECONDS} seconds, such as 1.5 or 1.5 s");
        reader.report(node, format!("'{text}' is not possible for {what}"), hint);
    }
    seconds
}
