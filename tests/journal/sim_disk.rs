//! A disk that remembers what was not yet safe, and can lose it in every way that a real one may.

use headroom::show::disk::Disk;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// One step.
#[derive(Clone, Debug)]
enum Step {
    Create(usize, PathBuf),
    Write(usize, u64, Vec<u8>),
    Sync(usize),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
    SyncFolder,
}

#[derive(Debug, Default)]
struct Inner {
    steps: Vec<Step>,
    files: Vec<Vec<u8>>,
    names: BTreeMap<PathBuf, usize>,
    /// Room for so many bytes more.
    room: Option<usize>,
    /// What was safe after so many steps, as the writer said.
    promises: Vec<(usize, u64)>,
}

/// The disk; clones share it.
#[derive(Clone, Debug, Default)]
pub struct SimDisk(Arc<Mutex<Inner>>);

/// A source of choices; the same seed makes the same ones.
pub struct Choice(pub u64);

impl Choice {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }
}

impl SimDisk {
    pub fn with_files(files: &[(&Path, &[u8])]) -> Self {
        let disk = Self::default();
        for (path, bytes) in files {
            let mut disk = disk.clone();
            disk.create(path).unwrap();
            disk.write_at(path, 0, bytes).unwrap();
        }
        disk
    }

    /// The writer says that changes up to `number` are safe.
    pub fn promise(&self, number: u64) {
        let mut inner = self.0.lock().unwrap();
        let steps = inner.steps.len();
        inner.promises.push((steps, number));
    }

    pub fn steps(&self) -> usize {
        self.0.lock().unwrap().steps.len()
    }

    /// From now on there is room for so many bytes; `None` for plenty.
    pub fn set_room(&self, room: Option<usize>) {
        self.0.lock().unwrap().room = room;
    }

    /// What was promised before that step.
    pub fn promised(&self, step: usize) -> u64 {
        let inner = self.0.lock().unwrap();
        let before = inner.promises.iter().filter(|(at, _)| *at <= step);
        before.map(|(_, number)| *number).max().unwrap_or(0)
    }

    /// The disk after the power went before step `at`: names and bytes that were not safe are there up to some
    /// point, and the last write may be half there.
    pub fn after_power_loss(&self, at: usize, choice: &mut Choice) -> Self {
        let inner = self.0.lock().unwrap();
        let steps = &inner.steps[..at];
        let mut kept = Inner::default();
        let is_name = |step: &Step| {
            matches!(
                step,
                Step::Create(..) | Step::Rename(..) | Step::Remove(..) | Step::SyncFolder
            )
        };
        let names: Vec<&Step> = steps.iter().filter(|step| is_name(step)).collect();
        let safe = names
            .iter()
            .rposition(|step| matches!(step, Step::SyncFolder))
            .map_or(0, |at| at + 1);
        let until = safe + choice.below(names.len() - safe + 1);
        for step in &names[..until] {
            kept.take_name(step);
        }
        for file in 0..inner.files.len() {
            kept.files.push(surviving(steps, file, choice));
        }
        Self(Arc::new(Mutex::new(kept)))
    }
}

/// The bytes of a file: everything up to its last sync, and some of the writes after it.
fn surviving(steps: &[Step], file: usize, choice: &mut Choice) -> Vec<u8> {
    let mut writes: Vec<(u64, &[u8])> = Vec::new();
    let mut safe = 0;
    for step in steps {
        match step {
            Step::Write(of, offset, bytes) if *of == file => writes.push((*offset, bytes)),
            Step::Sync(of) if *of == file => safe = writes.len(),
            _ => {}
        }
    }
    let until = safe + choice.below(writes.len() - safe + 1);
    let mut bytes = Vec::new();
    for (offset, written) in &writes[..until] {
        put(&mut bytes, *offset, written);
    }
    if let Some((offset, written)) = writes.get(until) {
        put(
            &mut bytes,
            *offset,
            &written[..choice.below(written.len() + 1)],
        );
    }
    bytes
}

fn put(file: &mut Vec<u8>, offset: u64, bytes: &[u8]) {
    let (from, to) = (offset as usize, offset as usize + bytes.len());
    if file.len() < to {
        file.resize(to, 0);
    }
    file[from..to].copy_from_slice(bytes);
}

impl Inner {
    fn take_name(&mut self, step: &Step) {
        match step {
            Step::Create(file, path) => {
                self.names.insert(path.clone(), *file);
            }
            Step::Rename(from, to) => {
                if let Some(file) = self.names.remove(from) {
                    self.names.insert(to.clone(), file);
                }
            }
            Step::Remove(path) => {
                self.names.remove(path);
            }
            _ => {}
        }
    }

    fn do_name(&mut self, step: Step) {
        self.take_name(&step);
        self.steps.push(step);
    }

    fn file(&self, path: &Path) -> io::Result<usize> {
        let file = self.names.get(path).copied();
        file.ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Disk for SimDisk {
    fn make_folder(&mut self, _path: &Path) -> io::Result<()> {
        Ok(())
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let inner = self.0.lock().unwrap();
        let inside = inner
            .names
            .keys()
            .filter(|path| path.parent() == Some(folder));
        Ok(inside
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect())
    }
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let inner = self.0.lock().unwrap();
        Ok(inner.files[inner.file(path)?].clone())
    }
    fn create(&mut self, path: &Path) -> io::Result<()> {
        let mut inner = self.0.lock().unwrap();
        if inner.room == Some(0) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let file = inner.files.len();
        inner.files.push(Vec::new());
        inner.do_name(Step::Create(file, path.to_owned()));
        Ok(())
    }
    fn write_at(&mut self, path: &Path, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let mut inner = self.0.lock().unwrap();
        let file = inner.file(path)?;
        let fits = inner.room.map_or(bytes.len(), |room| room.min(bytes.len()));
        if let Some(room) = &mut inner.room {
            *room -= fits;
        }
        put(&mut inner.files[file], offset, &bytes[..fits]);
        inner
            .steps
            .push(Step::Write(file, offset, bytes[..fits].to_vec()));
        if fits < bytes.len() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }
    fn sync(&mut self, path: &Path) -> io::Result<()> {
        let mut inner = self.0.lock().unwrap();
        let file = inner.file(path)?;
        inner.steps.push(Step::Sync(file));
        Ok(())
    }
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        let mut inner = self.0.lock().unwrap();
        inner.file(from)?;
        inner.do_name(Step::Rename(from.to_owned(), to.to_owned()));
        Ok(())
    }
    fn remove(&mut self, path: &Path) -> io::Result<()> {
        let mut inner = self.0.lock().unwrap();
        inner.file(path)?;
        inner.do_name(Step::Remove(path.to_owned()));
        Ok(())
    }
    fn sync_folder(&mut self, _folder: &Path) -> io::Result<()> {
        let mut inner = self.0.lock().unwrap();
        inner.do_name(Step::SyncFolder);
        Ok(())
    }
}
