//! What happened, for people who look later: the log and the panic hook; and what is said at once.

pub mod log;
pub mod panic;
pub mod say;
