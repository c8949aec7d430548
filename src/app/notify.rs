//! Words for the service manager (systemd's `NOTIFY_SOCKET`): that the console is ready, and alive.

use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// The console is there.
pub const READY: &str = "READY=1";
/// It is alive.
pub const ALIVE: &str = "WATCHDOG=1";
/// It ends because it was asked to.
pub const STOPPING: &str = "STOPPING=1";
/// What the manager sets for the process that it started, and for none below it.
pub const VARIABLES: [&str; 3] = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"];

/// The service manager, where one started this process and wants to hear of it.
#[derive(Debug, Default)]
pub struct Manager(Option<UnixDatagram>);

impl Manager {
    /// The one that the environment names.
    pub fn from_environment() -> Self {
        let named = std::env::var_os("NOTIFY_SOCKET");
        Self(named.and_then(|name| connect(name.as_bytes())))
    }

    /// Says a word; never waits.
    pub fn tell(&self, word: &str) {
        if let Some(socket) = &self.0 {
            // A manager that does not listen misses it.
            let _ = socket.send(word.as_bytes());
        }
    }
}

/// A path, or a name without a file behind an `@`.
fn connect(name: &[u8]) -> Option<UnixDatagram> {
    let address = match name {
        [b'@', name @ ..] => SocketAddr::from_abstract_name(name),
        path => SocketAddr::from_pathname(std::ffi::OsStr::from_bytes(path)),
    };
    let socket = UnixDatagram::unbound().ok()?;
    socket.set_nonblocking(true).ok()?;
    socket.connect_addr(&address.ok()?).ok()?;
    Some(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manager_is_told_by_path_or_by_name() {
        let name = format!("headroom-notify-{}", std::process::id());
        let path = std::env::temp_dir().join(format!("{name}.sock"));
        let _ = std::fs::remove_file(&path);
        let listening = [
            UnixDatagram::bind(&path).unwrap(),
            UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap(),
        ];
        let given = [
            path.as_os_str().as_bytes().to_vec(),
            format!("@{name}").into(),
        ];
        for (socket, name) in listening.iter().zip(given) {
            Manager(connect(&name)).tell(READY);
            let mut heard = [0; 16];
            let length = socket.recv(&mut heard).unwrap();
            assert_eq!(&heard[..length], READY.as_bytes());
        }
        std::fs::remove_file(&path).unwrap();
        assert!(connect(b"/nowhere/at/all").is_none());
        Manager::default().tell(READY);
    }
}
