//! What waits to be measured, taken a bounded stretch at a time.

use crate::rt::capture::{CaptureReader, Captured};

/// Pieces that are taken at a time: 170 ms at 48 kHz. A machine that is too slow for what comes leaves some out, and
/// has something to tell all the same.
const AT_ONCE: usize = 256;

/// Hands over what waits, piece by piece. False when nothing did.
pub fn take(reader: &mut CaptureReader, mut each: impl FnMut(&Captured)) -> bool {
    for taken in 0..AT_ONCE {
        let Some(captured) = reader.read() else {
            return taken > 0;
        };
        each(&captured);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rt::capture::{FRAMES, capture};

    #[test]
    fn what_waits_is_taken_in_bounded_stretches_and_none_of_it_is_lost() {
        let (mut writer, mut reader) = capture(1, 2 * AT_ONCE);
        for mark in 0..AT_ONCE as u64 + 10 {
            let samples = [mark as f32; FRAMES];
            writer.write(mark * FRAMES as u64, |_| &samples);
        }
        let mut taken = Vec::new();
        let mut take_once = || take(&mut reader, |captured| taken.push(captured.channels[0][0]));
        assert!(take_once() && take_once() && !take_once());
        assert_eq!(taken.len(), AT_ONCE + 10);
        assert!(taken.windows(2).all(|pair| pair[1] == pair[0] + 1.0));
    }
}
