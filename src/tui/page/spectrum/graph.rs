//! The picture of a spectrum, and its cursor.

use super::state::View;
use crate::control::feed::Spectrum;
use crate::param::spec::THIRDS;
use crate::tui::model::Model;
use crate::tui::spectrum::{figure, frequency, slope};
use crate::tui::widget::{bars, columns, put};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// The lowest level, in dBFS; the highest is full scale.
const LOWEST_DB: f32 = -90.0;
/// Levels with a figure.
const FIGURES_DB: [f32; 4] = [0.0, -30.0, -60.0, -90.0];
/// Cells for the figures beside the picture.
const FIGURES: u16 = 5;
/// Frequencies that are written below the picture.
const MARKS_HZ: [(f32, &str); 9] = [
    (31.5, "31"),
    (63.0, "63"),
    (125.0, "125"),
    (250.0, "250"),
    (500.0, "500"),
    (1000.0, "1k"),
    (2000.0, "2k"),
    (5000.0, "5k"),
    (10_000.0, "10k"),
];
/// The band at 1 kHz.
const BAND_OF_1_KHZ: f32 = 17.0;

/// How high a level stands, 0…1.
fn height(level: f32) -> f32 {
    1.0 - level / LOWEST_DB
}

/// Where a frequency lies, 0…1.
fn place_of(hz: f32) -> f32 {
    let (low, high) = Spectrum::ENDS_HZ;
    (hz / low).ln() / (high / low).ln()
}

/// The middle of a band in Hz.
fn band_hz(band: usize) -> f32 {
    1000.0 * 10_f32.powf((band as f32 - BAND_OF_1_KHZ) / 10.0)
}

/// The band at the cursor.
fn band_at(cursor: f32) -> usize {
    (cursor * (THIRDS.len() - 1) as f32).round() as usize
}

/// The columns of a band: bands lie side by side, the first and last ones in the middle of the edges of the picture.
fn band_columns(band: usize, picture: Rect) -> Rect {
    let count = THIRDS.len();
    let at = |band: usize| (band * usize::from(picture.width) / count) as u16;
    let (from, to) = (at(band), at(band + 1));
    let wide = to - from;
    // A gap between bands, where there is room for one.
    columns(picture, from, if wide > 2 { wide - 1 } else { wide })
}

/// Draws the picture, its figures and its cursor.
pub(super) fn render(model: &Model, spectrum: &Spectrum, area: Rect, buf: &mut Buffer) {
    let picture = Rect {
        height: area.height.saturating_sub(1),
        ..columns(area, FIGURES, area.width.saturating_sub(FIGURES + 1))
    };
    if picture.width < 10 || picture.height < 3 {
        return;
    }
    for level in FIGURES_DB {
        let down = (1.0 - height(level)) * f32::from(picture.height - 1);
        let place = Rect::new(area.x, picture.y + down.round() as u16, FIGURES - 1, 1);
        let line = Line::styled(format!("{level:.0}"), model.theme.faint());
        line.alignment(Alignment::Right)
            .render(place.intersection(area), buf);
    }
    let is_thirds = model.spectrum_page.view == View::Thirds;
    for (hz, text) in MARKS_HZ {
        let x = column_of(hz, is_thirds, picture);
        let place = Rect::new(x, picture.bottom(), text.len() as u16, 1);
        Line::styled(text, model.theme.faint()).render(place.intersection(area), buf);
    }
    if is_thirds {
        render_thirds(model, spectrum, picture, buf);
    } else {
        render_lines(model, spectrum, picture, buf);
    }
    let cursor = if is_thirds {
        band_columns(band_at(model.spectrum_page.cursor), picture).x
    } else {
        cursor_column(model, picture)
    };
    for y in picture.top()..picture.bottom() {
        if buf
            .cell((cursor, y))
            .is_some_and(|cell| cell.symbol() == " ")
        {
            put(buf, cursor, y, "│", model.theme.selection());
        }
    }
}

fn cursor_column(model: &Model, picture: Rect) -> u16 {
    let across = model.spectrum_page.cursor * f32::from(picture.width - 1);
    picture.x + across.round() as u16
}

fn column_of(hz: f32, is_thirds: bool, picture: Rect) -> u16 {
    if is_thirds {
        let band = (0..THIRDS.len()).min_by(|a, b| {
            let far = |band: usize| (band_hz(band) / hz).ln().abs();
            far(*a).total_cmp(&far(*b))
        });
        return band_columns(band.unwrap_or(0), picture).x;
    }
    picture.x + (place_of(hz) * f32::from(picture.width)) as u16
}

fn render_thirds(model: &Model, spectrum: &Spectrum, picture: Rect, buf: &mut Buffer) {
    let (theme, slope) = (model.theme, slope(model));
    for band in 0..spectrum.bands.len().min(THIRDS.len()) {
        let place = band_columns(band, picture);
        let tilted = |level: &f32| height(level + bars::tilt(slope, band_hz(band)));
        let style = |height: f32| theme.rms(LOWEST_DB * (1.0 - height));
        bars::column(style, tilted(&spectrum.bands[band]), place, buf);
        if let Some(held) = spectrum.held_bands.get(band) {
            bars::mark(theme, tilted(held), place, buf);
        }
    }
}

fn render_lines(model: &Model, spectrum: &Spectrum, picture: Rect, buf: &mut Buffer) {
    let (theme, slope) = (model.theme, slope(model));
    for column in 0..picture.width {
        let place = columns(picture, column, 1);
        let across = (column, picture.width);
        let level = |levels: &[f32]| bars::level_at((spectrum, levels), across, slope);
        let style = |height: f32| theme.rms(LOWEST_DB * (1.0 - height));
        bars::column(style, height(level(&spectrum.points)), place, buf);
        if !spectrum.held_points.is_empty() {
            bars::mark(theme, height(level(&spectrum.held_points)), place, buf);
        }
    }
}

/// Frequency and level at the cursor. The level is what is measured, without the slope.
pub(super) fn render_cursor(model: &Model, spectrum: &Spectrum, area: Rect, buf: &mut Buffer) {
    let page = &model.spectrum_page;
    let (name, level, held) = if page.view == View::Thirds {
        let band = band_at(page.cursor);
        let level = |levels: &[f32]| levels.get(band).copied();
        let (level, held) = (level(&spectrum.bands), level(&spectrum.held_bands));
        (
            format!("third at {}", frequency(band_hz(band))),
            level,
            held,
        )
    } else {
        let count = spectrum.points.len();
        let point = ((page.cursor * count as f32) as usize).min(count.saturating_sub(1));
        let level = |levels: &[f32]| levels.get(point).copied();
        let (level, held) = (level(&spectrum.points), level(&spectrum.held_points));
        (frequency(spectrum.point_hz(point)), level, held)
    };
    let level = level.map_or_else(String::new, |level| format!("   {} dBFS", figure(level)));
    let held = held.map_or_else(String::new, |held| format!("   held {}", figure(held)));
    let line = Line::from(vec![
        Span::styled(format!(" {name}"), model.theme.selection()),
        Span::styled(level, model.theme.text()),
        Span::styled(held, model.theme.faint()),
    ]);
    line.render(area, buf);
}
