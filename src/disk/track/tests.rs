//! What is played of a file: every sample, at any rate, round and round.

use super::*;
use std::f64::consts::TAU;
use std::path::{Path, PathBuf};

/// A mono file whose samples are those of a function.
fn file(name: &str, rate: u32, frames: usize, sample: impl Fn(usize) -> f32) -> PathBuf {
    use crate::disk::{SampleFormat, WaveSpec, WaveWriter};
    let path = std::env::temp_dir().join(format!("hr-track-{}-{name}.wav", std::process::id()));
    let spec = WaveSpec {
        channels: 1,
        rate,
        mask: 4,
        format: SampleFormat::Float32,
    };
    let mut writer = WaveWriter::new(std::fs::File::create(&path).unwrap(), spec).unwrap();
    let samples: Vec<f32> = (0..frames).map(sample).collect();
    writer.write(&[&samples]).unwrap();
    writer.finish().unwrap();
    path
}

fn track(path: &Path, frames: u64, rate: u32) -> Track {
    let mut track = Track::new(SoundFile::open(path).unwrap(), frames, rate).unwrap();
    track.seek(0).unwrap();
    track
}

/// Plays to the end, or so many pieces: the samples, the places, and whether the last piece said so.
fn play(track: &mut Track, most: usize) -> (Vec<f32>, Vec<u64>, bool) {
    let (mut samples, mut places) = (Vec::new(), Vec::new());
    for _ in 0..most {
        let mut piece = [[0.0; 32]];
        let filled = track.fill(&mut piece).unwrap();
        samples.extend(piece[0]);
        places.push(filled.position);
        if filled.is_last {
            return (samples, places, true);
        }
    }
    (samples, places, false)
}

#[test]
fn at_the_same_rate_every_sample_is_played_as_it_is() {
    let path = file("same", 48_000, 10_000, |n| n as f32 / 10_000.0);
    let mut track = track(&path, 10_000, 48_000);
    let (samples, places, is_last) = play(&mut track, 1000);
    assert!(is_last);
    assert_eq!(samples.len(), 10_000_usize.next_multiple_of(32));
    assert!((0..10_000).all(|n| samples[n] == n as f32 / 10_000.0));
    assert!(samples[10_000..].iter().all(|x| *x == 0.0));
    assert_eq!(places[100], 3200);
    track.seek(7000).unwrap();
    let (samples, places, _) = play(&mut track, 10);
    assert_eq!((samples[0], places[0], places[1]), (0.7, 7000, 7032));
}

/// How late a tone of 1 kHz, from whole periods of it is, in seconds.
fn lateness(samples: impl Iterator<Item = (f64, f32)>) -> f64 {
    let (mut sine, mut cosine) = (0.0, 0.0);
    for (time, x) in samples {
        sine += f64::from(x) * (TAU * 1000.0 * time).sin();
        cosine += f64::from(x) * (TAU * 1000.0 * time).cos();
    }
    -cosine.atan2(sine) / (TAU * 1000.0)
}

#[test]
fn another_rate_is_converted_without_being_late() {
    for (from, to) in [
        (44_100, 48_000),
        (96_000, 48_000),
        (48_000, 44_100),
        (22_050, 48_000),
    ] {
        // As many frames as ten periods have.
        let (frames, periods) = (from as usize, to as usize / 100);
        let at = |seconds: f64| (0.5 * (TAU * 1000.0 * seconds).sin()) as f32;
        let path = file(&format!("rate-{from}-{to}"), from, frames, |n| {
            at(n as f64 / f64::from(from))
        });
        let mut track = track(&path, frames as u64, to);
        let (samples, places, is_last) = play(&mut track, 10_000);
        assert!(is_last);
        assert_eq!(
            samples.len(),
            (to as usize).next_multiple_of(32),
            "{from} {to}"
        );
        // As late as it is (a filter of an even length has no frame in its middle), it is the same tone.
        let worst = |begins: f64, frames: Range<usize>, samples: &[f32]| {
            let time = |n: usize| begins + n as f64 / f64::from(to);
            let late = lateness(frames.clone().map(|n| (time(n), samples[n])));
            assert!(
                late.abs() < 1.0 / f64::from(from.min(to)),
                "{from} {to}: {late} s"
            );
            let error = |n: usize| (samples[n] - at(time(n) - late)).abs();
            frames.map(error).fold(0.0, f32::max)
        };
        let found = worst(0.0, 2000..2000 + 80 * periods, &samples);
        assert!(found < 2e-5, "{from} {to}: {found}");
        let place = f64::from(from) / f64::from(to) * 32.0 * 500.0;
        assert!(
            (places[500] as f64 - place).abs() < 3.0,
            "{from} {to}: {}",
            places[500]
        );
        // Wherever it is sent, it begins there.
        track.seek(u64::from(from) / 2 + 7).unwrap();
        let (samples, places, _) = play(&mut track, 200);
        assert_eq!(places[0], u64::from(from) / 2 + 7);
        let begins = (f64::from(from) / 2.0 + 7.0) / f64::from(from);
        let found = worst(begins, 1000..1000 + 10 * periods, &samples);
        assert!(found < 2e-5, "{from} {to}: {found}");
    }
}

#[test]
fn a_loop_goes_round_without_a_step_and_a_place_behind_it_goes_to_the_end_first() {
    let path = file("loop", 48_000, 20_000, |n| n as f32 / 20_000.0);
    let mut track = track(&path, 20_000, 48_000);
    track.set_loop(Some(4000..8000));
    let (samples, places, is_last) = play(&mut track, 1000);
    assert!(!is_last);
    assert_eq!(samples[7999], 7999.0 / 20_000.0);
    assert_eq!(samples[8000 + 1000], 5000.0 / 20_000.0);
    assert_eq!(samples[12_000 + 1000], 5000.0 / 20_000.0);
    assert!(
        samples
            .windows(2)
            .all(|pair| (pair[1] - pair[0]).abs() < 1e-3)
    );
    assert!(
        places[300..]
            .iter()
            .all(|place| (4000..8000).contains(place))
    );
    track.seek(15_000).unwrap();
    let (samples, ..) = play(&mut track, 200);
    assert_eq!(samples[4999], 19_999.0 / 20_000.0);
    assert_eq!(samples[5000], 4000.0 / 20_000.0);
}

#[test]
fn a_loop_over_the_whole_file_plays_every_sample_as_it_is() {
    let path = file("round", 48_000, 5000, |n| (n % 100) as f32 / 100.0);
    let mut track = track(&path, 5000, 48_000);
    track.set_loop(Some(0..u64::MAX));
    let (samples, ..) = play(&mut track, 1000);
    assert!((0..samples.len()).all(|n| samples[n] == (n % 5000 % 100) as f32 / 100.0));
}

#[test]
fn what_is_no_sound_is_not_played() {
    let strange = [f32::NAN, f32::INFINITY, -1e9, 0.5];
    let path = file("strange", 48_000, 400, |n| strange[n % 4]);
    let mut track = track(&path, 400, 48_000);
    let (samples, ..) = play(&mut track, 100);
    assert_eq!(samples[..4], [0.0, 0.0, -16.0, 0.5]);
}
