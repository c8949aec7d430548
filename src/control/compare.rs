//! What the next recall would do, before it does it; and what differs between any two of now and the scenes.

use super::core::Core;
use super::feed::{RecallPreview, Stay};
use super::guard;
use super::hands::Hands;
use super::intent::{Answer, Compared, Refusal};
use super::scenes::Scenes;
use super::spare::values_to_store;
use crate::param::difference::{Difference, by_node, differences};
use crate::param::tables::console::GuardMode;
use crate::param::{ParamAddr, ParamIndex, Plain};
use std::time::Instant;

impl Scenes {
    /// Tells everybody what the next recall would do, where that has changed.
    pub(super) fn tick_preview(&mut self, core: &mut Core, hands: &Hands, now: Instant) {
        if self.preview.is_due(core, now) {
            self.guard.look(core);
            let preview = self.next_recall(core, hands, now);
            self.preview.tell(core, preview);
        }
    }

    fn next_recall(&self, core: &Core, hands: &Hands, now: Instant) -> RecallPreview {
        let next = self.next_scene().map(str::to_owned);
        let found = next.and_then(|name| Some((self.find(&name).ok()?, name)));
        match found {
            Some((at, name)) if self.list[at].damage.is_none() => {
                let (moves, stays) = self.recalled(core, hands, at);
                let (rise, also) = self.predicted(core, &moves, now);
                let target = |difference: Difference| Some((difference.addr, difference.to?));
                RecallPreview {
                    scene: Some(name),
                    moves: moves.into_iter().filter_map(target).collect(),
                    stays,
                    rise,
                    also,
                }
            }
            _ => RecallPreview::default(),
        }
    }

    /// What moves would raise further than approved, and what else of them is worth a word.
    fn predicted(
        &self,
        core: &Core,
        moves: &[Difference],
        now: Instant,
    ) -> (Option<String>, Vec<String>) {
        let moves = moves.iter().filter_map(|difference| {
            let index = core.layout().index(difference.addr)?;
            Some((index, difference.to?))
        });
        let moves: Vec<(ParamIndex, Plain)> = moves.collect();
        let judged = self.guard.predict(core, &moves, now);
        let guards = guard::mode(core) != GuardMode::Off;
        let rise = judged.rise(core).filter(|_| guards);
        (rise, judged.also(core))
    }

    /// What the recall of a scene would move, and what of it would stay, each in order.
    fn recalled(
        &self,
        core: &Core,
        hands: &Hands,
        at: usize,
    ) -> (Vec<Difference>, Vec<(ParamAddr, Plain, Stay)>) {
        let arriving = self.arriving(core, hands, &self.list[at]);
        let moves = arriving.values.iter().filter_map(|(index, value)| {
            let from = core.heading(*index);
            (from != *value).then_some(Difference {
                addr: core.layout().addr(*index),
                from: Some(from),
                to: Some(*value),
            })
        });
        let mut moves: Vec<Difference> = moves.collect();
        moves.sort_by_key(|difference| difference.addr);
        let mut stays = arriving.stays;
        stays.sort_by_key(|(addr, ..)| *addr);
        (moves, stays)
    }

    /// Compares two of now and the scenes. From now to a scene it is what the recall would do; else it is what
    /// they hold.
    pub(super) fn compare(
        &self,
        core: &Core,
        hands: &Hands,
        (from, to): (&Compared, &Compared),
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let words = |count: usize, what: &str| match count {
            1 => format!("1 parameter {what}"),
            count => format!("{count} parameters {what}"),
        };
        let mut predicted = Vec::new();
        let (text, moves, stays) = if let (Compared::Now, Compared::Scene(name)) = (from, to) {
            let at = self.find(name)?;
            self.list[at].check_whole()?;
            let (moves, stays) = self.recalled(core, hands, at);
            let (rise, also) = self.predicted(core, &moves, now);
            predicted.extend(rise.into_iter().chain(also));
            let stay = match stays.len() {
                0 => String::new(),
                count => format!("; {}", words(count, "stay")),
            };
            let text = format!(
                "A recall of {name} moves {}{stay}",
                words(moves.len(), "now")
            );
            (text, moves, stays)
        } else {
            let (held_from, held_to) = (self.held(core, from)?, self.held(core, to)?);
            let moves = differences(&held_from, &held_to);
            let text = format!("{from} → {to}: {}", words(moves.len(), "differ"));
            (text, moves, Vec::new())
        };
        let mut lines = predicted;
        lines.extend(self.head_lines(from, to));
        lines.extend(lines_of(core, &moves));
        for why in Stay::ALL {
            let left = stays.iter().filter(|(_, _, stay)| *stay == why);
            let left: Vec<Difference> = left.map(|(addr, to, _)| stay(core, *addr, *to)).collect();
            let left = lines_of(core, &left).into_iter();
            lines.extend(left.map(|line| format!("stays, {}: {line}", why.words())));
        }
        Ok(Answer {
            lines,
            ..Answer::said(text)
        })
    }

    /// Everything recallable as it stands, or as a scene holds it.
    fn held(&self, core: &Core, what: &Compared) -> Result<Vec<(ParamAddr, Plain)>, Refusal> {
        match what {
            Compared::Now => Ok(values_to_store(core, None)),
            Compared::Scene(name) => {
                let scene = &self.list[self.find(name)?];
                scene.check_whole()?;
                Ok(scene.values.clone())
            }
        }
    }

    /// How two scenes are recalled, where that differs.
    fn head_lines(&self, from: &Compared, to: &Compared) -> Vec<String> {
        let about = |what: &Compared| match what {
            Compared::Scene(name) => {
                let about = self.list[self.find(name).ok()?].head.about();
                Some(if about.is_empty() {
                    "everything at once".to_owned()
                } else {
                    about.join(", ")
                })
            }
            Compared::Now => None,
        };
        match (about(from), about(to)) {
            (Some(from), Some(to)) if from != to => {
                vec![format!("how it is recalled: {from} → {to}")]
            }
            _ => Vec::new(),
        }
    }
}

fn stay(core: &Core, addr: ParamAddr, to: Plain) -> Difference {
    let index = core.layout().index(addr);
    Difference {
        addr,
        from: index.map(|index| core.heading(index)),
        to: Some(to),
    }
}

fn lines_of(core: &Core, moves: &[Difference]) -> Vec<String> {
    let lines = by_node(moves, |node| core.called(node));
    lines.into_iter().map(|(_, line)| line).collect()
}
