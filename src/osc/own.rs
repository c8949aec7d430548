//! The console's own address space: `/` and a parameter's path.
//!
//! | address | without argument | with one |
//! |---|---|---|
//! | `/ch/1/fader` | the value is answered | sets it: a number in its unit, or text such as `-6 dB` |
//! | `/ch/1/fader/travel` | its position, 0…1 | sets it by position |
//! | `/ch/1/fader/text` | in words | sets it by words |
//! | `/ch/1/fader/nudge` | – | adds so much in its unit |
//! | `/ch/1/mute/toggle` | turns a switch over, or to the next choice | the same, unless it is 0 |
//! | `/ch/1/fader/default` | back to the default | the same, unless it is 0 |
//! | `/ch/1/name`, `/ch/1/color` | the label | – |
//! | `/ch/*/fader` | all that match are answered | – |

use super::client::{Client, Subscription};
use super::limits::{ANSWERS, PATTERNS_PER_SECOND, SUBSCRIPTIONS, VALUES_PER_SECOND};
use super::packet::{Arg, Message};
use super::view::View;
use crate::control::intent::{Intent, ProgramRecall, SceneWish};
use crate::desk::mirror::Mirror;
use crate::param::path::matches;
use crate::param::{ConsoleAction, NodeId, ParamAddr, Plain};
use std::time::Instant;

/// The version of this address space.
const VERSION: i32 = 1;
/// Below off, in dB: how far down a level is nudged at most.
const DEEPEST: f32 = -200.0;

/// What a client says, and to whom.
struct Talk<'a> {
    mirror: &'a Mirror,
    client: &'a mut Client,
    now: Instant,
    /// Values that came together.
    values: Vec<(ParamAddr, Plain)>,
}

/// Follows messages that belong together: what they set is set at once, as one step.
pub fn hear(mirror: &Mirror, client: &mut Client, messages: &[Message], now: Instant) {
    let mut talk = Talk {
        mirror,
        client,
        now,
        values: Vec::new(),
    };
    for message in messages {
        if let Err(why) = talk.follow(message) {
            let args = vec![Arg::Text(why), Arg::text(&message.address)];
            talk.client.say(&Message::new("/error", args));
        }
    }
    talk.set();
}

/// What is due is told.
pub fn tell(mirror: &Mirror, client: &mut Client) {
    let moved = std::mem::take(&mut client.moved);
    let (held, due): (Vec<_>, Vec<_>) = std::mem::take(&mut client.due)
        .into_iter()
        .partition(|(addr, _)| moved.contains_key(addr));
    client.moved = moved;
    client.due.extend(held);
    let due = due.iter();
    let messages: Vec<Message> = due
        .filter_map(|(addr, view)| view.message(mirror, *addr))
        .collect();
    match &messages[..] {
        [] => {}
        [message] => client.say(message),
        messages => client.say_all(messages),
    }
}

/// Marks what has changed as due, where the client wants to hear it.
pub fn note(client: &mut Client, changed: &[ParamAddr]) {
    if client.subscriptions.is_empty() {
        return;
    }
    for addr in changed {
        let path = addr.to_string();
        let wanted = client
            .subscriptions
            .iter()
            .filter(|wish| matches(&wish.pattern, &path));
        let views: Vec<View> = wanted.map(|wish| wish.view).collect();
        client
            .due
            .extend(views.into_iter().map(|view| (*addr, view)));
    }
}

