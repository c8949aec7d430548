//! Which file takes names from which, and the circles among them.

use super::rules::Faults;
use super::scan::Source;
use std::collections::{BTreeMap, BTreeSet};

/// Files, each with those that it imports and one name that it takes from each.
type Imports<'a> = BTreeMap<&'a str, BTreeMap<&'a str, String>>;

/// Groups of files that import each other in a circle.
pub fn circles(sources: &[Source]) -> Faults {
    let tree = Tree::of(sources);
    let imports: Imports = sources
        .iter()
        .map(|source| (source.path.as_str(), tree.imports(source)))
        .collect();
    let reach: BTreeMap<&str, BTreeSet<&str>> = imports
        .keys()
        .map(|file| (*file, reachable(file, &imports)))
        .collect();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut faults = Faults::new();
    for (file, others) in &reach {
        if !others.contains(file) || told.contains(file) {
            continue;
        }
        let circle: Vec<&str> = others
            .iter()
            .copied()
            .filter(|other| reach[other].contains(file))
            .collect();
        told.extend(&circle);
        faults.push(describe(&circle, &imports));
    }
    faults
}

fn reachable<'a>(from: &str, imports: &Imports<'a>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = imports[from].keys().copied().collect();
    while let Some(file) = open.pop() {
        if reached.insert(file) {
            open.extend(imports[file].keys());
        }
    }
    reached
}

fn describe(circle: &[&str], imports: &Imports) -> String {
    let mut text = format!("{} files in a circle:", circle.len());
    for file in circle {
        for (other, name) in &imports[file] {
            if circle.contains(other) {
                text.extend(["\n  ", *file, " -> ", *other, ": ", name.as_str()]);
            }
        }
    }
    text
}

/// Where each module stands.
struct Tree<'a> {
    /// The file of each module.
    files: BTreeMap<Vec<String>, &'a str>,
    /// Names that a module hands on, as paths from the root.
    handed_on: BTreeMap<Vec<String>, Vec<String>>,
}

impl<'a> Tree<'a> {
    fn of(sources: &'a [Source]) -> Self {
        let mut tree = Self {
            files: BTreeMap::new(),
            handed_on: BTreeMap::new(),
        };
        for source in sources {
            tree.files.insert(module(&source.path), &source.path);
        }
        for source in sources {
            let base = module(&source.path);
            for path in source.handed_on() {
                let Some(path) = tree.resolve(source, path) else {
                    continue;
                };
                let name = path.last().cloned().unwrap_or_default();
                tree.handed_on.insert([&base[..], &[name]].concat(), path);
            }
        }
        tree
    }

    /// A path as it is written in a file, from the root. None for names of other crates and of the file.
    fn resolve(&self, source: &Source, mut path: Vec<String>) -> Option<Vec<String>> {
        let base = module(&source.path);
        let first = path.first()?.clone();
        if first == "crate" || first == "headroom" {
            path.remove(0);
            return Some(path);
        }
        let mut up = 0;
        while path.get(up).is_some_and(|word| word == "super") {
            up += 1;
        }
        if up > 0 {
            let base = &base[..base.len().checked_sub(up)?];
            return Some([base, &path[up..]].concat());
        }
        let child = [&base[..], &[first]].concat();
        let is_child = self.files.contains_key(&child);
        is_child.then(|| [&base[..], &path].concat())
    }

    fn imports(&self, source: &Source) -> BTreeMap<&'a str, String> {
        let mut imports = BTreeMap::new();
        for path in source.paths() {
            let Some(path) = self.resolve(source, path) else {
                continue;
            };
            if let Some((file, name)) = self.file(path)
                && file != source.path
            {
                imports.insert(file, name);
            }
        }
        imports
    }

    /// The file in which a path ends, and the name that is taken from it.
    fn file(&self, path: Vec<String>) -> Option<(&'a str, String)> {
        let mut path = path;
        // A name may be handed on more than once.
        for _ in 0..4 {
            let along = (1..=path.len()).rev().find_map(|end| {
                let to = self.handed_on.get(&path[..end])?;
                Some([&to[..], &path[end..]].concat())
            });
            match along {
                Some(next) if next != path => path = next,
                _ => break,
            }
        }
        let mut ends = (0..=path.len()).rev();
        let (file, end) = ends.find_map(|end| Some((*self.files.get(&path[..end])?, end)))?;
        let name = path.get(end).cloned();
        // The module itself, to name what is in it: the names that follow count.
        let name = name.unwrap_or_else(|| "the module".to_owned());
        Some((file, name))
    }
}

/// The module that a file is: `engine::host` for `src/engine/host.rs`, nothing for the root.
fn module(path: &str) -> Vec<String> {
    let below = path.strip_prefix("src/").unwrap_or(path);
    let stem = below.strip_suffix(".rs").unwrap_or(below);
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    if ["lib", "main"].contains(&stem) {
        return Vec::new();
    }
    stem.split('/').map(str::to_owned).collect()
}
