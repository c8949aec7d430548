//! Parse, run, print the error.

use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    match headroom::app::main(headroom::cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the output has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // The terminal may be gone by now; that must not become a panic.
            let text = headroom::app::in_words(&error);
            let _ = writeln!(std::io::stderr(), "headroom: {text}");
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
