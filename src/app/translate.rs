//! `headroom translate`: a mix as it would be heard elsewhere, as files, and what it loses there.
//!
//! The same engine plays it through a strip, main and the monitor, once for each kind of loudspeaker.

mod bands;

use super::render::{Period, RenderOptions, render};
use super::staging::Staging;
use crate::cli::TranslateArgs;
use crate::disk::{SoundFile, strange};
use crate::param::printable::printable;
use crate::param::tables::monitor::Translation;
use crate::show::session_file;
use anyhow::{Context, Result, bail};
use bands::{BANDS, Bands};
use serde::Serialize;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// Name of the report in the output folder.
const REPORT: &str = "report.json";
/// Frames per callback; it never reaches the sound.
const PERIOD: usize = 1024;

/// What is heard on one kind of loudspeaker.
#[derive(Clone, Debug, Serialize)]
struct Heard {
    /// Word of the translation.
    on: &'static str,
    /// Name in the output folder.
    file: String,
    /// Integrated loudness in LUFS; none in silence.
    integrated_lufs: Option<f64>,
    /// Largest value between samples, in dBTP; none in silence.
    true_peak_dbtp: Option<f64>,
    /// What it is louder than the mix as it is, in LU.
    louder_lu: Option<f64>,
    /// What each band has more than in the mix as it is, in dB; none where the mix has nothing.
    bands_db: Vec<Option<f64>>,
}

/// What was found.
#[derive(Debug, Serialize)]
struct Report {
    /// The mix.
    mix: String,
    /// Sample rate in Hz.
    rate: u32,
    /// The ends of the bands in Hz.
    bands_hz: Vec<(f64, f64)>,
    /// What a person should know of the mix, as sentences.
    notes: Vec<String>,
    /// One entry per kind of loudspeaker, the mix as it is first.
    heard: Vec<Heard>,
}

/// Renders a mix on every kind of loudspeaker.
///
/// # Errors
/// The mix cannot be read, or the files cannot be written.
pub fn translate(args: &TranslateArgs) -> Result<()> {
    let mix = Mix::of(&args.mix)?;
    let files: Vec<String> = Translation::WORDS.iter().map(|on| file_of(on)).collect();
    let files = files.iter().map(String::as_str).chain([REPORT]);
    let staging = Staging::begin(&args.out, files.collect(), mix.path)?;
    let report = report(&mix, &staging.folder)?;
    let json = serde_json::to_string_pretty(&report)?;
    staging.write(REPORT, &json)?;
    staging.publish()?;
    write!(std::io::stdout(), "{}", in_words(&report))?;
    Ok(())
}

/// The file of one kind of loudspeaker.
fn file_of(on: &str) -> String {
    format!("{on}.wav")
}

fn report(mix: &Mix, folder: &Path) -> Result<Report> {
    let mut heard: Vec<Heard> = Vec::new();
    let mut plain: Option<Bands> = None;
    for on in Translation::WORDS {
        let (mut found, bands) = mix.heard_on(on, folder)?;
        let reference = plain.get_or_insert_with(|| bands.clone());
        found.bands_db = bands.over(reference);
        let before = heard.first().and_then(|first| first.integrated_lufs);
        found.louder_lu = found
            .integrated_lufs
            .zip(before)
            .map(|(here, there)| here - there);
        heard.push(found);
    }
    Ok(Report {
        mix: mix.path.display().to_string(),
        rate: mix.rate,
        bands_hz: BANDS.to_vec(),
        notes: mix.notes.clone(),
        heard,
    })
}

/// The file that is heard.
struct Mix<'p> {
    path: &'p Path,
    width: &'static str,
    rate: u32,
    frames: u64,
    notes: Vec<String>,
}

