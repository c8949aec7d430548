//! Where the requests of a console go.

use crate::control::console::{Order, Wires};
use crate::control::setup::{Measure, Play, Record};
use crate::engine::audio::AudioRequest;
use crate::rt::load::Load;
use crate::show::cue::CueMidi;
use crossbeam_channel::{Receiver, unbounded};

/// What the console's requests come out of.
#[derive(Debug)]
pub struct Ends {
    /// For the builder of engines and effects.
    pub orders: Receiver<Order>,
    /// For the audio backend.
    pub requests: Receiver<AudioRequest>,
    /// For who measures.
    pub measures: Receiver<Measure>,
    /// For who plays the reference track.
    pub plays: Receiver<Play>,
    /// For who sends what cues send.
    pub midi: Receiver<CueMidi>,
    /// For who records.
    pub records: Receiver<Record>,
}

/// The wires of a console, and their other ends.
pub fn wires(backend: &'static str, load: Load) -> (Wires, Ends) {
    let (orders_in, orders) = unbounded();
    let (requests_in, requests) = unbounded();
    let (measures_in, measures) = unbounded();
    let (plays_in, plays) = unbounded();
    let (midi_in, midi) = unbounded();
    let (records_in, records) = unbounded();
    let wires = Wires {
        orders: orders_in,
        audio: requests_in,
        backend,
        load,
        taken: None,
        reference: Some(plays_in),
        records: Some(records_in),
        measures: Some(measures_in),
        midi: Some(midi_in),
    };
    let ends = Ends {
        orders,
        requests,
        measures,
        plays,
        midi,
        records,
    };
    (wires, ends)
}
