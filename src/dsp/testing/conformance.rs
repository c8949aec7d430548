//! What every processor keeps, tested once for all: see [`crate::dsp::processor`].
//!
//! A processor joins by [`Subject`], which says what may be set, and [`conforms`], one line. Settings
//! change at random all the time, signals come and go, and everything is compared bit for bit.

mod script;
mod subject;

pub use subject::{Frame, Subject};

use crate::dsp::FRAMES_PER_MARK;
use crate::dsp::sample::Lanes;
use script::{Channel, MARKS, Script, channels, drawn};
use std::ops::Range;

/// The longest that anything takes to come to rest: 40 s.
const LONGEST_REST: usize = 60_000;

/// Tests for a processor of lanes, `all` with the same for one channel, or of other frames.
macro_rules! conforms {
    ($processor:ident) => {
        $crate::dsp::testing::conformance::conforms!(
            $processor<$crate::dsp::sample::Lanes>,
            $crate::dsp::sample::Lanes
        );

        #[test]
        fn eight_channels_match_one_bit_for_bit_in_any_runs() {
            use $crate::dsp::testing::conformance::eight_are_one;
            eight_are_one::<$processor<$crate::dsp::sample::Lanes>, $processor<f32>>();
        }
    };
    ($processor:ty, $frame:ty) => {
        mod conforms {
            use super::*;
            use $crate::dsp::testing::conformance as suite;

            #[test]
            fn any_runs_give_the_same_bits() {
                suite::any_runs::<$processor, $frame>();
            }
            #[test]
            fn an_adopted_channel_goes_on_bit_for_bit() {
                suite::adoption::<$processor, $frame>();
            }
            #[test]
            fn off_is_untouched() {
                suite::off_is_untouched::<$processor, $frame>();
            }
            #[test]
            fn neighbours_do_not_matter() {
                suite::neighbours::<$processor, $frame>();
            }
            #[test]
            fn silence_brings_rest_and_rest_changes_nothing() {
                suite::rest::<$processor, $frame>();
            }
            #[test]
            fn nothing_becomes_infinite() {
                suite::finite::<$processor, $frame>();
            }
        }
    };
}
pub(crate) use conforms;

/// The first frame and channel in which two signals differ.
fn difference<S: Frame>(a: &[S], b: &[S], channels: Range<usize>) -> Option<(usize, usize)> {
    assert_eq!(a.len(), b.len());
    let bits = |frame: &S, channel| frame.get(channel).to_bits();
    let differs = |n: usize, channel: usize| bits(&a[n], channel) != bits(&b[n], channel);
    let mut places = (0..a.len()).flat_map(|n| channels.clone().map(move |channel| (n, channel)));
    places.find(|(n, channel)| differs(*n, *channel))
}

/// Eight channels are one channel eight times, in any runs.
pub fn eight_are_one<P, Q>()
where
    P: Subject<Lanes>,
    Q: Subject<f32, Settings = P::Settings>,
{
    for seed in [100, 200] {
        let channels = channels::<P, Lanes>(seed, 1.0);
        let eight = Script::of::<P>(&channels).played::<P>(super::RATE, None);
        for (lane, channel) in channels.iter().enumerate() {
            let one = Script::of::<Q>(std::slice::from_ref(channel));
            let one = one.played::<Q>(super::RATE, Some(seed + lane as u64));
            for n in 0..one.len() {
                let same = eight[n][lane].to_bits() == one[n].to_bits();
                assert!(
                    same,
                    "seed {seed}, lane {lane}, frame {n}: {} {}",
                    eight[n][lane], one[n]
                );
            }
        }
    }
}

/// Where a mark is cut does not matter.
pub fn any_runs<P: Subject<S>, S: Frame>() {
    for seed in [300, 400] {
        let script = Script::of::<P>(&channels::<P, S>(seed, 1.0));
        let (whole, cut) = (
            script.played::<P>(super::RATE, None),
            script.played::<P>(super::RATE, Some(seed)),
        );
        assert_eq!(
            difference(&whole, &cut, 0..S::CHANNELS),
            None,
            "seed {seed}"
        );
    }
}

/// What goes on in another processor goes on as if nothing had happened, in every lane.
pub fn adoption<P: Subject<S>, S: Frame>() {
    for seed in 500..512 {
        let script = Script::of::<P>(&channels::<P, S>(seed, 1.0));
        let at = 20 + drawn(seed).below(MARKS - 100);
        let expected = script.played::<P>(super::RATE, None);
        let mut room = script.room::<P>();
        let (mut old, mut new) = (P::new(super::RATE), P::new(super::RATE));
        script.play(&mut old, &mut room, 0..at, None);
        for lane in 0..P::SET {
            if let Some(settings) = script.set_at(lane, at) {
                new.set(lane, settings);
                new.snap_lane(lane);
            }
        }
        for lane in 0..P::SET {
            new.adopt_lane(lane, &mut old, lane);
        }
        script.play(&mut new, &mut room, at..MARKS, Some(seed));
        let found = difference(&expected, &room, 0..S::CHANNELS);
        assert_eq!(
            found,
            None,
            "seed {seed}, from frame {}",
            at * FRAMES_PER_MARK
        );
    }
}

