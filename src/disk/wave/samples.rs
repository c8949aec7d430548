//! From bytes to samples. Full scale is 1; floats beyond it stay as they are.

use super::format::Encoding;

/// Fills `out` with one channel of frames of `frame_bytes` bytes; its sample begins at `first` of each.
pub fn copy(
    encoding: Encoding,
    bytes: &[u8],
    (first, frame_bytes): (usize, usize),
    out: &mut [f32],
) {
    let place = (first, frame_bytes);
    match encoding {
        Encoding::Unsigned8 => each(bytes, place, out, |[x]| (f32::from(x) - 128.0) / 128.0),
        Encoding::Whole16 => each(bytes, place, out, |x| {
            f32::from(i16::from_le_bytes(x)) * (1.0 / 32_768.0)
        }),
        Encoding::Whole24 => each(bytes, place, out, |[a, b, c]| whole([0, a, b, c])),
        Encoding::Whole32 => each(bytes, place, out, whole),
        Encoding::Float32 => each(bytes, place, out, f32::from_le_bytes),
        Encoding::Float64 => each(bytes, place, out, |x| f64::from_le_bytes(x) as f32),
        Encoding::ALaw => each(bytes, place, out, |[x]| a_law(x)),
        Encoding::MuLaw => each(bytes, place, out, |[x]| mu_law(x)),
    }
}

/// Samples of `N` bytes each.
#[inline(always)]
fn each<const N: usize>(
    bytes: &[u8],
    (first, frame_bytes): (usize, usize),
    out: &mut [f32],
    sample: impl Fn([u8; N]) -> f32,
) {
    if frame_bytes == N {
        for (x, bytes) in out.iter_mut().zip(bytes.as_chunks().0) {
            *x = sample(*bytes);
        }
        return;
    }
    for (x, frame) in out.iter_mut().zip(bytes.chunks_exact(frame_bytes)) {
        if let Some(bytes) = frame[first..].first_chunk() {
            *x = sample(*bytes);
        }
    }
}

/// 32 bits; fewer fill them from the highest one down.
#[inline(always)]
fn whole(bytes: [u8; 4]) -> f32 {
    i32::from_le_bytes(bytes) as f32 * (1.0 / 2_147_483_648.0)
}

/// ITU-T G.711, A-law: 13 bits, here in the upper ones of 16.
fn a_law(byte: u8) -> f32 {
    let code = byte ^ 0x55;
    let steps = i32::from(code & 0xf) << 4;
    let magnitude = match code >> 4 & 7 {
        0 => steps + 8,
        segment => (steps + 0x108) << (segment - 1),
    };
    let sample = if code & 0x80 == 0 {
        -magnitude
    } else {
        magnitude
    };
    sample as f32 / 32_768.0
}

/// ITU-T G.711, mu-law: 14 bits, here in the upper ones of 16.
fn mu_law(byte: u8) -> f32 {
    let code = !byte;
    let steps = (i32::from(code & 0xf) << 3) + 0x84;
    let magnitude = (steps << (code >> 4 & 7)) - 0x84;
    let sample = if code & 0x80 == 0 {
        magnitude
    } else {
        -magnitude
    };
    sample as f32 / 32_768.0
}
