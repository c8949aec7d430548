//! Devices that send and hear messages of their own, as their file says.

mod items;

use super::decode::Decoder;
use super::driver::{Abilities, Driver, Gesture, Item, Light, Odd, Reading, Shown, Style};
use super::message::Message;
use super::presses::Presses;
use super::procedure::{self, Procedure};
use super::scale::{position_of, value_of};
use crate::show::mapping_file::{
    Address, Answer, Control, DeviceFile, Input, KeepAlive, Lamp, Means, Output, Palette, Shows,
    Template, Values, judge, rgb,
};
use items::{item, urgency};
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

/// Time for a device to take its first bytes.
const SETTLE: Duration = Duration::from_millis(100);
/// What a device says this soon after its setup was sent was made by that.
const OWN_DOING: Duration = Duration::from_secs(1);
/// Lowest level of a meter without steps, in dB.
const FLOOR: f32 = -60.0;

/// A device without a protocol.
#[derive(Debug)]
pub struct Messages {
    inputs: HashMap<Address, Input>,
    outputs: BTreeMap<Control, Vec<Output>>,
    decoder: Decoder,
    procedure: Procedure,
    /// When the setup was sent last.
    begun: Option<Instant>,
    answers: Vec<Answer>,
    keep_alive: Option<(KeepAlive, Option<Instant>)>,
    exit: Vec<Vec<u8>>,
    palette: Palette,
    presses: Presses,
    /// It is taken for a plain controller because it is not known.
    is_guess: bool,
    abilities: Abilities,
}

impl Messages {
    /// A device of these controls.
    pub fn new(file: &DeviceFile, inputs: &[Input], outputs: &[Output]) -> Self {
        let strips = inputs.iter().filter_map(|input| input.control.strip());
        let is_fine = |input: &Input| input.control.is_fader() && input.address.kind.most() > 127;
        let has_master = inputs.iter().any(|input| input.control == Control::Master);
        let abilities = Abilities {
            strips: strips.max().map_or(0, |last| usize::from(last) + 1),
            master: has_master,
            step: if inputs.iter().any(is_fine) {
                1.0 / 1023.0
            } else {
                1.0 / 127.0
            },
            echo: file.echo,
            settle: SETTLE,
        };
        let mut by_control: BTreeMap<Control, Vec<Output>> = BTreeMap::new();
        for output in outputs {
            by_control
                .entry(output.control)
                .or_default()
                .push(output.clone());
        }
        Self {
            inputs: inputs.iter().map(|input| (input.address, *input)).collect(),
            outputs: by_control,
            decoder: Decoder::new(&inputs.iter().map(|input| input.address).collect::<Vec<_>>()),
            procedure: Procedure::new(&file.setup),
            begun: None,
            answers: file.answers.clone(),
            keep_alive: file.keep_alive.clone().map(|alive| (alive, None)),
            exit: file.exit.clone(),
            palette: file.palette.clone(),
            presses: Presses::default(),
            is_guess: file.is_guess,
            abilities,
        }
    }

    /// What a plain controller never sends.
    fn is_played(&self, message: &Message) -> bool {
        let is_odd = match message {
            Message::Note { velocity, .. } => !matches!(velocity, 0 | 127),
            Message::Bend { .. } | Message::Pressure { .. } | Message::Poly { .. } => true,
            _ => false,
        };
        self.is_guess && is_odd
    }

    fn gestures(&mut self, address: Address, value: u16) -> Vec<Gesture> {
        let Some(input) = self.inputs.get(&address) else {
            return Vec::new();
        };
        let control = input.control;
        if let Some(turns) = input.turns {
            let (clicks, speed) = (turns.clicks(value), input.speed);
            return vec![Gesture::Turn {
                control,
                clicks,
                speed,
            }];
        }
        if let Some(control) = control.touched() {
            return vec![Gesture::Touch {
                control,
                on: value > 0,
            }];
        }
        if control.is_position() {
            return vec![Gesture::Position {
                control,
                position: position_of(input.range, control.is_knob(), value),
                raw: value,
            }];
        }
        let value = if address.kind.most() > 127 {
            (value >> 7) as u8
        } else {
            value as u8
        };
        self.presses
            .hear((control, address), input.sends, value, self.is_guess)
    }

