//! The program itself, as processes in a home of their own.

#![allow(dead_code)]

use super::server::PATIENCE;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

/// The name of the console under test, which is its JACK client's too.
pub const NAME: &str = "desk";

/// Says that a test did not run: in its output, and in the file that `.ci/tests` shows at the end.
pub fn skip(test: &str, why: &str) {
    println!("SKIPPED: {test}: {why}");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("skipped.txt");
    let mut file = File::options()
        .create(true)
        .append(true)
        .open(path)
        .unwrap();
    writeln!(file, "SKIPPED: {test}: {why}").unwrap();
}

/// Whether terminals can be opened here; says so where not: a changed root may have no `/dev/pts`.
pub fn has_terminals() -> bool {
    let opened = File::options().read(true).write(true).open("/dev/ptmx");
    if opened.is_err() {
        let test = thread::current().name().unwrap_or("a test").to_owned();
        skip(
            &test,
            "there are no terminals here: /dev/pts is not mounted",
        );
    }
    opened.is_ok()
}

/// A folder that stands in for the user's, removed when dropped.
pub struct Home(PathBuf);

impl Home {
    /// An empty one.
    pub fn new() -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let number = LAST.fetch_add(1, Relaxed);
        let name = format!("headroom-home-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(path.join("run")).unwrap();
        Self(path)
    }

    /// Writes a file; its path.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        path
    }

    /// The path of a folder that need not be there yet.
    pub fn folder(&self, name: &str) -> String {
        self.0.join(name).to_string_lossy().into_owned()
    }

    /// The console's socket.
    pub fn socket(&self) -> PathBuf {
        self.0.join("run/headroom").join(format!("{NAME}.sock"))
    }

    /// Everything in the log.
    pub fn log(&self) -> String {
        let name = format!("{NAME}.log");
        fs::read_to_string(self.0.join("state/headroom").join(name)).unwrap()
    }

    /// `headroom --name NAME …`, at home here.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_headroom"));
        command
            .args(["--name", NAME])
            .args(arguments)
            .env("HOME", &self.0)
            .env("XDG_RUNTIME_DIR", self.0.join("run"))
            .env("XDG_STATE_HOME", self.0.join("state"))
            .env("XDG_DATA_HOME", self.0.join("data"))
            .stdin(Stdio::null());
        command
    }

    /// Runs it to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// `headroom set`.
    pub fn set(&self, path: &str, value: &str) {
        let output = self.run(&["set", "--confirm", path, value]);
        assert!(output.status.success(), "set {path} {value}: {output:?}");
    }

    /// `headroom get`: what it prints.
    pub fn get(&self, pattern: &str) -> String {
        let output = self.run(&["get", pattern]);
        assert!(output.status.success(), "get {pattern}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Starts something that goes on, with its output in a file.
    pub fn start(&self, arguments: &[&str]) -> Running {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let number = LAST.fetch_add(1, Relaxed);
        let output = self.0.join(format!("output-{number}.txt"));
        let file = File::create(&output).unwrap();
        let child = self
            .command(arguments)
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap();
        Running { child, output }
    }

    /// Starts a console without a terminal and waits until it answers.
    pub fn console(&self, arguments: &[&str]) -> Running {
        let mut all = vec!["run", "--headless"];
        all.extend(arguments);
        let mut console = self.start(&all);
        let begun = Instant::now();
        while !self.run(&["get", "main/fader"]).status.success() {
            assert!(
                begun.elapsed() < PATIENCE && console.ended().is_none(),
                "the console does not start: {}",
                console.output()
            );
            thread::sleep(Duration::from_millis(20));
        }
        console
    }

    /// What a command prints where it works.
    pub fn say(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// The folder of a new show with this console file.
    pub fn new_show(&self, console: &str) -> PathBuf {
        let console = self.write("console.yaml", console);
        let show = console.with_file_name("show");
        let from = console.to_str().unwrap();
        self.say(&["new", show.to_str().unwrap(), "--from", from]);
        show
    }

    /// A console on a timer, with a show's folder.
    pub fn open_show(&self, show: &Path) -> Running {
        self.console(&["--backend", "null", show.to_str().unwrap()])
    }

    /// A console with a file.
    pub fn show(&self, file: &Path) -> Running {
        self.console(&[file.to_str().unwrap()])
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A process that goes on; killed when dropped.
pub struct Running {
    child: Child,
    output: PathBuf,
}

impl Running {
    /// Its process number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has printed so far.
    pub fn output(&self) -> String {
        fs::read_to_string(&self.output).unwrap()
    }

    /// Waits until it has printed this.
    pub fn says(&self, text: &str) {
        let begun = Instant::now();
        while !self.output().contains(text) {
            assert!(
                begun.elapsed() < PATIENCE,
                "'{text}' was not said, but: {}",
                self.output()
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Sends a signal: `-TERM`, `-STOP` …
    pub fn signal(&self, signal: &str) {
        assert!(super::server::signal(self.id(), signal));
    }

    /// Waits for its end; its exit code.
    pub fn exit_code(&mut self) -> Option<i32> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.ended() {
                assert_eq!(status.signal(), None);
                return status.code();
            }
            assert!(begun.elapsed() < PATIENCE, "it does not end");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// kill −9, and waits for it.
    pub fn kill(&mut self) -> io::Result<ExitStatus> {
        self.child.kill()?;
        self.child.wait()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.kill();
    }
}
