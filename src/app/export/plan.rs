//! What is asked for, checked before anything is written.

use super::source;
use super::target::Target;
use crate::app::progress::Progress;
use crate::app::sink::{Label, SinkSpec};
use crate::cli::{ExportArgs, ExportFormat};
use crate::disk::{SoundFile, TakeMarker};
use crate::dsp::dither::Dither;
use crate::param::Width;
use crate::param::printable::printable;
use crate::param::timecode::{self, Count};
use anyhow::{Context, Result, anyhow, bail};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Rates of files, in Hz.
const RATES: std::ops::RangeInclusive<u32> = 8000..=192_000;
/// What the limiter can be set to, in dBTP.
const TRUE_PEAKS: std::ops::RangeInclusive<f64> = -30.0..=0.0;

/// What is to be done.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The mix.
    pub mix: PathBuf,
    /// The file to write.
    pub out: PathBuf,
    /// What kind of file.
    pub format: ExportFormat,
    /// How whole numbers come about.
    pub dither: Dither,
    /// Rate of the file in Hz.
    pub rate: u32,
    /// What its channels are.
    pub width: Width,
    /// Its loudness in LUFS; none: as it is.
    pub loudness: Option<f64>,
    /// Its highest true peak in dBTP; none: as it is.
    pub true_peak: Option<f64>,
    /// Silence at both ends is left out.
    pub trim: bool,
    /// What the file says of itself: its title …
    pub labels: Vec<(Label, String)>,
    /// Rate of the mix in Hz.
    pub mix_rate: u32,
    /// Markers of the mix.
    markers: Vec<TakeMarker>,
    /// What is wanted of it, in microseconds.
    wanted: (u64, Option<u64>),
}

impl Plan {
    /// What the words on the command line mean.
    ///
    /// # Errors
    /// The mix cannot be read, or the words make no sense together.
    pub fn of(args: &ExportArgs) -> Result<Self> {
        let file = SoundFile::open(&args.mix);
        let file = file.map_err(|error| anyhow!("{} {error}", args.mix.display()))?;
        let target = args.loudness.as_deref().map(Target::parse).transpose()?;
        let true_peak = args.true_peak.map(f64::from);
        let time = |text: &str| time(text, &file, &args.mix);
        let plan = Self {
            mix: args.mix.clone(),
            out: args.out.clone(),
            format: format(args),
            dither: if args.no_dither {
                Dither::Off
            } else {
                Dither::Triangular
            },
            rate: args.rate.unwrap_or(file.rate()),
            width: width(&args.mix, file.channels())?,
            loudness: target.map(|target| target.loudness),
            true_peak: true_peak.or(target.map(|target| target.true_peak)),
            trim: args.trim,
            labels: Label::given(&args.labels),
            mix_rate: file.rate(),
            markers: file.markers().to_vec(),
            wanted: (
                args.from.as_deref().map_or(Ok(0), time)?,
                args.to.as_deref().map(time).transpose()?,
            ),
        };
        plan.check()?;
        Ok(plan)
    }

    fn check(&self) -> Result<()> {
        if !RATES.contains(&self.rate) {
            bail!(
                "{} Hz is not possible; allowed: {} to {} Hz",
                self.rate,
                RATES.start(),
                RATES.end()
            );
        }
        if let Some(found) = self.true_peak.filter(|found| !TRUE_PEAKS.contains(found)) {
            bail!(
                "a true peak of {found} dBTP is not possible; allowed: {} to {} dBTP",
                TRUE_PEAKS.start(),
                TRUE_PEAKS.end()
            );
        }
        self.check_ending()?;
        if self.wanted.1.is_some_and(|to| to <= self.wanted.0) {
            bail!("nothing lies between --from and --to; --to has to be later");
        }
        Ok(())
    }

