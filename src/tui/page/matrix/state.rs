//! Where the grid of sends stands.

/// Where the page stands: the cursor, counted in sources and in ways.
#[derive(Clone, Copy, Debug, Default)]
pub struct MatrixPage {
    /// Which source.
    pub source: usize,
    /// Which of the buses, main last.
    pub way: usize,
}
