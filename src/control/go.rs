//! The next scene: one is armed, GO recalls it and arms the one after it. Where there are cues, GO walks those.

use super::core::Core;
use super::hands::Hands;
use super::intent::{Answer, ClientId, Refusal};
use super::scenes::{Scenes, no_current};
use crate::show::cue::CueNumber;
use std::time::{Duration, Instant};

/// A key that bounces, or a hand that hits it twice, skips no song.
const SHORTEST: Duration = Duration::from_millis(500);

impl Scenes {
    /// Arms the scene after the one at `place`; none after the last.
    pub(super) fn arm_after(&mut self, place: usize) {
        let next = self.list.get(place + 1);
        self.armed = next.map(|scene| scene.name.clone());
    }

    /// The place that is `by` places further than the armed scene, within the list. Where none is
    /// armed, the end of the list lies before it.
    fn stepped(&self, by: i16) -> Option<usize> {
        let last = self.list.len().checked_sub(1)?;
        let armed = self.armed.as_deref();
        let at = armed.and_then(|name| self.find(name).ok());
        let at = at.unwrap_or(self.list.len());
        Some(at.saturating_add_signed(isize::from(by)).min(last))
    }
}

impl Scenes {
    /// Makes a scene the next one, by itself or by its cue; with none, GO does nothing.
    pub(super) fn arm_scene(
        &mut self,
        core: &mut Core,
        name: Option<&str>,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        match name {
            _ if self.cues.is_empty() => self.arm(core, name),
            Some(name) => self.arm_cue_of(core, name, now),
            None => self.arm_cue(core, None, now),
        }
    }

    /// Where the scenes are the list that GO walks: makes one of them the next one.
    pub(super) fn arm(&mut self, core: &mut Core, name: Option<&str>) -> Result<Answer, Refusal> {
        if let Some(name) = name {
            self.find(name)?;
        }
        self.armed = name.map(str::to_owned);
        self.note_list(core);
        Ok(Answer::said(match name {
            Some(name) => format!("Next: {name}"),
            None => "No scene is next".to_owned(),
        }))
    }

    /// Arms another cue, or another scene where there are no cues.
    pub(super) fn step_armed(
        &mut self,
        core: &mut Core,
        by: i16,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        if !self.cues.is_empty() {
            return self.step_cue(core, by, now);
        }
        let place = self.stepped(by);
        let Some(scene) = place.and_then(|place| self.list.get(place)) else {
            return Err(Refusal::Scene("there are no scenes yet".to_owned()));
        };
        let name = scene.name.clone();
        self.arm(core, Some(&name))
    }

    /// GO, keys and program changes skip no song because something bounces.
    pub(super) fn check_interval(&self, now: Instant) -> Result<(), Refusal> {
        let soon = |then: Instant| now.saturating_duration_since(then) < SHORTEST;
        if self.went.is_some_and(soon) {
            let text = "two recalls within half a second; the second one did nothing";
            return Err(Refusal::Scene(text.to_owned()));
        }
        Ok(())
    }

    /// The scene that is next.
    pub(super) fn armed_scene(&self) -> Result<String, Refusal> {
        self.armed.clone().ok_or_else(|| {
            Refusal::Scene("no scene is next; choose one with previous or next".to_owned())
        })
    }

    /// Lets the next cue go, or recalls the armed scene at once; while rises wait, it allows those and nothing else.
    pub(super) fn go(
        &mut self,
        core: &mut Core,
        hands: &Hands,
        client: ClientId,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        if self.waiting_number().is_some() {
            return self.allow_by_key(core, client, now);
        }
        if !self.cues.is_empty() {
            return self.go_cue(core, hands, client, true, now);
        }
        self.check_interval(now)?;
        let name = self.armed_scene()?;
        self.went = Some(now);
        self.recall(core, hands, client, (&name, None, true), now)
    }

    /// Keeps what stands now as the scene that was recalled or stored last.
    pub(super) fn store_current(
        &mut self,
        core: &mut Core,
        client: ClientId,
    ) -> Result<Answer, Refusal> {
        let current = self.current.clone();
        let name = current.ok_or_else(no_current)?;
        self.store(core, client, &name)
    }

    /// The place of a scene that is called by its number, where there are no cues.
    pub(super) fn place_of_number(&self, number: CueNumber) -> Result<u16, Refusal> {
        let place = number.place().filter(|place| *place < self.list.len());
        match place.and_then(|place| u16::try_from(place).ok()) {
            Some(place) => Ok(place),
            None => Err(Refusal::Scene(format!(
                "there is no scene number {number}; this show has {}",
                self.list.len()
            ))),
        }
    }

    /// The scene that is called by its number, where there are no cues.
    pub(super) fn scene_of_number(&self, number: CueNumber) -> Result<String, Refusal> {
        let place = self.place_of_number(number)?;
        Ok(self.list[usize::from(place)].name.clone())
    }
}
