//! `headroom phones`: links for phones on which musicians mix for themselves.

use super::remote::{connect, first_look};
use crate::cli::PhonesCommand;
use crate::control::feed::PhoneLink;
use crate::control::intent::{Intent, PhoneWish, Rights};
use crate::desk::Desk;
use crate::desk::mirror::Mirror;
use crate::desk::socket::SocketDesk;
use crate::diag::say;
use crate::param::printable::printable;
use crate::tui::code;
use anyhow::{Result, bail};
use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

/// How long those who serve phones may take to say who they are.
const PATIENCE: Duration = Duration::from_secs(2);

/// Lists links, or does something about them.
///
/// # Errors
/// No console, no phones, or no such link.
pub fn phones(console: &str, command: Option<PhonesCommand>) -> Result<()> {
    let rights = command.as_ref().map_or(Rights::Watch, |_| Rights::Mix);
    let mut desk = connect(console, rights)?;
    let mirror = known(&mut desk)?;
    let Some(command) = command else {
        print(&mirror);
        return Ok(());
    };
    let number = |link: &str| number_of(&mirror.phones().links, link);
    let wish = match command {
        PhonesCommand::Add { to, who } => PhoneWish::Add(to, who),
        PhonesCommand::Revoke { link } => PhoneWish::Revoke(number(&link)?),
        PhonesCommand::Freeze { link } => PhoneWish::Freeze(number(&link)?, true),
        PhonesCommand::Thaw { link } => PhoneWish::Freeze(number(&link)?, false),
        PhonesCommand::Keep { bus } => PhoneWish::Keep(bus),
        PhonesCommand::Back { bus } => PhoneWish::BackTo(bus),
    };
    let answer = desk.ask(Intent::Phones(wish))?;
    say::line(&printable(&answer.text));
    if let Some(link) = answer.lines.first() {
        say::line(link);
        if std::io::stdout().is_terminal() {
            say::line(&code::painted(link).unwrap_or_default());
        }
    }
    Ok(())
}

/// The console, once it has said who serves phones.
fn known(desk: &mut SocketDesk) -> Result<Mirror> {
    let (mut mirror, _) = first_look(desk)?;
    let begun = Instant::now();
    while mirror.phones().address.is_none() && begun.elapsed() < PATIENCE {
        if let Some(update) = desk.next_update(PATIENCE)? {
            mirror.take(&update);
        }
    }
    if mirror.phones().address.is_none() {
        bail!(
            "phones are off; turn them on: headroom run --phones ADDRESS:PORT, or phones: in the show's file"
        );
    }
    Ok(mirror)
}

fn print(mirror: &Mirror) {
    let phones = mirror.phones();
    let address = phones.address.as_deref().unwrap_or_default();
    say::line(&format!("phones find the console at {address}"));
    if phones.links.is_empty() {
        say::line("no links; make one: headroom phones add BUS NAME");
    }
    for link in &phones.links {
        say::line(&printable(&line(mirror, link)));
    }
}

fn line(mirror: &Mirror, link: &PhoneLink) -> String {
    let place = link
        .place
        .bus()
        .map_or("stage".to_owned(), |bus| mirror.called(bus));
    let state = match (link.is_frozen, link.count) {
        (true, _) => "frozen",
        (false, 0) => "not there",
        (false, _) => "there",
    };
    let doing = if link.doing.is_empty() {
        String::new()
    } else {
        format!("  {}: {}", link.person, link.doing)
    };
    format!(
        "{:>3}  {place:20}  {:20}  {state}{doing}",
        link.number, link.name
    )
}

/// A link by its number, or the name that it was made for.
fn number_of(links: &[PhoneLink], text: &str) -> Result<u32> {
    let of_name: Vec<u32> = links
        .iter()
        .filter(|link| link.name == text)
        .map(|link| link.number)
        .collect();
    match (text.parse::<u32>(), &of_name[..]) {
        (Ok(number), _) if links.iter().any(|link| link.number == number) => Ok(number),
        (_, [number]) => Ok(*number),
        (_, []) => bail!("there is no link '{text}'; headroom phones lists them"),
        (_, numbers) => {
            let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
            bail!(
                "there are several links for {text}; name one by its number: {}",
                numbers.join(", ")
            )
        }
    }
}
