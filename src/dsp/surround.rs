//! Where a source stands among more than two loudspeakers: left-centre-right, and rings of up to
//! eight loudspeakers by vector base amplitude panning (V. Pulkki, JAES 45, 1997).
//!
//! Azimuths are degrees clockwise from the front, as pan runs: negative to the left, positive to the
//! right, 180 behind. Everything here is gains, computed when a setting changes; who mixes with
//! them smooths them.

use super::math::{cos_f64, sin_f64};
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_2, PI};

/// Most loudspeakers of one ring, and most channels of one destination.
pub const MAX_SPEAKERS: usize = 8;
/// Directions over which a source is spread.
const DIRECTIONS: usize = 9;
/// An opening from which two loudspeakers cannot form a phantom source.
const WIDEST_DEG: f64 = 179.9;
/// Loudspeakers nearer to the front than this are centres.
const CENTRE_DEG: f64 = 5.0;
/// Where the front pair stands when a ring has none.
const FRONT_DEG: f64 = 30.0;

/// The gains (left, right, centre) of a source at `pan`, −100 (left) to 100 (right), in a row of
/// three loudspeakers: between centre and side by constant power.
///
/// `divergence`, 0 to 1, moves the centre's share to left and right, down to a phantom centre. The
/// power is 1 everywhere.
pub fn left_centre_right(pan: f32, divergence: f32) -> [f32; 3] {
    let pan = f64::from(pan) / 100.0;
    let divergence = f64::from(divergence);
    let aside = if pan < 0.0 { -pan } else { pan };
    // The nearest `f64` to π/2 has a cosine of 6e-17: a hard side must be exact.
    let (side, centre) = if aside == 1.0 {
        (1.0, 0.0)
    } else {
        (sin_f64(aside * FRAC_PI_2), cos_f64(aside * FRAC_PI_2))
    };
    let spill = centre * (divergence / 2.0).sqrt();
    let near = side + spill;
    let (left, right) = if pan < 0.0 {
        (near, spill)
    } else {
        (spill, near)
    };
    let centre = centre * (1.0 - divergence).sqrt();
    let norm = 1.0 / (left * left + right * right + centre * centre).sqrt();
    [left, right, centre].map(|gain| (gain * norm) as f32)
}

/// The share of two channels (left, right) that a channel has when a wider mix is folded down to
/// stereo by ITU-R BS.775: fronts as they are, a centre at −3 dB on both sides, what stands behind
/// at −3 dB on its side. `None` is the low-frequency effects channel, which is left out.
pub fn downmix(azimuth_deg: Option<f32>) -> (f32, f32) {
    let Some(azimuth) = azimuth_deg else {
        return (0.0, 0.0);
    };
    let signed = wrap(f64::from(azimuth) + 180.0) - 180.0;
    let angle = if signed < 0.0 { -signed } else { signed };
    let (level, folded) = if angle < 90.0 {
        (1.0, angle)
    } else {
        (FRAC_1_SQRT_2, 180.0 - angle)
    };
    let aside = if folded < FRONT_DEG {
        folded / FRONT_DEG
    } else {
        1.0
    };
    let pan = 100.0 * if signed < 0.0 { -aside } else { aside };
    let (left, right) = super::pan::mono(pan as f32, super::pan::PanLaw::MinusThree);
    let level = level as f32;
    (level * left, level * right)
}

/// The share of a mono fold-down that a channel has by ITU-R BS.775: the two of [`downmix`] at
/// −3 dB, so that a centre keeps its level.
pub fn downmix_mono(azimuth_deg: Option<f32>) -> f32 {
    let (left, right) = downmix(azimuth_deg);
    (left + right) * FRAC_1_SQRT_2 as f32
}

/// Who plays what one end of a pair gets.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    /// A loudspeaker, by channel.
    Speaker(usize),
    /// Nobody stands there: both neighbours play it at equal power.
    Between(usize, usize),
}

/// Two neighbours, and the arc between them.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pair {
    /// Azimuth of the first, 0 to 360 degrees.
    from_deg: f64,
    /// How far clockwise the second stands, in degrees; below 180.
    opening_deg: f64,
    /// The first and the second.
    ends: [End; 2],
}

