//! The cues: a list by number, the current one and the next one marked, and what counts down.

use crate::control::feed::{Cue, CueCountdown};
use crate::param::printable::printable;
use crate::tui::action::Action;
use crate::tui::model::Model;
use crate::tui::page::scenes;
use crate::tui::widget::row;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Rows above the list.
const ABOVE: u16 = 2;
/// Cells of a number and of a title.
const NUMBER: usize = 9;
const TITLE: usize = 24;

/// Draws the list, so that the selected cue is visible, and below it what the next recall would do.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let area = scenes::render_next(model, area, buf);
    Line::styled(" Cues", theme.strong()).render(row(area, 0), buf);
    let list = model.cue_page.list();
    if list.items().is_empty() {
        let key = model.key(Action::NewCue);
        let text = format!(" none: GO walks the scenes, in their order; {key} adds a cue");
        Line::styled(text, theme.faint()).render(row(area, ABOVE), buf);
    }
    let room = usize::from(area.height.saturating_sub(ABOVE)).max(1);
    let first = (list.place() + 1).saturating_sub(room);
    for (down, cue) in (ABOVE..).zip(list.items().iter().skip(first).take(room)) {
        let is_selected = list.selected().map(|cue| cue.number) == Some(cue.number);
        render_cue(model, cue, is_selected, row(area, down), buf);
    }
}

fn render_cue(model: &Model, cue: &Cue, is_selected: bool, area: Rect, buf: &mut Buffer) {
    let (theme, cues) = (model.theme, model.cues());
    let (pointer, style) = match is_selected {
        true => ("▶", theme.selection()),
        false if cue.skipped => (" ", theme.faint()),
        false => (" ", theme.text()),
    };
    let current = if cues.current == Some(cue.number) {
        "●"
    } else {
        " "
    };
    let is_next = cues.armed == Some(cue.number);
    let next = match model.countdown().filter(|_| is_next) {
        Some(countdown) => format!("▸ {}  ", left(countdown)),
        None if is_next => "▸ next  ".to_owned(),
        None => String::new(),
    };
    let bar = theme.bar(cue.color.word());
    let title = printable(cue.title()).into_owned();
    let line = Line::from(vec![
        Span::styled(format!(" {pointer} "), style),
        Span::styled(current, theme.warning()),
        Span::styled(format!("{:>NUMBER$} ", cue.number.to_string()), style),
        Span::styled(
            if bar.is_some() { "▌" } else { " " },
            bar.unwrap_or_default(),
        ),
        Span::styled(format!("{title:<TITLE$}  "), style),
        Span::styled(next, theme.lamp()),
        missing_scene(model, cue),
        Span::styled(about(cue), theme.faint()),
    ]);
    line.render(area, buf);
}

/// That a cue recalls a scene that is not there.
fn missing_scene(model: &Model, cue: &Cue) -> Span<'static> {
    let scene = cue.scene.as_deref();
    match scene.filter(|scene| model.scenes().place_of(scene).is_none()) {
        Some(scene) => Span::styled(
            format!("no scene {}  ", printable(scene)),
            model.theme.error(),
        ),
        None => Span::raw(""),
    }
}

/// What a cue does, besides recalling the scene that it is called after.
fn about(cue: &Cue) -> String {
    let recalls = match &cue.scene {
        None => Some("no scene".to_owned()),
        Some(scene) if cue.title() != scene => Some(scene.clone()),
        Some(_) => None,
    };
    let words: Vec<String> = recalls.into_iter().chain(cue.about()).collect();
    printable(&words.join("   ")).into_owned()
}

/// "in 2.5 s"
pub fn left(countdown: CueCountdown) -> String {
    let seconds = f64::from(countdown.tenths) / 10.0;
    let held = if countdown.is_held { " held" } else { "" };
    format!("in {seconds:.1} s{held}")
}
