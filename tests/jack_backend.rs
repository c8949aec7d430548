//! The JACK backend on a real server: it opens, is lost in several ways, and comes back.

#[allow(dead_code)]
#[path = "common/consoles.rs"]
mod consoles;
#[path = "common/jack.rs"]
mod server;

use crossbeam_channel::{Receiver, Sender, unbounded};
use headroom::backend::{Backend, Sink, jack as backend};
use headroom::engine::audio::{AudioEvent, AudioRequest, Connections, PortSet};
use headroom::engine::io::{PortId, PortList};
use headroom::engine::link::ControlEnd;
use headroom::param::{BusRole, NodeId, Topology, Width};
use headroom::rt::load::Load;
use jack::LatencyType;
use server::{PATIENCE, Server, Tester, until};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// As much of a control side as the backend needs.
struct Desk {
    requests: Sender<AudioRequest>,
    events: Receiver<AudioEvent>,
    load: Load,
    backend: Option<Backend>,
}

impl Desk {
    fn start(name: &str) -> Self {
        server::server_name();
        let (events_in, events) = unbounded();
        let (requests, requests_out) = unbounded();
        let sink: Sink = Arc::new(move |event| drop(events_in.send(event)));
        let load = Load::default();
        let options = backend::JackOptions { name: name.into() };
        let backend = backend::start(options, sink, requests_out, load.clone()).unwrap();
        Self {
            requests,
            events,
            load,
            backend: Some(backend),
        }
    }

    fn ask(&self, request: AudioRequest) {
        self.requests.send(request).unwrap();
    }

    /// Waits for an event that `pick` wants; others are passed over.
    fn await_event<T>(&self, what: &str, mut pick: impl FnMut(AudioEvent) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        let mut passed = Vec::new();
        loop {
            let Ok(event) = self.events.recv_deadline(deadline) else {
                panic!("not in time: {what}; before it came {passed:?}");
            };
            passed.push(format!("{event:?}").chars().take(60).collect::<String>());
            if let Some(found) = pick(event) {
                return found;
            }
        }
    }

    fn opened(&self) -> (ControlEnd, u32) {
        self.await_event("Opened", |event| match event {
            AudioEvent::Opened {
                link,
                rate,
                period,
                port_set,
            } => {
                assert_eq!((rate, period), (48_000, 256));
                Some((link, port_set))
            }
            _ => None,
        })
    }

    fn lost(&self) -> String {
        self.await_event("Lost", |event| match event {
            AudioEvent::Lost(reason) => Some(reason),
            _ => None,
        })
    }

    fn ready(&self, number: u32) {
        self.await_event("PortsReady", |event| {
            matches!(event, AudioEvent::PortsReady(n) if n == number).then_some(())
        });
    }

    fn missing(&self) -> Vec<String> {
        self.await_event("Missing", |event| match event {
            AudioEvent::Missing(lines) => Some(lines),
            _ => None,
        })
    }

    fn connected(&self) -> Connections {
        self.await_event("Connected", |event| match event {
            AudioEvent::Connected(connections) => Some(connections),
            _ => None,
        })
    }

    fn runs(&self) {
        let before = self.load.cycles();
        until("cycles", || self.load.cycles() > before + 3);
    }

    fn close(mut self) {
        assert!(self.backend.take().unwrap().close());
    }
}

fn strip(number: u16) -> PortId {
    id(NodeId::strip(number), 0)
}

fn id(node: NodeId, channel: u8) -> PortId {
    PortId::signal(node, channel)
}

/// Mono strips, a stereo strip 9, a mono wedge 3, a stereo main.
fn set(number: u32, strips: &[u16]) -> PortSet {
    let mut topology = Topology {
        strips: consoles::strips(strips.iter().copied()),
        ..Topology::default()
    };
    topology.strips.push(consoles::strip(9, Width::Stereo));
    topology
        .buses
        .push(consoles::bus(3, BusRole::Wedge, Width::Mono));
    PortSet {
        main: None,
        number,
        list: PortList::of(&topology),
        names: vec![
            (strip(1), "Kick".into()),
            (id(NodeId::strip(9), 0), "Keys".into()),
        ],
        latency: vec![0, 78, 78],
    }
}

