//! The single owner of the truth: what every parameter is, who changed it, and what is undone.
//!
//! Everything runs on one thread, which blocks on one channel ([`inbox`]) and never waits for
//! anything else: not for files, terminals, the audio server or the engine.
//!
//! | file | what |
//! |---|---|
//! | [`intent`], [`inbox`] | what front ends ask, and how it gets here |
//! | [`console`], `intents`, [`answers`] | the truth; what each intent does; answers that wait for the disk |
//! | `change`, [`gliding`], `slew` | the only writer; where what moves stands now; how fast a level may rise |
//! | `nudge`, `hands` | keys that know no value; what a hand holds |
//! | [`engine_care`], `faults`, `load` | engines are ordered and swapped in; what failed; what it costs |
//! | `streams`, `reshape` | streams come and go; other strips and buses |
//! | [`engine_link`] | the sender of commands, and their acknowledgements |
//! | [`mute_causes`] | why a node is silent |
//! | [`scenes`], [`scene_list`], `scene_state` | everything recallable under a name; their order; what the journal keeps |
//! | `recall`, `go` | a scene comes back, and is taken back; the one that is next |
//! | [`copy`], [`presets`] | settings go from node to node, and to presets and back |
//! | `spare`, `main_copy` | a spare microphone stands in; a bus hears what main hears |
//! | [`undo`], `steps` | what one hand did, per client, and how it is taken back |
//! | [`tap_tempo`] | presses in time become a tempo |
//! | [`journal`], [`journal_writer`] | nothing that was done is lost |
//! | [`feed`], [`subscribers`] | what is said back, to everybody at their own speed |
//! | [`thread`] | the loop |

pub mod answers;
mod change;
pub mod console;
pub mod copy;
pub mod engine_care;
pub mod engine_link;
mod faults;
pub mod feed;
pub mod gliding;
mod go;
mod hands;
pub mod inbox;
mod inserts;
pub mod intent;
mod intents;
pub mod journal;
mod journal_care;
pub mod journal_writer;
mod link;
mod load;
mod main_copy;
pub mod mute_causes;
mod nudge;
pub mod presets;
mod recall;
mod reshape;
pub mod scene_list;
mod scene_state;
pub mod scenes;
pub mod setup;
mod slew;
pub mod solo;
mod spare;
mod steps;
mod streams;
pub mod subscribers;
mod talk;
pub mod tap_tempo;
pub mod thread;
pub mod undo;
