//! What an operator asks of the phones on which musicians mix for themselves.

pub use crate::show::phone_links::PhonePlace;
use serde::{Deserialize, Serialize};

/// Something about phones. Links are named by their numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PhoneWish {
    /// A new link, for somebody of that name. The answer has its address, which nobody learns again.
    Add(PhonePlace, String),
    /// A link ends, and whoever uses it is gone.
    Revoke(u32),
    /// A link changes nothing any more, or it does again.
    Freeze(u32, bool),
    /// Keeps the mix of a bus as the operator's own.
    Keep(u16),
    /// Goes back to the mix of a bus that was kept.
    BackTo(u16),
}
