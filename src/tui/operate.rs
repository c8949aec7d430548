//! What actions do: they move what this terminal looks at, or send intents. Nothing else.

use super::action::Action;
use super::channel::{self, ChannelPage};
use super::keymap::Keymap;
use super::model::{Model, Question, View};
use super::presets;
use super::view;
use crate::control::feed::Severity;
use crate::control::intent::{Intent, Scope, Transfer};
use crate::desk::{Desk, DeskError};
use crate::param::spec::{
    ConsoleParam, FxParam, MonitorParam, Param, TalkbackParam, TapDelayParam,
};
use crate::param::{NodeId, NodeKind, ParamAddr, Plain};
use ratatui::crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind,
};

/// Half a dB in the upper half of the fader's travel.
const FADER_STEP: f32 = 0.0125;
/// Three dB in the upper half of the fader's travel.
const FADER_FAR: f32 = 0.075;
/// Five of the hundred to either side.
const PAN_STEP: f32 = 0.025;

/// How a session at the terminal ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The user wants the console to end.
    Quit,
    /// The terminal leaves, and the console goes on.
    Detached,
}

/// Turns input into actions, and actions into deeds.
#[derive(Clone, Debug, Default)]
pub struct Operator {
    keymap: Keymap,
    attached: bool,
}

impl Operator {
    /// An operator; `attached` when the console lives elsewhere and goes on without this terminal.
    pub fn new(attached: bool) -> Self {
        Self {
            keymap: Keymap::default(),
            attached,
        }
    }

    /// Handles one input event; `Some` when it ends the session.
    ///
    /// # Errors
    /// The console is gone.
    pub fn handle(
        &self,
        event: &Event,
        model: &mut Model,
        desk: &mut dyn Desk,
    ) -> Result<Option<Ending>, DeskError> {
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => self.key(key, model, desk),
            Event::Mouse(mouse) => point(*mouse, model, desk).map(|()| None),
            _ => Ok(None),
        }
    }

    /// Panic acts whatever is on the screen; a question takes the next key; help goes at any key.
    fn key(
        &self,
        key: &KeyEvent,
        model: &mut Model,
        desk: &mut dyn Desk,
    ) -> Result<Option<Ending>, DeskError> {
        let action = self.keymap.action(key);
        if action == Some(Action::Panic) {
            return desk.send(Intent::Panic).map(|()| None);
        }
        if let Some(question) = model.question.take() {
            return answer(question, key, model, desk);
        }
        if model.view == View::Help {
            model.view = View::Mixer;
            return Ok(None);
        }
        if model.view == View::Channel && channel::key(key, action, model, desk)? {
            return Ok(None);
        }
        if model.view == View::Presets && presets::key(key, action, model, desk)? {
            return Ok(None);
        }
        match action {
            Some(action) if model.view == View::Scenes => {
                scene(action, model, desk)?;
                match action {
                    Action::Quit => self.perform(action, model, desk),
                    _ => Ok(None),
                }
            }
            Some(action) => self.perform(action, model, desk),
            None => Ok(None),
        }
    }

    fn perform(
        &self,
        action: Action,
        model: &mut Model,
        desk: &mut dyn Desk,
    ) -> Result<Option<Ending>, DeskError> {
        if let Some(intent) = intent(action, model) {
            return desk.send(intent).map(|()| None);
        }
        match action {
            Action::Quit if self.attached => return Ok(Some(Ending::Detached)),
            Action::Quit => model.question = Some(Question::Quit),
            _ => look(action, model),
        }
        Ok(None)
    }
}

/// Actions while the scenes are shown.
fn scene(action: Action, model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let selected = model.selected_scene().map(str::to_owned);
    match (action, selected) {
        (Action::FaderUp, _) => model.select_scene_by(-1),
        (Action::FaderDown, _) => model.select_scene_by(1),
        (Action::Scenes | Action::Dismiss, _) => model.view = View::Mixer,
        (Action::RecallScene, Some(name)) => return desk.send(Intent::RecallScene(name, 0.0)),
        (Action::ArmScene, Some(name)) => return desk.send(Intent::ArmScene(Some(name))),
        (Action::StoreNewScene, _) => {
            return desk.send(Intent::StoreScene(model.new_scene_name()));
        }
        (Action::StoreScene, Some(_)) => model.question = Some(Question::StoreOver),
        (Action::DeleteScene, Some(_)) => model.question = Some(Question::DeleteScene),
        (Action::Help, _) => model.view = View::Help,
        (
            Action::UndoRecall
            | Action::ReleaseSafeStart
            | Action::Undo
            | Action::Redo
            | Action::Go
            | Action::ArmPrevious
            | Action::ArmNext,
            _,
        ) => {
            if let Some(intent) = intent(action, model) {
                return desk.send(intent);
            }
        }
        _ => {}
    }
    Ok(())
}

