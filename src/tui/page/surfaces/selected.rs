//! The surface that is selected.

use crate::control::feed::SurfaceStatus;
use crate::tui::model::Model;

/// The surface that is selected; none where it is gone.
pub(super) fn selected(model: &Model) -> Option<&SurfaceStatus> {
    let port = model.surface_page.ports.selected()?;
    let mut surfaces = model.surfaces().iter();
    surfaces.find(|surface| surface.port == *port)
}
