//! A console that serves phones, an operator, and phones.

use crossbeam_channel::bounded;
use headroom::control::console::{Console, Setup, Wires};
use headroom::control::feed::Label;
use headroom::control::inbox::{Connection, Event, Inbox, NoAnswer, inbox};
use headroom::control::intent::{Answer, Hello, Intent, PhonePlace, PhoneWish, Refusal, Rights};
use headroom::control::thread as control_thread;
use headroom::desk::mirror::Mirror;
use headroom::param::{
    BusDef, BusRole, Layout, NodeId, ParamAddr, Plain, StripDef, Topology, Width,
};
use headroom::rt::beat::Beats;
use headroom::show::phones::PhoneSettings;
use headroom::web::Phones;
use serde_json::{Value, json};
use std::any::Any;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::thread::{JoinHandle, spawn};
use std::time::{Duration, Instant};
use tungstenite::protocol::WebSocketConfig;
use tungstenite::{Message, WebSocket};

/// How long something that has to come is waited for.
pub const LONG: Duration = Duration::from_secs(20);

/// A console that serves phones.
pub struct Desk {
    // It goes first: its threads want the console.
    phones: Option<Phones>,
    inbox: Inbox,
    control: Option<JoinHandle<()>>,
    layout: Layout,
    _ends: Vec<Box<dyn Any>>,
}

fn topology() -> Topology {
    let strip = |number| StripDef {
        number,
        width: Width::Mono,
    };
    let bus = |number, role, width| BusDef {
        number,
        width,
        role,
        feeds: Vec::new(),
    };
    Topology {
        strips: (1..=8).map(strip).collect(),
        buses: vec![
            bus(1, BusRole::InEar, Width::Stereo),
            bus(2, BusRole::Wedge, Width::Mono),
            bus(13, BusRole::Fx, Width::Mono),
        ],
        ..Topology::default()
    }
}

impl Desk {
    pub fn new() -> Self {
        Self::in_folder(None)
    }

    pub fn in_folder(folder: Option<PathBuf>) -> Self {
        let (bare, orders_out, audio_out) = Wires::bare("test");
        let (phones, phones_out) = bounded(64);
        let wires = Wires {
            phones: Some(phones),
            ..bare
        };
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
        let layout = Layout::new(setup.topology.clone());
        let console = Console::new(setup, wires);
        let (inbox, events) = inbox();
        let control = spawn(move || {
            control_thread::run(console, &events, &Beats::default());
        });
        let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
        let settings = PhoneSettings::default();
        let wired = (inbox.clone(), phones_out);
        let phones = Phones::start(any, settings, folder, wired).unwrap();
        Self {
            phones: Some(phones),
            inbox,
            control: Some(control),
            layout,
            _ends: vec![Box::new(orders_out), Box::new(audio_out)],
        }
    }

    pub fn place(&self) -> SocketAddr {
        self.phones.as_ref().unwrap().place()
    }

    pub fn addr(&self, path: &str) -> ParamAddr {
        self.layout.addr(self.layout.find(path).unwrap())
    }

    pub fn has(&self, path: &str) -> bool {
        self.layout.find(path).is_ok()
    }

    pub fn client(&self, name: &str, rights: Rights) -> Connection {
        let name = name.to_owned();
        self.inbox.connect(Hello { name, rights }).unwrap()
    }

    pub fn operator(&self) -> Connection {
        self.client("terminal", Rights::Mix)
    }

    /// What an operator asks of phones.
    pub fn wish(&self, wish: PhoneWish) -> Result<Answer, Refusal> {
        match self.operator().ask(Intent::Phones(wish)) {
            Ok(answer) => Ok(answer),
            Err(NoAnswer::Refused(refusal)) => Err(refusal),
            Err(other) => panic!("{other:?}"),
        }
    }

    /// The token of a new link.
    pub fn token(&self, place: PhonePlace) -> String {
        let end = Instant::now() + LONG;
        loop {
            match self.wish(PhoneWish::Add(place, "Anna".to_owned())) {
                Ok(answer) => {
                    let (address, token) = answer.lines[0].split_once('#').unwrap();
                    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
                    return token.to_owned();
                }
                // It may not have heard yet what the console consists of.
                Err(refusal) => assert!(Instant::now() < end, "{refusal}"),
            }
        }
    }

    /// A phone that mixes a bus, and its first message.
    pub fn phone(&self, bus: u16) -> (Phone, Value) {
        let token = self.token(PhonePlace::Bus(bus));
        let mut phone = Phone::open(self.place());
        let mix = phone.greet(&token);
        (phone, mix)
    }

    pub fn value(&self, path: &str) -> Plain {
        let client = self.client("watch", Rights::Watch);
        let mut mirror = Mirror::default();
        mirror.take(&client.next_update(LONG).unwrap().unwrap());
        mirror.value(self.addr(path)).unwrap()
    }

