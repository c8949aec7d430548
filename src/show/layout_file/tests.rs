//! Layout files, right and wrong.

use super::*;

fn words(text: &str) -> Vec<String> {
    let errors = parse(text, "x").unwrap_err();
    errors.iter().map(ToString::to_string).collect()
}

const GOOD: &str = "headroom: 1\nlayout: Mine\nfor: Box\npages:\n  Mix: { strip.fader: fader }\n";

#[test]
fn a_page_says_only_what_differs_and_main_is_never_forgotten() {
    let text = format!("{GOOD}  Gate: {{ strip.knob: gate/threshold }}\n");
    let layout = parse(&text, "x").unwrap();
    let gate = &layout.pages[1].strips;
    let relative = |path| Some(Assignment::Strip(Relative::parse(path).unwrap()));
    assert_eq!(gate.get(&Control::Fader(0)).cloned(), relative("fader"));
    assert_eq!(
        gate.get(&Control::Knob(0, 0)).cloned(),
        relative("gate/threshold")
    );
    let main = Assignment::Fixed(NodeId::MAIN.fader());
    assert_eq!(gate.get(&Control::Master), Some(&main));
    let right = Control::Nav(Nav::BankRight);
    assert_eq!(
        layout.keys[&right],
        Assignment::Do(SurfaceAction::BankRight)
    );
}

#[test]
fn banks_run_over_kinds_and_single_nodes_in_the_order_written() {
    let text = format!("{GOOD}banks: [ dca, ch/3-4, bus/1 ]\n");
    let expected = [
        Span::All(NodeKind::Dca),
        Span::One(NodeId::strip(3)),
        Span::One(NodeId::strip(4)),
        Span::One(NodeId::bus(1)),
    ];
    let spans = |text: &str| -> Vec<Span> {
        let banks = parse(text, "x").unwrap().banks;
        banks.into_iter().flat_map(|bank| bank.spans).collect()
    };
    assert_eq!(spans(&text), expected);
    // The same as one bank with a name.
    let named =
        format!("{GOOD}banks: {{ Mine: [ dca, ch/3-4, bus/1 ] }}\nkeys: {{ key.f1: bank Mine }}\n");
    assert_eq!(spans(&named), expected);
    let wrong = format!("{GOOD}banks: [ dca ]\nkeys: {{ key.f1: bank bus }}\n");
    let found = parse(&wrong, "x").unwrap_err()[0].to_string();
    assert!(
        found.contains("there is no such bank; there are: dca"),
        "{found}"
    );
}

#[test]
fn what_is_wrong_is_named_with_what_is_allowed() {
    let rows = [
        (
            "key: {}",
            "x:6:1: 'key' is not known in a layout; did you mean 'keys'?",
        ),
        (
            "keys: { key.plya: go }",
            "x:6:9: 'key.plya' is not possible for a control; did you mean 'key.play'?",
        ),
        (
            "keys: { key.play: goo }",
            "x:6:19: 'goo' is not possible here; did you mean 'go'? allowed: switches such as",
        ),
        (
            "keys: { key.play: ch/1/fader }",
            "x:6:19: 'ch/1/fader' is not possible here; a key turns over switches",
        ),
        (
            "keys: { key.play: console/panic }",
            "x:6:19: 'console/panic' is not possible here; write panic",
        ),
        (
            "keys: { key.play: page Mox }",
            "x:6:19: 'page Mox' is not possible here; there is no such page; there are: Mix",
        ),
        (
            "keys: { key.play: scene 0 }",
            "x:6:19: 'scene 0' is not possible here; allowed: scene 1 to scene 500",
        ),
        (
            "  Gate: { strip.knob: gate/treshold }",
            "x:6:23: 'gate/treshold' is not possible here; did you mean 'gate/threshold'?",
        ),
        (
            "  Gate: { key.play: go }",
            "x:6:11: 'key.play' is no control of a strip",
        ),
        (
            "banks: [ chan ]",
            "x:6:10: 'chan' is not possible for a bank; allowed: ch, bus",
        ),
    ];
    for (line, expected) in rows {
        let words = words(&format!("{GOOD}{line}\n"));
        assert!(words[0].starts_with(expected), "{words:#?}\n{expected}");
    }
    let nothing = words("headroom: 1\n");
    assert!(
        nothing
            .iter()
            .any(|text| text.contains("a console") || text.contains("'pages' is missing")),
        "{nothing:#?}"
    );
}

#[test]
fn a_layout_that_extends_says_only_what_differs() {
    let text = "headroom: 1\nextends: nanokontrol2.yaml\nfor: Box\npages:\n  Gate: { strip.rec: gate/on }\n  \
                Mine: { strip.knob: pan }\nkeys: { key.play: mute-group/1/on, key.f1: page Trim }\n";
    let base = crate::show::shipped::LAYOUTS
        .iter()
        .find(|(name, _)| *name == "nanokontrol2.yaml")
        .map(|(name, text)| parse(text, name).unwrap())
        .unwrap();
    let own = parse(text, "x").unwrap();
    assert_eq!((&own.name, &own.banks), (&base.name, &base.banks));
    assert_eq!(own.devices, ["Box"]);
    assert_eq!(own.pages.len(), base.pages.len() + 1);
    let page = |layout: &LayoutFile, name: &str| {
        let mut pages = layout.pages.iter();
        pages.find(|page| page.name == name).unwrap().clone()
    };
    assert_eq!(page(&own, "Trim"), page(&base, "Trim"));
    let (gate, before) = (page(&own, "Gate").strips, page(&base, "Gate").strips);
    assert_eq!(gate[&Control::Knob(0, 0)], before[&Control::Knob(0, 0)]);
    assert_ne!(gate[&Control::Rec(0)], before[&Control::Rec(0)]);
    let key = |word: &str| {
        let names = crate::show::mapping_file::control_names();
        names.into_iter().find(|(name, _)| *name == word).unwrap().1
    };
    assert!(matches!(own.keys[&key("key.play")], Assignment::Fixed(_)));
    assert_eq!(own.keys[&key("key.stop")], base.keys[&key("key.stop")]);
    assert_eq!(own.shifted, base.shifted);
    let wrong = parse("headroom: 1\nextends: nanocontrol2.yaml\nfor: Box\n", "x");
    let found = wrong.unwrap_err()[0].to_string();
    assert!(
        found.contains("did you mean 'nanokontrol2.yaml'?"),
        "{found}"
    );
}
