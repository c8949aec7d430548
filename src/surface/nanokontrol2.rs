//! Korg's dialogue that gives the lights of a nanoKONTROL2 to the host.
//!
//! The device lights its keys itself until its scene says "external". The scene is fetched from its
//! working memory, changed in one byte, and sent back; nothing is written to its flash.

use super::message::Message;
use std::time::{Duration, Instant};

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_millis(500);
/// Tries before the lights stay as they are.
const TRIES: u32 = 3;
/// Bytes of a packed scene, and of a plain one.
const PACKED: usize = 388;
const PLAIN: usize = 339;
/// Places in the scene.
const CONTROL_MODE: usize = 1;
const LED_MODE: usize = 2;
const DUMP: [u8; 6] = [0x7f, 0x7f, 0x02, 0x03, 0x05, 0x40];
const ECHO: u8 = 0x5a;

/// The dialogue.
#[derive(Clone, Debug, Default)]
pub struct Lights {
    /// The device's global MIDI channel.
    channel: u8,
    /// When to ask again.
    ask_again: Option<Instant>,
    tries: u32,
}

impl Lights {
    /// Begins: looks for the device's channel.
    pub fn start(&mut self, now: Instant) -> Vec<Message> {
        self.tries = 0;
        self.ask(now)
    }

    /// Asks again, where no answer came.
    pub fn remind(&mut self, now: Instant) -> Vec<Message> {
        match self.ask_again {
            Some(due) if due <= now => self.ask(now),
            _ => Vec::new(),
        }
    }

    /// Goes on. True when the lights are ours from here on.
    pub fn hear(&mut self, body: &[u8], now: Instant, replies: &mut Vec<Message>) -> bool {
        match body {
            // It is there, on this channel.
            [0x42, 0x51, channel, _, 0x13, 0x01, ..] => {
                self.channel = channel & 0x0f;
                self.ask_again = Some(now + PATIENCE);
                replies.push(self.scene_request());
            }
            [0x42, channel, 0x00, 0x01, 0x13, 0x00, rest @ ..] if channel & 0xf0 == 0x40 => {
                self.channel = channel & 0x0f;
                return self.hear_own(rest, now, replies);
            }
            _ => {}
        }
        false
    }

    fn hear_own(&mut self, body: &[u8], now: Instant, replies: &mut Vec<Message>) -> bool {
        if let Some(packed) = body.strip_prefix(&DUMP) {
            if let Some(mut scene) = unpack(packed) {
                scene[CONTROL_MODE] = 0;
                scene[LED_MODE] = 1;
                self.ask_again = Some(now + PATIENCE);
                replies.push(self.say(&[&DUMP[..], &pack(&scene)].concat()));
            }
            return false;
        }
        let taken = body.starts_with(&[0x5f, 0x23]);
        if taken || body.starts_with(&[0x5f, 0x24]) {
            self.ask_again = None;
        }
        taken
    }

    /// Where the channel is not known, the search and a request on channel 1: one of them is heard.
    fn ask(&mut self, now: Instant) -> Vec<Message> {
        self.tries += 1;
        self.ask_again = (self.tries < TRIES).then(|| now + PATIENCE);
        let search = Message::SysEx(vec![0x42, 0x50, 0x00, ECHO]);
        vec![search, self.scene_request()]
    }

    fn scene_request(&self) -> Message {
        self.say(&[0x1f, 0x10, 0x00])
    }

    fn say(&self, rest: &[u8]) -> Message {
        let head = [0x42, 0x40 | self.channel, 0x00, 0x01, 0x13, 0x00];
        Message::SysEx([&head[..], rest].concat())
    }
}

/// Groups of eight: the top bits of seven bytes, then their lower seven bits.
fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    if packed.len() != PACKED {
        return None;
    }
    let mut plain = Vec::with_capacity(PLAIN);
    for group in packed.chunks(8) {
        let (tops, bytes) = group.split_first()?;
        let bytes = bytes.iter().enumerate();
        plain.extend(bytes.map(|(at, byte)| byte | (tops >> at & 1) << 7));
    }
    Some(plain)
}

