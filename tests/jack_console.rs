//! The program from outside, on a real JACK server: a tone goes in, somebody listens at its
//! outputs, and everything else happens through `headroom set` and `get`.

#[path = "common/program.rs"]
mod program;
#[path = "common/jack.rs"]
mod server;
#[allow(dead_code)]
#[path = "common/signal.rs"]
mod signal;
#[path = "common/sound.rs"]
mod sound;

use headroom::control::feed::PatchedPort;
use headroom::control::intent::{Hello, Intent, Rights};
use headroom::desk::Desk;
use headroom::desk::socket::SocketDesk;
use headroom::param::{NodeId, PortKind};
use program::{Home, NAME, Running};
use server::{Server, until};
use signal::{click_db, peak, sine};
use sound::{Ears, Tone};
use std::path::{Path, PathBuf};
use std::thread;

/// The tone's amplitude, and its level in dBFS.
const AMPLITUDE: f32 = 0.5;
const TONE: f64 = -6.0206;
/// What a centred strip loses on each side of a stereo main, by the pan law of the file.
const CENTRE: f64 = -3.0103;
/// Main, with strip 1 at −6 dB and main at −2 dB.
const MAIN: f64 = TONE - 6.0 + CENTRE - 2.0;
/// The wedge, with the send at −10 dB, before the fader, and the wedge at −3 dB.
const WEDGE: f64 = TONE - 10.0 - 3.0;
const SILENT: f64 = f64::NEG_INFINITY;
const SECOND: usize = 48_000;
/// Frames that the high-pass of the click measurement needs to come to rest.
const REST: usize = 4800;

const STRIPS: &str = "
  - { number: 1, name: Voice }
  - { number: 2, width: stereo }
";
const BUSES: &str = "
  - { number: 1, role: group, width: stereo }
  - { number: 2, role: wedge }
";
const REST_OF_FILE: &str = "
main: { width: stereo }
patch:
  ch/1: tone:out
  main: [ ears:in-1, ears:in-2 ]
  bus/2: ears:in-3
values:
  console/pan-law: -3 dB
  ch/1/fader: -6 dB
  ch/1/send/2/on: on
  ch/1/send/2/tap: pre-fader
  ch/1/send/2/level: -10 dB
  bus/1/fader: -4 dB
  bus/2/fader: -3 dB
  main/fader: -2 dB
";

fn file(more_strips: &str, more_buses: &str) -> String {
    format!(
        "headroom: 1\nname: Test\nstrips:{STRIPS}{more_strips}\nbuses:{BUSES}{more_buses}\n\
         {REST_OF_FILE}"
    )
}

/// Where the ears hear the tone past the console.
const DIRECT: usize = 3;

/// A server, a console with the file, a tone and ears. (Dropped in this order.)
struct Stage {
    tone: Tone,
    ears: Ears,
    console: Running,
    server: Server,
    file: PathBuf,
    home: Home,
}

impl Stage {
    /// Every connection is made; safe start holds the outputs.
    fn set_up(server: Server) -> Self {
        let home = Home::new();
        let file = home.write("show.yaml", &file("", ""));
        let tone = Tone::play(AMPLITUDE);
        let ears = Ears::open();
        let console = home.show(&file);
        until("all connections", || all_connected(&ears));
        Self {
            tone,
            ears,
            console,
            server,
            file,
            home,
        }
    }

    /// The same, released from safe start, and heard.
    fn sounding() -> Self {
        Self::sounding_on(Server::start())
    }

    fn sounding_on(server: Server) -> Self {
        let mut stage = Self::set_up(server);
        stage.home.set("console/safe-start", "off");
        stage.hears_all();
        stage
    }

    /// The tone goes to the ears past the console, too: what is broken there is not the console's doing.
    fn hear_the_tone_itself(&self) {
        let (tone, ears) = ("tone:out", "ears:in-4");
        until("the tone goes to the ears", || {
            let client = self.ears.client();
            let _ = client.connect_ports_by_name(tone, ears);
            self.ears.sees_connected(tone, ears)
        });
    }

