//! Whatever ends the program, the terminal is as it was.

use std::fs;
use std::time::Duration;

use rustix::process::Signal;

use super::session::Session;
use super::{DEMO, demo};

#[test]
fn quit_leaves_everything_clean() {
    let mut session = demo(&["--mouse"], &[]);
    assert_eq!(
        session.modes_set(),
        [
            "alternate screen",
            "hidden cursor",
            "bracketed paste",
            "mouse",
            "1004",
            "1000",
            "1002",
            "1006"
        ]
    );
    session.keys("q");
    assert_eq!(session.wait_exit(), 0);
    assert_eq!(session.modes_clean().contents(), "");
}

/// The harness would be worth nothing if it could not fail.
#[test]
#[should_panic(expected = "left set")]
fn a_killed_program_is_found_to_be_dirty() {
    let session = Session::spawn("sh", &["-c", "printf '\\033[?1049h'"], &[], 24, 80);
    session.wait_exit();
    session.modes_clean();
}

#[test]
fn error_is_reported_on_the_main_screen() {
    let mut session = demo(&[], &[]);
    session.keys("e");
    assert_eq!(session.wait_exit(), 1);
    assert!(
        session
            .modes_clean()
            .contents()
            .contains("an error on purpose")
    );
}

#[test]
fn panic_is_reported_on_the_main_screen() {
    let mut session = demo(&[], &[]);
    session.keys("p");
    assert_eq!(session.wait_exit(), 101);
    let screen = session.modes_clean().contents();
    assert!(screen.contains("a panic on purpose"), "{screen}");
    assert!(screen.contains("demo.rs"), "{screen}");
}

#[test]
fn panic_of_a_worker_leaves_the_screen_alone() {
    let mut session = demo(&[], &[]);
    let mark = session.mark();
    session.keys("w");
    let screen = session.wait_text("worker panicked");
    assert!(screen.contents().contains("a worker's panic on purpose"));
    assert!(screen.alternate_screen());
    let bytes = session.bytes_since(mark);
    assert!(!String::from_utf8_lossy(&bytes).contains("1049"));
    session.keys("\x1b[C");
    session.wait_text("count: 1");
    session.keys("q");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

#[test]
fn signals_end_it_cleanly_and_let_it_save() {
    let signals = [
        (Signal::TERM, 143),
        (Signal::HUP, 129),
        (Signal::INT, 130),
        (Signal::QUIT, 131),
    ];
    for (signal, code) in signals {
        let file = std::env::temp_dir().join(format!("shellkit-{}-{code}", std::process::id()));
        let session = demo(&["--mouse"], &[("DEMO_RECOVERY", file.to_str().unwrap())]);
        session.signal(signal);
        assert_eq!(session.wait_exit(), code);
        session.modes_clean();
        assert_eq!(fs::read(&file).unwrap(), b"saved");
        fs::remove_file(&file).unwrap();
    }
}

#[test]
fn signal_ends_it_although_the_main_loop_hangs() {
    let mut session = demo(&[], &[]);
    session.keys("h");
    session.wait_text("keys: 1");
    session.signal(Signal::TERM);
    assert_eq!(session.wait_exit_within(Duration::from_secs(2)), 143);
    session.modes_clean();
}

#[test]
fn signal_restores_a_terminal_that_does_not_read() {
    let session = Session::spawn(DEMO, &[], &[], 60, 200);
    session.wait_text("counter");
    blocked_until_signal(session, Signal::TERM, 143);
}

fn blocked_until_signal(mut session: Session, signal: Signal, code: u32) {
    session.stop_reading();
    // Each of these changes every cell; the kernel takes a fraction of one frame.
    for _ in 0..20 {
        session.keys("#");
    }
    let path = format!("/proc/{}/syscall", session.pid());
    let writing = || fs::read_to_string(&path).is_ok_and(|call| call.starts_with("1 0x1 "));
    session.wait_until("blocked in write(2)", writing);
    session.signal(signal);
    assert_eq!(session.wait_exit_within(Duration::from_secs(2)), code);
    session.read_on();
    session.modes_clean();
}

#[test]
fn hang_up_ends_it() {
    let mut session = demo(&[], &[]);
    session.hang_up();
    assert_eq!(session.wait_exit_within(Duration::from_secs(1)), 129);
}

#[test]
fn hang_up_ends_it_with_the_signal_ignored() {
    let command = format!("trap '' HUP; exec {DEMO}");
    let mut session = Session::spawn("sh", &["-c", &command], &[], 24, 80);
    session.wait_text("counter 80x24");
    session.hang_up();
    assert_eq!(session.wait_exit_within(Duration::from_secs(1)), 129);
}

/// Our handler undoes an inherited "ignore", and the input thread sometimes gets an error instead
/// of the endless end-of-file; so only a blocked signal, with nobody reading, shows that the
/// watcher works.
#[test]
fn hang_up_ends_it_without_any_signal() {
    for mode in ["--deaf", "--mouse"] {
        let mut session = Session::spawn("env", &["--block-signal=HUP", DEMO, mode], &[], 24, 80);
        session.wait_text("counter 80x24");
        let status = fs::read_to_string(format!("/proc/{}/status", session.pid())).unwrap();
        assert!(status.contains("SigBlk:\t0000000000000001"), "{status}");
        session.hang_up();
        assert_eq!(session.wait_exit_within(Duration::from_secs(1)), 129);
    }
}

#[test]
fn hang_up_ends_it_although_the_main_loop_hangs() {
    let mut session = demo(&[], &[]);
    session.keys("h");
    session.wait_text("keys: 1");
    session.hang_up();
    assert_eq!(session.wait_exit_within(Duration::from_secs(2)), 129);
}

#[test]
fn without_a_terminal_it_says_so() {
    let command = format!("{DEMO} | cat; {DEMO} >/dev/null; echo code $?");
    let session = Session::spawn("sh", &["-c", &command], &[], 24, 80);
    assert_eq!(session.wait_exit(), 0);
    let screen = session.modes_clean().contents();
    assert_eq!(
        screen.matches("standard output is not a terminal").count(),
        2,
        "{screen}"
    );
    assert!(screen.contains("code 2"));
    assert!(!session.bytes_since(0).contains(&0x1b));
}
