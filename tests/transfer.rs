//! Settings on their way: copied, pasted, kept as presets, handed to a spare, sent to a wedge; through the
//! console, the desk link and files.

mod common;
#[path = "transfer/files.rs"]
mod files;
#[path = "common/program.rs"]
mod program;
#[path = "common/process.rs"]
mod server;
#[path = "transfer/spare.rs"]
mod spare;
#[path = "transfer/wedge.rs"]
mod wedge;

use common::consoles;
use common::desk::{Bench, Client};
use crossbeam_channel::{Receiver, unbounded};
use headroom::control::console::Setup;
use headroom::control::feed::{Label, PresetName, PresetPlace, Update};
use headroom::control::intent::{Answer, Intent, Refusal, Rights, Scope, Transfer};
use headroom::control::preset::{Preset, PresetChange, Shelf};
use headroom::param::{BusRole, NodeId, NodeRow, Recall, Topology, Width};
use proptest::prelude::*;

/// Four mono strips and a stereo one; a wedge, in-ears, a group, an effect and a recording.
fn topology() -> Topology {
    let bus = consoles::bus;
    let strip = |number| {
        let width = if number == 5 {
            Width::Stereo
        } else {
            Width::Mono
        };
        consoles::strip(number, width)
    };
    Topology {
        strips: (1..=5).map(strip).collect(),
        buses: vec![
            bus(1, BusRole::Wedge, Width::Mono),
            bus(2, BusRole::InEar, Width::Stereo),
            bus(3, BusRole::Group, Width::Stereo),
            bus(4, BusRole::Fx, Width::Mono),
            bus(5, BusRole::Record, Width::Mono),
        ],
        main: Width::Mono,
        ..Topology::default()
    }
}

fn label(number: u16, name: &str) -> (NodeId, Label) {
    let label = Label {
        name: name.into(),
        color: "red".into(),
    };
    (NodeId::strip(number), label)
}

fn setup() -> Setup {
    Setup {
        name: "Test".into(),
        topology: topology(),
        labels: vec![label(1, "Lead"), label(2, "Spare")],
        ..Setup::default()
    }
}

fn bench() -> (Bench, Client) {
    let mut bench = Bench::new(setup());
    let client = bench.connect(Rights::Mix);
    (bench, client)
}

fn set_all(bench: &mut Bench, client: &Client, values: &[(&str, &str)]) {
    for (path, text) in values {
        bench.set(client, path, text).unwrap();
    }
}

/// Values as people read them.
fn texts(bench: &Bench, paths: &[&str]) -> Vec<String> {
    let layout = bench.console.layout();
    let text = |path: &&str| {
        let index = layout.find(path).unwrap();
        layout.spec(index).exact(bench.console.store().get(index))
    };
    paths.iter().map(text).collect()
}

fn wish(bench: &mut Bench, client: &Client, wish: Transfer) -> Result<Answer, Refusal> {
    bench.ask(client, Intent::Transfer(wish))
}

fn copy(
    bench: &mut Bench,
    client: &Client,
    to: &[NodeId],
    scope: Scope,
) -> Result<Answer, Refusal> {
    let wanted = Transfer::CopyTo(NodeId::strip(1), to.to_vec(), scope);
    wish(bench, client, wanted)
}

/// The first strip with everything moved.
fn moved() -> (Bench, Client) {
    let (mut bench, client) = bench();
    let values = [
        ("ch/1/trim", "6 dB"),
        ("ch/1/polarity", "on"),
        ("ch/1/hpf/on", "on"),
        ("ch/1/hpf/freq", "120 Hz"),
        ("ch/1/gate/on", "on"),
        ("ch/1/gate/threshold", "-30 dB"),
        ("ch/1/gate/key", "ch/3"),
        ("ch/1/fader", "-5 dB"),
        ("ch/1/mute", "on"),
        ("ch/1/pan", "L30"),
        ("ch/1/main/on", "off"),
        ("ch/1/dca/2", "on"),
        ("ch/1/mute-group/3", "on"),
        ("ch/1/send/1/level", "-8 dB"),
        ("ch/1/send/1/on", "off"),
        ("ch/1/spare/strip", "ch/4"),
    ];
    set_all(&mut bench, &client, &values);
    (bench, client)
}

