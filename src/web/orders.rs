//! What operators ask of phones: new links, an end of them, a frozen mix, and one that was kept.

use super::keeper::Keep;
use super::limits::NAME;
use super::server::{Server, Who};
use super::sheet;
use super::words::Says;
use crate::control::feed::{PhoneLink, PhonesStatus, Severity};
use crate::control::inbox::{AnswerTo, Event, PhoneOrder};
use crate::control::intent::{Answer, ClientId, Intent, PhoneWish, Refusal};
use crate::param::NodeId;
use crate::param::printable::printable;
use crate::show::phone_links::PhonePlace;

impl Server {
    /// Does what an operator asks, and answers.
    pub(super) fn obey(&mut self, order: PhoneOrder) {
        let PhoneOrder {
            client,
            wish,
            answer,
        } = order;
        let outcome = match wish {
            PhoneWish::BackTo(bus) => match self.values_of(bus) {
                Ok(values) => return self.go_back(client, values, answer),
                Err(refusal) => Err(refusal),
            },
            PhoneWish::Add(place, name) => self.add(place, &name),
            PhoneWish::Revoke(number) => self.revoke(number),
            PhoneWish::Freeze(number, is_frozen) => self.freeze(number, is_frozen),
            PhoneWish::Keep(bus) => self.keep(bus),
        };
        // Whoever is answered finds it in the list at once.
        self.tell_status();
        match (outcome, answer) {
            (Ok(said), answer) => self.keeper.keep(Keep {
                text: self.book.all().whole(),
                to: answer,
                answer: said,
            }),
            (Err(text), Some(answer)) => {
                // Nobody waits any more: nobody to tell.
                let _ = answer.try_send(Err(Refusal::Phones(text)));
            }
            (Err(text), None) => self.inbox.tell(Severity::Warning, text),
        }
    }

    fn add(&mut self, place: PhonePlace, name: &str) -> Result<Answer, String> {
        let name: String = printable(name.trim()).chars().take(NAME).collect();
        if name.is_empty() {
            return Err("a link for a phone is for somebody: write a name".to_owned());
        }
        if let PhonePlace::Bus(bus) = place {
            self.check_bus(bus)?;
        }
        let (number, token) = self.book.add(place, name.clone())?;
        let page = match place {
            PhonePlace::Bus(_) => "",
            PhonePlace::Stage => "stage",
        };
        tracing::info!("phones: link {number} to {place} was made");
        Ok(Answer {
            lines: vec![format!("{}/{page}#{token}", self.address)],
            ..Answer::said(format!("Link {number} to {place} for {name}"))
        })
    }

    /// # Errors
    /// What musicians may mix instead.
    fn check_bus(&self, bus: u16) -> Result<(), String> {
        if sheet::is_personal(&self.mirror, bus) {
            return Ok(());
        }
        let nodes = self.mirror.nodes().into_iter();
        let fit = nodes.filter(|node| {
            node.kind == NodeId::bus(1).kind && sheet::is_personal(&self.mirror, node.number)
        });
        let fit: Vec<String> = fit.map(|node| self.mirror.called(node)).collect();
        let fit = match &fit[..] {
            [] => "no bus has the role wedge or in-ear".to_owned(),
            fit => format!("allowed: {}", fit.join(", ")),
        };
        Err(format!("bus/{bus} is no mix of a musician's own; {fit}"))
    }

    fn revoke(&mut self, number: u32) -> Result<Answer, String> {
        let link = self.book.revoke(number).ok_or_else(|| unknown(number))?;
        for id in self.phones_of(number) {
            self.end(id, ("revoked", 0));
        }
        Ok(Answer::said(format!(
            "Link {number} to {} for {} has ended",
            link.place, link.name
        )))
    }

