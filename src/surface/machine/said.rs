//! What a surface has to tell people.

use super::{SAID_ENOUGH, Surface};
use crate::control::feed::Severity;
use crate::control::intent::Refusal;
use crate::surface::driver::Odd;
use crate::surface::learn::words;
use std::path::Path;
use std::time::Instant;

impl Surface {
    /// Says what it is taken for, because it is not known.
    pub fn say_guessed(&mut self, port: &str) {
        port.clone_into(&mut self.name);
        let text = format!(
            "'{port}' is not known: it is taken for a plain controller, with faders on CC 0 to 7; \
             make a file for it: headroom learn"
        );
        self.tell(Severity::Info, text);
    }

    /// Says which file of the user's describes it.
    pub fn say_described(&mut self, port: &str, path: &Path) {
        let text = format!("'{port}' is a {}, by {}", self.name, path.display());
        self.tell(Severity::Info, text);
    }

    /// The console refused what a hand wanted. A surface has no line for it: everybody is told, and of a
    /// control that goes on moving once.
    pub fn say_refused(&mut self, refusal: &Refusal, now: Instant) {
        let text = refusal.to_string();
        let is_old = self.refused.as_ref().is_some_and(|(said, then)| {
            *said == text && now.saturating_duration_since(*then) < SAID_ENOUGH
        });
        if !is_old {
            self.tell(Severity::Warning, format!("{}: {text}", self.name));
        }
        self.refused = Some((text, now));
    }

    /// It cannot be understood: nothing that it says counts from here on.
    pub(in crate::surface) fn ignore(&mut self, odd: Odd) {
        if std::mem::replace(&mut self.is_ignored, true) {
            return;
        }
        self.in_sync = false;
        let what = match odd {
            Odd::Runs(address) => format!("{} sends more than on and off", words(address)),
            Odd::Played => "it is played like an instrument".to_owned(),
        };
        let text = format!(
            "'{}' is ignored: it is not known, and no plain controller, for {what}; \
             make a file for it: headroom learn",
            self.name
        );
        self.tell(Severity::Warning, text);
    }
}