const PROCESSING: [&str; 5] = [
    "hpf/on",
    "hpf/freq",
    "gate/on",
    "gate/threshold",
    "gate/key",
];
const REST: [&str; 9] = [
    "fader",
    "mute",
    "pan",
    "main/on",
    "dca/2",
    "mute-group/3",
    "send/1/level",
    "send/1/on",
    "trim",
];

fn of_strip(bench: &Bench, number: u16, rows: &[&str]) -> Vec<String> {
    let paths: Vec<String> = rows
        .iter()
        .map(|row| format!("ch/{number}/{row}"))
        .collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    texts(bench, &paths)
}

#[test]
fn processing_goes_to_several_strips_and_nothing_else_does() {
    let (mut bench, me) = moved();
    let before = bench.console.store().clone();
    let to = [NodeId::strip(2), NodeId::strip(5)];
    let answer = copy(&mut bench, &me, &to, Scope::Processing).unwrap();
    assert_eq!(
        answer.text,
        "Copied: processing of ch/1 (Lead) to ch/2 (Spare), ch/5, 10 parameters moved"
    );
    for strip in [2, 5] {
        let found = of_strip(&bench, strip, &PROCESSING);
        assert_eq!(found, ["on", "120 Hz", "on", "-30 dB", "ch/3"]);
        assert_eq!(of_strip(&bench, strip, &REST), of_strip(&bench, 3, &REST));
    }
    // Whatever the tables have: what is portable and processing is the same now, all else untouched.
    let layout = bench.console.layout().clone();
    for index in layout.indices() {
        let (addr, spec) = (layout.addr(index), layout.spec(index));
        let now = bench.console.store().get(index);
        let is_target = to.contains(&addr.node()) && spec.is_processing();
        let source = layout.index(NodeRow::of(addr).at(NodeId::strip(1)));
        let from = source.filter(|_| is_target).unwrap_or(index);
        assert_eq!(now, before.get(from), "{addr}");
    }
    // One step of undo, there and back.
    let after = bench.console.store().clone();
    let undone = bench.ask(&me, Intent::Undo).unwrap();
    assert_eq!(undone.text, "Undone: 10 parameters");
    assert_eq!(bench.console.store(), &before);
    bench.ask(&me, Intent::Redo).unwrap();
    assert_eq!(bench.console.store(), &after);
}

#[test]
fn a_section_goes_alone_and_a_wrong_one_has_a_near_one() {
    let (mut bench, me) = moved();
    let section = |name: &str| Scope::Section(name.to_owned());
    let two = [NodeId::strip(2)];
    copy(&mut bench, &me, &two, section("hpf")).unwrap();
    let found = of_strip(&bench, 2, &PROCESSING);
    assert_eq!(found, ["on", "120 Hz", "off", "-40 dB", "own"]);
    copy(&mut bench, &me, &two, section("sends")).unwrap();
    assert_eq!(
        of_strip(&bench, 2, &["send/1/level", "send/1/on", "fader"]),
        ["-8 dB", "off", "off"]
    );
    let refused = copy(&mut bench, &me, &two, section("gat")).unwrap_err();
    let text = refused.to_string();
    assert!(
        text.starts_with("'gat' is no section to copy; did you mean 'gate'? allowed: input, hpf"),
        "{text}"
    );
    // Sections of guards alone are none.
    for name in ["limiter", "spare", "safe-start"] {
        assert!(
            copy(&mut bench, &me, &two, section(name)).is_err(),
            "{name}"
        );
    }
}

