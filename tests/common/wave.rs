//! Sound files for tests, made and read byte by byte, independently of the code under test.

use std::path::Path;

/// A chunk with its pad byte.
pub fn chunk(id: &[u8], body: &[u8]) -> Vec<u8> {
    let mut chunk = sized(id, body.len() as u32, body);
    if body.len() % 2 == 1 {
        chunk.push(0);
    }
    chunk
}

/// A chunk that says of itself that it has another size, without a pad byte.
pub fn sized(id: &[u8], size: u32, body: &[u8]) -> Vec<u8> {
    [id, &size.to_le_bytes(), body].concat()
}

/// The body of a format chunk.
pub fn format(tag: u16, channels: u16, rate: u32, bits: u16) -> Vec<u8> {
    format_of_block(tag, channels, rate, bits, channels * bits / 8)
}

/// The same with frames of `block` bytes.
pub fn format_of_block(tag: u16, channels: u16, rate: u32, bits: u16, block: u16) -> Vec<u8> {
    let second = rate.wrapping_mul(u32::from(block));
    [
        &tag.to_le_bytes()[..],
        &channels.to_le_bytes(),
        &rate.to_le_bytes(),
        &second.to_le_bytes(),
        &block.to_le_bytes(),
        &bits.to_le_bytes(),
    ]
    .concat()
}

/// An extensible one: `valid` bits of those in the container, for the loudspeakers of `mask`.
pub fn extensible(tag: u16, channels: u16, bits: u16, (valid, mask): (u16, u32)) -> Vec<u8> {
    let mut body = format(0xfffe, channels, 48_000, bits);
    body.extend(22_u16.to_le_bytes());
    body.extend(valid.to_le_bytes());
    body.extend(mask.to_le_bytes());
    body.extend(tag.to_le_bytes());
    body.extend(b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71");
    body
}

/// A whole file.
pub fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let size = 4 + chunks.iter().map(Vec::len).sum::<usize>() as u32;
    riff_of(b"RIFF", size, chunks)
}

/// The same with another name and another size.
pub fn riff_of(id: &[u8], size: u32, chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut file = sized(id, size, b"WAVE");
    file.extend(chunks.concat());
    file
}

/// Whole numbers of 8 (without a sign), 16, 24 or 32 bits.
pub fn whole(bits: u16, samples: impl IntoIterator<Item = i32>) -> Vec<u8> {
    let bytes = |sample: i32| match bits {
        8 => vec![(sample + 128) as u8],
        _ => sample.to_le_bytes()[..usize::from(bits / 8)].to_vec(),
    };
    samples.into_iter().flat_map(bytes).collect()
}

/// Writes a file of whole numbers.
pub fn write_whole(path: &Path, rate: u32, bits: u16, frames: &[Vec<i32>]) {
    let format = format(1, frames[0].len() as u16, rate, bits);
    let data = whole(bits, frames.concat());
    std::fs::write(
        path,
        riff(&[chunk(b"fmt ", &format), chunk(b"data", &data)]),
    )
    .unwrap();
}

/// Writes a file of 32-bit floats.
pub fn write_floats(path: &Path, rate: u32, frames: &[Vec<f32>]) {
    let format = format(3, frames[0].len() as u16, rate, 32);
    let data: Vec<u8> = frames
        .iter()
        .flatten()
        .flat_map(|x| x.to_le_bytes())
        .collect();
    std::fs::write(
        path,
        riff(&[chunk(b"fmt ", &format), chunk(b"data", &data)]),
    )
    .unwrap();
}

/// A file of 32-bit floats as `headroom render` writes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Floats {
    pub rate: u32,
    pub mask: u32,
    pub channels: Vec<Vec<f32>>,
}

