//! What silences a strip, across its meter and fader: red where it is muted, grey where it is silent for
//! another reason.

use crate::control::feed::MuteCause;
use crate::param::NodeId;
use crate::param::spec::SendParam;
use crate::tui::model::Model;
use crate::tui::widget::{block, put, row};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Fewest rows of meter and fader that leave room for a box of three.
const HIGH: u16 = 9;

/// Draws the box, at the bottom end.
pub(super) fn render(model: &Model, node: NodeId, area: Rect, buf: &mut Buffer) {
    let Some((words, style)) = reason(model, node) else {
        return;
    };
    let high = if area.height >= HIGH { 3 } else { 1 };
    let top = area.height.saturating_sub(high);
    for down in top..area.height {
        let text = if down == top + high / 2 {
            fit(&words, area.width)
        } else {
            String::new()
        };
        let row = row(area, down);
        for x in row.left()..row.right() {
            put(buf, x, row.y, " ", style);
        }
        block(&text, style, row, buf);
    }
}

/// The own mute before all others: it is what the key turns over. While solo is in place, a strip that is
/// soloed says so.
fn reason(model: &Model, node: NodeId) -> Option<(String, Style)> {
    let theme = model.theme;
    let mut causes = model.causes(node).to_vec();
    causes.sort_unstable();
    if let Some(first) = causes.first() {
        let style = match first {
            MuteCause::Own => theme.own_mute(),
            _ => theme.other_mute(),
        };
        let word = short(*first);
        let text = match causes.len() {
            1 => word,
            count => format!("{} +{}", word.replace(' ', ""), count - 1),
        };
        return Some((text, style));
    }
    if model.is_in_place() && model.solo(node).is_some() {
        return Some(("SOLO".to_owned(), theme.solo()));
    }
    let off = model.send_on_fader(node, SendParam::On);
    if off.is_some_and(|on| !model.is_on(on)) {
        return Some(("OFF".to_owned(), theme.lamp_out()));
    }
    let idle = model.idle(node)?;
    Some((idle, theme.lamp_out()))
}

/// Words without their gaps where there is no room for them, then their first letters.
fn fit(words: &str, room: u16) -> String {
    let room = usize::from(room);
    if words.len() <= room {
        return words.to_owned();
    }
    let joined: String = words.split(' ').collect();
    let digits: String = joined.chars().filter(char::is_ascii_digit).collect();
    let letters = joined
        .chars()
        .take(room.saturating_sub(digits.len()).max(1));
    let letters: String = letters.filter(|c| !c.is_ascii_digit()).collect();
    (letters + &digits).chars().take(room).collect()
}

/// A cause in at most six cells.
fn short(cause: MuteCause) -> String {
    match cause {
        MuteCause::Own => "MUTE".to_owned(),
        MuteCause::MuteGroup(number) => format!("GRP {number}"),
        MuteCause::Dim(number) => format!("DIM {number}"),
        MuteCause::Dca(number) => format!("DCA {number}"),
        MuteCause::FxMute => "FX".to_owned(),
        MuteCause::Solo => "CUT".to_owned(),
        MuteCause::SafeStart => "SAFE".to_owned(),
        MuteCause::Panic => "PANIC".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_keeps_its_number_in_a_narrow_strip() {
        let fits = [7, 5, 3, 2, 1].map(|room| fit("DCA 2", room));
        assert_eq!(fits, ["DCA 2", "DCA 2", "DC2", "D2", "D"]);
        assert_eq!(fit("MUTE", 3), "MUT");
    }
}
