//! Pan matrices: gains from the channels of one node to the channels of another.

use super::values::Values;
use crate::dsp::math::gain_from_db_f64;
use crate::dsp::pan;
use crate::dsp::pan::PanLaw;
pub use crate::dsp::surround::Ring;
use crate::dsp::surround::{MAX_SPEAKERS, RingPosition, downmix, downmix_mono, left_centre_right};
use crate::param::Width;
use crate::param::spec::{ConsoleParam, SurroundParam};
use crate::param::tables::console::PanLaw as Chosen;

/// Gains from the channels of a source (rows) to the channels of a destination (columns).
pub type PanMatrix = [[f32; MAX_SPEAKERS]; MAX_SPEAKERS];

/// Nothing goes anywhere.
pub const NONE: PanMatrix = [[0.0; MAX_SPEAKERS]; MAX_SPEAKERS];

/// The first gains of a row; the others are zero.
fn row<const N: usize>(gains: [f32; N]) -> [f32; MAX_SPEAKERS] {
    let mut row = [0.0; MAX_SPEAKERS];
    row[..N].copy_from_slice(&gains);
    row
}

/// The level law of mono pan pots.
pub fn pan_law(console: &Values<ConsoleParam>) -> PanLaw {
    match console.chosen(ConsoleParam::PanLaw) {
        Chosen::MinusThree => PanLaw::MinusThree,
        Chosen::MinusFourPointFive => PanLaw::MinusFourPointFive,
        Chosen::MinusSix => PanLaw::MinusSix,
        Chosen::Zero => PanLaw::Zero,
    }
}

/// A mono source on two sides.
pub fn mono((left, right): (f32, f32)) -> PanMatrix {
    let mut matrix = NONE;
    matrix[0] = row([left, right]);
    matrix
}

/// A stereo source, side by side.
pub fn stereo((left, right): (f32, f32)) -> PanMatrix {
    let mut matrix = NONE;
    matrix[0] = row([left, 0.0]);
    matrix[1] = row([0.0, right]);
    matrix
}

/// Stereo into stereo: the side that pan leaves is lowered.
pub fn balanced(pan: f32) -> PanMatrix {
    stereo(pan::stereo(pan))
}

/// Mono into stereo is panned by the law, stereo into stereo balanced; stereo into mono is the
/// mean of both, so that what is the same on both sides keeps its level.
pub fn narrow(channels: (usize, usize), pan: f32, law: impl FnOnce() -> PanLaw) -> PanMatrix {
    match channels {
        (1, 2) => mono(pan::mono(pan, law())),
        (2, 2) => balanced(pan),
        (2, _) => {
            let mut matrix = mono((0.5, 0.0));
            matrix[1] = matrix[0];
            matrix
        }
        _ => mono((1.0, 0.0)),
    }
}

/// Two nodes of which one sends into the other.
#[derive(Clone, Copy, Debug)]
pub struct Between<'a> {
    /// The channels of the source and of the destination.
    pub channels: (usize, usize),
    /// The width of main.
    pub main: Width,
    /// The destination is main.
    pub into_main: bool,
    /// The source is main.
    pub out_of_main: bool,
    /// The loudspeakers of a main in a ring.
    pub ring: Option<&'a Ring>,
}

/// Mono into stereo is panned by the law, stereo into stereo balanced; stereo into mono is the
/// mean of both. A wide main is folded down; into a wide main a source is placed by `surround/…`.
pub fn between(
    nodes: Between,
    pan: f32,
    place: impl FnOnce() -> Values<SurroundParam>,
    law: impl FnOnce() -> PanLaw,
) -> PanMatrix {
    if nodes.main.is_surround() && nodes.into_main {
        placed(nodes.channels.0, pan, &place(), nodes.ring)
    } else if nodes.main.is_surround() && nodes.out_of_main {
        folded(nodes.main, nodes.channels.1, pan)
    } else {
        narrow(nodes.channels, pan, law)
    }
}

/// The ring of the loudspeakers of a wide main; none for left, centre and right.
pub fn ring_of(main: Width) -> Option<Ring> {
    let in_ring = main.is_surround() && main != Width::Lcr;
    in_ring.then(|| Ring::new(&main.azimuths_deg()))
}