/// Actions that concern this terminal alone.
fn look(action: Action, model: &mut Model) {
    let room = view::mixer::room(model.size.0);
    match action {
        Action::SelectPrevious => model.select_by(-1),
        Action::SelectNext => model.select_by(1),
        Action::PreviousPage => model.turn_page(-1, room),
        Action::NextPage => model.turn_page(1, room),
        Action::SelectMain => model.select(NodeId::MAIN),
        Action::Dismiss => model.dismiss(),
        Action::ClearClips => model.clear_clips(),
        Action::Help => model.view = View::Help,
        Action::Scenes => model.view = View::Scenes,
        Action::Channel => open_channel(model, model.selected()),
        Action::Presets => model.view = View::Presets,
        Action::CopyMain if model.selected().kind == NodeKind::Bus => {
            model.question = Some(Question::CopyMain);
        }
        Action::CopyMain => model.tell(Severity::Info, "select a wedge or in-ear bus first"),
        Action::Console => open_channel(model, NodeId::CONSOLE),
        Action::Monitor => open_channel(model, NodeId::MONITOR),
        Action::ReleasePanic if is_panic(model) => model.question = Some(Question::ReleasePanic),
        Action::ReleasePanic => model.tell(Severity::Info, "panic is not on"),
        _ => {}
    }
}

fn open_channel(model: &mut Model, node: NodeId) {
    model.channel = ChannelPage::of(node);
    model.view = View::Channel;
}

/// What an action asks of the console, where it asks anything that this console has.
pub(super) fn intent(action: Action, model: &Model) -> Option<Intent> {
    let node = model.selected();
    let step = |addr, by| has(model, addr).map(|addr| Intent::Step(addr, by));
    match action {
        Action::FaderUp => step(node.fader(), FADER_STEP),
        Action::FaderDown => step(node.fader(), -FADER_STEP),
        Action::FaderUpFar => step(node.fader(), FADER_FAR),
        Action::FaderDownFar => step(node.fader(), -FADER_FAR),
        Action::PanLeft => step(node.pan(), -PAN_STEP),
        Action::PanRight => step(node.pan(), PAN_STEP),
        Action::Mute => has(model, node.mute()).map(Intent::Toggle),
        Action::Solo => has(model, node.solo()).map(Intent::Toggle),
        Action::SoloClear => Some(Intent::Set(
            NodeId::CONSOLE.param(Param::Console(ConsoleParam::SoloClear)),
            Plain::switch(true),
        )),
        Action::Dim => monitor(model, MonitorParam::Dim),
        Action::Cut => monitor(model, MonitorParam::Cut),
        Action::Mono => monitor(model, MonitorParam::Mono),
        Action::Talk => has(
            model,
            NodeId::TALKBACK.param(Param::Talkback(TalkbackParam::On)),
        )
        .map(Intent::Toggle),
        Action::MainOn => has(model, node.main_on()).map(Intent::Toggle),
        Action::Undo => Some(Intent::Undo),
        Action::Redo => Some(Intent::Redo),
        Action::UndoRecall => Some(Intent::UndoRecall),
        Action::Go => Some(Intent::Go),
        Action::ArmPrevious => Some(Intent::StepArmed(-1)),
        Action::ArmNext => Some(Intent::StepArmed(1)),
        Action::Copy | Action::Paste | Action::PasteAll | Action::Spare => {
            transfer(action, model.selected())
        }
        Action::Panic => Some(Intent::Panic),
        Action::TapTempo => tapped(model).map(Intent::Toggle),
        Action::ReleaseSafeStart => Some(Intent::SetProtected(
            NodeId::CONSOLE.param(Param::Console(ConsoleParam::SafeStart)),
            Plain::switch(false),
        )),
        Action::ClearFault => {
            let faults = &model.status().faults;
            // What has no strip cannot be selected.
            let hidden = faults.iter().find(|fault| {
                model
                    .layout()
                    .is_some_and(|layout| layout.topology().width(**fault).is_none())
            });
            let faulty = faults.iter().find(|fault| **fault == node).or(hidden);
            faulty.copied().map(Intent::ClearFault)
        }
        _ => None,
    }
}

