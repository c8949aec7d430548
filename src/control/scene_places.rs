//! Scenes by what people call them, and where they stand in the list.

use super::core::Core;
use super::intent::{Answer, ClientId, Refusal, ScenePlace, WhichScenes};
use super::scene::{Scene, checked_name};
use super::scenes::{MOST_SCENES, Scenes, no_current};
use super::undo::SceneEdit;
use crate::param::counted;
use crate::show::SceneFile;
use crate::show::names::BETWEEN;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

/// Scenes that an answer names one by one.
const NAMED: usize = 3;

/// A name that is not taken, or the same with the first free number behind it.
fn numbered(name: &str, taken: &BTreeSet<String>) -> String {
    let mut found = name.to_owned();
    let mut number = 1;
    while taken.contains(&found) {
        number += 1;
        found = format!("{name} {number}");
    }
    found
}

impl Scenes {
    /// The places of the scenes that people name, each there once, in the order of the list.
    pub(super) fn places_of(&self, which: &WhichScenes) -> Result<Vec<usize>, Refusal> {
        let text = which.0.trim();
        let mut places = BTreeSet::new();
        if let Ok(whole) = self.stretch(text) {
            places.extend(whole);
        } else {
            for part in text.split(',') {
                places.extend(self.stretch(part.trim())?);
            }
        }
        if places.is_empty() {
            return Err(Refusal::Scene("there are no scenes yet".to_owned()));
        }
        Ok(places.into_iter().collect())
    }

    /// One part of what people name.
    fn stretch(&self, text: &str) -> Result<std::ops::Range<usize>, Refusal> {
        let all = self.list.len();
        match text {
            "all" => return Ok(0..all),
            "current" | "following" => {
                let current = self.current.as_deref().ok_or_else(no_current)?;
                let at = self.find(current)?;
                return Ok(at..if text == "current" { at + 1 } else { all });
            }
            _ => {}
        }
        if let Some(at) = self.called(text) {
            return Ok(at..at + 1);
        }
        let stretches = BETWEEN.into_iter().flat_map(|between| {
            let ends = text.match_indices(between);
            ends.map(move |(at, _)| (&text[..at], &text[at + between.len()..]))
        });
        for (first, last) in stretches {
            let first = self.called(first.trim());
            let last = match last.trim() {
                "" => all.checked_sub(1),
                last => self.called(last),
            };
            if let (Some(first), Some(last)) = (first, last)
                && first <= last
            {
                return Ok(first..last + 1);
            }
        }
        Err(Refusal::Scene(format!(
            "'{text}' names no scenes; write a name, a number from 1 to {all}, a stretch such as 2-5 or Verse..Outro, \
             or current, following, all"
        )))
    }

    /// The place of a scene by its name, else by its number in the list.
    fn called(&self, text: &str) -> Option<usize> {
        let by_number = || {
            let at = text.parse::<usize>().ok()?.checked_sub(1)?;
            (at < self.list.len()).then_some(at)
        };
        self.find(text).ok().or_else(by_number)
    }

    fn beside(&self, place: &ScenePlace) -> Result<usize, Refusal> {
        let text = place.beside.trim();
        let at = self.called(text);
        at.ok_or_else(|| Refusal::Scene(format!("there is no scene '{text}'")))
    }

    /// Scenes in a few words: "Verse, Chorus", "19 scenes".
    pub(super) fn scenes_words(&self, places: &[usize]) -> String {
        if places.len() > NAMED {
            return format!("{} scenes", places.len());
        }
        let names: Vec<&str> = places
            .iter()
            .map(|at| self.list[*at].name.as_str())
            .collect();
        names.join(", ")
    }

    /// Stores everything recallable as a new scene at a place of the list.
    pub(super) fn insert(
        &mut self,
        core: &mut Core,
        client: ClientId,
        name: &str,
        place: &ScenePlace,
    ) -> Result<Answer, Refusal> {
        let to = self.beside(place)? + usize::from(place.behind);
        let scene = self.new_scene(core, name)?;
        let name = scene.name.clone();
        self.current = Some(name.clone());
        self.forget_touched(core);
        let (before, after) = (None, Some((to, Arc::new(scene))));
        self.edit_as_step(core, client, vec![SceneEdit { before, after }]);
        Ok(Answer::said(format!(
            "Stored: {name}, number {} of {}",
            to + 1,
            self.list.len()
        )))
    }

    /// Puts a scene right before another one, or right behind it.
    pub(super) fn place_beside(
        &mut self,
        core: &mut Core,
        client: ClientId,
        name: &str,
        place: &ScenePlace,
    ) -> Result<Answer, Refusal> {
        let (at, beside) = (self.find(name)?, self.beside(place)?);
        let to = beside + usize::from(place.behind);
        // What it leaves behind moves up.
        let to = if at < to { to - 1 } else { to };
        let place = u16::try_from(to).unwrap_or(u16::MAX);
        self.move_to(core, client, name, place)
    }

    /// Scenes come from another show; one whose name is taken gets a number behind it.
    pub(super) fn add(
        &mut self,
        core: &mut Core,
        client: ClientId,
        scenes: Vec<SceneFile>,
        place: Option<&ScenePlace>,
    ) -> Result<Answer, Refusal> {
        let first = match place {
            Some(place) => self.beside(place)? + usize::from(place.behind),
            None => self.list.len(),
        };
        if self.list.len() + scenes.len() > MOST_SCENES {
            return Err(Refusal::Scene(format!(
                "a show holds at most {MOST_SCENES} scenes; this one has {}",
                self.list.len()
            )));
        }
        let mut taken: BTreeSet<String> =
            self.list.iter().map(|scene| scene.name.clone()).collect();
        let (mut edits, mut renamed) = (Vec::new(), String::new());
        for (at, file) in (first..).zip(scenes) {
            let mut scene = Scene::from(file);
            let name = numbered(&checked_name(&scene.name, |_| true)?, &taken);
            if name != scene.name {
                let _ = write!(renamed, "; {} is {name} here", scene.name);
            }
            taken.insert(name.clone());
            scene.name = name;
            edits.push(SceneEdit {
                before: None,
                after: Some((at, Arc::new(scene))),
            });
        }
        if edits.is_empty() {
            return Err(Refusal::Scene("there are no scenes to add".to_owned()));
        }
        let count = counted(edits.len(), "scene");
        self.edit_as_step(core, client, edits);
        Ok(Answer::said(format!("Added: {count}{renamed}")))
    }

    /// True where a scene may be changed: it is whole, and not locked.
    pub(super) fn is_open(scene: &Scene) -> bool {
        !scene.head.locked && scene.damage.is_none()
    }
}
