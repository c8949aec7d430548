//! Intents: which feature follows each of them.

use super::console::Console;
use super::copy::copy_to;
use super::core::Core;
use super::feed::{Done, News};
use super::gliding::Pace;
use super::intent::{Answer, ClientId, Intent, Refusal, Rights, Shape, Transfer};
use super::journal::Cause;
use super::looking::{Looking, is_clear};
use super::main_copy::copy_main_to;
use super::measuring::{Measuring, is_reset};
use super::naming;
use super::notch::notch;
use super::nudge::{reset, step, toggle};
use super::patching::patch;
use super::personal;
use super::recording::Recording;
use super::set::{Certainty, is_press, panic, set, set_at, set_many};
use super::spare::use_spare;
use crate::param::ParamAddr;
use std::sync::Arc;
use std::time::Instant;

/// Asks whoever looks what is lacking before doors.
fn look_before_doors(core: &Core) -> Result<Answer, Refusal> {
    let asked = core.wires().preflight.as_ref();
    match asked.map(|asked| asked.send(())) {
        Some(Ok(())) => Ok(Answer::default()),
        _ => Err(Refusal::Nothing("look at: nobody looks here".to_owned())),
    }
}

/// How a hand moves a parameter, and how somebody sets one who has confirmed it.
const BY_HAND: (Pace, Certainty) = (Pace::Hand, Certainty::Asked);
const CONFIRMED: (Pace, Certainty) = (Pace::Jump, Certainty::Confirmed);

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
        match self.core.subscribers.rights(client) {
            Rights::Watch if !intent.only_looks() => return Err(Refusal::Rights),
            Rights::Bus(bus) => personal::check(&self.core, bus, &intent)?,
            Rights::Watch | Rights::Mix => {}
        }
        self.reference
            .prepare(&mut self.core, &self.measuring, &intent, now)?;
        self.tape.prepare(&self.core, &intent)?;
        let may_record = Recording::may_begin(&intent);
        if may_record {
            Recording::prepare(&self.core, &intent)?;
        }
        let name = self.core.subscribers.name(client);
        self.core.journal.attribute(client, name, Cause::Hand, now);
        let is_told = intent.is_told() || self.guards(&intent);
        self.automation.follow(&mut self.core);
        let asked = self.scenes.waiting_number();
        let moves = intent.moves();
        self.scenes.guard.look_before(&mut self.core, moves, now);
        let answer = self.dispatch(client, intent, now);
        self.automation.note_moves(&mut self.core, client, now);
        self.scenes.note_touched(&mut self.core);
        let mut answer = answer?;
        if may_record {
            answer.text.push_str(&self.recording.words(&self.core));
        }
        if is_told {
            let by = self.core.subscribers.name(client);
            self.core.history.told(by, &answer.text);
            self.core.subscribers.tell_done(&Done {
                text: answer.text.clone(),
                by: self.core.subscribers.name(client).to_owned(),
            });
        }
        if let Some(lines) = self.core.history.news() {
            self.core.subscribers.tell(News::History(Arc::new(lines)));
        }
        Ok(Answer {
            change: self.core.journal.changes(),
            waits: self
                .scenes
                .waiting_number()
                .filter(|now| asked != Some(*now)),
            ..answer
        })
    }

    /// True for an intent that sets what is protected.
    fn guards(&self, intent: &Intent) -> bool {
        let (Intent::Set(addr, _) | Intent::SetConfirmed(addr, _) | Intent::Toggle(addr)) = intent
        else {
            return false;
        };
        let index = self.core.layout().index(*addr);
        index.is_some_and(|index| self.core.layout().spec(index).protected)
    }

    fn end(&mut self) -> Answer {
        self.is_over = true;
        Answer::said("The console ends")
    }

    fn dispatch(
        &mut self,
        client: ClientId,
        intent: Intent,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let (core, hands, scenes) = (&mut self.core, &self.hands, &mut self.scenes);
        match intent {
            Intent::Set(addr, value) | Intent::SetConfirmed(addr, value)
                if is_press(addr) && value.is_on() =>
            {
                self.press(client, addr, now)
            }
            Intent::Set(addr, value) => set(core, client, &[(addr, value)], now),
            Intent::Move(addr, value) => set_at(core, client, &[(addr, value)], BY_HAND, now),
            Intent::SetConfirmed(addr, value) => {
                set_at(core, client, &[(addr, value)], CONFIRMED, now)
            }
            Intent::Panic => panic(core, client, now),
            Intent::SetMany(values) => set_many(core, client, &values, now),
            Intent::Toggle(addr) if is_press(addr) => self.press(client, addr, now),
            Intent::Step(addr, part) => step(core, client, addr, part, now),
            Intent::Toggle(addr) => toggle(core, client, addr, now),
            Intent::Reset(addr) => reset(core, client, addr, now),
            Intent::BeginGesture(addr) => self.grab(client, addr, now),
            Intent::EndGesture(addr) => Ok(self.let_go(client, addr)),
            Intent::Patch(port) => patch(core, port),
            Intent::Undo if personal::is_bound(core, client) => personal::undo(core, client, now),
            Intent::Undo | Intent::UndoOf(_) | Intent::UndoBackTo(_) | Intent::Redo => {
                scenes.follow_undo(core, &mut self.automation, client, &intent, now)
            }
            Intent::Transport(order) => self.automation.obey(core, client, order, now),
            Intent::Lane(order) => self.automation.change_lane(core, client, order, now),
            Intent::Reshape(shape) => self.reshape(shape, Certainty::Asked),
            Intent::ReshapeConfirmed(shape) => self.reshape(shape, Certainty::Confirmed),
            Intent::Label(node, label) => naming::name(core, client, node, label),
            Intent::ClearFault(node) => self.engines.clear_fault(core, node),
            Intent::Transfer(request) => self.transfer(client, request, now),
            Intent::MarkRecording(name) => self.recording.mark(core, name.as_deref()),
            Intent::Reference(wish) => self.follow_reference(wish, now),
            Intent::Tape(wish) => self.follow_tape(wish, now),
            Intent::Look(look) => self.looking.look(core, client, look),
            Intent::Midi(wish) => self.midi.follow(core, client, wish),
            Intent::Preflight => look_before_doors(core),
            // They go their own way, past this one.
            Intent::Phones(_) => Err(personal::off()),
            Intent::Notch(at) => notch(core, client, (at, &self.watching), now),
            Intent::End => Ok(self.end()),
            Intent::Scene(wish) => scenes.follow_wish(core, hands, client, wish, now),
            Intent::Program(what) => scenes.follow_program(core, hands, client, what, now),
            Intent::Remote(order) => self.follow_remote(client, order, now),
            Intent::AnswerRises(number, is) => scenes.answer_rises(core, client, (number, is), now),
            Intent::Cues(wish) => scenes.follow_cue(core, hands, client, wish, now),
            Intent::Go => scenes.go(core, hands, client, now),
            Intent::Fade(wish) => scenes.follow_fade(core, client, wish, now),
        }
    }

    /// A hand touches a control: neither a fade nor automation moves it any more.
    fn grab(&mut self, client: ClientId, addr: ParamAddr, now: Instant) -> Result<Answer, Refusal> {
        self.automation.grab(&mut self.core, addr, now);
        self.hands.begin_gesture(&mut self.core, client, addr, now)
    }

    /// The hand lets go.
    fn let_go(&mut self, client: ClientId, addr: ParamAddr) -> Answer {
        self.hands.end_gesture(&mut self.core, client, addr);
        self.automation.let_go(addr);
        Answer::default()
    }

    fn reshape(&mut self, shape: Shape, certainty: Certainty) -> Result<Answer, Refusal> {
        let wanted = (shape, certainty);
        self.engines.reshape(&mut self.core, &self.inserts, wanted)
    }

    /// A key that holds no value is pressed.
    fn press(
        &mut self,
        client: ClientId,
        addr: ParamAddr,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        if is_reset(addr) {
            return Ok(Measuring::reset(&self.core));
        }
        if is_clear(addr) {
            return Ok(Looking::clear(&self.core));
        }
        self.taps.tap(&mut self.core, client, addr.node(), now)
    }

    /// Follows a wish about settings.
    fn transfer(
        &mut self,
        client: ClientId,
        request: Transfer,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let core = &mut self.core;
        match request {
            Transfer::Copy(from) => self.clips.copy(core, client, from),
            Transfer::Paste(to, scope) => self.clips.paste(core, client, (&to, &scope), now),
            Transfer::CopyTo(from, to, scope) => copy_to(core, client, from, (&to, &scope), now),
            Transfer::StorePreset {
                name,
                from,
                scope,
                in_show,
            } => self.presets.store(core, &name, from, &scope, in_show),
            Transfer::ApplyPreset(name, to) => self.presets.apply(core, client, &name, &to, now),
            Transfer::RenamePreset(from, to) => self.presets.rename(core, &from, &to),
            Transfer::DeletePreset(name) => self.presets.delete(core, &name),
            Transfer::UseSpare(node) => use_spare(core, client, node, now),
            Transfer::CopyMainTo(bus) => copy_main_to(core, client, bus, now),
        }
    }
}
