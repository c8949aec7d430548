//! What is captured is in the files, together; what was missed is silence where it belongs; a disk that fails one track
//! leaves the others.

use super::*;
use crate::disk::room::RESERVE;
use crate::disk::{SampleFormat, SoundFile};
use crate::rt::capture::{CaptureWriter, capture};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

const RATE: u32 = 48_000;
/// Engine frame with which the tests begin.
const FIRST: u64 = 32 * 1000;

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hr-recorder-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    path
}

/// Tracks with rings of so many marks, and the ends that the engine has.
fn tracks(channels: &[usize], marks: usize) -> (Vec<Track>, Vec<CaptureWriter>) {
    let track = |(number, channels): (usize, &usize)| {
        let (writer, reader) = capture(*channels, marks);
        let spec = TakeSpec {
            format: SampleFormat::Float32,
            rate: RATE,
            channels: *channels as u16,
            ..TakeSpec::default()
        };
        let name = format!("{:02} track", number + 1);
        let (dithers, sound) = (false, Backlog::new(reader));
        (
            Track {
                name,
                spec,
                dithers,
                sound,
            },
            writer,
        )
    };
    channels.iter().enumerate().map(track).unzip()
}

fn sample(channel: usize, frame: u64) -> f32 {
    frame as f32 + channel as f32 / 4.0
}

/// The engine captures so many marks from a mark on.
fn play(writers: &mut [CaptureWriter], from: u64, marks: u64) {
    for mark in from..from + marks {
        let first = mark * FRAMES as u64;
        let channel = |channel| std::array::from_fn(|n| sample(channel, first + n as u64));
        let samples: [[f32; FRAMES]; 2] = [channel(0), channel(1)];
        for writer in &mut *writers {
            writer.write(FIRST + first, |channel| &samples[channel]);
        }
    }
}

/// A channel of a file.
fn read(folder: &Path, name: &str, channel: usize) -> Vec<f32> {
    let mut file = SoundFile::open(&folder.join(name)).unwrap();
    let mut samples = Vec::new();
    while let frames @ 1.. = file.advance(1000).unwrap() {
        let from = samples.len();
        samples.resize(from + frames, 0.0);
        file.copy(channel, &mut samples[from..]);
    }
    assert!(file.notes().is_empty(), "{:?}", file.notes());
    samples
}

fn is_whole(samples: &[f32], channel: usize) -> bool {
    (0_u64..)
        .zip(samples)
        .all(|(n, x)| *x == sample(channel, n))
}

