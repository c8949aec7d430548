//! Surfaces that stand side by side: a main unit and its extenders show one run of strips, and what is done at
//! one of them is done at all.

use super::arrangement::Place;
use super::machine::Surface;
use crate::show::mapping_file::{DeviceFile, Side};
use std::collections::BTreeMap;

/// What counts of a surface for those beside it.
#[derive(Clone, Debug)]
pub struct Member {
    /// On which side of the main unit it stands; none: it may be one.
    pub side: Option<Side>,
    /// Its strips.
    pub strips: usize,
    /// It has a main fader.
    pub has_master: bool,
    /// Name of its layout: only equal ones go together.
    pub layout: String,
}

/// Where a surface stands among those beside it, and where in the layout they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Strips to the left of it.
    pub offset: usize,
    /// Strips of all.
    pub total: usize,
    /// One of them has a main fader.
    pub has_master: bool,
    /// Where all of them are.
    pub place: Place,
}

/// The surfaces that stand side by side.
#[derive(Debug, Default)]
pub struct Gang {
    devices: BTreeMap<usize, Member>,
    place: Option<Place>,
}

impl Gang {
    /// A surface is there.
    pub fn enter(&mut self, key: usize, member: Member) {
        self.devices.insert(key, member);
    }

    /// A surface is gone.
    pub fn leave(&mut self, key: usize) {
        self.devices.remove(&key);
    }

    /// Where a surface stands; none where it stands alone. `place` is where it is, `seen` where all of them were
    /// when it last looked: where that differs, somebody has moved it, and all of them with it.
    pub fn meet(&mut self, key: usize, seen: Option<&Place>, place: Place) -> Option<Standing> {
        let order = self.order();
        if order.len() < 2 || !order.contains(&key) {
            return None;
        }
        let is_main = self.devices.get(&key)?.side.is_none();
        let is_moved = seen.is_some_and(|seen| *seen != place);
        if is_moved || self.place.is_none() && is_main {
            self.place = Some(place);
        }
        let members = order.iter().filter_map(|key| self.devices.get(key));
        let left = order.iter().take_while(|other| **other != key);
        let left = left.filter_map(|key| self.devices.get(key));
        Some(Standing {
            offset: left.map(|member| member.strips).sum(),
            total: members.clone().map(|member| member.strips).sum(),
            has_master: members.clone().any(|member| member.has_master),
            place: self.place.clone()?,
        })
    }

    /// The keys of those that stand side by side, from the left.
    fn order(&self) -> Vec<usize> {
        let on = |side: Side| {
            let all = self.devices.iter();
            all.filter(move |(_, member)| member.side == Some(side))
                .map(|(key, _)| *key)
        };
        let first = on(Side::Left).chain(on(Side::Right)).next();
        let layout = first
            .and_then(|key| self.devices.get(&key))
            .map(|member| &member.layout);
        let mut all = self.devices.iter();
        let main = all.find(|(_, member)| member.side.is_none() && Some(&member.layout) == layout);
        let main = main.map(|(key, _)| *key);
        on(Side::Left).chain(main).chain(on(Side::Right)).collect()
    }
}

impl Surface {
    /// Where in its layout it is, for those beside it.
    pub fn place(&self) -> Place {
        self.arrangement.place(self.selected)
    }

    /// It stands there among others, and shows what they show.
    pub fn stand_beside(&mut self, standing: &Standing) {
        let (offset, total) = self.arrangement.bank.side_by_side();
        if self.place() == standing.place && (offset, total) == (standing.offset, standing.total) {
            return;
        }
        let bank = &mut self.arrangement.bank;
        bank.stand(standing.offset, standing.total, standing.has_master);
        self.arrangement.set_nodes(&self.mirror.nodes());
        self.selected = self.arrangement.go_there(&standing.place);
        self.moved_on();
    }

    /// What it is for those beside it.
    pub fn member(&self, file: &DeviceFile) -> Member {
        Member {
            side: file.side,
            strips: self.abilities.strips,
            has_master: self.abilities.master,
            layout: self.arrangement.layout_name().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(side: Option<Side>, strips: usize) -> Member {
        Member {
            side,
            strips,
            has_master: side.is_none(),
            layout: "Standard".to_owned(),
        }
    }

    #[test]
    fn those_on_the_left_come_first_and_a_move_of_one_is_a_move_of_all() {
        let mut gang = Gang::default();
        let here = Place::default();
        gang.enter(0, member(None, 8));
        assert_eq!(gang.meet(0, None, here.clone()), None, "alone");
        gang.enter(1, member(Some(Side::Right), 8));
        gang.enter(2, member(Some(Side::Left), 4));
        gang.enter(
            3,
            Member {
                layout: "Knobs".to_owned(),
                ..member(None, 8)
            },
        );
        assert_eq!(
            gang.meet(1, None, here.clone()),
            None,
            "the main unit has not said where it is"
        );
        let mut offset = |key, seen: Option<&Place>, place: &Place| {
            let standing = gang.meet(key, seen, place.clone());
            standing.map(|standing| (standing.offset, standing.total, standing.place))
        };
        assert_eq!(offset(0, None, &here), Some((4, 20, here.clone())));
        assert_eq!(offset(1, None, &here), Some((12, 20, here.clone())));
        assert_eq!(offset(2, None, &here), Some((0, 20, here.clone())));
        assert_eq!(offset(3, None, &here), None, "another layout");
        let there = Place::default().moved();
        assert_eq!(offset(1, Some(&here), &there).unwrap().2, there);
        assert_eq!(offset(0, Some(&here), &here).unwrap().2, there);
        gang.leave(1);
        gang.leave(2);
        assert_eq!(gang.meet(0, None, here), None);
    }
}
