//! The page of the spectrum, the spectrum behind the equaliser's curve, and the alarm of feedback.

use super::*;
use headroom::control::feed::{Clash, ClashReading, Spectrum, SpectrumReading, Suspect};
use headroom::control::intent::{Look, LookFor, NotchAt};
use headroom::tui::page::spectrum::wanted;
use headroom::tui::theme::{Depth, named};

/// A voice: falling from 200 Hz on, with a line at 1.27 kHz.
fn spectrum() -> Spectrum {
    let bands: Vec<f32> = (0..31_u8)
        .map(|band| -20.0 - (f32::from(band) - 10.0).abs() * 2.5)
        .collect();
    let mut points: Vec<f32> = (0..240_u8)
        .map(|point| -25.0 - (f32::from(point) - 80.0).abs() / 3.0)
        .collect();
    points[144] = -18.0;
    let up = |levels: &[f32]| levels.iter().map(|level| level + 5.0).collect();
    Spectrum {
        level: -17.3,
        held_bands: up(&bands),
        held_points: up(&points),
        bands,
        points,
        tones: vec![(1267.3, -18.0), (200.2, -25.0)],
        scope: (0..100_i8).map(|n| (n / 4, n)).collect(),
    }
}

fn reading(node: NodeId) -> News {
    News::Spectra(vec![SpectrumReading {
        node,
        spectrum: spectrum(),
    }])
}

fn suspects() -> News {
    let suspect = |hz, node, confidence, sounds| Suspect {
        hz,
        nodes: vec![node, NodeId::strip(1)],
        level: -12.0,
        confidence,
        sounds,
    };
    News::Suspects(vec![
        suspect(1267.3, NodeId::bus(1), 84.0, true),
        suspect(315.2, NodeId::MAIN, 61.0, false),
    ])
}

