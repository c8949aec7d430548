//! Clients that move the transport and draw lanes: `transport`, `automation`.

use super::remote::{connect, first_look, say_answer};
use crate::cli::{AutomationCommand, TransportCommand};
use crate::control::intent::{Intent, LaneOrder, Rights, TransportOrder};
use crate::desk::Desk;
use crate::desk::mirror::Mirror;
use crate::param::lane::{Point, Shape};
use crate::param::printable::printable;
use crate::param::timecode::{self, bars, exact, with_pictures};
use crate::param::{ParamAddr, ParamSpec};
use anyhow::{Result, anyhow, bail};
use std::io::Write;

/// `headroom transport …`
///
/// # Errors
/// No console, one that refuses, or a time that is none.
pub fn transport(console: &str, command: TransportCommand) -> Result<()> {
    let mut desk = connect(console, Rights::Mix)?;
    let (mirror, _) = first_look(&mut desk)?;
    let order = match command {
        TransportCommand::Show => return show_transport(&mirror),
        TransportCommand::Play => TransportOrder::Play,
        TransportCommand::Stop => TransportOrder::Stop,
        TransportCommand::Locate { place } => TransportOrder::Locate(time(&mirror, &place)?),
        TransportCommand::Loop { from, to } => looped(&mirror, &from, to.as_deref())?,
        TransportCommand::Mark { marker, at } => {
            let at = at.map(|at| time(&mirror, &at)).transpose()?;
            TransportOrder::Mark(marker, at)
        }
        TransportCommand::Unmark { marker } => TransportOrder::Unmark(marker),
    };
    say_answer(&desk.ask(Intent::Transport(order))?);
    Ok(())
}

fn looped(mirror: &Mirror, from: &str, to: Option<&str>) -> Result<TransportOrder> {
    let wanted = match (from, to) {
        ("on", None) => true,
        ("off", None) => false,
        (from, Some(to)) => {
            return Ok(TransportOrder::Loop(time(mirror, from)?, time(mirror, to)?));
        }
        _ => {
            bail!("a loop needs two places: headroom transport loop 0:00:10 0:00:20; or on, or off")
        }
    };
    let cycle = mirror.transport().cycle;
    let cycle = cycle.ok_or_else(|| anyhow!("no loop is set: headroom transport loop FROM TO"))?;
    if cycle.on == wanted {
        bail!("the loop is {} already", if wanted { "on" } else { "off" });
    }
    Ok(TransportOrder::ToggleLoop)
}

/// A marker's name, or a time.
fn time(mirror: &Mirror, text: &str) -> Result<u64> {
    let markers = &mirror.timeline().markers;
    if let Some(marker) = markers.iter().find(|marker| marker.name == text) {
        return Ok(marker.at);
    }
    let allowed = timecode::ALLOWED;
    timecode::parse(text, mirror.count()).ok_or_else(|| {
        anyhow!("'{text}' is neither a marker nor a time; a time is written as {allowed}")
    })
}

fn show_transport(mirror: &Mirror) -> Result<()> {
    let (transport, count) = (mirror.transport(), mirror.count());
    let place = |at| format!("{}  {}", with_pictures(at, count), bars(at, count));
    let mut out = std::io::stdout().lock();
    let word = if transport.is_playing {
        "plays"
    } else {
        "stopped"
    };
    writeln!(out, "{word} at {}", place(transport.at))?;
    if let Some(cycle) = transport.cycle {
        let word = if cycle.on { "on" } else { "off" };
        writeln!(
            out,
            "loop {} to {}, {word}",
            exact(cycle.from),
            exact(cycle.to)
        )?;
    }
    for marker in &mirror.timeline().markers {
        writeln!(out, "{}  {}", place(marker.at), printable(&marker.name))?;
    }
    Ok(())
}

/// `headroom automation …`
///
/// # Errors
/// No console, one that refuses, a path, a time or a value that is none.
pub fn automation(console: &str, command: AutomationCommand) -> Result<()> {
    let mut desk = connect(console, Rights::Mix)?;
    let (mirror, _) = first_look(&mut desk)?;
    let order = match command {
        AutomationCommand::List => return list(&mirror),
        AutomationCommand::Show { path } => return show(&mirror, &path),
        AutomationCommand::Point {
            path,
            at,
            value,
            shape,
        } => point(&mirror, &path, (&at, &value), shape)?,
        AutomationCommand::Cut { path, from, to } => {
            let stretch = (time(&mirror, &from)?, time(&mirror, &to)?);
            LaneOrder::Replace(parameter(&mirror, &path)?.0, stretch, Vec::new())
        }
        AutomationCommand::Repeat { path, from, to, at } => {
            let stretch = (time(&mirror, &from)?, time(&mirror, &to)?);
            LaneOrder::Repeat(parameter(&mirror, &path)?.0, stretch, time(&mirror, &at)?)
        }
        AutomationCommand::Copy { from, to } => {
            LaneOrder::Copy(parameter(&mirror, &from)?.0, parameter(&mirror, &to)?.0)
        }
        AutomationCommand::Clear { path } => LaneOrder::Clear(parameter(&mirror, &path)?.0),
    };
    say_answer(&desk.ask(Intent::Lane(order))?);
    Ok(())
}

fn parameter(mirror: &Mirror, path: &str) -> Result<(ParamAddr, &'static ParamSpec)> {
    let layout = mirror.layout().ok_or_else(|| anyhow!("no console"))?;
    let index = layout.find(path)?;
    Ok((layout.addr(index), layout.spec(index)))
}

fn point(
    mirror: &Mirror,
    path: &str,
    (at, value): (&str, &str),
    shape: Option<Shape>,
) -> Result<LaneOrder> {
    let (addr, spec) = parameter(mirror, path)?;
    let at = time(mirror, at)?;
    let value = spec.parse_at(value, mirror.status().rate)?;
    let shape = shape.unwrap_or(Shape::usual(spec.curve));
    Ok(LaneOrder::Replace(
        addr,
        (at, at),
        vec![Point { at, value, shape }],
    ))
}

fn list(mirror: &Mirror) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let lanes = &mirror.timeline().lanes;
    if lanes.is_empty() {
        writeln!(
            out,
            "no automation yet; 'headroom set console/automation touch' writes what hands do"
        )?;
    }
    for (addr, lane) in lanes {
        let points = lane.points();
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            continue;
        };
        let count = points.len();
        writeln!(
            out,
            "{addr}  {} to {}, {count} points",
            exact(first.at),
            exact(last.at)
        )?;
    }
    Ok(())
}

fn show(mirror: &Mirror, path: &str) -> Result<()> {
    let (addr, spec) = parameter(mirror, path)?;
    let lane = mirror.timeline().lane(addr);
    let lane = lane.ok_or_else(|| {
        anyhow!("{addr} has no automation; 'headroom automation list' says what has")
    })?;
    let mut out = std::io::stdout().lock();
    for point in lane.points() {
        let word = point.shape.word();
        writeln!(
            out,
            "{}  {}  {word}",
            exact(point.at),
            spec.exact(point.value)
        )?;
    }
    Ok(())
}
