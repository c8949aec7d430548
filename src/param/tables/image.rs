//! Stereo width: of strips and buses, and the image of main.

use crate::param::row::Unit;

section! {
    /// Rows of stereo width.
    ImageParam
    /// Stereo strips and buses.
    WIDTH {
        /// How wide a stereo strip or bus is.
        NodeWidth = linear("width", "Width", Unit::Percent, (0.0, 200.0), 100.0);
    }
    /// A stereo main.
    IMAGE {
        /// How wide main is.
        Width = linear("image/width", "Image width", Unit::Percent, (0.0, 200.0), 100.0);
        /// Both sides are the same below a frequency.
        BassMono = switch("image/bass-mono", "Mono bass");
        /// That frequency.
        BassMonoFreq = log("image/bass-mono-freq", "Mono bass below", Unit::Hertz, (60.0, 250.0), 120.0);
    }
}
