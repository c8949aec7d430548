//! From bytes of a terminal to keys, clicks, pasted text and answers.
//!
//! Nothing that comes can hold up the keys behind it: sequences have a length, pastes an end even when
//! the terminal forgets it, and what is unknown is left out as a whole.

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

/// Longest sequence that a terminal sends.
const LONGEST_SEQUENCE: usize = 64;
/// Most of a paste that is kept: names and values are shorter.
const LONGEST_PASTE: usize = 4096;
const PASTE_BEGINS: &[u8] = b"200";
const PASTE_ENDS: &[u8] = b"\x1b[201~";
const ESCAPE: u8 = 0x1b;

/// One thing that a terminal said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A key, a click, or pasted text.
    Event(Event),
    /// Where the cursor is: everything that was written before the question has arrived.
    Cursor,
}

/// What was not understood yet.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    bytes: Vec<u8>,
    paste: Option<Vec<u8>>,
}

/// What the first bytes are.
enum Part {
    /// Not complete yet.
    More,
    /// So many bytes, and what they mean; nothing for what is unknown.
    Took(usize, Option<Said>),
    /// So many bytes, behind which pasted text begins.
    Paste(usize),
}

impl Decoder {
    /// Takes bytes; what they say is added to `said`.
    pub fn feed(&mut self, bytes: &[u8], said: &mut Vec<Said>) {
        self.bytes.extend_from_slice(bytes);
        loop {
            if self.paste.is_some() {
                if !self.end_paste(said) {
                    return;
                }
                continue;
            }
            match first(&self.bytes) {
                Part::More => return,
                Part::Took(count, what) => {
                    self.bytes.drain(..count);
                    said.extend(what);
                }
                Part::Paste(count) => {
                    self.bytes.drain(..count);
                    self.paste = Some(Vec::new());
                }
            }
        }
    }

    /// True while something has begun and not ended.
    pub fn is_waiting(&self) -> bool {
        !self.bytes.is_empty() || self.paste.is_some()
    }

    /// True while pasted text comes.
    pub fn is_pasting(&self) -> bool {
        self.paste.is_some()
    }

    /// Nothing more comes: a lone escape is the key, a paste is over, and the rest is left out.
    pub fn give_up(&mut self, said: &mut Vec<Said>) {
        if let Some(mut text) = self.paste.take() {
            text.extend_from_slice(&self.bytes);
            said.push(pasted(&text));
        } else if self.bytes == [ESCAPE] {
            said.push(key(KeyCode::Esc, KeyModifiers::NONE));
        }
        self.bytes.clear();
    }

    /// Takes pasted text; true when its end has come.
    fn end_paste(&mut self, said: &mut Vec<Said>) -> bool {
        let mut windows = self.bytes.windows(PASTE_ENDS.len());
        let end = windows.position(|window| window == PASTE_ENDS);
        let kept = PASTE_ENDS.len() - 1;
        let count = end.unwrap_or(self.bytes.len().saturating_sub(kept));
        let text = self.paste.get_or_insert_default();
        let room = LONGEST_PASTE.saturating_sub(text.len());
        text.extend(self.bytes.drain(..count).take(room));
        if end.is_some() {
            self.bytes.drain(..PASTE_ENDS.len());
            said.extend(self.paste.take().as_deref().map(pasted));
        }
        end.is_some()
    }
}

