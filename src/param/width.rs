//! How many channels run through a node, what each is for, and where its loudspeaker stands.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Most channels of one node.
pub const MAX_CHANNELS: usize = 8;
/// Fewest loudspeakers of a ring.
pub const MIN_SPEAKERS: usize = 2;

/// How many channels run through a node. Strips and buses are mono or stereo; main may be wider.
///
/// Channels are in the order of wave files (the bits of a channel mask).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Width {
    /// One channel.
    Mono,
    /// Two linked channels.
    Stereo,
    /// Left, right, centre.
    Lcr,
    /// Two in front, two behind.
    Quad,
    /// Left, right, centre, low-frequency effects, two surrounds (ITU-R BS.775).
    FiveOne,
    /// Left, right, centre, low-frequency effects, two behind, two at the sides.
    SevenOne,
    /// Loudspeakers around the listeners, wherever they stand.
    Ring(Speakers),
}

/// Where the loudspeakers of a free ring stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Speakers {
    /// Degrees clockwise from the front, −180 to 180; the first `count` exist.
    azimuths_deg: [i16; MAX_CHANNELS],
    count: u8,
}

impl Speakers {
    /// Two to eight loudspeakers by their azimuths in degrees clockwise from the front, −180 to
    /// 180, no two in one place; `None` for anything else.
    pub fn new(azimuths_deg: &[i16]) -> Option<Self> {
        let possible = (MIN_SPEAKERS..=MAX_CHANNELS).contains(&azimuths_deg.len());
        let mut speakers = Self {
            azimuths_deg: [0; MAX_CHANNELS],
            count: azimuths_deg.len() as u8,
        };
        for (at, azimuth) in azimuths_deg.iter().enumerate() {
            let place = azimuth.checked_rem_euclid(360)?;
            let taken = |other: &i16| other.rem_euclid(360) == place;
            if !possible || !(-180..=180).contains(azimuth) || azimuths_deg[..at].iter().any(taken)
            {
                return None;
            }
            speakers.azimuths_deg[at] = *azimuth;
        }
        possible.then_some(speakers)
    }

    /// The azimuths in degrees, in the order of the channels.
    pub fn azimuths_deg(&self) -> &[i16] {
        &self.azimuths_deg[..usize::from(self.count).min(MAX_CHANNELS)]
    }
}

/// What a channel of a node is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The only one of a mono node.
    Mono,
    /// Left in front.
    Left,
    /// Right in front.
    Right,
    /// In the middle in front.
    Centre,
    /// Low-frequency effects: subwoofers.
    Lfe,
    /// Left surround.
    SurroundLeft,
    /// Right surround.
    SurroundRight,
    /// Left behind.
    BackLeft,
    /// Right behind.
    BackRight,
    /// At the left side.
    SideLeft,
    /// At the right side.
    SideRight,
    /// A loudspeaker of a free ring, from 1 on.
    Speaker(u8),
}

impl fmt::Display for Side {
    /// Its word in paths and port names; nothing for the only channel of a mono node.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mono => "",
            Self::Left => "left",
            Self::Right => "right",
            Self::Centre => "centre",
            Self::Lfe => "lfe",
            Self::SurroundLeft => "surround-left",
            Self::SurroundRight => "surround-right",
            Self::BackLeft => "back-left",
            Self::BackRight => "back-right",
            Self::SideLeft => "side-left",
            Self::SideRight => "side-right",
            Self::Speaker(number) => return write!(f, "speaker-{number}"),
        })
    }
}

impl Width {
    /// The widths that have no settings of their own, by their words.
    pub const WORDS: [(&str, Self); 6] = [
        ("mono", Self::Mono),
        ("stereo", Self::Stereo),
        ("lcr", Self::Lcr),
        ("quad", Self::Quad),
        ("5.1", Self::FiveOne),
        ("7.1", Self::SevenOne),
    ];
    /// The word of a free ring.
    pub const RING: &str = "ring";

