//! Chains of a small console.

use super::*;
use crate::control::feed::Levels;
use crate::control::feed::{
    AudioState, Label, MuteCause, News, PatchedPort, ShowInfo, Status, TapeState, TapeStatus,
    TapeTrack, TransportStatus, Update,
};
use crate::param::{BusDef, BusRole, Layout, PortKind, StripDef, Topology, Width};
use std::sync::Arc;

/// Two strips, a wedge, a group and main, all as a new console is.
struct Desk {
    mirror: Mirror,
    levels: Levels,
}

fn bus(number: u16, role: BusRole) -> BusDef {
    BusDef {
        number,
        role,
        width: Width::Mono,
        feeds: Vec::new(),
    }
}

impl Desk {
    fn new() -> Self {
        let strip = |number| StripDef {
            number,
            width: Width::Mono,
        };
        let topology = Topology {
            strips: vec![strip(1), strip(2)],
            buses: vec![bus(1, BusRole::Wedge), bus(2, BusRole::Group)],
            main: Width::Mono,
            dcas: vec![1],
            ..Topology::default()
        };
        let layout = Layout::new(topology.clone());
        let defaults = layout.indices().map(|index| (index, layout.default(index)));
        let label = Label {
            name: "Kick".to_owned(),
            color: String::new(),
        };
        let status = Status {
            backend: "JACK".to_owned(),
            audio: AudioState::Running,
            ..Status::default()
        };
        let mut mirror = Mirror::default();
        mirror.take(&Update {
            values: defaults.collect(),
            show: Some(Arc::new(ShowInfo {
                name: "Test".to_owned(),
                labels: vec![(NodeId::strip(1), label)],
                topology,
            })),
            news: vec![News::Status(status)],
            ..Update::default()
        });
        let levels = Levels::silent(mirror.channel_count());
        let mut desk = Self { mirror, levels };
        desk.set("main/fader", "0 dB");
        desk
    }

    fn set(&mut self, path: &str, text: &str) {
        let layout = self.mirror.layout().unwrap();
        let index = layout.find(path).unwrap();
        let value = layout.spec(index).parse(text).unwrap();
        self.mirror.take(&Update {
            values: vec![(index, value)],
            ..Update::default()
        });
    }

    fn mute(&mut self, node: NodeId, causes: &[MuteCause]) {
        self.mirror.take(&Update {
            mutes: vec![(node, causes.to_vec())],
            ..Update::default()
        });
    }

    fn patch(&mut self, ports: &[(NodeId, &str)], missing: &[&str]) {
        let port = |(node, peer): &(NodeId, &str)| PatchedPort {
            node: *node,
            kind: PortKind::Signal,
            channel: 0,
            peers: vec![(*peer).to_owned()],
        };
        let status = Status {
            missing: missing.iter().map(ToString::to_string).collect(),
            ..self.mirror.status().clone()
        };
        let patch = Arc::new(ports.iter().map(port).collect());
        self.mirror.take(&Update {
            news: vec![News::Patch(Some(patch)), News::Status(status)],
            ..Update::default()
        });
    }

    fn tape(&mut self, status: &TapeStatus) {
        self.mirror.take(&Update {
            news: vec![News::Tape(Arc::new(status.clone()))],
            ..Update::default()
        });
    }

    /// A signal of −20 dBFS behind the trim, and another one behind the fader.
    fn play(&mut self, node: NodeId, input: f32, output: f32) {
        let channel = &mut self.levels.channels[self.mirror.channels(node)][0];
        (channel.input_peak, channel.output_peak) = (input, output);
    }

    fn why(&self, node: NodeId) -> Why {
        let evidence = Evidence {
            mirror: &self.mirror,
            levels: &self.levels,
        };
        why(evidence, node)
    }

    fn answer(&self, node: NodeId) -> String {
        self.why(node).answer(&self.mirror)
    }

