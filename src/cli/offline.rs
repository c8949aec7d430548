//! What is done without a console, in words.

use super::export::{ExportFormat, LabelArgs};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// How to render.
#[derive(Debug, Args)]
pub struct RenderArgs {
    /// The session file
    pub session: PathBuf,
    /// The folder for the files and report.json
    #[arg(long)]
    pub out: PathBuf,
    /// Frames per callback, or random; the samples are the same for all
    #[arg(long, default_value = "1024")]
    pub period: String,
    /// Write stems as well, each named by its strip, bus or DCA
    #[arg(long, value_enum, value_delimiter = ',', value_name = "KIND,…")]
    pub stems: Vec<StemKind>,
    /// For mastering: main's limiter is off, and its saturation where that is a clipper
    #[arg(long)]
    pub for_mastering: bool,
    /// What kind of files [default: as the session names them: 32-bit float for .wav, 24-bit for .flac]
    #[arg(long, value_enum)]
    pub format: Option<ExportFormat>,
    /// Go on behind the end until everything has been silent for 5 s (below -90 dBFS), for at most 60 s
    #[arg(long)]
    pub tail: bool,
    /// What the files say of themselves
    #[command(flatten)]
    pub labels: LabelArgs,
}

/// A kind of stems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StemKind {
    /// What every strip with an input adds to main: after its processing, fader and pan
    Strips,
    /// What every bus that goes to main adds to it; with the strips, this is all that main hears
    Buses,
    /// What the members of every DCA add to main
    Dcas,
    /// Every strip with an input before its processing
    Dry,
}

/// Which mix, and where to.
#[derive(Clone, Debug, Args)]
pub struct TranslateArgs {
    /// The mix: a sound file of one or two channels
    pub mix: PathBuf,
    /// The folder for the WAV files and report.json
    #[arg(long)]
    pub out: PathBuf,
}

/// What to check.
#[derive(Clone, Debug, Args)]
pub struct CheckArgs {
    /// The files and show folders to check
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Print the worst rise of every change of scene of these shows; fail where one is further than approved
    #[arg(long)]
    pub transitions: bool,
    /// Print them as JSON
    #[arg(long, requires = "transitions")]
    pub json: bool,
}

/// What to rehearse, and by which sound.
#[derive(Clone, Debug, Args)]
pub struct RehearseArgs {
    /// The folder of the show
    pub show: PathBuf,
    /// What the strips hear at each cue: a folder of sound files, such as a recording of this show, or a file with
    /// 'inputs:' as in a session [default: pink noise at -20 dBFS on every strip]
    #[arg(long, value_name = "PATH")]
    pub inputs: Option<PathBuf>,
    /// How long each cue is heard once its fade is over
    #[arg(long, default_value = "10", value_parser = seconds)]
    pub seconds: f64,
    /// The highest true peak of an output that is allowed, in dBTP
    #[arg(
        long,
        value_name = "DB",
        default_value = "0",
        allow_hyphen_values = true
    )]
    pub max_peak: f64,
    /// The highest loudness of main that is allowed, in LUFS [default: any]
    #[arg(long, value_name = "LUFS", allow_hyphen_values = true)]
    pub max_loudness: Option<f64>,
    /// How much louder than at the cue before an output may be, in LU [default: any]
    #[arg(long, value_name = "LU")]
    pub max_rise: Option<f64>,
    /// Sample rate in Hz [default: that of the files, else 48000]
    #[arg(long, value_parser = clap::value_parser!(u32).range(8000..=192_000))]
    pub rate: Option<u32>,
    /// Print everything as JSON
    #[arg(long)]
    pub json: bool,
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.trim_end_matches(['s', ' ']).parse::<f64>().ok();
    let seconds = seconds.filter(|seconds| (1.0..=3600.0).contains(seconds));
    seconds.ok_or_else(|| "allowed: 1 to 3600 seconds".to_owned())
}
