//! `headroom ports`: what can be connected, and which MIDI device each port belongs to.

use crate::backend::jack;
use crate::param::printable::printable;
use crate::surface::catalogue::{Catalogue, Device, user_folder};
use crate::surface::hardware::{Listed, list};
use anyhow::Result;
use std::io::Write;

/// `headroom ports`
///
/// # Errors
/// Nobody reads what is printed.
pub fn ports() -> Result<()> {
    let mut out = std::io::stdout().lock();
    let folder = user_folder();
    let (catalogue, problems) = Catalogue::new(folder.as_deref());
    writeln!(out, "MIDI devices")?;
    let listed = list();
    if listed.is_empty() {
        writeln!(out, "  none: plug one in")?;
    }
    for port in &listed {
        writeln!(out, "  {}", printable(&midi_line(port, &catalogue)))?;
    }
    writeln!(out, "\nJACK")?;
    match jack::ports() {
        Err(reason) => writeln!(out, "  {reason}")?,
        Ok(ports) => {
            for port in ports {
                writeln!(out, "  {}", printable(&jack_line(&port, &catalogue)))?;
            }
        }
    }
    if let Some(folder) = folder {
        writeln!(out, "\nYour own device files: {}", folder.display())?;
    }
    for problem in problems {
        writeln!(out, "  {}", printable(&problem))?;
    }
    Ok(())
}

fn way(sends: bool, listens: bool) -> &'static str {
    match (sends, listens) {
        (true, true) => "sends, listens",
        (true, false) => "sends",
        (false, _) => "listens",
    }
}

fn known(device: Option<Device>) -> String {
    match device {
        None => String::new(),
        Some(device) if device.file.is_guess => {
            "not known, taken for a plain controller: headroom learn".to_owned()
        }
        Some(device) => format!("{}, layout {}", device.file.name, device.layout.name),
    }
}

fn midi_line(port: &Listed, catalogue: &Catalogue) -> String {
    let way = way(port.sends, port.listens);
    let device = if port.sends {
        known(catalogue.for_port(&port.name))
    } else {
        String::new()
    };
    format!("{:<44} {way:<14}  {device}", port.name)
        .trim_end()
        .to_owned()
}

fn jack_line(port: &jack::ListedPort, catalogue: &Catalogue) -> String {
    let way = way(port.sends, !port.sends);
    let kind = match (port.is_midi, port.sends) {
        (false, _) => "audio".to_owned(),
        (true, false) => "MIDI".to_owned(),
        (true, true) if is_own(&port.name) => "MIDI   Headroom's own".to_owned(),
        (true, true) => format!("MIDI   {}", known(catalogue.for_peer(&port.name))),
    };
    format!("{:<44} {way:<14}  {kind}", port.name)
        .trim_end()
        .to_owned()
}

/// A console's own way out to its surfaces: no controller.
fn is_own(port: &str) -> bool {
    let name = port.rsplit_once(':').map_or(port, |(_, name)| name);
    let pair = name
        .strip_prefix("midi-out")
        .map(|rest| rest.trim_start_matches('-'));
    pair.is_some_and(|pair| pair.is_empty() || pair.parse::<u8>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_a_port_is_and_whose() {
        let (catalogue, _) = Catalogue::new(None);
        let line = |name: &str, sends, listens| {
            let name = name.to_owned();
            midi_line(
                &Listed {
                    name,
                    sends,
                    listens,
                },
                &catalogue,
            )
        };
        let nano = line("nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0", true, true);
        assert!(
            nano.ends_with("sends, listens  nanoKONTROL2, layout nanoKONTROL2"),
            "{nano}"
        );
        let unknown = line("Box:Box MIDI 1 20:0", true, false);
        assert!(
            unknown.ends_with("plain controller: headroom learn"),
            "{unknown}"
        );
        let other = line("X-Touch:X-Touch EXT 20:1", true, true);
        assert!(other.ends_with("sends, listens"), "{other}");
        assert!(line("Synth:Synth MIDI 1 24:0", false, true).ends_with("listens"));
        let port = jack::ListedPort {
            name: "system:capture_1".into(),
            sends: true,
            is_midi: false,
        };
        assert!(jack_line(&port, &catalogue).ends_with("sends           audio"));
        for (name, end) in [
            ("headroom:midi-out", "Headroom's own"),
            ("desk:midi-out-2", "Headroom's own"),
            ("Box:midi-outlet", "plain controller: headroom learn"),
        ] {
            let port = jack::ListedPort {
                name: name.into(),
                sends: true,
                is_midi: true,
            };
            let line = jack_line(&port, &catalogue);
            assert!(line.ends_with(end), "{line}");
        }
    }
}
