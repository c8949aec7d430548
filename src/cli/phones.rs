//! `headroom run --phones …` and `headroom phones`.

use crate::show::osc::{Network, listen_address};
use crate::show::phone_links::PhonePlace;
use crate::show::phones::{PhoneSettings, host_name};
use clap::{Args, Subcommand};
use std::net::SocketAddr;

/// Where to listen for phones, in place of what the show says.
#[derive(Clone, Debug, Default, Args)]
pub struct PhonesArgs {
    /// Serve personal mixes to phones here, such as 192.168.1.20:8077 [default: as the show says, or nowhere]
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = listen_address)]
    pub phones: Option<SocketAddr>,
    /// Which phones are heard at all, such as 192.168.1.0/24 [default: all that reach the address]
    #[arg(long, value_name = "ADDRESS", value_delimiter = ',')]
    pub phones_from: Vec<Network>,
    /// What links for phones call this machine, such as mix.local [default: its address]
    #[arg(long, value_name = "NAME", value_parser = host_name)]
    pub phones_host: Option<String>,
}

impl PhonesArgs {
    /// The same as words of a command line.
    pub fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        words.extend(self.phones.map(|address| format!("--phones={address}")));
        let from = self.phones_from.iter();
        words.extend(from.map(|network| format!("--phones-from={network}")));
        let host = self.phones_host.iter();
        words.extend(host.map(|host| format!("--phones-host={host}")));
        words
    }

    /// What holds where a show says something, too.
    pub fn over(&self, show: Option<PhoneSettings>) -> PhoneSettings {
        let mut settings = show.unwrap_or_default();
        settings.listen = self.phones.or(settings.listen);
        if !self.phones_from.is_empty() {
            settings.from = Some(self.phones_from.clone());
        }
        if self.phones_host.is_some() {
            settings.host.clone_from(&self.phones_host);
        }
        settings
    }
}

/// What to do with phones.
#[derive(Clone, Debug, Subcommand)]
pub enum PhonesCommand {
    /// Make a link for a phone: prints its address and a code to scan
    Add {
        /// The bus that is mixed, such as bus/3 or 3; or 'stage' for meters and scenes, to look at
        #[arg(value_parser = place)]
        to: PhonePlace,
        /// Whom it is for
        #[arg(value_name = "NAME")]
        who: String,
    },
    /// End a link: whoever uses it is gone at once
    Revoke {
        /// Number of the link, or the name that it was made for
        link: String,
    },
    /// Freeze a link: whoever uses it sees the mix and changes nothing
    Freeze {
        /// Number of the link, or the name that it was made for
        link: String,
    },
    /// Let a frozen link mix again
    Thaw {
        /// Number of the link, or the name that it was made for
        link: String,
    },
    /// Keep the mix of a bus as it stands, to go back to
    Keep {
        /// The bus, such as bus/3 or 3
        #[arg(value_parser = bus)]
        bus: u16,
    },
    /// Go back to the mix of a bus that was kept
    Back {
        /// The bus, such as bus/3 or 3
        #[arg(value_parser = bus)]
        bus: u16,
    },
}

fn place(text: &str) -> Result<PhonePlace, String> {
    PhonePlace::of_word(text)
        .ok_or_else(|| format!("'{text}' is nothing for a phone; allowed: bus/1 to bus/99, stage"))
}

fn bus(text: &str) -> Result<u16, String> {
    match PhonePlace::of_word(text) {
        Some(PhonePlace::Bus(bus)) => Ok(bus),
        _ => Err(format!("'{text}' is no bus; allowed: bus/1 to bus/99")),
    }
}

#[cfg(test)]
mod tests {
    use crate::cli::{Cli, Command, PhonesArgs, RunArgs};
    use crate::show::phones::PhoneSettings;
    use clap::Parser as _;

    fn read(words: &[&str]) -> PhonesArgs {
        let words = ["headroom", "run"].iter().chain(words);
        match Cli::parse_from(words).command {
            Some(Command::Run(RunArgs { phones, .. })) => phones,
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn the_command_line_comes_before_the_show() {
        let show = PhoneSettings {
            listen: Some("10.0.0.1:8077".parse().unwrap()),
            from: Some(Vec::new()),
            host: Some("a.local".to_owned()),
        };
        let args = read(&["--phones", "10.0.0.2:80", "--phones-from", "10.0.0.0/8"]);
        let settings = args.over(Some(show.clone()));
        assert_eq!(settings.listen, Some("10.0.0.2:80".parse().unwrap()));
        assert_eq!(settings.from.unwrap().len(), 1);
        assert_eq!(settings.host, show.host);
        assert_eq!(PhonesArgs::default().over(None), PhoneSettings::default());
    }

    #[test]
    fn words_read_back() {
        let words = [
            "--phones=10.0.0.1:8077",
            "--phones-from=10.0.0.0/24",
            "--phones-host=mix.local",
        ];
        assert_eq!(read(&words).words(), words);
    }
}
