//! Two JACK clients of the test: one plays a tone, the other one keeps what it hears.
//!
//! They are two, so that there is no loop in the graph: everything the tone's way passes runs in
//! the same cycle.

#![allow(dead_code)]

use super::server::{PATIENCE, before_close, server_name};
use super::signal::sine;
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

/// What [`Ears`] hear at once.
pub const CHANNELS: usize = 4;
/// Seconds of sound that wait for the test.
const SECONDS: usize = 60;
/// Frames of one cycle of the tone, 1 kHz at 48 kHz.
const CYCLE: usize = 48;
/// Frames over which a level is measured: whole cycles.
const MEASURED: usize = 200 * CYCLE;

fn open(name: &str) -> jack::Client {
    server_name();
    let options = jack::ClientOptions::NO_START_SERVER | jack::ClientOptions::USE_EXACT_NAME;
    jack::Client::new(name, options)
        .expect("the test client opens")
        .0
}

struct Play {
    out: jack::Port<jack::AudioOut>,
    amplitude: Arc<AtomicU32>,
    cycle: Vec<f32>,
    place: usize,
}

impl jack::ProcessHandler for Play {
    fn process(&mut self, _: &jack::Client, scope: &jack::ProcessScope) -> jack::Control {
        let amplitude = f32::from_bits(self.amplitude.load(Relaxed));
        for sample in self.out.as_mut_slice(scope) {
            *sample = amplitude * self.cycle[self.place];
            self.place = (self.place + 1) % CYCLE;
        }
        jack::Control::Continue
    }
}

/// A client `tone` with 1 kHz at its port `out`.
pub struct Tone(Option<jack::AsyncClient<(), Play>>);

impl Tone {
    /// Plays at this amplitude, 1 being full scale.
    pub fn play(amplitude: f32) -> Self {
        let client = open("tone");
        let out = client
            .register_port("out", jack::AudioOut::default())
            .unwrap();
        let play = Play {
            out,
            amplitude: Arc::new(amplitude.to_bits().into()),
            cycle: sine(1000.0, 1.0, CYCLE),
            place: 0,
        };
        Self(Some(client.activate_async((), play).unwrap()))
    }

    /// Leaves the client open for good; see [`super::server::Tester::leave`].
    pub fn leave(&mut self) {
        std::mem::forget(self.0.take());
    }
}

impl Drop for Tone {
    fn drop(&mut self) {
        if let Some(client) = &self.0 {
            before_close(client.as_client());
        }
    }
}

struct Listen {
    inputs: Vec<jack::Port<jack::AudioIn>>,
    /// Frame after frame, all channels.
    heard: Producer<f32>,
}

impl jack::ProcessHandler for Listen {
    fn process(&mut self, _: &jack::Client, scope: &jack::ProcessScope) -> jack::Control {
        let frames = scope.n_frames() as usize;
        if self.heard.slots() < frames * CHANNELS {
            return jack::Control::Continue;
        }
        for frame in 0..frames {
            for input in &self.inputs {
                let _ = self.heard.push(input.as_slice(scope)[frame]);
            }
        }
        jack::Control::Continue
    }
}

/// A client `ears` that hears `in-1` to `in-4`.
pub struct Ears {
    client: Option<jack::AsyncClient<(), Listen>>,
    heard: Consumer<f32>,
}

impl Ears {
    /// Begins to listen.
    pub fn open() -> Self {
        let client = open("ears");
        let port = |number| {
            client
                .register_port(&format!("in-{number}"), jack::AudioIn::default())
                .unwrap()
        };
        let inputs = (1..=CHANNELS).map(port).collect();
        let (producer, heard) = RingBuffer::new(CHANNELS * SECONDS * 48_000);
        let listen = Listen {
            inputs,
            heard: producer,
        };
        let client = Some(client.activate_async((), listen).unwrap());
        Self { client, heard }
    }

    /// Leaves the client open for good; see [`super::server::Tester::leave`].
    pub fn leave(&mut self) {
        std::mem::forget(self.client.take());
    }

    /// The client itself, for questions to the server.
    pub fn client(&self) -> &jack::Client {
        self.client.as_ref().expect("it was left").as_client()
    }

    /// True when the two ports, by full name, are connected.
    pub fn sees_connected(&self, from: &str, to: &str) -> bool {
        self.client()
            .port_by_name(from)
            .is_some_and(|port| port.is_connected_to(to).unwrap_or(false))
    }

    /// The names of the ports of a client, sorted.
    pub fn ports_of(&self, client: &str) -> Vec<String> {
        let prefix = format!("{client}:");
        let mut ports = self.client().ports(None, None, jack::PortFlags::empty());
        ports.retain(|port| port.starts_with(&prefix));
        ports.sort();
        ports
    }

    /// Everything that was heard since the last time, by channel.
    pub fn take(&mut self) -> Vec<Vec<f32>> {
        let waiting = self.heard.slots() / CHANNELS;
        assert!(waiting + 8192 < SECONDS * 48_000, "too much was heard");
        let mut channels = vec![Vec::new(); CHANNELS];
        for _ in 0..waiting {
            for channel in &mut channels {
                channel.push(self.heard.pop().unwrap());
            }
        }
        channels
    }

    /// What is heard from now on, this long.
    pub fn listen(&mut self, frames: usize) -> Vec<Vec<f32>> {
        self.take();
        self.more(frames)
    }

    /// Waits until this much has been heard since the last time, and takes it all.
    pub fn more(&mut self, frames: usize) -> Vec<Vec<f32>> {
        let begun = Instant::now();
        while self.heard.slots() < frames * CHANNELS {
            assert!(begun.elapsed() < PATIENCE, "nothing more is heard");
            thread::sleep(Duration::from_millis(10));
        }
        self.take()
    }

    /// The level of the tone on each channel now, in dBFS.
    pub fn levels(&mut self) -> [f64; CHANNELS] {
        let heard = self.listen(MEASURED);
        std::array::from_fn(|channel| super::signal::sine_level(&heard[channel][..MEASURED]))
    }

    /// Waits until the first channels have these levels, to a twentieth of a decibel.
    ///
    /// # Panics
    /// After ten seconds.
    pub fn hear(&mut self, expected: &[f64]) {
        let begun = Instant::now();
        loop {
            let levels = self.levels();
            let fits =
                |(found, wanted): (&f64, &f64)| found == wanted || (found - wanted).abs() < 0.05;
            if levels.iter().zip(expected).all(fits) {
                return;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "{levels:?} dBFS is heard, not {expected:?}"
            );
        }
    }
}

impl Drop for Ears {
    fn drop(&mut self) {
        if let Some(client) = &self.client {
            before_close(client.as_client());
        }
    }
}