#[test]
fn every_track_has_every_sample_from_the_same_frame_on_and_ends_with_the_others() {
    let folder = folder("whole");
    let (tracks, mut writers) = tracks(&[1, 2, 1], 10_000);
    let mut take = Take::begin(&folder, RATE, tracks, Room::default()).unwrap();
    for round in 0..40 {
        play(&mut writers, round * 100, 100);
        assert_eq!(take.turn(), Vec::<String>::new());
        if round == 10 {
            take.mark("Verse");
        }
    }
    let status = take.status();
    assert_eq!((status.tracks, status.failed, status.gaps.len()), (3, 0, 0));
    assert!((status.seconds - 128_000.0 / 48_000.0).abs() < 1e-6);
    assert!(status.seconds_left.unwrap() > 0.0);
    assert_eq!(take.finish(), Vec::<String>::new());
    for (name, channel) in [
        ("01 track.wav", 0),
        ("02 track.wav", 1),
        ("03 track.wav", 0),
    ] {
        let samples = read(&folder, name, channel);
        assert_eq!(samples.len(), 128_000, "{name}");
        assert!(is_whole(&samples, channel), "{name}");
        let bytes = std::fs::read(folder.join(name)).unwrap();
        assert!(bytes.windows(6).any(|x| x == b"Verse\0"), "{name}");
    }
    assert!(!folder.join("gaps.txt").exists());
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_disk_that_sleeps_too_long_leaves_silence_of_the_right_length_and_a_list() {
    let folder = folder("gaps");
    let (tracks, mut writers) = tracks(&[1, 2], 500);
    let mut take = Take::begin(&folder, RATE, tracks, Room::default()).unwrap();
    play(&mut writers, 0, 400);
    take.turn();
    // Nobody reads for 2000 marks: 500 of them wait.
    play(&mut writers, 400, 2000);
    take.turn();
    play(&mut writers, 2400, 400);
    take.turn();
    let gaps = take.status().gaps;
    let gap = |track: &str| Gap {
        track: track.to_owned(),
        at: 900 * 32,
        frames: 1500 * 32,
        goes_on: None,
    };
    assert_eq!(gaps, [gap("01 track"), gap("02 track")]);
    take.finish();
    let samples = read(&folder, "02 track.wav", 0);
    assert_eq!(samples.len(), 2800 * 32);
    assert!(is_whole(&samples[..900 * 32], 0));
    assert!(samples[900 * 32..2400 * 32].iter().all(|x| *x == 0.0));
    assert_eq!(samples[2400 * 32], sample(0, 2400 * 32));
    let list = std::fs::read_to_string(folder.join("gaps.txt")).unwrap();
    assert!(
        list.contains("0:00.6  1.000 s  frame 28800 +48000  02 track"),
        "{list}"
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn whoever_kills_it_finds_all_but_the_last_second_in_every_file() {
    let folder = folder("killed");
    let (tracks, mut writers) = tracks(&[1, 2], 10_000);
    let mut take = Take::begin(&folder, RATE, tracks, Room::default()).unwrap();
    for round in 0..50 {
        play(&mut writers, round * 100, 100);
        take.turn();
    }
    // As after kill -9: nobody finishes anything.
    std::mem::forget(take);
    for name in ["01 track.wav", "02 track.wav"] {
        let samples = read(&folder, name, 0);
        assert!(
            samples.len() >= 160_000 - 48_000 - 3200,
            "{}",
            samples.len()
        );
        assert!(is_whole(&samples, 0));
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_take_begins_whole_or_not_at_all_and_replaces_nothing() {
    let folder = folder("begin");
    let (mut two, _writers) = tracks(&[1, 1], 10);
    two[1].name = two[0].name.clone();
    assert!(Take::begin(&folder, RATE, two, Room::default()).is_err());
    assert!(!folder.exists());
    let (one, _writers) = tracks(&[1], 10);
    std::mem::forget(Take::begin(&folder, RATE, one, Room::default()).unwrap());
    let (one, _writers) = tracks(&[1], 10);
    let again = Take::begin(&folder, RATE, one, Room::default()).unwrap_err();
    assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_track_that_the_disk_does_not_take_ends_and_the_others_go_on() {
    let folder = folder("full");
    let (mut tracks, mut writers) = tracks(&[1, 1], 10_000);
    tracks[0].name = "01 full".to_owned();
    let mut take = Take::begin(&folder, RATE, tracks, Room::default()).unwrap();
    play(&mut writers, 0, 100);
    take.turn();
    let error = io::Error::from(io::ErrorKind::StorageFull);
    let said = take.give_up(0, &error);
    assert!(said.contains("01 full is no longer recorded"), "{said}");
    play(&mut writers, 100, 100);
    assert_eq!(take.turn(), Vec::<String>::new());
    let status = take.status();
    assert_eq!((status.tracks, status.failed), (1, 1));
    take.finish();
    assert_eq!(read(&folder, "02 track.wav", 0).len(), 6400);
    std::fs::remove_dir_all(folder).unwrap();
}

/// A disk that has so many bytes left.
fn disk(left: u64) -> (Arc<AtomicU64>, Room) {
    let free = Arc::new(AtomicU64::new(RESERVE + left));
    let said = free.clone();
    (free, Room::of(move |_| Some(said.load(Relaxed))))
}

#[test]
fn a_take_is_over_while_the_reserve_is_free_still_and_ends_whole() {
    let folder = folder("reserve");
    let (tracks, mut writers) = tracks(&[1, 1], 10_000);
    let (free, room) = disk(20_000_000);
    let mut take = Take::begin(&folder, RATE, tracks, room).unwrap();
    play(&mut writers, 0, 100);
    take.turn();
    let left = take.status().seconds_left.unwrap();
    assert!((left - 20e6 / (8.0 * 48_000.0)).abs() < 1.0, "{left}");
    assert_eq!(take.over(), None);
    free.store(RESERVE, Relaxed);
    let why = take.over().unwrap();
    assert!(why.contains("only 64 MB left"), "{why}");
    assert_eq!(take.finish(), Vec::<String>::new());
    assert_eq!(read(&folder, "01 track.wav", 0).len(), 3200);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_take_for_which_there_is_hardly_room_does_not_begin() {
    let folder = folder("hardly");
    let (one, _writers) = tracks(&[1], 10);
    let (_, room) = disk(10 * 4 * 48_000 - 1);
    let error = Take::begin(&folder, RATE, one, room).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    assert!(error.to_string().starts_with("it needs 2 MB"), "{error}");
    assert!(!folder.exists());
}

#[test]
fn a_take_whose_tracks_have_all_failed_is_over_and_says_why() {
    let folder = folder("all-failed");
    let (tracks, _writers) = tracks(&[1, 1], 10);
    let mut take = Take::begin(&folder, RATE, tracks, Room::default()).unwrap();
    let error = || io::Error::from(io::ErrorKind::ReadOnlyFilesystem);
    take.give_up(0, &error());
    assert_eq!(take.over(), None);
    take.give_up(1, &error());
    let why = take.over().unwrap();
    assert!(why.contains(&error().to_string()), "{why}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_track_with_another_width_goes_on_in_a_file_that_begins_with_the_take() {
    let folder = folder("width");
    let (mut all, mut writers) = tracks(&[1, 1, 2], 10_000);
    let (mut later, mut wide) = (all.pop().unwrap(), writers.pop().unwrap());
    later.name = "02 track 2".to_owned();
    let mut take = Take::begin(&folder, RATE, all, Room::default()).unwrap();
    take.go_on(1, later);
    play(&mut writers, 0, 400);
    assert_eq!(take.turn(), Vec::<String>::new());
    assert!(!folder.join("02 track 2.wav").exists(), "nothing came yet");
    // From here on the second strip is stereo: its old capture is silent, and the new one begins at the same mark.
    let mut narrow = writers.pop().unwrap();
    play(&mut writers, 400, 8000);
    play(std::slice::from_mut(&mut wide), 400, 8000);
    assert_eq!(take.turn(), Vec::<String>::new());
    let said = take.news();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0]
            .starts_with("02 track has another width from 0:00.3 on: it goes on in 02 track 2.wav"),
        "{said:?}"
    );
    let status = take.status();
    assert_eq!((status.tracks, status.failed, status.gaps.len()), (2, 0, 0));
    // And back.
    play(&mut writers, 8400, 100);
    play(std::slice::from_mut(&mut narrow), 8400, 100);
    take.turn();
    assert_eq!(take.finish(), Vec::<String>::new());
    let wide = read(&folder, "02 track 2.wav", 1);
    assert_eq!(wide.len(), 8500 * 32);
    assert!(wide[..400 * 32].iter().all(|x| *x == 0.0));
    assert_eq!(wide[400 * 32], sample(1, 400 * 32));
    assert_eq!(wide[8399 * 32], sample(1, 8399 * 32));
    let narrow = read(&folder, "02 track.wav", 0);
    assert_eq!(narrow.len(), 8500 * 32);
    assert_eq!(narrow[399 * 32], sample(0, 399 * 32));
    assert!(narrow[400 * 32..8400 * 32].iter().all(|x| *x == 0.0));
    assert_eq!(narrow[8400 * 32], sample(0, 8400 * 32));
    std::fs::remove_dir_all(folder).unwrap();
}

/// Sixty seconds that wait are written bit by bit, while what is played meanwhile waits behind them; a marker stands where it
/// is heard; and who kills it finds what was written.
#[test]
fn what_waits_already_is_the_beginning_of_a_take() {
    let folder = folder("waits");
    let (mut tracks, mut writers) = tracks(&[1, 2], 100_000);
    let marks = 60 * 48_000 / FRAMES as u64;
    play(&mut writers, 0, marks);
    for track in &mut tracks {
        track.sound.pull(u64::MAX);
        track.spec.format = SampleFormat::Whole24;
    }
    let (_, room) = disk(10 * 9 * 48_000 + marks * 32 * 9 - 1);
    let (more, _) = self::tracks(&[1], 1);
    assert!(Take::begin(&folder, RATE, more, room.clone()).is_ok());
    std::fs::remove_dir_all(&folder).unwrap();
    let error = Take::begin(&folder, RATE, tracks, room).unwrap_err();
    assert_eq!(
        error.kind(),
        io::ErrorKind::StorageFull,
        "what waits needs room, too"
    );

    let (mut tracks, mut writers) = self::tracks(&[1, 2], 100_000);
    play(&mut writers, 0, marks);
    for track in &mut tracks {
        track.sound.pull(u64::MAX);
    }
    let mut take = Take::begin(&folder, RATE, tracks, Room::default()).unwrap();
    play(&mut writers, marks, 10);
    let mut turns = 0;
    take.mark("Now");
    assert_eq!(take.turn(), Vec::<String>::new());
    assert!(take.is_behind());
    assert!((take.status().seconds - 60.0).abs() < 0.1);
    while take.is_behind() {
        turns += 1;
        assert_eq!(take.turn(), Vec::<String>::new());
    }
    assert!(turns > 0);
    assert!(take.status().gaps.is_empty());
    // As after kill -9.
    std::mem::forget(take);
    let samples = read(&folder, "02 track.wav", 1);
    assert!(samples.len() as u64 >= (marks + 10) * 32 - 48_000);
    assert!(is_whole(&samples, 1));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_full_disk_does_not_take_what_waits_from_the_reserve() {
    let folder = folder("waits-full");
    let (mut tracks, mut writers) = tracks(&[2], 400_000);
    play(&mut writers, 0, 300_000);
    tracks[0].sound.pull(u64::MAX);
    let mut take = Take::begin(&folder, RATE, tracks, Room::default()).unwrap();
    take.turn();
    take.forget_what_waits();
    assert!(!take.is_behind());
    let frames = take.frames();
    assert_eq!(take.finish(), Vec::<String>::new());
    let samples = read(&folder, "01 track.wav", 0);
    assert_eq!(samples.len() as u64, frames);
    assert!(is_whole(&samples, 0));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_was_armed_later_begins_with_silence_which_is_no_gap() {
    let folder = folder("later");
    let (mut tracks, mut writers) = tracks(&[1, 1], 10_000);
    let mut late = writers.pop().unwrap();
    play(&mut writers, 0, 1000);
    play(std::slice::from_mut(&mut late), 600, 400);
    for track in &mut tracks {
        track.sound.pull(u64::MAX);
    }
    let mut take = Take::begin(&folder, RATE, tracks, Room::default()).unwrap();
    take.turn();
    assert_eq!(take.status().gaps, []);
    // What is missing later is one.
    play(&mut writers, 1000, 100);
    play(std::slice::from_mut(&mut late), 1050, 50);
    take.turn();
    assert_eq!(take.status().gaps.len(), 1);
    assert_eq!(take.finish(), Vec::<String>::new());
    let samples = read(&folder, "02 track.wav", 0);
    assert_eq!(samples.len(), 1100 * 32);
    assert!(samples[..600 * 32].iter().all(|x| *x == 0.0));
    assert_eq!(samples[600 * 32], sample(0, 600 * 32));
    std::fs::remove_dir_all(folder).unwrap();
}

/// 24 bits are readable up to the last second as well.
#[test]
fn whoever_kills_it_in_24_bits_finds_all_but_the_last_second() {
    let folder = folder("killed-24");
    let (mut tracks, mut writers) = tracks(&[1], 10_000);
    tracks[0].spec.format = SampleFormat::Whole24;
    let mut take = Take::begin(&folder, RATE, tracks, Room::default()).unwrap();
    for mark in 0..5000_u64 {
        let samples: [f32; FRAMES] = std::array::from_fn(|n| {
            let frame = mark * FRAMES as u64 + n as u64;
            (frame % 8_000_000) as f32 / 8_388_608.0
        });
        writers[0].write(FIRST + mark * FRAMES as u64, |_| &samples);
        if mark % 100 == 0 {
            take.turn();
        }
    }
    take.turn();
    std::mem::forget(take);
    let samples = read(&folder, "01 track.wav", 0);
    assert!(
        samples.len() >= 160_000 - 48_000 - 3200,
        "{}",
        samples.len()
    );
    let expected = |n: usize| n as f32 / 8_388_608.0;
    assert!(samples.iter().enumerate().all(|(n, x)| *x == expected(n)));
    std::fs::remove_dir_all(folder).unwrap();
}
