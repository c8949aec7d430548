//! The analyst: a thread that measures what the engine captures, and tells the console. It sleeps while nothing is
//! captured.

mod ears;

use crate::analysis::live::LiveMeter;
use crate::control::feed::LoudnessReading;
use crate::control::inbox::{Event, Inbox};
use crate::control::setup::{Listen, Measure, Venue};
use crate::param::NodeId;
use crate::param::tables::loudness::Weighting;
use crate::rt::capture::CaptureReader;
use crate::rt::ftz::flush_denormals;
use crossbeam_channel::{Receiver, RecvTimeoutError};
use ears::Ears;
use std::io;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// How often what has come is measured and told.
const EVERY: Duration = Duration::from_millis(100);
/// How often spectra are, while somebody looks.
const LOOKS_EVERY: Duration = Duration::from_millis(40);

/// Starts the analyst; it ends when nobody can ask any more.
///
/// # Errors
/// The system gives no thread.
pub fn start(asked: Receiver<Measure>, inbox: Inbox) -> io::Result<JoinHandle<()>> {
    Builder::new().name("analysis".to_owned()).spawn(move || {
        // Filters of silence would come to rest slowly otherwise.
        flush_denormals();
        let mut analyst = Analyst::default();
        let mut measured = Instant::now();
        while analyst.wait(&asked) {
            let mut events = analyst.look();
            if measured.elapsed() >= EVERY {
                measured = Instant::now();
                events.extend(analyst.measure().map(Event::Loudness));
            }
            if events.into_iter().any(|event| inbox.put(event).is_err()) {
                return;
            }
        }
    })
}

/// What is measured, and how.
#[derive(Debug)]
pub struct Analyst {
    meters: Vec<Listened>,
    venue: Venue,
    ears: Ears,
}

/// A mix that is measured.
#[derive(Debug)]
struct Listened {
    node: NodeId,
    /// None once nothing more comes.
    reader: Option<CaptureReader>,
    meter: LiveMeter,
}

impl Default for Analyst {
    fn default() -> Self {
        Self {
            meters: Vec::new(),
            venue: Venue {
                minutes: 1.0,
                weighting: Weighting::A,
                calibration_db: 0.0,
            },
            ears: Ears::default(),
        }
    }
}

impl Analyst {
    /// Waits until there may be something to measure, and does what is asked. False when nobody asks any more.
    fn wait(&mut self, asked: &Receiver<Measure>) -> bool {
        let has_meters = self.meters.iter().any(|meter| meter.reader.is_some());
        let first = if self.ears.is_looked_at() && !self.ears.is_idle() {
            asked.recv_timeout(LOOKS_EVERY)
        } else if has_meters || !self.ears.is_idle() {
            asked.recv_timeout(EVERY)
        } else {
            asked.recv().map_err(|_| RecvTimeoutError::Disconnected)
        };
        match first {
            Ok(first) => {
                self.take(first);
                asked.try_iter().for_each(|measure| self.take(measure));
                true
            }
            Err(RecvTimeoutError::Timeout) => true,
            Err(RecvTimeoutError::Disconnected) => false,
        }
    }

    /// Does what is asked.
    pub fn take(&mut self, measure: Measure) {
        match measure {
            Measure::Listen(list) => {
                let mut before = std::mem::take(&mut self.meters);
                let listened = |listen| listened(listen, &mut before);
                self.meters = list.into_iter().map(listened).collect();
            }
            Measure::Venue(venue) => self.venue = venue,
            Measure::Hear(heard) => self.ears.hear(heard),
            Measure::Spectrum(how) => self.ears.set(how),
            Measure::ClearPeaks => self.ears.clear(),
            Measure::Reset => self.meters.iter_mut().for_each(|known| known.meter.reset()),
        }
    }

    /// Measures what is looked at and watched; what there is to tell of it.
    pub fn look(&mut self) -> Vec<Event> {
        self.ears.measure()
    }

    /// Measures everything that waits; nothing where nothing did.
    pub fn measure(&mut self) -> Option<Vec<LoudnessReading>> {
        let mut any = false;
        for known in &mut self.meters {
            if let Some(reader) = &mut known.reader {
                any |= known.meter.read(reader);
                if reader.is_over() {
                    known.reader = None;
                }
            }
        }
        any.then(|| self.readings())
    }

    fn readings(&self) -> Vec<LoudnessReading> {
        let reading = |known: &Listened| reading(known.node, &known.meter, self.venue);
        self.meters.iter().map(reading).collect()
    }
}

/// The meter of a mix goes on where it was measured before, though it may be captured anew.
fn listened(listen: Listen, before: &mut Vec<Listened>) -> Listened {
    let fits =
        |known: &Listened| known.node == listen.node && known.meter.fits(listen.width, listen.rate);
    let known = before
        .iter()
        .position(fits)
        .map(|at| before.swap_remove(at));
    let (meter, reader) = match known {
        Some(known) => (known.meter, known.reader),
        None => (LiveMeter::new(listen.width, listen.rate), None),
    };
    Listened {
        node: listen.node,
        reader: listen.reader.or(reader),
        meter,
    }
}

fn reading(node: NodeId, meter: &LiveMeter, venue: Venue) -> LoudnessReading {
    let (level, loudness) = (meter.level(), meter.level().loudness());
    let (seconds, missed_seconds) = meter.seconds();
    let [a, c] = meter.sound_pressure().level_db(f64::from(venue.minutes));
    let room = match venue.weighting {
        Weighting::A => a,
        Weighting::C => c,
    };
    LoudnessReading {
        node,
        momentary: loudness.momentary() as f32,
        short_term: loudness.short_term() as f32,
        recent: meter.recent() as f32,
        integrated: loudness.integrated() as f32,
        range: loudness.range() as f32,
        true_peak: level.true_peak_dbtp() as f32,
        slow: level.slow_dbfs() as f32,
        seconds: seconds as f32,
        missed_seconds: missed_seconds as f32,
        history: meter.history().map(|loudness| loudness as f32).collect(),
        room_db: room as f32 + venue.calibration_db,
        is_too_loud: false,
    }
}
