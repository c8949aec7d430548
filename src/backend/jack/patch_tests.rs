//! Tests of the patch.

use super::*;
use crate::param::{NodeId, PortKind};

/// A server as the patch sees it.
struct World {
    patch: Patch,
    seen: Seen,
    now: Instant,
}

fn ch(number: u16) -> PortId {
    PortId {
        kind: PortKind::Signal,
        node: NodeId::strip(number),
        channel: 0,
    }
}

fn link(number: u16, other: &str) -> Link {
    (ch(number), other.into())
}

impl World {
    /// Two strips, and a wish for ch-1 ← mic:1.
    fn new() -> Self {
        let mut patch = Patch::new(vec![(ch(1), vec!["mic:1".into()])]);
        let ours = [(ch(1), "ch-1".into()), (ch(2), "ch-2".into())];
        patch.have(ours.into());
        Self {
            patch,
            seen: Seen::default(),
            now: Instant::now(),
        }
    }

    fn appear(&mut self, name: &str) {
        self.seen.existing.insert(name.into(), name.into());
    }

    fn vanish(&mut self, name: &str) {
        self.seen.existing.remove(name);
        self.seen.connected.retain(|(_, other)| other != name);
        self.seen.departures += 1;
    }

    fn connect(&mut self, number: u16, other: &str) {
        self.seen.connected.push(link(number, other));
    }

    fn disconnect(&mut self, number: u16, other: &str) {
        let link = link(number, other);
        self.seen.connected.retain(|seen| *seen != link);
    }

    fn look(&mut self) -> Findings {
        self.patch.look(&self.seen, self.now)
    }

    /// Time passes, with cycles.
    fn settle(&mut self) {
        self.now += SETTLE;
        self.seen.cycles += 50;
    }
}

#[test]
fn a_wanted_connection_is_made_when_its_port_appears() {
    let mut world = World::new();
    assert_eq!(world.look().missing, [link(1, "mic:1")]);
    world.appear("mic:1");
    assert_eq!(world.look().make, [link(1, "mic:1")]);
    world.connect(1, "mic:1");
    assert_eq!(world.look(), Findings::default());
}

#[test]
fn a_connection_by_hand_is_remembered_and_one_taken_away_by_hand_forgotten() {
    let mut world = World::new();
    world.appear("mic:1");
    world.connect(1, "mic:1");
    world.appear("synth:out");
    world.connect(2, "synth:out");
    assert!(world.look().changed);
    assert_eq!(world.patch.wanted().len(), 2);
    world.disconnect(2, "synth:out");
    let first = world.look();
    assert!(first.unsettled && !first.changed && first.make.is_empty());
    world.settle();
    assert!(world.look().changed);
    assert_eq!(*world.patch.wanted(), [(ch(1), vec!["mic:1".to_owned()])]);
}

#[test]
fn a_client_that_goes_takes_no_wish_with_it() {
    let mut world = World::new();
    world.appear("mic:1");
    world.connect(1, "mic:1");
    world.look();
    world.disconnect(1, "mic:1");
    assert!(world.look().unsettled);
    world.vanish("mic:1");
    world.settle();
    let later = world.look();
    assert_eq!(
        (later.changed, later.missing),
        (false, vec![link(1, "mic:1")])
    );
    world.appear("mic:1");
    assert_eq!(world.look().make, [link(1, "mic:1")]);
}

#[test]
fn a_client_that_comes_back_at_once_is_connected_again() {
    let mut world = World::new();
    world.appear("mic:1");
    world.connect(1, "mic:1");
    world.look();
    world.vanish("mic:1");
    world.appear("mic:1");
    assert!(world.look().unsettled);
    world.settle();
    let later = world.look();
    assert_eq!((later.changed, later.make), (false, vec![link(1, "mic:1")]));
}

#[test]
fn nothing_is_forgotten_while_cycles_stand_still() {
    let mut world = World::new();
    world.appear("mic:1");
    world.connect(1, "mic:1");
    world.look();
    world.disconnect(1, "mic:1");
    world.look();
    world.now += SETTLE * 10;
    let later = world.look();
    assert!(later.unsettled && !later.changed);
    assert_eq!(world.patch.wanted().len(), 1);
}

#[test]
fn another_show_cuts_what_it_does_not_want() {
    let mut world = World::new();
    world.appear("mic:1");
    world.connect(1, "mic:1");
    world.look();
    let cut = world.patch.want(vec![(ch(2), vec!["mic:1".into()])]);
    assert_eq!(cut, [link(1, "mic:1")]);
    world.disconnect(1, "mic:1");
    let findings = world.look();
    assert_eq!(
        (findings.changed, findings.make),
        (false, vec![link(2, "mic:1")])
    );
}

#[test]
fn a_port_under_another_name_is_connected_anew() {
    let mut world = World::new();
    world.appear("mic:1");
    world.connect(1, "mic:1");
    world.look();
    world.patch.have([(ch(1), "ch-1-left".into())].into());
    world.disconnect(1, "mic:1");
    let findings = world.look();
    assert_eq!(
        (findings.unsettled, findings.make),
        (false, vec![link(1, "mic:1")])
    );
}

#[test]
fn connections_of_ports_that_we_lack_wait_silently() {
    let mut world = World::new();
    world.patch.have([(ch(2), "ch-2".into())].into());
    assert_eq!(world.look(), Findings::default());
    assert_eq!(world.patch.wanted().len(), 1);
}

#[test]
fn an_alias_is_the_same_port() {
    let mut world = World::new();
    world
        .seen
        .existing
        .insert("mic:1".into(), "system:capture_1".into());
    assert_eq!(world.look().make, [link(1, "mic:1")]);
    world.connect(1, "system:capture_1");
    assert_eq!(world.look(), Findings::default());
}

#[test]
fn a_midi_port_keeps_the_controller_that_was_connected_last() {
    let midi = PortId {
        kind: PortKind::MidiIn,
        ..ch(1)
    };
    let mut world = World::new();
    world.patch = Patch::new(Vec::new());
    world.patch.have([(midi, "midi-in".into())].into());
    let wanted = |world: &World| world.patch.wanted().clone();
    let connect = |world: &mut World, other: &str| {
        world.appear(other);
        world.seen.connected.push((midi, other.into()));
        world.look()
    };
    assert!(connect(&mut world, "keys:out").changed);
    // A second one beside it does not stay, and is not remembered.
    assert!(!connect(&mut world, "box:out").changed);
    assert_eq!(wanted(&world), [(midi, vec!["keys:out".to_owned()])]);
    world.vanish("box:out");
    // Without the first one it takes its place.
    world.vanish("keys:out");
    assert_eq!(world.look().missing.len(), 1);
    assert!(connect(&mut world, "box:out").changed);
    assert_eq!(wanted(&world), [(midi, vec!["box:out".to_owned()])]);
}