    fn lines(&self, node: NodeId) -> Vec<String> {
        let stages = self.why(node).stages.into_iter();
        stages.map(|stage| stage.text).collect()
    }
}

const KICK: NodeId = NodeId::strip(1);

#[test]
fn the_first_dead_point_is_the_answer_from_the_port_to_the_way_out() {
    let mut stage = Desk::new();
    stage.patch(&[], &[]);
    let answers = |stage: &Desk| stage.answer(KICK);
    let silent = |reason: &str| format!("ch/1 Kick is silent: {reason}");
    assert_eq!(answers(&stage), silent("nothing is connected to its input"));
    stage.patch(
        &[(KICK, "stage:1"), (NodeId::MAIN, "pa:1")],
        &["ch-1 → stage:1"],
    );
    assert_eq!(answers(&stage), silent("stage:1 is missing"));
    stage.patch(&[(KICK, "stage:1"), (NodeId::MAIN, "pa:1")], &[]);
    assert_eq!(
        answers(&stage),
        silent("no signal at the input (trim 0.0 dB)")
    );
    stage.play(KICK, 0.1, 0.0);
    stage.mute(KICK, &[MuteCause::Own, MuteCause::Dca(1)]);
    assert_eq!(answers(&stage), silent("muted by its own mute and DCA 1"));
    stage.mute(KICK, &[]);
    assert_eq!(answers(&stage), silent("the fader is off"));
    stage.set("ch/1/fader", "-10 dB");
    stage.set("ch/1/dca/1", "on");
    stage.set("dca/1/fader", "off");
    assert_eq!(answers(&stage), silent("dca/1 is off"));
    stage.set("dca/1/fader", "-5 dB");
    stage.play(KICK, 0.1, 0.01);
    stage.set("ch/1/main/on", "off");
    assert_eq!(
        answers(&stage),
        silent("goes nowhere: it is not assigned to main, and every send is off")
    );
    stage.set("ch/1/main/on", "on");
    assert_eq!(answers(&stage), "ch/1 Kick sounds at -40.0 dBFS");
    let lines = stage.lines(KICK);
    assert!(
        lines.contains(&"dca/1 adds -5.0 dB".to_owned()),
        "{lines:?}"
    );
}

#[test]
fn a_closed_gate_is_dead_only_where_nothing_gets_through() {
    let mut stage = Desk::new();
    stage.set("ch/1/fader", "0 dB");
    stage.set("ch/1/gate/on", "on");
    stage.play(KICK, 0.001, 0.0);
    let place = stage.mirror.channels(KICK);
    stage.levels.channels[place][0].gate_gain = 0.01;
    let answer = stage.answer(KICK);
    assert!(answer.contains("the gate is closed: −40 dB"), "{answer}");
    stage.play(KICK, 0.1, 0.001);
    assert_eq!(stage.answer(KICK), "ch/1 Kick sounds at -60.0 dBFS");
}

#[test]
fn a_mix_says_who_sounds_in_it_and_why_the_others_do_not() {
    let mut stage = Desk::new();
    stage.play(KICK, 0.1, 0.1);
    stage.set("ch/1/fader", "0 dB");
    let main = stage.lines(NodeId::MAIN);
    assert!(
        main.contains(&"from ch/1 Kick: -20.0 dBFS".to_owned()),
        "{main:?}"
    );
    assert!(
        main.contains(&"not ch/2: the fader is off".to_owned()),
        "{main:?}"
    );
    let wedge = NodeId::bus(1);
    assert_eq!(stage.answer(wedge), "bus/1 is silent: nothing feeds it");
    stage.set("ch/1/send/1/on", "on");
    let lines = stage.lines(wedge);
    assert!(
        lines.contains(&"not ch/1 Kick: the send's level is off".to_owned()),
        "{lines:?}"
    );
    stage.set("ch/1/send/1/level", "-6 dB");
    // Before the fader: that may be off, but not muted.
    stage.set("ch/1/fader", "off");
    let heard = "from ch/1 Kick: -20.0 dBFS (send -6.0 dB, before the fader)".to_owned();
    assert!(
        stage.lines(wedge).contains(&heard),
        "{:?}",
        stage.lines(wedge)
    );
    stage.mute(KICK, &[MuteCause::MuteGroup(2)]);
    let lines = stage.lines(wedge);
    assert!(
        lines.contains(&"not ch/1 Kick: muted by mute group 2".to_owned()),
        "{lines:?}"
    );
    stage.set("bus/1/follow-mute", "off");
    assert!(
        stage.lines(wedge).contains(&heard),
        "it does not follow mutes"
    );
}

