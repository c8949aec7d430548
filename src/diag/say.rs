//! Words for whoever started the program, on its standard streams. The sound does not depend on
//! anybody reading them: a terminal that is gone, a closed pipe or a full disk changes nothing.

use std::io::{self, Write};

/// A line on standard output.
pub fn line(text: &str) {
    quietly(io::stdout().lock(), text);
}

/// A line on standard error.
pub fn aside(text: &str) {
    quietly(io::stderr().lock(), text);
}

fn quietly(mut out: impl Write, text: &str) {
    // What cannot be said here stands in the log.
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    #[test]
    fn a_reader_that_is_gone_is_no_fault() {
        quietly(Gone, "the console died");
        let mut heard = Vec::new();
        quietly(&mut heard, "the console died");
        assert_eq!(heard, b"the console died\n");
    }
}
