//! The top line: the show, the current scene and the next one, which nothing hides, and how audio
//! does.

use crate::control::feed::{AudioState, Cue, Status};
use crate::param::timecode::with_pictures;
use crate::tui::alarm::inserts;
use crate::tui::model::Model;
use crate::tui::page::cues;
use crate::tui::widget::columns;
use crate::tui::words::{fit, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// From this share of a period on, load is worth a look, in thousandths.
const HIGH_LOAD: u32 = 700;

/// Draws the line: scenes first, then what is most urgent about audio, then the show, then the rest.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let scenes = scenes(model, usize::from(area.width / 4));
    let mut room = usize::from(area.width).saturating_sub(scenes.width() + 2);
    let audio = audio(model, room);
    room = room.saturating_sub(audio.width());
    let name = fit(model.show_name().unwrap_or_default(), room.min(24));
    let left = columns(area, 1, area.width);
    Line::styled(name.as_str(), model.theme.strong()).render(left, buf);
    let gap = if name.is_empty() { 0 } else { 3 };
    let place = width(&name) as u16 + gap;
    scenes.render(columns(left, place, area.width), buf);
    audio.alignment(Alignment::Right).render(area, buf);
}

/// The current scene, whether it was touched, and the one that GO recalls.
fn scenes(model: &Model, most: usize) -> Line<'static> {
    let theme = model.theme;
    let scenes = model.scenes();
    let mut spans = Vec::new();
    if let Some(name) = current(model) {
        spans.push(Span::styled(fit(&name, most), theme.text()));
    }
    if scenes.changed {
        spans.push(Span::styled(" ●", theme.warning()));
    }
    if let Some(name) = next(model) {
        spans.push(Span::styled("   next ▸ ", theme.faint()));
        spans.push(Span::styled(fit(&name, most), theme.strong()));
    }
    if let Some(countdown) = model.countdown() {
        let text = format!(" {}", cues::left(countdown));
        spans.push(Span::styled(text, theme.warning()));
    }
    spans.push(Span::raw("   "));
    Line::from(spans)
}

/// The cue that went last, or the scene that was recalled last.
fn current(model: &Model) -> Option<String> {
    let cues = model.cues();
    let cue = cues.current.and_then(|number| cues.find(number));
    cue.map(Cue::called)
        .or_else(|| model.scenes().current.clone())
}

/// The cue or the scene that GO lets go.
fn next(model: &Model) -> Option<String> {
    let cues = model.cues();
    if cues.list.is_empty() {
        return model.scenes().armed.clone();
    }
    cues.armed_cue().map(Cue::called)
}

/// As much about audio as there is room for, in a fixed order, the least urgent left out.
fn audio(model: &Model, room: usize) -> Line<'static> {
    let mut facts = facts(model);
    let needs = |facts: &[Fact]| -> usize { facts.iter().map(|fact| width(&fact.text) + 2).sum() };
    while needs(&facts) > room {
        let least = (0..facts.len()).max_by_key(|at| facts[*at].rank);
        match least {
            Some(at) => drop(facts.remove(at)),
            None => break,
        }
    }
    let spans = facts.into_iter();
    let spans = spans.map(|fact| Span::styled(format!("{}  ", fact.text), fact.style));
    Line::from(spans.collect::<Vec<_>>())
}

/// Something to say about audio; of a lower rank, the more urgent.
struct Fact {
    rank: u8,
    text: String,
    style: Style,
}

fn facts(model: &Model) -> Vec<Fact> {
    let (theme, status) = (model.theme, model.status());
    let warn = |bad: bool| if bad { theme.warning() } else { theme.faint() };
    let ms = |frames: u32| frames as f32 * 1000.0 / status.rate.max(1) as f32;
    let (load, worst) = (status.load_permille, model.worst_load());
    let missing = status.missing.len();
    let transport = model.transport();
    let is_heard = inserts(model).iter().any(|(_, is_connected)| *is_connected);
    let fact =
        |is_true: bool, rank, text: String, style| is_true.then_some(Fact { rank, text, style });
    let facts = [
        fact(missing > 0, 0, format!("missing {missing}"), warn(true)),
        fact(
            transport.is_playing || transport.at > 0,
            if transport.is_playing { 1 } else { 3 },
            transport_place(model),
            if transport.is_playing {
                theme.lamp()
            } else {
                theme.faint()
            },
        ),
        fact(true, 1, stream(status), theme.faint()),
        fact(
            status.rate > 0,
            4,
            format!("{:.1} ms", ms(status.latency)),
            theme.faint(),
        ),
        fact(
            status.rate > 0 && is_heard,
            5,
            // What goes out in one period comes back in the next.
            format!("insert +{:.1} ms", ms(status.period)),
            theme.faint(),
        ),
        fact(
            true,
            if worst >= HIGH_LOAD { 2 } else { 3 },
            format!("load {}/{}%", load / 10, worst / 10),
            warn(worst >= HIGH_LOAD),
        ),
        fact(
            true,
            if status.xruns > 0 { 1 } else { 3 },
            format!("xr {}", status.xruns),
            warn(status.xruns > 0),
        ),
    ];
    facts.into_iter().flatten().collect()
}

/// "▶ 0:01:02:12"; a dot while something is written.
fn transport_place(model: &Model) -> String {
    let transport = model.transport();
    let sign = match (transport.is_playing, transport.is_writing) {
        (_, true) => "●",
        (true, _) => "▶",
        _ => "■",
    };
    format!("{sign} {}", with_pictures(transport.at, model.count()))
}

/// "JACK 48k/128"; that it is waiting or lost, the line of alarms says.
fn stream(status: &Status) -> String {
    let rate = f64::from(status.rate) / 1000.0;
    match status.audio {
        AudioState::Starting => format!("{} starting", status.backend).trim().to_owned(),
        _ if status.rate == 0 => status.backend.clone(),
        _ if status.rate.is_multiple_of(1000) => {
            format!("{} {rate:.0}k/{}", status.backend, status.period)
        }
        _ => format!("{} {rate:.1}k/{}", status.backend, status.period),
    }
}
