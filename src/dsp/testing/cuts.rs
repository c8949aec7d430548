//! What the tests of the high-pass and of the low-pass have in common.

use super::{RATE, db, peak, sine};
use crate::dsp::FRAMES_PER_MARK;
use crate::dsp::cut_filter::{CutSettings, Slope};
use crate::dsp::processor::Processor;

/// The slopes, each with its order.
pub const SLOPES: [(Slope, i32); 4] = [
    (Slope::Six, 1),
    (Slope::Twelve, 2),
    (Slope::Eighteen, 3),
    (Slope::TwentyFour, 4),
];

/// A filter of one channel.
pub trait Cut: Processor<f32, Settings = CutSettings> {}
impl<P: Processor<f32, Settings = CutSettings>> Cut for P {}

pub fn on(freq_hz: f32, slope: Slope) -> CutSettings {
    CutSettings {
        on: true,
        freq_hz,
        slope,
    }
}

pub fn off(settings: CutSettings) -> CutSettings {
    CutSettings {
        on: false,
        ..settings
    }
}

/// A filter that stands at its settings.
pub fn settled<F: Cut>(settings: CutSettings) -> F {
    let mut filter = F::new(RATE);
    filter.set(0, settings);
    filter.snap_lane(0);
    filter
}

/// Processes in runs that end at marks, with settings taken at their frames.
pub fn run(filter: &mut impl Cut, signal: &mut [f32], changes: &[(usize, CutSettings)]) {
    for (index, segment) in signal.chunks_mut(FRAMES_PER_MARK).enumerate() {
        for (_, settings) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == index) {
            filter.set(0, *settings);
        }
        filter.mark();
        filter.process(segment);
    }
}

/// How much louder a tone gets while `a` becomes `b` than it is before and after, in dB.
fn burst<F: Cut>(tone_hz: f64, a: CutSettings, b: CutSettings) -> f64 {
    let mut tone = sine(tone_hz, 0.01, 0.3, 72_000);
    run(&mut settled::<F>(a), &mut tone, &[(32_000, b)]);
    let steady = peak(&tone[24_000..32_000])
        .max(peak(&tone[64_000..]))
        .max(0.001);
    db(peak(&tone[24_000..])) - db(steady)
}

/// Frequencies, slopes and switches change into each other, and no tone near them is louder than before and after.
pub fn assert_no_burst<F: Cut>(freqs_hz: [f32; 4]) {
    let pairs = |from: Slope, to: Slope| {
        let jumps = freqs_hz.map(|a| freqs_hz.map(|b| (on(a, from), on(b, to))));
        let switches = freqs_hz.map(|a| (off(on(a, from)), on(a, to)));
        let back = switches.map(|(a, b)| (b, a));
        [jumps.as_flattened(), &switches, &back].concat()
    };
    let mut worst: f64 = 0.0;
    for (from, to) in [(0, 3), (2, 3), (3, 3), (3, 1), (2, 2)] {
        let (from, to) = (SLOPES[from].0, SLOPES[to].0);
        for (a, b) in pairs(from, to) {
            let middle = f64::from(a.freq_hz * b.freq_hz).sqrt();
            let ends = [f64::from(a.freq_hz), f64::from(b.freq_hz), middle];
            for tone in ends.iter().flat_map(|f| [0.6, 1.2].map(|part| part * f)) {
                let burst = burst::<F>(tone, a, b);
                worst = worst.max(burst);
                assert!(
                    burst <= 1.0,
                    "{burst:.2} dB at {tone:.0} Hz: {a:?} to {b:?}"
                );
            }
        }
    }
    println!("worst {worst:.2} dB");
}