fn measured(width: u16, height: u16, news: Vec<News>) -> Screen {
    let mut screen = mixing(width, height);
    let update = Update {
        news,
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    screen
}

fn with_spectrum(width: u16, height: u16) -> Screen {
    let mut screen = measured(width, height, vec![reading(NodeId::strip(1)), suspects()]);
    screen.keys("Tab r");
    screen
}

#[test]
fn the_spectrum_at_80_by_24() {
    insta::assert_snapshot!(picture::of(&with_spectrum(80, 24).draw()));
}

#[test]
fn the_spectrum_in_lines_at_120_by_40() {
    let mut screen = with_spectrum(120, 40);
    screen.type_text("2");
    insta::assert_snapshot!(picture::of(&screen.draw()));
}

#[test]
fn clashes_at_80_by_24() {
    let clash = |band, by, hidden_db| Clash {
        band,
        by: NodeId::strip(by),
        hidden_db,
        louder_db: hidden_db + 5.5,
        level: -34.2,
    };
    let reading = ClashReading {
        node: NodeId::strip(1),
        clashes: vec![clash(12, 7, 14.5), clash(20, 9, 3.2)],
        compared: 31,
        left_out: 2,
    };
    let mut screen = measured(80, 24, vec![News::Clashes(vec![reading])]);
    screen.keys("Tab r 3");
    insta::assert_snapshot!(picture::of(&screen.draw()));
}

/// The cells that are not empty, of the curve's part of the page.
fn curve(screen: &Screen) -> Vec<(u16, u16, String)> {
    let buf = screen.draw();
    let cells = (5..buf.area.height - 3).flat_map(|y| (45..buf.area.width).map(move |x| (x, y)));
    let is_curve = |symbol: &str| symbol.chars().all(|sign| ('⠁'..='⣿').contains(&sign));
    cells
        .filter(|(x, y)| is_curve(buf[(*x, *y)].symbol()))
        .map(|(x, y)| (x, y, buf[(x, y)].symbol().to_owned()))
        .collect()
}

#[test]
fn the_spectrum_lies_behind_the_equaliser_and_hides_nothing_of_its_curve() {
    let page = |news| {
        let mut screen = measured(120, 40, news);
        screen.keys("c 3");
        screen
    };
    let (without, with) = (page(Vec::new()), page(vec![reading(NodeId::strip(1))]));
    assert_eq!(curve(&with), curve(&without));
    assert!(!curve(&with).is_empty());
    let filled = |screen: &Screen, sign: &str| {
        let buf = screen.draw();
        buf.content()
            .iter()
            .filter(|cell| cell.symbol() == sign)
            .count()
    };
    assert_eq!(filled(&without, "░"), 0);
    assert!(filled(&with, "░") > 200);
    // Of another strip nothing is shown.
    assert_eq!(filled(&page(vec![reading(NodeId::strip(2))]), "░"), 0);
    let mut plain = page(vec![reading(NodeId::strip(1))]);
    let before = filled(&plain, ":");
    plain.model.theme = Theme::of(named("dark").unwrap(), Depth::Sixteen, true);
    assert!(filled(&plain, ":") > before + 200);
}

#[test]
fn a_terminal_looks_at_what_its_page_shows_and_at_nothing_else() {
    let mut screen = mixing(80, 24);
    let look = |node, what| Some(Look { node, what });
    assert_eq!(wanted(&screen.model), None);
    screen.keys("Tab r");
    assert_eq!(
        wanted(&screen.model),
        look(NodeId::strip(1), LookFor::Spectrum)
    );
    screen.press(KeyCode::PageDown);
    screen.type_text("3");
    assert_eq!(
        wanted(&screen.model),
        look(NodeId::strip(2), LookFor::Clashes)
    );
    screen.press(KeyCode::Esc);
    assert_eq!(wanted(&screen.model), None);
    screen.type_text("c3");
    assert_eq!(
        wanted(&screen.model),
        look(NodeId::strip(2), LookFor::Spectrum)
    );
    screen.type_text("5");
    assert_eq!(wanted(&screen.model), None);
}

#[test]
fn one_key_sets_a_notch_against_the_suspect_and_another_one_at_the_cursor() {
    let mut screen = measured(120, 40, vec![suspects()]);
    let line = screen.row(1);
    assert!(line.contains("FEEDBACK?: 1267 Hz in"), "{line}");
    assert!(
        line.contains("84 %: $ sets a notch, Tab r shows it"),
        "{line}"
    );
    screen.keys("$");
    assert_eq!(screen.sent(), [Intent::Notch(None)]);
    screen.keys("Tab r Down $");
    let at = |node, hz| Intent::Notch(Some(NotchAt { node, hz }));
    assert_eq!(screen.sent(), [at(NodeId::MAIN, 315.2)]);
    screen.keys("E v");
    let sent = screen.sent();
    let [Intent::Notch(Some(NotchAt { node, hz }))] = sent[..] else {
        panic!("{sent:?}");
    };
    assert_eq!(node, NodeId::strip(1));
    assert!((hz - 1000.0).abs() < 1.0, "{hz}");
    screen.keys("E e E h Del");
    let row = |row: &str| addr(&format!("spectrum/{row}"));
    let expected = [
        Intent::Toggle(row("average")),
        Intent::Toggle(row("hold")),
        Intent::Set(row("reset"), Plain::switch(true)),
    ];
    assert_eq!(screen.sent(), expected);
    screen.press(KeyCode::Enter);
    assert!(screen.row(2).contains("spectrum"), "{}", screen.row(2));
}

#[test]
fn the_cursor_reads_the_third_or_the_point_where_it_stands() {
    let mut screen = with_spectrum(120, 40);
    let line = |screen: &Screen| {
        let rows: Vec<String> = (0..40).map(|y| screen.row(y)).collect();
        rows.into_iter()
            .find(|row| row.contains("dBFS   held"))
            .unwrap()
    };
    assert!(
        line(&screen).contains("third at 1.00 kHz   -37.5 dBFS   held -32.5"),
        "{}",
        line(&screen)
    );
    screen.press(KeyCode::Right);
    assert!(
        line(&screen).contains("third at 1.26 kHz   -40.0 dBFS"),
        "{}",
        line(&screen)
    );
    screen.type_text("2");
    screen.press(KeyCode::Home);
    assert!(
        line(&screen).contains("1.28 kHz   -18.0 dBFS"),
        "{}",
        line(&screen)
    );
}
