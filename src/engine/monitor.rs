//! What the engineer hears: two sets of speakers and the headphones.
//!
//! The monitor's bank comes behind all others and has three stereo pairs: the source, the solo mix and the
//! reference track, which comes from a ring instead of a sum. The
//! source is main or a bus as it leaves: behind balance, image and limiter, as late as those make it, but
//! before the delay of its ports and the hold. A wide main is folded down. The faders cross from one to the other. What follows is one gain from each side of that
//! to each of the six outputs: level, dim, mono, cut, polarity and the choice of speakers are nothing but
//! targets of those gains. Nothing here adds latency.
//!
//! The speakers are held with all outputs; the headphones go on through safe start and panic.

use super::MARK;
use super::bank::{Bank, POST_FADER};
use super::hold::Hold;
use super::io::Io;
use super::segment::{Block, SILENT, Segment};
use crate::dsp::ballistics::Ballistics;
use crate::dsp::image::{Image, ImageSettings};
use crate::dsp::level::LevelMeter;
use crate::dsp::processor::Processor;
use crate::dsp::sample::{Lanes, Sample};
use crate::dsp::smoother::Smoother;

/// First lane of the source in the monitor's bank; its right side follows.
pub const SOURCE: usize = 0;
/// First lane of the solo mix.
pub const SOLO: usize = 2;
/// First lane of the reference track.
pub const REFERENCE: usize = 4;
/// Lanes of the monitor's bank in use.
pub const LANES_IN_USE: usize = 6;
/// First output of the headphones; the speakers, A then B, come before.
pub const PHONES: usize = 4;
/// Outputs: left and right of speakers A and B and of the headphones.
pub const OUTPUTS: usize = 6;

/// The output side of the monitor.
///
/// Legend: `from_left` and `from_right` are the gains of the two sides of what is heard into each
/// output; `reference` the two sides of the reference track and `out` what is played in this mark; `phones` the hold of the headphones alone; `meter` and, if
/// something else than peaks is chosen, `ballistics` what is played before the holds.
#[derive(Debug)]
pub struct Monitor {
    from_left: Smoother<Lanes>,
    from_right: Smoother<Lanes>,
    pub(super) reference: [[f32; MARK]; 2],
    out: Block,
    /// The image of what is heard, as it would be elsewhere: left and right in its first two lanes.
    image: Image,
    phones: Hold,
    pub(super) meter: LevelMeter<Lanes>,
    pub(super) ballistics: Ballistics<Lanes>,
    pub(super) is_ballistic: bool,
    /// Number of the first port.
    first_port: usize,
    /// Its processing failed before and is left out.
    bypassed: bool,
    /// All gains are exactly zero.
    idle: bool,
}

impl Monitor {
    /// A silent monitor whose outputs begin at `first_port`.
    pub fn new((rate, coefficient): (f64, f64), first_port: usize, bypassed: bool) -> Self {
        Self {
            from_left: Smoother::new(coefficient, 0.0),
            from_right: Smoother::new(coefficient, 0.0),
            reference: [[0.0; MARK]; 2],
            out: SILENT,
            image: Image::new(rate),
            phones: Hold::new(rate as f32, coefficient),
            meter: LevelMeter::default(),
            ballistics: Ballistics::new(rate),
            is_ballistic: false,
            first_port,
            bypassed,
            idle: true,
        }
    }

    /// Where the gains of an output shall go, from left and right.
    pub fn set(&mut self, output: usize, (left, right): (f32, f32)) {
        let open = !self.bypassed;
        self.from_left
            .set_target(output, if open { left } else { 0.0 });
        self.from_right
            .set_target(output, if open { right } else { 0.0 });
    }

    /// Where the image goes.
    pub fn set_image(&mut self, settings: ImageSettings) {
        (0..2).for_each(|side| self.image.set(side, settings));
    }

