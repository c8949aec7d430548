//! The presets of a running console: stored, applied, renamed, deleted.
//!
//! The list is read when the console opens and lives here; whoever keeps the files is told what
//! changes.

use super::core::Core;
use super::feed::{News, PresetPlace};
use super::intent::{Answer, ClientId, Refusal, Scope};
use super::journal::Cause;
use super::preset::{Library, Preset, PresetChange, Shelf};
use super::scene::file_name;
use super::settings::{put, rows_of};
use crate::param::spec::{Param, SendParam};
use crate::param::tables::send::Tap;
use crate::param::{BusRole, Choice as _, Curve, NodeId, NodeRow, Plain};
use std::time::Instant;

/// The presets of a running console.
#[derive(Debug)]
pub(super) struct Presets {
    library: Library,
}

impl Presets {
    /// The presets that were found.
    pub fn new(shelf: Shelf) -> Self {
        Self {
            library: Library::new(shelf),
        }
    }

    /// Tells everybody which presets there are.
    pub fn announce(&self, core: &mut Core) {
        core.subscribers.tell(News::Presets(self.library.summary()));
    }

    /// Hands over the show's own, for a folder that is written anew.
    pub fn keep_all(&self) {
        self.library.keep_all();
    }

    /// Keeps settings of a node under a name.
    pub fn store(
        &mut self,
        core: &mut Core,
        name: &str,
        from: NodeId,
        scope: &Scope,
        in_show: bool,
    ) -> Result<Answer, Refusal> {
        let is_known = |name: &str| self.library.find(name).is_ok();
        let name = file_name(name, "preset", is_known).map_err(Refusal::Transfer)?;
        if in_show && !self.library.has_show {
            let text = "only a show has presets of its own; make one with 'headroom new'";
            return Err(Refusal::Transfer(text.to_owned()));
        }
        let mut rows = rows_of(core, from, scope)?;
        // Which strip something listens to means nothing elsewhere.
        rows.retain(|(row, _)| row.spec().is_some_and(|spec| spec.curve != Curve::Key));
        let place = if in_show {
            PresetPlace::Show
        } else {
            PresetPlace::User
        };
        let preset = Preset {
            name: name.clone(),
            place,
            rows,
        };
        self.library.add(preset.clone())?;
        let count = preset.rows.len();
        let kept = self.keep_change(core, PresetChange::Stored(preset));
        let from = core.called(from);
        Ok(Answer::said(format!(
            "Stored: preset {name}, {count} settings of {from}{kept}"
        )))
    }

    /// Gives nodes the settings of a preset.
    pub fn apply(
        &self,
        core: &mut Core,
        client: ClientId,
        name: &str,
        to: &[NodeId],
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let all = &self.library.find(name)?.rows;
        let rows = without_strange_sends(core, all);
        let left = all.len() - rows.len();
        let what = format!("preset {name}");
        let mut answer = put(core, client, &rows, to, (&what, Cause::Preset), now)?;
        if left > 0 {
            answer
                .text
                .push_str("; sends from behind the fader stay out of wedges and in-ears");
        }
        Ok(answer)
    }

    /// Gives a preset another name.
    pub fn rename(&mut self, core: &mut Core, from: &str, to: &str) -> Result<Answer, Refusal> {
        let to = file_name(to, "preset", |to| to == from).map_err(Refusal::Transfer)?;
        let mut preset = self.library.find_own(from)?.clone();
        let place = preset.place;
        let is_taken = |known: &Preset| known.name == to && known.place == place;
        if to != from && self.library.list.iter().any(is_taken) {
            let text = format!("there is a preset '{to}' already");
            return Err(Refusal::Transfer(text));
        }
        self.library.remove(from, place);
        preset.name.clone_from(&to);
        self.library.add(preset.clone())?;
        let from = from.to_owned();
        let text = format!("Renamed: preset {from} is {to} now");
        let kept = self.keep_change(core, PresetChange::Renamed { from, preset });
        Ok(Answer::said(text + kept))
    }

    /// Forgets a preset.
    pub fn delete(&mut self, core: &mut Core, name: &str) -> Result<Answer, Refusal> {
        let place = self.library.find_own(name)?.place;
        self.library.remove(name, place);
        let text = format!("Deleted: preset {name}");
        let kept = self.keep_change(core, PresetChange::Deleted(name.to_owned(), place));
        Ok(Answer::said(text + kept))
    }

    /// Hands a change over; what to say where nobody keeps it.
    fn keep_change(&mut self, core: &mut Core, change: PresetChange) -> &'static str {
        self.announce(core);
        let kept = self.library.saver.as_ref();
        match kept.map(|saver| saver.send(change)) {
            Some(Ok(())) => "",
            _ => " (until the console ends: nobody keeps the files)",
        }
    }
}

/// A preset does not know what the buses were for where it was stored. What was sent from behind the fader was
/// meant for no monitor mix: nothing of such a send arrives in one.
fn without_strange_sends(core: &Core, rows: &[(NodeRow, Plain)]) -> Vec<(NodeRow, Plain)> {
    let topology = core.layout().topology();
    let is_behind = |each: u8| {
        let tap = NodeRow {
            param: Param::Send(SendParam::Tap),
            each,
        };
        let mut rows = rows.iter();
        rows.any(|(row, value)| *row == tap && Tap::of(*value) == Tap::PostFader)
    };
    let is_strange = |row: &NodeRow| {
        let role = topology.role(NodeId::bus(u16::from(row.each)));
        matches!(row.param, Param::Send(_))
            && role.is_some_and(BusRole::is_pre_fader)
            && is_behind(row.each)
    };
    let fits = rows.iter().filter(|(row, _)| !is_strange(row));
    fits.copied().collect()
}
