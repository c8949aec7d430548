//! What has to stand elsewhere on the console so that the jump of a parameter is heard.

use headroom::param::ParamAddr;
use headroom::param::spec::{Effect, Param};

/// What has to stand elsewhere so that a jump of this parameter can be heard.
pub fn context(path: &str) -> Vec<(String, &'static str)> {
    let found = listen_context(path).or_else(|| key_filter_context(path));
    let found = found.or_else(|| slot_context(path));
    let found = found.or_else(|| multiband_context(path));
    let found = found.or_else(|| dynamic_eq_context(path));
    let found = found.or_else(|| compressor_context(path));
    let found = found.or_else(|| gate_context(path));
    let found = found.or_else(|| listening_context(path));
    let found = found.or_else(|| mix_context(path));
    let found = found.or_else(|| filter_context(path));
    let found = found.or_else(|| effect_context(path));
    found.unwrap_or_else(|| level_context(path))
}

/// As [`context`], for what stands behind an effect: one that leaves everything as it is.
fn slot_context(path: &str) -> Option<Vec<(String, &'static str)>> {
    let (node, row) = path.split_once("fx/")?;
    let own: &[(&str, &str)] = match row {
        // A width needs sides that differ, which there are.
        "kill" | "width" => &[],
        "duck/depth" => &[("duck/threshold", "-60 dB")],
        "duck/threshold" | "duck/release" => &[("duck/depth", "24 dB")],
        "gate/on" => &[("gate/threshold", "0 dB")],
        // It closes before the next jump.
        "gate/threshold" => &[("gate/on", "on"), ("gate/hold", "0 ms")],
        "gate/hold" | "gate/release" => &[("gate/on", "on")],
        _ => return None,
    };
    let mut context = vec![
        (format!("{node}fx/type"), "tremolo"),
        (format!("{node}tremolo/depth"), "0 %"),
        ("ch/2/send/2/level".to_owned(), "-6 dB"),
    ];
    let own = own.iter();
    context.extend(own.map(|(row, text)| (format!("{node}fx/{row}"), *text)));
    Some(context)
}

/// As [`context`], for the compressor of four bands.
fn multiband_context(path: &str) -> Option<Vec<(String, &'static str)>> {
    let (node, row) = path.split_once("multiband/")?;
    let own = |row: &str, text| (format!("{node}multiband/{row}"), text);
    let mut context = vec![own("on", "on")];
    if row.contains('/') {
        // The lowest band reaches as far up as it can.
        context.extend([
            own("lower", "400 Hz"),
            own("1/threshold", "-60 dB"),
            own("1/ratio", "4"),
        ]);
    }
    Some(context)
}

/// As [`context`], for the dynamic equaliser.
fn dynamic_eq_context(path: &str) -> Option<Vec<(String, &'static str)>> {
    let (node, _) = path.split_once("deq/")?;
    let rows = [
        ("on", "on"),
        ("1/on", "on"),
        ("1/threshold", "-40 dB"),
        ("1/ratio", "4"),
        ("1/range", "-12 dB"),
    ];
    let own = |(row, text)| (format!("{node}deq/{row}"), text);
    Some(rows.map(own).to_vec())
}

/// As [`context`], for gate and expander.
fn gate_context(path: &str) -> Option<Vec<(String, &'static str)>> {
    let (node, row) = path.rsplit_once("gate/")?;
    let threshold = format!("{node}gate/threshold");
    let is_main = node == "main/";
    let context = match row {
        // Main is louder: only one strip reaches it then.
        "range" | "on" | "ratio" if is_main => quiet_main(threshold),
        "range" | "on" | "ratio" => vec![(threshold, "0 dB")],
        "key" => vec![(threshold, "0 dB"), ("ch/2/trim".to_owned(), "12 dB")],
        "threshold" if is_main => quiet_main(threshold).split_off(1),
        "threshold" => vec![("ch/2/fader".to_owned(), "off")],
        _ => return None,
    };
    Some(context)
}

