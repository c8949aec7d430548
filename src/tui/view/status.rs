//! The two lines at the bottom: what to tell the user, and how audio does.

use crate::control::feed::{AudioState, Severity, Status};
use crate::param::NodeId;
use crate::param::spec::{ConsoleParam, MonitorParam, OscillatorParam, Param, TalkbackParam};
use crate::tui::model::{Model, Question};
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
}

fn ask(question: Question) -> &'static str {
    match question {
        Question::ReleasePanic => {
            " Release panic? Outputs open over 2 s.   y yes   any other key no"
        }
        Question::StoreOver => " Replace this scene by what stands now?   y yes   any other key no",
        Question::DeleteScene => " Forget this scene?   y yes   any other key no",
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
    if !status.missing.is_empty() {
        let text = format!("missing {}", status.missing.len());
        say(text, theme.warning());
    }
    let left = Line::from(spans);
    let used = left.width() as u16;
    left.render(area, buf);
    render_lamps(model, area, used, buf);
}

/// What stands in the monitor, at the right end: as much as fits, the most urgent first.
fn render_lamps(model: &Model, area: Rect, used: u16, buf: &mut Buffer) {
    let monitor = |row| model.is_on(NodeId::MONITOR.param(Param::Monitor(row)));
    let soloing = model.layout().is_some_and(|layout| {
        let mut nodes = layout.nodes().into_iter();
        nodes.any(|node| model.is_on(node.solo()))
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
        (monitor(MonitorParam::Cut), "CUT".to_owned()),
        (monitor(MonitorParam::Dim), "DIM".to_owned()),
        (monitor(MonitorParam::Mono), "MONO".to_owned()),
    ];
    let mut spans = Vec::new();
    let mut room = area.width.saturating_sub(used);
    for (_, name) in lamps.into_iter().filter(|(lit, _)| *lit) {
        let text = format!(" {name} ");
        let width = Span::raw(text.as_str()).width() as u16 + 1;
        if width > room {
            break;
        }
        room -= width;
        spans.extend([Span::styled(text, model.theme.solo()), Span::raw(" ")]);
    }
    let line = Line::from(spans).alignment(Alignment::Right);
    line.render(area, buf);
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
