//! A band on a console, as the console would tell it: what snapshots and keys are tested on.

use crate::consoles;
use headroom::control::feed::{
    AudioState, Ghost, Label, Levels, MuteCause, News, Notice, PhoneLink, PhonesStatus, Severity,
    ShowInfo, Status, SurfaceStatus, Update,
};
use headroom::control::intent::PhonePlace;
use headroom::param::{BusRole, Layout, NodeId, ParamAddr, Topology, Width};
use std::sync::Arc;

const NAMES: [(&str, &str); 16] = [
    ("Kick", "red"),
    ("Snare", "red"),
    ("Hat", "red"),
    ("Tom 1", "red"),
    ("Tom 2", "red"),
    ("OH", "orange"),
    ("Bass", "blue"),
    ("Gtr L", "green"),
    ("Gtr R", "green"),
    ("Keys", "purple"),
    ("Vox Anna", "yellow"),
    ("Vox Ben", "yellow"),
    ("Vox Kim", "yellow"),
    ("Sax", "cyan"),
    ("", ""),
    ("", ""),
];

/// Eighteen channels of strips, eleven of buses, two of main, six of speakers and headphones.
const CHANNELS: usize = 37;
/// Left of main.
const MAIN: usize = 29;
/// Those of strips come first.
const STRIP_CHANNELS: usize = 18;

/// Sixteen strips (the overheads and the keys in stereo), six buses, main, four DCAs.
pub fn topology() -> Topology {
    let width = |number| match number {
        6 | 10 => Width::Stereo,
        _ => Width::Mono,
    };
    let strips = (1..=16).map(|number| consoles::strip(number, width(number)));
    let buses = BusRole::ALL.into_iter().zip(1..).map(|(role, number)| {
        let width = if role == BusRole::Wedge {
            Width::Mono
        } else {
            Width::Stereo
        };
        consoles::bus(number, role, width)
    });
    Topology {
        strips: strips.collect(),
        buses: buses.collect(),
        main_feeds: vec![6],
        dcas: vec![1, 2, 3, 4],
        mute_groups: vec![1, 2],
        ..Topology::default()
    }
}

/// Everything there is, before anything is touched.
pub fn first_update() -> Update {
    let labels = NAMES
        .iter()
        .zip(1..)
        .filter(|((name, _), _)| !name.is_empty());
    let mut labels: Vec<(NodeId, Label)> = labels
        .map(|((name, color), number)| (NodeId::strip(number), label(name, color)))
        .collect();
    labels.push((NodeId::dca(1), label("Drums", "red")));
    labels.push((NodeId::dca(2), label("Vocals", "yellow")));
    labels.push((NodeId::bus(2), label("Anna", "pink")));
    labels.push((NodeId::MAIN, label("PA", "white")));
    let topology = topology();
    let layout = Layout::new(topology.clone());
    Update {
        show: Some(Arc::new(ShowInfo {
            name: "Friday at the Mill".to_owned(),
            topology,
            labels,
        })),
        values: layout
            .indices()
            .map(|index| (index, layout.default(index)))
            .collect(),
        news: vec![News::Status(status())],
        ..Update::default()
    }
}

fn label(name: &str, color: &str) -> Label {
    Label {
        name: name.to_owned(),
        color: color.to_owned(),
    }
}

/// Audio as it should be.
pub fn status() -> Status {
    Status {
        backend: "JACK".to_owned(),
        audio: AudioState::Running,
        rate: 48_000,
        period: 128,
        load_permille: 124,
        worst_permille: 210,
        latency: 78,
        ..Status::default()
    }
}

/// Values by path, as in a file.
pub fn values(pairs: &[(&str, &str)]) -> Update {
    let layout = Layout::new(topology());
    let value = |(path, text): &(&str, &str)| {
        let index = layout.find(path).expect(path);
        (index, layout.spec(index).parse(text).expect(text))
    };
    Update {
        values: pairs.iter().map(value).collect(),
        ..Update::default()
    }
}

/// A mix in the middle of a song.
pub fn mix() -> Update {
    let mut update = values(&[
        ("ch/1/fader", "-3.5"),
        ("ch/1/gate/on", "on"),
        ("ch/2/fader", "-6"),
        ("ch/2/gate/on", "on"),
        ("ch/3/fader", "-14"),
        ("ch/3/pan", "22"),
        ("ch/4/fader", "-8"),
        ("ch/4/pan", "-40"),
        ("ch/4/mute", "on"),
        ("ch/5/fader", "-8"),
        ("ch/5/pan", "40"),
        ("ch/6/fader", "-12"),
        ("ch/7/fader", "0"),
        ("ch/7/main/on", "off"),
        ("ch/8/fader", "-5"),
        ("ch/8/pan", "-100"),
        ("ch/9/fader", "-5"),
        ("ch/9/pan", "100"),
        ("ch/10/fader", "-9.5"),
        ("ch/11/fader", "4"),
        ("ch/12/fader", "-30"),
        ("ch/13/fader", "-60"),
        ("ch/11/dca/2", "on"),
        ("ch/4/dca/1", "on"),
        ("ch/4/mute-group/2", "on"),
        ("bus/2/fader", "-2"),
        ("bus/4/fader", "-10"),
        ("main/fader", "0"),
        ("dca/2/fader", "-1.5"),
        ("console/safe-start", "off"),
    ]);
    update.mutes = vec![
        (
            NodeId::strip(4),
            vec![MuteCause::Own, MuteCause::MuteGroup(2), MuteCause::Dca(1)],
        ),
        (NodeId::strip(5), vec![MuteCause::MuteGroup(2)]),
        (NodeId::strip(6), vec![MuteCause::Dca(1)]),
        (
            NodeId::strip(12),
            vec![MuteCause::Dca(2), MuteCause::MuteGroup(1)],
        ),
    ];
    update.levels = Some(levels(1));
    update
}

