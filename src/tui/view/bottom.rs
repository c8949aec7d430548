//! The last line: the keys that the page names, what stands in the monitor, and the surfaces; or what
//! may answer a question.

use crate::control::feed::SurfaceStatus;
use crate::param::clock::clock;
use crate::param::printable::printable;
use crate::param::spec::{ConsoleParam, MonitorParam, OscillatorParam, Param, TalkbackParam};
use crate::param::tables::monitor::Translation;
use crate::param::{Choice as _, NodeId};
use crate::tui::action::Action;
use crate::tui::model::Model;
use crate::tui::page::{self, PageName};
use crate::tui::widget::columns;
use crate::tui::words::width;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Draws the line.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    if let Some(text) = answers(model) {
        let style = model.theme.question();
        buf.set_style(area, style);
        return Line::styled(format!(" {text}"), style).render(area, buf);
    }
    let lamps = lamps(model, area.width);
    let before = columns(area, 0, area.width - lamps.width() as u16);
    lamps.alignment(Alignment::Right).render(area, buf);
    let surfaces = surfaces(model, before.width / 2);
    let left = before.width.saturating_sub(surfaces.width() as u16);
    surfaces.alignment(Alignment::Right).render(before, buf);
    let left = columns(before, 0, left);
    hints(model, left.width).render(left, buf);
}

/// What may be pressed now instead of the page's keys.
fn answers(model: &Model) -> Option<String> {
    if let Some(question) = &model.question {
        return Some(question.answers());
    }
    let entry = model.entry.as_ref()?;
    let allowed = match entry.allowed.as_str() {
        "" => String::new(),
        allowed => format!("allowed: {allowed}   "),
    };
    Some(format!("{allowed}Enter takes it   Esc leaves it"))
}

/// Room that is kept for the word that there is help.
const HELP: usize = 8;

/// The keys that the page names, as many as there is room for, and help always.
fn hints(model: &Model, room: u16) -> Line<'static> {
    let theme = model.theme;
    let mut spans = Vec::new();
    let mut room = usize::from(room);
    let mut say = |action: Action, word: &str, kept: usize| {
        let key = model.key(action);
        let needed = width(&key) + width(word) + 3;
        if needed + kept <= room && !key.is_empty() {
            room -= needed;
            spans.push(Span::styled(format!(" {key}"), theme.selection()));
            spans.push(Span::styled(format!(" {word} "), theme.faint()));
        }
    };
    for (action, word) in page::row(model.page).hints {
        say(*action, word, HELP);
    }
    if model.page != PageName::Help {
        say(Action::Help, "help", 0);
    }
    Line::from(spans)
}

/// What stands in the monitor: as much as fits, the most urgent first.
fn lamps(model: &Model, mut room: u16) -> Line<'static> {
    let monitor = |row| model.is_on(NodeId::MONITOR.param(Param::Monitor(row)));
    let soloing = model.layout().is_some_and(|layout| {
        let mut nodes = layout.nodes().into_iter();
        nodes.any(|node| model.is_on(node.solo()))
    });
    let keyed = model.layout().is_some_and(|layout| {
        let mut nodes = layout.nodes().into_iter();
        nodes.any(|node| model.hears_key(node))
    });
    let mode = NodeId::CONSOLE.param(Param::Console(ConsoleParam::SoloMode));
    let mode = model.text(mode).unwrap_or_default().to_uppercase();
    let elsewhere = NodeId::MONITOR.param(Param::Monitor(MonitorParam::Translation));
    let elsewhere = model
        .value(elsewhere)
        .map_or(Translation::Off, Translation::of);
    let is_on = |node: NodeId, param| model.is_on(node.param(param));
    let talks = is_on(NodeId::TALKBACK, Param::Talkback(TalkbackParam::On));
    let plays = is_on(NodeId::OSCILLATOR, Param::Oscillator(OscillatorParam::On));
    let records = is_on(NodeId::CONSOLE, Param::Console(ConsoleParam::Record));
    let recorded = format!("REC {}", clock(model.console().recording().seconds));
    let lamps = [
        (records, recorded),
        (talks, "TALK".to_owned()),
        (plays, "OSC".to_owned()),
        (soloing, format!("SOLO {mode}")),
        (keyed, "KEY".to_owned()),
        (monitor(MonitorParam::Reference), "REFERENCE".to_owned()),
        (monitor(MonitorParam::Cut), "CUT".to_owned()),
        (monitor(MonitorParam::Dim), "DIM".to_owned()),
        (monitor(MonitorParam::Mono), "MONO".to_owned()),
        (
            elsewhere != Translation::Off,
            heard_as(elsewhere).to_owned(),
        ),
    ];
    let mut spans = Vec::new();
    for (_, name) in lamps.into_iter().filter(|(lit, _)| *lit) {
        let text = format!(" {name} ");
        let width = Span::raw(text.as_str()).width() as u16 + 1;
        if width > room {
            break;
        }
        room -= width;
        spans.extend([Span::styled(text, model.theme.solo()), Span::raw(" ")]);
    }
    Line::from(spans)
}

