//! `headroom reference`: chooses the reference track of the running console, plays it, goes to places of it.

use super::remote::{connect, first_look, say_answer};
use crate::cli::{ReferenceArgs, ReferenceCommand};
use crate::control::feed::{ReferenceState, ReferenceStatus, Severity};
use crate::control::intent::{Intent, ReferenceWish, Rights};
use crate::desk::Desk;
use crate::desk::mirror::Mirror;
use crate::desk::socket::SocketDesk;
use crate::diag::say;
use crate::param::clock::{clock, parse_clock};
use crate::param::printable::printable;
use crate::param::spec::{MonitorParam, Param};
use crate::param::{NodeId, ParamAddr, Plain};
use anyhow::{Context, Result, bail};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long nothing may come while a file is measured.
const PATIENCE: Duration = Duration::from_secs(60);

/// Does what is asked of the reference track; without a wish, says what it is.
///
/// # Errors
/// No console, one that refuses, or a file that cannot be played.
pub fn reference(console: &str, args: ReferenceArgs) -> Result<()> {
    match (args.file, args.command) {
        (Some(file), _) => choose(console, &file),
        (None, Some(command)) => {
            let mut desk = connect(console, Rights::Mix)?;
            let (mirror, _) = first_look(&mut desk)?;
            say_answer(&desk.ask(intent(&mirror, command)?)?);
            Ok(())
        }
        (None, None) => {
            let mut desk = connect(console, Rights::Watch)?;
            let (mirror, _) = first_look(&mut desk)?;
            let mut out = std::io::stdout().lock();
            for line in lines(&mirror) {
                writeln!(out, "{line}")?;
            }
            Ok(())
        }
    }
}

fn choose(console: &str, file: &Path) -> Result<()> {
    let path = std::path::absolute(file)?;
    let path = path
        .to_str()
        .context("its name is no text; give it another one")?;
    let mut desk = connect(console, Rights::Mix)?;
    let (mut mirror, _) = first_look(&mut desk)?;
    desk.ask(Intent::Reference(ReferenceWish::Choose(path.to_owned())))?;
    wait(&mut desk, &mut mirror)?;
    lines(&mirror)
        .into_iter()
        .take(1)
        .for_each(|line| say::line(&line));
    Ok(())
}

/// Waits until the file is measured, or cannot be.
fn wait(desk: &mut SocketDesk, mirror: &mut Mirror) -> Result<()> {
    let mut begun = Instant::now();
    let mut was_measured = false;
    loop {
        if begun.elapsed() > PATIENCE {
            bail!("the console does not say that it has measured the file");
        }
        let Some(update) = desk.next_update(PATIENCE)? else {
            continue;
        };
        mirror.take(&update);
        let prefix = "reference track: ";
        for notice in &update.notices {
            let Some(text) = notice.text.strip_prefix(prefix) else {
                continue;
            };
            match notice.severity {
                Severity::Error => bail!("{}", printable(text)),
                _ => was_measured = true,
            }
        }
        match mirror.reference().state {
            ReferenceState::Measuring(_) => begun = Instant::now(),
            ReferenceState::Ready if was_measured => return Ok(()),
            _ => {}
        }
    }
}

fn addr(row: MonitorParam) -> ParamAddr {
    NodeId::MONITOR.param(Param::Monitor(row))
}

/// What a command asks of the console.
fn intent(mirror: &Mirror, command: ReferenceCommand) -> Result<Intent> {
    let set = |row, is_on| Intent::Set(addr(row), Plain::switch(is_on));
    let at = |text: Option<String>| text.map(|text| seconds(&text)).transpose();
    Ok(match command {
        ReferenceCommand::Play => set(MonitorParam::Reference, true),
        ReferenceCommand::Mix => set(MonitorParam::Reference, false),
        ReferenceCommand::Loop { switch } => {
            let is_on = switch != "off";
            set(MonitorParam::ReferenceLoop, is_on)
        }
        ReferenceCommand::Stop => Intent::Reference(ReferenceWish::Stop),
        ReferenceCommand::Go { place } => {
            // A marker that is called as a time is the marker: those without a name of their own have numbers.
            let mut markers = mirror.reference().markers.iter();
            let is_marker = markers.any(|(name, _)| *name == place);
            Intent::Reference(match seconds(&place) {
                Ok(seconds) if !is_marker => ReferenceWish::Seek(seconds),
                _ => ReferenceWish::SeekMarker(place),
            })
        }
        ReferenceCommand::Mark { marker, at: place } => {
            Intent::Reference(ReferenceWish::Mark(marker, at(place)?))
        }
        ReferenceCommand::Unmark { marker } => Intent::Reference(ReferenceWish::Unmark(marker)),
        ReferenceCommand::In { at: place } => Intent::Reference(ReferenceWish::In(at(place)?)),
        ReferenceCommand::Out { at: place } => Intent::Reference(ReferenceWish::Out(at(place)?)),
        ReferenceCommand::Whole => Intent::Reference(ReferenceWish::Whole),
        ReferenceCommand::Remove => Intent::Reference(ReferenceWish::Remove),
    })
}

/// A place: seconds, or minutes and seconds.
fn seconds(text: &str) -> Result<f32> {
    parse_clock(text).with_context(|| {
        format!("'{text}' is no place; allowed: seconds such as 12.5, or minutes such as 1:12.5")
    })
}

/// What the reference track is.
fn lines(mirror: &Mirror) -> Vec<String> {
    let status = mirror.reference();
    let mut lines = match status.state {
        ReferenceState::None => {
            return vec!["no reference track; choose one: headroom reference FILE".to_owned()];
        }
        ReferenceState::Measuring(hundredths) => {
            vec![format!("a file is being measured: {hundredths} %")]
        }
        ReferenceState::Ready => Vec::new(),
    };
    if status.seconds > 0.0 {
        lines.push(facts(status));
        lines.push(place(mirror, status));
        lines.extend(
            status
                .markers
                .iter()
                .map(|(name, at)| format!("marker   {name} at {}", clock(*at))),
        );
    }
    lines
}

fn facts(status: &ReferenceStatus) -> String {
    let (rate, channels) = status.format;
    let width = if channels == 1 { "mono" } else { "stereo" };
    format!(
        "{}: {}, {rate} Hz, {width}, I {:.1} LUFS, TP {:.1} dBTP",
        status.file,
        clock(status.seconds),
        status.loudness,
        status.true_peak
    )
}

fn place(mirror: &Mirror, status: &ReferenceStatus) -> String {
    let heard = if mirror.is_on(addr(MonitorParam::Reference)) {
        "the reference"
    } else {
        "the mix"
    };
    let (from, to) = status.loop_ends;
    let looped = if mirror.is_on(addr(MonitorParam::ReferenceLoop)) {
        let (from, to) = (from.unwrap_or(0.0), to.unwrap_or(status.seconds));
        format!("loop {} to {}", clock(from), clock(to))
    } else {
        "no loop".to_owned()
    };
    let mix = status
        .mix_loudness
        .map_or(String::new(), |mix| format!(" for a mix of {mix:.1} LUFS"));
    let gain = mirror
        .text(addr(MonitorParam::ReferenceGain))
        .unwrap_or_default();
    format!(
        "at {}, {looped}, gain {gain}{mix}; the monitor hears {heard}",
        clock(status.position)
    )
}
