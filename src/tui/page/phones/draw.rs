//! The links, a line each; or a new one, with its code.

use super::state::NewLink;
use crate::control::feed::PhoneLink;
use crate::param::printable::printable;
use crate::tui::action::Action;
use crate::tui::code;
use crate::tui::model::Model;
use crate::tui::widget::row;
use crate::tui::words::{fit, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Rows above the list.
const ABOVE: u16 = 2;
/// Widths of the columns: place, for whom.
const PLACE: usize = 20;
const NAME: usize = 16;
/// Width of the state.
const STATE: usize = 9;

/// Draws the page.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    match &model.phones.made {
        Some(made) => render_code(model, made, area, buf),
        None => render_list(model, area, buf),
    }
}

/// The code in the middle, and beside or above it what it is, and the address to type.
fn render_code(model: &Model, made: &NewLink, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let address = format!(" Scan this, or type it: {}", printable(&made.address));
    Line::styled(address, theme.strong()).render(row(area, 0), buf);
    let title = format!(" {}", printable(&made.title));
    Line::styled(title, theme.faint()).render(row(area, 1), buf);
    let code = code::lines(&made.address).unwrap_or_default();
    let wide = code.first().map_or(0, Line::width) as u16;
    let room = area.height.saturating_sub(ABOVE);
    if code.is_empty() || usize::from(room) < code.len() || area.width < wide {
        let text = " (the screen is too small for a code to scan)";
        Line::styled(text, theme.faint()).render(row(area, ABOVE), buf);
        return;
    }
    let left = area.x + (area.width - wide) / 2;
    for (down, line) in (ABOVE..).zip(code) {
        let place = Rect {
            x: left,
            width: wide,
            ..row(area, down)
        };
        line.render(place, buf);
    }
}

fn render_list(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let phones = model.console().phones();
    let address = match &phones.address {
        Some(address) => format!("   find the console at {}", printable(address)),
        None => "   off; turn them on: headroom run --phones ADDRESS:PORT".to_owned(),
    };
    let title = Line::from(vec![
        Span::styled(" Phones", theme.strong()),
        Span::styled(address, theme.faint()),
    ]);
    title.render(row(area, 0), buf);
    let list = model.phones.list();
    if list.items().is_empty() && phones.address.is_some() {
        let key = model.key(Action::NewPhone);
        let text = format!(" no links; {key} makes one for a musician's bus");
        Line::styled(text, theme.faint()).render(row(area, ABOVE), buf);
    }
    let high = usize::from(area.height.saturating_sub(ABOVE)).max(1);
    let first = list.place() / high * high;
    for (down, link) in (ABOVE..).zip(list.items().iter().skip(first).take(high)) {
        let is_selected = list.selected() == Some(link);
        link_line(model, link, is_selected).render(row(area, down), buf);
    }
}

fn padded(text: &str, most: usize) -> String {
    let text = fit(text, most);
    let gap = " ".repeat(most.saturating_sub(width(&text)));
    format!("{text}{gap}")
}

fn link_line(model: &Model, link: &PhoneLink, is_selected: bool) -> Line<'static> {
    let theme = model.theme;
    let (pointer, style) = if is_selected {
        ("▶", theme.selection())
    } else {
        (" ", theme.text())
    };
    let bus = link.place.bus();
    let place = bus.map_or("stage".to_owned(), |bus| model.called(bus));
    let is_kept = bus.is_some_and(|bus| model.console().phones().kept.contains(&bus.number));
    let (state, lamp) = match (link.is_frozen, link.count) {
        (true, _) => ("FROZEN".to_owned(), theme.warning()),
        (false, 0) => ("away".to_owned(), theme.faint()),
        (false, 1) => ("here".to_owned(), theme.lamp()),
        (false, count) => (format!("here ×{count}"), theme.lamp()),
    };
    let doing = match (link.person.as_str(), link.doing.as_str()) {
        ("", _) => String::new(),
        (person, "") => format!("  {person}"),
        (person, doing) => format!("  {person}: {doing}"),
    };
    let name = printable(&link.name).into_owned();
    Line::from(vec![
        Span::styled(
            format!(" {pointer} {:>3} {} ", link.number, padded(&place, PLACE)),
            style,
        ),
        Span::styled(format!("{} ", padded(&name, NAME)), theme.text()),
        Span::styled(padded(&state, STATE), lamp),
        Span::styled(if is_kept { " kept" } else { "     " }, theme.faint()),
        Span::styled(printable(&doing).into_owned(), theme.text()),
    ])
}
