//! The builder: a thread that turns plans into engines, and choices into effects, so that nobody else waits
//! for it.

use crate::control::console::Order;
use crate::control::inbox::{Event, Inbox};
use crate::engine::build::build;
use crate::engine::command::EffectChange;
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
                if let Some(built) = build_ordered(order)
                    && inbox.put(built).is_err()
                {
                    return;
                }
            }
        })
}

/// What was ordered; nothing where it cannot be built.
pub fn build_ordered(order: Order) -> Option<Event> {
    match order {
        Order::Engine { number, plan } => match build(&plan) {
            Ok((engine, meters)) => Some(Event::Built {
                order: number,
                engine,
                meters,
            }),
            Err(error) => {
                // The console validates before it orders.
                tracing::error!("an engine cannot be built: {error}");
                None
            }
        },
        Order::Effect {
            number,
            bus,
            effect,
            rate,
        } => Some(Event::EffectBuilt {
            order: number,
            change: EffectChange::new(bus, effect, f64::from(rate)),
        }),
    }
}
