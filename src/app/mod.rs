//! The composition root: the only module that knows every other one.

pub mod analyst;
mod automation;
pub mod bench;
pub mod builder;
pub mod check;
mod cues;
pub mod demo;
pub mod devices;
pub mod doctor;
mod export;
pub mod heart;
mod import;
pub mod inhibit;
pub mod journal;
pub mod keep;
pub mod learn;
pub mod lock;
mod look;
mod loudness;
mod midi;
mod naming_client;
mod notify;
pub mod opening;
mod osc;
mod phone_client;
mod phones;
pub mod pipewire;
pub mod ports;
pub mod preflight;
pub mod presets;
mod progress;
mod record_client;
mod record_flac;
pub mod recorder;
pub mod reference;
mod reference_client;
mod rehearse;
pub mod remote;
pub mod render;
mod retry;
pub mod run;
pub mod saver;
mod scene_client;
pub mod scenes;
pub mod setup;
mod shell;
pub mod signals;
mod sink;
mod spectrum;
mod staging;
pub mod stop;
pub mod tape;
mod tape_client;
mod timeline;
mod track_name;
pub mod transfer;
mod transitions;
mod translate;
mod why;
mod wires;

#[cfg(test)]
mod fault_tests;

use crate::cli::{self, AudioChoice, Cli, Command, RenderArgs, RunArgs};
use crate::desk::place::DEFAULT_NAME;
use crate::diag::log;
use crate::param::printable::{printable_lines, repeating};
use anyhow::{Context, Result, bail};
use render::{Delivery, Period, RenderOptions};
use sink::Label;
use std::io::Write as _;

/// Does what the command line asks.
///
/// # Errors
/// What went wrong, in words for the user.
pub fn main(cli: Cli) -> Result<()> {
    signals::shrug_off().context("no signals")?;
    let outcome = follow(cli);
    log::flush();
    outcome
}

fn follow(cli: Cli) -> Result<()> {
    if uses_jack(cli.command.as_ref()) {
        pipewire::prefer_where_it_runs();
    }
    let given = cli.name;
    let name = given.clone().unwrap_or_else(|| DEFAULT_NAME.to_owned());
    match cli.command.unwrap_or(Command::Run(RunArgs::default())) {
        Command::Run(args) if args.keep => keep::keep(&args, given.as_deref()),
        Command::Run(args) => run::run(&args, given.as_deref()),
        Command::Import(args) => import::import(&args),
        Command::New { folder, from } => journal::new(&folder, from.as_deref()),
        Command::Journal(args) => journal::print(&args, given.as_deref()),
        Command::Demo(args) => demo::demo(&args, &name),
        Command::Attach(args) => remote::attach(&name, &args),
        Command::Stop => stop::stop(&name),
        Command::Set(args) => remote::set(&name, &args),
        Command::Get { pattern } => remote::get(&name, &pattern),
        Command::Watch { pattern } => remote::watch(&name, &pattern),
        Command::Do(args) => remote::act(&name, &args),
        Command::Undo(args) => remote::undo(&name, args),
        Command::Why { path } => why::run(&name, &path),
        Command::Loudness(args) => loudness::loudness(&name, args),
        Command::Spectrum(args) => spectrum::spectrum(&name, &args),
        Command::Record(command) => record_client::record(&name, command),
        Command::Phones { what } => phone_client::phones(&name, what),
        Command::Tape(args) => tape_client::tape(&name, args),
        Command::Reference(args) => reference_client::reference(&name, args),
        Command::Scene(command) => scene_client::scene(&name, command),
        Command::Transport(command) => automation::transport(&name, command),
        Command::Automation(command) => automation::automation(&name, command),
        Command::Go(args) if args.let_go => cues::let_go(&name),
        Command::Go(args) => cues::go(&name, &args),
        Command::Back => cues::back(&name),
        Command::Arm { cue } => cues::arm(&name, &cue),
        Command::Cue(command) => cues::cue(&name, command),
        Command::Copy(args) => transfer::copy(&name, &args),
        Command::Preset(command) => transfer::preset(&name, command),
        Command::Spare { strip } => transfer::spare(&name, &strip),
        Command::CopyMainTo { bus } => transfer::copy_main_to(&name, &bus),
        Command::Reshape { file, confirm } => remote::reshape(&name, &file, confirm),
        Command::Name(args) => naming_client::name(&name, args),
        Command::Check(args) if args.transitions => transitions::check(&args.files, args.json),
        Command::Check(args) => check::check(&args.files),
        Command::Preflight { show } => preflight::preflight(&name, show.as_deref()),
        Command::Params { pattern } => check::params(&pattern),
        Command::Rehearse(args) => rehearse::rehearse(&args),
        Command::Render(args) => render_session(args),
        Command::Export(args) => export::export(&args),
        Command::Translate(args) => translate::translate(&args),
        Command::Bench(args) => bench::print(&args),
        Command::Ports => ports::ports(),
        Command::Learn(args) => learn::learn(&args),
        Command::Controls { pattern } => devices::controls(&pattern),
        Command::Device(command) => devices::device(&command),
        Command::Midi { port } => midi::midi(&name, port.as_deref()),
        Command::Doctor => doctor::doctor(&name),
        Command::Completions { shell } => shell::completions(shell),
        Command::Man { folder } => shell::manual(&folder),
    }
}

/// Whether a command talks to a JACK server itself.
fn uses_jack(command: Option<&Command>) -> bool {
    match command {
        None | Some(Command::Ports | Command::Doctor) => true,
        Some(Command::Run(args)) => !args.keep && args.backend != Some(AudioChoice::Null),
        Some(Command::Demo(args)) => args.jack,
        Some(_) => false,
    }
}

/// What went wrong, in words that a terminal can take whatever a file or a client is called, and whatever was
/// typed on the command line.
pub fn in_words(error: &anyhow::Error) -> String {
    printable_lines(&repeating(&format!("{error:#}"), cli::typed()))
}

fn render_session(args: RenderArgs) -> Result<()> {
    let session = crate::show::session_file::load(&args.session)?;
    let period = match args.period.as_str() {
        "random" => Period::Random(1),
        number => Period::Fixed(
            number
                .parse()
                .ok()
                .filter(|frames| *frames > 0)
                .with_context(|| {
                    format!(
                        "--period {number} is not possible; allowed: a number of frames, or random"
                    )
                })?,
        ),
    };
    let options = RenderOptions {
        out_dir: args.out,
        period,
        delivery: Delivery {
            format: args.format,
            for_mastering: args.for_mastering,
            stems: args.stems,
            tail: args.tail,
            labels: Label::given(&args.labels),
            shows_progress: true,
        },
    };
    let report = render::render(&session, &options)?;
    if report.outputs.is_empty() {
        bail!("the session has no outputs");
    }
    write!(std::io::stdout(), "{report}")?;
    Ok(())
}
