//! `headroom record flac`: the files of a recording become FLAC, each one proven before it takes its name.

use super::progress::Progress;
use super::sink::chapters;
use crate::diag::say;
use crate::disk::room::{Room, in_words};
use crate::disk::{FlacSpec, FlacWriter, SoundFile};
use crate::dsp::dither::{Dither, Quantizer};
use crate::param::counted;
use crate::param::printable::printable;
use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, SystemTime};

/// Frames at a time.
const PIECE: usize = 4096;
/// Most channels of a FLAC file.
const MOST_CHANNELS: usize = 8;
/// Somebody still writes what changes within this.
const QUIET: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Every sample is read three times: to look at it, to write it and to prove it.
const PASSES: u64 = 3;

/// What became of a file.
enum Outcome {
    /// It is FLAC now: bytes before and after.
    Done(u64, u64),
    /// It stays as it is: why.
    Stays(String),
}

/// All files, and how far they are.
struct Work {
    files: Vec<PathBuf>,
    bits: u32,
    next: AtomicUsize,
    frames: AtomicU64,
    is_over: AtomicBool,
    outcomes: Mutex<Vec<(PathBuf, Result<Outcome>)>>,
}

/// Turns the wave files of a folder, or one file, into FLAC of so many bits; takes them away afterwards where that is wanted.
///
/// # Errors
/// There is none, somebody cancels, or one of them cannot be read or written; the others are turned.
pub fn flac(place: &Path, bits: u32, removes: bool) -> Result<()> {
    let progress = Progress::new()?;
    let work = Work {
        files: waves(place)?,
        bits,
        next: AtomicUsize::new(0),
        frames: AtomicU64::new(0),
        is_over: AtomicBool::new(false),
        outcomes: Mutex::default(),
    };
    let frames = work
        .files
        .iter()
        .filter_map(|file| frames_of(file))
        .sum::<u64>();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    progress.begin("encoding");
    let waited = thread::scope(|scope| {
        let workers = (0..workers.min(work.files.len())).map(|_| scope.spawn(|| work.run()));
        let workers: Vec<_> = workers.collect();
        let mut waited = Ok(());
        while workers.iter().any(|worker| !worker.is_finished()) {
            thread::sleep(LOOK_EVERY);
            if waited.is_ok() {
                waited = progress.at(work.frames.load(Relaxed), frames * PASSES);
                work.is_over.store(waited.is_err(), Relaxed);
            }
        }
        waited
    });
    progress.end();
    waited.context("what is complete stays")?;
    let outcomes = work.outcomes.into_inner().unwrap_or_default();
    summary(outcomes, removes)
}

/// The wave files of a folder, in their order.
fn waves(place: &Path) -> Result<Vec<PathBuf>> {
    if place.is_file() {
        return Ok(vec![place.to_owned()]);
    }
    let shown = place.display();
    let entries = fs::read_dir(place)
        .with_context(|| format!("{shown} cannot be read; name the folder of a recording"))?;
    let paths = entries.flatten().map(|entry| entry.path());
    let is_wave = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        let ending = path
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("wav"));
        ending && name.is_some_and(|name| !name.starts_with('.'))
    };
    let mut files: Vec<PathBuf> = paths.filter(is_wave).collect();
    files.sort();
    ensure!(
        !files.is_empty(),
        "{shown} has no WAV files; name the folder of a recording, one of those in 'recordings'"
    );
    Ok(files)
}

fn frames_of(file: &Path) -> Option<u64> {
    SoundFile::open(file).ok()?.frames()
}