    fn hears_all(&mut self) {
        self.ears.hear(&[MAIN, MAIN, WEDGE]);
    }

    /// To be called before the server is killed.
    fn leave(&mut self) {
        self.tone.leave();
        self.ears.leave();
    }

    /// New clients of the test on a new server.
    fn listen_again(&mut self) {
        self.tone = Tone::play(AMPLITUDE);
        self.ears = Ears::open();
    }
}

fn all_connected(ears: &Ears) -> bool {
    ears.sees_connected("tone:out", "desk:ch-1")
        && ears.sees_connected("desk:main-left", "ears:in-1")
        && ears.sees_connected("desk:main-right", "ears:in-2")
        && ears.sees_connected("desk:bus-2", "ears:in-3")
}

/// How many frames differ from the cycle of the tone before.
fn broken_cycles(heard: &[f32]) -> usize {
    broken(heard).len()
}

/// The frames that differ from the cycle of the tone before.
fn broken(heard: &[f32]) -> Vec<usize> {
    const CYCLE: usize = 48;
    let differs = |at: &usize| (heard[*at] - heard[at - CYCLE]).abs() > 1e-6;
    (CYCLE..heard.len()).filter(differs).collect()
}

/// The tone is heard all the time, and nothing above 8 kHz is.
fn assert_clean(heard: &[f32]) {
    let residue = click_db(heard, REST);
    let frames = broken(heard);
    let ends = (frames.first(), frames.last(), frames.len());
    assert!(
        residue < -80.0,
        "a click of {residue} dBFS; first, last and number of frames: {ends:?}"
    );
    let quietest = heard.chunks_exact(480).map(peak).fold(1.0, f32::min);
    assert!(quietest > 0.1, "a gap: only {quietest} was heard");
}

#[test]
fn it_opens_silent_and_sounds_when_safe_start_is_released() {
    let mut stage = Stage::set_up(Server::start_patient());
    for channel in &stage.ears.listen(SECOND)[..3] {
        assert_eq!(peak(channel), 0.0);
    }
    let state = stage.home.get("console/safe-start");
    assert_eq!(state, "console/safe-start: on\n");
    stage.home.set("console/safe-start", "off");
    let heard = stage.ears.more(2 * SECOND);
    let click = click_db(&heard[0], 0);
    assert!(click < -80.0, "{click}");
    stage.hears_all();
}

#[test]
fn levels_are_what_fader_pan_law_group_send_and_main_say() {
    let mut stage = Stage::sounding();
    let (home, ears) = (&stage.home, &mut stage.ears);
    home.set("ch/1/fader", "-12.5dB");
    home.set("main/fader", "3 dB");
    assert_eq!(home.get("ch/1/fader"), "ch/1/fader: -12.5 dB\n");
    let main = TONE - 12.5 + 3.0;
    ears.hear(&[main + CENTRE, main + CENTRE, WEDGE]);
    // A quarter from the left: cos and sin of 22.5 degrees.
    home.set("ch/1/pan", "L50");
    ears.hear(&[main - 0.6877, main - 8.3432, WEDGE]);
    home.set("console/pan-law", "-6 dB");
    ears.hear(&[main - 2.4988, main - 12.0412, WEDGE]);
    home.set("console/pan-law", "-3 dB");
    home.set("ch/1/pan", "R100");
    ears.hear(&[SILENT, main, WEDGE]);
    // Through the group, and not directly.
    home.set("ch/1/main/on", "off");
    ears.hear(&[SILENT, SILENT, WEDGE]);
    home.set("ch/1/send/1/on", "on");
    ears.hear(&[SILENT, main - 4.0, WEDGE]);
    home.set("ch/1/send/2/level", "-20 dB");
    home.set("bus/2/fader", "0 dB");
    ears.hear(&[SILENT, main - 4.0, TONE - 20.0]);
}

