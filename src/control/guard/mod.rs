//! The recall guard: no recall and no undo makes a path louder than somebody has approved, unless somebody allows it.
//!
//! Before a recall the gain of every path, from each strip and FX bus to each output, is computed as it is and as it
//! would be. What lowers is never held back. A rise waits where it goes further than the highest gain approved for its
//! path in this show, or than what is heard now, by more than the limit of its output (`console/guard/…`).
//!
//! | file | what |
//! |---|---|
//! | [`paths`], [`gains`] | where the gains come from; the gain of every path |
//! | `approved` | the highest gain that was approved for each path |
//! | `limits` | how much further a path may rise, by its output |
//! | `holding` | which parameters are held back so that no path rises further |
//! | `order` | which switches wait for the end of a fade, so that nothing is louder in between |
//! | `judging` | what a recall or an undo would do to all paths, and what of it may happen |
//! | `words` | the same for people |
//! | `waiting` | rises that wait, and what they are part of |
//! | `passing` | moves that pass the guard; rises that are allowed, or let go |
//! | `transitions` | the worst rise of every change of scene of a show |
//! | `signals` | which strips have carried a signal of late |

mod approved;
pub mod gains;
mod holding;
mod judging;
mod limits;
mod order;
mod passing;
pub mod paths;
mod signals;
mod transitions;
mod waiting;
mod words;

pub use judging::Rise;
pub(in crate::control) use judging::{Guard, mode};
pub use limits::Limits;
pub(in crate::control) use passing::say_unanswered;
pub use transitions::{Transition, Transitions};
pub(in crate::control) use waiting::{Passage, Passed, Raising};
