//! Parameters and their values in files: `ch/1/hpf/freq: 120 Hz`.

use super::reader::Reader;
use super::yaml::Node;
use crate::param::{Curve, Layout, NodeId, NodeKind, ParamIndex, Plain};

/// The parameter that a path names; `key` is where the path stands.
pub fn parameter(
    reader: &mut Reader,
    layout: &Layout,
    key: &Node,
    path: &str,
) -> Option<ParamIndex> {
    // A console of another size may miss hundreds of paths: the search for near ones ends in time.
    if reader.is_full() {
        let known = crate::param::ParamAddr::parse(path).and_then(|addr| layout.index(addr));
        if known.is_none() {
            reader.count_one();
        }
        return known;
    }
    if path.contains('*') {
        let hint = "write a line for each parameter; 'headroom params' lists them";
        reader.report(
            key,
            format!("'{path}': wildcards are not possible in files"),
            hint,
        );
        return None;
    }
    let word = path.split('/').next().unwrap_or_default();
    let known_word = NodeKind::ALL.iter().any(|kind| kind.word() == word);
    let whole = NodeId::split(path);
    if known_word && whole.is_none_or(|(_, rest)| rest.is_empty()) {
        let hint = "write the whole path, such as ch/1/fader; 'headroom params' lists them";
        reader.report(key, format!("'{path}' names no parameter"), hint);
        return None;
    }
    match layout.find(path) {
        Ok(index) => Some(index),
        Err(error) => {
            reader.report(key, error.to_string(), "");
            None
        }
    }
}

/// A value for a parameter, in words.
pub fn value(
    reader: &mut Reader,
    layout: &Layout,
    index: ParamIndex,
    node: &Node,
) -> Option<Plain> {
    let spec = layout.spec(index);
    let text = reader.text(node, spec.name)?;
    let value = match spec.parse(text) {
        Ok(value) => value,
        Err(error) => {
            reader.report(node, error.to_string(), "");
            return None;
        }
    };
    if !layout.has_named(index, value) {
        let message = format!("'{text}' is not on this console");
        let hint = match spec.curve {
            Curve::Key => "a key is 'own', or a strip or bus that exists",
            _ => "name a strip, bus or main that exists",
        };
        reader.report(node, message, hint);
        return None;
    }
    Some(value)
}
