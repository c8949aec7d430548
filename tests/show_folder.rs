//! The folder of a show as others leave it, and as the power leaves it: whatever lies in it, nothing hangs,
//! nothing outside is touched, and no good scene is lost.

#[allow(dead_code)]
#[path = "journal/sim_disk.rs"]
mod sim_disk;

use headroom::param::{ParamAddr, Plain};
use headroom::show::check::{FileKind, check_file};
use headroom::show::disk::RealDisk;
use headroom::show::named_files::{Contents, NamedFiles};
use headroom::show::scene_file::{self, SceneFile};
use headroom::show::{save, show_file};
use jiff::Timestamp;
use proptest::prelude::*;
use sim_disk::{Choice, SimDisk};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

type Files = NamedFiles<SceneFile>;
/// Scenes by name with their one level.
type State = BTreeMap<String, f32>;

fn scene(name: &str, db: f32) -> SceneFile {
    SceneFile {
        name: name.to_owned(),
        values: vec![(ParamAddr::parse("ch/1/fader").unwrap(), Plain(db))],
        ..SceneFile::default()
    }
}

fn good(contents: Contents<SceneFile>) -> State {
    let whole = contents.found.into_iter();
    let whole = whole.filter(|found| found.damage.is_none());
    let level = |scene: SceneFile| scene.values.first().map(|(_, value)| (scene.name, value.0));
    whole.filter_map(|found| level(found.item)).collect()
}

fn load(folder: &Path) -> (Files, State) {
    let mut files = Files::new(folder.to_owned());
    let contents = files.load(&RealDisk);
    (files, good(contents))
}

const NAMES: [&str; 5] = ["A", "B", "2 Song", "10 Song", "Ü: x"];

/// A scratch show, a folder beside it that nobody may touch, and what lies in it.
struct Tree {
    top: PathBuf,
    scenes: PathBuf,
}

impl Tree {
    fn new() -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let number = LAST.fetch_add(1, Relaxed);
        let top = std::env::temp_dir().join(format!("hr-tree-{}-{number}", std::process::id()));
        let _ = fs::remove_dir_all(&top);
        fs::create_dir_all(top.join("outside/folder")).unwrap();
        fs::write(
            top.join("outside/file.yaml"),
            scene_file::format(&scene("A", 9.0)),
        )
        .unwrap();
        fs::write(top.join("outside/folder/B.yaml"), "precious").unwrap();
        let show = top.join("show");
        show_file::create(&mut RealDisk, &show, "headroom: 1\n").unwrap();
        let scenes = show.join(show_file::SCENES);
        Self { top, scenes }
    }

    /// Everything outside, as it is.
    fn outside(&self) -> [String; 2] {
        ["outside/file.yaml", "outside/folder/B.yaml"].map(|file| {
            assert!(fs::symlink_metadata(self.top.join(file)).unwrap().is_file());
            fs::read_to_string(self.top.join(file)).unwrap()
        })
    }

    /// Puts something into the way.
    fn put(&self, choice: &mut Choice) {
        let copies = self.scenes.join(save::COPY_FOLDER);
        match choice.below(20) {
            0 => return drop(fs::write(copies, "in the way")),
            1 => return drop(symlink(self.top.join("outside/folder"), copies)),
            _ => {}
        }
        let stem = NAMES[choice.below(NAMES.len())];
        let ending = ["yaml", "yaml", "yaml", "new", "yaml~", "yml"][choice.below(6)];
        let path = self.scenes.join(format!("{stem}.{ending}"));
        if fs::symlink_metadata(&path).is_ok() {
            return;
        }
        let text = scene_file::format(&scene(stem, -(choice.below(60) as f32)));
        match choice.below(10) {
            0 => fs::write(&path, &text.as_bytes()[..choice.below(text.len())]).unwrap(),
            1 => symlink(self.top.join("outside/file.yaml"), &path).unwrap(),
            2 => symlink(self.top.join("outside/folder"), &path).unwrap(),
            3 => symlink(&path, &path).unwrap(),
            4 => fs::create_dir(&path).unwrap(),
            5 => fifo(&path),
            6 => File::create(&path).unwrap().set_len(1 << 33).unwrap(),
            7 => {
                fs::write(&path, &text).unwrap();
                fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
            }
            8 => {
                let bytes: Vec<u8> = (0..200).map(|_| choice.below(256) as u8).collect();
                fs::write(&path, bytes).unwrap();
            }
            _ => fs::write(&path, text).unwrap(),
        }
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.top);
    }
}

