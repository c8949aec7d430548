//! What cues send: every message goes to the port that it names, whatever surface is there.
//!
//! Ports are looked for by name when a message comes: a device that was plugged in meanwhile is found. The
//! console waits for none of this.

use super::jack::OwnOutputs;
use super::ports::{OWN_CLIENT, glob, is_never, without_number};
use crate::control::feed::Severity;
use crate::control::inbox::Inbox;
use crate::show::cue::CueMidi;
use crossbeam_channel::{Receiver, select};
use midir::{MidiOutput, MidiOutputConnection};
use std::collections::BTreeMap;
use std::path::Path;

/// Without it there is no sequencer, and alsa-lib would say so on stderr.
const SEQUENCER: &str = "/dev/snd/seq";

/// The ports that messages can go to.
trait Outputs {
    /// Their names.
    fn names(&mut self) -> Vec<String>;
    /// Sends a message to one of them; why it cannot be sent.
    fn send(&mut self, name: &str, bytes: &[u8]) -> Result<(), String>;
}

/// Sends what cues send until `stopped` is closed, or nobody sends any more.
pub(super) fn run(
    own: OwnOutputs,
    messages: &Receiver<CueMidi>,
    inbox: &Inbox,
    stopped: &Receiver<()>,
) {
    let mut ports = Ports {
        own,
        open: BTreeMap::new(),
    };
    loop {
        let message = select! {
            recv(stopped) -> _ => return,
            recv(messages) -> message => message,
        };
        let Ok(message) = message else {
            return;
        };
        if let Err(text) = post(&mut ports, &message) {
            tracing::warn!("{text}");
            inbox.tell(Severity::Warning, text);
        }
    }
}

/// Sends a message to every port of that name.
fn post(outputs: &mut dyn Outputs, midi: &CueMidi) -> Result<(), String> {
    let names = outputs.names();
    let found: Vec<&String> = names
        .iter()
        .filter(|name| is_meant(&midi.to, name))
        .collect();
    if found.is_empty() {
        return Err(format!(
            "'{midi}' was not sent: no port is called '{}'; 'headroom ports' lists them",
            midi.to
        ));
    }
    for name in found {
        let sent = outputs.send(name, &midi.bytes());
        sent.map_err(|why| format!("'{midi}' was not sent to {name}: {why}"))?;
    }
    Ok(())
}

/// True where a name, perhaps with stars, is a port's, its client's, or its own within the client.
fn is_meant(wanted: &str, port: &str) -> bool {
    let name = without_number(port);
    let mut names = vec![port, name];
    // Names of clients may contain colons.
    for (at, _) in name.match_indices(':') {
        names.extend([&name[..at], &name[at + 1..]]);
    }
    names.iter().any(|name| glob(wanted, name))
}

/// The ports of the sequencer, opened when they are used first, and the MIDI outputs of the own client.
struct Ports {
    own: OwnOutputs,
    open: BTreeMap<String, MidiOutputConnection>,
}

impl Ports {
    fn connect(name: &str) -> Result<MidiOutputConnection, String> {
        let output = MidiOutput::new(OWN_CLIENT).map_err(|error| error.to_string())?;
        let ports = output.ports();
        let is_it = |port: &&midir::MidiOutputPort| output.port_name(port).is_ok_and(|n| n == name);
        let port = ports.iter().find(is_it).ok_or("the port is gone")?;
        let connected = output.connect(port, "cues");
        connected.map_err(|error| error.to_string())
    }
}

impl Outputs for Ports {
    fn names(&mut self) -> Vec<String> {
        let mut names = self.own.names();
        if Path::new(SEQUENCER).exists()
            && let Ok(output) = MidiOutput::new(OWN_CLIENT)
        {
            let ports = output.ports();
            let listed = ports.iter().filter_map(|port| output.port_name(port).ok());
            names.extend(listed.filter(|name| !is_never(name)));
        }
        self.open.retain(|name, _| names.contains(name));
        names
    }

    fn send(&mut self, name: &str, bytes: &[u8]) -> Result<(), String> {
        if let Some(outcome) = self.own.send(name, bytes) {
            return outcome;
        }
        if !self.open.contains_key(name) {
            self.open.insert(name.to_owned(), Self::connect(name)?);
        }
        let Some(port) = self.open.get_mut(name) else {
            return Ok(());
        };
        let sent = port.send(bytes).map_err(|error| error.to_string());
        if sent.is_err() {
            // The next message opens it anew.
            self.open.remove(name);
        }
        sent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Desk {
        names: Vec<&'static str>,
        sent: Vec<(String, Vec<u8>)>,
    }

    impl Outputs for Desk {
        fn names(&mut self) -> Vec<String> {
            self.names.iter().map(|name| (*name).to_owned()).collect()
        }
        fn send(&mut self, name: &str, bytes: &[u8]) -> Result<(), String> {
            self.sent.push((name.to_owned(), bytes.to_vec()));
            Ok(())
        }
    }

    fn midi(to: &str) -> CueMidi {
        CueMidi::parse(&format!("program 5 channel 1 to {to}")).unwrap()
    }

    #[test]
    fn a_message_goes_to_the_port_that_it_names_and_to_no_other() {
        let mut desk = Desk {
            names: vec![
                "X-Touch:X-Touch X-Touch INT 20:0",
                "X-Touch:X-Touch X-Touch EXT 20:1",
                "grandMA: remote:MIDI in 129:0",
                "midi-out",
                "midi-out-2",
            ],
            ..Desk::default()
        };
        for (to, expected) in [
            ("X-Touch", vec![0, 1]),
            ("x-touch:*ext", vec![1]),
            ("grandMA: remote", vec![2]),
            ("MIDI in", vec![2]),
            ("midi-out", vec![3]),
            ("*129:0", vec![2]),
        ] {
            desk.sent.clear();
            post(&mut desk, &midi(to)).unwrap();
            let expected: Vec<(String, Vec<u8>)> = expected
                .into_iter()
                .map(|at: usize| (desk.names[at].to_owned(), vec![0xc0, 4]))
                .collect();
            assert_eq!(desk.sent, expected, "{to}");
        }
        let error = post(&mut desk, &midi("Lights")).unwrap_err();
        assert!(error.contains("no port is called 'Lights'"), "{error}");
    }
}
