//! Scenes: everything that may be recalled, kept under a name.
//!
//! A scene stores every recallable parameter, always. What a recall may change is a filter at
//! recall: parameters that are safe stay, whatever the scene says, and the scene keeps its value.

use super::console::Console;
use super::feed::{SceneList, Severity};
use super::intent::{Answer, ClientId, Refusal};
use super::journal::Cause;
use super::setup::Keep;
use super::undo::{Edit, Step};
use crate::param::spec::{ConsoleParam, LevelParam, Param};
use crate::param::{Layout, NodeId, ParamAddr, ParamIndex, Plain, Recall};
use crate::show::journal::segment::Reason;
use crate::show::names;
use std::time::Instant;

/// Most scenes of a show.
const MOST_SCENES: usize = 500;
/// Longest fade of a recall, in seconds.
const LONGEST_FADE: f32 = 60.0;

/// A scene: values by address, so that it fits a console of another size.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Its name, unique within the show.
    pub name: String,
    /// Every recallable parameter that the console had when it was stored.
    pub values: Vec<(ParamAddr, Plain)>,
    /// Set where its file is damaged: why it is not recalled, and what to do.
    pub damage: Option<String>,
}

/// What happened to a scene, for whoever keeps the files.
#[derive(Clone, Debug, PartialEq)]
pub enum SceneChange {
    /// Stored anew, or again.
    Stored(Scene),
    /// It has another name now.
    Renamed {
        /// The old name.
        from: String,
        /// The scene with its new name.
        scene: Scene,
    },
    /// It is gone.
    Deleted(String),
}

/// The scenes of a show, in order.
#[derive(Debug, Default)]
pub struct Scenes {
    pub(super) list: Vec<Scene>,
    /// Name of the scene that was recalled or stored last.
    pub(super) current: Option<String>,
    /// Something recallable was touched since.
    pub(super) changed: bool,
    /// Name of the scene that the next GO recalls.
    pub(super) armed: Option<String>,
    /// When GO was pressed last.
    pub(super) went: Option<Instant>,
    /// What the last recall changed.
    pub(super) last_recall: Option<Step>,
}

impl Scenes {
    /// The scenes of a show, as they were read.
    pub fn new(list: Vec<Scene>) -> Self {
        let armed = list.first().map(|scene| scene.name.clone());
        Self {
            list,
            armed,
            ..Self::default()
        }
    }

    /// What everybody sees of them.
    pub fn summary(&self) -> SceneList {
        SceneList {
            names: self.list.iter().map(|scene| scene.name.clone()).collect(),
            current: self.current.clone(),
            changed: self.changed,
            armed: self.armed.clone(),
            undoable: self.last_recall.is_some(),
        }
    }

    pub(super) fn find(&self, name: &str) -> Result<usize, Refusal> {
        let found = self.list.iter().position(|scene| scene.name == name);
        found.ok_or_else(|| Refusal::Scene(format!("there is no scene '{name}'")))
    }
}

/// What becomes of a value that comes from elsewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fate {
    /// It may be set.
    Free(ParamIndex, Plain),
    /// This switch keeps recalls from it.
    Safe(ParamAddr),
    /// No recall reaches it, or the value is not possible here.
    Left,
    /// This console has no such parameter.
    Missing,
}

/// A name that can be a scene's, and a file's.
fn checked_name(name: &str) -> Result<String, Refusal> {
    file_name(name, "scene").map_err(Refusal::Scene)
}

/// A name for a `what` that can be a file's too.
pub(super) fn file_name(name: &str, what: &str) -> Result<String, String> {
    let name = name.trim();
    names::check(name).map_err(|why| format!("'{name}' cannot name a {what}: {why}"))?;
    Ok(name.to_owned())
}

/// The switch that keeps a parameter from recalls, if it has one: trim, polarity and delay, what the
/// engineer hears, and everything on the outputs that people hear themselves or the room with.
fn safe_switch(layout: &Layout, addr: ParamAddr) -> Option<ConsoleParam> {
    match addr.param {
        Param::Monitor(_) | Param::Speaker(_) | Param::Phones(_) | Param::Talkback(_) => {
            Some(ConsoleParam::SafeMonitor)
        }
        Param::Level(LevelParam::Mute) | Param::Member(_) => None,
        _ if layout.topology().is_output(addr.node()) => Some(ConsoleParam::SafeOutputs),
        Param::Input(_) => Some(ConsoleParam::SafePreamp),
        _ => None,
    }
}