#[test]
fn a_mute_is_exact_silence_without_a_click() {
    let mut stage = Stage::sounding_on(Server::start_patient());
    for node in ["ch/1", "main"] {
        let path = format!("{node}/mute");
        stage.ears.listen(REST);
        stage.home.set(&path, "on");
        let heard = stage.ears.more(SECOND);
        // The measurement itself hears the beginning as a click.
        let click = click_db(&heard[0], REST / 4);
        assert!(click < -80.0, "{node}: {click} dBFS");
        let wedge = if node == "ch/1" { SILENT } else { WEDGE };
        stage.ears.hear(&[SILENT, SILENT, wedge]);
        assert_eq!(stage.home.get(&path), format!("{path}: on\n"));
        stage.home.set(&path, "off");
        stage.hears_all();
    }
}

#[test]
fn after_a_killed_server_everything_is_as_before() {
    let mut stage = Stage::sounding();
    let (ports, values) = (stage.ears.ports_of(NAME), stage.home.get(""));
    assert!(values.contains("console/safe-start: off\n"), "{values}");
    let watch = stage.home.start(&["watch", "no/such/path"]);
    watch.says("JACK: 48000 Hz, 256 frames");
    stage.leave();
    stage.server.kill();
    watch.says("JACK: lost: ");
    watch.says("JACK: waiting: no JACK server runs");
    stage.server.run();
    stage.listen_again();
    until("the connections of before", || all_connected(&stage.ears));
    stage.hears_all();
    assert_eq!(stage.ears.ports_of(NAME), ports);
    assert_eq!(stage.home.get(""), values);
}

#[test]
fn after_cycles_have_stopped_everything_is_as_before() {
    let mut stage = Stage::sounding();
    let values = stage.home.get("");
    let stopped = "JACK: lost: the JACK server has stopped";
    let watch = stage.home.start(&["watch", "no/such/path"]);
    watch.says("JACK: 48000 Hz");
    stage.server.freeze();
    watch.says(stopped);
    // The console answers while nothing moves.
    assert_eq!(stage.home.get(""), values);
    stage.server.thaw();
    until("the connections of before", || all_connected(&stage.ears));
    stage.hears_all();
    stage.leave();
    drop(watch);
    let watch = stage.home.start(&["watch", "no/such/path"]);
    watch.says("JACK: 48000 Hz");
    stage.server.freeze();
    watch.says(stopped);
    stage.server.kill();
    stage.server.run();
    stage.listen_again();
    until("the connections again", || all_connected(&stage.ears));
    stage.hears_all();
    assert_eq!(stage.home.get(""), values);
}

#[test]
fn with_a_file_it_waits_for_a_server_and_takes_changes_meanwhile() {
    let mut server = Server::absent();
    let home = Home::new();
    let file = home.write("show.yaml", &file("", ""));
    let console = home.show(&file);
    let watch = home.start(&["watch"]);
    watch.says("JACK: waiting: no JACK server runs");
    home.set("ch/1/fader", "-16 dB");
    home.set("console/safe-start", "off");
    assert_eq!(home.get("ch/1/fader"), "ch/1/fader: -16 dB\n");
    server.run();
    let tone = Tone::play(AMPLITUDE);
    let mut ears = Ears::open();
    until("all connections", || all_connected(&ears));
    ears.hear(&[MAIN - 10.0, MAIN - 10.0, WEDGE]);
    drop((tone, ears, console));
}

#[test]
fn without_a_file_and_a_server_it_runs_on_a_timer_and_says_so() {
    let _server = Server::absent();
    let home = Home::new();
    let _console = home.console(&[]);
    let watch = home.start(&["watch", "ch/1/fader"]);
    watch.says("null: 48000 Hz");
    home.set("ch/1/fader", "-7 dB");
    watch.says("ch/1/fader: -7 dB");
}

