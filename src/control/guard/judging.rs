//! What a recall or an undo would do to all paths, and what of it may happen at once.

use super::approved::Approved;
use super::gains::{CLOSED, Gains};
use super::holding::{Wish, over};
use super::limits::Limits;
use super::paths::Paths;
use super::signals::Signals;
use super::waiting::Waiting;
use crate::control::core::Core;
use crate::param::spec::{ConsoleParam, Param};
use crate::param::tables::console::GuardMode;
use crate::param::{Choice as _, Layout, NodeId, NodeKind, ParamAddr, ParamIndex, Plain};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What nobody moves any further for so long stands.
const STANDS: Duration = Duration::from_millis(500);

/// The recall guard of a console.
#[derive(Debug, Default)]
pub(in crate::control) struct Guard {
    pub(super) known: Option<Known>,
    pub(super) waiting: Option<Waiting>,
    /// The number of the last question.
    pub(super) asked: u64,
    pub(in crate::control) signals: Signals,
    /// What a hand moved last, and when.
    hand: Option<(ParamAddr, Instant)>,
    /// The number of the last change that was seen, and when.
    seen: Option<(u64, Instant)>,
}

/// What is known of one layout.
#[derive(Debug)]
pub(super) struct Known {
    layout: Arc<Layout>,
    pub paths: Paths,
    /// The gains that stood when it was looked at last, of where everything stands or goes.
    stood: Gains,
    /// The gains that stood behind the last change that nobody was there to be asked about.
    brought: Option<Gains>,
    pub approved: Approved,
}

/// A path that rises.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rise {
    /// What comes in.
    pub source: NodeId,
    /// Where it leaves.
    pub output: NodeId,
    /// Its gain now, linear.
    pub from: f32,
    /// Its gain then.
    pub to: f32,
}

/// What may happen of what was asked.
#[derive(Debug, Default)]
pub(in crate::control) struct Judged {
    /// What happens as it was asked.
    pub free: Vec<(ParamIndex, Plain)>,
    /// Levels that rise as far as they may.
    pub ramps: Vec<(ParamIndex, Plain)>,
    /// What stays where it stands: where it would go.
    pub held: Vec<(ParamIndex, Plain)>,
    /// The path that would rise furthest beyond what is approved.
    pub worst: Option<Rise>,
    /// How many paths would rise too far.
    pub rises: usize,
    /// Strips that carry a signal and are no longer heard anywhere.
    pub removes: usize,
    /// Strips that were heard nowhere and are then.
    pub opens: usize,
    /// Outputs that are muted then, and are not now.
    pub mutes: Vec<NodeId>,
}

/// True where a path stands as it was brought while nobody was there.
fn is_brought(brought: Option<&Gains>, (source, output): (usize, usize), stands: f32) -> bool {
    const SAME: f32 = 1e-3;
    let brought = brought.map(|brought| brought.get(source, output));
    brought.is_some_and(|brought| (brought - stands).abs() <= SAME * stands)
}

/// What becomes of rises that nobody has approved.
pub(in crate::control) fn mode(core: &Core) -> GuardMode {
    let row = NodeId::CONSOLE.param(Param::Console(ConsoleParam::GuardMode));
    core.values().get(row).map_or(GuardMode::Ask, GuardMode::of)
}

/// True while safe start or panic keeps all outputs silent: what stands is not heard.
fn is_held(core: &Core) -> bool {
    let switches = [ConsoleParam::SafeStart, ConsoleParam::Panic];
    let is_on = |row| {
        core.values()
            .is_on(NodeId::CONSOLE.param(Param::Console(row)))
    };
    switches.into_iter().any(is_on)
}

fn is_connected(core: &Core, node: NodeId) -> bool {
    let mut ports = core.connections().iter();
    ports.any(|(port, peers)| port.node == node && !peers.is_empty())
}

impl Guard {
    /// Approves what stands: where outputs are open it is heard, and else where somebody has moved it.
    pub fn look(&mut self, core: &mut Core) {
        let changed = core.take_changed_nodes();
        let layout = core.layout().clone();
        let is_same = |known: &Known| Arc::ptr_eq(&known.layout, &layout);
        if !self.known.as_ref().is_some_and(is_same) {
            self.known = Some(self.learn(core, layout));
        } else if let Some(known) = self.known.as_mut().filter(|_| !changed.is_empty()) {
            known.look(core, &changed);
        }
        if let Some(known) = &mut self.known {
            known.approved.keep(core, &known.paths);
        }
    }

