//! How a take ends: because somebody wants it, or because the disk takes no more.

use super::{Stage, Take};
use crate::app::recorder::files::Gap;
use crate::disk::room::{RESERVE, in_words};
use crate::rt::capture::FRAMES;

impl Take {
    /// Why it cannot go on: the disk has nothing left but its reserve, or has failed every track.
    pub fn over(&self) -> Option<String> {
        if self.tracks.iter().all(|track| track.open().is_none()) {
            let why = self.broken.as_deref().unwrap_or("the disk fails");
            return Some(format!("no track can be written any more: {why}"));
        }
        let is_full = self.room.left(&self.folder) == Some(0);
        is_full.then(|| {
            format!(
                "the disk has only {} left, which are kept for the journal and the scenes; make room",
                in_words(RESERVE)
            )
        })
    }

    /// What waits is not written any more: the disk has no room for it.
    pub fn forget_what_waits(&mut self) {
        let bytes = self
            .tracks
            .iter()
            .map(|t| t.sound.waiting() * t.frame_bytes);
        if bytes.sum::<u64>() > RESERVE / 2 {
            self.tracks
                .iter_mut()
                .for_each(|track| track.sound.forget());
        }
    }

    /// What is missing where a track went over into another file.
    fn note_changes(&mut self) {
        let changed = self.tracks.iter().filter_map(|track| {
            let before = self.tracks[track.continues?].open()?.frames();
            let is_missing = track.open().is_some() && before < track.from;
            is_missing.then(|| Gap {
                track: track.name.clone(),
                at: before,
                frames: track.from - before,
                goes_on: None,
            })
        });
        let changed: Vec<Gap> = changed.collect();
        self.gaps.extend(changed);
    }

    /// Ends it: all files are equally long and have all markers. What went wrong, as sentences.
    pub fn finish(mut self) -> Vec<String> {
        let mut said = self.turn();
        while self.is_behind() {
            said.extend(self.turn());
        }
        let frames = self.frames();
        self.note_changes();
        for at in 0..self.tracks.len() {
            let track = &mut self.tracks[at];
            let Stage::Open(mut file) = std::mem::replace(&mut track.file, Stage::Over) else {
                continue;
            };
            // The last mark of a track may still have been on its way; more is a gap.
            let (place, rest) = (file.frames(), frames - file.frames());
            if rest > FRAMES as u64 {
                self.gaps.push(Gap {
                    track: track.name.clone(),
                    at: place,
                    frames: rest,
                    goes_on: track.goes_on.clone(),
                });
            }
            let outcome = file
                .write_silence(rest)
                .and_then(|()| file.finish(&self.markers));
            if let Err(error) = outcome {
                said.push(self.give_up(at, &error));
            }
        }
        said.extend(self.mend());
        said
    }
}
