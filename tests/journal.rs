//! The journal against everything that can happen to a file: cuts, flipped bytes, power loss, a full disk.

#[allow(dead_code)]
#[path = "common/consoles.rs"]
mod consoles;
#[path = "journal/desk.rs"]
mod desk;
#[path = "journal/sim_disk.rs"]
mod sim_disk;

use desk::{Desk, FOLDER, look};

use headroom::control::inbox::{Event, inbox};
use headroom::control::journal::{Message, Report};
use headroom::control::journal_writer;
use headroom::param::Plain;
use headroom::show::disk::Disk;
use headroom::show::journal::append::{Appender, Limits};
use headroom::show::journal::line::Chain;
use headroom::show::journal::past::Past;
use headroom::show::journal::record::{Cause, Entry};
use headroom::show::journal::recover::{Findings, segments};
use headroom::show::journal::safe;
use headroom::show::journal::segment::{Reason, Start};
use headroom::show::save;
use proptest::prelude::*;
use sim_disk::{Choice, SimDisk};
use std::path::Path;
use std::time::Duration;

/// A finished session: its desk, its segments, and in the end the line that says how far they were safe.
fn session() -> (Desk, Vec<(String, Vec<u8>)>) {
    let disk = SimDisk::default();
    let mut desk = Desk::new(&disk, Limits::default());
    desk.play(&disk);
    let files = segments(&disk, Path::new(FOLDER)).unwrap();
    let read = |(_, name): (u64, String)| {
        let bytes = disk.read(&Path::new(FOLDER).join(&name)).unwrap();
        (name, bytes)
    };
    let mut files: Vec<(String, Vec<u8>)> = files.into_iter().map(read).collect();
    let safe = disk.read(&Path::new(FOLDER).join(safe::FILE)).unwrap();
    files.push((safe::FILE.to_owned(), safe));
    (desk, files)
}

/// The file that says that nothing was safe yet.
fn nothing_safe() -> (String, Vec<u8>) {
    let line = safe::Safe::default().write();
    (safe::FILE.to_owned(), line.into_bytes())
}

/// A disk that holds these segments.
fn disk_of(files: &[(String, Vec<u8>)]) -> SimDisk {
    let paths: Vec<_> = files
        .iter()
        .map(|(name, _)| Path::new(FOLDER).join(name))
        .collect();
    let files: Vec<(&Path, &[u8])> = paths
        .iter()
        .zip(files)
        .map(|(path, (_, bytes))| (path.as_path(), &bytes[..]))
        .collect();
    SimDisk::with_files(&files)
}

/// The state is how the console stood at some time, or there is none and a word about it.
fn assert_legal(desk: &Desk, findings: &Findings) -> u64 {
    let Some(state) = &findings.state else {
        return 0;
    };
    assert_eq!(
        state.values, desk.states[state.sequence as usize],
        "at {}",
        state.sequence
    );
    state.sequence
}

#[test]
fn a_journal_gives_back_the_last_state_and_its_frame() {
    let (desk, files) = session();
    assert_eq!(files.len(), 3);
    let findings = look(&disk_of(&files));
    assert_eq!(findings.problems, Vec::<String>::new());
    assert_eq!(assert_legal(&desk, &findings), desk.sequence);
    let state = findings.state.unwrap();
    assert_eq!((state.frame, state.is_clean), (desk.sequence * 32, false));
    assert_eq!(state.topology, *desk.layout.topology());
}

