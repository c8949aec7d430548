//! The terminal: one more front end, which sends intents and draws what the console says.
//!
//! ```text
//! keys ──► keymap ──► action ──► operate ──► Desk ──► console
//!                                                       │
//! screen ◄── view, widget ◄── model ◄── Update ◄────────┘
//! ```
//! Nothing is drawn because it was asked for. A terminal that hangs, dies or loses its line stops
//! nothing but itself.

pub mod action;
pub mod alarm;
pub mod channel;
mod input;
pub mod keymap;
pub mod meters;
pub mod model;
mod notices;
pub mod operate;
mod pacer;
pub mod presets;
pub mod run;
mod screen;
mod signals;
pub mod spare;
pub mod theme;
pub mod view;
pub mod widget;

pub use model::Model;
pub use operate::Ending;
pub use run::{Options, TuiError, run};
