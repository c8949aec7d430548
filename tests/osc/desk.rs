//! A console that listens for OSC, and its clients.

use headroom::control::console::{Console, Setup, Wires};
use headroom::control::feed::{Label, Update};
use headroom::control::inbox::{Connection, Event, Inbox, inbox};
use headroom::control::intent::{Hello, Rights};
use headroom::control::thread as control_thread;
use headroom::osc::packet::{Arg, Message, decode};
use headroom::osc::{Dialect, Osc};
use headroom::param::{BusDef, BusRole, NodeId, StripDef, Topology, Width};
use headroom::rt::beat::Beats;
use headroom::show::osc::{Network, OscSettings};
use std::any::Any;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::thread::{JoinHandle, spawn};
use std::time::{Duration, Instant};

/// How long something that has to come is waited for.
pub const LONG: Duration = Duration::from_secs(20);
/// The console takes no second recall within half a second of the one before.
pub const BETWEEN_RECALLS: Duration = Duration::from_millis(600);
/// How long nothing has to come for it to be said that nothing comes.
pub const SHORT: Duration = Duration::from_millis(100);

/// A console that listens.
pub struct Desk {
    // It goes first: its threads want the console.
    osc: Option<Osc>,
    inbox: Inbox,
    control: Option<JoinHandle<()>>,
    _ends: Vec<Box<dyn Any>>,
}

fn topology() -> Topology {
    let strip = |number| StripDef {
        number,
        width: Width::Mono,
    };
    let bus = |number, role| BusDef {
        number,
        width: Width::Mono,
        role,
        feeds: Vec::new(),
    };
    Topology {
        strips: (1..=8).map(strip).collect(),
        buses: vec![
            bus(1, BusRole::Wedge),
            bus(2, BusRole::Wedge),
            bus(13, BusRole::Fx),
            bus(20, BusRole::Matrix),
        ],
        ..Topology::default()
    }
}

impl Desk {
    pub fn new() -> Self {
        Self::with(OscSettings::default())
    }

    /// Nobody may change anything.
    pub fn watched() -> Self {
        Self::with(OscSettings {
            mix: Vec::new(),
            ..OscSettings::default()
        })
    }

    /// Only these may change anything; everybody may watch.
    pub fn mixed_by(network: &str) -> Self {
        Self::with(OscSettings {
            mix: vec![network.parse().unwrap()],
            ..OscSettings::default()
        })
    }

    /// This machine mixes that bus, and nothing else.
    pub fn bound_to(bus: u16) -> Self {
        Self::with(OscSettings {
            buses: vec![(bus, Network::own())],
            ..OscSettings::default()
        })
    }

    /// Only these are heard.
    pub fn heard_by(network: &str) -> Self {
        let network: Network = network.parse().unwrap();
        Self::with(OscSettings {
            mix: vec![network],
            watch: Some(Vec::new()),
            ..OscSettings::default()
        })
    }

    fn with(settings: OscSettings) -> Self {
        let (wires, orders_out, audio_out) = Wires::bare("test");
        let label = Label {
            name: "Kick".to_owned(),
            color: "red".to_owned(),
        };
        let setup = Setup {
            name: "Test".to_owned(),
            topology: topology(),
            labels: vec![(NodeId::strip(1), label)],
            ..Setup::default()
        };
        let console = Console::new(setup, wires);
        let (inbox, events) = inbox();
        let control = spawn(move || {
            control_thread::run(console, &events, &Beats::default());
        });
        let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
        let settings = OscSettings {
            listen: Some(any),
            tcp: true,
            x32: Some(any),
            ..settings
        };
        let osc = Osc::start(settings, inbox.clone()).unwrap();
        Self {
            osc: Some(osc),
            inbox,
            control: Some(control),
            _ends: vec![Box::new(orders_out), Box::new(audio_out)],
        }
    }

    pub fn place(&self, dialect: Dialect) -> SocketAddr {
        let places = self.osc.as_ref().unwrap().places();
        places
            .iter()
            .find(|(known, _)| *known == dialect)
            .unwrap()
            .1
    }

    /// A client of our own addresses, who has been answered: the console is there.
    pub fn own(&self) -> Client {
        let client = Client::at(self.place(Dialect::Own));
        while client.ask("/ch/1/fader", &[]).is_none() {}
        client
    }

    pub fn x32(&self) -> Client {
        // The console is known once it answers.
        drop(self.own());
        Client::at(self.place(Dialect::X32))
    }

