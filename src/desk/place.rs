//! Where consoles listen: one folder per user, that nobody else can enter.

use super::DeskError;
use rustix::process::geteuid;
use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

/// The name of a console that was given none.
pub const DEFAULT_NAME: &str = "headroom";
/// Longest name: with the folder it must fit a socket's address, which has 108 bytes.
const NAME_LIMIT: usize = 40;

/// The socket of the console of that name.
///
/// # Errors
/// The name is not possible.
pub fn socket_path(name: &str) -> Result<PathBuf, DeskError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || name.len() > NAME_LIMIT || !name.chars().all(allowed) {
        return Err(DeskError::Name {
            name: name.to_owned(),
            limit: NAME_LIMIT,
        });
    }
    Ok(folder().join(format!("{name}.sock")))
}

/// This user's folder of sockets.
fn folder() -> PathBuf {
    match std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from) {
        Some(runtime) if runtime.is_absolute() => runtime.join("headroom"),
        _ => PathBuf::from(format!("/tmp/headroom-{}", geteuid().as_raw())),
    }
}

/// Creates the folder where it is missing, and makes sure that it is ours alone: anybody may
/// have made a folder of that name in `/tmp`.
pub(super) fn prepare(folder: &Path) -> Result<(), DeskError> {
    let failed = |source| DeskError::Socket {
        path: folder.display().to_string(),
        source,
    };
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(failed(error)),
        _ => {}
    }
    let found = fs::symlink_metadata(folder).map_err(failed)?;
    if !found.is_dir() || found.uid() != geteuid().as_raw() {
        return Err(DeskError::Folder {
            path: folder.display().to_string(),
        });
    }
    if found.mode() & 0o077 != 0 {
        fs::set_permissions(folder, Permissions::from_mode(0o700)).map_err(failed)?;
    }
    Ok(())
}

/// True when the process at the other end belongs to this user or to root.
pub(super) fn is_trusted(stream: &UnixStream) -> bool {
    rustix::net::sockopt::socket_peercred(stream)
        .is_ok_and(|peer| peer.uid == geteuid() || peer.uid.is_root())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn scratch(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("hr-place-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir(&path).unwrap();
        path
    }

    #[test]
    fn a_name_is_a_word() {
        for name in ["", "a/b", "..", "a b", "ä", &"x".repeat(41)] {
            assert!(socket_path(name).is_err(), "{name}");
        }
        let path = socket_path("front-of-house_2").unwrap();
        assert!(path.ends_with("front-of-house_2.sock"), "{path:?}");
    }

    #[test]
    fn the_folder_is_made_for_its_owner_alone() {
        let folder = scratch("fresh").join("headroom");
        prepare(&folder).unwrap();
        fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
        prepare(&folder).unwrap();
        assert_eq!(fs::metadata(&folder).unwrap().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_link_or_a_file_in_its_place_is_refused() {
        let scratch = scratch("link");
        let link = scratch.join("link");
        symlink(std::env::temp_dir(), &link).unwrap();
        let file = scratch.join("file");
        fs::write(&file, "").unwrap();
        for path in [link, file] {
            let error = prepare(&path).unwrap_err();
            assert!(matches!(error, DeskError::Folder { .. }), "{error}");
        }
    }
}
