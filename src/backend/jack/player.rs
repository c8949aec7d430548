//! A client that only plays: a generator behind output ports, for other clients to listen to.
//!
//! For a process of its own. libjack frees every open client of a process whose server has died as
//! soon as that process opens another one, so this must not run beside a console.

#![allow(unsafe_code)]

use super::client;
use crate::rt::audio_thread;
use ::jack::{
    AsyncClient, AudioOut, Client, ClientStatus, Control, NotificationHandler, Port,
    ProcessHandler, ProcessScope,
};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::fmt;

/// What plays: the next frame of every port.
pub trait Generator<const N: usize>: Send + 'static {
    /// The next frame. JACK's process thread: must not allocate or wait.
    fn next_frame(&mut self) -> [f32; N];
}

/// A client that plays until it is closed or its server goes.
pub struct Playing<G: Generator<N>, const N: usize> {
    client: AsyncClient<Notify, Process<G, N>>,
    gone: Receiver<String>,
}

/// Opens a client of this name with these ports and plays what `generator` makes of the sample rate;
/// connects nothing.
///
/// # Errors
/// Why not, and what to do, for people.
pub fn play<G: Generator<N>, const N: usize>(
    name: &str,
    ports: [&str; N],
    generator: impl FnOnce(u32) -> G,
) -> Result<Playing<G, N>, String> {
    let client = client::open(name)?;
    let register = |port: &str| client.register_port(port, AudioOut::default());
    let ports: Result<Vec<Port<AudioOut>>, _> = ports.into_iter().map(register).collect();
    let ports = ports.map_err(|error| format!("JACK refuses a port of the band: {error}"))?;
    let Ok(ports) = <[Port<AudioOut>; N]>::try_from(ports) else {
        return Err("JACK refuses a port of the band".into());
    };
    let (gone_in, gone) = bounded(1);
    let process = Process {
        generator: generator(client.sample_rate()),
        ports,
    };
    let client = client
        .activate_async(Notify { gone: gone_in }, process)
        .map_err(|error| format!("JACK does not start the client: {error}"))?;
    Ok(Playing { client, gone })
}

impl<G: Generator<N>, const N: usize> Playing<G, N> {
    /// Says why once the server has gone.
    pub fn gone(&self) -> &Receiver<String> {
        &self.gone
    }

    /// Ends it, while its server lives.
    pub fn close(self) {
        if let Err(error) = self.client.deactivate() {
            tracing::warn!(%error, "the JACK client does not end properly");
        }
    }

    /// Leaves it alone: its server has gone, and closing would talk to nobody.
    pub fn leave(self) {
        std::mem::forget(self);
    }
}

impl<G: Generator<N>, const N: usize> fmt::Debug for Playing<G, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Playing").finish_non_exhaustive()
    }
}

/// What runs on JACK's process thread.
struct Process<G, const N: usize> {
    generator: G,
    ports: [Port<AudioOut>; N],
}

impl<G: Generator<N>, const N: usize> ProcessHandler for Process<G, N> {
    fn process(&mut self, _: &Client, scope: &ProcessScope) -> Control {
        audio_thread::enter();
        let mut buffers = self.ports.each_mut().map(|port| port.as_mut_slice(scope));
        for n in 0..scope.n_frames() as usize {
            let frame = self.generator.next_frame();
            for (buffer, sample) in buffers.iter_mut().zip(frame) {
                buffer[n] = sample;
            }
        }
        Control::Continue
    }
}

/// What runs on JACK's notification thread.
struct Notify {
    gone: Sender<String>,
}

impl NotificationHandler for Notify {
    // SAFETY: nothing here needs the caller's promise; the trait makes the method unsafe because
    // it may run when the server is half gone, and it does one non-blocking send.
    unsafe fn shutdown(&mut self, _: ClientStatus, reason: &str) {
        let _ = self.gone.try_send(reason.to_owned());
    }
}
