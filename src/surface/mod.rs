//! Surfaces: MIDI controllers whose faders, knobs, keys, lights and displays follow the console.
//!
//! Three layers. A *device file* ([`crate::show::mapping_file`]) says which message belongs to
//! which standard control; a *layout* ([`crate::show::layout_file`], [`arrangement`]) says what those
//! controls do on the console;
//! protocols with a state of their own ([`mcu`], [`hui`]) are [`driver`]s that speak the same controls. So
//! every device gets every layout.
//!
//! ```text
//! bytes ─► message ─► driver ──► gesture ─► hand (takeover, touch) ─► intent ─► console
//! bytes ◄─ message ◄─ driver ◄── shadow (differences, paced) ◄── mirror ◄── update ◄─┘
//! ```
//! A [`machine::Surface`] is all of that without a thread or a clock: bytes and updates in,
//! intents and bytes out. Around it, [`hardware`] finds devices that are plugged in, [`jack`]
//! follows the ports of the JACK client, and each surface has a thread of its own ([`runner`]).
//! What cues send goes out beside all of them (`sender`). What is no control of a device may be an order of a remote
//! control (`remote`): only where the show or the device's file names it.
//! [`learn`] makes a device file for a controller that has none.

pub mod arrangement;
pub mod bank;
mod burst;
pub mod catalogue;
mod cells;
mod decode;
pub mod driver;
pub mod drivers;
mod echoes;
pub mod gang;
pub mod hardware;
pub mod hui;
pub mod jack;
mod keys;
pub mod learn;
pub mod library;
pub mod machine;
pub mod mcu;
pub mod message;
pub mod messages;
pub mod meters;
pub mod monitor;
mod moves;
pub mod nanokontrol2;
pub mod physical_control;
pub mod picture;
pub mod ports;
mod presses;
mod procedure;
mod programs;
mod recalls;
mod remote;
mod remote_levels;
mod remote_orders;
mod remote_time;
pub mod runner;
mod scale;
mod sender;
mod sends;
pub mod shadow;
mod spill;
pub mod surfaces;
mod sysex;
pub mod takeover;
mod transcript;
mod turned;

pub use surfaces::Surfaces;
