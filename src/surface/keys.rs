//! What the keys of a surface do.

use super::machine::{PANIC, Surface};
use super::spill::Members;
use crate::control::intent::{Intent, SceneWish};
use crate::param::{ConsoleAction, NodeId, ParamAddr, Step};
use crate::show::layout_file::{Assignment, SurfaceAction};
use crate::show::mapping_file::Control;
use std::time::{Duration, Instant};

/// A key that has to be pressed twice waits this long for the second time.
const CONFIRM_WITHIN: Duration = Duration::from_secs(2);
/// A key that bounces is not pressed twice.
const BOUNCE: Duration = Duration::from_millis(150);

impl Surface {
    /// A key went down.
    pub(super) fn press(&mut self, control: Control, now: Instant) {
        let assignment = self.arrangement.assignment(control).cloned();
        match &assignment {
            Some(assignment) => self.pressed.insert(control, assignment.clone()),
            None => self.pressed.remove(&control),
        };
        // Panic waits for nothing. Before the surface shows the console's state, nobody knows what
        // any other key would do.
        if !self.in_sync && assignment != Some(Assignment::Do(PANIC)) {
            return;
        }
        match assignment {
            Some(Assignment::Strip(_) | Assignment::Fixed(_) | Assignment::OfSelected(_)) => {
                let addr = self.target(control);
                self.intents.extend(addr.map(Intent::Toggle));
            }
            Some(Assignment::Reset) => {
                let addr = self.target(control);
                self.intents.extend(addr.map(Intent::Reset));
            }
            Some(Assignment::Selected) => {
                let addr = self.target(control);
                let is_stepped =
                    |addr: &ParamAddr| self.mirror.stepped(*addr, Step::Over).is_some();
                match addr {
                    Some(addr) if is_stepped(&addr) => self.intents.push(Intent::Toggle(addr)),
                    addr => self.intents.extend(addr.map(Intent::Reset)),
                }
            }
            Some(Assignment::Select) => {
                self.selected = self.arrangement.node(control).or(self.selected);
                let arrangement = &mut self.arrangement;
                let chosen = self
                    .selected
                    .filter(|_| arrangement.node(control).is_some());
                let members = chosen.and_then(|node| Members::of(&self.mirror, node));
                let leads = chosen
                    .is_some_and(|node| arrangement.sends.choose(&mut arrangement.bank, node))
                    || members.is_some_and(|members| arrangement.bank.show_members(members));
                if leads {
                    self.moved_on();
                } else if self.choose() {
                    self.retarget();
                }
            }
            Some(Assignment::SelectNode(node)) => self.select_node(node),
            Some(Assignment::Do(action)) => self.act(action, now),
            None => {}
        }
    }

    /// Selects a node that the console has, with its parameters under the knobs; a second time, back to
    /// the first page.
    fn select_node(&mut self, node: NodeId) {
        if !self.mirror.nodes().contains(&node) {
            return;
        }
        let is_shown = self.selected == Some(node) && self.arrangement.shows_selected();
        self.selected = Some(node);
        self.choose();
        if self.arrangement.show_selected(!is_shown) {
            self.meters.clear();
        }
        self.retarget();
    }

    /// A key came up: what counts is what it was when it went down.
    pub(super) fn release(&mut self, control: Control) {
        if self.pressed.remove(&control) == Some(Assignment::Do(SurfaceAction::Shift)) {
            self.arrangement.shift(false);
        }
    }

    /// The device's own key for a bank was pressed.
    pub(super) fn go_to_bank(&mut self, bank: u8) {
        if self.in_sync && self.arrangement.bank.go_to(usize::from(bank)) {
            self.moved_on();
        }
    }

    /// Controls stand for something else now.
    pub(super) fn moved_on(&mut self) {
        self.choose();
        self.retarget();
        self.meters.clear();
    }

    fn act(&mut self, action: SurfaceAction, now: Instant) {
        let confirmed = match action {
            SurfaceAction::Console(ConsoleAction::ReleasePanic) if !self.mirror.is_panic() => false,
            SurfaceAction::Console(wish) if wish.asks() => self.is_confirmed(wish, now),
            _ => {
                self.asked = None;
                true
            }
        };
        let intent = match action {
            _ if !confirmed => return,
            SurfaceAction::Shift => return self.arrangement.turn_shift(),
            SurfaceAction::Spill => return self.press_spill(),
            SurfaceAction::Scene(place) => Intent::Scene(SceneWish::RecallAt(place)),
            SurfaceAction::Console(action) => action.into(),
            action => {
                if self.arrangement.go(action) {
                    self.moved_on();
                }
                return;
            }
        };
        self.intents.push(intent);
    }

    /// The members of the selected DCA, or of the one that is selected next; or what the layout says.
    fn press_spill(&mut self) {
        let selected = self.selected;
        let members = selected.and_then(|node| Members::of(&self.mirror, node));
        if self.arrangement.bank.press_spill(members) {
            self.moved_on();
        }
    }

    /// Who is in a DCA whose members are shown has changed.
    pub(super) fn follow_members(&mut self) {
        let Some(dca) = self.arrangement.bank.spill().dca() else {
            return;
        };
        let members = Members::of(&self.mirror, dca);
        if self.arrangement.bank.refill(members) {
            self.moved_on();
        }
    }

    /// True at the second press of a key that wants two.
    fn is_confirmed(&mut self, wish: ConsoleAction, now: Instant) -> bool {
        match self.asked {
            Some((asked, then)) if asked == wish => {
                let passed = now.saturating_duration_since(then);
                let again = passed >= BOUNCE;
                if again {
                    self.asked = None;
                }
                again && passed < CONFIRM_WITHIN
            }
            _ => {
                self.asked = Some((wish, now));
                false
            }
        }
    }

    /// Nobody has pressed it a second time.
    pub(super) fn forget_asked(&mut self, now: Instant) {
        let passed = |(_, then): (ConsoleAction, Instant)| now.saturating_duration_since(then);
        if self
            .asked
            .is_some_and(|asked| passed(asked) >= CONFIRM_WITHIN)
        {
            self.asked = None;
        }
    }
}
