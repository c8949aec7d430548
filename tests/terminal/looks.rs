//! Themes, depths and signs: every page in all of them, and what differs in meaning differs on the screen without any
//! colour, in Unicode and in ASCII.

use super::*;
use headroom::tui::theme::{Depth, named, shipped_names};
use ratatui::style::{Color, Modifier};

/// Every theme on every terminal.
fn themes() -> Vec<(Theme, Depth)> {
    let mut themes = Vec::new();
    for name in shipped_names() {
        for depth in Depth::ALL {
            for is_ascii in [false, true] {
                themes.push((Theme::of(named(name).unwrap(), depth, is_ascii), depth));
            }
        }
    }
    themes
}

fn is_of_depth(color: Color, depth: Depth) -> bool {
    match color {
        Color::Reset => true,
        Color::Rgb(..) => depth == Depth::True,
        Color::Indexed(_) => depth >= Depth::Indexed,
        _ => depth >= Depth::Sixteen,
    }
}

#[test]
fn every_page_keeps_to_the_colours_and_signs_that_the_terminal_has() {
    for (keys, page, _) in whole::pages() {
        let mut screen = whole::full(80, 24);
        screen.keys(&keys);
        for (theme, depth) in themes() {
            screen.model.theme = theme;
            for cell in &screen.draw().content {
                let is_kept = is_of_depth(cell.fg, depth) && is_of_depth(cell.bg, depth);
                let is_colored = (cell.fg, cell.bg) != (Color::Reset, Color::Reset);
                let is_fit = is_kept
                    && !(is_colored && theme.is_plain())
                    && (cell.symbol().is_ascii() || !theme.is_ascii());
                assert!(is_fit, "{page:?} in {} {depth:?}: {cell:?}", theme.name());
            }
        }
    }
}

/// What a terminal without colours shows of a cell. Without attributes, as on a dumb one, it is the sign alone.
fn seen(screen: &Screen, with_emphasis: bool) -> Vec<(String, Modifier)> {
    let buf = screen.draw();
    let cells = buf.content.iter().map(|cell| {
        let emphasis = if with_emphasis {
            cell.modifier
        } else {
            Modifier::empty()
        };
        (cell.symbol().to_owned(), emphasis)
    });
    cells.collect()
}

fn with(width: u16, values: &[(&str, &str)]) -> Screen {
    let mut screen = mixing(width, 24);
    screen.model.apply(band::values(values), screen.start);
    screen
}

fn levels(peak: f32, rms: f32, gate: f32, clips: u32) -> Screen {
    let mut screen = Screen::new(80, 24, [band::first_update()]);
    let mut levels = Levels::silent(screen.model.console().channel_count());
    let channel = &mut levels.channels[0];
    channel.meter = peak;
    channel.squares = rms * rms * 48_000.0;
    channel.gate_gain = gate;
    channel.clips = clips;
    levels.frames = 48_000;
    let on = band::values(&[("ch/1/gate/on", "on")]);
    screen.model.apply(on, screen.start);
    let update = Update {
        levels: Some(levels),
        ..Update::default()
    };
    screen.model.apply(update, screen.start);
    screen
}

