//! What is no leaf: who the desk is, lines of nodes, subscriptions, recalls.

use super::desk::{Clients, X32};
use super::leaf::Value;
use super::remote::{Remote, Stream, What};
use crate::control::intent::{Intent, ProgramRecall, SceneWish};
use crate::desk::mirror::Mirror;
use crate::osc::packet::{Arg, Message};
use crate::osc::socket::Peer;
use crate::param::ConsoleAction;
use crate::param::spec::{ConsoleParam, Param};
use crate::param::{NodeId, Plain};
use crate::show::x32::desk::words_of;
use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::time::Instant;

const SERVER_VERSION: &str = "V2.07";
const SERVER: &str = "osc-server";
const MODEL: &str = "X32";
const FIRMWARE: &str = "4.06";
/// Most leaves of a subscription to several.
const BLOB_LEAVES: i32 = 128;

/// What is asked, by whom.
struct Request<'a> {
    x32: &'a mut X32,
    mirror: &'a Mirror,
    clients: &'a mut Clients,
    peer: Peer,
    args: &'a [Arg],
    now: Instant,
}

/// Follows a message of a client.
pub fn hear(
    x32: &mut X32,
    mirror: &Mirror,
    (clients, peer): (&mut Clients, Peer),
    message: &Message,
    now: Instant,
) {
    // Some programs write another hyphen.
    let address = message.address.replace('\u{2010}', "-");
    let mut request = Request {
        x32,
        mirror,
        clients,
        peer,
        args: &message.args,
        now,
    };
    let is_done = request.follow(&address) || (!message.args.is_empty() && request.act(&address));
    if !is_done {
        x32.touch(mirror, (clients, peer), (&address, &message.args), now);
    }
}

