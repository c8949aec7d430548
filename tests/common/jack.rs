//! A real JACK server for tests, without a sound card, and a client to listen and play with.
//!
//! Where the system allows it, as root, every process has shared memory of its own. Without that, all
//! JACK programs of a user share one database of port names, and a process that is killed while it
//! writes there leaves a lock that holds up every server and client after it.
//!
//! Elsewhere every test process has a server name of its own, and within a process one server runs
//! at a time. Names come from a small pool: JACK keeps eight names for the whole machine, and one
//! whose server was killed stays taken until a server of the same name starts.

#![allow(dead_code)]

#[path = "process.rs"]
mod process;

pub use process::{PATIENCE, signal, until};
use std::cell::Cell;
use std::ffi::CStr;
use std::fs::File;
use std::os::fd::AsRawFd;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a free server name is waited for.
const QUEUE: Duration = Duration::from_secs(3000);
/// Server names in the pool.
const NAMES: usize = 3;

/// One server at a time.
static TURN: Mutex<()> = Mutex::new(());
/// This process's server name, with the lock that keeps it ours.
static NAME: OnceLock<(String, File)> = OnceLock::new();

/// The server name of this process, which libjack uses too from here on.
pub fn server_name() -> String {
    let (name, _) = NAME.get_or_init(|| {
        let own = free_name();
        // SAFETY: called before anything of this process opens a JACK client, and nothing else in
        // the tests reads or writes the environment meanwhile.
        #[allow(unsafe_code)]
        unsafe {
            std::env::set_var("JACK_DEFAULT_SERVER", &own.0);
        }
        own
    });
    name.clone()
}

/// A name that no other test process uses; the open file holds it until the process ends.
fn free_name() -> (String, File) {
    let begun = Instant::now();
    while begun.elapsed() < QUEUE {
        for number in 0..NAMES {
            let name = format!("headroom-test-{number}");
            // Another user's lock is not ours to take.
            let user = rustix::process::geteuid().as_raw();
            let path = std::env::temp_dir().join(format!("{name}-{user}.lock"));
            let file = File::create(&path).expect("a lock file in the temporary folder");
            if file.try_lock().is_ok() {
                return (name, file);
            }
        }
        thread::sleep(Duration::from_millis(100));
    }
    panic!("all names for test servers are taken");
}

/// The shared memory of this process's own, as a place that its threads can go to.
struct Apart {
    mounts: File,
    ipc: File,
    /// The top of the tree, and the folder that the process is in, over there.
    root: File,
    folder: File,
}

/// Where this process keeps its shared memory; nothing where the system refuses one of its own.
/// libjack looks there once per process, so every test of a process has to use the same.
static APART: OnceLock<Option<Apart>> = OnceLock::new();

/// Gives the calling thread, and all that it starts from here on, the shared memory of this
/// process. Does nothing where the system refuses, and nothing the second time.
fn isolate() {
    thread_local!(static DONE: Cell<bool> = const { Cell::new(false) });
    if DONE.replace(true) {
        return;
    }
    let mut is_first = false;
    let apart = APART.get_or_init(|| {
        is_first = true;
        go_apart()
    });
    if let (Some(apart), false) = (apart, is_first) {
        follow(apart);
    }
}

/// A file system of shared memory that only this thread sees. Nothing where that is not allowed.
fn go_apart() -> Option<Apart> {
    // SAFETY: a call without pointers; it changes what this thread sees, and no memory.
    #[allow(unsafe_code)]
    if unsafe { libc::unshare(libc::CLONE_NEWNS | libc::CLONE_NEWIPC) } != 0 {
        return None;
    }
    // Nothing mounted here may be seen outside: the innermost mount around it becomes private. In a
    // changed root, `/` need not be one.
    let private = |place: &CStr| mount(c"none", place, libc::MS_REC | libc::MS_PRIVATE, c"");
    let flags = libc::MS_NOSUID | libc::MS_NODEV;
    let is_apart = [c"/dev/shm", c"/dev", c"/"].into_iter().any(private)
        && mount(c"tmpfs", c"/dev/shm", flags, c"mode=1777");
    let open = |path: &str| File::open(path).expect("a folder of this process");
    is_apart.then(|| Apart {
        mounts: open("/proc/thread-self/ns/mnt"),
        ipc: open("/proc/thread-self/ns/ipc"),
        root: open("/"),
        folder: open("."),
    })
}

