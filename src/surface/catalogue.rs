//! The devices and layouts that are known: those that are shipped, and the user's own.

use super::ports;
use crate::show::error::FileError;
use crate::show::layout_file::{self, LayoutFile};
use crate::show::mapping_file::{self, DeviceFile};
use crate::show::programs::Programs;
use crate::show::remote::Remote;
use crate::show::shipped::{DEVICES, LAYOUTS};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder of layouts within a folder of device files.
pub(super) const LAYOUT_FOLDER: &str = "layouts";

/// A device with the layout that it gets.
#[derive(Clone, Debug)]
pub struct Device {
    /// The device.
    pub file: Arc<DeviceFile>,
    /// What its controls do.
    pub layout: Arc<LayoutFile>,
    /// What the show says of it as a remote control.
    pub remotes: Remotes,
    /// The user's own file that describes it; none for one that is shipped.
    pub own_file: Option<PathBuf>,
    /// The name of the file that describes it.
    pub file_name: String,
    /// The user's own file of its layout; none for one that is shipped.
    pub own_layout: Option<PathBuf>,
    /// The name of the file of its layout.
    pub layout_name: String,
}

impl Device {
    /// True where the other one describes the same, and says the same of what its controls do.
    pub fn is_like(&self, other: &Self) -> bool {
        self.file == other.file && self.layout == other.layout
    }
}

/// A file, and where it is from.
#[derive(Debug)]
struct Known<T> {
    /// The name of the file: the user's replaces a shipped one of the same name.
    name: String,
    /// Where the user has it; none for one that is shipped.
    path: Option<PathBuf>,
    file: Arc<T>,
}

impl<T> Clone for Known<T> {
    fn clone(&self) -> Self {
        Self {
            name: self.name.clone(),
            path: self.path.clone(),
            file: Arc::clone(&self.file),
        }
    }
}

/// Every known device and layout, the user's before those that are shipped.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    devices: Vec<Known<DeviceFile>>,
    layouts: Vec<Known<LayoutFile>>,
    /// What the show says of remote controls.
    pub remotes: Remotes,
}

/// What a show says of program changes and other remote controls.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Remotes {
    /// Which program changes recall scenes.
    pub programs: Option<Programs>,
    /// What else comes from where.
    pub remote: Option<Remote>,
}

impl Remotes {
    /// What of it concerns a device at a port.
    fn of(&self, device: &str, port: &str) -> Self {
        let is_meant = |names: &[String]| names.iter().any(|name| names_it(name, device, port));
        let programs = self.programs.clone();
        let remote = self.remote.clone();
        Self {
            programs: programs
                .filter(|programs| programs.from.is_empty() || is_meant(&programs.from)),
            remote: remote.filter(|remote| is_meant(&remote.from)),
        }
    }

    /// True where it names a port.
    fn name_port(&self, port: &str) -> bool {
        let programs = self.programs.as_ref().map(|programs| &programs.from);
        let remote = self.remote.as_ref().map(|remote| &remote.from);
        let mut names = programs.into_iter().chain(remote).flatten();
        names.any(|name| names_it(name, "", port))
    }
}

/// True for the name of a device, of a port, or of the client that has it.
fn names_it(name: &str, device: &str, port: &str) -> bool {
    let whole = ports::without_number(port);
    let client = whole.split(':').next().unwrap_or(whole);
    [device, whole, client, ports::device_of(port)]
        .iter()
        .any(|known| ports::glob(name, known))
}

impl Catalogue {
    /// What is shipped, and what stands in `folder`: a file of the same name replaces a shipped one.
    /// What is wrong with the user's files comes beside it; such a file is left out.
    pub fn new(folder: Option<&Path>) -> (Self, Vec<String>) {
        Self::default().read_again(folder)
    }

    /// The same when files may have changed: of one that is bad now, what was good stays.
    pub(super) fn read_again(&self, folder: Option<&Path>) -> (Self, Vec<String>) {
        let mut problems = Vec::new();
        let layouts = folder.map(|folder| folder.join(LAYOUT_FOLDER));
        let catalogue = Self {
            devices: collect(
                (folder, &self.devices),
                DEVICES,
                (mapping_file::load, mapping_file::parse),
                &mut problems,
            ),
            layouts: collect(
                (layouts.as_deref(), &self.layouts),
                LAYOUTS,
                (layout_file::load, layout_file::parse),
                &mut problems,
            ),
            remotes: self.remotes.clone(),
        };
        (catalogue, problems)
    }

