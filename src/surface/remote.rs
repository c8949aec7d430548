//! What a surface does as a remote control: programs recall scenes, MSC lets cues go, MMC moves the transport, a
//! table of messages sets parameters, a clock gives the tempo and MTC the time. All of it only where the show or the
//! device's file says so, and only from where it says so.

mod clock;
pub(super) mod machine_control;
pub(super) mod show_control;
pub(super) mod table;
pub(super) mod time_code;
pub(super) mod timing;

use crate::show::mapping_file::DeviceFile;
use crate::show::remote::Remote;
use table::Table;
use timing::Timing;

/// What a surface does as a remote control.
#[derive(Debug, Default)]
pub struct RemoteControl {
    /// What the files say; none: it is none.
    pub settings: Option<Remote>,
    /// The device's own file says so: that goes before the show.
    is_own: bool,
    /// What it sets.
    pub table: Table,
    /// What it gives of tempo and time.
    pub timing: Timing,
    /// It was said that orders do nothing.
    pub said_off: bool,
}

impl RemoteControl {
    /// As the device's file says.
    pub fn new(file: &DeviceFile) -> Self {
        let mut control = Self::default();
        control.set(file.remote.clone());
        control.is_own = file.remote.is_some();
        control
    }

    /// As the show says, where the device's file says nothing.
    pub fn obey_show(&mut self, remote: Option<Remote>) {
        if !self.is_own {
            self.set(remote);
        }
    }

    fn set(&mut self, remote: Option<Remote>) {
        let parameters = remote.as_ref().map(|remote| &remote.parameters[..]);
        self.table = Table::new(parameters.unwrap_or_default());
        self.settings = remote;
    }

    /// Whoever listens knows nothing any more.
    pub fn forget(&mut self) {
        self.table.clear();
    }

    /// What it does, in words for people; none: it is no remote control.
    pub fn words(&self) -> Option<String> {
        let remote = self.settings.as_ref()?;
        let words = [
            (remote.show_control.is_some(), "cues by MSC"),
            (remote.machine_control.is_some(), "transport by MMC"),
            (!remote.parameters.is_empty(), "parameters"),
        ];
        let words = words.into_iter().filter(|(does, _)| *does);
        let mut words: Vec<String> = words.map(|(_, word)| word.to_owned()).collect();
        if remote.clock {
            words.push(self.timing.clock_words());
        }
        if remote.timecode {
            words.push(self.timing.time_words());
        }
        Some(words.join(", "))
    }
}
