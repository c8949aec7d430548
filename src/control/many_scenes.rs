//! Values of many scenes change together: to a value, by a difference, or as they are elsewhere. One step of undo, however
//! many scenes it reaches; locked and damaged ones stay, and the answer says so.

use super::core::Core;
use super::intent::{Answer, ClientId, Compared, Refusal, SceneValues, WhichScenes};
use super::scene::Scene;
use super::scenes::Scenes;
use super::spare::values_to_store;
use super::undo::SceneEdit;
use crate::param::path::matches;
use crate::param::{NodeId, ParamAddr, ParamSpec, Plain, Recall, counted};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// What becomes of one value.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Becomes {
    /// This.
    To(Plain),
    /// So much more, within its range; what is off stays off.
    By(f32),
}

/// What is asked, as one value after the other.
type Wishes = BTreeMap<ParamAddr, Becomes>;

/// What there is to say of a change.
#[derive(Debug, Default)]
struct Outcome {
    /// Scenes that are locked or damaged.
    locked: usize,
    /// Values that the end of their range has stopped.
    stopped: usize,
    /// Values of sends to buses that were for something else.
    other_role: usize,
}

impl Scenes {
    /// Changes values that some scenes hold.
    pub(super) fn change_many(
        &mut self,
        core: &mut Core,
        client: ClientId,
        which: &WhichScenes,
        values: &SceneValues,
    ) -> Result<Answer, Refusal> {
        let places = self.places_of(which)?;
        let wishes = self.wishes(core, values)?;
        let mut outcome = Outcome::default();
        let (mut edits, mut changed) = (Vec::new(), Vec::new());
        for at in places {
            let scene = &self.list[at];
            if !Self::is_open(scene) {
                outcome.locked += 1;
                continue;
            }
            let after = changed_scene(core, scene, &wishes, &mut outcome);
            if after.values != scene.values {
                changed.push(at);
                edits.push(SceneEdit {
                    before: Some((at, scene.clone())),
                    after: Some((at, Arc::new(after))),
                });
            }
        }
        let what = Self::what(values, &wishes);
        if edits.is_empty() {
            let text = format!("Nothing changes: {what}{}", outcome.words());
            return Ok(Answer::said(text));
        }
        let scenes = self.scenes_words(&changed);
        let text = format!("Changed: {what} in {scenes}{}", outcome.words());
        self.edit_all(core, client, edits);
        self.differs_from_current(core, values, &changed);
        Ok(Answer::said(text))
    }

    /// The console may no longer be as the current scene says; what was touched may be in it now.
    fn differs_from_current(&mut self, core: &mut Core, values: &SceneValues, changed: &[usize]) {
        let current = self.current.as_deref();
        let at = current.and_then(|name| self.find(name).ok());
        if !at.is_some_and(|at| changed.contains(&at)) {
            return;
        }
        match values {
            SceneValues::Touched | SceneValues::TouchedBy => self.forget_touched(core),
            _ => self.changed = true,
        }
        self.note_list(core);
    }

    /// What is asked of each value.
    fn wishes(&self, core: &Core, values: &SceneValues) -> Result<Wishes, Refusal> {
        match values {
            SceneValues::To(path, text) => {
                let to = |addr, spec: &ParamSpec| {
                    let value = spec.parse(text).map_err(|_| refused(addr, text, spec))?;
                    Ok((addr, Becomes::To(value)))
                };
                let named = Self::named(core, path)?.into_iter();
                named.map(|(addr, spec)| to(addr, spec)).collect()
            }
            SceneValues::By(path, text) => {
                let by = |addr, spec: &ParamSpec| {
                    let by = spec.parse_difference(text);
                    let by = by.ok_or_else(|| not_moved(addr, text, spec))?;
                    Ok((addr, Becomes::By(by)))
                };
                let named = Self::named(core, path)?.into_iter();
                named.map(|(addr, spec)| by(addr, spec)).collect()
            }
            SceneValues::From(from, paths) => self.wishes_from(core, from, paths),
            SceneValues::Touched => {
                let touched = self.touched_values(core)?;
                let to = |(addr, value)| (addr, Becomes::To(value));
                Ok(touched.into_iter().map(to).collect())
            }
            SceneValues::TouchedBy => self.differences_touched(core),
        }
    }

