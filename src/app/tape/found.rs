//! What a folder or a file holds for a tape, and which strip hears what of it.
//!
//! A recording of this program says it by the names of its files ("03 ch 3 Vocals.wav"). Of other folders, files
//! whose names begin with a number, or with a word such as "channel" and a number, go to the strips of those
//! numbers, where all of them do; else the files go to the strips in order. The channels of a file that has more
//! than two go to the strips in order.

use crate::control::tape_orders::{TapeChoice, TapeFacts, TapeFile, TapeTrack};
use crate::disk::SoundFile;
use crate::param::{NodeId, Width};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Most files of a folder that are looked at.
const MOST_FILES: usize = 1024;
/// Ends of names of files that are looked at.
const SOUND: [&str; 13] = [
    "wav", "wave", "bwf", "rf64", "flac", "aif", "aiff", "aifc", "caf", "ogg", "oga", "mp3", "m4a",
];
/// Words before the number of a strip.
const WORDS: [&str; 5] = ["channel", "track", "input", "ch", "in"];

/// A strip of the console and its width.
pub type Strip = (NodeId, Width);

/// A file that can be played.
#[derive(Clone, Debug, PartialEq)]
struct File {
    name: String,
    channels: usize,
    seconds: f64,
    /// What a person should know of it.
    notes: Vec<String>,
}

/// The newest recording in a folder of recordings.
///
/// # Errors
/// There is none: a sentence.
pub fn newest(recordings: &Path) -> Result<PathBuf, String> {
    let none = || {
        format!(
            "there is no recording in {}; record one: headroom record start",
            recordings.display()
        )
    };
    let entries = fs::read_dir(recordings).map_err(|_| none())?;
    let folders = entries.flatten().map(|entry| entry.path());
    // They are named by the time.
    let folders = folders.filter(|path| path.is_dir() && !sounds(path).is_empty());
    folders.max().ok_or_else(none)
}

/// What there is at a place for these strips.
///
/// # Errors
/// Nothing that could be played: a sentence.
pub fn look(path: &Path, strips: &[Strip], chosen: &[TapeChoice]) -> Result<TapeFacts, String> {
    let shown = path.display();
    let is_folder = path.is_dir();
    let (folder, names) = if is_folder {
        (path.to_owned(), sounds(path))
    } else {
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| format!("{shown} is no file"))?;
        let folder = path.parent().unwrap_or(Path::new("/"));
        (folder.to_owned(), vec![name.to_owned()])
    };
    let (mut files, mut notes) = (Vec::new(), Vec::new());
    for name in names {
        match open(&folder, &name) {
            Ok(file) => files.push(file),
            Err(why) => notes.push(format!("{name} {why}")),
        }
    }
    if files.is_empty() {
        let why = notes
            .first()
            .map_or(String::new(), |why| format!(": {why}"));
        return Err(format!(
            "{shown} has no sound file that can be read{why}; name a folder of WAV or FLAC files, one per strip, or a \
             file of many channels"
        ));
    }
    let mut tracks = assigned(&files, strips, &mut notes);
    choose(&mut tracks, &files, (strips, chosen), &mut notes);
    if tracks.is_empty() {
        let found = files.iter().take(3).map(|file| file.name.as_str());
        let found: Vec<&str> = found.collect();
        return Err(format!(
            "{shown} has no track for any strip of this console; it has {}",
            found.join(", ")
        ));
    }
    let is_used = |file: &&File| tracks.iter().any(|track| track.file == file.name);
    let used: Vec<&File> = files.iter().filter(is_used).collect();
    let own = used.iter().flat_map(|file| {
        let name = &file.name;
        file.notes.iter().map(move |note| format!("{name} {note}"))
    });
    notes.extend(own);
    let seconds = used.iter().map(|file| file.seconds).fold(0.0, f64::max);
    let files = files.iter().map(|file| TapeFile {
        name: file.name.clone(),
        channels: file.channels,
    });
    Ok(TapeFacts {
        files: files.collect(),
        path: shown.to_string(),
        folder,
        tracks,
        seconds: seconds as f32,
        notes,
    })
}

