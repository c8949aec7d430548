//! `headroom journal`: who changed what, when. And `headroom new`.

use super::opening::journal_of;
use crate::cli::JournalArgs;
use crate::diag::say;
use crate::param::path::matches;
use crate::param::printable::printable;
use crate::param::{ParamAddr, Plain};
use crate::show::disk::{Disk, RealDisk};
use crate::show::journal::reading::{self, End, Segment};
use crate::show::journal::record::{Group, spec};
use crate::show::journal::recover::segments;
use crate::show::journal::segment::Reason;
use crate::show::{show_file, text};
use anyhow::{Context, Result, bail};
use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};
use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

/// A show that says what it is, when none is named.
const FRESH: &str = "\
# A show of Headroom. Strips, buses and connections: see configs/ and 'headroom params'.
headroom: 1                    # format of this file
name: New show

strips: 16                     # or a list: - { number: 1, name: Kick, color: red }
";

/// `headroom new DIR [--from FILE]`
///
/// # Errors
/// There is something already, or the file is not good.
pub fn new(folder: &Path, from: Option<&Path>) -> Result<()> {
    let text = match from {
        Some(file) => {
            let text = text::read(file)?;
            crate::show::console_file::parse(&text, &file.display().to_string())?;
            text
        }
        None => FRESH.to_owned(),
    };
    show_file::create(&mut RealDisk, folder, &text)?;
    let name = folder.display();
    say::line(&format!(
        "{name} is a show now; open it: headroom run {name}"
    ));
    Ok(())
}

/// `headroom journal [PATTERN]`
///
/// # Errors
/// There is no journal, or it cannot be read.
pub fn print(args: &JournalArgs, name: Option<&str>) -> Result<()> {
    let folder = journal_of(args.show.as_deref(), name);
    let since = args.since.as_deref().map(parse_since).transpose()?;
    let disk = RealDisk;
    let all = segments(&disk, &folder).with_context(|| folder.display().to_string())?;
    if all.is_empty() {
        bail!("there is no journal in {}", folder.display());
    }
    let mut printer = Printer {
        pattern: &args.pattern,
        who: args.who.as_deref(),
        since,
        out: std::io::stdout().lock(),
    };
    for (_, file) in all {
        let bytes = match disk.read(&folder.join(&file)) {
            Ok(bytes) => bytes,
            Err(error) => {
                say::aside(&format!("{file}: {error}; it is left out"));
                continue;
            }
        };
        match reading::read(&bytes) {
            Ok(segment) => printer.segment(&file, &segment)?,
            Err(why) if why.is_empty() => {}
            Err(why) => say::aside(&format!("{file}: {}; it is left out", printable(&why))),
        }
    }
    Ok(())
}

struct Printer<'a, W> {
    pattern: &'a str,
    who: Option<&'a str>,
    since: Option<Timestamp>,
    out: W,
}

impl<W: Write> Printer<'_, W> {
    fn segment(&mut self, file: &str, segment: &Segment) -> Result<()> {
        let header = &segment.header;
        if self.pattern.is_empty() && self.who.is_none() && self.is_due(header.time) {
            let what = match header.reason {
                Reason::Open => "the show was opened",
                Reason::Recovery => "the console came back after it had died",
                Reason::Engine => "another engine took over",
                Reason::Full => "a new segment",
                Reason::Mended => "the journal is written again",
            };
            let (time, rate) = (local(header.time), header.rate);
            writeln!(self.out, "{time}  — {what} ({file}, {rate} Hz)")?;
        }
        let mut values: HashMap<ParamAddr, Plain> = segment.values.iter().copied().collect();
        for group in &segment.groups {
            self.group(group, &values)?;
            values.extend(group.entries.iter().map(|entry| (entry.addr, entry.value)));
        }
        if let End::Damaged { line, what } = &segment.end {
            let what = printable(what);
            say::aside(&format!(
                "{file}:{line}: {what}; what follows in it is left out"
            ));
        }
        Ok(())
    }

    fn group(&mut self, group: &Group, before: &HashMap<ParamAddr, Plain>) -> Result<()> {
        let is_theirs = self.who.is_none_or(|who| who == group.who.name);
        if !is_theirs || !self.is_due(group.time) {
            return Ok(());
        }
        for entry in &group.entries {
            let path = entry.addr.to_string();
            if !matches(self.pattern, &path) {
                continue;
            }
            let text = |value| spec(entry.addr).map_or(String::new(), |spec| spec.exact(value));
            let old = entry.from.or_else(|| before.get(&entry.addr).copied());
            let (old, new) = (old.map_or(String::new(), text), text(entry.value));
            let (time, cause) = (local(group.time), cause(group));
            let who = printable(&group.who.name);
            let moves = match entry.over {
                0 => String::new(),
                frames => format!(" over {frames} frames"),
            };
            writeln!(
                self.out,
                "{time}  {who:<12} {cause:<6} {path}: {old} → {new}{moves}"
            )?;
        }
        Ok(())
    }

    fn is_due(&self, time: Timestamp) -> bool {
        self.since.is_none_or(|since| time >= since)
    }
}

/// "undo", "undo of terminal"
fn cause(group: &Group) -> String {
    let word = group.cause.word();
    let whose = group.whose.as_ref();
    whose.map_or(word.to_owned(), |whose| {
        format!("{word} of {}", printable(whose))
    })
}

fn local(time: Timestamp) -> String {
    let time = time.to_zoned(TimeZone::system());
    time.strftime("%Y-%m-%d %H:%M:%S%.3f").to_string()
}

/// "10m", "2h", "3 days" ago; "20:15" today; "2026-11-21 20:15", in local time.
fn parse_since(text: &str) -> Result<Timestamp> {
    let now = Timestamp::now();
    if let Ok(time) = text.parse::<civil::Time>() {
        let today = now.to_zoned(TimeZone::system()).date();
        return Ok(today
            .to_datetime(time)
            .to_zoned(TimeZone::system())?
            .timestamp());
    }
    if let Ok(time) = text.parse::<civil::DateTime>() {
        return Ok(time.to_zoned(TimeZone::system())?.timestamp());
    }
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    let ago = seconds(text).with_context(|| {
        format!("--since {text} is not possible; allowed: 10m, 2h, 3d, 20:15, 2026-11-21 20:15")
    })?;
    Ok(now.checked_sub(SignedDuration::from_secs(ago))?)
}

fn seconds(text: &str) -> Option<i64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let factor = match unit.trim() {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3600,
        "d" | "day" | "days" => 86_400,
        _ => return None,
    };
    number.parse::<i64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_can_be_told_in_many_ways() {
        let ago = |text: &str| Timestamp::now().duration_since(parse_since(text).unwrap());
        let near = |text: &str, seconds: f64| (ago(text).as_secs_f64() - seconds).abs() < 60.0;
        assert!(near("10m", 600.0) && near("2 h", 7200.0));
        for text in [
            "20:15",
            "2026-11-21 20:15",
            "2026-11-21",
            "2026-11-21T20:15:00Z",
        ] {
            assert!(parse_since(text).is_ok(), "{text}");
        }
        for text in ["", "soon", "10 miles", "-5m", "99999999999999999999d"] {
            let error = parse_since(text).unwrap_err().to_string();
            assert!(error.contains("allowed: 10m"), "{error}");
        }
    }
}