fn pack(plain: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(PACKED);
    for group in plain.chunks(7) {
        let tops = group.iter().enumerate();
        packed.push(tops.fold(0, |tops, (at, byte)| tops | (byte >> 7) << at));
        packed.extend(group.iter().map(|byte| byte & 0x7f));
    }
    packed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene() -> Vec<u8> {
        (0..PLAIN).map(|at| (at * 7 % 256) as u8).collect()
    }

    #[test]
    fn packing_is_exact() {
        assert_eq!(pack(&scene()).len(), PACKED);
        assert_eq!(unpack(&pack(&scene())), Some(scene()));
        assert_eq!(unpack(&[0; 7]), None);
    }

    /// Written by hand from Korg's description of its dumps: "a group of seven bytes is sent as eight; the first
    /// has bit 7 of the seven, of the first byte as bit 0, of the seventh as bit 6; then their lower seven bits".
    /// 339 bytes are 48 whole groups and one of three.
    #[test]
    fn a_scene_is_packed_as_the_manual_says() {
        let mut plain = vec![0; PLAIN];
        plain[..7].copy_from_slice(&[0x80, 0x01, 0xff, 0x7f, 0x00, 0xc0, 0x10]);
        plain[7..14].copy_from_slice(&[0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x81]);
        plain[336..].copy_from_slice(&[0x7e, 0x80, 0xaa]);
        let mut packed = vec![0; PACKED];
        packed[..8].copy_from_slice(&[0x25, 0x00, 0x01, 0x7f, 0x7f, 0x00, 0x40, 0x10]);
        packed[8..16].copy_from_slice(&[0x40, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01]);
        packed[384..].copy_from_slice(&[0x06, 0x7e, 0x00, 0x2a]);
        assert_eq!(pack(&plain), packed);
        assert_eq!(unpack(&packed), Some(plain));
    }

    #[test]
    fn the_scene_comes_back_with_one_byte_changed_on_the_devices_own_channel() {
        let now = Instant::now();
        let mut lights = Lights::default();
        let asked: Vec<Vec<u8>> = lights.start(now).iter().map(Message::bytes).collect();
        let search = vec![0xf0, 0x42, 0x50, 0x00, ECHO, 0xf7];
        let request = |g: u8| vec![0xf0, 0x42, 0x40 | g, 0, 1, 0x13, 0, 0x1f, 0x10, 0, 0xf7];
        assert_eq!(asked, [search, request(0)]);
        let mut replies = Vec::new();
        let found = [0x42, 0x51, 0x05, ECHO, 0x13, 0x01, 0, 0, 1, 0, 1, 0];
        assert!(!lights.hear(&found, now, &mut replies));
        assert_eq!(replies.pop().unwrap().bytes(), request(5));
        let mut internal = scene();
        (internal[CONTROL_MODE], internal[LED_MODE]) = (0, 0);
        let head = [0x42, 0x45, 0, 1, 0x13, 0];
        let dump = [&head[..], &DUMP, &pack(&internal)].concat();
        assert!(!lights.hear(&dump, now, &mut replies));
        let sent = replies.pop().unwrap().bytes();
        assert_eq!(sent.len(), 402);
        internal[LED_MODE] = 1;
        assert_eq!(sent[13..401], pack(&internal));
        let acknowledged = [&head[..], &[0x5f, 0x23, 0]].concat();
        assert!(lights.hear(&acknowledged, now, &mut replies));
        assert!(lights.remind(now + PATIENCE * 3).is_empty());
    }

    #[test]
    fn a_silent_device_is_asked_three_times() {
        let now = Instant::now();
        let mut lights = Lights::default();
        lights.start(now);
        let asked = (1..10).filter(|n| !lights.remind(now + PATIENCE * *n).is_empty());
        assert_eq!(asked.count(), 2);
    }
}
