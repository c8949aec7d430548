//! The saver: writes into the show's folder what the console learned, on a thread of its own.
//!
//! Everything is on the disk soon after it was learned, however much more comes; of every scene only the newest
//! waits. What cannot be written is tried again, and holds nothing else up. A folder that was moved or deleted
//! meanwhile is written anew, whole.

mod patch;
mod place;
mod queue;
mod watch;

use super::retry::{self, Saving};
use super::scenes::{self, SceneFiles};
use super::setup::of_file;
use super::timeline;
use crate::control::console::Keep;
use crate::control::feed::Severity;
use crate::control::file_troubles::Keeper;
use crate::control::inbox::{Event, Inbox};
use crate::param::Topology;
use crate::param::timeline::Timeline;
use crate::show::automation_file::AutomationFile;
use crate::show::cue::Cue;
use crate::show::cue_file::CueFile;
use crate::show::disk::{Disk, RealDisk};
use crate::show::show_file::{self, Changes, Written};
use crate::show::{save, text};
use crossbeam_channel::Receiver;
use patch::patch;
use place::Place;
use queue::{Queue, Waiting};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use std::time::Duration;
use watch::{Files, Watch};

/// What is learned is on its way to the disk after this time, counted from the first that waits.
const TOGETHER: Duration = Duration::from_millis(300);

/// A show's folder as it was opened.
#[derive(Debug)]
pub struct Opened {
    /// The show's file.
    pub file: PathBuf,
    /// Its version.
    pub stamp: String,
    /// What the console consists of.
    pub topology: Topology,
    /// The files of its scenes.
    pub scenes: SceneFiles,
    /// The file of its cues.
    pub cues: CueFile,
}

/// Starts the saver; it ends when the console has ended, with what the disk did not take.
///
/// # Errors
/// The system gives no thread.
pub fn start(
    show: Opened,
    learned: Receiver<Keep>,
    inbox: Inbox,
) -> io::Result<JoinHandle<Option<String>>> {
    let mut saver = Saver {
        text: text::read_inside(&RealDisk, &show.file, "").ok(),
        place: Place::of(&show.file),
        timeline_file: timeline::file(&show.file),
        timeline: None,
        show,
        changes: Changes::default(),
        labels: None,
        beside: None,
        queue: Queue::default(),
        cues: None,
        watch: Watch::default(),
        learned: learned.clone(),
        inbox,
    };
    Builder::new().name("saver".to_owned()).spawn(move || {
        saver.read_cues();
        saver.read_scenes();
        saver.read_timeline();
        let is_saved = retry::run(&mut saver, &learned, TOGETHER);
        if !is_saved {
            tracing::error!("the console ends, and not everything is saved");
        }
        let unsaved = "the show's files do not hold what was changed last";
        (!is_saved).then(|| unsaved.to_owned())
    })
}

struct Saver {
    show: Opened,
    place: Place,
    /// The text of the show's file as it was read or written last.
    text: Option<String>,
    /// What the show's file does not say yet.
    changes: Changes,
    /// The number of the last change of names and colours among it.
    labels: Option<u64>,
    /// The version of somebody else's beside which our own was put, and what that changed.
    beside: Option<(String, Changes)>,
    /// What happened to scenes and is not written yet.
    queue: Queue,
    timeline_file: AutomationFile,
    /// Markers, loop and lanes that are not written yet, with the number of the change.
    timeline: Option<(Arc<Timeline>, u64)>,
    /// The cues, where their file does not say the same yet, with the number of the change.
    cues: Option<(Vec<Cue>, u64)>,
    watch: Watch,
    learned: Receiver<Keep>,
    inbox: Inbox,
}

impl Saver {
    /// Cues and scenes are read here, while the sound is there already.
    fn read_cues(&mut self) {
        let read = scenes::load_cues(&mut self.show.cues, &mut RealDisk);
        // A console that has ended needs no cues.
        let _ = self.inbox.put(Event::Cues(read));
    }