/// ch-1 hears the tester, main-left goes to it.
fn wanted() -> Connections {
    vec![
        (strip(1), vec!["tester:out".into()]),
        (id(NodeId::MAIN, 0), vec!["tester:in".into()]),
    ]
}

fn both_connected(tester: &Tester) -> bool {
    tester.are_connected("tester:out", "headroom:ch-1")
        && tester.are_connected("headroom:main-left", "tester:in")
}

#[test]
fn ports_have_names_for_machines_and_for_people_and_tell_their_latency() {
    let _server = Server::start();
    let desk = Desk::start("headroom");
    desk.ask(AudioRequest::Ports(set(1, &[1])));
    desk.ask(AudioRequest::Connect(vec![
        (strip(1), vec!["system:capture_1".into()]),
        (id(NodeId::MAIN, 0), vec!["system:playback_1".into()]),
    ]));
    let (link, number) = desk.opened();
    assert_eq!(number, 1);
    assert!(!link.is_abandoned());
    desk.runs();
    let tester = Tester::open("tester");
    let ports = [
        "headroom:bus-3",
        "headroom:ch-1",
        "headroom:ch-9-left",
        "headroom:ch-9-right",
        "headroom:main-left",
        "headroom:main-right",
        "headroom:monitor-a-left",
        "headroom:monitor-a-right",
        "headroom:monitor-b-left",
        "headroom:monitor-b-right",
        "headroom:phones-left",
        "headroom:phones-right",
        "headroom:talkback",
    ];
    assert_eq!(tester.ports_of("headroom"), ports);
    until("pretty names", || {
        pretty(&tester, "headroom:ch-1").as_deref() == Some("Kick")
            && pretty(&tester, "headroom:ch-9-right").as_deref() == Some("Keys right")
    });
    assert_eq!(pretty(&tester, "headroom:main-left"), None);
    let range = |name, mode| {
        let port = tester.client().port_by_name(name).unwrap();
        port.get_latency_range(mode)
    };
    until("latencies", || {
        let (capture, _) = range("system:capture_1", LatencyType::Capture);
        let (_, playback) = range("system:playback_1", LatencyType::Playback);
        capture > 0
            && range("headroom:main-left", LatencyType::Capture) == (capture + 78, capture + 78)
            && range("headroom:bus-3", LatencyType::Capture) == (capture, capture)
            && range("headroom:ch-1", LatencyType::Playback).1 == playback + 78
    });
    desk.close();
    until("the client is gone", || {
        tester.ports_of("headroom").is_empty()
    });
    assert!(link.is_abandoned());
}

#[test]
fn without_an_engine_all_is_silent() {
    let _server = Server::start();
    let desk = Desk::start("headroom");
    desk.ask(AudioRequest::Ports(set(1, &[1])));
    desk.ask(AudioRequest::Connect(wanted()));
    desk.opened();
    let tester = Tester::open("tester");
    until("both connections", || both_connected(&tester));
    tester.play(0.5);
    // The tester hears itself, so its meter works.
    tester.connect("tester:out", "tester:in");
    until("the tone", || tester.take_peak() > 0.4);
    tester.disconnect("tester:out", "tester:in");
    // The server takes the cable away when it comes to it.
    until("silence for a while", || {
        tester.take_peak();
        desk.runs();
        tester.take_peak() == 0.0
    });
    desk.close();
}

fn pretty(tester: &Tester, name: &str) -> Option<String> {
    let port = tester.client().port_by_name(name)?;
    // SAFETY: the port exists, or libjack answers with an empty identity.
    #[allow(unsafe_code)]
    let subject = unsafe { jack::jack_sys::jack_port_uuid(port.raw()) };
    let key = "http://jackaudio.org/metadata/pretty-name";
    let property = tester.client().property_get(subject, key)?;
    Some(property.value().to_owned())
}

