//! Control by OSC: where the console listens, and who may do what. Without this section it listens nowhere.
//!
//! ```yaml
//! osc:
//!   listen: 192.168.1.20:9000           # an address of this machine, and a port; UDP
//!   tcp: yes                            # TCP on the same port, too
//!   x32: 192.168.1.20:10023             # the dialect of an X32, on a port of its own
//!   mix: [ 192.168.1.30, 10.0.0.0/24 ]  # who may change things; this machine alone if left out
//!   buses: { bus/3: [ 192.168.1.40 ] }  # who mixes that wedge or in-ear, and nothing else
//!   watch: [ 192.168.1.0/24 ]           # who may look; everybody who can reach it if left out
//! ```

use super::phone_place::PhonePlace;
use super::reader::{Fields, Reader};
use super::yaml::Node;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

/// Key of the section.
pub const KEY: &str = "osc";
const KEYS: [&str; 6] = ["listen", "tcp", "x32", "mix", "buses", "watch"];

/// Addresses that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// True for an address in it.
    pub fn has(self, address: IpAddr) -> bool {
        let bits = u32::from(self.bits);
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let differ = own.to_bits() ^ other.to_bits();
                differ.checked_shr(32 - bits).unwrap_or(0) == 0
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let differ = own.to_bits() ^ other.to_bits();
                differ.checked_shr(128 - bits).unwrap_or(0) == 0
            }
            _ => false,
        }
    }

    /// This machine.
    pub fn own() -> Vec<Self> {
        let v4 = Self {
            address: Ipv4Addr::LOCALHOST.into(),
            bits: 8,
        };
        let v6 = Self {
            address: Ipv6Addr::LOCALHOST.into(),
            bits: 128,
        };
        vec![v4, v6]
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refused = || {
            format!(
                "'{text}' is no address; allowed: an address such as 192.168.1.30, or a network such as \
                 192.168.1.0/24"
            )
        };
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().map_err(|_| refused())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            Some(bits) => bits.trim().parse().map_err(|_| refused())?,
            None => most,
        };
        if bits > most {
            return Err(refused());
        }
        Ok(Self { address, bits })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = if self.address.is_ipv4() { 32 } else { 128 };
        write!(f, "{}", self.address)?;
        if self.bits != whole {
            write!(f, "/{}", self.bits)?;
        }
        Ok(())
    }
}

/// What a client may do, by where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It is not heard.
    None,
    /// It may look.
    Watch,
    /// It may look, and mix what this bus hears.
    Bus(u16),
    /// It may change things.
    Mix,
}

/// Where the console listens for OSC, and to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OscSettings {
    /// Where its own address space is served on UDP.
    pub listen: Option<SocketAddr>,
    /// Whether it is served on TCP there, too.
    pub tcp: bool,
    /// Where the dialect of an X32 is served.
    pub x32: Option<SocketAddr>,
    /// Who may change things.
    pub mix: Vec<Network>,
    /// Who mixes a bus, and nothing else.
    pub buses: Vec<(u16, Vec<Network>)>,
    /// Who may look; nothing for everybody.
    pub watch: Option<Vec<Network>>,
}

impl Default for OscSettings {
    fn default() -> Self {
        Self {
            listen: None,
            tcp: false,
            x32: None,
            mix: Network::own(),
            buses: Vec::new(),
            watch: None,
        }
    }
}

impl OscSettings {
    /// True where anything is listened to.
    pub fn is_on(&self) -> bool {
        self.listen.is_some() || self.x32.is_some()
    }

    /// What somebody at this address may do.
    pub fn access(&self, address: IpAddr) -> Access {
        let in_any = |networks: &[Network]| networks.iter().any(|network| network.has(address));
        let bus = self.buses.iter().find(|(_, networks)| in_any(networks));
        if let Some((bus, _)) = bus {
            // Who is bound to a bus stays so, whatever network it is in.
            Access::Bus(*bus)
        } else if in_any(&self.mix) {
            Access::Mix
        } else if self.watch.as_deref().is_none_or(in_any) {
            Access::Watch
        } else {
            Access::None
        }
    }