impl<'p> Mix<'p> {
    fn of(path: &'p Path) -> Result<Self> {
        let unreadable = |error| anyhow::anyhow!("{} {error}", path.display());
        let mut file = SoundFile::open(path).map_err(unreadable)?;
        let width = match file.channels() {
            1 => "mono",
            2 => "stereo",
            more => bail!(
                "{} has {more} channels; allowed: a mix of 1 or 2",
                path.display()
            ),
        };
        let (mut frames, mut broken) = (0, 0);
        let mut room = vec![0.0; PERIOD];
        loop {
            let count = file.advance(PERIOD).map_err(unreadable)?;
            if count == 0 {
                break;
            }
            for channel in 0..file.channels() {
                file.copy(channel, &mut room[..count]);
                broken += strange::count(&room[..count]);
            }
            frames += count as u64;
        }
        if frames == 0 {
            bail!("{} has no sound", path.display());
        }
        let notes = file.notes().iter().cloned().chain(strange::note(broken));
        Ok(Self {
            path,
            width,
            rate: file.rate(),
            frames,
            notes: notes
                .map(|note| format!("{} {note}", path.display()))
                .collect(),
        })
    }

    /// A session that plays it through a strip at unity, main and the monitor.
    fn session(&self, on: &str) -> Result<String> {
        let path = serde_json::to_string(&fs::canonicalize(self.path)?)?;
        Ok(format!(
            "console: {{ strips: [ {{ number: 1, width: {} }} ] }}\n\
             rate: {}\n\
             seconds: {}\n\
             inputs: {{ ch/1: {{ file: {path} }} }}\n\
             at:\n  0.0:\n    ch/1/fader: 0 dB\n    main/fader: 0 dB\n    main/limiter/on: off\n    \
             monitor/level: 0 dB\n    monitor/translation: {on}\n\
             outputs: {{ monitor-a: {} }}\n",
            self.width,
            self.rate,
            self.frames as f64 / f64::from(self.rate),
            file_of(on),
        ))
    }

    fn heard_on(&self, on: &'static str, out: &Path) -> Result<(Heard, Bands)> {
        let session = session_file::parse(&self.session(on)?, "translate", Path::new(""))?;
        let options = RenderOptions::new(out.to_owned(), Period::Fixed(PERIOD));
        let report = render(&session, &options)?;
        let output = report.outputs.first().context("nothing was rendered")?;
        let file = file_of(on);
        let known = |level: f64| level.is_finite().then_some(level);
        let heard = Heard {
            on,
            integrated_lufs: known(output.integrated_lufs),
            true_peak_dbtp: known(output.true_peak_dbtp),
            louder_lu: None,
            bands_db: Vec::new(),
            file: file.clone(),
        };
        Ok((heard, Bands::of(&out.join(file))?))
    }
}

/// A table for people.
fn in_words(report: &Report) -> String {
    let mut text = format!("{:14} {:>10} {:>9}", "heard on", "LUFS", "change");
    for (low, high) in &report.bands_hz {
        let _ = write!(text, " {:>10}", format!("{low:.0}-{high:.0}"));
    }
    let figure = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |x| format!("{x:+.1}"));
    for heard in &report.heard {
        let loudness = heard.integrated_lufs;
        let loudness = loudness.map_or_else(|| "silent".to_owned(), |x| format!("{x:.1}"));
        let change = figure(heard.louder_lu);
        let _ = write!(text, "\n{:14} {loudness:>10} {change:>6} LU", heard.on);
        for band in &heard.bands_db {
            let _ = write!(text, " {:>7} dB", figure(*band));
        }
    }
    text.push('\n');
    if let Some(lost) = mono_loss(report) {
        let _ = writeln!(text, "{lost}");
    }
    for note in &report.notes {
        let _ = writeln!(text, "note: {}", printable(note));
    }
    text
}

/// What a single loudspeaker takes away, where it is more than a little.
fn mono_loss(report: &Report) -> Option<String> {
    let plain = report.heard.first()?;
    let mono = report.heard.iter().find(|heard| heard.on == "mono")?;
    if mono.integrated_lufs.is_none() && plain.integrated_lufs.is_some() {
        return Some("In mono nothing is left: one side is the other one inverted.".to_owned());
    }
    let worst = mono.bands_db.iter().zip(&report.bands_hz);
    let worst = worst.filter_map(|(lost, band)| Some(((*lost)?, band)));
    let (lost, (low, high)) = worst.min_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (lost < -4.5).then(|| {
        format!(
            "In mono the mix loses {:.1} dB between {low:.0} and {high:.0} Hz: its sides cancel each other there.",
            -lost
        )
    })
}