/// Names of sound files of a folder, in their order.
fn sounds(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let names = entries.flatten().filter_map(|entry| {
        let path = entry.path();
        let end = path.extension()?.to_str()?.to_lowercase();
        let is_sound = SOUND.contains(&&*end) && path.is_file();
        is_sound.then(|| entry.file_name().into_string().ok())?
    });
    let mut names: Vec<String> = names.take(MOST_FILES).collect();
    names.sort_by_cached_key(|name| in_order(name));
    names
}

/// A key that sorts "2" before "10".
fn in_order(name: &str) -> String {
    let mut key = String::new();
    let mut digits = String::new();
    for c in name.to_lowercase().chars().chain(['\0']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            let _ = write!(key, "{:0>20}", digits.trim_start_matches('0'));
            digits.clear();
        }
        key.push(c);
    }
    key
}

fn open(folder: &Path, name: &str) -> Result<File, String> {
    let file = SoundFile::open(&folder.join(name)).map_err(|error| error.to_string())?;
    let frames = file.frames().unwrap_or(0) as f64;
    Ok(File {
        name: name.to_owned(),
        channels: file.channels(),
        seconds: frames / f64::from(file.rate().max(1)),
        notes: file.notes().to_vec(),
    })
}

/// Which strip hears what, by the names of the files.
fn assigned(files: &[File], strips: &[Strip], notes: &mut Vec<String>) -> Vec<TapeTrack> {
    if let [file] = files
        && file.channels > 2
    {
        return spread(file, strips, notes);
    }
    let own: Vec<(u16, &File)> = files
        .iter()
        .filter_map(|file| Some((strip_of_recording(&file.name)?, file)))
        .collect();
    if !own.is_empty() {
        return by_number(&own, strips, notes);
    }
    let (wide, files): (Vec<&File>, Vec<&File>) = files.iter().partition(|file| file.channels > 2);
    for file in wide {
        notes.push(format!(
            "{} has {} channels; open it by itself to hear them",
            file.name, file.channels
        ));
    }
    let numbered: Option<Vec<(u16, &File)>> = files
        .iter()
        .map(|file| Some((number_of(&file.name)?, *file)))
        .collect();
    let numbers = |all: &Vec<(u16, &File)>| {
        let numbers: BTreeSet<u16> = all.iter().map(|(number, _)| *number).collect();
        let known = |number: &u16| strips.iter().any(|(node, _)| node.number == *number);
        numbers.len() == all.len() && numbers.iter().all(known)
    };
    if let Some(numbered) = numbered.filter(numbers) {
        return by_number(&numbered, strips, notes);
    }
    let pairs = files.iter().zip(strips);
    let tracks = pairs.map(|(file, strip)| whole(file, *strip, notes));
    let tracks = tracks.collect();
    for file in files.iter().skip(strips.len()) {
        notes.push(format!("there is no strip for {}", file.name));
    }
    tracks
}

/// The files of strips by their numbers. Of several files for one strip the one of its width is heard.
fn by_number(files: &[(u16, &File)], strips: &[Strip], notes: &mut Vec<String>) -> Vec<TapeTrack> {
    let mut tracks = Vec::new();
    for strip in strips {
        let (node, width) = *strip;
        let own = files.iter().filter(|(number, _)| *number == node.number);
        let mut own: Vec<&File> = own.map(|(_, file)| *file).collect();
        // The first part of a track has the shortest name.
        own.sort_by_key(|file| (file.channels != width.channels(), file.name.len()));
        let Some((first, others)) = own.split_first() else {
            continue;
        };
        for other in others {
            notes.push(format!(
                "{node} has two files: {} is heard, {} is not; choose with: headroom tape assign {node} FILE",
                first.name, other.name
            ));
        }
        tracks.push(whole(first, *strip, notes));
    }
    for (number, file) in files {
        if !strips.iter().any(|(node, _)| node.number == *number) {
            notes.push(format!("there is no strip for {}", file.name));
        }
    }
    tracks
}

