//! The console that is looked at.

use crate::app::opening;
use crate::app::remote::{connect, first_look};
use crate::app::wires::wires;
use crate::control::console::Console;
use crate::control::feed::{PatchedPort, Update};
use crate::control::inbox::Event;
use crate::control::intent::{Hello, Rights};
use crate::desk::mirror::Mirror;
use crate::param::{Layout, NodeId, ParamAddr, Plain};
use crate::rt::load::Load;
use anyhow::{Context, Result};
use crossbeam_channel::bounded;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A console, and where it comes from.
pub(super) struct Look {
    /// What is looked at, in words.
    pub what: String,
    pub mirror: Mirror,
    pub layout: Layout,
    /// Every parameter, by index.
    pub values: Vec<Plain>,
    /// What our ports shall be connected to.
    pub patch: Vec<PatchedPort>,
    /// The folder of the show, where it is known.
    pub folder: Option<PathBuf>,
    /// The rate at which it ran last, in Hz; 0 where that is not known.
    pub last_rate: u32,
    /// It runs.
    pub runs: bool,
}

impl Look {
    /// The console that runs, unless a show is named.
    pub fn new(console: &str, show: Option<&Path>) -> Result<Self> {
        let last = opening::last_show();
        match (show, connect(console, Rights::Watch)) {
            (Some(show), _) => Self::of_files(show),
            (None, Ok(mut desk)) => {
                let (mirror, _) = first_look(&mut desk)?;
                let what = format!("the console '{console}' as it runs");
                let patch = mirror.patch().unwrap_or_default().to_vec();
                let rate = last.as_deref().and_then(|show| opening::look(show).ok());
                let rate = rate.and_then(|setup| Some(setup.journal?.rate));
                Self::of(mirror, (what, patch, last, rate.unwrap_or_default(), true))
            }
            (None, Err(error)) => match last {
                Some(show) => Self::of_files(&show),
                None => Err(error.context("and no show is named")),
            },
        }
    }

    /// The console that runs in this process, with the folder of its show, where it has one, and the rate at which that ran
    /// last.
    pub fn of_running(mirror: Mirror, folder: Option<PathBuf>, last_rate: u32) -> Result<Self> {
        let patch = mirror.patch().unwrap_or_default().to_vec();
        let what = "this console".to_owned();
        Self::of(mirror, (what, patch, folder, last_rate, true))
    }

    /// The console as the files of a show say.
    pub fn of_files(show: &Path) -> Result<Self> {
        let setup = opening::look(show)?;
        let what = format!("{} as its files say", show.display());
        let patch = setup.connections.iter().map(|(port, peers)| PatchedPort {
            node: port.node,
            kind: port.kind,
            channel: port.channel,
            peers: peers.clone(),
        });
        let patch = patch.collect();
        let rate = setup.journal.as_ref().map_or(0, |journal| journal.rate);
        let (wires, _ends) = wires("offline", Load::default());
        let mut console = Console::new(setup, wires);
        let mirror = mirror_of(&mut console)?;
        let folder = Some(show.to_owned());
        Self::of(mirror, (what, patch, folder, rate, false))
    }

    fn of(
        mirror: Mirror,
        (what, patch, folder, last_rate, runs): (
            String,
            Vec<PatchedPort>,
            Option<PathBuf>,
            u32,
            bool,
        ),
    ) -> Result<Self> {
        let layout = mirror.layout().context("no console")?.clone();
        let value = |index| {
            let value = mirror.value(layout.addr(index));
            value.unwrap_or_else(|| layout.default(index))
        };
        let values = layout.indices().map(value).collect();
        Ok(Self {
            what,
            mirror,
            layout,
            values,
            patch,
            folder,
            last_rate,
            runs,
        })
    }

    pub fn is_on(&self, addr: ParamAddr) -> bool {
        self.mirror.is_on(addr)
    }

    pub fn called(&self, node: NodeId) -> String {
        self.mirror.called(node)
    }
}

/// What a console that nobody uses says of itself.
fn mirror_of(console: &mut Console) -> Result<Mirror> {
    let (id_in, _id) = bounded(1);
    let (updates_in, updates) = bounded::<Update>(1);
    let hello = Hello {
        name: "preflight".to_owned(),
        rights: Rights::Watch,
    };
    let now = Instant::now();
    console.handle(
        Event::Connect {
            hello,
            id: id_in,
            updates: updates_in,
        },
        now,
    );
    console.tick(now);
    let mut mirror = Mirror::default();
    let update = updates.try_recv().context("the console says nothing")?;
    mirror.take(&update);
    Ok(mirror)
}
