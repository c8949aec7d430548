//! Automation: the lanes, a drawing of the selected one over time, and its points, to be drawn, moved, bent, copied
//! and deleted. The transport is run from here as from everywhere.

mod draw;
pub mod state;

use super::name::PageName;
use super::row::{Act, Moves, PageRow};
use crate::control::feed::Severity;
use crate::control::intent::{Intent, LaneOrder, TransportOrder};
use crate::desk::{Desk, DeskError};
use crate::param::lane::{Point, Shape};
use crate::param::spec::{AutomationParam, ConsoleParam, Param};
use crate::param::timecode::exact;
use crate::param::timeline::LATEST;
use crate::param::{NodeId, ParamAddr, Travel};
use crate::tui::action::{Action, Scope};
use crate::tui::ask::Question;
use crate::tui::entry::{Entry, Purpose};
use crate::tui::model::Model;

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::Automation, Scope::List],
    act: Act::Asking(act),
    moves: Moves::List(|model| model.automation.list_mut()),
    hints: &[
        (Action::Play, "play"),
        (Action::PointNext, "point"),
        (Action::PointUp, "move"),
        (Action::DrawPoint, "draw"),
        (Action::DeletePoint, "delete"),
        (Action::PointShape, "bend"),
        (Action::LaneMode, "mode"),
        (Action::GoToPoint, "go there"),
        (Action::Automation, "back"),
    ],
    ..PageRow::new(PageName::Automation, Action::Automation, draw::render)
};

/// Part of the travel that a point moves.
const STEP: f32 = 0.01;
/// Microseconds that a point moves.
const LATER: i64 = 100_000;

fn act(action: Action, model: &mut Model, desk: &mut dyn Desk) -> Result<bool, DeskError> {
    match action {
        Action::ConsoleMode => {
            let row = NodeId::CONSOLE.param(Param::Console(ConsoleParam::Automation));
            desk.send(Intent::Toggle(row))?;
        }
        Action::ZoomIn => model.automation.zoom_by(1),
        Action::ZoomOut => model.automation.zoom_by(-1),
        _ => return act_on_lane(action, model, desk),
    }
    Ok(true)
}