/// A file for a strip.
fn whole(file: &File, (node, width): Strip, notes: &mut Vec<String>) -> TapeTrack {
    if file.channels > width.channels() {
        notes.push(format!(
            "{node} has one channel and hears the first one of {}",
            file.name
        ));
    }
    TapeTrack {
        node,
        file: file.name.clone(),
        channels: (0..file.channels.min(width.channels()) as u8).collect(),
    }
}

/// The channels of a file to the strips in order.
fn spread(file: &File, strips: &[Strip], notes: &mut Vec<String>) -> Vec<TapeTrack> {
    let mut next = 0;
    let mut tracks = Vec::new();
    for (node, width) in strips {
        let end = (next + width.channels()).min(file.channels);
        if next == end {
            break;
        }
        tracks.push(TapeTrack {
            node: *node,
            file: file.name.clone(),
            channels: (next as u8..end as u8).collect(),
        });
        next = end;
    }
    if next < file.channels {
        notes.push(format!(
            "there is no strip for the channels from {} on of {}",
            next + 1,
            file.name
        ));
    }
    tracks
}

/// What somebody has chosen comes in place of that.
fn choose(
    tracks: &mut Vec<TapeTrack>,
    files: &[File],
    (strips, chosen): (&[Strip], &[TapeChoice]),
    notes: &mut Vec<String>,
) {
    for choice in chosen {
        let Some((node, width)) = strips.iter().find(|(node, _)| *node == choice.node) else {
            continue;
        };
        tracks.retain(|track| track.node != *node);
        let Some((name, channel)) = &choice.what else {
            continue;
        };
        let Some(file) = files.iter().find(|file| file.name == *name) else {
            notes.push(format!("{node}: there is no {name}; it is live"));
            continue;
        };
        let first = usize::from(*channel).max(1) - 1;
        if first >= file.channels {
            notes.push(format!(
                "{node}: {name} has {} channels, and no channel {channel}; it is live",
                file.channels
            ));
            continue;
        }
        let end = (first + width.channels()).min(file.channels);
        tracks.push(TapeTrack {
            node: *node,
            file: name.clone(),
            channels: (first as u8..end as u8).collect(),
        });
    }
    let place = |node: NodeId| strips.iter().position(|(known, _)| *known == node);
    tracks.sort_by_key(|track| place(track.node));
}

/// The strip of a file of a recording: "03 ch 3 Vocals.wav".
fn strip_of_recording(name: &str) -> Option<u16> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut words = stem.split(' ');
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let first = words.next().is_some_and(is_number);
    let second = words.next() == Some("ch");
    let third = words.next().filter(|word| is_number(word))?;
    (first && second).then(|| third.parse().ok())?
}

