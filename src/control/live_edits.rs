//! Live edits win: what hands have touched since the last recall carries a mark, and the next recall leaves it
//! alone, until it is folded into scenes or released. Beside it, what a person has made safe from recalls.
//!
//! Marks are state like any other: documents of the journal, one per parameter.

use super::core::Core;
use super::feed::RecallMarks;
use super::journal::Journal;
use crate::param::spec::{ConsoleParam, Param, RecallParam};
use crate::param::tables::console::LiveEdits as Keeps;
use crate::param::{Choice as _, NodeId, ParamAddr, RecallClass};
use std::collections::BTreeSet;

/// Documents about what was touched since the last recall begin so.
const TOUCHED: &str = "touched/";
/// Documents about what is safe from recalls begin so.
const SAFE: &str = "recall-safe/";

/// Marks on single parameters.
#[derive(Debug, Default)]
pub struct LiveEdits {
    /// What hands have set since the last recall.
    touched: BTreeSet<ParamAddr>,
    /// What no recall changes.
    safe: BTreeSet<ParamAddr>,
}

/// Why a recall leaves a parameter alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stays {
    /// It is safe: its class, its node, or itself.
    Safe,
    /// It was touched since the last recall.
    Touched,
}

fn key(prefix: &str, addr: ParamAddr) -> String {
    format!("{prefix}{addr}")
}

fn addrs(journal: &Journal, prefix: &str) -> BTreeSet<ParamAddr> {
    let documents = journal.documents_under(prefix);
    documents
        .filter_map(|(key, _)| ParamAddr::parse(key.strip_prefix(prefix)?))
        .collect()
}

impl LiveEdits {
    /// The marks as the journal knows them.
    pub(super) fn restore(&mut self, journal: &Journal) {
        self.touched = addrs(journal, TOUCHED);
        self.safe = addrs(journal, SAFE);
    }

    /// What hands have set since the last recall.
    pub(super) fn touched(&self) -> &BTreeSet<ParamAddr> {
        &self.touched
    }

    /// A hand has set a parameter that scenes hold.
    pub(super) fn touch(&mut self, journal: &mut Journal, addr: ParamAddr) {
        if self.touched.insert(addr) {
            journal.note(&key(TOUCHED, addr), "1".to_owned());
        }
    }

    /// These are touched no longer.
    pub(super) fn forget(&mut self, journal: &mut Journal, ended: &[ParamAddr]) {
        for addr in ended {
            self.touched.remove(addr);
            journal.forget(&key(TOUCHED, *addr));
        }
    }

    /// Makes a parameter safe, or no longer.
    pub(super) fn set_safe(&mut self, journal: &mut Journal, addr: ParamAddr, safe: bool) {
        let key = key(SAFE, addr);
        if safe && self.safe.insert(addr) {
            journal.note(&key, "1".to_owned());
        } else if !safe && self.safe.remove(&addr) {
            journal.forget(&key);
        }
    }

    /// What everybody sees of them.
    pub(super) fn marks(&self) -> RecallMarks {
        RecallMarks {
            touched: self.touched.iter().copied().collect(),
            safe: self.safe.iter().copied().collect(),
        }
    }

    /// Why a recall leaves a parameter alone; nothing where it may change it.
    pub(super) fn stays(&self, core: &Core, addr: ParamAddr) -> Option<Stays> {
        let is_safe = self.safe.contains(&addr)
            || is_on(core, addr.node().param(Param::Recall(RecallParam::Safe)))
            || is_on(
                core,
                RecallClass::of(addr, core.layout().topology()).safe_switch(),
            );
        if is_safe {
            return Some(Stays::Safe);
        }
        let is_kept = self.touched.contains(&addr) && keeps(core, addr);
        is_kept.then_some(Stays::Touched)
    }
}

fn is_on(core: &Core, addr: ParamAddr) -> bool {
    let index = core.layout().index(addr);
    index.is_some_and(|index| core.store().get(index).is_on())
}

/// True for a parameter that a recall leaves alone once it is touched.
pub(super) fn keeps(core: &Core, addr: ParamAddr) -> bool {
    let row = NodeId::CONSOLE.param(Param::Console(ConsoleParam::LiveEdits));
    let index = core.layout().index(row);
    let chosen = index.map(|index| Keeps::of(core.store().get(index)));
    chosen.is_some_and(|chosen| chosen.keeps(addr, core.layout().topology()))
}