    /// Waits until a value is as wanted.
    pub fn until(&self, path: &str, is_it: impl Fn(Plain) -> bool) {
        let end = Instant::now() + LONG;
        while !is_it(self.value(path)) {
            assert!(Instant::now() < end, "{path} is {:?}", self.value(path));
        }
    }

    pub fn set(&self, path: &str, value: f32) {
        let set = Intent::Set(self.addr(path), Plain(value));
        self.operator().ask(set).unwrap();
    }

    /// What comes back for bytes of a request.
    pub fn raw(&self, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.place()).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        // Who is not heard to the end may be cut off while he still writes, and what was answered may be lost.
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    pub fn get(&self, path: &str) -> String {
        let place = self.place();
        self.raw(format!("GET {path} HTTP/1.1\r\nHost: {place}\r\n\r\n").as_bytes())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        drop(self.phones.take());
        let _ = self.inbox.put(Event::Stop);
        let _ = self.control.take().unwrap().join();
    }
}

/// A phone.
pub struct Phone {
    socket: WebSocket<TcpStream>,
    /// What its clock says: far later with every message, so that none seems late on a machine that is busy.
    pub at: f64,
}

impl Phone {
    pub fn open(place: SocketAddr) -> Self {
        Self::at(place, &format!("http://{place}")).expect("a WebSocket")
    }

    /// A phone whose page comes from elsewhere.
    pub fn at(place: SocketAddr, origin: &str) -> Option<Self> {
        let stream = TcpStream::connect(place).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream.set_nodelay(true).unwrap();
        let request = tungstenite::http::Request::builder()
            .uri(format!("ws://{place}/ws"))
            .header("Host", place.to_string())
            .header("Origin", origin)
            .header("Connection", "Upgrade")
            .header("Upgrade", "websocket")
            .header("Sec-WebSocket-Version", "13")
            .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
            .body(())
            .unwrap();
        let config = WebSocketConfig::default();
        let opened = tungstenite::client::client_with_config(request, stream, Some(config));
        let (socket, _) = opened.ok()?;
        Some(Self { socket, at: 0.0 })
    }

    pub fn send_text(&mut self, text: &str) -> bool {
        self.socket.send(Message::text(text)).is_ok()
    }

    pub fn send_bytes(&mut self, bytes: Vec<u8>) -> bool {
        self.socket.send(Message::binary(bytes)).is_ok()
    }

    pub fn send(&mut self, message: &Value) {
        assert!(
            self.send_text(&message.to_string()),
            "{message} was not taken"
        );
    }

    pub fn hello(&mut self, token: &str) {
        self.send(&json!({ "hello": { "token": token, "name": "Anna", "page": 1 } }));
    }

    /// Shows a token; the whole mix.
    pub fn greet(&mut self, token: &str) -> Value {
        self.hello(token);
        self.wait_for("mix").expect("a mix")
    }

    /// Moves controls, as fingers do, with the generation that is known of each.
    pub fn set(&mut self, to: &[(&str, f32, u32)]) {
        self.at += 100.0;
        self.send(&json!({ "set": { "to": to, "at": self.at } }));
    }

    /// What it is told next; nothing where the connection ends.
    pub fn hear(&mut self) -> Option<Value> {
        loop {
            match self.socket.read() {
                Ok(Message::Text(text)) => return serde_json::from_str(&text).ok(),
                Ok(Message::Binary(bytes)) => return Some(json!({ "levels": bytes.len() })),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// Waits for a message of that kind; nothing where the connection ends before. It beats like a page meanwhile.
    pub fn wait_for(&mut self, key: &str) -> Option<Value> {
        let mut beaten = Instant::now();
        loop {
            let heard = self.hear()?;
            if let Some(value) = heard.get(key) {
                return Some(value.clone());
            }
            if beaten.elapsed() > Duration::from_secs(1) {
                beaten = Instant::now();
                self.send(&json!({ "beat": 0.0 }));
            }
        }
    }

    /// Waits until it is told of a value that is as wanted; what it was told.
    pub fn wait_for_value(&mut self, path: &str, is_it: impl Fn(f32, u32) -> bool) -> (f32, u32) {
        loop {
            let values = self.wait_for("values").expect("values");
            if let Some(value) = values.get(path) {
                let place = value[0].as_f64().unwrap() as f32;
                let generation = value[2].as_u64().unwrap() as u32;
                if is_it(place, generation) {
                    return (place, generation);
                }
            }
        }
    }

    /// Why it was sent away.
    pub fn bye(&mut self) -> String {
        let bye = self.wait_for("bye").expect("a word");
        bye[0].as_str().unwrap().to_owned()
    }

    pub fn stream(&self) -> &TcpStream {
        self.socket.get_ref()
    }
}
