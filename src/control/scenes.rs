//! The scenes of a show: their order, which one is current and which is next, and what becomes of them.
//!
//! All of this is state like any other (`scene_state`).

use super::core::Core;
use super::cues::{Cues, Gone};
use super::fade::Fade;
use super::feed::{News, Notice, SceneEntry, SceneList, Severity};
use super::guard::Guard;
use super::intent::{Answer, ClientId, Refusal};
use super::live_edits::LiveEdits;
use super::preview::Preview;
use super::scene::{Scene, checked_name};
use super::spare::values_to_store;
use super::undo::{SceneEdit, Step};
use crate::param::carry::{Roles, roles};
use crate::show::cue::Cue;
use crate::show::scene_head::{HeadChange, SceneHead};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

/// Most scenes of a show.
pub(super) const MOST_SCENES: usize = 1000;

/// The scenes of a show, in order.
#[derive(Debug, Default)]
pub struct Scenes {
    pub(super) list: Vec<Arc<Scene>>,
    /// Name of the scene that was recalled or stored last.
    pub(super) current: Option<String>,
    /// Something recallable was touched since.
    pub(super) changed: bool,
    /// What that was, and what is safe from recalls.
    pub(super) live_edits: LiveEdits,
    /// What is held back of recalls and undo.
    pub(super) guard: Guard,
    /// The cues that GO walks, where there are any.
    pub(super) cues: Cues,
    /// What everybody was told of the next recall.
    pub(super) preview: Preview,
    /// Name of the scene that the next GO recalls, where there are no cues.
    pub(super) armed: Option<String>,
    /// When GO was pressed last.
    pub(super) went: Option<Instant>,
    /// The fade that runs, or ran last.
    pub(super) fade: Fade,
    /// Scenes of which it was said that sends to monitor mixes stay before the fader.
    pub(super) warned: BTreeSet<String>,
    /// What the last recalls changed, the newest last.
    pub(super) recalls: Vec<Recalled>,
    /// Those that undo has taken back, the next one to do again last.
    pub(super) undone_recalls: Vec<UndoneRecall>,
    /// The order that the journal knows; files that are read later fall into it.
    pub(super) order: Vec<String>,
    /// Scenes whose files say something else, with the number of the change.
    pub(super) unsaved: BTreeMap<String, u64>,
    /// Scenes that are deleted, and whose files may still be there.
    pub(super) deleted: BTreeSet<String>,
}

/// What needs a current scene finds none.
pub(super) fn no_current() -> Refusal {
    let text = "no scene is current; store one by name first, at the terminal";
    Refusal::Scene(text.to_owned())
}

/// A recall that can be taken back.
#[derive(Clone, Debug)]
pub struct Recalled {
    /// The serial of its step.
    pub serial: u64,
    /// What it changed.
    pub step: Step,
    /// The scene that was current before.
    pub before: Option<String>,
    /// The cue that recalled it.
    pub cue: Option<Gone>,
    /// What the buses were for.
    pub roles: Roles,
}

/// A recall that undo has taken back, and that redo does again.
#[derive(Clone, Debug)]
pub struct UndoneRecall {
    /// The recall; the serial is that of the step while it is undone.
    pub recalled: Recalled,
    /// The scene that was current after it.
    pub scene: Option<String>,
}

impl Scenes {
    /// The scenes and the cues of a show, as they were read.
    pub fn new(list: Vec<Scene>, cues: Vec<Cue>) -> Self {
        let mut scenes = Self {
            cues: Cues::new(cues),
            ..Self::default()
        };
        let _ = scenes.take_loaded(list);
        scenes.armed = scenes.list.first().map(|scene| scene.name.clone());
        scenes
    }

    /// What everybody sees of them.
    pub fn summary(&self) -> SceneList {
        let entry = |scene: &Arc<Scene>| SceneEntry {
            name: scene.name.clone(),
            head: scene.head.clone(),
        };
        SceneList {
            list: self.list.iter().map(entry).collect(),
            current: self.current.clone(),
            changed: self.changed,
            armed: self.next_scene().map(str::to_owned),
            undoable: !self.recalls.is_empty(),
            fade_held: self.is_fade_held(),
        }
    }

    /// The scene that the next GO recalls.
    pub(super) fn next_scene(&self) -> Option<&str> {
        if self.cues.is_empty() {
            return self.armed.as_deref();
        }
        self.cues.armed_cue()?.scene.as_deref()
    }