impl Talk<'_> {
    fn follow(&mut self, message: &Message) -> Result<(), String> {
        let Some(path) = message.address.strip_prefix('/') else {
            return Err("an address begins with a slash".to_owned());
        };
        let args = &message.args[..];
        match path {
            "info" => self.info(),
            "subscribe" => self.subscribe(args)?,
            "unsubscribe" => self.unsubscribe(args),
            "meters" => self.client.wants_levels = args.first().is_none_or(is_pressed),
            "scenes" => self.scenes(),
            "scene/current" => self.current(),
            "scene/recall" => self.recall(args)?,
            "scene/arm" => {
                let name = args
                    .first()
                    .and_then(Arg::as_text)
                    .filter(|name| !name.is_empty());
                self.ask(Intent::Scene(SceneWish::Arm(name.map(str::to_owned))));
            }
            "undo" => match args.first().and_then(Arg::as_text) {
                Some(who) => self.ask(Intent::UndoOf(who.to_owned())),
                None => self.act("undo", args)?,
            },
            _ => match path.strip_prefix("do/") {
                Some(word) => self.act(word, args)?,
                None => self.touch(path, args)?,
            },
        }
        Ok(())
    }

    /// Values that wait go first: what is asked in order happens in order.
    fn ask(&mut self, intent: Intent) {
        self.set();
        self.client.want(intent);
    }

    fn set(&mut self) {
        let values = std::mem::take(&mut self.values);
        for (addr, _) in &values {
            self.client.moved.insert(*addr, self.now);
            self.client.due.insert((*addr, View::Plain));
        }
        match values[..] {
            [] => {}
            [(addr, value)] => self.client.want(Intent::Set(addr, value)),
            _ => self.client.want(Intent::SetMany(values)),
        }
    }

    fn info(&mut self) {
        let show = self.mirror.show_name().unwrap_or_default();
        let args = vec![
            Arg::text("Headroom"),
            Arg::text(env!("CARGO_PKG_VERSION")),
            Arg::text(show),
            Arg::Int(VERSION),
        ];
        self.client.say(&Message::new("/info", args));
    }

    fn subscribe(&mut self, args: &[Arg]) -> Result<(), String> {
        let pattern = match args.first() {
            None => String::new(),
            Some(Arg::Text(pattern)) => pattern.trim_start_matches('/').to_owned(),
            Some(_) => return Err("write /subscribe PATTERN, such as ch/*/fader".to_owned()),
        };
        let view = match args.get(1) {
            None => View::Plain,
            Some(arg) => {
                let word = arg.as_text().unwrap_or_default();
                View::of_word(word).ok_or_else(|| {
                    format!("'{word}' is no way to tell values; allowed: travel, text")
                })?
            }
        };
        let found = self.matching(&pattern)?;
        let subscription = Subscription { pattern, view };
        if !self.client.subscribe(subscription) {
            return Err(format!(
                "these are too many subscriptions; allowed: {SUBSCRIPTIONS}"
            ));
        }
        self.client
            .due
            .extend(found.into_iter().map(|addr| (addr, view)));
        Ok(())
    }

    fn unsubscribe(&mut self, args: &[Arg]) {
        let pattern = args.first().and_then(Arg::as_text);
        let pattern = pattern.map(|pattern| pattern.trim_start_matches('/'));
        let is_kept =
            |known: &Subscription| pattern.is_some_and(|pattern| known.pattern != pattern);
        self.client.subscriptions.retain(is_kept);
    }

    fn scenes(&mut self) {
        let list = &self.mirror.scenes().list;
        let names = list.iter().map(|scene| Arg::text(&scene.name));
        self.client.say(&Message::new("/scenes", names.collect()));
    }

    fn current(&mut self) {
        let current = self.mirror.scenes().current.clone().unwrap_or_default();
        self.client
            .say(&Message::new("/scene/current", vec![Arg::Text(current)]));
    }

    /// A program has nobody who could be asked: what would rise too far goes as far as it may.
    fn recall(&mut self, args: &[Arg]) -> Result<(), String> {
        let list = &self.mirror.scenes().list;
        let place = match args.first() {
            Some(Arg::Text(name)) => {
                let place = list.iter().position(|scene| scene.name == *name);
                place.ok_or_else(|| format!("there is no scene '{name}'; /scenes lists them"))?
            }
            Some(Arg::Int(number)) if *number >= 1 => (number - 1) as usize,
            _ => {
                return Err(
                    "write /scene/recall and the scene's name, or its place, 1 first".to_owned(),
                );
            }
        };
        let place = u16::try_from(place).unwrap_or(u16::MAX);
        self.ask(Intent::Program(ProgramRecall::Scene(place)));
        Ok(())
    }

    /// An action of the list that surfaces have, too.
    fn act(&mut self, word: &str, args: &[Arg]) -> Result<(), String> {
        let Some(action) = ConsoleAction::of_word(word) else {
            let allowed = ConsoleAction::ALL.iter().filter(|action| !action.asks());
            let words: Vec<&str> = allowed.map(|action| action.word()).collect();
            return Err(format!(
                "'{word}' is no action; allowed: {}",
                words.join(", ")
            ));
        };
        if action.asks() {
            return Err(format!("{word} wants somebody at the console"));
        }
        // A program has not read the question, and answers none.
        if self.mirror.rises_wait().is_some() && answers(action) {
            return Err("a rise waits for an answer at the console".to_owned());
        }
        // A button that is let go sends 0.
        if args.first().is_none_or(is_pressed) {
            self.ask(action.into());
        }
        Ok(())
    }

    /// A question about parameters, or a value for one.
    fn touch(&mut self, path: &str, args: &[Arg]) -> Result<(), String> {
        if path.contains('*') {
            return match args {
                [] => self.answer_all(path),
                _ => Err("a pattern asks; it sets nothing".to_owned()),
            };
        }
        if let Some(addr) = self.parameter(path) {
            return self.value(addr, View::Plain, args);
        }
        let (above, word) = path.rsplit_once('/').unwrap_or((path, ""));
        match (self.parameter(above), View::of_word(word), word) {
            (Some(addr), Some(view), _) => self.value(addr, view, args),
            (Some(addr), None, "nudge") => self.nudge(addr, args),
            (Some(addr), None, "toggle") => {
                self.press(Intent::Toggle(addr), args);
                Ok(())
            }
            (Some(addr), None, "default") => {
                self.press(Intent::Reset(addr), args);
                Ok(())
            }
            _ => self.label_or_all(path, args),
        }
    }

    fn parameter(&self, path: &str) -> Option<ParamAddr> {
        ParamAddr::parse(path).filter(|addr| self.mirror.has(*addr))
    }

    fn value(&mut self, addr: ParamAddr, view: View, args: &[Arg]) -> Result<(), String> {
        match args.first() {
            None => {
                let message = view.message(self.mirror, addr);
                if let Some(message) = message {
                    self.client.say(&message);
                }
            }
            Some(arg) => {
                let spec = self.mirror.spec(addr).ok_or("there is no console yet")?;
                let value = view.value(spec, arg).inspect_err(|_| {
                    // Whoever is wrong about a value is told the true one.
                    self.client.due.insert((addr, view));
                })?;
                self.values.push((addr, value));
            }
        }
        Ok(())
    }

    fn nudge(&mut self, addr: ParamAddr, args: &[Arg]) -> Result<(), String> {
        let by = args
            .first()
            .and_then(Arg::number)
            .ok_or("write /nudge and by how much")?;
        let spec = self.mirror.spec(addr).ok_or("there is no console yet")?;
        let from = self.mirror.goal(addr).or(self.mirror.value(addr));
        let from = from.ok_or("there is no console yet")?;
        if spec.curve.counts() || from == Plain::OFF {
            return Err(format!("{} cannot be nudged from where it is", spec.name));
        }
        let (low, high) = spec.curve.range();
        if by.abs() > high.0 - low.0.max(DEEPEST) {
            return Err(format!("{by} is further than {} goes", spec.name));
        }
        let value = spec.curve.clamp(Plain(from.0 + by));
        self.values.push((addr, value));
        Ok(())
    }

    fn press(&mut self, intent: Intent, args: &[Arg]) {
        if args.first().is_none_or(is_pressed) {
            self.ask(intent);
        }
    }

    /// A node's name or colour, or everything below a node.
    fn label_or_all(&mut self, path: &str, args: &[Arg]) -> Result<(), String> {
        let label = NodeId::split(path).filter(|(node, _)| self.mirror.nodes().contains(node));
        if let (Some((node, "name" | "color")), [_, ..]) = (label, args) {
            return Err(format!(
                "the name and colour of {node} can only be read here"
            ));
        }
        let text = match label {
            Some((node, "name")) => self.mirror.name(node),
            Some((node, "color")) => self.mirror.color(node).to_owned(),
            Some((_, "")) => return self.answer_all(path),
            _ => {
                let layout = self.mirror.layout().ok_or("there is no console yet")?;
                let error = layout.find(path).err();
                return error.map_or(Ok(()), |error| Err(error.to_string()));
            }
        };
        self.client
            .say(&Message::new(format!("/{path}"), vec![Arg::Text(text)]));
        Ok(())
    }

    fn answer_all(&mut self, pattern: &str) -> Result<(), String> {
        let found = self.matching(pattern)?;
        self.client
            .due
            .extend(found.into_iter().map(|addr| (addr, View::Plain)));
        Ok(())
    }

    /// The parameters that a pattern means, where it means some and not too many.
    fn matching(&mut self, pattern: &str) -> Result<Vec<ParamAddr>, String> {
        if !self.client.may_search(self.now) {
            return Err(format!(
                "these are too many questions with patterns; allowed: {PATTERNS_PER_SECOND} a second"
            ));
        }
        let layout = self.mirror.layout().ok_or("there is no console yet")?;
        let found = layout.matching(pattern);
        match found.len() {
            0 => Err(format!("nothing matches '{pattern}'")),
            count if count > ANSWERS => Err(format!(
                "'{pattern}' means {count} parameters; allowed: {ANSWERS} at once, such as ch/*/fader"
            )),
            count if !self.client.may_hear(count, self.now) => Err(format!(
                "these are too many answers; allowed: {VALUES_PER_SECOND} values a second"
            )),
            _ => Ok(found.into_iter().map(|index| layout.addr(index)).collect()),
        }
    }
}

/// True for what allows a rise while the console asks.
fn answers(action: ConsoleAction) -> bool {
    matches!(
        action,
        ConsoleAction::Go | ConsoleAction::Undo | ConsoleAction::Redo | ConsoleAction::UndoRecall
    )
}

/// True for a button that is pressed.
fn is_pressed(arg: &Arg) -> bool {
    arg.number().is_none_or(|number| number != 0.0)
}