/// A wide main into a mono or stereo bus or the monitor, there balanced: BS.775.
pub fn folded(main: Width, into: usize, pan: f32) -> PanMatrix {
    let mut matrix = NONE;
    let (balance_left, balance_right) = pan::stereo(pan);
    for (channel, gains) in matrix.iter_mut().enumerate().take(main.channels()) {
        let azimuth = main.azimuth_deg(channel);
        *gains = if into == 1 {
            row([downmix_mono(azimuth)])
        } else {
            let (left, right) = downmix(azimuth);
            row([left * balance_left, right * balance_right])
        };
    }
    matrix
}

/// The first matrix, and the second behind it into two channels.
pub fn into_stereo(first: &PanMatrix, second: &PanMatrix) -> PanMatrix {
    let mut matrix = NONE;
    for (gains, first) in matrix.iter_mut().zip(first) {
        for (gain, second) in first.iter().zip(second) {
            gains[0] += gain * second[0];
            gains[1] += gain * second[1];
        }
    }
    matrix
}

/// The same with another width of the source, in percent.
pub fn widen(matrix: &mut PanMatrix, width_percent: f32) {
    let (own, other) = pan::width(width_percent / 100.0);
    for to in 0..MAX_SPEAKERS {
        let (left, right) = (matrix[0][to], matrix[1][to]);
        matrix[0][to] = own * left + other * right;
        matrix[1][to] = own * right + other * left;
    }
}

/// A source of one or two channels in a main of more than two: a `ring`, or left, centre and right. `pan`
/// moves it from the azimuth to the left or right loudspeaker in front; the sides of a stereo source stand
/// as far apart as those.
pub fn placed(
    channels: usize,
    pan: f32,
    place: &Values<SurroundParam>,
    ring: Option<&Ring>,
) -> PanMatrix {
    let divergence = place.number(SurroundParam::Divergence) / 100.0;
    let Some(ring) = ring else {
        if channels == 1 {
            let mut matrix = NONE;
            matrix[0] = row(left_centre_right(pan, divergence));
            return matrix;
        }
        return stereo(pan::stereo(pan));
    };
    let lfe = place.number(SurroundParam::Lfe);
    let lfe_gain = gain_from_db_f64(f64::from(lfe)) as f32;
    let (left, right) = ring.front_deg();
    let aside = if pan < 0.0 { -left } else { right } * pan / 100.0;
    let centre = place.number(SurroundParam::Azimuth) + aside;
    let at = |azimuth_deg: f32, lfe_gain: f32| {
        ring.gains(RingPosition {
            azimuth_deg,
            spread: divergence,
            lfe_gain,
        })
    };
    let mut matrix = NONE;
    if channels == 1 {
        matrix[0] = at(centre, lfe_gain);
    } else {
        // As into mono: what is the same on both sides keeps its level.
        matrix[0] = at(centre + left, 0.5 * lfe_gain);
        matrix[1] = at(centre + right, 0.5 * lfe_gain);
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_on_both_sides_keeps_its_level_in_mono() {
        let matrix = narrow((2, 1), 30.0, || PanLaw::MinusThree);
        assert_eq!(matrix[0][0] + matrix[1][0], 1.0);
        assert_eq!(narrow((1, 1), -50.0, || PanLaw::MinusThree)[0][0], 1.0);
    }

    #[test]
    fn the_law_counts_for_mono_into_stereo() {
        let console = Values::defaults().choosing(ConsoleParam::PanLaw, Chosen::MinusSix);
        let matrix = narrow((1, 2), 0.0, || pan_law(&console));
        assert!((matrix[0][0] - 0.5).abs() < 1e-6 && (matrix[0][1] - 0.5).abs() < 1e-6);
    }

    #[test]
    fn no_width_is_mono_and_full_width_changes_nothing() {
        let mut matrix = stereo((1.0, 1.0));
        widen(&mut matrix, 100.0);
        assert_eq!(matrix, stereo((1.0, 1.0)));
        widen(&mut matrix, 0.0);
        assert_eq!(matrix[0][..2], matrix[1][..2]);
    }

    #[test]
    fn a_mono_source_in_the_middle_of_three_plays_in_the_centre() {
        let matrix = placed(1, 0.0, &Values::defaults(), None);
        assert_eq!(matrix[0][..3], left_centre_right(0.0, 0.0));
        let off = placed(2, 0.0, &Values::defaults(), None);
        assert_eq!(off, stereo(pan::stereo(0.0)));
    }
}
