//! **Headroom**: a live-performance mixing console for a Linux PC.
//!
//! Three pieces of one process, each replaceable: the *engine* makes the sound and knows numbers,
//! not names; the *console* is the single owner of the truth; *front ends* send intents and show
//! what the console says. The terminal may die, hang or lose its line, and the sound goes on.
//!
//! # Modules
//!
//! | module | what | may import |
//! |---|---|---|
//! | [`param`] | the one parameter model: tables, addresses, curves, text | nothing of ours |
//! | [`dsp`] | pure signal maths, one channel or eight side by side | nothing of ours |
//! | [`rt`] | what real-time code stands on | nothing of ours |
//! | [`diag`] | log and panic hook | nothing of ours |
//! | [`demo`] | a band on sixteen channels, synthesised | `dsp` |
//! | [`engine`] | the real-time side: input ports to output ports | `param`, `dsp`, `rt` |
//! | [`backend`] | where audio comes from: JACK, a timer, the caller | `engine`, `rt`, `param` |
//! | [`show`] | files, and what is wrong with them | `param` |
//! | [`analysis`] | what is measured outside the audio thread: loudness, levels, spectra, feedback suspects | `param`, `dsp`, `rt` |
//! | [`disk`] | sound files, read and written | nothing of ours |
//! | [`control`] | the owner of the truth | `param`, `rt`, `show`, `engine::command`, `engine::glide`, `engine::plan`, `engine::link`, `engine::audio`, `engine::io`, `engine::rows`, `engine::settings`, `engine::Engine`, `engine::MARK` |
//! | [`desk`] | the link to the console: in process and over a socket; what front ends know of it | `param`, `control::intent`, `control::feed`, `control::inbox` |
//! | [`surface`] | MIDI controllers: faders, keys, lights, displays | `param`, `show`, `rt::midi`, `desk::mirror`, `control::intent`, `control::feed`, `control::inbox` |
//! | [`osc`] | control over the network: its own addresses, and those of an X32 | `param`, `show`, `desk::mirror`, `control::intent`, `control::feed`, `control::inbox` |
//! | [`web`] | personal mixes on phones: pages, and what they say | `param`, `show`, `desk::mirror`, `control::intent`, `control::feed`, `control::inbox` |
//! | [`tui`] | the terminal | `param`, `desk`, `show`, `control::intent`, `control::feed`, `engine::settings`, `dsp::response` |
//! | [`cli`] | the command line, in words | `param`, `show` |
//! | [`app`] | the composition root | everything |
//! | `main` | parses, runs, prints the error | `cli`, `app` |
//!
//! `tests/architecture.rs` reads this table and holds it.
//!
//! # Threads
//!
//! ```text
//!  JACK process ──(commands, timed changes)◄── control ◄──(one bounded channel)── desk clients
//!       │ acknowledgements, boxes, levels ──►     │                               terminal
//!       │                                         ├──► engine builder (plans → engines, choices → effects)
//!       ├──(captured sound)──► analysis ◄─────────┤ (what to measure, what somebody looks at); ──(what was measured)──► control
//!       ├──(captured sound)──► recorder ◄─────────┤ (what to record); ──(how it stands)──► control
//!       ◄──(reference track)── player ◄─────────────┤ (which file, from where); ──(what it is)──► control
//!       │                                         ├──► journal writer (changes → disk) ──► what is safe
//!       │                                         ├──► saver (connections, strips → show.yaml)
//!       │                                         ├──► presets (settings → their files)
//!  JACK supervisor ◄──(requests)──────────────────┘
//!       └──(stream opened, lost, ports ready)──► control
//!
//!  JACK process ──(MIDI bytes)──► bridge ──► surface ──(intents)──► control
//!       ▲ (MIDI bytes)                        │ ▲ (updates)            │
//!       └─────────────────────────────────────┘ └──────────────────────┘
//!  port watcher ──(starts, ends)──► surface, one thread per device; midir's thread ──► its bytes
//! ```
//! The audio thread never allocates, frees, locks, waits or logs; control never waits for anything
//! but its channel; everybody else may die.
//!
//! # One way to do each thing
//!
//! - **A parameter**: a row in its section's table in `param/tables/` (the only place of its range and default), its
//!   line in the section's function of [`engine::settings`], and where it acts in `dsp/`. A row that the engine has no
//!   use for says `control_only`. Files, the desk, undo, `headroom params` and the
//!   terminal have it then. A choice is an enum beside the table, never a position.
//! - **A processor** of strips, buses or main: `dsp/x.rs` (a type that implements [`dsp::processor::Processor`],
//!   joins the suite, and has tests that measure it); `param/tables/x.rs` (its rows), with a line in
//!   [`param::spec`] and in [`param::tables`]; `engine/settings/x.rs` (its settings function); one line in
//!   `engine/processors.rs`; one line in the list of [`engine::bank`] and one at its place in the path, `set.process(…)`. The
//!   compiler asks for nothing else but the `mod` lines.
//! - **A section** that is more than a processor's (a key, a place, a number of bands): a table and its lines in
//!   [`param::spec`] and [`param::tables`], its rows in [`engine::wiring`] and `engine/build/params.rs`, its lines in
//!   [`engine::settings::concern`], its part in [`engine::stale`], and what hands it over in `engine/refresh/`.
//! - **An effect**: `dsp/x.rs` (a [`dsp::processor::Processor`] of [`dsp::processor::Stereo`], in the suite, with
//!   tests that measure it); `param/tables/effects/x.rs` (its rows) and one line in the list beside it;
//!   `engine/settings/effects/x.rs` (its settings function); one line in `engine/fx/unit.rs`; the `mod` lines.
//!   A reverb is a [`dsp::reverberator::Network`], whose tests join a suite of their own.
//! - **A surface**: one YAML file in `mappings/` and its line in [`surface::catalogue`]; tests pick it
//!   up. Rust only for a new protocol: a [`surface::driver::Driver`].
//! - **A terminal page**: one folder `tui/page/x/` (state, keys, hints, what shows it, a pure drawing), one row in
//!   [`tui::page::PAGES`], its name in `tui/page/name.rs`, and the key that shows it, a row in [`tui::action`].
//! - **An action**: what every front end can do is a row in [`param::action`] and what it asks in
//!   [`control::intent`]: surfaces and `headroom do` have it then. An action of the terminal is one row in
//!   [`tui::action`] and its keys in `configs/terminal/keymap.yaml`: palette, hints and help have it then.
//! - **A file field**: with a default; unknown keys are errors that name the nearest known key.
//! - **News for front ends**: a variant of [`control::feed::News`], told where it changes, and an arm in
//!   [`desk::mirror`], which the compiler asks for.
//! - **Telling the user**: what happened, why, what to do next. The log goes to a file.

// What integration tests share serves tests of the library's own, too.
#[cfg(test)]
extern crate self as headroom;

pub mod analysis;
pub mod app;
pub mod backend;
pub mod cli;
pub mod control;
pub mod demo;
pub mod desk;
pub mod diag;
pub mod disk;
pub mod dsp;
pub mod engine;
pub mod osc;
pub mod param;
pub mod rt;
pub mod show;
pub mod surface;
pub mod tui;
pub mod web;
