//! `headroom rehearse`: the cues of a show, one after the other, through the real console and the real engine, faster than
//! real time and without a sound card. The show itself is only read.
//!
//! ```text
//! show ── opening::look ──► console ◄──► engine   deck
//! files or noise ─────────► sound ─────────┘ │
//!                                            └──► meters ──► report
//! ```
//! Every cue hears the same sound from its beginning, so that cues can be compared. What the guard holds back counts
//! as a fault of the show and is allowed then: it is heard, and not asked about again.

mod deck;
mod report;
mod sound;

use super::opening;
use super::wires::wires;
use crate::cli::RehearseArgs;
use crate::control::console::{Console, Setup};
use crate::control::guard::{Transition, Transitions};
use crate::control::intent::{CueWish, Intent, SceneWish};
use crate::param::NodeId;
use crate::param::spec::{ConsoleParam, Param};
use crate::param::tables::console::GuardMode;
use crate::param::{Choice as _, Plain};
use crate::rt::ftz::flush_denormals;
use crate::rt::load::Load;
use crate::show::cue::Cue;
use anyhow::{Result, anyhow, bail};
use deck::Deck;
use report::{Limits, Report, Step};
use sound::Sound;
use std::io::Write;
use std::sync::Arc;

/// Before the first cue what moves at the start has arrived.
const SETTLE_SECONDS: f64 = 3.0;
/// A countdown ends a little after its time.
const LATE_SECONDS: f64 = 0.2;

/// `headroom rehearse SHOW`
///
/// # Errors
/// The show or its sound cannot be read, or something is beyond its limit.
pub fn rehearse(args: &RehearseArgs) -> Result<()> {
    let (setup, unread) = opening::look_aloud(&args.show)?;
    let report = std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            flush_denormals();
            run(args, setup)
        });
        let failed = |_| anyhow!("the rehearsal failed inside; please report it with the show");
        thread.join().map_err(failed)?
    })?;
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?;
    } else {
        write!(out, "{report}")?;
    }
    match report.faults() {
        0 => opening::check_whole(unread),
        1 => bail!("1 cue is beyond its limits"),
        count => bail!("{count} cues are beyond their limits"),
    }
}

fn run(args: &RehearseArgs, setup: Setup) -> Result<Report> {
    let predicted = predicted(&setup);
    let sound = Sound::new(args, &setup)?;
    let mut deck = Deck::open(setup, sound.rate);
    prepare(&mut deck)?;
    let limits = Limits {
        peak: args.max_peak,
        loudness: args.max_loudness,
        rise: args.max_rise,
    };
    let mut report = Report::new(&args.show, &sound, limits);
    for item in items(deck.console()) {
        let rise = predicted.iter().find(|transition| item.is_it(transition));
        let step = play(&mut deck, &sound, &item, args.seconds)?;
        report.add(item.called(), step, rise);
    }
    if report.is_empty() {
        bail!("this show has no cues and no scenes to rehearse");
    }
    report.notes.extend(deck.notes());
    Ok(report)
}

/// The worst rise of each step of the list, as the guard computes it.
fn predicted(setup: &Setup) -> Vec<Transition> {
    let (wires, _ends) = wires("offline", Load::default());
    let Transitions { steps, .. } = Console::new(setup.clone(), wires).transitions();
    steps
}

/// Outputs open, whatever the show was closed with, and rises wait for an answer, which nobody gives unnoticed.
fn prepare(deck: &mut Deck) -> Result<()> {
    let console = |row| NodeId::CONSOLE.param(Param::Console(row));
    for cause in [ConsoleParam::SafeStart, ConsoleParam::Panic] {
        deck.ask(Intent::SetConfirmed(console(cause), Plain::switch(false)))?;
    }
    let mode = console(ConsoleParam::GuardMode);
    let index = deck.console().layout().index(mode);
    let is_off = index
        .is_some_and(|index| GuardMode::of(deck.console().store().get(index)) == GuardMode::Off);
    if !is_off {
        deck.ask(Intent::SetConfirmed(mode, GuardMode::Ask.plain()))?;
    }
    deck.play(SETTLE_SECONDS, None, &mut [])
}

/// Something that GO walks.
enum Item {
    Cue(Arc<Cue>),
    Scene(String, f32),
}

fn items(console: &Console) -> Vec<Item> {
    if console.cues().is_empty() {
        let whole = console
            .scenes()
            .iter()
            .filter(|scene| scene.damage.is_none());
        return whole
            .map(|scene| Item::Scene(scene.name.clone(), scene.head.longest_fade()))
            .collect();
    }
    let cues = console.cues().iter().filter(|cue| !cue.skipped);
    cues.cloned().map(Item::Cue).collect()
}

impl Item {
    fn called(&self) -> String {
        match self {
            Self::Cue(cue) => format!("cue {}", cue.called()),
            Self::Scene(name, _) => name.clone(),
        }
    }

    fn is_it(&self, transition: &Transition) -> bool {
        match self {
            Self::Cue(cue) => transition.cue.as_ref() == Some(&cue.number.to_string()),
            Self::Scene(name, _) => transition.cue.is_none() && transition.to == *name,
        }
    }

    /// Seconds that its fade takes.
    fn fade(&self, console: &Console) -> f32 {
        match self {
            Self::Cue(cue) => {
                let scene = console
                    .scenes()
                    .iter()
                    .find(|scene| Some(&scene.name) == cue.scene.as_ref());
                let own = scene.map_or(0.0, |scene| scene.head.longest_fade());
                cue.fade.unwrap_or(own)
            }
            Self::Scene(_, fade) => *fade,
        }
    }
}

/// Lets a cue go, and listens.
fn play(deck: &mut Deck, sound: &Sound, item: &Item, seconds: f64) -> Result<Step> {
    let mut step = Step::default();
    let fade = item.fade(deck.console());
    let intent = match item {
        Item::Cue(cue) => Intent::Cues(CueWish::Jump(cue.number)),
        Item::Scene(name, _) => Intent::Scene(SceneWish::Recall(name.clone(), None)),
    };
    match deck.ask(intent) {
        Ok(text) => step.said = text,
        Err(why) => {
            step.refused = Some(why.to_string());
            return Ok(step);
        }
    }
    if let Item::Cue(cue) = item {
        if cue.wait > 0.0 {
            deck.play(f64::from(cue.wait) + LATE_SECONDS, None, &mut [])?;
        }
        // What follows by itself would not be heard for as long as the others.
        let _ = deck.ask(Intent::Cues(CueWish::Stop));
    }
    let waits = deck.console().rises_waiting();
    if let Some((number, text)) = waits.map(|(number, text)| (number, text.to_owned())) {
        step.waits = Some(text);
        deck.ask(Intent::AnswerRises(number, true))?;
    }
    let mut meters = deck.meters();
    let length = f64::from(fade) + seconds;
    let mut inputs = sound.open(deck.ports(), length)?;
    deck.play(length, Some(&mut inputs), &mut meters)?;
    step.notes = inputs.into_notes();
    step.heard = meters
        .into_iter()
        .map(|meter| meter.heard(deck.console()))
        .collect();
    Ok(step)
}
