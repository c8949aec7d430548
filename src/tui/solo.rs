//! How strips are soloed.

/// How a node is soloed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Soloed {
    /// By its own key.
    Itself,
    /// By a DCA that it is in.
    ByDca,
}
