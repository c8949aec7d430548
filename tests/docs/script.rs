//! A page as a script: its blocks, and the place where they are followed.

use crate::program::Home;
use crate::server::until;
use crate::terminal::Terminal;
use crate::wave;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What a terminal is told when a program takes the whole screen.
const WHOLE_SCREEN: &str = "\x1b[?1049h";
/// The console that commands talk to where the page has started none.
const PLAIN: &str = "headroom run --backend null configs/band-16.yaml";

/// A fenced part of a page.
pub enum Block {
    /// ```` ```sh ````: commands, each of which succeeds.
    Commands(Vec<String>),
    /// ```` ```console ````: a command, and exactly what it prints.
    Dialogue {
        /// The command.
        command: String,
        /// What it prints.
        output: String,
    },
    /// ```` ```yaml NAME [broken] ````: a file that the commands after it find.
    File {
        /// Its name.
        name: String,
        /// What it says.
        text: String,
        /// It is not valid, on purpose.
        is_broken: bool,
    },
}

/// The blocks of a page, in order.
///
/// # Panics
/// A block is of no known kind.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(kind) = line.strip_prefix("```") else {
            continue;
        };
        let inside: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let text = inside.join("\n") + "\n";
        let words: Vec<&str> = kind.split(' ').collect();
        match words[..] {
            ["sh"] => blocks.push(Block::Commands(
                inside.iter().copied().map(str::to_owned).collect(),
            )),
            ["console"] => {
                let (command, output) = text.split_once('\n').unwrap();
                blocks.push(Block::Dialogue {
                    command: command.strip_prefix("$ ").unwrap().to_owned(),
                    output: output.to_owned(),
                });
            }
            ["yaml", name, ref more @ ..] => blocks.push(Block::File {
                name: name.to_owned(),
                text,
                is_broken: more == ["broken"],
            }),
            ["text"] => {}
            _ => panic!("nobody knows what to do with a block of '{kind}'"),
        }
    }
    blocks
}

/// The lines of a page that stand in no block.
pub fn prose(page: &str) -> Vec<&str> {
    let mut is_block = false;
    let outside = |line: &&str| {
        let is_fence = line.starts_with("```");
        is_block ^= is_fence;
        !is_block && !is_fence
    };
    page.lines().filter(outside).collect()
}

/// The words of a command, as a shell without substitutions takes them.
pub fn words(command: &str) -> Vec<String> {
    let words = command.split(' ').filter(|word| !word.is_empty());
    words
        .map(|word| word.trim_matches('\'').to_owned())
        .collect()
}

/// A folder with what pages take for granted, in a home of its own, with a console where one is needed. No JACK
/// server runs.
pub struct Stage {
    page: String,
    home: Home,
    folder: PathBuf,
    console: Option<Terminal>,
}

impl Stage {
    /// For a page.
    pub fn new(page: &Path) -> Self {
        let home = Home::new();
        let folder = PathBuf::from(home.folder("work"));
        fs::create_dir(&folder).unwrap();
        let configs = fs::canonicalize("configs").unwrap();
        std::os::unix::fs::symlink(configs, folder.join("configs")).unwrap();
        // The sound files of the sessions.
        let kick: Vec<Vec<i32>> = (0..4800).map(|at| vec![(4800 - at) * 100]).collect();
        wave::write_whole(&folder.join("kick.wav"), 48_000, 24, &kick);
        let channel: Vec<i16> = (0..4096).map(|at| (at % 100) * 50).collect();
        let band = wave::flac(48_000, &vec![channel; 8]);
        fs::write(folder.join("band.flac"), band).unwrap();
        let song: Vec<i16> = (0..192_000)
            .map(|at: i32| ((at % 100) * 50) as i16)
            .collect();
        fs::write(folder.join("Song.flac"), wave::flac(48_000, &vec![song; 2])).unwrap();
        fs::copy("tests/import/song.scn", folder.join("Song.scn")).unwrap();
        Self {
            page: page.display().to_string(),
            home,
            folder,
            console: None,
        }
    }