/// Loudspeakers around the listener.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ring {
    /// Neighbouring pairs; the first `count` exist.
    pairs: [Pair; 2 * MAX_SPEAKERS],
    /// How many pairs there are.
    count: usize,
    /// The channel of the low-frequency effects.
    lfe: Option<usize>,
    /// Azimuths of the loudspeakers left and right of the front.
    front_deg: (f64, f64),
}

/// A source in a ring.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RingPosition {
    /// Where it stands, −360 to 360 degrees.
    pub azimuth_deg: f32,
    /// How much of the ring it fills: 0 is a point, 1 the whole circle.
    pub spread: f32,
    /// Its gain in the low-frequency effects channel.
    pub lfe_gain: f32,
}

impl Ring {
    /// A ring by the azimuth of each channel, in the order of the channels; `None` is the
    /// low-frequency effects channel. At most [`MAX_SPEAKERS`] channels count.
    ///
    /// Gaps of half a circle and more are bridged by a loudspeaker that is not there, whose share
    /// its neighbours play.
    pub fn new(channels: &[Option<f32>]) -> Self {
        let mut ring = Self {
            pairs: [Pair {
                from_deg: 0.0,
                opening_deg: 0.0,
                ends: [End::Speaker(0); 2],
            }; 2 * MAX_SPEAKERS],
            count: 0,
            lfe: None,
            front_deg: (-FRONT_DEG, FRONT_DEG),
        };
        let mut speakers = [(0.0, 0); MAX_SPEAKERS];
        let mut count = 0;
        for (channel, azimuth) in channels.iter().take(MAX_SPEAKERS).enumerate() {
            match azimuth {
                Some(azimuth) => {
                    speakers[count] = (wrap(f64::from(*azimuth)), channel);
                    count += 1;
                }
                None => ring.lfe = Some(channel),
            }
        }
        let speakers = &mut speakers[..count];
        speakers.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        ring.pair_up(speakers);
        ring.front_deg = front(speakers);
        ring
    }

    /// Fills the pairs from loudspeakers in order of their azimuths.
    fn pair_up(&mut self, speakers: &[(f64, usize)]) {
        for (at, &(from_deg, channel)) in speakers.iter().enumerate() {
            let (to_deg, next) = speakers[(at + 1) % speakers.len()];
            let turn = if at + 1 == speakers.len() { 360.0 } else { 0.0 };
            let opening_deg = to_deg + turn - from_deg;
            let ends = [End::Speaker(channel), End::Speaker(next)];
            if opening_deg < WIDEST_DEG {
                self.add(from_deg, opening_deg, ends);
            } else {
                let half = opening_deg / 2.0;
                let middle = End::Between(channel, next);
                self.add(from_deg, half, [ends[0], middle]);
                self.add(wrap(from_deg + half), half, [middle, ends[1]]);
            }
        }
    }

    fn add(&mut self, from_deg: f64, opening_deg: f64, ends: [End; 2]) {
        self.pairs[self.count] = Pair {
            from_deg,
            opening_deg,
            ends,
        };
        self.count += 1;
    }

    /// The azimuths that a stereo pair, or hard left and hard right, have at the front: those of
    /// the nearest loudspeakers on either side of the centre; ∓30 degrees where there are none.
    pub fn front_deg(&self) -> (f32, f32) {
        (self.front_deg.0 as f32, self.front_deg.1 as f32)
    }

    /// The gain of each channel for a source. The loudspeakers' powers add up to 1.
    pub fn gains(&self, position: RingPosition) -> [f32; MAX_SPEAKERS] {
        let azimuth = f64::from(position.azimuth_deg);
        let spread = f64::from(position.spread);
        let mut powers = [0.0; MAX_SPEAKERS];
        if spread == 0.0 {
            self.add_direction(azimuth, &mut powers);
        } else {
            for direction in 0..DIRECTIONS {
                let offset = (direction as f64 - (DIRECTIONS / 2) as f64) / DIRECTIONS as f64;
                self.add_direction(azimuth + 360.0 * spread * offset, &mut powers);
            }
        }
        let total: f64 = powers.iter().sum();
        let norm = if total > 0.0 { 1.0 / total } else { 0.0 };
        let mut gains = powers.map(|power| (power * norm).sqrt() as f32);
        if let Some(lfe) = self.lfe {
            gains[lfe] = position.lfe_gain;
        }
        gains
    }

