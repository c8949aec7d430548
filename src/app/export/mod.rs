//! `headroom export`: a mix as it is given away: at its rate, loudness and peak, in a format that others read, with a report.
//!
//! ```text
//! file ─ range, rate ─► source ─► gain, limiter ─► measured                 until the loudness is right
//!                                              └─► dither ─► file, report   once
//! ```
//!
//! A mix is read several times and never held in memory. The same mix with the same words gives the same file, byte for
//! byte.

mod curves;
mod master;
mod picture;
mod plan;
mod report;
mod source;
mod target;

use super::progress::Progress;
use super::sink::Sink;
use super::staging::Staging;
use crate::cli::ExportArgs;
use crate::diag::say;
use crate::disk::room::Room;
use crate::param::printable::printable;
use anyhow::{Context, Result};
use curves::Curves;
use master::{Master, Measured};
use plan::Plan;
use report::Report;
use source::Source;
use std::path::Path;

/// Exports a mix.
///
/// # Errors
/// A mix that cannot be read, words that make no sense together, a file that cannot be written, or somebody who cancels.
/// Nothing is changed then.
pub fn export(args: &ExportArgs) -> Result<()> {
    let plan = Plan::of(args)?;
    let progress = Progress::new()?;
    let (folder, name) = place(&plan.out)?;
    let names = names(name, args.report);
    let staging = Staging::begin(
        folder,
        names.iter().map(String::as_str).collect(),
        &args.mix,
    )?;
    let report = write(&plan, &progress, &staging.folder.join(name))?;
    if let [_, json, svg] = &names[..] {
        staging.write(json, &report.json()?)?;
        staging.write(svg, &picture::draw(&report))?;
    }
    staging.publish()?;
    progress.end();
    for line in report.to_string().lines() {
        say::line(&printable(line));
    }
    Ok(())
}

/// The folder and the name of a file.
fn place(out: &Path) -> Result<(&Path, &str)> {
    let name = out.file_name().and_then(|name| name.to_str());
    let name = name.with_context(|| format!("{} is no name for a file", out.display()))?;
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
    Ok((folder.unwrap_or(Path::new(".")), name))
}

/// The file, and what stands beside it.
fn names(name: &str, with_report: bool) -> Vec<String> {
    let mut names = vec![name.to_owned()];
    if with_report {
        names.extend(["json", "svg"].map(|kind| format!("{name}.report.{kind}")));
    }
    names
}

/// Finds the gain, and writes the file; what it became.
fn write(plan: &Plan, progress: &Progress, path: &Path) -> Result<Report> {
    let (range, notes) = plan.range(progress)?;
    let source = || Source::open(&plan.mix, plan.rate, range.clone());
    let master = Master::find(plan, progress, source)?;
    let mut measured = Measured::new(plan.width, plan.rate);
    let frames = source()?.frames();
    let room = Room::default().check(path.parent().unwrap_or(path), plan.bytes(frames));
    room.with_context(|| format!("there is no room for {}", plan.out.display()))?;
    let mut curves = Curves::new(plan.width, plan.rate, frames);
    let mut sink = Sink::create(&plan.sink(&range), path)?;
    progress.begin("writing");
    let limited_db = master.play(source()?, progress, |channels| {
        let floats: Vec<&[f32]> = channels.iter().map(Vec::as_slice).collect();
        sink.write(&floats)?;
        let heard = sink.heard();
        let heard = heard.as_deref().unwrap_or(channels);
        measured.add(heard);
        curves.add(heard, measured.loudness());
        Ok(())
    })?;
    let clipped = sink.finish()?;
    let made = report::Made {
        gain_db: master.gain_db(),
        limited_db,
        clipped,
        notes,
    };
    Ok(Report::of(plan, &made, measured, curves))
}