impl Console {
    /// Stores everything recallable under a name; a scene of that name is replaced.
    pub(super) fn store_scene(&mut self, name: &str) -> Result<Answer, Refusal> {
        let name = checked_name(name)?;
        let stored = |index: &ParamIndex| self.layout.spec(*index).recall == Recall::Stored;
        let values = self.layout.indices().filter(stored);
        let values = values
            .map(|index| (self.layout.addr(index), self.store.get(index)))
            .collect();
        let scene = Scene {
            name: name.clone(),
            values,
            damage: None,
        };
        match self.scenes.find(&name) {
            Ok(at) => self.scenes.list[at] = scene.clone(),
            Err(_) if self.scenes.list.len() >= MOST_SCENES => {
                return Err(Refusal::Scene(format!(
                    "a show holds at most {MOST_SCENES} scenes"
                )));
            }
            Err(_) => self.scenes.list.push(scene.clone()),
        }
        self.scenes.current = Some(name.clone());
        self.scenes.changed = false;
        self.keep_scene(SceneChange::Stored(scene));
        let kept = match self.keeper {
            Some(_) => "",
            None => {
                " (until the console ends: only a show keeps scenes; make one with 'headroom new')"
            }
        };
        Ok(Answer::said(format!("Stored: {name}{kept}")))
    }

    /// Recalls a scene, whole at one mark; what can move moves over `seconds`.
    pub(super) fn recall_scene(
        &mut self,
        client: ClientId,
        name: &str,
        seconds: f32,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let at = self.scenes.find(name)?;
        if !(0.0..=LONGEST_FADE).contains(&seconds) {
            let text = format!("a fade takes 0 to {LONGEST_FADE} seconds, not {seconds}");
            return Err(Refusal::Scene(text));
        }
        if let Some(damage) = &self.scenes.list[at].damage {
            let text = format!("the scene '{name}' is damaged: {damage}");
            return Err(Refusal::Scene(text));
        }
        let (values, missing) = self.recallable(at);
        let over = (f64::from(seconds) * f64::from(self.status.rate)) as u32;
        self.journal.because(Cause::Recall);
        let edits = self.change(&values, over);
        let count = edits.len();
        let step = Step { edits };
        if count > 0 {
            self.history.let_go(client);
            self.record(client, step.clone(), now);
            self.history.let_go(client);
        }
        self.scenes.last_recall = Some(step);
        self.scenes.current = Some(name.to_owned());
        self.scenes.changed = false;
        self.scenes.arm_after(at);
        self.subscribers.mark_scenes();
        if missing > 0 {
            self.tell(
                Severity::Warning,
                format!("{name}: {missing} stored values name nothing on this console; they were left out"),
            );
        }
        Ok(Answer::said(format!(
            "Recalled: {name}, {count} parameters moved"
        )))
    }

    /// Recalls the scene at a place of the list, 0 first: for MIDI program changes.
    pub(super) fn recall_scene_at(
        &mut self,
        client: ClientId,
        place: u16,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let scene = self.scenes.list.get(usize::from(place));
        let name = scene.map(|scene| scene.name.clone()).ok_or_else(|| {
            Refusal::Scene(format!("there is no scene number {}", u32::from(place) + 1))
        })?;
        self.recall_scene(client, &name, 0.0, now)
    }

    /// What a scene may change here, and how many of its values name nothing on this console.
    fn recallable(&self, at: usize) -> (Vec<(ParamIndex, Plain)>, usize) {
        let mut missing = 0;
        let mut values = Vec::new();
        for (addr, value) in &self.scenes.list[at].values {
            match self.fate(*addr, *value) {
                Fate::Free(index, value) => values.push((index, value)),
                Fate::Missing => missing += 1,
                Fate::Safe(_) | Fate::Left => {}
            }
        }
        (values, missing)
    }

