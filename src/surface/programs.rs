//! Program changes that recall scenes and let cues go: only those that the show or the device's file names.

use super::machine::Surface;
use crate::control::feed::Severity;
use crate::control::intent::{CueNumber, Intent, ProgramRecall};
use crate::param::printable::printable;
use crate::show::programs::ProgramRecalls;

impl Surface {
    /// A program was chosen that is no key; channel and number from 0.
    pub(super) fn choose_program(&mut self, channel: u8, number: u8) {
        let (name, program) = (self.name.clone(), u16::from(number) + 1);
        let Some(programs) = self.recalls.programs() else {
            if self.recalls.say_off() {
                let text = format!(
                    "'{name}' sends program changes (program {program}, channel {}): they recall nothing \
                     unless 'program-changes' of the show or of its device file says so",
                    channel + 1
                );
                self.tell(Severity::Info, text);
            }
            return;
        };
        if !programs.listens(channel) || !self.in_sync {
            return;
        }
        let chosen = self.recalls.in_bank(programs, channel, number);
        match self.recalled_by(&programs.recall, chosen) {
            Ok(intent) => self.intents.push(intent),
            Err(why) => {
                let bank = match chosen / 128 {
                    0 => String::new(),
                    bank => format!(" of bank {bank}"),
                };
                let text =
                    format!("program {program}{bank} of '{name}' {why}: nothing is recalled");
                self.tell(Severity::Warning, text);
            }
        }
    }

    /// What a program asks of the console; why it asks nothing.
    fn recalled_by(&self, recall: &ProgramRecalls, program: u32) -> Result<Intent, String> {
        let scene = |place| Intent::Program(ProgramRecall::Scene(place));
        let jump = |number| Intent::Program(ProgramRecall::Cue(number));
        let unnamed = |what| format!("stands for no {what} in '{}'", crate::show::programs::KEY);
        match recall {
            ProgramRecalls::SceneByNumber => {
                let place = u16::try_from(program).map_err(|_| unnamed("scene"))?;
                Ok(scene(place))
            }
            ProgramRecalls::Scenes(scenes) => {
                let name = scenes.get(&program).ok_or_else(|| unnamed("scene"))?;
                let place = self.place_of(name);
                let gone = || {
                    format!(
                        "stands for '{}', and there is no such scene",
                        printable(name)
                    )
                };
                place.map(scene).ok_or_else(gone)
            }
            ProgramRecalls::CueByNumber => {
                let number = CueNumber::whole(program + 1);
                number.map(jump).ok_or_else(|| unnamed("cue"))
            }
            ProgramRecalls::Cues(cues) => {
                let number = cues.get(&program).copied();
                number.map(jump).ok_or_else(|| unnamed("cue"))
            }
        }
    }

    fn place_of(&self, scene: &str) -> Option<u16> {
        u16::try_from(self.mirror.scenes().place_of(scene)?).ok()
    }
}