impl Request<'_> {
    /// Follows what is no leaf. False for a message that is about a leaf or a node.
    fn follow(&mut self, address: &str) -> bool {
        match address {
            "/info" => self.say("/info", &[SERVER_VERSION, SERVER, MODEL, FIRMWARE]),
            "/xinfo" => {
                let own = own_address(self.peer);
                self.say("/xinfo", &[&own, "Headroom", MODEL, FIRMWARE]);
            }
            "/status" => self.say("/status", &["active", &own_address(self.peer), SERVER]),
            "/xremote" | "/xremotenfb" => self.remote(Remote::push),
            "/subscribe" => self.subscribe(),
            "/formatsubscribe" => self.subscribe_blob(),
            "/batchsubscribe" => self.subscribe_meters(),
            "/meters" => self.meters(),
            "/renew" | "/unsubscribe" => self.go_on_or_end(address),
            "/node" => self.node(),
            "/" => self.line(),
            "/showdump" => self.show(),
            "/load" | "/save" | "/delete" | "/rename" | "/copy" | "/add" => self.library(address),
            "/-snap/load" => drop(self.recall(-1)),
            _ => return false,
        }
        true
    }

    fn go_on_or_end(&mut self, address: &str) {
        let name = self.text(0).map(str::to_owned);
        self.remote(|remote, now| match address {
            "/renew" => remote.renew(name.as_deref(), now),
            _ => remote.end(name.as_deref()),
        });
    }

    fn say(&mut self, address: &str, texts: &[&str]) {
        let args = texts.iter().map(|text| Arg::text(*text)).collect();
        self.answer(&Message::new(address, args));
    }

    fn answer(&mut self, message: &Message) {
        if let Some(client) = self.clients.get_mut(&self.peer) {
            client.say(message);
        }
    }

    fn remote(&mut self, change: impl FnOnce(&mut Remote, Instant)) {
        if let Some(client) = self.clients.get_mut(&self.peer) {
            change(&mut client.remote, self.now);
        }
    }

    fn text(&self, at: usize) -> Option<&str> {
        self.args.get(at).and_then(Arg::as_text)
    }

    /// The whole numbers of the arguments.
    fn numbers(&self) -> Vec<i32> {
        let numbers = self.args.iter().filter(|arg| arg.as_text().is_none());
        numbers
            .filter_map(|arg| arg.number().map(|number| number as i32))
            .collect()
    }

    fn begin(&mut self, alias: &str, what: What, factor: i32) {
        let stream = Stream::new(alias, what, factor, self.now);
        self.remote(|remote, _| remote.add(stream));
    }

    fn subscribe(&mut self) {
        let Some(address) = self.text(0).map(str::to_owned) else {
            return;
        };
        let factor = self.numbers().first().copied().unwrap_or(1);
        match self.x32.tree.leaf(&address) {
            Some(at) => self.begin(&address, What::Leaf(at), factor),
            None => {
                if let Some((id, numbers)) = meters_of(&address, &[]) {
                    self.begin(&address, What::Meters(id, numbers), factor);
                }
            }
        }
    }

    /// `alias addr… i0 i1 tf`: stars in the addresses run from i0 to i1.
    fn subscribe_blob(&mut self) {
        let texts: Vec<String> = self
            .args
            .iter()
            .filter_map(Arg::as_text)
            .map(str::to_owned)
            .collect();
        let numbers = self.numbers();
        let (Some((alias, addresses)), [from, to, factor]) = (texts.split_first(), &numbers[..])
        else {
            return;
        };
        let mut leaves = Vec::new();
        for address in addresses {
            for number in *from..=(*to).clamp(*from, from.saturating_add(BLOB_LEAVES)) {
                leaves.extend(self.x32.tree.leaf(&starred(address, number)));
                if !address.contains('*') {
                    break;
                }
            }
        }
        leaves.truncate(BLOB_LEAVES as usize);
        self.begin(alias, What::Blob(leaves), *factor);
    }

    fn subscribe_meters(&mut self) {
        let (Some(alias), Some(id)) = (self.text(0), self.text(1)) else {
            return;
        };
        let (alias, numbers) = (alias.to_owned(), self.numbers());
        let factor = numbers.get(2).copied().unwrap_or(1);
        if let Some((id, numbers)) = meters_of(id, &numbers) {
            self.begin(&alias, What::Meters(id, numbers), factor);
        }
    }

    /// The numbers of a list come first, then the factor of time.
    fn meters(&mut self) {
        let Some(name) = self.text(0) else {
            return;
        };
        let numbers = self.numbers();
        let Some((id, own)) = meters_of(name, &numbers) else {
            return;
        };
        let taken = match id {
            5 => 2,
            6 => 1,
            _ => 0,
        };
        let factor = numbers.get(taken).copied().unwrap_or(1);
        self.begin(&format!("/meters/{id}"), What::Meters(id, own), factor);
    }

    /// The line of a node, or of a leaf.
    fn node(&mut self) {
        let Some(path) = self.text(0) else {
            return;
        };
        let address = format!("/{}", path.trim_start_matches('/'));
        let Some(range) = self.x32.tree.range(&address) else {
            return;
        };
        let token = |at: usize| self.x32.tree.leaves[at].token(&self.x32.value(self.mirror, at));
        let tokens: Vec<String> = range.map(token).collect();
        let line = format!("{address} {}\n", tokens.join(" "));
        self.say("node", &[&line]);
    }

    /// A line sets a node or a leaf; a token that means nothing ends it.
    fn line(&mut self) {
        let Some(line) = self.text(0).map(str::to_owned) else {
            return;
        };
        let tokens = words_of(&line);
        if let Some((path, tokens)) = tokens.split_first() {
            let address = format!("/{}", path.trim_start_matches('/'));
            if let Some(range) = self.x32.tree.range(&address) {
                let leaves = &self.x32.tree.leaves;
                let values = range
                    .zip(tokens)
                    .map_while(|(at, token)| Some((at, leaves[at].parse(token)?)));
                let values: Vec<(usize, Value)> = values.collect();
                self.x32
                    .write(self.mirror, (self.clients, self.peer), values, self.now);
            }
        }
        self.say("/", &[&line]);
    }

    fn show(&mut self) {
        let name = self
            .mirror
            .show_name()
            .unwrap_or_default()
            .replace('"', "'");
        let mut lines = vec![format!(
            "/-show/showfile/show \"{name}\" 0 0 0 0 0 0 0 0 0 0 \"{FIRMWARE}\"\n"
        )];
        let scenes = self.mirror.scenes().list.iter().take(100).enumerate();
        lines.extend(scenes.map(|(at, scene)| {
            let name = scene.name.replace('"', "'");
            format!("/-show/showfile/scene/{at:03} \"{name}\" \"\" %000000000 1\n")
        }));
        for line in lines {
            self.say("node", &[&line]);
        }
    }

    /// Scenes are loaded; nothing else is kept in libraries.
    fn library(&mut self, address: &str) {
        let kind = self.text(0).unwrap_or_default().to_owned();
        let place = self.numbers().first().copied().unwrap_or(-1);
        let done = address == "/load" && kind == "scene" && self.recall(place);
        let args = vec![Arg::Text(kind), Arg::Int(i32::from(done))];
        self.answer(&Message::new(address, args));
    }

    /// Recalls the scene at a place, 0 first, as somebody would who stands nowhere near; −1: that of the arguments.
    fn recall(&mut self, place: i32) -> bool {
        let place = match self.args.first().and_then(Arg::number) {
            Some(number) if place < 0 => number as i32 - 1,
            _ => place,
        };
        let exists =
            usize::try_from(place).is_ok_and(|place| place < self.mirror.scenes().list.len());
        exists && self.want(Intent::Program(ProgramRecall::Scene(place as u16)))
    }

    fn want(&mut self, intent: Intent) -> bool {
        let client = self
            .clients
            .get_mut(&self.peer)
            .filter(|client| client.may_mix());
        client.map(|client| client.want(intent)).is_some()
    }

    /// Something that is done rather than set.
    fn act(&mut self, address: &str) -> bool {
        let number = self.args.first().and_then(Arg::number).unwrap_or(0.0);
        let is_pressed = number >= 1.0;
        match address {
            "/-action/goscene" => drop(self.recall(number as i32)),
            "/-action/clearsolo" if is_pressed => {
                let clear = NodeId::CONSOLE.param(Param::Console(ConsoleParam::SoloClear));
                self.want(Intent::Set(clear, Plain::switch(true)));
            }
            "/-action/doundo" if is_pressed => drop(self.want(ConsoleAction::UndoRecall.into())),
            "/-show/prepos/current" => {
                let scenes = &self.mirror.scenes().list;
                let scene = scenes.get(number as usize).map(|scene| scene.name.clone());
                if scene.is_some() {
                    self.want(Intent::Scene(SceneWish::Arm(scene)));
                }
            }
            "/-stat/solo" => {}
            // What would change this machine is answered like every other leaf, and does nothing.
            _ => return false,
        }
        true
    }
}