    /// The section as a file has it.
    pub fn section(&self) -> String {
        let mut fields = Vec::new();
        fields.extend(self.listen.map(|address| format!("listen: \"{address}\"")));
        if self.tcp {
            fields.push("tcp: yes".to_owned());
        }
        fields.extend(self.x32.map(|address| format!("x32: \"{address}\"")));
        if self.mix != Network::own() {
            fields.push(format!("mix: {}", network_list(&self.mix)));
        }
        if !self.buses.is_empty() {
            let bus = |(bus, networks): &(u16, Vec<Network>)| {
                format!("bus/{bus}: {}", network_list(networks))
            };
            let buses: Vec<String> = self.buses.iter().map(bus).collect();
            fields.push(format!("buses: {{ {} }}", buses.join(", ")));
        }
        fields.extend(
            self.watch
                .as_deref()
                .map(|watch| format!("watch: {}", network_list(watch))),
        );
        format!("{KEY}: {{ {} }}\n", fields.join(", "))
    }
}

/// Networks as a file has them.
pub(super) fn network_list(networks: &[Network]) -> String {
    let words: Vec<String> = networks.iter().map(|one| format!("\"{one}\"")).collect();
    format!("[ {} ]", words.join(", "))
}

/// An address to listen at, from a file or the command line.
///
/// # Errors
/// What is allowed.
pub fn listen_address(text: &str) -> Result<SocketAddr, String> {
    let address: Option<SocketAddr> = text.trim().parse().ok();
    address.filter(|address| address.port() != 0).ok_or_else(|| {
        format!(
            "'{text}' is no address to listen at; allowed: an address of this machine and a port, such as \
             192.168.1.20:9000, or 0.0.0.0:9000 for all of its addresses"
        )
    })
}

/// Reads the section; what is wrong is left out, and a list of addresses that is wrong lets nobody in.
pub(super) fn read(reader: &mut Reader, node: &Node) -> Option<OscSettings> {
    let fields = reader.fields(node, &format!("'{KEY}'"), &KEYS)?;
    let listen = address(reader, fields, "listen");
    let x32 = address(reader, fields, "x32");
    let tcp = fields.get("tcp");
    if fields.get("listen").is_none() && fields.get("x32").is_none() {
        let hint = "write listen: ADDRESS:PORT, x32: ADDRESS:10023, or both";
        reader.report(node, "it says nowhere to listen", hint);
    }
    let tcp = tcp.and_then(|node| reader.word(node, "'tcp'", &[("yes", true), ("no", false)]));
    let own = Network::own();
    Some(OscSettings {
        listen,
        tcp: tcp.unwrap_or(false),
        x32,
        mix: networks(reader, fields, "mix").unwrap_or(own),
        buses: buses(reader, fields),
        watch: networks(reader, fields, "watch"),
    })
}

pub(super) fn address(reader: &mut Reader, fields: Fields, key: &str) -> Option<SocketAddr> {
    let node = fields.get(key)?;
    let text = reader.text(node, &format!("'{key}'"))?;
    match listen_address(text) {
        Ok(address) => Some(address),
        Err(why) => {
            let (message, hint) = why.split_once("; ").unwrap_or((&why, ""));
            reader.report(node, message, hint);
            None
        }
    }
}

/// Who mixes which bus. Whether it is a wedge or an in-ear is for the console to say.
fn buses(reader: &mut Reader, fields: Fields) -> Vec<(u16, Vec<Network>)> {
    let Some(node) = fields.get("buses") else {
        return Vec::new();
    };
    let mut buses = Vec::new();
    for (key, word, node) in reader.entries(node, "'buses'") {
        match PhonePlace::of_word(word) {
            Some(PhonePlace::Bus(bus)) => buses.push((bus, list(reader, node, word))),
            _ => reader.report(key, format!("'{word}' is no bus"), "write bus/1"),
        }
    }
    buses
}

/// The networks of a list: those of it that can be read.
pub(super) fn networks(reader: &mut Reader, fields: Fields, key: &str) -> Option<Vec<Network>> {
    let node = fields.get(key)?;
    Some(list(reader, node, key))
}