/// What keys do with the selected lane; nothing where there is none.
fn act_on_lane(action: Action, model: &mut Model, desk: &mut dyn Desk) -> Result<bool, DeskError> {
    let Some(addr) = model.automation.list().selected().copied() else {
        return Ok(is_own(action));
    };
    match action {
        Action::LaneMode => {
            let row = addr.node().param(Param::Automation(AutomationParam::Mode));
            match model.known(row) {
                Some(row) => desk.send(Intent::Toggle(row))?,
                None => model.tell(Severity::Info, "this lane follows console/automation"),
            }
        }
        Action::DrawPoint => draw_here(addr, model, desk)?,
        Action::ClearLane => {
            let text = format!("Clear the automation of {addr}?");
            let wish = Intent::Lane(LaneOrder::Clear(addr));
            model.question = Some(Question::yes_or_no(text, wish));
        }
        Action::PointPrevious => select(addr, -1, model),
        Action::PointNext => select(addr, 1, model),
        _ if is_own(action) => act_on_point(action, addr, model, desk)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// What keys do with the selected point.
fn act_on_point(
    action: Action,
    addr: ParamAddr,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    let Some(point) = selected(addr, model) else {
        return Ok(());
    };
    match action {
        Action::GoToPoint => desk.send(Intent::Transport(TransportOrder::Locate(point.at))),
        Action::DeletePoint => replace(addr, point.at, Vec::new(), desk),
        Action::CopyPoint => {
            let at = model.transport().at;
            replace(addr, at, vec![Point { at, ..point }], desk)
        }
        Action::PointUp => raise(addr, point, STEP, model, desk),
        Action::PointDown => raise(addr, point, -STEP, model, desk),
        Action::PointEarlier => shift(addr, point, -LATER, model, desk),
        Action::PointLater => shift(addr, point, LATER, model, desk),
        Action::PointShape => {
            let place = Shape::ALL.iter().position(|shape| *shape == point.shape);
            let shape = Shape::ALL[(place.unwrap_or(0) + 1) % Shape::ALL.len()];
            replace(addr, point.at, vec![Point { shape, ..point }], desk)
        }
        _ => {
            if let Some(spec) = model.spec(addr) {
                let prompt = format!("{} at {}", spec.name, exact(point.at));
                let mut entry = Entry::value(addr, prompt, spec.allowed());
                entry.purpose = Purpose::PointValue(addr, point.at);
                model.entry = Some(entry);
            }
            Ok(())
        }
    }
}

/// The selected point: the last one of those at the selected time.
fn selected(addr: ParamAddr, model: &Model) -> Option<Point> {
    let lane = model.timeline().lane(addr)?;
    let at = model.automation.at;
    let points = lane.points().iter();
    let nearest = points.rev().min_by_key(|point| point.at.abs_diff(at));
    nearest.copied()
}

/// Selects the point before or behind the selected one.
fn select(addr: ParamAddr, by: isize, model: &mut Model) {
    let Some(lane) = model.timeline().lane(addr).cloned() else {
        return;
    };
    let mut times: Vec<u64> = lane.points().iter().map(|point| point.at).collect();
    times.dedup();
    let here = selected(addr, model).map_or(0, |point| point.at);
    let place = times.iter().position(|at| *at == here).unwrap_or(0);
    let next = place
        .saturating_add_signed(by)
        .min(times.len().saturating_sub(1));
    if let Some(at) = times.get(next) {
        model.automation.at = *at;
    }
}

fn replace(
    addr: ParamAddr,
    at: u64,
    points: Vec<Point>,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    desk.send(Intent::Lane(LaneOrder::Replace(addr, (at, at), points)))
}

/// A point where the transport is, with the value that is heard.
pub(crate) fn draw_here(
    addr: ParamAddr,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    let (Some(value), Some(spec)) = (model.value(addr), model.spec(addr)) else {
        return Ok(());
    };
    let (at, shape) = (model.transport().at, Shape::usual(spec.curve));
    model.automation.at = at;
    replace(addr, at, vec![Point { at, value, shape }], desk)
}

fn raise(
    addr: ParamAddr,
    point: Point,
    by: f32,
    model: &Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    let Some(curve) = model.spec(addr).map(|spec| spec.curve) else {
        return Ok(());
    };
    let step = if curve.counts() {
        by.signum() / curve.range().1.0.max(1.0)
    } else {
        by
    };
    let travel = Travel::new(curve.travel(point.value).get() + step);
    let value = curve.plain(travel);
    replace(addr, point.at, vec![Point { value, ..point }], desk)
}

/// A point moves in time, but not past its neighbours.
fn shift(
    addr: ParamAddr,
    point: Point,
    by: i64,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    let Some(lane) = model.timeline().lane(addr).cloned() else {
        return Ok(());
    };
    let points = lane.points().iter();
    let earlier = points
        .clone()
        .map(|other| other.at)
        .filter(|at| *at < point.at)
        .max();
    let later = points
        .map(|other| other.at)
        .filter(|at| *at > point.at)
        .min();
    let least = earlier.map_or(0, |at| at + 1);
    let most = later.map_or(LATEST, |at| at - 1);
    let at = point.at.saturating_add_signed(by).clamp(least, most);
    let stretch = (at.min(point.at), at.max(point.at));
    model.automation.at = at;
    let order = LaneOrder::Replace(addr, stretch, vec![Point { at, ..point }]);
    desk.send(Intent::Lane(order))
}

/// The value of a point was typed.
///
/// # Errors
/// The console is gone.
pub fn set_point(
    addr: ParamAddr,
    at: u64,
    text: &str,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    let Some(spec) = model.spec(addr) else {
        return Ok(());
    };
    match spec.parse(text) {
        Ok(value) => {
            let known = selected(addr, model).filter(|point| point.at == at);
            let shape = known.map_or(Shape::usual(spec.curve), |point| point.shape);
            replace(addr, at, vec![Point { at, value, shape }], desk)
        }
        Err(error) => {
            model.tell(Severity::Warning, &error.to_string());
            Ok(())
        }
    }
}

/// Actions on a selected lane or point do nothing where there is none.
fn is_own(action: Action) -> bool {
    matches!(
        action,
        Action::LaneMode
            | Action::DrawPoint
            | Action::ClearLane
            | Action::PointPrevious
            | Action::PointNext
            | Action::GoToPoint
            | Action::DeletePoint
            | Action::CopyPoint
            | Action::PointUp
            | Action::PointDown
            | Action::PointEarlier
            | Action::PointLater
            | Action::PointShape
            | Action::TypePoint
    )
}