/// The number with which a name begins, behind a word such as "track".
fn number_of(name: &str) -> Option<u16> {
    let lower = name.to_lowercase();
    let word = WORDS.iter().find_map(|word| lower.strip_prefix(word));
    let rest = word.unwrap_or(&lower);
    let rest = rest.trim_start_matches([' ', '_', '-', '.', '#']);
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    rest[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, channels: usize) -> File {
        File {
            name: name.to_owned(),
            channels,
            seconds: 1.0,
            notes: Vec::new(),
        }
    }

    fn strips(widths: &[Width]) -> Vec<Strip> {
        (1..)
            .zip(widths)
            .map(|(n, width)| (NodeId::strip(n), *width))
            .collect()
    }

    /// Which strip hears what, in words.
    fn heard(files: &[File], widths: &[Width]) -> (Vec<String>, usize) {
        let mut notes = Vec::new();
        let tracks = assigned(files, &strips(widths), &mut notes);
        let word = |track: &TapeTrack| {
            let channels: Vec<String> = track.channels.iter().map(u8::to_string).collect();
            format!("{} {} {}", track.node, track.file, channels.join("+"))
        };
        (tracks.iter().map(word).collect(), notes.len())
    }

    use Width::{Mono, Stereo};

    #[test]
    fn a_recording_of_this_program_says_by_its_names_which_strip_is_which() {
        let files = [
            file("01 ch 2 Kick.wav", 1),
            file("02 ch 3 Keys 2.wav", 2),
            file("02 ch 3 Keys.wav", 1),
            file("03 ch 9.wav", 1),
            file("04 bus 1 Drums.wav", 2),
            file("05 main.wav", 2),
        ];
        let (tracks, notes) = heard(&files, &[Mono, Mono, Stereo]);
        let expected = ["ch/2 01 ch 2 Kick.wav 0", "ch/3 02 ch 3 Keys 2.wav 0+1"];
        assert_eq!((tracks, notes), (expected.map(str::to_owned).to_vec(), 2));
    }

    #[test]
    fn other_files_go_by_number_where_all_have_one_and_else_in_order() {
        let files = [file("01-Kick.wav", 1), file("Track 3.wav", 1)];
        let (tracks, _) = heard(&files, &[Mono, Mono, Mono]);
        assert_eq!(tracks, ["ch/1 01-Kick.wav 0", "ch/3 Track 3.wav 0"]);
        // Two of one number, or a strip that is not there: in order.
        let files = [file("1 a.wav", 1), file("1 b.wav", 2)];
        let (tracks, notes) = heard(&files, &[Mono, Mono]);
        assert_eq!(tracks, ["ch/1 1 a.wav 0", "ch/2 1 b.wav 0"]);
        assert_eq!(notes, 1);
        let files = [file("Kick.wav", 1), file("Snare.wav", 1)];
        let (tracks, notes) = heard(&files, &[Mono]);
        assert_eq!((tracks, notes), (vec!["ch/1 Kick.wav 0".to_owned()], 1));
    }

    #[test]
    fn the_channels_of_one_wide_file_go_to_the_strips_in_order() {
        let (tracks, notes) = heard(&[file("X.wav", 4)], &[Mono, Stereo, Mono, Mono]);
        assert_eq!(tracks, ["ch/1 X.wav 0", "ch/2 X.wav 1+2", "ch/3 X.wav 3"]);
        assert_eq!(notes, 0);
        assert_eq!(heard(&[file("X.wav", 32)], &[Mono]).1, 1);
    }

    #[test]
    fn what_somebody_has_chosen_counts() {
        let files = [file("A.wav", 1), file("B.wav", 4)];
        let strips = strips(&[Mono, Stereo, Mono]);
        let choice = |number, what: Option<(&str, u8)>| TapeChoice {
            node: NodeId::strip(number),
            what: what.map(|(file, channel)| (file.to_owned(), channel)),
        };
        let chosen = [
            choice(2, Some(("B.wav", 3))),
            choice(1, None),
            choice(3, Some(("C.wav", 1))),
        ];
        let mut notes = Vec::new();
        let mut tracks = vec![whole(&files[0], strips[0], &mut notes)];
        choose(&mut tracks, &files, (&strips, &chosen), &mut notes);
        assert_eq!(tracks.len(), 1);
        assert_eq!(tracks[0].node, NodeId::strip(2));
        assert_eq!(tracks[0].channels, [2, 3]);
        assert_eq!(notes, ["ch/3: there is no C.wav; it is live"]);
    }

    #[test]
    fn names_sort_as_people_count() {
        let mut names = ["Track 10.wav", "track 2.wav", "Track 1.wav"];
        names.sort_by_cached_key(|name| in_order(name));
        assert_eq!(names, ["Track 1.wav", "track 2.wav", "Track 10.wav"]);
        assert_eq!(number_of("007_Bass.wav"), Some(7));
        assert_eq!(number_of("Kick 2.wav"), None);
        assert_eq!(strip_of_recording("1 ch 2x.wav"), None);
    }
}