fn fifo(path: &Path) {
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    let kind = rustix::fs::FileType::Fifo;
    rustix::fs::mknodat(rustix::fs::CWD, path, kind, mode, 0).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn whatever_lies_in_a_show_no_good_scene_is_lost_and_nothing_outside_is_touched(
        seed in 1_u64..u64::MAX,
        things in 0_usize..12,
    ) {
        let tree = Tree::new();
        let mut choice = Choice(seed);
        for _ in 0..things {
            tree.put(&mut choice);
        }
        let outside = tree.outside();
        let (mut files, mut wanted) = load(&tree.scenes);
        for at in 0..6 {
            let name = NAMES[choice.below(NAMES.len())];
            let db = -70.0 - at as f32 / 8.0;
            let outcome = match choice.below(4) {
                0 if wanted.contains_key(name) => {
                    let outcome = files.remove(&mut RealDisk, name, None, Timestamp::now());
                    outcome.map(|_| wanted.remove(name))
                }
                1 if wanted.contains_key(name) => {
                    let to = format!("{name} {at}");
                    let renamed = scene(&to, wanted[name]);
                    let outcome = files.rename(&mut RealDisk, name, &renamed, Timestamp::now());
                    outcome.map(|_| {
                        let level = wanted.remove(name).unwrap();
                        wanted.insert(to, level)
                    })
                }
                _ => {
                    let outcome = files.put(&mut RealDisk, &scene(name, db), Timestamp::now());
                    outcome.map(|_| wanted.insert(name.to_owned(), db))
                }
            };
            prop_assert!(outcome.is_ok(), "{outcome:?}");
        }
        prop_assert_eq!(load(&tree.scenes).1, wanted);
        prop_assert_eq!(tree.outside(), outside);
        // It says what is wrong, and comes to an end.
        let _ = check_file(&tree.top.join("show"));
    }

    /// Some changes, and the power goes at any step of them: every scene is as it was before or after the change.
    #[test]
    fn whenever_the_power_goes_every_scene_is_whole(
        seed in 1_u64..u64::MAX,
        surface_actions in prop::collection::vec((0_u8..4, 0_usize..3, 0_usize..3), 1..8),
    ) {
        let disk = SimDisk::default();
        let mut writer = disk.clone();
        let mut files = Files::new(PathBuf::from("show/scenes"));
        let mut state = State::new();
        let mut states = vec![(0, state.clone())];
        for (at, (kind, one, other)) in surface_actions.into_iter().enumerate() {
            let (one, other) = (NAMES[one], NAMES[other]);
            let db = -(at as f32);
            match kind {
                2 if state.contains_key(one) && !state.contains_key(other) => {
                    let level = state.remove(one).unwrap();
                    state.insert(other.to_owned(), level);
                    files.rename(&mut writer, one, &scene(other, level), Timestamp::now()).unwrap();
                }
                3 if state.contains_key(one) => {
                    state.remove(one);
                    files.remove(&mut writer, one, None, Timestamp::now()).unwrap();
                }
                _ => {
                    state.insert(one.to_owned(), db);
                    files.put(&mut writer, &scene(one, db), Timestamp::now()).unwrap();
                }
            }
            states.push((disk.steps(), state.clone()));
        }
        let mut choice = Choice(seed);
        for at in 0..=disk.steps() {
            let after = disk.after_power_loss(at, &mut choice);
            let found = good(Files::new(PathBuf::from("show/scenes")).load(&after));
            let done = states.iter().rposition(|(steps, _)| *steps <= at).unwrap();
            let before = &states[done].1;
            let next = &states[(done + 1).min(states.len() - 1)].1;
            for name in NAMES {
                let (found, before, next) = (found.get(name), before.get(name), next.get(name));
                prop_assert!(found == before || found == next, "{name}: {found:?} at {at}");
            }
        }
    }
}

#[test]
fn folders_that_are_links_are_told_and_left_alone() {
    let tree = Tree::new();
    fs::remove_dir(&tree.scenes).unwrap();
    symlink(tree.top.join("outside"), &tree.scenes).unwrap();
    let mut files = Files::new(tree.scenes.clone());
    let contents = files.load(&RealDisk);
    assert_eq!(contents.problems.len(), 1);
    assert!(contents.found.is_empty());
    let stored = files.put(&mut RealDisk, &scene("A", 0.0), Timestamp::now());
    assert!(stored.unwrap_err().to_string().contains("this is a link"));
    assert!(!tree.top.join("outside/A.yaml").exists());
}

#[test]
fn a_shows_file_that_is_a_link_is_refused_and_stays_one() {
    let tree = Tree::new();
    let (file, outside) = (
        tree.top.join("show/show.yaml"),
        tree.top.join("outside/show.yaml"),
    );
    fs::rename(&file, &outside).unwrap();
    symlink(&outside, &file).unwrap();
    let said = show_file::open(&mut RealDisk, &file)
        .unwrap_err()
        .to_string();
    assert!(said.contains("this is a link"), "{said}");
    assert!(save::replace(&mut RealDisk, &file, "new").is_err());
    assert!(fs::symlink_metadata(&file).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(outside).unwrap(), "headroom: 1\n");
}

#[test]
fn a_newer_show_is_refused_and_never_written_over() {
    let tree = Tree::new();
    let file = tree.top.join("show/show.yaml");
    fs::write(&file, "headroom: 2\nstrips: 4\n").unwrap();
    let said = show_file::open(&mut RealDisk, &file)
        .unwrap_err()
        .to_string();
    assert!(said.contains("newer format"), "{said}");
    let changes = show_file::Changes {
        patch: Some(Vec::new()),
        ..Default::default()
    };
    assert!(show_file::write(&mut RealDisk, &file, &changes, "").is_err());
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        "headroom: 2\nstrips: 4\n"
    );
}

#[test]
fn a_cue_whose_scene_is_not_there_is_found_by_the_check() {
    let folder = std::env::temp_dir().join(format!("headroom-cue-check-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    let disk = &mut RealDisk;
    show_file::create(disk, &folder, "headroom: 1\nstrips: 1\n").unwrap();
    let scenes = folder.join(show_file::SCENES);
    let mut files = NamedFiles::<SceneFile>::new(scenes);
    files
        .put(disk, &scene("Verse", -6.0), jiff::Timestamp::now())
        .unwrap();
    let cues = |text: &str| fs::write(folder.join(show_file::CUES), text).unwrap();
    cues("headroom: 1\ncues:\n  - 1: Verse\n  - 2:\n");
    assert_eq!(check_file(&folder), Ok(FileKind::Show));
    cues("headroom: 1\ncues:\n  - 1: Verce\n");
    let errors = check_file(&folder).unwrap_err();
    let said = errors[0].to_string();
    let words = "cue 1 recalls 'Verce', and there is no such scene; did you mean 'Verse'?";
    assert!(errors.len() == 1 && said.ends_with(words), "{said}");
    fs::remove_dir_all(folder).unwrap();
}
