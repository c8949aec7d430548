//! What hands do to the show's files while nothing is written.

use super::Saver;
use crate::app::retry::Saving;
use crate::control::feed::Severity;
use crate::control::file_troubles::{About, FileTrouble, Keeper};
use crate::control::inbox::Event;
use crate::show::console_file::{self, ConsoleFile};
use crate::show::disk::{Disk, Mark, RealDisk};
use crate::show::standing::{self, Trouble};
use crate::show::{save, text};

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

impl Saver {
    /// Hands may have written the show's files meanwhile.
    pub(super) fn look_at_files(&mut self) {
        let mut said = self.show.scenes.look(&RealDisk);
        let (cues, timeline) = (&mut self.show.cues, &mut self.timeline_file);
        let marks = [self.show.file.as_path(), cues.path(), timeline.path()];
        let marks = marks.map(|path| RealDisk.mark(path));
        if marks != self.watch.marks {
            for outcome in [cues.look(&RealDisk), timeline.look(&RealDisk)] {
                match outcome {
                    Ok(word) => said.extend(word),
                    Err(error) => tracing::warn!("a file of the show cannot be read: {error}"),
                }
            }
            if marks[0] != self.watch.marks[0] {
                said.extend(self.look_at_show());
            }
            self.watch.marks = marks;
        }
        for word in said {
            self.tell(Severity::Warning, word);
        }
        self.tell_troubles();
    }

    fn tell_troubles(&mut self) {
        let troubles = self.troubles();
        if troubles != self.watch.told {
            self.watch.told.clone_from(&troubles);
            // A console that has ended tells nobody.
            let _ = self.inbox.put(Event::FileTroubles(Keeper::Show, troubles));
        }
    }

    fn troubles(&self) -> Vec<FileTrouble> {
        let whole = [
            (About::Show, self.watch.show.clone()),
            (About::Cues, self.show.cues.trouble()),
            (About::Timeline, self.timeline_file.trouble()),
        ];
        let whole = whole.into_iter();
        let whole = whole.filter_map(|(about, trouble)| Some((about, trouble?)));
        let scenes = self.show.scenes.troubles();
        let scenes = scenes.map(|(name, found)| (About::Scene(name.to_owned()), found.clone()));
        let all = whole.chain(scenes);
        all.map(|(about, trouble)| FileTrouble { about, trouble })
            .collect()
    }

    /// Whether the show's file says something else than when the console read or wrote it last. What there is to
    /// say, once.
    fn look_at_show(&mut self) -> Option<String> {
        let file = &self.show.file;
        let text = text::read_inside(&RealDisk, file, "").ok()?;
        let is_ours = save::stamp(&text) == self.show.stamp
            || self
                .text
                .as_deref()
                .is_some_and(|ours| says_the_same(ours, &text));
        if is_ours {
            self.watch.show = None;
            return None;
        }
        let before = self.watch.show.replace(Trouble {
            path: file.clone(),
            what: "console".to_owned(),
            text: standing::changed_show(file),
            is_asked: false,
        });
        let is_new = before.is_none();
        is_new.then(|| standing::changed_show(file))
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
