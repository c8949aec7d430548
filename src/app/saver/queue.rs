//! What happened to scenes and is not written yet: of every scene the newest, deletes and renames in order.

use crate::control::scene::SceneChange;
use std::collections::VecDeque;

/// A change that waits, and everything that it stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// What to write.
    pub change: SceneChange,
    /// Names and numbers of changes that are kept once it is written.
    pub keeps: Vec<(String, u64)>,
}

/// The changes that wait, in order.
#[derive(Debug, Default)]
pub struct Queue(VecDeque<Waiting>);

/// Whether a change is about a name.
fn concerns(change: &SceneChange, name: &str) -> bool {
    match change {
        SceneChange::Stored(scene) => scene.name == name,
        SceneChange::Renamed { from, scene } => from == name || scene.name == name,
        SceneChange::Deleted { name: deleted, .. } => deleted == name,
    }
}

/// The names that a change is about.
fn names(change: &SceneChange) -> Vec<String> {
    match change {
        SceneChange::Stored(scene) => vec![scene.name.clone()],
        SceneChange::Renamed { from, scene } => vec![from.clone(), scene.name.clone()],
        SceneChange::Deleted { name, .. } => vec![name.clone()],
    }
}

impl Queue {
    /// True when nothing waits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes a change; an older one that it makes needless goes.
    pub fn push(&mut self, change: SceneChange, number: u64) {
        let mut keeps: Vec<(String, u64)> = names(&change)
            .into_iter()
            .map(|name| (name, number))
            .collect();
        let (older, change) = match self.joined(&change) {
            Some((at, both)) => (self.0.remove(at), both),
            None => (None, change),
        };
        for (name, number) in older.into_iter().flat_map(|older| older.keeps) {
            if keeps.iter().all(|(kept, _)| *kept != name) {
                keeps.push((name, number));
            }
        }
        self.0.push_back(Waiting { change, keeps });
    }

    /// The last change about the same names, and one that does what both do: at the end, so that nothing
    /// between them may be about what the older one was about.
    fn joined(&self, newer: &SceneChange) -> Option<(usize, SceneChange)> {
        let is_about = |change: &SceneChange, of: &SceneChange| {
            names(of).iter().any(|name| concerns(change, name))
        };
        let about_newer = |waiting: &Waiting| is_about(&waiting.change, newer);
        let at = self.0.iter().rposition(about_newer)?;
        let older = &self.0[at].change;
        let both = joined(older, newer)?;
        let between = self.0.iter().skip(at + 1);
        let is_free = between
            .clone()
            .all(|waiting| !is_about(&waiting.change, older));
        is_free.then_some((at, both))
    }

    /// Everything that waits, in order; what cannot be written is put back with [`Self::put_back`].
    pub fn take(&mut self) -> Option<Waiting> {
        self.0.pop_front()
    }

    /// Puts back what could not be written, in front of everything.
    pub fn put_back(&mut self, failed: Vec<Waiting>) {
        for waiting in failed.into_iter().rev() {
            self.0.push_front(waiting);
        }
    }

    /// True where one of the changes is about a name of the other one: the order counts.
    pub fn is_bound(earlier: &Waiting, later: &Waiting) -> bool {
        names(&later.change)
            .iter()
            .any(|name| concerns(&earlier.change, name))
    }
}

