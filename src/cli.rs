//! The command line: what can be asked, in words. What is done about it is in `app`.

mod bench;
mod controllers;
mod cues;
mod export;
mod groups;
mod import;
mod offline;
mod osc;
mod phones;
mod record;
mod reference;
mod scenes;
mod settings;
mod spectrum;
mod tape;
mod timeline;
mod typed;

pub use bench::{BenchArgs, KernelChoice, Stage};
pub use controllers::{DeviceCommand, LearnArgs};
pub use cues::{CueCommand, CueFields, GoArgs, Seconds, UndoArgs};
pub use export::{ExportArgs, ExportFormat, LabelArgs};
pub use import::ImportArgs;
pub use offline::{CheckArgs, RehearseArgs, RenderArgs, StemKind, TranslateArgs};
pub use osc::OscArgs;
pub use phones::{PhonesArgs, PhonesCommand};
pub use record::RecordCommand;
pub use reference::{ReferenceArgs, ReferenceCommand};
pub use scenes::{PlaceArgs, SceneCommand};
pub use settings::{CopyArgs, NameArgs, PresetCommand, ScopeArgs};
pub use spectrum::SpectrumArgs;
pub use tape::{TapeArgs, TapeCommand};
pub use timeline::{AutomationCommand, TransportCommand};
pub use typed::typed;

use crate::param::ConsoleAction;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// A live-performance mixing console for a Linux PC
#[derive(Debug, Parser)]
#[command(name = "headroom", version)]
pub struct Cli {
    /// Name of the console, its JACK client and its socket [default: what the show says, or headroom]
    #[arg(long, global = true)]
    pub name: Option<String>,
    /// What to do [default: run]
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a console with a terminal
    Run(RunArgs),
    /// Mix a synthesised band: no JACK, sound card or MIDI needed
    Demo(DemoArgs),
    /// Open another terminal on the running console
    Attach(LookArgs),
    /// Fade the outputs out, save everything and quit the running console
    Stop,
    /// Set a parameter: headroom set ch/1/fader -6dB
    Set(SetArgs),
    /// Print parameters and their values: headroom get 'ch/*/fader'
    Get {
        /// A path, a node such as ch/1, or a pattern with * [default: everything]
        #[arg(default_value = "")]
        pattern: String,
    },
    /// Print every change as it happens; stop with Ctrl-C
    Watch {
        /// A path, a node such as ch/1, or a pattern with * [default: everything]
        #[arg(default_value = "")]
        pattern: String,
    },
    /// Do what a key would: headroom do go
    Do(DoArgs),
    /// Take back the last step that was done on the command line, or by somebody else
    Undo(UndoArgs),
    /// Print why a strip, bus or main is silent, or loud: headroom why ch/1
    Why {
        /// ch/N, bus/N or main
        path: String,
    },
    /// Print the loudness of main and of the mix that loudness/source names
    Loudness(LoudnessArgs),
    /// Print the spectrum of a strip, bus or main: headroom spectrum ch/1
    Spectrum(SpectrumArgs),
    /// Record what is armed, a file per track: headroom record start
    #[command(subcommand)]
    Record(RecordCommand),
    /// Let strips hear recorded tracks in place of their inputs: headroom tape last
    Tape(TapeArgs),
    /// Compare the mix with a reference track, on the monitor only: headroom reference Song.flac
    Reference(ReferenceArgs),
    /// List links for phones, and make and end them: headroom phones add bus/3 Anna
    Phones {
        /// What to do [default: list them, and who uses them]
        #[command(subcommand)]
        what: Option<PhonesCommand>,
    },
    /// Store, recall and edit scenes: headroom scene recall Verse
    #[command(subcommand)]
    Scene(SceneCommand),
    /// Move the transport: headroom transport play
    #[command(subcommand)]
    Transport(TransportCommand),
    /// List, draw and clear automation: headroom automation list
    #[command(subcommand)]
    Automation(AutomationCommand),
    /// GO: let the next cue go, or recall the next scene
    Go(GoArgs),
    /// Go back to the cue before the current one
    Back,
    /// Choose the next cue: headroom arm 10.5
    Arm {
        /// A cue by number or name, or none
        cue: String,
    },
    /// List, add and change cues: headroom cue add 10 Verse
    #[command(subcommand)]
    Cue(CueCommand),
    /// Copy settings between strips and buses: headroom copy ch/1 ch/2 ch/3 --section gate
    Copy(CopyArgs),
    /// Store and apply presets: headroom preset apply Snare ch/2
    #[command(subcommand)]
    Preset(PresetCommand),
    /// Switch a strip to its spare microphone, or back: headroom spare ch/22
    Spare {
        /// The strip: ch/N or N
        strip: String,
    },
    /// Copy the main mix to a wedge's sends: headroom copy-main-to bus/5
    CopyMainTo {
        /// The bus: bus/N or N
        bus: String,
    },
    /// Change strips and buses of the running console to those of a file
    Reshape {
        /// The console file
        file: PathBuf,
        /// Let an in-ear mix lose its limiter, or have it guard less: you mean it
        #[arg(long)]
        confirm: bool,
    },
    /// Name a strip, bus or group of the running console, or give it a colour: headroom name ch/1 Kick
    Name(NameArgs),
    /// Bring scenes of an X32 or M32 along: headroom import Tour.shw --to Tour
    Import(ImportArgs),
    /// Create a show folder
    New {
        /// The folder to create
        folder: PathBuf,
        /// Start from this console file
        #[arg(long)]
        from: Option<PathBuf>,
    },
    /// Print who changed what, and when
    Journal(JournalArgs),
    /// Check consoles, shows, scenes, presets, sessions, mappings, layouts, keymaps and themes
    Check(CheckArgs),
    /// Look over a show and this machine before doors, and say what to do
    Preflight {
        /// A show folder or a console file [default: the console that runs, or the last show]
        show: Option<PathBuf>,
    },
    /// List parameters with range and default: headroom params gate
    Params {
        /// A word to search for, a path such as ch/1/gate, or a pattern with *
        #[arg(default_value = "")]
        pattern: String,
    },
    /// Play the cues of a show offline, one after the other: loudness, peak and what the guard says of each
    Rehearse(RehearseArgs),
    /// Render a session offline: a file per output, stems, and report.json
    Render(RenderArgs),
    /// Write a mix as it is given away: format, rate, loudness, true peak, with a report
    Export(ExportArgs),
    /// Render a mix as it would be heard on a phone, in a car, in a club …, and say what it loses there
    Translate(TranslateArgs),
    /// Measure what the engine costs, stage by stage
    Bench(BenchArgs),
    /// List MIDI and JACK ports, and the controller found at each
    Ports,
    /// Write a device file for a MIDI controller by moving its controls
    Learn(LearnArgs),
    /// List the controls that device files and layouts may name: headroom controls strip
    Controls {
        /// A part of a name
        #[arg(default_value = "")]
        pattern: String,
    },
    /// List or print the device files that come with the program
    #[command(subcommand)]
    Device(DeviceCommand),
    /// Print what MIDI controllers send and are sent, and what it stands for; stop with Ctrl-C
    Midi {
        /// A part of the port's name [default: all of the console that runs; without one, the only port that sends]
        port: Option<String>,
    },
    /// Check this machine and say how to fix what falls short
    Doctor,
    /// Print what lets a shell complete commands: headroom completions bash
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write manual pages into a folder, one for each command
    Man {
        /// The folder
        folder: PathBuf,
    },
}

