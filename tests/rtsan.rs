//! The sanitizer of the audio thread is armed: `make rtsan` would prove nothing without it.
#![cfg(feature = "rtsan")]

use headroom::rt::sanitizer;
use std::process::Command;

const IN_CHILD: &str = "HEADROOM_RTSAN_CHILD";

#[test]
fn what_allocates_under_watch_ends_the_program() {
    if std::env::var_os(IN_CHILD).is_some() {
        drop(std::hint::black_box(vec![0_u8; 64]));
        println!("free to allocate");
        let _watch = sanitizer::watch();
        drop(std::hint::black_box(vec![0_u8; 64]));
        return;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture"])
        .arg("what_allocates_under_watch_ends_the_program")
        .env(IN_CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{output:?}");
    assert!(
        said.contains("RealtimeSanitizer: unsafe-library-call"),
        "{said}"
    );
    assert!(String::from_utf8_lossy(&output.stdout).contains("free to allocate"));
}