#[test]
fn everything_is_the_explicit_choice_and_preamps_are_safe() {
    let (mut bench, me) = moved();
    let answer = copy(&mut bench, &me, &[NodeId::strip(2)], Scope::Everything).unwrap();
    assert!(
        answer.text.ends_with("; 3 kept, console/safe/preamp is on"),
        "{}",
        answer.text
    );
    let found = of_strip(&bench, 2, &REST);
    let expected = [
        "-5 dB", "on", "-30", "off", "on", "on", "-8 dB", "off", "0 dB",
    ];
    assert_eq!(found, expected);
    // Who a strip is never goes along.
    assert_eq!(of_strip(&bench, 2, &["spare/strip"]), ["own"]);
    bench.set(&me, "console/safe/preamp", "off").unwrap();
    copy(&mut bench, &me, &[NodeId::strip(2)], Scope::Everything).unwrap();
    assert_eq!(of_strip(&bench, 2, &["trim", "polarity"]), ["6 dB", "on"]);
}

#[test]
fn a_bus_gets_what_both_have_and_an_output_is_safe() {
    let (mut bench, me) = moved();
    copy(&mut bench, &me, &[NodeId::bus(4)], Scope::Processing).unwrap();
    let found = texts(&bench, &["bus/4/hpf/freq", "bus/4/gate/on"]);
    assert_eq!(found, ["120 Hz", "on"]);
    let before = bench.console.store().clone();
    let refused = copy(&mut bench, &me, &[NodeId::bus(1)], Scope::Processing).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "bus/1 stays as it is: console/safe/outputs is on; turn it off, copy, turn it on again"
    );
    assert_eq!(bench.console.store(), &before);
    bench.set(&me, "console/safe/outputs", "off").unwrap();
    copy(
        &mut bench,
        &me,
        &[NodeId::bus(1), NodeId::MAIN],
        Scope::Everything,
    )
    .unwrap();
    assert_eq!(
        texts(&bench, &["bus/1/fader", "main/fader", "bus/1/hpf/freq"]),
        ["-5 dB", "-5 dB", "120 Hz"]
    );
    // The guards of main stand as before, and what is unknown changes nothing.
    assert_eq!(texts(&bench, &["main/limiter/on"]), ["on"]);
    let before = bench.console.store().clone();
    for to in [NodeId::strip(99), NodeId::dca(1), NodeId::CONSOLE] {
        let both = [NodeId::strip(2), to];
        assert!(copy(&mut bench, &me, &both, Scope::Everything).is_err());
    }
    let from_dca = Transfer::CopyTo(NodeId::dca(1), vec![NodeId::strip(2)], Scope::Everything);
    assert!(wish(&mut bench, &me, from_dca).is_err());
    assert_eq!(bench.console.store(), &before);
}

#[test]
fn pasted_is_what_was_copied_then_by_that_client() {
    let (mut bench, me) = moved();
    let other = bench.connect(Rights::Mix);
    let paste = |to| Transfer::Paste(vec![NodeId::strip(to)], Scope::Processing);
    assert!(wish(&mut bench, &me, paste(2)).is_err());
    wish(&mut bench, &me, Transfer::Copy(NodeId::strip(1))).unwrap();
    bench.set(&me, "ch/1/hpf/freq", "500 Hz").unwrap();
    let refused = wish(&mut bench, &other, paste(2)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "nothing to paste; copy a strip or bus first"
    );
    wish(&mut bench, &me, paste(2)).unwrap();
    assert_eq!(texts(&bench, &["ch/2/hpf/freq"]), ["120 Hz"]);
    // Whoever does not wait for the answer reads it.
    bench.run(64, 0.0);
    let (mut said, mut done) = (Vec::new(), Vec::new());
    for update in me.updates.try_iter() {
        said.extend(update.notices.into_iter().map(|notice| notice.text));
        done.extend(update.done.into_iter().map(|done| (done.by, done.text)));
    }
    assert_eq!(said, ["Copied: ch/1 (Lead), to be pasted"]);
    // What changes the console is told to everybody, with who did it.
    let (by, text) = &done[0];
    assert_eq!(by, "test 1");
    assert!(text.starts_with("Copied: processing of ch/1 (Lead) to ch/2 (Spare)"));
    let watcher = bench.connect(Rights::Watch);
    let refused = wish(&mut bench, &watcher, Transfer::Copy(NodeId::strip(1)));
    assert_eq!(refused, Err(Refusal::Rights));
}

