//! While a show is open, the machine does not sleep, and closing the lid does nothing.

use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread::{Builder, JoinHandle};

/// Holds off sleep until it is dropped, or this process dies in whatever way: the helper waits for
/// the end of a pipe that this process holds.
#[derive(Debug)]
pub struct Inhibit {
    held: Option<ChildStdin>,
    /// Clears the helper away as soon as it has ended.
    waiter: Option<JoinHandle<()>>,
}

impl Inhibit {
    /// Asks the system, where it can be asked (systemd).
    pub fn start() -> Self {
        let mut helper = Command::new("systemd-inhibit");
        helper
            .args(["--what=sleep:idle:handle-lid-switch", "--who=Headroom"])
            .args(["--why=A show is open", "--mode=block", "cat"]);
        Self::by(&mut helper)
    }

    fn by(helper: &mut Command) -> Self {
        let child = helper
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        match child {
            Ok(child) => Self::wait_for(child),
            Err(error) => {
                tracing::info!("sleep is not held off: systemd-inhibit: {error}");
                Self {
                    held: None,
                    waiter: None,
                }
            }
        }
    }

    fn wait_for(mut child: Child) -> Self {
        let held = child.stdin.take();
        let waiter = Builder::new()
            .name("inhibit".to_owned())
            .spawn(move || match child.wait() {
                Ok(status) if status.success() => {}
                Ok(status) => tracing::info!("sleep is not held off: systemd-inhibit: {status}"),
                Err(error) => tracing::info!("systemd-inhibit cannot be waited for: {error}"),
            });
        Self {
            held,
            // Without a thread it stays until this process ends.
            waiter: waiter.ok(),
        }
    }
}

impl Drop for Inhibit {
    fn drop(&mut self) {
        drop(self.held.take());
        if let Some(waiter) = self.waiter.take() {
            // The helper ends by itself now. A waiter that panicked has ended, too.
            let _ = waiter.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::time::Duration;

    /// The states of the children of this process by that name.
    fn states(name: &str) -> Vec<String> {
        let own = format!(" {} ", std::process::id());
        let stats = fs::read_dir("/proc").unwrap().flatten();
        let stats = stats.filter_map(|entry| fs::read_to_string(entry.path().join("stat")).ok());
        let ours = stats.filter(|stat| stat.contains(&format!("({name})")) && stat.contains(&own));
        ours.collect()
    }

    #[test]
    fn a_helper_that_ends_is_cleared_away() {
        let name = "hr-inhibit-ends";
        let link = std::env::temp_dir().join(name);
        let _ = fs::remove_file(&link);
        std::os::unix::fs::symlink("/bin/false", &link).unwrap();
        let inhibit = Inhibit::by(&mut Command::new(&link));
        let is_gone = || states(name).is_empty();
        let mut tries = 0;
        while !is_gone() {
            tries += 1;
            assert!(tries < 1000, "{:?}", states(name));
            std::thread::sleep(Duration::from_millis(20));
        }
        drop(inhibit);
        fs::remove_file(link).unwrap();
    }

    #[test]
    fn a_helper_ends_with_its_owner() {
        drop(Inhibit::by(&mut Command::new("cat")));
    }
}