    /// A name that promises something else than the file holds misleads players and people.
    fn check_ending(&self) -> Result<()> {
        let wanted = self.format.ending();
        let ending = self.out.extension().and_then(|ending| ending.to_str());
        if ending.is_some_and(|ending| ending.eq_ignore_ascii_case(wanted)) {
            return Ok(());
        }
        bail!(
            "{} would hold {}; name it so: --out {}",
            self.out.display(),
            wanted.to_uppercase(),
            self.out.with_extension(wanted).display()
        );
    }

    /// The frames of the mix that are exported, and what a person should know of it.
    ///
    /// # Errors
    /// The mix is damaged, or nothing is left of it.
    pub fn range(&self, progress: &Progress) -> Result<(Range<u64>, Vec<String>)> {
        let frames = |micros: u64| (micros as f64 * f64::from(self.mix_rate) / 1e6).round() as u64;
        let (from, to) = self.wanted;
        let (from, to) = (frames(from), to.map_or(u64::MAX, frames));
        progress.begin("reading");
        let found = source::extent(&self.mix, from..to, progress)?;
        let range = if self.trim { found.sound } else { found.all };
        if range.is_empty() {
            let (mix, seconds) = (
                self.mix.display(),
                found.length as f64 / f64::from(self.mix_rate),
            );
            bail!("nothing of {mix} would be left; it is {seconds:.1} s long");
        }
        Ok((range, found.notes))
    }

    /// Bytes of a file of so many frames, at most.
    pub fn bytes(&self, frames: u64) -> u64 {
        let sample = u64::from(self.format.bits().unwrap_or(32) / 8);
        frames * self.width.channels() as u64 * sample
    }

    /// What the file is to be, of these frames of the mix.
    pub fn sink(&self, range: &Range<u64>) -> SinkSpec {
        let ratio = f64::from(self.rate) / f64::from(self.mix_rate);
        let inside = self
            .markers
            .iter()
            .filter(|marker| range.contains(&marker.frame));
        let moved = inside.map(|marker| TakeMarker {
            frame: ((marker.frame - range.start) as f64 * ratio).round() as u64,
            name: marker.name.clone(),
        });
        SinkSpec {
            out: self.out.clone(),
            format: self.format,
            dither: self.dither,
            rate: self.rate,
            width: self.width,
            labels: self.labels.clone(),
            markers: moved.collect(),
        }
    }
}

fn format(args: &ExportArgs) -> ExportFormat {
    let ending = args.out.extension().and_then(|ending| ending.to_str());
    let is_flac = ending.is_some_and(|ending| ending.eq_ignore_ascii_case("flac"));
    args.format.unwrap_or(if is_flac {
        ExportFormat::Flac24
    } else {
        ExportFormat::Wav24
    })
}

fn width(mix: &Path, channels: usize) -> Result<Width> {
    let known = Width::WORDS.iter().map(|(_, width)| *width);
    let known = known.into_iter().find(|width| width.channels() == channels);
    known.with_context(|| {
        format!(
            "{} has {channels} channels; allowed: 1, 2, 3, 4, 6 or 8",
            mix.display()
        )
    })
}

/// A time, or a marker of the mix, in microseconds.
fn time(text: &str, file: &SoundFile, mix: &Path) -> Result<u64> {
    let micros = |marker: &TakeMarker| (marker.frame as f64 * 1e6 / f64::from(file.rate())).round();
    let mut markers = file.markers().iter();
    if let Some(marker) = markers.find(|marker| marker.name == text) {
        return Ok(micros(marker) as u64);
    }
    let parsed = timecode::parse(text, Count::default());
    parsed.with_context(|| {
        let names = file.markers().iter().map(|marker| printable(&marker.name));
        let names: Vec<_> = names.collect();
        let mix = mix.display();
        let names = match &names[..] {
            [] => format!("{mix} has no markers"),
            names => format!("markers of {mix}: {}", names.join(", ")),
        };
        format!(
            "'{text}' is no time and no marker; allowed: {}; {names}",
            timecode::ALLOWED
        )
    })
}