fn pasted(text: &[u8]) -> Said {
    Said::Event(Event::Paste(String::from_utf8_lossy(text).into_owned()))
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Said {
    Said::Event(Event::Key(KeyEvent::new(code, modifiers)))
}

/// What the first bytes say.
fn first(bytes: &[u8]) -> Part {
    let plain = |code| Part::Took(1, Some(key(code, KeyModifiers::NONE)));
    let Some(byte) = bytes.first() else {
        return Part::More;
    };
    match *byte {
        ESCAPE => escaped(bytes),
        b'\r' => plain(KeyCode::Enter),
        b'\t' => plain(KeyCode::Tab),
        0x7f | 0x08 => plain(KeyCode::Backspace),
        0 => Part::Took(1, Some(key(KeyCode::Char(' '), KeyModifiers::CONTROL))),
        byte @ 1..=26 => control(byte - 1 + b'a'),
        byte @ 0x1c..=0x1f => control(byte - 0x1c + b'4'),
        _ => character(bytes, KeyModifiers::NONE, 0),
    }
}

fn control(letter: u8) -> Part {
    let letter = KeyCode::Char(char::from(letter));
    Part::Took(1, Some(key(letter, KeyModifiers::CONTROL)))
}

/// One character behind `skipped` bytes.
fn character(bytes: &[u8], modifiers: KeyModifiers, skipped: usize) -> Part {
    let rest = &bytes[skipped..];
    let length = match rest.first() {
        None => return Part::More,
        Some(0..=0x7f) => 1,
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        Some(_) => return Part::Took(skipped + 1, None),
    };
    let is_tail = |byte: &u8| (0x80..0xc0).contains(byte);
    let good = rest
        .iter()
        .skip(1)
        .take(length - 1)
        .take_while(|b| is_tail(b));
    let good = 1 + good.count();
    if good < length {
        return if rest.len() > good {
            Part::Took(skipped + good, None)
        } else {
            Part::More
        };
    }
    let text = std::str::from_utf8(&rest[..length]).ok();
    let found = text.and_then(|text| text.chars().next());
    let found = found.map(|found| key(KeyCode::Char(found), modifiers));
    Part::Took(skipped + length, found)
}

/// What begins with an escape.
fn escaped(bytes: &[u8]) -> Part {
    match bytes.get(1) {
        None => Part::More,
        // Panic is heard behind an escape as well.
        Some(&ESCAPE | b'!') => Part::Took(1, Some(key(KeyCode::Esc, KeyModifiers::NONE))),
        Some(b'[') => sequence(bytes),
        Some(b'O') => match bytes.get(2) {
            None => Part::More,
            Some(last) => {
                let code = application_key(*last);
                Part::Took(3, code.map(|code| key(code, KeyModifiers::NONE)))
            }
        },
        Some(b']' | b'P' | b'_' | b'^' | b'X') => string(bytes),
        Some(..=0x1f) => Part::Took(2, None),
        Some(_) => character(bytes, KeyModifiers::ALT, 1),
    }
}

/// A string of a terminal: nobody asked for one, and it is left out.
fn string(bytes: &[u8]) -> Part {
    let length = bytes.len().min(LONGEST_PASTE);
    let end = (2..length).find_map(|at| match bytes[at] {
        0x07 => Some(at + 1),
        b'\\' if bytes[at - 1] == ESCAPE => Some(at + 1),
        _ => None,
    });
    match end {
        Some(end) => Part::Took(end, None),
        None if length == LONGEST_PASTE => Part::Took(length, None),
        None => Part::More,
    }
}

/// Arrows and keypad as some terminals send them.
fn application_key(last: u8) -> Option<KeyCode> {
    match last {
        b'M' => Some(KeyCode::Enter),
        b'j'..=b'y' => Some(KeyCode::Char(char::from(last - 0x40))),
        _ => letter_key(last),
    }
}

/// Keys that are told by the last letter of their sequence.
fn letter_key(last: u8) -> Option<KeyCode> {
    match last {
        b'A' => Some(KeyCode::Up),
        b'B' => Some(KeyCode::Down),
        b'C' => Some(KeyCode::Right),
        b'D' => Some(KeyCode::Left),
        b'H' => Some(KeyCode::Home),
        b'F' => Some(KeyCode::End),
        b'Z' => Some(KeyCode::BackTab),
        b'P'..=b'S' => Some(KeyCode::F(last - b'P' + 1)),
        _ => None,
    }
}

/// Keys that are told by the first number of their sequence.
fn number_key(number: u16) -> Option<KeyCode> {
    match number {
        1 | 7 => Some(KeyCode::Home),
        2 => Some(KeyCode::Insert),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        11..=15 => Some(KeyCode::F(number as u8 - 10)),
        17..=21 => Some(KeyCode::F(number as u8 - 11)),
        23 | 24 => Some(KeyCode::F(number as u8 - 12)),
        _ => None,
    }
}

/// A control sequence: numbers, then a letter.
fn sequence(bytes: &[u8]) -> Part {
    // The function keys of the Linux console, and clicks as old terminals send them.
    match (bytes.get(2), bytes.len()) {
        (Some(b'['), 3) | (Some(b'M'), ..6) => return Part::More,
        (Some(b'['), _) => {
            let code = match bytes[3] {
                last @ b'A'..=b'E' => Some(key(KeyCode::F(last - b'A' + 1), KeyModifiers::NONE)),
                _ => None,
            };
            return Part::Took(4, code);
        }
        (Some(b'M'), _) => return Part::Took(6, None),
        _ => {}
    }
    let body = bytes.iter().take(LONGEST_SEQUENCE).skip(2);
    let is_body = |byte: &&u8| (0x20..0x40).contains(*byte);
    let end = 2 + body.take_while(is_body).count();
    match bytes.get(end) {
        _ if end == LONGEST_SEQUENCE => Part::Took(end, None),
        None => Part::More,
        Some(0x40..=0x7e) => meaning(&bytes[2..end], bytes[end], end + 1),
        // It was broken off: what follows is something else.
        Some(_) => Part::Took(end, None),
    }
}

/// What a complete sequence of `length` bytes means.
fn meaning(body: &[u8], last: u8, length: usize) -> Part {
    if body == PASTE_BEGINS && last == b'~' {
        return Part::Paste(length);
    }
    if body.first() == Some(&b'<') {
        return Part::Took(length, click(&numbers(&body[1..]), last));
    }
    let numbers = numbers(body);
    if last == b'R' && numbers.len() == 2 {
        return Part::Took(length, Some(Said::Cursor));
    }
    let modifiers = numbers
        .get(1)
        .map_or(KeyModifiers::NONE, |held| held_keys(*held));
    let code = match last {
        b'~' => number_key(numbers.first().copied().unwrap_or(0)),
        _ => letter_key(last),
    };
    Part::Took(length, code.map(|code| key(code, modifiers)))
}

/// Numbers between semicolons; what is none counts as 0.
fn numbers(body: &[u8]) -> Vec<u16> {
    if body.is_empty() {
        return Vec::new();
    }
    let number = |part: &[u8]| -> Option<u16> { std::str::from_utf8(part).ok()?.parse().ok() };
    let parts = body.split(|byte| *byte == b';');
    parts.map(|part| number(part).unwrap_or(0)).collect()
}

/// What is held with a key, as terminals number it.
fn held_keys(number: u16) -> KeyModifiers {
    let bits = number.saturating_sub(1);
    let mut held = KeyModifiers::NONE;
    held.set(KeyModifiers::SHIFT, bits & 1 != 0);
    held.set(KeyModifiers::ALT, bits & 2 != 0);
    held.set(KeyModifiers::CONTROL, bits & 4 != 0);
    held
}

/// A click or a turn of the wheel: button with what is held, column and row from 1.
fn click(numbers: &[u16], last: u8) -> Option<Said> {
    let [button, column, row] = *numbers else {
        return None;
    };
    let kind = match (button & !0x1c, last) {
        (0, b'M') => MouseEventKind::Down(MouseButton::Left),
        (1, b'M') => MouseEventKind::Down(MouseButton::Middle),
        (2, b'M') => MouseEventKind::Down(MouseButton::Right),
        (32, b'M') => MouseEventKind::Drag(MouseButton::Left),
        (0, b'm') => MouseEventKind::Up(MouseButton::Left),
        (64, b'M') => MouseEventKind::ScrollUp,
        (65, b'M') => MouseEventKind::ScrollDown,
        _ => return None,
    };
    Some(Said::Event(Event::Mouse(MouseEvent {
        kind,
        column: column.saturating_sub(1),
        row: row.saturating_sub(1),
        modifiers: KeyModifiers::NONE,
    })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(bytes: &[u8]) -> Vec<Said> {
        let mut said = Vec::new();
        Decoder::default().feed(bytes, &mut said);
        said
    }

    fn keys(bytes: &[u8]) -> Vec<(KeyCode, KeyModifiers)> {
        let key = |said: Said| match said {
            Said::Event(Event::Key(key)) => (key.code, key.modifiers),
            other => panic!("{other:?}"),
        };
        said(bytes).into_iter().map(key).collect()
    }

    #[test]
    fn keys_as_terminals_send_them() {
        let none = KeyModifiers::NONE;
        for (bytes, code, held) in [
            (&b"m"[..], KeyCode::Char('m'), none),
            (b"\r", KeyCode::Enter, none),
            (b"\x7f", KeyCode::Backspace, none),
            (b"\x0c", KeyCode::Char('l'), KeyModifiers::CONTROL),
            (b"\x1b[A", KeyCode::Up, none),
            (b"\x1bOA", KeyCode::Up, none),
            (b"\x1b[1;2A", KeyCode::Up, KeyModifiers::SHIFT),
            (b"\x1b[1;5C", KeyCode::Right, KeyModifiers::CONTROL),
            (b"\x1b[Z", KeyCode::BackTab, none),
            (b"\x1b[3~", KeyCode::Delete, none),
            (b"\x1b[5~", KeyCode::PageUp, none),
            (b"\x1bOP", KeyCode::F(1), none),
            (b"\x1b[[A", KeyCode::F(1), none),
            (b"\x1b[11~", KeyCode::F(1), none),
            (b"\x1b[24~", KeyCode::F(12), none),
            (b"\x1bOF", KeyCode::End, none),
            (b"\x1bm", KeyCode::Char('m'), KeyModifiers::ALT),
            ("名".as_bytes(), KeyCode::Char('名'), none),
        ] {
            assert_eq!(keys(bytes), [(code, held)], "{bytes:?}");
        }
    }

    #[test]
    fn clicks_the_wheel_and_the_cursor() {
        let mouse = |bytes: &[u8]| match &said(bytes)[..] {
            [Said::Event(Event::Mouse(mouse))] => (mouse.kind, mouse.column, mouse.row),
            other => panic!("{other:?}"),
        };
        let left = MouseEventKind::Down(MouseButton::Left);
        assert_eq!(mouse(b"\x1b[<0;5;10M"), (left, 4, 9));
        assert_eq!(mouse(b"\x1b[<65;1;1M"), (MouseEventKind::ScrollDown, 0, 0));
        let let_go = MouseEventKind::Up(MouseButton::Left);
        assert_eq!(mouse(b"\x1b[<0;5;10m"), (let_go, 4, 9));
        let dragged = MouseEventKind::Drag(MouseButton::Left);
        assert_eq!(mouse(b"\x1b[<32;5;10M"), (dragged, 4, 9));
        assert_eq!(said(b"\x1b[24;80R"), [Said::Cursor]);
    }

    #[test]
    fn what_is_unknown_is_left_out_as_a_whole() {
        for bytes in [
            &b"\x1b[?2004;2$y"[..],
            b"\x1b]11;rgb:0/0/0\x1b\\",
            b"\x1bP1$r0m\x1b\\",
            b"\x1b[M !!",
            b"\x1b[I",
            b"\xff\xc3(",
        ] {
            let rest = keys(&[bytes, b"m"].concat());
            assert_eq!(rest.last().unwrap().0, KeyCode::Char('m'), "{bytes:?}");
            assert!(rest.len() <= 2, "{rest:?}");
        }
        assert_eq!(keys(b"\x1b[12\x1b[A"), keys(b"\x1b[A"));
    }

    #[test]
    fn a_paste_is_text_and_ends_even_when_its_end_does_not_come() {
        let text = "Set list: 1. Slow One, mute me SOO!\n";
        let all = format!("\x1b[200~{text}\x1b[201~m");
        let paste = Said::Event(Event::Paste(text.to_owned()));
        let found = said(all.as_bytes());
        assert_eq!(found[0], paste);
        assert_eq!(found.len(), 2);
        let mut decoder = Decoder::default();
        let mut found = Vec::new();
        for byte in format!("\x1b[200~{text}\x1b[20").bytes() {
            decoder.feed(&[byte], &mut found);
        }
        assert!(found.is_empty() && decoder.is_pasting());
        decoder.give_up(&mut found);
        assert!(
            matches!(&found[..], [Said::Event(Event::Paste(found))] if found.starts_with(text))
        );
        decoder.feed(b"!", &mut found);
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_lone_escape_is_the_key_when_nothing_follows() {
        let mut decoder = Decoder::default();
        let mut found = Vec::new();
        decoder.feed(b"\x1b", &mut found);
        assert!(found.is_empty() && decoder.is_waiting());
        decoder.give_up(&mut found);
        assert_eq!(found, [key(KeyCode::Esc, KeyModifiers::NONE)]);
        assert!(!decoder.is_waiting());
    }

    proptest! {
        #[test]
        fn whatever_came_before_panic_is_heard_once_the_rest_is_given_up(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            cuts in proptest::collection::vec(1_usize..20, 1..20),
        ) {
            let mut decoder = Decoder::default();
            let (mut whole, mut pieces) = (Vec::new(), Vec::new());
            Decoder::default().feed(&bytes, &mut whole);
            let mut rest = &bytes[..];
            for cut in cuts.iter().cycle() {
                let (now, later) = rest.split_at((*cut).min(rest.len()));
                decoder.feed(now, &mut pieces);
                rest = later;
                if rest.is_empty() {
                    break;
                }
            }
            prop_assert_eq!(whole, pieces);
            let mut last = Vec::new();
            decoder.give_up(&mut Vec::new());
            decoder.feed(b"!", &mut last);
            prop_assert_eq!(last, [key(KeyCode::Char('!'), KeyModifiers::NONE)]);
        }
    }
}
