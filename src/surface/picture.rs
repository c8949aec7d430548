//! What a surface ought to show.

use super::arrangement::Arrangement;
use super::cells::{cell, part, values};
use super::driver::{Digits, Driver, Item, Light, Shown, Style};
use super::message::Message;
use super::scale::Taper;
use super::turned::Turned;
use crate::control::feed::MuteCause;
use crate::desk::mirror::{Mirror, Soloed};
use crate::param::spec::{ConsoleParam, DcaParam, LevelParam, MonitorParam, Param, SoloParam};
use crate::param::{ConsoleAction, Curve, NodeId, NodeKind, ParamAddr};
use crate::show::console_file::Color;
use crate::show::layout_file::{Assignment, SurfaceAction};
use crate::show::mapping_file::Control;
use std::time::Duration;

/// Half a period of a light that the host makes flash.
const FLASH: Duration = Duration::from_millis(300);

/// Everything that decides what is shown.
#[derive(Debug)]
pub struct Picture<'a> {
    /// The console.
    pub mirror: &'a Mirror,
    /// What the controls stand for.
    pub arrangement: &'a Arrangement,
    /// The device.
    pub driver: &'a dyn Driver,
    /// What is printed beside its faders.
    pub taper: &'a Taper,
    /// The node that its select keys chose.
    pub selected: Option<NodeId>,
    /// What waits for its key a second time.
    pub asked: Option<ConsoleAction>,
    /// What was turned a moment ago.
    pub turned: &'a Turned,
    /// Time since the surface began, for flashing lights.
    pub age: Duration,
}