/// Two screens that differ in one meaning.
type Pair = (&'static str, Screen, Screen);

/// The mixer with one parameter or another.
fn on_mixer() -> Vec<Pair> {
    let pair = |what, path: &str, one: &str, other: &str| -> Pair {
        (what, with(80, &[(path, one)]), with(80, &[(path, other)]))
    };
    let muted = |cause: Option<MuteCause>| {
        let mut screen = with(80, &[]);
        let update = Update {
            mutes: vec![(NodeId::strip(1), cause.into_iter().collect())],
            ..Update::default()
        };
        screen.model.apply(update, screen.start);
        screen
    };
    let selected = |node| {
        let mut screen = with(80, &[]);
        screen.model.select(node);
        screen
    };
    let sends = |bus| {
        let mut screen = with(80, &[]);
        screen.model.put_on_faders(bus);
        screen
    };
    vec![
        ("muted, and open", muted(Some(MuteCause::Own)), muted(None)),
        (
            "muted by itself, and by a DCA",
            muted(Some(MuteCause::Own)),
            muted(Some(MuteCause::Dca(1))),
        ),
        pair("soloed, and not", "ch/1/solo", "on", "off"),
        pair("safe from solo, and not", "ch/1/solo-safe", "on", "off"),
        pair("on main, and off it", "ch/1/main/on", "on", "off"),
        pair("panic, and none", "console/panic", "on", "off"),
        (
            "one strip selected, and another",
            selected(NodeId::strip(1)),
            selected(NodeId::strip(2)),
        ),
        (
            "sends on faders, and faders",
            sends(Some(NodeId::bus(2))),
            sends(None),
        ),
        (
            "safe from solo, and soloed",
            with(80, &[("ch/1/solo-safe", "on")]),
            with(80, &[("ch/1/solo", "on")]),
        ),
    ]
}

/// Meters in one state or another.
fn on_meters() -> Vec<Pair> {
    let (full, half) = (1.0, 0.5);
    vec![
        (
            "a closed gate and a level at 0 dB",
            levels(0.0, 0.0, 0.01, 0),
            levels(full, full, 1.0, 0),
        ),
        (
            "a closed gate over a level, and none",
            levels(half, 0.1, 0.1, 0),
            levels(half, 0.1, 1.0, 0),
        ),
        (
            "peaks alone, and RMS as high",
            levels(half, 0.0, 1.0, 0),
            levels(half, half, 1.0, 0),
        ),
        (
            "a clip mark, and none",
            levels(0.9, half, 1.0, 1),
            levels(0.9, half, 1.0, 0),
        ),
    ]
}

/// Other pages in one state or another.
fn on_pages() -> Vec<Pair> {
    let page = |keys: &str, values: &[(&str, &str)]| {
        let mut screen = with(120, values);
        screen.keys(keys);
        screen
    };
    let pair = |what, keys: &str, path: &str, one: &str, other: &str| -> Pair {
        (
            what,
            page(keys, &[(path, one)]),
            page(keys, &[(path, other)]),
        )
    };
    let band = |gain| {
        let values = [
            ("ch/1/eq/on", "on"),
            ("ch/1/eq/2/on", "on"),
            ("ch/1/eq/2/gain", gain),
        ];
        page("c 3", &values)
    };
    let send = |on| {
        page(
            "Tab x",
            &[("ch/1/send/2/level", "-6 dB"), ("ch/1/send/2/on", on)],
        )
    };
    let scene = |keys: &str| {
        let mut screen = with_scenes(80, 24);
        screen.keys(keys);
        screen
    };
    vec![
        pair(
            "a switch that is on, and off",
            "c 2",
            "ch/1/gate/on",
            "on",
            "off",
        ),
        pair(
            "a send before the fader, and behind it",
            "Tab x",
            "ch/1/send/2/tap",
            "pre-fader",
            "post-fader",
        ),
        ("an EQ curve up, and down", band("9 dB"), band("-9 dB")),
        ("a send that is on, and off", send("on"), send("off")),
        (
            "one scene selected, and another",
            scene("s"),
            scene("s Down"),
        ),
    ]
}

#[test]
fn what_differs_in_meaning_differs_without_colours_and_without_unicode() {
    for is_ascii in [false, true] {
        for (what, mut one, mut other) in
            [on_mixer(), on_meters(), on_pages()].into_iter().flatten()
        {
            let theme = Theme::of(named("dark").unwrap(), Depth::None, is_ascii);
            one.model.theme = theme;
            other.model.theme = theme;
            // In ASCII the signs alone have to do.
            let (one, other) = (seen(&one, !is_ascii), seen(&other, !is_ascii));
            assert!(one != other, "{what}, ascii: {is_ascii}");
        }
    }
}

#[test]
fn a_closed_gate_is_no_level_in_any_cell() {
    for is_ascii in [false, true] {
        let theme = Theme::of(named("dark").unwrap(), Depth::None, is_ascii);
        let signs = |mut screen: Screen| {
            screen.model.theme = theme;
            let buf = screen.draw();
            let cells = (6..17_u16).flat_map(|y| (4..8_u16).map(move |x| (x, y)));
            let mut signs: Vec<String> = cells.map(|at| buf[at].symbol().to_owned()).collect();
            signs.retain(|sign| sign != " ");
            signs.sort();
            signs.dedup();
            signs
        };
        let (gate, level) = (
            signs(levels(0.0, 0.0, 0.01, 0)),
            signs(levels(1.0, 1.0, 1.0, 0)),
        );
        assert!(!gate.is_empty() && !level.is_empty());
        assert!(
            gate.iter().all(|sign| !level.contains(sign)),
            "{gate:?} {level:?}"
        );
    }
}

#[test]
fn a_key_walks_through_the_shipped_themes() {
    let mut screen = mixing(80, 24);
    let names: Vec<&str> = shipped_names().collect();
    for name in names.iter().cycle().skip(1).take(names.len()) {
        screen.keys("Tab t");
        assert_eq!(screen.model.theme.name(), *name);
        assert!(screen.row(22).contains(name), "{}", screen.row(22));
    }
}
