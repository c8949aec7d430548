//! Where the grid of a scene's scope stands.

/// Where the page stands: whose scope it shows, and the cursor.
#[derive(Clone, Debug, Default)]
pub struct ScopePage {
    /// The scene.
    pub scene: String,
    /// Which row; the first one is for everything that has none of its own.
    pub row: usize,
    /// Which class.
    pub class: usize,
}
