//! What can be asked about spectra.

use clap::Args;

/// Which spectrum, and how it is printed.
#[derive(Clone, Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct SpectrumArgs {
    /// A strip, bus or main: ch/N, bus/N or main
    #[arg(default_value = "main")]
    pub path: String,
    /// Print the bands in which other strips hide this one, the worst first
    #[arg(long)]
    pub clash: bool,
    /// Print what may be feedback, on all outputs and open microphones
    #[arg(long, conflicts_with = "clash")]
    pub suspects: bool,
    /// Print JSON: thirds, lines and the highest tones
    #[arg(long)]
    pub json: bool,
    /// Print it every second; stop with Ctrl-C
    #[arg(long)]
    pub watch: bool,
}
