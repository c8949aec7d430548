//! How late each port is, for others to align with.
//!
//! The latency callback is the one notification that has to call JACK: the five functions it uses
//! read and write shared memory only.

#![allow(unsafe_code)]

use super::names::Way;
use super::port_map::RawPort;
use crate::param::PortKind;
use ::jack::jack_sys;
use std::ffi::c_void;
use std::sync::atomic::{AtomicPtr, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

/// What the callback needs to know of a port.
#[derive(Clone, Copy, Debug)]
pub(super) struct PortLatency {
    /// The port.
    pub port: RawPort,
    /// Which way it goes.
    pub way: Way,
    /// Whether it belongs to an insert point.
    pub kind: PortKind,
    /// Outputs: frames from any input to it.
    pub frames: u32,
}

/// The ports and their latencies, shared with the callback.
#[derive(Debug, Default)]
pub(super) struct Latency {
    ports: Mutex<Vec<PortLatency>>,
    /// The client that the ports belong to; null before it is known.
    client: AtomicPtr<jack_sys::jack_client_t>,
}

impl Latency {
    /// Replaces the ports. Returns when no callback uses the old ones any more. Session thread;
    /// must not be called from inside JACK.
    pub(super) fn set(&self, ports: Vec<PortLatency>) {
        *self.ports.lock().unwrap_or_else(PoisonError::into_inner) = ports;
    }

    /// Has JACK ask here. The caller keeps the `Arc` until the client is closed. Before
    /// activation.
    pub(super) fn install(self: &Arc<Self>, client: &::jack::Client) -> bool {
        self.client.store(client.raw(), Relaxed);
        let this = Arc::as_ptr(self).cast_mut().cast::<c_void>();
        // SAFETY: the client is open and inactive; `this` outlives it, by the caller's promise.
        let result =
            unsafe { jack_sys::jack_set_latency_callback(client.raw(), Some(on_latency), this) };
        result == 0
    }

    fn answer(&self, mode: jack_sys::jack_latency_callback_mode_t) {
        let ports = self.ports.lock().unwrap_or_else(PoisonError::into_inner);
        let playback = mode == jack_sys::JackPlaybackLatency;
        let (far, near) = if playback {
            (Way::Out, Way::In)
        } else {
            (Way::In, Way::Out)
        };
        let period = self.period();
        let measured = |port: &PortLatency| {
            let own = if playback { port.frames } else { 0 };
            let (least, most) = range(port.port, mode);
            match port.kind {
                PortKind::Signal => (least.saturating_add(own), most.saturating_add(own)),
                // What goes out to a unit in one period comes back in the next.
                _ => (least.saturating_add(period), most.saturating_add(period)),
            }
        };
        let connected = || {
            let far = ports.iter().filter(|port| port.way == far);
            far.filter(|port| is_connected(port.port))
        };
        let all = widest(connected().map(measured));
        // Behind an external unit comes our own port again: a way round that would grow for ever.
        let is_signal = |port: &&PortLatency| port.kind == PortKind::Signal;
        let signals = widest(connected().filter(is_signal).map(measured));
        for port in ports.iter().filter(|port| port.way == near) {
            let own = if playback { 0 } else { port.frames };
            let (least, most) = if is_signal(&port) { all } else { signals };
            set_range(
                port.port,
                mode,
                (least.saturating_add(own), most.saturating_add(own)),
            );
        }
    }
}

impl Latency {
    /// Frames per callback now.
    fn period(&self) -> u32 {
        let client = self.client.load(Relaxed);
        if client.is_null() {
            return 0;
        }
        // SAFETY: the client is open as long as JACK calls back (`Latency::install`).
        unsafe { jack_sys::jack_get_buffer_size(client) }
    }
}

/// The range that covers all; nothing connected is no latency.
fn widest(ranges: impl Iterator<Item = (u32, u32)>) -> (u32, u32) {
    ranges
        .reduce(|all, one| (all.0.min(one.0), all.1.max(one.1)))
        .unwrap_or((0, 0))
}

/// JACK's notification thread.
unsafe extern "C" fn on_latency(
    mode: jack_sys::jack_latency_callback_mode_t,
    latency: *mut c_void,
) {
    // SAFETY: `install` gave this pointer, and its object outlives the client.
    let latency = unsafe { &*latency.cast::<Latency>() };
    latency.answer(mode);
}

fn is_connected(port: RawPort) -> bool {
    // SAFETY: ports in the table are null or registered; see `Latency::set`.
    !port.0.is_null() && unsafe { jack_sys::jack_port_connected(port.0) } > 0
}

fn range(port: RawPort, mode: jack_sys::jack_latency_callback_mode_t) -> (u32, u32) {
    let mut range = jack_sys::jack_latency_range_t { min: 0, max: 0 };
    // SAFETY: the port is registered (`is_connected` looked), the range is a live local.
    unsafe { jack_sys::jack_port_get_latency_range(port.0, mode, &raw mut range) };
    (range.min, range.max)
}

fn set_range(port: RawPort, mode: jack_sys::jack_latency_callback_mode_t, frames: (u32, u32)) {
    if port.0.is_null() {
        return;
    }
    let mut range = jack_sys::jack_latency_range_t {
        min: frames.0,
        max: frames.1,
    };
    // SAFETY: the port is registered, the range is a live local.
    unsafe { jack_sys::jack_port_set_latency_range(port.0, mode, &raw mut range) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_cover_everything_that_is_connected() {
        assert_eq!(widest([].into_iter()), (0, 0));
        assert_eq!(widest([(256, 256), (64, 512)].into_iter()), (64, 512));
    }
}
