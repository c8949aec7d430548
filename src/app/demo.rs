//! `headroom demo`: the built-in band through a real console, on a timer; and the band alone as a
//! JACK client, for any console.
//!
//! The two are never in one process: libjack frees every open client of a process whose server has
//! died as soon as that process opens another.

use super::run::{self, Audio};
use super::signals;
use crate::backend::jack::player::{self, Generator};
use crate::backend::null::{self, Source};
use crate::backend::planar::Channel;
use crate::cli::DemoArgs;
use crate::control::console::Setup;
use crate::control::feed::{Notice, Severity};
use crate::demo::{Band, CHANNELS, COUNT};
use crate::diag::say;
use crate::engine::io::PortId;
use crate::param::{Layout, NodeId, PortKind};
use crate::show::console_file;
use anyhow::{Context, Result, anyhow, bail};
use crossbeam_channel::{bounded, select};
use signal_hook::consts::SIGHUP;

/// The console's file, within the program: the demo needs no other.
const CONSOLE: &str = include_str!("../../configs/demo.yaml");
/// The name of the band in JACK.
const BAND: &str = "headroom-band";

/// What the file leaves to the person at the desk, begun: a rough mix, with all the faults of the
/// stage still in it.
const MIX: &[(&str, &str)] = &[
    ("ch/1/fader", "0 dB"),
    ("ch/2/fader", "0 dB"),
    ("ch/3/fader", "-12 dB"),
    ("ch/4/fader", "-6 dB"),
    ("ch/5/fader", "-6 dB"),
    ("ch/6/fader", "-5 dB"),
    ("ch/7/fader", "-6 dB"),
    ("ch/8/fader", "-6 dB"),
    ("ch/9/fader", "-10 dB"),
    ("ch/10/fader", "-5 dB"),
    ("ch/11/fader", "-5 dB"),
    ("ch/12/fader", "-9 dB"),
    ("ch/14/fader", "0 dB"),
    ("ch/11/send/4/level", "-3 dB"),
    ("ch/10/send/4/level", "-10 dB"),
    ("ch/13/send/5/level", "-6 dB"),
    ("ch/7/send/5/level", "-8 dB"),
    ("ch/11/send/5/level", "-12 dB"),
    ("ch/2/send/6/level", "-16 dB"),
    ("ch/11/send/6/level", "-10 dB"),
    ("ch/12/send/6/level", "-10 dB"),
    ("bus/1/fader", "0 dB"),
    ("bus/2/fader", "0 dB"),
    ("bus/3/fader", "0 dB"),
    ("bus/4/fader", "-6 dB"),
    ("bus/5/fader", "-6 dB"),
    ("bus/6/fader", "-3 dB"),
    ("main/fader", "0 dB"),
];

/// `headroom demo`
///
/// # Errors
/// A console of that name that runs already, no terminal, or no JACK where it is asked for.
pub fn demo(args: &DemoArgs, name: &str) -> Result<()> {
    if args.jack {
        return play_alone();
    }
    let player = BandSource::new(null::NullOptions::default().rate);
    let look = (!args.headless).then_some(&args.look);
    let mut setup = setup()?;
    setup.phones = Some(args.phones.over(None));
    run::open(setup, Audio::Demo(Box::new(player)), look, name)
}

/// The band as a JACK client, without a console.
fn play_alone() -> Result<()> {
    let playing = player::play(BAND, CHANNELS, Band::new).map_err(|why| {
        anyhow!("the band cannot play on JACK: {why}; 'headroom demo' alone needs no JACK")
    })?;
    let (asked_in, asked) = bounded(1);
    signals::listen(move |signal| {
        if signal != SIGHUP {
            // Asked once more, it ends already.
            let _ = asked_in.try_send(());
        }
    })
    .context("no signals")?;
    say::line(&format!(
        "The demo band plays on JACK as '{BAND}', connected to nothing; Ctrl-C ends it.\n\
         'headroom run configs/demo.yaml' connects itself to it; a patch bay connects others."
    ));
    select! {
        recv(asked) -> _ => playing.close(),
        recv(playing.gone()) -> why => {
            playing.leave();
            let why = why.unwrap_or_default();
            bail!("the JACK server has gone ({why}); start it, and the band again");
        }
    }
    Ok(())
}

impl Generator<COUNT> for Band {
    fn next_frame(&mut self) -> [f32; COUNT] {
        Band::next_frame(self)
    }
}

/// The console of the demo, with its rough mix.
///
/// # Errors
/// The built-in file is broken.
pub fn setup() -> Result<Setup> {
    let file = console_file::parse(CONSOLE, "configs/demo.yaml")?;
    let layout = Layout::new(file.topology.clone());
    let mut setup = super::setup::setup(file);
    // A timer has nobody to connect to.
    setup.connections.clear();
    for (path, text) in MIX {
        let index = layout.find(path).with_context(|| format!("no {path}"))?;
        let value = layout.spec(index).parse(text)?;
        setup.values.push((layout.addr(index), value));
    }
    setup.notices.push(Notice {
        severity: Severity::Info,
        text: "the demo band plays to nobody: no sound card is used; meters and keys are real"
            .to_owned(),
    });
    Ok(setup)
}

/// The band at the inputs of its console.
#[derive(Debug)]
pub struct BandSource {
    band: Band,
}

impl BandSource {
    /// A band that waits for its first frame.
    pub fn new(rate: u32) -> Self {
        Self {
            band: Band::new(rate),
        }
    }
}

impl Source for BandSource {
    fn fill(&mut self, _frame: u64, inputs: &mut [Channel]) {
        let frames = inputs.first().map_or(0, |input| input.samples.len());
        for n in 0..frames {
            let frame = self.band.next_frame();
            for input in &mut *inputs {
                input.samples[n] = place(input.id).map_or(0.0, |at| frame[at]);
            }
        }
    }
}

/// Which channel of the band plays into a port.
pub fn place(port: PortId) -> Option<usize> {
    /// The strip of each channel.
    const STRIPS: [u16; COUNT] = [1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10, 10, 11, 12, 13, 14];
    if port.kind != PortKind::Signal {
        return None;
    }
    let first = STRIPS
        .iter()
        .position(|number| NodeId::strip(*number) == port.node)?;
    let at = first + usize::from(port.channel);
    (at < CHANNELS.len() && STRIPS[at] == STRIPS[first]).then_some(at)
}
