//! What happened, for people who look later: the log and the panic hook.

pub mod log;
pub mod panic;
