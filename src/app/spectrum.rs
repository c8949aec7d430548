//! `headroom spectrum`: what the running console measures of a strip, bus or main.

use super::remote::{connect, first_look};
use crate::cli::SpectrumArgs;
use crate::control::feed::{AudioState, ClashReading, Spectrum, Suspect};
use crate::control::intent::{Intent, Look, LookFor, Rights};
use crate::desk::Desk;
use crate::desk::mirror::Mirror;
use crate::desk::socket::SocketDesk;
use crate::param::spec::{Param, SpectrumParam, THIRDS};
use crate::param::{NodeId, ParamAddr};
use anyhow::{Result, bail};
use serde_json::{Value, json};
use std::io::Write as _;
use std::time::{Duration, Instant};

/// How long a measurement may take to come on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long averages may settle before they are printed once.
const SETTLES: Duration = Duration::from_secs(1);
/// The same for the means that are compared.
const COMPARED: Duration = Duration::from_secs(4);

/// Prints a spectrum, what hides a strip, or what may be feedback.
///
/// # Errors
/// No console, no such strip, bus or main, or no audio.
pub fn spectrum(console: &str, args: &SpectrumArgs) -> Result<()> {
    let mut desk = connect(console, Rights::Watch)?;
    let (mut mirror, _) = first_look(&mut desk)?;
    let node = node(&mirror, &args.path)?;
    if !args.suspects {
        let what = if args.clash {
            LookFor::Clashes
        } else {
            LookFor::Spectrum
        };
        desk.ask(Intent::Look(Some(Look { node, what })))?;
        let settles = if args.clash { COMPARED } else { SETTLES };
        follow(&mut desk, &mut mirror, settles)?;
        wait(&mut desk, &mut mirror, node, args.clash)?;
    }
    let mut out = std::io::stdout().lock();
    loop {
        let text = if args.json {
            format!("{}\n", in_json(&mirror, node, args))
        } else {
            in_words(&mirror, node, args)
        };
        out.write_all(text.as_bytes())?;
        out.flush()?;
        if !args.watch {
            return Ok(());
        }
        follow(&mut desk, &mut mirror, Duration::from_secs(1))?;
    }
}

/// The strip, bus or main of that path.
fn node(mirror: &Mirror, path: &str) -> Result<NodeId> {
    let nodes = mirror
        .layout()
        .map(|layout| layout.topology().audio_nodes())
        .unwrap_or_default();
    match nodes.iter().find(|node| node.to_string() == path) {
        Some(node) => Ok(*node),
        None => bail!("{path} has no spectrum here; allowed: ch/N, bus/N or main of this console"),
    }
}

/// Takes what the console says for a while.
fn follow(desk: &mut SocketDesk, mirror: &mut Mirror, time: Duration) -> Result<()> {
    let until = Instant::now() + time;
    while let Some(left) = until.checked_duration_since(Instant::now()) {
        if let Some(update) = desk.next_update(left)? {
            mirror.take(&update);
        }
    }
    Ok(())
}

/// Waits for the first measurement.
fn wait(desk: &mut SocketDesk, mirror: &mut Mirror, node: NodeId, clash: bool) -> Result<()> {
    let begun = Instant::now();
    let is_there = |mirror: &Mirror| {
        if clash {
            mirror.clashes(node).is_some()
        } else {
            mirror.spectrum(node).is_some()
        }
    };
    while !is_there(mirror) {
        if mirror.status().audio != AudioState::Running || begun.elapsed() > PATIENCE {
            bail!("nothing is measured: no audio runs; 'headroom watch' says what is waited for");
        }
        follow(desk, mirror, Duration::from_millis(100))?;
    }
    Ok(())
}

fn in_words(mirror: &Mirror, node: NodeId, args: &SpectrumArgs) -> String {
    if args.suspects {
        return suspects_in_words(mirror);
    }
    let clashes = mirror.clashes(node).filter(|_| args.clash);
    if let Some(reading) = clashes {
        return clashes_in_words(reading);
    }
    let spectrum = mirror.spectrum(node);
    spectrum.map_or_else(String::new, |spectrum| spectrum_in_words(node, spectrum))
}

