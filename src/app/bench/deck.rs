//! An engine with noise at its inputs and a clock beside it.

use super::clock::{Clock, Timing};
use super::limits::{RATE, WARM_UP_FRAMES};
use super::stage::{motion, plan};
use crate::cli::{BenchArgs, Stage};
use crate::dsp::random::Random;
use crate::engine::build::build;
use crate::engine::command::{Command, Retired, Sequenced};
use crate::engine::host::Host;
use crate::engine::io::{Io, PortList};
use crate::engine::link::{ControlEnd, link};
use anyhow::{anyhow, bail};

/// Samples of noise that all inputs read, each from another place; small enough for a cache, as the
/// buffers of a sound server are.
pub const NOISE: usize = 1 << 14;
/// Peak of the noise.
pub const NOISE_PEAK: f64 = 0.1;
/// Frames between the places of two neighbouring inputs: whole cache lines.
const NOISE_STEP: usize = 16 * 13;
/// An engine that is measured.
pub struct Deck {
    host: Host,
    link: ControlEnd,
    io: Noise,
    clock: Clock,
}

impl Deck {
    /// An engine of one stage.
    pub fn new(options: &BenchArgs, stage: Stage) -> anyhow::Result<Self> {
        let plan = plan(options, stage)?;
        let ports = PortList::of(plan.layout.topology());
        let (engine, _meters) = build(&plan)?;
        let (engine_end, mut link) = link();
        let command = Command::Swap(engine);
        link.send(Sequenced {
            sequence: 1,
            command,
        })
        .map_err(|_| anyhow!("the engine's command ring has no room for the first command"))?;
        let frames = options.seconds * f64::from(RATE) + WARM_UP_FRAMES as f64;
        let motion = motion(&plan.layout, stage, frames as u32);
        link.send(Sequenced {
            sequence: 2,
            command: Command::Batch(Box::new(motion)),
        })
        .map_err(|_| anyhow!("the engine's command ring has no room for the second command"))?;
        Ok(Self {
            host: Host::new(engine_end),
            link,
            io: Noise::new(options.period, ports.outputs.len()),
            clock: Clock::new(options),
        })
    }

    /// Runs at least so many frames.
    pub fn run(&mut self, frames: u64) {
        let period = self.io.period;
        for _ in 0..frames.div_ceil(period as u64) {
            let (host, io) = (&mut self.host, &mut self.io);
            self.clock.time(|| host.cycle(io, period));
            self.io.advance();
            while self.link.next_acknowledged().is_some() {}
        }
    }

    /// Forgets what has been measured.
    pub fn forget(&mut self) {
        self.clock.forget();
    }

    /// What was measured.
    pub fn finish(mut self) -> anyhow::Result<Timing> {
        if let Some(Retired::Broken(..)) = self.link.next_retired() {
            bail!("the engine failed while it was measured; please report the options");
        }
        Ok(self.clock.timing())
    }
}

/// Noise for every input; the outputs go nowhere.
struct Noise {
    period: usize,
    samples: Vec<f32>,
    at: usize,
    outputs: Vec<Vec<f32>>,
}

impl Noise {
    fn new(period: usize, outputs: usize) -> Self {
        let mut random = Random::new(1);
        // Whoever starts near the end reads on for one period.
        let samples = (0..NOISE + period)
            .map(|_| (NOISE_PEAK * random.bipolar()) as f32)
            .collect();
        Self {
            period,
            samples,
            at: 0,
            outputs: vec![vec![0.0; period]; outputs],
        }
    }

    fn advance(&mut self) {
        self.at += self.period;
    }
}

impl Io for Noise {
    fn use_port_set(&mut self, _number: u32) {}
    fn input(&self, port: usize) -> &[f32] {
        let from = (self.at + port * NOISE_STEP) % NOISE;
        &self.samples[from..from + self.period]
    }
    fn output(&mut self, port: usize) -> &mut [f32] {
        &mut self.outputs[port]
    }
    fn silence(&mut self) {
        for buffer in &mut self.outputs {
            buffer.fill(0.0);
        }
    }
}
