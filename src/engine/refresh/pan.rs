//! The pan matrices between nodes.

use crate::dsp::pan;
use crate::engine::Engine;
use crate::engine::settings::pan_matrix::{self, Between, PanMatrix};
use crate::param::spec::{ImageParam, LevelParam};

impl Engine {
    /// See [`pan_matrix::between`]; with the width of a stereo source.
    pub(super) fn pan_matrix(&self, (from, to): (usize, usize), pan: f32) -> PanMatrix {
        let source = &self.wiring.nodes[from];
        let nodes = Between {
            channels: (source.channels, self.wiring.nodes[to].channels),
            main: self.wiring.main_width,
            into_main: to == self.wiring.main,
            out_of_main: from == self.wiring.main,
            ring: self.wiring.ring.as_ref(),
        };
        let place = || self.values_of(&source.params.surround);
        let law = || pan_matrix::pan_law(&self.values_of(&self.wiring.console));
        let mut matrix = pan_matrix::between(nodes, pan, place, law);
        self.widen(from, &mut matrix);
        matrix
    }

    /// A source as its own outputs play it in stereo: balanced, a mono one on both sides, a wide main
    /// folded down.
    fn matrix_as_source(&self, at: usize) -> PanMatrix {
        let mut matrix = self.stereo_matrix(at, self.own_pan(at));
        self.widen(at, &mut matrix);
        matrix
    }

    /// A source in stereo without pan, balance and width.
    pub(super) fn matrix_unpanned(&self, at: usize) -> PanMatrix {
        self.stereo_matrix(at, 0.0)
    }

    fn stereo_matrix(&self, at: usize, pan: f32) -> PanMatrix {
        match self.wiring.nodes[at].channels {
            1 => pan_matrix::mono((1.0, 1.0)),
            2 => pan_matrix::stereo(pan::stereo(pan)),
            _ => pan_matrix::folded(self.wiring.main_width, 2, pan),
        }
    }

    /// A source in stereo as it stands in main, which is folded down if it is wider.
    pub(super) fn matrix_as_in_main(&self, at: usize) -> PanMatrix {
        let main = self.wiring.main;
        let channels = self.wiring.nodes[main].channels;
        if at == main || channels == 1 {
            return self.matrix_as_source(at);
        }
        let placed = self.pan_matrix((at, main), self.own_pan(at));
        if channels == 2 {
            return placed;
        }
        let fold = pan_matrix::folded(self.wiring.main_width, 2, 0.0);
        pan_matrix::into_stereo(&placed, &fold)
    }

    fn own_pan(&self, at: usize) -> f32 {
        self.read(self.wiring.nodes[at].params.level[LevelParam::Pan])
            .0
    }

    /// The width of a stereo source.
    fn widen(&self, from: usize, matrix: &mut PanMatrix) {
        let image = &self.wiring.nodes[from].params.image;
        if image.has(ImageParam::NodeWidth) {
            pan_matrix::widen(matrix, self.read(image[ImageParam::NodeWidth]).0);
        }
    }
}
