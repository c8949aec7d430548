//! While a show is open, the machine does not sleep, and closing the lid does nothing.

use std::process::{Child, Command, Stdio};

/// Holds off sleep until it is dropped, or this process dies in whatever way: the helper waits for
/// the end of a pipe that this process holds.
#[derive(Debug)]
pub struct Inhibit(Option<Child>);

impl Inhibit {
    /// Asks the system, where it can be asked (systemd).
    pub fn start() -> Self {
        let child = Command::new("systemd-inhibit")
            .args(["--what=sleep:idle:handle-lid-switch", "--who=Headroom"])
            .args(["--why=A show is open", "--mode=block", "cat"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        match child {
            Ok(child) => Self(Some(child)),
            Err(error) => {
                tracing::info!("sleep is not held off: systemd-inhibit: {error}");
                Self(None)
            }
        }
    }
}

impl Drop for Inhibit {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            drop(child.stdin.take());
            // It ends by itself; waiting only clears it away.
            let _ = child.wait();
        }
    }
}
