//! A row for each strip that has a track: whether it hears that or its input, and what comes in meanwhile.

use super::super::mixer;
use crate::control::feed::{TapeState, TapeTrack};
use crate::param::NodeId;
use crate::param::clock::clock;
use crate::param::spec::{ConsoleParam, Param};
use crate::tui::model::Model;
use crate::tui::widget::row;
use crate::tui::words::fit;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Rows above the list.
const ABOVE: u16 = 3;
/// Width of a name.
const NAME: usize = 16;

/// Draws the list, so that the selected track is visible.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let tape = model.console().tape();
    let switch = NodeId::CONSOLE.param(Param::Console(ConsoleParam::Tape));
    let (state, style) = if model.is_on(switch) {
        (" ON TAPE ", theme.alarm())
    } else {
        (" LIVE ", theme.lamp())
    };
    let title = [
        Span::styled(" Tape   ", theme.strong()),
        Span::styled(state, style),
        Span::styled(about(model), theme.faint()),
    ];
    Line::from(title.to_vec()).render(row(area, 0), buf);
    let path = match tape.state {
        TapeState::None => " none open: open the last recording, or a folder of sound files",
        TapeState::Opening => " … it is being looked at",
        TapeState::Missing => " MISSING; looked for while the transport stands: ",
        TapeState::Ready => " ",
    };
    let path = match tape.state {
        TapeState::Missing | TapeState::Ready => {
            let room = usize::from(area.width).saturating_sub(path.len() + 1);
            format!("{path}{}", fit(&tape.path, room))
        }
        TapeState::None | TapeState::Opening => path.to_owned(),
    };
    Line::styled(path, theme.text()).render(row(area, 1), buf);
    let list = model.tape_page.list();
    let room = usize::from(area.height.saturating_sub(ABOVE)).max(1);
    let first = (list.place() + 1).saturating_sub(room);
    for (down, track) in (ABOVE..).zip(list.items().iter().skip(first).take(room)) {
        let is_selected = list.selected() == Some(track);
        render_track(model, track, is_selected, row(area, down), buf);
    }
}

/// Where it is, and how the disk does.
fn about(model: &Model) -> String {
    let tape = model.console().tape();
    let transport = model.console().transport();
    let seconds = (transport.at as f64 / 1e6) as f32;
    let moves = if transport.is_playing {
        "plays"
    } else {
        "stands"
    };
    let late = match tape.late {
        0 => String::new(),
        times => format!("   disk late {times} times"),
    };
    match tape.state {
        TapeState::None | TapeState::Missing => String::new(),
        TapeState::Opening | TapeState::Ready => format!(
            "   {moves} at {} of {}{late}",
            clock(seconds),
            clock(tape.seconds)
        ),
    }
}

fn render_track(model: &Model, track: &TapeTrack, is_selected: bool, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let tape = model.console().tape();
    let (pointer, style) = if is_selected {
        ("▶", theme.selection())
    } else {
        (" ", theme.text())
    };
    let (hears, hears_style) = if tape.on_tape.contains(&track.node) {
        ("tape", theme.warning())
    } else {
        ("live", theme.lamp())
    };
    let name = fit(&mixer::name(model, track.node), NAME);
    let node = track.node.to_string();
    let mut spans = vec![
        Span::styled(format!(" {pointer} {node:<7}"), theme.faint()),
        Span::styled(format!("{name:NAME$}"), style),
        Span::styled(format!(" {hears}  "), hears_style),
    ];
    if tape.live.contains(&track.node) {
        spans.push(Span::styled(" LIVE SIGNAL ", theme.error()));
    }
    let used: usize = spans.iter().map(Span::width).sum();
    let room = usize::from(area.width).saturating_sub(used);
    spans.push(Span::styled(fit(&file(track), room), theme.faint()));
    Line::from(spans).render(area, buf);
}

/// The file and its channels, as people count them.
fn file(track: &TapeTrack) -> String {
    let numbers = track
        .channels
        .iter()
        .map(|channel| (channel + 1).to_string());
    let numbers: Vec<String> = numbers.collect();
    match numbers.as_slice() {
        [] => track.file.clone(),
        [one] if one == "1" => track.file.clone(),
        [one, two] if one == "1" && two == "2" => track.file.clone(),
        numbers => format!("{} · {}", track.file, numbers.join("+")),
    }
}
