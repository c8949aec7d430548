//! What somebody asks of the reference track: another file, another place, markers, the ends of the loop.

use super::console::Console;
use super::core::Core;
use super::intent::{Answer, ReferenceWish, Refusal};
use super::reference::{ReferenceTrack, short_name};
use super::reference_rows::switch_off;
use super::setup::Keep;
use crate::param::clock::clock;
use crate::show::names;
use crate::show::reference::{MOST_MARKERS, SHORTEST_LOOP, is_loop};
use std::path::Path;
use std::time::Instant;

/// A marker counts as the one before only when it lies so far back, in seconds: who presses twice goes on back.
const BACK: f32 = 0.7;

impl Console {
    /// Follows a wish about the reference track.
    pub(super) fn follow_reference(
        &mut self,
        wish: ReferenceWish,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let (core, track) = (&mut self.core, &mut self.reference);
        if core.wires().reference.is_none() {
            return Err(refused("nothing plays files here"));
        }
        match wish {
            ReferenceWish::Choose(path) => choose(core, track, &path),
            ReferenceWish::Remove => {
                track.remove(core, now);
                Ok(Answer::said("No reference track"))
            }
            wish => {
                if track.facts.is_none() {
                    let text = "there is no reference track; choose one: headroom reference FILE";
                    return Err(refused(text));
                }
                follow(core, track, wish, now)
            }
        }
        .inspect(|_| track.tell_now(core, now))
    }
}

fn refused(text: impl Into<String>) -> Refusal {
    Refusal::Reference(text.into())
}

fn choose(core: &Core, track: &mut ReferenceTrack, path: &str) -> Result<Answer, Refusal> {
    if !Path::new(path).is_absolute() {
        let text = format!("'{path}' does not say where it is; write the whole path, from / on");
        return Err(refused(text));
    }
    track.choose(core, path);
    Ok(Answer::said(format!(
        "{} is being measured",
        short_name(path)
    )))
}

fn follow(
    core: &mut Core,
    track: &mut ReferenceTrack,
    wish: ReferenceWish,
    now: Instant,
) -> Result<Answer, Refusal> {
    match wish {
        ReferenceWish::Stop => {
            switch_off(core, now);
            track.seek(core, track.kept.from.unwrap_or(0.0));
            Ok(Answer::said("The monitor hears the mix"))
        }
        ReferenceWish::Seek(seconds) => {
            let place = place(track, seconds)?;
            Ok(go(core, track, place))
        }
        ReferenceWish::SeekMarker(name) => {
            let place = marker(track, &name)?;
            Ok(go(core, track, place))
        }
        ReferenceWish::Step(is_forward) => Ok(step(core, track, is_forward)),
        ReferenceWish::Mark(name, at) => mark(core, track, name, at),
        ReferenceWish::Unmark(name) => {
            marker(track, &name)?;
            track.kept.markers.retain(|(known, _)| *known != name);
            Ok(kept(core, track, format!("Marker {name} is gone")))
        }
        ReferenceWish::In(at) => set_end(core, track, End::In, at),
        ReferenceWish::Out(at) => set_end(core, track, End::Out, at),
        ReferenceWish::Whole => {
            (track.kept.from, track.kept.to) = (None, None);
            Ok(kept(core, track, "The loop is the whole track".to_owned()))
        }
        ReferenceWish::Choose(_) | ReferenceWish::Remove => Ok(Answer::default()),
    }
}

fn length(track: &ReferenceTrack) -> f32 {
    let facts = track.facts.as_ref();
    facts.map_or(0.0, |facts| {
        (facts.frames as f64 / f64::from(facts.rate.max(1))) as f32
    })
}

/// A place in the track.
fn place(track: &ReferenceTrack, seconds: f32) -> Result<f32, Refusal> {
    let length = length(track);
    if (0.0..=length).contains(&seconds) {
        return Ok(seconds);
    }
    let text =
        format!("the reference track has no place at {seconds} s; allowed: 0 to {length:.1} s");
    Err(refused(text))
}