    /// What the device says by itself.
    fn answer(
        &mut self,
        message: &Message,
        now: Instant,
        replies: &mut Vec<Message>,
    ) -> Vec<Gesture> {
        let bytes = message.bytes();
        let mut gestures = Vec::new();
        let mut again = false;
        for answer in &self.answers {
            let Some(named) = answer.pattern.fits(&bytes) else {
                continue;
            };
            let known = named.iter().filter(|(name, _)| *name != "bank");
            for (control, (_, value)) in answer.positions.iter().zip(known) {
                gestures.push(Gesture::Stands {
                    control: *control,
                    position: position_of((0, 127), control.is_knob(), u16::from(*value)),
                });
            }
            let bank = named.iter().find(|(name, _)| *name == "bank");
            match answer.means {
                Means::Nothing => {}
                Means::StartOver => gestures.push(Gesture::StartOver),
                Means::Setup => again = true,
                Means::Bank => gestures.extend(bank.map(|(_, bank)| Gesture::Bank(*bank))),
            }
        }
        let own = |then: Instant| now.saturating_duration_since(then) < OWN_DOING;
        if again && !self.begun.is_some_and(own) {
            replies.extend(self.begin(now));
            gestures.push(Gesture::StartOver);
        }
        gestures
    }

    fn begin(&mut self, now: Instant) -> Vec<Message> {
        self.begun = Some(now);
        self.procedure.start(now)
    }

    fn outputs(&self, control: Control) -> &[Output] {
        self.outputs.get(&control).map_or(&[], Vec::as_slice)
    }

    /// The messages of one output.
    fn shown(&self, output: &Output, shown: &Shown) -> Vec<Message> {
        let values = Values {
            strip: output.control.strip().unwrap_or(0),
            number: output.address.number,
            channel: output.address.channel,
            ..Values::default()
        };
        match (&output.shows, shown) {
            (Shows::Position { send, .. }, Shown::Position(raw)) => say(
                send,
                &Values {
                    value: *raw,
                    ..values
                },
            ),
            (Shows::Position { send, ring, .. }, Shown::Ring(raw, style)) => {
                let style = ring.styles.map_or(0, |styles| styles[*style as usize]);
                say(
                    send,
                    &Values {
                        value: *raw,
                        style,
                        ..values
                    },
                )
            }
            (Shows::Light { off, on, flash }, Shown::Light(light, color)) => {
                let lamp = match light {
                    Light::Off => off,
                    Light::On => on,
                    Light::Flash => flash.as_ref().unwrap_or(on),
                };
                let number = self.palette.number(*color);
                let values = Values {
                    value: u16::from(lamp.value.unwrap_or(number)),
                    color: number,
                    rgb: rgb(*color),
                    ..values
                };
                say(&lamp.send, &values)
            }
            (Shows::Text(template), Shown::Text(text)) => {
                say(std::slice::from_ref(template), &Values { text, ..values })
            }
            (Shows::Color(send), Shown::Color(color)) => {
                let values = Values {
                    color: self.palette.number(*color),
                    rgb: rgb(*color),
                    ..values
                };
                say(send, &values)
            }
            _ => Vec::new(),
        }
    }
}

/// Messages with their gaps filled; what would be none is left out.
fn say(send: &[Template], values: &Values) -> Vec<Message> {
    let all = send.iter().map(|template| template.render(values));
    let good = all.filter(|bytes| judge(bytes).is_ok());
    good.flat_map(|bytes| procedure::messages(&bytes)).collect()
}

impl Driver for Messages {
    fn abilities(&self) -> Abilities {
        self.abilities
    }

    fn controls(&self) -> Vec<Control> {
        let mut controls: Vec<Control> = self.inputs.values().map(|input| input.control).collect();
        controls.sort_unstable();
        controls.dedup();
        controls
    }

    fn has_touch(&self, control: Control) -> bool {
        let mut inputs = self.inputs.values();
        inputs.any(|input| input.control.touched() == Some(control))
    }

