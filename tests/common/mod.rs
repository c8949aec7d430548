//! What several test programs share.

#![allow(dead_code)]

pub mod consoles;
pub mod desk;
pub mod rig;
pub mod signal;
pub mod wave;
