//! What keys do: they move what this terminal looks at, or send intents. Nothing else.

mod found;

use super::action::{Action, Key, text_of};
use super::ask::{Ending, Outcome, Question};
use super::frame;
use super::keymap::Found;
use super::model::Model;
use super::naming;
use super::page::{self, Moves, PageName, channel, help};
use super::palette;
use super::pointer;
use super::typing::{self, Taken};
use super::view;
use crate::control::feed::Severity;
use crate::control::intent::{Intent, Scope as Settings, Transfer};
use crate::desk::{Desk, DeskError};
use crate::param::spec::{ConsoleParam, MonitorParam, Param, RecallParam, TalkbackParam};
use crate::param::{ConsoleAction, NodeId, NodeKind, ParamAddr, Plain};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// Five of the hundred to either side.
const PAN_STEP: f32 = 0.025;

/// Turns input into actions, and actions into what they do.
#[derive(Clone, Debug, Default)]
pub struct Operator {
    attached: bool,
}

impl Operator {
    /// An operator; `attached` when the console lives elsewhere and goes on without this terminal.
    pub fn new(attached: bool) -> Self {
        Self { attached }
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
        let page = model.page;
        let outcome = match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => self.key(key, model, desk),
            Event::Mouse(mouse) => {
                model.begun.clear();
                pointer::point(*mouse, model, desk).map(|()| None)
            }
            Event::Paste(text) if !model.is_locked => {
                paste(text, model);
                Ok(None)
            }
            _ => Ok(None),
        };
        if model.page != page {
            model.last_page = page;
        }
        outcome
    }

    /// Panic acts whatever is on the screen; a question takes the next key, and so does what is being
    /// typed. Where the screen has no room for the pages, their keys rest.
    fn key(
        &self,
        key: &KeyEvent,
        model: &mut Model,
        desk: &mut dyn Desk,
    ) -> Result<Option<Ending>, DeskError> {
        match model.keymap.action(key, &[]) {
            Some(Action::Panic) => return desk.send(Intent::Panic).map(|()| None),
            Some(Action::Redraw) => {
                model.redraw = true;
                return Ok(None);
            }
            _ => {}
        }
        if !frame::has_room(model.size) && !view::shows_question(model) {
            return Ok(None);
        }
        if let Some(question) = model.question.take() {
            return answer(&question, key, desk);
        }
        if let Some(entry) = model.entry.take_if(|_| !model.is_locked) {
            match typing::type_on(entry, key, model, desk)? {
                Taken::Yes => return Ok(None),
                Taken::PassedOn => {}
                Taken::Chose(action) => return self.act(action, key, model, desk),
            }
        }
        match begun_or_done(key, model) {
            found if model.is_locked => unlock(found, model),
            Found::Action(action) => return self.act(action, key, model, desk),
            Found::More | Found::Nothing => {}
        }
        Ok(None)
    }

    /// What an action does on the page that is shown.
    fn act(
        &self,
        action: Action,
        key: &KeyEvent,
        model: &mut Model,
        desk: &mut dyn Desk,
    ) -> Result<Option<Ending>, DeskError> {
        if let (Action::Dismiss, Some(waiting)) = (action, model.rises_wait()) {
            desk.send(Intent::AnswerRises(waiting.number, false))?;
            return Ok(None);
        }
        let row = page::row(model.page);
        if row.act.follow(action, key, model, desk)? || move_list(action, model) {
            return Ok(None);
        }
        if action == Action::Dismiss || action == row.jump {
            model.page = (row.back)(model);
            return Ok(None);
        }
        self.perform(action, model, desk)
    }

    /// What an action does everywhere.
    fn perform(
        &self,
        action: Action,
        model: &mut Model,
        desk: &mut dyn Desk,
    ) -> Result<Option<Ending>, DeskError> {
        match action {
            Action::Quit => model.question = Some(Question::leave(self.attached)),
            _ if look(action, model) => {}
            _ => match intent(action, model) {
                Some(intent) => desk.send(intent)?,
                None => tell_why_not(action, model),
            },
        }
        Ok(None)
    }
}

/// What a key means together with those before it that waited for it. What has begun and leads nowhere says so.
fn begun_or_done(key: &KeyEvent, model: &mut Model) -> Found {
    let mut keys = std::mem::take(&mut model.begun);
    keys.push(Key::of(key));
    let found = model.keymap.find(&keys, page::row(model.page).scopes);
    match found {
        Found::More => model.begun = keys,
        Found::Nothing if keys.len() > 1 && key.code != KeyCode::Esc => {
            let text = format!("{} does nothing here", text_of(&keys));
            model.tell(Severity::Info, &text);
        }
        Found::Action(_) | Found::Nothing => {}
    }
    found
}

