//! What each rule has to catch, and what it has to let pass.

use super::rules::{Faults, exact_maths, imports, incomplete_tables, long_files, long_functions};
use super::rules::{missing_heading, prints, real_time, unsafe_code};
use super::scan::Source;

fn faults(rule: fn(&Source) -> Faults, path: &str, text: &str) -> usize {
    rule(&Source::new(path, text)).len()
}

#[test]
fn an_import_against_the_table() {
    let of = |path, text| faults(imports, path, text);
    assert_eq!(
        of("src/engine/x.rs", "use crate::control::feed::Update;"),
        1
    );
    assert_eq!(
        of("src/engine/x.rs", "use crate::{param::Plain, rt, dsp::*};"),
        0
    );
    assert_eq!(of("src/engine/x.rs", "fn f() { crate::app::stop() }"), 1);
    assert_eq!(
        of(
            "src/tui/view/x.rs",
            "use super::super::super::engine::host;"
        ),
        1
    );
    assert_eq!(
        of(
            "src/control/x.rs",
            "use crate::engine::{Engine, plan::Plan};"
        ),
        0
    );
    assert_eq!(of("src/control/x.rs", "use crate::engine;"), 1);
    assert_eq!(
        of("src/control/x.rs", "use crate::engine::{self, plan};"),
        1
    );
    assert_eq!(of("src/control/x.rs", "use crate::engine::host::Host;"), 1);
    assert_eq!(of("src/desk/x.rs", "use crate::*;"), 1);
    assert_eq!(of("src/main.rs", "use headroom::engine::Engine;"), 1);
    assert_eq!(of("src/app.rs", "use crate::{engine, tui};"), 0);
    assert_eq!(of("src/cli.rs", "use crate::app;"), 1);
    assert_eq!(of("src/novelty.rs", "fn f() {}"), 1);
}

#[test]
fn unsafe_in_a_wrong_place_or_without_a_word() {
    let of = |path, text| faults(unsafe_code, path, text);
    assert_eq!(of("src/engine/host.rs", "fn f() { unsafe { g() } }"), 1);
    assert_eq!(of("src/engine/host.rs", "#![allow(unsafe_code)]"), 1);
    assert_eq!(of("src/lib.rs", "#![deny(unsafe_code)] // unsafe"), 0);
    assert_eq!(of("src/rt/ftz.rs", "fn f() {\n    unsafe { g() }\n}"), 1);
    assert_eq!(of("src/rt/ftz.rs", "unsafe extern \"C\" fn f() {}"), 0);
    let sound = "fn f() {\n    // SAFETY: it is.\n    let x =\n        unsafe { g() };\n}";
    assert_eq!(of("src/backend/jack/io.rs", sound), 0);
}

#[test]
fn words_that_panic_unread() {
    let of = |text| faults(prints, "src/app/x.rs", text);
    assert_eq!(of("fn f() { println!(\"x\"); eprint!(\"y\") }"), 2);
    assert_eq!(
        of("fn f() { writeln!(out, \"x\")?; say::line(\"println!\") }"),
        0
    );
    assert_eq!(of("#[cfg(test)]\nmod tests { fn f() { dbg!(1); } }"), 0);
}

#[test]
fn maths_of_the_platform() {
    let of = |path, text| faults(exact_maths, path, text);
    assert_eq!(
        of(
            "src/dsp/x.rs",
            "fn f(x: f32) -> f32 { x.sin() + f32::exp(x) }"
        ),
        2
    );
    assert_eq!(
        of(
            "src/engine/build.rs",
            "fn new(x: f64) -> f64 { 10_f64.powf(x / 20.0) }"
        ),
        1
    );
    assert_eq!(
        of("src/dsp/x.rs", "fn f(x: f32) -> f32 { xs.map(f32::floor) }"),
        1
    );
    assert_eq!(
        of("src/dsp/x.rs", "fn f(x: V) -> V { _mm256_rsqrt_ps(x) }"),
        1
    );
    assert_eq!(
        of(
            "src/dsp/x.rs",
            "fn f(x: f32) -> f32 { math::exp2(x).sqrt() }"
        ),
        0
    );
    assert_eq!(
        of("src/dsp/x.rs", "#[cfg(test)] mod t { fn f() { x.sin(); } }"),
        0
    );
    assert_eq!(of("src/dsp/math.rs", "fn f(x: f32) -> f32 { x.sin() }"), 0);
    assert_eq!(of("src/control/x.rs", "fn f(x: f32) -> f32 { x.sin() }"), 0);
}

