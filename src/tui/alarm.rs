//! What the red line says: whatever makes the console sound other than its faders stand.

use super::action::Action;
use super::model::Model;
use crate::control::feed::AudioState;
use crate::param::printable::printable;
use crate::param::spec::{ConsoleParam, InsertParam, Param};
use crate::param::{NodeId, counted};

/// One thing on the red line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// What is the matter, in a word or two.
    pub name: String,
    /// What it means or what to do.
    pub advice: String,
}

impl Alarm {
    fn new(name: impl Into<String>, advice: impl Into<String>) -> Self {
        let fit = |text: String| printable(&text).into_owned();
        Self {
            name: fit(name.into()),
            advice: fit(advice.into()),
        }
    }
}

/// Everything for the red line, the most urgent first.
pub fn alarms(model: &Model) -> Vec<Alarm> {
    let console = |param| model.is_on(NodeId::CONSOLE.param(Param::Console(param)));
    let mut alarms = Vec::new();
    if console(ConsoleParam::Panic) {
        let advice = format!(
            "outputs silent, {} releases",
            model.key(Action::ReleasePanic)
        );
        alarms.push(Alarm::new("PANIC", advice));
    }
    alarms.extend(rises_alarm(model));
    alarms.extend(audio_alarm(model));
    if console(ConsoleParam::SafeStart) {
        let advice = format!(
            "outputs silent, {} opens",
            model.key(Action::ReleaseSafeStart)
        );
        alarms.push(Alarm::new("SAFE START", advice));
    }
    alarms.extend(tape_alarm(model));
    if model.is_in_place() {
        let advice = format!(
            "the others are cut, {} ends it",
            model.key(Action::SoloClear)
        );
        alarms.push(Alarm::new("SOLO IN PLACE", advice));
    }
    if model.is_locked {
        let advice = format!("keys and mouse rest, {} unlocks", model.key(Action::Lock));
        alarms.push(Alarm::new("LOCKED", advice));
    }
    alarms.extend(limiter_alarm(model));
    alarms.extend(feedback_alarm(model));
    alarms.extend(room_alarm(model));
    alarms.extend(flipped_alarm(model));
    alarms.extend(fault_alarm(model));
    alarms.extend(insert_alarm(model));
    alarms
}

/// What a recall would raise further than approved: it waits for an answer.
fn rises_alarm(model: &Model) -> Option<Alarm> {
    let waiting = model.rises_wait()?;
    let (go, esc) = (model.key(Action::Go), model.key(Action::Dismiss));
    let advice = format!("{go} allows it, {esc} lets it go");
    Some(Alarm::new(&waiting.text, advice))
}

/// Strips do not hear the stage.
fn tape_alarm(model: &Model) -> Option<Alarm> {
    let switch = NodeId::CONSOLE.param(Param::Console(ConsoleParam::Tape));
    if !model.is_on(switch) {
        return None;
    }
    let tape = model.console().tape();
    let strips = counted(tape.on_tape.len(), "strip");
    let sounds = if tape.live.is_empty() {
        ""
    } else {
        ", live signal"
    };
    let advice = format!(
        "{strips} not live{sounds}, {} goes back to live",
        model.key(Action::Live)
    );
    Some(Alarm::new("TAPE", advice))
}

fn audio_alarm(model: &Model) -> Option<Alarm> {
    let backend = match model.status().backend.as_str() {
        "" => "AUDIO",
        backend => backend,
    };
    match &model.status().audio {
        AudioState::Lost(reason) => Some(Alarm::new(format!("{backend} LOST"), reason)),
        AudioState::Waiting(reason) => Some(Alarm::new(format!("{backend} WAITING"), reason)),
        AudioState::Starting | AudioState::Running => None,
    }
}

/// Somebody's faders are not the faders: this terminal's, or a surface's.
fn flipped_alarm(model: &Model) -> Option<Alarm> {
    if let Some(bus) = model.sends_to() {
        let (bus, key) = (model.called(bus), model.key(Action::SendsOnFaders));
        let advice = format!("the mixer moves sends to {bus}, {key} ends it there");
        return Some(Alarm::new("SENDS ON FADERS", advice));
    }
    let mut surfaces = model.surfaces().iter();
    let (name, path) =
        surfaces.find_map(|surface| Some((&surface.name, surface.on_faders.as_ref()?)))?;
    let what = if path.starts_with("send/") {
        "SENDS ON FADERS"
    } else {
        "FLIPPED FADERS"
    };
    Some(Alarm::new(what, format!("{name} moves {path}")))
}

/// Main, wedges and in-ears whose limiter is off.
fn limiter_alarm(model: &Model) -> Option<Alarm> {
    let layout = model.layout()?;
    let is_off = |node: &NodeId| {
        let limiter = layout.guarding_limiter(*node);
        let value = limiter.and_then(|limiter| model.value(limiter));
        value.is_some_and(|value| !value.is_on())
    };
    let nodes = layout.nodes();
    let off: Vec<String> = nodes
        .iter()
        .filter(|node| is_off(node))
        .map(ToString::to_string)
        .collect();
    let verb = if off.len() == 1 { "is" } else { "are" };
    let advice = format!("{} {verb} unprotected", off.join(" "));
    (!off.is_empty()).then(|| Alarm::new("LIMITER OFF", advice))
}