    /// What was touched, as a scene would store it.
    fn touched_values(&self, core: &Core) -> Result<Vec<(ParamAddr, Plain)>, Refusal> {
        let touched = self.live_edits.touched();
        let values = values_to_store(core, None).into_iter();
        let values: Vec<_> = values.filter(|(addr, _)| touched.contains(addr)).collect();
        if values.is_empty() {
            let text = "nothing was touched since the last recall";
            return Err(Refusal::Scene(text.to_owned()));
        }
        Ok(values)
    }

    /// How far hands have moved what they touched, seen from the current scene. What is counted, or was or is off, goes
    /// where it stands.
    fn differences_touched(&self, core: &Core) -> Result<Wishes, Refusal> {
        let current = self.current.as_deref().unwrap_or_default();
        let scene = &self.list[self.find(current)?];
        let before: BTreeMap<ParamAddr, Plain> = scene.values.iter().copied().collect();
        let becomes = |(addr, now): (ParamAddr, Plain)| {
            let before = before.get(&addr).map(|before| now.0 - before.0);
            let is_measured = core
                .layout()
                .index(addr)
                .is_some_and(|index| !core.layout().spec(index).curve.counts());
            let by = before.filter(|by| is_measured && by.is_finite());
            (addr, by.map_or(Becomes::To(now), Becomes::By))
        };
        Ok(self
            .touched_values(core)?
            .into_iter()
            .map(becomes)
            .collect())
    }

    fn wishes_from(
        &self,
        core: &Core,
        from: &Compared,
        paths: &[String],
    ) -> Result<Wishes, Refusal> {
        let (values, scene) = match from {
            Compared::Now => (values_to_store(core, None), None),
            Compared::Scene(name) => {
                let scene = &self.list[self.find(name)?];
                scene.check_whole()?;
                (scene.values.clone(), Some(scene))
            }
        };
        let topology = core.layout().topology();
        let means_the_same =
            |addr| scene.is_none_or(|scene| scene.other_role(addr, topology).is_none());
        let mut wishes = Wishes::new();
        for path in paths {
            let path = Self::with_node(core, path);
            let found = values
                .iter()
                .filter(|(addr, _)| matches(&path, &addr.to_string()) && means_the_same(*addr));
            let found: Wishes = found
                .map(|(addr, value)| (*addr, Becomes::To(*value)))
                .collect();
            if found.is_empty() {
                return Err(Refusal::Scene(format!(
                    "'{path}' names nothing that {from} holds; 'headroom params' lists every path"
                )));
            }
            wishes.extend(found);
        }
        Ok(wishes)
    }

    /// The parameters that a path names, as far as scenes hold them.
    fn named(core: &Core, path: &str) -> Result<Vec<(ParamAddr, &'static ParamSpec)>, Refusal> {
        let layout = core.layout();
        let path = Self::with_node(core, path);
        let stored = layout.matching(&path).into_iter().filter_map(|index| {
            let spec = layout.spec(index);
            let is_held = spec.recall == Recall::Stored && !spec.protected;
            is_held.then_some((layout.addr(index), spec))
        });
        let stored: Vec<_> = stored.collect();
        if stored.is_empty() {
            let why = match layout.find(&path) {
                Ok(_) => format!("{path} is in no scene"),
                Err(error) => error.to_string(),
            };
            return Err(Refusal::Scene(why));
        }
        Ok(stored)
    }