#[test]
fn a_paste_of_one_parameter_is_a_step_of_its_own() {
    let (mut bench, me) = bench();
    bench.set(&me, "ch/1/gate/on", "on").unwrap();
    bench.set(&me, "ch/2/gate/on", "on").unwrap();
    bench.set(&me, "ch/2/gate/on", "off").unwrap();
    copy(&mut bench, &me, &[NodeId::strip(2)], Scope::Processing).unwrap();
    bench.set(&me, "ch/2/gate/on", "off").unwrap();
    bench.ask(&me, Intent::Undo).unwrap();
    assert_eq!(texts(&bench, &["ch/2/gate/on"]), ["on"]);
    bench.ask(&me, Intent::Undo).unwrap();
    assert_eq!(texts(&bench, &["ch/2/gate/on"]), ["off"]);
}

#[test]
fn a_copy_lands_whole_at_one_mark() {
    let (mut bench, me) = moved();
    bench.open(48_000);
    bench.run(4800, 0.0);
    bench.taken.try_iter().for_each(drop);
    copy(
        &mut bench,
        &me,
        &[NodeId::strip(2), NodeId::strip(3)],
        Scope::Everything,
    )
    .unwrap();
    bench.run(4800, 0.0);
    let taken: Vec<_> = bench.taken.try_iter().collect();
    assert!(taken.len() > 20, "{}", taken.len());
    let first = taken[0].frame;
    assert!(taken.iter().all(|taken| taken.frame == first), "{taken:?}");
    assert_eq!(first % 32, 0);
}

fn preset(name: &str, place: PresetPlace, rows: &[(&str, &str)]) -> Preset {
    let row = |(path, text): &(&str, &str)| {
        let row = NodeRow::parse(path).unwrap();
        (row, row.spec().unwrap().parse(text).unwrap())
    };
    Preset {
        name: name.into(),
        place,
        rows: rows.iter().map(row).collect(),
    }
}

fn with_presets() -> (Bench, Client, Receiver<PresetChange>) {
    let (saver, changes) = unbounded();
    let shelf = Shelf {
        list: vec![
            preset("Snare", PresetPlace::Factory, &[("hpf/freq", "90 Hz")]),
            preset("Snare", PresetPlace::Show, &[("hpf/freq", "77 Hz")]),
            preset(
                "Kick",
                PresetPlace::Factory,
                &[("hpf/freq", "32 Hz"), ("gate/on", "on")],
            ),
        ],
        saver: Some(saver),
        has_show: true,
    };
    let mut bench = Bench::new(Setup { shelf, ..setup() });
    let client = bench.connect(Rights::Mix);
    (bench, client, changes)
}

/// Presets as the last update that has any lists them.
fn listed(bench: &mut Bench, client: &Client) -> Vec<(String, PresetPlace)> {
    bench.run(64, 0.0);
    let updates: Vec<Update> = client.updates.try_iter().collect();
    let names = updates
        .into_iter()
        .filter_map(|update| update.presets().map(<[_]>::to_vec));
    let pair = |PresetName { name, place }| (name, place);
    names.last().unwrap().into_iter().map(pair).collect()
}

type Listed<'a> = (&'a str, PresetPlace);

const KICK: Listed = ("Kick", PresetPlace::Factory);
const SNARE: Listed = ("Snare", PresetPlace::Show);

fn owned(names: &[Listed]) -> Vec<(String, PresetPlace)> {
    let own = |(name, place): &Listed| ((*name).to_owned(), *place);
    names.iter().map(own).collect()
}

#[test]
fn presets_are_listed_and_applied() {
    let (mut bench, me, _changes) = with_presets();
    assert_eq!(listed(&mut bench, &me), owned(&[KICK, SNARE]));
    let apply = |name: &str, to: &[NodeId]| Transfer::ApplyPreset(name.into(), to.to_vec());
    let to = [NodeId::strip(1), NodeId::bus(3)];
    let answer = wish(&mut bench, &me, apply("Kick", &to)).unwrap();
    assert_eq!(
        answer.text,
        "Copied: preset Kick to ch/1 (Lead), bus/3, 4 parameters moved"
    );
    // The show's own hides the shipped one.
    wish(&mut bench, &me, apply("Snare", &[NodeId::strip(2)])).unwrap();
    assert_eq!(
        texts(&bench, &["ch/1/gate/on", "bus/3/hpf/freq", "ch/2/hpf/freq"]),
        ["on", "32 Hz", "77 Hz"]
    );
    bench.ask(&me, Intent::Undo).unwrap();
    assert_eq!(texts(&bench, &["ch/2/hpf/freq"]), ["80 Hz"]);
    let unknown = wish(&mut bench, &me, apply("Kik", &to)).unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "there is no preset 'Kik'; did you mean 'Kick'?"
    );
}