/// As [`context`], for sends, groups and limiters.
fn level_context(path: &str) -> Vec<(String, &'static str)> {
    let (send, row) = path.rsplit_once('/').unwrap_or((path, ""));
    if let Some(node) = send.strip_suffix("/limiter") {
        let ceiling = if node == "main" { "-12 dB" } else { "-24 dB" };
        return vec![
            (format!("{send}/on"), "on"),
            (format!("{send}/ceiling"), ceiling),
        ];
    }
    let own = |rest: &str| format!("{}/{rest}", path.split("/send/").next().unwrap_or_default());
    let sent = |(path, text): (String, &'static str)| {
        let open = (format!("{send}/on"), "on");
        vec![open, (format!("{send}/level"), "0 dB"), (path, text)]
    };
    match row {
        "pan" if send.contains("send/") => sent((format!("{send}/follow-pan"), "off")),
        "follow-pan" => sent((own("pan"), "L100")),
        "tap" if send.contains("send/") => sent((own("fader"), "-10 dB")),
        // Nothing comes back: what is switched in is silence.
        "on" if send.ends_with("insert") => vec![(format!("{send}/connected"), "on")],
        "level" | "connected" => vec![(format!("{send}/on"), "on")],
        "on" if send.contains("send/") => vec![(format!("{send}/level"), "0 dB")],
        "1" if send.ends_with("dca") => vec![("dca/1/fader".to_owned(), "-20 dB")],
        "2" if send.ends_with("dca") => vec![("dca/2/fader".to_owned(), "-20 dB")],
        "1" if send.ends_with("mute-group") => vec![
            ("mute-group/1/on".to_owned(), "on"),
            ("ch/1/mute-group/1".to_owned(), "off"),
        ],
        "follow-mute" if path == "bus/3/follow-mute" => vec![("main/mute".to_owned(), "on")],
        "follow-mute" => vec![
            ("ch/1/mute".to_owned(), "on"),
            ("ch/2/mute".to_owned(), "on"),
        ],
        // Its pan stands in what hears it.
        "pan" if path.starts_with("bus/5/") => vec![("bus/5/main/on".to_owned(), "on")],
        _ => Vec::new(),
    }
}

/// One strip alone reaches main, below a threshold of 0 dB.
fn quiet_main(threshold: String) -> Vec<(String, &'static str)> {
    let mut context = vec![(threshold, "0 dB")];
    context.extend(["ch/2", "bus/1", "bus/2"].map(|node| (format!("{node}/fader"), "off")));
    context
}

/// As [`context`], for solo, monitor, talkback and oscillator.
fn listening_context(path: &str) -> Option<Vec<(String, &'static str)>> {
    let in_place = |other| vec![("console/solo/mode", "in-place"), (other, "on")];
    let talking = |main| {
        let level = ("talkback/level", "-6 dB");
        vec![level, ("talkback/on", "on"), ("talkback/main", main)]
    };
    let playing = |main| {
        let level = ("oscillator/level", "-6 dB");
        vec![level, ("oscillator/on", "on"), ("oscillator/main", main)]
    };
    let rows = match path {
        "ch/1/solo-safe" => in_place("ch/2/solo"),
        "bus/1/solo-safe" => in_place("bus/2/solo"),
        "bus/2/solo-safe" => in_place("bus/1/solo"),
        "console/solo/mode" | "monitor/solo-trim" => vec![("ch/1/solo", "on")],
        "mute-group/1/dim" => vec![("mute-group/1/on", "on")],
        "monitor/mono" => vec![("ch/1/pan", "L100")],
        // Before its fader it is louder than the monitor's source.
        "main/solo" => vec![("main/fader", "-10 dB")],
        "monitor/dim-level" => vec![("monitor/dim", "on")],
        "monitor-b/trim" => vec![("monitor/speakers", "b")],
        _ if path.starts_with("monitor") || path.starts_with("phones") => Vec::new(),
        _ if path.starts_with("talkback/bus/") => talking("off"),
        _ if path.starts_with("talkback/") => talking("on"),
        _ if path.starts_with("oscillator/bus/") => playing("off"),
        _ if path.starts_with("oscillator/") => playing("on"),
        _ => return None,
    };
    let owned = rows.into_iter();
    Some(owned.map(|(path, text)| (path.to_owned(), text)).collect())
}

/// As [`context`], for gain sharing and the image of main.
fn mix_context(path: &str) -> Option<Vec<(String, &'static str)>> {
    let rows = if path.contains("automix/") {
        vec![("ch/1/automix/group", "1"), ("ch/2/automix/group", "1")]
    } else if path == "ch/2/width" {
        // Its sides differ by themselves.
        vec![]
    } else if path.contains("/surround/") && path.starts_with("bus/") {
        let number = path.split('/').nth(1).unwrap_or_default();
        let open = (format!("bus/{number}/main/on"), "on");
        return Some(vec![open]);
    } else if path.ends_with("/width") && !path.contains("image/") {
        vec![("ch/1/pan", "L100"), ("ch/2/fader", "off")]
    } else if path.contains("image/") {
        // Sides that differ.
        vec![
            ("ch/1/pan", "L100"),
            ("ch/2/fader", "off"),
            ("main/image/bass-mono", "on"),
        ]
    } else {
        return None;
    };
    let owned = rows.into_iter();
    Some(owned.map(|(path, text)| (path.to_owned(), text)).collect())
}

