//! What hands do to the show's files while nothing is written.

use crate::app::scenes::SceneFiles;
use crate::control::file_troubles::{About, FileTrouble};
use crate::show::automation_file::AutomationFile;
use crate::show::console_file::{self, ConsoleFile};
use crate::show::cue_file::CueFile;
use crate::show::disk::{Disk, Mark, RealDisk};
use crate::show::standing::{self, Trouble};
use crate::show::{save, text};
use std::path::Path;

/// What was seen at the last look.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// When the show's file, cues and automation were written last.
    marks: [Option<Mark>; 3],
    /// What is wrong with the show's file.
    show: Option<Trouble>,
    /// What is wrong with files for longer, as everybody was told.
    told: Vec<FileTrouble>,
}

/// The files that are looked after.
pub(super) struct Files<'f> {
    /// The show's file, its version, and its text as it was read or written last.
    pub show: (&'f Path, &'f str, Option<&'f str>),
    pub scenes: &'f mut SceneFiles,
    pub cues: &'f mut CueFile,
    pub timeline: &'f mut AutomationFile,
}

impl Watch {
    /// Hands may have written files meanwhile: what there is to say once.
    pub(super) fn look(&mut self, files: &mut Files) -> Vec<String> {
        let mut said = files.scenes.look(&RealDisk);
        let marks = [files.show.0, files.cues.path(), files.timeline.path()];
        let marks = marks.map(|path| RealDisk.mark(path));
        if marks == self.marks {
            return said;
        }
        for outcome in [files.cues.look(&RealDisk), files.timeline.look(&RealDisk)] {
            match outcome {
                Ok(word) => said.extend(word),
                Err(error) => tracing::warn!("a file of the show cannot be read: {error}"),
            }
        }
        if marks[0] != self.marks[0] {
            said.extend(self.look_at_show(files.show));
        }
        self.marks = marks;
        said
    }

    /// Everything that is wrong for longer, where that is not what everybody was told.
    pub(super) fn news(&mut self, files: &Files) -> Option<Vec<FileTrouble>> {
        let whole = [
            (About::Show, self.show.clone()),
            (About::Cues, files.cues.trouble()),
            (About::Timeline, files.timeline.trouble()),
        ];
        let whole = whole.into_iter();
        let whole = whole.filter_map(|(about, trouble)| Some((about, trouble?)));
        let scenes = files.scenes.troubles();
        let scenes = scenes.map(|(name, found)| (About::Scene(name.to_owned()), found.clone()));
        let all = whole.chain(scenes);
        let troubles: Vec<FileTrouble> = all
            .map(|(about, trouble)| FileTrouble { about, trouble })
            .collect();
        let is_new = troubles != self.told;
        self.told.clone_from(&troubles);
        is_new.then_some(troubles)
    }

    /// Whether the show's file says something else than when the console read or wrote it last.
    fn look_at_show(&mut self, (file, stamp, ours): (&Path, &str, Option<&str>)) -> Option<String> {
        let text = text::read_inside(&RealDisk, file, "").ok()?;
        let is_ours =
            save::stamp(&text) == stamp || ours.is_some_and(|ours| says_the_same(ours, &text));
        if is_ours {
            self.show = None;
            return None;
        }
        let word = standing::changed_show(file);
        let before = self.show.replace(Trouble {
            path: file.to_owned(),
            what: "console".to_owned(),
            text: word.clone(),
            is_asked: false,
        });
        before.is_none().then_some(word)
    }
}

/// True for two texts that mean the same console.
fn says_the_same(one: &str, other: &str) -> bool {
    let read = |text: &str| -> Option<ConsoleFile> {
        let (console, problems) = console_file::parse_tolerant(text, "").ok()?;
        problems.is_empty().then_some(console)
    };
    read(one).is_some_and(|one| read(other) == Some(one))
}
