//! `headroom render`: a session played offline, faster than real time, by the engine of the live
//! console.
//!
//! ```text
//! session ── start ──► plan, timed moves ──► schedule ──┐
//!         ── inputs ─► sound files, test signals ───────┤► host and engine ──► output files, report.json
//! period: every callback as long as asked, or random ───┘
//! ```
//!
//! Nothing is ramped in: what the console file and the changes at 0.0 say holds from the first frame,
//! and safe start is released unless the session itself sets it. Everything streams block by block, so
//! a session may be hours long. The same session gives the same files, byte for byte, at any period.

mod automated;
mod effects;
mod inputs;
mod options;
mod outputs;
mod report;
mod schedule;
mod signal;
mod start;

pub use options::{MAX_PERIOD, Period, RenderOptions};
pub use report::level;
pub use report::{ChannelReport, OutputReport, Report, SpeedReport};

use crate::dsp::random::Random;
use crate::engine::build::build;
use crate::engine::command::{Command, Retired, Sequenced};
use crate::engine::host::Host;
use crate::engine::io::{Io, PortList};
use crate::engine::link::{ControlEnd, link};
use crate::rt::ftz::flush_denormals;
use crate::show::SessionFile;
use anyhow::{Context, anyhow, bail};
use effects::Effects;
use inputs::Inputs;
use options::MAX_RANDOM_PERIOD;
use outputs::Outputs;
use schedule::Schedule;
use std::time::{Duration, Instant};

/// Renders a session: a wave file per output and `report.json`, all of them or none.
///
/// # Errors
/// An input that cannot be used, an output that cannot be written, a period that is not possible, more
/// changes at one moment than the engine takes. Files that were there before are untouched then.
pub fn render(session: &SessionFile, options: &RenderOptions) -> anyhow::Result<Report> {
    // Denormals are switched off for a whole thread: not for that of the caller.
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            flush_denormals();
            render_here(session, options)
        });
        thread
            .join()
            .map_err(|_| anyhow!("rendering failed inside; please report it with the session"))?
    })
}

fn render_here(session: &SessionFile, options: &RenderOptions) -> anyhow::Result<Report> {
    let began = Instant::now();
    let mut periods = Periods::new(options.period)?;
    let (mut plan, mut moves) = start::prepare(session);
    let total = start::frame_at(session.seconds, session.rate).max(1);
    automated::add(session, &mut plan, &mut moves, total);
    let ports = PortList::of(&session.console.topology);
    let mut inputs = Inputs::open(session, &ports, total)?;
    let mut outputs = Outputs::create(session, &ports, options)?;
    let mut deck = Deck::new(&plan, moves)?;
    let mut buffers = Buffers::new(&ports);
    let mut frame = 0;
    while frame < total {
        let possible = deck.feed(frame)?.min(total - frame);
        let count = periods.next().min(possible as usize);
        buffers.resize(count);
        inputs.fill(frame, &mut buffers.inputs)?;
        deck.host.cycle(&mut buffers, count);
        deck.collect()?;
        outputs.write(&buffers.outputs)?;
        frame += count as u64;
    }
    let files = outputs.finish(session)?;
    let report = Report {
        rate: session.rate,
        seconds: total as f64 / f64::from(session.rate),
        frames: total,
        period: options.period.to_string(),
        notes: inputs.into_notes(),
        outputs: files.reports(),
        speed: speed(began.elapsed(), session.seconds),
        null_means: report::NULL_MEANS,
    };
    files.publish(&report)?;
    Ok(report)
}

fn speed(taken: Duration, seconds: f64) -> SpeedReport {
    SpeedReport {
        took_seconds: taken.as_secs_f64(),
        times_real_time: seconds / taken.as_secs_f64().max(1e-9),
    }
}

/// The engine in its host, with the changes to come.
struct Deck {
    host: Host,
    link: ControlEnd,
    schedule: Schedule,
    effects: Effects,
}

impl Deck {
    fn new(
        plan: &crate::engine::plan::Plan,
        moves: Vec<crate::engine::command::Timed>,
    ) -> anyhow::Result<Self> {
        let (engine, _meters) = build(plan).context("the console cannot be built")?;
        let (engine_end, mut link) = link();
        let command = Command::Swap(engine);
        let swap = Sequenced {
            sequence: start::SWAP,
            command,
        };
        link.send(swap)
            .map_err(|_| anyhow!("the engine's command ring has no room for the first command"))?;
        Ok(Self {
            host: Host::new(engine_end),
            link,
            effects: Effects::of(&moves, &plan.layout, plan.rate),
            schedule: Schedule::new(moves, plan.rate)?,
        })
    }

    /// Sends what is due next; the number of frames that may run until more has to be sent.
    fn feed(&mut self, frame: u64) -> anyhow::Result<u64> {
        let effects = self.effects.feed(&mut self.link, frame)?;
        Ok(self.schedule.feed(&mut self.link, frame).min(effects))
    }

    /// Takes in what came home.
    fn collect(&mut self) -> anyhow::Result<()> {
        while self.link.next_acknowledged().is_some() {}
        while let Some(retired) = self.link.next_retired() {
            // The host keeps a live show going without its engine; a render has to say so instead.
            if let Retired::Broken(engine, _) = retired {
                let suspects: Vec<String> =
                    engine.suspects().iter().map(ToString::to_string).collect();
                bail!(
                    "the engine failed at frame {}, in one of {}; nothing was written: please report \
                     it with the session",
                    engine.frame(),
                    suspects.join(", ")
                );
            }
        }
        Ok(())
    }
}

/// The length of each callback.
enum Periods {
    Fixed(usize),
    Random(Random),
}

impl Periods {
    fn new(period: Period) -> anyhow::Result<Self> {
        match period {
            Period::Fixed(frames) if (1..=MAX_PERIOD).contains(&frames) => Ok(Self::Fixed(frames)),
            Period::Fixed(frames) => bail!(
                "a period of {frames} frames is not possible; allowed: 1 to {MAX_PERIOD}, or random"
            ),
            Period::Random(seed) => Ok(Self::Random(Random::new(seed))),
        }
    }

    fn next(&mut self) -> usize {
        match self {
            Self::Fixed(frames) => *frames,
            Self::Random(random) => 1 + random.below(MAX_RANDOM_PERIOD),
        }
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fixed(frames) => write!(f, "{frames}"),
            Self::Random(seed) => write!(f, "random, seed {seed}"),
        }
    }
}

/// Planar buffers of one callback.
struct Buffers {
    inputs: Vec<Vec<f32>>,
    outputs: Vec<Vec<f32>>,
}

impl Buffers {
    fn new(ports: &PortList) -> Self {
        Self {
            inputs: vec![Vec::new(); ports.inputs.len()],
            outputs: vec![Vec::new(); ports.outputs.len()],
        }
    }

    fn resize(&mut self, count: usize) {
        for buffer in self.inputs.iter_mut().chain(&mut self.outputs) {
            buffer.resize(count, 0.0);
        }
    }
}

impl Io for Buffers {
    fn use_port_set(&mut self, _number: u32) {}
    fn input(&self, port: usize) -> &[f32] {
        &self.inputs[port]
    }
    fn output(&mut self, port: usize) -> &mut [f32] {
        &mut self.outputs[port]
    }
    fn silence(&mut self) {
        self.outputs.iter_mut().for_each(|buffer| buffer.fill(0.0));
    }
}
