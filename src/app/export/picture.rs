//! A report as a picture: loudness and true peak over time, and the spectrum.

use super::report::Report;
use std::fmt::Write as _;

/// The picture, and its two fields: left, top, width, height.
const SIZE: (f64, f64) = (960.0, 560.0);
const TIME: Field = Field(60.0, 60.0, 870.0, 250.0);
const SPECTRUM: Field = Field(60.0, 360.0, 870.0, 150.0);
/// Levels of the curves over time, and those of the spectrum, in dB.
const LEVELS: (f64, f64) = (-48.0, 0.0);
const POWERS: (f64, f64) = (-84.0, -12.0);

/// A field of the picture.
struct Field(f64, f64, f64, f64);

impl Field {
    /// The height of a level.
    fn y(&self, level: f64, (low, high): (f64, f64)) -> f64 {
        let part = (level.clamp(low, high) - low) / (high - low);
        self.1 + self.3 * (1.0 - part)
    }

    /// The place of a part, 0 to 1, from left to right.
    fn x(&self, part: f64) -> f64 {
        self.0 + self.2 * part
    }

    /// Lines for every `step` dB, with their figures.
    fn grid(&self, to: &mut String, levels: (f64, f64), step: usize) {
        for level in (levels.0 as i32..=levels.1 as i32).step_by(step) {
            let y = self.y(f64::from(level), levels);
            let (left, right, text) = (self.0, self.0 + self.2, self.0 - 8.0);
            let _ = writeln!(
                to,
                "<path d=\"M{left:.0} {y:.1}H{right:.0}\" stroke=\"#ddd\"/>\
                 <text x=\"{text:.0}\" y=\"{:.1}\" text-anchor=\"end\">{level}</text>",
                y + 4.0
            );
        }
    }
}

/// Draws a report as an SVG.
pub fn draw(report: &Report) -> String {
    let (width, height) = SIZE;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    let _ = writeln!(
        svg,
        "<text x=\"60\" y=\"24\" font-size=\"16\">{}</text>\n<text x=\"60\" y=\"46\">{:.1} LUFS · true peak {:.1} dBTP · range {:.1} LU · \
         <tspan fill=\"#15c\">short-term loudness (LUFS)</tspan> · <tspan fill=\"#c33\">true peak (dBTP)</tspan></text>",
        escaped(&report.file),
        report.integrated_lufs,
        report.true_peak_dbtp,
        report.range_lu
    );
    over_time(&mut svg, report);
    spectrum(&mut svg, report);
    svg.push_str("</svg>\n");
    svg
}

fn over_time(svg: &mut String, report: &Report) {
    TIME.grid(svg, LEVELS, 6);
    if let Some(target) = report.target_lufs {
        let y = TIME.y(target, LEVELS);
        let right = TIME.0 + TIME.2;
        let _ = writeln!(
            svg,
            "<path d=\"M{} {y:.1}H{right}\" stroke=\"#15c\" stroke-dasharray=\"6 4\"/>",
            TIME.0
        );
    }
    let length = report.seconds.max(1e-9);
    for (colour, level) in [
        (
            "#c33",
            (|point| point.true_peak_dbtp) as fn(&super::curves::Point) -> f64,
        ),
        ("#15c", |point| point.short_term_lufs),
    ] {
        let points = report.curve.iter().map(|point| {
            let (x, y) = (TIME.x(point.seconds / length), TIME.y(level(point), LEVELS));
            format!("{x:.1},{y:.1}")
        });
        let points: Vec<String> = points.collect();
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"/>",
            points.join(" ")
        );
    }
    for part in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.0}\" text-anchor=\"middle\">{}</text>",
            TIME.x(part),
            TIME.1 + TIME.3 + 18.0,
            clock(part * report.seconds)
        );
    }
}

fn spectrum(svg: &mut String, report: &Report) {
    SPECTRUM.grid(svg, POWERS, 12);
    let count = report.bands.len().max(1) as f64;
    let bottom = SPECTRUM.1 + SPECTRUM.3;
    for (number, band) in report.bands.iter().enumerate() {
        let (x, y) = (
            SPECTRUM.x(number as f64 / count),
            SPECTRUM.y(band.dbfs, POWERS),
        );
        let width = SPECTRUM.2 / count - 3.0;
        let _ = writeln!(
            svg,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{:.1}\" fill=\"#7a9\"/>",
            bottom - y
        );
        // Every third one: an octave.
        if number % 3 == 2 {
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.0}\" text-anchor=\"middle\">{}</text>",
                x + width / 2.0,
                bottom + 18.0,
                hertz(band.hz)
            );
        }
    }
    let _ = writeln!(
        svg,
        "<text x=\"60\" y=\"{:.0}\">mean power by thirds of an octave, dBFS over Hz</text>",
        bottom + 38.0
    );
}

fn clock(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    format!("{}:{:02}", whole / 60, whole % 60)
}

fn hertz(hz: f64) -> String {
    if hz < 1000.0 {
        format!("{hz:.0}")
    } else {
        format!("{:.1}k", hz / 1000.0)
    }
}

fn escaped(text: &str) -> String {
    let text = crate::param::printable::printable(text);
    text.replace('&', "&amp;").replace('<', "&lt;")
}
