//! A surface and a real console without audio, threads or a clock: bytes in, values and bytes out.

#![allow(dead_code)]

use crossbeam_channel::{Receiver, bounded};
use headroom::control::console::{Console, Setup, Wires};
use headroom::control::feed::{Label, MidiLine, Update};
use headroom::control::inbox::Event;
use headroom::control::intent::{ClientId, CueNumber, Hello, Intent, Rights, SceneWish};
use headroom::param::topology::{BusDef, BusRole};
use headroom::param::{NodeId, ParamAddr, Topology, Width};
use headroom::show::layout_file::{self, Assignment, LayoutFile};
use headroom::show::mapping_file::{self, Control, DeviceFile};
use headroom::surface::catalogue::Catalogue;
use headroom::surface::machine::Surface;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The rack.
pub struct Rack {
    console: Console,
    client: ClientId,
    updates: Receiver<Update>,
    /// The surface.
    pub surface: Surface,
    /// The time.
    pub now: Instant,
    /// Bytes that the surface was sent and nobody has looked at yet.
    pub sent: Vec<Vec<u8>>,
    /// Intents that nobody has looked at yet.
    pub intents: Vec<Intent>,
    /// What was said to people.
    pub notices: Vec<String>,
    /// What was said and heard, while somebody looks.
    pub midi: Vec<MidiLine>,
}

impl Rack {
    /// What the intents since the last look concern.
    pub fn concerned(&mut self) -> Vec<ParamAddr> {
        let intents = std::mem::take(&mut self.intents);
        let addr = |intent: Intent| match intent {
            Intent::Set(addr, _)
            | Intent::Move(addr, _)
            | Intent::Toggle(addr)
            | Intent::Reset(addr)
            | Intent::Step(addr, _) => Some(addr),
            _ => None,
        };
        intents.into_iter().filter_map(addr).collect()
    }

    /// A parameter that becomes this is told so.
    pub fn assert_sends(&mut self, (path, value): (&str, &str), expected: &[u8]) {
        self.take_sent();
        self.set(path, value);
        self.pass(80);
        let sent = self.take_sent();
        assert!(
            sent.iter().any(|message| message == expected),
            "{path}={value}: {sent:02x?}"
        );
    }

    /// A device of `mappings/` on the default console with these values, at its place.
    pub fn new(mapping: &str, values: &[(&str, &str)], place: usize) -> Self {
        let device = mapping_file::load(&Path::new("mappings").join(mapping)).unwrap();
        Self::of(&device, values, place)
    }

    /// A device with a layout, after its first state was pushed.
    pub fn with(device: &DeviceFile, layout: &Arc<LayoutFile>) -> Self {
        let mut rack = Self::made(device, Arc::clone(layout), &[], (0, Topology::default()));
        rack.pass(2000);
        rack
    }

    /// The same, of a device file in words.
    pub fn written(text: &str, values: &[(&str, &str)]) -> Self {
        let device = mapping_file::parse(text, "written").unwrap();
        let mut rack = Self::of(&device, values, 0);
        rack.pass(2000);
        rack.sent.clear();
        rack
    }

    /// A device of `mappings/` with a layout in words, after its first state was pushed.
    pub fn with_layout(mapping: &str, layout: &str) -> Self {
        let device = mapping_file::load(&Path::new("mappings").join(mapping)).unwrap();
        let layout = layout_file::parse(layout, "written").unwrap();
        let mut rack = Self::made(&device, Arc::new(layout), &[], (0, Topology::default()));
        rack.pass(2000);
        rack
    }

    /// A device of `mappings/` on a console with four wedges and two effects, after its first state was pushed.
    pub fn on_stage(mapping: &str) -> Self {
        let device = mapping_file::load(&Path::new("mappings").join(mapping)).unwrap();
        let (catalogue, _) = Catalogue::new(None);
        let layout = catalogue.layout_for(&device).unwrap();
        let mut rack = Self::made(&device, layout, &[], (0, Self::stage()));
        rack.pass(3000);
        rack.sent.clear();
        rack.intents.clear();
        rack
    }

    /// A device without controls on a console with two effects, after its first state was pushed.
    pub fn without_controls() -> Self {
        let device = DeviceFile::without_controls("Box");
        let layout = Catalogue::new(None).0.layout_for(&device).unwrap();
        let mut rack = Self::made(&device, layout, &[], (0, Self::stage()));
        rack.pass(1000);
        rack
    }

    /// Four wedges and two effects.
    fn stage() -> Topology {
        let bus = |number| BusDef {
            number,
            width: Width::Mono,
            role: if number < 5 {
                BusRole::Wedge
            } else {
                BusRole::Fx
            },
            feeds: Vec::new(),
        };
        Topology {
            buses: (1..=6).map(bus).collect(),
            ..Topology::default()
        }
    }

    fn of(device: &DeviceFile, values: &[(&str, &str)], place: usize) -> Self {
        let (catalogue, _) = Catalogue::new(None);
        let layout = catalogue.layout_for(device).unwrap();
        Self::made(device, layout, values, (place, Topology::default()))
    }

