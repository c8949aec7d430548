//! An insert point on a real JACK server: an external unit that halves what it gets comes and goes.

#[path = "common/program.rs"]
mod program;
#[path = "common/jack.rs"]
mod server;
#[allow(dead_code)]
#[path = "common/signal.rs"]
mod signal;
#[path = "common/sound.rs"]
mod sound;

use program::Home;
use server::{Server, until};
use signal::{click_db, peak};
use sound::{Ears, Tone};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// The tone's amplitude, its level in dBFS, and what the unit makes of it.
const AMPLITUDE: f32 = 0.5;
const DRY: f64 = -6.0206;
const WET: f64 = 2.0 * DRY;
const SECOND: usize = 48_000;
/// Frames that the high-pass of the click measurement needs to come to rest.
const REST: usize = 4800;

const FILE: &str = "
headroom: 1
name: Test
strips: [ { number: 7, name: Voice, insert: yes } ]
buses: [ { number: 1, role: wedge } ]
patch:
  ch/7: tone:out
  ch/7/insert/send: unit:in
  ch/7/insert/return: unit:out
  bus/1: ears:in-1
values:
  ch/7/send/1/on: on
  ch/7/send/1/level: 0 dB
  bus/1/fader: 0 dB
";

struct Halve {
    input: jack::Port<jack::AudioIn>,
    out: jack::Port<jack::AudioOut>,
    /// It gives what is no sound instead.
    is_broken: Arc<AtomicBool>,
}

impl jack::ProcessHandler for Halve {
    fn process(&mut self, _: &jack::Client, scope: &jack::ProcessScope) -> jack::Control {
        let heard = self.input.as_slice(scope);
        for (out, x) in self.out.as_mut_slice(scope).iter_mut().zip(heard) {
            *out = 0.5 * x;
        }
        if self.is_broken.load(Relaxed) {
            self.out.as_mut_slice(scope).fill(f32::NAN);
        }
        jack::Control::Continue
    }
}

/// A client `unit` with an input and an output.
fn unit() -> jack::AsyncClient<(), Halve> {
    unit_with(Arc::default())
}

fn unit_with(is_broken: Arc<AtomicBool>) -> jack::AsyncClient<(), Halve> {
    let options = jack::ClientOptions::NO_START_SERVER | jack::ClientOptions::USE_EXACT_NAME;
    let (client, _) = jack::Client::new("unit", options).expect("the unit opens");
    let input = client
        .register_port("in", jack::AudioIn::default())
        .unwrap();
    let out = client
        .register_port("out", jack::AudioOut::default())
        .unwrap();
    let unit = Halve {
        input,
        out,
        is_broken,
    };
    client.activate_async((), unit).unwrap()
}

#[test]
fn a_unit_is_heard_and_its_end_is_not_the_end_of_the_sound() {
    let _server = Server::start_patient();
    let home = Home::new();
    let file = home.write("show.yaml", FILE);
    let _tone = Tone::play(AMPLITUDE);
    let mut ears = Ears::open();
    let first = unit();
    let _console = home.show(&file);
    let is_looped = |ears: &Ears| {
        ears.sees_connected("desk:ch-7-insert-send", "unit:in")
            && ears.sees_connected("unit:out", "desk:ch-7-insert-return")
    };
    until("the unit is connected", || is_looped(&ears));
    home.set("console/safe-start", "off");
    ears.hear(&[DRY]);
    until("the return is found", || {
        home.get("ch/7/insert/connected") == "ch/7/insert/connected: on\n"
    });
    // Switched in: no click, and exactly what the unit gives.
    ears.listen(REST);
    home.set("ch/7/insert/on", "on");
    let heard = ears.more(SECOND);
    assert_clean(&heard[0]);
    ears.hear(&[WET]);
    // The unit ends: its return is cut off, which nobody can undo; then the sound goes on without.
    ears.listen(REST);
    drop(first);
    let heard = ears.more(SECOND);
    let frames = disturbed(&heard[0]);
    println!("a unit that ended: {frames} frames until the signal stood in its place");
    assert!(frames < SECOND / 2, "disturbed for {frames} frames");
    ears.hear(&[DRY]);
    assert_eq!(
        home.get("ch/7/insert/connected"),
        "ch/7/insert/connected: off\n"
    );
    // It comes back by itself, without a click.
    ears.listen(REST);
    let _second = unit();
    until("the unit is connected again", || is_looped(&ears));
    let heard = ears.more(SECOND);
    assert_clean(&heard[0]);
    ears.hear(&[WET]);
}