fn list(reader: &mut Reader, node: &Node, key: &str) -> Vec<Network> {
    let mut networks = Vec::new();
    for item in reader.items(node, &format!("'{key}'")) {
        let Some(text) = reader.text(item, "an address") else {
            continue;
        };
        match text.parse::<Network>() {
            Ok(network) => networks.push(network),
            Err(why) => {
                let (message, hint) = why.split_once("; ").unwrap_or((&why, ""));
                reader.report(item, message, hint);
            }
        }
    }
    networks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::console_file::{parse, parse_tolerant};

    fn read_back(section: &str) -> Result<Option<OscSettings>, String> {
        let text = format!("headroom: 1\nstrips: 1\n{section}");
        let read = parse(&text, "x").map(|console| console.osc);
        read.map_err(|error| error.to_string())
    }

    fn network(text: &str) -> Network {
        text.parse().unwrap()
    }

    #[test]
    fn a_section_reads_back() {
        let most = OscSettings {
            listen: Some("192.168.1.20:9000".parse().unwrap()),
            tcp: true,
            x32: Some("[::1]:10023".parse().unwrap()),
            mix: vec![network("10.0.0.0/8"), network("fe80::1")],
            buses: vec![(3, vec![network("10.0.0.7")]), (4, Vec::new())],
            watch: Some(Vec::new()),
        };
        let least = OscSettings {
            x32: most.x32,
            ..OscSettings::default()
        };
        for settings in [most, least] {
            assert_eq!(read_back(&settings.section()), Ok(Some(settings)));
        }
    }

    #[test]
    fn who_may_do_what_follows_from_the_address() {
        let settings = OscSettings {
            mix: vec![network("192.168.1.30"), network("10.0.0.0/24")],
            watch: Some(vec![network("192.168.1.0/24")]),
            buses: vec![(3, vec![network("10.0.0.7"), network("172.16.0.0/16")])],
            ..OscSettings::default()
        };
        for (address, access) in [
            ("192.168.1.30", Access::Mix),
            ("::ffff:192.168.1.30", Access::Mix),
            ("192.168.1.31", Access::Watch),
            ("10.0.0.255", Access::Mix),
            ("10.0.0.7", Access::Bus(3)),
            ("172.16.9.9", Access::Bus(3)),
            ("10.0.1.0", Access::None),
            ("127.0.0.1", Access::None),
            ("::1", Access::None),
        ] {
            assert_eq!(
                settings.access(address.parse().unwrap()),
                access,
                "{address}"
            );
        }
        let usual = OscSettings::default();
        assert_eq!(usual.access("127.0.0.2".parse().unwrap()), Access::Mix);
        assert_eq!(usual.access("::1".parse().unwrap()), Access::Mix);
        assert_eq!(usual.access("10.0.0.1".parse().unwrap()), Access::Watch);
        assert!(network("0.0.0.0/0").has("8.8.8.8".parse().unwrap()));
    }

    #[test]
    fn what_is_wrong_is_named_with_what_is_allowed() {
        for (section, expected) in [
            ("{ tcp: yes }", "x:3:6: it says nowhere to listen"),
            (
                "{ listen: 9000 }",
                "x:3:16: '9000' is no address to listen at; allowed: an address of this machine and a port",
            ),
            (
                "{ listen: \"1.2.3.4:0\" }",
                "x:3:16: '1.2.3.4:0' is no address to listen at",
            ),
            (
                "{ x32: \"1.2.3.4:10023\", mix: [ 1.2.3.4/33 ] }",
                "x:3:37: '1.2.3.4/33' is no address; allowed: an address such as 192.168.1.30",
            ),
            (
                "{ x32: \"1.2.3.4:10023\", buses: { main: [] } }",
                "x:3:39: 'main' is no bus; write bus/1",
            ),
            (
                "{ x32: \"1.2.3.4:10023\", port: 3 }",
                "x:3:30: 'port' is not known in 'osc'",
            ),
        ] {
            let error = read_back(&format!("osc: {section}\n")).unwrap_err();
            assert!(error.starts_with(expected), "{section}: {error}");
        }
    }

    #[test]
    fn a_list_that_is_wrong_lets_nobody_in() {
        let text = "headroom: 1\nosc: { listen: \"127.0.0.1:9000\", mix: [ everybody ], watch: [ all ] }\n";
        let (console, errors) = parse_tolerant(text, "x").unwrap();
        assert_eq!(errors.len(), 2);
        let settings = console.osc.unwrap();
        assert_eq!(settings.access("127.0.0.1".parse().unwrap()), Access::None);
    }
}
