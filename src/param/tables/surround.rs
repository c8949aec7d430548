//! Where a strip or bus stands in a main of more than two channels.

use crate::param::row::Unit;

section! {
    /// Rows of the place in a main of more than two channels.
    SurroundParam
    /// The surround section. `pan` moves a source between the front loudspeakers, around the azimuth.
    SURROUND {
        /// The direction, clockwise from the front.
        Azimuth = linear("surround/azimuth", "Azimuth", Unit::Degree, (-180.0, 180.0), 0.0);
        /// How much of the ring a source fills; how much of the centre left and right play.
        Divergence = linear("surround/divergence", "Divergence", Unit::Percent, (0.0, 100.0), 0.0);
        /// Its level in the low-frequency effects channel.
        Lfe = level("surround/lfe", "LFE level");
    }
}
