//! The two lines at the bottom: what to tell the user, and how audio does.

use crate::control::feed::{AudioState, Severity, Status, SurfaceStatus};
use crate::param::NodeId;
use crate::param::spec::{ConsoleParam, MonitorParam, OscillatorParam, Param, TalkbackParam};
use crate::tui::alarm::inserts;
use crate::tui::model::{Model, Question};
use crate::tui::widget::columns;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// From this share of a period on, load is worth a look, in thousandths.
const HIGH_LOAD: u32 = 700;

/// Draws the question that waits, or else the last notice.
pub(super) fn render_notice(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    if let Some(question) = model.question {
        buf.set_style(area, theme.question());
        return Line::styled(ask(question), theme.question()).render(area, buf);
    }
    let Some(notice) = model.notice() else {
        return;
    };
    let style = match notice.severity {
        Severity::Info => theme.text(),
        Severity::Warning => theme.warning(),
        Severity::Error => theme.error(),
    };
    Line::styled(format!(" {}", notice.text), style).render(area, buf);
    if model.more_notices() > 0 {
        let text = format!("  +{}, Esc ", model.more_notices());
        let more = Line::styled(text, style);
        let width = more.width() as u16;
        let end = columns(area, area.width.saturating_sub(width), width);
        more.render(end, buf);
    }
}

fn ask(question: Question) -> &'static str {
    match question {
        Question::ReleasePanic => {
            " Release panic? Outputs open over 2 s.   y yes   any other key no"
        }
        Question::StoreOver => " Replace this scene by what stands now?   y yes   any other key no",
        Question::DeleteScene => " Forget this scene?   y yes   any other key no",
        Question::StoreOverPreset => {
            " Replace this preset by the selected strip?   y yes   any other key no"
        }
        Question::DeletePreset => " Forget this preset?   y yes   any other key no",
        Question::CopyMain => {
            " Shall this bus hear what main hears? Its sends change.   y yes   any other key no"
        }
        Question::Quit => " End the console? All sound stops.   y yes   any other key no",
    }
}

/// Draws the state of audio.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let status = model.status();
    let warn = |bad: bool| if bad { theme.warning() } else { theme.faint() };
    let mut spans = vec![Span::raw(" ")];
    let mut say = |text: String, style: Style| spans.push(Span::styled(format!("{text}  "), style));
    say(backend(status), theme.faint());
    if status.rate > 0 {
        say(rate(status.rate), theme.faint());
        say(format!("{} frames", status.period), theme.faint());
        let ms = status.latency as f32 * 1000.0 / status.rate as f32;
        say(format!("latency {ms:.1} ms"), theme.faint());
    }
    let (load, worst) = (status.load_permille, model.worst_load());
    let text = format!("load {}/{}%", load / 10, worst / 10);
    say(text, warn(worst >= HIGH_LOAD));
    say(format!("xruns {}", status.xruns), warn(status.xruns > 0));
    let is_heard = inserts(model).iter().any(|(_, is_connected)| *is_connected);
    if status.rate > 0 && is_heard {
        // What goes out in one period comes back in the next.
        let ms = status.period as f32 * 1000.0 / status.rate as f32;
        say(format!("insert +{ms:.1} ms"), theme.faint());
    }
    if !status.missing.is_empty() {
        let text = format!("missing {}", status.missing.len());
        say(text, theme.warning());
    }
    let audio = Line::from(spans);
    let used = audio.width() as u16;
    audio.render(area, buf);
    let rest = columns(area, used, area.width.saturating_sub(used));
    let lamps = lamps(model, rest.width);
    let used = lamps.width() as u16;
    let before = columns(rest, 0, rest.width.saturating_sub(used));
    lamps.alignment(Alignment::Right).render(rest, buf);
    let surfaces = surfaces(model, before.width);
    surfaces.alignment(Alignment::Right).render(before, buf);
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
    let is_on = |node: NodeId, param| model.is_on(node.param(param));
    let talks = is_on(NodeId::TALKBACK, Param::Talkback(TalkbackParam::On));
    let plays = is_on(NodeId::OSCILLATOR, Param::Oscillator(OscillatorParam::On));
    let lamps = [
        (talks, "TALK".to_owned()),
        (plays, "OSC".to_owned()),
        (soloing, format!("SOLO {mode}")),
        (keyed, "KEY".to_owned()),
        (monitor(MonitorParam::Cut), "CUT".to_owned()),
        (monitor(MonitorParam::Dim), "DIM".to_owned()),
        (monitor(MonitorParam::Mono), "MONO".to_owned()),
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

/// Surfaces by name with what their strips stand for, in as many words as there is room for.
fn surfaces(model: &Model, width: u16) -> Line<'static> {
    let one = |surface: &SurfaceStatus, wide: bool| {
        let (word, style) = match (surface.is_here, surface.in_sync) {
            (false, _) => (" lost".to_owned(), model.theme.warning()),
            (true, false) => (" …".to_owned(), model.theme.faint()),
            (true, true) if wide => (where_it_is(surface), model.theme.lamp()),
            (true, true) => (String::new(), model.theme.lamp()),
        };
        Span::styled(format!("{}{word} ", surface.name), style)
    };
    let all = |wide| {
        let spans = model.surfaces().iter().map(|surface| one(surface, wide));
        Line::from(spans.collect::<Vec<_>>())
    };
    let wide = all(true);
    if wide.width() <= usize::from(width) {
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
        _ => " no strips".to_owned(),
    };
    match surface.on_faders {
        Some(_) => format!("{text} {}", surface.page),
        None => text,
    }
}

/// The backend; that it is waiting or lost, the red line says.
fn backend(status: &Status) -> String {
    let state = match status.audio {
        AudioState::Starting => "starting",
        _ => "",
    };
    format!("{} {state}", status.backend).trim().to_owned()
}

/// A rate as people say it: "44.1 kHz".
fn rate(hertz: u32) -> String {
    if hertz.is_multiple_of(1000) {
        format!("{} kHz", hertz / 1000)
    } else {
        format!("{:.1} kHz", f64::from(hertz) / 1000.0)
    }
}