    /// What becomes of a value that a scene, a copy or a preset brings: one rule for all of them.
    pub(super) fn fate(&self, addr: ParamAddr, value: Plain) -> Fate {
        let Some(index) = self.layout.index(addr) else {
            return Fate::Missing;
        };
        let spec = self.layout.spec(index);
        let possible = spec.recall == Recall::Stored
            && spec.curve.allows(value)
            && self.layout.has_named(index, value);
        if !possible || spec.protected {
            return Fate::Left;
        }
        match self.safe_by(addr) {
            Some(switch) => Fate::Safe(switch),
            None => Fate::Free(index, spec.curve.clamp(value)),
        }
    }

    /// The switch that keeps recalls from a parameter, where it is on.
    fn safe_by(&self, addr: ParamAddr) -> Option<ParamAddr> {
        let switch = safe_switch(&self.layout, addr)?;
        let switch = NodeId::CONSOLE.param(Param::Console(switch));
        let index = self.layout.index(switch)?;
        self.store.get(index).is_on().then_some(switch)
    }

    /// Restores what the last recall changed and nobody touched since.
    pub(super) fn undo_recall(
        &mut self,
        client: ClientId,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let nothing = || Refusal::Nothing("undo: no scene was recalled".to_owned());
        let step = self.scenes.last_recall.take().ok_or_else(nothing)?;
        self.scenes.changed = true;
        self.subscribers.mark_scenes();
        self.journal.because(Cause::Recall);
        let (answer, edits) = self.move_to(&step.inverse(), "Recall undone");
        self.history.let_go(client);
        self.record(client, Step { edits }, now);
        self.history.let_go(client);
        Ok(answer)
    }

    /// Another name for a scene.
    pub(super) fn rename_scene(&mut self, from: &str, to: &str) -> Result<Answer, Refusal> {
        let at = self.scenes.find(from)?;
        let to = checked_name(to)?;
        if to != from && self.scenes.find(&to).is_ok() {
            return Err(Refusal::Scene(format!("there is a scene '{to}' already")));
        }
        self.scenes.list[at].name.clone_from(&to);
        if self.scenes.current.as_deref() == Some(from) {
            self.scenes.current = Some(to.clone());
        }
        if self.scenes.armed.as_deref() == Some(from) {
            self.scenes.armed = Some(to.clone());
        }
        let scene = self.scenes.list[at].clone();
        self.keep_scene(SceneChange::Renamed {
            from: from.to_owned(),
            scene,
        });
        Ok(Answer::said(format!("Renamed: {from} is {to} now")))
    }

    /// Forgets a scene.
    pub(super) fn delete_scene(&mut self, name: &str) -> Result<Answer, Refusal> {
        let at = self.scenes.find(name)?;
        self.scenes.list.remove(at);
        if self.scenes.current.as_deref() == Some(name) {
            self.scenes.current = None;
        }
        if self.scenes.armed.as_deref() == Some(name) {
            let next = self.scenes.list.get(at);
            self.scenes.armed = next.map(|scene| scene.name.clone());
        }
        self.keep_scene(SceneChange::Deleted(name.to_owned()));
        Ok(Answer::said(format!("Deleted: {name}")))
    }

    fn keep_scene(&mut self, change: SceneChange) {
        self.subscribers.mark_scenes();
        let number = self.journal.changes();
        self.keep(Keep::Scene { change, number });
    }

    /// What happened to a scene up to that change is in its file.
    #[expect(clippy::unused_self, reason = "nothing else holds a copy")]
    pub(super) fn scene_kept(&mut self, _name: &str, _number: u64) {}

    /// Hands over everything that the show's folder holds, for one that is written anew.
    pub(super) fn keep_all(&mut self) {
        self.begin_segment(Reason::Mended);
        let number = self.journal.changes();
        for scene in self
            .scenes
            .list
            .iter()
            .filter(|scene| scene.damage.is_none())
        {
            let change = SceneChange::Stored(scene.clone());
            self.keep(Keep::Scene { change, number });
        }
        self.library.keep_all();
    }

    /// A hand has moved something: the console is no longer what the scene says.
    pub(super) fn note_touch(&mut self, edits: &[Edit]) {
        let recallable = |edit: &Edit| self.can_undo(edit.addr);
        if !self.scenes.changed && self.scenes.current.is_some() && edits.iter().any(recallable) {
            self.scenes.changed = true;
            self.subscribers.mark_scenes();
        }
    }
}
