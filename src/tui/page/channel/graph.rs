//! The curve of a section: gain over frequency with the bands of the equaliser on it, or output over input with
//! the point at which the channel is now.

use super::curve::{self, BANDS, Gain, Transfer, band};
use super::section::Section;
use crate::dsp::response::BandSettings;
use crate::param::{NodeId, ParamAddr};
use crate::tui::model::Model;
use crate::tui::spectrum;
use crate::tui::widget::{bars, columns, plot, put, row};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// Gain at the upper and lower edge, in dB.
const EDGE_DB: f32 = 18.0;
/// Frequencies at the left and right edge, in Hz.
const FREQ_HZ: (f32, f32) = (20.0, 20_000.0);
/// Frequencies that are written below the curve.
const MARKS_HZ: [(f32, &str); 7] = [
    (50.0, "50"),
    (100.0, "100"),
    (200.0, "200"),
    (500.0, "500"),
    (1000.0, "1k"),
    (2000.0, "2k"),
    (10_000.0, "10k"),
];
/// The lowest level of a transfer curve, in dBFS; the highest is full scale.
const LOWEST_DB: f32 = -72.0;
/// The level at the bottom of the spectrum behind a curve, in dBFS; at the top is full scale.
const LOWEST_SPECTRUM_DB: f32 = -90.0;
/// Cells for the figures beside a curve.
const FIGURES: u16 = 4;

/// True for sections with a curve.
pub(super) fn has(section: Section) -> bool {
    matches!(
        section,
        Section::Input | Section::Gate | Section::Eq | Section::Compressor
    )
}

/// Draws the curve of the selected parameter's section.
pub(super) fn render(model: &Model, selected: ParamAddr, area: Rect, buf: &mut Buffer) {
    let Some(plot) = inside(area) else {
        return;
    };
    let node = selected.node();
    let places = (area, plot);
    match Section::of(selected) {
        Section::Input | Section::Eq => render_gain(model, selected, places, buf),
        Section::Gate => render_transfer(model, node, Transfer::gate(model, node), places, buf),
        Section::Compressor => {
            render_transfer(model, node, Transfer::compressor(model, node), places, buf);
        }
        _ => {}
    }
}

/// The place of the curve itself: right of its figures, above the lowest row; none where there is no room for one.
pub(super) fn inside(area: Rect) -> Option<Rect> {
    let right = columns(area, FIGURES, area.width);
    let has_room = area.width > 2 * FIGURES && area.height >= 4;
    has_room.then(|| Rect {
        height: right.height - 1,
        ..right
    })
}

fn figure(text: &str, y: u16, model: &Model, area: Rect, buf: &mut Buffer) {
    let place = Rect::new(area.x, y, FIGURES - 1, 1).intersection(area);
    let line = Line::styled(text, model.theme.faint()).alignment(Alignment::Right);
    line.render(place, buf);
}

fn render_gain(model: &Model, selected: ParamAddr, (area, plot): (Rect, Rect), buf: &mut Buffer) {
    let theme = model.theme;
    render_spectrum(model, selected.node(), plot, buf);
    let middle = plot.y + row_of(0.5, plot.height);
    for x in plot.left()..plot.right() {
        put(buf, x, middle, "┈", theme.faint());
    }
    for (text, height) in [("+18", 1.0), ("0", 0.5), ("-18", 0.0)] {
        figure(text, plot.y + row_of(height, plot.height), model, area, buf);
    }
    for (hz, text) in MARKS_HZ {
        let x = plot.x + column_of(hz, plot.width);
        let place = Rect::new(x, plot.bottom(), text.len() as u16, 1);
        Line::styled(text, theme.faint()).render(place.intersection(area), buf);
    }
    let parts = curve::parts(model, selected.node());
    for (at, part) in parts.iter().enumerate() {
        let gain = Gain::of(model, selected.node(), *part);
        let (low, high) = FREQ_HZ;
        let height = |place: f32| {
            let hz = low * (high / low).powf(place);
            0.5 + gain.db(f64::from(hz)) as f32 / (2.0 * EDGE_DB)
        };
        let style = if at + 1 == parts.len() {
            theme.curve()
        } else {
            theme.text()
        };
        plot::render(style, height, plot, buf);
    }
    render_bands(model, selected, plot, buf);
}

/// The lines of the spectrum behind the curve, faint: what is drawn later lies over them.
fn render_spectrum(model: &Model, node: NodeId, plot: Rect, buf: &mut Buffer) {
    let Some(spectrum) = model.console().spectrum(node) else {
        return;
    };
    let (slope, sign) = (spectrum::slope(model), model.theme.sign("░", ":"));
    for column in 0..plot.width {
        let points = (spectrum, &spectrum.points[..]);
        let level = bars::level_at(points, (column, plot.width), slope);
        let height = 1.0 - level / LOWEST_SPECTRUM_DB;
        if height > 0.0 {
            for y in plot.y + row_of(height, plot.height)..plot.bottom() {
                put(buf, plot.x + column, y, sign, model.theme.faint());
            }
        }
    }
}

