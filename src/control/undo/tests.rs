//! Steps by name, and who touched what last.

use super::*;
use crate::param::NodeId;
use crate::param::Plain;
use crate::param::spec::{LevelParam, Param};

const ME: ClientId = ClientId(1);
const OTHER: ClientId = ClientId(2);
const FADER: ParamAddr = NodeId::strip(1).param(Param::Level(LevelParam::Fader));
const PAN: ParamAddr = NodeId::strip(1).param(Param::Level(LevelParam::Pan));

fn step(addr: ParamAddr, old: f32, new: f32) -> Step {
    Step::of(vec![Edit {
        addr,
        old: Plain(old),
        new: Plain(new),
    }])
}

/// Takes the last step back as the console does.
fn undone(undo: &mut Undo, name: &str) -> Option<Step> {
    let found = undo.last_done(name)?;
    undo.undone(name, found.serial + 1);
    Some(found.step)
}

fn redone(undo: &mut Undo, name: &str) -> Option<Step> {
    let found = undo.last_undone(name)?;
    undo.redone(name, found.serial + 1);
    Some(found.step)
}

/// How many parts of Anna's last step Bob has touched since.
fn touched(undo: &Undo) -> usize {
    undo.last_done("Anna").unwrap().since.len()
}

#[test]
fn what_another_name_sets_to_where_it_stands_is_touched() {
    let (mut undo, now) = (Undo::default(), Instant::now());
    undo.welcome(ME, "Anna");
    undo.welcome(OTHER, "Bob");
    undo.record(ME, step(FADER, 0.0, 1.0), 1, now);
    assert_eq!(undo.touch(ME, [FADER], 2), [FADER]);
    assert_eq!(touched(&undo), 0, "it is Anna's own");
    assert_eq!(undo.touch(OTHER, [FADER], 3), [FADER]);
    assert_eq!(touched(&undo), 1);
    // A control that trembles at one place is news once.
    assert_eq!(undo.touch(OTHER, [FADER], 4), []);
    assert_eq!(undo.touch(ME, [FADER], 5), [FADER]);
    assert_eq!(touched(&undo), 1);
    undo.record(ME, step(FADER, 1.0, 2.0), 6, now + Duration::from_secs(1));
    assert_eq!(touched(&undo), 0);
    assert_eq!(undo.touch(ME, [FADER], 7), [FADER]);
}

#[test]
fn steps_of_others_that_stand_have_touched_and_those_taken_back_have_not() {
    let (mut undo, now) = (Undo::default(), Instant::now());
    let later = now + Duration::from_secs(1);
    undo.welcome(ME, "Anna");
    undo.welcome(OTHER, "Bob");
    undo.record(ME, step(FADER, 0.0, 1.0), 1, now);
    undo.record(OTHER, step(FADER, 1.0, 2.0), 2, now);
    undo.record(OTHER, step(FADER, 2.0, 1.0), 3, later);
    assert_eq!(touched(&undo), 1);
    undo.undone("Bob", 4);
    undo.undone("Bob", 5);
    assert_eq!(touched(&undo), 0);
    undo.redone("Bob", 6);
    assert_eq!(touched(&undo), 1);
}

#[test]
fn a_recall_has_touched_what_it_found_until_it_is_taken_back() {
    let (mut undo, now) = (Undo::default(), Instant::now());
    undo.welcome(ME, "Anna");
    undo.welcome(OTHER, "Bob");
    undo.record(ME, step(FADER, 0.0, 1.0), 1, now);
    let recall = step(PAN, 0.0, 1.0);
    undo.recall(OTHER, vec![FADER], 2);
    undo.record(OTHER, recall.clone(), 2, now);
    assert_eq!(touched(&undo), 1);
    assert!(undo.touched_since_recall(2, &recall).is_empty());
    undo.record(OTHER, recall.inverse(), 3, now);
    undo.take_recall_back(2, 3);
    assert_eq!(touched(&undo), 0);
}

#[test]
fn one_move_is_one_step_however_slow_the_held_hand_is() {
    let (mut undo, start) = (Undo::default(), Instant::now());
    undo.begin(ME, FADER, start);
    for n in 0..5 {
        let now = start + Duration::from_secs(n);
        undo.record(ME, step(FADER, n as f32, n as f32 + 1.0), 1, now);
    }
    undo.end(ME, FADER);
    undo.record(ME, step(FADER, 5.0, 6.0), 2, start + Duration::from_secs(5));
    assert_eq!(undone(&mut undo, CONSOLE), Some(step(FADER, 5.0, 6.0)));
    assert_eq!(undone(&mut undo, CONSOLE), Some(step(FADER, 0.0, 5.0)));
    assert_eq!(undone(&mut undo, CONSOLE), None);
}