fn monitor(model: &Model, row: MonitorParam) -> Option<Intent> {
    has(model, NodeId::MONITOR.param(Param::Monitor(row))).map(Intent::Toggle)
}

/// Settings of the selected node, in one key.
fn transfer(action: Action, node: NodeId) -> Option<Intent> {
    let sounds = matches!(node.kind, NodeKind::Strip | NodeKind::Bus | NodeKind::Main);
    let wish = match action {
        Action::Copy if sounds => Transfer::Copy(node),
        Action::Paste if sounds => Transfer::Paste(vec![node], Scope::Processing),
        Action::PasteAll if sounds => Transfer::Paste(vec![node], Scope::Everything),
        Action::Spare if node.kind == NodeKind::Strip => Transfer::UseSpare(node),
        _ => return None,
    };
    Some(Intent::Transfer(wish))
}

fn has(model: &Model, addr: ParamAddr) -> Option<ParamAddr> {
    model.value(addr).map(|_| addr)
}

/// The tap key of the selected bus, or else of the first one with a delay.
fn tapped(model: &Model) -> Option<ParamAddr> {
    const DELAY: usize = 2;
    let tap = |node: NodeId| has(model, node.param(Param::TapDelay(TapDelayParam::Tap)));
    let has_delay = |node: &NodeId| {
        let kind = model.value(node.param(Param::Fx(FxParam::Type)));
        kind.is_some_and(|kind| kind.choice() == DELAY)
    };
    let nodes = model.layout().map(crate::param::Layout::nodes);
    let first = || nodes.unwrap_or_default().into_iter().find(has_delay);
    tap(model.selected()).or_else(|| first().and_then(tap))
}

fn panic_switch() -> ParamAddr {
    NodeId::CONSOLE.param(Param::Console(ConsoleParam::Panic))
}

fn is_panic(model: &Model) -> bool {
    model.is_on(panic_switch())
}

fn release_panic() -> Intent {
    Intent::SetProtected(panic_switch(), Plain::switch(false))
}

/// Only a yes is a yes.
fn answer(
    question: Question,
    key: &KeyEvent,
    model: &Model,
    desk: &mut dyn Desk,
) -> Result<Option<Ending>, DeskError> {
    let scene = || model.selected_scene().unwrap_or_default().to_owned();
    if !matches!(key.code, KeyCode::Char('y' | 'Y')) {
        return Ok(None);
    }
    match question {
        Question::ReleasePanic => desk.send(release_panic()).map(|()| None),
        Question::StoreOver => desk.send(Intent::StoreScene(scene())).map(|()| None),
        Question::DeleteScene => desk.send(Intent::DeleteScene(scene())).map(|()| None),
        Question::StoreOverPreset => presets::store_over(model, desk).map(|()| None),
        Question::DeletePreset => presets::delete(model, desk).map(|()| None),
        Question::CopyMain => {
            let wish = Transfer::CopyMainTo(model.selected());
            desk.send(Intent::Transfer(wish)).map(|()| None)
        }
        Question::Quit => Ok(Some(Ending::Quit)),
    }
}

/// A click selects, one with the right key solos; the wheel moves the fader under it.
fn point(mouse: MouseEvent, model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let Some(node) = view::node_at(model, mouse.column, mouse.row) else {
        return Ok(());
    };
    let by = match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => {
            model.select(node);
            return Ok(());
        }
        MouseEventKind::Down(MouseButton::Right) => {
            return match has(model, node.solo()) {
                Some(solo) => desk.send(Intent::Toggle(solo)),
                None => Ok(()),
            };
        }
        MouseEventKind::ScrollUp => FADER_STEP,
        MouseEventKind::ScrollDown => -FADER_STEP,
        _ => return Ok(()),
    };
    match has(model, node.fader()) {
        Some(fader) => desk.send(Intent::Step(fader, by)),
        None => Ok(()),
    }
}
