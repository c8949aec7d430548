//! The command line: what can be asked, in words. What is done about it is in `app`.

use crate::show::scene_file::Switches;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// A live-performance mixing console for a Linux PC.
#[derive(Debug, Parser)]
#[command(name = "headroom", version, about)]
pub struct Cli {
    /// Name of the console: of its JACK client and its socket; 'headroom', unless the show says another.
    #[arg(long, global = true)]
    pub name: Option<String>,
    /// What to do; without it, run.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs a console, with a terminal.
    Run(RunArgs),
    /// Opens a console with a band that plays, to mix without JACK, sound card or MIDI.
    Demo(DemoArgs),
    /// Opens a terminal for a console that runs already.
    Attach,
    /// Ends a console that runs: outputs fade out, everything is saved.
    Stop,
    /// Sets a parameter: headroom set ch/1/fader -6dB
    Set {
        /// The parameter's path.
        path: String,
        /// Its value, with or without unit.
        #[arg(allow_hyphen_values = true)]
        value: String,
        /// Waits until the journal has it for good.
        #[arg(long)]
        committed: bool,
    },
    /// Prints parameters: headroom get 'ch/*/fader'
    Get {
        /// A path, a node, or a pattern with *.
        #[arg(default_value = "")]
        pattern: String,
    },
    /// Prints what changes, until it is stopped.
    Watch {
        /// A path, a node, or a pattern with *.
        #[arg(default_value = "")]
        pattern: String,
    },
    /// Scenes: headroom scene recall Verse
    #[command(subcommand)]
    Scene(SceneCommand),
    /// Copies settings: headroom copy ch/1 ch/2 ch/3 --section gate
    Copy(CopyArgs),
    /// Presets: headroom preset apply Snare ch/2
    #[command(subcommand)]
    Preset(PresetCommand),
    /// The strip's spare stands in for it, or no longer does: headroom spare ch/22
    Spare {
        /// The strip: ch/N, or N.
        strip: String,
    },
    /// A wedge hears the strips as main does: headroom copy-main-to bus/5
    CopyMainTo {
        /// The bus: bus/N, or N.
        bus: String,
    },
    /// Gives the running console the strips and buses of a file; what stays plays on.
    Reshape {
        /// A console file.
        file: PathBuf,
    },
    /// Makes a new show: a folder with everything that it remembers.
    New {
        /// The folder, which must not exist yet.
        folder: PathBuf,
        /// A console file to begin with.
        #[arg(long)]
        from: Option<PathBuf>,
    },
    /// Prints who changed what, and when.
    Journal(JournalArgs),
    /// Checks console and session files, and the folders of shows.
    Check {
        /// The files and folders.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Lists every parameter: path, range, default.
    Params {
        /// A path, a node such as ch, or a pattern with *.
        #[arg(default_value = "")]
        pattern: String,
    },
    /// Plays a session offline, faster than real time: a wave file per output, and report.json.
    Render(RenderArgs),
    /// Measures what the engine alone costs, stage by stage.
    Bench(BenchArgs),
    /// Lists MIDI and JACK ports, and which MIDI device each belongs to.
    Ports,
    /// Learns a MIDI controller that is not known: asks for its controls, writes a device file.
    Learn(LearnArgs),
    /// Looks at this machine and says what to do where it falls short.
    Doctor,
}

/// What to copy, and where to. Without more it is what shapes the sound; levels, mute, pan,
/// assignments, sends and preamp stay.
#[derive(Clone, Debug, Args)]
pub struct CopyArgs {
    /// Whose settings: ch/N, bus/N or main.
    pub source: String,
    /// Who gets them.
    #[arg(required = true)]
    pub to: Vec<String>,
    /// What of it.
    #[command(flatten)]
    pub scope: ScopeArgs,
}

/// Which settings.
#[derive(Clone, Debug, Default, Args)]
pub struct ScopeArgs {
    /// This section only: input, hpf, gate, level, groups, sends …
    #[arg(long)]
    pub section: Option<String>,
    /// Level, mute, pan, assignments and sends too.
    #[arg(long, conflicts_with = "section")]
    pub everything: bool,
}

/// What to do with presets.
#[derive(Debug, Subcommand)]
pub enum PresetCommand {
    /// Lists the presets, and where each is kept.
    List,
    /// Keeps a strip's settings under a name, for every show of yours.
    Store {
        /// The preset's name.
        preset: String,
        /// Whose settings: ch/N, bus/N or main.
        source: String,
        /// What of it.
        #[command(flatten)]
        scope: ScopeArgs,
        /// In the folder of this show.
        #[arg(long)]
        show: bool,
    },
    /// Gives strips and buses the settings of a preset.
    Apply {
        /// The preset's name.
        preset: String,
        /// Who gets them.
        #[arg(required = true)]
        to: Vec<String>,
    },
    /// Gives a preset another name.
    Rename {
        /// The old name.
        from: String,
        /// The new name.
        to: String,
    },
    /// Forgets a preset.
    Delete {
        /// The preset's name.
        preset: String,
    },
}

/// What to do with scenes.
#[derive(Debug, Subcommand)]
pub enum SceneCommand {
    /// Lists the scenes; the current one has a star, a dot says that it was touched since.
    List,
    /// Keeps everything recallable under a name.
    Store {
        /// The scene's name.
        scene: String,
    },
    /// Recalls a scene.
    Recall {
        /// The scene's name.
        scene: String,
        /// Seconds over which what can move moves.
        #[arg(long, default_value_t = 0.0)]
        over: f32,
    },
    /// Says when switches and choices of a scene move in a fade.
    Switches {
        /// The scene's name.
        scene: String,
        /// start, middle or end of the fade.
        #[arg(value_parser = switches)]
        when: Switches,
    },
    /// Restores what the last recall changed and nobody touched since; again: the recall before.
    Undo,
    /// Gives a scene another name.
    Rename {
        /// The old name.
        from: String,
        /// The new name.
        to: String,
    },
    /// Forgets a scene.
    Delete {
        /// The scene's name.
        scene: String,
    },
}

fn switches(word: &str) -> Result<Switches, String> {
    Switches::from_word(word).ok_or_else(|| "allowed: start, middle, end".to_owned())
}

/// How to run.
#[derive(Debug, Default, Args)]
pub struct RunArgs {
    /// A show's folder, or a console file; without one, the last one, else the default console.
    pub show: Option<PathBuf>,
    /// Starts the console again when it dies or hangs.
    #[arg(long)]
    pub keep: bool,
    /// Its keeper listens to this inherited end of a pipe.
    #[arg(long, hide = true)]
    pub kept: Option<i32>,
    /// Without a terminal.
    #[arg(long)]
    pub headless: bool,
    /// Where audio comes from; without this JACK, and without JACK and a file a timer.
    #[arg(long, value_enum)]
    pub backend: Option<AudioChoice>,
}

/// How to show the demo band.
#[derive(Clone, Copy, Debug, Args)]
pub struct DemoArgs {
    /// Without a terminal.
    #[arg(long)]
    pub headless: bool,
    /// The band alone, as a JACK client that any console can connect to.
    #[arg(long, conflicts_with = "headless")]
    pub jack: bool,
}

/// What to print of a journal.
#[derive(Debug, Args)]
pub struct JournalArgs {
    /// A path, a node, or a pattern with *.
    #[arg(default_value = "")]
    pub pattern: String,
    /// Only what is newer: 10m, 2h, 3d, 20:15, or '2026-11-21 20:15'.
    #[arg(long)]
    pub since: Option<String>,
    /// A show's folder, or a console file; without one, the last one.
    #[arg(long)]
    pub show: Option<PathBuf>,
}

/// Which controller to learn.
#[derive(Debug, Args)]
pub struct LearnArgs {
    /// Part of its port's name; asked for where it is not clear.
    pub port: Option<String>,
    /// The file to write; without it one in your folder of device files, named after the device.
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// How to render.
#[derive(Debug, Args)]
pub struct RenderArgs {
    /// A session file.
    pub session: PathBuf,
    /// The folder for the wave files and report.json.
    #[arg(long)]
    pub out: PathBuf,
    /// Frames per callback, or 'random'; the result is the same.
    #[arg(long, default_value = "1024")]
    pub period: String,
}

/// What to measure.
#[derive(Clone, Debug, Args)]
pub struct BenchArgs {
    /// Mono input strips, 1 to 128.
    #[arg(long, default_value_t = 64)]
    pub strips: usize,
    /// Mono buses, 0 to 32; every strip sends to every bus.
    #[arg(long, default_value_t = 16)]
    pub buses: usize,
    /// Frames per callback, 1 to 8192.
    #[arg(long, default_value_t = 64)]
    pub period: usize,
    /// Seconds of sound per stage.
    #[arg(long, default_value_t = 10.0)]
    pub seconds: f64,
    /// Print JSON instead of a table.
    #[arg(long)]
    pub json: bool,
    /// Instruction set: the best of this machine, or the plain one of every machine.
    #[arg(long, value_enum, default_value_t = KernelChoice::Best)]
    pub kernels: KernelChoice,
    /// Instead: how long a MIDI message takes from its bytes to the audio thread's command ring, over so many of them.
    #[arg(long, value_name = "EVENTS")]
    pub control: Option<u32>,
    /// Instead: how fast `headroom render` is, with 64 files in a temporary folder.
    #[arg(long, conflicts_with = "control")]
    pub render: bool,
    /// Instead: how long a show of so many changes and scenes takes from the start to its sound, after kill -9.
    #[arg(long, value_name = "CHANGES", conflicts_with = "control")]
    pub restart: Option<u32>,
    /// Scenes of the show that --restart makes.
    #[arg(long, default_value_t = 1000, requires = "restart")]
    pub scenes: u32,
    /// Measure this stage only (it includes those before it).
    #[arg(long, value_enum)]
    pub only: Option<Stage>,
}

/// Where audio comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AudioChoice {
    /// A JACK server, waited for where there is none.
    Jack,
    /// A timer: inputs are silent.
    Null,
}

impl AudioChoice {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Jack => "jack",
            Self::Null => "null",
        }
    }
}

