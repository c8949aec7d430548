//! `headroom bench`: what the engine alone costs, stage by stage.
//!
//! Noise in every strip, and everything that exists switched on: gate, high-pass, equaliser, compressor,
//! fader, pan, a send to every bus, buses with equaliser and compressor into main, the limiter, de-esser, key
//! filters, saturation, reverb and delay, the monitor. The stages are measured side by side, in turns, on one
//! thread: a machine that slows down slows all of them. So is the fair kernel, which they are compared with.

mod clock;
pub mod control;
mod deck;
mod fair;
mod limits;
pub mod render;
mod report;
pub mod restart;
mod stage;
pub mod terminal;

pub use report::{BenchReport, StageReport};

use crate::cli::{BenchArgs, KernelChoice, Stage};
use crate::engine::dispatch::Kernels;
use crate::param::topology::{MAX_BUSES, MAX_STRIPS};
use crate::rt::ftz::flush_denormals;
use anyhow::{anyhow, ensure};
use deck::Deck;
use fair::FairDeck;
use limits::{RATE, WARM_UP_FRAMES};
use serde::Serialize;
use std::fmt;
use std::io::Write as _;

/// Turns that the stages take.
const ROUNDS: u64 = 10;
/// Longest measurement, in seconds of sound.
const MAX_SECONDS: f64 = 3600.0;

impl KernelChoice {
    fn kernels(self) -> Kernels {
        match self {
            Self::Best => Kernels::best(),
            Self::Plain => Kernels::Plain,
        }
    }
}

/// Measures the engine.
///
/// # Errors
/// An option out of its range.
pub fn bench(options: &BenchArgs) -> anyhow::Result<BenchReport> {
    check(options)?;
    // Denormals are switched off for a whole thread: not for that of the caller.
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            flush_denormals();
            measure(options)
        });
        thread
            .join()
            .map_err(|_| anyhow!("the measurement failed inside; please report it"))?
    })
}

fn check(options: &BenchArgs) -> anyhow::Result<()> {
    let within = |name: &str, found: usize, first: usize, last: usize| {
        let possible = (first..=last).contains(&found);
        ensure!(
            possible,
            "--{name} {found} is not possible; allowed: {first} to {last}"
        );
        Ok(())
    };
    within("strips", options.strips, 1, MAX_STRIPS)?;
    within("buses", options.buses, 0, MAX_BUSES)?;
    within("period", options.period, 1, super::render::MAX_PERIOD)?;
    let seconds = options.seconds;
    ensure!(
        seconds > 0.0 && seconds <= MAX_SECONDS,
        "--seconds {seconds} is not possible; allowed: more than 0, up to {MAX_SECONDS}"
    );
    Ok(())
}

fn measure(options: &BenchArgs) -> anyhow::Result<BenchReport> {
    let stages: Vec<Stage> = match options.only {
        Some(stage) => vec![stage],
        None => Stage::ALL.to_vec(),
    };
    let mut decks = stages
        .iter()
        .map(|stage| Deck::new(options, *stage))
        .collect::<anyhow::Result<Vec<Deck>>>()?;
    let compared = options.fair || options.only.is_none();
    let mut fair = compared.then(|| FairDeck::new(options));
    let frames = (options.seconds * f64::from(RATE)).ceil() as u64;
    for deck in &mut decks {
        deck.run(WARM_UP_FRAMES);
        deck.forget();
    }
    if let Some(fair) = &mut fair {
        fair.run(WARM_UP_FRAMES);
        fair.forget();
    }
    for _ in 0..ROUNDS {
        for deck in &mut decks {
            deck.run(frames.div_ceil(ROUNDS));
        }
        if let Some(fair) = &mut fair {
            fair.run(frames.div_ceil(ROUNDS));
        }
    }
    let timings = decks
        .into_iter()
        .map(Deck::finish)
        .collect::<anyhow::Result<Vec<_>>>()?;
    let fair = fair.map(|fair| fair.timing());
    Ok(report::report(options, &stages, &timings, fair))
}

/// Measures and prints: a table, or JSON where that is asked for.
///
/// # Errors
/// An option out of its range.
pub fn print(options: &BenchArgs) -> anyhow::Result<()> {
    if let Some(events) = options.control {
        return show(&control::measure(events)?, options.json);
    }
    if options.render {
        return show(&render::measure(options.seconds)?, options.json);
    }
    if let Some(frames) = options.terminal {
        return show(&terminal::measure(frames)?, options.json);
    }
    if let Some(changes) = options.restart {
        let size = (options.strips, options.buses);
        return show(
            &restart::measure(changes, options.scenes, size.0, size.1)?,
            options.json,
        );
    }
    show(&bench(options)?, options.json)
}

fn show(report: &(impl Serialize + fmt::Display), json: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(report)?)?;
    } else {
        write!(out, "{report}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser;

    fn options(words: &[&str]) -> BenchArgs {
        let cli = Cli::parse_from([&["headroom", "bench"], words].concat());
        match cli.command {
            Some(Command::Bench(options)) => options,
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn every_stage_is_measured_and_costs_something() {
        let report = bench(&options(&[
            "--strips",
            "9",
            "--buses",
            "2",
            "--seconds",
            "0.2",
        ]))
        .unwrap();
        let names: Vec<&str> = report.stages.iter().map(|stage| stage.stage).collect();
        let expected = [
            "strip",
            "gate",
            "high-pass",
            "eq",
            "comp",
            "sends",
            "buses",
            "main",
            "de-ess",
            "key-filters",
            "saturation",
            "dynamic-eq",
            "fx",
            "monitor",
        ];
        assert_eq!(names, expected);
        assert!(
            report
                .stages
                .iter()
                .all(|stage| stage.ns_per_strip_and_sample > 0.0)
        );
        assert!(report.cpu_seconds_per_channel_second > 0.0);
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(
            (&json["strips"], &json["stages"][13]["stage"]),
            (&9.into(), &"monitor".into())
        );
        assert!(report.to_string().contains("high-pass"));
    }

    #[test]
    fn one_stage_can_be_measured_alone_with_plain_kernels() {
        let words = ["--only", "sends", "--kernels", "plain", "--seconds", "0.1"];
        let report = bench(&options(&words)).unwrap();
        assert_eq!((report.stages.len(), report.kernels), (1, "plain"));
    }

    #[test]
    fn an_impossible_option_names_what_is_allowed() {
        for (words, said) in [
            (
                ["--strips", "129"],
                "--strips 129 is not possible; allowed: 1 to 128",
            ),
            (
                ["--buses", "33"],
                "--buses 33 is not possible; allowed: 0 to 32",
            ),
            (
                ["--period", "0"],
                "--period 0 is not possible; allowed: 1 to 8192",
            ),
            (
                ["--seconds", "0"],
                "--seconds 0 is not possible; allowed: more than 0, up to 3600",
            ),
        ] {
            let error = bench(&options(&words)).unwrap_err();
            assert_eq!(error.to_string(), said);
        }
    }
}
