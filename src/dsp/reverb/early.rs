//! The first reflections of a reverb: how late and how loud they are, by kind of room.

use crate::dsp::FRAMES_PER_MARK;
use crate::dsp::gliding::Place;
use crate::dsp::ring::Ring;

/// Reflections per side.
pub(super) const REFLECTIONS: usize = 8;
/// How late the last one is, at size 100 %, in seconds.
pub(super) const LATEST_SECONDS: f64 = 0.079;

/// What kind of room a reverb is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Wide, and late to answer.
    Hall,
    /// A small room.
    Room,
    /// An echo chamber: between the two.
    Chamber,
}

/// How many kinds there are.
pub(super) const ROOMS: usize = 3;

impl Room {
    /// How long the lines are, beside those of a hall.
    pub(super) const SCALES: [f64; ROOMS] = [1.0, 0.5, 0.7];
}

/// The reflections of each kind of room, left and right, at size 100 %, in milliseconds.
pub(super) const MILLISECONDS: [[[f64; REFLECTIONS]; 2]; ROOMS] = [
    [
        [8.1, 17.3, 23.9, 31.7, 42.3, 51.1, 63.7, 76.9],
        [9.7, 15.1, 26.3, 33.9, 40.7, 54.1, 60.3, 78.7],
    ],
    [
        [2.3, 4.7, 7.1, 9.3, 12.1, 15.7, 19.3, 23.1],
        [2.9, 4.1, 7.9, 10.1, 11.3, 16.9, 18.1, 24.3],
    ],
    [
        [4.3, 8.9, 13.1, 18.7, 23.3, 29.9, 36.1, 43.7],
        [5.3, 7.9, 14.9, 17.1, 25.1, 28.3, 37.9, 42.1],
    ],
];

/// How loud each reflection is: all together as loud as what rings.
const GAINS: [f32; REFLECTIONS] = [0.066, -0.058, 0.053, 0.047, -0.042, 0.037, -0.032, 0.026];

/// What is heard of the first reflections.
#[derive(Debug)]
pub(super) struct Early {
    /// What came in, left and right.
    past: [Ring; 2],
    /// Where each reflection of each side is read.
    places: [[Place; REFLECTIONS]; 2],
}

impl Early {
    /// Nothing has come in; reflections are up to `frames` late. Allocates.
    pub fn new(frames: usize) -> Self {
        Self {
            past: std::array::from_fn(|_| Ring::new(frames + FRAMES_PER_MARK + 4)),
            places: [[Place::default(); REFLECTIONS]; 2],
        }
    }

    /// Over the next mark the reflections go to where `to` says, in frames.
    #[inline(always)]
    pub fn go_to(&mut self, to: &[[f64; REFLECTIONS]; 2]) {
        for (place, to) in self.places.iter_mut().flatten().zip(to.iter().flatten()) {
            place.go_to(*to);
        }
    }

    /// They stand there at once.
    pub fn put(&mut self, to: &[[f64; REFLECTIONS]; 2]) {
        for (place, to) in self.places.iter_mut().flatten().zip(to.iter().flatten()) {
            *place = Place::at(*to);
        }
    }

    /// No reflection moves.
    pub fn is_settled(&self) -> bool {
        self.places.iter().flatten().all(|place| place.step == 0.0)
    }

    /// Forgets what came in.
    pub fn clear(&mut self) {
        self.past.iter_mut().for_each(Ring::clear);
    }

    /// Takes a run of frames in.
    #[inline(always)]
    pub fn take(&mut self, left: &[f32], right: &[f32]) {
        self.past[0].write(left);
        self.past[1].write(right);
    }

    /// The reflections of the run that was taken last. Every second one comes from the other side.
    #[inline(always)]
    pub fn reflect(&mut self, side: usize, heard: &mut [f32]) {
        heard.fill(0.0);
        let count = heard.len();
        for (at, gain) in GAINS.iter().enumerate() {
            let place = &mut self.places[side][at];
            let past = &self.past[side ^ (at & 1)];
            let mut late = [0.0; FRAMES_PER_MARK];
            let late = &mut late[..count];
            if place.stands() {
                past.read(place.now as usize + count, late);
            } else {
                for (at, late) in late.iter_mut().enumerate() {
                    place.now += place.step;
                    *late = past.between_before(count - at, place.now);
                }
            }
            for (heard, late) in heard.iter_mut().zip(late) {
                *heard += gain * *late;
            }
        }
    }
}
