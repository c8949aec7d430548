//! What the control side says to the engine, and what comes back.
//!
//! Live commands take effect at the next mark, in order. Timed changes carry a frame, have a ring of
//! their own and are taken before live commands of the same mark. Everything is acknowledged with
//! the frame at which it took effect; a run replayed from those frames gives the same samples.

use super::Engine;
pub use super::capture::{CapturePoint, CaptureSource, Captures};
pub use super::change::{Change, Timed};
pub use super::fx::EffectChange;
pub use super::tape::TapeSet;
use crate::rt::playback::PlaybackReader;

/// A live command.
#[derive(Debug)]
pub enum Command {
    /// One change. It outdates every timed change and glide of its parameter sent before it.
    Change(Change),
    /// Many changes, whole at one mark: a recall. The box comes home.
    Batch(Box<Vec<Change>>),
    /// Another engine takes over at a mark. Before it the old parameter indices hold, after it the
    /// new ones. The old engine comes home.
    Swap(Box<Engine>),
    /// Another effect for an FX bus. The box comes home with the one before, once that has faded out.
    Effect(Box<EffectChange>),
    /// Everything that is captured from here on, in place of what was. The set before comes home.
    Capture(Box<Captures>),
    /// Where the reference track comes from here on, in place of before. What was before comes home.
    Reference(Box<PlaybackReader>),
    /// Everything that is on tape from here on, in place of what was, once that has faded out. The set before
    /// comes home.
    Tape(Box<TapeSet>),
    /// All outputs close for good: the stream is about to end.
    FadeOut,
    /// Makes the processing of a node panic at the next segment, in tests of healing.
    #[cfg(test)]
    Fault(crate::param::NodeId),
}

/// A command with its place in the order of all commands.
#[derive(Debug)]
pub struct Sequenced {
    /// Rises by one with every command, live or timed.
    pub sequence: u64,
    /// The command.
    pub command: Command,
}

/// A command has taken effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    /// Which command.
    pub sequence: u64,
    /// The first frame that it shaped, a multiple of [`super::MARK`].
    pub frame: u64,
}

/// Boxes that come home from the audio thread, to be dropped elsewhere.
#[derive(Debug)]
pub enum Retired {
    /// The changes of a batch that was taken.
    Batch(Box<Vec<Change>>),
    /// A change of effect that is over.
    Effect(Box<EffectChange>),
    /// What was captured before another set came, or was to be captured where nothing is any more.
    Capture(Box<Captures>),
    /// Where the reference track came from.
    Reference(Box<PlaybackReader>),
    /// What was on tape before another set came.
    Tape(Box<TapeSet>),
    /// An engine that another one replaced.
    Engine(Box<Engine>),
    /// An engine that panicked, with the payload of the panic; all outputs are silent until a swap.
    Broken(Box<Engine>, Payload),
}

/// What a panic left, unread.
pub struct Payload(pub Box<dyn std::any::Any + Send>);

impl std::fmt::Debug for Payload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Payload")
    }
}