#[test]
fn what_would_stop_the_sound() {
    let of = |text| faults(real_time, "src/engine/x.rs", text);
    assert_eq!(of("fn run() { let v = Vec::new(); v.lock().unwrap(); }"), 3);
    assert_eq!(
        of("fn run(x: Option<u8>) -> u8 { debug_assert!(true); x.unwrap_or(0) }"),
        0
    );
    assert_eq!(of("fn run() { x.iter().collect::<Vec<_>>() }"), 1);
    assert_eq!(of("fn run(&mut self) { self.list.push(1); }"), 1);
    assert_eq!(of("fn run(&mut self) { let _ = self.ring.push(1); }"), 0);
    assert_eq!(
        of("fn run(&mut self) { match self.ring.push(1) { Ok(()) | Err(_) => {} } }"),
        0
    );
    assert_eq!(of("fn new() -> X { fn part() { vec![1] } }"), 0);
    assert_eq!(
        of("struct X { list: Vec<u8> }\nimpl Default for X { fn default() { vec![] } }"),
        0
    );
    assert_eq!(
        of("/// Not on the audio thread.\n#[cold]\npub fn load() { x.clone() }"),
        0
    );
    assert_eq!(
        of("// not real-time: the builder calls it\nfn load() { x.clone() }"),
        0
    );
    assert_eq!(of("// not real-time:\nfn load() { x.clone() }"), 1);
    assert_eq!(of("fn run() { x[frames.clone()] = y.clone(); }"), 1);
    let ordered = "fn run() {\n// not real-time: a test orders it.\npanic!(\n);\npanic!();\n}";
    assert_eq!(of(ordered), 1);
    assert_eq!(
        of("// not real-time: that one\nfn a() {}\nfn load() { x.clone() }"),
        1
    );
    assert_eq!(
        faults(real_time, "src/engine/build.rs", "fn f() { panic!() }"),
        0
    );
    assert_eq!(
        faults(real_time, "src/engine/build/bank.rs", "fn f() { panic!() }"),
        0
    );
    assert_eq!(faults(real_time, "src/tui/x.rs", "fn f() { panic!() }"), 0);
}

#[test]
fn what_is_too_long_or_has_no_heading() {
    let body = |lines| "    g();\n".repeat(lines);
    let function = |lines| {
        format!(
            "fn f(\n    x: u8,\n) {{\n\n    // note\n{}}}\n",
            body(lines)
        )
    };
    assert_eq!(faults(long_functions, "src/x.rs", &function(60)), 0);
    assert_eq!(faults(long_functions, "src/x.rs", &function(61)), 1);
    let file = |lines| format!("//! X.\n\n{}#[cfg(test)]\n{}", body(lines), function(9));
    assert_eq!(faults(long_files, "src/x.rs", &file(398)), 0);
    assert_eq!(faults(long_files, "src/x.rs", &file(399)), 1);
    assert_eq!(faults(missing_heading, "src/x.rs", "//! X.\nfn f() {}"), 0);
    assert_eq!(faults(missing_heading, "src/x.rs", "use x;\n//! X."), 1);
}

#[test]
fn a_table_that_leaves_a_module_out() {
    let of = |text: &str| faults(incomplete_tables, "src/x/mod.rs", text);
    let table = "//! X.\n//!\n//! | file | what |\n//! |---|---|\n//! | [`a`], `b` | both |\n\n";
    let complete = format!("{table}pub mod a;\nmod b;\n#[cfg(test)]\nmod tests;\n");
    assert_eq!(of(&complete), 0);
    assert_eq!(of(&format!("{complete}mod c;\n")), 1);
    assert_eq!(of("//! X.\n\nmod c;\n"), 0);
}
