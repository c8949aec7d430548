//! Pastes where a terminal does not mark them: keys that come together as no hand presses them.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use std::time::{Duration, Instant};

/// So many characters at once are no hand's.
const MANY: usize = 3;
/// A slow line may bring so many of a hand's keys at once, and panic behind them.
const FEW: usize = 4;
/// The character that is panic's own key.
const PANIC: char = '!';
/// What follows a paste this soon is more of it: a slow line brings it in pieces.
const GOES_ON: Duration = Duration::from_millis(50);

/// Tells pastes from keys.
#[derive(Clone, Debug, Default)]
pub struct Bursts {
    pasted: Option<Instant>,
    /// How much was pasted since it began.
    length: usize,
}

impl Bursts {
    /// The same events, those that came together at `now` as pasted text where they are: several
    /// characters, not all alike (a key that is held repeats itself). Panic stays a key: F12 always, and `!`
    /// where it comes last and only a few others come before it on the same line. Silence by mistake is a
    /// smaller harm than a panic that nobody hears.
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
        let before = if goes_on { self.length } else { 0 };
        let text: String = events.iter().filter_map(text).collect();
        self.pasted = Some(now);
        self.length = before + text.chars().count();
        let others = text.trim_end_matches(PANIC);
        let is_line = !others.contains(['\n', '\t']);
        let is_panic = text.ends_with(PANIC) && is_line && before + others.chars().count() <= FEW;
        let pasted = if is_panic { others } else { &text };
        let mut sorted: Vec<Event> = events.into_iter().filter(is_no_text).collect();
        if !pasted.is_empty() {
            sorted.push(Event::Paste(pasted.to_owned()));
        }
        if is_panic {
            sorted.push(Event::Key(KeyEvent::from(KeyCode::Char(PANIC))));
        }
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
    fn panic_behind_a_few_keys_acts_and_at_the_end_of_a_text_it_does_not() {
        let now = Instant::now();
        let panic = Event::Key(KeyEvent::from(KeyCode::Char('!')));
        for (text, pasted) in [("om!", "om"), ("om!!!", "om"), (",.,.!", ",.,.")] {
            let sorted = Bursts::default().sort(keys(text), now);
            assert_eq!(sorted, [paste(pasted), vec![panic.clone()]].concat());
        }
        for text in ["Slow One!", "SOO\n!", "o!m", "a\tb!"] {
            let sorted = Bursts::default().sort(keys(text), now);
            assert_eq!(sorted, paste(text), "{text}");
        }
        // On a slow line the keys come in pieces, too.
        let mut bursts = Bursts::default();
        bursts.sort(keys("om,"), now);
        let soon = now + Duration::from_millis(20);
        assert_eq!(bursts.sort(keys("!"), soon), [panic]);
        let mut bursts = Bursts::default();
        bursts.sort(keys("Slow One"), now);
        assert_eq!(bursts.sort(keys("!"), soon), paste("!"));
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
