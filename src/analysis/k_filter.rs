//! The K filter of BS.1770, for two channels side by side.

/// The K filter of BS.1770: a shelf for the head, then a high-pass. The standard gives its coefficients for 48 kHz;
/// these are the analogue filters behind them, so that they hold at every rate.
#[derive(Clone, Debug)]
pub struct KFilter {
    shelf: Biquad,
    high_pass: Biquad,
}

impl KFilter {
    /// A filter for a sample rate in Hz.
    pub fn new(rate: f64) -> Self {
        // f0, Q and gain of the shelf, then f0 and Q of the high-pass.
        let (hertz, q, gain_db) = (
            1_681.974_450_955_533,
            0.707_175_236_955_419_6,
            3.999_843_853_973_347,
        );
        let k = (std::f64::consts::PI * hertz / rate).tan();
        let high = 10_f64.powf(gain_db / 20.0);
        let middle = high.powf(0.499_666_774_154_541_6);
        let shelf = Biquad::new(
            [
                high + middle * k / q + k * k,
                2.0 * (k * k - high),
                high - middle * k / q + k * k,
            ],
            k,
            q,
        );
        let (hertz, q) = (38.135_470_876_024_44, 0.500_327_037_323_877_3);
        let k = (std::f64::consts::PI * hertz / rate).tan();
        let mut high_pass = Biquad::new([0.0; 3], k, q);
        // The standard's high-pass is not normalised: its gain is a little above 1.
        high_pass.forward = [1.0, -2.0, 1.0];
        Self { shelf, high_pass }
    }

    /// The sums of the squares of two pieces, side by side, that have passed the filter.
    pub fn powers(&mut self, left: &[f32], right: &[f32]) -> [f64; 2] {
        let (mut shelf, mut high_pass) = (self.shelf, self.high_pass);
        let mut sums = [0.0; 2];
        for (left, right) in left.iter().zip(right) {
            let y = high_pass.filter(shelf.filter([f64::from(*left), f64::from(*right)]));
            sums = [sums[0] + y[0] * y[0], sums[1] + y[1] * y[1]];
        }
        (self.shelf, self.high_pass) = (shelf, high_pass);
        sums
    }
}

/// A filter of second order for two channels, in its direct form: the way from one output to the next is short.
#[derive(Clone, Copy, Debug)]
struct Biquad {
    forward: [f64; 3],
    back: [f64; 2],
    /// The last two of both channels.
    inputs: [[f64; 2]; 2],
    outputs: [[f64; 2]; 2],
}

impl Biquad {
    /// Numerator before it is normalised, tan(π·f/rate) and Q.
    fn new(over: [f64; 3], k: f64, q: f64) -> Self {
        let one = 1.0 + k / q + k * k;
        Self {
            forward: over.map(|c| c / one),
            back: [2.0 * (k * k - 1.0) / one, (1.0 - k / q + k * k) / one],
            inputs: [[0.0; 2]; 2],
            outputs: [[0.0; 2]; 2],
        }
    }

    #[inline(always)]
    fn filter(&mut self, x: [f64; 2]) -> [f64; 2] {
        let ([b0, b1, b2], [a1, a2]) = (self.forward, self.back);
        let ([x1, x2], [y1, y2]) = (self.inputs, self.outputs);
        let y = std::array::from_fn(|c| {
            let known = b0 * x[c] + b1 * x1[c] + b2 * x2[c] - a2 * y2[c];
            known - a1 * y1[c]
        });
        self.inputs = [x, x1];
        self.outputs = [y, y1];
        y
    }
}