fn summary(mut outcomes: Vec<(PathBuf, Result<Outcome>)>, removes: bool) -> Result<()> {
    outcomes.sort_by(|a, b| a.0.cmp(&b.0));
    let (mut count, mut before, mut after, mut failed) = (0, 0, 0, 0);
    for (path, outcome) in outcomes {
        let name = path.file_name().unwrap_or_default().display().to_string();
        let name = printable(&name);
        match outcome {
            Ok(Outcome::Done(wave, flac)) => {
                (count, before, after) = (count + 1, before + wave, after + flac);
                if removes {
                    fs::remove_file(&path).with_context(|| format!("{name} cannot be removed"))?;
                }
            }
            Ok(Outcome::Stays(why)) => say::line(&format!("{name} stays WAV: {}", printable(&why))),
            Err(error) => {
                failed += 1;
                say::line(&format!("{name}: {}", printable(&format!("{error:#}"))));
            }
        }
    }
    let kept = if removes {
        ""
    } else {
        "; the WAV files are kept"
    };
    let files = counted(count, "file");
    let (before, after) = (in_words(before), in_words(after));
    say::line(&format!("{files} of FLAC: {before} became {after}{kept}"));
    if failed > 0 {
        bail!("{} could not be turned into FLAC", counted(failed, "file"));
    }
    Ok(())
}

impl Work {
    /// Takes one file after the other.
    fn run(&self) {
        while let Some(file) = self.files.get(self.next.fetch_add(1, Relaxed)) {
            let outcome = self.turn(file);
            if self.is_over.load(Relaxed) {
                return;
            }
            // Whoever panics inside has taken nothing with it.
            if let Ok(mut outcomes) = self.outcomes.lock() {
                outcomes.push((file.clone(), outcome));
            }
        }
    }

    fn turn(&self, path: &Path) -> Result<Outcome> {
        let stamp = quiet(path)?;
        let target = path.with_extension("flac");
        if target.exists() {
            let name = target.file_name().unwrap_or_default().display();
            return Ok(Outcome::Stays(format!("{name} is there already")));
        }
        let file = SoundFile::open(path).map_err(|error| anyhow::anyhow!("it {error}"))?;
        if file.channels() > MOST_CHANNELS {
            let channels = file.channels();
            let why = format!("it has {channels} channels; FLAC has {MOST_CHANNELS} at most");
            return Ok(Outcome::Stays(why));
        }
        let looked = self.look(path)?;
        if looked.peak > 1.0 {
            return Ok(Outcome::Stays(format!(
                "it reaches {:+.1} dBFS, which whole numbers cannot hold",
                20.0 * looked.peak.log10()
            )));
        }
        let bytes = looked.frames * file.channels() as u64 * u64::from(self.bits / 8);
        Room::default().check(path.parent().unwrap_or(path), bytes)?;
        let name = target.file_name().unwrap_or_default().display().to_string();
        let part = target.with_file_name(format!(".{name}.part-{}", std::process::id()));
        let written = self.write(path, &part, looked.is_exact);
        let proven = written.and_then(|sum| {
            ensure!(
                sum == self.sum_of(&part)?,
                "what was written is not what was read; try again"
            );
            ensure!(
                stamp == of(path)?,
                "it has changed meanwhile: it is being recorded; end that first"
            );
            fs::rename(&part, &target)?;
            Ok(Outcome::Done(stamp.0, fs::metadata(&target)?.len()))
        });
        if proven.is_err() {
            let _ = fs::remove_file(&part);
        }
        proven
    }

    /// Reads a file from its beginning to its end, by pieces of all channels.
    fn read(&self, path: &Path, mut heard: impl FnMut(&[Vec<f32>]) -> Result<()>) -> Result<()> {
        let said = |error| anyhow::anyhow!("it {error}");
        let mut file = SoundFile::open(path).map_err(said)?;
        let mut channels = vec![Vec::new(); file.channels()];
        loop {
            ensure!(!self.is_over.load(Relaxed), "cancelled");
            let count = file.advance(PIECE).map_err(said)?;
            if count == 0 {
                return Ok(());
            }
            for (number, channel) in channels.iter_mut().enumerate() {
                channel.resize(count, 0.0);
                file.copy(number, channel);
            }
            heard(&channels)?;
            self.frames.fetch_add(count as u64, Relaxed);
        }
    }

    /// What a file holds.
    fn look(&self, path: &Path) -> Result<Looked> {
        let full = full_scale(self.bits);
        let mut looked = Looked {
            frames: 0,
            peak: 0.0,
            is_exact: true,
        };
        self.read(path, |channels| {
            looked.frames += channels.first().map_or(0, Vec::len) as u64;
            for x in channels.iter().flatten() {
                looked.peak = looked.peak.max(x.abs());
                let steps = f64::from(*x) * full;
                looked.is_exact &= steps == steps.round();
            }
            Ok(())
        })?;
        Ok(looked)
    }

