//! `headroom preflight`: what a show and this machine lack before doors, and what to do about each of it.
//!
//! | file | what |
//! |---|---|
//! | `live` | the same for those who look at the console that runs |
//! | `look` | the console that is looked at: the one that runs, or as the files of a show say |
//! | `strips`, `buses` | what of the mix is worth a look |
//! | `machine` | the same of files, disk, limits and clock |

mod buses;
pub mod live;
mod look;
mod machine;
mod strips;

use crate::control::feed::Finding;
use crate::param::printable::printable;
use anyhow::{Result, bail};
use look::Look;
use std::io::Write;
use std::path::Path;

/// `headroom preflight [SHOW]`
///
/// # Errors
/// No console runs and no show can be read, or something is worth a look.
pub fn preflight(console: &str, show: Option<&Path>) -> Result<()> {
    let look = Look::new(console, show)?;
    let findings = all(&look);
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", printable(&look.what))?;
    for finding in &findings {
        writeln!(out, "look {}", printable(&finding.what))?;
        writeln!(out, "     → {}", printable(&finding.advice))?;
    }
    match findings.len() {
        0 => writeln!(out, "ok   nothing to look at")?,
        1 => bail!("1 thing to look at"),
        count => bail!("{count} things to look at"),
    }
    Ok(())
}

/// Everything that is worth a look.
fn all(look: &Look) -> Vec<Finding> {
    let mut findings = machine::findings(look);
    findings.extend(strips::findings(look));
    findings.extend(buses::findings(look));
    findings
}

/// What of the mix of a show or console file is worth a look, machine and files apart.
///
/// # Errors
/// It cannot be read.
pub fn of_mix(show: &Path) -> Result<Vec<Finding>> {
    let look = Look::of_files(show)?;
    let mut findings = strips::findings(&look);
    findings.extend(buses::findings(&look));
    Ok(findings)
}
