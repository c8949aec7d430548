//! The ways to a strip: by its number, and by its name.

use crate::control::feed::Severity;
use crate::param::{NodeId, NodeKind};
use crate::tui::entry::{Entry, Purpose};
use crate::tui::model::Model;
use crossterm::event::{KeyCode, KeyEvent};

/// Begins with the first digit of a strip's number.
pub(super) fn begin(key: &KeyEvent, model: &mut Model) {
    let KeyCode::Char(digit) = key.code else {
        return;
    };
    let allowed = "digits; any other key does what it does there".to_owned();
    let mut entry = Entry::number(Purpose::Strip, "strip", allowed);
    entry.add(digit.encode_utf8(&mut [0; 4]));
    follow(entry, model);
}

/// A number is typed so far: its strip is selected, and the number is complete as soon as it can be no
/// other.
pub(crate) fn follow(entry: Entry, model: &mut Model) {
    let strips = model.reachable();
    let mut begin_so = strips
        .iter()
        .filter(|node| node.kind == NodeKind::Strip)
        .map(|node| node.number.to_string())
        .filter(|number| number.starts_with(&entry.text));
    let (first, has_more) = (begin_so.next(), begin_so.next().is_some());
    let found = entry.text.parse().map(NodeId::strip);
    match found {
        Ok(strip) if strips.contains(&strip) => model.select(strip),
        _ if first.is_none() && !entry.text.is_empty() => {
            let text = format!("there is no strip {} here", entry.text);
            return model.tell(Severity::Info, &text);
        }
        _ => {}
    }
    if has_more || first.is_none_or(|first| first != entry.text) {
        model.entry = Some(entry);
    }
}

/// Begins to look for a name.
pub(super) fn begin_to_find(model: &mut Model) {
    let purpose = Purpose::Find(model.selected());
    model.entry = Some(Entry::search(purpose, "find", "a part of a name"));
}

/// A part of a name is typed so far: the strip that it fits best is selected.
pub(crate) fn find(entry: Entry, model: &mut Model) {
    let wanted = entry.text.trim().to_lowercase();
    let Purpose::Find(before) = entry.purpose else {
        return;
    };
    let names = model.reachable().into_iter().chain([model.master()]);
    let ranked = names.filter_map(|node| {
        let name = model.console().name(node).to_lowercase();
        Some((rank(&name, &wanted)?, node))
    });
    // Of those that fit equally well the first one.
    let best = ranked.min_by_key(|(rank, _)| *rank);
    match best {
        Some((_, node)) if !wanted.is_empty() => model.select(node),
        None => model.tell(Severity::Info, &format!("no strip is called '{wanted}'")),
        _ => model.select(before),
    }
    model.entry = Some(entry);
}

/// How well a name fits what is looked for, 0 best: it begins so, a word of it does, it has it inside.
fn rank(name: &str, wanted: &str) -> Option<u8> {
    if name.starts_with(wanted) {
        return Some(0);
    }
    let mut words = name.split(' ');
    if words.any(|word| word.starts_with(wanted)) {
        return Some(1);
    }
    name.contains(wanted).then_some(2)
}