    pub(super) fn find(&self, name: &str) -> Result<usize, Refusal> {
        let found = self.list.iter().position(|scene| scene.name == name);
        found.ok_or_else(|| Refusal::Scene(format!("there is no scene '{name}'")))
    }

    /// Scenes that were read from files, each in its place; what is newer than its file stays. What there is to
    /// say about damaged ones.
    pub(super) fn take_loaded(&mut self, loaded: Vec<Scene>) -> Vec<Notice> {
        let mut notices = Vec::new();
        for scene in loaded {
            if let Some(damage) = &scene.damage {
                notices.push(self.damage_notice(&scene.name, damage));
            }
            if self.find(&scene.name).is_err() && !self.deleted.contains(&scene.name) {
                self.list.push(Arc::new(scene));
            }
        }
        let place = |scene: &Arc<Scene>| {
            let known = self.order.iter().position(|name| *name == scene.name);
            known.unwrap_or(usize::MAX)
        };
        self.list.sort_by_cached_key(place);
        notices
    }

    /// The place of a scene that may be changed.
    fn find_unlocked(&self, name: &str) -> Result<usize, Refusal> {
        let at = self.find(name)?;
        if self.list[at].head.locked {
            return Err(Refusal::Scene(format!(
                "the scene '{name}' is locked; unlock it first: headroom scene unlock {name}"
            )));
        }
        Ok(at)
    }

    /// A name that no scene has yet.
    fn free_name(&self, name: &str) -> Result<String, Refusal> {
        let name = checked_name(name, |_| false)?;
        if self.find(&name).is_ok() {
            return Err(Refusal::Scene(format!("there is a scene '{name}' already")));
        }
        Ok(name)
    }

    /// True where another scene has room.
    fn check_room(&self) -> Result<(), Refusal> {
        if self.list.len() < MOST_SCENES {
            return Ok(());
        }
        Err(Refusal::Scene(format!(
            "a show holds at most {MOST_SCENES} scenes; delete one first"
        )))
    }

    fn damage_notice(&self, name: &str, damage: &str) -> Notice {
        if self.unsaved.contains_key(name) {
            return Notice {
                severity: Severity::Warning,
                text: format!(
                    "the file of the scene '{name}' was damaged; the journal has the scene as it was stored, and \
                     the file is written anew"
                ),
            };
        }
        Notice {
            severity: Severity::Error,
            text: format!("the scene '{name}' is damaged and is not recalled: {damage}"),
        }
    }

    /// Something else is called what a scene was called.
    pub(super) fn renamed(&mut self, from: &str, to: &str) {
        for name in [&mut self.current, &mut self.armed].into_iter().flatten() {
            if name == from {
                to.clone_into(name);
            }
        }
    }
}

impl Scenes {
    /// Tells everybody which scenes there are.
    pub(super) fn announce(&self, core: &mut Core) {
        core.subscribers.tell(News::Scenes(self.summary()));
    }

    /// Scenes have been read from their files.
    pub(super) fn take(&mut self, core: &mut Core, loaded: Vec<Scene>, notices: Vec<Notice>) {
        let damaged = self.take_loaded(loaded);
        for notice in notices.into_iter().chain(damaged) {
            core.tell_for_good(notice);
        }
        self.preview.look_again();
        if self.armed.is_none() && self.current.is_none() {
            self.armed = self.list.first().map(|scene| scene.name.clone());
        }
        self.announce(core);
    }

    /// Stores everything recallable under a name; a scene of that name is replaced.
    pub(super) fn store(
        &mut self,
        core: &mut Core,
        client: ClientId,
        name: &str,
    ) -> Result<Answer, Refusal> {
        let name = checked_name(name, |name| self.find(name).is_ok())?;
        let before = if self.find(&name).is_ok() {
            let at = self.find_unlocked(&name)?;
            Some((at, self.list[at].clone()))
        } else {
            self.check_room()?;
            None
        };
        let at = before.as_ref().map_or(self.list.len(), |(at, _)| *at);
        let scene = Arc::new(Scene {
            name: name.clone(),
            damage: None,
            head: SceneHead {
                roles: roles(core.layout().topology()),
                ..before
                    .as_ref()
                    .map(|(_, scene)| scene.head.clone())
                    .unwrap_or_default()
            },
            values: values_to_store(core, before.as_ref().map(|(_, scene)| &**scene)),
        });
        self.current = Some(name.clone());
        self.forget_touched(core);
        let after = Some((at, scene));
        self.edit(core, client, SceneEdit { before, after });
        let kept = if core.has_keeper() {
            ""
        } else {
            " (until the console ends: only a show keeps scenes; make one with 'headroom new')"
        };
        Ok(Answer::said(format!("Stored: {name}{kept}")))
    }