/// A key while everything is locked: only the one that unlocks does anything.
fn unlock(found: Found, model: &mut Model) {
    match found {
        Found::Action(Action::Lock) => model.is_locked = false,
        Found::More => {}
        Found::Action(_) | Found::Nothing => {
            let text = format!("locked; {} unlocks", model.key(Action::Lock));
            model.tell(Severity::Info, &text);
        }
    }
}

/// A paste is no key press: it is text where text is typed, and nothing elsewhere.
fn paste(text: &str, model: &mut Model) {
    let is_open = frame::has_room(model.size) && model.question.is_none();
    match model.entry.take() {
        Some(mut entry) if is_open => {
            entry.add(text);
            typing::follow(entry, model);
        }
        entry => {
            model.entry = entry;
            model.tell(
                Severity::Info,
                "pasted text does nothing here; press keys one by one",
            );
        }
    }
}

/// Only an answer is an answer; any other key puts the question away.
fn answer(
    question: &Question,
    key: &KeyEvent,
    desk: &mut dyn Desk,
) -> Result<Option<Ending>, DeskError> {
    let held = key.modifiers.difference(KeyModifiers::SHIFT);
    let KeyCode::Char(character) = key.code else {
        return Ok(None);
    };
    match question
        .answer(character)
        .cloned()
        .filter(|_| held.is_empty())
    {
        Some(Outcome::Send(intent)) => desk.send(intent).map(|()| None),
        Some(Outcome::Leave(ending)) => Ok(Some(ending)),
        Some(Outcome::EndConsole) => desk.send(Intent::End).map(|()| Some(Ending::Detached)),
        None => Ok(None),
    }
}

/// The keys of lists, on a page that has one.
fn move_list(action: Action, model: &mut Model) -> bool {
    let by = match action {
        Action::ListUp => -1,
        Action::ListDown => 1,
        Action::ListPageUp => -10,
        Action::ListPageDown => 10,
        Action::ListFirst => isize::MIN,
        Action::ListLast => isize::MAX,
        _ => return false,
    };
    match page::row(model.page).moves {
        Moves::Nothing => {}
        Moves::List(list) => list(model).move_by(by),
        Moves::Top(first, last) => {
            let last = last(model);
            let first = first(model);
            *first = first.saturating_add_signed(by).min(last);
        }
    }
    true
}

/// Actions that concern this terminal alone; false for others.
fn look(action: Action, model: &mut Model) -> bool {
    let node = page::target(model).unwrap_or(model.selected());
    match action {
        Action::ClearClips => model.clear_clips(),
        Action::Help => help::open(model, page::row(model.page).scopes),
        Action::Overview => {
            model.page = PageName::Mixer;
            model.turn_overview();
        }
        Action::NextTheme => {
            model.theme = model.theme.next();
            let text = format!("theme {}", model.theme.name());
            model.tell(Severity::Info, &text);
        }
        Action::LastPage => model.page = model.last_page,
        Action::Console => channel::open(model, NodeId::CONSOLE),
        Action::Command => palette::begin(model),
        Action::Lock => model.is_locked = true,
        Action::Redraw => model.redraw = true,
        Action::CopyMain => return ask_to_copy_main(model),
        Action::NameStrip => return naming::begin(model),
        Action::ReleasePanic if is_on(model, ConsoleParam::Panic) => {
            let text = "Release panic? Outputs open over 2 s.";
            let release = ConsoleAction::ReleasePanic.into();
            model.question = Some(Question::yes_or_no(text, release));
        }
        Action::Tape if !is_on(model, ConsoleParam::Tape) && model.console().tape().is_ready() => {
            let text = "Go to tape? Strips hear their tracks, and not the stage.";
            let question = Question::yes_or_no(text, ConsoleAction::Tape.into());
            model.question = Some(question);
        }
        _ => return page::open(action, model, node),
    }
    true
}

/// Copying the main mix to a bus changes all of its sends: it asks.
fn ask_to_copy_main(model: &mut Model) -> bool {
    let bus = page::target(model).filter(|node| node.kind == NodeKind::Bus);
    if let Some(bus) = bus {
        let name = super::words::short(&model.called(bus));
        let text = format!("{name}: hear what main hears? Its sends change.");
        let wish = Intent::Transfer(Transfer::CopyMainTo(bus));
        model.question = Some(Question::yes_or_no(text, wish));
    }
    bus.is_some()
}

