//! The whole program on a real JACK server: MIDI into its port moves a fader, feedback comes out.

#[path = "common/program.rs"]
mod program;
#[path = "common/jack.rs"]
mod server;
#[allow(dead_code)]
#[path = "common/signal.rs"]
mod signal;
#[path = "common/sound.rs"]
mod sound;

use crossbeam_channel::{Receiver, Sender, unbounded};
use jack::{MidiIn, MidiOut, Port, RawMidi};
use program::Home;
use server::{Server, until};
use sound::{Ears, Tone};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A controller that is a JACK client.
struct Controller {
    client: jack::AsyncClient<(), Ports>,
    say: Sender<Vec<u8>>,
    heard: Receiver<Vec<u8>>,
}

struct Ports {
    out: Port<MidiOut>,
    input: Port<MidiIn>,
    say: Receiver<Vec<u8>>,
    heard: Sender<Vec<u8>>,
}

impl jack::ProcessHandler for Ports {
    fn process(&mut self, _: &jack::Client, scope: &jack::ProcessScope) -> jack::Control {
        let mut writer = self.out.writer(scope);
        for bytes in self.say.try_iter().take(16) {
            let message = RawMidi {
                time: 0,
                bytes: &bytes,
            };
            writer.write(&message).unwrap();
        }
        for event in self.input.iter(scope) {
            self.heard.send(event.bytes.to_vec()).unwrap();
        }
        jack::Control::Continue
    }
}

impl Controller {
    fn open(name: &str) -> Self {
        server::server_name();
        let options = jack::ClientOptions::NO_START_SERVER | jack::ClientOptions::USE_EXACT_NAME;
        let (client, _) = jack::Client::new(name, options).unwrap();
        let (say, to_say) = unbounded();
        let (heard_in, heard) = unbounded();
        let ports = Ports {
            out: client.register_port("out", MidiOut::default()).unwrap(),
            input: client.register_port("in", MidiIn::default()).unwrap(),
            say: to_say,
            heard: heard_in,
        };
        let client = client.activate_async((), ports).unwrap();
        Self { client, say, heard }
    }

    fn plug(&self, console: &str) {
        self.plug_at(console, "");
    }

    /// Connects to the pair of ports whose names end so.
    fn plug_at(&self, console: &str, pair: &str) {
        let (own, client) = (self.client.as_client().name(), self.client.as_client());
        let to = format!("{console}:midi-in{pair}");
        let from = format!("{console}:midi-out{pair}");
        until("MIDI ports", || client.port_by_name(&from).is_some());
        // A client has its ports before it is active, and only then they can be connected.
        let connect = |from: &str, to: &str| client.connect_ports_by_name(from, to).is_ok();
        until("a connection in", || connect(&format!("{own}:out"), &to));
        until("a connection out", || connect(&from, &format!("{own}:in")));
    }

    fn pull(&self, console: &str) {
        let (own, client) = (self.client.as_client().name(), self.client.as_client());
        let (to, from) = (format!("{console}:midi-in"), format!("{console}:midi-out"));
        client
            .disconnect_ports_by_name(&format!("{own}:out"), &to)
            .unwrap();
        client
            .disconnect_ports_by_name(&from, &format!("{own}:in"))
            .unwrap();
    }

    /// True while its output is connected to that port.
    fn speaks_to(&self, port: &str) -> bool {
        let client = self.client.as_client();
        let own = client.port_by_name(&format!("{}:out", client.name()));
        own.is_some_and(|own| own.is_connected_to(port).unwrap_or(false))
    }

    /// Everything that it was sent since it was asked last.
    fn take_heard(&self) -> Vec<Vec<u8>> {
        self.heard.try_iter().collect()
    }

    fn say(&self, bytes: &[u8]) {
        self.say.send(bytes.to_vec()).unwrap();
    }

    /// Waits for these bytes; others are passed over.
    fn hears(&self, bytes: &[u8]) {
        until(&format!("{bytes:02x?}"), || {
            self.heard.try_iter().any(|heard| heard == bytes)
        });
    }
}

impl Drop for Controller {
    fn drop(&mut self) {
        server::before_close(self.client.as_client());
    }
}

/// How a nanoKONTROL2 is looked for, and what is asked for next.
const SEARCH: [u8; 6] = [0xf0, 0x42, 0x50, 0x00, 0x5a, 0xf7];
const SCENE_REQUEST: [u8; 11] = [0xf0, 0x42, 0x40, 0, 1, 0x13, 0, 0x1f, 0x10, 0, 0xf7];