/// The place of a marker.
fn marker(track: &ReferenceTrack, name: &str) -> Result<f32, Refusal> {
    let found = track.kept.markers.iter().find(|(known, _)| known == name);
    found.map(|(_, place)| *place).ok_or_else(|| {
        let names: Vec<&str> = track
            .kept
            .markers
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        let known = match &names[..] {
            [] => "there is none; put one: headroom reference mark".to_owned(),
            names => format!("known: {}", names.join(", ")),
        };
        refused(format!("no marker is called '{name}'; {known}"))
    })
}

fn go(core: &Core, track: &mut ReferenceTrack, seconds: f32) -> Answer {
    track.seek(core, seconds);
    Answer::said(format!("Reference at {}", clock(seconds)))
}

fn step(core: &Core, track: &mut ReferenceTrack, is_forward: bool) -> Answer {
    let here = track.position();
    let begin = track.kept.from.unwrap_or(0.0);
    let mut places: Vec<f32> = track.kept.markers.iter().map(|(_, place)| *place).collect();
    places.push(begin);
    places.sort_by(f32::total_cmp);
    let found = if is_forward {
        places.into_iter().find(|place| *place > here + 0.01)
    } else {
        places.into_iter().rev().find(|place| *place < here - BACK)
    };
    go(core, track, found.unwrap_or(begin))
}

fn mark(
    core: &Core,
    track: &mut ReferenceTrack,
    name: Option<String>,
    at: Option<f32>,
) -> Result<Answer, Refusal> {
    let place = place(track, at.unwrap_or(track.position()))?;
    let markers = &mut track.kept.markers;
    let is_free = |name: &String| markers.iter().all(|(known, _)| known != name);
    let name = match name {
        Some(name) => name,
        None => (1..=MOST_MARKERS + 1)
            .map(|n| n.to_string())
            .find(is_free)
            .unwrap_or_default(),
    };
    if let Err(why) = names::check(&name) {
        return Err(refused(format!(
            "'{name}' cannot name a marker; allowed: {why}"
        )));
    }
    if markers.len() >= MOST_MARKERS && is_free(&name) {
        return Err(refused(format!(
            "the reference track has {MOST_MARKERS} markers; remove one first"
        )));
    }
    markers.retain(|(known, _)| *known != name);
    markers.push((name.clone(), place));
    markers.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    Ok(kept(
        core,
        track,
        format!("Marker {name} at {}", clock(place)),
    ))
}

/// One of the ends of the loop.
#[derive(Clone, Copy, PartialEq)]
enum End {
    In,
    Out,
}

/// Another end of the loop: where it is, or at a place.
fn set_end(
    core: &Core,
    track: &mut ReferenceTrack,
    which: End,
    at: Option<f32>,
) -> Result<Answer, Refusal> {
    let at = Some(place(track, at.unwrap_or(track.position()))?);
    let (from, to) = match which {
        End::In => (at, track.kept.to),
        End::Out => (track.kept.from, at),
    };
    let (begin, end) = (from.unwrap_or(0.0), to.unwrap_or(length(track)));
    if !is_loop(begin, end) {
        let text = format!(
            "the loop would go from {} to {}; it ends at least {SHORTEST_LOOP} s after it begins; headroom reference \
             whole takes both ends away",
            clock(begin),
            clock(end)
        );
        return Err(refused(text));
    }
    (track.kept.from, track.kept.to) = (from, to);
    Ok(kept(
        core,
        track,
        format!("Loop from {} to {}", clock(begin), clock(end)),
    ))
}

/// The show remembers what it knows of the track now.
fn kept(core: &Core, track: &ReferenceTrack, text: String) -> Answer {
    core.keep(Keep::Reference(Some(track.kept.clone())));
    Answer::said(text)
}
