//! Middle and side of stereo pairs: M = (L + R)/2 in the even channel, S = (L − R)/2 in the odd one
//! (A. D. Blumlein, British patent 394 325, 1931).
//!
//! What is linear and the same in both channels of a pair does not care which of the two it hears, if its past is
//! recoded with it: so a pair changes over without a sound while its channels are alike.

use super::sample::Sample;

/// The pairs that are coded.
#[derive(Clone, Copy, Debug)]
pub struct MidSide<S> {
    /// 1 in channels of pairs that are coded, else 0.
    coded: S,
    /// At least one is.
    any: bool,
}

impl<S: Sample> MidSide<S> {
    /// Every pair is left and right.
    pub fn none() -> Self {
        Self {
            coded: S::splat(0.0),
            any: false,
        }
    }

    /// True while at least one pair is coded.
    #[inline(always)]
    pub fn is_any(&self) -> bool {
        self.any
    }

    /// True while channel `lane` is a middle or a side.
    #[inline(always)]
    pub fn is_coded(&self, lane: usize) -> bool {
        self.coded.lane(lane) != 0.0
    }

    /// Channel `lane` is coded or not: both of a pair alike.
    pub fn set_lane(&mut self, lane: usize, coded: bool) {
        self.coded.set_lane(lane, f32::from(u8::from(coded)));
        self.any = self.coded != S::splat(0.0);
    }

    /// 1 in even channels, −1 in odd ones.
    #[inline(always)]
    fn sign() -> S {
        S::from_lanes([1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
    }

    /// Left and right of the coded pairs become middle and side.
    #[inline(always)]
    pub fn encode(&self, run: &mut [S]) {
        let (zero, half, sign) = (S::splat(0.0), S::splat(0.5), Self::sign());
        for x in run {
            let coded = (x.swap_pairs() + *x * sign) * half;
            *x = self.coded.select_gt_in_place(zero, coded, *x);
        }
    }

    /// Middle and side of the coded pairs become left and right.
    #[inline(always)]
    pub fn decode(&self, run: &mut [S]) {
        let (zero, sign) = (S::splat(0.0), Self::sign());
        for x in run {
            // M + S in even channels, M − S in odd ones.
            let decoded = x.swap_pairs() + *x * sign;
            *x = self.coded.select_gt_in_place(zero, decoded, *x);
        }
    }
}

/// What the pair of channel `lane` holds, recoded: left and right to middle and side, or back.
pub fn recode<S: Sample>(x: &mut S, lane: usize, to_mid_side: bool) {
    let (even, odd) = (lane & !1, lane | 1);
    let (a, b) = (x.lane(even), x.lane(odd));
    let share = if to_mid_side { 0.5 } else { 1.0 };
    x.set_lane(even, share * (a + b));
    x.set_lane(odd, share * (a - b));
}

/// Both channels of the pair of channel `lane` become the larger of the two.
pub fn with_larger<S: Sample>(mut x: S, lane: usize) -> S {
    let larger = x.lane(lane & !1).larger(x.lane(lane | 1));
    x.set_lane(lane & !1, larger);
    x.set_lane(lane | 1, larger);
    x
}

/// True where both channels of the pair of channel `lane` are the same.
pub fn is_alike<S: Sample>(x: S, lane: usize) -> bool {
    x.lane(lane & !1) == x.lane(lane | 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::sample::Lanes;

    #[test]
    fn only_coded_pairs_become_middle_and_side_and_come_back() {
        let mut pairs = MidSide::<Lanes>::none();
        assert!(!pairs.is_any());
        pairs.set_lane(2, true);
        pairs.set_lane(3, true);
        let before = Lanes([0.5, -0.25, 0.5, 0.25, f32::NAN, 1.0, 3.0, -7.0]);
        let mut run = [before];
        pairs.encode(&mut run);
        assert_eq!(run[0].0[..4], [0.5, -0.25, 0.375, 0.125]);
        assert!(run[0][4].is_nan() && run[0].0[5..] == [1.0, 3.0, -7.0]);
        let mut state = before;
        recode(&mut state, 3, true);
        assert_eq!(state.0[..4], run[0].0[..4]);
        recode(&mut state, 2, false);
        pairs.decode(&mut run);
        assert_eq!(run[0].0[..4], before.0[..4]);
        assert_eq!(state.0[..4], before.0[..4]);
        pairs.set_lane(2, false);
        pairs.set_lane(3, false);
        assert!(!pairs.is_any());
    }
}
