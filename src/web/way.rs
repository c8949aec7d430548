//! The ways between phones and the thread that serves them.

use super::limits::WAITING;
use super::words::Says;
use axum::body::Bytes;
use axum::extract::ws::Message;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc;

/// Room that levels leave to everything else: they are sent only where next to nothing waits.
const FOR_LEVELS: usize = WAITING - 2;

/// Something from a phone.
#[derive(Debug)]
pub enum Arrived {
    /// It is there.
    Opened {
        /// Its number.
        id: u64,
        /// Where it is.
        address: IpAddr,
        /// The way to it.
        out: Out,
    },
    /// It says something.
    Said {
        /// Its number.
        id: u64,
        /// What.
        text: String,
    },
    /// It is gone.
    Closed {
        /// Its number.
        id: u64,
    },
}

/// The way to a phone. Its connection ends when this is dropped, once everything is written.
#[derive(Debug)]
pub struct Out {
    messages: mpsc::Sender<Message>,
    is_admitted: Arc<AtomicBool>,
    is_lost: bool,
}

impl Out {
    /// A way by that queue; the flag says that a token was shown.
    pub fn new(messages: mpsc::Sender<Message>, is_admitted: Arc<AtomicBool>) -> Self {
        Self {
            messages,
            is_admitted,
            is_lost: false,
        }
    }

    /// It has shown a token that is one.
    pub fn admit(&self) {
        self.is_admitted.store(true, Ordering::Relaxed);
    }

    /// Tells it something. A phone that reads too slowly is lost.
    pub fn say(&mut self, says: &Says) {
        let message = Message::Text(says.text().into());
        self.is_lost |= self.messages.try_send(message).is_err();
    }

    /// Tells it levels, where nothing else waits.
    pub fn say_levels(&mut self, bytes: &Bytes) {
        if self.messages.capacity() > FOR_LEVELS {
            // It matters little.
            let _ = self.messages.try_send(Message::Binary(bytes.clone()));
        }
    }

    /// True once it did not read, or is gone.
    pub fn is_lost(&self) -> bool {
        self.is_lost || self.messages.is_closed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::limits::MESSAGES_PER_SECOND;

    fn way() -> (Out, mpsc::Receiver<Message>) {
        let (messages, queue) = mpsc::channel(WAITING);
        (Out::new(messages, Arc::default()), queue)
    }

    #[test]
    fn who_does_not_read_is_lost_but_not_by_a_burst_of_his_own_and_never_by_levels() {
        let (mut out, mut queue) = way();
        let word = Says::Frozen(true);
        for _ in 0..2 * WAITING {
            out.say_levels(&Bytes::from_static(&[0; 4]));
        }
        for _ in 0..2 * MESSAGES_PER_SECOND {
            out.say(&word);
        }
        assert!(!out.is_lost());
        for _ in 0..WAITING {
            out.say(&word);
        }
        assert!(out.is_lost());
        // He stays so, or he would miss what was between.
        while queue.try_recv().is_ok() {}
        out.say(&word);
        assert!(out.is_lost());
    }

    #[test]
    fn levels_leave_the_way_to_everything_else() {
        let (mut out, mut queue) = way();
        for _ in 0..5 {
            out.say_levels(&Bytes::from_static(&[0; 4]));
        }
        assert!((1..=2).contains(&queue.len()), "{}", queue.len());
        while queue.try_recv().is_ok() {}
        out.say_levels(&Bytes::from_static(&[0; 4]));
        assert_eq!(queue.len(), 1);
    }
}
