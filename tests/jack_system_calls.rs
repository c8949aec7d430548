//! The audio thread of the running program makes no system call of its own: `strace` sees nothing
//! but `futex`, with which JACK wakes it, while everything around it is busy.

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
use sound::{Ears, Tone};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::thread;

/// JACK gives its threads the name of the thread that opened the client.
const THREAD: &str = "jack-session";
/// Cycles that are watched: in peace, and as many in the storm. On a machine that is busy they take their time.
const CYCLES: usize = 300;
/// Cycles that show which thread runs them.
const TELLING: u64 = 50;

const FILE: &str = "
headroom: 1
name: Test
strips:
  - { number: 1 }
  - { number: 2, width: stereo }
buses:
  - { number: 1, role: group, width: stereo }
  - { number: 2, role: wedge }
main: { width: stereo }
patch:
  ch/1: tone:out
  ch/2: [ tone:out, tone:out ]
  main: [ ears:in-1, ears:in-2 ]
  bus/1: [ ears:in-4, ears:in-4 ]
  bus/2: ears:in-3
values:
  ch/1/fader: -6 dB
  ch/1/hpf/on: on
  ch/1/gate/on: on
  ch/1/send/1/on: on
  ch/1/send/2/on: on
  ch/1/send/2/level: -10 dB
  ch/2/fader: -6 dB
  bus/1/fader: -4 dB
  bus/2/fader: -3 dB
  main/fader: -2 dB
";

/// How often each thread with JACK's name has gone to sleep.
fn sleeps(process: u32) -> BTreeMap<u32, u64> {
    let folder = fs::read_dir(format!("/proc/{process}/task")).unwrap();
    let tasks = folder.filter_map(|entry| Some(entry.ok()?.path()));
    tasks.filter_map(|task| sleeps_of(&task)).collect()
}

fn sleeps_of(task: &Path) -> Option<(u32, u64)> {
    let name = fs::read_to_string(task.join("comm")).ok()?;
    let status = fs::read_to_string(task.join("status")).ok()?;
    let count = status
        .lines()
        .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
    let id = task.file_name()?.to_str()?.parse().ok()?;
    (name.trim() == THREAD).then_some((id, count.trim().parse().ok()?))
}

/// The thread that goes to sleep most often, once a cycle.
fn audio_thread(process: u32) -> u32 {
    let before = sleeps(process);
    let mut busiest = None;
    until("a thread runs cycles", || {
        let after = sleeps(process);
        let rise = |id: &u32| after[id] - before.get(id).unwrap_or(&0);
        busiest = after.keys().copied().max_by_key(rise);
        busiest.is_some_and(|id| rise(&id) > TELLING)
    });
    busiest.unwrap()
}

/// Attaches `strace` to a thread, with its output in a file. None where that is refused.
fn attach(thread: u32, output: &Path) -> Option<Child> {
    let strace = Command::new("strace")
        .args(["-qq", "-o", output.to_str()?])
        .args(["-p", &thread.to_string()])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut strace = strace.ok()?;
    let mut has_ended = false;
    until("strace sees something, or is refused", || {
        has_ended = strace.try_wait().unwrap().is_some();
        has_ended || waits(output) > 0
    });
    (!has_ended).then_some(strace)
}

/// How often the thread has waited for a cycle so far.
fn waits(output: &Path) -> usize {
    let trace = fs::read_to_string(output).unwrap();
    calls(&trace).get("futex").copied().unwrap_or(0)
}

/// Ends it politely: it lets go of the thread.
fn detach(mut strace: Child) {
    assert!(server::signal(strace.id(), "-INT"));
    strace.wait().unwrap();
}

/// How often each system call was made.
fn calls(trace: &str) -> BTreeMap<&str, usize> {
    let mut calls = BTreeMap::new();
    // The last line may be half written.
    let trace = trace.rsplit_once('\n').map_or("", |(whole, _)| whole);
    for (number, line) in trace.lines().enumerate() {
        let name = match line.strip_prefix("<... ") {
            Some(rest) => rest.split(' ').next(),
            None => line.split('(').next(),
        };
        let name = name.unwrap_or(line);
        // Attaching itself interrupts the wait.
        if !(number == 0 && name == "restart_syscall") {
            *calls.entry(name).or_default() += 1;
        }
    }
    calls
}

/// Steps of the storm from one change of the layout to the next.
const RESHAPE_EVERY: usize = 10;

/// Ends the storm when the test has seen enough, or fails.
struct EndOf<'a>(&'a AtomicBool);

impl Drop for EndOf<'_> {
    fn drop(&mut self) {
        self.0.store(true, Relaxed);
    }
}

/// Changes of every kind, until it is enough; `steps` counts them.
fn storm(home: &Home, enough: &AtomicBool, steps: &AtomicUsize) {
    let more = FILE.replace("main: {", "  - { number: 3, role: wedge }\nmain: {");
    let more = home.write("more.yaml", &more);
    let less = home.write("less.yaml", FILE);
    let mut step = 0_usize;
    while !enough.load(Relaxed) {
        step += 1;
        steps.store(step, Relaxed);
        home.set("ch/1/fader", &format!("-{} dB", step % 20));
        home.set(
            "ch/2/hpf/on",
            if step.is_multiple_of(2) { "on" } else { "off" },
        );
        home.set(
            "ch/2/mute",
            if step.is_multiple_of(3) { "on" } else { "off" },
        );
        if step.is_multiple_of(RESHAPE_EVERY) {
            let file = if step.is_multiple_of(2 * RESHAPE_EVERY) {
                &less
            } else {
                &more
            };
            // It may be too early for another one.
            home.run(&["reshape", file.to_str().unwrap()]);
        }
    }
}

#[test]
fn the_audio_thread_makes_no_system_call_but_futex() {
    let _server = Server::start_patient();
    let home = Home::new();
    let file = home.write("show.yaml", FILE);
    let tone = Tone::play(0.5);
    let mut ears = Ears::open();
    let console = home.show(&file);
    home.set("console/safe-start", "off");
    until("the tone", || {
        ears.levels()[..3].iter().all(|level| *level > -40.0)
    });
    let watch = home.start(&["watch"]);
    let trace = home.write("trace.txt", "");
    let Some(strace) = attach(audio_thread(console.id()), &trace) else {
        program::skip(
            "system calls of the audio thread",
            "strace is missing, or may not attach to another process",
        );
        return;
    };
    until("cycles in peace", || waits(&trace) > CYCLES);
    let begun = waits(&trace);
    let steps = AtomicUsize::new(0);
    let enough = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| storm(&home, &enough, &steps));
        let _end = EndOf(&enough);
        until("cycles in the storm, and a change of the layout", || {
            waits(&trace) > begun + CYCLES && steps.load(Relaxed) > RESHAPE_EVERY
        });
    });
    detach(strace);
    let all = fs::read_to_string(&trace).unwrap();
    let calls = calls(&all);
    println!("{calls:?}");
    assert_eq!(calls.len(), 1, "{calls:?}");
    assert!(ears.levels()[3] > -60.0, "it does not sound any more");
    drop((watch, console, tone));
}
