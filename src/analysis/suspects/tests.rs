//! Loops that howl are suspected, a band is not.

use super::*;
use crate::demo::{Band, COUNT};
use crate::dsp::oscillator::{Oscillator, OscillatorSettings, Wave};
use crate::dsp::random::Random;
use std::array::from_fn;
use std::collections::VecDeque;

const RATE: u32 = 48_000;
/// The singer's channel of the band.
const LEAD: usize = 12;

/// A microphone before a wedge: what the wedge plays comes back after a time, through a resonance of the room, with
/// a gain on every turn.
struct Loop {
    delay: VecDeque<f32>,
    /// Of the resonance: a two-pole.
    state: [f32; 2],
    factors: [f32; 3],
    /// What the limiter of the wedge has heard of late.
    held: f32,
}

impl Loop {
    /// `gain_db` at the resonance.
    fn new(hz: f32, delay_ms: f32, gain_db: f32) -> Self {
        let rate = RATE as f32;
        let turn = std::f32::consts::TAU * hz / rate;
        let r = 0.98;
        let gain = 10_f32.powf(gain_db / 20.0);
        // The two-pole's gain at its resonance, nearly.
        let own = 1.0 / ((1.0 - r) * (1.0 - 2.0 * r * (2.0 * turn).cos() + r * r).sqrt());
        Self {
            delay: std::iter::repeat_n(0.0, (delay_ms * rate / 1000.0) as usize).collect(),
            state: [0.0; 2],
            factors: [gain / own, 2.0 * r * turn.cos(), -r * r],
            held: 0.0,
        }
    }

    /// What the wedge plays when somebody speaks into the microphone; it can play no louder than a limiter lets it.
    fn tick(&mut self, voice: f32) -> f32 {
        let back = self.delay.pop_front().unwrap_or(0.0);
        let [gain, a, b] = self.factors;
        let y = gain * back + a * self.state[0] + b * self.state[1];
        self.state = [y, self.state[0]];
        let wanted = voice + y;
        self.held = (self.held * 0.9999).max(wanted.abs());
        let out = wanted * (0.25 / self.held).min(1.0);
        self.delay.push_back(out);
        out
    }
}

/// Pink noise of so many dBFS RMS.
fn pink(skip: usize, level_db: f32) -> impl FnMut() -> f32 {
    let mut oscillator = Oscillator::new(f64::from(RATE));
    oscillator.set(OscillatorSettings {
        wave: Wave::Pink,
        freq_hz: 1000.0,
    });
    oscillator.snap();
    let gain = 10_f32.powf(level_db / 20.0) * std::f32::consts::SQRT_2;
    let mut block = [0.0; 32];
    for _ in 0..skip {
        oscillator.process(&mut block);
    }
    let mut at = block.len();
    move || {
        if at == block.len() {
            block.fill(0.0);
            oscillator.process(&mut block);
            at = 0;
        }
        at += 1;
        gain * block[at - 1]
    }
}

/// Seconds until a signal is suspected, and the first suspicion.
fn found(seconds: f32, mut sample: impl FnMut(usize) -> f32) -> Option<(f32, Suspicion)> {
    let mut watch = Watch::new(RATE);
    for piece in 0..(seconds * RATE as f32) as usize / FRAMES {
        watch.add(&[from_fn(|n| sample(piece * FRAMES + n))]);
        if let Some(first) = watch.suspicions().first() {
            return Some(((piece * FRAMES) as f32 / RATE as f32, *first));
        }
    }
    None
}

/// Where the loop rings: the mode of it that has the most gain. Measured by letting it ring.
fn rings_at(hz: f32, delay_ms: f32, gain_db: f32) -> f32 {
    let mut ring = Loop::new(hz, delay_ms, gain_db);
    let mut random = Random::new(1);
    let noise = |n: usize, random: &mut Random| {
        if n < 4800 {
            1e-4 * random.bipolar() as f32
        } else {
            0.0
        }
    };
    let samples: Vec<f32> = (0..6 * 48_000)
        .map(|n| ring.tick(noise(n, &mut random)))
        .collect();
    let last = &samples[5 * 48_000..];
    let crossings = last
        .windows(2)
        .filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0)
        .count();
    crossings as f32
}