    /// The device behind an ALSA port of that name, as midir shows it; a device that is not known is
    /// taken for a plain controller.
    pub fn for_port(&self, port: &str) -> Option<Device> {
        let mut files = self.devices.iter();
        let found = files
            .clone()
            .find(|device| ports::matches(&device.file, port));
        let mut is_strange = || {
            ports::is_first_of_device(port)
                && !ports::is_never(port)
                && !files.any(|device| ports::is_of(&device.file, port))
        };
        match found {
            Some(device) => self.laid_out(device, port),
            None if self.remotes.name_port(port) && !ports::is_never(port) => {
                let whole = ports::without_number(port);
                self.remote(whole.split(':').next().unwrap_or(whole), port)
            }
            None if is_strange() => self.laid_out(self.guess()?, port),
            None => None,
        }
    }

    /// The device behind a JACK port of that name; where it is not known, a plain controller.
    pub fn for_peer(&self, peer: &str) -> Option<Device> {
        let mut files = self.devices.iter();
        match files.find(|device| ports::is_peer(&device.file, peer)) {
            Some(known) => self.laid_out(known, peer),
            None if self.remotes.name_port(peer) => self.remote(ports::device_of(peer), peer),
            None => self.laid_out(self.guess()?, peer),
        }
    }

    /// What an unknown device is taken for.
    fn guess(&self) -> Option<&Known<DeviceFile>> {
        let mut files = self.devices.iter();
        files.find(|device| device.file.is_guess)
    }

    /// What the show names and nobody knows is a remote control, and no controller.
    fn remote(&self, name: &str, port: &str) -> Option<Device> {
        let file = DeviceFile::without_controls(name);
        let known = Known {
            name: String::new(),
            path: None,
            file: Arc::new(file),
        };
        self.laid_out(&known, port)
    }

    fn laid_out(&self, device: &Known<DeviceFile>, port: &str) -> Option<Device> {
        let layout = self.known_layout_for(&device.file)?;
        Some(Device {
            file: Arc::clone(&device.file),
            layout: Arc::clone(&layout.file),
            remotes: self.remotes.of(&device.file.name, port),
            own_file: device.path.clone(),
            file_name: device.name.clone(),
            own_layout: layout.path.clone(),
            layout_name: layout.name.clone(),
        })
    }

    /// The first layout that is for a device: the shipped ones end with one for all.
    pub fn layout_for(&self, device: &DeviceFile) -> Option<Arc<LayoutFile>> {
        let layout = self.known_layout_for(device)?;
        Some(Arc::clone(&layout.file))
    }

    fn known_layout_for(&self, device: &DeviceFile) -> Option<&Known<LayoutFile>> {
        let is_for = |layout: &LayoutFile| {
            let mut names = layout.devices.iter();
            names.any(|name| ports::glob(name, &device.name))
        };
        let mut layouts = self.layouts.iter();
        layouts.find(|layout| is_for(&layout.file))
    }
}

/// How files of one kind are read: from a path, or from a text with a name.
type Readers<T> = (
    fn(&Path) -> Result<T, Vec<FileError>>,
    fn(&str, &str) -> Result<T, Vec<FileError>>,
);

/// The files of one kind by name: the user's, and those shipped ones that they do not replace. In place of one
/// that cannot be used, what was known `before` under its name.
fn collect<T>(
    (folder, before): (Option<&Path>, &[Known<T>]),
    shipped: &[(&str, &str)],
    (load, parse): Readers<T>,
    problems: &mut Vec<String>,
) -> Vec<Known<T>> {
    let mut known: Vec<Known<T>> = Vec::new();
    let mut add = |found: Known<T>| {
        if known.iter().all(|other| other.name != found.name) {
            known.push(found);
        }
    };
    for path in folder.map(yaml_files).unwrap_or_default() {
        let name = file_name(&path);
        match load(&path) {
            Ok(file) => add(Known {
                name,
                path: Some(path),
                file: Arc::new(file),
            }),
            Err(errors) => {
                problems.extend(errors.iter().map(ToString::to_string));
                let good = before.iter().find(|known| known.name == name);
                good.cloned().into_iter().for_each(&mut add);
            }
        }
    }
    for (name, text) in shipped {
        match parse(text, name) {
            Ok(file) => add(Known {
                name: (*name).to_owned(),
                path: None,
                file: Arc::new(file),
            }),
            Err(errors) => problems.extend(errors.iter().map(ToString::to_string)),
        }
    }
    known
}

/// Where a user keeps device files, and layouts in a folder of its own.
pub fn user_folder() -> Option<PathBuf> {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".config"));
    let config = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    let config = config.filter(|path| path.is_absolute()).or_else(home)?;
    Some(config.join("headroom").join("mappings"))
}

