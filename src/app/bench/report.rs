//! What was measured, for people and for machines.

use super::clock::Timing;
use super::limits::RATE;
use crate::cli::{BenchArgs, Stage};
use crate::engine::dispatch::Kernels;
use serde::Serialize;
use std::fmt;

/// What was measured. Times are medians of wall-clock time; they mean something only beside others
/// of the same run.
#[derive(Clone, Debug, Serialize)]
pub struct BenchReport {
    /// Mono input strips.
    pub strips: usize,
    /// Mono buses.
    pub buses: usize,
    /// Frames per callback.
    pub period: usize,
    /// Sample rate in Hz.
    pub rate: u32,
    /// Seconds of sound per stage.
    pub seconds: f64,
    /// Which instruction set ran: `avx2` or `plain`.
    pub kernels: &'static str,
    /// Time of the last stage, with everything before it switched on, divided by the strips: what one strip
    /// costs per second of sound, with its share of buses and main.
    pub cpu_seconds_per_channel_second: f64,
    /// Time of a typical callback of the last stage as a part of the time that there is.
    pub share_of_real_time: f64,
    /// The longest callback of the last stage.
    pub worst_block_us: f64,
    /// The same as a part of the time that there is; other programs of this machine are in it.
    pub worst_share_of_real_time: f64,
    /// The clock that `/proc/cpuinfo` names, where there is one. The real one may be another.
    pub nominal_mhz: Option<f64>,
    /// What the fair kernel costs: the work of a full strip and nothing else.
    pub fair_kernel: Option<FairReport>,
    /// One entry per stage, each with everything before it switched on.
    pub stages: Vec<StageReport>,
}

/// The cost of one stage.
#[derive(Clone, Debug, Serialize)]
pub struct StageReport {
    /// Its word.
    pub stage: &'static str,
    /// With everything before it.
    pub ns_per_strip_and_sample: f64,
    /// What it adds.
    pub adds_ns: f64,
    /// With everything before it, at the nominal clock.
    pub nominal_cycles: Option<f64>,
}

/// The fair kernel beside the stage that does the same work.
#[derive(Clone, Debug, Serialize)]
pub struct FairReport {
    /// What it costs.
    pub ns_per_strip_and_sample: f64,
    /// The stage: everything up to the sends, or the only one.
    pub stage: &'static str,
    /// How many times as much as the kernel that stage costs.
    pub times: f64,
}

/// Puts the timings of the stages together.
pub fn report(
    options: &BenchArgs,
    stages: &[Stage],
    timings: &[Timing],
    fair: Option<Timing>,
) -> BenchReport {
    let strips = options.strips as f64;
    let nominal_mhz = nominal_mhz();
    let mut before = 0.0;
    let mut entries = Vec::new();
    for (stage, timing) in stages.iter().zip(timings) {
        let ns = timing.frame / strips;
        entries.push(StageReport {
            stage: stage.word(),
            ns_per_strip_and_sample: ns,
            adds_ns: ns - before,
            nominal_cycles: nominal_mhz.map(|mhz| ns * mhz / 1000.0),
        });
        before = ns;
    }
    let rate = f64::from(RATE);
    let last = timings.last();
    let share = last.map_or(0.0, |timing| timing.frame * 1e-9 * rate);
    let worst_block_us = last.map_or(0.0, |timing| timing.worst_block / 1000.0);
    let plain = options.kernels.kernels() == Kernels::Plain;
    BenchReport {
        strips: options.strips,
        buses: options.buses,
        period: options.period,
        rate: RATE,
        seconds: options.seconds,
        kernels: if plain { "plain" } else { "avx2" },
        cpu_seconds_per_channel_second: share / strips,
        share_of_real_time: share,
        worst_block_us,
        worst_share_of_real_time: worst_block_us * 1e-6 * rate / options.period as f64,
        nominal_mhz,
        fair_kernel: fair.and_then(|fair| compare(fair.frame / strips, &entries)),
        stages: entries,
    }
}

/// Beside the sends, up to which the engine does the same work, or beside the only stage.
fn compare(ns_per_strip_and_sample: f64, stages: &[StageReport]) -> Option<FairReport> {
    let sends = stages
        .iter()
        .find(|entry| entry.stage == Stage::Sends.word());
    let beside = sends.or(stages.last())?;
    Some(FairReport {
        ns_per_strip_and_sample,
        stage: beside.stage,
        times: beside.ns_per_strip_and_sample / ns_per_strip_and_sample,
    })
}

fn nominal_mhz() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("cpu MHz"))?;
    line.split(':').nth(1)?.trim().parse().ok()
}

impl fmt::Display for BenchReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} strips, {} buses, period {}, {} s of sound per stage, {} kernels",
            self.strips, self.buses, self.period, self.seconds, self.kernels
        )?;
        let clock = self
            .nominal_mhz
            .map_or("no clock".to_owned(), |mhz| format!("{mhz:.0} MHz"));
        writeln!(
            f,
            "\nper strip and sample          ns      adds    cycles ({clock}, nominal)"
        )?;
        for stage in &self.stages {
            let cycles = stage
                .nominal_cycles
                .map_or("-".to_owned(), |cycles| format!("{cycles:.2}"));
            writeln!(
                f,
                "  {:<20} {:>9.3} {:>9.3} {cycles:>9}",
                stage.stage, stage.ns_per_strip_and_sample, stage.adds_ns
            )?;
        }
        if let Some(fair) = &self.fair_kernel {
            writeln!(
                f,
                "  fair kernel          {:>9.3}           {} is {:.2} times as much",
                fair.ns_per_strip_and_sample, fair.stage, fair.times
            )?;
        }
        writeln!(
            f,
            "\nCPU seconds per channel-second  {:.3e}",
            self.cpu_seconds_per_channel_second
        )?;
        writeln!(
            f,
            "share of real time              {:.3} %",
            100.0 * self.share_of_real_time
        )?;
        writeln!(
            f,
            "worst callback                  {:.1} us, {:.2} % of its time",
            self.worst_block_us,
            100.0 * self.worst_share_of_real_time
        )
    }
}
