//! Who looks at the messages of surfaces, and who teaches one.
//!
//! Surfaces are told by news and do it themselves: a lesson is the list of everything that was said in it, so that none
//! of it is lost on the way.

use super::core::Core;
use super::feed::{LessonOrders, LessonStep, MidiLine, MidiOrders, News, SurfaceStatus};
use super::intent::{Answer, ClientId, MidiWish, Refusal};
use std::collections::BTreeSet;
use std::sync::Arc;

/// More is not said in one lesson.
const MOST_STEPS: usize = 200;

/// Who looks, and who teaches.
#[derive(Debug, Default)]
pub(super) struct Midi {
    watchers: BTreeSet<ClientId>,
    teacher: Option<ClientId>,
    orders: MidiOrders,
    /// The number of the last lesson.
    last: u64,
}

impl Midi {
    /// Follows a wish.
    ///
    /// # Errors
    /// There is no such surface, or another one is taught.
    pub fn follow(
        &mut self,
        core: &mut Core,
        client: ClientId,
        wish: MidiWish,
    ) -> Result<Answer, Refusal> {
        match wish {
            MidiWish::Watch(on) => {
                self.watch(core, client, on);
                return Ok(Answer::default());
            }
            MidiWish::Teach(port, about) => {
                if self.teacher.is_some_and(|teacher| teacher != client) {
                    let text = "somebody else teaches a surface now; wait until that is over";
                    return Err(Refusal::Surface(text.to_owned()));
                }
                self.last += 1;
                self.teacher = Some(client);
                self.orders.lesson = Some(LessonOrders {
                    number: self.last,
                    port,
                    about,
                    steps: Vec::new(),
                });
            }
            MidiWish::Say(step) => self.say(client, step)?,
            MidiWish::EndLesson if self.teacher == Some(client) => self.end_lesson(),
            MidiWish::EndLesson => {}
        }
        self.tell(core);
        Ok(Answer::default())
    }

    fn say(&mut self, client: ClientId, step: LessonStep) -> Result<(), Refusal> {
        let lesson = self.orders.lesson.as_mut();
        match lesson.filter(|_| self.teacher == Some(client)) {
            Some(lesson) if lesson.steps.len() < MOST_STEPS => {
                lesson.steps.push(step);
                Ok(())
            }
            _ => Err(Refusal::Surface(
                "no surface is taught: begin to learn first".to_owned(),
            )),
        }
    }

    fn watch(&mut self, core: &mut Core, client: ClientId, on: bool) {
        if on {
            self.watchers.insert(client);
        } else {
            self.watchers.remove(&client);
        }
        core.subscribers.watch_midi(client, on);
        self.tell(core);
    }

    fn end_lesson(&mut self) {
        self.teacher = None;
        self.orders.lesson = None;
    }

    fn tell(&mut self, core: &mut Core) {
        self.orders.is_watched = !self.watchers.is_empty();
        let orders = Arc::new(self.orders.clone());
        core.subscribers.tell(News::MidiOrders(orders));
    }

    /// A client is gone: its lesson is over.
    pub fn part(&mut self, core: &mut Core, client: ClientId) {
        let watched = self.watchers.remove(&client);
        let taught = self.teacher == Some(client);
        if taught {
            self.end_lesson();
        }
        if watched || taught {
            self.tell(core);
        }
    }

    /// A surface says that a lesson is over.
    pub fn note_over(&mut self, core: &mut Core, number: u64) {
        let lesson = self.orders.lesson.as_ref();
        if lesson.is_some_and(|lesson| lesson.number == number) {
            self.end_lesson();
            self.tell(core);
        }
    }

    /// The surfaces stand so, which is news: the lesson of one that is gone is over.
    pub fn note_surfaces(&mut self, core: &mut Core, surfaces: Vec<SurfaceStatus>) {
        let surfaces = Arc::new(surfaces);
        core.subscribers.tell(News::Surfaces(Arc::clone(&surfaces)));
        let Some(lesson) = &self.orders.lesson else {
            return;
        };
        let is_there = |surface: &SurfaceStatus| surface.is_here && surface.port == lesson.port;
        if !surfaces.iter().any(is_there) {
            self.end_lesson();
            self.tell(core);
        }
    }

    /// What surfaces have said and heard goes to those who look.
    pub fn take(core: &mut Core, lines: &[MidiLine]) {
        core.subscribers.add_midi(lines);
    }
}
