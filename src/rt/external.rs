//! The transport of the audio server, as the audio thread finds it and others read it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Something is known.
const KNOWN: u64 = 1 << 63;
/// It rolls.
const ROLLS: u64 = 1 << 62;
/// Where it is, or how far it is behind the engine.
const PLACE: u64 = ROLLS - 1;

/// What the transport of the audio server does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerTransport {
    /// It stands at this frame.
    Stopped(u64),
    /// It rolls: its frames are those of the engine less this.
    Rolling(i64),
}

/// A handle to what the transport of the audio server does: a value, not a message; only the newest counts.
#[derive(Clone, Debug, Default)]
pub struct External(Arc<AtomicU64>);

impl External {
    /// What it does in the cycle that begins at an engine frame, where it is at `place`. Audio thread.
    pub fn note(&self, rolls: bool, place: u64, engine: u64) {
        let word = if rolls {
            KNOWN | ROLLS | (engine.wrapping_sub(place) & PLACE)
        } else {
            KNOWN | (place & PLACE)
        };
        self.0.store(word, Relaxed);
    }

    /// What it does; nothing where there is none.
    pub fn read(&self) -> Option<ServerTransport> {
        let word = self.0.load(Relaxed);
        if word & KNOWN == 0 {
            return None;
        }
        let place = word & PLACE;
        if word & ROLLS == 0 {
            return Some(ServerTransport::Stopped(place));
        }
        // The sign goes on to the left.
        Some(ServerTransport::Rolling((place << 2).cast_signed() >> 2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_is_read() {
        let external = External::default();
        assert_eq!(external.read(), None);
        external.note(false, 48_000, 7);
        assert_eq!(external.read(), Some(ServerTransport::Stopped(48_000)));
        for (place, engine) in [(100, 4_000_000_000), (4_000_000_000, 100), (0, 0)] {
            external.note(true, place, engine);
            let behind = engine.cast_signed() - place.cast_signed();
            assert_eq!(external.read(), Some(ServerTransport::Rolling(behind)));
        }
    }
}
