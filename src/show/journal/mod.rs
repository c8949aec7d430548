//! The journal of a show: every change, in the order in which it was made.
//!
//! A folder of *segments*, `00000001.journal` and on, only ever appended to, in lines that `grep` and `git diff`
//! understand. Each line ends in the CRC-32 of everything in front of it, from the first line of the file on:
//! one that was changed, is missing, comes twice or stands elsewhere does not count, and nothing behind it.
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
//! doc+ 47 scene/A {…} *…                                                       + : the next line belongs to it
//! doc 47 scenes {…} *…
//! drop 48 scene/ *…                                                            all documents whose keys begin so are gone
//! file 5f3a90c1-2047 *…                                                        show.yaml has been written
//! clean *…                                                                     the console has ended by itself
//! ```
//!
//! A *document* is a small named piece of state that is no parameter: the order of the scenes, a scene that is not
//! in its file yet. It has a number like a group, so that it is safe when that number is. Several that change together
//! share one, and count together or not at all.
//!
//! A segment begins when a console starts, when another engine or another rate comes, and when the one before
//! has grown long; it can be read alone. Reading takes the newest whole checkpoint and what follows it, group by
//! group, up to the first line that does not count. Older segments are read for undo only, and not far.
//!
//! | found | what it is | the console stands | and starts |
//! |---|---|---|---|
//! | one unfinished line in the end, and everything that was [safe](mod@safe) before it | a write that nobody was told of | as before it; it is said | as after any crash |
//! | anything else that does not check, numbers that do not follow, another segment's number, less than was safe | damage | as before it; it is said | under safe start |
//! | the newest segment cannot be used at all | damage | as the one before it says; it is said | under safe start |
//! | older segments do not check | less to undo | as the newest says; it is said | as after any crash |
//!
//! | file | what |
//! |---|---|
//! | [`mod@line`] | checksums |
//! | [`record`] | groups of changes, as text |
//! | [`document`] | the text of a document, which the writer makes |
//! | [`past`] | steps of undo, rebuilt |
//! | [`segment`] | one file, as it is written |
//! | [`reading`] | one file, as it is read |
//! | [`mod@safe`] | how far all of it was safe |
//! | [`recover`] | a folder: the state, and everybody's steps |
//! | [`append`] | writing, group by group, on a disk that may fail |

pub mod append;
pub mod document;
pub mod line;
pub mod past;
pub mod reading;
pub mod record;
pub mod recover;
pub mod safe;
pub mod segment;
