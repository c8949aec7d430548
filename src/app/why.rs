//! `headroom why`: why a strip, bus or main is silent, or loud.

use super::remote::{connect, first_look};
use super::transfer::node;
use crate::control::feed::Levels;
use crate::control::intent::Rights;
use crate::desk::Desk;
use crate::desk::recent::RecentLevels;
use crate::desk::why::{Evidence, Stage, has_chain, why};
use anyhow::{Context, Result, bail};
use std::io::Write as _;
use std::time::{Duration, Instant};

/// How long levels are listened to.
const LISTEN: Duration = Duration::from_secs(1);

/// Prints the chain of a node.
///
/// # Errors
/// No console, or a path that has no chain.
pub fn run(console: &str, path: &str) -> Result<()> {
    let mut desk = connect(console, Rights::Watch)?;
    let (mut mirror, _) = first_look(&mut desk)?;
    let layout = mirror.layout().context("no console")?;
    let node = node(path)?;
    if !has_chain(node) {
        bail!(
            "{node} has no signal of its own: allowed are strips, buses and main, such as ch/1 or bus/2"
        );
    }
    if !layout.nodes().contains(&node) {
        bail!("this console has no {node}; 'headroom get' lists everything that it has");
    }
    let (begun, mut recent) = (Instant::now(), RecentLevels::default());
    while let Some(left) = (begun + LISTEN).checked_duration_since(Instant::now()) {
        if let Some(update) = desk.next_update(left)? {
            mirror.take(&update);
            if let Some(levels) = &update.levels {
                recent.add(levels, Instant::now());
            }
        }
    }
    let levels = recent.merged(Instant::now());
    let levels = levels.unwrap_or_else(|| Levels::silent(mirror.channel_count()));
    let evidence = Evidence {
        mirror: &mirror,
        levels: &levels,
    };
    let chain = why(evidence, node);
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", chain.answer(&mirror))?;
    let dead = chain.dead_point();
    for stage in &chain.stages {
        let is_first_dead = dead.is_some_and(|dead| std::ptr::eq(dead, stage));
        writeln!(out, "{}", line(stage, is_first_dead))?;
    }
    Ok(())
}

fn line(stage: &Stage, is_first_dead: bool) -> String {
    let mark = match (stage.is_dead, is_first_dead) {
        (true, true) => "X",
        (true, false) => "x",
        (false, _) => " ",
    };
    let level = stage.level_db.map(|db| format!(": {db:.1} dBFS"));
    format!("{mark} {}{}", stage.text, level.unwrap_or_default())
}
