//! What the files say about program changes of a surface.

use super::message::Message;
use crate::show::mapping_file::DeviceFile;
use crate::show::programs::Programs;

/// What program changes of a surface do.
#[derive(Clone, Debug)]
pub struct Recalls {
    /// What the device's file says; it goes before the show's.
    device: Option<Programs>,
    /// What the show says.
    pub show: Option<Programs>,
    /// It was said that they do nothing.
    said_off: bool,
    /// The banks that were chosen, by channel: coarse and fine.
    banks: [[u8; 2]; 16],
}

/// Controllers that choose a bank.
const COARSE: u8 = 0;
const FINE: u8 = 32;

impl Recalls {
    /// As the device's file says.
    pub fn new(file: &DeviceFile) -> Self {
        Self {
            device: file.programs.clone(),
            show: None,
            said_off: false,
            banks: [[0; 2]; 16],
        }
    }

    /// Which program changes recall what.
    pub fn programs(&self) -> Option<&Programs> {
        self.device.as_ref().or(self.show.as_ref())
    }

    /// A message that may choose a bank: it stays until another one is chosen.
    pub fn note_bank(&mut self, message: &Message) {
        let Message::Control {
            channel,
            number: number @ (COARSE | FINE),
            value,
        } = *message
        else {
            return;
        };
        if let Some([coarse, fine]) = self.banks.get_mut(usize::from(channel)) {
            *if number == COARSE { coarse } else { fine } = value;
        }
    }

    /// A program with the bank that was chosen before, from 0: those of the next bank stand behind.
    pub fn in_bank(&self, programs: &Programs, channel: u8, program: u8) -> u32 {
        let [coarse, fine] = self
            .banks
            .get(usize::from(channel))
            .copied()
            .unwrap_or_default();
        programs.bank.number(coarse, fine) * 128 + u32::from(program)
    }

    /// True once: it has to be said that they do nothing.
    pub fn say_off(&mut self) -> bool {
        !std::mem::replace(&mut self.said_off, true)
    }
}
