//! Cues in words, and their file on the disk.

use super::lines::edited;
use super::*;
use crate::show::console_file::Color;
use crate::show::cue::{Cue, CueMidi, CueNumber, CueRecord};
use crate::show::disk::RealDisk;
use crate::show::one_file::Loaded;
use crate::show::{save, show_file};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;

const BY_HAND: &str = "\
# Our show.
headroom: 1
cues:            # by number
  - 10: Verse
  # The long one.
  - 10.5: Solo
    name: Guitar solo
    # slowly
    fade: 3 s
    wait: 500 ms
    follow: 8 s
    notes: \"watch: the drummer\"
    midi: [ program 5 channel 1 to Lights, msc go 3 to Lights ]
  - 20:
    name: Walk-out
    skipped: yes
    locked: yes
    color: red
";

fn number(text: &str) -> CueNumber {
    CueNumber::parse(text).unwrap()
}

fn read(text: &str) -> Vec<Cue> {
    let (cues, problems) = parse_tolerant(text, "x").unwrap();
    assert_eq!(problems, []);
    cues
}

#[test]
fn cues_are_written_as_a_hand_would() {
    let cues = read(BY_HAND);
    let numbers: Vec<String> = cues.iter().map(|cue| cue.number.to_string()).collect();
    assert_eq!(numbers, ["10", "10.5", "20"]);
    assert_eq!(cues[0], Cue::of(number("10"), Some("Verse".to_owned())));
    let solo = &cues[1];
    assert_eq!(
        (solo.fade, solo.wait, solo.follow),
        (Some(3.0), 0.5, Some(8.0))
    );
    assert_eq!(solo.called(), "10.5 Guitar solo");
    assert_eq!(solo.notes, "watch: the drummer");
    assert_eq!(solo.midi[1].to_string(), "msc go 3 to Lights");
    let last = &cues[2];
    assert_eq!((last.scene.as_ref(), last.color), (None, Color::Red));
    assert!(last.skipped && last.locked);
    assert_eq!(read(&whole(&cues)), cues);
    assert_eq!(read(&whole(&[])), []);
    // In whatever order they are written.
    let turned = "headroom: 1\ncues: [ { 2: B }, { 1: A, fade: 1 } ]\n";
    assert_eq!(read(turned)[0].scene.as_deref(), Some("A"));
}

#[test]
fn what_is_wrong_is_named_by_line_and_the_rest_is_read() {
    let rows = [
        ("  - Verse\n", "x:3:5: a cue has to have a number"),
        ("  - Verse: 10\n", "x:3:5: a cue has to have a number"),
        (
            "  - 0: Verse\n",
            "x:3:5: '0' is not possible for the number of a cue",
        ),
        ("  - 1: A\n  - 1.0: B\n", "x:4:5: there are two cues 1"),
        (
            "  - 1: A\n    fadee: 1 s\n",
            "x:4:5: 'fadee' is not known in a cue",
        ),
        (
            "  - 1: A\n    fade: 61 s\n",
            "x:4:11: a fade takes 0 to 60 seconds",
        ),
        (
            "  - 1: A\n    wait: -1 s\n",
            "x:4:11: a cue waits 0 to 3600 seconds",
        ),
        (
            "  - 1: A\n    follow: soon\n",
            "x:4:13: 'soon' is not possible for 'follow'",
        ),
        (
            "  - 1: A\n    midi: program 5\n",
            "x:4:11: 'program 5' names no port",
        ),
        (
            "  - 1: A\n    color: mauve\n",
            "x:4:12: 'mauve' is not possible for 'color'",
        ),
        (
            "  - 1: [A]\n",
            "x:3:8: a list is not possible for the scene of a cue",
        ),
    ];
    for (cues, expected) in rows {
        let text = format!("headroom: 1\ncues:\n{cues}  - 5: Last\n");
        let (read, problems) = parse_tolerant(&text, "x").unwrap();
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(
            said.len() == 1 && said[0].starts_with(expected),
            "{cues}: {said:?}"
        );
        assert_eq!(read.last().unwrap().called(), "5 Last");
    }
    let (_, problems) = parse_tolerant("headroom: 1\n", "x").unwrap();
    assert!(problems[0].to_string().contains("'cues' is missing"));
    assert!(parse_tolerant("- 10: Verse\n", "x").is_err());
}

