//! One spectrum: its prominent lines, and whether they have harmonics.

use crate::analysis::transform::tone;

/// Where feedback is looked for, in Hz.
const RANGE_HZ: (f32, f32) = (60.0, 16_000.0);
/// What is quieter is not looked at, in dBFS.
const QUIET_DB: f32 = -75.0;
/// The most prominent lines of each octave that are followed.
const PER_OCTAVE: usize = 2;
/// How far a line stands above the middle of its neighbours (PNPR), in dB.
const PROMINENT_DB: f32 = 15.0;
/// Lines to either side that belong to a tone under the window.
const OWN_LINES: usize = 3;
/// What all lines of a tone together have of its power: the window spreads it.
const TONE_LINES: f32 = 1.5;
/// Neighbours to either side: a sixth of an octave, and at least and at most so many lines.
const NEIGHBOURS: (f32, usize, usize) = (0.12, 8, 40);
/// A harmonic counts where it is no more than that below its tone (PHPR), in dB.
const HARMONIC_DB: f32 = -30.0;
/// How far a harmonic stands above its neighbours, in dB.
const HARMONIC_PROMINENT_DB: f32 = 9.0;
/// How far from its place a harmonic may lie, in lines.
const HARMONIC_NEAR: f32 = 0.35;
/// Where other partials lie if the tone is itself one of the first three of a note.
const PARTIALS: [f32; 4] = [2.0, 3.0, 0.5, 1.5];

/// A prominent line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Its frequency in Hz.
    pub hz: f32,
    /// Its level in dBFS.
    pub level: f32,
    /// How far it stands above its neighbours, in dB.
    pub prominence: f32,
    /// Where it is among the lines of the transform.
    pub place: f32,
    /// Its share of all power, 0…1.
    pub share: f32,
}

/// A spectrum, as squared amplitudes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<'a> {
    powers: &'a [f32],
    step_hz: f32,
    all: f32,
}

impl<'a> Frame<'a> {
    /// The squared amplitudes of lines that lie `step_hz` apart.
    pub fn new(powers: &'a [f32], step_hz: f32) -> Self {
        let all = powers.iter().sum();
        Self {
            powers,
            step_hz,
            all,
        }
    }

    fn db(power: f32) -> f32 {
        10.0 * power.log10()
    }

    fn is_crest(&self, line: usize) -> bool {
        let [below, middle, above] = self.around(line);
        middle > below && middle >= above
    }

    fn around(&self, line: usize) -> [f32; 3] {
        let power = |line: usize| self.powers.get(line).copied().unwrap_or(0.0);
        [power(line.saturating_sub(1)), power(line), power(line + 1)]
    }

    /// The strongest lines of every octave, where they are prominent.
    pub fn prominent(&self) -> Vec<Line> {
        let mut found = Vec::new();
        let mut low = RANGE_HZ.0;
        while low < RANGE_HZ.1 {
            let high = (2.0 * low).min(RANGE_HZ.1);
            found.extend(self.strongest(low, high).into_iter().flatten());
            low = high;
        }
        found
    }

    fn strongest(&self, low: f32, high: f32) -> [Option<Line>; PER_OCTAVE] {
        let end = ((high / self.step_hz) as usize).min(self.powers.len() - 1);
        let begin = ((low / self.step_hz) as usize).max(1);
        let quiet = 10_f32.powf(QUIET_DB / 10.0);
        let mut best = [(quiet, None); PER_OCTAVE];
        for line in begin..end {
            let power = self.powers[line];
            if power <= best[PER_OCTAVE - 1].0 || !self.is_crest(line) {
                continue;
            }
            best[PER_OCTAVE - 1] = (power, Some(line));
            best.sort_by(|a, b| b.0.total_cmp(&a.0));
        }
        best.map(|(_, line)| self.line(line?))
    }

    fn line(&self, line: usize) -> Option<Line> {
        let prominence = self.prominence(line);
        let (offset, power) = tone(self.around(line));
        let place = line as f32 + offset;
        (prominence >= PROMINENT_DB).then(|| Line {
            hz: place * self.step_hz,
            level: Self::db(power),
            prominence,
            place,
            share: TONE_LINES * power / self.all,
        })
    }

    /// How far a line stands above the middle one of its neighbours, in dB.
    fn prominence(&self, line: usize) -> f32 {
        let (part, least, most) = NEIGHBOURS;
        let wide = ((part * line as f32) as usize).clamp(least, most);
        let below = line.saturating_sub(wide)..line.saturating_sub(OWN_LINES - 1);
        let above = line + OWN_LINES..line + wide + 1;
        let mut powers: Vec<f32> = below
            .chain(above)
            .filter_map(|line| self.powers.get(line).copied())
            .collect();
        if powers.is_empty() {
            return 0.0;
        }
        let middle = powers.len() / 2;
        let (_, middle, _) = powers.select_nth_unstable_by(middle, f32::total_cmp);
        // Digital silence beside a tone is no endless prominence.
        let floor = self.powers[line] * 1e-9;
        Self::db(self.powers[line] / middle.max(floor).max(f32::MIN_POSITIVE))
    }

    /// True for a line that has harmonics, or is one.
    pub fn has_partials(&self, line: &Line) -> bool {
        PARTIALS.iter().any(|ratio| {
            let place = line.place * ratio;
            let near = place.round() as usize;
            let beside = near.saturating_sub(1)..(near + 2).min(self.powers.len() - 1);
            beside.into_iter().any(|at| {
                self.is_crest(at)
                    && at > OWN_LINES
                    && (at as f32 + tone(self.around(at)).0 - place).abs() < HARMONIC_NEAR
                    && Self::db(self.powers[at]) > line.level + HARMONIC_DB
                    && self.prominence(at) >= HARMONIC_PROMINENT_DB
            })
        })
    }
}
