//! The remote protocol of a Behringer X32 or Midas M32, so that apps and controllers for these work with our
//! console. Facts: the *Unofficial X32/M32 OSC Remote Protocol* and programs that speak it.
//!
//! | file | what |
//! |---|---|
//! | `law`, `laws`, `words` | how values lie on floats and lines |
//! | `leaf`, `tree`, `builder`, `table`, [`list`] | every address, and what it is on our console |
//! | `requests` | what is no leaf: `/info`, `/node`, `/xremote`, subscriptions, recalls |
//! | `desk` | its values, and who is told of them |
//! | `remote`, `content` | what a client is told again and again |
//! | `meters` | levels |
//!
//! Clients are told apart by address *and* port; the one that sets a value is not told it. A value that was set a
//! moment ago is answered as it was set, though the sound still rises to it.

mod builder;
mod content;
mod desk;
mod law;
mod laws;
mod leaf;
pub mod list;
mod meters;
mod remote;
mod requests;
mod table;
mod tree;
mod words;

pub use content::tell;
pub use desk::X32;
pub use remote::Remote;
pub use requests::hear;
