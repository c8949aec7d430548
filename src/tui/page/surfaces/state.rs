//! Where the page of the surfaces stands.

/// Where the page stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct SurfacesPage {
    /// The first row that is shown.
    pub first: usize,
}
