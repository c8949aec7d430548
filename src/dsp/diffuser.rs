//! What smears a sound before it enters a reverb: all-passes in series, per side.

use super::FRAMES_PER_MARK;
use super::effect::tiny_to_zero;
use super::ring::Ring;

/// An all-pass of either side.
#[derive(Debug)]
struct Stage {
    rings: [Ring; 2],
    frames: [usize; 2],
    /// What it feeds back.
    gain: f32,
}

/// All-passes in series, left and right.
#[derive(Debug)]
pub struct Diffuser<const STAGES: usize>([Stage; STAGES]);

impl<const STAGES: usize> Diffuser<STAGES> {
    /// All-passes of lengths in frames, left and right, at least a mark each, and what each feeds back. Allocates.
    pub fn new(stages: [([usize; 2], f32); STAGES]) -> Self {
        Self(stages.map(|(frames, gain)| Stage {
            rings: frames.map(Ring::new),
            frames,
            gain,
        }))
    }

    /// Forgets the past.
    pub fn clear(&mut self) {
        let stages = self.0.iter_mut();
        stages
            .flat_map(|stage| &mut stage.rings)
            .for_each(Ring::clear);
    }

    /// Smears a run of frames inside one mark. True when something else than silence went in anywhere.
    #[inline(always)]
    pub fn process(&mut self, left: &mut [f32], right: &mut [f32]) -> bool {
        let mut sounds = false;
        for (side, signal) in [left, right].into_iter().enumerate() {
            for stage in &mut self.0 {
                sounds |= stage.process(side, signal);
            }
        }
        sounds
    }
}

impl Stage {
    #[inline(always)]
    fn process(&mut self, side: usize, signal: &mut [f32]) -> bool {
        let (ring, gain) = (&mut self.rings[side], self.gain);
        let mut late = [0.0; FRAMES_PER_MARK];
        let late = &mut late[..signal.len()];
        ring.read(self.frames[side], late);
        let mut sounds = false;
        for (x, late) in signal.iter_mut().zip(&mut *late) {
            let inner = tiny_to_zero(*x + gain * *late);
            *x = *late - gain * inner;
            *late = inner;
            sounds |= inner != 0.0;
        }
        ring.write(late);
        sounds
    }
}