impl Picture<'_> {
    /// What an item ought to show.
    pub fn of(&self, item: Item) -> Shown {
        match item {
            Item::Position(control) if control.is_knob() => self.ring(control),
            Item::Position(control) => Shown::Position(self.raw(control)),
            Item::Light(control) => Shown::Light(self.light(control), self.light_color(control)),
            Item::Text(strip, line) => {
                let text = if line == 0 {
                    self.name(strip)
                } else {
                    self.level(strip)
                };
                Shown::Text(cell(&text, self.driver.letters(strip, line)))
            }
            Item::Color(strip) => Shown::Color(self.strip_color(strip).unwrap_or_default()),
            Item::Colors => Shown::Colors(self.colors()),
            Item::Digits(Digits::Page) => Shown::Text(self.place()),
            Item::Digits(Digits::Time) => Shown::Text(self.time()),
            Item::Overview(part) => Shown::Text(self.overview(part)),
        }
    }

    /// Where a control ought to stand, 0…1, as the console sees it.
    pub fn travel(&self, control: Control) -> f32 {
        self.known_travel(control).unwrap_or(0.0)
    }

    fn known_travel(&self, control: Control) -> Option<f32> {
        let travel = self.mirror.travel(self.arrangement.target(control)?)?;
        Some(travel.get())
    }

    fn raw(&self, control: Control) -> u16 {
        let addr = self.arrangement.target(control);
        let is_level = addr.is_some_and(|addr| self.mirror.is_level(addr));
        let travel = self.known_travel(control);
        let position = if control.is_fader() && is_level {
            travel.map(|travel| self.taper.position(travel))
        } else {
            travel
        };
        self.driver.raw(control, position)
    }

    /// Levels fill a ring from the left, what has two sides from the middle, everything else is a dot.
    fn ring(&self, control: Control) -> Shown {
        let addr = self.arrangement.target(control);
        let spec = addr.and_then(|addr| self.mirror.spec(addr));
        let style = spec.map_or(Style::Dot, |spec| {
            let (low, high) = spec.curve.range();
            match spec.curve {
                Curve::Fader => Style::Fill,
                _ if low.0 < 0.0 && (low.0 + high.0).abs() < 1e-3 => Style::Middle,
                _ => Style::Dot,
            }
        });
        Shown::Ring(self.raw(control), style)
    }

    /// The colour of what a light stands for, where the device shows it.
    fn light_color(&self, control: Control) -> Color {
        let node = self.arrangement.node(control);
        let node = node.filter(|_| self.driver.is_colored(control));
        node.map(|node| self.color(node)).unwrap_or_default()
    }

    fn color(&self, node: NodeId) -> Color {
        let word = self.mirror.color(node);
        let known = Color::WORDS.iter().find(|(known, _)| *known == word);
        known.map_or(Color::Off, |(_, color)| *color)
    }

    fn strip_color(&self, strip: u8) -> Option<Color> {
        self.arrangement
            .bank
            .node(strip)
            .map(|node| self.color(node))
    }

    /// Two letters for what the strips are: the place of their bank, or the page.
    fn place(&self) -> String {
        if self.arrangement.shows_selected() {
            return "SL".to_owned();
        }
        let first = self.arrangement.bank.node(0);
        first.map_or("  ".to_owned(), |node| match node.kind {
            NodeKind::Strip => format!("{:>2}", node.number % 100),
            NodeKind::Bus => format!("B{}", node.number % 10),
            NodeKind::Dca => format!("D{}", node.number % 10),
            _ => "LR".to_owned(),
        })
    }

    /// Hours, minutes, seconds and tenths of the transport, as ten digits: " 0.00.00.0 ".
    fn time(&self) -> String {
        let tenths = self.mirror.transport().at / 100_000;
        let (seconds, tenths) = (tenths / 10, tenths % 10);
        let (minutes, seconds) = (seconds / 60, seconds % 60);
        format!(
            " {:>2}.{:02}.{seconds:02}.{tenths}  ",
            minutes / 60 % 100,
            minutes % 60
        )
    }

    /// A part of what the whole surface shows. Above: the page, the selected strip, the current scene and the armed
    /// one; below: the values of two strips each.
    fn overview(&self, at: u8) -> String {
        let scenes = self.mirror.scenes();
        match at {
            0 => part(&match self.arrangement.on_faders() {
                Some(relative) => relative.path.clone(),
                None => self.arrangement.page().to_owned(),
            }),
            1 => part(
                &self
                    .selected
                    .map_or(String::new(), |node| self.mirror.name(node)),
            ),
            2 => part(scenes.current.as_deref().unwrap_or_default()),
            3 => {
                let armed = scenes.armed.as_ref();
                part(&armed.map_or(String::new(), |name| format!(">{name}")))
            }
            _ => {
                let strip = (at - 4) * 2;
                values(&self.level(strip), &self.level(strip + 1))
            }
        }
    }

    /// What shows a light. The first one of all is made dark before it is lit: should it come back, it does
    /// no harm, and tells a device that sends everything back.
    pub fn light_messages(&self, item: Item, wanted: &Shown, is_first: bool) -> Vec<Message> {
        let color = match wanted {
            Shown::Light(_, color) => *color,
            _ => Color::Off,
        };
        let dark = Shown::Light(Light::Off, color);
        let before = (is_first && *wanted != dark).then_some(&dark);
        let shown = before.into_iter().chain([wanted]);
        shown
            .flat_map(|shown| self.driver.show(item, shown))
            .collect()
    }

    fn light(&self, control: Control) -> Light {
        if control == Control::SoloLight {
            return lit(self.mirror.is_soloing());
        }
        let light = match self.arrangement.assignment(control) {
            Some(
                Assignment::Strip(_)
                | Assignment::Fixed(_)
                | Assignment::OfSelected(_)
                | Assignment::Selected,
            ) => self.switch(control),
            Some(Assignment::Select) => self.select(self.arrangement.node(control)),
            Some(Assignment::SelectNode(node)) => {
                let is_shown = self.arrangement.shows_selected();
                self.select(is_shown.then_some(*node))
            }
            Some(Assignment::Do(action)) => self.action(*action),
            Some(Assignment::Reset) | None => Light::Off,
        };
        match light {
            Light::Flash if !self.driver.flashes(control) => self.blink(),
            light => light,
        }
    }

    fn switch(&self, control: Control) -> Light {
        let Some(addr) = self.arrangement.target(control) else {
            return Light::Off;
        };
        match addr.param {
            Param::Level(LevelParam::Mute) => self.mute(addr.node()),
            Param::Solo(SoloParam::On) | Param::Dca(DcaParam::Solo) => self.solo(addr.node()),
            Param::Console(ConsoleParam::SoloClear) => lit(self.mirror.is_soloing()),
            _ => lit(self.mirror.is_on(addr)),
        }
    }

    /// Lit where a key has something to do, flashing where it waits for something.
    fn action(&self, action: SurfaceAction) -> Light {
        let scenes = self.mirror.scenes();
        let flash_if = |waits: bool| if waits { Light::Flash } else { Light::Off };
        match action {
            SurfaceAction::Console(action) => self.console_action(action),
            SurfaceAction::Sends if self.arrangement.sends.is_choosing() => Light::Flash,
            SurfaceAction::Spill if self.arrangement.bank.spill().is_choosing() => Light::Flash,
            SurfaceAction::Scene(place) => match scenes.list.get(usize::from(place)) {
                Some(scene) if scenes.current.as_ref() == Some(&scene.name) => Light::On,
                Some(scene) => flash_if(scenes.armed.as_ref() == Some(&scene.name)),
                None => Light::Off,
            },
            action => lit(self.arrangement.is_at(action)),
        }
    }

    /// The same of what every front end can do.
    fn console_action(&self, action: ConsoleAction) -> Light {
        let scenes = self.mirror.scenes();
        let flash_if = |waits: bool| if waits { Light::Flash } else { Light::Off };
        match action {
            _ if self.asked == Some(action) => Light::Flash,
            ConsoleAction::Panic => lit(self.mirror.is_panic()),
            ConsoleAction::ReleasePanic => flash_if(self.mirror.is_panic()),
            ConsoleAction::ReleaseSafeStart => {
                let safe_start = Param::Console(ConsoleParam::SafeStart);
                flash_if(self.mirror.is_on(NodeId::CONSOLE.param(safe_start)))
            }
            ConsoleAction::Play => lit(self.mirror.transport().is_playing),
            ConsoleAction::StopTransport => lit(!self.mirror.transport().is_playing),
            ConsoleAction::LoopOn => {
                lit(self.mirror.transport().cycle.is_some_and(|cycle| cycle.on))
            }
            ConsoleAction::Go => match self.mirror.countdown() {
                Some(_) => Light::Flash,
                None => lit(scenes.armed.is_some() || self.mirror.cues().armed.is_some()),
            },
            ConsoleAction::CueHold => match self.mirror.countdown() {
                Some(countdown) if countdown.is_held => Light::Flash,
                countdown => lit(countdown.is_some()),
            },
            ConsoleAction::FadeHold => flash_if(scenes.fade_held),
            ConsoleAction::FadeStop => lit(scenes.fade_held),
            ConsoleAction::CueStop => lit(self.mirror.countdown().is_some()),
            ConsoleAction::Notch => {
                flash_if(self.mirror.suspects().iter().any(|suspect| suspect.sounds))
            }
            ConsoleAction::FadeReverse | ConsoleAction::UndoRecall => lit(scenes.undoable),
            ConsoleAction::StoreScene => lit(scenes.changed),
            ConsoleAction::FxMute => {
                let mute = Param::Console(ConsoleParam::FxMute);
                lit(self.mirror.is_on(NodeId::CONSOLE.param(mute)))
            }
            ConsoleAction::Record => {
                let record = Param::Console(ConsoleParam::Record);
                lit(self.mirror.is_on(NodeId::CONSOLE.param(record)))
            }
            // Nobody overlooks it: both keys flash while strips hear the tape.
            ConsoleAction::Tape | ConsoleAction::Live => {
                let tape = Param::Console(ConsoleParam::Tape);
                flash_if(self.mirror.is_on(NodeId::CONSOLE.param(tape)))
            }
            ConsoleAction::Reference => self.monitor(MonitorParam::Reference),
            ConsoleAction::ReferenceLoop => self.monitor(MonitorParam::ReferenceLoop),
            ConsoleAction::ScenePrevious
            | ConsoleAction::SceneNext
            | ConsoleAction::LocateStart
            | ConsoleAction::MarkerPrevious
            | ConsoleAction::MarkerNext
            | ConsoleAction::DropMarker
            | ConsoleAction::Back
            | ConsoleAction::Undo
            | ConsoleAction::Redo
            | ConsoleAction::RecordMark
            | ConsoleAction::ReferenceStop
            | ConsoleAction::ReferenceMark
            | ConsoleAction::ReferenceNext
            | ConsoleAction::ReferencePrevious => Light::Off,
        }
    }

    fn monitor(&self, row: MonitorParam) -> Light {
        lit(self
            .mirror
            .is_on(NodeId::MONITOR.param(Param::Monitor(row))))
    }

    /// Solid for its own mute, flashing for any other cause.
    fn mute(&self, node: NodeId) -> Light {
        match self.mirror.causes(node) {
            [] => Light::Off,
            causes if causes.contains(&MuteCause::Own) => Light::On,
            _ => Light::Flash,
        }
    }

    /// Solid for its own solo, flashing for that of a DCA.
    fn solo(&self, node: NodeId) -> Light {
        match self.mirror.solo(node) {
            Some(Soloed::Itself) => Light::On,
            Some(Soloed::ByDca) => Light::Flash,
            None => Light::Off,
        }
    }

    fn select(&self, node: Option<NodeId>) -> Light {
        lit(node.is_some() && node == self.selected)
    }

    fn blink(&self) -> Light {
        lit((self.age.as_millis() / FLASH.as_millis()).is_multiple_of(2))
    }

    fn name(&self, strip: u8) -> String {
        if self.arrangement.shows_selected() {
            let addr = self.arrangement.selected_shown(strip);
            return addr.map(ParamAddr::below_node).unwrap_or_default();
        }
        let node = self.arrangement.bank.node(strip);
        node.map(|node| self.mirror.name(node)).unwrap_or_default()
    }

    fn level(&self, strip: u8) -> String {
        let addr = self.turned.of(strip).or_else(|| {
            if self.arrangement.shows_selected() {
                self.arrangement.selected_shown(strip)
            } else {
                self.arrangement.shown(strip)
            }
        });
        let words = addr.and_then(|addr| self.mirror.text(addr));
        words.unwrap_or_default().trim_end_matches(" dB").to_owned()
    }

    fn colors(&self) -> Vec<u8> {
        let strips = 0..self.arrangement.bank.strips() as u8;
        strips
            .map(|strip| self.driver.color(self.strip_color(strip)))
            .collect()
    }
}

fn lit(on: bool) -> Light {
    if on { Light::On } else { Light::Off }
}
