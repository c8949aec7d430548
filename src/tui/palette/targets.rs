//! What a control of a surface may do, found by a few letters.

use super::rank::{BY_PATH, rank};
use super::state::{Command, Palette};
use crate::control::feed::LearntControl;
use crate::param::{ConsoleAction, Curve, ParamAddr};
use crate::show::layout_file::surface_words;
use crate::tui::model::Model;

/// What fits a text among what a control of a surface may do. Of what every strip has, the first strip's
/// parameters stand for those of all.
pub(crate) fn search_targets(text: &str, model: &Model, control: &LearntControl) -> Palette {
    let wanted = text.trim().to_lowercase();
    let mut ranked: Vec<(usize, Command)> = Vec::new();
    if !control.is_position {
        let console = ConsoleAction::ALL.iter().map(|action| action.word());
        for word in console.chain(surface_words()) {
            ranked.extend(rank(word, &wanted).map(|rank| (rank, Command::Target(word))));
        }
    }
    if let Some(layout) = model.layout().filter(|_| !wanted.is_empty()) {
        let first = model.strips().first().copied();
        let is_meant = |addr: &ParamAddr| {
            let is_stepped = model
                .console()
                .spec(*addr)
                .is_some_and(|spec| matches!(spec.curve, Curve::Switch | Curve::Choice(_)));
            let of_first = !control.is_of_strip || Some(addr.node()) == first;
            of_first && (control.is_position || is_stepped)
        };
        let addrs = layout.indices().map(|index| layout.addr(index));
        for addr in addrs.filter(is_meant) {
            let rank = rank(&addr.to_string(), &wanted);
            ranked.extend(rank.map(|rank| (rank + BY_PATH, Command::Param(addr))));
        }
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    Palette::new(ranked.into_iter().map(|(_, command)| command))
}

/// What a control shall do, as it was chosen or typed.
pub(crate) fn target(text: &str, model: &Model) -> Option<String> {
    let text = text.trim();
    if text.starts_with("selected/") {
        return Some(text.to_owned());
    }
    match model.palette.chosen()? {
        Command::Target(word) => Some(word.to_owned()),
        Command::Param(addr) => Some(addr.to_string()),
        Command::Action(_) => None,
    }
}
