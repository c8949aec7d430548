//! What clients are told again and again.

use super::desk::X32;
use super::leaf::Value;
use super::meters;
use super::remote::{Stream, What};
use crate::control::feed::Levels;
use crate::desk::mirror::Mirror;
use crate::osc::client::Client;
use crate::osc::packet::{Arg, Message};
use std::time::Instant;

/// A text in a blob.
const BLOB_TEXT: usize = 32;

/// Tells a client what is due now. Called as often as the fastest subscription wants.
pub fn tell(
    x32: &X32,
    mirror: &Mirror,
    levels: Option<&Levels>,
    client: &mut Client,
    now: Instant,
) {
    let mut streams = client.remote.take_streams(now);
    for stream in &mut streams {
        if stream.is_due() {
            let told = content(x32, mirror, levels, stream);
            if let Some(message) = told {
                client.say(&message);
            }
        }
    }
    client.remote.put_back(streams);
}

/// What a subscription says now.
fn content(
    x32: &X32,
    mirror: &Mirror,
    levels: Option<&Levels>,
    stream: &Stream,
) -> Option<Message> {
    let arg = match &stream.what {
        What::Leaf(at) if *at < x32.tree.leaves.len() => x32.arg(mirror, *at),
        What::Leaf(_) => return None,
        What::Blob(leaves) => Arg::Blob(blob(x32, mirror, leaves)),
        What::Meters(id, numbers) => Arg::Blob(meters::blob(mirror, levels, *id, *numbers)?),
    };
    Some(Message::new(&stream.alias, vec![arg]))
}

/// Its own length, then one value of four bytes for each leaf, little endian; texts have 32 bytes.
fn blob(x32: &X32, mirror: &Mirror, leaves: &[usize]) -> Vec<u8> {
    let mut bytes = vec![0; 4];
    for at in leaves.iter().filter(|at| **at < x32.tree.leaves.len()) {
        match (x32.value(mirror, *at), x32.arg(mirror, *at)) {
            (Value::Text(text), _) => {
                let mut text: Vec<u8> = text.into_bytes();
                text.resize(BLOB_TEXT, 0);
                bytes.extend(text);
            }
            (_, Arg::Int(number)) => bytes.extend(number.to_le_bytes()),
            (_, Arg::Float(number)) => bytes.extend(number.to_le_bytes()),
            _ => bytes.extend([0; 4]),
        }
    }
    let length = (bytes.len() as u32).to_le_bytes();
    bytes[..4].copy_from_slice(&length);
    bytes
}