    /// Adds the power of each channel for a point source, which stands between the pair whose first
    /// loudspeaker is the nearest one counter-clockwise.
    fn add_direction(&self, azimuth_deg: f64, powers: &mut [f64; MAX_SPEAKERS]) {
        let mut nearest = None;
        for pair in &self.pairs[..self.count] {
            let angle = wrap(azimuth_deg - pair.from_deg);
            if pair.opening_deg > 0.0 && nearest.is_none_or(|(least, _)| angle < least) {
                nearest = Some((angle, pair));
            }
        }
        if let Some((angle, pair)) = nearest {
            for (power, gain) in powers.iter_mut().zip(pair.gains(angle)) {
                *power += gain * gain;
            }
        }
    }
}

impl Pair {
    /// The gains for a source `angle` degrees clockwise of the first end: the solution of
    /// p = g₁·l₁ + g₂·l₂ for unit vectors in the plane, normalised to a power of 1.
    fn gains(&self, angle_deg: f64) -> [f64; MAX_SPEAKERS] {
        let radians = PI / 180.0;
        let first = sin_f64((self.opening_deg - angle_deg) * radians);
        let second = sin_f64(angle_deg * radians);
        let mut gains = [0.0; MAX_SPEAKERS];
        for (end, gain) in self.ends.iter().zip([first, second]) {
            match *end {
                End::Speaker(channel) => gains[channel] += gain,
                End::Between(a, b) => {
                    gains[a] += gain * FRAC_1_SQRT_2;
                    gains[b] += gain * FRAC_1_SQRT_2;
                }
            }
        }
        let power: f64 = gains.iter().map(|gain| gain * gain).sum();
        let norm = 1.0 / power.sqrt();
        gains.map(|gain| gain * norm)
    }
}

/// An angle as 0 ≤ angle < 360 degrees.
fn wrap(angle_deg: f64) -> f64 {
    let mut angle = angle_deg;
    while angle < 0.0 {
        angle += 360.0;
    }
    while angle >= 360.0 {
        angle -= 360.0;
    }
    angle
}