#[test]
fn lines_and_comments_of_what_stays_are_kept() {
    let mut cues = read(BY_HAND);
    cues[0].fade = Some(1.0);
    cues.insert(2, Cue::of(number("15"), Some("Bridge: 2".to_owned())));
    let text = edited(BY_HAND, &cues);
    let expected = BY_HAND
        .replace("  - 10: Verse\n", "  - 10: Verse\n    fade: 1 s\n")
        .replace("  - 20:\n", "  - 15: \"Bridge: 2\"\n  - 20:\n");
    assert_eq!(text, expected);
    cues.remove(1);
    assert!(!edited(&text, &cues).contains("The long one"));
    // A way of writing YAML that lines do not show.
    let flow = "{ headroom: 1, cues: [ { 1: A } ] }\n";
    assert_eq!(read(&edited(flow, &cues)), cues);
}

/// A folder with a file of cues, and a clock.
struct Kept {
    folder: PathBuf,
    path: PathBuf,
    file: CueFile,
    now: Timestamp,
}

impl Kept {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("headroom-cues-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(show_file::CUES);
        Self {
            file: CueFile::new(path.clone()),
            folder,
            path,
            now: Timestamp::UNIX_EPOCH,
        }
    }

    /// So many seconds after the last time.
    fn put(&mut self, cues: &Vec<Cue>, after: i64) -> Option<String> {
        self.now += SignedDuration::from_secs(after);
        self.file.put(&mut RealDisk, cues, self.now).unwrap()
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.path).unwrap()
    }

    fn newest_copy(&self) -> String {
        fs::read_to_string(&save::copies(&RealDisk, &self.path)[0]).unwrap()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn what_somebody_else_writes_stays_until_it_is_meant() {
    let mut kept = Kept::new("theirs");
    let disk = &mut RealDisk;
    assert_eq!(kept.file.load(disk), Loaded::default());
    let cues = read(BY_HAND);
    assert_eq!(kept.put(&cues, 1), None);
    assert_eq!(kept.file.load(disk).item, cues);
    let theirs = "headroom: 1\ncues:\n  - 3: Theirs\n";
    fs::write(&kept.path, theirs).unwrap();
    let said = kept.file.look(disk).unwrap().unwrap();
    assert!(said.contains("counts at the next start"), "{said}");
    assert_eq!(kept.file.look(disk).unwrap(), None, "once is enough");
    let word = kept.put(&cues, 1).unwrap();
    assert!(word.contains("somebody has changed this file"), "{word}");
    assert_eq!(kept.file.trouble().map(|trouble| trouble.text), Some(word));
    // What comes before anybody can have read that does not count.
    assert_eq!(kept.put(&cues, 1), None);
    assert_eq!(kept.text(), theirs);
    // Once more: then it is meant.
    let word = kept.put(&cues, 20).unwrap();
    assert!(word.contains("replaced, as was said"), "{word}");
    assert_eq!(kept.file.load(disk).item, cues);
    assert_eq!(kept.file.trouble(), None);
    assert_eq!(kept.file.look(disk).unwrap(), None);
    let copies = save::copies(disk, &kept.path);
    let mut copies = copies.iter().map(|copy| fs::read_to_string(copy).unwrap());
    assert!(copies.any(|copy| copy == theirs));
    // A hand that takes back what it wrote is forgotten.
    let ours = kept.text();
    fs::write(&kept.path, theirs).unwrap();
    assert!(kept.file.look(disk).unwrap().is_some());
    fs::write(&kept.path, ours).unwrap();
    assert_eq!(kept.file.look(disk).unwrap(), None);
    assert_eq!(kept.file.trouble(), None);
}

#[test]
fn of_a_broken_file_its_newest_good_copy_counts_and_it_stays() {
    let mut kept = Kept::new("broken");
    let disk = &mut RealDisk;
    let cues = read(BY_HAND);
    kept.put(&cues, 1);
    fs::write(&kept.path, "headroom: 1\ncues: [\n").unwrap();
    kept.file = CueFile::new(kept.path.clone());
    let loaded = kept.file.load(disk);
    assert_eq!((&loaded.item, loaded.problems.len()), (&cues, 1));
    assert_eq!(
        loaded.instead,
        save::copies(disk, &kept.path).first().cloned()
    );
    assert!(kept.put(&cues, 1).is_some());
    assert!(kept.text().ends_with("[\n"), "a broken file stays");
}

/// What the reader left out stands in the file and nowhere else.
#[test]
fn a_file_of_which_a_part_was_left_out_is_not_overwritten_unasked() {
    let mut kept = Kept::new("faulty");
    let faulty = "headroom: 1\ncues:\n  - 1: A\n  - two: B\n";
    fs::write(&kept.path, faulty).unwrap();
    let loaded = kept.file.load(&mut RealDisk);
    assert_eq!((loaded.item.len(), loaded.problems.len()), (1, 1));
    let more = vec![loaded.item[0].clone(), Cue::of(number("9"), None)];
    assert_eq!(kept.file.look(&RealDisk).unwrap(), None, "it was said");
    assert!(kept.put(&more, 1).is_some());
    assert_eq!(kept.text(), faulty);
    assert_eq!(read(&kept.newest_copy()), more);
    assert!(kept.put(&more, 11).is_some());
    assert_eq!(read(&kept.text()), more);
}

fn any_cue() -> impl Strategy<Value = Cue> {
    let text = "[^\\p{Cc}]{0,20}".prop_map(|text: String| text.trim().to_owned());
    let seconds = prop::option::of(0.0_f32..=60.0);
    let texts = (
        text.clone(),
        prop::option::of("[A-Za-z0-9][^\\p{Cc}/]{0,20}"),
        text,
    );
    let times = (seconds.clone(), seconds.clone(), seconds);
    let rest = (any::<[bool; 2]>(), 0..Color::WORDS.len(), 0_u8..3);
    (1_u32..99_999, texts, times, rest).prop_map(|(number, texts, times, rest)| Cue {
        number: CueNumber::whole(number).unwrap(),
        name: texts.0,
        scene: texts.1.map(|scene| scene.trim().to_owned()),
        notes: texts.2,
        fade: times.0,
        wait: times.1.unwrap_or(0.0),
        follow: times.2,
        skipped: rest.0[0],
        locked: rest.0[1],
        color: Color::WORDS[rest.1].1,
        record: CueRecord::WORDS[usize::from(rest.2) % 4].1,
        midi: (0..rest.2)
            .map(|at| CueMidi::parse(&format!("cc {at} 1 channel 1 to a: \"b\"")).unwrap())
            .collect(),
    })
}

proptest! {
    #[test]
    fn cues_read_back_as_they_were(cues in prop::collection::btree_map(1_u32..999, any_cue(), 0..6)) {
        let cues: Vec<Cue> = cues
            .into_iter()
            .map(|(number, cue)| Cue { number: CueNumber::whole(number).unwrap(), ..cue })
            .collect();
        prop_assert_eq!(read(&whole(&cues)), cues.clone());
        prop_assert_eq!(read(&edited(BY_HAND, &cues)), cues);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>()) {
        let _ = parse_tolerant(&format!("headroom: 1\ncues:\n  - 1: {text}\n"), "x");
        let _ = CueMidi::parse(&text);
    }
}
