//! The single owner of the truth: what every parameter is, who changed it, and what is undone.
//!
//! Everything runs on one thread, which blocks on one channel ([`inbox`]) and never waits for
//! anything else: not for files, terminals, the audio server or the engine.
//!
//! | file | what |
//! |---|---|
//! | [`intent`], [`inbox`] | what front ends ask, and how it gets here |
//! | [`console`], `intents` | which feature takes what comes in |
//! | `core` | layout, values, engine link, journal, undo and news; the only writer of values |
//! | [`gliding`], `slew` | where what moves stands now; how fast a level may rise |
//! | [`engine_link`] | the sender of commands, and their acknowledgements |
//! | [`journal`], [`journal_writer`], [`answers`] | nothing that was done is lost; answers that wait for the disk |
//! | [`undo`], `history` | what one hand did, per operator; the last of it, for people who look back |
//! | [`feed`], [`subscribers`] | what is said back, to everybody at their own speed |
//! | `values`, [`mute_causes`] | the values by address; why a node is silent |
//! | `engines`, `reshape`, `faults`, `load` | engines are ordered and swapped in; other strips and buses; what failed; what it costs |
//! | [`file_troubles`] | what hands have done to the show's files |
//! | `orders`, `labels` | which order to a builder counts; names and colours |
//! | `streams`, `ports`, `patching`, `inserts` | streams come and go; ports, what they are connected to, and external units |
//! | `set`, `nudge`, `link`, `solo` | values that a hand sets, and what moves along |
//! | `hands`, `tap_tempo`, `talk` | what a hand holds; presses in time; the latched talk key |
//! | [`scene`], `scenes`, `scene_edits`, `scene_state` | everything recallable under a name; their order; one in the place of another; what the journal keeps |
//! | `live_edits`, `folding` | what was touched since the last recall and what is safe from it; into scenes with it |
//! | `cues`, `cue_go`, `cue_edits`, `cue_state` | the list that GO walks: what goes when, what becomes of it, what the journal keeps |
//! | `arriving`, `compare`, `preview` | what a scene brings here; what is said of it before |
//! | [`guard`] | what a recall or an undo raises further than anybody has approved, and what becomes of it |
//! | `recall`, `go`, `undoing`, `kept_steps` | a scene comes back; the one that is next; steps are taken back; those that the journal keeps |
//! | `arrival`, `settings`, `copy` | what comes from elsewhere, and what of it may be set here |
//! | [`preset`], `presets` | settings of a node under a name |
//! | `spare`, `spare_pairs`, `main_copy` | a spare microphone stands in; a bus hears what main hears |
//! | [`transport`], [`lane_player`], `take`, `automation` | where the transport stands; lanes as they are played, and written; both together |
//! | `captures`, `measuring` | what is taken out of the engine; loudness, and the venue's limit |
//! | `looking`, `watching`, `notch` | who looks at which spectrum; what is watched for feedback; a notch against it |
//! | `reference`, `reference_rows`, `reference_wishes`, `reference_wish`, `reference_status` | the reference track; what is set of it, asked of it and said of it |
//! | `recording`, `recording_status` | what is armed goes into files |
//! | [`setup`], [`thread`] | what a console starts from; the loop |

pub mod answers;
mod arrival;
mod arriving;
mod automation;
mod captures;
mod compare;
pub mod console;
mod copy;
mod core;
mod cue_edits;
mod cue_go;
mod cue_state;
mod cues;
pub mod engine_link;
mod engines;
mod faults;
pub mod feed;
pub mod file_troubles;
mod folding;
pub mod gliding;
mod go;
pub mod guard;
mod hands;
mod history;
pub mod inbox;
mod inserts;
pub mod intent;
mod intents;
pub mod journal;
pub mod journal_writer;
mod kept_steps;
mod labels;
pub mod lane_player;
mod link;
mod live_edits;
mod load;
mod looking;
mod main_copy;
mod measuring;
pub mod mute_causes;
mod notch;
mod nudge;
mod orders;
mod patching;
mod ports;
pub mod preset;
mod presets;
mod preview;
mod recall;
mod recording;
mod recording_status;
mod reference;
mod reference_rows;
mod reference_status;
mod reference_wish;
mod reference_wishes;
mod reshape;
pub mod scene;
mod scene_edits;
mod scene_state;
mod scenes;
mod set;
mod settings;
pub mod setup;
mod slew;
mod solo;
mod spare;
mod spare_pairs;
mod streams;
pub mod subscribers;
mod take;
mod talk;
mod tap_tempo;
pub mod thread;
pub mod transport;
pub mod undo;
mod undoing;
pub mod values;
mod watching;
