//! Opening a show: its file, its journal, and how both together say the console shall stand.
//!
//! | opened | its file | journal | after a clean end | after a crash |
//! |---|---|---|---|---|
//! | a show's folder | `show.yaml` in it | `journal/` in it | as it stood, under safe start | as it stood |
//! | a console file | itself, never written | in the state folder, by name and path | as the file says | as it stood |
//! | nothing | none | in the state folder, by name | the default console | as it stood |

mod standing;

use super::lock::Lock;
use super::scenes::{self, SceneFiles};
use crate::control::console::Setup;
use crate::control::feed::{Notice, Severity};
use crate::control::journal::{Message, Opening};
use crate::desk::place::DEFAULT_NAME;
use crate::diag::log::state_folder;
use crate::diag::say;
use crate::param::printable::printable;
use crate::show::console_file::{ConsoleFile, parse_tolerant};
use crate::show::disk::RealDisk;
use crate::show::error::FileError;
use crate::show::journal::append::{Appender, Limits};
use crate::show::journal::past::Pasts;
use crate::show::journal::recover::{Findings, Recovered, recover};
use crate::show::journal::segment::{Documents, Reason};
use crate::show::{save, show_file, text};
use anyhow::{Context, Result, bail};
use crossbeam_channel::{Receiver, unbounded};
use standing::{red, stand};
use std::fs;
use std::path::{Path, PathBuf};

/// A show that is open: nobody else opens it meanwhile.
#[derive(Debug)]
pub struct Open {
    /// What the console starts from.
    pub setup: Setup,
    /// The console's name.
    pub name: String,
    /// For the journal's writer; without it nothing outlives the process.
    pub journal: Option<(Appender, Receiver<Message>)>,
    /// The show's file, where the console may write it.
    pub file: Option<PathBuf>,
    /// The folder of the show, or of the console file, in which it finds its reference track.
    pub folder: Option<PathBuf>,
    /// The files of its scenes.
    pub scenes: Option<SceneFiles>,
    /// True unless it is the default console.
    pub is_named: bool,
    /// What was asked for by name.
    pub asked: Option<PathBuf>,
    /// Held as long as the show is open.
    pub lock: Lock,
}

impl Open {
    /// A console that no file and no journal keeps: the demo.
    pub fn unkept(setup: Setup, name: &str) -> Self {
        Self {
            setup,
            name: name.to_owned(),
            journal: None,
            file: None,
            folder: None,
            scenes: None,
            is_named: true,
            asked: None,
            lock: Lock::default(),
        }
    }
}

/// Where a show is.
struct ShowPaths {
    file: Option<PathBuf>,
    journal: PathBuf,
    /// A show's folder, which remembers; a console file is a template.
    is_show: bool,
}

/// Opens what was asked for, else the last show, else the default console.
///
/// # Errors
/// What is named cannot be read, or is open already.
pub fn open(show: Option<&Path>, name: Option<&str>) -> Result<Open> {
    let last = if show.is_none() { last_show() } else { None };
    let wanted = show.or(last.as_deref());
    let mut notices = Vec::new();
    let mut read = read_file(wanted, &mut notices)?;
    let client = read.as_ref().and_then(|read| read.console.client.clone());
    let name = name.map(str::to_owned).or(client);
    let name = name.unwrap_or_else(|| DEFAULT_NAME.to_owned());
    let paths = paths(wanted, &name);
    let lock = lock(&paths, &mut notices)?;
    let findings = findings(&paths.journal, &mut notices);
    if let Some(error) = read.as_mut().and_then(|read| read.unreadable.take())
        && findings.state.is_none()
    {
        return Err(error.into());
    }
    let (sender, messages) = unbounded();
    let last_number = findings.last_number;
    let opening = Opening {
        writer: sender,
        sequence: findings.state.as_ref().map_or(0, |state| state.sequence),
        frame: 0,
        rate: 0,
        reason: Reason::Open,
        file: read
            .as_ref()
            .map_or(String::new(), |read| read.stamp.clone()),
        pasts: Pasts::default(),
        glides: Vec::new(),
        documents: Documents::new(),
        edited: Vec::new(),
    };
    let file = paths.file.filter(|_| paths.is_show);
    let usable = |state: &Recovered| paths.is_show || !state.is_clean;
    let state = findings.state.filter(usable);
    let console = read.map_or_else(ConsoleFile::default, |read| read.console);
    let mut setup = stand(console, state, opening, file.as_deref(), &mut notices);
    // They are read when the sound is there.
    let scenes = file.as_deref().map(scenes::files);
    setup.notices = notices;
    let appender = Appender::new(
        Box::new(RealDisk),
        paths.journal,
        last_number,
        Limits::default(),
    );
    Ok(Open {
        setup,
        name,
        journal: Some((appender, messages)),
        file,
        folder: wanted.map(folder_of),
        scenes,
        is_named: wanted.is_some(),
        asked: show.map(Path::to_owned),
        lock,
    })
}