    fn flashes(&self, control: Control) -> bool {
        self.outputs(control)
            .iter()
            .all(|output| matches!(&output.shows, Shows::Light { flash: Some(_), .. }))
    }

    fn is_colored(&self, control: Control) -> bool {
        self.outputs(control)
            .iter()
            .any(|output| match &output.shows {
                Shows::Light { off, on, flash } => {
                    let lamps = [Some(off), Some(on), flash.as_ref()];
                    lamps.into_iter().flatten().any(Lamp::is_colored)
                }
                _ => false,
            })
    }

    fn letters(&self, strip: u8, line: u8) -> usize {
        let shows = self.outputs(Control::Text(strip, line)).first();
        match shows.map(|output| &output.shows) {
            Some(Shows::Text(template)) => template.cells().unwrap_or(super::driver::LETTERS),
            _ => super::driver::LETTERS,
        }
    }

    fn items(&self) -> Vec<Item> {
        let mut items: Vec<Item> = self.outputs.keys().copied().filter_map(item).collect();
        items.sort_by_key(|item| urgency(*item));
        items
    }

    fn start(&mut self, now: Instant) -> Vec<Message> {
        self.begin(now)
    }

    fn is_ready(&self) -> bool {
        self.procedure.is_done()
    }

    fn exit(&self) -> Vec<Message> {
        self.exit
            .iter()
            .flat_map(|bytes| procedure::messages(bytes))
            .collect()
    }

    fn hear(
        &mut self,
        message: &Message,
        now: Instant,
        replies: &mut Vec<Message>,
    ) -> Vec<Gesture> {
        if self.is_played(message) {
            return vec![Gesture::Stranger(Odd::Played)];
        }
        if self.procedure.hear(message, now, replies) {
            return vec![Gesture::StartOver];
        }
        let mut gestures = self.answer(message, now, replies);
        if let Some((address, value)) = self.decoder.hear(message) {
            gestures.extend(self.gestures(address, value));
        }
        gestures
    }

    fn remind(&mut self, now: Instant) -> Vec<Message> {
        let mut due = self.procedure.remind(now);
        if let Some((alive, last)) = &mut self.keep_alive
            && last.is_none_or(|then| now.saturating_duration_since(then) >= alive.every)
        {
            *last = Some(now);
            due.extend(procedure::messages(&alive.send));
        }
        due
    }

    fn raw(&self, control: Control, position: Option<f32>) -> u16 {
        let Some(Shows::Position {
            range, none, ring, ..
        }) = self.outputs(control).first().map(|output| &output.shows)
        else {
            return 0;
        };
        let Some(position) = position else {
            return none.unwrap_or(range.0);
        };
        let middle = ring.has_middle && (position - 0.5).abs() < 0.005;
        let light = if middle { Style::MIDDLE_LIGHT } else { 0 };
        light | value_of(*range, control.is_knob(), position)
    }

    fn show(&self, item: Item, shown: &Shown) -> Vec<Message> {
        let control = match item {
            Item::Position(control) | Item::Light(control) => control,
            Item::Text(strip, line) => Control::Text(strip, line),
            Item::Color(strip) => Control::Color(strip),
            Item::Colors | Item::Digits(_) | Item::Overview(_) => return Vec::new(),
        };
        let outputs = self.outputs(control).iter();
        outputs
            .flat_map(|output| self.shown(output, shown))
            .collect()
    }

    fn meter(&self, strip: u8, reading: Reading) -> Vec<Message> {
        let peak = reading.peak();
        let mut messages = Vec::new();
        for output in self.outputs(Control::Meter(strip)) {
            let Shows::Meter { send, range, steps } = &output.shows else {
                continue;
            };
            let value = if steps.is_empty() {
                value_of(*range, false, (1.0 - peak / FLOOR).clamp(0.0, 1.0))
            } else {
                steps.iter().filter(|step| peak >= **step).count() as u16
            };
            let values = Values {
                strip,
                number: output.address.number,
                channel: output.address.channel,
                value,
                ..Values::default()
            };
            messages.extend(say(send, &values));
        }
        messages
    }
}
