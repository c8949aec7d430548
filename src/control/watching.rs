//! Where feedback is watched for, and what was found.

use super::core::Core;
use super::feed::{News, Suspect};
use crate::engine::command::CapturePoint;
use crate::param::spec::{LevelParam, OscillatorParam, Param, SendParam, SpectrumParam};
use crate::param::{BusRole, NodeId, ParamAddr, Plain};

/// Outputs that are watched: main, then wedges, in-ears and matrices in their order.
const OUTPUTS: usize = 16;
/// Open microphones that are watched, in the order of strips.
const MICROPHONES: usize = 16;

/// Frequencies that lie closer than a third of a semitone are one.
const SAME: f32 = 1.0194;

/// True for two frequencies that count as one.
pub(super) fn is_same(a: f32, b: f32) -> bool {
    (a / b).max(b / a) < SAME
}

/// A row of the spectrum.
pub(super) fn row(param: SpectrumParam) -> ParamAddr {
    NodeId::SPECTRUM.param(Param::Spectrum(param))
}

/// What is suspected now.
#[derive(Debug, Default)]
pub(super) struct Watching {
    suspects: Vec<Suspect>,
}

impl Watching {
    /// What was found becomes news.
    pub fn take(&mut self, core: &mut Core, mut suspects: Vec<Suspect>) {
        if let Some(tone) = oscillator_hz(core) {
            suspects.retain(|suspect| !is_same(suspect.hz, tone));
        }
        let is_news = |suspect: &&Suspect| {
            let mut known = self.suspects.iter();
            suspect.sounds && !known.any(|known| known.nodes.first() == suspect.nodes.first())
        };
        if let Some(suspect) = suspects.iter().find(is_news) {
            let place = suspect
                .nodes
                .first()
                .map_or_else(String::new, |n| core.called(*n));
            tracing::warn!("feedback suspected at {:.0} Hz on {place}", suspect.hz);
        }
        self.suspects.clone_from(&suspects);
        core.subscribers.tell(News::Suspects(suspects));
    }

    /// The loudest one of those that sound, or else of all.
    pub fn first(&self) -> Option<&Suspect> {
        let mut suspects = self.suspects.iter();
        suspects
            .find(|suspect| suspect.sounds)
            .or(self.suspects.first())
    }
}

/// The frequency of the console's own tone, while it plays.
fn oscillator_hz(core: &Core) -> Option<f32> {
    let value = |row| {
        core.values()
            .get(NodeId::OSCILLATOR.param(Param::Oscillator(row)))
    };
    value(OscillatorParam::On).filter(|on| on.is_on())?;
    value(OscillatorParam::Freq).map(|freq| freq.0)
}

/// What is watched, and where: outputs as they leave, microphones as they come in. Nothing while the watch is off.
pub(super) fn watched(core: &Core) -> Vec<(NodeId, CapturePoint)> {
    if !core.values().is_on(row(SpectrumParam::FeedbackWatch)) {
        return Vec::new();
    }
    let topology = core.layout().topology();
    let may_howl = |role| matches!(role, BusRole::Wedge | BusRole::InEar | BusRole::Matrix);
    let buses = topology.buses.iter().filter(|bus| may_howl(bus.role));
    let outputs = std::iter::once(NodeId::MAIN)
        .chain(buses.map(|bus| NodeId::bus(bus.number)))
        .take(OUTPUTS);
    let strips = open_strips(core).into_iter().take(MICROPHONES);
    outputs
        .map(|node| (node, CapturePoint::Output))
        .chain(strips.map(|node| (node, CapturePoint::Port)))
        .collect()
}

/// The strips that are heard somewhere: not muted, and with an open fader to main or an open send.
pub(super) fn open_strips(core: &Core) -> Vec<NodeId> {
    let strips = core.layout().topology().strips.iter();
    let strips = strips.map(|strip| NodeId::strip(strip.number));
    strips.filter(|strip| is_open(core, *strip)).collect()
}

fn is_open(core: &Core, strip: NodeId) -> bool {
    let level = |row| strip.param(Param::Level(row));
    let is_up = |addr| {
        core.values()
            .get(addr)
            .is_some_and(|level| level != Plain::OFF)
    };
    if core.values().is_on(level(LevelParam::Mute)) {
        return false;
    }
    let to_main = core.values().is_on(level(LevelParam::MainOn)) && is_up(level(LevelParam::Fader));
    let mut buses = core.layout().topology().feeds(strip).into_iter();
    to_main
        || buses.any(|bus| {
            let send = |row| strip.param_of(Param::Send(row), bus as u8);
            core.values().is_on(send(SendParam::On)) && is_up(send(SendParam::Level))
        })
}
