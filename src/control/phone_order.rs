//! What an operator asks of phones, on its way to those who serve them.

use super::answers::AnswerTo;
use super::intent::{ClientId, PhoneWish};

/// What an operator asks of phones, for those who serve them.
#[derive(Debug)]
pub struct PhoneOrder {
    /// Who.
    pub client: ClientId,
    /// What.
    pub wish: PhoneWish,
    /// Where the answer goes; without it what there is to say becomes a notice.
    pub answer: Option<AnswerTo>,
}
