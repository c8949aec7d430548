//! Personal mixes on phones: a real console behind a real socket, asked with bytes and by a client that knows
//! nothing of the page.

#[path = "phones/attacks.rs"]
mod attacks;
#[path = "phones/desk.rs"]
mod desk;
#[path = "phones/mixes.rs"]
mod mixes;
#[path = "phones/rights.rs"]
mod rights;
