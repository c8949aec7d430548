//! The words of a chain.

use super::stage::SILENCE_DB;
use crate::control::feed::MuteCause;

/// "−18.2 dBFS", or that there is nothing.
pub(super) fn dbfs(db: f32) -> String {
    if db <= SILENCE_DB {
        "silence".to_owned()
    } else {
        format!("{db:.1} dBFS")
    }
}

/// A cause of a mute, in full.
pub fn cause(cause: MuteCause) -> String {
    match cause {
        MuteCause::Own => "its own mute".to_owned(),
        MuteCause::MuteGroup(number) => format!("mute group {number}"),
        MuteCause::Dim(number) => format!("mute group {number}, which dims"),
        MuteCause::Dca(number) => format!("DCA {number}"),
        MuteCause::FxMute => "FX mute".to_owned(),
        MuteCause::Solo => "the solo of others".to_owned(),
        MuteCause::SafeStart => "safe start".to_owned(),
        MuteCause::Panic => "panic".to_owned(),
    }
}
