//! Front ends come.

use super::core::Core;
use super::feed::{Severity, Update};
use super::intent::{ClientId, Hello};
use crossbeam_channel::Sender;

/// Longest name of a client, in characters.
const LONGEST_NAME: usize = 40;

/// A front end connects; it learns what stands.
pub(super) fn welcome(core: &mut Core, hello: &Hello, updates: Sender<Update>) -> ClientId {
    let name: String = hello.name.chars().take(LONGEST_NAME).collect();
    let layout = core.layout().clone();
    let client = core
        .subscribers
        .connect(name.clone(), hello.rights, updates, &layout);
    core.undo.welcome(client, &name);
    for notice in core.notices.clone() {
        core.subscribers.notify_one(client, notice);
    }
    for text in core.file_troubles.texts() {
        core.tell_one(client, Severity::Warning, text);
    }
    client
}