    /// Everything at its target at once.
    pub fn snap(&mut self) {
        (0..2).for_each(|side| self.image.snap_lane(side));
        self.from_left.snap();
        self.from_right.snap();
    }

    /// The headphones rise from silence.
    pub fn ramp_in(&mut self) {
        self.phones.ramp_in();
    }

    /// The headphones close, and never open again.
    pub fn close_for_good(&mut self) {
        self.phones.close_for_good();
    }

    /// Goes on where another monitor stands.
    pub fn adopt(&mut self, old: &mut Self) {
        (0..2).for_each(|side| self.image.adopt_lane(side, &mut old.image, side));
        for output in 0..OUTPUTS {
            self.from_left
                .copy_lane_from(output, &old.from_left, output);
            self.from_right
                .copy_lane_from(output, &old.from_right, output);
            self.ballistics
                .copy_lane_from(output, &old.ballistics, output);
        }
        self.phones.adopt(&old.phones);
    }

    /// Once per mark.
    pub fn mark(&mut self) {
        self.image.mark();
        let settled = self.from_left.settle() & self.from_right.settle();
        let zero = |gain: &Smoother<Lanes>| gain.value() == Lanes::default();
        let idle = settled && zero(&self.from_left) && zero(&self.from_right);
        if idle && !self.idle {
            self.out = SILENT;
        }
        self.idle = idle;
        self.phones.mark();
        if self.is_ballistic {
            self.ballistics.mark();
        }
    }

    /// True while nobody can hear anything, whatever is played: a whole mark long.
    #[inline(always)]
    pub fn is_idle(&self) -> bool {
        self.idle
    }

    /// Takes what the reference track plays in this mark: on both sides, where it has one channel. At a mark.
    pub fn take_reference(&mut self, channels: &[[f32; MARK]]) {
        let silence = [0.0; MARK];
        let left = channels.first().unwrap_or(&silence);
        self.reference = [*left, *channels.get(1).unwrap_or(left)];
    }

    /// From the monitor's bank to the outputs.
    #[inline(always)]
    pub fn run(&mut self, bank: &Bank, segment: Segment) {
        let heard = &bank.tap(POST_FADER)[segment.in_block()];
        let out = &mut self.out[segment.in_block()];
        for (out, heard) in out.iter_mut().zip(heard) {
            *out = Lanes::default();
            out[0] = heard[SOURCE] + heard[SOLO] + heard[REFERENCE];
            out[1] = heard[SOURCE + 1] + heard[SOLO + 1] + heard[REFERENCE + 1];
        }
        self.image.process(out);
        for out in &mut *out {
            let (left, right) = (Lanes::splat(out[0]), Lanes::splat(out[1]));
            *out = left * self.from_left.next() + right * self.from_right.next();
        }
        self.meter.accumulate(out);
        self.measure(segment);
    }

    /// The meter goes on falling while nothing is played.
    #[inline(always)]
    pub fn rest(&mut self, segment: Segment) {
        self.measure(segment);
    }

    #[inline(always)]
    fn measure(&mut self, segment: Segment) {
        if self.is_ballistic {
            self.ballistics.measure(&self.out[segment.in_block()]);
        }
    }

    /// Writes a segment to the ports: speakers under the hold of all outputs, headphones under
    /// their own.
    pub fn write(&mut self, hold: &Hold, segment: Segment, io: &mut impl Io) {
        self.phones.run(segment);
        for output in 0..OUTPUTS {
            let hold: &[f32; MARK] = if output < PHONES {
                hold.block()
            } else {
                self.phones.block()
            };
            let port = &mut io.output(self.first_port + output)[segment.in_callback()];
            if self.idle {
                port.fill(0.0);
                continue;
            }
            let signal = &self.out[segment.in_block()];
            let hold = &hold[segment.in_block()];
            for ((port, x), hold) in port.iter_mut().zip(signal).zip(hold) {
                *port = x[output] * *hold;
            }
        }
    }
}