#[allow(unsafe_code)]
fn mount(what: &CStr, place: &CStr, flags: libc::c_ulong, data: &CStr) -> bool {
    // SAFETY: all strings end with a zero and live as long as the call.
    unsafe {
        libc::mount(
            what.as_ptr(),
            place.as_ptr(),
            what.as_ptr(),
            flags,
            data.as_ptr().cast(),
        ) == 0
    }
}

/// This thread goes where another one of the process is.
#[allow(unsafe_code)]
fn follow(apart: &Apart) {
    let number = |file: &File| file.as_raw_fd();
    // SAFETY: calls with numbers of open files and a string that ends with a zero; they change what
    // this thread sees, and no memory. To go there resets root and folder, which are set again.
    let is_there = unsafe {
        libc::unshare(libc::CLONE_FS) == 0
            && libc::setns(number(&apart.mounts), libc::CLONE_NEWNS) == 0
            && libc::setns(number(&apart.ipc), libc::CLONE_NEWIPC) == 0
            && libc::fchdir(number(&apart.root)) == 0
            && libc::chroot(c".".as_ptr()) == 0
            && libc::fchdir(number(&apart.folder)) == 0
    };
    assert!(is_there, "{}", std::io::Error::last_os_error());
}

/// A running `jackd -d dummy`; killed when dropped.
pub struct Server {
    child: Option<Child>,
    /// More arguments.
    options: &'static [&'static str],
    _turn: MutexGuard<'static, ()>,
}

impl Server {
    /// Waits for its turn and starts a server: 48 kHz, 256 frames, four ports each way.
    pub fn start() -> Self {
        let mut server = Self::absent();
        server.run();
        server
    }

    /// The same with a server that waits for slow clients, up to a second: a busy machine makes a
    /// cycle late, and not lost. For measurements of clicks, and where every message counts.
    pub fn start_patient() -> Self {
        let mut server = Self::absent();
        server.options = &["-S", "-t", "1000"];
        server.run();
        server
    }

    /// Waits for its turn, without a server.
    pub fn absent() -> Self {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        isolate();
        server_name();
        Self {
            child: None,
            options: &[],
            _turn: turn,
        }
    }

    /// Starts the server, or starts it again.
    pub fn run(&mut self) {
        assert!(self.child.is_none(), "the server runs already");
        let name = server_name();
        let begun = Instant::now();
        // The sockets of a server that was just killed may be in the way for a moment.
        while begun.elapsed() < PATIENCE {
            let child = Command::new("jackd")
                .args(["-n", &name, "-r"])
                .args(self.options)
                .args(["-d", "dummy", "-r", "48000"])
                .args(["-p", "256", "-C", "4", "-P", "4"])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("jackd cannot be started: install the package jackd2");
            self.child = Some(child);
            if tool("jack_wait", &["-s", &name, "-w", "-t", "5"]) && self.is_alive() {
                return;
            }
            self.kill();
        }
        panic!("jackd does not come up");
    }

    fn is_alive(&mut self) -> bool {
        self.child
            .as_mut()
            .is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }

    /// kill −9, and waits for it.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Ends it politely, and waits for it.
    pub fn terminate(&mut self) {
        self.signal("-TERM");
        if let Some(mut child) = self.child.take() {
            let _ = child.wait();
        }
    }

    /// Stops the process without ending it: cycles stand still, nobody is told.
    pub fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Lets a frozen server go on.
    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let child = self.child.as_ref().expect("no server runs");
        assert!(process::signal(child.id(), signal));
    }
}

impl Drop for Server {
    /// A polite end, so that nothing of the server stays in shared memory.
    fn drop(&mut self) {
        let Some(child) = &self.child else {
            return;
        };
        let id = child.id();
        for name in ["-CONT", "-TERM"] {
            signal(id, name);
        }
        let begun = Instant::now();
        while self.is_alive() && begun.elapsed() < Duration::from_secs(30) {
            thread::sleep(Duration::from_millis(10));
        }
        self.kill();
    }
}

/// Runs a tool; true when it succeeds.
fn tool(name: &str, arguments: &[&str]) -> bool {
    Command::new(name)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap_or_else(|error| panic!("{name} cannot be run ({error}): install jackd2"))
        .success()
}

/// Switches freewheeling on or off with `jack_freewheel`.
pub fn freewheel(on: bool) {
    assert!(tool("jack_freewheel", &[if on { "y" } else { "n" }]));
}

/// Sets the frames per callback with `jack_bufsize`.
pub fn set_period(frames: u32) {
    assert!(tool("jack_bufsize", &[&frames.to_string()]));
}

