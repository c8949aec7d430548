//! The spectrum of a strip, bus or main; where other strips hide it; and what may be feedback.

mod clashes;
mod draw;
mod graph;
mod scope;
pub mod state;
mod suspects;

use super::channel;
use super::name::PageName;
use super::row::{Act, Open, PageRow};
use crate::control::feed::Spectrum;
use crate::control::intent::{Intent, Look, LookFor, NotchAt};
use crate::desk::{Desk, DeskError};
use crate::param::spec::SpectrumParam;
use crate::param::{NodeId, NodeKind, Plain};
use crate::tui::action::{Action, Scope};
use crate::tui::model::Model;
use crate::tui::spectrum::row;
use crossterm::event::{KeyCode, KeyEvent};
use state::View;

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::Spectrum],
    target: |model| Some(model.spectrum_page.node),
    open: Open::At(open),
    act: Act::ByKey(act),
    hints: &[
        (Action::SpectrumView, "view"),
        (Action::NextSpectrum, "next"),
        (Action::CursorRight, "cursor"),
        (Action::Notch, "notch the suspect"),
        (Action::NotchHere, "notch here"),
        (Action::ClearPeaks, "clear peaks"),
        (Action::SpectrumSettings, "settings"),
        (Action::Spectrum, "back"),
    ],
    ..PageRow::new(PageName::Spectrum, Action::Spectrum, draw::render)
};

/// The part of the picture that an octave takes.
const OCTAVE: f32 = 0.100_34;

fn open(model: &mut Model, node: NodeId) {
    let page = &mut model.spectrum_page;
    page.node = match node.kind {
        NodeKind::Strip | NodeKind::Bus | NodeKind::Main => node,
        _ => NodeId::MAIN,
    };
    page.first = 0;
    model.page = PageName::Spectrum;
}

/// What the page that is shown wants measured; nothing on most.
pub fn wanted(model: &Model) -> Option<Look> {
    let page = &model.spectrum_page;
    let (node, what) = match (model.page, page.view) {
        (PageName::Spectrum, View::Clashes) if page.node.kind == NodeKind::Strip => {
            (page.node, LookFor::Clashes)
        }
        (PageName::Spectrum, View::Thirds | View::Lines) => (page.node, LookFor::Spectrum),
        (PageName::Channel, _) if channel::shows_spectrum(model) => {
            (model.channel.node, LookFor::Spectrum)
        }
        _ => return None,
    };
    Some(Look { node, what })
}

fn act(
    action: Action,
    key: &KeyEvent,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<bool, DeskError> {
    let page = &mut model.spectrum_page;
    match action {
        Action::CursorLeft => page.move_cursor(-page.step()),
        Action::CursorRight => page.move_cursor(page.step()),
        Action::CursorFarLeft => page.move_cursor(-OCTAVE),
        Action::CursorFarRight => page.move_cursor(OCTAVE),
        Action::CursorHighest => go_to_highest(model),
        Action::SuspectUp => step(model, -1),
        Action::SuspectDown => step(model, 1),
        Action::PreviousSpectrum => move_node(model, -1),
        Action::NextSpectrum => move_node(model, 1),
        Action::SpectrumView => show_view(key, model),
        Action::SpectrumAverage => desk.send(Intent::Toggle(row(SpectrumParam::Average)))?,
        Action::SpectrumHold => desk.send(Intent::Toggle(row(SpectrumParam::Hold)))?,
        Action::SpectrumSlope => desk.send(Intent::Toggle(row(SpectrumParam::Slope)))?,
        Action::SpectrumTap => desk.send(Intent::Toggle(row(SpectrumParam::Tap)))?,
        Action::ClearPeaks => {
            desk.send(Intent::Set(row(SpectrumParam::Reset), Plain::switch(true)))?;
        }
        Action::SpectrumSettings => channel::open(model, NodeId::SPECTRUM),
        Action::Notch => return notch_suspect(model, desk),
        Action::NotchHere => notch_here(model, desk)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// The cursor goes to the highest tone.
fn go_to_highest(model: &mut Model) {
    let (low, high) = Spectrum::ENDS_HZ;
    let spectrum = model.console().spectrum(model.spectrum_page.node);
    if let Some((hz, _)) = spectrum.and_then(|spectrum| spectrum.tones.first()) {
        model.spectrum_page.cursor = (hz / low).ln() / (high / low).ln();
    }
}

/// The next suspect, or the next row of the clashes.
fn step(model: &mut Model, by: isize) {
    let suspects = model.console().suspects().len();
    let page = &mut model.spectrum_page;
    let (place, count) = match page.view {
        View::Clashes => {
            let clashes = model.console().clashes(model.spectrum_page.node);
            let count = clashes.map_or(0, |reading| reading.clashes.len());
            (&mut model.spectrum_page.first, count)
        }
        View::Thirds | View::Lines => (&mut page.suspect, suspects),
    };
    *place = place.saturating_add_signed(by).min(count.saturating_sub(1));
}

/// The strip, bus or main before or after this one.
fn move_node(model: &mut Model, by: isize) {
    let Some(layout) = model.layout() else { return };
    let nodes = layout.topology().audio_nodes();
    let here = model.spectrum_page.node;
    let place = nodes.iter().position(|node| *node == here);
    let next = place.unwrap_or(0).saturating_add_signed(by);
    let next = nodes[next.min(nodes.len().saturating_sub(1))];
    model.spectrum_page.node = next;
    model.spectrum_page.first = 0;
    if model.strips().contains(&next) || next == NodeId::MAIN {
        model.select(next);
    }
}

fn show_view(key: &KeyEvent, model: &mut Model) {
    let KeyCode::Char(digit @ '1'..='3') = key.code else {
        return;
    };
    model.spectrum_page.view = View::ALL[digit as usize - '1' as usize];
}

/// A notch against the suspect that is selected; where none is, the console says so.
fn notch_suspect(model: &Model, desk: &mut dyn Desk) -> Result<bool, DeskError> {
    let suspects = model.console().suspects();
    let place = model
        .spectrum_page
        .suspect
        .min(suspects.len().saturating_sub(1));
    let at = suspects.get(place).and_then(|suspect| {
        let node = *suspect.nodes.first()?;
        let hz = suspect.hz;
        Some(NotchAt { node, hz })
    });
    desk.send(Intent::Notch(at))?;
    Ok(true)
}

/// A notch at the cursor, in what is shown.
fn notch_here(model: &Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let (low, high) = Spectrum::ENDS_HZ;
    let hz = low * (high / low).powf(model.spectrum_page.cursor);
    let node = model.spectrum_page.node;
    desk.send(Intent::Notch(Some(NotchAt { node, hz })))
}
