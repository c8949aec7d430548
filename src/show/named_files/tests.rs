//! What becomes of files that others write too.

use super::*;
use crate::param::{BusRole, ParamAddr, Plain};
use crate::show::disk::{Disk, RealDisk};
use crate::show::save;
use crate::show::scene_file::SceneFile;
use crate::show::scene_head::RecallScope;
use jiff::Timestamp;
use std::fs;
use std::os::unix::fs::symlink;

type Files = NamedFiles<SceneFile>;

fn scratch(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hr-named-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(path.join("scenes")).unwrap();
    path.join("scenes")
}

fn done(folder: &Path) {
    fs::remove_dir_all(folder.parent().unwrap()).unwrap();
}

fn scene(name: &str, db: f32) -> SceneFile {
    let value = |path: &str, value| (ParamAddr::parse(path).unwrap(), Plain(value));
    SceneFile {
        name: name.to_owned(),
        values: vec![value("ch/1/fader", db), value("ch/1/mute", 0.0)],
        ..SceneFile::default()
    }
}

fn loaded(folder: &Path) -> (Files, Contents<SceneFile>) {
    let mut files = Files::new(folder.to_owned());
    let contents = files.load(&RealDisk);
    (files, contents)
}

fn names(contents: &Contents<SceneFile>) -> Vec<&str> {
    let names = contents.found.iter();
    names.map(|found| found.item.name.as_str()).collect()
}

/// The good scene of that name.
fn good(contents: &Contents<SceneFile>, name: &str) -> Option<SceneFile> {
    let found = contents.found.iter();
    let mut found = found.filter(|found| found.item.name == name && found.damage.is_none());
    found.next().map(|found| found.item.clone())
}