/// What an action asks of the console, where it asks anything that this console has.
fn intent(action: Action, model: &Model) -> Option<Intent> {
    if let Some(wish) = action.on_console() {
        let is_open = match wish {
            // It asks first.
            ConsoleAction::ReleasePanic => false,
            // So does this, where there is one; else the console says what to do.
            ConsoleAction::Tape => !is_on(model, ConsoleParam::Tape),
            ConsoleAction::ReleaseSafeStart => is_on(model, ConsoleParam::SafeStart),
            ConsoleAction::Live => is_on(model, ConsoleParam::Tape),
            _ => true,
        };
        return is_open.then(|| wish.into());
    }
    match action {
        Action::SoloClear => Some(Intent::Set(
            console(ConsoleParam::SoloClear),
            Plain::switch(true),
        )),
        Action::Dim => monitor(model, MonitorParam::Dim),
        Action::Cut => monitor(model, MonitorParam::Cut),
        Action::Mono => monitor(model, MonitorParam::Mono),
        Action::Translation => monitor(model, MonitorParam::Translation),
        Action::Talk => {
            let talk = NodeId::TALKBACK.param(Param::Talkback(TalkbackParam::On));
            model.known(talk).map(Intent::Toggle)
        }
        Action::TapTempo => found::tapped(model).map(Intent::Toggle),
        Action::ClearFault => found::faulty(model).map(Intent::ClearFault),
        _ => on_target(action, model, page::target(model)?),
    }
}

/// What an action asks for the strip that the page shows.
fn on_target(action: Action, model: &Model, node: NodeId) -> Option<Intent> {
    let turn = |addr| model.known(addr).map(Intent::Toggle);
    let pan = |by| model.known(node.pan()).map(|addr| Intent::Step(addr, by));
    match action {
        Action::PanLeft => pan(-PAN_STEP),
        Action::PanRight => pan(PAN_STEP),
        Action::Mute => turn(node.mute()),
        Action::Solo => turn(node.solo()),
        Action::MainOn => turn(node.main_on()),
        Action::RecallSafe => turn(node.param(Param::Recall(RecallParam::Safe))),
        _ => transfer(action, node),
    }
}

fn monitor(model: &Model, row: MonitorParam) -> Option<Intent> {
    model
        .known(NodeId::MONITOR.param(Param::Monitor(row)))
        .map(Intent::Toggle)
}

/// Settings of a node, in one key.
fn transfer(action: Action, node: NodeId) -> Option<Intent> {
    let sounds = matches!(node.kind, NodeKind::Strip | NodeKind::Bus | NodeKind::Main);
    let wish = match action {
        Action::Copy if sounds => Transfer::Copy(node),
        Action::Paste if sounds => Transfer::Paste(vec![node], Settings::Processing),
        Action::PasteAll if sounds => Transfer::Paste(vec![node], Settings::Everything),
        Action::Spare if node.kind == NodeKind::Strip => Transfer::UseSpare(node),
        _ => return None,
    };
    Some(Intent::Transfer(wish))
}

fn console(row: ConsoleParam) -> ParamAddr {
    NodeId::CONSOLE.param(Param::Console(row))
}

fn is_on(model: &Model, row: ConsoleParam) -> bool {
    model.is_on(console(row))
}

/// A key that can do nothing now says so.
fn tell_why_not(action: Action, model: &mut Model) {
    let why = match (action, page::target(model)) {
        (Action::ReleasePanic, _) => "panic is not on".to_owned(),
        (Action::ReleaseSafeStart, _) => "safe start is over already".to_owned(),
        (Action::Tape, _) => "strips are on tape already".to_owned(),
        (Action::Live, _) => "everything is live already".to_owned(),
        (Action::CopyMain, Some(_)) => "select a wedge or in-ear bus first".to_owned(),
        (Action::ClearFault, _) => "no fault here".to_owned(),
        (Action::TapTempo, _) => "no bus has a delay".to_owned(),
        (_, Some(node)) => format!("{}: {} has nothing of the kind", name(action), node),
        (_, None) => format!("{}: this page shows no strip", name(action)),
    };
    if model.layout().is_some() && !why.starts_with(':') {
        model.tell(Severity::Info, &why);
    }
}

/// What an action does, in a few words; empty for one that is no wish.
fn name(action: Action) -> &'static str {
    match action {
        Action::Dismiss => "",
        _ => action.row().help,
    }
}
