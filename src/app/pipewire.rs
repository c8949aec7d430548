//! `PipeWire` as the JACK server: where none of JACK's own answers, and `PipeWire` runs, its JACK library is
//! used, as `pw-jack` does. A library is chosen when a process starts, so the program starts itself anew.

use crate::backend::jack;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the loader looks first.
const SEARCHED: &str = "LD_LIBRARY_PATH";
/// What programs ask for.
const LIBRARY: &str = "libjack.so.0";
/// Where distributions keep libraries.
const PLACES: [&str; 4] = [
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/local/lib64",
];

/// Goes on with `PipeWire`'s library where that is the one that works. Does nothing the second time.
pub fn prefer_where_it_runs() {
    if is_chosen() || !is_running() {
        return;
    }
    let Some(folder) = library() else {
        return;
    };
    if jack::availability().is_ok() {
        return;
    }
    let Ok(program) = env::current_exe() else {
        return;
    };
    let error = Command::new(program)
        .args(env::args_os().skip(1))
        .env(SEARCHED, before(&folder, env::var_os(SEARCHED)))
        .exec();
    tracing::warn!("the library of PipeWire is not used: {error}");
}

/// Whether this process uses `PipeWire`'s JACK library because it was told to.
pub fn is_chosen() -> bool {
    let searched = env::var_os(SEARCHED).unwrap_or_default();
    env::split_paths(&searched).any(|folder| is_ours(&folder) && folder.join(LIBRARY).exists())
}

/// The folder of `PipeWire`'s JACK library, where it is installed.
pub fn library() -> Option<PathBuf> {
    PLACES.iter().find_map(|place| find(Path::new(place)))
}

/// Whether `PipeWire` answers.
pub fn is_running() -> bool {
    socket().is_some_and(|socket| UnixStream::connect(socket).is_ok())
}

fn socket() -> Option<PathBuf> {
    let folder = ["PIPEWIRE_RUNTIME_DIR", "XDG_RUNTIME_DIR"]
        .into_iter()
        .find_map(env::var_os)?;
    let name = env::var_os("PIPEWIRE_REMOTE").unwrap_or_else(|| "pipewire-0".into());
    Some(Path::new(&folder).join(name))
}

/// `pipewire-0.3/jack` in a place, or in the folder of this machine's kind in it.
fn find(place: &Path) -> Option<PathBuf> {
    let kind = format!("{}-linux-gnu", env::consts::ARCH);
    let in_place = |folder: &Path| {
        let named = fs::read_dir(folder).ok()?.filter_map(Result::ok);
        let mut found: Vec<PathBuf> = named
            .map(|entry| entry.path().join("jack"))
            .filter(|path| is_ours(path) && path.join(LIBRARY).exists())
            .collect();
        found.sort();
        found.pop()
    };
    in_place(&place.join(kind)).or_else(|| in_place(place))
}

/// A folder of the name that `PipeWire` gives it.
fn is_ours(folder: &Path) -> bool {
    let parent = folder.parent().and_then(Path::file_name);
    folder.file_name() == Some(OsStr::new("jack"))
        && parent.is_some_and(|name| name.to_string_lossy().starts_with("pipewire-"))
}

/// A list of folders with another one in front.
fn before(folder: &Path, others: Option<OsString>) -> OsString {
    let mut list = folder.as_os_str().to_owned();
    if let Some(others) = others.filter(|others| !others.is_empty()) {
        list.push(":");
        list.push(others);
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_found_where_distributions_put_it() {
        let top = env::temp_dir().join(format!("hr-pipewire-{}", std::process::id()));
        let kind = format!("{}-linux-gnu", env::consts::ARCH);
        assert_eq!(find(&top), None);
        for folder in [top.clone(), top.join(kind)] {
            let jack = folder.join("pipewire-0.3/jack");
            fs::create_dir_all(&jack).unwrap();
            let module = folder.join("pipewire-0.3/libpipewire-module-x.so");
            fs::write(module, "").unwrap();
            assert_ne!(find(&top), Some(jack.clone()), "an empty folder");
            fs::write(jack.join(LIBRARY), "").unwrap();
            assert_eq!(find(&top), Some(jack));
        }
        fs::remove_dir_all(&top).unwrap();
    }

    #[test]
    fn the_folder_goes_before_what_was_searched_already() {
        let folder = Path::new("/usr/lib/pipewire-0.3/jack");
        assert!(is_ours(folder) && !is_ours(Path::new("/opt/jack")));
        assert_eq!(before(folder, None), folder.as_os_str());
        let both = before(folder, Some("/opt/lib".into()));
        assert_eq!(both, "/usr/lib/pipewire-0.3/jack:/opt/lib");
    }
}
