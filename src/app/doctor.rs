//! `headroom doctor`: what this machine offers, and what to do where it falls short.

use super::pipewire;
use crate::backend::jack;
use crate::desk::place::socket_path;
use crate::engine::dispatch::Kernels;
use crate::param::printable::printable;
use crate::rt::memory::lock_all;
use anyhow::Result;
use std::fs;
use std::io::Write;
use std::path::Path;

/// One thing that was looked at.
pub(super) struct Finding {
    /// Nothing to do.
    pub fine: bool,
    /// What was found.
    pub what: String,
    /// What to do about it.
    pub advice: &'static str,
}

fn finding(fine: bool, what: impl Into<String>, advice: &'static str) -> Finding {
    Finding {
        fine,
        what: what.into(),
        advice,
    }
}

/// `headroom doctor`
///
/// # Errors
/// Nobody reads what is printed.
pub fn doctor(name: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for finding in [
        jack_server(),
        real_time(),
        memory(),
        processor(),
        governor(),
        sound_card(),
        console(name),
    ] {
        let word = if finding.fine { "ok" } else { "look" };
        writeln!(out, "{word:4} {}", printable(&finding.what))?;
        if !finding.fine {
            writeln!(out, "     → {}", finding.advice)?;
        }
    }
    Ok(())
}

fn jack_server() -> Finding {
    let advice = match (pipewire::is_running(), pipewire::library()) {
        (true, None) => {
            "PipeWire runs here, but not its JACK library: install the package pipewire-jack; or start \
             jackd"
        }
        _ => {
            "start one (jackd, or PipeWire with its package pipewire-jack); until then the console \
             waits, and without a show it runs on a timer"
        }
    };
    match jack::availability() {
        Ok(()) if pipewire::is_chosen() => {
            finding(true, "JACK: PipeWire answers, by its own library", advice)
        }
        Ok(()) => finding(true, "JACK: a server answers", advice),
        Err(reason) => finding(false, format!("JACK: {reason}"), advice),
    }
}

/// A limit of this process, read from the kernel's table.
fn limit(name: &str) -> Option<u64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find(|line| line.starts_with(name))?;
    let soft = line[name.len()..].split_whitespace().next()?;
    Some(if soft == "unlimited" {
        u64::MAX
    } else {
        soft.parse().ok()?
    })
}

/// Whether real-time priority is allowed.
pub(super) fn real_time() -> Finding {
    let priority = limit("Max realtime priority").unwrap_or(0);
    let root = fs::read_to_string("/proc/self/status")
        .is_ok_and(|status| status.lines().any(|line| line.starts_with("Uid:\t0\t")));
    finding(
        root || priority >= 50,
        format!(
            "real-time priority: up to {priority}{}",
            if root { " (root: any)" } else { "" }
        ),
        "allow it: in /etc/security/limits.d/audio.conf write '@audio - rtprio 95' and \
         '@audio - memlock unlimited', join the group 'audio', log in again",
    )
}

/// Whether memory can be locked.
pub(super) fn memory() -> Finding {
    let advice = "allow it: '@audio - memlock unlimited' in /etc/security/limits.d/audio.conf";
    match lock_all() {
        Ok(()) => finding(true, "memory: can be locked", advice),
        Err(error) => finding(false, format!("memory: cannot be locked ({error})"), advice),
    }
}

fn processor() -> Finding {
    let fine = Kernels::best() != Kernels::Plain;
    let what = if fine {
        "processor: AVX2"
    } else {
        "processor: no AVX2, plain code runs"
    };
    finding(
        fine,
        what,
        "nothing to do; a strip costs about twice as much",
    )
}

fn governor() -> Finding {
    let path = Path::new("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    let advice = "for a show: 'cpupower frequency-set -g performance'";
    match fs::read_to_string(path) {
        Ok(governor) => {
            let governor = governor.trim();
            finding(
                governor == "performance",
                format!("processor governor: {governor}"),
                advice,
            )
        }
        Err(_) => finding(true, "processor governor: not adjustable here", advice),
    }
}

fn sound_card() -> Finding {
    let cards = fs::read_to_string("/proc/asound/cards").unwrap_or_default();
    let count = cards.lines().filter(|line| line.contains("]:")).count();
    finding(
        count > 0,
        format!("sound cards: {count}"),
        "plug one in, or use a network one",
    )
}

fn console(name: &str) -> Finding {
    let path = socket_path(name);
    let runs = path
        .as_ref()
        .is_ok_and(|path| std::os::unix::net::UnixStream::connect(path).is_ok());
    let what = if runs { "runs" } else { "does not run" };
    finding(true, format!("console '{name}': {what}"), "")
}
