//! What a device says, in words: its messages, the controls that they belong to, and what those do.

use super::catalogue::Device;
use super::driver::{Driver, Gesture};
use super::drivers::driver_for;
use super::message::{Message, Parser};
use crate::show::layout_file::{Assignment, LayoutFile, SurfaceAction, sections};
use crate::show::mapping_file::{Control, Kind};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

/// Bytes of a `SysEx` that are printed.
const MOST_BYTES: usize = 24;

/// One device that is listened to.
#[derive(Debug)]
pub struct Monitor {
    driver: Box<dyn Driver>,
    layout: Arc<LayoutFile>,
    parser: Parser,
}

impl Monitor {
    /// A device with the layout that it gets.
    pub fn new(device: &Device) -> Self {
        Self {
            driver: driver_for(&device.file),
            layout: Arc::clone(&device.layout),
            parser: Parser::default(),
        }
    }

    /// A line for every message in these bytes.
    pub fn hear(&mut self, bytes: &[u8], now: Instant) -> Vec<String> {
        let messages = self.parser.take_all(bytes);
        // Clocks and times would leave no room for anything else.
        let told = messages.iter().filter(|message| !message.is_timing());
        told.map(|message| self.line(message, now)).collect()
    }

    fn line(&mut self, message: &Message, now: Instant) -> String {
        let mut replies = Vec::new();
        let gestures = self.driver.hear(message, now, &mut replies);
        let meanings: Vec<String> = gestures
            .iter()
            .map(|gesture| meaning(gesture, |control| self.does(control)))
            .collect();
        let meaning = if meanings.is_empty() {
            "no control of its file".to_owned()
        } else {
            meanings.join("; ")
        };
        let mut line = format!(
            "{:<12} {:<28} {meaning}",
            hex(&message.bytes()),
            message_words(message)
        );
        for reply in replies {
            let _ = write!(line, "; answered with {}", hex(&reply.bytes()));
        }
        line
    }

    /// What a control does on the first page.
    fn does(&self, control: Control) -> String {
        let first = control.of_first();
        let page = self.layout.pages.first();
        let own = page.and_then(|page| page.strips.get(&first));
        let found = own.or_else(|| self.layout.keys.get(&first));
        found.map_or_else(
            || format!("nothing in layout {}", self.layout.name),
            |assignment| assignment_words(assignment, &self.layout),
        )
    }
}

/// What a gesture is, and what its control does.
pub(super) fn meaning(gesture: &Gesture, does: impl Fn(Control) -> String) -> String {
    let (control, what) = match gesture {
        Gesture::Position {
            control, position, ..
        } => (*control, format!("stands at {:.1} %", position * 100.0)),
        Gesture::Stands { control, position } => {
            return format!(
                "{} stands at {:.1} %: memorised",
                name(*control),
                position * 100.0
            );
        }
        Gesture::Turn {
            control, clicks, ..
        } => (*control, format!("turned by {clicks:+}")),
        Gesture::Press(control) => (*control, "pressed".to_owned()),
        Gesture::Release(control) => return format!("{} let go", name(*control)),
        Gesture::Touch { control, on } => {
            let what = if *on { "touched" } else { "let go" };
            return format!("{} {what}", name(*control));
        }
        Gesture::Bank(bank) => return format!("its own bank {}", bank + 1),
        Gesture::StartOver => return "everything is shown again".to_owned(),
        Gesture::Stranger(_) => {
            return "no plain controller sends this: it is ignored".to_owned();
        }
    };
    format!("{} {what} → {}", name(control), does(control))
}

/// What a control does, in the words of layouts.
pub(super) fn assignment_words(assignment: &Assignment, layout: &LayoutFile) -> String {
    match assignment {
        Assignment::Strip(relative) => relative.path.clone(),
        Assignment::OfSelected(relative) => format!("selected/{}", relative.path),
        Assignment::Fixed(addr) => addr.to_string(),
        Assignment::Select => "select".to_owned(),
        Assignment::SelectNode(node) => format!("select {node}"),
        Assignment::Reset => "reset".to_owned(),
        Assignment::Selected => "selected".to_owned(),
        Assignment::Do(action) => action_words(*action, layout),
    }
}

