//! What the `jack` crate leaves to us: a clean end of a client that cannot be activated, taking one
//! out of the graph while it still hears the server, and the request to recompute latencies.

#![allow(unsafe_code)]

use super::latency::Latency;
use super::process::{Notify, Process};
use ::jack::{AsyncClient, Client, jack_sys};
use std::sync::Arc;

/// Activates a client. Session thread; waits for the server.
///
/// # Errors
/// JACK refuses; the client is closed then.
pub(super) fn activate(
    client: Client,
    notify: Notify,
    process: Process,
    latency: &Arc<Latency>,
) -> Result<AsyncClient<Notify, Process>, String> {
    let raw = client.raw();
    client.activate_async(notify, process).map_err(|error| {
        // The crate leaks the client, whose name would then stay taken until we end.
        // SAFETY: the leaked client is open, nobody else has its pointer, and the handlers it may
        // still call are leaked with it.
        unsafe { jack_sys::jack_client_close(raw) };
        // Its latency callback may have begun; what it points to is leaked too.
        std::mem::forget(Arc::clone(latency));
        format!("JACK does not start the client: {error}")
    })
}

/// Takes a client out of the graph; what the server says still arrives. Session thread; waits for
/// the server.
///
/// # Errors
/// JACK's code.
pub(super) fn deactivate(client: &Client) -> Result<(), i32> {
    // SAFETY: the client is open.
    match unsafe { jack_sys::jack_deactivate(client.raw()) } {
        0 => Ok(()),
        code => Err(code),
    }
}

/// Asks JACK to ask everybody for their latencies again. Session thread; waits for the server.
///
/// # Errors
/// JACK's code.
pub(super) fn recompute_latencies(client: &Client) -> Result<(), i32> {
    // SAFETY: the client is open.
    match unsafe { jack_sys::jack_recompute_total_latencies(client.raw()) } {
        0 => Ok(()),
        code => Err(code),
    }
}
