//! A stream without hardware: a timer calls the engine. Inputs are silent or come from a
//! [`Source`]; outputs go nowhere.

use super::planar::{Channel, Planar};
use super::{Backend, Sink};
use crate::engine::audio::{AudioEvent, AudioRequest, PortSet};
use crate::engine::host::Host;
use crate::engine::link::link;
use crate::rt::audio_thread;
use crate::rt::load::Load;
use crossbeam_channel::{Receiver, RecvTimeoutError, TryRecvError, select};
use std::io;
use std::time::{Duration, Instant};

/// Longer delays than this are not caught up with: the machine slept.
const CATCH_UP: Duration = Duration::from_secs(1);

/// Something that plays into the inputs.
pub trait Source: Send {
    /// Writes the next frames of every input; `frame` counts the stream's frames before them.
    /// The stream's thread; should not allocate or wait.
    fn fill(&mut self, frame: u64, inputs: &mut [Channel]);
}

/// How the timer runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NullOptions {
    /// Sample rate in Hz.
    pub rate: u32,
    /// Frames per callback.
    pub period: u32,
}

impl Default for NullOptions {
    /// 256 frames at 48 kHz.
    fn default() -> Self {
        Self {
            rate: 48_000,
            period: 256,
        }
    }
}

/// Starts a timer-driven backend on a thread of its own.
///
/// # Errors
/// The system gives no thread.
pub fn start(
    options: NullOptions,
    source: Option<Box<dyn Source>>,
    sink: Sink,
    requests: Receiver<AudioRequest>,
    load: Load,
) -> io::Result<Backend> {
    let options = NullOptions {
        rate: options.rate.max(1),
        period: options.period.max(1),
    };
    Backend::spawn("null-audio", move |closing| {
        let Some(set) = first_ports(closing, &requests) else {
            return;
        };
        let (engine, control) = link();
        let mut planar = Planar::new();
        planar.add(&set);
        sink(AudioEvent::Opened {
            link: control,
            rate: options.rate,
            period: options.period,
            port_set: set.number,
        });
        let mut stream = Stream {
            options,
            source,
            sink,
            requests,
            load,
            host: Host::new(engine),
            planar,
            frame: 0,
        };
        stream.run(closing);
    })
}

/// Waits for the first set of ports; none when the stream shall end before.
fn first_ports(closing: &Receiver<()>, requests: &Receiver<AudioRequest>) -> Option<PortSet> {
    loop {
        let request = select! {
            recv(closing) -> _ => return None,
            recv(requests) -> request => request,
        };
        match request {
            Ok(AudioRequest::Ports(set)) => return Some(set),
            Ok(AudioRequest::Connect(_) | AudioRequest::ConnectInOrder) => {}
            Err(_) => return None,
        }
    }
}

/// A running timer.
struct Stream {
    options: NullOptions,
    source: Option<Box<dyn Source>>,
    sink: Sink,
    requests: Receiver<AudioRequest>,
    load: Load,
    host: Host,
    planar: Planar,
    frame: u64,
}

impl Stream {
    fn run(&mut self, closing: &Receiver<()>) {
        audio_thread::enter();
        let mut begun = Instant::now();
        let mut frames = 0;
        while self.answer() {
            self.cycle();
            // Deadlines are counted from the beginning, so that rounding and late wake-ups never
            // add up to a drift.
            frames += u64::from(self.options.period);
            let deadline = begun + self.duration(frames);
            let now = Instant::now();
            if now.saturating_duration_since(deadline) > CATCH_UP {
                self.load.count_xrun();
                begun = now;
                frames = 0;
            }
            let patience = deadline.saturating_duration_since(now);
            if let Err(RecvTimeoutError::Disconnected) = closing.recv_timeout(patience) {
                return;
            }
        }
    }

    fn duration(&self, frames: u64) -> Duration {
        Duration::from_nanos(frames.saturating_mul(1_000_000_000) / u64::from(self.options.rate))
    }

    /// Does what was asked since the last callback. False when the stream shall end.
    fn answer(&mut self) -> bool {
        loop {
            match self.requests.try_recv() {
                Ok(AudioRequest::Ports(set)) => {
                    self.planar.add(&set);
                    (self.sink)(AudioEvent::PortsReady(set.number));
                }
                // There is nobody to connect to.
                Ok(AudioRequest::Connect(_) | AudioRequest::ConnectInOrder) => {}
                Err(TryRecvError::Empty) => return true,
                Err(TryRecvError::Disconnected) => return false,
            }
        }
    }

    fn cycle(&mut self) {
        let begun = Instant::now();
        self.load.begin_cycle();
        let frames = self.options.period as usize;
        self.planar.begin(frames);
        if let Some(source) = &mut self.source {
            source.fill(self.frame, self.planar.inputs());
        }
        self.host.cycle(&mut self.planar, frames);
        self.planar.drop_outdated();
        self.frame += frames as u64;
        let available = self.duration(frames as u64).as_nanos() as u64;
        let busy = begun.elapsed().as_nanos() as u64;
        self.load.count_cycle(frames, busy, available);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::io::PortList;
    use crate::param::Topology;
    use crossbeam_channel::{Sender, unbounded};
    use std::sync::Arc;

    const PATIENCE: Duration = Duration::from_secs(10);

    struct Ramp(Sender<(u64, usize)>);

    impl Source for Ramp {
        fn fill(&mut self, frame: u64, inputs: &mut [Channel]) {
            let _ = self.0.send((frame, inputs.len()));
        }
    }

    fn ports(number: u32) -> AudioRequest {
        AudioRequest::Ports(PortSet {
            number,
            list: PortList::of(&Topology::default()),
            ..PortSet::default()
        })
    }

    #[test]
    fn it_opens_with_the_first_ports_runs_and_closes() {
        let (events_in, events) = unbounded();
        let (requests, requests_out) = unbounded();
        let (filled_in, filled) = unbounded();
        let load = Load::default();
        let sink: Sink = Arc::new(move |event| drop(events_in.send(event)));
        let options = NullOptions::default();
        let source = Some(Box::new(Ramp(filled_in)) as Box<dyn Source>);
        let backend = start(options, source, sink, requests_out, load.clone()).unwrap();
        requests.send(ports(4)).unwrap();
        let opened = events.recv_timeout(PATIENCE).unwrap();
        let AudioEvent::Opened { link, port_set, .. } = opened else {
            panic!("{opened:?}");
        };
        assert_eq!(port_set, 4);
        assert_eq!(filled.recv_timeout(PATIENCE), Ok((0, 17)));
        assert_eq!(filled.recv_timeout(PATIENCE), Ok((256, 17)));
        requests.send(ports(5)).unwrap();
        let ready = events.recv_timeout(PATIENCE).unwrap();
        assert!(matches!(ready, AudioEvent::PortsReady(5)));
        assert!(load.cycles() >= 2 && load.frames() == load.cycles() * 256);
        assert!(backend.close());
        assert!(link.is_abandoned());
    }

    #[test]
    fn nobody_who_asks_before_the_first_ports_ends_it_too() {
        let (requests, requests_out) = unbounded();
        let sink: Sink = Arc::new(|_| {});
        let backend = start(
            NullOptions::default(),
            None,
            sink,
            requests_out,
            Load::default(),
        )
        .unwrap();
        drop(requests);
        assert!(backend.close());
    }
}
