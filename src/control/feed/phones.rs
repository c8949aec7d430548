//! Phones, as front ends are told of them.

use crate::control::intent::PhonePlace;
use serde::{Deserialize, Serialize};

/// All links for phones, and who uses them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhonesStatus {
    /// Where phones find the console, such as `http://192.168.1.20:8077`; none where it does not listen.
    pub address: Option<String>,
    /// The links, by number.
    pub links: Vec<PhoneLink>,
    /// Buses whose mix an operator has kept.
    pub kept: Vec<u16>,
}

/// A link for a phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneLink {
    /// Its number.
    pub number: u32,
    /// What it is for.
    pub place: PhonePlace,
    /// Whom it was made for.
    pub name: String,
    /// How many phones use it now.
    pub count: u32,
    /// What whoever uses it calls himself.
    pub person: String,
    /// It changes nothing.
    pub is_frozen: bool,
    /// What was done with it last, for people.
    pub doing: String,
}