fn action_words(action: SurfaceAction, layout: &LayoutFile) -> String {
    let place = |names: Vec<&str>, at: u8| {
        names
            .get(usize::from(at))
            .map_or(String::new(), |n| (*n).to_owned())
    };
    match action {
        SurfaceAction::Page(at) => {
            let names = layout.pages.iter().map(|page| page.name.as_str());
            format!("page {}", place(names.collect(), at))
        }
        SurfaceAction::Bank(at) => {
            let names = layout.banks.iter().map(|bank| bank.name.as_str());
            format!("bank {}", place(names.collect(), at))
        }
        SurfaceAction::Section(at) => format!("selected {}", place(sections(), at)),
        SurfaceAction::Scene(at) => format!("scene {}", at + 1),
        action => action.word().to_owned(),
    }
}

/// A control by its name, and the strip that it belongs to.
pub(super) fn name(control: Control) -> String {
    match control.strip() {
        Some(strip) => format!("{} of strip {}", control.word(), strip + 1),
        None => control.word().to_owned(),
    }
}

/// Bytes as people write them.
pub fn hex(bytes: &[u8]) -> String {
    let shown = bytes
        .iter()
        .take(MOST_BYTES)
        .map(|byte| format!("{byte:02X}"));
    let mut text = shown.collect::<Vec<_>>().join(" ");
    if bytes.len() > MOST_BYTES {
        let _ = write!(text, " … ({} bytes)", bytes.len());
    }
    text
}

/// A message in the words of device files.
pub fn message_words(message: &Message) -> String {
    let of = |kind: Kind, channel: u8, number: u8, value: u8| {
        format!(
            "{} {number} = {value}, channel {}",
            kind.word(),
            channel + 1
        )
    };
    match *message {
        Message::Note {
            channel,
            number,
            velocity,
        } => of(Kind::Note, channel, number, velocity),
        Message::Control {
            channel,
            number,
            value,
        } => of(Kind::Cc, channel, number, value),
        Message::Poly {
            channel,
            number,
            value,
        } => of(Kind::Poly, channel, number, value),
        Message::Bend { channel, value } => format!("bend {} = {value}", channel + 1),
        Message::Pressure { channel, value } => format!("pressure {} = {value}", channel + 1),
        Message::Program { channel, number } => {
            format!("program {}, channel {}", u16::from(number) + 1, channel + 1)
        }
        Message::SysEx(_) => "sysex".to_owned(),
        Message::Reset => "reset".to_owned(),
        Message::Clock => "clock".to_owned(),
        Message::QuarterFrame(_) => "time".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surface::catalogue::Catalogue;

    #[test]
    fn a_message_is_named_with_its_control_and_what_that_does() {
        let device = |port: &str| Catalogue::new(None).0.for_port(port).unwrap();
        let mut nano = Monitor::new(&device("nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0"));
        #[rustfmt::skip]
        let rows: [(&[u8], &[&str]); 5] = [
            (&[0xb0, 2, 127], &["B0 02 7F", "cc 2 = 127, channel 1", "strip.fader of strip 3 stands at 100.0 % → fader"]),
            (&[0xb0, 48, 127], &["strip.mute of strip 1 pressed → mute"]),
            (&[0xb0, 48, 0], &["strip.mute of strip 1 let go"]),
            (&[0xb0, 41, 127], &["key.play pressed → go"]),
            (&[0xb3, 100, 1], &["cc 100 = 1, channel 4", "no control of its file"]),
        ];
        for (bytes, expected) in rows {
            let found = nano.hear(bytes, Instant::now());
            assert_eq!(found.len(), 1);
            for words in expected {
                assert!(found[0].contains(words), "{words} in {found:?}");
            }
        }
        let mut touch = Monitor::new(&device("X-Touch:X-Touch MIDI 1 20:0"));
        let found = touch.hear(&[0x90, 0x68, 0x7f, 0xb0, 0x10, 0x41], Instant::now());
        assert!(
            found[0].contains("strip.fader of strip 1 touched"),
            "{found:?}"
        );
        assert!(
            found[1].contains("strip.knob of strip 1 turned by -1 → pan"),
            "{found:?}"
        );
    }
}