    /// What stands now as a scene that is not there yet.
    pub(super) fn new_scene(&self, core: &Core, name: &str) -> Result<Scene, Refusal> {
        let name = self.free_name(name)?;
        self.check_room()?;
        Ok(Scene {
            name,
            damage: None,
            head: SceneHead {
                roles: roles(core.layout().topology()),
                ..SceneHead::default()
            },
            values: values_to_store(core, None),
        })
    }

    /// Another name for a scene.
    pub(super) fn rename(
        &mut self,
        core: &mut Core,
        client: ClientId,
        from: &str,
        to: &str,
    ) -> Result<Answer, Refusal> {
        let at = self.find_unlocked(from)?;
        let to = if to.trim() == from {
            from.to_owned()
        } else {
            self.free_name(to)?
        };
        let before = self.list[at].clone();
        let after = Arc::new(Scene {
            name: to.clone(),
            ..(*before).clone()
        });
        let cues = self.cues.of_scene(from).filter(|_| from != to);
        let (before, after) = (Some((at, before)), Some((at, after)));
        self.edit(core, client, SceneEdit { before, after });
        let follow = cues.map_or(String::new(), |cues| {
            format!("; {cues}: as before, by the new name")
        });
        Ok(Answer::said(format!("Renamed: {from} is {to} now{follow}")))
    }

    /// Changes how a scene is recalled, or what a person notes of it.
    pub(super) fn change_head(
        &mut self,
        core: &mut Core,
        client: ClientId,
        name: &str,
        change: &HeadChange,
    ) -> Result<Answer, Refusal> {
        let at = match change {
            HeadChange::Locked(_) => self.find(name)?,
            _ => self.find_unlocked(name)?,
        };
        if let HeadChange::Scope(Some(node), _) = change {
            let layout = core.layout();
            let mut known = layout.indices().map(|index| layout.addr(index).node());
            if !known.any(|known| known == *node) {
                return Err(Refusal::Unknown(node.to_string()));
            }
        }
        let before = self.list[at].clone();
        let mut after = (*before).clone();
        after.head.change(change).map_err(Refusal::Scene)?;
        let (before, after) = (Some((at, before)), Some((at, Arc::new(after))));
        self.edit(core, client, SceneEdit { before, after });
        Ok(Answer::said(format!("{name}: {change}")))
    }

    /// Puts a scene at another place of the list; beyond the last one, at the end.
    pub(super) fn move_to(
        &mut self,
        core: &mut Core,
        client: ClientId,
        name: &str,
        place: u16,
    ) -> Result<Answer, Refusal> {
        let at = self.find(name)?;
        let to = usize::from(place).min(self.list.len() - 1);
        let scene = self.list[at].clone();
        let (before, after) = (Some((at, scene.clone())), Some((to, scene)));
        self.edit(core, client, SceneEdit { before, after });
        Ok(Answer::said(format!("{name} is number {} now", to + 1)))
    }

    /// Puts a copy of a scene, unlocked, right after it.
    pub(super) fn duplicate(
        &mut self,
        core: &mut Core,
        client: ClientId,
        from: &str,
        to: &str,
    ) -> Result<Answer, Refusal> {
        let at = self.find(from)?;
        let name = self.free_name(to)?;
        self.check_room()?;
        let text = format!("{name} is a copy of {from}");
        let mut scene = (*self.list[at]).clone();
        scene.check_whole()?;
        scene.name = name;
        scene.head.locked = false;
        let (before, after) = (None, Some((at + 1, Arc::new(scene))));
        self.edit_as_step(core, client, vec![SceneEdit { before, after }]);
        Ok(Answer::said(text))
    }

    /// Forgets a scene; undo brings it back.
    pub(super) fn delete(
        &mut self,
        core: &mut Core,
        client: ClientId,
        name: &str,
    ) -> Result<Answer, Refusal> {
        let at = self.find_unlocked(name)?;
        let before = Some((at, self.list[at].clone()));
        let after = None;
        self.edit(core, client, SceneEdit { before, after });
        let cues = self.cues.of_scene(name).map_or(String::new(), |cues| {
            format!("; BUT {cues} recalled it: GO passes over that now; undo brings the scene back")
        });
        Ok(Answer::said(format!("Deleted: {name}{cues}")))
    }
}