#[test]
fn cut_at_every_byte_it_gives_the_state_of_the_last_whole_group() {
    let (desk, files) = session();
    let (name, last) = &files[1];
    let mut before = 0;
    let text = String::from_utf8_lossy(last);
    let checkpoint = text.find("checkpoint").unwrap();
    for length in (0..checkpoint).step_by(37).chain(checkpoint..=last.len()) {
        let cut = (name.clone(), last[..length].to_vec());
        // Nobody was told that what is missing was safe: a write that had not ended.
        let files_before = [files[0].clone(), cut.clone(), nothing_safe()];
        let findings = look(&disk_of(&files_before));
        let is_line = length == 0 || last[length - 1] == b'\n';
        assert!(
            is_line || findings.problems.len() == 1,
            "cut at {length}: {:?}",
            findings.problems
        );
        let sequence = assert_legal(&desk, &findings);
        assert!(sequence >= before, "cut at {length}");
        assert!(!findings.state.unwrap().is_damaged, "cut at {length}");
        before = sequence;
        // It was safe.
        let findings = look(&disk_of(&[files[0].clone(), cut, files[2].clone()]));
        assert_legal(&desk, &findings);
        let is_whole = length == last.len();
        assert_eq!(findings.problems.is_empty(), is_whole, "cut at {length}");
        assert_eq!(
            findings.state.unwrap().is_damaged,
            !is_whole,
            "cut at {length}"
        );
    }
    assert_eq!(before, desk.sequence);
    for length in (0..=files[0].1.len()).step_by(7) {
        let findings = look(&disk_of(&[(
            files[0].0.clone(),
            files[0].1[..length].to_vec(),
        )]));
        assert_legal(&desk, &findings);
    }
}

/// True where only the older segment lacks its end, which nobody needs.
fn is_older_cut(files: &[(String, Vec<u8>)], whole: &[(String, Vec<u8>)]) -> bool {
    files[1] == whole[1] && files[0].1 != whole[0].1
}

/// One kind of damage to lines.
#[derive(Clone, Copy, Debug)]
enum Damage {
    Flip,
    Cut,
    Delete,
    Twice,
    Swap,
    CarriageReturn,
    AllCarriageReturns,
    Garbage,
}

const DAMAGES: [Damage; 8] = [
    Damage::Flip,
    Damage::Cut,
    Damage::Delete,
    Damage::Twice,
    Damage::Swap,
    Damage::CarriageReturn,
    Damage::AllCarriageReturns,
    Damage::Garbage,
];

fn windows_end(line: &mut Vec<u8>) {
    line.insert(line.len() - 1, b'\r');
}

fn spoil(bytes: &mut Vec<u8>, damage: Damage, choice: &mut Choice) {
    let at = choice.below(bytes.len());
    let mut lines: Vec<Vec<u8>> = bytes
        .split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    let (line, other) = (choice.below(lines.len()), choice.below(lines.len()));
    match damage {
        Damage::Flip => {
            bytes[at] ^= 1 << choice.below(8);
            return;
        }
        Damage::Cut => {
            bytes.truncate(at);
            return;
        }
        Damage::Garbage => {
            let garbage = (0..choice.below(300)).map(|_| choice.below(256) as u8);
            bytes.extend(garbage.collect::<Vec<u8>>());
            return;
        }
        Damage::Delete => drop(lines.remove(line)),
        Damage::Twice => lines.insert(line, lines[line].clone()),
        Damage::Swap => lines.swap(line, other),
        Damage::CarriageReturn => windows_end(&mut lines[line]),
        Damage::AllCarriageReturns => lines.iter_mut().for_each(windows_end),
    }
    *bytes = lines.concat();
}

