//! Tones, noise and silence through a live spectrum.

use super::*;
use crate::dsp::random::Random;
use crate::dsp::third_octave::band_freq_hz;
use std::array::from_fn;

const RATE: u32 = 48_000;
const FAST: RtaSettings = RtaSettings {
    average: SpectrumAverage::Fast,
    hold: PeakHold::Endless,
};

/// What is read of some seconds of a signal, read 25 times a second.
fn read(
    settings: RtaSettings,
    seconds: f64,
    mut sample: impl FnMut(usize) -> [f32; 2],
) -> RtaReading {
    let mut rta = Rta::new(2, RATE, settings);
    let pieces = (seconds * f64::from(RATE)) as usize / FRAMES;
    let mut reading = rta.reading();
    for piece in 0..pieces {
        let frames: [[f32; 2]; FRAMES] = from_fn(|n| sample(piece * FRAMES + n));
        rta.add(&[frames.map(|frame| frame[0]), frames.map(|frame| frame[1])]);
        if piece % 60 == 59 {
            reading = rta.reading();
        }
    }
    reading
}

fn tone(hz: f64, level: f64) -> impl FnMut(usize) -> [f32; 2] {
    let (turn, amplitude) = (
        std::f64::consts::TAU * hz / f64::from(RATE),
        10_f64.powf(level / 20.0),
    );
    move |n| [(amplitude * (turn * n as f64).sin()) as f32; 2]
}

#[test]
fn a_tone_reads_its_level_and_frequency_everywhere() {
    for band in [1, 4, 10, 17, 23, 30] {
        let hz = band_freq_hz(band);
        let found = read(FAST, 2.0, tone(hz, -20.0));
        for level in [found.level, found.bands[band], found.held_bands[band]] {
            assert!((level + 20.0).abs() < 0.1, "{band}: {level}");
        }
        let (at, level) = found.tones[0];
        assert!((f64::from(at) - hz).abs() < 0.1, "{band}: {at} {hz}");
        assert!((level + 20.0).abs() < 0.1, "{band}: {level}");
        let highest = found.points.iter().copied().fold(f32::MIN, f32::max);
        assert!((highest + 20.0).abs() < 0.1, "{band}: {highest}");
        let point = found.points.iter().position(|level| *level == highest);
        let point = f64::from(point_hz(point.unwrap()));
        assert!((point / hz).log2().abs() < 1.0 / 24.0, "{band}: {point}");
    }
}

#[test]
fn frequencies_between_lines_and_bands_are_exact_too() {
    for hz in [61.7, 440.0, 1234.5, 7919.1] {
        let found = read(FAST, 1.0, tone(hz, -30.0));
        let (at, level) = found.tones[0];
        assert!((f64::from(at) - hz).abs() < 0.06, "{at}, not {hz}");
        assert!((level + 30.0).abs() < 0.1, "{hz}: {level}");
    }
}

/// White noise, made pink by P. Kellet's filter (within 0.05 dB above 9.2 Hz at 44.1 kHz).
fn pink() -> impl FnMut(usize) -> [f32; 2] {
    let mut random = Random::new(3);
    let mut b = [0.0_f64; 7];
    move |_| {
        let white = random.bipolar();
        for (state, (keep, add)) in b.iter_mut().zip([
            (0.99886, 0.055_517_9),
            (0.99332, 0.075_075_9),
            (0.96900, 0.153_852_0),
            (0.86650, 0.310_485_6),
            (0.55000, 0.532_952_2),
            (-0.7616, -0.016_898_0),
        ]) {
            *state = keep * *state + add * white;
        }
        let pink = b.iter().sum::<f64>() + white * 0.5362;
        b[6] = white * 0.115_926;
        [(0.05 * pink) as f32; 2]
    }
}

/// How far the bands from one on lie from their mean, of the mean of some seconds.
fn unevenness(
    seconds: usize,
    bands: std::ops::Range<usize>,
    mut sample: impl FnMut(usize) -> f32,
) -> f32 {
    let settings = RtaSettings {
        average: SpectrumAverage::Off,
        ..FAST
    };
    let mut rta = Rta::new(1, RATE, settings);
    for piece in 0..seconds * RATE as usize / FRAMES {
        rta.add(&[from_fn(|n| sample(piece * FRAMES + n))]);
    }
    let bands = &rta.reading().bands[bands];
    let mean = bands.iter().sum::<f32>() / bands.len() as f32;
    bands
        .iter()
        .fold(0.0, |most, level| most.max((level - mean).abs()))
}

#[test]
fn pink_noise_is_level_in_thirds() {
    let mut noise = pink();
    // From 250 Hz on: below, some seconds of noise are too short.
    let found = unevenness(12, 11..30, |n| noise(n)[0]);
    assert!(found < 0.5, "{found}");
}

/// A sine that rises by as many octaves every second has the spectrum of pink noise, without its chance.
#[test]
fn a_steady_sweep_is_level_in_all_thirds() {
    let (seconds, low, octaves) = (6.0, 8.0, 11.52);
    let found = unevenness(6, 1..31, |n| {
        let place = n as f64 / (seconds * f64::from(RATE));
        let octaves_done = (octaves * place).exp2() - 1.0;
        let turns = low * seconds / (octaves * std::f64::consts::LN_2) * octaves_done;
        (0.1 * (std::f64::consts::TAU * turns).sin()) as f32
    });
    assert!(found < 0.5, "{found}");
}

#[test]
fn averages_follow_in_their_times_and_peaks_are_held() {
    let fallen = |average| {
        let settings = RtaSettings { average, ..FAST };
        let mut on = tone(1000.0, -20.0);
        let found = read(
            settings,
            2.0,
            move |n| if n < 48_000 { on(n) } else { [0.0; 2] },
        );
        (
            found.bands[17],
            found.held_bands[17],
            found.held_points.len(),
        )
    };
    let (level, held, points) = fallen(SpectrumAverage::Slow);
    // One second of a time constant of one second.
    assert!((level + 24.34).abs() < 0.3, "{level}");
    assert!((held + 20.0).abs() < 0.1, "{held}");
    assert_eq!(points, POINTS);
    assert!(fallen(SpectrumAverage::Fast).0 < -50.0);
    assert!(fallen(SpectrumAverage::Off).0 < -80.0);
}

#[test]
fn silence_is_minus_infinity_and_has_no_tones() {
    let found = read(FAST, 0.5, |_| [0.0; 2]);
    assert!(
        found
            .bands
            .iter()
            .chain(&found.points)
            .all(|level| *level == f32::NEG_INFINITY)
    );
    assert!(found.tones.is_empty());
    assert!(found.scope.iter().all(|point| *point == (0, 0)));
}