fn store(name: &str, in_show: bool) -> Transfer {
    Transfer::StorePreset {
        name: name.into(),
        from: NodeId::strip(1),
        scope: Scope::Processing,
        in_show,
    }
}

#[test]
fn a_stored_preset_holds_processing_and_no_key() {
    let (mut bench, me, changes) = with_presets();
    bench.set(&me, "ch/1/fader", "-3 dB").unwrap();
    bench.set(&me, "ch/1/gate/key", "ch/2").unwrap();
    wish(&mut bench, &me, store(" Anna ", false)).unwrap();
    let Ok(PresetChange::Stored(anna)) = changes.try_recv() else {
        panic!("nothing to keep");
    };
    assert_eq!((&*anna.name, anna.place), ("Anna", PresetPlace::User));
    let paths: Vec<String> = anna.rows.iter().map(|(row, _)| row.to_string()).collect();
    assert!(paths.contains(&"hpf/freq".to_owned()));
    for path in ["fader", "gate/key", "trim", "send/1/level"] {
        assert!(!paths.contains(&path.to_owned()), "{path}");
    }
    for name in ["", "../up", "a/b", &"x".repeat(61)] {
        assert!(wish(&mut bench, &me, store(name, false)).is_err(), "{name}");
    }
    // Without a show there is no folder of its own.
    let mut bench = Bench::new(setup());
    let me = bench.connect(Rights::Mix);
    assert!(wish(&mut bench, &me, store("Anna", true)).is_err());
    let answer = wish(&mut bench, &me, store("Anna", false)).unwrap();
    assert!(
        answer
            .text
            .ends_with("(until the console ends: nobody keeps the files)")
    );
}

#[test]
fn own_presets_are_renamed_and_deleted_and_shipped_ones_stay() {
    let (mut bench, me, changes) = with_presets();
    wish(&mut bench, &me, store("Anna", false)).unwrap();
    let rename = |from: &str, to: &str| Transfer::RenamePreset(from.into(), to.into());
    wish(&mut bench, &me, rename("Anna", "Anna live")).unwrap();
    let last = changes.try_iter().last();
    assert!(matches!(last, Some(PresetChange::Renamed { from, .. }) if from == "Anna"));
    let anna = ("Anna live", PresetPlace::User);
    assert_eq!(listed(&mut bench, &me), owned(&[anna, KICK, SNARE]));
    let before = bench.console.store().clone();
    wish(&mut bench, &me, store("Ben", false)).unwrap();
    assert!(wish(&mut bench, &me, rename("Ben", "Anna live")).is_err());
    let delete = |name: &str| Transfer::DeletePreset(name.into());
    wish(&mut bench, &me, delete("Ben")).unwrap();
    // What is shipped stays; without the show's own one it is seen again.
    assert!(wish(&mut bench, &me, rename("Kick", "Boom")).is_err());
    assert!(wish(&mut bench, &me, delete("Kick")).is_err());
    wish(&mut bench, &me, delete("Snare")).unwrap();
    let shipped = ("Snare", PresetPlace::Factory);
    assert_eq!(listed(&mut bench, &me), owned(&[anna, KICK, shipped]));
    wish(&mut bench, &me, store("Kick", true)).unwrap();
    let hidden = ("Kick", PresetPlace::Show);
    assert_eq!(listed(&mut bench, &me), owned(&[anna, hidden, shipped]));
    assert_eq!(bench.console.store(), &before);
}

