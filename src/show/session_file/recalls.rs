//! Scenes that a session recalls.

use super::time::seconds;
use crate::param::nearest::nearest;
use crate::show::disk::RealDisk;
use crate::show::named_files::NamedFiles;
use crate::show::reader::Reader;
use crate::show::scene_file::SceneFile;
use crate::show::scene_head::{LONGEST_FADE, is_fade};
use crate::show::show_file;
use crate::show::yaml::{Kind, Node};
use std::path::Path;

/// The key of a recall.
pub(super) const KEY: &str = "recall";

/// A scene is recalled.
#[derive(Clone, Debug, PartialEq)]
pub struct Recall {
    /// When.
    pub time_seconds: f64,
    /// Which one, by name.
    pub scene: String,
    /// How long its fade takes; without, as long as the scene says.
    pub over_seconds: Option<f32>,
    /// How many changes come before it.
    pub behind: usize,
}

/// Reads the scenes of a show, or of a folder.
pub(super) fn scenes(reader: &mut Reader, node: &Node, base_dir: &Path) -> Vec<SceneFile> {
    let Some(name) = reader.text(node, "the scenes (a show or a folder)") else {
        return Vec::new();
    };
    let mut folder = base_dir.join(name);
    if show_file::is_show(&folder) {
        folder.push(show_file::SCENES);
    }
    let contents = NamedFiles::<SceneFile>::new(folder).load(&RealDisk);
    if contents.found.is_empty() {
        let hint =
            "name a show's folder or a folder of scene files, from the folder of the session";
        reader.report(node, format!("'{name}' has no scenes"), hint);
    }
    reader.report_elsewhere(contents.problems);
    let whole = contents
        .found
        .into_iter()
        .filter(|found| found.damage.is_none());
    whole.map(|found| found.item).collect()
}

/// Reads one recall: `Verse`, or `{ scene: Verse, over: 3 s }`.
pub(super) fn read(
    reader: &mut Reader,
    node: &Node,
    scenes: &[SceneFile],
    time: f64,
) -> Option<Recall> {
    let (at, over) = match &node.kind {
        Kind::Map(_) => {
            let fields = reader.fields(node, "a recall", &["scene", "over"])?;
            let Some(scene) = fields.get("scene") else {
                reader.report(
                    node,
                    "'scene' is missing",
                    "write { scene: Verse, over: 3 s }",
                );
                return None;
            };
            let over = match fields.get("over") {
                Some(node) => Some(fade(reader, node)?),
                None => None,
            };
            (scene, over)
        }
        _ => (node, None),
    };
    let name = reader.text(at, "the scene")?;
    if !scenes.iter().any(|scene| scene.name == name) {
        let known = scenes.iter().map(|scene| scene.name.as_str());
        let hint = match nearest(name, known) {
            Some(near) => format!("did you mean '{near}'?"),
            None => "write 'scenes: FOLDER' with the show that has it".to_owned(),
        };
        reader.report(at, format!("there is no scene '{name}'"), hint);
        return None;
    }
    Some(Recall {
        time_seconds: time,
        scene: name.to_owned(),
        over_seconds: over,
        behind: 0,
    })
}

fn fade(reader: &mut Reader, node: &Node) -> Option<f32> {
    let over = seconds(reader, node, "the time of a fade")? as f32;
    if !is_fade(over) {
        let hint = format!("allowed: 0 to {LONGEST_FADE} s");
        reader.report(node, format!("a fade of {over} s is not possible"), hint);
        return None;
    }
    Some(over)
}
