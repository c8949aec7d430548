//! What is measured of the response of a reverb to an impulse.

use super::{RATE, db};
use std::f64::consts::TAU;

/// The octave around `freq_hz`: band-passes of Q √2, twice.
fn octave(signal: &[f32], freq_hz: f64) -> Vec<f64> {
    let w = TAU * freq_hz / RATE;
    let alpha = w.sin() / (2.0 * 2_f64.sqrt());
    let mut y: Vec<f64> = signal.iter().map(|&x| f64::from(x)).collect();
    for _ in 0..2 {
        let (mut x1, mut x2, mut y1, mut y2) = (0.0, 0.0, 0.0, 0.0);
        for sample in &mut y {
            let x = *sample;
            let out = (alpha * (x - x2) + 2.0 * w.cos() * y1 - (1.0 - alpha) * y2) / (1.0 + alpha);
            (x2, x1, y2, y1) = (x1, x, y1, out);
            *sample = out;
        }
    }
    y
}

/// T60 by M. Schroeder's backward integration (1965): a line through −5 to −35 dB.
pub fn t60(response: &[f32], freq_hz: f64) -> f64 {
    let mut energy: Vec<f64> = octave(response, freq_hz).iter().map(|y| y * y).collect();
    for n in (0..energy.len() - 1).rev() {
        energy[n] += energy[n + 1];
    }
    let level = |n: usize| 10.0 * (energy[n] / energy[0]).log10();
    let points: Vec<(f64, f64)> = (0..energy.len())
        .map(|n| (n as f64 / RATE, level(n)))
        .filter(|(_, level)| (-35.0..=-5.0).contains(level))
        .collect();
    let count = points.len() as f64;
    let mean = points
        .iter()
        .fold((0.0, 0.0), |m, p| (m.0 + p.0, m.1 + p.1));
    let mean = (mean.0 / count, mean.1 / count);
    let (mut above, mut below) = (0.0, 0.0);
    for (time, level) in points {
        above += (time - mean.0) * (level - mean.1);
        below += (time - mean.0).powi(2);
    }
    -60.0 / (above / below)
}

/// The energy of both sides of a response, in dB.
pub fn energy_db(response: &[Vec<f32>; 2]) -> f64 {
    let squares = response.iter().flatten().map(|&x| f64::from(x).powi(2));
    0.5 * db(squares.sum())
}

/// The lowest and the highest of several numbers.
pub fn range(numbers: &[f64]) -> (f64, f64) {
    let of = |choose: fn(f64, f64) -> f64| numbers.iter().copied().reduce(choose).unwrap_or(0.0);
    (of(f64::min), of(f64::max))
}

/// How alike both sides are from frame `from` on, −1 to 1.
pub fn correlation(response: &[Vec<f32>; 2], from: usize) -> f64 {
    let tail = |side: usize| response[side][from..].iter().map(|&x| f64::from(x));
    let cross: f64 = tail(0).zip(tail(1)).map(|(l, r)| l * r).sum();
    let power = |side| tail(side).map(|x| x * x).sum::<f64>();
    cross / (power(0) * power(1)).sqrt()
}

/// The normalised echo density (J. Abel and P. Huang, 2006) at a time in ms: the share of samples beyond the
/// deviation, over that of Gaussian noise, in 20 ms weighted by a Hann window; the mean of both sides and of two
/// such windows, from that time on.
pub fn echo_density(response: &[Vec<f32>; 2], ms: usize) -> f64 {
    let starts = [ms * 48, ms * 48 + 480];
    let windows = response
        .iter()
        .flat_map(|side| starts.map(|from| density(&side[from..from + 960])));
    windows.sum::<f64>() / 4.0
}

fn density(window: &[f32]) -> f64 {
    let frames = window.len() as f64;
    let weight = |n: usize| (1.0 - (TAU * n as f64 / frames).cos()) / frames;
    let power: f64 = (window.iter().enumerate())
        .map(|(n, &x)| weight(n) * f64::from(x).powi(2))
        .sum();
    let beyond = window.iter().enumerate();
    let beyond = beyond.filter(|(_, x)| f64::from(**x).abs() > power.sqrt());
    beyond.map(|(n, _)| weight(n)).sum::<f64>() / 0.317_310_5
}
