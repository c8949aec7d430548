//! The file of markers, loop and lanes, `automation.yaml`: times, values and ways in words.
//!
//! ```yaml
//! headroom: 1
//! markers:
//!   - "0:00:10.000 Verse"
//! loop:
//!   from: 0:00:10.000
//!   to: 0:00:20.000
//!   on: no
//! lanes:
//!   ch/1/fader:
//!     - 0:00:00.000 -10 dB
//!     - 0:00:02.500 -5 dB smooth
//!     - 0:00:04.000 off
//! ```
//! A point is a time, a value, and how it goes on from there: `hold`, `ramp`, `slow`, `fast` or `smooth`. Without
//! that word a value that is measured ramps, a switch or choice holds. Two points at one time are a jump. Times
//! are as [`timecode`] has them, pictures by 25 and bars by 120 BPM.

use super::console_file::check_format;
use super::error::FileError;
use super::one_file::{OneFile, Whole};
use super::reader::Reader;
use super::text::quoted;
use super::yaml::{Document, Node};
use crate::param::lane::{Lane, MOST_POINTS, Point, Shape};
use crate::param::timecode::{self, Count, exact};
use crate::param::timeline::{Loop, MOST_MARKERS, Marker, Timeline, is_automatable};
use crate::param::{ParamAddr, ParamSpec, tables};
use std::fmt::Write as _;
use std::sync::Arc;

/// The file of markers, loop and lanes of a show.
pub type AutomationFile = OneFile<Timeline>;

impl Whole for Timeline {
    const WHAT: &'static str = "automation";

    fn parse(text: &str, source: &str) -> Result<(Self, Vec<FileError>), FileError> {
        parse_tolerant(text, source)
    }

    fn whole(&self) -> String {
        format(self)
    }
}

/// The file in the folder of a show.
pub const FILE: &str = "automation.yaml";
/// The keys of the file.
pub(super) const KEYS: [&str; 4] = ["headroom", "markers", "loop", "lanes"];

/// Reads the file; what is wrong is left out and listed, by line.
///
/// # Errors
/// Only a text that cannot be read at all.
pub fn parse_tolerant(text: &str, source: &str) -> Result<(Timeline, Vec<FileError>), FileError> {
    let document = Document::read(source, text)?;
    let mut reader = Reader::default();
    let fields = reader.map_of(&document, "automation", &KEYS)?;
    check_format(&mut reader, &document, fields)?;
    let mut timeline = Timeline::default();
    if let Some(node) = fields.get("markers") {
        timeline.markers = markers(&mut reader, node);
    }
    if let Some(node) = fields.get("loop") {
        timeline.cycle = cycle(&mut reader, node);
    }
    if let Some(node) = fields.get("lanes").filter(|node| !node.is_text("{}")) {
        for (key, path, node) in reader.entries(node, "'lanes'") {
            let Some((addr, spec)) = parameter(&mut reader, key, path) else {
                continue;
            };
            let lane = lane(&mut reader, spec, node);
            if timeline.count() + lane.points().len() > MOST_POINTS {
                let hint = format!("all lanes together hold at most {MOST_POINTS} points");
                reader.report(key, "this lane is one too many", hint);
            } else if !lane.is_empty() {
                timeline.lanes.insert(addr, Arc::new(lane));
            }
        }
    }
    Ok((timeline, reader.finish(&document)))
}

fn time(reader: &mut Reader, node: &Node, text: &str) -> Option<u64> {
    let time = timecode::parse(text, Count::default());
    if time.is_none() {
        let hint = format!("allowed: {}, up to a day", timecode::ALLOWED);
        reader.report(node, format!("'{text}' is no time"), hint);
    }
    time
}

fn markers(reader: &mut Reader, node: &Node) -> Vec<Marker> {
    let mut markers: Vec<Marker> = Vec::new();
    for item in reader.items(node, "'markers'") {
        let Some(text) = reader.text(item, "a marker") else {
            continue;
        };
        let Some((at, name)) = text.split_once(' ') else {
            let hint = "write a time and a name: \"0:00:10.000 Verse\"";
            reader.report(item, format!("'{text}' is no marker"), hint);
            continue;
        };
        let (Some(at), name) = (time(reader, item, at), name.trim().to_owned()) else {
            continue;
        };
        if markers.iter().any(|marker| marker.name == name) {
            let message = format!("there is a marker '{name}' already");
            reader.report(item, message, "give it another name");
        } else if markers.len() == MOST_MARKERS {
            let hint = format!("at most {MOST_MARKERS} are possible");
            reader.report(item, "this marker is one too many", hint);
        } else {
            markers.push(Marker { at, name });
        }
    }
    markers.sort_by_key(|marker| marker.at);
    markers
}

