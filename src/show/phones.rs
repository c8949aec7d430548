//! Personal mixes on phones: where the console listens for them. Without this section it listens nowhere.
//!
//! ```yaml
//! phones:
//!   listen: 192.168.1.20:8077     # an address of this machine, and a port; 0.0.0.0:8077 is all of its addresses
//!   from: [ 192.168.1.0/24 ]      # who is heard at all; everybody who can reach it if left out
//!   host: mix.local               # what links call this machine; its address if left out
//! ```

use super::osc::{Network, address, network_list, networks};
use super::reader::Reader;
use super::yaml::Node;
use std::net::{IpAddr, SocketAddr};

/// Key of the section.
pub const KEY: &str = "phones";
const KEYS: [&str; 3] = ["listen", "from", "host"];
/// Longest name of a machine, in characters.
const LONGEST_HOST: usize = 60;

/// Where the console listens for phones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhoneSettings {
    /// Where; nowhere if none.
    pub listen: Option<SocketAddr>,
    /// Who is heard; nothing for everybody.
    pub from: Option<Vec<Network>>,
    /// What links call this machine.
    pub host: Option<String>,
}

impl PhoneSettings {
    /// True for an address that is heard.
    pub fn hears(&self, address: IpAddr) -> bool {
        let mut networks = self.from.iter().flatten();
        self.from.is_none() || networks.any(|network| network.has(address))
    }

    /// The section as a file has it.
    pub fn section(&self) -> String {
        let mut fields = Vec::new();
        fields.extend(self.listen.map(|address| format!("listen: \"{address}\"")));
        let from = self.from.as_deref();
        fields.extend(from.map(|from| format!("from: {}", network_list(from))));
        fields.extend(self.host.iter().map(|host| format!("host: {host}")));
        format!("{KEY}: {{ {} }}\n", fields.join(", "))
    }
}

/// The name of a machine, from a file or the command line.
///
/// # Errors
/// What is allowed.
pub fn host_name(text: &str) -> Result<String, String> {
    let is_fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    if !text.is_empty() && text.len() <= LONGEST_HOST && text.chars().all(is_fit) {
        return Ok(text.to_ascii_lowercase());
    }
    Err(format!(
        "'{text}' is no name of a machine; allowed: a-z, 0-9, - and ., such as mix.local"
    ))
}

/// Reads the section; what is wrong is left out, and a list of addresses that is wrong lets nobody in.
pub(super) fn read(reader: &mut Reader, node: &Node) -> Option<PhoneSettings> {
    let fields = reader.fields(node, &format!("'{KEY}'"), &KEYS)?;
    if fields.get("listen").is_none() {
        reader.report(
            node,
            "it says nowhere to listen",
            "write listen: ADDRESS:PORT",
        );
    }
    let listen = address(reader, fields, "listen");
    let from = networks(reader, fields, "from");
    let host = fields.get("host").and_then(|node| {
        let text = reader.text(node, "'host'")?;
        let host = host_name(text);
        if let Err(why) = &host {
            let (message, hint) = why.split_once("; ").unwrap_or((why, ""));
            reader.report(node, message, hint);
        }
        host.ok()
    });
    Some(PhoneSettings { listen, from, host })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::console_file::parse;

    fn read_back(section: &str) -> Result<Option<PhoneSettings>, String> {
        let text = format!("headroom: 1\nstrips: 1\n{section}");
        let read = parse(&text, "x").map(|console| console.phones);
        read.map_err(|error| error.to_string())
    }

    #[test]
    fn a_section_reads_back() {
        let most = PhoneSettings {
            listen: Some("192.168.1.20:8077".parse().unwrap()),
            from: Some(vec!["192.168.1.0/24".parse().unwrap()]),
            host: Some("mix.local".to_owned()),
        };
        let least = PhoneSettings {
            listen: most.listen,
            ..PhoneSettings::default()
        };
        for settings in [most, least] {
            assert_eq!(read_back(&settings.section()), Ok(Some(settings)));
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_what_is_allowed() {
        for (section, expected) in [
            ("{ host: a }", "x:3:9: it says nowhere to listen"),
            (
                "{ listen: 80 }",
                "x:3:19: '80' is no address to listen at; allowed",
            ),
            (
                "{ listen: \"1.2.3.4:80\", host: \"a b\" }",
                "x:3:39: 'a b' is no name of a machine; allowed: a-z",
            ),
            (
                "{ listen: \"1.2.3.4:80\", port: 3 }",
                "x:3:33: 'port' is not known in 'phones'",
            ),
        ] {
            let error = read_back(&format!("phones: {section}\n")).unwrap_err();
            assert!(error.starts_with(expected), "{section}: {error}");
        }
    }

    #[test]
    fn only_those_of_the_list_are_heard() {
        let settings = PhoneSettings {
            from: Some(vec!["10.0.0.0/8".parse().unwrap()]),
            ..PhoneSettings::default()
        };
        assert!(settings.hears("10.1.2.3".parse().unwrap()));
        assert!(!settings.hears("127.0.0.1".parse().unwrap()));
        assert!(PhoneSettings::default().hears("127.0.0.1".parse().unwrap()));
    }
}
