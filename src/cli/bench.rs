//! How to measure what the engine costs.

use clap::{Args, ValueEnum};

/// What to measure.
#[derive(Clone, Debug, Args)]
pub struct BenchArgs {
    /// Mono input strips, 1 to 128
    #[arg(long, default_value_t = 64)]
    pub strips: usize,
    /// Mono buses, 0 to 32; every strip sends to every bus
    #[arg(long, default_value_t = 16)]
    pub buses: usize,
    /// Frames per callback, 1 to 8192
    #[arg(long, default_value_t = 64)]
    pub period: usize,
    /// Seconds of sound per stage
    #[arg(long, default_value_t = 10.0)]
    pub seconds: f64,
    /// Print JSON instead of a table
    #[arg(long)]
    pub json: bool,
    /// Instruction set to use
    #[arg(long, value_enum, default_value_t = KernelChoice::Best)]
    pub kernels: KernelChoice,
    /// Measure instead how long this many MIDI messages take to reach the audio thread's command ring
    #[arg(long, value_name = "EVENTS")]
    pub control: Option<u32>,
    /// Measure instead how fast headroom render is, with 64 files in a temporary folder
    #[arg(long, conflicts_with = "control")]
    pub render: bool,
    /// Measure instead how long a show with this many changes takes to sound again after kill -9
    #[arg(long, value_name = "CHANGES", conflicts_with = "control")]
    pub restart: Option<u32>,
    /// Measure instead what so many frames of the terminal's mixer cost, with 64 strips at 200×60
    #[arg(long, value_name = "FRAMES", conflicts_with = "control")]
    pub terminal: Option<u32>,
    /// Scenes in the show that --restart makes
    #[arg(long, default_value_t = 1000, requires = "restart")]
    pub scenes: u32,
    /// Measure only this stage, which includes those before it
    #[arg(long, value_enum)]
    pub only: Option<Stage>,
    /// Compare with the fair kernel where only one stage is measured, too
    #[arg(long, requires = "only")]
    pub fair: bool,
}

/// Which instruction set runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KernelChoice {
    /// The best this machine has
    Best,
    /// The one every machine of this architecture has
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
    /// The dynamic equaliser of every strip, all four bands.
    DynamicEq,
    /// A reverb on the first bus and a delay on the second.
    Fx,
    /// Speakers and headphones are open, and a strip is soloed.
    Monitor,
}
