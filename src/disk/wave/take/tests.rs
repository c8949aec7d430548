//! A recording is read by the project's own reader at every moment of its life, and byte by byte at its end.

use super::*;
use crate::disk::SoundFile;
use std::path::PathBuf;

const RATE: u32 = 48_000;

fn path(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hr-take-{}-{name}.wav", std::process::id()));
    let _ = std::fs::remove_file(&path);
    path
}

fn spec(format: SampleFormat, channels: u16) -> TakeSpec {
    TakeSpec {
        format,
        rate: RATE,
        channels,
        mask: if channels == 1 { 4 } else { 3 },
        description: "ch/1 Kick".to_owned(),
        track: "Kick & <Co>".to_owned(),
        begins: ("2026-11-30".to_owned(), "20:15:00".to_owned()),
        time_reference: 3_499_200_000,
    }
}

fn sample(channel: usize, frame: u64) -> f32 {
    (frame % 4000) as f32 / 4096.0 - channel as f32 * 0.25
}

fn write(writer: &mut TakeWriter, channels: usize, frames: u64) {
    let from = writer.frames();
    let channel = |channel| (from..from + frames).map(|n| sample(channel, n)).collect();
    let channels: Vec<Vec<f32>> = (0..channels).map(channel).collect();
    let channels: Vec<&[f32]> = channels.iter().map(Vec::as_slice).collect();
    writer.write(&channels).unwrap();
}

/// What the project's reader makes of it: by channel, and what it has to say.
fn read(path: &Path) -> (Vec<Vec<f32>>, Vec<String>) {
    let mut file = SoundFile::open(path).unwrap();
    assert_eq!(file.rate(), RATE);
    let mut channels = vec![Vec::new(); file.channels()];
    while let frames @ 1.. = file.advance(1000).unwrap() {
        for (number, channel) in channels.iter_mut().enumerate() {
            let from = channel.len();
            channel.resize(from + frames, 0.0);
            file.copy(number, &mut channel[from..]);
        }
    }
    (channels, file.notes().to_vec())
}

fn is_right(channels: &[Vec<f32>]) -> bool {
    let right = |channel: usize, samples: &Vec<f32>| {
        (0_u64..)
            .zip(samples)
            .all(|(n, x)| *x == sample(channel, n))
    };
    channels
        .iter()
        .enumerate()
        .all(|(channel, samples)| right(channel, samples))
}

#[test]
fn whenever_its_writer_dies_everything_up_to_the_last_second_is_there() {
    for (format, channels) in [
        (SampleFormat::Float32, 1),
        (SampleFormat::Float32, 2),
        (SampleFormat::Whole24, 1),
        (SampleFormat::Whole24, 2),
    ] {
        let path = path(&format!("dies-{format:?}-{channels}"));
        let mut writer = TakeWriter::create(&path, &spec(format, channels)).unwrap();
        let (found, _) = read(&path);
        assert_eq!(found, vec![Vec::<f32>::new(); usize::from(channels)]);
        for second in 1..4_u64 {
            // What came after the last mending is in the file, or not; what came before is, whatever happens.
            write(&mut writer, usize::from(channels), u64::from(RATE));
            let (found, _) = read(&path);
            assert!(found[0].len() as u64 >= (second - 1) * u64::from(RATE));
            assert!(is_right(&found), "{format:?}");
            writer.mend().unwrap();
            let (found, notes) = read(&path);
            assert_eq!(found[0].len() as u64, second * u64::from(RATE));
            assert!(is_right(&found) && notes.is_empty(), "{format:?} {notes:?}");
        }
        std::mem::forget(writer);
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn a_recording_that_outgrows_riff_becomes_rf64_and_is_right_before_and_after() {
    let path = path("large");
    let format = SampleFormat::Float32;
    let max_size = 4096 + 4 * 100_000;
    let mut writer = TakeWriter::with_max_size(&path, &spec(format, 1), max_size).unwrap();
    for round in 1..=6_u64 {
        write(&mut writer, 1, 30_000);
        writer.mend().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let expected = if round <= 3 { b"RIFF" } else { b"RF64" };
        assert_eq!(&bytes[..4], expected, "{round}");
        let (found, notes) = read(&path);
        assert_eq!(found[0].len() as u64, round * 30_000);
        assert!(is_right(&found) && notes.is_empty(), "{notes:?}");
    }
    let marker = TakeMarker {
        frame: 7,
        name: "late".to_owned(),
    };
    writer.finish(&[marker]).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let size = u64::from_le_bytes(bytes[20..28].try_into().unwrap());
    assert_eq!(size, bytes.len() as u64 - 8);
    let (found, notes) = read(&path);
    assert_eq!((found[0].len(), notes.len()), (180_000, 0));
    std::fs::remove_file(path).unwrap();
}

/// The chunks of a file: names and bodies.
fn chunks(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    assert_eq!(number(4), bytes.len() - 8);
    let mut found = Vec::new();
    let mut at = 12;
    while at < bytes.len() {
        let size = number(at + 4);
        let name = String::from_utf8(bytes[at..at + 4].to_vec()).unwrap();
        found.push((name, bytes[at + 8..at + 8 + size].to_vec()));
        at += 8 + size + size % 2;
    }
    found
}

#[test]
fn a_finished_file_says_what_it_is_and_where_its_markers_are() {
    let path = path("finished");
    let format = SampleFormat::Whole24;
    let mut writer = TakeWriter::create(&path, &spec(format, 1)).unwrap();
    write(&mut writer, 1, 1001);
    let markers = ["Verse", "Chorus 2"].map(|name| TakeMarker {
        frame: 100 * name.len() as u64,
        name: name.to_owned(),
    });
    writer.finish(&markers).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let chunks = chunks(&bytes);
    let names: Vec<&str> = chunks.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "JUNK", "bext", "iXML", "fmt ", "fact", "JUNK", "data", "cue ", "LIST"
        ]
    );
    assert_eq!((chunks[0].1.len(), chunks[1].1.len()), (28, 602));
    assert!(chunks[1].1.starts_with(b"ch/1 Kick\0"));
    assert_eq!(&chunks[1].1[320..338], b"2026-11-3020:15:00");
    assert_eq!(chunks[1].1[338..346], 3_499_200_000_u64.to_le_bytes());
    let xml = String::from_utf8(chunks[2].1.clone()).unwrap();
    assert!(xml.contains("<NAME>Kick &amp; &lt;Co&gt;</NAME>"), "{xml}");
    assert_eq!(chunks[4].1, 1001_u32.to_le_bytes());
    assert_eq!(chunks[6].1.len(), 3003);
    assert_eq!(&bytes[4088..4092], b"data");
    assert_eq!(chunks[7].1[..12], [2, 0, 0, 0, 1, 0, 0, 0, 0xf4, 1, 0, 0]);
    assert!(chunks[8].1.windows(9).any(|x| x == b"Chorus 2\0"));
    std::fs::remove_file(path).unwrap();
}