#[test]
fn damage_in_the_middle_is_told_and_the_next_checkpoint_counts() {
    let (desk, mut files) = session();
    let middle = files[0].1.len() - 300;
    files[0].1[middle] ^= 1;
    let findings = look(&disk_of(&files));
    assert_eq!(assert_legal(&desk, &findings), desk.sequence);
    assert!(!findings.state.as_ref().unwrap().is_damaged);
    assert!(
        findings.problems[0].contains("damaged"),
        "{:?}",
        findings.problems
    );
    // In the newest segment there is no next one: everything before counts, and it is said.
    let findings = look(&disk_of(&[files[0].clone(), nothing_safe()]));
    assert!(assert_legal(&desk, &findings) < 15);
    assert!(findings.state.unwrap().is_damaged);
    assert_eq!(findings.problems.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn damage_is_said_and_never_ramps_in(
        damages in proptest::collection::vec((0_usize..2, proptest::sample::select(&DAMAGES[..])), 1..3),
        seed in 1_u64..,
    ) {
        let (desk, mut files) = session();
        let whole = files.clone();
        let mut choice = Choice(seed);
        for (file, damage) in damages {
            if !files[file].1.is_empty() {
                spoil(&mut files[file].1, damage, &mut choice);
            }
        }
        let findings = look(&disk_of(&files));
        let sequence = assert_legal(&desk, &findings);
        let newest = (&files[1].1, &whole[1].1);
        let is_garbage_behind = newest.0.starts_with(newest.1) && !newest.0[newest.1.len()..].contains(&b'\n');
        prop_assert!(files == whole || !findings.problems.is_empty() || is_older_cut(&files, &whole));
        let Some(state) = findings.state else {
            // Nothing can be read: the show's file opens, under safe start.
            return Ok(());
        };
        // One unfinished line behind everything that was safe is no damage.
        prop_assert_eq!(state.is_damaged, newest.0 != newest.1 && !is_garbage_behind);
        prop_assert!(state.is_damaged || sequence == desk.sequence);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
        let findings = look(&disk_of(&[("00000001.journal".into(), bytes)]));
        prop_assert_eq!(findings.state, None);
    }
}

#[test]
fn an_old_segment_in_place_of_the_newest_is_seen() {
    let (desk, files) = session();
    let name = |name: &str| name.to_owned();
    let (old, safe) = (files[0].clone(), files[2].clone());
    let cases = [
        // The newest is not there.
        vec![old.clone(), safe.clone()],
        // An old one has its name.
        vec![
            old.clone(),
            (files[1].0.clone(), old.1.clone()),
            safe.clone(),
        ],
        // An old one has a newer name.
        vec![
            old.clone(),
            files[1].clone(),
            (name("00000009.journal"), old.1),
            safe,
        ],
    ];
    for case in cases {
        let findings = look(&disk_of(&case));
        assert_legal(&desk, &findings);
        assert!(!findings.problems.is_empty());
        assert!(
            findings.state.unwrap().is_damaged,
            "{:?}",
            findings.problems
        );
        assert!(findings.last_number >= 2);
    }
}

#[test]
fn without_a_line_that_says_how_far_it_was_safe_nothing_is_proven() {
    let (desk, mut files) = session();
    let whole = files.pop().unwrap().1;
    let name = || safe::FILE.to_owned();
    for (bytes, why) in [
        (None, "safe: "),
        (Some(Vec::new()), "safe: nothing in it can be read"),
        (Some(b"safe 1 2 3\n".to_vec()), "nothing in it can be read"),
        (Some(vec![0; whole.len()]), "nothing in it can be read"),
    ] {
        let mut files = files.clone();
        files.extend(bytes.map(|bytes| (name(), bytes)));
        let findings = look(&disk_of(&files));
        assert_eq!(assert_legal(&desk, &findings), desk.sequence);
        assert!(
            findings.problems[0].contains(why),
            "{:?}",
            findings.problems
        );
        assert!(findings.state.unwrap().is_damaged);
    }
}

#[test]
fn a_segment_that_goes_back_is_seen() {
    let disk = SimDisk::default();
    let mut desk = Desk::new(&disk, Limits::default());
    desk.group(Cause::Hand, &[("ch/1/mute", "on")]);
    desk.sequence = 0;
    desk.begin(Reason::Open);
    desk.commit(&disk);
    let findings = look(&disk);
    assert!(
        findings.problems[0].contains("may be an old one"),
        "{:?}",
        findings.problems
    );
    assert!(findings.state.unwrap().is_damaged);
}

#[test]
fn names_and_numbers_that_are_impossible_are_said() {
    let (desk, mut files) = session();
    let stranger = (format!("{}.journal", u64::MAX), files[1].1.clone());
    files.push(stranger);
    files.push(("00000002 (copy).journal".to_owned(), files[0].1.clone()));
    let findings = look(&disk_of(&files));
    assert_eq!(assert_legal(&desk, &findings), desk.sequence);
    assert_eq!((findings.problems.len(), findings.last_number), (2, 2));
    // A frame or a number that would wrap.
    for body in [
        format!("frame {}", u64::MAX),
        format!(
            "1 2026-11-21T20:15:01Z {} hand#1 hand ch/1/mute on",
            u64::MAX
        ),
        format!(
            "{} 2026-11-21T20:15:01Z 1 hand#1 hand ch/1/mute on",
            u64::MAX
        ),
    ] {
        let mut chain = Chain::default();
        let start = Desk::new(&SimDisk::default(), Limits::default()).start(Reason::Open);
        let mut text = start.write(1, &mut chain).unwrap();
        chain.seal(&mut text, &body);
        let file = ("00000001.journal".into(), text.into_bytes());
        let findings = look(&disk_of(&[file, nothing_safe()]));
        assert!(findings.state.unwrap().is_damaged, "{body}");
    }
}

#[test]
fn a_group_of_any_size_is_read_in_linear_time() {
    let disk = SimDisk::default();
    let limits = Limits {
        waiting: usize::MAX,
        ..Limits::default()
    };
    let mut desk = Desk::new(&disk, limits);
    let mut group = desk.make(Cause::Recall, &[("ch/1/fader", "-1 dB")]);
    group.entries = vec![group.entries[0]; 200_000];
    desk.appender.append(&group);
    desk.commit(&disk);
    let state = look(&disk).state.unwrap();
    assert_eq!(
        (state.sequence, state.pasts.recalls[0].edits.len()),
        (1, 200_000)
    );
}

#[test]
fn after_power_loss_everything_that_was_promised_is_there() {
    let disk = SimDisk::default();
    let limits = Limits {
        segments: 2,
        ..Limits::default()
    };
    let mut desk = Desk::new(&disk, limits);
    for _ in 0..3 {
        desk.play(&disk);
    }
    let mut choice = Choice(0x5eed);
    for step in 0..=disk.steps() {
        for _ in 0..20 {
            let findings = look(&disk.after_power_loss(step, &mut choice));
            let sequence = assert_legal(&desk, &findings);
            assert!(sequence >= disk.promised(step), "{sequence} at step {step}");
            // What the power took was promised to nobody: it goes on by itself.
            let is_damaged = findings.state.is_some_and(|state| state.is_damaged);
            assert!(!is_damaged, "{:?} at step {step}", findings.problems);
        }
    }
}

#[test]
fn a_saved_file_is_the_old_one_or_the_new_one_whenever_the_power_goes() {
    let path = Path::new("show/show.yaml");
    let mut disk = SimDisk::default();
    let texts: Vec<String> = (0..4)
        .map(|n| format!("headroom: 1\nname: Show {n}\n"))
        .collect();
    for (n, text) in texts.iter().enumerate() {
        save::keep_copy(&mut disk, path, text, jiff::Timestamp::UNIX_EPOCH).unwrap();
        save::replace(&mut disk, path, text).unwrap();
        disk.promise(n as u64);
    }
    let mut choice = Choice(7);
    for step in 0..=disk.steps() {
        for _ in 0..50 {
            let lost = disk.after_power_loss(step, &mut choice);
            if let Ok(bytes) = lost.read(path) {
                let found = texts.iter().position(|text| text.as_bytes() == bytes);
                assert!(found.unwrap() as u64 >= disk.promised(step));
            } else {
                assert_eq!(disk.promised(step), 0);
            }
        }
    }
}

#[test]
fn a_full_disk_loses_nothing_once_there_is_room_again() {
    for room in [0, 10, 100, 200] {
        let disk = SimDisk::default();
        let mut desk = Desk::new(&disk, Limits::default());
        desk.commit(&disk);
        disk.set_room(Some(room));
        for level in ["-1 dB", "-2 dB", "-3 dB", "-4 dB", "-5 dB", "-6 dB"] {
            desk.group(Cause::Hand, &[("ch/1/fader", level)]);
            let _ = desk.appender.commit();
            assert_legal(&desk, &look(&disk));
        }
        assert!(desk.appender.commit().is_err() && desk.appender.is_waiting());
        assert!(desk.appender.committed() < 6);
        disk.set_room(None);
        desk.commit(&disk);
        let findings = look(&disk);
        assert_eq!(
            (assert_legal(&desk, &findings), findings.problems.len()),
            (6, 0)
        );
    }
}

#[test]
fn what_waits_too_long_is_given_up_for_a_checkpoint() {
    let disk = SimDisk::default();
    let mut desk = Desk::new(
        &disk,
        Limits {
            waiting: 1000,
            ..Limits::default()
        },
    );
    desk.commit(&disk);
    disk.set_room(Some(0));
    while !desk.appender.needs_checkpoint() {
        desk.group(Cause::Hand, &[("ch/1/mute", "on"), ("ch/1/fader", "0 dB")]);
    }
    disk.set_room(None);
    assert!(desk.appender.commit().is_err());
    desk.begin(Reason::Mended);
    desk.group(Cause::Hand, &[("ch/1/fader", "-10 dB")]);
    desk.commit(&disk);
    let findings = look(&disk);
    assert_eq!(assert_legal(&desk, &findings), desk.sequence);
    assert!(
        findings.problems[0].contains("missing"),
        "{:?}",
        findings.problems
    );
}

#[test]
fn old_segments_go_and_the_newest_stays() {
    let disk = SimDisk::default();
    let mut desk = Desk::new(
        &disk,
        Limits {
            segments: 3,
            ..Limits::default()
        },
    );
    for _ in 0..10 {
        desk.group(Cause::Hand, &[("ch/1/polarity", "on")]);
        desk.begin(Reason::Full);
        desk.commit(&disk);
    }
    let left = segments(&disk, Path::new(FOLDER)).unwrap();
    let numbers: Vec<u64> = left.into_iter().map(|(number, _)| number).collect();
    assert_eq!(numbers, [9, 10, 11]);
    assert_eq!(assert_legal(&desk, &look(&disk)), 10);
}

#[test]
fn steps_are_rebuilt_by_name() {
    let disk = SimDisk::default();
    let mut desk = Desk::new(&disk, Limits::default());
    desk.group(Cause::Hand, &[("ch/1/fader", "-10 dB")]);
    desk.group(Cause::HandOn, &[("ch/1/fader", "-5 dB")]);
    desk.group(Cause::Hand, &[("console/safe-start", "off")]);
    desk.group(Cause::Hand, &[("ch/2/mute", "on"), ("ch/1/mute", "on")]);
    desk.group(Cause::Undo, &[("ch/2/mute", "off"), ("ch/1/mute", "off")]);
    desk.commit(&disk);
    let state = look(&disk).state.unwrap();
    let lengths = |past: &Past| (past.done.len(), past.undone.len());
    assert_eq!(lengths(&state.pasts.steps["hand"]), (1, 1));
    let (_, from, to) = state.pasts.steps["hand"].done[0].edits[0];
    assert_eq!((from, to), (Plain::OFF, Plain(-5.0)));
    assert_eq!(state.pasts.steps["hand"].undone[0].edits.len(), 2);
}

#[test]
fn what_was_held_back_of_a_recall_and_allowed_is_part_of_its_step() {
    let disk = SimDisk::default();
    let mut desk = Desk::new(&disk, Limits::default());
    desk.group(Cause::Hand, &[("ch/1/fader", "-10 dB")]);
    desk.group(Cause::Recall, &[("ch/1/pan", "L30")]);
    desk.group(Cause::Allow, &[("ch/2/fader", "-3 dB")]);
    desk.group(Cause::Undo, &[("ch/1/pan", "C"), ("ch/2/fader", "off")]);
    desk.group(Cause::AllowBack, &[("ch/2/fader", "off")]);
    desk.commit(&disk);
    let state = look(&disk).state.unwrap();
    let past = &state.pasts.steps["hand"];
    assert_eq!((past.done.len(), past.undone.len()), (1, 1));
    let paths: Vec<String> = past.undone[0]
        .edits
        .iter()
        .map(|(addr, ..)| addr.to_string())
        .collect();
    assert_eq!(paths, ["ch/1/pan", "ch/2/fader"]);
    assert_eq!(state.pasts.undone_recalls, [past.undone[0].clone()]);
}

/// "ch/1/fader", to a level, from another, over so many frames.
fn moves(desk: &Desk, to: &str, from: Option<&str>, over: u32) -> Entry {
    let index = desk.layout.find("ch/1/fader").unwrap();
    let value = |text: &str| desk.layout.spec(index).parse(text).unwrap();
    Entry {
        addr: desk.layout.addr(index),
        value: value(to),
        from: from.map(value),
        over,
    }
}

#[test]
fn what_moves_goes_on_from_where_it_was() {
    let disk = SimDisk::default();
    let mut desk = Desk::new(&disk, Limits::default());
    desk.group(Cause::Hand, &[("ch/1/fader", "-60 dB")]);
    let fade = |desk: &mut Desk, to, from, over| {
        let mut group = desk.make(Cause::Recall, &[("ch/1/fader", to)]);
        group.entries = vec![moves(desk, to, from, over)];
        group.frame = 4_000 * (group.sequence - 2);
        desk.appender.append(&group);
        group
    };
    fade(&mut desk, "0 dB", None, 48_000);
    desk.appender.frame(4_000);
    desk.commit(&disk);
    let state = look(&disk).state.unwrap();
    assert_eq!((state.frame, state.sequence), (4_000, 2));
    let [glide] = state.glides[..] else {
        panic!("{:?}", state.glides);
    };
    assert_eq!(
        (glide.from, glide.to, glide.start, glide.over),
        (Plain(-60.0), Plain(0.0), 0, 48_000)
    );
    // The next change takes it over from where it stands, and an undo goes back there.
    fade(&mut desk, "-20 dB", Some("-41.25 dB"), 100);
    desk.commit(&disk);
    let state = look(&disk).state.unwrap();
    assert_eq!(state.glides.len(), 1);
    assert_eq!(state.glides[0].from, Plain(-41.25));
    let (_, old, new) = state.pasts.steps["hand"].done[2].edits[0];
    assert_eq!((old, new), (Plain(-41.25), Plain(-20.0)));
    // It arrives.
    desk.appender.frame(4_100);
    desk.commit(&disk);
    assert_eq!(look(&disk).state.unwrap().glides, []);
}

#[test]
fn the_last_recalls_can_be_taken_back_one_by_one() {
    let disk = SimDisk::default();
    let mut desk = Desk::new(&disk, Limits::default());
    for n in 1..=25 {
        let level = format!("-{n} dB");
        desk.group(Cause::Recall, &[("ch/1/fader", &level)]);
        desk.group(Cause::Recall, &[]);
    }
    desk.group(Cause::UndoRecall, &[("ch/1/fader", "-24 dB")]);
    desk.group(Cause::GoesOn, &[("ch/1/fader", "-24 dB")]);
    desk.commit(&disk);
    let state = look(&disk).state.unwrap();
    let reached: Vec<Plain> = state
        .pasts
        .recalls
        .iter()
        .map(|step| step.edits[0].2)
        .collect();
    let expected: Vec<Plain> = (6..=24_u8).map(|n| Plain(-f32::from(n))).collect();
    assert_eq!(reached, expected);
    // Taking a recall back is a step too; what goes on by itself is none.
    assert_eq!(state.pasts.steps["hand"].done.len(), 26);
}

#[test]
fn documents_come_back_and_have_numbers() {
    let disk = SimDisk::default();
    let mut desk = Desk::new(&disk, Limits::default());
    desk.note("scenes", Some(r#"{"order":["10 Song","2 Song"]}"#));
    desk.note("scene/10 Song", Some("{}"));
    desk.group(Cause::Hand, &[("ch/1/mute", "on")]);
    desk.note("scene/2 Song # %", Some(r#"{"ch/1/fader":"-3 dB"}"#));
    desk.note("scene/10 Song", None);
    desk.commit(&disk);
    assert_eq!(desk.appender.committed(), 5);
    let findings = look(&disk);
    assert_eq!(findings.problems, Vec::<String>::new());
    let state = findings.state.unwrap();
    assert_eq!((&state.documents, state.sequence), (&desk.documents, 5));
    // The next checkpoint has all of them.
    desk.begin(Reason::Full);
    desk.group(Cause::Hand, &[("ch/1/mute", "off")]);
    desk.commit(&disk);
    assert_eq!(look(&disk).state.unwrap().documents, desk.documents);
    desk.appender.drop_documents(7, "scene/");
    desk.commit(&disk);
    let state = look(&disk).state.unwrap();
    assert_eq!(state.sequence, 7);
    assert_eq!(state.documents.into_keys().collect::<Vec<_>>(), ["scenes"]);
}

#[test]
fn documents_that_change_together_count_all_or_none_wherever_the_file_is_cut() {
    let disk = SimDisk::default();
    let mut desk = Desk::new(&disk, Limits::default());
    desk.note("scene/A", Some("1"));
    desk.note("scene/B", Some("1"));
    let before = desk.documents.clone();
    desk.commit(&disk);
    desk.note_together(&[
        ("scene/A", Some("2")),
        ("scene/B", None),
        ("scene/C", Some("2")),
        ("scenes", Some("2")),
    ]);
    desk.commit(&disk);
    let name = "00000001.journal";
    let bytes = disk.read(&Path::new(FOLDER).join(name)).unwrap();
    let mut seen = [0, 0];
    let first = bytes.windows(5).position(|w| w == b"doc+ ").unwrap();
    for length in first..=bytes.len() {
        let cut = (name.to_owned(), bytes[..length].to_vec());
        let state = look(&disk_of(&[cut, nothing_safe()])).state.unwrap();
        let is_new = length == bytes.len();
        let expected = if is_new { &desk.documents } else { &before };
        assert_eq!(&state.documents, expected, "cut at {length}");
        assert_eq!(state.sequence, 2 + u64::from(is_new), "cut at {length}");
        assert!(!state.is_damaged, "cut at {length}");
        seen[usize::from(is_new)] += 1;
    }
    assert!(seen[0] > 100 && seen[1] == 1);
    // A line in the middle that is missing is damage, and not half a change.
    let text = String::from_utf8(bytes).unwrap();
    let without = |line: &&str| !line.starts_with("doc+ 3 scene/B");
    let text: String = text.split_inclusive('\n').filter(without).collect();
    let state = look(&disk_of(&[(name.into(), text.into())])).state.unwrap();
    assert_eq!((&state.documents, state.is_damaged), (&before, true));
}

#[test]
fn a_missing_document_is_seen() {
    let disk = SimDisk::default();
    let mut desk = Desk::new(&disk, Limits::default());
    desk.note("a", Some("1"));
    desk.note("b", Some("2"));
    desk.group(Cause::Hand, &[("ch/1/mute", "on")]);
    desk.commit(&disk);
    let path = Path::new(FOLDER).join("00000001.journal");
    let text = String::from_utf8(disk.read(&path).unwrap()).unwrap();
    let without = |line: &&str| !line.starts_with("doc 2 ");
    let text: String = text.split_inclusive('\n').filter(without).collect();
    let findings = look(&disk_of(&[("00000001.journal".into(), text.into())]));
    let state = findings.state.unwrap();
    assert!(state.is_damaged && state.sequence == 1);
    assert!(findings.problems[0].contains("or one before it is missing"));
}

/// A segment as format 1 wrote it, with another number in its header.
fn old_segment(format: u32) -> Vec<u8> {
    let mut start = Desk::new(&SimDisk::default(), Limits::default()).start(Reason::Open);
    start.header.format = format;
    let mut chain = Chain::default();
    let mut text = start.write(1, &mut chain).unwrap();
    for body in [
        "1 2026-11-21T20:15:01.123Z 64 hand#1 recall+ ch/1/fader -4 dB",
        "1 2026-11-21T20:15:01.123Z 64 hand#1 recall ch/2/mute on",
        "2 2026-11-21T20:15:02Z ~64 hand#1 undo -",
    ] {
        chain.seal(&mut text, body);
    }
    text.into_bytes()
}

#[test]
fn the_first_format_is_read_and_a_newer_one_refused() {
    let findings = look(&disk_of(&[("00000001.journal".into(), old_segment(1))]));
    assert_eq!(findings.problems, Vec::<String>::new());
    let state = findings.state.unwrap();
    assert_eq!(
        (state.sequence, state.frame, state.is_damaged),
        (2, 64, false)
    );
    assert_eq!(state.pasts.steps["hand"].undone[0].edits.len(), 2);
    let findings = look(&disk_of(&[("00000001.journal".into(), old_segment(4))]));
    assert_eq!(findings.state, None);
    assert!(findings.problems[0].contains("its format is 4; this Headroom reads 1 to 3"));
}

#[test]
fn the_writer_says_when_it_fails_and_when_it_works_again() {
    let disk = SimDisk::default();
    let mut desk = Desk::new(&disk, Limits::default());
    disk.set_room(Some(0));
    let appender = Appender::new(Box::new(disk.clone()), FOLDER.into(), 0, Limits::default());
    let (messages, received) = crossbeam_channel::unbounded();
    let (inbox, events) = inbox();
    let writer = journal_writer::start(appender, received, inbox).unwrap();
    let report = || match events.next(Duration::from_secs(100)) {
        Ok(Event::Journal(report)) => report,
        other => panic!("{other:?}"),
    };
    let start = Start::new(&desk.layout, &desk.values, Reason::Open);
    messages.send(Message::Segment(Box::new(start))).unwrap();
    assert!(matches!(report(), Report::Failed(_)));
    let group = desk.make(Cause::Hand, &[("ch/1/fader", "-1 dB")]);
    messages.send(Message::Group(group)).unwrap();
    disk.set_room(None);
    assert_eq!([report(), report()], [Report::Mended, Report::Committed(1)]);
    // The next change is committed by itself, with nothing behind it.
    let group = desk.make(Cause::Hand, &[("ch/1/fader", "-2 dB")]);
    messages.send(Message::Group(group)).unwrap();
    assert_eq!(report(), Report::Committed(2));
    messages.send(Message::End).unwrap();
    writer.join().unwrap();
    let findings = look(&disk);
    assert_eq!(assert_legal(&desk, &findings), 2);
    assert!(findings.state.unwrap().is_clean);
}

/// Somebody sends more than may wait while the disk works: that is no failure of the disk.
#[test]
fn more_than_may_wait_asks_for_a_checkpoint_once_and_fails_nobody() {
    let disk = SimDisk::default();
    let mut desk = Desk::new(&disk, Limits::default());
    let limits = Limits {
        waiting: 1000,
        ..Limits::default()
    };
    let appender = Appender::new(Box::new(disk.clone()), FOLDER.into(), 0, limits);
    let (messages, received) = crossbeam_channel::unbounded();
    let start = |desk: &Desk| Box::new(Start::new(&desk.layout, &desk.values, Reason::Open));
    messages.send(Message::Segment(start(&desk))).unwrap();
    for number in 0..100 {
        let group = desk.make(Cause::Hand, &[("ch/1/fader", &format!("-{number} dB"))]);
        messages.send(Message::Group(group)).unwrap();
    }
    let (inbox, events) = inbox();
    let writer = journal_writer::start(appender, received, inbox).unwrap();
    let report = || match events.next(Duration::from_secs(100)) {
        Ok(Event::Journal(report)) => report,
        other => panic!("{other:?}"),
    };
    assert_eq!(report(), Report::NeedsCheckpoint);
    let mut whole = start(&desk);
    whole.header.sequence = 100;
    messages.send(Message::Segment(whole)).unwrap();
    assert_eq!(report(), Report::Committed(100));
    messages.send(Message::End).unwrap();
    assert_eq!(writer.join().unwrap(), None);
}