    fn save_cues(&mut self) -> Result<(), String> {
        let Some((cues, number)) = self.cues.take() else {
            return Ok(());
        };
        let now = jiff::Timestamp::now();
        match self.show.cues.put(&mut RealDisk, &cues, now) {
            Ok(word) => {
                if let Some(word) = word {
                    self.tell(Severity::Warning, word);
                }
                // A console that has ended needs no news.
                let _ = self.inbox.put(Event::CuesKept(number));
                Ok(())
            }
            Err(error) => {
                self.cues = Some((cues, number));
                Err(format!("the cues are not saved: {error}"))
            }
        }
    }

    /// Hands may have written files meanwhile.
    fn look_at_files(&mut self) {
        let mut files = Files {
            show: (&self.show.file, &self.show.stamp, self.text.as_deref()),
            scenes: &mut self.show.scenes,
            cues: &mut self.show.cues,
            timeline: &mut self.timeline_file,
        };
        let said = self.watch.look(&mut files);
        let news = self.watch.news(&files);
        for word in said {
            self.tell(Severity::Warning, word);
        }
        if let Some(troubles) = news {
            // A console that has ended tells nobody.
            let _ = self.inbox.put(Event::FileTroubles(Keeper::Show, troubles));
        }
    }

    /// The same of the scenes.
    fn read_scenes(&mut self) {
        let mut notices = Vec::new();
        let scenes = scenes::load(&mut self.show.scenes, &RealDisk, &mut notices);
        // A console that has ended needs no scenes.
        let _ = self.inbox.put(Event::Scenes(scenes, notices));
    }

    /// Markers, loop and lanes are read here, too.
    fn read_timeline(&mut self) {
        let (timeline, notices) = timeline::load(&mut self.timeline_file, &mut RealDisk);
        // A console that has ended needs none.
        let _ = self.inbox.put(Event::Timeline(Box::new(timeline), notices));
    }

    fn save_timeline(&mut self) -> Result<(), String> {
        let Some((timeline, number)) = self.timeline.take() else {
            return Ok(());
        };
        let now = jiff::Timestamp::now();
        match self.timeline_file.put(&mut RealDisk, &timeline, now) {
            Ok(word) => {
                if let Some(word) = word {
                    self.tell(Severity::Warning, word);
                }
                // A console that has ended needs no news.
                let _ = self.inbox.put(Event::TimelineKept(number));
                Ok(())
            }
            Err(error) => {
                self.timeline = Some((timeline, number));
                Err(format!("automation is not saved: {error}"))
            }
        }
    }

    /// Writes what happened to scenes, in order. One that cannot be written holds up only what is about the same
    /// names.
    fn save_scenes(&mut self) -> Result<(), String> {
        let mut failed: Vec<Waiting> = Vec::new();
        let mut outcome = Ok(());
        for _ in 0..self.queue.len() {
            let Some(waiting) = self.queue.take() else {
                break;
            };
            if failed
                .iter()
                .any(|earlier| Queue::is_bound(earlier, &waiting))
            {
                failed.push(waiting);
                continue;
            }
            match scenes::keep(&mut RealDisk, &mut self.show.scenes, &waiting.change) {
                Ok(word) => self.report_kept(word, waiting.keeps),
                Err(error) => {
                    outcome = outcome.and(Err(format!("a scene is not saved: {error}")));
                    failed.push(waiting);
                }
            }
            // Of what came meanwhile only the newest waits.
            while let Ok(learned) = self.learned.try_recv() {
                self.take(learned);
            }
        }
        self.queue.put_back(failed);
        outcome
    }

    fn report_kept(&mut self, word: Option<String>, keeps: Vec<(String, u64)>) {
        if let Some(word) = word {
            self.tell(Severity::Warning, word);
        }
        for (name, number) in keeps {
            // A console that has ended needs no news.
            let _ = self.inbox.put(Event::SceneKept { name, number });
        }
    }

