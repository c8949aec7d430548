//! The names of the pages.

/// Which page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageName {
    /// The strips.
    Mixer,
    /// Every parameter of one node.
    Channel,
    /// The monitor, with the reference track.
    Monitor,
    /// The scenes.
    Scenes,
    /// The presets.
    Presets,
    /// Loudness.
    Loudness,
    /// The keys.
    Help,
}
