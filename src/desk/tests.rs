//! Both implementations of the desk link, held to the same behaviour.

mod fake;
mod setup;

use super::server::{MAX_CLIENTS, RESERVE};
use super::socket::SocketDesk;
use super::wire::{self, Dialect, ToClient, ToConsole};
use super::{Desk, DeskError};
use crate::control::feed::Update;
use crate::control::intent::{Intent, Refusal, SceneWish};
use crate::param::{Layout, ParamAddr, ParamIndex, Plain, Topology};
use fake::{LONG, SHORT, everything};
use setup::{Setup, hello, over_both};
use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::thread::{self};

fn fader(strip: u16) -> ParamAddr {
    ParamAddr::parse(&format!("ch/{strip}/fader")).unwrap()
}

fn index(addr: ParamAddr) -> ParamIndex {
    Layout::new(Topology::default()).index(addr).unwrap()
}

fn next(desk: &mut dyn Desk) -> Update {
    desk.next_update(LONG).unwrap().expect("an update comes")
}

/// Waits for the value of an index.
fn wait_for(desk: &mut dyn Desk, wanted: (ParamIndex, Plain)) {
    while !next(desk).values.contains(&wanted) {}
}

#[test]
fn the_first_update_holds_everything() {
    over_both(|setup| {
        let mut desk = setup.connect();
        let expected = everything(&Layout::new(Topology::default()));
        assert_eq!(next(&mut *desk), expected);
        assert!(desk.next_update(SHORT).unwrap().is_none());
    });
}

#[test]
fn an_ask_is_answered_and_everybody_sees_what_changed() {
    over_both(|setup| {
        let (mut one, mut other) = (setup.connect(), setup.connect());
        let answer = one.ask(Intent::Set(fader(3), Plain(-6.0))).unwrap();
        assert_eq!(answer.text, "ch/3/fader set");
        wait_for(&mut *one, (index(fader(3)), Plain(-6.0)));
        wait_for(&mut *other, (index(fader(3)), Plain(-6.0)));
    });
}

#[test]
fn refusals_come_as_errors_to_an_ask_and_as_notices_otherwise() {
    over_both(|setup| {
        let mut desk = setup.connect();
        let refused = desk.ask(Intent::Undo);
        assert!(
            matches!(&refused, Err(DeskError::Refused(Refusal::Nothing(what))) if what == "undo"),
            "{refused:?}"
        );
        desk.send(Intent::Undo).unwrap();
        let mut notices = Vec::new();
        while notices.is_empty() {
            notices = next(&mut *desk).notices;
        }
        assert_eq!(notices[0].text, "nothing to undo");
    });
}

#[test]
fn an_unanswered_ask_ends_and_the_link_goes_on() {
    over_both(|setup| {
        let mut desk = setup.connect();
        assert!(matches!(desk.ask(Intent::Redo), Err(DeskError::Silent)));
        let mut again = || desk.ask(Intent::Set(fader(1), Plain(0.0)));
        // Over a socket the console's side may still be waiting for the first answer.
        let answer = again().or_else(|_| again()).unwrap();
        assert_eq!(answer.text, "ch/1/fader set");
    });
}

#[test]
fn an_answer_that_waits_for_the_disk_is_waited_for() {
    over_both(|setup| {
        let mut desk = setup.connect();
        let answer = desk.ask(Intent::Scene(SceneWish::StoreCurrent)).unwrap();
        assert_eq!(answer.text, "Stored");
    });
}

#[test]
fn asking_needs_no_looking() {
    over_both(|setup| {
        let mut desk = setup.connect();
        for step in 0..500_u16 {
            let value = Plain(-f32::from(step % 60));
            desk.ask(Intent::Set(fader(1), value)).unwrap();
        }
        desk.send(Intent::Set(fader(2), Plain(1.0))).unwrap();
        wait_for(&mut *desk, (index(fader(2)), Plain(1.0)));
    });
}

#[test]
fn a_console_that_ends_is_gone() {
    over_both(|setup| {
        let mut desk = setup.connect();
        next(&mut *desk);
        setup.console.stop();
        let gone = loop {
            match desk.next_update(LONG) {
                Ok(update) => assert!(update.is_some(), "the end is noticed"),
                Err(error) => break error,
            }
        };
        assert!(matches!(gone, DeskError::Gone), "{gone:?}");
        assert!(matches!(desk.ask(Intent::Undo), Err(DeskError::Gone)));
    });
}