#[test]
fn a_loop_is_found_within_a_second_and_its_frequency_within_a_third_of_a_semitone() {
    for (hz, delay_ms, gain_db) in [
        (250.0, 8.0, 1.0),
        (250.0, 8.0, 3.0),
        (630.0, 12.0, 0.7),
        (630.0, 12.0, 1.5),
        (1250.0, 10.0, 0.5),
        (1250.0, 10.0, 1.0),
        (2500.0, 6.0, 0.3),
        (2500.0, 6.0, 1.0),
        (4000.0, 15.0, 1.5),
        (4000.0, 15.0, 3.0),
        (1600.0, 5.0, 3.0),
        (1600.0, 5.0, 6.0),
        (1000.0, 20.0, 12.0),
    ] {
        let mut ring = Loop::new(hz, delay_ms, gain_db);
        let mut random = Random::new(7);
        // A stage that is never silent: noise at -60 dBFS.
        let found = found(1.2, |_| ring.tick(0.001 * random.bipolar() as f32));
        let wanted = rings_at(hz, delay_ms, gain_db);
        let (seconds, suspicion) = found.expect("a loop that nobody suspects");
        assert!(seconds < 1.0, "{hz} Hz, {gain_db} dB: {seconds} s");
        assert!(is_same(suspicion.hz, wanted), "{wanted}: {suspicion:?}");
        assert!(
            suspicion.sounds && suspicion.confidence >= 50.0,
            "{suspicion:?}"
        );
    }
}

#[test]
fn a_loop_is_found_while_somebody_sings() {
    let mut band = Band::new(RATE);
    for _ in 0..20 * RATE {
        band.next_frame();
    }
    let mut ring = Loop::new(1250.0, 10.0, 1.0);
    let found = found(3.0, |_| ring.tick(0.3 * band.next_frame()[LEAD]));
    let (_, suspicion) = found.expect("a loop that nobody suspects");
    let wanted = rings_at(1250.0, 10.0, 1.0);
    assert!(is_same(suspicion.hz, wanted), "{wanted}: {suspicion:?}");
}

#[test]
fn a_loop_is_found_while_pink_noise_rings_out_its_wedge() {
    for (hz, delay_ms, gain_db) in [
        (630.0, 12.0, 1.5),
        (1250.0, 10.0, 1.0),
        (2500.0, 6.0, 1.0),
        (4000.0, 15.0, 3.0),
    ] {
        // The wedge's limiter holds a loop at -12 dBFS; noise that comes near it keeps the loop from howling.
        for noise_db in [-40.0, -30.0, -26.0] {
            let mut ring = Loop::new(hz, delay_ms, gain_db);
            let mut pink = pink(1000, noise_db);
            let found = found(6.0, |_| ring.tick(pink()));
            let wanted = rings_at(hz, delay_ms, gain_db);
            let (_, suspicion) = found.unwrap_or_else(|| panic!("{hz} Hz, noise {noise_db} dB"));
            // A loop of several modes may begin at another one.
            let off = (suspicion.hz / wanted).max(wanted / suspicion.hz);
            assert!(off < 1.03, "{wanted}: {suspicion:?}");
        }
    }
}

#[test]
fn pink_noise_in_a_room_that_does_not_howl_is_not_suspected() {
    for seed in 1..4 {
        for gain_db in [-60.0, -6.0, -1.0] {
            let mut ring = Loop::new(1250.0, 10.0, gain_db);
            let mut pink = pink(1000 * seed, -20.0);
            assert_eq!(found(20.0, |_| ring.tick(pink())), None);
        }
    }
}

/// Channels of the band that hold notes, and the kick.
const WATCHED: [usize; 6] = [0, 7, 9, 10, LEAD, 13];

#[test]
fn the_demo_band_is_not_suspected_for_a_minute() {
    let mut band = Band::new(RATE);
    let mut watches: Vec<Watch> = (0..=WATCHED.len()).map(|_| Watch::new(RATE)).collect();
    for piece in 0..60 * RATE as usize / FRAMES {
        let frames: [[f32; COUNT]; FRAMES] = from_fn(|_| band.next_frame());
        for (at, watch) in watches.iter_mut().enumerate() {
            // Behind the channels a mix of all.
            watch.add(&[frames.map(|frame| match WATCHED.get(at) {
                Some(channel) => frame[*channel],
                None => frame.iter().sum::<f32>() / 4.0,
            })]);
            let seconds = (piece * FRAMES) as f32 / RATE as f32;
            assert_eq!(watch.suspicions(), [], "{at}, {seconds} s");
        }
    }
}