/// How the mix is heard, for the lamp.
fn heard_as(on: Translation) -> &'static str {
    match on {
        Translation::Off => "",
        Translation::Mono => "IN MONO",
        Translation::Phone => "AS ON A PHONE",
        Translation::Laptop => "AS ON A LAPTOP",
        Translation::SmallSpeaker => "AS ON A SMALL SPEAKER",
        Translation::Car => "AS IN A CAR",
        Translation::Tv => "AS ON TV",
        Translation::Club => "AS IN A CLUB",
        Translation::Hall => "AS IN A HALL",
    }
}

/// Surfaces by name with what their strips stand for, in as many words as there is room for.
fn surfaces(model: &Model, room: u16) -> Line<'static> {
    let one = |surface: &SurfaceStatus, wide: bool| {
        let (word, style) = match (surface.is_here, surface.in_sync) {
            (false, _) => (" lost".to_owned(), model.theme.warning()),
            (true, false) => (" …".to_owned(), model.theme.faint()),
            (true, true) if wide => (where_it_is(surface), model.theme.lamp()),
            (true, true) => (String::new(), model.theme.lamp()),
        };
        Span::styled(format!("{}{word} ", printable(&surface.name)), style)
    };
    let all = |wide| {
        let spans = model.surfaces().iter().map(|surface| one(surface, wide));
        Line::from(spans.collect::<Vec<_>>())
    };
    let wide = all(true);
    if wide.width() <= usize::from(room) {
        wide
    } else {
        all(false)
    }
}

/// " ch 1–8" and the page, where it is not the first.
fn where_it_is(surface: &SurfaceStatus) -> String {
    let nodes: Vec<NodeId> = surface.nodes.iter().flatten().copied().collect();
    let text = match (nodes.first(), nodes.last()) {
        (Some(first), Some(last)) if first == last => format!(" {first}"),
        (Some(first), Some(last)) if first.kind == last.kind => {
            format!(" {first}–{}", last.number)
        }
        (Some(first), Some(last)) => format!(" {first}–{last}"),
        _ if surface.remote.is_some() => " remote".to_owned(),
        _ => " no strips".to_owned(),
    };
    match surface.on_faders {
        Some(_) => format!("{text} {}", printable(&surface.page)),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lamp_says_where_the_mix_is_heard_in_english() {
        let lamps = Translation::ALL.iter().map(|on| heard_as(*on));
        let lamps: Vec<&str> = lamps.collect();
        assert_eq!(
            lamps,
            [
                "",
                "IN MONO",
                "AS ON A PHONE",
                "AS ON A LAPTOP",
                "AS ON A SMALL SPEAKER",
                "AS IN A CAR",
                "AS ON TV",
                "AS IN A CLUB",
                "AS IN A HALL"
            ]
        );
    }
}
