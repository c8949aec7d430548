//! What a session needs, what it is asked and what it reports.

use super::super::process::Shared;
use crate::engine::audio::{AudioEvent, Connections, PortSet};
use crate::engine::link::ControlEnd;
use crate::rt::load::Load;
use crate::rt::midi::Plug;
use crossbeam_channel::{Receiver, Sender};
use std::sync::Arc;

/// What the supervisor asks of a session.
#[derive(Debug)]
pub(in crate::backend::jack) enum Job {
    /// Have these ports too.
    Ports(PortSet),
    /// These connections are wanted from now on.
    Connect(Connections),
    /// End.
    Close,
}

/// What a session tells the supervisor.
#[derive(Debug)]
pub(in crate::backend::jack) enum Report {
    /// It runs.
    Opened {
        link: ControlEnd,
        rate: u32,
        period: u32,
        port_set: u32,
    },
    /// It could not be opened, for this reason.
    Refused(String),
    /// To be handed on.
    Event(AudioEvent),
    /// The wanted connections have changed by hand.
    Wanted(Connections),
    /// Its thread ends; the last report.
    Ended,
}

/// What a session needs.
#[derive(Debug)]
pub(in crate::backend::jack) struct Start {
    /// Its number, in every report.
    pub number: u64,
    /// The client's name.
    pub name: String,
    /// The ports to begin with.
    pub ports: PortSet,
    /// The connections to make.
    pub wanted: Connections,
    /// Nothing is known to connect: take what is there, in order.
    pub in_order: bool,
    /// Jobs.
    pub jobs: Receiver<Job>,
    /// Reports, with the session's number.
    pub reports: Sender<(u64, Report)>,
    /// Where the server's last word goes.
    pub shutdown: Sender<String>,
    /// Shared with the callbacks and the supervisor.
    pub shared: Arc<Shared>,
    /// The backend's counters.
    pub load: Load,
    /// Who follows the MIDI ports; without it there are none.
    pub midi: Option<Plug>,
}
