//! The transport follows that of a real JACK server.

#[path = "common/program.rs"]
mod program;
#[path = "common/jack.rs"]
mod server;

use jack::{Client, ClientOptions, TransportState};
use program::Home;
use server::{Server, until};

#[test]
fn what_jack_plays_stops_and_finds_the_transport_does() {
    let _server = Server::start_patient();
    let home = Home::new();
    let show = home.new_show("headroom: 1\nstrips: [ { numbers: 1-2 } ]\n");
    let _console = home.console(&["--backend", "jack", show.to_str().unwrap()]);
    until("audio runs", || {
        home.run(&["transport", "play"]).status.success()
    });
    home.say(&["transport", "stop"]);
    home.say(&[
        "automation",
        "point",
        "ch/1/fader",
        "0",
        "-40dB",
        "--shape",
        "hold",
    ]);
    home.say(&[
        "automation",
        "point",
        "ch/1/fader",
        "60",
        "-10dB",
        "--shape",
        "hold",
    ]);
    home.set("console/transport/follow-jack", "on");
    let (leader, _) = Client::new("leader", ClientOptions::NO_START_SERVER).unwrap();
    let transport = leader.transport();
    let shown = || home.say(&["transport", "show"]);
    let fader = || home.get("ch/1/fader").trim().to_owned();
    transport.start().unwrap();
    until("it plays with JACK", || {
        shown().starts_with("plays at 0:00:")
    });
    until("the lane is played", || fader() == "ch/1/fader: -40 dB");
    transport.locate(60 * 48_000).unwrap();
    until("it is found where JACK is", || {
        fader() == "ch/1/fader: -10 dB"
    });
    transport.stop().unwrap();
    until("JACK has stopped", || {
        transport.query_state().unwrap() == TransportState::Stopped
    });
    until("it stops with JACK", || shown().starts_with("stopped at"));
    transport.locate(48_000).unwrap();
    until("it rests where JACK does", || {
        shown().starts_with("stopped at 0:00:01:00")
    });
    until("and what has a lane goes there", || {
        fader() == "ch/1/fader: -40 dB"
    });
    let output = home.run(&["transport", "play"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("the transport follows JACK"), "{said}");
    // Alone again it plays by itself.
    home.set("console/transport/follow-jack", "off");
    home.say(&["transport", "play"]);
}
