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
    /// What a recall of a scene may change.
    Scope,
    /// The cues.
    Cues,
    /// The presets.
    Presets,
    /// Loudness.
    Loudness,
    /// A spectrum, clashes, and what may be feedback.
    Spectrum,
    /// Why something is silent, or loud.
    Why,
    /// Transport and lanes.
    Automation,
    /// All meters.
    Meters,
    /// Who feeds whom.
    Matrix,
    /// What our ports are connected to.
    Patch,
    /// What is lacking before doors.
    Preflight,
    /// The phones.
    Phones,
    /// The tape.
    Tape,
    /// The surfaces.
    Surfaces,
    /// Who did what.
    Journal,
    /// The log.
    Log,
    /// The keys.
    Help,
}
