//! The single owner of the truth: what every parameter is, who changed it, and what is undone.
//!
//! Everything runs on one thread, which blocks on one channel ([`inbox`]) and never waits for
//! anything else: not for files, terminals, the audio server or the engine.
//!
//! | file | what |
//! |---|---|
//! | [`intent`], `event`, [`inbox`] | what front ends ask, what else happens, and how it gets here |
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
//! | `orders`, `labels`, `naming` | which order to a builder counts; names and colours; how they change |
//! | `streams`, `ports`, `patching`, `inserts` | streams come and go; ports, what they are connected to, and external units |
//! | `set`, `nudge`, `link`, `solo` | values that a hand sets, and what moves along |
//! | `personal`, `phone_order` | what a client may do that mixes one bus for itself; what operators ask of those who serve it |
//! | `hands`, `tap_tempo`, `talk` | what a hand holds; presses in time; the latched talk key |
//! | [`scene`], `scenes`, `scene_wishes`, `scene_edits`, `scene_state` | everything recallable under a name; what is asked of them; their order; one in the place of another; what the journal keeps |
//! | `scene_places`, `many_scenes` | which scenes people name, and where they stand in the list; values of many scenes change together |
//! | `live_edits`, `folding` | what was touched since the last recall and what is safe from it; into scenes with it |
//! | `cues`, `cues_read`, `cue_go`, `cue_edits`, `cue_state` | the list that GO walks: as its file has it, what goes when, what becomes of it, what the journal keeps |
//! | `arriving`, `compare`, `preview` | what a scene brings here; what is said of it before |
//! | [`guard`] | what a recall or an undo raises further than anybody has approved, and what becomes of it |
//! | `recall`, `fade`, `fading`, `go`, `undoing`, `kept_steps` | a scene comes back; a fade is held, stopped, taken back; the one that is next; steps are taken back; those that the journal keeps |
//! | `arrival`, `settings`, `copy` | what comes from elsewhere, and what of it may be set here |
//! | [`preset`], `presets` | settings of a node under a name |
//! | `spare`, `spare_pairs`, `main_copy` | a spare microphone stands in; a bus hears what main hears |
//! | [`transport`], [`lane_player`], `take`, `automation` | where the transport stands; lanes as they are played, and written; both together |
//! | `captures`, `measuring` | what is taken out of the engine; loudness, and the venue's limit |
//! | `looking`, `watching`, `notch` | who looks at which spectrum; what is watched for feedback; a notch against it |
//! | `reference`, `reference_rows`, `reference_wishes`, `reference_wish`, `reference_status` | the reference track; what is set of it, asked of it and said of it |
//! | `remote` | what remote controls ask: cues, tempo, time |
//! | `recording`, `recording_status` | what is armed goes into files |
//! | `midi` | who looks at the messages of surfaces, and who teaches one |
//! | `tape`, [`tape_orders`], `tape_status`, `tape_wish` | recorded tracks in place of live inputs; what is asked of who reads them, said of them and asked about them |
//! | [`setup`], [`thread`], `offline`, `welcome` | what a console starts from; the loop; what is seen without front ends; front ends come |

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
mod cues_read;
pub mod engine_link;
mod engines;
mod event;
mod fade;
mod fading;
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
mod many_scenes;
mod measuring;
mod midi;
pub mod mute_causes;
mod naming;
mod notch;
mod nudge;
mod offline;
mod orders;
mod patching;
mod personal;
mod phone_order;
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
mod remote;
mod reshape;
pub mod scene;
mod scene_edits;
mod scene_places;
mod scene_state;
mod scene_wishes;
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
mod tape;
pub mod tape_orders;
mod tape_status;
mod tape_wish;
pub mod thread;
pub mod transport;
pub mod undo;
mod undoing;
pub mod values;
mod watching;
mod welcome;
