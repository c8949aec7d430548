//! The minimum and the sum of the last values.

/// The minimum of the last `window` values, in three comparisons per value (van Herk; Gil and
/// Werman): blocks of `window` values, a running minimum of the block at hand, and for each place
/// the minimum of the rest of the block before.
#[derive(Clone, Debug)]
pub(super) struct SlidingMinimum {
    /// The values of the block at hand up to `next`, and from there on the minima of the rest of the
    /// block before.
    block: Box<[f64]>,
    /// Where the next value goes.
    next: usize,
    /// The minimum of the block at hand.
    running: f64,
}

impl SlidingMinimum {
    /// Of a window of `value`s.
    pub fn new(window: usize, value: f64) -> Self {
        Self {
            block: vec![value; window].into_boxed_slice(),
            next: 0,
            running: value,
        }
    }

    /// How many values it sees.
    #[inline(always)]
    pub fn window(&self) -> usize {
        self.block.len()
    }

    #[inline(always)]
    pub fn tick(&mut self, x: f64) -> f64 {
        self.running = if self.next == 0 {
            x
        } else {
            lower(self.running, x)
        };
        self.block[self.next] = x;
        self.next += 1;
        if self.next < self.block.len() {
            return lower(self.running, self.block[self.next]);
        }
        self.next = 0;
        let mut rest = x;
        for value in self.block.iter_mut().rev() {
            rest = lower(rest, *value);
            *value = rest;
        }
        self.running
    }
}

#[inline(always)]
pub(super) fn lower(a: f64, b: f64) -> f64 {
    if b < a { b } else { a }
}

/// The sum of the last `window` values, exact.
#[derive(Clone, Debug)]
pub(super) struct RunningSum {
    /// The last values.
    ring: Box<[i64]>,
    /// Where the oldest value is.
    oldest: usize,
    /// Their sum.
    sum: i64,
}

impl RunningSum {
    pub fn new(window: usize, value: i64) -> Self {
        Self {
            ring: vec![value; window].into_boxed_slice(),
            oldest: 0,
            sum: window.cast_signed() as i64 * value,
        }
    }

    /// The sum of the last values.
    #[inline(always)]
    pub fn sum(&self) -> i64 {
        self.sum
    }

    /// True when the last values were all `value` and none was larger.
    #[inline(always)]
    pub fn is_full_of(&self, value: i64) -> bool {
        self.sum == self.ring.len().cast_signed() as i64 * value
    }

    #[inline(always)]
    pub fn tick(&mut self, x: i64) -> i64 {
        self.sum += x - self.ring[self.oldest];
        self.ring[self.oldest] = x;
        self.oldest += 1;
        if self.oldest == self.ring.len() {
            self.oldest = 0;
        }
        self.sum
    }
}
