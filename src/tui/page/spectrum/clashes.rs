//! Where other strips hide one: band by band, the worst first.

use crate::param::NodeKind;
use crate::param::counted;
use crate::param::spec::THIRDS;
use crate::tui::model::Model;
use crate::tui::spectrum::figure;
use crate::tui::widget::row;
use crate::tui::words::fit;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Cells of a strip's name.
const NAME: usize = 14;

/// Draws them.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let (theme, node) = (model.theme, model.spectrum_page.node);
    let say = |text: &str, buf: &mut Buffer| {
        Line::styled(format!(" {text}"), theme.faint()).render(row(area, 0), buf);
    };
    if node.kind != NodeKind::Strip {
        return say("strips are compared with strips: choose one", buf);
    }
    let Some(reading) = model.console().clashes(node) else {
        return say("nothing is measured yet", buf);
    };
    let compared = counted(usize::from(reading.compared), "open strip");
    let left_out = match reading.left_out {
        0 => String::new(),
        more => format!("; {more} more are left out"),
    };
    say(&format!("compared with {compared}{left_out}"), buf);
    if reading.clashes.is_empty() {
        let text = " nothing hides it";
        Line::styled(text, theme.text()).render(row(area, 2), buf);
        return;
    }
    let head = format!(
        " {:>8} {:>10}   {:NAME$} {:>10} {:>10}",
        "third", "hidden by", "", "louder by", "own level"
    );
    Line::styled(head, theme.faint()).render(row(area, 2), buf);
    let shown = reading.clashes.iter().skip(model.spectrum_page.first);
    for (down, clash) in (3..area.height).zip(shown) {
        let third = THIRDS.get(usize::from(clash.band)).unwrap_or(&"");
        let style = if clash.hidden_db >= 10.0 {
            theme.warning()
        } else {
            theme.text()
        };
        let name = fit(&model.called(clash.by), NAME);
        let line = Line::from(vec![
            Span::styled(format!(" {third:>8} {:>7.1} dB", clash.hidden_db), style),
            Span::styled(format!("   {name:NAME$}"), theme.strong()),
            Span::styled(
                format!(" {:>+7.1} dB {:>10}", clash.louder_db, figure(clash.level)),
                theme.text(),
            ),
        ]);
        line.render(row(area, down), buf);
    }
}
