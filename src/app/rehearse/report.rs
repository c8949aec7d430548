//! What a rehearsal has found, cue by cue.

use super::sound::Sound;
use crate::app::render::level;
use crate::control::guard::Transition;
use crate::param::NodeId;
use crate::param::printable::printable;
use serde::Serialize;
use std::fmt;
use std::path::Path;

/// What is allowed.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Limits {
    /// True peak of any output, in dBTP.
    pub peak: f64,
    /// Loudness of main, in LUFS.
    pub loudness: Option<f64>,
    /// How much louder than at the cue before an output may be, in LU.
    pub rise: Option<f64>,
}

/// What one output gave out.
#[derive(Clone, Debug)]
pub(super) struct Heard {
    /// Main or a bus.
    pub node: NodeId,
    /// As people call it.
    pub called: String,
    /// Integrated loudness in LUFS.
    pub integrated: f64,
    /// Loudest 400 ms in LUFS.
    pub momentary_max: f64,
    /// In dBTP.
    pub true_peak: f64,
    /// How much louder than at the cue before, in LU; none where one of them was silent.
    pub rise: Option<f64>,
}

/// What became of a cue.
#[derive(Clone, Debug, Default)]
pub(super) struct Step {
    /// What the console said.
    pub said: String,
    /// Why it did nothing.
    pub refused: Option<String>,
    /// What the guard held back.
    pub waits: Option<String>,
    /// What the outputs gave out.
    pub heard: Vec<Heard>,
    /// What was wrong with the files.
    pub notes: Vec<String>,
}

/// A cue in the report.
#[derive(Debug, Serialize)]
struct CueReport {
    cue: String,
    said: String,
    /// The path that comes nearest to its limit, as the guard computes it.
    worst_rise: Option<String>,
    /// "passes", or what it held back.
    guard: String,
    outputs: Vec<OutputReport>,
    /// What is beyond a limit.
    faults: Vec<String>,
}

#[derive(Debug, Serialize)]
struct OutputReport {
    node: String,
    called: String,
    #[serde(serialize_with = "level")]
    integrated_lufs: f64,
    #[serde(serialize_with = "level")]
    momentary_max_lufs: f64,
    #[serde(serialize_with = "level")]
    true_peak_dbtp: f64,
    /// Against the cue before.
    rise_lu: Option<f64>,
}

/// All of it.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    show: String,
    inputs: String,
    rate: u32,
    limits: Limits,
    cues: Vec<CueReport>,
    /// What a person should know, in sentences.
    pub notes: Vec<String>,
    #[serde(skip)]
    before: Vec<Heard>,
}

impl Report {
    pub fn new(show: &Path, sound: &Sound, limits: Limits) -> Self {
        Self {
            show: show.display().to_string(),
            inputs: sound.about.clone(),
            rate: sound.rate,
            limits,
            cues: Vec::new(),
            notes: Vec::new(),
            before: Vec::new(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.cues.is_empty()
    }

    /// Cues that are beyond a limit.
    pub fn faults(&self) -> usize {
        let cues = self.cues.iter();
        cues.filter(|cue| !cue.faults.is_empty()).count()
    }

    /// Takes what became of a cue.
    pub fn add(&mut self, cue: String, mut step: Step, predicted: Option<&Transition>) {
        for heard in &mut step.heard {
            let before = self.before.iter().find(|before| before.node == heard.node);
            let rise = before.map(|before| heard.integrated - before.integrated);
            heard.rise = rise.filter(|rise| rise.is_finite());
        }
        for note in std::mem::take(&mut step.notes) {
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        let mut faults: Vec<String> = step.refused.iter().cloned().collect();
        faults.extend(step.waits.clone());
        faults.extend(
            step.heard
                .iter()
                .flat_map(|heard| self.limits.faults(heard)),
        );
        let guard = step.waits.as_ref();
        self.cues.push(CueReport {
            cue,
            said: step.said.clone(),
            worst_rise: predicted.and_then(|transition| transition.words.clone()),
            guard: guard.map_or("passes".to_owned(), |waits| format!("holds back: {waits}")),
            outputs: step.heard.iter().map(OutputReport::of).collect(),
            faults,
        });
        if !step.heard.is_empty() {
            self.before = step.heard;
        }
    }
}

impl Limits {
    /// What of an output is beyond a limit.
    fn faults(&self, heard: &Heard) -> Vec<String> {
        let called = &heard.called;
        let mut faults = Vec::new();
        if heard.true_peak > self.peak {
            let (peak, most) = (heard.true_peak, self.peak);
            faults.push(format!(
                "{called}: true peak {peak:.1} dBTP, allowed {most}"
            ));
        }
        let most = self.loudness.filter(|_| heard.node == NodeId::MAIN);
        if let Some(most) = most.filter(|most| heard.integrated > *most) {
            let lufs = heard.integrated;
            faults.push(format!("{called}: {lufs:.1} LUFS, allowed {most}"));
        }
        if let (Some(most), Some(rise)) = (self.rise, heard.rise)
            && rise > most
        {
            faults.push(format!(
                "{called}: {rise:.1} LU louder than at the cue before, allowed {most}"
            ));
        }
        faults
    }
}

impl OutputReport {
    fn of(heard: &Heard) -> Self {
        Self {
            node: heard.node.to_string(),
            called: heard.called.clone(),
            integrated_lufs: heard.integrated,
            momentary_max_lufs: heard.momentary_max,
            true_peak_dbtp: heard.true_peak,
            rise_lu: heard.rise.map(|rise| (rise * 1000.0).round() / 1000.0),
        }
    }
}

impl fmt::Display for Report {
    /// A block per cue, for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}, {}, {} Hz",
            printable(&self.show),
            printable(&self.inputs),
            self.rate
        )?;
        for cue in &self.cues {
            write!(f, "{cue}")?;
        }
        for note in &self.notes {
            writeln!(f, "note: {}", printable(note))?;
        }
        let (cues, faults) = (self.cues.len(), self.faults());
        writeln!(f, "{cues} rehearsed, {faults} beyond limits")
    }
}

impl fmt::Display for CueReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.faults.is_empty() { " " } else { "X" };
        let rise = self.worst_rise.as_deref().unwrap_or("raises nothing");
        let guard = &self.guard;
        let cue = printable(&self.cue);
        writeln!(
            f,
            "{mark} {cue}: {}; guard {}",
            printable(rise),
            printable(guard)
        )?;
        for output in &self.outputs {
            let rise = output.rise_lu.filter(|rise| rise.abs() >= 0.05);
            let rise = rise.map_or(String::new(), |rise| format!(", {rise:+.1} LU"));
            writeln!(
                f,
                "    {:24} {:6.1} LUFS, momentary {:6.1}, peak {:6.1} dBTP{rise}",
                printable(&output.called),
                output.integrated_lufs,
                output.momentary_max_lufs,
                output.true_peak_dbtp,
            )?;
        }
        for fault in &self.faults {
            writeln!(f, "    ! {}", printable(fault))?;
        }
        Ok(())
    }
}