/// How a show or console file would stand, for who only looks: nothing is locked, written or remembered. What was
/// wrong with it is among the notices.
///
/// # Errors
/// It cannot be read.
pub fn look(show: &Path) -> Result<Setup> {
    let mut notices = Vec::new();
    let read = read_file(Some(show), &mut notices)?.context("nothing is named")?;
    if let Some(error) = read.unreadable {
        return Err(error.into());
    }
    let paths = paths(Some(show), DEFAULT_NAME);
    let state = findings(&paths.journal, &mut notices).state;
    let state = state.filter(|_| paths.is_show);
    let opening = Opening {
        // What it would write goes nowhere.
        writer: unbounded().0,
        sequence: state.as_ref().map_or(0, |state| state.sequence),
        frame: 0,
        rate: 0,
        reason: Reason::Open,
        file: read.stamp,
        pasts: Pasts::default(),
        glides: Vec::new(),
        documents: Documents::new(),
        edited: Vec::new(),
    };
    let file = paths.file.filter(|_| paths.is_show);
    let mut setup = stand(read.console, state, opening, file.as_deref(), &mut notices);
    if let Some(file) = &file {
        let mut cues = scenes::load_cues(&mut scenes::cue_file(file), &mut RealDisk);
        let before = notices.len();
        setup.scenes = scenes::load(&mut scenes::files(file), &RealDisk, &mut notices);
        setup.cues = cues.cues;
        notices.append(&mut cues.notices);
        // Who judges a show by its files has to know all of it.
        let problems = notices[before..].iter_mut();
        for problem in problems.filter(|notice| notice.severity == Severity::Warning) {
            problem.severity = Severity::Error;
        }
    }
    setup.notices = notices;
    Ok(setup)
}

/// The same for the command line, which is told what is wrong with the files; and how many of them cannot be read whole.
///
/// # Errors
/// As [`look`].
pub fn look_aloud(show: &Path) -> Result<(Setup, usize)> {
    let mut setup = look(show)?;
    let mut faults = 0;
    for notice in std::mem::take(&mut setup.notices) {
        faults += usize::from(notice.severity == Severity::Error);
        say::aside(&printable(&notice.text));
    }
    Ok((setup, faults))
}

/// What cannot be read was not judged: no outcome is good then.
///
/// # Errors
/// There is something.
pub fn check_whole(faults: usize) -> Result<()> {
    match faults {
        0 => Ok(()),
        1 => bail!("1 fault in the show's files (above): what it concerns was not looked at"),
        count => {
            bail!("{count} faults in the show's files (above): what they concern was not looked at")
        }
    }
}

/// A file as far as it could be read.
struct ReadFile {
    console: ConsoleFile,
    stamp: String,
    /// Nothing could be read; the journal may help.
    unreadable: Option<FileError>,
}

/// The file of what is opened; what is wrong with it goes to the notices.
fn read_file(wanted: Option<&Path>, notices: &mut Vec<Notice>) -> Result<Option<ReadFile>> {
    let Some(path) = wanted else {
        return Ok(None);
    };
    let outcome = if path.is_dir() {
        if !show_file::is_show(path) {
            bail!(
                "{} is no show; make one in a new folder: headroom new FOLDER",
                path.display()
            );
        }
        show_file::open(&mut RealDisk, &path.join(show_file::FILE))
    } else {
        read_console(path)
    };
    let read = match outcome {
        Ok(read) => read,
        Err(error) => {
            notices.push(red(error.to_string()));
            return Ok(Some(ReadFile {
                console: ConsoleFile::default(),
                stamp: String::new(),
                unreadable: Some(error),
            }));
        }
    };
    if let Some(instead) = &read.instead {
        notices.push(red(format!(
            "{}; the show opened from its newest good copy, {}",
            instead.error,
            instead.copy.display()
        )));
    }
    let warning = |problem: &FileError| Notice {
        severity: Severity::Warning,
        text: problem.to_string(),
    };
    notices.extend(read.problems.iter().map(warning));
    Ok(Some(ReadFile {
        console: read.console,
        stamp: read.stamp,
        unreadable: None,
    }))
}

