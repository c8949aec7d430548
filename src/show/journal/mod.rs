//! The journal of a show: every change, in the order in which it was made.
//!
//! A folder of *segments*, `00000001.journal` and on, only ever appended to, in lines that `grep` and `git diff`
//! understand. Each line ends in the CRC-32 of what stands before it; a line without its checksum, or
//! without its end, does not count.
//!
//! ```text
//! segment {"format":1,"number":2,"sequence":41,…,"topology":{…}} *1b2c3d4e     why, from where, for which console
//! = ch/1/fader -4.2 dB *…                                                      the checkpoint: every value,
//! : scenes {"order":["Start","Song 1"],…} *…                                    every document
//! checkpoint 1028 *…                                                           it is whole; so many lines
//! 42 2026-11-21T20:15:01.123Z 481280 terminal#1 hand ch/1/fader -3.5 dB *…
//! 43 2026-11-21T20:15:02.001Z 523200 terminal#1 undo+ ch/1/mute on *…          + : the next line belongs to it
//! 43 2026-11-21T20:15:02.001Z 523200 terminal#1 undo ch/2/mute on *…
//! 44 2026-11-21T20:15:03.700Z ~523200 set#2 hand ch/1/pan -30 *…               ~ : no engine answered; the last known frame
//! 45 2026-11-21T20:15:09.000Z 778240 go#3 recall ch/1/fader -20 dB from -41.2 dB over 9600 *…
//!                                                                              it moves, from where it stood; frames
//! frame 783040 *…                                                              how far the sound is, while something moves
//! doc 46 scene/Song%201 {"ch/1/fader":"-4.2 dB",…} *…                           a document; without JSON it is gone
//! drop 47 scene/ *…                                                            all documents whose keys begin so are gone
//! file 5f3a90c1-2047 *…                                                        show.yaml has been written
//! clean *…                                                                     the console has ended by itself
//! ```
//!
//! A *document* is a small named piece of state that is no parameter: the order of the scenes, a scene that is not
//! in its file yet. It has a number like a group, so that it is safe when that number is.
//!
//! A segment begins when a console starts, when another engine or another rate comes, and after a number of
//! changes; it can be read alone. Reading takes the newest whole checkpoint and what follows it, group by
//! group, up to the first line that does not count: a tail that was being written is cut without a word,
//! damage in the middle is reported.
//!
//! | file | what |
//! |---|---|
//! | [`mod@line`] | checksums |
//! | [`record`] | groups of changes, as text |
//! | [`past`] | steps of undo, rebuilt |
//! | [`segment`] | one file, in and out |
//! | [`recover`] | a folder: the state, and everybody's steps |
//! | [`append`] | writing, group by group, on a disk that may fail |

pub mod append;
pub mod line;
pub mod past;
pub mod record;
pub mod recover;
pub mod segment;
