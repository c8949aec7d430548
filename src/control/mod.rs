//! The single owner of the truth: what every parameter is, who changed it, and what is undone.
//!
//! Everything runs on one thread, which blocks on one channel ([`inbox`]) and never waits for
//! anything else: not for files, terminals, the audio server or the engine.
//!
//! | file | what |
//! |---|---|
//! | [`intent`], [`inbox`] | what front ends ask, and how it gets here |
//! | [`console`] | intents become values, commands and undo steps |
//! | `nudge` | keys that know no value |
//! | [`engine_care`] | engines are ordered, swapped in, healed; streams come and go |
//! | [`engine_link`] | the sender of commands, and their acknowledgements |
//! | [`mute_causes`] | why a node is silent |
//! | [`scenes`], `go` | everything recallable under a name, and the one that is next |
//! | [`copy`], [`presets`] | settings go from node to node, and to presets and back |
//! | `spare`, `main_copy` | a spare microphone stands in; a bus hears what main hears |
//! | [`undo`], `steps` | what one hand did, per client, and how it is taken back |
//! | [`tap_tempo`] | presses in time become a tempo |
//! | [`journal`], [`journal_writer`] | nothing that was done is lost |
//! | [`feed`], [`subscribers`] | what is said back, to everybody at their own speed |
//! | [`thread`] | the loop |

pub mod console;
pub mod copy;
pub mod engine_care;
pub mod engine_link;
pub mod feed;
mod go;
pub mod inbox;
mod inserts;
pub mod intent;
pub mod journal;
mod journal_care;
pub mod journal_writer;
mod link;
mod main_copy;
pub mod mute_causes;
mod nudge;
pub mod presets;
pub mod scenes;
pub mod setup;
pub mod solo;
mod spare;
mod steps;
pub mod subscribers;
mod talk;
pub mod tap_tempo;
pub mod thread;
pub mod undo;