    /// A path that may begin with the name of a strip or bus: that of the first one called so.
    fn with_node(core: &Core, path: &str) -> String {
        let path = path.trim();
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        let nodes = core.layout().nodes();
        let called = |node: &&NodeId| {
            let label = core.own_label(**node);
            label.is_some_and(|label| label.name.eq_ignore_ascii_case(first))
        };
        match nodes.iter().find(called) {
            Some(node) if !rest.is_empty() => format!("{node}/{rest}"),
            Some(node) => node.to_string(),
            None => path.to_owned(),
        }
    }

    /// What changes, for people.
    fn what(values: &SceneValues, wishes: &Wishes) -> String {
        let count = |what: &str| counted(wishes.len(), what);
        match values {
            SceneValues::To(path, text) => format!("{path} to {text}"),
            SceneValues::By(path, text) => format!("{path} by {text}"),
            SceneValues::From(from, paths) => {
                format!("{} as {from} has it", paths.join(", "))
            }
            SceneValues::Touched => count("touched parameter"),
            SceneValues::TouchedBy => format!("{}, by as much as now", count("touched parameter")),
        }
    }
}

/// A scene with what is asked.
fn changed_scene(core: &Core, scene: &Scene, wishes: &Wishes, outcome: &mut Outcome) -> Scene {
    let topology = core.layout().topology();
    let mut scene = scene.clone();
    let mut missing = wishes.clone();
    missing.retain(|addr, _| {
        let means_another = scene.other_role(*addr, topology).is_some();
        outcome.other_role += usize::from(means_another);
        !means_another
    });
    for (addr, value) in &mut scene.values {
        match missing.remove(addr) {
            Some(Becomes::To(to)) => *value = to,
            Some(Becomes::By(by)) => *value = moved(core, *addr, *value, by, outcome),
            None => {}
        }
    }
    let new = missing
        .into_iter()
        .filter_map(|(addr, becomes)| match becomes {
            Becomes::To(value) => Some((addr, value)),
            // A scene that does not hold a value has nothing to move.
            Becomes::By(_) => None,
        });
    scene.values.extend(new);
    scene
}

/// A value that moves by a difference, within its range, to a thousandth.
fn moved(core: &Core, addr: ParamAddr, value: Plain, by: f32, outcome: &mut Outcome) -> Plain {
    let Some(index) = core.layout().index(addr).filter(|_| value.0.is_finite()) else {
        return value;
    };
    let wanted = Plain(((value.0 + by) * 1000.0).round() / 1000.0);
    let curve = core.layout().spec(index).curve;
    let (min, max) = curve.range();
    outcome.stopped += usize::from(wanted.0 > max.0 || wanted.0 < min.0);
    curve.clamp(wanted)
}

impl Outcome {
    fn words(&self) -> String {
        let mut words = String::new();
        match self.locked {
            0 => {}
            1 => words.push_str("; 1 locked or damaged scene stays as it is"),
            count => {
                let _ = write!(words, "; {count} locked or damaged scenes stay as they are");
            }
        }
        if self.stopped > 0 {
            let values = counted(self.stopped, "value");
            let _ = write!(words, "; {values} stopped at the end of the range");
        }
        if self.other_role > 0 {
            let values = counted(self.other_role, "value");
            let _ = write!(
                words,
                "; {values} left: the bus was for something else when the scene was stored"
            );
        }
        words
    }
}

fn refused(addr: ParamAddr, found: &str, spec: &ParamSpec) -> Refusal {
    Refusal::Value {
        path: addr.to_string(),
        found: found.to_owned(),
        allowed: spec.allowed(),
    }
}

fn not_moved(addr: ParamAddr, found: &str, spec: &ParamSpec) -> Refusal {
    let allowed = if spec.curve.counts() {
        format!(
            "{}; there is nothing between them to move by",
            spec.allowed()
        )
    } else {
        "a difference, such as +2 or -1.5, with its unit or without".to_owned()
    };
    Refusal::Value {
        path: addr.to_string(),
        found: found.to_owned(),
        allowed,
    }
}
