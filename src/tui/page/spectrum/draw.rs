//! The page: what is shown and how, the picture, the goniometer, the highest tones, and the suspects.

use super::state::View;
use super::{clashes, graph, scope, suspects};
use crate::param::spec::SpectrumParam;
use crate::param::{NodeKind, Width};
use crate::tui::model::Model;
use crate::tui::spectrum::{figure, frequency, row as setting};
use crate::tui::widget::{columns, row};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Columns of the goniometer with its gap.
const SCOPE: u16 = 25;

/// Draws the page.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    render_title(model, row(area, 0), buf);
    render_views(model, row(area, 1), buf);
    let below = suspects::rows(model);
    let body = Rect {
        y: area.y + 3,
        height: area.height.saturating_sub(3 + below),
        ..area
    };
    let bottom = Rect {
        y: body.bottom(),
        height: below,
        ..area
    };
    match model.spectrum_page.view {
        View::Clashes => clashes::render(model, body, buf),
        View::Thirds | View::Lines => render_spectrum(model, body, buf),
    }
    suspects::render(model, bottom.intersection(area), buf);
}

/// Whose spectrum, and its level over all frequencies.
fn render_title(model: &Model, area: Rect, buf: &mut Buffer) {
    let (theme, node) = (model.theme, model.spectrum_page.node);
    let name = model.label(node).map_or("", |label| label.name.as_str());
    let mut spans = vec![
        Span::styled(" Spectrum ", theme.strong()),
        Span::styled(format!(" {node} "), theme.selection()),
        Span::styled(name, theme.strong()),
    ];
    if let Some(spectrum) = model.console().spectrum(node) {
        let text = format!("   {} dBFS", figure(spectrum.level));
        spans.push(Span::styled(text, theme.text()));
        let is_stereo = model
            .console()
            .layout()
            .map(|layout| layout.topology().width(node));
        if is_stereo.flatten() == Some(Width::Stereo) {
            let (_, correlation) = model.readings(node);
            let style = if correlation < -0.1 {
                theme.warning()
            } else {
                theme.text()
            };
            let text = format!("   correlation {:+.2}", 0.0 + correlation);
            spans.push(Span::styled(text, style));
        }
    }
    Line::from(spans).render(area, buf);
}

/// The views with their keys, and how the spectrum is measured.
fn render_views(model: &Model, area: Rect, buf: &mut Buffer) {
    let (theme, page) = (model.theme, &model.spectrum_page);
    let mut spans = Vec::new();
    for (view, number) in View::ALL.into_iter().zip(1..) {
        let style = if view == page.view {
            theme.selected()
        } else {
            theme.text()
        };
        spans.push(Span::styled(format!(" {number} {} ", view.word()), style));
    }
    if page.view != View::Clashes {
        let word = |param| model.text(setting(param)).unwrap_or_default();
        let text = format!(
            "   average {} · hold {} · slope {} · {}",
            word(SpectrumParam::Average),
            word(SpectrumParam::Hold),
            word(SpectrumParam::Slope),
            word(SpectrumParam::Tap)
        );
        spans.push(Span::styled(text, theme.faint()));
    }
    Line::from(spans).render(area, buf);
}

fn render_spectrum(model: &Model, area: Rect, buf: &mut Buffer) {
    let page = &model.spectrum_page;
    let Some(spectrum) = model.console().spectrum(page.node) else {
        let text = if page.node.kind == NodeKind::Console {
            ""
        } else {
            " nothing is measured yet: no audio runs, or others look at as many spectra as can be"
        };
        Line::styled(text, model.theme.faint()).render(row(area, 0), buf);
        return;
    };
    let has_scope = !spectrum.scope.is_empty() && area.width > 2 * SCOPE;
    let wide = area.width - if has_scope { SCOPE } else { 0 };
    let picture = Rect {
        height: area.height.saturating_sub(2),
        ..columns(area, 0, wide)
    };
    graph::render(model, spectrum, picture, buf);
    if has_scope {
        let place = columns(picture, 0, area.width);
        let place = Rect {
            x: area.x + wide + 1,
            width: SCOPE - 2,
            ..place
        };
        scope::render(model.theme, spectrum, place.intersection(area), buf);
    }
    graph::render_cursor(
        model,
        spectrum,
        row(area, area.height.saturating_sub(2)),
        buf,
    );
    render_tones(
        model,
        spectrum,
        row(area, area.height.saturating_sub(1)),
        buf,
    );
}

fn render_tones(
    model: &Model,
    spectrum: &crate::control::feed::Spectrum,
    area: Rect,
    buf: &mut Buffer,
) {
    let tones = spectrum.tones.iter();
    let tones = tones.map(|(hz, level)| format!("   {} {}", frequency(*hz), figure(*level)));
    let text = format!(" highest{}", tones.collect::<String>());
    Line::styled(text, model.theme.faint()).render(area, buf);
}
