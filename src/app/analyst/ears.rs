//! Spectra, clashes and suspects of what is captured for them.

use crate::analysis::clash::{BandMeter, hidden};
use crate::analysis::rta::{Rta, RtaReading, RtaSettings};
use crate::analysis::suspects::{Suspicion, Watch, is_same};
use crate::control::feed::{Clash, ClashReading, Spectrum, SpectrumReading, Suspect};
use crate::control::inbox::Event;
use crate::control::setup::{Heard, Purpose, SpectrumHow};
use crate::param::tables::spectrum::{PeakHold, SpectrumAverage};
use crate::param::{NodeId, NodeKind};
use crate::rt::capture::CaptureReader;

/// Every so many readings it is compared who hides whom: the means that are compared move slowly.
const CLASHES_EVERY: u32 = 10;
/// The least confidence with which somebody is bothered, in percent.
const TOLD: f32 = 50.0;
/// Suspects that are told.
const SUSPECTS: usize = 8;

/// Everything that is measured because somebody looks, or watched.
#[derive(Debug)]
pub(super) struct Ears {
    list: Vec<Ear>,
    how: RtaSettings,
    readings: u32,
    /// What was told last.
    suspects: Vec<Suspect>,
}

#[derive(Debug)]
struct Ear {
    number: u64,
    node: NodeId,
    /// None once nothing more comes.
    reader: Option<CaptureReader>,
    meter: Meter,
}

#[derive(Debug)]
enum Meter {
    Spectrum(Box<Rta>),
    Clashes(Box<BandMeter>, bool),
    Watch(Box<Watch>),
}

impl Default for Ears {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            how: RtaSettings {
                average: SpectrumAverage::Fast,
                hold: PeakHold::Off,
            },
            readings: 0,
            suspects: Vec::new(),
        }
    }
}

impl Ears {
    /// These are measured from here on. What was measured before under its number goes on.
    pub fn hear(&mut self, heard: Vec<Heard>) {
        let mut before = std::mem::take(&mut self.list);
        self.list = heard
            .into_iter()
            .map(|heard| {
                let known = before.iter().position(|ear| ear.number == heard.number);
                match known.map(|at| before.swap_remove(at)) {
                    Some(known) if heard.reader.is_none() => known,
                    _ => self.new_ear(heard),
                }
            })
            .collect();
    }

    fn new_ear(&self, heard: Heard) -> Ear {
        let rate = heard.rate;
        let meter = match heard.purpose {
            Purpose::Spectrum => {
                Meter::Spectrum(Box::new(Rta::new(heard.channels, rate, self.how)))
            }
            Purpose::Clashes { is_chosen } => {
                Meter::Clashes(Box::new(BandMeter::new(rate)), is_chosen)
            }
            Purpose::Watch => Meter::Watch(Box::new(Watch::new(rate))),
        };
        Ear {
            number: heard.number,
            node: heard.node,
            reader: heard.reader,
            meter,
        }
    }

    /// Spectra are measured so from here on.
    pub fn set(&mut self, how: SpectrumHow) {
        self.how = RtaSettings {
            average: how.average,
            hold: how.hold,
        };
        let how = self.how;
        self.spectra().for_each(|(_, rta)| rta.set(how));
    }

    /// Forgets the peaks that are held.
    pub fn clear(&mut self) {
        self.spectra().for_each(|(_, rta)| rta.clear());
    }

    fn spectra(&mut self) -> impl Iterator<Item = (NodeId, &mut Rta)> {
        self.list.iter_mut().filter_map(|ear| match &mut ear.meter {
            Meter::Spectrum(rta) => Some((ear.node, &mut **rta)),
            _ => None,
        })
    }

    /// True where nothing comes.
    pub fn is_idle(&self) -> bool {
        self.list.iter().all(|ear| ear.reader.is_none())
    }

    /// True where somebody looks.
    pub fn is_looked_at(&self) -> bool {
        let is_look = |ear: &Ear| !matches!(ear.meter, Meter::Watch(_));
        self.list.iter().any(is_look)
    }

    /// Measures everything that waits; what there is to tell of it.
    pub fn measure(&mut self) -> Vec<Event> {
        let mut spectra = Vec::new();
        for ear in &mut self.list {
            let Some(reader) = &mut ear.reader else {
                continue;
            };
            match &mut ear.meter {
                Meter::Spectrum(rta) => {
                    if rta.read(reader) {
                        spectra.push(spectrum(ear.node, rta.reading()));
                    }
                }
                Meter::Clashes(meter, _) => meter.read(reader),
                Meter::Watch(watch) => watch.read(reader),
            }
            if reader.is_over() {
                ear.reader = None;
            }
        }
        self.readings = self.readings.wrapping_add(1);
        let mut events = Vec::new();
        if !spectra.is_empty() {
            events.push(Event::Spectra(spectra));
        }
        if self.readings.is_multiple_of(CLASHES_EVERY) {
            events.extend(self.clashes().map(Event::Clashes));
        }
        let suspects = self.suspects();
        if suspects != self.suspects {
            self.suspects.clone_from(&suspects);
            events.push(Event::Suspects(suspects));
        }
        events
    }

