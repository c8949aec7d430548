//! Where keys work.

/// Where a key does what its row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// On every page that has no use of its own for the key.
    Everywhere,
    /// On the mixer.
    Mixer,
    /// On every page that shows a list.
    List,
    /// On the channel page.
    Channel,
    /// On the page of the monitor.
    Monitor,
    /// On the page of the scenes.
    Scenes,
    /// On the page of the cues.
    Cues,
    /// On the page of the presets.
    Presets,
    /// On the page of loudness.
    Loudness,
    /// On the page of automation.
    Automation,
}
