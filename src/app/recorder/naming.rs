//! What the files of a recording are called, and what they say of themselves.

use super::backlog::Backlog;
use super::take::Track;
use crate::app::track_name::{track_label, track_name};
use crate::disk::{SampleFormat, TakeSpec};
use crate::param::tables::console::RecordFormat;
use crate::param::{NodeId, NodeKind, Width};
use jiff::Zoned;

/// A strip, bus, main or talkback; whether it is what comes back at its insert point; its name and width.
pub type Source = (NodeId, bool, String, Width);

/// A track with the name of its file: "01 ch 1 Kick", "02 insert ch 1 Kick", and "01 ch 1 Kick 2" for its second part.
pub fn named(
    (node, is_insert, label, width): Source,
    (number, part): (usize, usize),
    (rate, format): (u32, RecordFormat),
    (begun, sound): (&Zoned, Backlog),
) -> Track {
    let mut path = node.to_string().replace('/', " ");
    if is_insert {
        path = format!("insert {path}");
    }
    let mut name = track_name(number, &path, &label);
    if part > 1 {
        name = format!("{name} {part}");
    }
    let label = track_label(&label);
    let midnight = begun.time().duration_since(jiff::civil::Time::midnight());
    let spec = TakeSpec {
        format: match format {
            RecordFormat::Float => SampleFormat::Float32,
            RecordFormat::Whole24 => SampleFormat::Whole24,
        },
        rate,
        channels: width.channels() as u16,
        mask: width.wave_mask(),
        description: format!("{path} {label}").trim_end().to_owned(),
        track: if label.is_empty() { path } else { label },
        begins: (
            begun.strftime("%Y-%m-%d").to_string(),
            begun.strftime("%H:%M:%S").to_string(),
        ),
        time_reference: (midnight.as_secs_f64().max(0.0) * f64::from(rate)) as u64,
    };
    Track {
        name,
        spec,
        dithers: !is_insert && !matches!(node.kind, NodeKind::Strip | NodeKind::Talkback),
        sound,
    }
}