pub(super) fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    let mut files: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        .collect();
    files.sort();
    files
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_file_is_part_of_the_program() {
        let (catalogue, problems) = Catalogue::new(None);
        assert!(problems.is_empty(), "{problems:#?}");
        let mut known: Vec<&str> = catalogue
            .devices
            .iter()
            .map(|device| &*device.name)
            .collect();
        known.sort_unstable();
        let files = yaml_files(Path::new("mappings"));
        let files: Vec<String> = files.iter().map(|path| file_name(path)).collect();
        assert_eq!(known, files);
        let mut known: Vec<&str> = LAYOUTS.iter().map(|(name, _)| *name).collect();
        known.sort_unstable();
        let files = yaml_files(Path::new("mappings/layouts"));
        let files: Vec<String> = files.iter().map(|path| file_name(path)).collect();
        assert_eq!(known, files);
    }

    #[test]
    fn a_port_belongs_to_one_device_or_none() {
        let (catalogue, _) = Catalogue::new(None);
        #[rustfmt::skip]
        let rows = [
            ("nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0", Some("nanoKONTROL2")),
            ("nanoKONTROL2:nanoKONTROL2 _ CTRL 24:0", Some("nanoKONTROL2")),
            ("NANOKONTROL2:nanoKONTROL2 MIDI 1 20:0", Some("nanoKONTROL2")),
            ("nanoKONTROL:nanoKONTROL MIDI 1 20:0", Some("nanoKONTROL")),
            ("nanoKONTROL Studio:nanoKONTROL Studio nanoKONTROL 20:0", Some("nanoKONTROL Studio")),
            ("Box:Box MIDI 1 20:0", Some("Controller")),
            ("Box:Box MIDI 2 20:1", None),
            ("FLUID Synth (42):Synth input port 128:0", None),
            ("System:Announce 0:1", None),
            ("BCF2000:BCF2000 MIDI 1 24:0", Some("BCF2000")),
            ("BCF2000:BCF2000 MIDI 2 24:1", None),
            ("X-Touch:X-Touch MIDI 1 20:0", Some("X-Touch")),
            ("X-Touch:X-Touch X-TOUCH_INT 20:0", Some("X-Touch")),
            ("X-Touch:X-Touch EXT 20:1", None),
            ("X-TOUCH MINI:X-TOUCH MINI MIDI 1 20:0", Some("X-Touch Mini")),
            ("X-Touch-Ext:X-Touch-Ext X-TOUCH_INT 20:0", Some("X-Touch Extender")),
            ("APC mini mk2:APC mini mk2 APC mini mk2 Contr 20:0", Some("APC mini mk2")),
            ("APC mini mk2:APC mini mk2 APC mini mk2 Notes 20:1", None),
            ("APC MINI:APC MINI MIDI 1 20:0", Some("APC mini")),
            ("MIDI Mix:MIDI Mix MIDI 1 20:0", Some("MIDImix")),
            ("Launch Control XL:Launch Control XL Launch Contro 20:0", Some("Launch Control XL")),
            ("LCXL3 1:LCXL3 1 DAW In 20:1", Some("Launch Control XL 3")),
            ("LCXL3 1:LCXL3 1 MIDI In 20:0", None),
            ("PreSonus FP8:PreSonus FP8 Port 1 20:0", Some("FaderPort 8")),
            ("SINCO:SMC-Mixer-Master 20:0", Some("SMC-Mixer")),
            ("Platform M+ V2.15:Platform M+ V2.15 MIDI 1 20:0", Some("Platform M+")),
            ("f_midi:f_midi 20:0", None),
            ("Midi Through:Midi Through Port-0 14:0", None),
            ("XONE:K2:XONE:K2 MIDI 1 20:0", Some("Xone:K2")),
        ];
        for (port, expected) in rows {
            let found = catalogue.for_port(port);
            let name = found.as_ref().map(|device| device.file.name.as_str());
            assert_eq!(name, expected, "{port}");
        }
    }

    #[test]
    fn a_jack_port_is_known_by_its_bridge_or_its_client() {
        let (catalogue, _) = Catalogue::new(None);
        let rows = [
            (
                "a2j:nanoKONTROL2 [20] (capture): nanoKONTROL2 MIDI 1",
                "nanoKONTROL2",
            ),
            (
                "Midi-Bridge:nanoKONTROL2 3:(capture_0) nanoKONTROL2 MIDI 1",
                "nanoKONTROL2",
            ),
            ("nanoKONTROL2:out", "nanoKONTROL2"),
            (
                "a2j:X-Touch Mini [20] (capture): X-Touch Mini MIDI 1",
                "X-Touch Mini",
            ),
            ("X-Touch:midi-out", "X-Touch"),
            ("jack_midiseq:out", "Controller"),
        ];
        for (peer, expected) in rows {
            assert_eq!(
                catalogue.for_peer(peer).unwrap().file.name,
                expected,
                "{peer}"
            );
        }
    }
}
