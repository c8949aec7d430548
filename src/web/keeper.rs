//! Writes the links into the show's folder, on a thread of its own, and answers whoever waits for that.

use crate::control::feed::Severity;
use crate::control::inbox::{AnswerTo, Inbox};
use crate::control::intent::{Answer, Refusal};
use crate::show::disk::{Disk, RealDisk};
use crate::show::phone_links::{FILE, PhoneLinks, parse_tolerant};
use crate::show::{save, text};
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::{Builder, JoinHandle};

/// Something to be kept, and who wants to know.
#[derive(Debug)]
pub struct Keep {
    /// The whole file.
    pub text: String,
    /// Where the answer goes.
    pub to: Option<AnswerTo>,
    /// What it is.
    pub answer: Answer,
}

/// The thread; dropping it waits until everything is written.
#[derive(Debug)]
pub struct Keeper {
    keeps: Option<Sender<Keep>>,
    thread: Option<JoinHandle<()>>,
}

/// Reads the links of a show. What is wrong with them is told; a file that cannot be read lets nobody in.
pub fn load(folder: &Path, inbox: &Inbox) -> PhoneLinks {
    let path = folder.join(FILE);
    if !path.exists() {
        return PhoneLinks::default();
    }
    let name = path.display().to_string();
    let read = text::read_inside(&RealDisk, &path, &name).and_then(|text| {
        let (links, errors) = parse_tolerant(&text, &name)?;
        Ok((text, links, errors))
    });
    let (links, errors) = match read {
        Ok((text, links, errors)) => {
            if !errors.is_empty() {
                // What was left out is lost from the file with the next link.
                let kept = save::keep_copy(&mut RealDisk, &path, &text, jiff::Timestamp::now());
                if let Err(error) = kept {
                    tracing::warn!("{name}: no copy of it: {error}");
                }
            }
            (links, errors)
        }
        Err(error) => (PhoneLinks::default(), vec![error]),
    };
    for error in errors {
        inbox.tell(Severity::Warning, error.to_string());
    }
    links
}

impl Keeper {
    /// Keeps links in that folder; where there is none, as long as it lives.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(folder: Option<PathBuf>, inbox: Inbox) -> io::Result<Self> {
        let (keeps_in, keeps) = unbounded();
        let thread = Builder::new()
            .name("phone links".to_owned())
            .spawn(move || write_all(folder.as_deref(), &keeps, &inbox))?;
        Ok(Self {
            keeps: Some(keeps_in),
            thread: Some(thread),
        })
    }

    /// Keeps something, then answers.
    pub fn keep(&self, keep: Keep) {
        if let Some(keeps) = &self.keeps {
            // It ends with us.
            let _ = keeps.send(keep);
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.keeps = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has ended, too.
            let _ = thread.join();
        }
    }
}

fn write_all(folder: Option<&Path>, keeps: &Receiver<Keep>, inbox: &Inbox) {
    while let Ok(Keep { text, to, answer }) = keeps.recv() {
        let outcome = match folder.map(|folder| write(folder, &text)) {
            Some(Err(error)) => Err(Refusal::NotKept(answer.text.clone(), error.to_string())),
            Some(Ok(())) => Ok(answer),
            None => Ok(Answer {
                text: format!(
                    "{}; it ends with this console, which has no show",
                    answer.text
                ),
                ..answer
            }),
        };
        match (to, outcome) {
            (Some(to), outcome) => {
                // Nobody waits any more: nobody to tell.
                let _ = to.try_send(outcome);
            }
            (None, Ok(answer)) => inbox.tell(Severity::Info, answer.text),
            (None, Err(refusal)) => inbox.tell(Severity::Warning, refusal.to_string()),
        }
    }
}

fn write(folder: &Path, text: &str) -> io::Result<()> {
    let mut disk = RealDisk;
    let path = folder.join(FILE);
    disk.check_plain(&path)?;
    save::replace(&mut disk, &path, text)
}
