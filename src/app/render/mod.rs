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
mod delivery;
mod effects;
mod file;
pub(super) mod inputs;
mod options;
mod outputs;
mod recalls;
mod report;
mod schedule;
mod signal;
mod start;
mod stems;

pub use options::{Delivery, MAX_PERIOD, Period, RenderOptions};
pub use report::level;
pub use report::{ChannelReport, OutputReport, Report, SpeedReport};

use super::progress::Progress;
use crate::dsp::random::Random;
use crate::engine::MARK;
use crate::engine::build::build;
use crate::engine::command::{Captures, Command, Retired, Sequenced, Timed};
use crate::engine::host::Host;
use crate::engine::io::{Io, PortList};
use crate::engine::link::{ControlEnd, link};
use crate::engine::plan::Plan;
use crate::rt::ftz::flush_denormals;
use crate::show::SessionFile;
use anyhow::{Context, anyhow, bail};
use effects::Effects;
use inputs::Inputs;
use options::MAX_RANDOM_PERIOD;
use outputs::Outputs;
use schedule::Schedule;
use std::time::{Duration, Instant};
use stems::Stems;

/// A tail is over when everything was silent for so long, in seconds; so much of that stays.
const TAIL_SILENCE: f64 = 5.0;
const TAIL_ROOM: f64 = 0.5;
/// The longest tail, in seconds: what feeds back may never end.
const LONGEST_TAIL: f64 = 60.0;

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
    let with_recalls = if session.recalls.is_empty() {
        None
    } else {
        Some(SessionFile {
            changes: recalls::changes(session)?,
            recalls: Vec::new(),
            ..session.clone()
        })
    };
    let mut session = with_recalls.unwrap_or_else(|| session.clone());
    let (mut plan, mut moves) = start::prepare(&session);
    let total = start::frame_at(session.seconds, session.rate).max(1);
    automated::add(&session, &mut plan, &mut moves, total);
    if options.delivery.for_mastering {
        delivery::bypass(&mut plan, &mut moves);
    }
    session.outputs = delivery::outputs(&session, &plan, &moves, &options.delivery)?;
    let mut notes = delivery::notes(&session.outputs, &plan, &moves);
    let mut run = Run::begin(&session, options, (&plan, moves), total)?;
    let frames = run.through(total, options.delivery.tail)?;
    let files = run.outputs.finish(&session)?;
    notes.extend(run.inputs.into_notes());
    notes.extend(files.notes());
    let report = Report {
        rate: session.rate,
        seconds: frames as f64 / f64::from(session.rate),
        frames,
        period: options.period.to_string(),
        notes,
        outputs: files.reports(),
        speed: speed(began.elapsed(), session.seconds),
        null_means: report::NULL_MEANS,
    };
    files.publish(&report)?;
    run.progress.end();
    Ok(report)
}

fn speed(taken: Duration, seconds: f64) -> SpeedReport {
    SpeedReport {
        took_seconds: taken.as_secs_f64(),
        times_real_time: seconds / taken.as_secs_f64().max(1e-9),
    }
}

/// A session under way.
struct Run {
    rate: u32,
    periods: Periods,
    progress: Progress,
    inputs: Inputs,
    outputs: Outputs,
    stems: Stems,
    deck: Deck,
    buffers: Buffers,
    frame: u64,
}

impl Run {
    fn begin(
        session: &SessionFile,
        options: &RenderOptions,
        (plan, moves): (&Plan, Vec<Timed>),
        total: u64,
    ) -> anyhow::Result<Self> {
        let periods = Periods::new(options.period)?;
        let progress = if options.delivery.shows_progress {
            Progress::new()?
        } else {
            Progress::silent()
        };
        let ports = PortList::of(&session.console.topology);
        let inputs = Inputs::open(session, &ports, total)?;
        let (stems, captures) = Stems::of(session, plan)?;
        let mut deck = Deck::new(plan, moves)?;
        if !captures.is_empty() {
            deck.capture(captures)?;
        }
        progress.begin("rendering");
        Ok(Self {
            rate: session.rate,
            periods,
            progress,
            inputs,
            outputs: Outputs::create(session, &ports, options)?,
            stems,
            deck,
            buffers: Buffers::new(&ports),
            frame: 0,
        })
    }

    /// Plays so many frames, and with a tail goes on until everything is silent; how many frames the files have.
    fn through(&mut self, total: u64, with_tail: bool) -> anyhow::Result<u64> {
        self.outputs.reach(total)?;
        while self.frame < total {
            self.cycle(total)?;
            self.progress.at(self.frame, total)?;
        }
        let seconds = |seconds: f64| (seconds * f64::from(self.rate)) as u64;
        let (room, silence) = (seconds(TAIL_ROOM), seconds(TAIL_SILENCE));
        let last = total + seconds(LONGEST_TAIL);
        let mut end = total;
        while with_tail && self.frame < last && self.frame < self.outputs.loud_until() + silence {
            self.cycle(last.min(self.outputs.loud_until() + silence))?;
            self.progress.at(total, total)?;
            end = end.max(self.outputs.loud_until() + room).min(last);
            self.outputs.reach(end)?;
        }
        // A stem comes in whole marks.
        while !self.outputs.are_whole() {
            self.cycle(self.frame + MARK as u64)?;
        }
        Ok(end)
    }

    /// One callback, which does not go beyond `end`.
    fn cycle(&mut self, end: u64) -> anyhow::Result<()> {
        let possible = self.deck.feed(self.frame)?.min(end - self.frame);
        let count = self.periods.next().min(possible as usize);
        self.buffers.resize(count);
        self.inputs.fill(self.frame, &mut self.buffers.inputs)?;
        self.deck.host.cycle(&mut self.buffers, count);
        self.deck.collect()?;
        self.outputs.write(&self.buffers.outputs, &mut self.stems)?;
        self.frame += count as u64;
        Ok(())
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
    fn new(plan: &Plan, moves: Vec<Timed>) -> anyhow::Result<Self> {
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

    /// Begins to capture, from the first frame on.
    fn capture(&mut self, captures: Captures) -> anyhow::Result<()> {
        let capture = Sequenced {
            sequence: 0,
            command: Command::Capture(Box::new(captures)),
        };
        let sent = self.link.send(capture);
        sent.map_err(|_| anyhow!("the engine's command ring has no room for the stems"))
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
pub(super) struct Buffers {
    /// What the ports of the strips hear.
    pub(super) inputs: Vec<Vec<f32>>,
    /// What the engine has made.
    pub(super) outputs: Vec<Vec<f32>>,
}

impl Buffers {
    pub(super) fn new(ports: &PortList) -> Self {
        Self {
            inputs: vec![Vec::new(); ports.inputs.len()],
            outputs: vec![Vec::new(); ports.outputs.len()],
        }
    }

    pub(super) fn resize(&mut self, count: usize) {
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
