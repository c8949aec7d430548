//! Parse, run, print the error.

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    match headroom::app::main(headroom::cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The terminal may be gone by now; that must not become a panic.
            let _ = writeln!(std::io::stderr(), "headroom: {error:#}");
            ExitCode::FAILURE
        }
    }
}