    /// Writes what the show's file does not say yet.
    fn save_show(&mut self) -> Result<(), String> {
        if self.changes == Changes::default() {
            return Ok(());
        }
        let (file, stamp) = (&self.show.file, self.show.stamp.as_str());
        let mut changes = self.changes.clone();
        if let Some((_, earlier)) = &self.beside {
            changes.add_older(earlier);
        }
        let written = show_file::write(&mut RealDisk, file, &changes, stamp)
            .map_err(|error| format!("the show is not saved: {error}"))?;
        self.changes = Changes::default();
        match written {
            Written::Whole(stamp) => {
                self.beside = None;
                self.show.stamp.clone_from(&stamp);
                self.text = text::read_inside(&RealDisk, &self.show.file, "").ok();
                // A console that has ended needs no news.
                let _ = self.inbox.put(Event::Saved(stamp));
                if let Some(number) = self.labels.take() {
                    let _ = self.inbox.put(Event::LabelsKept(number));
                }
            }
            Written::Beside { theirs, copy } => {
                let said = self.beside.as_ref().map(|(stamp, _)| stamp);
                if said != Some(&theirs) {
                    let text = beside_word(&self.show.file, &copy);
                    self.tell(Severity::Warning, text);
                }
                self.beside = Some((theirs, changes));
            }
        }
        Ok(())
    }

    fn write_anew(&mut self) -> io::Result<()> {
        let file = &self.show.file;
        let mut disk = RealDisk;
        disk.make_folder(self.place.folder())?;
        let is_missing = !file.exists();
        if let (true, Some(text)) = (is_missing, &self.text) {
            save::replace(&mut disk, file, text)?;
        }
        self.show.scenes.forget();
        if let Some(word) = self.place.settle() {
            self.tell(Severity::Error, word);
        }
        Ok(())
    }
}

impl Saving for Saver {
    type Change = Keep;
    const DONE: &'static str = "the show is saved again";

    fn take(&mut self, learned: Keep) {
        match learned {
            Keep::Connections(connections) => {
                self.changes.patch = Some(patch(connections, &self.show.topology));
            }
            Keep::Reference(reference) => self.changes.reference = Some(reference),
            Keep::Labels { labels, number } => {
                let labels = labels.into_iter();
                self.changes.labels.extend(labels.map(of_file));
                self.labels = Some(number);
            }
            Keep::Topology(topology) => {
                self.show.topology = topology.clone();
                self.changes.topology = Some(topology);
            }
            Keep::Scene { change, number } => self.queue.push(change, number),
            Keep::Timeline { timeline, number } => self.timeline = Some((timeline, number)),
            Keep::Cues { cues, number } => self.cues = Some((cues, number)),
        }
    }

    fn save(&mut self) -> Result<(), String> {
        let (show, cues, scenes) = (self.save_show(), self.save_cues(), self.save_scenes());
        let timeline = self.save_timeline();
        self.look_at_files();
        show.and(cues).and(scenes).and(timeline)
    }

    fn is_saved(&self) -> bool {
        let is_written = self.cues.is_none() && self.timeline.is_none();
        is_written && self.queue.is_empty() && self.changes == Changes::default()
    }

    /// A folder that was moved or deleted is said, and written anew.
    fn look(&mut self) -> Result<(), String> {
        if self.place.is_there() {
            if self.is_saved() {
                self.look_at_files();
            }
            return Ok(());
        }
        let folder = self.place.folder().display().to_string();
        self.write_anew().map_err(|error| {
            format!(
                "the show's folder {folder} was moved or deleted while it is open, and cannot be written anew: \
                 {error}"
            )
        })?;
        self.tell(
            Severity::Error,
            format!(
                "the show's folder {folder} was moved or deleted while it is open; everything is written there \
                 anew; what was moved away stays as it is"
            ),
        );
        // A console that has ended has nothing to write.
        let _ = self.inbox.put(Event::KeepAll);
        Ok(())
    }

    fn tell(&self, severity: Severity, text: String) {
        retry::log(severity, &text);
        self.inbox.tell(severity, text);
    }
}

fn beside_word(file: &Path, copy: &Path) -> String {
    format!(
        "{}: somebody has changed this file while the console runs, in the same sections as the console; it \
         stays as it is and counts at the next start; what the console would have written is {}",
        file.display(),
        copy.display()
    )
}

#[cfg(test)]
mod tests;
