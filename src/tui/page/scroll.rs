//! Pages whose rows can only be looked at: the keys of lists move what stands at the top.

use crate::tui::action::Action;

/// Rows of a page up or down.
const FAR: usize = 10;

/// The first row that is shown after an action, where `first` was; none for an action that moves no list. `last` is the
/// last row that may stand at the top.
pub(super) fn scrolled(action: Action, first: usize, last: usize) -> Option<usize> {
    let to = match action {
        Action::ListUp => first.saturating_sub(1),
        Action::ListDown => first + 1,
        Action::ListPageUp => first.saturating_sub(FAR),
        Action::ListPageDown => first + FAR,
        Action::ListFirst => 0,
        Action::ListLast => last,
        _ => return None,
    };
    Some(to.min(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_between_the_first_row_and_the_last() {
        let moves = [
            (Action::ListUp, 0, 0),
            (Action::ListUp, 5, 4),
            (Action::ListDown, 19, 20),
            (Action::ListDown, 20, 20),
            (Action::ListPageUp, 5, 0),
            (Action::ListPageDown, 15, 20),
            (Action::ListFirst, 15, 0),
            (Action::ListLast, 3, 20),
        ];
        for (action, from, to) in moves {
            assert_eq!(
                scrolled(action, from, 20),
                Some(to),
                "{action:?} from {from}"
            );
        }
        assert_eq!(scrolled(Action::Mute, 3, 20), None);
    }
}
