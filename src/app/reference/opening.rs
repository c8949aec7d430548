//! A file on its way to be the reference track: measured and, where there is a show, copied into it; step by step, so
//! that what plays meanwhile plays on.

use super::copying::{self, Begun, Copying, Home};
use crate::analysis::level::LevelMeter;
use crate::control::setup::{TrackFacts, TrackFile};
use crate::disk::SoundFile;
use crate::param::Width;
use std::path::{Path, PathBuf};

/// Frames that are read at a time, and how many of those make a step.
const BLOCK: usize = 4096;
const BLOCKS: usize = 8;
/// What one signal on two sides is louder than on one.
const BOTH_SIDES_LU: f64 = 3.0103;

/// A file that can be played.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Where it is.
    pub path: PathBuf,
    /// Its length.
    pub frames: u64,
}

/// What a step came to.
#[derive(Debug)]
pub enum Step {
    /// There is more to do; so many hundredths are done, when that is news.
    GoesOn(Option<u8>),
    /// It can be played.
    Done(Loaded, TrackFacts),
    /// It cannot.
    Failed(String),
}

/// A file on its way.
#[derive(Debug)]
pub struct Opening {
    path: PathBuf,
    /// How the show calls it, where it does already.
    name: Option<String>,
    home: Home,
    stage: Stage,
    told: u8,
}

#[derive(Debug)]
enum Stage {
    Begin,
    Measure(Box<Measured>),
    Copy(Box<TrackFacts>, Copying),
}

/// A file that is being measured.
#[derive(Debug)]
struct Measured {
    file: SoundFile,
    meter: LevelMeter,
    frames: u64,
    block: Vec<Vec<f32>>,
}

impl Opening {
    /// A file, for a show that is there.
    pub fn new(file: TrackFile, home: &Home) -> Self {
        let folder = home.folder.as_deref();
        let (path, name) = match file {
            TrackFile::OfShow(name) => (folder.unwrap_or(Path::new("")).join(&name), Some(name)),
            TrackFile::Chosen(path) => {
                let name = folder.and_then(|folder| inside(folder, &path));
                (path, name)
            }
        };
        Self {
            path,
            name,
            home: home.clone(),
            stage: Stage::Begin,
            told: 0,
        }
    }

    /// Goes on a little.
    pub fn step(&mut self) -> Step {
        let path = self.path.display().to_string();
        match std::mem::replace(&mut self.stage, Stage::Begin) {
            Stage::Begin => match Measured::new(&self.path) {
                Ok(measured) => match self.check_room() {
                    Ok(()) => self.go_on(Stage::Measure(Box::new(measured)), None),
                    Err(why) => Step::Failed(why),
                },
                Err(why) => Step::Failed(format!("{path} {why}")),
            },
            Stage::Measure(measured) => self.measure(measured),
            Stage::Copy(facts, copying) => match copying.step() {
                Ok(Some(copying)) => self.go_on(Stage::Copy(facts, copying), None),
                Ok(None) => self.done(*facts),
                Err(error) => Step::Failed(self.not_copied(&error.to_string())),
            },
        }
    }

    fn go_on(&mut self, stage: Stage, said: Option<u8>) -> Step {
        self.stage = stage;
        Step::GoesOn(said)
    }

    fn measure(&mut self, mut measured: Box<Measured>) -> Step {
        let path = self.path.display();
        match measured.step() {
            Ok(true) => {
                let hundredths = measured.hundredths();
                let is_news = hundredths >= self.told + 5;
                if is_news {
                    self.told = hundredths;
                }
                self.go_on(Stage::Measure(measured), is_news.then_some(hundredths))
            }
            Ok(false) if measured.frames == 0 => {
                Step::Failed(format!("{path} has no sound in it; name another"))
            }
            Ok(false) => {
                let facts = measured.facts();
                self.keep(facts)
            }
            Err(why) => Step::Failed(format!("{path} {why}")),
        }
    }

    /// The folder of the show that gets a copy of the file; none where it needs none.
    fn copies_into(&self) -> Option<&Path> {
        let show = self.home.copies_into();
        show.filter(|_| self.name.is_none())
    }