#[test]
fn a_client_that_goes_is_noticed() {
    over_both(|setup| {
        let desk = setup.connect();
        setup.console.wait_for_clients(1);
        drop(desk);
        setup.console.wait_for_clients(0);
    });
}

#[test]
fn without_a_console_the_error_says_where_and_what_to_do() {
    let setup = Setup::local();
    let path = std::env::temp_dir().join("hr-nobody.sock");
    let error = SocketDesk::connect(&path, &hello()).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "no console runs (nobody answers at {}); start one: headroom run",
            path.display()
        )
    );
    drop(setup);
}

#[test]
fn a_name_is_taken_once_and_a_dead_socket_is_replaced() {
    let mut setup = Setup::socket();
    let error = setup.serve().unwrap_err();
    assert!(matches!(error, DeskError::Running { .. }), "{error}");
    assert_eq!(fs::metadata(setup.path()).unwrap().mode() & 0o777, 0o600);

    setup.server = None;
    assert!(!setup.path().exists());
    drop(UnixListener::bind(setup.path()).unwrap());
    assert!(setup.path().exists(), "the socket of a dead console");
    setup.server = Some(setup.serve().unwrap());
    next(&mut *setup.connect());
}

#[test]
fn a_socket_that_somebody_answers_on_is_left_alone() {
    let mut setup = Setup::socket();
    setup.server = None;
    let _other = UnixListener::bind(setup.path()).unwrap();
    assert!(matches!(setup.serve(), Err(DeskError::Running { .. })));
    assert!(UnixStream::connect(setup.path()).is_ok());
}

#[test]
fn a_server_that_goes_takes_its_clients_along() {
    let mut setup = Setup::socket();
    let mut desk = setup.connect();
    setup.server = None;
    while let Ok(update) = desk.next_update(LONG) {
        assert!(update.is_some(), "the end is noticed");
    }
}

#[test]
fn there_is_room_for_so_many_clients() {
    let setup = Setup::socket();
    let mut clients: Vec<_> = (0..MAX_CLIENTS).map(|_| setup.connect()).collect();
    // Who comes and goes finds a place of the reserve, whoever stays in it.
    let passing = 2 * RESERVE;
    for _ in 0..passing {
        let mut desk = retry(&setup);
        next(&mut *desk);
    }
    let lent = (0..RESERVE).map(|_| retry(&setup));
    let lent: Vec<_> = lent.collect();
    drop(retry(&setup));
    drop(lent);
    for client in &mut clients {
        next(&mut **client);
    }
    setup.console.wait_for_clients(MAX_CLIENTS);
    let fresh: Vec<_> = (0..RESERVE)
        .map(|_| SocketDesk::connect(&setup.path(), &hello()))
        .collect();
    assert!(fresh.iter().all(Result::is_ok));
    let error = SocketDesk::connect(&setup.path(), &hello()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the console has 32 clients and takes no more; close one of them"
    );
    drop((clients, fresh));
    setup.console.wait_for_clients(0);
    next(&mut *retry(&setup));
}

/// A client's place is free only when its thread has ended.
fn retry(setup: &Setup) -> Box<dyn Desk> {
    for _ in 0..1000 {
        match SocketDesk::connect(&setup.path(), &hello()) {
            Ok(desk) => return Box::new(desk),
            Err(_) => thread::sleep(SHORT),
        }
    }
    panic!("no place becomes free");
}

#[test]
fn who_says_nothing_keeps_nobody_out() {
    let setup = Setup::socket();
    let _silent: Vec<_> = (0..MAX_CLIENTS).map(|_| setup.raw()).collect();
    // After a moment one of them has to go, and who comes in earnest tries as long as that.
    let mut desk = SocketDesk::connect(&setup.path(), &hello()).unwrap();
    next(&mut desk);
}

#[test]
fn another_version_is_told_which_one_runs() {
    let setup = Setup::socket();
    let stream = setup.raw();
    let old = Dialect {
        version: "0.0.9".to_owned(),
        sources: 1,
    };
    wire::write(&mut &stream, &ToConsole::Hello(old, hello())).unwrap();
    let said: ToClient = wire::read(&mut &stream).unwrap();
    assert_eq!(said, ToClient::VersionMismatch(Dialect::ours()));
    assert!(wire::read::<ToClient>(&mut &stream).is_err());
}

