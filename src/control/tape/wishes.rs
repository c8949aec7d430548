//! What somebody asks of the tape: another one, none, another track for a strip.

use crate::control::console::Console;
use crate::control::intent::{Answer, Refusal, TapeWish};
use crate::control::tape_orders::TapeChoice;
use std::path::Path;
use std::time::Instant;

impl Console {
    /// Follows a wish about the tape.
    pub(in crate::control) fn follow_tape(
        &mut self,
        wish: TapeWish,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        if self.core.wires().tape.is_none() {
            return Err(refused("nothing plays tapes here"));
        }
        match wish {
            TapeWish::Open(path) => self.open_tape(path),
            TapeWish::Eject => {
                self.tape.eject(&mut self.core, now);
                Ok(Answer::said("No tape is open; every strip is live"))
            }
            TapeWish::Assign(choice) => self.assign_track(choice),
        }
    }

    fn open_tape(&mut self, path: Option<String>) -> Result<Answer, Refusal> {
        let path = path.unwrap_or_default();
        let mut wanted = self.tape.kept.clone();
        if !path.is_empty() && !Path::new(&path).is_absolute() {
            let text =
                format!("'{path}' does not say where it is; write the whole path, from / on");
            return Err(refused(text));
        }
        if path != wanted.path {
            wanted.chosen.clear();
        }
        let text = match path.as_str() {
            "" => "The newest recording is being looked at".to_owned(),
            path => format!("{path} is being looked at"),
        };
        wanted.path = path;
        self.tape.open(&self.core, wanted);
        Ok(Answer::said(text))
    }

    fn assign_track(&mut self, choice: TapeChoice) -> Result<Answer, Refusal> {
        let Some(facts) = &self.tape.facts else {
            return Err(refused("no tape is open; open one: headroom tape FOLDER"));
        };
        if !self.core.layout().nodes().contains(&choice.node) {
            return Err(refused(format!("there is no {} here", choice.node)));
        }
        if let Some((file, channel)) = &choice.what {
            facts.has(file, *channel).map_err(refused)?;
        }
        let mut wanted = self.tape.kept.clone();
        let name = self.core.called(choice.node);
        let text = match &choice.what {
            Some((file, channel)) => format!("{name}: {file}, channel {channel}"),
            None => format!("{name}: live"),
        };
        wanted.chosen.retain(|known| known.node != choice.node);
        wanted.chosen.push(choice);
        self.tape.open(&self.core, wanted);
        Ok(Answer::said(text))
    }
}

fn refused(text: impl Into<String>) -> Refusal {
    Refusal::Tape(text.into())
}
