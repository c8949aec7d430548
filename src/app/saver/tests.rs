//! What is learned reaches the disk, whatever happens meanwhile.

use super::*;
use crate::app::scenes::{cue_file, files};
use crate::control::file_troubles::{About, Keeper};
use crate::control::inbox::{Events, inbox};
use crate::control::scene::{Scene, SceneChange};
use crate::param::{NodeId, ParamAddr, Plain};
use crossbeam_channel::{Sender, unbounded};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const PATIENCE: Duration = Duration::from_secs(300);

/// A show with a saver.
struct Rig {
    folder: PathBuf,
    learned: Option<Sender<Keep>>,
    events: Events,
    saver: Option<JoinHandle<Option<String>>>,
}

impl Rig {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("hr-saver-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        show_file::create(&mut RealDisk, &folder, "headroom: 1 # ours\nstrips: 2\n").unwrap();
        let file = folder.join(show_file::FILE);
        let read = show_file::open(&mut RealDisk, &file).unwrap();
        let (inbox, events) = inbox();
        let (learned_in, learned) = unbounded();
        let show = Opened {
            stamp: read.stamp,
            topology: read.console.topology,
            scenes: files(&file),
            cues: cue_file(&file),
            file,
        };
        Self {
            folder,
            learned: Some(learned_in),
            events,
            saver: Some(start(show, learned, inbox).unwrap()),
        }
    }

    fn learn(&self, keep: Keep) {
        self.learned.as_ref().unwrap().send(keep).unwrap();
    }

    fn store(&self, name: &str, db: f32, number: u64) {
        let change = SceneChange::Stored(scene(name, db));
        self.learn(Keep::Scene { change, number });
    }