#[test]
fn other_strips_and_buses_come_and_go_while_the_tone_plays() {
    let mut stage = Stage::sounding_on(Server::start_patient());
    let more = file("  - { number: 3 }\n", "  - { number: 3, role: wedge }\n");
    let (more, less) = (stage.home.write("more.yaml", &more), stage.file.clone());
    let new = ["desk:ch-3".to_owned(), "desk:bus-3".to_owned()];
    for (file, number, there) in [(&more, 3, true), (&less, 2, false)] {
        let ports = |ears: &Ears| {
            let ports = ears.ports_of(NAME);
            new.iter().all(|new| ports.contains(new) == there)
        };
        stage.ears.listen(REST);
        let output = stage.home.run(&["reshape", file.to_str().unwrap()]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(said, format!("{number} strips, {number} buses\n"));
        until("the other ports", || ports(&stage.ears));
        let heard = stage.ears.more(SECOND);
        for channel in &heard[..3] {
            assert_clean(channel);
        }
        assert!(all_connected(&stage.ears));
        stage.hears_all();
    }
}

/// What a terminal's page of ports asks: other connections are made and unmade on the server, and those of other
/// ports stay.
#[test]
fn the_patch_of_the_desk_is_that_of_the_server() {
    let mut stage = Stage::sounding_on(Server::start_patient());
    let hello = Hello {
        name: "test".to_owned(),
        rights: Rights::Mix,
    };
    let mut desk = SocketDesk::connect(&stage.home.socket(), &hello).unwrap();
    let mut patch = |node, peers: &[&str]| {
        let port = PatchedPort {
            node,
            kind: PortKind::Signal,
            channel: 0,
            peers: peers.iter().map(|peer| (*peer).to_owned()).collect(),
        };
        desk.ask(Intent::Patch(port)).unwrap().text
    };
    let sees = |stage: &Stage, from: &str, to: &str| stage.ears.sees_connected(from, to);
    let said = patch(NodeId::bus(2), &["ears:in-4"]);
    assert_eq!(said, "Connected: bus/2 with ears:in-4");
    until("the wedge goes elsewhere", || {
        sees(&stage, "desk:bus-2", "ears:in-4") && !sees(&stage, "desk:bus-2", "ears:in-3")
    });
    assert_eq!(patch(NodeId::strip(1), &[]), "Disconnected: ch/1");
    until("the tone goes nowhere", || {
        !sees(&stage, "tone:out", "desk:ch-1")
    });
    assert!(sees(&stage, "desk:main-left", "ears:in-1"));
    patch(NodeId::strip(1), &["tone:out"]);
    patch(NodeId::bus(2), &["ears:in-3"]);
    until("all connections", || all_connected(&stage.ears));
    stage.hears_all();
}

#[test]
fn asked_to_end_it_fades_out_and_cleans_up() {
    let mut stage = Stage::sounding_on(Server::start_patient());
    stage.ears.listen(REST);
    stage.console.signal("-TERM");
    assert_eq!(stage.console.exit_code(), Some(0));
    assert!(!stage.home.socket().exists());
    until("the ports are gone", || {
        stage.ears.ports_of(NAME).is_empty()
    });
    let heard = stage.ears.more(SECOND);
    for channel in &heard[..3] {
        let click = click_db(channel, REST / 2);
        assert!(click < -60.0, "a click of {click} dBFS");
        assert_eq!(peak(&channel[channel.len() - 480..]), 0.0);
    }
    // The same measurement of a cut.
    let mut cut = sine(1000.0, 0.1, SECOND);
    cut[SECOND / 2 + 5..].fill(0.0);
    assert!(click_db(&cut, REST) > -60.0);
}

#[test]
fn a_second_console_of_its_name_is_refused_and_disturbs_nothing() {
    let mut stage = Stage::sounding_on(Server::start_patient());
    stage.ears.listen(REST);
    let file = stage.file.to_str().unwrap();
    for arguments in [vec!["run", "--headless", file], vec!["run", "--headless"]] {
        let mut second = stage.home.start(&arguments);
        assert_eq!(second.exit_code(), Some(1));
        let said = second.output();
        let refused = ["runs already", "is open already"];
        assert!(refused.iter().any(|words| said.contains(words)), "{said}");
    }
    assert_clean(&stage.ears.more(SECOND)[0]);
    assert!(stage.home.socket().exists());
    stage.home.get("main/fader");
    stage.hears_all();
}

#[test]
fn a_killed_console_starts_again_at_once() {
    let mut stage = Stage::sounding();
    stage.console.kill().unwrap();
    assert!(stage.home.socket().exists(), "it had no time to clean up");
    let get = stage.home.run(&["get", "main/fader"]);
    assert_eq!(get.status.code(), Some(1));
    stage.console = stage.home.show(&stage.file);
    until("the connections", || all_connected(&stage.ears));
    // A crash is no new start: it comes back as it stood, safe start released, and ramps in.
    assert_eq!(
        stage.home.get("console/safe-start"),
        "console/safe-start: off\n"
    );
    stage.hears_all();
}

#[test]
fn two_clients_set_at_once() {
    let mut stage = Stage::sounding();
    let home = &stage.home;
    thread::scope(|scope| {
        for strip in [1, 2] {
            scope.spawn(move || {
                for step in 0..40 {
                    home.set("bus/1/fader", &format!("-{}.{strip} dB", step % 30));
                    home.set(&format!("ch/{strip}/trim"), &format!("{} dB", step % 5));
                }
            });
        }
    });
    // What is set rises in its time.
    until("both trims", || {
        home.get("ch/*/trim") == "ch/1/trim: 4 dB\nch/2/trim: 4 dB\n"
    });
    until("the last of the two", || {
        let group = home.get("bus/1/fader");
        ["-9.1", "-9.2"].iter().any(|last| group.contains(last))
    });
    stage.ears.hear(&[MAIN + 4.0, MAIN + 4.0, WEDGE + 4.0]);
}

/// A console whose first update alone fills a good part of a socket's buffer.
fn large_file() -> String {
    let lines = |last: u32, more: &str| {
        (3..=last).fold(String::new(), |text, number| {
            text + &format!("  - {{ number: {number}{more} }}\n")
        })
    };
    file(&lines(64, ""), &lines(24, ", role: wedge"))
}

/// Much changes, again and again.
fn reshape_often(stage: &Stage, large: &Path) {
    for _ in 0..5 {
        for file in [large, &stage.file] {
            // The change before may still be under way.
            until("another shape", || {
                let output = stage.home.run(&["reshape", file.to_str().unwrap()]);
                output.status.success()
            });
            until("the other console", || {
                let ports = stage.ears.ports_of(NAME);
                ports.contains(&"desk:ch-64".to_owned()) == (file == large)
            });
        }
    }
    for step in 0..20 {
        stage.home.set("ch/2/fader", &format!("-{step} dB"));
    }
}

#[test]
fn a_client_that_does_not_read_disturbs_nobody() {
    let mut stage = Stage::sounding_on(Server::start_patient());
    stage.hear_the_tone_itself();
    let dead = stage.home.start(&["watch"]);
    dead.says("JACK: ");
    dead.signal("-STOP");
    let large = stage.home.write("large.yaml", &large_file());
    // A busy machine may make the server itself leave out a cycle; then it is done once more.
    let is_heard = (0..3).any(|_| {
        stage.ears.listen(REST);
        reshape_often(&stage, &large);
        let heard = stage.ears.more(SECOND);
        let is_whole = broken_cycles(&heard[DIRECT]) == 0;
        if is_whole {
            assert_clean(&heard[0]);
        }
        is_whole
    });
    assert!(is_heard, "the server leaves out cycles of the tone itself");
    stage.hears_all();
    stage.console.signal("-TERM");
    assert_eq!(stage.console.exit_code(), Some(0));
    dead.signal("-CONT");
}