#[test]
fn a_killed_server_is_found_again_and_connections_return() {
    let mut server = Server::start();
    let desk = Desk::start("headroom");
    desk.ask(AudioRequest::Ports(set(1, &[1])));
    desk.ask(AudioRequest::Connect(wanted()));
    let (first, _) = desk.opened();
    let tester = Tester::open("tester");
    until("both connections", || both_connected(&tester));
    // A hand adds one and takes one away.
    tester.connect("tester:out", "headroom:ch-9-left");
    let keys = (id(NodeId::strip(9), 0), vec!["tester:out".to_owned()]);
    assert!(desk.connected().contains(&keys));
    tester.disconnect("headroom:main-left", "tester:in");
    assert_eq!(desk.connected().len(), 2);
    tester.leave();
    server.kill();
    let reason = desk.lost();
    assert!(reason.contains("JACK"), "{reason}");
    let waiting = desk.await_event("Waiting", |event| match event {
        AudioEvent::Waiting(reason) => Some(reason),
        _ => None,
    });
    assert!(waiting.contains("no JACK server runs"), "{waiting}");
    assert!(first.is_abandoned());
    server.run();
    let tester = Tester::open("tester");
    let (_second, number) = desk.opened();
    assert_eq!(number, 1);
    until("the connections of before", || {
        tester.are_connected("tester:out", "headroom:ch-1")
            && tester.are_connected("tester:out", "headroom:ch-9-left")
    });
    assert!(!tester.are_connected("headroom:main-left", "tester:in"));
    desk.runs();
    desk.close();
}

#[test]
fn a_server_that_ends_politely_takes_no_wish_with_it() {
    let mut server = Server::start();
    let desk = Desk::start("headroom");
    desk.ask(AudioRequest::Ports(set(1, &[1])));
    let system = vec![(strip(1), vec!["system:capture_2".to_owned()])];
    desk.ask(AudioRequest::Connect(system));
    desk.opened();
    let connected = || {
        let tester = Tester::open("tester");
        until("the system port", || {
            tester.are_connected("system:capture_2", "headroom:ch-1")
        });
    };
    connected();
    server.terminate();
    desk.lost();
    server.run();
    desk.await_event("Opened, and no change by hand", |event| {
        assert!(!matches!(event, AudioEvent::Connected(_)), "{event:?}");
        matches!(event, AudioEvent::Opened { .. }).then_some(())
    });
    connected();
    desk.close();
}

#[test]
fn a_frozen_server_is_lost_by_the_watchdog_and_found_again() {
    let mut server = Server::start();
    let desk = Desk::start("headroom");
    desk.ask(AudioRequest::Ports(set(1, &[1])));
    desk.ask(AudioRequest::Connect(wanted()));
    desk.opened();
    desk.runs();
    server.freeze();
    assert_eq!(desk.lost(), "the JACK server has stopped");
    server.thaw();
    let (second, _) = desk.opened();
    desk.runs();
    let tester = Tester::open("tester");
    until("both connections", || both_connected(&tester));
    tester.leave();
    server.freeze();
    desk.lost();
    server.kill();
    server.run();
    let (_third, _) = desk.opened();
    assert!(second.is_abandoned());
    desk.runs();
    let tester = Tester::open("tester");
    until("both connections again", || both_connected(&tester));
    desk.close();
}

#[test]
fn a_new_set_adds_ports_and_leaves_connections_alone() {
    let _server = Server::start();
    let desk = Desk::start("headroom");
    desk.ask(AudioRequest::Ports(set(1, &[1])));
    desk.ask(AudioRequest::Connect(wanted()));
    desk.opened();
    let tester = Tester::open("tester");
    until("both connections", || both_connected(&tester));
    let before = tester.ports_of("headroom").len();
    desk.ask(AudioRequest::Ports(set(2, &[1, 2])));
    desk.ready(2);
    assert_eq!(tester.ports_of("headroom").len(), before + 1);
    assert!(both_connected(&tester));
    // A strip less: its port stays as long as no engine has selected the new set.
    desk.ask(AudioRequest::Ports(set(3, &[2])));
    desk.ready(3);
    assert!(
        tester
            .ports_of("headroom")
            .contains(&"headroom:ch-1".into())
    );
    desk.runs();
    desk.close();
}

