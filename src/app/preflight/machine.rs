//! Files, disk, ports, limits and clock.

use super::look::Look;
use crate::app::{check, doctor};
use crate::control::feed::{Finding, FindingPlace};
use crate::param::printable::printable;
use crate::show::disk::RealDisk;
use crate::show::{save, show_file};
use std::path::Path;

/// Free room on the disk below which a recording of an evening does not fit: 16 tracks at 48 kHz for two hours.
const EVENING_BYTES: u64 = 16 * 4 * 48_000 * 2 * 3600;

/// What no page of the console mends.
const OUTSIDE: FindingPlace = FindingPlace::Outside;

pub(super) fn findings(look: &Look) -> Vec<Finding> {
    let mut findings = limits();
    findings.extend(clock(look));
    findings.extend(ports(look));
    if let Some(folder) = look.folder.as_deref().filter(|folder| folder.is_dir()) {
        findings.extend(files(folder));
        findings.extend(copies(folder));
        findings.extend(room(folder));
    }
    findings
}

/// What this machine does not allow.
fn limits() -> Vec<Finding> {
    let found = [doctor::real_time(), doctor::memory()].into_iter();
    let lacking = found.filter(|finding| !finding.fine);
    lacking
        .map(|finding| Finding::new(finding.what, finding.advice, OUTSIDE))
        .collect()
}

/// The rate of the audio server is another one than when this show ran last.
fn clock(look: &Look) -> Option<Finding> {
    let (is, was) = (look.mirror.status().rate, look.last_rate);
    (look.runs && is != 0 && was != 0 && is != was).then(|| {
        Finding::new(
            format!("audio runs at {is} Hz, and this show ran at {was} Hz last"),
            "look at the clock of the interface, and at what recordings and the stage box expect",
            OUTSIDE,
        )
    })
}

/// What cannot be connected. Without a console that runs nobody knows which ports there are.
fn ports(look: &Look) -> Vec<Finding> {
    let missing = look.mirror.status().missing.iter().filter(|_| look.runs);
    missing
        .map(|missing| {
            Finding::new(
                format!("not connected: {missing}"),
                "plug it in, or choose another port on the page of the patch; what there is: headroom ports",
                FindingPlace::Patch,
            )
        })
        .collect()
}

/// What is wrong with the files of the show.
fn files(folder: &Path) -> Option<Finding> {
    let errors = check::check_file(folder).err()?;
    let first = errors.first()?.to_string();
    let more = match errors.len() {
        1 => String::new(),
        count => format!(" (and {} more)", count - 1),
    };
    let folder = folder.display();
    Some(Finding::new(
        format!("{first}{more}"),
        format!("mend it: headroom check {folder}"),
        OUTSIDE,
    ))
}

/// A show whose file was never written has no copy to fall back to.
fn copies(folder: &Path) -> Option<Finding> {
    let copies = save::copies(&RealDisk, &folder.join(show_file::FILE));
    copies.is_empty().then(|| {
        let folder = printable(&folder.display().to_string()).into_owned();
        Finding::new(
            "there is no copy of show.yaml that could stand in for it",
            format!("copy the folder to another disk before doors: cp -a {folder} /media/…"),
            OUTSIDE,
        )
    })
}

/// Room for a recording.
fn room(folder: &Path) -> Option<Finding> {
    let stat = rustix::fs::statvfs(folder).ok()?;
    let free = stat.f_bavail * stat.f_frsize;
    (free < EVENING_BYTES).then(|| {
        let gigabytes = free as f64 / 1e9;
        Finding::new(
            format!("{gigabytes:.1} GB are free on the disk of the show"),
            "make room: 16 tracks take 11 GB an hour at 48 kHz, and the journal needs some as well",
            OUTSIDE,
        )
    })
}
