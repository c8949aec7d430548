//! `headroom run --osc …`

use crate::show::osc::{Network, OscSettings, listen_address};
use clap::Args;
use std::net::SocketAddr;

/// Where to listen for OSC, in place of what the show says.
#[derive(Clone, Debug, Default, Args)]
pub struct OscArgs {
    /// Listen for OSC here, such as 192.168.1.20:9000 [default: as the show says, or nowhere]
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = listen_address)]
    pub osc: Option<SocketAddr>,
    /// Listen on TCP there, too
    #[arg(long, requires = "osc")]
    pub osc_tcp: bool,
    /// Listen for apps and controllers of a Behringer X32 here, such as 192.168.1.20:10023
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = listen_address)]
    pub osc_x32: Option<SocketAddr>,
    /// Who may change things by OSC, such as 192.168.1.30 or 192.168.1.0/24 [default: this machine; others watch]
    #[arg(long, value_name = "ADDRESS", value_delimiter = ',')]
    pub osc_mix: Vec<Network>,
}

impl OscArgs {
    /// The same as words of a command line.
    pub fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        words.extend(self.osc.map(|address| format!("--osc={address}")));
        if self.osc_tcp {
            words.push("--osc-tcp".to_owned());
        }
        words.extend(self.osc_x32.map(|address| format!("--osc-x32={address}")));
        words.extend(
            self.osc_mix
                .iter()
                .map(|network| format!("--osc-mix={network}")),
        );
        words
    }

    /// What holds where a show says something, too.
    pub fn over(&self, show: Option<OscSettings>) -> OscSettings {
        let mut settings = show.unwrap_or_default();
        if self.osc.is_some() {
            (settings.listen, settings.tcp) = (self.osc, self.osc_tcp);
        }
        settings.x32 = self.osc_x32.or(settings.x32);
        if !self.osc_mix.is_empty() {
            settings.mix.clone_from(&self.osc_mix);
        }
        settings
    }
}

#[cfg(test)]
mod tests {
    use crate::cli::{Cli, Command, OscArgs, RunArgs};
    use crate::show::osc::{Access, OscSettings};
    use clap::Parser as _;

    fn read(words: &[&str]) -> OscArgs {
        let words = ["headroom", "run"].iter().chain(words);
        match Cli::parse_from(words).command {
            Some(Command::Run(RunArgs { osc, .. })) => osc,
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn the_command_line_comes_before_the_show() {
        let show = OscSettings {
            x32: Some("10.0.0.1:10023".parse().unwrap()),
            tcp: true,
            ..OscSettings::default()
        };
        let args = read(&[
            "--osc",
            "10.0.0.1:9000",
            "--osc-mix",
            "10.0.0.0/24,10.1.0.5",
        ]);
        let settings = args.over(Some(show.clone()));
        assert_eq!(settings.listen, Some("10.0.0.1:9000".parse().unwrap()));
        assert_eq!((settings.tcp, settings.x32), (false, show.x32));
        assert_eq!(settings.access("10.0.0.9".parse().unwrap()), Access::Mix);
        assert_eq!(settings.access("127.0.0.1".parse().unwrap()), Access::Watch);
        assert!(!OscArgs::default().over(None).is_on());
    }

    #[test]
    fn words_read_back() {
        let words = [
            "--osc=10.0.0.1:9000",
            "--osc-tcp",
            "--osc-x32=10.0.0.1:10023",
            "--osc-mix=10.0.0.0/24",
        ];
        assert_eq!(read(&words).words(), words);
    }
}
