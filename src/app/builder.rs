//! The engine builder: a thread that turns plans into engines, so that nobody else waits for it.

use crate::control::console::Order;
use crate::control::inbox::{Event, Inbox};
use crate::engine::build::build;
use crossbeam_channel::Receiver;
use std::io;
use std::thread::{Builder, JoinHandle};

/// Starts the builder; it ends when nobody can order any more.
///
/// # Errors
/// The system gives no thread.
pub fn start(orders: Receiver<Order>, inbox: Inbox) -> io::Result<JoinHandle<()>> {
    Builder::new()
        .name("engine-builder".to_owned())
        .spawn(move || {
            for order in orders {
                match build(&order.plan) {
                    Ok((engine, meters)) => {
                        let built = Event::Built {
                            order: order.number,
                            engine,
                            meters,
                        };
                        if inbox.put(built).is_err() {
                            return;
                        }
                    }
                    // The console validates before it orders.
                    Err(error) => tracing::error!("an engine cannot be built: {error}"),
                }
            }
        })
}