    fn made(
        device: &DeviceFile,
        layout: Arc<LayoutFile>,
        values: &[(&str, &str)],
        (place, topology): (usize, Topology),
    ) -> Self {
        let (wires, _, _) = Wires::bare("null");
        let label = |name: &str, color: &str| Label {
            name: name.to_owned(),
            color: color.to_owned(),
        };
        let setup = Setup {
            topology,
            labels: vec![(NodeId::strip(1), label("Lead Vox", "red"))],
            ..Setup::default()
        };
        let mut console = Console::new(setup, wires);
        let now = Instant::now();
        let (id, client) = bounded(1);
        let (updates_in, updates) = bounded(2);
        let hello = Hello {
            name: "surface".to_owned(),
            rights: Rights::Mix,
        };
        let event = Event::Connect {
            hello,
            id,
            updates: updates_in,
        };
        console.handle(event, now);
        let mut rack = Self {
            client: client.recv().unwrap(),
            console,
            updates,
            surface: Surface::new(device, layout, place, now),
            now,
            sent: Vec::new(),
            intents: Vec::new(),
            notices: Vec::new(),
            midi: Vec::new(),
        };
        for (path, value) in values {
            rack.set(path, value);
        }
        rack
    }

    /// Stores a scene, as somebody at the terminal does.
    pub fn store(&mut self, name: &str) {
        self.ask(Intent::Scene(SceneWish::Store(name.to_owned())));
    }

    /// Recalls a scene, as somebody at the terminal does.
    pub fn recall(&mut self, name: &str) {
        self.ask(Intent::Scene(SceneWish::Recall(name.to_owned(), Some(0.0))));
    }

    pub fn ask(&mut self, intent: Intent) {
        self.console
            .follow(ClientId::CONSOLE, intent, self.now)
            .unwrap();
        self.pass(1);
    }

    /// The same, after its first state was pushed; what was sent until then is forgotten.
    pub fn synced(mapping: &str, values: &[(&str, &str)]) -> Self {
        let mut rack = Self::new(mapping, values, 0);
        rack.pass(2000);
        rack.sent.clear();
        rack.intents.clear();
        rack
    }

    /// Time passes, in steps of a millisecond.
    pub fn pass(&mut self, milliseconds: u64) {
        for _ in 0..milliseconds {
            self.now += Duration::from_millis(1);
            self.turn();
        }
    }

    fn turn(&mut self) {
        self.console.tick(self.now);
        while let Ok(update) = self.updates.try_recv() {
            self.surface.learn(&update, self.now);
        }
        let turn = self.surface.turn(self.now);
        self.sent.extend(turn.messages);
        self.midi.extend(turn.midi);
        let texts = turn.notices.into_iter().map(|notice| notice.text);
        self.notices.extend(texts);
        for intent in turn.intents {
            let followed = self.console.follow(self.client, intent.clone(), self.now);
            if let Err(refusal) = followed {
                self.surface.say_refused(&refusal, self.now);
            }
            self.intents.push(intent);
        }
    }

    /// The device sends; a millisecond passes.
    pub fn hear(&mut self, bytes: &[u8]) {
        self.surface.hear(bytes, self.now);
        self.pass(1);
    }

    /// Somebody else sets a parameter.
    pub fn set(&mut self, path: &str, value: &str) {
        let layout = self.console.layout().clone();
        let index = layout.find(path).unwrap();
        let value = layout.spec(index).parse(value).unwrap();
        let intent = Intent::SetConfirmed(layout.addr(index), value);
        self.console
            .follow(ClientId::CONSOLE, intent, self.now)
            .unwrap();
        self.pass(1);
    }

    /// A value in words.
    pub fn value(&self, path: &str) -> String {
        let layout = self.console.layout();
        let index = layout.find(path).unwrap();
        layout.spec(index).display(self.console.store().get(index))
    }

    /// The cue that went last.
    pub fn current_cue(&self) -> Option<CueNumber> {
        self.surface.mirror().cues().current
    }

    /// Where the transport stands, in microseconds.
    pub fn transport_at(&mut self) -> u64 {
        self.pass(60);
        self.surface.mirror().transport().at
    }

    /// What was sent since this was last asked.
    pub fn take_sent(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.sent)
    }

    /// Undoes the surface's last step.
    pub fn undo(&mut self) {
        self.console
            .follow(self.client, Intent::Undo, self.now)
            .unwrap();
        self.pass(1);
    }
}

/// An address by its path.
pub fn addr(path: &str) -> ParamAddr {
    ParamAddr::parse(path).unwrap()
}

/// The default console, by itself.
pub fn console() -> Console {
    Console::new(Setup::default(), Wires::bare("null").0)
}

/// What a control stands for on the first page at the left end of the console.
pub fn target(layout: &LayoutFile, control: Control) -> Option<ParamAddr> {
    let first = control.of_first();
    let page = &layout.pages[0].strips;
    match page.get(&first).or_else(|| layout.keys.get(&first))? {
        Assignment::Strip(relative) => {
            let strip = u16::from(control.strip()?) + 1;
            (strip <= 16).then(|| relative.of(NodeId::strip(strip)))
        }
        Assignment::Fixed(addr) => Some(*addr),
        _ => None,
    }
}
