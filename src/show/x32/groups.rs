//! DCAs, mute groups, automix.

use super::taking::{Taking, places};
use super::words;
use crate::param::NodeId;

/// Takes all of it.
pub fn take(taking: &mut Taking) {
    for place in &places(taking.topology()) {
        for (leaf, row) in [("grp/dca", "dca"), ("grp/mute", "mute-group")] {
            let bits = taking.read(&place.leaf(leaf), "% and a bit for each group", words::mask);
            for (at, is_in) in bits.into_iter().flatten().enumerate() {
                taking.put_switch(place.node, &format!("{row}/{}", at + 1), is_in);
            }
        }
        let groups = [("OFF", "none"), ("X", "1"), ("Y", "2")];
        if let Some(group) = taking.word_of(&place.leaf("automix/group"), &groups) {
            taking.put_word(place.node, "automix/group", group);
        }
        taking.number_to(place, "automix/weight", "automix/weight");
    }
    for number in taking.topology().dcas.clone() {
        take_dca(taking, number);
    }
    for number in taking.topology().mute_groups.clone() {
        if let Some(on) = taking.switch(&format!("/config/mute/{number}")) {
            taking.put_switch(NodeId::mute_group(number), "on", on);
        }
    }
}

fn take_dca(taking: &mut Taking, number: u16) {
    let node = NodeId::dca(number);
    if let Some(on) = taking.switch(&format!("/dca/{number}/on")) {
        taking.put_switch(node, "mute", !on);
    }
    if let Some(level) = taking.level(&format!("/dca/{number}/fader")) {
        taking.put(node, "fader", level);
    }
}
