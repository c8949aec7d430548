//! The port buffers as the audio thread sees them.
//!
//! A map is built by the session thread and never changes afterwards; another one replaces it
//! whole, and the old one goes home. Only when it is home are its ports unregistered, so the audio
//! thread never asks for the buffer of a port that is gone.

#![allow(unsafe_code)]

use super::names::Way;
use super::stuck::Loop;
use crate::engine::io::Io;
use ::jack::jack_sys;
use std::ptr;
use std::slice;

/// The most frames of one callback; JACK itself ends at 8192. A longer one stays silent.
const MOST_FRAMES: usize = 16_384;
/// Stands for "no engine has selected a set yet".
pub(super) const NO_SET: u64 = u64::MAX;

/// A registered port, for asking JACK for its buffer. Null where registering failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct RawPort(pub(super) *mut jack_sys::jack_port_t);

// SAFETY: the pointer is a handle that is only ever handed to libjack, whose functions take it on
// any thread.
unsafe impl Send for RawPort {}
// SAFETY: as above; nothing is read through it here.
unsafe impl Sync for RawPort {}

/// A set of ports, as places in the map.
#[derive(Debug)]
pub(super) struct MappedSet {
    /// Its number.
    pub number: u32,
    /// The place of each input, in the engine's order.
    pub inputs: Vec<usize>,
    /// The place of each output, in the engine's order.
    pub outputs: Vec<usize>,
}

/// One port and its buffer in the present callback.
#[derive(Debug)]
struct MappedPort {
    port: RawPort,
    way: Way,
    buffer: *mut f32,
}

/// All ports and all sets that an engine may select.
#[derive(Debug)]
pub(super) struct PortMap {
    ports: Vec<MappedPort>,
    sets: Vec<MappedSet>,
    loops: Vec<Loop>,
    selected: Option<usize>,
    frames: usize,
    silence: Vec<f32>,
    trash: Vec<f32>,
}

// SAFETY: the buffer pointers are only used on the thread that fetched them, within the callback
// that fetched them; between callbacks they are null.
unsafe impl Send for PortMap {}

impl PortMap {
    /// A map. Allocates; session thread.
    pub(super) fn new(ports: &[(RawPort, Way)], sets: Vec<MappedSet>, loops: Vec<Loop>) -> Self {
        let mapped = |&(port, way)| MappedPort {
            port,
            way,
            buffer: ptr::null_mut(),
        };
        Self {
            ports: ports.iter().map(mapped).collect(),
            sets,
            loops,
            selected: None,
            frames: 0,
            silence: vec![0.0; MOST_FRAMES],
            trash: vec![0.0; MOST_FRAMES],
        }
    }

    /// The frames that are processed of `frames` frames: all, or none when there are too many.
    pub(super) fn frames_of(frames: usize) -> usize {
        if frames <= MOST_FRAMES { frames } else { 0 }
    }

    /// Fetches the buffers of a callback of `frames` frames and zeroes every output. Audio thread,
    /// inside the process callback. Inputs come first: where an output of ours is connected to an
    /// input of ours, that input is what the output held in the callback before.
    pub(super) fn fetch(&mut self, frames: u32) {
        self.frames = Self::frames_of(frames as usize);
        for way in [Way::In, Way::Out] {
            for place in self.ports.iter_mut().filter(|place| place.way == way) {
                if !place.port.0.is_null() {
                    // SAFETY: the port is registered as long as this map is in use, and this is
                    // the process callback with its own number of frames.
                    let buffer = unsafe { jack_sys::jack_port_get_buffer(place.port.0, frames) };
                    place.buffer = buffer.cast();
                }
            }
        }
        self.silence();
    }

    /// Looks whether external units hang. Audio thread, when everything has been written.
    pub(super) fn watch_loops(&mut self) {
        for ring in &mut self.loops {
            let buffer = |place: usize| {
                let buffer = self.ports.get(place)?.buffer;
                // SAFETY: JACK gave this buffer for `frames` frames of this callback, and nothing
                // writes to it here.
                (!buffer.is_null()).then(|| unsafe { slice::from_raw_parts(buffer, self.frames) })
            };
            if let (Some(sent), Some(back)) = (buffer(ring.send), buffer(ring.back)) {
                ring.watch(sent, back);
            }
        }
    }

    /// Forgets the buffers; they belong to this callback only. Returns the number of the set that
    /// the engine selected last.
    pub(super) fn release(&mut self) -> u64 {
        for place in &mut self.ports {
            place.buffer = ptr::null_mut();
        }
        self.selected
            .and_then(|place| self.sets.get(place))
            .map_or(NO_SET, |set| u64::from(set.number))
    }

