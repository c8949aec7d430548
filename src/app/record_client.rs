//! `headroom record`: begins and ends the recording of the running console, and says how it stands.

use super::record_flac::flac;
use super::remote::{connect, first_look, say_answer};
use crate::cli::RecordCommand;
use crate::control::feed::RecordingStatus;
use crate::control::intent::{Intent, Rights};
use crate::desk::Desk;
use crate::diag::say;
use crate::param::clock::clock;
use crate::param::spec::{ConsoleParam, Param};
use crate::param::{NodeId, Plain};
use anyhow::Result;

/// Does what is asked of the recording.
///
/// # Errors
/// No console, or one that refuses.
pub fn record(console: &str, command: RecordCommand) -> Result<()> {
    let switch = |is_on| {
        let record = NodeId::CONSOLE.param(Param::Console(ConsoleParam::Record));
        Intent::Set(record, Plain::switch(is_on))
    };
    let intent = match command {
        RecordCommand::Start => switch(true),
        RecordCommand::Stop => switch(false),
        RecordCommand::Mark { marker } => Intent::MarkRecording(marker),
        RecordCommand::Flac {
            folder,
            bits,
            remove_wav,
        } => {
            let bits = if bits == "16" { 16 } else { 24 };
            return flac(&folder, bits, remove_wav);
        }
        RecordCommand::Status => {
            let mut desk = connect(console, Rights::Watch)?;
            let (mirror, _) = first_look(&mut desk)?;
            say::line(&in_words(mirror.recording()));
            return Ok(());
        }
    };
    let mut desk = connect(console, Rights::Mix)?;
    say_answer(&desk.ask(intent)?);
    Ok(())
}

fn in_words(status: &RecordingStatus) -> String {
    if status.folder.is_empty() {
        return match &status.stopped {
            Some(why) => format!(
                "nothing is recorded: the last recording ended by itself, or did not begin: {why}; mend it, and begin \
                 again: headroom record start"
            ),
            None if status.kept_seconds > 0.0 => format!(
                "nothing is recorded; the last {:.1} s are kept for the beginning of a recording; begin: headroom record start",
                status.kept_seconds
            ),
            None => "nothing is recorded; begin: headroom record start".to_owned(),
        };
    }
    let left = status.seconds_left.map_or(String::new(), |seconds| {
        format!(", room for {} more", room(seconds))
    });
    format!(
        "{} recorded of {} tracks ({} failed, {} gaps) into {}{left}",
        clock(status.seconds),
        status.tracks,
        status.failed,
        status.gaps,
        status.folder
    )
}

/// "5 min", "12 s".
fn room(seconds: f32) -> String {
    if seconds < 60.0 {
        format!("{:.0} s", seconds.floor())
    } else {
        format!("{:.0} min", (seconds / 60.0).floor())
    }
}
