//! A phone's WebSocket: what it says goes to the server's thread, what that says goes to it.

use super::door::Visitor;
use super::limits::{HELLO, MESSAGES_PER_SECOND, SILENT, WAITING, WRITE};
use super::way::{Arrived, Out};
use axum::extract::ws::{Message, WebSocket};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};

/// Serves a phone until it or the console ends, or it does what no page does.
pub async fn serve(socket: WebSocket, visitor: Visitor) {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let id = LAST.fetch_add(1, Ordering::Relaxed);
    let (messages, mut queue) = mpsc::channel(WAITING);
    let out = Out::new(messages, Arc::clone(&visitor.slot.is_admitted));
    let address = visitor.slot.address;
    let opened = Arrived::Opened { id, address, out };
    if visitor.arrived.try_send(opened).is_err() {
        return;
    }
    let (mut sink, stream) = socket.split();
    tokio::select! {
        () = write(&mut sink, &mut queue) => {}
        () = read(stream, &visitor, id) => {}
        () = visitor.slot.evicted() => {}
    }
    let _ = timeout(WRITE, sink.close()).await;
    // A server that has no room finds out by itself that nothing comes.
    let _ = visitor.arrived.try_send(Arrived::Closed { id });
}

async fn write(sink: &mut SplitSink<WebSocket, Message>, queue: &mut mpsc::Receiver<Message>) {
    while let Some(message) = queue.recv().await {
        match timeout(WRITE, sink.send(message)).await {
            Ok(Ok(())) => {}
            _ => return,
        }
    }
}

/// Reads what a phone says, so many messages a second: who says more waits.
async fn read(mut stream: SplitStream<WebSocket>, visitor: &Visitor, id: u64) {
    let opened = Instant::now();
    let mut left = f64::from(MESSAGES_PER_SECOND);
    let mut last = opened;
    loop {
        let patience = if visitor.slot.is_admitted.load(Ordering::Relaxed) {
            SILENT
        } else {
            HELLO.saturating_sub(opened.elapsed())
        };
        let Ok(Some(Ok(message))) = timeout(patience, stream.next()).await else {
            return;
        };
        let now = Instant::now();
        let passed = now.saturating_duration_since(last).as_secs_f64();
        left = (left + passed * f64::from(MESSAGES_PER_SECOND)).min(f64::from(MESSAGES_PER_SECOND));
        last = now;
        left -= 1.0;
        if left < 0.0 {
            let wait = -left / f64::from(MESSAGES_PER_SECOND);
            sleep(Duration::from_secs_f64(wait)).await;
        }
        let text = match message {
            Message::Text(text) => text.as_str().to_owned(),
            Message::Ping(_) | Message::Pong(_) => continue,
            Message::Binary(_) | Message::Close(_) => return,
        };
        if visitor
            .arrived
            .try_send(Arrived::Said { id, text })
            .is_err()
        {
            return;
        }
    }
}
