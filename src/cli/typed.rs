//! What was typed, and errors that repeat it.

use crate::param::printable::repeating;
use std::io::Write as _;

/// What was typed behind the program's name, as far as it is text.
pub fn typed() -> impl Iterator<Item = String> {
    let words = std::env::args_os().skip(1);
    words.map(|word| word.to_string_lossy().into_owned())
}

/// A word without the sequences that colour it, as errors of the command line repeat it.
fn without_colours(word: &str) -> String {
    let mut parts = word.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let end = part.find(|c: char| c.is_ascii_alphabetic());
        text + end.map_or("", |end| &part[end + 1..])
    })
}

/// Prints help or an error, and ends. An error that repeats what would end its lines says it on one line, without
/// colours.
pub(super) fn end(error: &clap::Error) -> ! {
    let text = error.to_string();
    let bare = typed().map(|word| without_colours(&word));
    let on_one_line = repeating(&text, typed().chain(bare));
    if error.use_stderr() && on_one_line != text {
        // A terminal that is gone reads nothing.
        let _ = writeln!(std::io::stderr(), "{}", on_one_line.trim_end());
        std::process::exit(error.exit_code());
    }
    error.exit()
}