fn cycle(reader: &mut Reader, node: &Node) -> Option<Loop> {
    let fields = reader.fields(node, "'loop'", &["from", "to", "on"])?;
    let (Some(from), Some(to)) = (fields.get("from"), fields.get("to")) else {
        let hint = "write from: 0:00:10 and to: 0:00:20";
        reader.report(node, "a loop needs both 'from' and 'to'", hint);
        return None;
    };
    let words = [("yes", true), ("on", true), ("no", false), ("off", false)];
    let on = fields.get("on");
    let on = on.map_or(Some(false), |on| reader.word(on, "'on'", &words))?;
    let mut read = |node| {
        let text = reader.text(node, "a time")?;
        time(reader, node, text)
    };
    let (from, to) = (read(from)?, read(to)?);
    if from >= to {
        let hint = "it ends after its beginning";
        reader.report(node, "this loop has no length", hint);
        return None;
    }
    Some(Loop { from, to, on })
}

fn parameter(
    reader: &mut Reader,
    key: &Node,
    path: &str,
) -> Option<(ParamAddr, &'static ParamSpec)> {
    let addr = ParamAddr::parse(path);
    let row = addr.and_then(|addr| Some((addr, tables::row(addr.kind, addr.param)?)));
    let Some((addr, spec)) = row else {
        let hint = "'headroom params' lists every path; remove this lane";
        reader.report(key, format!("'{path}' names no parameter"), hint);
        return None;
    };
    if !is_automatable(addr, spec) {
        let hint =
            "what is in no scene, guards somebody, or is built anew when it changes has no lane";
        reader.report(key, format!("'{path}' is not automated"), hint);
        return None;
    }
    Some((addr, spec))
}

fn lane(reader: &mut Reader, spec: &ParamSpec, node: &Node) -> Lane {
    let mut points: Vec<Point> = Vec::new();
    for item in reader.items(node, "a lane") {
        let Some(point) = point(reader, spec, item) else {
            continue;
        };
        let together = points.iter().rev().take_while(|last| last.at == point.at);
        if points.last().is_some_and(|last| last.at > point.at) {
            let hint = "write the points in order of time";
            reader.report(item, "this point is earlier than the one before it", hint);
        } else if together.count() == 2 {
            let hint = "two points at one time are a jump; remove this one";
            reader.report(item, "a third point at the same time", hint);
        } else {
            points.push(point);
        }
    }
    Lane::new(points)
}

fn point(reader: &mut Reader, spec: &ParamSpec, item: &Node) -> Option<Point> {
    let text = reader.text(item, "a point")?;
    let Some((at, rest)) = text.split_once(' ') else {
        let hint = format!(
            "write a time and a value: 0:00:02.500 {}",
            spec.exact(spec.default)
        );
        reader.report(item, format!("'{text}' is no point"), hint);
        return None;
    };
    let at = time(reader, item, at)?;
    let rest = rest.trim();
    let (value, shape) = match rest.rsplit_once(' ') {
        Some((value, word)) => match Shape::of_word(word) {
            Some(shape) => (value, shape),
            None => (rest, Shape::usual(spec.curve)),
        },
        None => (rest, Shape::usual(spec.curve)),
    };
    match spec.parse(value) {
        Ok(value) => Some(Point { at, value, shape }),
        Err(error) => {
            let words = Shape::ALL.map(Shape::word).join(", ");
            let hint = format!("behind a value may stand how it goes on: {words}");
            reader.report(item, error.to_string(), hint);
            None
        }
    }
}

/// The text of the file.
pub fn format(timeline: &Timeline) -> String {
    let mut text = String::from("headroom: 1\n");
    // Writing to a String cannot fail.
    if !timeline.markers.is_empty() {
        text.push_str("markers:\n");
        for marker in &timeline.markers {
            let said = format!("{} {}", exact(marker.at), marker.name);
            let _ = writeln!(text, "  - {}", quoted(&said));
        }
    }
    if let Some(cycle) = timeline.cycle {
        let on = if cycle.on { "yes" } else { "no" };
        let (from, to) = (exact(cycle.from), exact(cycle.to));
        let _ = writeln!(text, "loop:\n  from: {from}\n  to: {to}\n  on: {on}");
    }
    if !timeline.lanes.is_empty() {
        text.push_str("lanes:\n");
    }
    for (addr, lane) in &timeline.lanes {
        if let Some(spec) = tables::row(addr.kind, addr.param) {
            let _ = writeln!(text, "  {addr}:");
            for point in lane.points() {
                write_point(&mut text, spec, point);
            }
        }
    }
    text
}

