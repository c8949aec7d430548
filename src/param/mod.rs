//! The one parameter model: every knob of the console, described once.
//!
//! One declarative table per section ([`tables`]) drives the engine, surfaces, terminal, scenes,
//! undo, journal, automation, OSC, files and `headroom params`.
//!
//! | notion | type | for |
//! |---|---|---|
//! | row of a table | [`ParamSpec`] | what a parameter is: name, unit, curve, default |
//! | choice | [`Choice`] | one of several words, as an enum |
//! | address | [`ParamAddr`] | people and files: `ch/7/gate/threshold`; numbers are lasting ids |
//! | index | [`ParamIndex`] | machines: dense, valid for one [`Layout`] only |
//! | value | [`Plain`] | dB, Hz, ms, −100…100, 0/1, choice number: what is stored, saved and sent |
//! | action | [`ConsoleAction`] | what is done to the console as a whole |
//! | place in time | [`clock`] | minutes and seconds, as people write them |
//! | position | [`Travel`] | 0…1 on a control: only in surfaces, OSC and the terminal |
//!
//! A third kind of value, the *gain* or *coefficient*, exists only in the engine and `dsp`.

#[macro_use]
mod macros;

pub mod action;
pub mod addr;
pub mod carry;
pub mod channels;
pub mod clock;
mod controls;
mod counted;
pub mod curve;
pub mod difference;
pub mod lane;
pub mod layout;
pub mod nearest;
pub mod node;
pub mod path;
pub mod printable;
pub mod recall_class;
pub mod relative;
pub mod row;
pub mod section;
pub mod silence;
pub mod spec;
pub mod step;
pub mod store;
pub mod tables;
pub mod text;
pub mod timecode;
pub mod timeline;
pub mod topology;
pub mod width;

pub use action::ConsoleAction;
pub use addr::ParamAddr;
pub use counted::counted;
pub use curve::{Curve, Plain, Travel};
pub use layout::{Layout, ParamIndex};
pub use node::{NodeId, NodeKind};
pub use recall_class::{RecallClass, RecallClasses};
pub use relative::NodeRow;
pub use row::{Choice, Row};
pub use spec::{Each, Param, ParamSpec, Recall, Unit};
pub use step::Step;
pub use store::{DirtySet, Store};
pub use topology::{BusDef, BusRole, MIDI_PAIRS, PortKind, StripDef, Topology, TopologyError};
pub use width::{Side, Speakers, Width};
