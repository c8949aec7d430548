//! Stereo pairs whose bands hear middle and side instead of left and right.
//!
//! A pair changes over at a mark at which both of its channels are filtered alike: what comes out is the same then,
//! because filters are linear and their past is recoded too. Only behind that do middle and side part ways, as
//! settings that glide or cross-fade like any other; and before a pair changes back, they come together.

use super::Bands;
use crate::dsp::sample::Sample;

impl<S: Sample, const COUNT: usize> Bands<S, COUNT> {
    /// Whether the pair of channel `lane`, left and right next to each other, goes through the bands as middle and
    /// side; before its bands are set to what each of the two shall hear, or after they are set alike again.
    pub fn part(&mut self, lane: usize, parted: bool) {
        let pair = 0b11 << (lane & !1);
        if parted {
            self.parted |= pair;
        } else {
            self.parted &= !pair;
        }
        if parted && !self.parts.is_coded(lane) {
            self.change_over_if_alike(lane);
        } else if !parted {
            self.release(lane);
        }
    }

    /// True where channel `lane` shall be a middle or a side.
    pub(super) fn is_parted(&self, lane: usize) -> bool {
        self.parted & 1 << lane != 0
    }

    /// At a mark: pairs that are not what they shall be change over as soon as they can. Rare, so it stays out of what
    /// every mark runs.
    #[cold]
    #[inline(never)]
    pub(super) fn change_over(&mut self) {
        for lane in (0..S::WIDTH).step_by(2) {
            if self.is_parted(lane) != self.parts.is_coded(lane) {
                self.change_over_if_alike(lane);
            }
        }
    }

    /// A pair that is not filtered alike waits, and those that shall part ways stay as they are until then.
    fn change_over_if_alike(&mut self, lane: usize) {
        let parted = self.is_parted(lane);
        if !self.each.iter().all(|band| band.is_alike(lane)) {
            if parted {
                self.hold(lane);
            }
            return;
        }
        for band in &mut self.each {
            band.recode(lane, parted);
        }
        self.parts.set_lane(lane & !1, parted);
        self.parts.set_lane(lane | 1, parted);
        self.release(lane);
    }

    fn hold(&mut self, lane: usize) {
        for band in &mut self.each {
            band.held |= 0b11 << (lane & !1);
        }
    }

    fn release(&mut self, lane: usize) {
        for band in &mut self.each {
            if band.held != 0 {
                band.release(lane & !1, &self.pace);
                band.release(lane | 1, &self.pace);
            }
        }
    }

