//! The program in a terminal that behaves badly: one that takes nothing, one that pastes without
//! saying so, one that was used by somebody else meanwhile. No JACK, no wall clock.

#[path = "common/program.rs"]
mod program;
#[path = "common/jack.rs"]
mod server;
#[path = "common/terminal.rs"]
mod terminal;

use program::Home;
use rustix::process::Signal;
use server::until;
use terminal::Terminal;

/// Ctrl-L.
const REDRAW: &str = "\x0c";

fn is(home: &Home, path: &str, value: &str) {
    until(&format!("{path}: {value}"), || {
        home.run(&["get", path]).stdout == format!("{path}: {value}\n").into_bytes()
    });
}

/// A console on a timer, on a terminal that was looked at until it is shown.
fn running(home: &Home) -> Terminal {
    let mut terminal = Terminal::run(&home.command(&["run", "--backend", "null"]));
    terminal.shows("SAFE START");
    terminal
}

#[test]
fn panic_acts_on_a_terminal_that_takes_nothing_any_more() {
    let home = Home::new();
    // Never read at all: everything that is written stays in the way.
    let terminal = Terminal::run(&home.command(&["run", "--backend", "null"]));
    is(&home, "console/panic", "off");
    terminal.press("S");
    is(&home, "console/safe-start", "off");
    // Frames of many moves, if somebody wrote them.
    for number in 0..20 {
        home.set("ch/1/fader", &format!("-{number} dB"));
    }
    terminal.press("!");
    is(&home, "console/panic", "on");
    // It ends as well, although it can tell nobody.
    terminal.signal(Signal::TERM);
    let mut terminal = terminal;
    until("its end", || terminal.ended().is_some());
}

#[test]
fn a_burst_of_keys_is_a_paste_and_does_nothing() {
    let home = Home::new();
    let mut terminal = running(&home);
    for text in [
        "Set list: 1. Slow One, mute me SOO!\n",
        "\x1b[200~Set list: 1. Slow One, mute me SOO!\n\x1b[201~",
    ] {
        terminal.press(text);
        until("a word about the paste", || {
            terminal.press(REDRAW);
            terminal.look();
            terminal.has_shown("pasted")
        });
        terminal.forget();
        is(&home, "console/safe-start", "on");
        is(&home, "console/panic", "off");
        is(&home, "ch/1/mute", "off");
    }
    // A key is a key.
    terminal.press("S");
    is(&home, "console/safe-start", "off");
}

#[test]
fn panic_gets_out_of_a_paste_whose_end_was_lost() {
    let home = Home::new();
    let terminal = running(&home);
    terminal.press("S");
    is(&home, "console/safe-start", "off");
    terminal.press("\x1b[200~Set list");
    until("panic", || {
        // Again and again, as somebody does whom nothing answers.
        terminal.press("!");
        home.run(&["get", "console/panic"]).stdout == b"console/panic: on\n"
    });
    is(&home, "ch/1/mute", "off");
}

#[test]
fn after_a_pause_and_on_demand_everything_is_drawn_anew() {
    let home = Home::new();
    let mut terminal = running(&home);
    terminal.forget();
    terminal.press(REDRAW);
    terminal.shows("SAFE START");
    // Nobody stops the first process of a session but with the signal that cannot be caught.
    terminal.signal(Signal::STOP);
    terminal.look();
    terminal.forget();
    terminal.signal(Signal::CONT);
    terminal.shows("\x1b[?1049h");
    terminal.shows("SAFE START");
    // It leaves as it is told to: the console goes on, and says so.
    terminal.press("q");
    terminal.shows("d detach");
    terminal.press("d");
    terminal.shows("\x1b[?1049l");
    terminal.shows("headroom attach");
    is(&home, "console/panic", "off");
}

#[test]
fn a_suspended_terminal_gives_the_screen_back_and_takes_it_again() {
    let home = Home::new();
    let mut terminal = running(&home);
    terminal.forget();
    terminal.signal(Signal::TSTP);
    terminal.shows("\x1b[?1049l");
    terminal.forget();
    until("a pause", || {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", terminal.id()));
        stat.unwrap().contains(") T ")
    });
    terminal.signal(Signal::CONT);
    terminal.shows("\x1b[?1049h");
    terminal.shows("SAFE START");
}

#[test]
fn what_is_wrong_with_a_file_is_printed_as_text() {
    let home = Home::new();
    let text = "headroom: 1\nname: \"\\e[2J\\e]0;owned\\a\\nX\"\nstrips:\n  \
                - { number: 1, name: \"\\e[31mRED\\e[0m\\n\\r\\t\\0x\\u202Egnp\\u200b\" }\n";
    let file = home.write("ansi.yaml", text);
    let file = file.to_str().unwrap();
    for arguments in [&["check", file][..], &["run", file], &["get", "\u{1b}[2J"]] {
        let output = home.run(arguments);
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8(printed).unwrap();
        let is_text = |c: char| c == '\n' || !headroom::param::printable::is_hidden(c);
        assert!(printed.chars().all(is_text), "{printed:?}");
        assert!(!printed.is_empty());
    }
}
