//! `headroom bench --terminal`: what a frame of the mixer costs, in time and in bytes.
//!
//! 64 strips, all on the screen, at 200 columns and 60 rows, in 24-bit colours: drawn, compared with the frame before, and written to memory, as the
//! terminal's two threads do it. With all meters moving, and with nothing.

use crate::control::feed::{Levels, ShowInfo, Update};
use crate::param::Width;
use crate::param::topology::{StripDef, Topology};
use crate::tui::theme::{Depth, Theme, dark};
use crate::tui::{Model, encode, view};
use anyhow::{Result, ensure};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde::Serialize;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Strips, columns and rows.
const STRIPS: u16 = 64;
const SIZE: (u16, u16) = (200, 60);
/// Frames in a second.
const RATE: f64 = 30.0;
/// Most frames of a measurement.
const MOST: u32 = 100_000;

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TerminalReport {
    /// Frames of each kind.
    pub frames: u32,
    /// With all meters moving: half of the frames were faster, in microseconds.
    pub moving_p50_us: f64,
    /// 99 of 100 were.
    pub moving_p99_us: f64,
    /// Bytes of such a frame, on the average.
    pub moving_bytes: f64,
    /// With nothing moving: half of the frames were faster, in microseconds.
    pub still_p50_us: f64,
    /// Bytes of such a frame, on the average.
    pub still_bytes: f64,
}

impl fmt::Display for TerminalReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (columns, rows) = SIZE;
        writeln!(
            f,
            "mixer with {STRIPS} strips at {columns}×{rows}, {} frames",
            self.frames
        )?;
        let core = self.moving_p50_us * RATE / 1e4;
        let kilobytes = self.moving_bytes * RATE / 1e3;
        writeln!(
            f,
            "  meters moving   p50 {:.0} µs   p99 {:.0} µs   {:.0} bytes   at {RATE:.0} a second: {core:.1} % of a core, \
             {kilobytes:.0} kB/s",
            self.moving_p50_us, self.moving_p99_us, self.moving_bytes
        )?;
        writeln!(
            f,
            "  nothing moving  p50 {:.0} µs   {:.0} bytes; such frames are not drawn",
            self.still_p50_us, self.still_bytes
        )
    }
}

/// Measures so many frames of each kind.
///
/// # Errors
/// A number of frames out of its range.
pub fn measure(frames: u32) -> Result<TerminalReport> {
    ensure!(
        (1..=MOST).contains(&frames),
        "--terminal {frames} is not possible; allowed: 1 to {MOST}"
    );
    let mut desk = Desk::new();
    let moving = desk.run(frames, true)?;
    let still = desk.run(frames, false)?;
    Ok(TerminalReport {
        frames,
        moving_p50_us: percentile(&moving.times, 50),
        moving_p99_us: percentile(&moving.times, 99),
        moving_bytes: moving.bytes as f64 / f64::from(frames),
        still_p50_us: percentile(&still.times, 50),
        still_bytes: still.bytes as f64 / f64::from(frames),
    })
}

/// What a run took.
#[derive(Default)]
struct Run {
    /// Sorted.
    times: Vec<Duration>,
    bytes: usize,
}

fn percentile(times: &[Duration], percent: usize) -> f64 {
    let place = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times
        .get(place)
        .map_or(0.0, |time| time.as_secs_f64() * 1e6)
}

/// A terminal without a console.
struct Desk {
    model: Model,
    shown: Option<Buffer>,
    now: Instant,
    /// Seed of the levels.
    seed: u32,
}

impl Desk {
    fn new() -> Self {
        let now = Instant::now();
        let mut model = Model::new(Theme::of(dark(), Depth::True, false), now);
        model.size = SIZE;
        let strip = |number| StripDef {
            number,
            width: Width::Mono,
        };
        let topology = Topology {
            strips: (1..=STRIPS).map(strip).collect(),
            ..Topology::default()
        };
        let show = ShowInfo {
            name: "bench".to_owned(),
            topology,
            labels: Vec::new(),
        };
        let update = Update {
            show: Some(Arc::new(show)),
            ..Update::default()
        };
        model.apply(update, now);
        // All of them are on the screen.
        model.turn_overview();
        Self {
            model,
            shown: None,
            now,
            seed: 1,
        }
    }

    /// Levels that are other ones every time, the same ones in every measurement.
    fn levels(&mut self) -> Update {
        let mut levels = Levels::silent(self.model.console().channel_count());
        for channel in &mut levels.channels {
            self.seed = self
                .seed
                .wrapping_mul(1_664_525)
                .wrapping_add(1_013_904_223);
            let level = (self.seed >> 8) as f32 / (1 << 24) as f32;
            channel.meter = level;
            channel.squares = level * level * 1_600.0;
            channel.compressor_gain = 0.5 + level / 2.0;
        }
        levels.frames = 1_600;
        Update {
            levels: Some(levels),
            ..Update::default()
        }
    }

    fn run(&mut self, frames: u32, moves: bool) -> Result<Run> {
        let mut run = Run::default();
        // What came before has fallen and settled.
        self.now += Duration::from_secs(60);
        self.frame(None)?;
        for _ in 0..frames {
            self.now += Duration::from_secs_f64(1.0 / RATE);
            let update = moves.then(|| self.levels());
            let begun = Instant::now();
            run.bytes += self.frame(update)?;
            run.times.push(begun.elapsed());
        }
        run.times.sort_unstable();
        Ok(run)
    }

    /// One frame; how many bytes it is.
    fn frame(&mut self, update: Option<Update>) -> Result<usize> {
        if let Some(update) = update {
            self.model.apply(update, self.now);
        }
        self.model.tick(self.now);
        let area = Rect::new(0, 0, SIZE.0, SIZE.1);
        let mut cells = Buffer::empty(area);
        view::render(&self.model, area, &mut cells);
        let mut bytes = Vec::new();
        encode(self.shown.take(), &cells, &mut bytes)?;
        self.shown = Some(cells);
        Ok(bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_meters_cost_bytes_and_a_still_screen_none() {
        let report = measure(20).unwrap();
        assert!(
            report.moving_bytes > 100.0 && report.still_bytes == 0.0,
            "{report}"
        );
        assert!(report.moving_p50_us > 0.0 && report.moving_p50_us <= report.moving_p99_us);
        assert!(report.to_string().contains("64 strips at 200×60"));
        let error = measure(0).unwrap_err().to_string();
        assert_eq!(error, "--terminal 0 is not possible; allowed: 1 to 100000");
    }
}
