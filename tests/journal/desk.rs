//! A console without a sound, for tests of the journal.

use super::sim_disk::SimDisk;
use crate::consoles;
use headroom::param::{Layout, ParamAddr, Plain, Topology};
use headroom::show::journal::append::{Appender, Limits};
use headroom::show::journal::record::{Cause, Entry, Group, Who};
use headroom::show::journal::recover::{Findings, recover};
use headroom::show::journal::segment::{DocumentChanges, Documents, Reason, Start, change};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

pub const FOLDER: &str = "show/journal";

pub type Values = HashMap<ParamAddr, Plain>;

/// A console without a sound: values, and the groups that made them.
pub struct Desk {
    pub layout: Arc<Layout>,
    pub values: Vec<Plain>,
    pub sequence: u64,
    /// How everything stood after each number.
    pub states: Vec<Values>,
    pub documents: Documents,
    pub appender: Appender,
}

impl Desk {
    pub fn new(disk: &SimDisk, limits: Limits) -> Self {
        let strip = consoles::mono;
        let topology = Topology {
            strips: (1..=2).map(strip).collect(),
            dcas: vec![1],
            mute_groups: vec![],
            ..Topology::default()
        };
        let layout = Arc::new(Layout::new(topology));
        let values: Vec<Plain> = layout
            .indices()
            .map(|index| layout.default(index))
            .collect();
        let disk = Box::new(disk.clone());
        let mut desk = Self {
            states: Vec::new(),
            layout,
            values,
            sequence: 0,
            documents: Documents::new(),
            appender: Appender::new(disk, FOLDER.into(), 0, limits),
        };
        desk.states.push(desk.all());
        desk.begin(Reason::Open);
        desk
    }

    pub fn all(&self) -> Values {
        let addrs = self.layout.indices().map(|index| self.layout.addr(index));
        addrs.zip(self.values.iter().copied()).collect()
    }

    pub fn begin(&mut self, reason: Reason) {
        let start = self.start(reason);
        self.appender.begin(start);
    }

    pub fn start(&self, reason: Reason) -> Start {
        let mut start = Start::new(&self.layout, &self.values, reason);
        start.header.sequence = self.sequence;
        start.documents.clone_from(&self.documents);
        start
    }

    pub fn group(&mut self, cause: Cause, changes: &[(&str, &str)]) {
        let group = self.make(cause, changes);
        self.appender.append(&group);
    }

    pub fn make(&mut self, cause: Cause, changes: &[(&str, &str)]) -> Group {
        let mut entries = Vec::new();
        for (path, text) in changes {
            let index = self.layout.find(path).unwrap();
            let value = self.layout.spec(index).parse(text).unwrap();
            self.values[index.slot()] = value;
            entries.push(Entry::at_once(self.layout.addr(index), value));
        }
        self.sequence += 1;
        self.states.push(self.all());
        Group {
            sequence: self.sequence,
            frame: self.sequence * 32,
            is_exact: true,
            time: jiff::Timestamp::UNIX_EPOCH,
            who: Who {
                name: "hand".into(),
                id: 1,
            },
            cause,
            whose: None,
            entries,
        }
    }

    /// A document is this now, or gone.
    pub fn note(&mut self, key: &str, json: Option<&str>) {
        self.note_together(&[(key, json)]);
    }

    /// Documents are this now, or gone, all together.
    pub fn note_together(&mut self, changes: &[(&str, Option<&str>)]) {
        let own = |(key, json): &(&str, Option<&str>)| ((*key).to_owned(), json.map(Into::into));
        let changes: DocumentChanges = changes.iter().map(own).collect();
        change(&mut self.documents, changes.clone());
        self.sequence += 1;
        self.states.push(self.all());
        self.appender.documents(self.sequence, &changes);
    }

    /// A session with two segments, single changes and a recall.
    pub fn play(&mut self, disk: &SimDisk) {
        for round in 0..6 {
            let level = format!("-{round}.25 dB");
            self.group(Cause::Hand, &[("ch/1/fader", &level)]);
            self.group(
                Cause::Recall,
                &[
                    ("ch/2/fader", &level),
                    ("ch/2/mute", "on"),
                    ("ch/1/pan", "L30"),
                ],
            );
            self.note_together(&[
                ("scene/A", Some("{}")),
                ("scene/B", None),
                ("scenes", Some("[]")),
            ]);
            if round == 3 {
                self.begin(Reason::Engine);
            }
            if round % 2 == 0 {
                self.commit(disk);
            }
            self.group(Cause::Hand, &[("ch/2/mute", "off")]);
        }
        self.commit(disk);
    }

    pub fn commit(&mut self, disk: &SimDisk) {
        self.appender.commit().unwrap();
        disk.promise(self.appender.committed());
    }
}

pub fn look(disk: &SimDisk) -> Findings {
    recover(disk, Path::new(FOLDER)).unwrap()
}
