//! The whole of a lesson about a device: its controls one after the other, then its lights and motors. Without a port,
//! a terminal or a clock: messages and answers in, questions and messages out.

use super::Lesson;
use crate::surface::message::Message;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How long motors need.
const WAY: Duration = Duration::from_millis(700);
/// Where motors are sent to, one after the other, 0 to 127.
const PLACES: [u8; 2] = [96, 32];

/// What is asked now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What to do, or the question.
    pub text: &'static str,
    /// It is answered with yes or no; otherwise it is over when somebody says so.
    pub is_yes_or_no: bool,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Controls,
    Lights,
    Motors,
    Over,
}

/// A lesson with everything that is asked in it.
#[derive(Debug, Default)]
pub struct Course {
    lesson: Lesson,
    stage: Stage,
    /// What is sent, and when at the earliest.
    due: VecDeque<(Instant, Vec<Message>)>,
}

impl Course {
    /// What is asked now; nothing when it is over.
    pub fn asked(&self) -> Option<Asked> {
        let yes_or_no = |text| Asked {
            text,
            is_yes_or_no: true,
        };
        match self.stage {
            Stage::Controls => Some(Asked {
                text: self.lesson.question().unwrap_or_default(),
                is_yes_or_no: false,
            }),
            Stage::Lights => Some(yes_or_no("Do its keys light up now?")),
            Stage::Motors => Some(yes_or_no("Did its faders move by themselves?")),
            Stage::Over => None,
        }
    }

    /// Takes a message. Says what it was taken for where a control was found by it.
    pub fn hear(&mut self, message: &Message) -> Option<String> {
        let listens = self.stage == Stage::Controls;
        listens.then(|| self.lesson.hear(message)).flatten()
    }

    /// What was asked is answered: it is done, or yes or no.
    pub fn answer(&mut self, is_yes: bool, now: Instant) {
        match self.stage {
            Stage::Controls => {
                self.lesson.next();
                if self.lesson.question().is_none() {
                    self.show_lights(now);
                }
            }
            Stage::Lights => {
                self.lesson.has_lights = is_yes;
                self.due.push_back((now, self.lesson.lights(false)));
                self.move_motors(now);
            }
            Stage::Motors => {
                self.lesson.has_motors = is_yes;
                self.stage = Stage::Over;
            }
            Stage::Over => {}
        }
    }

    fn show_lights(&mut self, now: Instant) {
        // What Mackie's protocol is, need not be tried.
        let on = self.lesson.lights(true);
        if self.lesson.is_mackie() || on.is_empty() {
            return self.move_motors(now);
        }
        self.due.push_back((now, on));
        self.stage = Stage::Lights;
    }

    fn move_motors(&mut self, now: Instant) {
        if self.lesson.is_mackie() || self.lesson.motors(0).is_empty() {
            self.stage = Stage::Over;
            return;
        }
        for (step, to) in (0..).zip(PLACES) {
            let at = now + step * WAY;
            self.due.push_back((at, self.lesson.motors(to)));
        }
        self.stage = Stage::Motors;
    }

    /// What is to be sent now.
    pub fn due(&mut self, now: Instant) -> Vec<Message> {
        let mut messages = Vec::new();
        while self.due.front().is_some_and(|(at, _)| *at <= now) {
            messages.extend(self.due.pop_front().into_iter().flat_map(|(_, all)| all));
        }
        messages
    }

    /// What was learnt.
    pub fn lesson(&self) -> &Lesson {
        &self.lesson
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cc(number: u8, value: u8) -> Message {
        Message::Control {
            channel: 0,
            number,
            value,
        }
    }

    #[test]
    fn controls_come_first_then_lights_and_motors_and_a_device_without_keys_is_asked_nothing_about_them()
     {
        let now = Instant::now();
        let mut course = Course::default();
        course.hear(&cc(0, 0));
        assert!(course.hear(&cc(0, 100)).is_some());
        let mut asked = Vec::new();
        while let Some(now_asked) = course.asked().filter(|asked| !asked.is_yes_or_no) {
            asked.push(now_asked.text);
            if asked.len() == 4 {
                course.hear(&cc(40, 127));
            }
            course.answer(true, now);
        }
        assert_eq!(asked.len(), super::super::questions::QUESTIONS.len());
        assert_eq!(course.asked().unwrap().text, "Do its keys light up now?");
        assert_eq!(course.due(now), [cc(40, 127)]);
        course.answer(true, now);
        // Off again, and the motors; they are given time for the way.
        assert_eq!(course.due(now), [cc(40, 0), cc(0, 96)]);
        assert!(course.due(now).is_empty());
        assert_eq!(course.due(now + WAY), [cc(0, 32)]);
        course.answer(false, now);
        assert_eq!(course.asked(), None);
        let file = course.lesson().file("Box");
        assert!(
            file.contains("strip.fader: { cc: 0 }") && !file.contains("motors"),
            "{file}"
        );
        assert!(
            file.contains("strip.mute: { cc: 40, on: 127, off: 0 }"),
            "{file}"
        );

        let mut none = Course::default();
        while none.asked().is_some() {
            assert!(!none.asked().unwrap().is_yes_or_no);
            none.answer(true, now);
        }
        assert!(none.lesson().is_empty() && none.due(now).is_empty());
    }
}