/// As [`context`], for listening to a key: it stands in for what is soloed.
fn listen_context(path: &str) -> Option<Vec<(String, &'static str)>> {
    let section = path.strip_suffix("/key-filter/listen")?;
    let node = section.trim_end_matches("gate").trim_end_matches("comp");
    Some(vec![
        (format!("{node}solo"), "on"),
        (format!("{section}/key-filter/on"), "on"),
        (format!("{section}/key-filter/hpf"), "1 kHz"),
    ])
}

/// As [`context`], for key filters.
fn key_filter_context(path: &str) -> Option<Vec<(String, &'static str)>> {
    let (section, row) = path.split_once("/key-filter/")?;
    let own = |row: &str, text| (format!("{section}/{row}"), text);
    let is_gate = section.ends_with("gate");
    // Far above the tone: what is let through is silence.
    let high_pass = if row == "on" { "16 kHz" } else { "20 Hz" };
    Some(vec![
        own("on", "on"),
        own("threshold", if is_gate { "-20 dB" } else { "-40 dB" }),
        own("key-filter/on", "on"),
        own("key-filter/hpf", high_pass),
        own("key-filter/lpf", "20 kHz"),
    ])
}

/// As [`context`], for compressor and de-esser.
fn compressor_context(path: &str) -> Option<Vec<(String, &'static str)>> {
    if let Some((node, _)) = path.split_once("deess/") {
        // The tone is an octave below the band.
        let rows = [("on", "on"), ("freq", "2 kHz"), ("threshold", "-24 dB")];
        let own = |(row, text)| (format!("{node}deess/{row}"), text);
        return Some(rows.map(own).to_vec());
    }
    let (node, row) = match path.split_once("comp/") {
        Some(found) => found,
        None => (path.strip_suffix("order")?, "order"),
    };
    let threshold = match row {
        // An effect hears little.
        _ if node == "bus/2/" => "-20 dB",
        "order" | "key" => "-20 dB",
        "mix" => "-40 dB",
        // Main is louder: its level has to lie inside the widest knee.
        "knee" if node == "main/" => "0 dB",
        _ => "-10 dB",
    };
    let rows = [("on", "on"), ("threshold", threshold), ("attack", "2 ms")];
    let mut context = rows
        .map(|(row, text)| (format!("{node}comp/{row}"), text))
        .to_vec();
    match row {
        // Which is first matters where the equaliser changes the level.
        "order" => {
            context.push((format!("{node}eq/4/freq"), "1 kHz"));
            context.push((format!("{node}eq/4/gain"), "15 dB"));
        }
        "key" => context.push(("ch/2/trim".to_owned(), "12 dB")),
        _ => {}
    }
    if node.starts_with("bus/") && (row.starts_with("side/") || ["link", "mid-side"].contains(&row))
    {
        // Sides that differ, and both are heard.
        context.push(("ch/1/pan".to_owned(), "L50"));
    }
    if row.starts_with("side/") {
        context.push((format!("{node}comp/mid-side"), "on"));
        // The sides differ by little.
        context.push((format!("{node}comp/side/threshold"), "-50 dB"));
    }
    Some(context)
}

