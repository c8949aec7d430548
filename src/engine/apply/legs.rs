//! Gains from the channels of one node to the channels of another.

use crate::dsp::math::gain_from_db_f64;
use crate::dsp::pan;
use crate::dsp::surround::{MAX_SPEAKERS, RingPosition, downmix, downmix_mono, left_centre_right};
use crate::engine::Engine;
use crate::param::{ParamIndex, Width};

/// Gains from the channels of a source (rows) to the channels of a destination (columns).
pub(super) type Legs = [[f32; MAX_SPEAKERS]; MAX_SPEAKERS];

const NONE: Legs = [[0.0; MAX_SPEAKERS]; MAX_SPEAKERS];

/// The first gains of a row; the others are zero.
fn row<const N: usize>(gains: [f32; N]) -> [f32; MAX_SPEAKERS] {
    let mut row = [0.0; MAX_SPEAKERS];
    row[..N].copy_from_slice(&gains);
    row
}

impl Engine {
    /// Mono into stereo is panned by the law, stereo into stereo balanced; stereo into mono is the
    /// mean of both, so that what is the same on both sides keeps its level. A wide main is folded
    /// down by BS.775; into a wide main a source is placed by `surround/…`.
    pub(super) fn legs(&self, (from, to): (usize, usize), pan: f32) -> Legs {
        let source = &self.wiring.nodes[from];
        let channels = (source.channels, self.wiring.nodes[to].channels);
        let main = self.wiring.main_width;
        let mut legs = if main.is_surround() && to == self.wiring.main {
            self.placed(from, pan)
        } else if main.is_surround() && from == self.wiring.main {
            folded(main, channels.1, pan)
        } else {
            match channels {
                (1, 2) => mono_legs(pan::mono(pan, self.pan_law())),
                (2, 2) => stereo_legs(pan::stereo(pan)),
                (2, _) => {
                    let mut legs = mono_legs((0.5, 0.0));
                    legs[1] = legs[0];
                    legs
                }
                _ => mono_legs((1.0, 0.0)),
            }
        };
        if let Some(width) = source.params.width {
            let (own, other) = pan::width(self.value(width).0 / 100.0);
            for to in 0..MAX_SPEAKERS {
                let (left, right) = (legs[0][to], legs[1][to]);
                legs[0][to] = own * left + other * right;
                legs[1][to] = own * right + other * left;
            }
        }
        legs
    }

    /// A source in a main of more than two channels. `pan` moves it from the azimuth to the left or
    /// right loudspeaker in front; the sides of a stereo source stand as far apart as those.
    fn placed(&self, from: usize, pan: f32) -> Legs {
        let source = &self.wiring.nodes[from];
        let surround = source.params.surround;
        let number = |index: Option<ParamIndex>| index.map_or(0.0, |index| self.value(index).0);
        let divergence = number(surround.divergence) / 100.0;
        let Some(ring) = &self.wiring.ring else {
            if source.channels == 1 {
                let mut legs = NONE;
                legs[0] = row(left_centre_right(pan, divergence));
                return legs;
            }
            return stereo_legs(pan::stereo(pan));
        };
        let lfe = surround
            .lfe
            .map_or(f32::NEG_INFINITY, |index| self.value(index).0);
        let lfe_gain = gain_from_db_f64(f64::from(lfe)) as f32;
        let (left, right) = ring.front_deg();
        let aside = if pan < 0.0 { -left } else { right } * pan / 100.0;
        let centre = number(surround.azimuth) + aside;
        let at = |azimuth_deg: f32, lfe_gain: f32| {
            ring.gains(RingPosition {
                azimuth_deg,
                spread: divergence,
                lfe_gain,
            })
        };
        let mut legs = NONE;
        if source.channels == 1 {
            legs[0] = at(centre, lfe_gain);
        } else {
            // As into mono: what is the same on both sides keeps its level.
            legs[0] = at(centre + left, 0.5 * lfe_gain);
            legs[1] = at(centre + right, 0.5 * lfe_gain);
        }
        legs
    }
}

fn mono_legs((left, right): (f32, f32)) -> Legs {
    let mut legs = NONE;
    legs[0] = row([left, right]);
    legs
}

fn stereo_legs((left, right): (f32, f32)) -> Legs {
    let mut legs = NONE;
    legs[0] = row([left, 0.0]);
    legs[1] = row([0.0, right]);
    legs
}

/// A wide main into a mono or stereo bus, there balanced.
fn folded(main: Width, into: usize, pan: f32) -> Legs {
    let mut legs = NONE;
    let (balance_left, balance_right) = pan::stereo(pan);
    for (channel, leg) in legs.iter_mut().enumerate().take(main.channels()) {
        let azimuth = main.azimuth_deg(channel);
        *leg = if into == 1 {
            row([downmix_mono(azimuth)])
        } else {
            let (left, right) = downmix(azimuth);
            row([left * balance_left, right * balance_right])
        };
    }
    legs
}