fn put(files: &mut Files, scene: &SceneFile) -> Option<String> {
    files.put(&mut RealDisk, scene, Timestamp::now()).unwrap()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

fn copies(folder: &Path, file: &str) -> Vec<String> {
    let copies = save::copies(&RealDisk, &folder.join(file));
    copies.iter().map(|copy| text(copy)).collect()
}

#[test]
fn a_scene_keeps_the_file_and_the_comments_that_a_hand_gave_it() {
    let folder = scratch("own-file");
    let path = folder.join("01 Verse.yaml");
    let hand = "# The quiet one.\nheadroom: 1\nscene: Verse\nvalues:\n  ch/1/fader: -3 dB # Anna\n  ch/1/mute: off\n";
    fs::write(&path, hand).unwrap();
    let (mut files, contents) = loaded(&folder);
    assert_eq!(names(&contents), ["Verse"]);
    assert_eq!((contents.problems, contents.edited), (vec![], vec![]));
    assert_eq!(put(&mut files, &scene("Verse", -6.0)), None);
    assert!(!folder.join("Verse.yaml").exists());
    let new = text(&path);
    for part in [
        "# The quiet one.\n",
        "  ch/1/fader: -6 dB # Anna\n",
        "  ch/1/mute: off\n",
    ] {
        assert!(new.contains(part), "{new}");
    }
    assert_eq!(
        good(&loaded(&folder).1, "Verse"),
        Some(scene("Verse", -6.0))
    );
    assert!(copies(&folder, "01 Verse.yaml").contains(&hand.to_owned()));
    let renamed = scene("Refrain", -6.0);
    files
        .rename(&mut RealDisk, "Verse", &renamed, Timestamp::now())
        .unwrap();
    assert!(text(&path).contains("# Anna"));
    assert_eq!(names(&loaded(&folder).1), ["Refrain"]);
    done(&folder);
}

#[test]
fn a_file_that_is_called_as_its_scene_is_called_as_it_is_now() {
    let folder = scratch("rename");
    let (mut files, _) = loaded(&folder);
    put(&mut files, &scene("Verse", -6.0));
    let renamed = scene("Refrain", -6.0);
    files
        .rename(&mut RealDisk, "Verse", &renamed, Timestamp::now())
        .unwrap();
    let (_, contents) = loaded(&folder);
    assert_eq!(names(&contents), ["Refrain"]);
    assert!(folder.join("Refrain.yaml").exists() && !folder.join("Verse.yaml").exists());
    files
        .remove(&mut RealDisk, "Refrain", None, Timestamp::now())
        .unwrap();
    assert_eq!(names(&loaded(&folder).1), [""; 0]);
    assert_eq!(
        copies(&folder, "Refrain.yaml").len(),
        1,
        "what is deleted is a copy"
    );
    done(&folder);
}

#[test]
fn what_a_hand_writes_meanwhile_is_asked_about_and_then_a_copy() {
    let folder = scratch("foreign");
    let path = folder.join("Verse.yaml");
    let (mut files, _) = loaded(&folder);
    put(&mut files, &scene("Verse", -6.0));
    let hand = text(&path).replace("-6 dB", "-40 dB # softer");
    fs::write(&path, &hand).unwrap();
    let word = put(&mut files, &scene("Verse", -3.0)).unwrap();
    assert!(word.contains("somebody has changed this file"), "{word}");
    assert_eq!(text(&path), hand, "it stays");
    assert!(
        copies(&folder, "Verse.yaml")
            .iter()
            .any(|copy| copy.contains("-3 dB"))
    );
    assert_eq!(
        good(&loaded(&folder).1, "Verse"),
        Some(scene("Verse", -40.0))
    );
    // Once more: this is the answer.
    let word = put(&mut files, &scene("Verse", -3.0)).unwrap();
    assert!(word.contains("replaced, as was said"), "{word}");
    assert_eq!(
        good(&loaded(&folder).1, "Verse"),
        Some(scene("Verse", -3.0))
    );
    assert!(copies(&folder, "Verse.yaml").contains(&hand));
    done(&folder);
}

#[test]
fn comments_that_a_hand_writes_meanwhile_stay_and_nobody_is_asked() {
    let folder = scratch("comments");
    let path = folder.join("Verse.yaml");
    let (mut files, _) = loaded(&folder);
    put(&mut files, &scene("Verse", -6.0));
    fs::write(&path, format!("# Mine.\n{}", text(&path))).unwrap();
    assert_eq!(put(&mut files, &scene("Verse", -3.0)), None);
    assert!(text(&path).starts_with("# Mine.\n"));
    assert_eq!(
        good(&loaded(&folder).1, "Verse"),
        Some(scene("Verse", -3.0))
    );
    done(&folder);
}

#[test]
fn a_file_that_came_meanwhile_is_not_overwritten_and_one_that_went_is_there_again() {
    let folder = scratch("came");
    let path = folder.join("by hand.yaml");
    let (mut files, _) = loaded(&folder);
    let hand = scene("Verse", -40.0).whole();
    fs::write(&path, &hand).unwrap();
    assert!(put(&mut files, &scene("Verse", -3.0)).is_some());
    assert_eq!(text(&path), hand);
    fs::remove_file(&path).unwrap();
    assert_eq!(put(&mut files, &scene("Verse", -3.0)), None);
    assert_eq!(
        good(&loaded(&folder).1, "Verse"),
        Some(scene("Verse", -3.0))
    );
    done(&folder);
}

#[test]
fn two_files_of_one_name_hidden_ones_and_a_newer_format_are_told_and_not_taken() {
    let folder = scratch("told");
    let whole = scene("Verse", -6.0).whole();
    let newer = scene("Newer", -6.0)
        .whole()
        .replace("headroom: 1", "headroom: 2");
    for (file, text) in [
        ("Verse.yaml", whole.as_str()),
        ("Verse (copy).yaml", &scene("Verse", 0.0).whole()),
        (".#Verse.yaml", &whole),
        ("Verse.yaml~", &whole),
        ("Newer.yaml", &newer),
        ("Out.yaml", &whole.replace("\"Verse\"", "../show")),
    ] {
        fs::write(folder.join(file), text).unwrap();
    }
    let (_, contents) = loaded(&folder);
    assert_eq!(good(&contents, "Verse"), Some(scene("Verse", -6.0)));
    assert_eq!(
        contents
            .found
            .iter()
            .filter(|found| found.damage.is_none())
            .count(),
        1
    );
    let told: Vec<String> = contents.problems.iter().map(ToString::to_string).collect();
    let told = told.join("\n");
    for part in [
        "Verse (copy).yaml: left out: 'Verse.yaml' holds the scene 'Verse' already",
        "left out: '.#Verse.yaml', 'Verse.yaml~'",
        "this file has a newer format",
        "'../show' cannot name a scene",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    done(&folder);
}

#[test]
fn scenes_that_nothing_orders_come_as_people_list_them() {
    let folder = scratch("order");
    let (mut files, _) = loaded(&folder);
    for name in ["10 Song", "2 Song", "Zugabe", "alpha"] {
        put(&mut files, &scene(name, 0.0));
    }
    let (_, contents) = loaded(&folder);
    assert_eq!(names(&contents), ["2 Song", "10 Song", "alpha", "Zugabe"]);
    done(&folder);
}

#[test]
fn cut_off_anywhere_a_scene_is_damaged_and_keeps_its_place() {
    let folder = scratch("cut-off");
    let path = folder.join("Verse.yaml");
    let whole = scene("Verse", -6.0).whole();
    for end in 0..whole.len() - 1 {
        fs::write(&path, &whole[..end]).unwrap();
        let (mut files, contents) = loaded(&folder);
        assert_eq!(good(&contents, "Verse"), None, "{}", &whole[..end]);
        assert!(!contents.problems.is_empty());
        if end > 40 {
            assert_eq!(names(&contents), ["Verse"]);
        }
        // What is stored then is whole, in its place, and what was there is a copy.
        let said = put(&mut files, &scene("Verse", -3.0));
        if end > 40 {
            assert!(said.is_some_and(|said| said.contains("replaced, as was said")));
            let all = RealDisk.list(&folder).unwrap();
            assert_eq!(all, ["Verse.yaml", "copies"], "{}", &whole[..end]);
            assert!(copies(&folder, "Verse.yaml").contains(&whole[..end].to_owned()));
        }
        assert_eq!(
            good(&loaded(&folder).1, "Verse"),
            Some(scene("Verse", -3.0))
        );
        for file in RealDisk.list(&folder).unwrap() {
            if file != "copies" {
                fs::remove_file(folder.join(file)).unwrap();
            }
        }
    }
    done(&folder);
}

#[test]
fn a_hand_may_change_a_sealed_file_and_that_is_said() {
    let folder = scratch("edited");
    let path = folder.join("Verse.yaml");
    let edited = scene("Verse", -6.0).whole().replace("-6 dB", "-9 dB");
    fs::write(&path, edited).unwrap();
    let (_, contents) = loaded(&folder);
    assert_eq!(good(&contents, "Verse"), Some(scene("Verse", -9.0)));
    assert_eq!((contents.problems.len(), contents.edited.len()), (0, 1));
    done(&folder);
}

#[test]
fn no_link_leads_out_and_what_is_no_file_stops_nobody() {
    let folder = scratch("links");
    let outside = folder.parent().unwrap().join("show.yaml");
    fs::write(&outside, "precious").unwrap();
    symlink(&outside, folder.join("Verse.yaml")).unwrap();
    fs::create_dir(folder.join("Refrain.yaml")).unwrap();
    let (mut files, contents) = loaded(&folder);
    assert_eq!(good(&contents, "Verse"), None);
    assert_eq!(contents.problems.len(), 2);
    for name in ["Verse", "Refrain"] {
        put(&mut files, &scene(name, -6.0));
    }
    let (mut files, contents) = loaded(&folder);
    assert_eq!(good(&contents, "Verse"), Some(scene("Verse", -6.0)));
    assert_eq!(good(&contents, "Refrain"), Some(scene("Refrain", -6.0)));
    files
        .remove(&mut RealDisk, "Verse", None, Timestamp::now())
        .unwrap();
    assert_eq!(text(&outside), "precious");
    assert!(
        fs::symlink_metadata(folder.join("Verse.yaml"))
            .unwrap()
            .is_symlink()
    );
    done(&folder);
}

#[test]
fn comments_stay_where_the_roles_of_buses_and_other_words_of_the_head_change() {
    let folder = scratch("head");
    let path = folder.join("Verse.yaml");
    let hand = "# The quiet one.\nheadroom: 1\nscene: Verse\nfade: 3 s # slow\nscope: # not the drums\n  all: mix\n  \
                # Anna asked for it\n  ch/1: nothing\nroles: { bus/1: wedge } # as rehearsed\nvalues:\n  \
                ch/1/fader: -3 dB # Anna\n  ch/1/mute: off\n";
    fs::write(&path, hand).unwrap();
    let (mut files, contents) = loaded(&folder);
    let mut scene = good(&contents, "Verse").unwrap();
    // A reshape has made the wedge an in-ear mix, and a hand has locked it.
    scene.head.roles = [(1, BusRole::InEar)].into();
    scene.head.locked = true;
    put(&mut files, &scene);
    let new = text(&path);
    for part in [
        "# The quiet one.\n",
        "fade: 3 s # slow\n",
        "scope: # not the drums\n  all: mix\n  # Anna asked for it\n  ch/1: nothing\n",
        "roles: { bus/1: in-ear } # as rehearsed\n",
        "locked: yes\nvalues:\n  ch/1/fader: -3 dB # Anna\n",
    ] {
        assert!(new.contains(part), "{part}: {new}");
    }
    scene.head.scope = RecallScope::default();
    scene.head.fade = 0.0;
    put(&mut files, &scene);
    let new = text(&path);
    assert!(!new.contains("fade:") && !new.contains("scope:"), "{new}");
    assert!(new.contains("  # Anna asked for it\n"), "{new}");
    assert_eq!(good(&loaded(&folder).1, "Verse"), Some(scene));
    done(&folder);
}

/// What is said at a look that comes after everything else.
fn look(files: &mut Files) -> Vec<String> {
    files.look(&RealDisk)
}

#[test]
fn what_a_hand_writes_while_nothing_is_written_is_noticed_once() {
    let folder = scratch("noticed");
    let path = folder.join("Verse.yaml");
    let mut files = Files::new(folder.clone());
    let verse = scene("Verse", -6.0);
    put(&mut files, &verse);
    put(&mut files, &scene("Solo", -1.0));
    assert_eq!(look(&mut files), Vec::<String>::new());
    let ours = text(&path);
    // A comment says nothing else; a value does.
    fs::write(&path, format!("# quiet\n{ours}")).unwrap();
    assert_eq!(look(&mut files), Vec::<String>::new());
    let theirs = ours.replace("-6 dB", "-12 dB");
    fs::write(&path, &theirs).unwrap();
    let said = look(&mut files);
    assert!(
        matches!(&said[..], [word] if word.contains("Verse.yaml: somebody has changed this file")
            && word.contains("the scene 'Verse' of now stays until then")),
        "{said:?}"
    );
    assert_eq!(look(&mut files), Vec::<String>::new());
    let troubles = |files: &Files| -> Vec<(String, bool)> {
        let all = files.troubles();
        all.map(|(name, trouble)| (name.to_owned(), trouble.is_asked))
            .collect()
    };
    assert_eq!(troubles(&files), [("Verse".to_owned(), false)]);
    // Stored once, the hand's stays; stored once more, it is a copy.
    assert!(put(&mut files, &verse).unwrap().contains("it stays"));
    assert_eq!(troubles(&files), [("Verse".to_owned(), true)]);
    assert_eq!(look(&mut files), Vec::<String>::new());
    assert!(
        put(&mut files, &verse)
            .unwrap()
            .contains("replaced, as was said")
    );
    assert_eq!(troubles(&files), []);
    assert!(copies(&folder, "Verse.yaml").contains(&theirs));
    // A hand that takes back what it wrote is forgotten.
    fs::write(&path, &theirs).unwrap();
    assert_eq!(look(&mut files).len(), 1);
    fs::write(&path, ours).unwrap();
    assert_eq!(look(&mut files), Vec::<String>::new());
    assert_eq!(troubles(&files), []);
    done(&folder);
}

#[test]
fn files_that_go_come_and_move_are_noticed() {
    let folder = scratch("come");
    let mut files = Files::new(folder.clone());
    for name in ["Verse", "Solo"] {
        put(&mut files, &scene(name, -6.0));
    }
    look(&mut files);
    // An editor takes a file away for a moment.
    let (verse, away) = (folder.join("Verse.yaml"), folder.join("away"));
    fs::rename(&verse, &away).unwrap();
    assert_eq!(look(&mut files), Vec::<String>::new());
    fs::rename(&away, &verse).unwrap();
    assert_eq!(look(&mut files), Vec::<String>::new());
    fs::remove_file(&verse).unwrap();
    look(&mut files);
    let said = look(&mut files);
    assert!(
        said[0].contains("somebody has removed this file"),
        "{said:?}"
    );
    put(&mut files, &scene("Verse", -6.0));
    assert_eq!((look(&mut files), files.troubles().count()), (vec![], 0));
    // Another name for the file is none for the scene.
    fs::rename(&verse, folder.join("01 Verse.yaml")).unwrap();
    assert_eq!(
        [look(&mut files), look(&mut files)],
        [Vec::<String>::new(), Vec::new()]
    );
    put(&mut files, &scene("Verse", -7.0));
    assert!(!verse.exists());
    fs::write(folder.join("New.yaml"), scene("New", 0.0).whole()).unwrap();
    let said = look(&mut files);
    assert!(said[0].contains("New.yaml: this file has come"), "{said:?}");
    assert_eq!(look(&mut files), Vec::<String>::new());
    done(&folder);
}

#[test]
fn what_was_said_when_a_folder_was_read_is_not_said_again() {
    let folder = scratch("said");
    fs::write(folder.join("Broken.yaml"), "headroom: [").unwrap();
    let faulty = "headroom: 1\nscene: Faulty\nvalues:\n  ch/1/fader: loud\n";
    fs::write(folder.join("Faulty.yaml"), faulty).unwrap();
    fs::write(folder.join("other.yaml"), faulty).unwrap();
    let (mut files, contents) = loaded(&folder);
    assert_eq!(contents.problems.len(), 4, "{:?}", contents.problems);
    assert_eq!(look(&mut files), Vec::<String>::new());
    // Of many that change at once few words are made.
    for number in 0..50 {
        put(&mut files, &scene(&format!("S{number}"), -6.0));
    }
    look(&mut files);
    for number in 0..50 {
        let path = folder.join(format!("S{number}.yaml"));
        fs::write(&path, text(&path).replace("-6 dB", "-12 dB")).unwrap();
    }
    let said = look(&mut files);
    assert!(
        matches!(&said[..], [word] if word.contains("changed 50 files of scenes")),
        "{said:?}"
    );
    assert_eq!(files.troubles().count(), 50);
    done(&folder);
}
