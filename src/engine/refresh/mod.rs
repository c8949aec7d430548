//! Parameters reach the signal path here: what a change concerns becomes stale; once all commands of a
//! mark are taken, each stale part is brought in line with the values, once ([`Engine::refresh_stale`]).
//! What moves then, moves per sample in the processors.
//!
//! What settings the values make stands in [`super::settings`]; here they are read and handed over.

mod automix;
mod console;
mod dynamics;
mod level;
mod monitor;
mod mute;
mod pan;
mod processors;
mod routes;
mod silence;
mod solo;

use super::Engine;
use super::rows::{Origin, Rows};
use super::settings::concern::{Concern, Nodes, Routes};
use super::settings::values::Values;
use super::stale::{Once, Part};
use super::wiring::Target;
use crate::param::silence::Switches;
use crate::param::{ParamIndex, Plain, Row};

impl Engine {
    /// Says what the new value of one parameter concerns.
    pub(super) fn apply(&mut self, index: ParamIndex) {
        let target = self.wiring.targets[index.slot()];
        let Target { concern, owner, .. } = target;
        self.stale.mark_once(concern.once);
        let is_concerned = |engine: &Self, node: usize| match concern.nodes {
            Nodes::None | Nodes::Own => false,
            Nodes::UnderDca => engine.dcas_over(node) & (1 << owner) != 0,
            Nodes::InMuteGroup => engine.is_in_mute_group(node, owner),
            Nodes::InAutomixGroup => engine.chosen_group(node) == Some(owner),
            Nodes::All => true,
        };
        if concern.nodes == Nodes::Own {
            self.touch(owner, concern, target.send);
            return;
        }
        for node in 0..self.wiring.nodes.len() {
            if is_concerned(self, node) {
                self.touch(node, concern, target.send);
            }
        }
    }

    /// Parts and routes of a node become stale; `send` is the one that the parameter belongs to, if any.
    fn touch(&mut self, node: usize, concern: Concern, send: usize) {
        self.stale.mark(node, concern.parts);
        match concern.routes {
            Routes::Out(ways) => self.stale.mark_ways(node, ways),
            Routes::Send => self.touch_send(node, send),
            Routes::Into => self.touch_routes_into(node),
        }
    }

    /// Brings everything stale in line with the values.
    pub(super) fn refresh_stale(&mut self) {
        if !self.stale.take_any() {
            return;
        }
        // These two come first: others build on the first, and the second makes parts of nodes stale.
        for first in [Once::Nesting, Once::Solo] {
            self.refresh_once(first);
        }
        for node in 0..self.wiring.nodes.len() {
            for part in self.stale.take_parts(node).iter() {
                self.refresh_part(node, part);
            }
            self.refresh_routes(node);
        }
        for last in [Once::Hold, Once::Monitor, Once::Talkback, Once::Oscillator] {
            self.refresh_once(last);
        }
    }

    fn refresh_once(&mut self, what: Once) {
        if !self.stale.take_once(what) {
            return;
        }
        match what {
            Once::Nesting => self.refresh_nesting(),
            Once::Solo => self.refresh_solo(),
            Once::Hold => self.refresh_hold(),
            Once::Monitor => self.refresh_monitor(),
            Once::Talkback => self.refresh_talkback(),
            Once::Oscillator => self.refresh_oscillator(),
        }
    }

    fn refresh_part(&mut self, node: usize, part: Part) {
        match part {
            Part::Trim => self.refresh_trim(node),
            Part::Gate => self.refresh_gate(node),
            Part::Insert => self.refresh_insert(node),
            Part::Eq => self.refresh_eq(node),
            Part::DynamicEq => self.refresh_dynamic_eq(node),
            Part::Graphic => self.refresh_graphic(node),
            Part::Crossover => self.refresh_crossover(node),
            Part::Compressor => self.refresh_compressor(node),
            Part::Multiband => self.refresh_multiband(node),
            Part::Fader => self.refresh_fader(node),
            Part::Mute => self.refresh_mute(node),
            Part::Balance => self.refresh_balance(node),
            Part::Listen => self.refresh_listen(node),
            Part::Image => self.refresh_image(node),
            Part::Automix => self.refresh_automix(node),
            Part::Limiter => self.refresh_limiter(node),
            Part::Delay => self.refresh_delay(node),
            Part::Fx => self.refresh_fx(node),
            other => self.refresh_processor(node, other),
        }
    }

    /// A value as it is.
    fn read(&self, origin: Origin) -> Plain {
        match origin {
            Origin::Param(index) => self.value(index),
            Origin::Fixed(value) => value,
        }
    }

    /// A switch as it is.
    fn is_on(&self, origin: Origin) -> bool {
        self.read(origin).is_on()
    }

    /// The values of a section as they are.
    fn values_of<R: Row>(&self, rows: &Rows<R>) -> Values<R> {
        rows.values(|index| self.value(index))
    }

    /// The same of a filter: what glides as it will be when its design is heard, so that what is heard is
    /// where the glide stands.
    fn values_ahead<R: Row>(&self, rows: &Rows<R>) -> Values<R> {
        let heard = self.frame + self.filter_lag;
        rows.values(|index| {
            let coming = self.glides.value_at(index, heard);
            let is_measured = || !self.layout.spec(index).curve.counts();
            coming
                .filter(|_| is_measured())
                .unwrap_or_else(|| self.value(index))
        })
    }
}