/// Nothing above 8 kHz, and never silent.
fn assert_clean(heard: &[f32]) {
    let click = click_db(heard, REST);
    assert!(click < -80.0, "a click of {click} dBFS");
    let quietest = heard.chunks_exact(480).map(peak).fold(1.0, f32::min);
    assert!(quietest > 0.05, "a gap: only {quietest} was heard");
}

/// Frames from the first to the last that differ from the cycle of the tone before.
fn disturbed(heard: &[f32]) -> usize {
    const CYCLE: usize = 48;
    let differs = |at: &usize| (heard[*at] - heard[at - CYCLE]).abs() > 1e-3;
    let all: Vec<usize> = (CYCLE..heard.len()).filter(differs).collect();
    all.last().map_or(0, |last| last - all[0])
}

/// A process of its own that passes on what it hears; killed when dropped.
struct Thru(Child);

impl Thru {
    fn start() -> Self {
        let child = Command::new("jack_thru")
            .arg("thru")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("jack_thru cannot be started: install the package jackd2");
        Self(child)
    }

    fn signal(&self, signal: &str) {
        assert!(server::signal(self.0.id(), signal));
    }

    /// kill −9.
    fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Thru {
    fn drop(&mut self) {
        self.kill();
    }
}

#[test]
fn a_unit_that_is_killed_leaves_the_signal() {
    let _server = Server::start();
    let home = Home::new();
    let text = FILE
        .replace("unit:in", "thru:input_1")
        .replace("unit:out", "thru:output_1");
    let file = home.write("show.yaml", &text);
    let _tone = Tone::play(AMPLITUDE);
    let mut ears = Ears::open();
    let mut thru = Thru::start();
    let _console = home.show(&file);
    until("the unit is connected", || {
        let ports = ears.ports_of("thru");
        ears.sees_connected("thru:output_1", "desk:ch-7-insert-return") || {
            println!("{ports:?}");
            false
        }
    });
    home.set("console/safe-start", "off");
    home.set("ch/7/insert/on", "on");
    ears.hear(&[DRY]);
    let connected = |word: &str| {
        home.get("ch/7/insert/connected")
            .ends_with(&format!("{word}\n"))
    };
    until("the return is found", || connected(": on"));
    ears.listen(SECOND / 2);
    thru.kill();
    let heard = ears.more(2 * SECOND);
    println!(
        "a unit that was killed: {} frames until the signal stood in its place",
        disturbed(&heard[0])
    );
    until("the return is gone", || connected(": off"));
    ears.hear(&[DRY]);
}

#[test]
fn a_show_opens_without_its_unit_and_takes_it_whatever_it_gives() {
    let _server = Server::start();
    let home = Home::new();
    let text = format!("{FILE}  ch/7/insert/on: on\n");
    let file = home.write("show.yaml", &text);
    let _tone = Tone::play(AMPLITUDE);
    let mut ears = Ears::open();
    let _console = home.show(&file);
    home.set("console/safe-start", "off");
    ears.hear(&[DRY]);
    let connected = || home.get("ch/7/insert/connected");
    assert_eq!(connected(), "ch/7/insert/connected: off\n");
    let is_broken = Arc::new(AtomicBool::new(false));
    let _unit = unit_with(is_broken.clone());
    ears.hear(&[WET]);
    // The way round is a period, which JACK is told.
    let latency = || {
        let port = ears.client().port_by_name("desk:bus-1").unwrap();
        port.get_latency_range(jack::LatencyType::Capture)
    };
    // Beside what a strip and a bus are late by.
    until("the latency is known", || latency().1 == 256 + 8);
    // Numbers that are no sound: the signal stands in.
    is_broken.store(true, Relaxed);
    ears.hear(&[DRY]);
    is_broken.store(false, Relaxed);
    ears.hear(&[WET]);
    // A second source at the return comes and goes: the unit is still heard.
    let (second, back) = ("tone:out", "desk:ch-7-insert-return");
    ears.client().connect_ports_by_name(second, back).unwrap();
    until("it is connected twice", || {
        ears.sees_connected(second, back)
    });
    ears.client()
        .disconnect_ports_by_name(second, back)
        .unwrap();
    ears.hear(&[WET]);
    assert_eq!(connected(), "ch/7/insert/connected: on\n");
    // A send that is cut: what comes back is no longer the signal.
    let (send, input) = ("desk:ch-7-insert-send", "unit:in");
    ears.client().disconnect_ports_by_name(send, input).unwrap();
    ears.hear(&[DRY]);
    assert_eq!(connected(), "ch/7/insert/connected: off\n");
}

/// A unit in a process of its own hangs, and goes on later. `connect` makes the two connections.
fn hang(patch: &str, connect: impl FnOnce(&Ears)) {
    let _server = Server::start();
    let home = Home::new();
    let unit = "  ch/7/insert/send: unit:in\n  ch/7/insert/return: unit:out\n";
    let file = home.write("show.yaml", &FILE.replace(unit, patch));
    let _tone = Tone::play(AMPLITUDE);
    let mut ears = Ears::open();
    let thru = Thru::start();
    until("the unit is there", || ears.ports_of("thru").len() == 4);
    let _console = home.show(&file);
    home.set("console/safe-start", "off");
    home.set("ch/7/insert/on", "on");
    connect(&ears);
    let is_looped = |ears: &Ears| {
        ears.sees_connected("desk:ch-7-insert-send", "thru:input_1")
            && ears.sees_connected("thru:output_1", "desk:ch-7-insert-return")
    };
    until("the unit is connected", || is_looped(&ears));
    let is_heard = |word: &str| {
        let connected = home.get("ch/7/insert/connected");
        connected == format!("ch/7/insert/connected: {word}\n")
    };
    until("the unit answers", || is_heard("on"));
    ears.hear(&[DRY]);
    // Long enough for the ring to be closed the right way round.
    ears.listen(SECOND);
    thru.signal("-STOP");
    let heard = ears.more(SECOND / 2);
    println!("a unit that hangs: {} frames", disturbed(&heard[0]));
    until("the unit is found to hang", || is_heard("off"));
    ears.hear(&[DRY]);
    // The connections stay, and so the unit is heard when it goes on.
    assert!(
        is_looped(&ears),
        "sent {}, returned {}, ports {:?}",
        ears.sees_connected("desk:ch-7-insert-send", "thru:input_1"),
        ears.sees_connected("thru:output_1", "desk:ch-7-insert-return"),
        ears.ports_of("thru")
    );
    thru.signal("-CONT");
    until("the unit answers again", || is_heard("on"));
    ears.hear(&[DRY]);
}

#[test]
fn a_unit_that_hangs_leaves_the_signal() {
    hang(
        "  ch/7/insert/send: thru:input_1\n  ch/7/insert/return: thru:output_1\n",
        |_| {},
    );
}

#[test]
fn a_hand_that_connects_the_return_first_is_as_safe() {
    hang("", |ears| {
        for (from, to) in [
            ("thru:output_1", "desk:ch-7-insert-return"),
            ("desk:ch-7-insert-send", "thru:input_1"),
        ] {
            // A client that is not active yet takes no connection.
            until("a hand connects", || {
                let _ = ears.client().connect_ports_by_name(from, to);
                ears.sees_connected(from, to)
            });
        }
    });
}