/// The program.
struct Headroom {
    child: Child,
    name: String,
    folder: PathBuf,
}

impl Headroom {
    fn run(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let child = Self::command(name, &folder)
            .args(["run", "--headless", "--backend", "jack"])
            .spawn()
            .unwrap();
        Self {
            child,
            name: name.to_owned(),
            folder,
        }
    }

    fn command(name: &str, folder: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_headroom"));
        command
            .args(["--name", name])
            .env("JACK_DEFAULT_SERVER", server::server_name())
            .env("XDG_RUNTIME_DIR", folder)
            .env("XDG_STATE_HOME", folder)
            .env("HOME", folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn set(&self, path: &str, value: &str) {
        let status = Self::command(&self.name, &self.folder)
            .args(["set", path, value])
            .status();
        assert!(status.unwrap().success());
    }

    /// Asks for something, and waits for the answer.
    fn say(&self, arguments: &[&str]) {
        let mut command = Self::command(&self.name, &self.folder);
        command.args(arguments).stderr(Stdio::piped());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    }

    fn has(&self, path: &str, value: &str) -> bool {
        let mut command = Self::command(&self.name, &self.folder);
        let output = command
            .args(["get", path])
            .stdout(Stdio::piped())
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout)
            .trim_end()
            .ends_with(value)
    }
}

impl Drop for Headroom {
    fn drop(&mut self) {
        server::signal(self.child.id(), "-TERM");
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn what_a_cue_sends_leaves_by_the_console_s_own_port_when_the_cue_goes() {
    let _server = Server::start();
    let console = Headroom::run("hr-cues");
    let lights = Controller::open("lights");
    lights.plug("hr-cues");
    until("the console answers", || console.has("ch/1/mute", "off"));
    let midi = [
        "program 5 channel 3 to midi-out",
        "msc go 3 device 2 to midi-out",
    ];
    console.say(&["cue", "add", "1", "--midi", midi[0], "--midi", midi[1]]);
    lights.take_heard();
    console.say(&["go"]);
    lights.hears(&[0xc2, 4]);
    lights.hears(b"\xf0\x7f\x02\x02\x01\x013\xf7");
}

#[test]
fn a_nano_on_a_jack_port_moves_a_fader_and_its_lights_follow() {
    let _server = Server::start_patient();
    let console = Headroom::run("hr-midi");
    let nano = Controller::open("nanoKONTROL2");
    nano.plug("hr-midi");
    // It is known by its name: asked for its lights, and shown the state.
    nano.hears(&SEARCH);
    nano.hears(&[0xb0, 45, 0]);
    console.set("ch/1/fader", "-10 dB");
    // What is crossed is what is heard.
    until("the fader has risen", || {
        console.has("ch/1/fader", "-10 dB")
    });
    nano.say(&[0xb0, 0, 40]);
    nano.say(&[0xb0, 0, 80]);
    until("the fader moves", || console.has("ch/1/fader", "-4.803 dB"));
    nano.say(&[0xb0, 48, 127]);
    nano.say(&[0xb0, 48, 0]);
    nano.hears(&[0xb0, 48, 127]);
    assert!(console.has("ch/1/mute", "on"));
    // Pulled and plugged again: the state is pushed, nothing moves.
    nano.pull("hr-midi");
    // A hand takes longer; connections are looked at 20 ms after a change.
    std::thread::sleep(Duration::from_millis(300));
    console.set("ch/1/fader", "-20 dB");
    nano.plug("hr-midi");
    nano.hears(&[0xb0, 48, 127]);
    nano.hears(&[0xb0, 45, 0]);
    nano.say(&[0xb0, 0, 90]);
    nano.say(&[0xb0, 48, 127]);
    nano.hears(&[0xb0, 48, 0]);
    assert!(console.has("ch/1/fader", "-20 dB"));
}

#[test]
fn motors_on_a_jack_port_follow_what_others_do() {
    let _server = Server::start_patient();
    let console = Headroom::run("hr-motor");
    let touch = Controller::open("X-Touch");
    touch.plug("hr-motor");
    touch.hears(&[0xf0, 0, 0, 0x66, 0x14, 0x00, 0xf7]);
    let empty: Vec<u8> = [
        &[0xf0, 0, 0, 0x66, 0x14, 0x12, 105][..],
        b"off    ",
        &[0xf7],
    ]
    .concat();
    touch.hears(&empty);
    console.set("ch/1/fader", "0 dB");
    // Where it is printed: at 0.788 of 16380.
    touch.hears(&[0xe0, 0x6b, 0x64]);
}

#[test]
fn a_port_is_one_controllers_and_others_change_nothing() {
    let _server = Server::start_patient();
    let console = Headroom::run("hr-pairs");
    let nano = Controller::open("nanoKONTROL2");
    nano.plug("hr-pairs");
    nano.hears(&[0xb0, 45, 0]);
    // It is asked three times for its lights: nobody asks a fourth time.
    for _ in 0..2 {
        nano.hears(&SEARCH);
    }
    nano.hears(&SCENE_REQUEST);
    nano.take_heard();
    // A keyboard whose name comes first is cut off at once; a monitor may listen.
    let akai = Controller::open("Akai");
    akai.client
        .as_client()
        .connect_ports_by_name("Akai:out", "hr-pairs:midi-in")
        .unwrap();
    until("the second controller is cut off", || {
        !akai.speaks_to("hr-pairs:midi-in")
    });
    assert!(nano.speaks_to("hr-pairs:midi-in"));
    akai.client
        .as_client()
        .connect_ports_by_name("hr-pairs:midi-out", "Akai:in")
        .unwrap();
    akai.hears(&[0xb0, 45, 0]);
    nano.say(&[0xb0, 48, 127]);
    nano.say(&[0xb0, 48, 0]);
    until("the mute", || console.has("ch/1/mute", "on"));
    // A surface that begins anew asks before it answers.
    let mut heard = Vec::new();
    until("the light of the mute", || {
        heard.extend(nano.take_heard());
        heard.contains(&vec![0xb0, 48, 127])
    });
    let anew = heard.iter().any(|bytes| bytes[0] == 0xf0);
    assert!(!anew, "the surface begins anew: {heard:02x?}");
    // What the console says is nothing that it hears.
    let client = akai.client.as_client();
    client
        .connect_ports_by_name("hr-pairs:midi-out", "hr-pairs:midi-in-2")
        .unwrap();
    until("the loop is cut", || {
        let port = client.port_by_name("hr-pairs:midi-out").unwrap();
        !port.is_connected_to("hr-pairs:midi-in-2").unwrap()
    });
    // On a pair of its own, another controller is a surface of its own: the next eight strips.
    let touch = Controller::open("X-Touch");
    touch.plug_at("hr-pairs", "-2");
    touch.hears(&[0xf0, 0, 0, 0x66, 0x14, 0x00, 0xf7]);
    touch.hears(&[0x90, 0x72, 0]);
    std::thread::sleep(Duration::from_millis(300));
    touch.say(&[0x90, 0x10, 0x7f]);
    touch.say(&[0x90, 0x10, 0]);
    until("the other mute", || console.has("ch/9/mute", "on"));
    assert!(console.has("ch/1/mute", "on"));
}

/// The tone's level at the outputs of main, with its strip at 0 dB.
const MAIN: f64 = -6.0206 - 3.0103;

/// A console with a tone in strip 1 and ears at main, released from safe start.
fn sounding(home: &Home, ears: &Ears) -> program::Running {
    let text = "headroom: 1\nstrips: 4\n\
        patch: { ch/1: 'tone:out', main: [ 'ears:in-1', 'ears:in-2' ] }\n\
        program-changes: { channel: any, scenes: by-number }\n\
        values: { main/fader: 0 dB }\n";
    let file = home.write("show.yaml", text);
    let console = home.show(&file);
    until("connections", || {
        ears.sees_connected("tone:out", "desk:ch-1")
            && ears.sees_connected("desk:main-left", "ears:in-1")
    });
    let why = |path: &str| String::from_utf8(home.run(&["why", path]).stdout).unwrap();
    let silent = "where nobody hears it: main: muted by safe start";
    assert!(why("ch/2").contains("nothing is connected to its input"));
    home.set("ch/1/fader", "0 dB");
    assert!(why("ch/1").contains(silent), "{}", why("ch/1"));
    assert!(why("main").contains("output connected to ears:in-1, ears:in-2"));
    home.set("console/safe-start", "off");
    until("ch/1 is heard", || why("ch/1").starts_with("ch/1 sounds"));
    console
}

#[test]
fn a_recall_is_heard_and_seen_and_program_changes_and_keys_recall() {
    let _server = Server::start_patient();
    let home = Home::new();
    let _tone = Tone::play(0.5);
    let mut ears = Ears::open();
    let _console = sounding(&home, &ears);
    let scene = |words: &[&str]| {
        let output = home.run(&[&["scene"], words].concat());
        assert!(output.status.success(), "{output:?}");
    };
    home.set("ch/1/fader", "-6 dB");
    scene(&["store", "Loud"]);
    home.set("ch/1/fader", "-18 dB");
    scene(&["store", "Soft"]);
    let touch = Controller::open("X-Touch");
    touch.plug("desk");
    touch.hears(&[0xf0, 0, 0, 0x66, 0x14, 0x00, 0xf7]);
    // By what is printed, minus 18 dB lies at 0.403 of 16380, minus 6 at 0.624.
    let (soft, loud) = ([0xe0, 0x49, 0x33], [0xe0, 0x70, 0x4f]);
    touch.hears(&soft);
    ears.hear(&[MAIN - 18.0, MAIN - 18.0]);
    // In sync as soon as the last thing that it shows has come.
    touch.hears(&[0x90, 0x72, 0]);
    std::thread::sleep(Duration::from_millis(300));
    // A program change recalls the scene of that place: heard, and the motor goes there.
    touch.say(&[0xc0, 0]);
    touch.hears(&loud);
    ears.hear(&[MAIN - 6.0, MAIN - 6.0]);
    // Somebody else recalls: the surface follows.
    scene(&["recall", "Soft"]);
    touch.hears(&soft);
    ears.hear(&[MAIN - 18.0, MAIN - 18.0]);
    // Keys and program changes have the minimum interval of GO.
    std::thread::sleep(Duration::from_millis(600));
    // F1 is the first scene, and its light says that it is current.
    touch.say(&[0x90, 0x36, 0x7f]);
    touch.hears(&[0x90, 0x36, 0x7f]);
    ears.hear(&[MAIN - 6.0, MAIN - 6.0]);
    // Panic by one message.
    touch.say(&[0x90, 0x5d, 0x7f]);
    ears.hear(&[f64::NEG_INFINITY; 2]);
    assert!(home.get("console/panic").ends_with("on\n"));
}

#[test]
fn connections_made_by_hand_reach_the_show_and_come_back() {
    let _server = Server::start_patient();
    let home = Home::new();
    let _tone = Tone::play(0.5);
    let ears = Ears::open();
    let from = home.write("from.yaml", "headroom: 1\nstrips: 4\n");
    let show = home.folder("show");
    let created = home.run(&["new", &show, "--from", from.to_str().unwrap()]);
    assert!(created.status.success(), "{created:?}");
    let mut console = home.console(&["--backend", "jack", &show]);
    until("ports", || {
        ears.client().port_by_name("desk:ch-2").is_some()
    });
    let is = |from: &str, to: &str| ears.sees_connected(from, to);
    let connect = |from: &str, to: &str| ears.client().connect_ports_by_name(from, to).unwrap();
    // The console notes what hands do once its own connections are made.
    std::thread::sleep(Duration::from_millis(500));
    connect("tone:out", "desk:ch-2");
    connect("desk:main-left", "ears:in-3");
    let nano = Controller::open("nanoKONTROL2");
    nano.plug_at("desk", "-2");
    let written = || std::fs::read_to_string(format!("{show}/show.yaml")).unwrap();
    until("the show's file", || {
        let text = written();
        text.contains("tone:out")
            && text.contains("ears:in-3")
            && text.contains("midi-in-2: [ \"nanoKONTROL2:out\" ]")
            && text.contains("midi-out-2: [ \"nanoKONTROL2:in\" ]")
    });
    assert!(written().contains("ch/2: "), "{}", written());
    console.signal("-TERM");
    console.exit_code();
    until("ports that go", || {
        ears.client().port_by_name("desk:ch-2").is_none()
    });
    let _console = home.console(&["--backend", "jack", &show]);
    until("connections that come back", || {
        is("tone:out", "desk:ch-2")
            && is("desk:main-left", "ears:in-3")
            && nano.speaks_to("desk:midi-in-2")
    });
    nano.hears(&[0xb0, 45, 0]);
}