/// One change that does what two do, where there is one.
fn joined(older: &SceneChange, newer: &SceneChange) -> Option<SceneChange> {
    use SceneChange::{Deleted, Renamed, Stored};
    match (older, newer) {
        (Stored(_), Stored(_) | Deleted { .. }) => Some(newer.clone()),
        (Stored(scene), Renamed { from, .. }) if scene.name == *from => Some(newer.clone()),
        (Renamed { from, scene: old }, Stored(scene)) if old.name == scene.name => Some(Renamed {
            from: from.clone(),
            scene: scene.clone(),
        }),
        (Renamed { from: first, scene }, Renamed { from, scene: last }) if scene.name == *from => {
            Some(if *first == last.name {
                Stored(last.clone())
            } else {
                Renamed {
                    from: first.clone(),
                    scene: last.clone(),
                }
            })
        }
        (Renamed { from, scene }, Deleted { name, was }) if scene.name == *name => Some(Deleted {
            name: from.clone(),
            was: was.clone(),
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::scene::Scene;
    use crate::param::{ParamAddr, Plain};
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::sync::Arc;

    fn scene(name: &str, value: f32) -> Arc<Scene> {
        let addr = ParamAddr::parse("ch/1/fader").unwrap();
        Arc::new(Scene {
            name: name.to_owned(),
            values: vec![(addr, Plain(value))],
            ..Scene::default()
        })
    }

    /// What a change does to files by name.
    fn apply(files: &mut BTreeMap<String, Arc<Scene>>, change: &SceneChange) {
        match change {
            SceneChange::Stored(scene) => {
                files.insert(scene.name.clone(), scene.clone());
            }
            SceneChange::Renamed { from, scene } => {
                files.remove(from);
                files.insert(scene.name.clone(), scene.clone());
            }
            SceneChange::Deleted { name, .. } => {
                files.remove(name);
            }
        }
    }

    #[test]
    fn the_newest_of_a_name_waits_and_answers_for_all() {
        let mut queue = Queue::default();
        for number in 1..=1000 {
            queue.push(SceneChange::Stored(scene("A", number as f32)), number);
        }
        let waiting = queue.take().unwrap();
        assert_eq!(waiting.keeps, [("A".to_owned(), 1000)]);
        assert_eq!(waiting.change, SceneChange::Stored(scene("A", 1000.0)));
        assert!(queue.is_empty());
    }

    #[test]
    fn a_rename_takes_along_what_waits_and_answers_for_both_names() {
        let mut queue = Queue::default();
        queue.push(SceneChange::Stored(scene("A", 1.0)), 1);
        let from = "A".to_owned();
        let scene = scene("B", 1.0);
        let rename = SceneChange::Renamed { from, scene };
        queue.push(rename.clone(), 2);
        let waiting = queue.take().unwrap();
        assert_eq!(waiting.change, rename);
        assert_eq!(waiting.keeps, [("A".to_owned(), 2), ("B".to_owned(), 2)]);
        assert!(queue.is_empty());
    }

    proptest! {
        /// Whatever a console does to its scenes, the files end as if everything had been written.
        #[test]
        fn what_waits_does_what_happened(
            surface_actions in prop::collection::vec((0_u8..4, 0_usize..4, 0_usize..4), 0..40),
            disk in prop::collection::vec(0_usize..4, 0..4),
        ) {
            let name = |at: usize| ["A", "B", "C", "D"][at];
            let mut live: BTreeMap<String, Arc<Scene>> =
                disk.iter().map(|at| (name(*at).to_owned(), scene(name(*at), -1.0))).collect();
            let mut files = live.clone();
            let mut queue = Queue::default();
            let mut numbers = BTreeMap::new();
            for (at, (kind, one, other)) in surface_actions.into_iter().enumerate() {
                let (one, other) = (name(one), name(other));
                let change = match kind {
                    0 | 1 => SceneChange::Stored(scene(one, at as f32)),
                    2 if live.contains_key(one) && !live.contains_key(other) => {
                        let scene = Arc::new(Scene { name: other.to_owned(), ..(*live[one]).clone() });
                        SceneChange::Renamed { from: one.to_owned(), scene }
                    }
                    3 if live.contains_key(one) => SceneChange::Deleted { name: one.to_owned(), was: live.get(one).cloned() },
                    _ => continue,
                };
                apply(&mut live, &change);
                for name in names(&change) {
                    numbers.insert(name, at as u64);
                }
                queue.push(change, at as u64);
            }
            let mut kept = BTreeMap::new();
            let mut count = 0;
            while let Some(waiting) = queue.take() {
                apply(&mut files, &waiting.change);
                count += 1;
                for (name, number) in waiting.keeps {
                    let last = kept.entry(name).or_insert(0);
                    *last = number.max(*last);
                }
            }
            prop_assert_eq!(files, live);
            prop_assert_eq!(kept, numbers);
            prop_assert!(count <= 40);
        }
    }
}