/// Reads such a file.
pub fn read_floats(path: &Path) -> Floats {
    let bytes = std::fs::read(path).unwrap();
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    assert_eq!((&bytes[..4], &bytes[8..12]), (&b"RIFF"[..], &b"WAVE"[..]));
    assert_eq!(number(4) as usize, bytes.len() - 8);
    let (mut at, mut format, mut data) = (12, 0, 0..0);
    while at < bytes.len() {
        let body = at + 8;
        let size = number(at + 4) as usize;
        match &bytes[at..at + 4] {
            b"fmt " => format = body,
            b"data" => data = body..body + size,
            _ => {}
        }
        at = body + size + size % 2;
    }
    // 32 bits, float; of more than two channels extensible, with a mask.
    let count = usize::from(bytes[format + 2]);
    let (tag, mask) = if count > 2 {
        (bytes[format + 24], number(format + 20))
    } else {
        (bytes[format], 0)
    };
    assert_eq!((bytes[format + 14], tag), (32, 3));
    let samples: Vec<f32> = bytes[data]
        .chunks_exact(4)
        .map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap()))
        .collect();
    let channel = |at: usize| samples.iter().skip(at).step_by(count).copied().collect();
    Floats {
        rate: number(format + 4),
        mask,
        channels: (0..count).map(channel).collect(),
    }
}

/// A FLAC file of 16 bits, uncompressed, in blocks of 4096 frames.
pub fn flac(rate: u32, channels: &[Vec<i16>]) -> Vec<u8> {
    let frames = channels[0].len() as u64;
    let mut file = b"fLaC\x80\x00\x00\x22\x10\x00\x10\x00\x00\x00\x00\x00\x00\x00".to_vec();
    let about = u64::from(rate) << 44 | (channels.len() as u64 - 1) << 41 | 15 << 36 | frames;
    file.extend(about.to_be_bytes());
    file.extend([0; 16]);
    for block in 0..channels[0].len().div_ceil(4096) {
        file.extend(flac_frame(block, channels));
    }
    file
}

fn flac_frame(block: usize, channels: &[Vec<i16>]) -> Vec<u8> {
    let first = block * 4096;
    let count = (channels[0].len() - first).min(4096);
    let mut frame = vec![0xff, 0xf8, 0x70, (channels.len() as u8 - 1) << 4 | 8];
    assert!(
        block < 128,
        "a longer number of a frame would need more bytes"
    );
    frame.push(block as u8);
    frame.extend((count as u16 - 1).to_be_bytes());
    frame.push(crc(8, 0x07, &frame) as u8);
    for channel in channels {
        frame.push(2);
        frame.extend(
            channel[first..][..count]
                .iter()
                .flat_map(|x| x.to_be_bytes()),
        );
    }
    let check = crc(16, 0x8005, &frame) as u16;
    frame.extend(check.to_be_bytes());
    frame
}

/// A check sum that begins with 0, highest bit first.
pub fn crc(bits: u32, polynomial: u32, bytes: &[u8]) -> u32 {
    let top = 1 << (bits - 1);
    bytes.iter().fold(0, |sum, byte| {
        let sum = sum ^ u32::from(*byte) << (bits - 8);
        (0..8).fold(sum, |sum: u32, _| {
            let next = sum << 1;
            let next = if sum & top == 0 {
                next
            } else {
                next ^ polynomial
            };
            next & (u32::MAX >> (32 - bits))
        })
    })
}

/// An AIFF file of 16 bits.
pub fn aiff(rate: u32, channels: &[Vec<i16>]) -> Vec<u8> {
    let frames = channels[0].len();
    let big = |id: &[u8], body: &[u8]| [id, &(body.len() as u32).to_be_bytes(), body].concat();
    // An 80-bit float: exponent and a mantissa whose first bit is 1.
    let zeros = rate.leading_zeros();
    let common = [
        &(channels.len() as u16).to_be_bytes()[..],
        &(frames as u32).to_be_bytes(),
        &16_u16.to_be_bytes(),
        &(16_383 + 31 - zeros as u16).to_be_bytes(),
        &(u64::from(rate) << (32 + zeros)).to_be_bytes(),
    ]
    .concat();
    let mut sound = vec![0; 8];
    for n in 0..frames {
        sound.extend(channels.iter().flat_map(|channel| channel[n].to_be_bytes()));
    }
    let body = [
        b"AIFF".to_vec(),
        big(b"COMM", &common),
        big(b"SSND", &sound),
    ]
    .concat();
    big(b"FORM", &body)
}
