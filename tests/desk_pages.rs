//! What pages of the terminal ask of the console: connections of ports, and undo down to a step.

mod common;

use common::consoles;
use common::desk::{Bench, Client};
use headroom::control::console::Setup;
use headroom::control::feed::{DoneLine, News, PatchedPort, Update};
use headroom::control::intent::{Intent, Refusal, Rights};
use headroom::desk::mirror::Mirror;
use headroom::engine::audio::AudioRequest;
use headroom::param::{NodeId, Plain, PortKind, Topology, Width};
use std::time::Duration;

fn bench(backend: &'static str) -> Bench {
    let topology = Topology {
        strips: consoles::strips(1..=2),
        main: Width::Mono,
        ..Topology::default()
    };
    let setup = Setup {
        topology,
        ..Setup::default()
    };
    Bench::on(setup, backend)
}

fn port(strip: u16, channel: u8, peers: &[&str]) -> PatchedPort {
    PatchedPort {
        node: NodeId::strip(strip),
        kind: PortKind::Signal,
        channel,
        peers: peers.iter().map(|peer| (*peer).to_owned()).collect(),
    }
}

/// Everything that a client has been told.
fn told(bench: &mut Bench, client: &Client) -> Mirror {
    let mut mirror = Mirror::default();
    for _ in 0..4 {
        bench.wait(Duration::from_millis(50));
        let updates: Vec<Update> = client.updates.try_iter().collect();
        for update in updates {
            mirror.take(&update);
        }
    }
    mirror
}

/// The connections that were asked for last.
fn asked(bench: &Bench) -> Option<Vec<(NodeId, Vec<String>)>> {
    let requests = bench.requests.try_iter();
    let connects = requests.filter_map(|request| match request {
        AudioRequest::Connect(wanted) => Some(wanted),
        _ => None,
    });
    let last = connects.last()?;
    Some(
        last.into_iter()
            .map(|(id, peers)| (id.node, peers))
            .collect(),
    )
}

#[test]
fn a_port_is_connected_to_what_is_asked_and_to_nothing_else() {
    let mut bench = bench("JACK");
    let client = bench.connect(Rights::Mix);
    let strip = NodeId::strip;
    let name = |text: &str| text.to_owned();
    bench
        .ask(&client, Intent::Patch(port(1, 0, &["system:capture_1"])))
        .unwrap();
    bench
        .ask(&client, Intent::Patch(port(2, 0, &["system:capture_2"])))
        .unwrap();
    let both = vec![
        (strip(1), vec![name("system:capture_1")]),
        (strip(2), vec![name("system:capture_2")]),
    ];
    assert_eq!(asked(&bench), Some(both));
    let mirror = told(&mut bench, &client);
    assert_eq!(mirror.patch().map(<[PatchedPort]>::len), Some(2));
    assert_eq!(
        mirror.history().last().map(|line| line.what.as_str()),
        Some("Connected: ch/2 with system:capture_2")
    );
    bench.ask(&client, Intent::Patch(port(1, 0, &[]))).unwrap();
    assert_eq!(
        asked(&bench),
        Some(vec![(strip(2), vec![name("system:capture_2")])])
    );
    // A port that there is not, and a client that only looks.
    let refused = bench.ask(&client, Intent::Patch(port(1, 1, &["a:b"])));
    assert!(matches!(refused, Err(Refusal::Transfer(text)) if text.contains("no such port")));
    let watcher = bench.connect(Rights::Watch);
    let refused = bench.ask(&watcher, Intent::Patch(port(1, 0, &["a:b"])));
    assert!(matches!(refused, Err(Refusal::Rights)));
    assert_eq!(asked(&bench), None);
}

#[test]
fn without_ports_there_is_nothing_to_connect() {
    let mut bench = bench("null");
    let client = bench.connect(Rights::Mix);
    let refused = bench.ask(&client, Intent::Patch(port(1, 0, &["a:b"])));
    assert!(matches!(refused, Err(Refusal::Transfer(text)) if text.contains("no JACK")));
    assert_eq!(asked(&bench), None);
}

#[test]
fn undo_goes_down_to_a_step_of_ones_own_and_leaves_those_of_others() {
    let mut bench = bench("test");
    let (me, other) = (bench.connect(Rights::Mix), bench.connect(Rights::Mix));
    for (client, path, text) in [
        (&me, "ch/1/pan", "L10"),
        (&other, "ch/2/pan", "R20"),
        (&me, "ch/1/trim", "6 dB"),
        (&me, "ch/2/trim", "3 dB"),
    ] {
        bench.set(client, path, text).unwrap();
        bench.wait(Duration::from_secs(1));
    }
    let lines = |bench: &mut Bench| -> Vec<DoneLine> { told(bench, &me).history().to_vec() };
    let all = lines(&mut bench);
    let paths: Vec<&str> = all.iter().map(|line| line.what.as_str()).collect();
    assert_eq!(paths, ["ch/1/pan", "ch/2/pan", "ch/1/trim", "ch/2/trim"]);
    let number = |at: usize| all[at].number;
    // A step of somebody else's is not mine to take back.
    let refused = bench.ask(&me, Intent::UndoBackTo(number(1)));
    assert!(matches!(refused, Err(Refusal::Nothing(_))), "{refused:?}");
    let answer = bench.ask(&me, Intent::UndoBackTo(number(2))).unwrap();
    assert_eq!(answer.text, "Undone: 2 steps");
    bench.wait(Duration::from_secs(1));
    let values = ["ch/1/pan", "ch/2/pan", "ch/1/trim", "ch/2/trim"].map(|path| bench.value(path));
    assert_eq!(values, [-10.0, 20.0, 0.0, 0.0].map(Plain));
    let undone: Vec<bool> = lines(&mut bench)
        .iter()
        .map(|line| line.is_undone)
        .collect();
    assert_eq!(undone[..4], [false, false, true, true]);
    // What was taken back cannot be taken back once more; redo brings it again.
    assert!(bench.ask(&me, Intent::UndoBackTo(number(3))).is_err());
    bench.ask(&me, Intent::Redo).unwrap();
    bench.wait(Duration::from_secs(1));
    assert_eq!(bench.value("ch/1/trim"), Plain(6.0));
}

#[test]
fn whoever_comes_later_is_told_what_was_done_before() {
    let mut bench = bench("test");
    let me = bench.connect(Rights::Mix);
    bench.set(&me, "ch/1/trim", "6 dB").unwrap();
    let later = bench.connect(Rights::Watch);
    bench.wait(Duration::from_millis(50));
    let updates: Vec<Update> = later.updates.try_iter().collect();
    let news = updates.iter().flat_map(|update| &update.news);
    let is_history = |news: &&News| matches!(news, News::History(lines) if lines.len() == 1);
    assert_eq!(news.filter(is_history).count(), 1);
}
