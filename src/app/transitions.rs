//! `headroom check --transitions`: the worst rise of every change of scene of a show, without sound.

use super::opening;
use super::wires::wires;
use crate::control::console::Console;
use crate::control::guard::gains::db_of;
use crate::control::guard::{Transition, Transitions};
use crate::param::printable::printable;
use crate::rt::load::Load;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};

/// `headroom check --transitions SHOW… [--json]`
///
/// # Errors
/// A show cannot be read, or something rises further than approved.
pub fn check(shows: &[PathBuf], as_json: bool) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let (mut over, mut unread, mut found) = (0, 0, Vec::new());
    for show in shows {
        let (all, faults) = of(show).with_context(|| format!("{}", show.display()))?;
        over += all.over().count();
        unread += faults;
        if as_json {
            found.push(as_value(show, &all));
        } else {
            print(&mut out, show, &all)?;
        }
    }
    if as_json {
        writeln!(out, "{:#}", Value::Array(found))?;
    }
    match over {
        0 => opening::check_whole(unread),
        1 => bail!("1 change of scene raises something further than approved"),
        over => bail!("{over} changes of scene raise something further than approved"),
    }
}

/// All changes of scene of a show, and how many of its files cannot be read whole.
fn of(show: &Path) -> Result<(Transitions, usize)> {
    let (setup, unread) = opening::look_aloud(show)?;
    let (wires, _ends) = wires("offline", Load::default());
    Ok((Console::new(setup, wires).transitions(), unread))
}

fn print(out: &mut impl Write, show: &Path, all: &Transitions) -> Result<()> {
    writeln!(out, "{}:", printable(&show.display().to_string()))?;
    for (heading, list) in [("steps", &all.steps), ("pairs", &all.pairs)] {
        writeln!(out, " {heading}:")?;
        for transition in list {
            writeln!(out, "{}", line(transition))?;
        }
    }
    for left_out in &all.left_out {
        writeln!(out, " left out: {}", printable(left_out))?;
    }
    let (count, over) = (all.steps.len() + all.pairs.len(), all.over().count());
    writeln!(
        out,
        " {count} changes of scene, {over} further than approved"
    )?;
    Ok(())
}

/// "X 20: Verse → Chorus raises ch/1 → main by 8 dB, 3 paths further than approved"
fn line(transition: &Transition) -> String {
    let mark = if transition.over > 0 { "X" } else { " " };
    let cue = transition.cue.as_ref();
    let cue = cue.map_or(String::new(), |cue| format!("cue {cue}: "));
    let from = transition.from.as_deref().unwrap_or("the start");
    let words = transition.words.as_deref().unwrap_or("raises nothing");
    let over = match transition.over {
        0 => String::new(),
        1 => ", 1 path further than approved".to_owned(),
        over => format!(", {over} paths further than approved"),
    };
    let text = format!("{cue}{from} → {} {words}{over}", transition.to);
    format!(" {mark} {}", printable(&text))
}

fn as_value(show: &Path, all: &Transitions) -> Value {
    let list = |list: &[Transition]| list.iter().map(one).collect::<Vec<Value>>();
    json!({
        "show": show.display().to_string(),
        "steps": list(&all.steps),
        "pairs": list(&all.pairs),
        "left_out": all.left_out,
    })
}

fn one(transition: &Transition) -> Value {
    let db = |gain: f32| (gain > 0.0).then(|| db_of(gain));
    let worst = transition.worst.map(|rise| {
        json!({
            "source": rise.source.to_string(),
            "output": rise.output.to_string(),
            "from_db": db(rise.from),
            "to_db": db(rise.to),
            "words": transition.words,
        })
    });
    json!({
        "cue": transition.cue,
        "from": transition.from,
        "to": transition.to,
        "worst": worst,
        "paths_over": transition.over,
    })
}
