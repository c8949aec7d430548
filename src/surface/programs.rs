//! Program changes that recall scenes: only those that the show or the device's file names.

use super::machine::Surface;
use crate::control::feed::Severity;
use crate::control::intent::Intent;
use crate::show::programs::ProgramScenes;

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
        let place = match &programs.scenes {
            ProgramScenes::ByNumber => Ok(u16::from(number)),
            ProgramScenes::Named(scenes) => match scenes.get(&number) {
                None => Err(format!(
                    "stands for no scene in '{}'",
                    crate::show::programs::KEY
                )),
                Some(scene) => self
                    .place_of(scene)
                    .ok_or_else(|| format!("stands for '{scene}', and there is no such scene")),
            },
        };
        match place {
            Ok(place) => self.intents.push(Intent::RecallSceneAt(place)),
            Err(why) => {
                let text = format!("program {program} of '{name}' {why}: nothing is recalled");
                self.tell(Severity::Warning, text);
            }
        }
    }

    fn place_of(&self, scene: &str) -> Option<u16> {
        u16::try_from(self.mirror.scenes().place_of(scene)?).ok()
    }
}