#[test]
fn missing_connections_are_listed_and_made_when_their_ports_appear() {
    let _server = Server::start();
    let desk = Desk::start("headroom");
    let mut connections = wanted();
    connections.push((strip(1), vec!["system:capture_9".into()]));
    desk.ask(AudioRequest::Connect(connections));
    desk.ask(AudioRequest::Ports(set(1, &[1])));
    desk.opened();
    assert_eq!(
        desk.missing(),
        [
            "ch-1 → tester:out",
            "main-left → tester:in",
            "ch-1 → system:capture_9"
        ]
    );
    let tester = Tester::open("tester");
    until("both connections", || both_connected(&tester));
    until("only one is missing", || {
        desk.missing() == ["ch-1 → system:capture_9"]
    });
    // The other client goes: its connections stay wanted, and it gets them back.
    drop(tester);
    until("all are missing again", || desk.missing().len() == 3);
    let tester = Tester::open("tester");
    until("both connections again", || both_connected(&tester));
    // Another show wants other connections.
    let other = vec![(strip(1), vec!["system:capture_1".to_owned()])];
    desk.ask(AudioRequest::Connect(other));
    until("the other show's connections", || {
        tester.are_connected("system:capture_1", "headroom:ch-1")
            && !tester.are_connected("tester:out", "headroom:ch-1")
            && !tester.are_connected("headroom:main-left", "tester:in")
    });
    desk.close();
}

#[test]
fn it_waits_for_a_server_and_for_its_own_name() {
    let mut server = Server::absent();
    let desk = Desk::start("headroom");
    desk.ask(AudioRequest::Ports(set(1, &[1])));
    let waiting = || {
        desk.await_event("Waiting", |event| match event {
            AudioEvent::Waiting(reason) => Some(reason),
            _ => None,
        })
    };
    assert!(waiting().contains("no JACK server runs"));
    // The same reason is said once.
    let again = desk.events.recv_timeout(Duration::from_secs(2));
    assert!(again.is_err(), "{again:?}");
    server.run();
    desk.opened();
    let second = Desk::start("headroom");
    second.ask(AudioRequest::Ports(set(1, &[1])));
    let reason = second.await_event("Waiting", |event| match event {
        AudioEvent::Waiting(reason) => Some(reason),
        _ => None,
    });
    assert!(reason.contains("called \"headroom\""), "{reason}");
    desk.close();
    second.opened();
    second.close();
}

#[test]
fn freewheeling_and_another_period_are_no_loss() {
    let _server = Server::start();
    let desk = Desk::start("headroom");
    desk.ask(AudioRequest::Ports(set(1, &[1])));
    desk.opened();
    desk.runs();
    server::freewheel(true);
    desk.runs();
    server::freewheel(false);
    desk.runs();
    server::set_period(512);
    desk.await_event("Period", |event| {
        assert!(!matches!(event, AudioEvent::Lost(_)), "{event:?}");
        matches!(event, AudioEvent::Period(512)).then_some(())
    });
    desk.runs();
    desk.close();
}

/// JACK says something for every name that goes, also to the client that is closing.
#[test]
fn a_client_with_a_hundred_named_ports_closes_and_the_server_goes_on() {
    let _server = Server::start();
    let desk = Desk::start("headroom");
    let tester = Tester::open("tester");
    let strips: Vec<u16> = (10..110).collect();
    let mut set = set(1, &strips);
    let name = |&number: &u16| (strip(number), format!("Singer {number}"));
    set.names = strips.iter().map(name).collect();
    desk.ask(AudioRequest::Ports(set));
    let _link = desk.opened();
    until("the last pretty name", || {
        pretty(&tester, "headroom:ch-109").as_deref() == Some("Singer 109")
    });
    // It ends by itself, and the server answers others.
    desk.close();
    until("its ports are gone", || {
        tester.ports_of("headroom").is_empty()
    });
    let another = Desk::start("headroom");
    another.ask(AudioRequest::Ports(self::set(1, &[1])));
    let _link = another.opened();
    another.runs();
    another.close();
}

/// libjack cancels the thread of a client that is closed; one in a callback would end the process.
/// `HEADROOM_CLOSES=2000` makes a soak test of it.
#[test]
fn it_is_closed_again_and_again_while_cycles_run() {
    let mut server = Server::start();
    let closes = std::env::var("HEADROOM_CLOSES").map_or(10, |text| text.parse().unwrap());
    for _ in 0..closes {
        let desk = Desk::start("headroom");
        desk.ask(AudioRequest::Ports(set(1, &[1, 2])));
        let _link = desk.opened();
        desk.runs();
        desk.close();
    }
    server.terminate();
}