#[test]
fn the_longest_names_and_most_channels_fit_before_the_sound() {
    let path = path("names");
    let long = "&\u{1f941}".repeat(500);
    let spec = TakeSpec {
        channels: 8,
        description: long.clone(),
        track: long,
        ..spec(SampleFormat::Float32, 8)
    };
    let mut writer = TakeWriter::create(&path, &spec).unwrap();
    write(&mut writer, 8, 100);
    writer.finish(&[]).unwrap();
    let (found, notes) = read(&path);
    assert!(is_right(&found) && notes.is_empty());
    std::fs::remove_file(path).unwrap();
}

#[test]
fn whole_numbers_are_rounded_and_end_at_full_scale() {
    let path = path("whole");
    let mut writer = TakeWriter::create(&path, &spec(SampleFormat::Whole24, 1)).unwrap();
    let step = 1.0 / 8_388_608.0;
    let samples = [0.5, 1.0, -1.0, 2.0, -3.0, f32::NAN, 0.6 * step, 0.4 * step];
    writer.write(&[&samples]).unwrap();
    writer.finish(&[]).unwrap();
    let (found, _) = read(&path);
    let top = 1.0 - step;
    assert_eq!(found[0], [0.5, top, -1.0, top, -1.0, 0.0, step, 0.0]);
    std::fs::remove_file(path).unwrap();
}

#[test]
fn a_gap_is_silence_of_its_length_and_a_file_that_is_there_stays() {
    let path = path("gap");
    let mut writer = TakeWriter::create(&path, &spec(SampleFormat::Float32, 2)).unwrap();
    write(&mut writer, 2, 10);
    writer.write_silence(200_000).unwrap();
    write(&mut writer, 2, 10);
    assert_eq!(writer.frames(), 200_020);
    writer.finish(&[]).unwrap();
    let (found, _) = read(&path);
    assert_eq!(found[1].len(), 200_020);
    assert!(found[1][10..200_010].iter().all(|x| *x == 0.0));
    assert_eq!(found[1][200_015], sample(1, 200_015));
    let again = TakeWriter::create(&path, &spec(SampleFormat::Float32, 1)).unwrap_err();
    assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(read(&path).0, found);
    std::fs::remove_file(path).unwrap();
}

/// What sox and editors want to see of a format.
#[test]
fn floats_on_one_or_two_channels_have_a_plain_format_and_all_else_an_extensible_one() {
    for (format, channels, size, tag) in [
        (SampleFormat::Float32, 1, 18, 3_u16),
        (SampleFormat::Float32, 2, 18, 3),
        (SampleFormat::Float32, 6, 40, 0xfffe),
        (SampleFormat::Whole24, 1, 40, 0xfffe),
    ] {
        let path = path(&format!("format-{size}-{channels}"));
        let mut writer = TakeWriter::create(&path, &spec(format, channels)).unwrap();
        write(&mut writer, usize::from(channels), 100);
        writer.finish(&[]).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let at = bytes.windows(4).position(|id| id == b"fmt ").unwrap();
        assert_eq!(bytes[at + 4..at + 8], u32::to_le_bytes(size));
        assert_eq!(bytes[at + 8..at + 10], tag.to_le_bytes());
        let extended = u16::to_le_bytes(size as u16 - 18);
        assert_eq!(bytes[at + 24..at + 26], extended);
        assert_eq!(read(&path).0.len(), usize::from(channels));
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn a_long_silence_takes_no_room_and_what_follows_stands_where_it_belongs() {
    let path = path("hole");
    let mut writer = TakeWriter::create(&path, &spec(SampleFormat::Float32, 1)).unwrap();
    write(&mut writer, 1, 1000);
    writer.write_silence(50_000_000).unwrap();
    let from = writer.frames();
    assert_eq!(from, 50_001_000);
    write(&mut writer, 1, 1000);
    writer.mend().unwrap();
    writer.finish(&[]).unwrap();
    let found = std::fs::metadata(&path).unwrap();
    assert_eq!(found.len(), 4096 + 4 * 50_002_000);
    let mut file = SoundFile::open(&path).unwrap();
    file.seek(from - 10).unwrap();
    let mut samples = [0.0; 1000];
    let count = file.advance(1000).unwrap();
    file.copy(0, &mut samples[..count]);
    assert!(samples[..10].iter().all(|x| *x == 0.0));
    assert_eq!(
        samples[10..20],
        std::array::from_fn::<f32, 10, _>(|n| sample(0, from + n as u64))
    );
    std::fs::remove_file(path).unwrap();
}
