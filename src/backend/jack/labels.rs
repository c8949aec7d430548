//! Names for people, on the ports themselves, so that patch bays show them.

#![allow(unsafe_code)]

use ::jack::{Client, Port, Property, Unowned, jack_sys};

/// The key that patch bays read.
const PRETTY_NAME: &str = "http://jackaudio.org/metadata/pretty-name";

/// Gives a port a name for people, or takes it away. Servers without metadata get an alias. Session
/// thread; waits for the server.
pub(super) fn label(client: &Client, port: &mut Port<Unowned>, text: Option<&str>) {
    // SAFETY: the port is registered; the session unregisters ports on this same thread.
    let subject = unsafe { jack_sys::jack_port_uuid(port.raw()) };
    let Some(text) = text else {
        // It is fine when there was none.
        let _ = client.property_remove(subject, PRETTY_NAME);
        return;
    };
    let text: String = text.chars().filter(|&letter| letter != '\0').collect();
    let property = Property::new(&text, Some("text/plain".into()));
    if let Err(error) = client.property_set(subject, PRETTY_NAME, &property) {
        tracing::debug!(%error, "no metadata; the name becomes an alias");
        let _ = port.set_alias(&text);
    }
}