/// The bands that are on, by their numbers, at their frequencies and gains; the selected one stands out.
fn render_bands(model: &Model, selected: ParamAddr, plot: Rect, buf: &mut Buffer) {
    for number in 1..=BANDS {
        let band = band(model, selected.node(), number);
        if !band.on {
            continue;
        }
        let is_selected = Section::of(selected) == Section::Eq && selected.each == number;
        let style = if is_selected {
            model.theme.selected()
        } else {
            model.theme.strong()
        };
        let (x, y) = place_of_band(&band, plot);
        put(buf, x, y, &number.to_string(), style);
    }
}

/// The cell at which a band stands.
pub(super) fn place_of_band(band: &BandSettings, plot: Rect) -> (u16, u16) {
    let x = plot.x + column_of(band.freq_hz, plot.width);
    let y = plot.y + row_of(0.5 + band.gain_db / (2.0 * EDGE_DB), plot.height);
    (x, y)
}

/// The frequency in Hz and the gain in dB at the middle of a cell.
pub(super) fn values_at((x, y): (u16, u16), plot: Rect) -> (f32, f32) {
    let part = |at: u16, from: u16, cells: u16| {
        let cells = f32::from(cells.max(1));
        ((f32::from(at) - f32::from(from) + 0.5) / cells).clamp(0.0, 1.0)
    };
    let (low, high) = FREQ_HZ;
    let hz = low * (high / low).powf(part(x, plot.x, plot.width));
    let db = (0.5 - part(y, plot.y, plot.height)) * 2.0 * EDGE_DB;
    (hz, (db * 10.0).round() / 10.0)
}

/// The column, from the left, of a frequency.
fn column_of(hz: f32, width: u16) -> u16 {
    let (low, high) = FREQ_HZ;
    let place = (hz / low).ln() / (high / low).ln();
    ((place.clamp(0.0, 1.0) * f32::from(width)) as u16).min(width.saturating_sub(1))
}

/// The row, from the top, of a height, 0 the bottom and 1 the top.
fn row_of(height: f32, rows: u16) -> u16 {
    let down = (1.0 - height.clamp(0.0, 1.0)) * f32::from(rows);
    (down as u16).min(rows.saturating_sub(1))
}

fn render_transfer(
    model: &Model,
    node: NodeId,
    transfer: Option<Transfer>,
    (area, plot): (Rect, Rect),
    buf: &mut Buffer,
) {
    let Some(transfer) = transfer else { return };
    let theme = model.theme;
    for db in [0.0, -24.0, -48.0_f32] {
        let y = plot.y + row_of(height_of(db), plot.height);
        figure(&format!("{db:.0}"), y, model, area, buf);
        let x = plot.x + (height_of(db) * f32::from(plot.width - 3)) as u16;
        let text = format!("{db:.0}");
        Line::styled(text, theme.faint())
            .render(row(columns(area, x - area.x, 3), area.height - 1), buf);
    }
    plot::render(theme.faint(), |place| place, plot, buf);
    let level = |place: f32| LOWEST_DB * (1.0 - place);
    plot::render(
        theme.curve(),
        |place| height_of(transfer.out(level(place))),
        plot,
        buf,
    );
    render_point(model, node, transfer, plot, buf);
}

/// Where the channel is now: its level before the section, and what the section takes away from it.
fn render_point(model: &Model, node: NodeId, transfer: Transfer, plot: Rect, buf: &mut Buffer) {
    let peaks = model.meters(node).into_iter().map(|reading| reading.peak);
    let level = peaks.fold(LOWEST_DB, f32::max);
    let [gate, compressor, ..] = model.reductions(node);
    let (level, out) = match transfer {
        Transfer::Gate(..) | Transfer::Ducker(..) => (level, level - gate),
        Transfer::Compressor(.., makeup) => (level - gate, level - gate - compressor + makeup),
    };
    if level <= LOWEST_DB {
        return;
    }
    let x = (height_of(level).clamp(0.0, 1.0) * f32::from(plot.width)) as u16;
    let y = row_of(height_of(out), plot.height);
    let x = plot.x + x.min(plot.width.saturating_sub(1));
    put(buf, x, plot.y + y, "●", model.theme.reduction());
}

/// How high a level stands in a transfer curve, 0…1.
fn height_of(db: f32) -> f32 {
    1.0 - db / LOWEST_DB
}