    fn freeze(&mut self, number: u32, is_frozen: bool) -> Result<Answer, String> {
        let link = self.book.freeze(number, is_frozen);
        let link = link.ok_or_else(|| unknown(number))?;
        let what = if is_frozen {
            "is frozen"
        } else {
            "mixes again"
        };
        let said = format!("Link {number} to {} for {} {what}", link.place, link.name);
        for id in self.phones_of(number) {
            let Some(phone) = self.phones.get_mut(&id) else {
                continue;
            };
            if let Who::Mixer(mixer) = &mut phone.who {
                if mixer.connect(&self.inbox, !is_frozen).is_err() {
                    continue;
                }
                mixer.start_over(&self.mirror);
                phone.out.say(&Says::Frozen(is_frozen));
            }
        }
        self.tell_mixes(number);
        Ok(Answer::said(said))
    }

    /// The phones of a link are told their whole mix.
    fn tell_mixes(&mut self, number: u32) {
        for id in self.phones_of(number) {
            let says = match self.phones.get(&id).map(|phone| &phone.who) {
                Some(Who::Mixer(mixer)) => self.mix_of(mixer),
                _ => continue,
            };
            if let Some(phone) = self.phones.get_mut(&id) {
                phone.out.say(&says);
            }
        }
    }

    fn keep(&mut self, bus: u16) -> Result<Answer, String> {
        self.check_bus(bus)?;
        let value = |addr| {
            let heading = sheet::heading(&self.mirror, addr)?;
            Some((addr.to_string(), self.mirror.spec(addr)?.exact(heading)))
        };
        let own = sheet::own(&self.mirror, bus).into_iter();
        let values: Vec<(String, String)> = own.filter_map(value).collect();
        let count = values.len();
        self.book.keep(bus, values);
        Ok(Answer::said(format!(
            "The mix of bus/{bus} is kept: {count} values"
        )))
    }

    /// The intent that brings a kept mix back. What the console does not have any more is left out.
    fn values_of(&self, bus: u16) -> Result<Intent, String> {
        self.check_bus(bus)?;
        let kept = self.book.kept(bus).ok_or_else(|| {
            format!(
                "no mix of bus/{bus} was kept; keep it as it stands: headroom phones keep {bus}"
            )
        })?;
        let own = sheet::own(&self.mirror, bus);
        let value = |(path, text): &(String, String)| {
            let addr = own.iter().find(|addr| addr.to_string() == *path)?;
            Some((*addr, self.mirror.spec(*addr)?.parse(text).ok()?))
        };
        Ok(Intent::SetMany(kept.iter().filter_map(value).collect()))
    }

    /// The operator sets it: it is a step of his own, and rises as slowly as anything does.
    fn go_back(&self, client: ClientId, intent: Intent, answer: Option<AnswerTo>) {
        let event = Event::Intent {
            client,
            intent,
            answer,
            permit: None,
        };
        // A console that has ended goes nowhere.
        let _ = self.inbox.put(event);
    }

    fn phones_of(&self, number: u32) -> Vec<u64> {
        let phones = self.phones.iter();
        let own = phones.filter(|(_, phone)| phone.link() == Some(number));
        own.map(|(id, _)| *id).collect()
    }

    /// All links, and who uses them.
    pub(super) fn status(&self) -> PhonesStatus {
        let link = |link: &crate::show::phone_links::Link| {
            let using = self.phones.values();
            let using: Vec<_> = using
                .filter(|phone| phone.link() == Some(link.number))
                .collect();
            let mixers = using.iter().filter_map(|phone| match &phone.who {
                Who::Mixer(mixer) => Some(mixer),
                _ => None,
            });
            let last = mixers.max_by_key(|mixer| !mixer.doing.is_empty());
            PhoneLink {
                number: link.number,
                place: link.place,
                name: link.name.clone(),
                count: using.len() as u32,
                person: last.map_or(String::new(), |mixer| mixer.person.clone()),
                is_frozen: link.is_frozen,
                doing: last.map_or(String::new(), |mixer| mixer.doing.clone()),
            }
        };
        PhonesStatus {
            address: Some(self.address.clone()),
            links: self.book.links().iter().map(link).collect(),
            kept: self.book.all().kept.keys().copied().collect(),
        }
    }
}

fn unknown(number: u32) -> String {
    format!("there is no link {number} for a phone; headroom phones lists them")
}
