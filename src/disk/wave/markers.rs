//! What a wave file says beside its sound: places in `cue ` with their names in `LIST adtl`, and where it comes from in
//! `bext` (EBU Tech 3285).

use super::head::TakeMarker;

/// Bytes of a place in `cue `.
const POINT: usize = 24;
/// Longest name that is read, in bytes.
const LONGEST: usize = 1000;

/// Where a file comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// What it is.
    pub description: String,
    /// The day on which it begins, `yyyy-mm-dd`, and the time, `hh:mm:ss`.
    pub date: String,
    /// See [`Self::date`].
    pub time: String,
    /// Frames from midnight to its first one.
    pub time_reference: u64,
}

impl Origin {
    /// What a `bext` chunk says; nothing where it is too short.
    pub fn of(body: &[u8]) -> Option<Self> {
        let reference = body.get(338..346)?.first_chunk()?;
        Some(Self {
            description: text(body.get(..256)?),
            date: text(body.get(320..330)?),
            time: text(body.get(330..338)?),
            time_reference: u64::from_le_bytes(*reference),
        })
    }
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The number of a place, and its frame.
    points: Vec<(u32, u32)>,
    /// The number of a place, and its name.
    names: Vec<(u32, String)>,
}

impl Found {
    /// Takes a `cue ` chunk.
    pub fn take_cue(&mut self, body: &[u8]) {
        let points = body.get(4..).unwrap_or_default();
        let points = points.as_chunks::<POINT>().0.iter();
        // The frame in the sound stands last; the one before counts in a playlist.
        let point = |point: &[u8; POINT]| Some((number(point, 0)?, number(point, 20)?));
        self.points.extend(points.filter_map(point));
    }

    /// Takes a `LIST` chunk; others than `adtl` are left alone.
    pub fn take_list(&mut self, body: &[u8]) {
        let Some(mut rest) = body.strip_prefix(b"adtl") else {
            return;
        };
        while let Some((id, size)) = rest.first_chunk::<4>().zip(number(rest, 4)) {
            let size = size as usize;
            let end = 8_usize.saturating_add(size).min(rest.len());
            let name = rest.get(12..end).filter(|_| id == b"labl");
            self.names.extend(number(rest, 8).zip(name.map(text)));
            rest = rest.get(end + size % 2..).unwrap_or_default();
        }
    }

    /// The markers by place; those without a name have their number.
    pub fn in_order(self) -> Vec<TakeMarker> {
        let marker = |(id, frame): &(u32, u32)| {
            let name = self.names.iter().find(|(named, _)| named == id);
            let name = name.map_or_else(|| id.to_string(), |(_, name)| name.clone());
            TakeMarker {
                frame: u64::from(*frame),
                name,
            }
        };
        let mut markers: Vec<TakeMarker> = self.points.iter().map(marker).collect();
        markers.sort_by_key(|marker| marker.frame);
        markers
    }
}

/// A name up to its zero.
fn text(bytes: &[u8]) -> String {
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    let end = bytes.iter().position(|byte| *byte == 0);
    let text = String::from_utf8_lossy(&bytes[..end.unwrap_or(bytes.len())]);
    text.trim().to_owned()
}

/// Four bytes as a number.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at + 4)?.first_chunk()?;
    Some(u32::from_le_bytes(*four))
}

#[cfg(test)]
mod tests {
    use super::super::head::markers;
    use super::*;
    use proptest::prelude::*;

    fn found(chunks: &[u8]) -> Vec<TakeMarker> {
        let mut found = Found::default();
        let size = |at: usize| number(chunks, at).unwrap_or(0) as usize;
        let cue = size(4);
        found.take_cue(&chunks[8..8 + cue]);
        found.take_list(&chunks[16 + cue..]);
        found.in_order()
    }

    #[test]
    fn what_is_written_is_read_in_order() {
        let marker = |frame, name: &str| TakeMarker {
            frame,
            name: name.to_owned(),
        };
        let written = [
            marker(48_000, "Odd"),
            marker(0, "Even"),
            marker(u64::from(u32::MAX), "Grün"),
        ];
        let read = found(&markers(&written));
        let expected = [&written[1], &written[0], &written[2]];
        assert_eq!(read.iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_place_without_a_name_has_its_number() {
        let mut found = Found::default();
        let mut cue = vec![1, 0, 0, 0, 7, 0, 0, 0];
        cue.extend([0; 16]);
        cue.extend([5, 0, 0, 0]);
        found.take_cue(&cue);
        let marker = TakeMarker {
            frame: 5,
            name: "7".to_owned(),
        };
        assert_eq!(found.in_order(), [marker]);
    }

    #[test]
    fn a_file_says_where_it_comes_from() {
        let mut body = vec![0; 602];
        for (at, text) in [(0, "ch 1 Kick"), (320, "2026-12-01"), (330, "20:15:00")] {
            body[at..at + text.len()].copy_from_slice(text.as_bytes());
        }
        body[338..346].copy_from_slice(&(1_u64 << 33).to_le_bytes());
        let origin = Origin::of(&body).unwrap();
        assert_eq!(origin.description, "ch 1 Kick");
        assert_eq!((&*origin.date, &*origin.time), ("2026-12-01", "20:15:00"));
        assert_eq!(origin.time_reference, 1 << 33);
        assert_eq!(Origin::of(&body[..345]), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken(cue: Vec<u8>, list: Vec<u8>) {
            let mut found = Found::default();
            found.take_cue(&cue);
            found.take_list(&list);
            found.take_list(&[b"adtl".to_vec(), list].concat());
            let markers = found.in_order();
            prop_assert!(markers.len() <= cue.len() / POINT);
        }
    }
}
