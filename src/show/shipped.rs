//! Device files and layouts that come with the program, and are part of it: it needs no folder.

macro_rules! files {
    ($folder:literal: $($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../", $folder, "/", $name)))),*]
    };
}

/// The shipped device files, by name; the one that stands first is tried first.
pub const DEVICES: &[(&str, &str)] = files!("mappings":
    "nanokontrol2.yaml"
    "x-touch.yaml"
    "x-touch-ext.yaml"
    "x-touch-one.yaml"
    "x-touch-compact.yaml"
    "x-touch-mini.yaml"
    "midimix.yaml"
    "apc-mini-mk2.yaml"
    "bcf2000.yaml"
    "faderport8.yaml"
    "launch-control-xl.yaml"
    "smc-mixer.yaml"
    "mackie.yaml"
    "hui.yaml"
    "apc-mini.yaml"
    "apc40-mk2.yaml"
    "apc40.yaml"
    "beatstep.yaml"
    "console-1.yaml"
    "easycontrol9.yaml"
    "faderfox-ec4.yaml"
    "faderport-v2.yaml"
    "faderport16.yaml"
    "launch-control-xl-3.yaml"
    "mf-twister.yaml"
    "nanokontrol-studio.yaml"
    "nanokontrol.yaml"
    "platform-m.yaml"
    "xone-k2.yaml"
    "x-touch-compact-standard.yaml"
    "x-touch-mini-standard.yaml"
    "faderport8-mcu.yaml"
    "generic.yaml"
);

/// The shipped layouts, by name; the last one is for everything.
pub const LAYOUTS: &[(&str, &str)] = files!("mappings/layouts":
    "nanokontrol2.yaml"
    "knobs.yaml"
    "standard.yaml"
);