    /// The paths of a layout that is new.
    fn learn(&mut self, core: &mut Core, layout: Arc<Layout>) -> Known {
        if let Some(known) = &mut self.known {
            known.approved.keep(core, &known.paths);
        }
        let paths = Paths::new(&layout);
        let stood = paths.gains(&core.headings());
        let mut approved = Approved::restore(core, &paths);
        if !is_held(core) {
            approved.approve(&stood, |_, _| true);
        }
        Known {
            layout,
            paths,
            stood,
            brought: None,
            approved,
        }
    }

    /// Before a hand moves something: what it moved before stands, unless it goes on with the same.
    pub fn look_before(&mut self, core: &mut Core, moves: Option<ParamAddr>, now: Instant) {
        let goes_on = moves.is_some_and(|addr| {
            let is_same = |(before, then): (ParamAddr, Instant)| {
                before == addr && now.saturating_duration_since(then) < STANDS
            };
            self.hand.is_some_and(is_same)
        });
        if !goes_on {
            self.look(core);
        }
        self.hand = moves.map(|addr| (addr, now));
    }

    /// Looks where nothing has changed for a while.
    pub fn tick(&mut self, core: &mut Core, now: Instant) {
        let changes = core.journal.changes();
        match self.seen {
            Some((seen, since)) if seen == changes => {
                if now.saturating_duration_since(since) >= STANDS {
                    self.look(core);
                    self.seen = Some((core.journal.changes(), now));
                }
            }
            _ => self.seen = Some((changes, now)),
        }
    }

    /// What these moves would do to all paths.
    pub fn predict(&self, core: &Core, moves: &[(ParamIndex, Plain)], now: Instant) -> Judged {
        let Some(known) = &self.known else {
            return Judged::default();
        };
        let signals = self.signals.recent(core.layout().topology(), now);
        let (would, mut judged) = known.would(core, moves, &signals);
        let allowance = known.allowance(core);
        judged.note_worst(known, &would, &allowance);
        judged
    }

    /// The same, and what of it may happen, in a mode.
    pub fn judge(
        &mut self,
        core: &mut Core,
        moves: &[(ParamIndex, Plain)],
        mode: GuardMode,
        now: Instant,
    ) -> Judged {
        self.look(core);
        let mut judged = self.predict(core, moves, now);
        match &self.known {
            Some(known) if mode != GuardMode::Off && judged.worst.is_some() => {
                known.divide(core, moves, mode, &mut judged);
            }
            _ => (judged.free, judged.worst) = (moves.to_vec(), None),
        }
        judged
    }

    /// A recall or an undo has happened: while outputs are held, nobody has heard or set what it brought.
    pub fn note_brought(&mut self, core: &mut Core) {
        if !is_held(core) {
            return;
        }
        let _ = core.take_changed_nodes();
        if let Some(known) = &mut self.known {
            known.stood = known.paths.gains(&core.headings());
        }
    }

    /// A recall has happened that nobody was there to be asked about: what it brought is not approved by standing, or
    /// one after the other would go further and further.
    pub fn note_unattended(&mut self, core: &Core) {
        if let Some(known) = &mut self.known {
            known.brought = Some(known.paths.gains(&core.headings()));
        }
    }

    /// Somebody has allowed what stands now.
    pub fn approve(&mut self, core: &mut Core) {
        let _ = core.take_changed_nodes();
        if let Some(known) = &mut self.known {
            known.stood = known.paths.gains(&core.headings());
            known.approved.approve(&known.stood, |_, _| true);
            known.approved.keep(core, &known.paths);
        }
    }
}

impl Known {
    fn look(&mut self, core: &Core, changed: &BTreeSet<NodeId>) {
        let headings = core.headings();
        let strips = changed.iter().map(|node| self.strip(*node));
        let strips: Option<Vec<usize>> = strips.collect();
        let mut stands = self.stood.clone();
        match strips {
            Some(strips) => self.paths.gains_again(&headings, &mut stands, &strips),
            None => stands = self.paths.gains(&headings),
        }
        let (is_heard, stood, brought) = (!is_held(core), &self.stood, &self.brought);
        self.approved.approve(&stands, |source, output| {
            let gain = stands.get(source, output);
            let is_new = is_heard || gain != stood.get(source, output);
            is_new && !is_brought(brought.as_ref(), (source, output), gain)
        });
        self.stood = stands;
    }