/// Levels of a song, different for every seed.
pub fn levels(seed: u64) -> Levels {
    let mut levels = Levels::silent(CHANNELS);
    // Long enough for the RMS to have arrived.
    let frames = 480_000;
    levels.frames = frames;
    let mut random = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for (at, channel) in levels.channels.iter_mut().enumerate() {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let db = (random % 420) as f32 / -10.0 - 8.0 - (random / 1000 % 30) as f32;
        channel.input_peak = 10_f32.powf(db / 20.0);
        channel.output_peak = channel.input_peak * 0.7;
        // Strips show their inputs, buses and main their outputs.
        channel.meter = if at < STRIP_CHANNELS {
            channel.input_peak
        } else {
            channel.output_peak
        };
        // Music: its RMS lies 12 dB below its peaks.
        let rms = |peak: f32| peak * 0.25;
        channel.squares = frames as f32 * rms(channel.meter).powi(2);
    }
    levels.channels[0].gate_gain = 0.03;
    levels.channels[2].meter = 1.1;
    levels.channels[2].clips = 3;
    levels.channels[MAIN].correlation = 0.62;
    for (at, level) in [(31, 0.25), (32, 0.18), (35, 0.4), (36, 1.05)] {
        levels.channels[at].meter = level;
        levels.channels[at].clips = u32::from(level > 1.0);
    }
    levels.limiter_gain = 0.7;
    levels
}

/// A surface without motors, two of whose faders have not caught theirs, and one that was pulled.
pub fn surfaces() -> Update {
    let strips = |numbers: std::ops::RangeInclusive<u16>| {
        let nodes = numbers.map(|number| Some(NodeId::strip(number)));
        nodes.collect::<Vec<_>>()
    };
    let ghost = |number, position| Ghost {
        addr: NodeId::strip(number).fader(),
        position,
    };
    let nano = SurfaceStatus {
        remote: None,
        name: "nanoKONTROL2".to_owned(),
        port: "nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0".to_owned(),
        is_here: true,
        in_sync: true,
        nodes: strips(1..=8),
        page: "Mix".to_owned(),
        on_faders: None,
        ghosts: vec![ghost(1, 0.2), ghost(2, 1.0), ghost(20, 0.5)],
        is_guess: false,
        taken_for: "nanoKONTROL2, layout nanoKONTROL2".to_owned(),
        lesson: None,
    };
    let touch = SurfaceStatus {
        name: "X-Touch".to_owned(),
        is_here: false,
        nodes: strips(9..=16),
        ..SurfaceStatus::default()
    };
    Update {
        news: vec![News::Surfaces(Arc::new(vec![nano, touch]))],
        ..Update::default()
    }
}

/// Links of two musicians and a tablet.
pub fn phones() -> Update {
    let link = |number, place, name: &str, count| PhoneLink {
        number,
        place,
        name: name.to_owned(),
        count,
        person: String::new(),
        is_frozen: number == 2,
        doing: String::new(),
    };
    let anna = PhoneLink {
        person: "Anna".to_owned(),
        doing: "Lead -6.0 dB".to_owned(),
        ..link(1, PhonePlace::Bus(1), "Anna", 1)
    };
    let status = PhonesStatus {
        address: Some("http://192.168.1.20:8077".to_owned()),
        links: vec![
            anna,
            link(2, PhonePlace::Bus(2), "Bob", 2),
            link(3, PhonePlace::Stage, "Tablet", 0),
        ],
        kept: vec![1],
    };
    Update {
        news: vec![News::Phones(Arc::new(status))],
        ..Update::default()
    }
}

/// Everything that can go wrong, at once.
pub fn trouble() -> Update {
    let mut update = values(&[("console/safe-start", "on"), ("main/limiter/on", "off")]);
    update.mutes = vec![(NodeId::MAIN, vec![MuteCause::SafeStart])];
    update
        .mutes
        .push((NodeId::bus(1), vec![MuteCause::SafeStart]));
    update.news = vec![News::Status(Status {
        audio: AudioState::Lost("the server went away, trying to reconnect".to_owned()),
        worst_permille: 910,
        xruns: 3,
        missing: vec!["main_1 → system:playback_1".to_owned(); 2],
        faults: vec![NodeId::strip(3)],
        ..status()
    })];
    update.notices = vec![Notice {
        severity: Severity::Error,
        text: "JACK went away; the console waits for it and comes back by itself".to_owned(),
    }];
    update
}

/// The switch of panic.
pub fn panic_switch() -> ParamAddr {
    ParamAddr::parse("console/panic").expect("a path")
}