    /// A client that is no client of OSC.
    pub fn terminal(&self) -> Connection {
        let hello = Hello {
            name: "terminal".to_owned(),
            rights: Rights::Mix,
        };
        self.inbox.connect(hello).unwrap()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        drop(self.osc.take());
        let _ = self.inbox.put(Event::Stop);
        let _ = self.control.take().unwrap().join();
    }
}

/// The first update that says something.
pub fn find<T>(client: &Connection, told: impl Fn(&Update) -> Option<T>) -> T {
    let end = Instant::now() + LONG;
    while Instant::now() < end {
        let update = client.next_update(LONG).unwrap().unwrap();
        if let Some(found) = told(&update) {
            return found;
        }
    }
    panic!("nothing came")
}

/// A client on UDP.
pub struct Client(UdpSocket);

impl Client {
    pub fn at(address: SocketAddr) -> Self {
        Self::from("127.0.0.1", address)
    }

    /// A client at an address of this machine.
    pub fn from(own: &str, address: SocketAddr) -> Self {
        let socket = UdpSocket::bind((own, 0)).unwrap();
        socket.connect(address).unwrap();
        Self(socket)
    }

    pub fn send_bytes(&self, bytes: &[u8]) {
        self.0.send(bytes).unwrap();
    }

    pub fn send(&self, address: &str, args: &[Arg]) {
        self.send_bytes(&Message::new(address, args.to_vec()).encode());
    }

    /// What comes next, one packet of it.
    pub fn hear(&self, patience: Duration) -> Option<Vec<Message>> {
        self.0.set_read_timeout(Some(patience)).unwrap();
        let mut buffer = vec![0; 65_536];
        let length = self.0.recv(&mut buffer).ok()?;
        let batches = decode(&buffer[..length]).unwrap();
        Some(
            batches
                .into_iter()
                .flat_map(|batch| batch.messages)
                .collect(),
        )
    }

    /// Waits for a message of that address.
    pub fn wait_for(&self, address: &str) -> Option<Message> {
        let end = Instant::now() + LONG;
        while Instant::now() < end {
            let heard = self.hear(LONG)?;
            if let Some(found) = heard.into_iter().find(|message| message.address == address) {
                return Some(found);
            }
        }
        None
    }

    /// Sends something, and waits for the answer of the same address; nothing where an error came.
    pub fn ask(&self, address: &str, args: &[Arg]) -> Option<Vec<Arg>> {
        self.send(address, args);
        loop {
            for message in self
                .hear(LONG)
                .unwrap_or_else(|| panic!("no answer to {address}"))
            {
                match message.address.as_str() {
                    "/error" => {
                        println!("{address}: {message:?}");
                        return None;
                    }
                    found if found == address => return Some(message.args),
                    _ => {}
                }
            }
        }
    }

    /// The text of the error that a message is answered with.
    pub fn error(&self, address: &str, args: &[Arg]) -> String {
        self.send(address, args);
        let error = self.wait_for("/error").expect("an error");
        error.args[0].as_text().unwrap().to_owned()
    }

    /// Asks until the answer is this one.
    pub fn until(&self, address: &str, wanted: &[Arg]) {
        self.until_all(address, &format!("{wanted:?}"), |found| found == wanted);
    }

    /// Asks until the first value of the answer is as wanted.
    pub fn until_it(&self, address: &str, what: &str, is_it: impl Fn(&Arg) -> bool) {
        self.until_all(address, what, |found| is_it(&found[0]));
    }

    fn until_all(&self, address: &str, what: &str, is_it: impl Fn(&[Arg]) -> bool) {
        let end = Instant::now() + LONG;
        loop {
            let found = self.ask(address, &[]);
            let found = found.unwrap_or_else(|| panic!("an error instead of {address}"));
            if is_it(&found) {
                return;
            }
            assert!(
                Instant::now() < end,
                "{address} is {found:?}; wanted: {what}"
            );
            // Who asks too often is not answered.
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// True where nothing comes.
    pub fn hears_nothing(&self) -> bool {
        self.hear(SHORT).is_none()
    }
}

/// A client on TCP, with its packets as they lie on the stream.
pub fn ask_stream(address: SocketAddr, framed: &[u8], wanted: &[u8]) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream.write_all(framed).unwrap();
    let mut found = vec![0; wanted.len()];
    stream.read_exact(&mut found).unwrap();
    assert_eq!(found, wanted);
}
