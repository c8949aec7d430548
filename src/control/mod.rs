//! The single owner of the truth: what every parameter is, who changed it, and what is undone.
//!
//! Everything runs on one thread, which blocks on one channel ([`inbox`]) and never waits for
//! anything else: not for files, terminals, the audio server or the engine.
//!
//! | file | what |
//! |---|---|
//! | [`intent`], [`inbox`] | what front ends ask, and how it gets here |
//! | [`console`] | intents become values, commands and undo steps |
//! | [`engine_care`] | engines are ordered, swapped in, healed; streams come and go |
//! | [`engine_link`] | the sender of commands, and their acknowledgements |
//! | [`mute_causes`] | why a node is silent |
//! | [`scenes`] | everything recallable under a name |
//! | [`undo`], `steps` | what one hand did, per client, and how it is taken back |
//! | [`journal`], [`journal_writer`] | nothing that was done is lost |
//! | [`feed`], [`subscribers`] | what is said back, to everybody at their own speed |
//! | [`thread`] | the loop |

pub mod console;
pub mod engine_care;
pub mod engine_link;
pub mod feed;
pub mod inbox;
pub mod intent;
pub mod journal;
mod journal_care;
pub mod journal_writer;
mod link;
pub mod mute_causes;
pub mod scenes;
pub mod setup;
pub mod solo;
mod steps;
pub mod subscribers;
mod talk;
pub mod thread;
pub mod undo;