#[test]
fn builds_of_one_version_from_other_sources_are_told_apart() {
    let ours = Dialect::ours();
    assert_ne!(ours.sources, 0);
    let other = Dialect {
        sources: 1,
        ..ours.clone()
    };
    assert_ne!(ours, other);
    assert!(ours.named_beside(&other).contains("(sources "));
    assert!(
        other
            .named_beside(&ours)
            .ends_with("(sources 0000000000000001)")
    );
}

#[test]
fn a_console_of_another_version_is_named() {
    let setup = Setup::socket();
    let path = setup.folder.join("old.sock");
    let listener = UnixListener::bind(&path).unwrap();
    let old = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let _: ToConsole = wire::read(&mut &stream).unwrap();
        let dialect = Dialect {
            version: "0.0.9".to_owned(),
            sources: 1,
        };
        wire::write(&mut &stream, &ToClient::VersionMismatch(dialect)).unwrap();
    });
    let error = SocketDesk::connect(&path, &hello()).unwrap_err();
    old.join().unwrap();
    let ours = env!("CARGO_PKG_VERSION");
    assert_eq!(
        error.to_string(),
        format!(
            "the console runs Headroom 0.0.9, this is {ours}: start the client of that version"
        )
    );
}

/// Asks often; every answer comes.
fn ask_often(desk: &mut dyn Desk, times: u16) {
    for step in 0..times {
        let value = Plain(-f32::from(step % 50));
        desk.ask(Intent::Set(fader(step % 16 + 1), value)).unwrap();
    }
}

/// True while the console has not ended the link.
fn is_open(stream: &UnixStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    let mut byte = [0];
    let read = (&mut &*stream).read(&mut byte);
    read.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
}

// Nobody is held up where everything is answered before the one who is in the way has gone.

#[test]
fn a_client_that_never_reads_holds_up_nobody() {
    let setup = Setup::socket();
    let deaf = setup.raw();
    wire::write(&mut &deaf, &ToConsole::Hello(Dialect::ours(), hello())).unwrap();
    setup.console.wait_for_clients(1);
    let mut desk = setup.connect();
    setup.console.wait_for_clients(2);
    // More than its socket takes.
    ask_often(&mut *desk, 5000);
    assert!(setup.console.clients.is_empty(), "it was waited for");
    drop(deaf);
    setup.console.wait_for_clients(1);
}

#[test]
fn as_many_as_there_is_room_for_may_be_deaf() {
    let setup = Setup::socket();
    let mut desk = setup.connect();
    let deaf = |_| {
        let stream = setup.raw();
        wire::write(&mut &stream, &ToConsole::Hello(Dialect::ours(), hello())).unwrap();
        stream
    };
    let deaf: Vec<UnixStream> = (1..MAX_CLIENTS).map(deaf).collect();
    setup.console.wait_for_clients(MAX_CLIENTS);
    ask_often(&mut *desk, 2000);
    assert!(setup.console.clients.is_empty(), "one was waited for");
    drop(deaf);
    setup.console.wait_for_clients(1);
}

#[test]
fn half_a_frame_and_silence_hold_up_nobody() {
    let setup = Setup::socket();
    let mut half = setup.raw();
    half.write_all(&[200, 0, 0, 0, 1, 2]).unwrap();
    let silent = setup.raw();
    let mut desk = setup.connect();
    next(&mut *desk);
    ask_often(&mut *desk, 20);
    assert!(is_open(&half) && is_open(&silent), "they were waited for");
    drop((half, silent));
    ask_often(&mut *desk, 20);
}

#[test]
fn a_thousand_clients_with_garbage_close_only_themselves() {
    let setup = Setup::socket();
    let mut desk = setup.connect();
    let mut greeting = Vec::new();
    wire::write(&mut greeting, &ToConsole::Hello(Dialect::ours(), hello())).unwrap();
    let mut seed = 1_u64;
    for round in 0..1000 {
        let mut stream = setup.raw();
        if round % 2 == 0 {
            let _ = stream.write_all(&greeting);
        }
        let blob: Vec<u8> = (0..round % 300).map(|_| random(&mut seed)).collect();
        // The console may have closed it already.
        let _ = stream.write_all(&blob);
    }
    desk.ask(Intent::Set(fader(1), Plain(0.0))).unwrap();
    drop(desk);
    next(&mut *retry(&setup));
}

fn random(seed: &mut u64) -> u8 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed as u8
}
