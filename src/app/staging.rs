//! Files that belong together: written in a folder of their own inside the output folder, and put in their places
//! when all of them are complete. What fails leaves nothing behind.

use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Files on their way.
#[derive(Debug)]
pub struct Staging<'n> {
    /// Where they are written.
    pub folder: PathBuf,
    out: PathBuf,
    /// Their names, in the order in which they take their places.
    names: Vec<&'n str>,
    /// The output folder is new.
    is_new: bool,
}

impl<'n> Staging<'n> {
    /// Makes the folders. `source` is what the files are made from.
    ///
    /// # Errors
    /// A file would replace `source` or stands where a folder is, or the folders cannot be made.
    pub fn begin(out: &Path, names: Vec<&'n str>, source: &Path) -> Result<Self> {
        let source = source.canonicalize().ok();
        for target in names.iter().map(|name| out.join(name)) {
            if target.is_dir() {
                let target = target.display();
                bail!("{target} is a folder; name another output folder with --out");
            }
            if source.is_some() && target.canonicalize().ok() == source {
                let target = target.display();
                bail!(
                    "{target} is the mix itself and would be replaced; name another output folder with --out"
                );
            }
        }
        let is_new = !out.exists();
        let hint = || {
            let folder = out.display();
            format!("the folder {folder} cannot be written to; name another with --out")
        };
        fs::create_dir_all(out).with_context(hint)?;
        // The number of the process keeps two of them apart.
        let folder = out.join(format!(".unfinished-{}", std::process::id()));
        let staging = Self {
            folder,
            out: out.to_owned(),
            names,
            is_new,
        };
        fs::create_dir(&staging.folder).with_context(hint)?;
        Ok(staging)
    }

    /// Writes a text among the files.
    ///
    /// # Errors
    /// The system's.
    pub fn write(&self, name: &str, text: &str) -> Result<()> {
        let path = self.folder.join(name);
        let mut file = File::create(&path).with_context(|| self.cannot_write(name))?;
        file.write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .with_context(|| self.cannot_write(name))
    }

    /// Puts every file in its place.
    ///
    /// # Errors
    /// The system's.
    pub fn publish(&self) -> Result<()> {
        for name in &self.names {
            fs::rename(self.folder.join(name), self.out.join(name))
                .with_context(|| self.cannot_write(name))?;
        }
        Ok(())
    }

    fn cannot_write(&self, name: &str) -> String {
        let name = self.out.join(name);
        let name = name.display();
        format!(
            "{name} cannot be written; check the folder, its permissions and the space on the disk"
        )
    }
}

impl Drop for Staging<'_> {
    fn drop(&mut self) {
        // Nobody to tell if it fails.
        let _ = fs::remove_dir_all(&self.folder);
        if self.is_new {
            // Only if nothing is in it.
            let _ = fs::remove_dir(&self.out);
        }
    }
}
