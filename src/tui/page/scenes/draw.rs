//! The scenes: a list, the current one and the next one marked, and whether the current one was
//! touched since; below it, what the recall of the next one would do now.

use crate::control::feed::Stay;
use crate::param::RecallClass;
use crate::param::difference::{Difference, by_node};
use crate::param::printable::printable;
use crate::tui::action::Action;
use crate::tui::model::Model;
use crate::tui::widget::row;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Rows above the list.
const ABOVE: u16 = 2;

/// Fewest rows of the page that leave room for what the next recall would do.
const HIGH: u16 = 14;

/// Draws the list, and below it the next recall, where there is one and room for it.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let above = render_next(model, area, buf);
    render_list(model, above, buf);
}

/// Draws what the next recall would do at the bottom, where there is one and room for it. What is left above.
pub(in crate::tui::page) fn render_next(model: &Model, area: Rect, buf: &mut Buffer) -> Rect {
    let lines = next_lines(model);
    let below = match lines.len() {
        0 => 0,
        count if area.height >= HIGH => (count as u16 + 1).min(area.height / 2),
        _ => 0,
    };
    let above = Rect {
        height: area.height - below,
        ..area
    };
    let room = usize::from(below.saturating_sub(1));
    for (down, line) in (above.height + 1..).zip(lines.into_iter().take(room)) {
        line.render(row(area, down), buf);
    }
    above
}

/// What the recall of the next scene would move now, strip by strip, and how much stays.
fn next_lines(model: &Model) -> Vec<Line<'static>> {
    let (theme, preview) = (model.theme, model.preview());
    let Some(scene) = &preview.scene else {
        return Vec::new();
    };
    let mut head = format!(" ▸ {} would move {}", printable(scene), preview.moves.len());
    for why in Stay::ALL {
        let stays = preview.stays.iter();
        match stays.filter(|(_, _, stay)| *stay == why).count() {
            0 => {}
            count => head = format!("{head}, {count} kept: {}", why.words()),
        }
    }
    let safe = RecallClass::ALL
        .into_iter()
        .filter(|class| class.is_safe_by_default());
    let released = safe.filter(|class| !model.is_on(class.safe_switch()));
    let released = released.map(|class| {
        let text = format!("   ! {} are not safe: a recall changes them", class.word());
        Line::styled(text, theme.warning())
    });
    let released: Vec<Line> = released.collect();
    let warnings = preview.rise.iter().chain(&preview.also);
    let warnings = warnings.map(|text| {
        let text = format!("   ! it {}", printable(text));
        Line::styled(text, theme.warning())
    });
    let heading = |addr| model.goal(addr).or_else(|| model.value(addr));
    let moves = preview.moves.iter().map(|(addr, to)| Difference {
        addr: *addr,
        from: heading(*addr),
        to: Some(*to),
    });
    let moves: Vec<Difference> = moves.collect();
    let lines = by_node(&moves, |node| model.called(node)).into_iter();
    let lines = lines.map(|(_, line)| Line::styled(format!("   {line}"), theme.text()));
    std::iter::once(Line::styled(head, theme.strong()))
        .chain(released)
        .chain(warnings)
        .chain(lines)
        .collect()
}

/// Draws the list, so that the selected scene is visible.
fn render_list(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let held = if model.scenes().fade_held {
        format!(
            "   the fade is held; {} lets it go on",
            model.key(Action::FadeHold)
        )
    } else {
        String::new()
    };
    let head = vec![
        Span::styled(" Scenes", theme.strong()),
        Span::styled(held, theme.warning()),
    ];
    Line::from(head).render(row(area, 0), buf);
    let list = model.scene_page.list();
    if list.items().is_empty() {
        let key = model.key(Action::StoreNewScene);
        let text = format!(" none yet; {key} keeps what stands now");
        Line::styled(text, theme.faint()).render(row(area, ABOVE), buf);
    }
    let room = usize::from(area.height.saturating_sub(ABOVE)).max(1);
    let first = (list.place() + 1).saturating_sub(room);
    for (down, name) in (ABOVE..).zip(list.items().iter().skip(first).take(room)) {
        let is_selected = list.selected() == Some(name);
        render_scene(model, name, is_selected, row(area, down), buf);
    }
}

fn render_scene(model: &Model, name: &str, is_selected: bool, area: Rect, buf: &mut Buffer) {
    let (theme, scenes) = (model.theme, model.scenes());
    let is_current = scenes.current.as_deref() == Some(name);
    let touched = model.recall_marks().touched.len();
    let mark = match (is_current, scenes.changed) {
        (true, true) if touched > 0 => format!(" ● {touched} touched since "),
        (true, true) => " ● touched since ".to_owned(),
        (true, false) => " ● ".to_owned(),
        (false, _) => String::new(),
    };
    let is_next = scenes.armed.as_deref() == Some(name);
    let next = if is_next { "▸ next" } else { "" };
    let (pointer, style) = if is_selected {
        (" ▶ ", theme.selection())
    } else {
        ("   ", theme.text())
    };
    let head = model.scene_page.head(name);
    let bar = theme.bar(head.color.word());
    let about = head.about();
    let about = format!("   {}", printable(&about.join("   ")));
    let line = Line::from(vec![
        Span::styled(pointer, style),
        Span::styled(
            if bar.is_some() { "▌" } else { "" },
            bar.unwrap_or_default(),
        ),
        Span::styled(printable(name).into_owned(), style),
        Span::styled(format!("  {mark}"), theme.warning()),
        Span::styled(next, theme.lamp()),
        Span::styled(about, theme.faint()),
    ]);
    line.render(area, buf);
}
