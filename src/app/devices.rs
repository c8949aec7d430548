//! `headroom controls` and `headroom device`: what device files may name, and what the shipped ones say.

use crate::cli::DeviceCommand;
use crate::param::nearest::nearest;
use crate::param::printable::printable;
use crate::show::mapping_file::{self, Confidence, Control, Protocol, control_names};
use crate::show::shipped::DEVICES;
use anyhow::{Context, Result, bail};
use std::io::Write;

/// `headroom controls [PATTERN]`: every control that a device file may name.
///
/// # Errors
/// Nothing matches, or nobody reads what is printed.
pub fn controls(pattern: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let rows = control_rows(pattern);
    if rows.is_empty() {
        bail!("nothing matches '{pattern}'; 'headroom controls' lists everything");
    }
    writeln!(
        out,
        "{:<20} {:<8} {:<12} what",
        "control", "kind", "how many"
    )?;
    for (name, kind, count, what) in rows {
        writeln!(out, "{name:<20} {kind:<8} {count:<12} {what}")?;
    }
    Ok(())
}

/// Name, kind, how many there are, and what it is.
pub fn control_rows(
    pattern: &str,
) -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
    let names = control_names().into_iter();
    let named = names.filter(|(name, _)| name.contains(pattern));
    named
        .map(|(name, control)| {
            let count = if control.is_of_strip() {
                "per strip"
            } else {
                "once"
            };
            (name, control.kind(), count, what(control))
        })
        .collect()
}

/// What a control is, in a few words.
fn what(control: Control) -> &'static str {
    match control {
        Control::Fader(_) => "the fader of a strip",
        Control::Knob(_, 0) => "the knob nearest to the fader",
        Control::Knob(..) => "a further knob of a strip",
        Control::Push(..) | Control::FreePush(_) => "that knob, pushed",
        Control::Mute(_) => "the mute key",
        Control::Solo(_) => "the solo key",
        Control::Select(_) => "the select key",
        Control::Rec(_) => "one more key: record, arm",
        Control::StripKey(..) => "a further key of a strip, a pad",
        Control::Touch(_) => "a hand on the fader",
        Control::Text(_, 0) => "first line of a strip's display: its name (out only)",
        Control::Text(..) => "second line: its value (out only)",
        Control::Color(_) => "the colour of a strip's display (out only)",
        Control::Meter(_) => "a strip's meter (out only)",
        Control::Master => "the main fader",
        Control::MasterTouch => "a hand on the main fader",
        Control::Nav(_) => "a key that moves along the console",
        Control::Key(_) => "a key; its name is where it usually stands",
        Control::User(_) => "any other key or pad",
        Control::FreeKnob(_) => "a knob that belongs to no strip",
        Control::Jog => "a wheel without end",
        Control::Crossfader => "a fader that runs across",
        Control::Pedal(_) => "a pedal that stands somewhere",
        Control::SoloLight => "a light that warns of a solo (out only)",
    }
}

/// `headroom device list|show`
///
/// # Errors
/// There is no such file, or nobody reads what is printed.
pub fn device(command: &DeviceCommand) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match command {
        DeviceCommand::List => {
            writeln!(out, "{:<32} {:<26} {:<16} sure", "file", "device", "talks")?;
            for (name, text) in DEVICES {
                writeln!(out, "{}", list_line(name, text))?;
            }
        }
        DeviceCommand::Show { name } => write!(out, "{}", shipped(name)?)?,
    }
    Ok(())
}

fn list_line(name: &str, text: &str) -> String {
    let Ok(file) = mapping_file::parse(text, name) else {
        return name.to_owned();
    };
    let talks = match file.protocol {
        Protocol::Mcu(_) => "Mackie Control",
        Protocol::Hui(_) => "HUI",
        Protocol::Messages { .. } => "its own",
    };
    let sure = file.confidence.map_or("", Confidence::word);
    format!("{name:<32} {:<26} {talks:<16} {sure}", file.name)
        .trim_end()
        .to_owned()
}

/// A shipped file by its name, with or without its ending, or by the device's.
fn shipped(name: &str) -> Result<&'static str> {
    let wanted = name.trim_end_matches(".yaml").to_lowercase();
    let is_it = |(file, text): &&(&str, &str)| {
        let device = text.lines().find_map(|line| line.strip_prefix("device: "));
        let device = device.map(|device| device.trim_matches('"').to_lowercase());
        file.trim_end_matches(".yaml") == wanted || device.as_deref() == Some(&wanted)
    };
    let found = DEVICES.iter().find(is_it);
    let near = || {
        let names = DEVICES
            .iter()
            .map(|(file, _)| file.trim_end_matches(".yaml"));
        let near = nearest(&wanted, names).map(|near| format!("did you mean '{near}'? "));
        format!(
            "there is no shipped file '{}'; {}'headroom device list' shows all",
            printable(name),
            near.unwrap_or_default()
        )
    };
    found.map(|(_, text)| *text).with_context(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_control_is_listed_and_every_shipped_file_can_be_shown() {
        assert!(control_rows("").len() > 150);
        let knobs = control_rows("strip.knob");
        assert_eq!(knobs.len(), 4);
        assert_eq!(knobs[1].0, "strip.knob2");
        for (name, text) in DEVICES {
            assert_eq!(shipped(name).unwrap(), *text);
            assert!(list_line(name, text).len() > 40, "{name}");
        }
        assert!(
            shipped("X-Touch Mini")
                .unwrap()
                .contains("device: X-Touch Mini")
        );
        let wrong = shipped("x-tuch").unwrap_err().to_string();
        assert!(wrong.contains("did you mean 'x-touch'"), "{wrong}");
    }
}
