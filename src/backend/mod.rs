//! Where audio comes from and goes to: a JACK server or a timer.
//!
//! | backend | driven by | for |
//! |---|---|---|
//! | [`jack`] | a JACK server, `PipeWire` too | the stage |
//! | [`null`] | a timer | the demo, tests, a show without a sound card |
//!
//! Both have one shape. A backend is started with a [`Sink`] for what it reports and a channel of
//! [`AudioRequest`]s, runs on threads of its own, and ends when that channel closes, or when its
//! [`Backend`] handle is closed or dropped. Nothing opens before the first [`AudioRequest::Ports`]:
//! a console without ports has nothing to say. From then on the control side only reacts: every
//! [`AudioEvent::Opened`] brings a new link and wants a new engine.
//!
//! [`AudioRequest`]: crate::engine::audio::AudioRequest
//! [`AudioRequest::Ports`]: crate::engine::audio::AudioRequest::Ports

pub mod jack;
pub mod null;
pub mod planar;

use crate::engine::audio::AudioEvent;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io, thread};

/// Where a backend's reports go. It must not wait: it is called on the backend's own thread, which
/// also watches over the stream.
pub type Sink = Arc<dyn Fn(AudioEvent) + Send + Sync>;

/// How long closing waits for a backend. A server that hangs may hold a thread for longer; the
/// thread is then left behind, because a console that ends must not hang with it.
const PATIENCE: Duration = Duration::from_secs(3);

/// A running backend. Closing or dropping it ends the stream.
pub struct Backend {
    /// Dropped to ask the thread to end.
    running: Option<Sender<()>>,
    /// Disconnected once the thread has ended.
    ended: Receiver<()>,
}

impl Backend {
    /// Starts the supervisor thread. `body` gets a channel that is disconnected when it shall end.
    fn spawn(name: &str, body: impl FnOnce(&Receiver<()>) + Send + 'static) -> io::Result<Self> {
        let (running, closing) = bounded::<()>(0);
        let (alive, ended) = bounded::<()>(0);
        thread::Builder::new().name(name.into()).spawn(move || {
            let _alive = alive;
            body(&closing);
        })?;
        Ok(Self {
            running: Some(running),
            ended,
        })
    }

    /// Ends the stream and waits until it has ended, at most three seconds. False when it had not
    /// ended by then. Any thread but the audio thread.
    pub fn close(mut self) -> bool {
        self.finish()
    }

    fn finish(&mut self) -> bool {
        drop(self.running.take());
        !matches!(
            self.ended.recv_timeout(PATIENCE),
            Err(RecvTimeoutError::Timeout)
        )
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        if self.running.is_some() {
            self.finish();
        }
    }
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backend").finish_non_exhaustive()
    }
}