    /// The place of a strip among the sources.
    pub fn strip(&self, node: NodeId) -> Option<usize> {
        let mut sources = self.paths.sources();
        sources.position(|source| source == node && node.kind == NodeKind::Strip)
    }

    /// The gains that would be, and what of that is worth a word beside rises.
    fn would(
        &self,
        core: &Core,
        moves: &[(ParamIndex, Plain)],
        signals: &[NodeId],
    ) -> (Gains, Judged) {
        let mut after = core.headings();
        for (index, value) in moves {
            after[index.slot()] = *value;
        }
        let would = self.paths.gains(&after);
        let judged = self.consequences(core, &would, signals);
        (would, judged)
    }

    /// How loud each path may become.
    fn allowance(&self, core: &Core) -> Allowance<'_> {
        Allowance {
            known: self,
            heard: self.paths.gains(core.store().values()),
            limits: self.limits(core),
        }
    }

    /// The limits of the outputs.
    pub fn limits(&self, core: &Core) -> Limits {
        let is_connected = |node| is_connected(core, node);
        Limits::new(
            &self.layout,
            core.store().values(),
            &self.paths,
            is_connected,
        )
    }

    /// What happens as asked, what rises a part of its way, and what stays.
    fn divide(
        &self,
        core: &Core,
        moves: &[(ParamIndex, Plain)],
        mode: GuardMode,
        judged: &mut Judged,
    ) {
        let allowance = self.allowance(core);
        let before = core.headings();
        let mut after = before.clone();
        for (index, value) in moves {
            after[index.slot()] = *value;
        }
        let wish = Wish {
            layout: &self.layout,
            paths: &self.paths,
            before: &before,
            moving: &moves.iter().map(|(index, _)| *index).collect(),
            allowed: &|source, output| allowance.of(source, output),
            ramps: mode == GuardMode::Ramp,
        };
        wish.hold_back(&mut after);
        for (index, value) in moves {
            let may = after[index.slot()];
            if may == *value {
                judged.free.push((*index, *value));
                continue;
            }
            judged.held.push((*index, *value));
            if may != before[index.slot()] {
                judged.ramps.push((*index, may));
            }
        }
    }

    /// What of the rest is worth a word.
    fn consequences(&self, core: &Core, would: &Gains, signals: &[NodeId]) -> Judged {
        let (mut removes, mut opens) = (0, 0);
        for (source, id) in self.paths.sources().enumerate() {
            match (self.stood.is_heard(source), would.is_heard(source)) {
                (true, false) => removes += usize::from(signals.contains(&id)),
                (false, true) if id.kind == NodeKind::Strip => opens += 1,
                _ => {}
            }
        }
        let is_output = |id: NodeId| core.layout().topology().is_output(id);
        let outputs = self.paths.outputs.iter();
        let muted = outputs.filter(|at| would.open(**at) == 0.0 && self.stood.open(**at) > 0.0);
        let muted = muted.map(|at| self.paths.nodes[*at].id);
        Judged {
            removes,
            opens,
            mutes: muted.filter(|id| is_output(*id)).collect(),
            ..Judged::default()
        }
    }
}

/// How loud each path may become.
struct Allowance<'a> {
    known: &'a Known,
    /// The gains that are heard now.
    heard: Gains,
    limits: Limits,
}

impl Allowance<'_> {
    /// Over what is approved, or heard now, by the limit of the output. What is closed then rises nowhere.
    fn of(&self, source: usize, output: usize) -> f32 {
        let (known, heard) = (self.known, self.heard.get(source, output));
        let stood = known.stood.get(source, output);
        let stands = stood.max(heard);
        let approved = known.approved.get(source, output);
        let limit = self.limits.of(output);
        if is_brought(known.brought.as_ref(), (source, output), stood) {
            // Nobody has approved that it stands there: it is no step to the next one.
            return (approved * limit).max(stands).max(CLOSED);
        }
        (approved.max(stands) * limit).max(CLOSED)
    }
}

impl Judged {
    /// The paths that would rise too far.
    fn note_worst(&mut self, known: &Known, would: &Gains, allowance: &Allowance) {
        let paths = &known.paths;
        let over = over(paths, would, &|source, output| allowance.of(source, output));
        self.rises = over.len();
        self.worst = over.first().map(|over| Rise {
            source: paths.nodes[paths.sources[over.source]].id,
            output: paths.nodes[paths.outputs[over.output]].id,
            from: allowance.heard.get(over.source, over.output),
            to: would.get(over.source, over.output),
        });
    }
}
