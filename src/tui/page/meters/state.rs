//! Where the meter bridge stands.

/// Where the page stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct MetersPage {
    /// A few meters, as wide as can be, instead of all at once.
    pub is_big: bool,
    /// The first meter that is shown where not all fit.
    pub first: usize,
}
