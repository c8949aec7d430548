//! `headroom name`: what a strip, bus or group of the running console is called.

use super::remote::{connect, first_look, say_answer};
use super::transfer::node;
use crate::cli::NameArgs;
use crate::control::feed::Label;
use crate::control::intent::{Intent, Rights};
use crate::desk::Desk;
use anyhow::Result;

/// `headroom name ch/1 Kick --color red`: what is not said stays.
///
/// # Errors
/// No console, or nothing that could be called so.
pub fn name(console: &str, args: NameArgs) -> Result<()> {
    let node = node(&args.node)?;
    let mut desk = connect(console, Rights::Mix)?;
    let (mirror, _) = first_look(&mut desk)?;
    let now = mirror.label(node).cloned().unwrap_or_default();
    let label = Label {
        name: args.called.unwrap_or(now.name),
        color: args.color.map_or(now.color, |color| color.to_lowercase()),
    };
    say_answer(&desk.ask(Intent::Label(node, label))?);
    Ok(())
}