/// To be called before a client closes. A server tells everybody of every name that goes with the
/// ports of another client, and waits for ever for one that is closing and no longer listens: so
/// what has just ended has to be dealt with first. The server answers one after the other, and looks
/// at all its clients between two answers.
pub fn before_close(client: &jack::Client) {
    for round in 0..3 {
        let name = format!("round-{round}");
        if let Ok(port) = client.register_port(&name, jack::AudioOut::default()) {
            let _ = client.unregister_port(port);
        }
    }
}

/// Values between the tester's callback and the test, as bits of `f32`.
#[derive(Default)]
struct Values {
    amplitude: AtomicU32,
    peak: AtomicU32,
}

struct Callback {
    out: jack::Port<jack::AudioOut>,
    input: jack::Port<jack::AudioIn>,
    values: Arc<Values>,
    phase: f32,
}

impl jack::ProcessHandler for Callback {
    fn process(&mut self, client: &jack::Client, scope: &jack::ProcessScope) -> jack::Control {
        let step = std::f32::consts::TAU * 997.0 / client.sample_rate() as f32;
        let amplitude = f32::from_bits(self.values.amplitude.load(Relaxed));
        for sample in self.out.as_mut_slice(scope) {
            *sample = amplitude * self.phase.sin();
            self.phase = (self.phase + step) % std::f32::consts::TAU;
        }
        let heard = self.input.as_slice(scope).iter();
        let peak = heard.fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        // Magnitudes sort as their bits do.
        self.values.peak.fetch_max(peak.to_bits(), Relaxed);
        jack::Control::Continue
    }
}

/// A client with a tone at its port `out` and a meter at its port `in`.
pub struct Tester {
    client: Option<jack::AsyncClient<(), Callback>>,
    values: Arc<Values>,
}

impl Tester {
    /// Opens a client of that name.
    pub fn open(name: &str) -> Self {
        server_name();
        let options = jack::ClientOptions::NO_START_SERVER | jack::ClientOptions::USE_EXACT_NAME;
        let (client, _) = jack::Client::new(name, options).expect("the test client opens");
        let values = Arc::<Values>::default();
        let callback = Callback {
            out: client
                .register_port("out", jack::AudioOut::default())
                .unwrap(),
            input: client
                .register_port("in", jack::AudioIn::default())
                .unwrap(),
            values: values.clone(),
            phase: 0.0,
        };
        let client = Some(client.activate_async((), callback).unwrap());
        Self { client, values }
    }

    /// Leaves the client open: to be called before a server is killed. The next client that this
    /// process opens makes libjack free what is left of the dead server's clients; closing them
    /// later would use freed memory.
    pub fn leave(mut self) {
        std::mem::forget(self.client.take());
    }

    /// The client itself, for questions to the server.
    pub fn client(&self) -> &jack::Client {
        self.client.as_ref().expect("it was left").as_client()
    }

    /// Plays 997 Hz at this amplitude, 1 being full scale.
    pub fn play(&self, amplitude: f32) {
        self.values.amplitude.store(amplitude.to_bits(), Relaxed);
    }

    /// The largest magnitude heard since this was last asked.
    pub fn take_peak(&self) -> f32 {
        f32::from_bits(self.values.peak.swap(0, Relaxed))
    }

    /// The names of the ports of a client, sorted.
    pub fn ports_of(&self, client: &str) -> Vec<String> {
        let prefix = format!("{client}:");
        let mut ports = self.client().ports(None, None, jack::PortFlags::empty());
        ports.retain(|port| port.starts_with(&prefix));
        ports.sort();
        ports
    }

    /// True when the two ports, by full name, are connected.
    pub fn are_connected(&self, from: &str, to: &str) -> bool {
        self.client()
            .port_by_name(from)
            .is_some_and(|port| port.is_connected_to(to).unwrap_or(false))
    }

    /// Connects two ports by full name.
    pub fn connect(&self, from: &str, to: &str) {
        // A server that has just come back may refuse a port that it has named already.
        until(&format!("{from} goes to {to}"), || {
            self.are_connected(from, to) || self.client().connect_ports_by_name(from, to).is_ok()
        });
    }

    /// Disconnects two ports by full name.
    pub fn disconnect(&self, from: &str, to: &str) {
        until(&format!("{from} no longer goes to {to}"), || {
            !self.are_connected(from, to)
                || self.client().disconnect_ports_by_name(from, to).is_ok()
        });
    }
}

impl Drop for Tester {
    fn drop(&mut self) {
        if let Some(client) = &self.client {
            before_close(client.as_client());
        }
    }
}