/// The nearest loudspeakers on either side of the centre.
fn front(speakers: &[(f64, usize)]) -> (f64, f64) {
    let (mut left, mut right) = (-180.0, 180.0);
    for &(azimuth, _) in speakers {
        let signed = wrap(azimuth + 180.0) - 180.0;
        if signed > CENTRE_DEG && signed < right {
            right = signed;
        }
        if signed < -CENTRE_DEG && signed > left {
            left = signed;
        }
    }
    // Nobody in front on that side, as in a ring of a front and a back loudspeaker.
    let left = if left > -WIDEST_DEG { left } else { -FRONT_DEG };
    let right = if right < WIDEST_DEG { right } else { FRONT_DEG };
    (left, right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::testing::db;

    /// L R C LFE Ls Rs of ITU-R BS.775.
    const FIVE_ONE: [Option<f32>; 6] = [
        Some(-30.0),
        Some(30.0),
        Some(0.0),
        None,
        Some(-110.0),
        Some(110.0),
    ];
    const SEVEN_ONE: [Option<f32>; 8] = [
        Some(-30.0),
        Some(30.0),
        Some(0.0),
        None,
        Some(-135.0),
        Some(135.0),
        Some(-90.0),
        Some(90.0),
    ];
    const QUAD: [Option<f32>; 4] = [Some(-45.0), Some(45.0), Some(-135.0), Some(135.0)];
    const WITHOUT_CENTRE: [Option<f32>; 4] = [Some(-30.0), Some(30.0), Some(-110.0), Some(110.0)];
    const FREE: [Option<f32>; 5] = [
        Some(12.0),
        Some(80.0),
        Some(150.0),
        Some(-60.0),
        Some(-170.0),
    ];

    fn at(ring: &Ring, azimuth_deg: f32) -> [f32; MAX_SPEAKERS] {
        ring.gains(RingPosition {
            azimuth_deg,
            ..RingPosition::default()
        })
    }

    fn power(gains: &[f32]) -> f64 {
        gains.iter().map(|g| f64::from(*g).powi(2)).sum()
    }

    fn expect(gains: [f32; MAX_SPEAKERS], wanted: &[(usize, f64)]) {
        for (channel, gain) in gains.iter().enumerate() {
            let expected = wanted.iter().find(|(at, _)| *at == channel);
            let expected = expected.map_or(0.0, |(_, gain)| *gain);
            assert!((f64::from(*gain) - expected).abs() < 1e-5, "{gains:?}");
        }
    }

    #[test]
    fn known_directions_have_their_known_gains() {
        let half = 0.5_f64.sqrt();
        let ring = Ring::new(&FIVE_ONE);
        expect(at(&ring, 0.0), &[(2, 1.0)]);
        expect(at(&ring, -15.0), &[(0, half), (2, half)]);
        expect(at(&ring, 15.0), &[(1, half), (2, half)]);
        expect(at(&ring, -70.0), &[(0, half), (4, half)]);
        expect(at(&ring, 180.0), &[(4, half), (5, half)]);
        expect(at(&ring, -180.0), &[(4, half), (5, half)]);
        let ring = Ring::new(&WITHOUT_CENTRE);
        let gains = at(&ring, -10.0);
        expect(gains, &[(0, 0.882_809), (1, 0.469_733)]);
        let (l, r) = (f64::from(gains[0]), f64::from(gains[1]));
        let law = (10_f64.to_radians().tan()) / (30_f64.to_radians().tan());
        assert!(((l - r) / (l + r) - law).abs() < 1e-6, "tangent law");
    }

    #[test]
    fn every_direction_has_power_one_two_speakers_and_no_jump() {
        let rings: [&[Option<f32>]; 5] = [&FIVE_ONE, &SEVEN_ONE, &QUAD, &WITHOUT_CENTRE, &FREE];
        for channels in rings {
            let ring = Ring::new(channels);
            let mut before = at(&ring, -180.1);
            for step in 0..=3600_u16 {
                let azimuth = -180.0 + 0.1 * f32::from(step);
                let gains = at(&ring, azimuth);
                assert!((power(&gains) - 1.0).abs() < 1e-6, "{azimuth}");
                assert!(gains.iter().filter(|g| **g > 1e-6).count() <= 2);
                for (now, before) in gains.iter().zip(&before) {
                    assert!((now - before).abs() <= 0.01, "{channels:?} at {azimuth}");
                }
                before = gains;
            }
            for (channel, azimuth) in channels.iter().enumerate() {
                if let Some(azimuth) = azimuth {
                    assert!(at(&ring, *azimuth)[channel] >= 0.999_999);
                }
            }
        }
    }

    #[test]
    fn gaps_of_half_a_circle_are_bridged_at_full_power() {
        let half = 0.5_f64.sqrt();
        let front = Ring::new(&[Some(-30.0), Some(30.0), Some(0.0)]);
        expect(at(&front, 180.0), &[(0, half), (1, half)]);
        let sides = Ring::new(&[Some(-90.0), Some(90.0)]);
        expect(at(&sides, 0.0), &[(0, half), (1, half)]);
        for ring in [front, sides] {
            for degree in -180..180_i16 {
                let gains = at(&ring, degree.into());
                assert!((power(&gains) - 1.0).abs() < 1e-6, "{degree}");
                assert!(gains.iter().filter(|g| **g > 1e-6).count() <= 2);
            }
        }
    }

    #[test]
    fn a_spread_source_keeps_its_power_and_side_and_fills_the_ring_at_last() {
        for channels in [&FIVE_ONE[..], &SEVEN_ONE, &QUAD, &FREE] {
            let ring = Ring::new(channels);
            for spread in [0.05, 0.3, 0.7, 1.0] {
                let gains = ring.gains(RingPosition {
                    azimuth_deg: -40.0,
                    spread,
                    lfe_gain: 0.0,
                });
                assert!((power(&gains) - 1.0).abs() < 1e-6);
            }
            let filled = ring.gains(RingPosition {
                azimuth_deg: 75.0,
                spread: 1.0,
                lfe_gain: 0.0,
            });
            for (channel, azimuth) in channels.iter().enumerate() {
                assert_eq!(azimuth.is_some(), filled[channel] > 0.1, "{filled:?}");
            }
        }
        let ring = Ring::new(&QUAD);
        let near = ring.gains(RingPosition {
            azimuth_deg: 45.0,
            spread: 0.2,
            lfe_gain: 0.0,
        });
        assert!(near[1] > 0.9 && near[2] == 0.0, "{near:?}");
    }

    #[test]
    fn the_effects_channel_has_its_own_gain_and_no_direction() {
        let ring = Ring::new(&FIVE_ONE);
        for azimuth_deg in [-120.0, 0.0, 77.0] {
            let gains = ring.gains(RingPosition {
                azimuth_deg,
                spread: 0.5,
                lfe_gain: 0.25,
            });
            assert_eq!(gains[3], 0.25);
        }
    }

    #[test]
    fn the_front_pair_is_found() {
        assert_eq!(Ring::new(&FIVE_ONE).front_deg(), (-30.0, 30.0));
        assert_eq!(Ring::new(&QUAD).front_deg(), (-45.0, 45.0));
        assert_eq!(Ring::new(&FREE).front_deg(), (-60.0, 12.0));
        let front_and_back = Ring::new(&[Some(0.0), Some(180.0)]);
        assert_eq!(front_and_back.front_deg(), (-30.0, 30.0));
    }

    #[test]
    fn three_in_a_row_follow_sine_and_cosine_at_constant_power() {
        for step in -100..=100_i16 {
            let p = f64::from(step) / 100.0;
            let [l, r, c] = left_centre_right(step.into(), 0.0).map(f64::from);
            let quarter = FRAC_PI_2 * p.abs();
            let (left, right) = if p < 0.0 {
                (quarter.sin(), 0.0)
            } else {
                (0.0, quarter.sin())
            };
            assert!((l - left).abs() < 1e-6 && (r - right).abs() < 1e-6);
            assert!((c - quarter.cos()).abs() < 1e-6);
            for divergence in [0.0, 0.2, 0.5, 0.9, 1.0] {
                let gains = left_centre_right(step.into(), divergence);
                assert!((power(&gains) - 1.0).abs() < 1e-6);
            }
        }
        assert_eq!(left_centre_right(-100.0, 0.4), [1.0, 0.0, 0.0]);
        assert_eq!(left_centre_right(100.0, 0.0), [0.0, 1.0, 0.0]);
        assert_eq!(left_centre_right(0.0, 0.0), [0.0, 0.0, 1.0]);
    }

    #[test]
    fn divergence_turns_the_centre_into_a_phantom() {
        for divergence in [0.0, 0.25, 0.5, 1.0] {
            let [l, r, c] = left_centre_right(0.0, divergence).map(f64::from);
            let d = f64::from(divergence);
            assert!((c - (1.0 - d).sqrt()).abs() < 1e-6);
            assert!((l - (d / 2.0).sqrt()).abs() < 1e-6 && l == r);
        }
        let [l, r, c] = left_centre_right(0.0, 1.0);
        assert!((db(l.into()) + 3.0103).abs() < 0.001 && l == r && c == 0.0);
    }

    #[test]
    fn the_downmix_has_the_coefficients_of_the_standard() {
        let half = 0.5_f64.sqrt();
        let stereo = [(1.0, 0.0), (0.0, 1.0), (half, half), (0.0, 0.0)];
        let behind = [(half, 0.0), (0.0, half)];
        let five_one = stereo.iter().chain(&behind);
        let seven_one = stereo.iter().chain(&behind).chain(&behind);
        let layouts = FIVE_ONE.iter().zip(five_one);
        for (azimuth, (l, r)) in layouts.chain(SEVEN_ONE.iter().zip(seven_one)) {
            let (left, right) = downmix(*azimuth);
            assert!((f64::from(left) - l).abs() < 1e-6, "{azimuth:?}: {left}");
            assert!((f64::from(right) - r).abs() < 1e-6, "{azimuth:?}: {right}");
        }
        let mono = [half, half, 1.0, 0.0, 0.5, 0.5];
        for (azimuth, gain) in FIVE_ONE.iter().zip(mono) {
            assert!((f64::from(downmix_mono(*azimuth)) - gain).abs() < 1e-6);
        }
        let worst: f64 = FIVE_ONE.iter().map(|a| f64::from(downmix(*a).0)).sum();
        assert!((db(worst) - 7.656).abs() < 0.001, "{worst}");
    }
}
