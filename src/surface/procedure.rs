//! What is done before a device shows anything: bytes, waits, answers, and Korg's dialogue.

use super::message::{Message, Parser};
use super::nanokontrol2::Lights;
use crate::show::mapping_file::Setup;
use std::time::Instant;

/// The steps of a setup, and how far they are.
#[derive(Clone, Debug)]
pub struct Procedure {
    steps: Vec<Setup>,
    next: usize,
    /// The next step is not taken before this.
    wait: Option<Instant>,
    lights: Option<Lights>,
}

impl Procedure {
    /// These steps, none of them done.
    pub fn new(steps: &[Setup]) -> Self {
        let wants_lights = steps.contains(&Setup::NanoKontrol2Lights);
        Self {
            steps: steps.to_vec(),
            next: 0,
            wait: None,
            lights: wants_lights.then(Lights::default),
        }
    }

    /// Begins, or begins again.
    pub fn start(&mut self, now: Instant) -> Vec<Message> {
        self.next = 0;
        self.wait = None;
        self.go_on(now)
    }

    /// Takes the steps that are due.
    pub fn remind(&mut self, now: Instant) -> Vec<Message> {
        let lights = self.lights.as_mut().map(|lights| lights.remind(now));
        let mut sent = lights.unwrap_or_default();
        if self.wait.is_some_and(|due| due <= now) {
            // Whatever was waited for: it is over.
            self.wait = None;
            self.next += 1;
            sent.extend(self.go_on(now));
        }
        sent
    }

    /// True when every step is done.
    pub fn is_done(&self) -> bool {
        self.next >= self.steps.len()
    }

    /// Takes what the device says. True when its lights are ours from here on.
    pub fn hear(&mut self, message: &Message, now: Instant, replies: &mut Vec<Message>) -> bool {
        if let Some(Setup::Expect(pattern, _)) = self.steps.get(self.next)
            && pattern.fits(&message.bytes()).is_some()
        {
            self.wait = Some(now);
        }
        match (message, &mut self.lights) {
            (Message::SysEx(body), Some(lights)) => lights.hear(body, now, replies),
            _ => false,
        }
    }

    fn go_on(&mut self, now: Instant) -> Vec<Message> {
        let mut sent = Vec::new();
        while let Some(step) = self.steps.get(self.next) {
            match (step, &mut self.lights) {
                (Setup::NanoKontrol2Lights, Some(lights)) => sent.extend(lights.start(now)),
                (Setup::NanoKontrol2Lights, None) => {}
                (Setup::Bytes(bytes), _) => sent.extend(messages(bytes)),
                (Setup::Wait(time) | Setup::Expect(_, time), _) => {
                    self.wait = Some(now + *time);
                    break;
                }
            }
            self.next += 1;
        }
        sent
    }
}

/// Bytes as messages.
pub fn messages(bytes: &[u8]) -> Vec<Message> {
    Parser::default().take_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::mapping_file::Pattern;
    use std::time::Duration;

    fn steps() -> Vec<Setup> {
        let pattern = Pattern::parse("F0 7E ?? 06 02 * F7").unwrap();
        vec![
            Setup::Bytes(vec![0xf0, 0x7e, 0x7f, 6, 1, 0xf7]),
            Setup::Expect(pattern, Duration::from_millis(500)),
            Setup::Bytes(vec![0xb0, 1, 2]),
            Setup::Wait(Duration::from_millis(100)),
            Setup::Bytes(vec![0xb0, 3, 4]),
        ]
    }

    fn bytes(messages: &[Message]) -> Vec<Vec<u8>> {
        messages.iter().map(Message::bytes).collect()
    }

    #[test]
    fn steps_wait_for_their_answer_or_their_time() {
        let begun = Instant::now();
        let at = |ms: u64| begun + Duration::from_millis(ms);
        // The answer comes at once, or never.
        for (answers, due) in [(true, 10), (false, 500)] {
            let mut procedure = Procedure::new(&steps());
            assert_eq!(procedure.start(at(0)).len(), 1);
            assert!(procedure.remind(at(5)).is_empty());
            if answers {
                let reply = Message::SysEx(vec![0x7e, 0, 6, 2, 0x42, 1]);
                procedure.hear(&reply, at(9), &mut Vec::new());
            }
            assert_eq!(bytes(&procedure.remind(at(due))), [[0xb0, 1, 2]]);
            assert!(procedure.remind(at(due + 50)).is_empty() && !procedure.is_done());
            assert_eq!(bytes(&procedure.remind(at(due + 100))), [[0xb0, 3, 4]]);
            assert!(procedure.is_done());
        }
    }
}