    /// Follows a line of a block of commands.
    ///
    /// # Panics
    /// It fails.
    pub fn follow(&mut self, line: &str) {
        println!("{}: {line}", self.page);
        let words = words(line.split('#').next().unwrap_or_default());
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words[..] {
            [] => {}
            // What it does takes minutes and changes the machine: that it is there is enough.
            ["make", ..] => self.succeeds(Path::new("."), &line.replacen("make", "make -n", 1)),
            ["headroom", "run" | "demo", ..] => self.start(line),
            ["headroom", "stop"] => self.stop(line),
            ["headroom", "attach"] => {
                self.need_console();
                let mut terminal = self.terminal(line);
                terminal.shows(WHOLE_SCREEN);
            }
            ["headroom", "watch", ..] => {
                self.need_console();
                let mut terminal = self.terminal(line);
                until("something is said", || {
                    terminal.look();
                    assert!(terminal.ended().is_none(), "{line}: {}", terminal.text());
                    !terminal.text().is_empty()
                });
            }
            [
                "headroom",
                "check" | "params" | "new" | "render" | "bench" | "ports" | "doctor",
                ..,
            ] => {
                self.succeeds(&self.folder, line);
            }
            ["headroom", ..] => {
                self.need_console();
                self.succeeds(&self.folder, line);
            }
            _ => panic!("{}: nobody knows how to try '{line}'", self.page),
        }
    }

    /// A command prints exactly this, errors last.
    ///
    /// # Panics
    /// It prints something else.
    pub fn prints(&self, command: &str, expected: &str) {
        let output = self.run(&self.folder, command);
        let printed = [output.stdout, output.stderr].concat();
        assert_eq!(
            String::from_utf8(printed).unwrap(),
            expected,
            "{}: {command}",
            self.page
        );
    }

    /// Writes a file, and has it looked over.
    ///
    /// # Panics
    /// It is broken, or whole where it should be broken.
    pub fn write(&self, name: &str, text: &str, is_broken: bool) {
        fs::write(self.folder.join(name), text).unwrap();
        let output = self.run(&self.folder, &format!("headroom check {name}"));
        assert_eq!(
            output.status.success(),
            !is_broken,
            "{}: {name}: {output:?}",
            self.page
        );
    }

    /// Ends the console, if one runs.
    pub fn end(mut self) {
        if self.console.is_some() {
            self.stop("headroom stop");
        }
    }

    fn command(&self, folder: &Path, line: &str) -> Command {
        let program = Path::new(env!("CARGO_BIN_EXE_headroom"));
        let own = program.parent().unwrap().display().to_string();
        let path = std::env::var("PATH").unwrap();
        let mut command = Command::new("sh");
        for (name, value) in self.home.command(&[]).get_envs() {
            command.env(name, value.unwrap_or_default());
        }
        command
            .args(["-c", line])
            .current_dir(folder)
            .env("PATH", format!("{own}:{path}"))
            .env("XDG_CONFIG_HOME", self.home.folder("config"))
            .env("JACK_NO_START_SERVER", "1")
            .env("JACK_DEFAULT_SERVER", "headroom-docs");
        command
    }

    fn run(&self, folder: &Path, line: &str) -> Output {
        self.command(folder, line).output().unwrap()
    }

    fn succeeds(&self, folder: &Path, line: &str) {
        let output = self.run(folder, line);
        assert!(output.status.success(), "{}: {line}: {output:?}", self.page);
    }

    fn terminal(&self, line: &str) -> Terminal {
        Terminal::run(&self.command(&self.folder, &format!("exec {line}")))
    }

    fn need_console(&mut self) {
        if self.console.is_none() {
            self.start(PLAIN);
        }
    }

    /// Starts a console in place of the one that runs.
    fn start(&mut self, line: &str) {
        if self.console.is_some() {
            self.stop("headroom stop");
        }
        let mut terminal = self.terminal(line);
        until("the console answers", || {
            terminal.look();
            assert!(terminal.ended().is_none(), "{line}: {}", terminal.text());
            self.run(&self.folder, "headroom get main/fader")
                .status
                .success()
        });
        self.console = Some(terminal);
    }

    fn stop(&mut self, line: &str) {
        self.need_console();
        self.succeeds(&self.folder, line);
        let mut console = self.console.take().unwrap();
        until("the console has ended", || {
            console.look();
            console.ended().is_some()
        });
        let status = console.ended().unwrap();
        assert!(
            status.success(),
            "{}: {status}: {}",
            self.page,
            console.text()
        );
    }
}