    /// Waits until the cues up to a change are said to be kept.
    fn cues_kept(&self, number: u64) {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if matches!(self.events.next(Duration::from_secs(1)), Ok(Event::CuesKept(kept)) if kept == number)
            {
                return;
            }
        }
        panic!("the cues of change {number} are not kept");
    }

    fn connect(&self, to: &str) {
        let port = crate::engine::io::PortId::signal(NodeId::strip(1), 0);
        self.learn(Keep::Connections(vec![(port, vec![to.to_owned()])]));
    }

    /// Waits for an event.
    fn wait<T>(&self, wanted: impl Fn(Event) -> Option<T>) -> T {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let event = self.events.next(PATIENCE).unwrap();
            if let Some(found) = wanted(event) {
                return found;
            }
        }
        panic!("it does not come");
    }

    fn wait_until_kept(&self, name: &str) -> u64 {
        self.wait(|event| match event {
            Event::SceneKept { name: kept, number } if kept == name => Some(number),
            _ => None,
        })
    }

    fn word(&self, part: &str) -> String {
        self.wait(|event| match event {
            Event::Tell(notice) if notice.text.contains(part) => Some(notice.text),
            _ => None,
        })
    }

    fn end(mut self) -> bool {
        self.learned = None;
        self.saver.take().unwrap().join().unwrap().is_none()
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        self.learned = None;
        let _ = self.saver.take().map(JoinHandle::join);
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn cue(number: u32, scene: &str) -> Cue {
    let number = crate::show::cue::CueNumber::whole(number).unwrap();
    Cue::of(number, Some(scene.to_owned()))
}

fn scene(name: &str, db: f32) -> Arc<Scene> {
    Arc::new(Scene {
        name: name.to_owned(),
        values: vec![(ParamAddr::parse("ch/1/fader").unwrap(), Plain(db))],
        ..Scene::default()
    })
}

/// The scenes of a show, by name with their first value.
fn scenes_of(folder: &Path) -> Vec<(String, f32)> {
    let mut files = files(&folder.join(show_file::FILE));
    let scenes = scenes::load(&mut files, &RealDisk, &mut Vec::new());
    let first = |scene: Scene| (scene.name, scene.values[0].1.0);
    scenes.into_iter().map(first).collect()
}

#[test]
fn a_scene_is_kept_while_more_keeps_coming() {
    let rig = Rig::new("starve");
    // A saver that waits for quiet never writes this.
    let mut number = 0;
    let begun = Instant::now();
    let kept = loop {
        number += 1;
        rig.store("Verse", -1.0, number);
        std::thread::sleep(Duration::from_millis(10));
        match rig.events.next_waiting() {
            Some(Event::SceneKept { number, .. }) => break number,
            _ => assert!(begun.elapsed() < PATIENCE, "it is never kept"),
        }
    };
    assert!(kept <= number);
    assert_eq!(scenes_of(&rig.folder), [("Verse".to_owned(), -1.0)]);
    assert!(rig.end());
}

#[test]
fn deletes_and_renames_are_in_order_and_the_end_writes_everything() {
    let rig = Rig::new("order");
    rig.store("A", -1.0, 1);
    rig.store("B", -2.0, 2);
    let from = "A".to_owned();
    let change = SceneChange::Deleted {
        name: "B".to_owned(),
        was: Some(scene("B", -2.0)),
    };
    rig.learn(Keep::Scene { change, number: 3 });
    let scene = scene("B", -1.0);
    let change = SceneChange::Renamed { from, scene };
    rig.learn(Keep::Scene { change, number: 4 });
    rig.store("A", -5.0, 5);
    while rig.wait_until_kept("A") < 5 {}
    rig.store("C", -3.0, 6);
    let folder = rig.folder.with_extension("ended");
    let from = rig.folder.clone();
    let mut rig = rig;
    rig.learned = None;
    assert!(rig.saver.take().unwrap().join().unwrap().is_none());
    fs::rename(from, &folder).unwrap();
    // B had no file when it was deleted.
    let copies = save::copies(&RealDisk, &folder.join("scenes/B.yaml"));
    let mut copies = copies.iter().map(|copy| fs::read_to_string(copy).unwrap());
    assert!(copies.any(|copy| copy.contains("ch/1/fader: -2 dB")));
    let expected = [("A", -5.0), ("B", -1.0), ("C", -3.0)];
    assert_eq!(
        scenes_of(&folder),
        expected.map(|(name, db)| (name.to_owned(), db))
    );
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn one_scene_that_cannot_be_written_holds_up_no_other() {
    let rig = Rig::new("stuck");
    rig.store("A", -1.0, 1);
    rig.wait_until_kept("A");
    let path = rig.folder.join("scenes/A.yaml");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    rig.store("A", -2.0, 2);
    rig.store("B", -3.0, 3);
    assert_eq!(rig.wait_until_kept("B"), 3);
    rig.word("a scene is not saved");
    fs::remove_dir(&path).unwrap();
    assert_eq!(rig.wait_until_kept("A"), 2);
    rig.word("the show is saved again");
    assert!(rig.end());
}

#[test]
fn a_folder_that_is_deleted_is_said_and_written_anew() {
    let rig = Rig::new("deleted");
    rig.store("A", -1.0, 1);
    rig.wait_until_kept("A");
    fs::remove_dir_all(&rig.folder).unwrap();
    rig.word("was moved or deleted");
    rig.wait(|event| matches!(event, Event::KeepAll).then_some(()));
    let text = fs::read_to_string(rig.folder.join("show.yaml")).unwrap();
    assert!(text.contains("# ours"), "{text}");
    // What the console does then.
    rig.store("A", -1.0, 1);
    rig.wait_until_kept("A");
    assert_eq!(scenes_of(&rig.folder), [("A".to_owned(), -1.0)]);
    let file = rig.folder.join("show.yaml");
    let mut second = Place::of(&file);
    assert!(second.settle().is_some(), "nobody else opens the new one");
    assert!(rig.end());
}

#[test]
fn a_hand_in_the_shows_file_is_never_overwritten() {
    let rig = Rig::new("hand");
    let file = rig.folder.join("show.yaml");
    rig.connect("a:one");
    rig.wait(|event| matches!(event, Event::Saved(_)).then_some(()));
    let ours = fs::read_to_string(&file).unwrap();
    // Another section: both stay.
    fs::write(&file, format!("name: By hand\n{ours}")).unwrap();
    rig.connect("a:two");
    rig.wait(|event| matches!(event, Event::Saved(_)).then_some(()));
    let both = fs::read_to_string(&file).unwrap();
    assert!(both.contains("By hand") && both.contains("a:two"), "{both}");
    // The same section: the hand's stays.
    let theirs = both.replace("a:two", "b:mine");
    fs::write(&file, &theirs).unwrap();
    rig.connect("a:three");
    // (That the file was changed may be told by who watches it, too: before anything is written.)
    rig.word("what the console would have written is");
    assert_eq!(fs::read_to_string(&file).unwrap(), theirs);
    let copies = save::copies(&RealDisk, &file);
    let has_ours = |copy: &PathBuf| fs::read_to_string(copy).unwrap().contains("a:three");
    assert!(copies.iter().any(has_ours));
    assert!(rig.end());
}

#[test]
fn the_cues_are_in_their_file_when_that_is_said_and_are_tried_again_where_the_disk_takes_none() {
    let rig = Rig::new("cues");
    let path = rig.folder.join(show_file::CUES);
    let one = vec![cue(1, "A")];
    rig.learn(Keep::Cues {
        cues: one.clone(),
        number: 7,
    });
    rig.cues_kept(7);
    let read = |path: &Path| cue_file(&path.with_file_name(show_file::FILE)).load(&mut RealDisk);
    assert_eq!(read(&path).item, one);
    // A folder in its place: what waits is written once that is gone, the newest alone.
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    let two = vec![cue(1, "A"), cue(2, "B")];
    for (cues, number) in [(one, 8), (two.clone(), 9)] {
        rig.learn(Keep::Cues { cues, number });
    }
    fs::remove_dir(&path).unwrap();
    rig.cues_kept(9);
    assert_eq!(read(&path).item, two);
}

#[test]
fn files_that_a_hand_changes_are_noticed_while_nothing_is_written() {
    let rig = Rig::new("noticed");
    rig.store("Verse", -1.0, 1);
    rig.wait_until_kept("Verse");
    let scene = rig.folder.join("scenes/Verse.yaml");
    let text = fs::read_to_string(&scene).unwrap();
    fs::write(&scene, text.replace("-1 dB", "-9 dB")).unwrap();
    rig.word("Verse.yaml: somebody has changed this file");
    let about = |event| match event {
        Event::FileTroubles(Keeper::Show, found) => Some(
            found
                .into_iter()
                .map(|found| found.about)
                .collect::<Vec<_>>(),
        ),
        _ => None,
    };
    assert_eq!(rig.wait(about), [About::Scene("Verse".to_owned())]);
    let show = rig.folder.join("show.yaml");
    fs::write(&show, "headroom: 1\nstrips: 3\n").unwrap();
    rig.word("show.yaml: somebody has changed this file");
    assert_eq!(rig.wait(about).len(), 2);
    fs::write(&show, "headroom: 1 # ours again\nstrips: 2\n").unwrap();
    assert_eq!(rig.wait(about).len(), 1);
    assert!(rig.end());
}
