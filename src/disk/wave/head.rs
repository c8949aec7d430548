//! What stands before the sound of a recording, and behind it.

use super::sample_format::SampleFormat;

/// Where the sound of a recording begins.
const DATA_AT: usize = 4096;
/// Longest text of `bext`, in bytes.
const DESCRIPTION: usize = 256;
/// Longest name for editors, in characters.
const TRACK: usize = 40;

/// What a file is, and what is written into it for people and editors.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TakeSpec {
    /// How samples are stored.
    pub format: SampleFormat,
    /// Sample rate in Hz.
    pub rate: u32,
    /// Samples of a frame.
    pub channels: u16,
    /// Which loudspeakers the channels are for; 0 where no mask says it.
    pub mask: u32,
    /// What it is: the name of its strip, of the show.
    pub description: String,
    /// Name of the track, for editors.
    pub track: String,
    /// The day on which it begins, `yyyy-mm-dd`, and the time, `hh:mm:ss`.
    pub begins: (String, String),
    /// Frames from midnight to its first one.
    pub time_reference: u64,
}

/// A place in a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakeMarker {
    /// Frames from the beginning of the file.
    pub frame: u64,
    /// What it is called.
    pub name: String,
}

/// Where sizes stand.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// Byte of the frames in `fact`.
    pub fact_at: u64,
    /// Byte at which the sound begins; its size stands right before it.
    pub data_at: u64,
}

/// Everything before the sound, of a file without any, and where its sizes stand.
pub fn whole_head(spec: &TakeSpec) -> (Vec<u8>, Head) {
    let mut head = b"RIFF".to_vec();
    head.extend((DATA_AT as u32 - 8).to_le_bytes());
    head.extend(b"WAVE");
    put(&mut head, *b"JUNK", &[0; 28]);
    put(&mut head, *b"bext", &bext(spec));
    put(&mut head, *b"iXML", ixml(spec).as_bytes());
    let format = spec.format.header(spec.channels, spec.rate, spec.mask);
    put(&mut head, *b"fmt ", &format);
    put(&mut head, *b"fact", &[0; 4]);
    let fact_at = head.len() as u64 - 4;
    let padding = DATA_AT - head.len() - 16;
    put(&mut head, *b"JUNK", &vec![0; padding]);
    head.extend(b"data");
    head.extend([0; 4]);
    let data_at = head.len() as u64;
    (head, Head { fact_at, data_at })
}

/// A chunk, with its pad byte.
pub fn put(to: &mut Vec<u8>, id: [u8; 4], body: &[u8]) {
    to.extend(id);
    to.extend((body.len() as u32).to_le_bytes());
    to.extend(body);
    to.extend(&[0][..body.len() % 2]);
}

/// EBU Tech 3285, version 2; what is not measured stands as 7FFF.
fn bext(spec: &TakeSpec) -> Vec<u8> {
    let mut body = Vec::with_capacity(602);
    text(&mut body, &spec.description, DESCRIPTION);
    text(&mut body, "Headroom", 32);
    text(&mut body, "", 32);
    text(&mut body, &spec.begins.0, 10);
    text(&mut body, &spec.begins.1, 8);
    body.extend(spec.time_reference.to_le_bytes());
    body.extend(2_u16.to_le_bytes());
    body.extend([0; 64]);
    body.extend([0xff, 0x7f].repeat(5));
    body.extend([0; 180]);
    body
}

/// A field of ASCII, filled with zeros.
fn text(to: &mut Vec<u8>, text: &str, length: usize) {
    let plain = |c: char| {
        if c.is_ascii_graphic() || c == ' ' {
            c as u8
        } else {
            b'?'
        }
    };
    let end = to.len() + length;
    to.extend(text.chars().map(plain).take(length));
    to.resize(end, 0);
}

/// What editors call the tracks.
fn ixml(spec: &TakeSpec) -> String {
    let name: String = spec.track.chars().take(TRACK).map(escaped).collect();
    let track = |number: u16| {
        format!(
            "<TRACK><CHANNEL_INDEX>{number}</CHANNEL_INDEX><INTERLEAVE_INDEX>{number}</INTERLEAVE_INDEX>\
             <NAME>{name}</NAME></TRACK>"
        )
    };
    // More than these do not fit before the sound.
    let channels = spec.channels.min(8);
    let tracks: String = (1..=channels).map(track).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<BWFXML><IXML_VERSION>2.10</IXML_VERSION><TRACK_LIST>\
         <TRACK_COUNT>{channels}</TRACK_COUNT>{tracks}</TRACK_LIST></BWFXML>\n"
    )
}

fn escaped(c: char) -> String {
    match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        c if c.is_control() => String::new(),
        c => c.to_string(),
    }
}

/// Markers, as every editor finds them: `cue `, and their names in `LIST adtl`. Beyond what 32 bits count there are
/// none.
pub fn markers(markers: &[TakeMarker]) -> Vec<u8> {
    let inside = markers
        .iter()
        .filter(|marker| u32::try_from(marker.frame).is_ok());
    let inside: Vec<&TakeMarker> = inside.collect();
    if inside.is_empty() {
        return Vec::new();
    }
    let mut cue = (inside.len() as u32).to_le_bytes().to_vec();
    let mut labels = b"adtl".to_vec();
    for (number, marker) in (1_u32..).zip(inside) {
        let frame = (marker.frame as u32).to_le_bytes();
        cue.extend(number.to_le_bytes());
        cue.extend(frame);
        cue.extend(b"data");
        cue.extend([0; 8]);
        cue.extend(frame);
        let mut label = number.to_le_bytes().to_vec();
        label.extend(marker.name.bytes().filter(|byte| *byte != 0));
        label.push(0);
        put(&mut labels, *b"labl", &label);
    }
    let mut chunks = Vec::new();
    put(&mut chunks, *b"cue ", &cue);
    put(&mut chunks, *b"LIST", &labels);
    chunks
}