/// The room is louder than the venue allows.
fn room_alarm(model: &Model) -> Option<Alarm> {
    let mut readings = model.loudness().iter();
    let reading = readings.find(|reading| reading.is_too_loud)?;
    let advice = format!(
        "{:.1} dB in the room on average, {} shows it",
        reading.room_db,
        model.key(Action::Loudness)
    );
    Some(Alarm::new("TOO LOUD", advice))
}

/// A line that may be feedback sounds.
fn feedback_alarm(model: &Model) -> Option<Alarm> {
    let mut suspects = model.console().suspects().iter();
    let suspect = suspects.find(|suspect| suspect.sounds)?;
    let place = suspect.nodes.first().map(|node| model.called(*node));
    let advice = format!(
        "{:.0} Hz in {}, {:.0} %: {} sets a notch, {} shows it",
        suspect.hz,
        place.unwrap_or_default(),
        suspect.confidence,
        model.key(Action::Notch),
        model.key(Action::Spectrum)
    );
    Some(Alarm::new("FEEDBACK?", advice))
}

fn fault_alarm(model: &Model) -> Option<Alarm> {
    let faults: Vec<String> = model
        .status()
        .faults
        .iter()
        .map(ToString::to_string)
        .collect();
    let advice = format!(
        "bypassed; select it, {} tries again",
        model.key(Action::ClearFault)
    );
    (!faults.is_empty()).then(|| Alarm::new(format!("FAULT {}", faults.join(" ")), advice))
}

/// The inserts that are on, and whether anything comes back.
pub fn inserts(model: &Model) -> Vec<(NodeId, bool)> {
    let is_on = |node: NodeId, row| model.is_on(node.param(Param::Insert(row)));
    let nodes = model.layout().map(|layout| &layout.topology().inserts);
    let on = nodes.into_iter().flatten().copied();
    on.filter(|node| is_on(*node, InsertParam::On))
        .map(|node| (node, is_on(node, InsertParam::Connected)))
        .collect()
}

/// Inserts that are on while nothing comes back. Without a stream nothing can.
fn insert_alarm(model: &Model) -> Option<Alarm> {
    if model.status().audio != AudioState::Running {
        return None;
    }
    let inserts = inserts(model).into_iter();
    let nodes: Vec<String> = inserts
        .filter(|(_, is_connected)| !is_connected)
        .map(|(node, _)| node.to_string())
        .collect();
    let advice = "no unit answers: it sounds without";
    (!nodes.is_empty()).then(|| Alarm::new(format!("INSERT {}", nodes.join(" ")), advice))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::feed::{News, ShowInfo, Status, Update};
    use crate::param::{Layout, Plain, Topology};
    use crate::tui::theme::Theme;
    use std::sync::Arc;
    use std::time::Instant;

    #[test]
    fn an_insert_that_is_on_without_a_unit_is_on_the_red_line() {
        let topology = Topology {
            inserts: [NodeId::strip(2), NodeId::MAIN].into(),
            ..Topology::default()
        };
        let layout = Layout::new(topology.clone());
        let update = |audio: AudioState, values: &[(&str, bool)]| Update {
            show: Some(Arc::new(ShowInfo {
                name: "test".into(),
                topology: topology.clone(),
                labels: Vec::new(),
            })),
            values: values
                .iter()
                .map(|(path, on)| (layout.find(path).unwrap(), Plain::switch(*on)))
                .collect(),
            news: vec![News::Status(Status {
                audio,
                ..Status::default()
            })],
            ..Update::default()
        };
        let shown = |audio, values: &[(&str, bool)]| {
            let now = Instant::now();
            let mut model = Model::new(Theme::new(true), now);
            model.apply(update(audio, values), now);
            let alarms = alarms(&model).into_iter();
            let alarms = alarms.filter(|alarm| alarm.name.starts_with("INSERT"));
            alarms.map(|alarm| alarm.name).collect::<Vec<_>>()
        };
        let (strip, main) = (("ch/2/insert/on", true), ("main/insert/on", true));
        let answers = ("main/insert/connected", true);
        assert_eq!(shown(AudioState::Running, &[]), [""; 0]);
        assert_eq!(
            shown(AudioState::Running, &[strip, main]),
            ["INSERT ch/2 main"]
        );
        assert_eq!(
            shown(AudioState::Running, &[strip, main, answers]),
            ["INSERT ch/2"]
        );
        // A server that is gone is an alarm of its own.
        let lost = AudioState::Lost("gone".into());
        assert_eq!(shown(lost, &[strip, main]), [""; 0]);
    }
}
