//! Where the requests of a console go.

use crate::control::console::{Order, Wires};
use crate::control::inbox::PhoneOrder;
use crate::control::setup::{Measure, Play, Record};
use crate::control::tape_orders::TapeOrder;
use crate::engine::audio::AudioRequest;
use crate::rt::load::Load;
use crate::show::cue::CueMidi;
use crossbeam_channel::{Receiver, bounded, unbounded};

/// What operators ask of phones that may wait.
const PHONE_ORDERS: usize = 64;

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
    /// For who reads the tape.
    pub tapes: Receiver<TapeOrder>,
    /// For who records.
    pub records: Receiver<Record>,
    /// For who looks what is lacking before doors.
    pub preflight: Receiver<()>,
    /// For who serves phones.
    pub phones: Receiver<PhoneOrder>,
}

/// The wires of a console, and their other ends.
pub fn wires(backend: &'static str, load: Load) -> (Wires, Ends) {
    let (bare, orders, requests) = Wires::bare(backend);
    let (measures_in, measures) = unbounded();
    let (plays_in, plays) = unbounded();
    let (midi_in, midi) = unbounded();
    let (records_in, records) = unbounded();
    let (preflight_in, preflight) = unbounded();
    let (phones_in, phones) = bounded(PHONE_ORDERS);
    let (tapes_in, tapes) = unbounded();
    let wires = Wires {
        load,
        reference: Some(plays_in),
        records: Some(records_in),
        tape: Some(tapes_in),
        measures: Some(measures_in),
        midi: Some(midi_in),
        preflight: Some(preflight_in),
        phones: Some(phones_in),
        ..bare
    };
    let ends = Ends {
        orders,
        requests,
        measures,
        plays,
        midi,
        tapes,
        records,
        preflight,
        phones,
    };
    (wires, ends)
}
