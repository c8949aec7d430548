//! `headroom import`: scenes, cues and presets of another desk become those of a show.
//!
//! | file | what |
//! |---|---|
//! | `desk_files` | the files of a desk, with names for what they hold |
//! | `target` | the show that they go to |
//!
//! Everything is read before anything is written. What is there already stays: what is new gets a name of its own.

mod desk_files;
mod target;

use crate::cli::ImportArgs;
use crate::diag::say;
use crate::param::printable::{printable, printable_lines};
use crate::param::{NodeId, NodeRow};
use crate::show::preset_file::PresetFile;
use crate::show::scene_file::SceneFile;
use crate::show::x32::report::Report;
use crate::show::x32::{console::labels_of, problems_elsewhere, scene_of};
use anyhow::Result;
use desk_files::{DeskFile, Holds, read_all};
use target::{Target, Wanted};

/// `headroom import FILE… --to SHOW`
///
/// # Errors
/// A file that is none of a desk, a show that is open or cannot be written. Nothing is changed then.
pub fn import(args: &ImportArgs) -> Result<()> {
    let mut files = read_all(&args.files)?;
    let mut target = Target::open(args.to.as_deref(), &files)?;
    target.name_all(&mut files);
    let mut wanted = Wanted::default();
    for file in &files.items {
        let report = take(file, &target, &mut wanted);
        tell(file, &report);
    }
    wanted.cues = files.cues();
    for remark in &files.remarks {
        say::line(&printable(remark));
    }
    tell_names(&files.items, &target);
    target.write(&wanted)?;
    say::line(&target.summary(&wanted));
    Ok(())
}

/// What a file holds becomes a scene or a preset.
fn take(file: &DeskFile, target: &Target, wanted: &mut Wanted) -> Report {
    let topology = match file.holds {
        Holds::Scene => &target.console.topology,
        Holds::Channel => &desk_files::one_channel(),
    };
    let mut taken = scene_of(&file.desk, topology);
    let elsewhere = problems_elsewhere(&file.desk, topology, &taken.report.problems);
    taken.report.problems.extend(elsewhere);
    match file.holds {
        Holds::Scene => {
            let mut scene = SceneFile {
                name: file.name.clone(),
                values: taken.values,
                ..SceneFile::default()
            };
            scene.head.notes.clone_from(&file.note);
            scene.head.roles = target.roles();
            wanted.scenes.push(scene);
        }
        Holds::Channel => {
            let own = taken
                .values
                .iter()
                .filter(|(addr, _)| addr.node() == NodeId::strip(1));
            wanted.presets.push(PresetFile {
                name: file.name.clone(),
                about: file.note.clone(),
                rows: own
                    .map(|(addr, value)| (NodeRow::of(*addr), *value))
                    .collect(),
            });
        }
    }
    taken.report
}

fn tell(file: &DeskFile, report: &Report) {
    let source = printable(&file.desk.source);
    say::line(&format!(
        "{source}: {} values → {}",
        report.taken,
        printable(&file.name)
    ));
    if file.desk.breaks_off {
        say::line(
            "  the file breaks off: its last line is left out, and what came after it may be missing",
        );
    }
    for line in printable_lines(&report.to_string()).lines() {
        say::line(&format!("  {line}"));
    }
    let unused = file.desk.unused.iter();
    let unused: Vec<String> = unused
        .map(|(family, count)| format!("{family} ({count})"))
        .collect();
    if !unused.is_empty() {
        say::line(&printable(&format!(
            "  lines that mean nothing here: {}",
            unused.join(", ")
        )));
    }
}

/// Names and colours belong to the show, and are no part of a scene: in one that is there already they stay.
fn tell_names(files: &[DeskFile], target: &Target) {
    let Some(first) = files.iter().find(|file| file.holds == Holds::Scene) else {
        return;
    };
    if target.is_new {
        return;
    }
    let theirs = labels_of(&first.desk, &target.console.topology);
    let others = theirs.iter().filter(|(node, label)| {
        let own = target.console.labels.get(node);
        own.is_none_or(|own| own.name != label.name)
    });
    let others: Vec<String> = others
        .map(|(node, label)| format!("{node} {}", label.name))
        .collect();
    if !others.is_empty() {
        let names = others.join(", ");
        let names = printable(&names);
        say::line(&format!(
            "the desk calls these otherwise than the show does, which keeps its names: {names}"
        ));
    }
}