/// Which instruction set runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KernelChoice {
    /// The best that this machine has.
    Best,
    /// What every machine of this architecture has.
    Plain,
}

/// Part of the engine; each stage has everything of those before it switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Stage {
    /// Ports, cleaning, trim, fader, pan, meters, the sum into main.
    Strip,
    /// The gate of every strip.
    Gate,
    /// The high-pass of every strip, 24 dB per octave.
    HighPass,
    /// The equaliser of every strip, all six bands.
    Eq,
    /// The compressor of every strip.
    Comp,
    /// A send from every strip to every bus; the buses, and their way into main.
    Sends,
    /// The equaliser and the compressor of every bus.
    Buses,
    /// The limiter of main.
    Main,
    /// The de-esser of every strip.
    DeEss,
    /// The filters of the gate's and the compressor's key of every strip.
    KeyFilters,
    /// All of that and no more, while every band of every equaliser moves: for `--only`.
    EqMoving,
    /// The saturation of every strip.
    Saturation,
    /// A reverb on the first bus and a delay on the second.
    Fx,
    /// Speakers and headphones are open, and a strip is soloed.
    Monitor,
}

/// Reads the command line of this process; prints help or an error and ends where that is asked
/// for.
pub fn parse() -> Cli {
    Cli::parse()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_scene_has_a_name_of_its_own() {
        let cli = Cli::parse_from(["headroom", "--name", "desk", "scene", "store", "Verse 1"]);
        assert_eq!(cli.name.as_deref(), Some("desk"));
        let Some(Command::Scene(SceneCommand::Store { scene })) = cli.command else {
            unreachable!("{:?}", cli.command)
        };
        assert_eq!(scene, "Verse 1");
    }

    #[test]
    fn a_value_may_begin_with_a_minus() {
        let cli = Cli::parse_from(["headroom", "set", "ch/1/fader", "-6dB"]);
        assert!(matches!(cli.command, Some(Command::Set { value, .. }) if value == "-6dB"));
    }
}
