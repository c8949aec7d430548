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
    /// The cues.
    Cues,
    /// The presets.
    Presets,
    /// Loudness.
    Loudness,
    /// Why something is silent, or loud.
    Why,
    /// Transport and lanes.
    Automation,
    /// The keys.
    Help,
}