#[test]
fn what_nobody_hears_at_the_end_of_any_way_is_silent() {
    let mut desk = Desk::new();
    desk.play(KICK, 0.1, 0.1);
    desk.set("ch/1/fader", "0 dB");
    desk.mute(NodeId::MAIN, &[MuteCause::SafeStart]);
    assert_eq!(
        desk.answer(KICK),
        "ch/1 Kick is silent: to main, where nobody hears it: main: muted by safe start"
    );
    // A wedge hears it: main is no longer the whole answer.
    desk.set("ch/1/send/1/on", "on");
    desk.set("ch/1/send/1/level", "-6 dB");
    desk.set("bus/1/fader", "0 dB");
    assert_eq!(desk.answer(KICK), "ch/1 Kick sounds at -20.0 dBFS");
    // Over a group, the end of that way counts.
    desk.set("ch/1/main/on", "off");
    desk.set("ch/1/send/1/on", "off");
    desk.set("ch/1/send/2/on", "on");
    desk.set("bus/2/fader", "0 dB");
    let answer = desk.answer(KICK);
    assert!(answer.contains("to bus/2 (send 0.0 dB)"), "{answer}");
    assert!(answer.ends_with("main: muted by safe start"), "{answer}");
}

#[test]
fn an_output_without_ports_is_silent() {
    let mut desk = Desk::new();
    desk.play(NodeId::MAIN, 0.1, 0.1);
    desk.patch(&[(KICK, "stage:1")], &[]);
    desk.set("ch/1/fader", "0 dB");
    desk.play(KICK, 0.1, 0.1);
    assert_eq!(
        desk.answer(NodeId::MAIN),
        "main is silent: nothing is connected to its output"
    );
}

#[test]
fn a_strip_on_tape_answers_with_the_tape() {
    let mut stage = Desk::new();
    stage.patch(&[(NodeId::MAIN, "pa:1")], &[]);
    let silent = |reason: &str| format!("ch/1 Kick is silent: {reason}");
    let missing = TapeStatus {
        path: "/tmp/evening".to_owned(),
        state: TapeState::Missing,
        on_tape: vec![KICK],
        ..TapeStatus::default()
    };
    let live = "back to live: headroom tape live";
    stage.tape(&missing);
    assert_eq!(
        stage.answer(KICK),
        silent(&format!(
            "it is on tape, and /tmp/evening is missing; {live}"
        ))
    );
    stage.tape(&TapeStatus {
        state: TapeState::None,
        ..missing.clone()
    });
    assert_eq!(
        stage.answer(KICK),
        silent(&format!("it is on tape, and no tape is open; {live}"))
    );
    let ready = TapeStatus {
        state: TapeState::Ready,
        tracks: vec![TapeTrack {
            node: KICK,
            file: "1.wav".to_owned(),
            channels: vec![0],
        }],
        ..missing
    };
    stage.tape(&ready);
    let answer = stage.answer(KICK);
    assert!(
        answer.contains("it hears the tape (1.wav), and the transport stands"),
        "{answer}"
    );
    let playing = TransportStatus {
        is_playing: true,
        ..stage.mirror.transport().clone()
    };
    stage.mirror.take(&Update {
        news: vec![News::Transport(playing)],
        ..Update::default()
    });
    assert_eq!(stage.lines(KICK)[0], "hears the tape: 1.wav");
}
