//! `headroom loudness`: what the running console measures.

use super::remote::{connect, first_look};
use crate::cli::LoudnessArgs;
use crate::control::feed::LoudnessReading;
use crate::control::intent::{Intent, Rights};
use crate::desk::Desk;
use crate::desk::mirror::Mirror;
use crate::desk::socket::SocketDesk;
use crate::diag::say;
use crate::param::spec::{LoudnessParam, Param};
use crate::param::{Choice, NodeId, Plain, tables::loudness::Weighting};
use anyhow::{Result, bail};
use std::fmt::Write as _;
use std::io::Write as _;
use std::time::{Duration, Instant};

/// How long a measurement may take to come.
const PATIENCE: Duration = Duration::from_secs(2);

/// Prints the loudness of main, and of the chosen mix, or begins it anew.
///
/// # Errors
/// No console, or no audio.
pub fn loudness(console: &str, args: LoudnessArgs) -> Result<()> {
    if args.reset {
        let mut desk = connect(console, Rights::Mix)?;
        first_look(&mut desk)?;
        let reset = addr(LoudnessParam::Reset);
        let answer = desk.ask(Intent::Set(reset, Plain::switch(true)))?;
        say::line(&answer.text);
        return Ok(());
    }
    let mut desk = connect(console, Rights::Watch)?;
    let mut mirror = measured(&mut desk)?;
    let mut out = std::io::stdout().lock();
    loop {
        for reading in mirror.loudness() {
            writeln!(out, "{}", line(reading))?;
        }
        if let Some(text) = against_target(&mirror) {
            writeln!(out, "{text}")?;
        }
        if let Some(text) = room(&mirror) {
            writeln!(out, "{text}")?;
        }
        out.flush()?;
        if !args.watch {
            return Ok(());
        }
        let until = Instant::now() + Duration::from_secs(1);
        while let Some(left) = until.checked_duration_since(Instant::now()) {
            if let Some(update) = desk.next_update(left)? {
                mirror.take(&update);
            }
        }
    }
}

/// The console, once it has said what it measures.
fn measured(desk: &mut SocketDesk) -> Result<Mirror> {
    let (mut mirror, _) = first_look(desk)?;
    let begun = Instant::now();
    while mirror.loudness().is_empty() {
        if begun.elapsed() > PATIENCE {
            bail!(
                "nothing is measured yet: no audio runs; 'headroom watch' says what is waited for"
            );
        }
        if let Some(update) = desk.next_update(PATIENCE)? {
            mirror.take(&update);
        }
    }
    Ok(mirror)
}

fn addr(row: LoudnessParam) -> crate::param::ParamAddr {
    NodeId::LOUDNESS.param(Param::Loudness(row))
}

/// A level with one decimal; silence has none.
fn figure(level: f32) -> String {
    if level.is_finite() {
        format!("{level:.1}")
    } else {
        "-".to_owned()
    }
}

/// The figures of a mix.
fn line(reading: &LoudnessReading) -> String {
    let seconds = reading.seconds as u32;
    let mut line = format!(
        "{:8} M {} LUFS, S {} LUFS, I {} LUFS, LRA {} LU, TP {} dBTP, over {}:{:02}",
        reading.node.to_string(),
        figure(reading.momentary),
        figure(reading.short_term),
        figure(reading.integrated),
        figure(reading.range),
        figure(reading.true_peak),
        seconds / 60,
        seconds % 60
    );
    if reading.missed_seconds > 0.0 {
        let _ = write!(line, ", {:.1} s missed", reading.missed_seconds);
    }
    line
}

/// How far main is from the target.
fn against_target(mirror: &Mirror) -> Option<String> {
    let reading = mirror.loudness().first()?;
    let target = mirror.value(addr(LoudnessParam::Target))?.0;
    let over = reading.integrated - target;
    over.is_finite().then(|| {
        format!(
            "target   {target:.1} LUFS: {} is {over:+.1} LU",
            reading.node
        )
    })
}

/// The level in the room, where it has a limit.
fn room(mirror: &Mirror) -> Option<String> {
    let reading = mirror.loudness().last()?;
    let value = |row| mirror.value(addr(row));
    if !value(LoudnessParam::LimitOn)?.is_on() {
        return None;
    }
    let weighting = Weighting::of(value(LoudnessParam::LimitWeighting)?);
    let verdict = if reading.is_too_loud {
        "TOO LOUD"
    } else {
        "below"
    };
    Some(format!(
        "room     {} dB({}) over {:.0} min: {verdict}, limit {:.1} dB",
        figure(reading.room_db),
        Weighting::WORDS[weighting as usize].to_uppercase(),
        value(LoudnessParam::LimitWindow)?.0,
        value(LoudnessParam::LimitLevel)?.0
    ))
}