    /// Finds out, before much is done, whether a copy has room.
    fn check_room(&self) -> Result<(), String> {
        let Some(show) = self.copies_into() else {
            return Ok(());
        };
        let outcome = copying::check_room(&self.path, show, &self.home.room);
        outcome.map_err(|why| self.not_copied(&why))
    }

    fn not_copied(&self, why: &str) -> String {
        format!(
            "{} is not copied into the show: {why}; make room or name a smaller file; the track before stays",
            self.path.display()
        )
    }

    /// The file is measured: the show gets a copy of what is elsewhere.
    fn keep(&mut self, facts: TrackFacts) -> Step {
        let Some(show) = self.copies_into() else {
            return self.done(facts);
        };
        match Copying::begin(&self.path, show, &self.home.room) {
            Ok(Begun::Copy(copying)) => {
                self.name = Some(copying.name().to_owned());
                self.go_on(Stage::Copy(Box::new(facts), copying), None)
            }
            Ok(Begun::There(name)) => {
                self.name = Some(name);
                self.done(facts)
            }
            Err(why) => Step::Failed(self.not_copied(&why)),
        }
    }

    fn done(&mut self, facts: TrackFacts) -> Step {
        let path = match (&self.name, &self.home.folder) {
            (Some(name), Some(show)) => show.join(name),
            _ => self.path.clone(),
        };
        let file = self.name.clone();
        let facts = TrackFacts {
            file: file.unwrap_or_else(|| path.display().to_string()),
            is_new: self.home.keeps,
            ..facts
        };
        let frames = facts.frames;
        Step::Done(Loaded { path, frames }, facts)
    }
}

impl Measured {
    fn new(path: &Path) -> Result<Self, String> {
        let file = SoundFile::open(path).map_err(|error| error.to_string())?;
        let width = match file.channels() {
            1 => Width::Mono,
            2 => Width::Stereo,
            more => {
                return Err(format!(
                    "has {more} channels; allowed: 1 or 2; fold it down, for example with: ffmpeg -i OLD -ac 2 NEW.wav"
                ));
            }
        };
        let meter = LevelMeter::new(width, file.rate());
        let block = vec![vec![0.0; BLOCK]; file.channels()];
        Ok(Self {
            file,
            meter,
            frames: 0,
            block,
        })
    }

    /// Measures on; false at the end.
    fn step(&mut self) -> Result<bool, String> {
        for _ in 0..BLOCKS {
            let read = self
                .file
                .advance(BLOCK)
                .map_err(|error| error.to_string())?;
            if read == 0 {
                return Ok(false);
            }
            for (channel, block) in self.block.iter_mut().enumerate() {
                self.file.copy(channel, &mut block[..read]);
                let strange = block[..read].iter_mut().filter(|x| !x.is_finite());
                strange.for_each(|x| *x = 0.0);
            }
            let block: Vec<&[f32]> = self.block.iter().map(|block| &block[..read]).collect();
            self.meter.add(&block);
            self.frames += read as u64;
        }
        Ok(true)
    }

    fn hundredths(&self) -> u8 {
        let all = self.file.frames().unwrap_or(0).max(1);
        (100 * self.frames / all).min(99) as u8
    }

    fn facts(&mut self) -> TrackFacts {
        let channels = self.file.channels();
        let both = if channels == 1 { BOTH_SIDES_LU } else { 0.0 };
        let loudness = self.meter.finish().integrated + both;
        TrackFacts {
            file: String::new(),
            is_new: false,
            rate: self.file.rate(),
            channels: channels as u8,
            frames: self.frames,
            loudness: loudness as f32,
            true_peak: self.meter.true_peak_dbtp() as f32,
            notes: self.file.notes().to_vec(),
        }
    }
}

/// How the show calls a file that is in its folder; none for one elsewhere.
fn inside(show: &Path, path: &Path) -> Option<String> {
    let (show, path) = (show.canonicalize().ok()?, path.canonicalize().ok()?);
    Some(path.strip_prefix(show).ok()?.to_str()?.to_owned())
}
