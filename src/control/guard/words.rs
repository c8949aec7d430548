//! What the guard says to people.

use super::gains::{CLOSED, db_of};
use super::judging::{Judged, Rise};
use crate::control::core::Core;
use crate::param::NodeId;
use crate::param::counted;

impl Rise {
    /// "raises ch/1 (Lead) → bus/2 (Wedge) by 14 dB", or "opens … at −6 dB", where `called` knows how people call them.
    pub fn words(&self, called: impl Fn(NodeId) -> String) -> String {
        let path = format!("{} → {}", called(self.source), called(self.output));
        let to = db_of(self.to);
        if self.from <= CLOSED {
            return format!("opens {path} at {to:.0} dB");
        }
        format!("raises {path} by {:.0} dB", to - db_of(self.from))
    }
}

impl Judged {
    /// The rise that would go furthest, and how many others there are: "raises … by 14 dB (and 3 more paths)".
    pub fn rise(&self, core: &Core) -> Option<String> {
        let words = self.worst?.words(|node| core.called(node));
        Some(match self.rises {
            0 | 1 => words,
            rises => format!("{words} (and {})", counted(rises - 1, "more path")),
        })
    }

    /// What of the rest is worth a word: "removes 2 open microphones that carry signal", "MUTES main".
    pub fn also(&self, core: &Core) -> Vec<String> {
        let mut also = Vec::new();
        if self.removes > 0 {
            let microphones = counted(self.removes, "open microphone");
            let verb = if self.removes == 1 {
                "carries"
            } else {
                "carry"
            };
            also.push(format!("removes {microphones} that {verb} signal"));
        }
        if self.opens > 0 {
            also.push(format!("opens {}", counted(self.opens, "closed strip")));
        }
        if !self.mutes.is_empty() {
            let muted = self.mutes.iter().map(|node| core.called(*node));
            also.push(format!("MUTES {}", muted.collect::<Vec<_>>().join(", ")));
        }
        also
    }
}