    /// Channel `lane` goes on from one that was coded or not. One that shall be and was not stays as it was until
    /// its pair has changed over.
    pub(super) fn adopt_part(&mut self, lane: usize, coded: bool) {
        self.parts.set_lane(lane, coded);
        for band in &mut self.each {
            if self.parted & 1 << lane != 0 && !coded {
                band.held |= 1 << lane;
            } else {
                band.held &= !(1 << lane);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::bands::BandSettings;
    use crate::dsp::equalizer::{BandKind, Equalizer};
    use crate::dsp::processor::Processor;
    use crate::dsp::sample::{LANES, Lanes};
    use crate::dsp::testing::{RATE, bits, channel, db, noise, peak, residue_above_8k, sine};

    const FLAT: BandSettings = BandSettings::OFF;

    fn band(kind: BandKind, freq_hz: f32, gain_db: f32) -> BandSettings {
        BandSettings {
            on: true,
            kind,
            freq_hz,
            gain_db,
            q: 1.4,
        }
    }

    /// What the bands of the pair of lanes 2 and 3 are set to, each for middle and side, or alike for both.
    type Pair = Vec<[BandSettings; 2]>;

    fn alike(settings: BandSettings) -> [BandSettings; 2] {
        [settings; 2]
    }

    /// As the engine sets a pair.
    fn set(eq: &mut Equalizer<Lanes>, pair: &Pair) {
        eq.part(2, pair.iter().any(|[mid, side]| mid != side));
        for (number, parts) in pair.iter().enumerate() {
            eq.set_band(number, 2, parts[0]);
            eq.set_band(number, 3, parts[1]);
        }
    }

    fn settled(pair: &Pair) -> Equalizer<Lanes> {
        let mut eq = Equalizer::new(RATE);
        set(&mut eq, pair);
        (0..LANES).for_each(|lane| eq.snap_lane(lane));
        eq
    }

    /// Left and right of the pair behind the bands, which are set anew at some marks; a new equaliser that goes
    /// on from the one before takes over at `swap`.
    fn heard(
        mut eq: Equalizer<Lanes>,
        sides: [&[f32]; 2],
        changes: &[(usize, Pair)],
        swap: Option<usize>,
    ) -> [Vec<f32>; 2] {
        let mut out = Vec::new();
        let runs = sides[0].chunks(FRAMES_PER_MARK);
        for (mark, (left, right)) in runs.zip(sides[1].chunks(FRAMES_PER_MARK)).enumerate() {
            for (_, pair) in changes.iter().filter(|(at, _)| *at == mark) {
                if swap == Some(mark) {
                    let mut new = settled(pair);
                    (0..LANES).for_each(|lane| new.adopt_lane(lane, &mut eq, lane));
                    eq = new;
                } else {
                    set(&mut eq, pair);
                }
            }
            let mut run: Vec<Lanes> = left
                .iter()
                .zip(right)
                .map(|(l, r)| Lanes([0.3 * l, 0.0, *l, *r, 0.0, 0.0, *r, -*l]))
                .collect();
            eq.mark();
            eq.process(&mut run);
            out.extend(run);
        }
        [2, 3].map(|lane| channel(&out, lane))
    }

    /// A signal behind bands of one channel.
    fn alone(bands: &[BandSettings], signal: &[f32]) -> Vec<f32> {
        let mut eq = Equalizer::<f32>::new(RATE);
        for (number, settings) in bands.iter().enumerate() {
            eq.set_band(number, 0, *settings);
        }
        eq.snap_lane(0);
        let mut out = signal.to_vec();
        for run in out.chunks_mut(FRAMES_PER_MARK) {
            eq.mark();
            eq.process(run);
        }
        out
    }

    #[test]
    fn middle_and_side_are_filtered_each_by_its_own_bands() {
        let bell = band(BandKind::Bell, 1000.0, 12.0);
        let cut = band(BandKind::HighPass, 200.0, 0.0);
        let shelf = band(BandKind::HighShelf, 6000.0, -6.0);
        let pair = vec![[bell, FLAT], [FLAT, cut], alike(shelf)];
        let (left, right) = (noise(1, 0.5, 9600), noise(2, 0.5, 9600));
        let [out_left, out_right] = heard(settled(&pair), [&left, &right], &[], None);
        let part = |sign: f32| -> Vec<f32> {
            let pairs = left.iter().zip(&right);
            pairs.map(|(l, r)| 0.5 * (l + sign * r)).collect()
        };
        let mid = alone(&[bell, FLAT, shelf], &part(1.0));
        let side = alone(&[FLAT, cut, shelf], &part(-1.0));
        for n in 0..9600 {
            assert!((out_left[n] - (mid[n] + side[n])).abs() < 2e-6, "{n}");
            assert!((out_right[n] - (mid[n] - side[n])).abs() < 2e-6, "{n}");
        }
    }

    #[test]
    fn a_pair_changes_over_without_a_sound_and_comes_back() {
        let bell = band(BandKind::Bell, 300.0, 12.0);
        let nothing = band(BandKind::Bell, 900.0, 0.0);
        // The side gets a band that does nothing: nothing may change.
        let (before, parted) = (vec![alike(bell)], vec![alike(bell), [FLAT, nothing]]);
        let (left, right) = (noise(3, 0.5, 48_000), noise(4, 0.5, 48_000));
        let changes = [
            (200, parted.clone()),
            (400, vec![alike(bell), alike(FLAT)]),
            (700, parted),
            // Before it has come together again.
            (702, vec![alike(bell), alike(FLAT)]),
        ];
        let [out_left, out_right] = heard(settled(&before), [&left, &right], &changes, None);
        let expected = alone(&[bell], &left);
        for n in 0..48_000 {
            assert!((out_left[n] - expected[n]).abs() < 3e-6, "{n}");
        }
        let expected = alone(&[bell], &right);
        for n in 0..48_000 {
            assert!((out_right[n] - expected[n]).abs() < 3e-6, "{n}");
        }
    }

    #[test]
    fn parts_change_without_click_or_burst_over_a_swap_too() {
        let bell = band(BandKind::Bell, 1000.0, 12.0);
        let cut = band(BandKind::LowPass, 300.0, 0.0);
        let shelf = band(BandKind::LowShelf, 2000.0, -15.0);
        let ways = [
            (vec![alike(bell)], vec![[bell, FLAT]]),
            (vec![alike(bell)], vec![[FLAT, bell]]),
            (vec![[bell, FLAT]], vec![[FLAT, bell]]),
            (
                vec![alike(bell), alike(cut)],
                vec![[bell, FLAT], [FLAT, cut]],
            ),
            (
                vec![alike(shelf), alike(bell)],
                vec![alike(shelf), [FLAT, bell]],
            ),
        ];
        for (a, b) in ways {
            for (left, right) in [(0.5, 0.35), (0.5, 0.0), (0.5, 0.5), (0.5, -0.5)] {
                for swap in [None, Some(700), Some(1400)] {
                    let tone = |gain| sine(1000.0, gain, 0.4, 96_000);
                    let changes = [(700, b.clone()), (1400, a.clone())];
                    let sides = [&tone(left)[..], &tone(right)];
                    for side in heard(settled(&a), sides, &changes, swap) {
                        let residue = residue_above_8k(&side, 9600);
                        assert!(residue <= -80.0, "{left} {right} {swap:?}: {residue} dBFS");
                        let steady = [12_000..22_000, 36_000..44_000, 70_000..96_000]
                            .map(|range| peak(&side[range]));
                        let loudest = steady.into_iter().fold(1e-2, f64::max);
                        let burst = db(peak(&side[12_000..])) - db(loudest);
                        assert!(burst <= 1.0, "{left} {right} {swap:?}: {burst} dB");
                    }
                }
            }
        }
    }

    #[test]
    fn a_swap_between_the_parts_goes_on_bit_for_bit() {
        let bell = band(BandKind::Bell, 1000.0, 12.0);
        let pair = vec![[bell, FLAT], [FLAT, band(BandKind::Bell, 80.0, -9.0)]];
        let (left, right) = (noise(5, 0.5, 9600), noise(6, 0.5, 9600));
        let changes = [(100, pair.clone())];
        let play = |swap| heard(settled(&pair), [&left, &right], &changes, swap);
        let (stays, goes_on) = (play(None), play(Some(100)));
        for side in 0..2 {
            assert_eq!(bits(&stays[side]), bits(&goes_on[side]));
        }
    }
}