    /// The word for it in files and on the screen.
    pub fn word(self) -> &'static str {
        let known = Self::WORDS.iter().find(|(_, width)| *width == self);
        known.map_or(Self::RING, |(word, _)| *word)
    }

    /// The number of channels.
    pub fn channels(self) -> usize {
        match self {
            Self::Mono => 1,
            Self::Stereo => 2,
            Self::Lcr => 3,
            Self::Quad => 4,
            Self::FiveOne => 6,
            Self::SevenOne => 8,
            Self::Ring(speakers) => speakers.azimuths_deg().len(),
        }
    }

    /// True for what needs more than a left and a right: panning by `surround/…`.
    pub fn is_surround(self) -> bool {
        !matches!(self, Self::Mono | Self::Stereo)
    }

    /// True where the first two channels are a left and a right.
    pub fn has_pair(self) -> bool {
        let azimuth = |channel| self.azimuth_deg(channel).filter(|degrees| *degrees != 0.0);
        azimuth(0)
            .zip(azimuth(1))
            .is_some_and(|(left, right)| left == -right)
    }

    /// What each channel is for, in order.
    pub fn sides(self) -> &'static [Side] {
        use Side::{
            BackLeft, BackRight, Centre, Left, Lfe, Mono, Right, SideLeft, SideRight, Speaker,
            SurroundLeft, SurroundRight,
        };
        const RING: [Side; MAX_CHANNELS] = [
            Speaker(1),
            Speaker(2),
            Speaker(3),
            Speaker(4),
            Speaker(5),
            Speaker(6),
            Speaker(7),
            Speaker(8),
        ];
        match self {
            Self::Mono => &[Mono],
            Self::Stereo => &[Left, Right],
            Self::Lcr => &[Left, Right, Centre],
            Self::Quad => &[Left, Right, BackLeft, BackRight],
            Self::FiveOne => &[Left, Right, Centre, Lfe, SurroundLeft, SurroundRight],
            Self::SevenOne => &[
                Left, Right, Centre, Lfe, BackLeft, BackRight, SideLeft, SideRight,
            ],
            Self::Ring(speakers) => &RING[..usize::from(speakers.count).min(MAX_CHANNELS)],
        }
    }

    /// What a channel is for; a channel that there is not counts as the only one.
    pub fn side(self, channel: usize) -> Side {
        self.sides().get(channel).copied().unwrap_or(Side::Mono)
    }

    /// The channel that is for this.
    pub fn channel(self, side: Side) -> Option<usize> {
        self.sides().iter().position(|own| *own == side)
    }

    /// Where the loudspeaker of each channel stands, in degrees clockwise from the front; `None` for
    /// low-frequency effects (ITU-R BS.775 and BS.2051).
    pub fn azimuths_deg(self) -> Vec<Option<f32>> {
        let channels = 0..self.channels();
        channels.map(|channel| self.azimuth_deg(channel)).collect()
    }

    /// Where the loudspeaker of one channel stands (see [`Width::azimuths_deg`]).
    pub fn azimuth_deg(self, channel: usize) -> Option<f32> {
        match *self.sides().get(channel)? {
            Side::Mono | Side::Centre => Some(0.0),
            Side::Lfe => None,
            Side::Left if self == Self::Quad => Some(-45.0),
            Side::Right if self == Self::Quad => Some(45.0),
            Side::Left => Some(-30.0),
            Side::Right => Some(30.0),
            Side::SurroundLeft => Some(-110.0),
            Side::SurroundRight => Some(110.0),
            Side::SideLeft => Some(-90.0),
            Side::SideRight => Some(90.0),
            Side::BackLeft => Some(-135.0),
            Side::BackRight => Some(135.0),
            Side::Speaker(_) => match self {
                Self::Ring(speakers) => speakers
                    .azimuths_deg()
                    .get(channel)
                    .map(|degrees| f32::from(*degrees)),
                _ => None,
            },
        }
    }

    /// The channel mask of a wave file with these channels; 0 where no mask says where they stand.
    pub fn wave_mask(self) -> u32 {
        match self {
            Self::Mono => 0x4,
            Self::Stereo => 0x3,
            Self::Lcr => 0x7,
            Self::Quad => 0x33,
            Self::FiveOne => 0x60f,
            Self::SevenOne => 0x63f,
            Self::Ring(_) => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Width> {
        let ring = Width::Ring(Speakers::new(&[0, 72, 144, -144, -72]).unwrap());
        let known = Width::WORDS.iter().map(|(_, width)| *width);
        known.chain([ring]).collect()
    }

    #[test]
    fn every_channel_has_one_purpose_and_a_bit_in_the_mask() {
        for width in all() {
            let sides = width.sides();
            assert_eq!(sides.len(), width.channels());
            assert_eq!(width.azimuths_deg().len(), width.channels());
            for (channel, side) in sides.iter().enumerate() {
                assert_eq!(width.channel(*side), Some(channel));
                assert_eq!(width.side(channel), *side);
            }
            if width.wave_mask() != 0 {
                assert_eq!(width.wave_mask().count_ones() as usize, width.channels());
            }
        }
    }

    #[test]
    fn channels_are_in_the_order_of_the_mask() {
        // The bits of WAVEFORMATEXTENSIBLE.
        let bit = |side: &Side| match side {
            Side::Left => 0,
            Side::Right => 1,
            Side::Centre | Side::Mono => 2,
            Side::Lfe => 3,
            Side::BackLeft => 4,
            Side::BackRight => 5,
            Side::SideLeft | Side::SurroundLeft => 9,
            Side::SideRight | Side::SurroundRight => 10,
            Side::Speaker(_) => unreachable!(),
        };
        for (_, width) in Width::WORDS {
            let bits: Vec<u32> = width.sides().iter().map(bit).collect();
            assert!(bits.is_sorted(), "{width:?}");
            let mask: u32 = bits.iter().map(|bit| 1 << bit).sum();
            assert_eq!(mask, width.wave_mask(), "{width:?}");
        }
    }

    #[test]
    fn a_ring_has_two_to_eight_loudspeakers_in_different_places() {
        assert!(Speakers::new(&[-90, 90]).is_some());
        assert!(Speakers::new(&[0]).is_none());
        assert!(Speakers::new(&[0; 9]).is_none());
        assert!(Speakers::new(&[10, 20, 10]).is_none());
        assert!(Speakers::new(&[180, -180]).is_none());
        assert!(Speakers::new(&[0, 181]).is_none());
    }
}