fn write_point(text: &mut String, spec: &ParamSpec, point: &Point) {
    let value = spec.exact(point.value);
    let _ = write!(text, "    - {} {value}", exact(point.at));
    let is_word = Shape::of_word(value.rsplit(' ').next().unwrap_or_default()).is_some();
    if point.shape != Shape::usual(spec.curve) || is_word && value.contains(' ') {
        let _ = write!(text, " {}", point.shape.word());
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{Plain, Travel};
    use proptest::prelude::*;

    fn said(text: &str) -> Vec<String> {
        let (_, errors) = parse_tolerant(text, "automation.yaml").unwrap();
        errors.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_person_can_write_it() {
        let text = "headroom: 1\nmarkers:\n  - 10 Verse\n  - 1:00 Chorus one\nloop: { from: 10, to: 20 s }\n\
                    lanes:\n  ch/1/fader:\n    - 0 off\n    - 2.5 -5 dB smooth\n    - 0:04:00 0\n  \
                    ch/1/mute: [ 1 on, 2 off ]\n";
        let (timeline, errors) = parse_tolerant(text, "x").unwrap();
        assert_eq!(errors, []);
        assert_eq!(timeline.marker("Chorus one"), Some(60_000_000));
        assert!(timeline.cycle.is_some_and(|cycle| !cycle.on));
        let fader = &timeline.lanes[&ParamAddr::parse("ch/1/fader").unwrap()];
        let point = |at, value, shape| Point {
            at,
            value: Plain(value),
            shape,
        };
        assert_eq!(
            fader.points(),
            [
                point(0, f32::NEG_INFINITY, Shape::Ramp),
                point(2_500_000, -5.0, Shape::Smooth),
                point(240_000_000, 0.0, Shape::Ramp)
            ]
        );
        let mute = &timeline.lanes[&ParamAddr::parse("ch/1/mute").unwrap()];
        assert_eq!(mute.points()[0], point(1_000_000, 1.0, Shape::Hold));
    }

    #[test]
    fn what_is_wrong_is_named_and_the_rest_is_read() {
        let text = "headroom: 1\nlanes:\n  ch/1/fadr:\n    - 0 off\n  console/panic:\n    - 0 on\n  \
                    ch/1/fader:\n    - 1 loud\n    - 2 0 dB\n    - 1 0 dB\n    - x 0 dB\n";
        let said = said(text);
        for (at, begins) in [
            "automation.yaml:3:3: 'ch/1/fadr' names no parameter",
            "automation.yaml:5:3: 'console/panic' is not automated",
            "automation.yaml:8:7: 'loud' is not possible for Fader",
            "automation.yaml:10:7: this point is earlier",
            "automation.yaml:11:7: 'x' is no time",
        ]
        .into_iter()
        .enumerate()
        {
            assert!(said[at].starts_with(begins), "{said:#?}");
        }
    }

    proptest! {
        #[test]
        fn it_reads_back_as_it_was(
            points in prop::collection::vec((0_u64..10_000_000, 0.0_f32..=1.0, 0_usize..5), 1..20),
            name in "[^\\p{C}\\p{Z}][^\\p{C}]{0,20}",
        ) {
            let mut timeline = Timeline::default();
            let name = name.trim().to_owned();
            timeline.markers.push(Marker { at: 5, name });
            timeline.cycle = Some(Loop { from: 1, to: 2_000_000, on: true });
            for path in ["ch/1/fader", "ch/3/pan", "ch/1/mute", "ch/2/eq/1/freq", "bus/1/rotary/speed"] {
                let Some(addr) = ParamAddr::parse(path) else { continue };
                let spec = tables::row(addr.kind, addr.param).unwrap();
                let point = |(at, travel, shape): &(u64, f32, usize)| Point {
                    at: *at,
                    value: spec.curve.plain(Travel::new(*travel)),
                    shape: Shape::ALL[*shape],
                };
                let lane = Lane::new(points.iter().map(point).collect());
                timeline.lanes.insert(addr, Arc::new(lane));
            }
            let (read, errors) = parse_tolerant(&format(&timeline), "x").unwrap();
            prop_assert_eq!(errors, vec![]);
            prop_assert_eq!(read, timeline);
        }
    }
}
