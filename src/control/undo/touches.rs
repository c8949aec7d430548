//! Who has touched what without moving it: set it to where it stood already, or recalled a scene that has it so.

use crate::param::ParamAddr;
use std::collections::{HashMap, HashSet, VecDeque};

/// Recalls whose untouched values are known.
const RECALLS_KEPT: usize = 20;

/// The last time that a name set a parameter to what it was.
#[derive(Clone, Debug)]
struct Touch {
    by: String,
    serial: u64,
}

/// What is known of one parameter.
#[derive(Debug)]
struct Touched {
    last: Touch,
    /// The last one of another name.
    other: Option<Touch>,
    /// A step has moved it since.
    has_moved: bool,
}

/// What a recall left as it was, because it stood so already.
#[derive(Debug)]
struct Recall {
    touch: Touch,
    addrs: Vec<ParamAddr>,
}

/// What was touched and did not move.
#[derive(Debug, Default)]
pub(super) struct Touches {
    settled: HashMap<ParamAddr, Touched>,
    recalls: VecDeque<Recall>,
}

/// Whose touches count.
#[derive(Clone, Copy, Debug)]
pub(super) enum Whose<'a> {
    Anybody,
    AllBut(&'a str),
}

impl Whose<'_> {
    /// True where what this name does counts.
    pub fn counts(self, name: &str) -> bool {
        match self {
            Self::Anybody => true,
            Self::AllBut(own) => own != name,
        }
    }
}

impl Touches {
    /// A parameter was set to where it stands. False where nothing is new: the same name did so before.
    pub fn note(&mut self, addr: ParamAddr, by: &str, serial: u64) -> bool {
        let touch = |by: &str| Touch {
            by: by.to_owned(),
            serial,
        };
        let Some(touched) = self.settled.get_mut(&addr) else {
            let touched = Touched {
                last: touch(by),
                other: None,
                has_moved: false,
            };
            self.settled.insert(addr, touched);
            return true;
        };
        let is_new = touched.last.by != by || touched.has_moved;
        if touched.last.by == by {
            touched.last.serial = serial;
        } else {
            let before = std::mem::replace(&mut touched.last, touch(by));
            touched.other = Some(before);
        }
        touched.has_moved = false;
        is_new
    }

    /// A step has moved a parameter.
    pub fn moved(&mut self, addr: ParamAddr) {
        if let Some(touched) = self.settled.get_mut(&addr) {
            touched.has_moved = true;
        }
    }

    /// A recall found these as its scene has them.
    pub fn recalled(&mut self, addrs: Vec<ParamAddr>, by: &str, serial: u64) {
        if self.recalls.len() == RECALLS_KEPT {
            self.recalls.pop_front();
        }
        let by = by.to_owned();
        let touch = Touch { by, serial };
        self.recalls.push_back(Recall { touch, addrs });
    }

    /// A recall was taken back.
    pub fn take_recall_back(&mut self, serial: u64) {
        self.recalls.retain(|recall| recall.touch.serial != serial);
    }

    /// Which of these were touched after a step.
    pub fn since(
        &self,
        whose: Whose,
        serial: u64,
        addrs: &HashSet<ParamAddr>,
    ) -> HashSet<ParamAddr> {
        let counts = |touch: &Touch| touch.serial > serial && whose.counts(&touch.by);
        let is_settled = |addr: &ParamAddr| {
            let touched = self.settled.get(addr);
            touched.is_some_and(|touched| {
                counts(&touched.last) || touched.other.as_ref().is_some_and(counts)
            })
        };
        let settled = addrs.iter().copied().filter(is_settled);
        // A recall is taken back whatever came after it.
        let sees_recalls = matches!(whose, Whose::AllBut(_));
        let later = self
            .recalls
            .iter()
            .filter(|recall| sees_recalls && counts(&recall.touch));
        let recalled = later.flat_map(|recall| recall.addrs.iter().copied());
        let recalled = recalled.filter(|addr| addrs.contains(addr));
        settled.chain(recalled).collect()
    }

    /// Forgets what parameters were that mean something else now.
    pub fn retain(&mut self, keeps_meaning: impl Fn(ParamAddr) -> bool) {
        self.settled.retain(|addr, _| keeps_meaning(*addr));
        for recall in &mut self.recalls {
            recall.addrs.retain(|addr| keeps_meaning(*addr));
        }
    }
}