/// The same for filters and equalisers: they act on the tone of 1 kHz.
fn filter_context(path: &str) -> Option<Vec<(String, &'static str)>> {
    let (above, row) = path.rsplit_once('/')?;
    let beside = |rows: &[(&str, &'static str)]| {
        let set = |(row, text): &(&str, &'static str)| (format!("{above}/{row}"), *text);
        Some(rows.iter().map(set).collect())
    };
    let section = match above.rsplit_once('/') {
        Some((node, band)) if band.parse::<u8>().is_ok() => node.rsplit_once('/')?.1,
        _ => {
            return match (above.rsplit_once('/')?.1, row) {
                ("lpf", "on" | "slope") => beside(&[("on", "on"), ("freq", "1 kHz")]),
                ("hpf", _) if above.ends_with("xover/hpf") => {
                    beside(&[("on", "on"), ("freq", "1 kHz")])
                }
                ("lpf", "freq") => beside(&[("on", "on")]),
                ("eq", "on") => beside(&[("4/gain", "15 dB"), ("4/freq", "1 kHz")]),
                ("geq", "on") => beside(&[("1k", "15 dB")]),
                _ => None,
            };
        }
    };
    match (section, row) {
        ("eq", "freq") => beside(&[("gain", "15 dB")]),
        ("eq", "q") => beside(&[("gain", "15 dB"), ("freq", "800 Hz")]),
        ("eq", _) => beside(&[("gain", "15 dB"), ("freq", "1 kHz")]),
        ("notch", "q") => beside(&[("on", "on"), ("gain", "-18 dB"), ("freq", "950 Hz")]),
        ("notch", _) => beside(&[("on", "on"), ("gain", "-18 dB")]),
        _ => None,
    }
}

/// Sliders of a graphic equaliser that hardly reach 1 kHz.
pub fn is_far_third(path: &str) -> bool {
    const NEAR: [&str; 9] = [
        "geq/on", "geq/500", "geq/630", "geq/800", "geq/1k", "geq/1k25", "geq/1k6", "geq/2k",
        "geq/2k5",
    ];
    path.contains("/geq/") && !NEAR.iter().any(|near| path.ends_with(near))
}

/// The same for saturation and effects. Saturation is driven by little, so that what it makes of
/// the tone itself stays below what is measured.
fn effect_context(path: &str) -> Option<Vec<(String, &'static str)>> {
    let context = |pairs: &[(&str, &'static str)]| {
        let pairs = pairs.iter();
        Some(
            pairs
                .map(|(path, text)| ((*path).to_owned(), *text))
                .collect(),
        )
    };
    if let Some((node, row)) = path.split_once("/sat/") {
        let drive = if row == "mix" { "12 dB" } else { "0 dB" };
        return Some(vec![
            (format!("{node}/sat/on"), "on"),
            (format!("{node}/sat/drive"), drive),
            ("ch/1/trim".to_owned(), "-18 dB"),
            ("ch/2/trim".to_owned(), "-18 dB"),
        ]);
    }
    if path.ends_with("fx/type") {
        // What moves has no steady level.
        return context(&[
            ("bus/2/tremolo/depth", "0 %"),
            ("bus/2/chorus/depth", "0 ms"),
            ("bus/2/flanger/depth", "0 %"),
            ("bus/2/phaser/depth", "0 %"),
            ("bus/2/rotary/speed", "stop"),
        ]);
    }
    if path.contains("fx/tempo") {
        return context(&[("bus/2/fx/type", "delay")]);
    }
    let Param::Effect(row) = ParamAddr::parse(path)?.param else {
        return None;
    };
    let effect = Effect::WORDS[row.effect() as usize];
    let mut values = vec![("bus/2/fx/type".to_owned(), effect)];
    values.extend(own_context(row.effect()));
    Some(values)
}

/// What an effect needs for its changes to be measured.
fn own_context(effect: Effect) -> Vec<(String, &'static str)> {
    let pairs: &[(&str, &str)] = match effect {
        Effect::Reverb => &[("bus/2/reverb/decay", "1 s")],
        Effect::Plate => &[("bus/2/plate/decay", "1 s")],
        Effect::VintageReverb => &[("bus/2/vintage-reverb/decay", "1 s")],
        Effect::Delay => &[("bus/2/tap-delay/note", "time")],
        Effect::MultiTap => &[
            ("bus/2/multi-tap/taps", "4"),
            ("bus/2/multi-tap/1/note", "time"),
            ("bus/2/multi-tap/2/note", "time"),
            ("bus/2/multi-tap/3/note", "time"),
            ("bus/2/multi-tap/4/note", "time"),
        ],
        _ => &[],
    };
    // Low enough that all that is fed back stays below the limit in the loop.
    let quiet: &[(&str, &str)] = match effect {
        Effect::Delay | Effect::MultiTap => &[
            ("ch/1/send/2/level", "-40 dB"),
            ("bus/1/send/2/level", "-40 dB"),
            ("ch/2/send/2/level", "-30 dB"),
            ("ch/2/send/2/pan", "L100"),
            ("ch/2/send/2/follow-pan", "off"),
        ],
        _ => &[],
    };
    let owned = |(path, text): &(&str, &'static str)| ((*path).to_owned(), *text);
    pairs.iter().chain(quiet).map(owned).collect()
}
