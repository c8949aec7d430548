//! A console as a file describes it.

use super::label::Label;
use crate::param::{NodeId, ParamAddr, Plain, Topology};
use crate::show::osc::OscSettings;
use crate::show::phones::PhoneSettings;
use crate::show::point::PatchPoint;
use crate::show::programs::Programs;
use crate::show::reference::Reference;
use crate::show::remote::Remote;
use std::collections::BTreeMap;

/// A console as a file describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct ConsoleFile {
    /// Its name.
    pub name: String,
    /// Name of its JACK client and socket, where the file gives one.
    pub client: Option<String>,
    /// What it consists of; always valid.
    pub topology: Topology,
    /// Names and colours of the nodes that have one.
    pub labels: BTreeMap<NodeId, Label>,
    /// Foreign JACK ports by our channels.
    pub patch: Vec<(PatchPoint, Vec<String>)>,
    /// Which program changes of surfaces recall scenes.
    pub programs: Option<Programs>,
    /// What remote controls may do.
    pub remote: Option<Remote>,
    /// What the mix is compared with.
    pub reference: Option<Reference>,
    /// Where it listens for OSC, and to whom.
    pub osc: Option<OscSettings>,
    /// Where the console listens for phones.
    pub phones: Option<PhoneSettings>,
    /// Start values; every other parameter has its default.
    pub values: Vec<(ParamAddr, Plain)>,
}

impl Default for ConsoleFile {
    fn default() -> Self {
        Self {
            name: "Console".to_owned(),
            client: None,
            topology: Topology::default(),
            labels: BTreeMap::new(),
            patch: Vec::new(),
            programs: None,
            remote: None,
            reference: None,
            osc: None,
            phones: None,
            values: Vec::new(),
        }
    }
}