/// What to do about loudness.
#[derive(Clone, Copy, Debug, Args)]
pub struct LoudnessArgs {
    /// Begin integrated loudness, range and true peak anew
    #[arg(long)]
    pub reset: bool,
    /// Print it every second; stop with Ctrl-C
    #[arg(long, conflicts_with = "reset")]
    pub watch: bool,
}

/// What to set.
#[derive(Clone, Debug, Args)]
pub struct SetArgs {
    /// The parameter's path, such as ch/1/fader
    pub path: String,
    /// The value, with or without a unit: -6dB, off, 1k2, L30
    #[arg(allow_hyphen_values = true)]
    pub value: String,
    /// Release panic or safe start, or make a protected limiter guard less: you mean it
    #[arg(long)]
    pub confirm: bool,
    /// Wait until the change is safe on the disk
    #[arg(long)]
    pub committed: bool,
}

/// What to do to the console.
#[derive(Clone, Copy, Debug, Args)]
pub struct DoArgs {
    /// The action
    #[arg(value_parser = console_action())]
    pub action: ConsoleAction,
    /// Release panic or safe start, overwrite the current scene, or allow rises: you mean it
    #[arg(long)]
    pub confirm: bool,
}

/// The words of the list of actions.
fn console_action() -> impl TypedValueParser<Value = ConsoleAction> {
    let words = ConsoleAction::ALL.iter();
    let words = words.map(|action| PossibleValue::new(action.word()).help(action.help()));
    PossibleValuesParser::new(words)
        .try_map(|word| ConsoleAction::of_word(&word).ok_or_else(|| "no such action".to_owned()))
}

