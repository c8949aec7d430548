//! A show of a desk: the list of its scenes and cues. The scenes themselves stand beside it, in files of their own.

use super::desk::{lines_of, words_of};
use crate::show::cue::CueNumber;
use crate::show::error::FileError;

/// A show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeskShow {
    /// Its name.
    pub name: String,
    /// Its scenes.
    pub scenes: Vec<DeskScene>,
    /// Its cues, in their order.
    pub cues: Vec<DeskCue>,
    /// How many snippets it has.
    pub snippets: usize,
}

/// A scene of a show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeskScene {
    /// Its number; its file is called by it.
    pub number: u16,
    /// Its name.
    pub name: String,
    /// A note.
    pub note: String,
}

/// A cue of a show.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskCue {
    /// Its number; none for one that ours do not reach.
    pub number: Option<CueNumber>,
    /// The same as the desk shows it.
    pub shown: String,
    /// Its name.
    pub name: String,
    /// GO leaves it out.
    pub skip: bool,
    /// The scene that it recalls, by number.
    pub scene: Option<u16>,
    /// It recalls a snippet, too.
    pub has_snippet: bool,
    /// What it sends by MIDI, in the words of our cues but for the port.
    pub midi: Option<String>,
}

impl DeskShow {
    /// Reads the list of a show.
    ///
    /// # Errors
    /// It is none.
    pub fn read(text: &str, source: &str) -> Result<Self, FileError> {
        let mut show = Self::default();
        let mut is_show = false;
        for line in lines_of(text).lines() {
            let words = words_of(line);
            let Some((path, words)) = words.split_first() else {
                continue;
            };
            let (kind, number) = path.split_once('/').unwrap_or((path, ""));
            match kind {
                "show" => {
                    is_show = true;
                    show.name = words.first().cloned().unwrap_or_default();
                }
                "scene" => show.scenes.extend(scene(number, words)),
                "cue" => show.cues.extend(cue(words)),
                "snippet" => show.snippets += 1,
                _ => {}
            }
        }
        if is_show {
            Ok(show)
        } else {
            let hint = "its first lines are '#4.0#' and 'show \"NAME\" …'";
            Err(FileError::whole(
                source,
                "this is no show of an X32 or M32",
                hint,
            ))
        }
    }
}

fn scene(number: &str, words: &[String]) -> Option<DeskScene> {
    Some(DeskScene {
        number: number.parse().ok()?,
        name: words.first()?.clone(),
        note: words.get(1).cloned().unwrap_or_default(),
    })
}

/// `numb "name" skip scene snippet miditype chan p1 p2`; what there is none of is −1.
fn cue(words: &[String]) -> Option<DeskCue> {
    let number = |at: usize| words.get(at).and_then(|word| word.parse::<i32>().ok());
    let hundredths = number(0)?;
    let (whole, tenth, last) = (hundredths / 100, hundredths / 10 % 10, hundredths % 10);
    let text = match (tenth, last) {
        (0, 0) => format!("{whole}"),
        (tenth, 0) => format!("{whole}.{tenth}"),
        (tenth, last) => format!("{whole}.{tenth}{last}"),
    };
    Some(DeskCue {
        number: CueNumber::parse(&text),
        shown: text,
        name: words.get(1).cloned().unwrap_or_default(),
        skip: number(2) == Some(1),
        scene: number(3).and_then(|scene| u16::try_from(scene).ok()),
        has_snippet: number(4).is_some_and(|snippet| snippet >= 0),
        midi: midi([5, 6, 7, 8].map(number)),
    })
}

/// What a cue sends: 1 a program change, 2 a control change, 3 a note. Programs count from 1 here.
fn midi([kind, channel, first, second]: [Option<i32>; 4]) -> Option<String> {
    let (channel, first) = (channel?, first?);
    let second = second.unwrap_or(0);
    match kind? {
        1 => Some(format!("program {} channel {channel}", first + 1)),
        2 => Some(format!("cc {first} {second} channel {channel}")),
        3 => Some(format!("note {first} {second} channel {channel}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "#4.0#\n\
        show \"Tour\" 0 0 0 0 0 0 0 0 0 0 \"X32-Edit 4.00\"\n\
        cue/000 100 \"Opener\" 0 0 -1 1 1 4 0\n\
        cue/001 123 \"Solo\" 1 2 3 -1 -1 -1 -1\n\
        scene/000 \"Opener\" \"slow\" %000000000 1\n\
        scene/002 \"Song/2\" \"\" %000000000 1\n\
        snippet/003 \"Keys up\" 1 1 1 1 1\n";

    #[test]
    fn a_show_lists_its_scenes_and_cues() {
        let show = DeskShow::read(TEXT, "tour.shw").unwrap();
        assert_eq!((&show.name[..], show.snippets), ("Tour", 1));
        let scenes: Vec<(u16, &str)> = show
            .scenes
            .iter()
            .map(|scene| (scene.number, &scene.name[..]))
            .collect();
        assert_eq!(scenes, [(0, "Opener"), (2, "Song/2")]);
        let [opener, solo] = &show.cues[..] else {
            panic!("{:?}", show.cues);
        };
        assert_eq!(opener.number, CueNumber::parse("1"));
        assert_eq!(opener.midi.as_deref(), Some("program 5 channel 1"));
        assert_eq!((opener.scene, opener.skip), (Some(0), false));
        assert_eq!(solo.number, CueNumber::parse("1.23"));
        assert_eq!(
            (solo.scene, solo.skip, solo.has_snippet),
            (Some(2), true, true)
        );
    }

    #[test]
    fn what_is_no_show_is_refused() {
        assert!(DeskShow::read("#4.0#\n/ch/01/mix/on ON\n", "a.shw").is_err());
    }
}
