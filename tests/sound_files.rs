//! Sound files of the wild, made byte by byte: each gives the right samples, or a sentence that says what it is.

mod common;

use common::wave::{
    aiff, chunk, crc, extensible, flac, format, format_of_block, riff, riff_of, sized, whole,
};
use headroom::disk::SoundFile;
use std::path::{Path, PathBuf};

/// Frames of most files.
const FRAMES: usize = 4800;

/// What has to come of a file.
#[derive(Debug, PartialEq)]
enum Outcome {
    /// Its channels, and what is said of it.
    Plays(Vec<Vec<f32>>, Vec<String>),
    /// Why it cannot be read.
    Refused(String),
}

/// A file and what has to come of it.
type Case = (&'static str, Vec<u8>, Outcome);

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("sound-files-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// What becomes of a file, read by pieces of `piece` frames.
fn outcome(path: &Path, piece: usize) -> Outcome {
    let mut file = match SoundFile::open(path) {
        Ok(file) => file,
        Err(error) => return Outcome::Refused(error.to_string()),
    };
    let mut channels = vec![Vec::new(); file.channels()];
    loop {
        match file.advance(piece) {
            Ok(0) => return Outcome::Plays(channels, file.notes().to_vec()),
            Ok(frames) => {
                assert!(frames <= piece);
                for (number, channel) in channels.iter_mut().enumerate() {
                    let mut block = vec![0.0; frames];
                    file.copy(number, &mut block);
                    channel.extend(block);
                }
            }
            Err(error) => return Outcome::Refused(error.to_string()),
        }
    }
}

fn judge(name: &str, cases: Vec<Case>) {
    let folder = folder(name);
    for (name, bytes, expected) in cases {
        let path = folder.join(format!("{name}.wav"));
        std::fs::write(&path, bytes).unwrap();
        for piece in [64, 1000, 100_000] {
            let found = outcome(&path, piece);
            let same = found == expected;
            let short = |outcome: &Outcome| match outcome {
                Outcome::Refused(why) => why.clone(),
                Outcome::Plays(channels, notes) => {
                    let first = channels.first().map_or(&[][..], |c| &c[..c.len().min(4)]);
                    let (count, frames) = (channels.len(), channels.first().map_or(0, Vec::len));
                    format!("{count} channels of {frames} frames from {first:?}, {notes:?}")
                }
            };
            assert!(same, "{name}: {}, not {}", short(&found), short(&expected));
        }
    }
}

fn plays(samples: impl IntoIterator<Item = f32>) -> Outcome {
    Outcome::Plays(vec![samples.into_iter().collect()], Vec::new())
}

/// The test signal in so many frames, with a note.
fn plays_frames(frames: usize, note: &str) -> Outcome {
    Outcome::Plays(
        vec![sixteen().take(frames).map(at_16).collect()],
        vec![note.to_owned()],
    )
}

fn refused(why: impl Into<String>) -> Outcome {
    Outcome::Refused(why.into())
}

/// A tone of 16 bits.
fn sixteen() -> impl Iterator<Item = i32> {
    (0..FRAMES).map(|n| (16_384.0 * (std::f64::consts::TAU * n as f64 / 48.0).sin()) as i32)
}

fn at_16(sample: i32) -> f32 {
    sample as f32 / 32_768.0
}

/// The tone as a data chunk of 16 bits.
fn data() -> Vec<u8> {
    chunk(b"data", &whole(16, sixteen()))
}

fn plain() -> Vec<u8> {
    chunk(b"fmt ", &format(1, 1, 48_000, 16))
}

/// A file of one channel with this format.
fn file(format: &[u8], data: &[u8]) -> Vec<u8> {
    riff(&[chunk(b"fmt ", format), chunk(b"data", data)])
}

fn floats() -> Vec<u8> {
    sixteen().flat_map(|x| at_16(x).to_le_bytes()).collect()
}

fn doubles() -> Vec<u8> {
    sixteen()
        .flat_map(|x| f64::from(at_16(x)).to_le_bytes())
        .collect()
}

/// A file of one channel whose whole numbers have so many bits in so many bytes.
fn of_bits(bits: u16, bytes: u16, samples: impl Iterator<Item = i32>) -> Vec<u8> {
    let format = format_of_block(1, 1, 48_000, bits, bytes);
    file(&format, &whole(8 * bytes, samples))
}

/// The tone of 16 bits in the upper ones of more.
fn wide(bits: u16) -> impl Iterator<Item = i32> {
    sixteen().map(move |x| x << (bits - 16))
}

#[test]
fn whole_numbers_of_every_width() {
    let tone = || plays(sixteen().map(at_16));
    // 24 bits whose last four are zero, and 16 whose last four are.
    let twenty = || sixteen().map(|x| x << 8 & !15);
    let at_24 = |x: i32| at_16(x) / 256.0;
    let twelve = || sixteen().map(|x| x & !15);
    let eight = || sixteen().map(|x| x >> 8);
    let at_8 = |x: i32| x as f32 / 128.0;
    let extended = |bits, valid, samples: Vec<i32>| {
        file(&extensible(1, 1, bits, (valid, 4)), &whole(bits, samples))
    };
    let of = |bits| wide(bits).collect::<Vec<i32>>();
    let more = |more: &[u8]| {
        let format = [&format(1, 1, 48_000, 16)[..], more].concat();
        file(&format, &whole(16, sixteen()))
    };
    judge(
        "whole",
        vec![
            ("plain16", of_bits(16, 2, sixteen()), tone()),
            ("pcm24", of_bits(24, 3, wide(24)), tone()),
            ("pcm32", of_bits(32, 4, wide(32)), tone()),
            ("u8", of_bits(8, 1, eight()), plays(eight().map(at_8))),
            (
                "bits12",
                of_bits(12, 2, twelve()),
                plays(twelve().map(at_16)),
            ),
            (
                "bits20in24",
                of_bits(20, 3, twenty()),
                plays(twenty().map(at_24)),
            ),
            ("bits24in32", of_bits(24, 4, wide(32)), tone()),
            ("ext16", extended(16, 16, of(16)), tone()),
            ("ext24", extended(24, 24, of(24)), tone()),
            ("ext24in32", extended(32, 24, of(32)), tone()),
            ("ext20in24", extended(24, 20, of(24)), tone()),
            ("fmt40_pcm_cb0", more(&[0; 24]), tone()),
            ("fmt18_cbjunk", more(&[0xef, 0xbe]), tone()),
        ],
    );
}

#[test]
fn floats_and_logarithms() {
    let tone = || plays(sixteen().map(at_16));
    let of = |tag, bits, more: &[u8]| [&format(tag, 1, 48_000, bits)[..], more].concat();
    let extended = |bits| extensible(3, 1, bits, (bits, 4));
    let mu = plays([0, 32_124, -32_124, 8316].map(at_16));
    let a = plays([8, -8, 32_256, -32_256].map(at_16));
    judge(
        "floats",
        vec![
            ("f32", file(&of(3, 32, &[]), &floats()), tone()),
            ("f64", file(&of(3, 64, &[]), &doubles()), tone()),
            ("f32_cb0", file(&of(3, 32, &[0; 2]), &floats()), tone()),
            ("f32_fmt40", file(&of(3, 32, &[0; 24]), &floats()), tone()),
            ("ext_f32", file(&extended(32), &floats()), tone()),
            ("ext_f64", file(&extended(64), &doubles()), tone()),
            ("mulaw", file(&of(7, 8, &[]), &[0xff, 0x80, 0x00, 0x9f]), mu),
            ("alaw", file(&of(6, 8, &[]), &[0xd5, 0x55, 0xaa, 0x2a]), a),
        ],
    );
}

#[test]
fn floats_beyond_full_scale_and_what_is_no_number_stay_what_they_are() {
    let odd = [4.0, -4.0, 3e38, 1e-40, f32::INFINITY, f32::NEG_INFINITY];
    let bytes = odd
        .iter()
        .flat_map(|x| x.to_le_bytes())
        .collect::<Vec<u8>>();
    let floats = file(&format(3, 1, 48_000, 32), &bytes);
    judge("odd-floats", vec![("f32_inf", floats, plays(odd))]);
    let nan = file(&format(3, 1, 48_000, 32), &f32::NAN.to_le_bytes());
    let path = folder("nan").join("nan.wav");
    std::fs::write(&path, nan).unwrap();
    let Outcome::Plays(channels, _) = outcome(&path, 64) else {
        panic!("it can be read");
    };
    assert!(channels[0][0].is_nan());
}

#[test]
fn many_channels_keep_their_order() {
    let many = |count: u16, format: Vec<u8>| {
        let frames = (0..500).flat_map(|n| (0..i32::from(count)).map(move |c| n * 61 - c * 111));
        let channel = |c: i32| (0..500).map(|n| at_16(n * 61 - c * 111)).collect();
        let right = (0..i32::from(count)).map(channel).collect();
        (
            file(&format, &whole(16, frames)),
            Outcome::Plays(right, Vec::new()),
        )
    };
    for count in [2, 6, 26, 32, 64, 255] {
        for format in [
            format(1, count, 48_000, 16),
            extensible(1, count, 16, (16, 0)),
        ] {
            let (bytes, right) = many(count, format);
            judge("channels", vec![("many", bytes, right)]);
        }
    }
}

/// The sizes of an RF64 file with so many bytes of sound.
fn ds64(data: u64) -> Vec<u8> {
    let sizes = [0, data, 0].map(u64::to_le_bytes).concat();
    chunk(b"ds64", &[&sizes[..], &[0; 4]].concat())
}

#[test]
fn chunks_of_every_kind_and_order() {
    let bext = chunk(b"bext", &[b'x'; 603]);
    let ixml = chunk(b"iXML", b"<x/><x/><x/>y");
    let list = chunk(b"LIST", b"INFOabc");
    let unpadded = sized(b"bext", 603, &[b'x'; 603]);
    let junk = |bytes| chunk(b"JUNK", &vec![0; bytes]);
    let large = |id, data| {
        let sound = sized(b"data", u32::MAX, &whole(16, sixteen()));
        riff_of(id, u32::MAX, &[ds64(data), plain(), sound])
    };
    let tail = |tail: &[u8]| [&riff(&[plain(), data()])[..], tail].concat();
    let id3 = [&b"ID3\x04"[..], &[0; 5000]].concat();
    let files = [
        ("bext_odd", riff(&[bext, plain(), ixml, data(), list])),
        ("bext_odd_nopad", riff(&[unpadded, plain(), data()])),
        ("junk_28", riff(&[junk(28), plain(), junk(4000), data()])),
        ("data_first", riff(&[data(), plain()])),
        ("rf64", large(b"RF64", 9600)),
        ("bw64", large(b"BW64", 9600)),
        (
            "rf64_small",
            riff_of(b"RF64", u32::MAX, &[ds64(0), plain(), data()]),
        ),
        ("id3_tail", tail(&id3)),
        ("tag_tail", tail(&[&b"TAG"[..], &[0; 125]].concat())),
        ("short_tail", tail(&[7; 100])),
        ("chunk_behind_riff", tail(&chunk(b"LIST", &[b'x'; 9001]))),
    ];
    let right = |(name, bytes)| (name, bytes, plays(sixteen().map(at_16)));
    judge("chunks", files.into_iter().map(right).collect());
}

#[test]
fn recorders_that_died_lose_nothing() {
    let sound = whole(16, sixteen());
    let of =
        |size: u32, riff: u32| riff_of(b"RIFF", riff, &[plain(), sized(b"data", size, &sound)]);
    let rf64 = [ds64(0), plain(), sized(b"data", u32::MAX, &sound)];
    let files = [
        ("data0_unfinished", of(0, 36)),
        ("data0_riff_right", of(0, 9636)),
        ("dataFFFFFFFF_stream", of(u32::MAX, u32::MAX)),
        ("data7FFFFFFF_pipe", of(0x7fff_ffff, 0x7fff_ffff)),
        ("rf64_zeros", riff_of(b"RF64", u32::MAX, &rf64)),
    ];
    let died = "does not say how long it is, as if its recorder had died; all of its 0.100 seconds are read";
    let right = |(name, bytes)| (name, bytes, plays_frames(FRAMES, died));
    judge("died", files.into_iter().map(right).collect());
}

#[test]
fn a_length_that_is_not_that_of_the_sound() {
    let sound = whole(16, sixteen());
    let cut = riff(&[plain(), data()])[..44 + 5001].to_vec();
    let stale = sized(b"data", 9600, &[&sound[..], &sound].concat());
    let goes_on = "goes on behind the 0.100 seconds that its header promises, as if its recorder had died; all of its \
                   0.200 seconds are read";
    let twice = sixteen().chain(sixteen()).map(at_16).collect();
    let twice = Outcome::Plays(vec![twice], vec![goes_on.to_owned()]);
    let breaks =
        "breaks off after 0.052 seconds, though its header promises 0.100; what is there is read";
    let odd = chunk(b"data", &[&sound[..], &[1]].concat());
    let incomplete = "ends within a frame; that one is left out";
    let empty = chunk(b"data", b"");
    let list = chunk(b"LIST", b"INFOabcd");
    let silent = || plays_frames(0, "has no sound in it");
    judge(
        "length",
        vec![
            ("truncated", cut, plays_frames(2500, breaks)),
            (
                "stale",
                riff_of(b"RIFF", 36 + 9600, &[plain(), stale]),
                twice,
            ),
            (
                "data_odd_bytes",
                riff(&[plain(), odd]),
                plays_frames(FRAMES, incomplete),
            ),
            ("header_only", riff(&[plain(), empty.clone()]), silent()),
            ("header_and_list", riff(&[plain(), empty, list]), silent()),
        ],
    );
}

const FORMATS: &str = "allowed: 8, 16, 20, 24 and 32 bits, 32- and 64-bit float, A-law and mu-law; convert it, for \
                       example with: ffmpeg -i OLD.wav -c:a pcm_f32le NEW.wav";
const KINDS: &str = "allowed: WAV, RF64, BW64, FLAC, AIFF, CAF, Ogg Vorbis, MP3, ALAC; convert it, for example \
                     with: ffmpeg -i OLD NEW.wav";

#[test]
fn what_is_wrong_with_the_chunks_of_a_wave_file_is_said() {
    let sound = whole(16, sixteen());
    let pieces = [
        plain(),
        chunk(b"data", &sound[..4000]),
        chunk(b"data", &sound[4000..]),
    ];
    let missing = |what: &str| {
        refused(format!(
            "has {what}: it is cut off or damaged; save it anew"
        ))
    };
    let cut = "ends within its first twelve bytes: it is cut off; save it anew";
    let avi = "is a RIFF file of the kind 'AVI ', not of the kind 'WAVE'; convert it to WAV";
    let two = "has its sound in several pieces ('data' chunks), whose order nobody knows; save it anew in one piece";
    let neither = "neither a format ('fmt ' chunk) nor sound ('data' chunk)";
    judge(
        "refused-chunks",
        vec![
            ("riff_only", b"RIFF\0\0\0\0WAVE".to_vec(), missing(neither)),
            ("riff_cut", b"RIFF\0\0\0\0WA".to_vec(), refused(cut)),
            ("avi", b"RIFF\0\0\0\0AVI LIST".to_vec(), refused(avi)),
            (
                "no_data",
                riff(&[plain()]),
                missing("no sound ('data' chunk)"),
            ),
            (
                "no_format",
                riff(&[data()]),
                missing("no format ('fmt ' chunk)"),
            ),
            ("two_data", riff(&pieces), refused(two)),
        ],
    );
}

fn no_such_count(channels: u16) -> String {
    format!(
        "says that it has {channels} channels; allowed: 1 to 255; it is damaged, or split it into several files"
    )
}

#[test]
fn what_is_wrong_with_the_format_of_a_wave_file_is_said() {
    let mut strange = extensible(1, 1, 16, (16, 4));
    strange[30..40].fill(0xab);
    let of = |tag, bits, block| format_of_block(tag, 1, 48_000, bits, block);
    let damaged = |what: &str| format!("{what}: it is damaged; save it anew");
    let not_read = |what: &str| format!("{what}, which is not read; {FORMATS}");
    let samples = |what: &str| format!("has samples of {what}, which are not read; {FORMATS}");
    let rate =
        "says that its rate is 0 Hz; allowed: 8000 to 384000 Hz; it is damaged: save it anew";
    let kind = format!(
        "has sound of a kind (010000000000abababababababababab) that is not read; {FORMATS}"
    );
    let cut = extensible(1, 1, 16, (16, 4))[..30].to_vec();
    let block = format_of_block(1, 2, 48_000, 16, 3);
    let formats = [
        (
            "adpcm",
            of(2, 4, 256),
            not_read("holds Microsoft ADPCM (format 0x0002)"),
        ),
        (
            "mp3_in_wav",
            of(0x55, 0, 2),
            not_read("holds MP3 (format 0x0055)"),
        ),
        (
            "unknown",
            of(0x1234, 16, 2),
            not_read("holds sound of an unknown format (format 0x1234)"),
        ),
        ("ch0", format(1, 0, 48_000, 16), no_such_count(0)),
        ("ch300", format(1, 300, 48_000, 16), no_such_count(300)),
        ("rate0", format(1, 1, 0, 16), rate.to_owned()),
        (
            "bits0",
            of(1, 0, 2),
            samples("0 bits in 2 bytes (whole numbers)"),
        ),
        (
            "bits64",
            of(1, 64, 8),
            samples("64 bits in 8 bytes (whole numbers)"),
        ),
        ("f16", of(3, 16, 2), samples("16 bits in 2 bytes (floats)")),
        (
            "block",
            block,
            damaged("says that a frame of 2 channels has 3 bytes"),
        ),
        (
            "ext_short",
            cut,
            damaged("has an extensible format of fewer than 40 bytes"),
        ),
        ("ext_unknown", strange, kind),
    ];
    let sound = whole(16, sixteen());
    let case =
        |(name, format, why): (_, Vec<u8>, String)| (name, file(&format, &sound), refused(why));
    judge("refused-formats", formats.into_iter().map(case).collect());
}

#[test]
fn what_is_no_sound_file_is_called_by_its_name() {
    let is = |what: &str| refused(format!("is {what}; {KINDS}"));
    let rest = |begin: &[u8]| [begin, &[0; 100]].concat();
    judge(
        "strangers",
        vec![
            ("empty", Vec::new(), refused("is empty; save it anew")),
            (
                "text",
                b"seconds: 1".to_vec(),
                is("no sound file that is known here"),
            ),
            (
                "rifx",
                rest(b"RIFX\0\0\0\x24WAVEfmt "),
                is("a WAV file in big-endian order (RIFX)"),
            ),
            ("w64", rest(b"riff\x2e\x91\xcf\x11"), is("a Wave64 file")),
            ("wavpack", rest(b"wvpk"), is("a WavPack file")),
            (
                "midi",
                rest(b"MThd"),
                is("a MIDI file, which has no sound in it"),
            ),
            (
                "flac_named_wav",
                [&b"fLaC"[..], &[0; 200]].concat(),
                refused(
                    "is a FLAC file whose beginning is damaged (malformed stream: flac: invalid stream info block size); save it anew",
                ),
            ),
        ],
    );
}

fn tone_16() -> Vec<i16> {
    sixteen().map(|x| x as i16).collect()
}

#[test]
fn other_formats_play_sample_by_sample() {
    let backwards: Vec<i16> = tone_16().into_iter().rev().collect();
    let channels = [tone_16(), backwards];
    let right = || {
        let channel = |c: &Vec<i16>| c.iter().map(|x| at_16(i32::from(*x))).collect();
        Outcome::Plays(channels.iter().map(channel).collect(), Vec::new())
    };
    // A frame of silence; a decoder needs a few before it gives any.
    let mut frame = vec![0xff, 0xfb, 0x94, 0x64];
    frame.resize(384, 0);
    let path = folder("mp3").join("silence.mp3");
    std::fs::write(&path, frame.repeat(10)).unwrap();
    match outcome(&path, 100) {
        Outcome::Plays(channels, notes) => {
            assert_eq!((channels.len(), channels[0].len() % 1152), (2, 0));
            assert!(channels[0].len() > 5000 && channels.iter().flatten().all(|x| *x == 0.0));
            assert!(notes.is_empty());
        }
        Outcome::Refused(why) => panic!("{why}"),
    }
    judge(
        "others",
        vec![
            ("flac", flac(48_000, &channels), right()),
            ("aiff_named_wav", aiff(48_000, &channels), right()),
            ("caf", caf(48_000, &channels), right()),
        ],
    );
}

/// Reading goes on at exactly the frame to which somebody goes, in any order, and behind the end there is nothing.
#[test]
fn a_place_in_a_file_is_gone_to_exactly() {
    let ramp: Vec<i16> = (0..30_000).collect();
    let channels = [ramp.clone(), ramp];
    let folder = folder("seek");
    let samples: Vec<i32> = (0..30_000).flat_map(|x| [x, x]).collect();
    let wave = file(&format(1, 2, 48_000, 16), &whole(16, samples));
    for (name, bytes) in [
        ("wave", wave),
        ("flac", flac(48_000, &channels)),
        ("aiff", aiff(48_000, &channels)),
        ("caf", caf(48_000, &channels)),
    ] {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        let mut file = SoundFile::open(&path).unwrap();
        for frame in [0, 12_345, 3, 29_999, 4096, 8191, 20_000, 1, 15_000] {
            file.seek(frame).unwrap();
            assert!(file.advance(1).unwrap() == 1, "{name} {frame}");
            let mut sample = [0.0];
            file.copy(1, &mut sample);
            assert_eq!(sample[0] * 32_768.0, frame as f32, "{name}");
        }
        file.seek(20_000).unwrap();
        let mut read = 0;
        while let frames @ 1.. = file.advance(700).unwrap() {
            read += frames;
        }
        assert_eq!(read, 10_000, "{name}");
        assert!(file.notes().is_empty(), "{name}: {:?}", file.notes());
        file.seek(40_000).unwrap();
        assert_eq!(file.advance(1), Ok(0), "{name}");
    }
}

/// A ramp of so many frames, and a note where there is one.
fn plays_ramp(frames: usize, note: &str) -> Outcome {
    let samples = (0..frames).map(|n| n as f32 / 32_768.0).collect();
    let notes = Some(note.to_owned()).filter(|note| !note.is_empty());
    Outcome::Plays(vec![samples], notes.into_iter().collect())
}

/// A file with other bytes at a place.
fn put(file: &[u8], at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut file = file.to_vec();
    file[at..at + bytes.len()].copy_from_slice(bytes);
    file
}

/// Copies that broke off, and files of recorders that died: what is there is read, with a word.
#[test]
fn aiff_and_caf_files_that_are_cut_off_play_what_is_there() {
    let ramp: Vec<i16> = (0..4800).collect();
    let channels = [ramp];
    let (aiff, caf) = (aiff(48_000, &channels), caf(48_000, &channels));
    let broken =
        "breaks off after 0.050 seconds, though its header promises 0.100; what is there is read";
    let died = "does not say how long it is, as if its recorder had died; all of its 0.100 seconds are read";
    let cut = |file: &[u8]| file[..file.len() - 4800].to_vec();
    // The sizes of the sound stand here.
    let find = |file: &[u8], id: &[u8]| file.windows(4).position(|four| four == id).unwrap() + 4;
    let (in_aiff, in_caf) = (find(&aiff, b"SSND"), find(&caf, b"data"));
    let tail = |file: &[u8], chunk: &[u8]| [file, chunk].concat();
    let longer = put(&aiff, 4, &(aiff.len() as u32 + 92).to_be_bytes());
    judge(
        "cut-off",
        vec![
            ("aiff", cut(&aiff), plays_ramp(2400, broken)),
            ("caf", cut(&caf), plays_ramp(2400, broken)),
            (
                "aiff in mid frame",
                cut(&aiff)[..cut(&aiff).len() - 1].to_vec(),
                plays_ramp(2399, broken),
            ),
            (
                "aiff of a pipe",
                put(&aiff, in_aiff, &[0x7f, 0xff, 0xff, 0xff]),
                plays_ramp(4800, died),
            ),
            (
                "aiff of the dead",
                put(&aiff, in_aiff, &[0; 4]),
                plays_ramp(4800, died),
            ),
            (
                "caf of the dead",
                put(&caf, in_caf, &[0; 8]),
                plays_ramp(4800, died),
            ),
            (
                "caf to the end",
                put(&caf, in_caf, &[0xff; 8]),
                plays_ramp(4800, ""),
            ),
            (
                "aiff with half a name",
                tail(&longer, b"NAME\0\0\0\x50Ki"),
                plays_ramp(4800, ""),
            ),
            (
                "caf with half a chunk",
                tail(&caf, b"info\0\0\0\0\0\0\0\x50Ki"),
                plays_ramp(4800, ""),
            ),
            (
                "aiff without sound",
                aiff[..in_aiff + 4].to_vec(),
                refused("is an AIFF file that is cut off before its sound begins; save it anew"),
            ),
        ],
    );
}

/// Where the table of packets is missing, nobody can tell one from the other.
#[test]
fn files_whose_index_is_cut_off_are_refused_with_the_reason() {
    let mut alac = b"caff\0\x01\0\0desc\0\0\0\0\0\0\0\x20".to_vec();
    alac.extend(48_000_f64.to_be_bytes());
    alac.extend(b"alac");
    for number in [0_u32, 0, 4096, 2, 0] {
        alac.extend(number.to_be_bytes());
    }
    alac.extend(b"data\0\0\0\0\0\0\x20\0\0\0\0\0");
    alac.extend([0x20; 999]);
    let mut movie = b"\0\0\0\x10ftypM4A \0\0\0\0\0\0\x20\0mdat".to_vec();
    movie.extend([0x20; 999]);
    let missing = |what: &str| {
        refused(format!(
            "is {what}, which stood behind the sound, is missing, and without it nobody can read the sound; take \
             another copy of it"
        ))
    };
    judge(
        "index",
        vec![
            (
                "caf",
                alac,
                missing("a CAF file that is cut off: the table of its packets"),
            ),
            (
                "mp4",
                movie,
                missing("an MP4 file that is cut off: its index"),
            ),
        ],
    );
}

/// A CAF file of 16 bits, lowest byte first.
fn caf(rate: u32, channels: &[Vec<i16>]) -> Vec<u8> {
    let count = channels.len() as u32;
    let mut file = b"caff\0\x01\0\0desc\0\0\0\0\0\0\0\x20".to_vec();
    file.extend(f64::from(rate).to_be_bytes());
    file.extend(b"lpcm");
    for number in [2, 2 * count, 1, count, 16] {
        file.extend(number.to_be_bytes());
    }
    file.extend(b"data");
    file.extend((4 + 2 * u64::from(count) * channels[0].len() as u64).to_be_bytes());
    file.extend([0; 4]);
    for n in 0..channels[0].len() {
        file.extend(channels.iter().flat_map(|channel| channel[n].to_le_bytes()));
    }
    file
}

#[test]
fn a_flac_file_that_is_cut_off_or_damaged() {
    let whole = flac(
        48_000,
        &[(0..20_000).map(|n| (n % 1000 * 13) as i16).collect()],
    );
    let folder = folder("flac");
    let path = folder.join("cut.flac");
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let Outcome::Plays(channels, notes) = outcome(&path, 999) else {
        panic!("what is there can be read");
    };
    assert_eq!(channels[0].len(), 2 * 4096);
    assert_eq!(
        notes,
        ["breaks off after 0.171 seconds, though its header promises 0.417; what is there is read"]
    );
    // A bit in the third frame.
    let mut damaged = whole.clone();
    damaged[42 + 2 * (4096 * 2 + 10) + 1000] ^= 4;
    std::fs::write(&path, &damaged).unwrap();
    let why = match outcome(&path, 999) {
        Outcome::Refused(why) => why,
        Outcome::Plays(channels, _) => panic!("{} frames of it play", channels[0].len()),
    };
    assert!(why.starts_with("is damaged after 0.171 seconds ("), "{why}");
}

/// A page of an Ogg file with one short packet.
fn ogg_page(number: u8, kind: u8, packet: &[u8]) -> Vec<u8> {
    let mut page = b"OggS\0".to_vec();
    page.extend([
        kind,
        number.saturating_sub(1) * 100,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        1,
        0,
        0,
        0,
        number,
    ]);
    page.extend([0, 0, 0, 0, 0, 0, 0, 1, packet.len() as u8]);
    page.extend(packet);
    let sum = crc(32, 0x04c1_1db7, &page);
    page[22..26].copy_from_slice(&sum.to_le_bytes());
    page
}

/// Opus has a container that is known and a codec that is not.
#[test]
fn a_codec_that_is_not_known_is_refused() {
    let head = ogg_page(0, 2, b"OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0");
    let tags = ogg_page(1, 0, b"OpusTags\0\0\0\0\0\0\0\0");
    let sound = ogg_page(2, 4, &[0xf8, 0xff, 0xfe]);
    let path = folder("opus").join("voice.opus");
    std::fs::write(&path, [head, tags, sound].concat()).unwrap();
    let expected = format!(
        "is an Ogg file whose sound is in a form that is not read (core (codec): unsupported audio codec); {KINDS}"
    );
    assert_eq!(outcome(&path, 64), refused(expected));
}

/// Files that the disk has no room for: their sound is a hole.
#[test]
fn files_beyond_four_gigabytes_keep_their_length() {
    let bytes = 6_000_000_000_u64;
    let sizes = [
        &(bytes + 72).to_le_bytes()[..],
        &bytes.to_le_bytes(),
        &[0; 12],
    ]
    .concat();
    let head = |id, ds64| {
        riff_of(
            id,
            u32::MAX,
            &[ds64, plain(), sized(b"data", u32::MAX, &[])],
        )
    };
    let large = head(b"RF64", chunk(b"ds64", &sizes));
    let died = head(b"RIFF", chunk(b"JUNK", &[0; 28]));
    let folder = folder("large");
    for (name, head, said) in [("rf64", large, 0), ("died", died, 1)] {
        let path = folder.join(name);
        std::fs::write(&path, &head).unwrap();
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        file.set_len(head.len() as u64 + bytes).unwrap();
        let file = SoundFile::open(&path).unwrap();
        assert_eq!(
            (file.frames(), file.notes().len()),
            (Some(bytes / 2), said),
            "{name}"
        );
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn what_is_no_file_is_refused_at_once_and_nobody_waits_for_its_writer() {
    let folder = folder("no-files");
    let pipe = folder.join("pipe.wav");
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    let kind = rustix::fs::FileType::Fifo;
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, kind, mode, 0).unwrap();
    for path in [pipe, folder, PathBuf::from("/dev/zero")] {
        let refused = SoundFile::open(&path).unwrap_err().to_string();
        assert!(refused.starts_with("is not a file"), "{path:?}: {refused}");
    }
}
