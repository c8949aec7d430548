//! Intents: what each of them does.

use super::console::Console;
use super::feed::Done;
use super::gliding::{Pace, Wish};
use super::intent::{Answer, ClientId, Intent, Refusal, Rights};
use super::journal::Cause;
use super::tap_tempo::is_tap;
use super::undo::Step;
use crate::param::spec::{ConsoleParam, Param};
use crate::param::{NodeId, ParamAddr, ParamIndex, Plain};
use std::time::Instant;

impl Console {
    /// Follows an intent.
    ///
    /// # Errors
    /// Why it cannot be followed; nothing has changed then.
    pub fn follow(
        &mut self,
        client: ClientId,
        intent: Intent,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        if self.subscribers.rights(client) == Rights::Watch {
            return Err(Refusal::Rights);
        }
        let name = self.subscribers.name(client);
        self.journal.attribute(client, name, Cause::Hand, now);
        let is_told = intent.is_told() || self.guards(&intent);
        let answer = self.dispatch(client, intent, now)?;
        if is_told {
            self.subscribers.tell_done(&Done {
                text: answer.text.clone(),
                by: self.subscribers.name(client).to_owned(),
            });
        }
        Ok(Answer {
            change: self.journal.changes(),
            ..answer
        })
    }

    /// True for an intent that sets what is protected.
    fn guards(&self, intent: &Intent) -> bool {
        let Intent::SetProtected(addr, _) = intent else {
            return false;
        };
        let index = self.layout.index(*addr);
        index.is_some_and(|index| self.layout.spec(index).protected)
    }

    fn dispatch(
        &mut self,
        client: ClientId,
        intent: Intent,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        match intent {
            Intent::Set(addr, value) | Intent::SetProtected(addr, value)
                if is_tap(addr) && value.is_on() =>
            {
                self.tap(client, addr.node(), now)
            }
            Intent::Set(addr, value) => {
                self.check_unprotected([addr])?;
                self.set(client, &[(addr, value)], now)
            }
            Intent::Move(addr, value) => {
                self.check_unprotected([addr])?;
                self.set_at(client, &[(addr, value)], Pace::Hand, now)
            }
            Intent::SetProtected(addr, value) => self.set(client, &[(addr, value)], now),
            Intent::Panic => self.panic(client, now),
            Intent::SetMany(values) => {
                self.check_length(values.len())?;
                self.check_unprotected(values.iter().map(|(addr, _)| *addr))?;
                self.set(client, &values, now)
            }
            Intent::Toggle(addr) if is_tap(addr) => self.tap(client, addr.node(), now),
            Intent::Step(addr, part) => self.step(client, addr, part, now),
            Intent::Toggle(addr) => self.toggle(client, addr, now),
            Intent::Reset(addr) => {
                let index = self.find(addr)?;
                self.check_unprotected([addr])?;
                self.set(client, &[(addr, self.layout.default(index))], now)
            }
            Intent::BeginGesture(addr) => self.begin_gesture(client, addr, now),
            Intent::EndGesture(addr) => {
                self.end_gesture(client, addr);
                Ok(Answer::default())
            }
            Intent::Undo => self.undo(client),
            Intent::Redo => self.redo(client),
            Intent::StoreScene(name) => self.store_scene(client, &name),
            Intent::RecallScene(name, seconds) => self.recall_scene(client, &name, seconds, now),
            Intent::RecallSceneAt(place) => self.recall_scene_at(client, place, now),
            Intent::ArmScene(name) => self.arm_scene(name.as_deref()),
            Intent::StepArmed(by) => self.step_armed(by),
            Intent::Go => self.go(client, now),
            Intent::StoreCurrentScene => self.store_current_scene(client),
            Intent::RenameScene(from, to) => self.rename_scene(client, &from, &to),
            Intent::DeleteScene(name) => self.delete_scene(client, &name),
            Intent::SetSceneSwitches(name, switches) => self.set_switches(client, &name, switches),
            Intent::UndoRecall => self.undo_recall(client, now),
            Intent::Reshape(topology) => self.reshape(topology),
            Intent::ClearFault(node) => self.clear_fault(node),
            Intent::Transfer(wish) => self.transfer(client, wish, now),
            Intent::End => {
                self.is_over = true;
                Ok(Answer::said("The console ends"))
            }
        }
    }

    /// All outputs are silenced at once.
    fn panic(&mut self, client: ClientId, now: Instant) -> Result<Answer, Refusal> {
        let switch = NodeId::CONSOLE.param(Param::Console(ConsoleParam::Panic));
        self.set(client, &[(switch, Plain::switch(true))], now)?;
        Ok(Answer::said("Panic: all outputs are silent"))
    }

    pub(super) fn find(&self, addr: ParamAddr) -> Result<ParamIndex, Refusal> {
        self.layout
            .index(addr)
            .ok_or_else(|| Refusal::Unknown(addr.to_string()))
    }

    /// Guards of hearing and the PA move only when they are named and given a value.
    pub(super) fn check_unprotected(
        &self,
        addrs: impl IntoIterator<Item = ParamAddr>,
    ) -> Result<(), Refusal> {
        for addr in addrs {
            let index = self.find(addr)?;
            if self.layout.spec(index).protected {
                return Err(Refusal::Protected(addr.to_string()));
            }
        }
        Ok(())
    }

    /// Nobody has more to say than there are parameters.
    fn check_length(&self, found: usize) -> Result<(), Refusal> {
        let most = self.layout.len();
        if found > most {
            return Err(Refusal::TooMany { found, most });
        }
        Ok(())
    }

    fn check_value(&self, addr: ParamAddr, value: Plain) -> Result<(ParamIndex, Plain), Refusal> {
        let index = self.find(addr)?;
        let spec = self.layout.spec(index);
        let refusal = |allowed: String| Refusal::Value {
            path: addr.to_string(),
            found: spec.exact(value),
            allowed,
        };
        if spec.read_only {
            return Err(Refusal::ReadOnly(addr.to_string()));
        }
        if !spec.curve.allows(value) {
            return Err(refusal(spec.allowed()));
        }
        if !self.layout.has_named(index, value) {
            return Err(refusal(format!("{}, on this console", spec.allowed())));
        }
        let value = if is_tap(addr) {
            Plain::switch(false)
        } else {
            value
        };
        Ok((index, spec.curve.clamp(value)))
    }

    /// Sets values that may jump.
    pub(super) fn set(
        &mut self,
        client: ClientId,
        values: &[(ParamAddr, Plain)],
        now: Instant,
    ) -> Result<Answer, Refusal> {
        self.set_at(client, values, Pace::Jump, now)
    }

    fn set_at(
        &mut self,
        client: ClientId,
        values: &[(ParamAddr, Plain)],
        pace: Pace,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let checked: Result<Vec<_>, _> = values
            .iter()
            .map(|(addr, value)| self.check_value(*addr, *value))
            .collect();
        let values_of_all = self.with_consequences(checked?)?;
        let wish = |(index, value)| Wish { index, value, pace };
        let edits = self.change(values_of_all.into_iter().map(wish));
        self.note_touch(&edits);
        self.record(client, Step::of(edits), now);
        Ok(Answer::said(self.say(values)))
    }

    fn say(&self, values: &[(ParamAddr, Plain)]) -> String {
        match values {
            [(addr, _)] => match self.layout.index(*addr) {
                Some(index) => {
                    format!(
                        "{addr}: {}",
                        self.layout.spec(index).exact(self.heading(index))
                    )
                }
                None => addr.to_string(),
            },
            values => format!("{} parameters set", values.len()),
        }
    }
}
