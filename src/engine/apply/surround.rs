//! The place in a main of more than two channels.

use crate::engine::Engine;
use crate::param::spec::SurroundParam;

impl Engine {
    pub(super) fn apply_surround(&mut self, node: usize, row: SurroundParam) {
        match row {
            SurroundParam::Azimuth | SurroundParam::Divergence | SurroundParam::Lfe => {
                self.stale.mark_to_main(node);
            }
        }
    }
}
