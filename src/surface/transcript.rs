//! What a surface says and hears, in words, while somebody looks.

use super::driver::{Item, Light, Shown};
use super::message::Message;
use super::monitor::{hex, message_words, name};
use crate::control::feed::MidiLine;

/// Lines of one turn; older ones are lost: nobody reads faster.
const MOST: usize = 60;

/// The lines since the last turn.
#[derive(Debug, Default)]
pub struct Transcript {
    is_on: bool,
    lines: Vec<MidiLine>,
}

impl Transcript {
    /// Somebody looks, or nobody does.
    pub fn turn(&mut self, on: bool) {
        self.is_on = on;
    }

    /// True while somebody looks: otherwise words are worth nothing.
    pub fn is_on(&self) -> bool {
        self.is_on
    }

    /// The surface said this, and it means that.
    pub fn note_in(&mut self, message: &Message, meaning: String) {
        self.note(message, false, meaning);
    }

    /// The surface was told this, for that reason.
    pub fn note_out(&mut self, message: &Message, meaning: &str) {
        self.note(message, true, meaning.to_owned());
    }

    /// The surface was told this, which shows that there.
    pub fn note_shown(&mut self, message: &Message, item: Item, shown: &Shown) {
        if self.is_on {
            self.note(message, true, shown_words(item, shown));
        }
    }

    fn note(&mut self, message: &Message, is_out: bool, meaning: String) {
        if !self.is_on {
            return;
        }
        if self.lines.len() == MOST {
            self.lines.remove(0);
        }
        self.lines.push(MidiLine {
            port: String::new(),
            is_out,
            bytes: hex(&message.bytes()),
            message: message_words(message),
            meaning,
        });
    }

    /// Everything since this was asked last, said of this port.
    pub fn take(&mut self, port: &str) -> Vec<MidiLine> {
        let mut lines = std::mem::take(&mut self.lines);
        for line in &mut lines {
            port.clone_into(&mut line.port);
        }
        lines
    }
}

/// What a device shows, in words.
fn shown_words(item: Item, shown: &Shown) -> String {
    let what = match item {
        Item::Position(control) | Item::Light(control) => name(control),
        Item::Text(strip, line) => format!("line {} of strip {}", line + 1, strip + 1),
        Item::Color(strip) => format!("colour of strip {}", strip + 1),
        Item::Colors => "colours".to_owned(),
        Item::Digits(_) => "digits".to_owned(),
        Item::Overview(part) => format!("part {} of the display", part + 1),
    };
    match shown {
        Shown::Position(raw) | Shown::Ring(raw, _) => format!("{what} goes to {raw}"),
        Shown::Light(Light::Off, _) => format!("light of {what} off"),
        Shown::Light(Light::On, _) => format!("light of {what} on"),
        Shown::Light(Light::Flash, _) => format!("light of {what} flashes"),
        Shown::Text(text) => format!("{what}: '{text}'"),
        Shown::Color(_) | Shown::Colors(_) => what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_kept_while_nobody_looks_and_the_newest_otherwise() {
        let message = |value| Message::Control {
            channel: 0,
            number: 7,
            value,
        };
        let mut transcript = Transcript::default();
        transcript.note_out(&message(1), "fader");
        assert!(transcript.take("Box").is_empty());
        transcript.turn(true);
        for value in 0..100 {
            transcript.note_in(&message(value), String::new());
        }
        let lines = transcript.take("Box");
        assert_eq!(lines.len(), MOST);
        assert_eq!(lines[MOST - 1].message, "cc 7 = 99, channel 1");
        assert_eq!((&*lines[0].port, &*lines[0].bytes), ("Box", "B0 07 28"));
        assert!(transcript.take("Box").is_empty());
    }
}
