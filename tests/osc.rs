//! Control by OSC: a real console behind real sockets, asked with bytes.

#[path = "osc/desk.rs"]
mod desk;
#[path = "osc/own.rs"]
mod own;
#[path = "osc/x32.rs"]
mod x32;