/// How to run.
#[derive(Debug, Default, Args)]
pub struct RunArgs {
    /// A show folder or a console file [default: the last one, or a plain console]
    pub show: Option<PathBuf>,
    /// Restart the console when it dies or hangs
    #[arg(long)]
    pub keep: bool,
    /// The inherited end of the pipe that its supervisor listens to
    #[arg(long, hide = true)]
    pub kept: Option<i32>,
    /// Run without a terminal
    #[arg(long)]
    pub headless: bool,
    /// Audio backend [default: jack; a timer when there is no JACK server and no show]
    #[arg(long, value_enum)]
    pub backend: Option<AudioChoice>,
    /// Control over the network
    #[command(flatten)]
    pub osc: OscArgs,
    /// Personal mixes on phones
    #[command(flatten)]
    pub phones: PhonesArgs,
    /// How its terminal looks
    #[command(flatten)]
    pub look: LookArgs,
}

/// How a terminal looks, and which keys it has.
#[derive(Clone, Debug, Default, Args)]
pub struct LookArgs {
    /// A file of keys [default: keymap.yaml in ~/.config/headroom, if it is there]
    #[arg(long)]
    pub keymap: Option<PathBuf>,
    /// dark, light, contrast, colour-blind, plain, or a file of colours [default: theme.yaml in ~/.config/headroom, or
    /// the one that was chosen last on a terminal, or light where COLORFGBG says that the background is light, or dark]
    #[arg(long)]
    pub theme: Option<String>,
}

/// How to show the demo band.
#[derive(Clone, Debug, Args)]
pub struct DemoArgs {
    /// Run without a terminal
    #[arg(long)]
    pub headless: bool,
    /// Play the band alone as a JACK client, to connect to any console
    #[arg(long, conflicts_with = "headless")]
    pub jack: bool,
    /// Personal mixes on phones
    #[command(flatten)]
    pub phones: PhonesArgs,
    /// How its terminal looks
    #[command(flatten)]
    pub look: LookArgs,
}

/// What to print of a journal.
#[derive(Debug, Args)]
pub struct JournalArgs {
    /// A path, a node such as ch/1, or a pattern with * [default: everything]
    #[arg(default_value = "")]
    pub pattern: String,
    /// Only what is newer: 10m, 2h, 3d, 20:15 or '2026-11-21 20:15'
    #[arg(long)]
    pub since: Option<String>,
    /// Only what was done under this name: terminal, 'command line', X-Touch
    #[arg(long)]
    pub who: Option<String>,
    /// A show folder or a console file [default: the last one]
    #[arg(long)]
    pub show: Option<PathBuf>,
}

/// Where audio comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AudioChoice {
    /// A JACK server; wait for one if there is none
    Jack,
    /// A timer; inputs are silent
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

/// The command line as clap knows it, with its commands grouped by subject.
pub fn command() -> clap::Command {
    let command = Cli::command();
    let template = format!(
        "{{about}}\n\n{{usage-heading}} {{usage}}\n\n{}Options:\n{{options}}\n\n\
         Run 'headroom COMMAND --help' for more about a command.",
        groups::grouped(&command)
    );
    command.help_template(template)
}

/// Reads the command line of this process; prints help or an error and ends where that is asked
/// for.
pub fn parse() -> Cli {
    let matches = command().try_get_matches();
    let cli = matches.and_then(|matches| Cli::from_arg_matches(&matches));
    cli.unwrap_or_else(|error| typed::end(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn every_command_stands_in_one_group() {
        let command = Cli::command();
        let mut known: Vec<&str> = command
            .get_subcommands()
            .map(clap::Command::get_name)
            .collect();
        let mut grouped: Vec<&str> = groups::GROUPS
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .collect();
        known.sort_unstable();
        grouped.sort_unstable();
        assert_eq!(grouped, known);
    }

    /// "Set a parameter", neither "Sets a parameter" nor "Scenes".
    #[test]
    fn help_is_in_the_imperative() {
        fn check(command: &clap::Command) {
            for below in command.get_subcommands() {
                let about = below.get_about().unwrap().to_string();
                let verb = about.split([' ', ',']).next().unwrap();
                let is_third_person = verb.ends_with('s') && !verb.ends_with("ss");
                let is_imperative = verb.starts_with(char::is_uppercase) && !is_third_person;
                assert!(is_imperative, "{}: {about}", below.get_name());
                assert!(!about.ends_with('.'), "{}: {about}", below.get_name());
                check(below);
            }
        }
        check(&Cli::command());
    }

    #[test]
    fn a_scene_has_a_name_of_its_own() {
        let cli = Cli::parse_from(["headroom", "--name", "desk", "scene", "store", "Verse 1"]);
        assert_eq!(cli.name.as_deref(), Some("desk"));
        let Some(Command::Scene(SceneCommand::Store { scene, .. })) = cli.command else {
            unreachable!("{:?}", cli.command)
        };
        assert_eq!(scene, "Verse 1");
    }

    #[test]
    fn a_value_may_begin_with_a_minus() {
        let cli = Cli::parse_from(["headroom", "set", "ch/1/fader", "-6dB"]);
        assert!(matches!(cli.command, Some(Command::Set(args)) if args.value == "-6dB"));
    }
}