fn read_console(path: &Path) -> Result<show_file::Read, FileError> {
    let text = text::read(path)?;
    let (console, problems) = parse_tolerant(&text, &path.display().to_string())?;
    Ok(show_file::Read {
        console,
        stamp: save::stamp(&text),
        problems,
        instead: None,
    })
}

/// The folder of a show, or of a console file.
fn folder_of(path: &Path) -> PathBuf {
    let folder = if path.is_dir() {
        Some(path)
    } else {
        path.parent()
    };
    folder.unwrap_or(Path::new("")).to_owned()
}

/// The paths of what is opened.
fn paths(wanted: Option<&Path>, name: &str) -> ShowPaths {
    match wanted {
        Some(folder) if folder.is_dir() => ShowPaths {
            file: Some(folder.join(show_file::FILE)),
            journal: folder.join(show_file::JOURNAL),
            is_show: true,
        },
        Some(file) => {
            let whole = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
            let sum = crc32fast::hash(whole.as_os_str().as_encoded_bytes());
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            ShowPaths {
                file: Some(file.to_owned()),
                journal: journals().join(format!("{name}-{stem}-{sum:08x}")),
                is_show: false,
            }
        }
        None => ShowPaths {
            file: None,
            journal: journals().join(name),
            is_show: false,
        },
    }
}

/// The folder of journals of consoles that are no shows.
fn journals() -> PathBuf {
    state_folder().join("journals")
}

/// The folder of the journal of what is named, of the last show, or of the default console.
pub fn journal_of(show: Option<&Path>, name: Option<&str>) -> PathBuf {
    let last = if show.is_none() { last_show() } else { None };
    paths(show.or(last.as_deref()), name.unwrap_or(DEFAULT_NAME)).journal
}

/// Keeps others out, as long as it is held; it is let go of even by kill -9.
fn lock(paths: &ShowPaths, notices: &mut Vec<Notice>) -> Result<Lock> {
    let folder = paths.file.as_deref().filter(|_| paths.is_show);
    let folder = folder.and_then(Path::parent);
    Lock::take(folder, &paths.journal, notices).map_err(|_| {
        let shown = folder.unwrap_or(&paths.journal).display();
        anyhow::anyhow!("this show is open already (in {shown}); attach to it: headroom attach")
    })
}

/// What the journal says; what is wrong with it goes to the notices.
fn findings(journal: &Path, notices: &mut Vec<Notice>) -> Findings {
    let findings = recover(&RealDisk, journal).unwrap_or_else(|error| Findings {
        problems: vec![error.to_string()],
        ..Findings::default()
    });
    let damaged = findings.state.as_ref().is_none_or(|state| state.is_damaged);
    for problem in &findings.problems {
        let text = format!("{}/{problem}", journal.display());
        let severity = if damaged {
            Severity::Error
        } else {
            Severity::Warning
        };
        notices.push(Notice { severity, text });
    }
    findings
}

/// The file that names the last show.
fn last_file() -> PathBuf {
    state_folder().join("last-show")
}

/// The show that was opened last, where it is still there.
pub fn last_show() -> Option<PathBuf> {
    let text = fs::read_to_string(last_file()).ok()?;
    let path = PathBuf::from(text.trim_end_matches('\n'));
    path.exists().then_some(path)
}

/// The next `headroom` without a name opens this one. For a show that is open: one that was refused
/// changes nothing.
pub fn remember(path: &Path) {
    let kept = fs::canonicalize(path)
        .context("no such file")
        .and_then(|path| {
            let text = path.to_str().context("its name is no text")?;
            fs::create_dir_all(state_folder())?;
            Ok(fs::write(last_file(), format!("{text}\n"))?)
        });
    if let Err(error) = kept {
        tracing::warn!("the next start will not know this show: {error:#}");
    }
}