/// What is off passes every bit, at once and after having been on.
pub fn off_is_untouched<P: Subject<S>, S: Frame>() {
    let Some(off) = P::OFF else { return };
    let all = |processor: &mut P, settings| {
        (0..P::SET).for_each(|lane| processor.set(lane, settings));
    };
    for seed in 600..606 {
        let mut script = Script::of::<P>(&channels::<P, S>(seed, 1.0));
        let mut processor = P::new(super::RATE);
        all(&mut processor, off);
        (0..P::SET).for_each(|lane| processor.snap_lane(lane));
        let (heard, input) = (&mut script.room::<P>(), script.room::<P>());
        let settings = P::any(&mut drawn(seed));
        script.changes.clear();
        script.play(&mut processor, heard, 0..50, None);
        assert!(processor.is_neutral());
        all(&mut processor, settings);
        script.play(&mut processor, heard, 50..150, None);
        all(&mut processor, off);
        // A second and a half: the slowest fade, and one that waits for it.
        for _ in 0..2300 {
            play_mark(&mut processor, &script.frames, MARKS);
        }
        script.play(&mut processor, heard, 150..MARKS, None);
        assert!(processor.is_neutral(), "{settings:?}");
        for part in [0..50, 150..MARKS] {
            let part = part.start * FRAMES_PER_MARK..part.end * FRAMES_PER_MARK - P::ON_THE_WAY;
            let found = difference(&heard[part.clone()], &input[part], 0..S::CHANNELS);
            assert_eq!(found, None, "{settings:?}");
        }
    }
}

/// What a channel, or a pair, does is its own, whatever the others hear and are set to.
pub fn neighbours<P: Subject<S>, S: Frame>() {
    if P::TOGETHER >= S::CHANNELS {
        return;
    }
    let (own, others) = (channels::<P, S>(700, 1.0), channels::<P, S>(800, 1.0));
    let alone = Script::of::<P>(&own).played::<P>(super::RATE, None);
    for first in (0..S::CHANNELS).step_by(P::TOGETHER) {
        let mut mixed = channels::<P, S>(800, 1.0);
        let group = first..first + P::TOGETHER;
        for (lane, channel) in own
            .iter()
            .enumerate()
            .filter(|(lane, _)| group.contains(lane))
        {
            mixed[lane] = Channel {
                signal: channel.signal.clone(),
                key: channel.key.clone(),
                changes: channel.changes.clone(),
            };
        }
        assert_eq!(mixed.len(), others.len());
        let among = Script::of::<P>(&mixed).played::<P>(super::RATE, None);
        assert_eq!(difference(&alone, &among, group), None);
    }
}

/// Silence leads to rest; who rests gives zeros, and is the same whether it runs or not.
pub fn rest<P: Subject<S>, S: Frame>() {
    if !P::RESTS {
        return;
    }
    for seed in 900..903 {
        let script = Script::of::<P>(&channels::<P, S>(seed, 0.5));
        let random = &mut drawn(seed);
        let [mut runs, mut sleeps] = [(); 2].map(|()| P::new(super::RATE));
        for lane in 0..P::SET {
            let settings = P::any_that_rests(random);
            for processor in [&mut runs, &mut sleeps] {
                // Who is set together is set as the first of them.
                if lane % P::TOGETHER == 0 {
                    (lane..lane + P::TOGETHER.min(P::SET))
                        .for_each(|lane| processor.set(lane, settings));
                }
            }
        }
        let mut waits = 0;
        while !(waits > 300 && sleeps.is_at_rest()) {
            assert!(waits < LONGEST_REST, "seed {seed}");
            let heard = play_mark(
                &mut runs,
                &script.frames,
                if waits < 250 { waits } else { MARKS },
            );
            assert_eq!(
                heard,
                play_mark(
                    &mut sleeps,
                    &script.frames,
                    if waits < 250 { waits } else { MARKS }
                )
            );
            waits += 1;
        }
        for _ in 0..60 {
            let heard = play_mark(&mut runs, &script.frames, MARKS);
            assert!(
                heard.iter().all(|frame| *frame == S::default()),
                "seed {seed}"
            );
            sleeps.before_mark();
            sleeps.mark();
            assert!(sleeps.is_at_rest() && runs.is_at_rest());
        }
        for mark in 0..100 {
            let heard = play_mark(&mut runs, &script.frames, mark);
            assert_eq!(
                heard,
                play_mark(&mut sleeps, &script.frames, mark),
                "seed {seed}, {mark}"
            );
        }
    }
}

/// One mark of the frames, or of silence beyond them. What is on the way is left out of account.
fn play_mark<P: Subject<S>, S: Frame>(subject: &mut P, frames: &[S], mark: usize) -> Vec<S> {
    let mut room = vec![S::default(); P::ON_THE_WAY];
    match frames.get(mark * FRAMES_PER_MARK..(mark + 1) * FRAMES_PER_MARK) {
        Some(frames) => room.extend(frames),
        None => room.resize(P::ON_THE_WAY + FRAMES_PER_MARK, S::default()),
    }
    subject.before_mark();
    subject.mark();
    subject.run(&mut room, None);
    room
}

/// The loudest that comes in, at any rate, under any settings: every number stays one.
pub fn finite<P: Subject<S>, S: Frame>() {
    for (seed, rate) in [
        (1000, 44_100.0),
        (1100, 48_000.0),
        (1200, 96_000.0),
        (1300, 192_000.0),
        // What a curve that hardly bends seemed to have heard.
        (31_300, 192_000.0),
    ] {
        let script = Script::of::<P>(&channels::<P, S>(seed, 16.0));
        let heard = script.played::<P>(rate, None);
        for (n, frame) in heard.iter().enumerate() {
            for channel in 0..S::CHANNELS {
                let x = frame.get(channel);
                assert!(
                    x.is_finite(),
                    "{rate} Hz, frame {n}, channel {channel}: {x}"
                );
            }
        }
    }
}
