//! The mouse on the curve of the equaliser: a band is taken at its point, and follows.

use super::curve::{BANDS, band};
use super::draw::curve_area;
use super::graph::{self, place_of_band};
use super::section::{Section, has_sections};
use crate::control::intent::Intent;
use crate::desk::{Desk, DeskError};
use crate::param::spec::{EqParam, Param};
use crate::param::{ParamAddr, Plain};
use crate::tui::frame::body;
use crate::tui::grip::HeldBand;
use crate::tui::model::Model;
use crate::tui::page::name::PageName;
use ratatui::layout::Rect;

/// How far from a band's point it can still be taken, in cells.
const NEAR: u16 = 2;
/// Part of the travel of the width that the wheel moves.
const WHEEL: f32 = 0.02;

/// Where the curve of the equaliser is on the screen, while it is there.
fn plot(model: &Model) -> Option<Rect> {
    let selected = *model.channel.list().selected()?;
    let is_eq = matches!(Section::of(selected), Section::Eq | Section::Input);
    let is_shown = model.page == PageName::Channel && has_sections(model.channel.node) && is_eq;
    let (width, height) = model.size;
    let area = curve_area(body(Rect::new(0, 0, width, height)));
    is_shown.then(|| graph::inside(area)).flatten()
}

/// The band whose point is nearest to a cell, if one is near.
pub(crate) fn band_at(model: &Model, x: u16, y: u16) -> Option<HeldBand> {
    let (plot, node) = (plot(model)?, model.channel.node);
    let near = (1..=BANDS).filter_map(|number| {
        let band = band(model, node, number);
        let (column, row) = place_of_band(&band, plot);
        let far = column.abs_diff(x).max(row.abs_diff(y));
        (band.on && far <= NEAR).then_some((far, number))
    });
    let (_, number) = near.min()?;
    Some(HeldBand {
        freq: node.param_of(Param::Eq(EqParam::BandFreq), number),
        gain: node.param_of(Param::Eq(EqParam::BandGain), number),
        moves: false,
    })
}

/// Selects the frequency of a band: what is held is what is selected.
pub(crate) fn select(band: HeldBand, model: &mut Model) {
    let rows = model.channel.list().items();
    if let Some(place) = rows.iter().position(|addr| *addr == band.freq) {
        model.channel.list_mut().select(place);
    }
}

/// The band follows the mouse: frequency across, gain up and down.
pub(crate) fn drag(
    held: HeldBand,
    (x, y): (u16, u16),
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    let Some(plot) = plot(model) else {
        return Ok(());
    };
    if !held.moves {
        desk.send(Intent::BeginGesture(held.freq))?;
        desk.send(Intent::BeginGesture(held.gain))?;
        model.grip.band = Some(HeldBand {
            moves: true,
            ..held
        });
    }
    let (hz, db) = graph::values_at((x, y), plot);
    let clamped = |addr: ParamAddr, value: f32| {
        let spec = model.spec(addr)?;
        Some(Intent::Move(addr, spec.curve.clamp(Plain(value))))
    };
    for wish in [clamped(held.freq, hz), clamped(held.gain, db)]
        .into_iter()
        .flatten()
    {
        desk.send(wish)?;
    }
    Ok(())
}

/// The mouse lets go of a band.
pub(crate) fn let_go(held: HeldBand, desk: &mut dyn Desk) -> Result<(), DeskError> {
    if held.moves {
        desk.send(Intent::EndGesture(held.freq))?;
        desk.send(Intent::EndGesture(held.gain))?;
    }
    Ok(())
}

/// The wheel over a band makes it wider or narrower.
pub(crate) fn turn(held: HeldBand, up: bool, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let q = held
        .freq
        .node()
        .param_of(Param::Eq(EqParam::BandQ), held.freq.each);
    desk.send(Intent::Step(q, if up { WHEEL } else { -WHEEL }))
}