    fn place(&self, way: Way, port: usize) -> Option<*mut f32> {
        let set = self.sets.get(self.selected?)?;
        let places = match way {
            Way::In => &set.inputs,
            Way::Out => &set.outputs,
        };
        let place = self.ports.get(*places.get(port)?)?;
        (!place.buffer.is_null() && place.way == way).then_some(place.buffer)
    }
}

impl Io for PortMap {
    fn use_port_set(&mut self, number: u32) {
        let stays = self
            .selected
            .and_then(|place| self.sets.get(place))
            .is_some_and(|set| set.number == number);
        if !stays {
            self.selected = self.sets.iter().position(|set| set.number == number);
        }
    }

    fn input(&self, port: usize) -> &[f32] {
        match self.place(Way::In, port) {
            // SAFETY: JACK gave this buffer for `frames` frames of this callback, after which
            // `release` forgets it; JACK writes input buffers before the callback only.
            Some(buffer) => unsafe { slice::from_raw_parts(buffer, self.frames) },
            None => &self.silence[..self.frames],
        }
    }

    fn output(&mut self, port: usize) -> &mut [f32] {
        match self.place(Way::Out, port) {
            // SAFETY: as for inputs; an output port's buffer is its own, and the exclusive borrow
            // of the map keeps it the only slice.
            Some(buffer) => unsafe { slice::from_raw_parts_mut(buffer, self.frames) },
            None => &mut self.trash[..self.frames],
        }
    }

    fn silence(&mut self) {
        for place in &self.ports {
            if place.way == Way::Out && !place.buffer.is_null() {
                // SAFETY: as for `output`.
                unsafe { slice::from_raw_parts_mut(place.buffer, self.frames) }.fill(0.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAMES: usize = 4;

    /// A map over the given memory: two inputs, two outputs, set 1 with all, set 2 with the second
    /// of each, and a third output that JACK had no room for.
    fn map(buffers: &mut [Vec<f32>]) -> PortMap {
        let ways = [Way::In, Way::In, Way::Out, Way::Out, Way::Out];
        let ports: Vec<_> = ways
            .iter()
            .map(|way| (RawPort(ptr::null_mut()), *way))
            .collect();
        let set = |number, inputs, outputs| MappedSet {
            number,
            inputs,
            outputs,
        };
        let sets = vec![set(1, vec![0, 1], vec![2, 3, 4]), set(2, vec![1], vec![3])];
        let mut map = PortMap::new(&ports, sets, Vec::new());
        for (place, buffer) in map.ports.iter_mut().zip(buffers) {
            place.buffer = buffer.as_mut_ptr();
        }
        map.frames = FRAMES;
        map
    }

    #[test]
    fn each_set_counts_its_own_ports() {
        let mut buffers: Vec<_> = (0..4).map(|n| vec![n as f32; FRAMES]).collect();
        let mut map = map(&mut buffers);
        map.use_port_set(1);
        assert_eq!((map.input(0)[0], map.input(1)[0]), (0.0, 1.0));
        map.output(0).fill(0.5);
        map.use_port_set(2);
        assert_eq!(map.input(0)[0], 1.0);
        map.output(0).fill(0.7);
        assert_eq!(map.release(), 2);
        assert_eq!((buffers[2][3], buffers[3][3]), (0.5, 0.7));
    }

    #[test]
    fn what_does_not_exist_is_silent() {
        let mut buffers: Vec<_> = (0..4).map(|_| vec![1.0; FRAMES]).collect();
        let mut map = map(&mut buffers);
        assert_eq!(map.input(0), [0.0; FRAMES]);
        map.use_port_set(7);
        map.output(0).fill(9.0);
        assert_eq!(map.input(0), [0.0; FRAMES]);
        map.use_port_set(1);
        map.output(2).fill(9.0);
        assert_eq!(map.input(5), [0.0; FRAMES]);
        map.silence();
        map.use_port_set(99);
        assert_eq!(map.release(), NO_SET);
        assert_eq!(
            (buffers[0][0], buffers[2][0], buffers[3][0]),
            (1.0, 0.0, 0.0)
        );
    }

    #[test]
    fn too_many_frames_are_none() {
        assert_eq!(PortMap::frames_of(8192), 8192);
        assert_eq!(PortMap::frames_of(MOST_FRAMES + 1), 0);
    }
}
