//! A surface that is being taught: what its controls send is heard by the lesson, and moves nothing.

use super::Surface;
use super::lesson::{About, Learnt, Taught};
use crate::control::feed::{LearntControl, LessonAbout, LessonOrders, LessonStatus, LessonStep};
use crate::surface::driver::Gesture;
use crate::surface::learn::keep::Binding;
use crate::surface::learn::one::OneControl;
use crate::surface::message::Message;
use std::time::Instant;

/// What to do while one control is learnt.
const MOVE_IT: &str = "Move the control that shall do something: a fader or knob far, a knob without end to both sides";
const CHOOSE: &str = "Choose what it shall do, or move another control";
/// Controls that are listed.
const MOST_FOUND: usize = 40;

impl Surface {
    /// Where it is plugged in.
    pub fn plug_in(&mut self, port: &str) {
        port.clone_into(&mut self.port);
    }

    /// The number of a lesson that is over, and what comes of it.
    pub fn take_learnt(&mut self) -> Option<(u64, Learnt)> {
        self.learnt.take()
    }

    /// Follows what is said of lessons and of those who look. What was begun before it came is not meant for it.
    pub(super) fn follow_orders(&mut self, is_first: bool, now: Instant) {
        let orders = self.mirror.midi_orders().clone();
        self.transcript.turn(orders.is_watched);
        let lesson = orders.lesson.filter(|lesson| lesson.port == self.port);
        if is_first {
            self.last_lesson = lesson.map_or(self.last_lesson, |lesson| lesson.number);
            return;
        }
        let is_over = |taught: &Taught| lesson.as_ref().map(|l| l.number) != Some(taught.number);
        if self.taught.take_if(|taught| is_over(taught)).is_some() {
            self.begin_anew(now);
        }
        if let Some(lesson) = lesson {
            self.follow_lesson(&lesson, now);
        }
    }

    fn follow_lesson(&mut self, lesson: &LessonOrders, now: Instant) {
        if lesson.number > self.last_lesson {
            self.last_lesson = lesson.number;
            self.begin_lesson(lesson);
        }
        let Some(taught) = &mut self.taught else {
            return;
        };
        let new = lesson.steps.get(taught.steps..).unwrap_or_default();
        taught.steps = lesson.steps.len();
        for step in new {
            self.follow_step(step, now);
        }
    }

    fn begin_lesson(&mut self, lesson: &LessonOrders) {
        // What a hand holds is let go: from here on it moves nothing.
        self.retarget();
        let about = match lesson.about {
            LessonAbout::Device => About::Device(Box::default()),
            LessonAbout::Control => {
                About::Control(OneControl::new(self.driver.controls(), self.takes_inputs))
            }
        };
        self.taught = Some(Taught {
            number: lesson.number,
            steps: 0,
            about,
            found: Vec::new(),
        });
    }

    fn follow_step(&mut self, step: &LessonStep, now: Instant) {
        let Some(taught) = &mut self.taught else {
            return;
        };
        match (&mut taught.about, step) {
            (About::Device(course), LessonStep::Next) => course.answer(true, now),
            (About::Device(course), LessonStep::No) => course.answer(false, now),
            (About::Control(one), LessonStep::Target(target)) => {
                if let Some(moved) = one.moved() {
                    let binding = Binding {
                        moved: moved.clone(),
                        page: self.arrangement.page().to_owned(),
                        target: target.clone(),
                    };
                    self.learnt = Some((taught.number, Learnt::Control(Box::new(binding))));
                    self.taught = None;
                    self.begin_anew(now);
                }
                return;
            }
            _ => return,
        }
        if let About::Device(course) = &taught.about
            && course.asked().is_none()
            && let Some(taught) = self.taught.take()
            && let About::Device(course) = taught.about
        {
            self.learnt = Some((taught.number, Learnt::Device(course)));
        }
    }

    /// The lesson hears a message. False where none is under way.
    pub(super) fn hear_lesson(&mut self, message: &Message, gestures: &[Gesture]) -> bool {
        let Some(taught) = &mut self.taught else {
            return false;
        };
        match &mut taught.about {
            About::Device(course) => {
                let found = course.hear(message);
                taught.found.extend(found);
                let surplus = taught.found.len().saturating_sub(MOST_FOUND);
                taught.found.drain(..surplus);
            }
            About::Control(one) => one.hear(message, gestures),
        }
        for gesture in gestures {
            // Where it stands now is what counts when the lesson is over.
            if let Gesture::Position {
                control, position, ..
            } = *gesture
            {
                self.stand(control, position);
            }
        }
        true
    }

    /// What the lesson has to send. False where the console's state is not shown meanwhile.
    pub(super) fn teach(&mut self, now: Instant) -> bool {
        let due = match &mut self.taught {
            Some(Taught {
                about: About::Device(course),
                ..
            }) => course.due(now),
            Some(_) | None => return true,
        };
        self.say(&due, "lesson");
        false
    }

    /// Everything is shown again, and every control has to be picked up where it is.
    fn begin_anew(&mut self, now: Instant) {
        self.show_again();
        self.settle(now);
        self.retarget();
    }

    /// How the lesson stands.
    pub(super) fn lesson_status(&self) -> Option<LessonStatus> {
        let taught = self.taught.as_ref()?;
        let status = LessonStatus {
            number: taught.number,
            found: taught.found.clone(),
            ..LessonStatus::default()
        };
        Some(match &taught.about {
            About::Device(course) => {
                let asked = course.asked();
                LessonStatus {
                    question: asked.as_ref().map_or("", |asked| asked.text).to_owned(),
                    is_yes_or_no: asked.is_some_and(|asked| asked.is_yes_or_no),
                    ..status
                }
            }
            About::Control(one) => LessonStatus {
                question: one.moved().map_or(MOVE_IT, |_| CHOOSE).to_owned(),
                control: one.moved().map(|moved| LearntControl {
                    words: moved.words(),
                    is_position: moved.control.is_position(),
                    is_of_strip: moved.control.is_of_strip(),
                }),
                ..status
            },
        })
    }
}