#[test]
fn without_a_touch_quick_changes_are_one_step_and_slow_ones_are_not() {
    let (mut undo, start) = (Undo::default(), Instant::now());
    let at = |ms: u64| start + Duration::from_millis(ms);
    undo.record(ME, step(FADER, 0.0, 1.0), 3, at(0));
    undo.record(ME, step(FADER, 1.0, 2.0), 4, at(100));
    undo.record(ME, step(FADER, 2.0, 3.0), 5, at(1000));
    undo.record(ME, step(PAN, 0.0, 1.0), 6, at(1010));
    undo.record(ME, step(FADER, 3.0, 4.0), 7, at(1020));
    let steps: Vec<Option<Step>> = (0..4).map(|_| undone(&mut undo, CONSOLE)).collect();
    assert_eq!(steps[0], Some(step(FADER, 3.0, 4.0)));
    assert_eq!(steps[1], Some(step(PAN, 0.0, 1.0)));
    assert_eq!(steps[2], Some(step(FADER, 2.0, 3.0)));
    assert_eq!(steps[3], Some(step(FADER, 0.0, 2.0)));
}

#[test]
fn redo_goes_forward_until_something_new_is_done() {
    let (mut undo, start) = (Undo::default(), Instant::now());
    undo.record(ME, step(FADER, 0.0, 1.0), 8, start);
    assert!(undone(&mut undo, CONSOLE).is_some());
    assert_eq!(redone(&mut undo, CONSOLE), Some(step(FADER, 0.0, 1.0)));
    assert!(undone(&mut undo, CONSOLE).is_some());
    undo.record(ME, step(PAN, 0.0, 1.0), 9, start);
    assert_eq!(redone(&mut undo, CONSOLE), None);
}

#[test]
fn everybody_has_their_own_steps_and_finds_them_again() {
    let mut undo = Undo::default();
    undo.welcome(ME, "Anna");
    undo.welcome(OTHER, "Bob");
    undo.record(ME, step(FADER, 0.0, 1.0), 10, Instant::now());
    assert_eq!(undone(&mut undo, "Bob"), None);
    undo.record(OTHER, step(PAN, 0.0, 1.0), 11, Instant::now());
    let newest = |undo: &Undo| undo.newest().map(|(name, _)| name.to_owned());
    assert_eq!(newest(&undo).as_deref(), Some("Bob"));
    undo.part(ME);
    undo.part(OTHER);
    assert_eq!(undone(&mut undo, "Bob"), Some(step(PAN, 0.0, 1.0)));
    assert_eq!(newest(&undo).as_deref(), Some("Anna"));
    assert_eq!(redone(&mut undo, "Bob"), Some(step(PAN, 0.0, 1.0)));
    assert_eq!(undone(&mut undo, "Anna"), Some(step(FADER, 0.0, 1.0)));
}

#[test]
fn clients_of_one_name_have_one_history() {
    let (mut undo, now) = (Undo::default(), Instant::now());
    for client in [ME, OTHER] {
        undo.welcome(client, "command line");
    }
    undo.record(ME, step(FADER, 0.0, 1.0), 12, now);
    undo.record(OTHER, step(PAN, 0.0, 1.0), 13, now);
    undo.part(ME);
    undo.part(OTHER);
    assert_eq!(undone(&mut undo, "command line"), Some(step(PAN, 0.0, 1.0)));
    assert_eq!(
        undone(&mut undo, "command line"),
        Some(step(FADER, 0.0, 1.0))
    );
}

#[test]
fn of_many_names_those_that_are_there_stay() {
    let mut undo = Undo::default();
    undo.welcome(ME, "Anna");
    undo.record(ME, step(FADER, 0.0, 1.0), 14, Instant::now());
    for n in 0..3 * RESTING {
        undo.welcome(OTHER, &n.to_string());
        undo.record(OTHER, step(PAN, 0.0, 1.0), 15, Instant::now());
        undo.part(OTHER);
    }
    assert!(undo.histories.len() <= RESTING + 2);
    assert!(undone(&mut undo, "Anna").is_some());
    assert!(undone(&mut undo, &(3 * RESTING - 1).to_string()).is_some());
}
