//! Pastes where a terminal does not mark them: keys that come together as no hand presses them.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use std::time::{Duration, Instant};

/// So many characters at once are no hand's.
const MANY: usize = 3;
/// What follows a paste this soon is more of it: a slow line brings it in pieces.
const GOES_ON: Duration = Duration::from_millis(50);

/// Tells pastes from keys.
#[derive(Clone, Debug, Default)]
pub struct Bursts {
    pasted: Option<Instant>,
}

impl Bursts {
    /// The same events, those that came together at `now` as pasted text where they are: several
    /// characters, not all alike (a key that is held repeats itself). Panic's own key stays a key.
    pub fn sort(&mut self, events: Vec<Event>, now: Instant) -> Vec<Event> {
        let typed: Vec<char> = events.iter().filter_map(character).collect();
        let goes_on = self
            .pasted
            .is_some_and(|pasted| now.saturating_duration_since(pasted) < GOES_ON);
        let is_paste = typed.len() >= MANY && typed.iter().any(|other| *other != typed[0]);
        let is_more = goes_on && !typed.is_empty();
        if !is_paste && !is_more {
            return events;
        }
        self.pasted = Some(now);
        let text: String = events.iter().filter_map(text).collect();
        let mut sorted: Vec<Event> = events.into_iter().filter(is_no_text).collect();
        sorted.push(Event::Paste(text));
        sorted
    }
}

/// The character that a key types.
fn character(event: &Event) -> Option<char> {
    let key = pressed(event)?;
    let held = KeyModifiers::CONTROL | KeyModifiers::ALT;
    match key.code {
        KeyCode::Char(character) if !key.modifiers.intersects(held) => Some(character),
        _ => None,
    }
}

/// What a key adds to a text.
fn text(event: &Event) -> Option<char> {
    match pressed(event)?.code {
        KeyCode::Enter => Some('\n'),
        KeyCode::Tab => Some('\t'),
        _ => character(event),
    }
}

/// True for what is not part of a text: clicks, marked pastes, and F12.
fn is_no_text(event: &Event) -> bool {
    pressed(event).is_none_or(|key| key.code == KeyCode::F(12))
}

fn pressed(event: &Event) -> Option<&KeyEvent> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(key),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<Event> {
        let key = |character| match character {
            '\n' => KeyCode::Enter,
            character => KeyCode::Char(character),
        };
        text.chars()
            .map(|c| Event::Key(KeyEvent::from(key(c))))
            .collect()
    }

    fn paste(text: &str) -> Vec<Event> {
        vec![Event::Paste(text.to_owned())]
    }

    #[test]
    fn characters_that_come_together_are_a_paste() {
        let now = Instant::now();
        let mut bursts = Bursts::default();
        let list = "Set list: 1. Slow One, mute me SOO!\n";
        assert_eq!(bursts.sort(keys(list), now), paste(list));
        // It goes on in pieces, and is over after a moment.
        let soon = now + Duration::from_millis(40);
        assert_eq!(bursts.sort(keys("!"), soon), paste("!"));
        let later = soon + GOES_ON;
        assert_eq!(bursts.sort(keys("!"), later), keys("!"));
    }

    #[test]
    fn held_keys_and_fast_hands_are_no_paste() {
        let now = Instant::now();
        let mut bursts = Bursts::default();
        for text in ["!", "mmmmmmmm", "my", "-6\n", "!!!!"] {
            assert_eq!(bursts.sort(keys(text), now), keys(text), "{text}");
        }
        let arrows = vec![Event::Key(KeyCode::Up.into()); 9];
        assert_eq!(bursts.sort(arrows.clone(), now), arrows);
    }

    #[test]
    fn f12_is_panic_in_the_middle_of_a_paste_too() {
        let panic = Event::Key(KeyCode::F(12).into());
        let mut events = keys("abc");
        events.insert(1, panic.clone());
        let sorted = Bursts::default().sort(events, Instant::now());
        assert_eq!(sorted, [panic, Event::Paste("abc".to_owned())]);
    }
}