#[test]
fn no_preset_reaches_what_no_recall_reaches() {
    let rows = [
        ("limiter/on", "off"),
        ("spare/strip", "ch/2"),
        ("hpf/on", "on"),
    ];
    let shelf = Shelf {
        list: vec![preset("Evil", PresetPlace::User, &rows)],
        ..Shelf::default()
    };
    let mut bench = Bench::new(Setup { shelf, ..setup() });
    let me = bench.connect(Rights::Mix);
    bench.set(&me, "console/safe/outputs", "off").unwrap();
    let to = vec![NodeId::MAIN, NodeId::strip(1)];
    wish(&mut bench, &me, Transfer::ApplyPreset("Evil".into(), to)).unwrap();
    assert_eq!(
        texts(&bench, &["main/limiter/on", "main/hpf/on"]),
        ["on", "on"]
    );
}

/// Nothing that no scene holds is in any section.
#[test]
fn what_is_in_no_scene_is_portable_nowhere() {
    let (bench, _) = bench();
    let layout = bench.console.layout();
    for index in layout.indices() {
        let spec = layout.spec(index);
        if spec.recall != Recall::Stored || spec.protected {
            assert!(!spec.is_portable(), "{}", layout.addr(index));
        }
    }
}

fn any_node() -> impl Strategy<Value = NodeId> {
    prop_oneof![
        (0_u16..8).prop_map(NodeId::strip),
        (0_u16..8).prop_map(NodeId::bus),
        Just(NodeId::MAIN),
        Just(NodeId::dca(1)),
        Just(NodeId::CONSOLE),
    ]
}

fn any_scope() -> impl Strategy<Value = Scope> {
    let section = prop::sample::select(headroom::param::section::names());
    prop_oneof![
        Just(Scope::Processing),
        Just(Scope::Everything),
        section.prop_map(|name| Scope::Section(name.to_owned())),
    ]
}

fn any_transfer() -> impl Strategy<Value = Transfer> {
    let to = || prop::collection::vec(any_node(), 0..4);
    prop_oneof![
        (any_node(), to(), any_scope()).prop_map(|(from, to, s)| Transfer::CopyTo(from, to, s)),
        any_node().prop_map(Transfer::Copy),
        (to(), any_scope()).prop_map(|(to, scope)| Transfer::Paste(to, scope)),
        to().prop_map(|to| Transfer::ApplyPreset("Kick".to_owned(), to)),
        any_node().prop_map(Transfer::UseSpare),
        any_node().prop_map(Transfer::CopyMainTo),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Whatever goes wherever: what recalls must leave alone stays, every value is possible, and each
    /// step can be taken back.
    #[test]
    fn no_transfer_reaches_a_guard_and_each_is_one_step(
        travels in prop::collection::vec((any::<prop::sample::Index>(), 0.0_f32..=1.0), 20..60),
        transfers in prop::collection::vec(any_transfer(), 1..6),
    ) {
        let (mut bench, me, _changes) = with_presets();
        let layout = bench.console.layout().clone();
        for (at, travel) in travels {
            let index = layout.indices().nth(at.index(layout.len())).unwrap();
            let value = layout.spec(index).curve.plain(headroom::param::Travel::new(travel));
            // A key may name what is not there, and is refused then.
            let _ = bench.ask(&me, Intent::Set(layout.addr(index), value));
        }
        for transfer in transfers {
            let before = bench.console.store().clone();
            let done = wish(&mut bench, &me, transfer.clone());
            let after = bench.console.store().clone();
            for index in layout.indices() {
                let (spec, value) = (layout.spec(index), after.get(index));
                prop_assert!(spec.curve.allows(value), "{transfer:?} {}", layout.addr(index));
                if spec.protected || spec.recall != Recall::Stored {
                    prop_assert_eq!(value, before.get(index), "{:?}", transfer);
                }
            }
            if after == before {
                continue;
            }
            prop_assert!(done.is_ok(), "{transfer:?}");
            bench.ask(&me, Intent::Undo).unwrap();
            prop_assert_eq!(bench.console.store(), &before, "{:?}", transfer);
            bench.ask(&me, Intent::Redo).unwrap();
            prop_assert_eq!(bench.console.store(), &after, "{:?}", transfer);
        }
    }
}