    /// Who hides the strips that somebody looks at; nothing where nobody does.
    fn clashes(&self) -> Option<Vec<ClashReading>> {
        let all = self.list.iter().filter_map(|ear| match &ear.meter {
            Meter::Clashes(meter, is_chosen) => Some((ear.node, meter, *is_chosen)),
            _ => None,
        });
        let all: Vec<_> = all.collect();
        let chosen = all.iter().filter(|(.., is_chosen)| *is_chosen);
        let readings: Vec<ClashReading> = chosen
            .map(|(node, meter, _)| {
                let others = || all.iter().filter(|(other, ..)| other != node);
                let powers: Vec<_> = others().map(|(_, meter, _)| meter.powers()).collect();
                let nodes: Vec<NodeId> = others().map(|(node, ..)| *node).collect();
                let clashes = hidden(meter.powers(), &powers).into_iter();
                let clashes = clashes.map(|hidden| Clash {
                    band: hidden.band as u8,
                    by: nodes[hidden.by],
                    hidden_db: hidden.hidden_db,
                    louder_db: hidden.louder_db,
                    level: hidden.level,
                });
                ClashReading {
                    node: *node,
                    clashes: clashes.collect(),
                    compared: nodes.len() as u16,
                    left_out: 0,
                }
            })
            .collect();
        (!readings.is_empty()).then_some(readings)
    }

    /// What may be feedback, each frequency once with all the places where it is.
    fn suspects(&self) -> Vec<Suspect> {
        let mut found: Vec<Vec<(NodeId, Suspicion)>> = Vec::new();
        for ear in &self.list {
            let Meter::Watch(watch) = &ear.meter else {
                continue;
            };
            for new in watch.suspicions() {
                let is_known = |known: &&mut Vec<(NodeId, Suspicion)>| {
                    known
                        .first()
                        .is_some_and(|(_, known)| is_same(known.hz, new.hz))
                };
                let place = (ear.node, new);
                match found.iter_mut().find(is_known) {
                    Some(known) => known.push(place),
                    None => found.push(vec![place]),
                }
            }
        }
        let mut suspects: Vec<Suspect> = found.into_iter().filter_map(join).collect();
        let order = |suspect: &Suspect| (!suspect.sounds, -suspect.level);
        suspects.sort_by(|a, b| {
            let ((a, x), (b, y)) = (order(a), order(b));
            a.cmp(&b).then(x.total_cmp(&y))
        });
        suspects.truncate(SUSPECTS);
        suspects
    }
}

/// What was found of one frequency: at the loudest output first, which is where a notch does most, then at the other
/// outputs, then at microphones. Nothing where nobody is sure enough. Levels are told in whole decibels, so that not
/// every reading is news.
fn join(mut places: Vec<(NodeId, Suspicion)>) -> Option<Suspect> {
    let is_microphone = |node: NodeId| node.kind == NodeKind::Strip;
    places.sort_by(|(a, x), (b, y)| {
        let by_kind = is_microphone(*a).cmp(&is_microphone(*b));
        by_kind.then(y.level.total_cmp(&x.level))
    });
    let highest = |of: fn(&Suspicion) -> f32| {
        let values = places.iter().map(|(_, found)| of(found));
        values.fold(f32::NEG_INFINITY, f32::max).round()
    };
    let confidence = highest(|found| found.confidence);
    let level = highest(|found| found.level);
    let sounds = places.iter().any(|(_, found)| found.sounds);
    let mut nodes: Vec<NodeId> = Vec::new();
    for (node, _) in &places {
        if !nodes.contains(node) {
            nodes.push(*node);
        }
    }
    let hz = places.first()?.1.hz;
    (confidence >= TOLD).then_some(Suspect {
        hz,
        nodes,
        level,
        confidence,
        sounds,
    })
}

fn spectrum(node: NodeId, reading: RtaReading) -> SpectrumReading {
    SpectrumReading {
        node,
        spectrum: Spectrum {
            level: reading.level,
            bands: reading.bands,
            held_bands: reading.held_bands,
            points: reading.points,
            held_points: reading.held_points,
            tones: reading.tones,
            scope: reading.scope,
        },
    }
}
