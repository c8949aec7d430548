//! Faster than real time: whoever calls gives the inputs and takes the outputs.

use super::planar::{Channel, Planar};
use crate::engine::audio::PortSet;
use crate::engine::host::Host;
use crate::engine::link::EngineEnd;
use crate::rt::audio_thread;

/// A stream that runs when it is told to.
#[derive(Debug)]
pub struct Offline {
    host: Host,
    planar: Planar,
}

impl Offline {
    /// A stream with the ports of `set`; the engine comes by the link's other end.
    pub fn new(end: EngineEnd, set: &PortSet) -> Self {
        let mut planar = Planar::new();
        planar.add(set);
        Self {
            host: Host::new(end),
            planar,
        }
    }

    /// Adds another set of ports, for an engine that will be swapped in.
    pub fn add_ports(&mut self, set: &PortSet) {
        self.planar.add(set);
    }

    /// Frames since the engine's count began.
    pub fn frame(&self) -> u64 {
        self.host.frame()
    }

    /// One callback of `frames` frames. `fill` writes the inputs, whose buffers still hold what
    /// they held before; the outputs are returned. Denormals are off on the calling thread from
    /// here on, because they are part of the arithmetic.
    pub fn cycle(&mut self, frames: usize, fill: impl FnOnce(&mut [Channel])) -> &[Channel] {
        audio_thread::enter();
        self.planar.begin(frames);
        fill(self.planar.inputs());
        self.host.cycle(&mut self.planar, frames);
        self.planar.drop_outdated();
        self.planar.outputs()
    }

    /// Callbacks as long as `periods` says, `frames` frames in all; the last may be shorter.
    /// `fill` and `take` are called around each with the frames done so far in this run.
    pub fn run(
        &mut self,
        frames: u64,
        periods: &mut Periods,
        mut fill: impl FnMut(u64, &mut [Channel]),
        mut take: impl FnMut(u64, &[Channel]),
    ) {
        let mut done = 0;
        while done < frames {
            let count = (periods.next_period() as u64).min(frames - done);
            let outputs = self.cycle(count as usize, |inputs| fill(done, inputs));
            take(done, outputs);
            done += count;
        }
    }
}

/// How long callbacks are, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Periods {
    /// Always this many frames; 0 counts as 1.
    Fixed(usize),
    /// Between 1 and 1024 frames, another number each time, the same row for the same seed.
    Random(u64),
}

impl Periods {
    /// The next callback's frames, at least 1.
    pub fn next_period(&mut self) -> usize {
        match self {
            Self::Fixed(frames) => (*frames).max(1),
            Self::Random(state) => {
                // Steele's SplitMix64: any seed will do, 0 too.
                *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
                let mut mixed = *state;
                mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                1 + ((mixed ^ (mixed >> 31)) % 1024) as usize
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::io::PortList;
    use crate::engine::link::link;
    use crate::param::Topology;

    #[test]
    fn any_periods_add_up_to_the_frames_asked_for() {
        for mut periods in [
            Periods::Fixed(0),
            Periods::Fixed(16),
            Periods::Fixed(37),
            Periods::Fixed(441),
            Periods::Fixed(1024),
            Periods::Random(0),
            Periods::Random(7),
        ] {
            let (engine, _control) = link();
            let set = PortSet {
                number: 1,
                list: PortList::of(&Topology::default()),
                ..PortSet::default()
            };
            let mut offline = Offline::new(engine, &set);
            let mut taken = 0;
            offline.run(
                4410,
                &mut periods,
                |_, inputs| inputs[0].samples.fill(1.0),
                |done, outputs| {
                    assert_eq!(done, taken);
                    taken += outputs[0].samples.len() as u64;
                    assert!(outputs.iter().all(|port| port.samples[0] == 0.0));
                },
            );
            assert_eq!((taken, offline.frame()), (4410, 4410));
        }
    }

    #[test]
    fn random_periods_repeat_with_their_seed() {
        let row = |seed| {
            let mut periods = Periods::Random(seed);
            (0..100).map(|_| periods.next_period()).collect::<Vec<_>>()
        };
        assert_eq!(row(3), row(3));
        assert_ne!(row(3), row(4));
        assert!(row(3).iter().all(|frames| (1..=1024).contains(frames)));
    }
}