    /// Writes a file as FLAC; the sum of what was written.
    fn write(&self, path: &Path, part: &Path, is_exact: bool) -> Result<[u8; 32]> {
        let source = SoundFile::open(path).map_err(|error| anyhow::anyhow!("it {error}"))?;
        // Dither would take bits away that are exact.
        let dither = if is_exact {
            Dither::Off
        } else {
            Dither::Triangular
        };
        let rate = f64::from(source.rate());
        let quantizer = |channel| Quantizer::new(self.bits, dither, rate, channel as u64 + 1);
        let mut quantizers: Vec<Quantizer> = (0..source.channels()).map(quantizer).collect();
        let spec = FlacSpec {
            channels: source.channels() as u8,
            rate: source.rate(),
            bits: self.bits,
            tags: tags(&source),
        };
        let mut writer = FlacWriter::new(File::create(part)?, &spec)?;
        let mut sum = Sha256::new();
        let mut whole = vec![Vec::new(); source.channels()];
        self.read(path, |channels| {
            for ((whole, quantizer), channel) in whole.iter_mut().zip(&mut quantizers).zip(channels)
            {
                whole.clear();
                whole.extend(channel.iter().map(|x| quantizer.next(*x)));
            }
            add(&mut sum, &whole);
            let whole: Vec<&[i32]> = whole.iter().map(Vec::as_slice).collect();
            Ok(writer.write_whole(&whole)?)
        })?;
        writer.finish()?.sync_all()?;
        Ok(sum.finalize().into())
    }

    /// The sum of what a FLAC file holds.
    fn sum_of(&self, part: &Path) -> Result<[u8; 32]> {
        let full = full_scale(self.bits);
        let mut sum = Sha256::new();
        self.read(part, |channels| {
            let whole = |x: &f32| (f64::from(*x) * full) as i32;
            let whole = channels
                .iter()
                .map(|channel| channel.iter().map(whole).collect());
            add(&mut sum, &whole.collect::<Vec<Vec<i32>>>());
            Ok(())
        })?;
        Ok(sum.finalize().into())
    }
}

/// What a file holds.
struct Looked {
    frames: u64,
    peak: f32,
    /// Every sample is one of the whole numbers.
    is_exact: bool,
}

/// Frame by frame: however the sound is cut, the sum is the same.
fn add(sum: &mut Sha256, channels: &[Vec<i32>]) {
    let frames = channels.first().map_or(0, Vec::len);
    let samples = (0..frames).flat_map(|frame| channels.iter().map(move |c| c[frame]));
    let bytes: Vec<u8> = samples.flat_map(i32::to_le_bytes).collect();
    sum.update(&bytes);
}

fn full_scale(bits: u32) -> f64 {
    f64::from(1_u32 << (bits - 1))
}

/// What a recording says of itself, and its markers.
fn tags(source: &SoundFile) -> Vec<(String, String)> {
    let mut tags = chapters(source.markers(), source.rate());
    if let Some(origin) = source.origin() {
        let texts = [
            ("TITLE", origin.description.clone()),
            ("DATE", origin.date.clone()),
            ("CREATION_TIME", origin.time.clone()),
            ("TIME_REFERENCE", origin.time_reference.to_string()),
        ];
        let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
        tags.extend(texts.map(|(tag, text)| (tag.to_owned(), text)));
    }
    tags
}

/// The size of a file, and when it was written, once nobody writes it any more.
fn quiet(path: &Path) -> Result<(u64, SystemTime)> {
    let stamp = of(path)?;
    let age = stamp.1.elapsed().unwrap_or_default();
    if age < QUIET {
        thread::sleep(QUIET.saturating_sub(age));
        ensure!(
            stamp == of(path)?,
            "it is being recorded; end that first: headroom record stop"
        );
    }
    Ok(stamp)
}

fn of(path: &Path) -> Result<(u64, SystemTime)> {
    let metadata = fs::metadata(path)?;
    Ok((metadata.len(), metadata.modified()?))
}
