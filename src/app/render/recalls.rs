//! Recalls of a session as changes: what the console itself makes of them, with scopes, safes and roles.

use crate::app::wires::wires;
use crate::control::console::{Console, Setup};
use crate::control::intent::{ClientId, Intent, SceneWish};
use crate::param::spec::{ConsoleParam, Param};
use crate::param::tables::console::GuardMode;
use crate::param::{Choice as _, NodeId, Plain};
use crate::rt::load::Load;
use crate::show::SessionFile;
use crate::show::scene_head::{SceneHead, Switches};
use crate::show::session_file::{Change, Recall};
use anyhow::{Result, anyhow};
use std::time::Instant;

/// The changes of a session with those of its recalls, in order.
///
/// # Errors
/// The console refuses a recall.
pub(super) fn changes(session: &SessionFile) -> Result<Vec<Change>> {
    let mut all: Vec<Change> = Vec::new();
    let mut desk = Desk::new(session)?;
    let mut done = 0;
    for recall in &session.recalls {
        for change in &session.changes[done..recall.behind] {
            desk.take(change);
            all.push(*change);
        }
        done = recall.behind;
        all.extend(desk.recall(recall)?);
    }
    all.extend(&session.changes[done..]);
    // Stable: what happens at one time stays in order.
    all.sort_by(|a, b| a.time_seconds.total_cmp(&b.time_seconds));
    Ok(all)
}

/// The console of a session, without sound.
struct Desk {
    console: Console,
    now: Instant,
}

impl Desk {
    fn new(session: &SessionFile) -> Result<Self> {
        let setup = Setup {
            topology: session.console.topology.clone(),
            values: session.console.values.clone(),
            scenes: session.scenes.iter().cloned().map(Into::into).collect(),
            ..Setup::default()
        };
        let (wires, _ends) = wires("offline", Load::default());
        let mut desk = Self {
            console: Console::new(setup, wires),
            now: Instant::now(),
        };
        // Nobody is there who could be asked: what the session says is heard.
        let mode = NodeId::CONSOLE.param(Param::Console(ConsoleParam::GuardMode));
        desk.ask(Intent::SetConfirmed(mode, GuardMode::Off.plain()))?;
        let edits = NodeId::CONSOLE.param(Param::Console(ConsoleParam::LiveEdits));
        // Changes of a session are no hands that a recall has to leave alone.
        let off = crate::param::tables::console::LiveEdits::Off.plain();
        desk.ask(Intent::SetConfirmed(edits, off))?;
        Ok(desk)
    }

    fn ask(&mut self, intent: Intent) -> Result<()> {
        let answer = self.console.follow(ClientId::CONSOLE, intent, self.now);
        answer.map(|_| ()).map_err(|refusal| anyhow!("{refusal}"))
    }

    /// A change of the session: what the console refuses, a session may do all the same.
    fn take(&mut self, change: &Change) {
        let _ = self.ask(Intent::SetConfirmed(change.addr, change.value));
    }

    /// What a recall changes, and when.
    fn recall(&mut self, recall: &Recall) -> Result<Vec<Change>> {
        let found = self
            .console
            .scenes()
            .iter()
            .find(|scene| scene.name == recall.scene);
        let head = found.map_or_else(SceneHead::default, |scene| scene.head.clone());
        let over = f64::from(recall.over_seconds.unwrap_or(head.fade));
        let before = self.console.store().values().to_vec();
        self.ask(Intent::Scene(SceneWish::Recall(
            recall.scene.clone(),
            Some(0.0),
        )))?;
        let switches_at = match head.switches {
            Switches::Start => 0.0,
            Switches::Middle => over / 2.0,
            Switches::End => over,
        };
        let layout = self.console.layout();
        let after = self.console.store().values();
        let moved = layout.indices().zip(before.iter().zip(after));
        let moved = moved.filter(|(_, (before, after))| before != after);
        let change = |(index, (_, value)): (_, (&Plain, &Plain))| {
            let counts = layout.spec(index).curve.counts();
            let (later, glide) = if counts {
                (switches_at, None)
            } else {
                (0.0, Some(over).filter(|over| *over > 0.0))
            };
            Change {
                time_seconds: recall.time_seconds + later,
                addr: layout.addr(index),
                value: *value,
                glide_seconds: glide,
            }
        };
        Ok(moved.map(change).collect())
    }
}
