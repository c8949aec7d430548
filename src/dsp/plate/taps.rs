//! Where the two sides of a plate are heard: tables 1 and 2 of the paper, and five taps more per side.

/// The sample rate of the paper, in Hz.
pub(super) const PAPER_HZ: f64 = 29_761.0;
/// Taps per side.
pub(super) const TAPS: usize = 12;

/// What a tap reads: a delay, or the inside of an all-pass.
#[derive(Clone, Copy, Debug)]
pub(super) enum Of {
    /// The first delay of a branch.
    FirstDelay,
    /// Its second all-pass.
    AllPass,
    /// Its second delay.
    SecondDelay,
}

/// A tap: its branch, what it reads there, how far behind in frames of the paper, and its sign.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tap {
    pub branch: usize,
    pub of: Of,
    pub frames: usize,
    pub sign: f32,
}

/// A tap of each side: the branch of left, what both read, how far behind each, and the sign of both. Right reads the
/// other branch.
const PAIRS: [(usize, Of, [usize; 2], f32); TAPS] = [
    (1, Of::FirstDelay, [266, 353], 1.0),
    (1, Of::FirstDelay, [2974, 3627], 1.0),
    (1, Of::AllPass, [1913, 1228], -1.0),
    (1, Of::SecondDelay, [1996, 2673], 1.0),
    (0, Of::FirstDelay, [1990, 2111], -1.0),
    (0, Of::AllPass, [187, 335], -1.0),
    (0, Of::SecondDelay, [1066, 121], -1.0),
    (1, Of::FirstDelay, [1431, 1583], -1.0),
    (0, Of::FirstDelay, [811, 947], 1.0),
    (1, Of::SecondDelay, [577, 499], -1.0),
    (0, Of::SecondDelay, [2237, 2411], 1.0),
    (0, Of::FirstDelay, [3301, 3163], -1.0),
];

/// The taps of left and right.
pub(super) const SIDES: [[Tap; TAPS]; 2] = [side(0), side(1)];

const fn side(side: usize) -> [Tap; TAPS] {
    let mut taps = [tap(side, 0); TAPS];
    let mut at = 1;
    while at < TAPS {
        taps[at] = tap(side, at);
        at += 1;
    }
    taps
}

const fn tap(side: usize, at: usize) -> Tap {
    let (branch, of, frames, sign) = PAIRS[at];
    Tap {
        branch: if side == 0 { branch } else { 1 - branch },
        of,
        frames: frames[side],
        sign,
    }
}