/// Which list of meters a name means, and its two numbers.
fn meters_of(name: &str, numbers: &[i32]) -> Option<(u8, [i32; 2])> {
    let id = name
        .trim_start_matches('/')
        .strip_prefix("meters/")?
        .parse()
        .ok()?;
    let number = |at: usize| numbers.get(at).copied().unwrap_or(0);
    (id <= 16).then_some((id, [number(0), number(1)]))
}

/// An address with a number in place of its stars, with as many digits.
fn starred(address: &str, number: i32) -> String {
    let width = address.matches('*').count();
    let Some(at) = address.find('*') else {
        return address.to_owned();
    };
    format!(
        "{}{number:0width$}{}",
        &address[..at],
        address[at..].trim_start_matches('*')
    )
}

/// The address of this machine that leads to a client; programs connect to what stands here.
fn own_address(peer: Peer) -> String {
    let any = if peer.address.is_ipv4() {
        "0.0.0.0:0"
    } else {
        "[::]:0"
    };
    // Nothing is sent: the system only says which way it would take.
    let way = UdpSocket::bind(any).and_then(|socket| {
        socket.connect(peer.address)?;
        socket.local_addr()
    });
    let address = way.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |way| way.ip());
    address.to_canonical().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_with_quotes_and_blanks() {
        let found = words_of("ch/01/config  \"Lead Vox\" 1  YE 3\n");
        assert_eq!(found, ["ch/01/config", "Lead Vox", "1", "YE", "3"]);
        assert_eq!(words_of("/a \"open"), ["/a", "open"]);
    }

    #[test]
    fn stars_are_numbers_with_as_many_digits() {
        assert_eq!(starred("/ch/**/mix/on", 7), "/ch/07/mix/on");
        assert_eq!(starred("/dca/*/on", 7), "/dca/7/on");
        assert_eq!(starred("/main/st/mix/on", 7), "/main/st/mix/on");
    }
}
