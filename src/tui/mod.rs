//! The terminal: one more front end, which sends intents and draws what the console says.
//!
//! ```text
//! keys ──► keymap ──► action ──► page, operate ──► Desk ──► console
//!                                                              │
//! output ◄── view, page, widget ◄── model ◄── Update ◄─────────┘
//! ```
//! Nothing is drawn because it was asked for. A terminal that hangs, dies or loses its line stops
//! nothing but itself.

pub mod action;
pub mod alarm;
pub mod ask;
mod burst;
pub mod code;
mod decode;
pub mod entry;
pub mod frame;
pub mod grip;
pub mod hint;
mod input;
pub mod keymap;
pub mod list;
pub mod messages;
pub mod meters;
pub mod model;
mod naming;
mod open_paste;
pub mod operate;
mod options;
mod output;
mod pacer;
pub mod page;
pub mod palette;
mod pointer;
pub mod run;
mod screen;
mod setting;
mod shown;
mod signals;
pub mod spare;
pub mod spectrum;
pub mod theme;
mod tty;
mod typing;
pub mod view;
pub mod widget;
pub mod words;

pub use ask::Ending;
pub use model::Model;
pub use options::TerminalOptions;
pub use output::encode;
pub use run::{TuiError, check_terminal, run};
