//! What lies in a folder and is not ours to read: hidden files, copies of editors, other endings.

use crate::show::error::FileError;
use crate::show::text::is_yaml;

/// Names that are told one by one.
const TOLD: usize = 5;

/// The files to read, and a word about those that look like one and are none.
pub fn sorted_out(
    names: Vec<String>,
    folder: &str,
    what: &str,
) -> (Vec<String>, Option<FileError>) {
    let (files, others): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| is_ours(name));
    let strange: Vec<&String> = others.iter().filter(|name| looks_like_ours(name)).collect();
    if strange.is_empty() {
        return (files, None);
    }
    let shown = strange.iter().take(TOLD).map(|name| format!("'{name}'"));
    let mut list = shown.collect::<Vec<_>>().join(", ");
    if strange.len() > TOLD {
        list = format!("{list} and {} more", strange.len() - TOLD);
    }
    let message = format!("left out: {list}");
    let hint = format!("a {what}'s file is called NAME.yaml, and not hidden");
    (files, Some(FileError::whole(folder, message, hint)))
}

fn is_ours(name: &str) -> bool {
    is_yaml(name) && !name.starts_with(['.', '#'])
}

/// A copy that an editor made, or a file with an ending that could be meant for ours.
fn looks_like_ours(name: &str) -> bool {
    let name = name.to_lowercase();
    name.contains(".yaml") || name.contains(".yml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_files_and_copies_of_editors_are_told_and_not_read() {
        let names = [
            "#A.yaml#",
            ".#A.yaml",
            ".A.yaml",
            ".A.yaml.swp",
            ".git",
            "A.new",
            "A.yaml",
            "A.yaml.bak",
            "A.yaml~",
            "B (copy).yaml",
            "B.YAML",
            "B.yml",
            "copies",
            "notes.txt",
        ];
        let names = names.map(str::to_owned).to_vec();
        let (files, told) = sorted_out(names, "scenes", "scene");
        assert_eq!(files, ["A.yaml", "B (copy).yaml"]);
        let told = told.unwrap().to_string();
        assert_eq!(
            told,
            "scenes: left out: '#A.yaml#', '.#A.yaml', '.A.yaml', '.A.yaml.swp', 'A.yaml.bak' and 3 more; a \
             scene's file is called NAME.yaml, and not hidden"
        );
        assert_eq!(
            sorted_out(vec![".git".to_owned()], "scenes", "scene").1,
            None
        );
    }
}