fn spectrum_in_words(node: NodeId, spectrum: &Spectrum) -> String {
    let mut lines = vec![format!("{node}: {} dBFS", figure(spectrum.level))];
    for (third, level) in THIRDS.iter().zip(&spectrum.bands) {
        lines.push(format!("{third:>5} {:>7}", figure(*level)));
    }
    let tones = spectrum.tones.iter();
    let tones = tones.map(|(hz, level)| format!("{hz:.1} Hz {}", figure(*level)));
    lines.push(format!("highest: {}", tones.collect::<Vec<_>>().join(", ")));
    lines.join("\n") + "\n"
}

fn clashes_in_words(reading: &ClashReading) -> String {
    let left_out = match reading.left_out {
        0 => String::new(),
        more => format!(", {more} more are left out"),
    };
    let mut lines = vec![format!(
        "{}: compared with {} open strips{left_out}",
        reading.node, reading.compared
    )];
    if reading.clashes.is_empty() {
        lines.push("nothing hides it".to_owned());
    }
    for clash in &reading.clashes {
        lines.push(format!(
            "{:>5} hidden by {} by {:.1} dB; it is {:+.1} dB louder there",
            THIRDS[usize::from(clash.band).min(THIRDS.len() - 1)],
            clash.by,
            clash.hidden_db,
            clash.louder_db
        ));
    }
    lines.join("\n") + "\n"
}

fn suspects_in_words(mirror: &Mirror) -> String {
    let watch: ParamAddr = NodeId::SPECTRUM.param(Param::Spectrum(SpectrumParam::FeedbackWatch));
    if !mirror.is_on(watch) {
        return format!("nobody watches for feedback; {watch} on switches the watch on\n");
    }
    if mirror.suspects().is_empty() {
        return "no feedback suspected\n".to_owned();
    }
    let line = |suspect: &Suspect| {
        let places: Vec<String> = suspect.nodes.iter().map(ToString::to_string).collect();
        let over = if suspect.sounds { "" } else { ", is over" };
        format!(
            "{:.1} Hz in {}: {:.0} %, {} dBFS{over}\n",
            suspect.hz,
            places.join(" "),
            suspect.confidence,
            figure(suspect.level)
        )
    };
    mirror.suspects().iter().map(line).collect()
}

/// A level with one decimal; silence has none.
fn figure(level: f32) -> String {
    if level.is_finite() {
        format!("{level:.1}")
    } else {
        "-".to_owned()
    }
}

/// A level; nothing for silence, which JSON has no number for.
fn number(level: f32) -> Value {
    if level.is_finite() {
        json!((f64::from(level) * 100.0).round() / 100.0)
    } else {
        Value::Null
    }
}

fn in_json(mirror: &Mirror, node: NodeId, args: &SpectrumArgs) -> Value {
    if args.suspects {
        let suspect = |suspect: &Suspect| {
            let places: Vec<String> = suspect.nodes.iter().map(ToString::to_string).collect();
            json!({
                "hz": number(suspect.hz),
                "nodes": places,
                "level": number(suspect.level),
                "confidence": number(suspect.confidence),
                "sounds": suspect.sounds,
            })
        };
        return mirror.suspects().iter().map(suspect).collect();
    }
    let clashes = mirror.clashes(node).filter(|_| args.clash);
    if let Some(reading) = clashes {
        let clashes = reading.clashes.iter().map(|clash| {
            json!({
                "third": THIRDS[usize::from(clash.band).min(THIRDS.len() - 1)],
                "by": clash.by.to_string(),
                "hidden_db": number(clash.hidden_db),
                "louder_db": number(clash.louder_db),
                "level": number(clash.level),
            })
        });
        return json!({
            "node": node.to_string(),
            "compared": reading.compared,
            "left_out": reading.left_out,
            "clashes": clashes.collect::<Vec<_>>(),
        });
    }
    let Some(spectrum) = mirror.spectrum(node) else {
        return Value::Null;
    };
    let thirds = THIRDS.iter().zip(&spectrum.bands);
    let thirds = thirds.map(|(third, level)| json!([third, number(*level)]));
    let tones = spectrum.tones.iter();
    let tones = tones.map(|(hz, level)| json!([number(*hz), number(*level)]));
    let points = spectrum.points.iter().enumerate();
    let points = points.map(|(at, level)| json!([number(spectrum.point_hz(at)), number(*level)]));
    json!({
        "node": node.to_string(),
        "level": number(spectrum.level),
        "thirds": thirds.collect::<Vec<_>>(),
        "tones": tones.collect::<Vec<_>>(),
        "lines": points.collect::<Vec<_>>(),
    })
}
