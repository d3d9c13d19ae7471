//! Whatever ends the program, the terminal is as it was and the moves are kept.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::measure::bar;
use super::start::{Home, Start, settled};

#[test]
fn quit_leaves_everything_clean() {
    let mut session = Start::stockout(&[]).explore();
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
    assert_eq!(session.modes_clean().contents(), "");
    assert!(session.home().kept().is_empty());
}

/// The harness would be worth nothing if it could not fail.
#[test]
#[should_panic(expected = "left set")]
fn a_killed_program_is_found_to_be_dirty() {
    let session = Start::script("printf '\\033[?1049h'").open();
    session.wait_exit();
    session.modes_clean();
}

#[test]
fn quit_asks_when_moves_are_not_saved() {
    for (stay, leave) in [("<esc>", "y"), ("n", "q"), ("<esc>", "<c-c>")] {
        let mut session = Start::stockout(&[]).explore();
        session.play("<right>q");
        session.wait_text("One lever is moved and not saved. Quit?");
        session.play(stay);
        session.wait(|screen| !screen.contents().contains("Quit?"));
        session.play("q");
        session.wait_text("Quit?");
        session.play(leave);
        assert_eq!(session.wait_exit(), 0);
        session.modes_clean();
        assert!(session.home().kept().is_empty(), "what was left on purpose is kept");
    }
}

#[test]
fn signals_end_it_cleanly_and_the_next_start_offers_the_moves() {
    let signals = [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131)];
    for (signal, code) in signals {
        let home = Home::new();
        let mut session = Start::stockout(&[]).home(&home).explore();
        session.play("<s-right>");
        session.shows(&settled("baseline").size(80, 24).keys("<s-right>"));
        session.wait_until("kept", || home.kept().len() == 1);
        session.signal(signal);
        assert_eq!(session.wait_exit(), code);
        session.modes_clean();
        assert_eq!(home.kept().len(), 1, "after {signal:?}");
        let mut next = Start::stockout(&[]).home(&home).open();
        next.wait_text("ended without saving; one");
        next.play("y");
        next.wait_text("the changes of the earlier session are back");
        next.wait_text("2025-05-09");
        // What is not saved yet stays kept, now in the name of this session.
        let own = home.path().join(format!("state/stockout/unsaved-{}.json", next.pid()));
        next.wait_until("kept", || home.kept() == [own.clone()]);
        next.play("qy");
        assert_eq!(next.wait_exit(), 0);
        next.modes_clean();
        assert!(home.kept().is_empty());
    }
}

#[test]
fn a_kill_that_nobody_can_catch_loses_nothing() {
    let home = Home::new();
    let mut session = Start::stockout(&[]).home(&home).explore();
    session.play("<right*3>");
    session.wait_text("2025-04-30");
    session.wait_until("kept", || home.kept().len() == 1);
    session.kill();
    let mut next = Start::stockout(&[]).home(&home).open();
    next.wait_text("y take them up");
    // Forgetting is an answer too.
    next.play("<esc>");
    next.wait(|screen| !screen.contents().contains("y take them up"));
    next.wait_until("forgotten", || home.kept().is_empty());
    next.play("q");
    assert_eq!(next.wait_exit(), 0);
}

#[test]
fn a_spread_that_was_not_saved_is_offered_too() {
    let home = Home::new();
    let mut session = Start::stockout(&[]).home(&home).explore();
    session.play("e");
    session.wait_text("how uncertain");
    session.play("±10<enter>");
    session.wait_text("exact → ±10 d");
    session.wait_until("kept", || home.kept().len() == 1);
    session.kill();
    let mut next = Start::stockout(&[]).home(&home).open();
    next.wait_text("ended without saving; one");
    next.play("y");
    next.wait_text("the changes of the earlier session are back");
    next.play("e");
    next.wait_text("now ±10 d");
}

#[test]
fn two_sessions_that_were_killed_are_offered_one_after_the_other() {
    let home = Home::new();
    for (process, days) in [(2_147_483_645, 101), (2_147_483_646, 101)] {
        keep(&home, &format!("unsaved-{process}.json"), days);
    }
    for left in [1, 0] {
        let mut session = Start::stockout(&[]).home(&home).open();
        session.wait_text("y take them up");
        session.play("y");
        session.wait_text("2025-04-12");
        session.play("qy");
        assert_eq!(session.wait_exit(), 0);
        assert_eq!(home.kept().len(), left, "an offer that nobody has seen is gone");
    }
}

/// Writes what a session would have kept that closed the H20 so many days after the start.
fn keep(home: &Home, name: &str, days: u32) {
    let folder = home.path().join("state/stockout");
    fs::create_dir_all(&folder).unwrap();
    let kept = format!(r#"{{"scenario":"baseline","moves":[["policy.h20_restricted",null,{days}.0]]}}"#);
    fs::write(folder.join(name), kept).unwrap();
}

/// As `unshare --pid` and containers have it: the next session has the number of the one before.
#[test]
fn moves_of_a_session_with_the_same_number_are_offered() {
    let home = Home::new();
    keep(&home, "of-before", 101);
    // The shell becomes the program and keeps its number.
    let script = "cd state/stockout; mv of-before unsaved-$$.json; exec \"$STOCKOUT\"";
    let mut session = Start::script(script).home(&home).open();
    session.wait_text("y take them up");
    session.play("y");
    session.wait_text("2025-04-12");
}

#[test]
fn signal_ends_it_although_the_main_loop_hangs() {
    let mut session = Start::stockout(&[]).explore();
    let pipe = session.home().path().join("pipe.ron");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    session.play("o");
    session.wait_text("Open a name");
    // Nobody will ever write into it.
    session.keys(&format!("{}\r", pipe.display()));
    let stack = format!("/proc/{}/wchan", session.pid());
    session.wait_until("opening the pipe", || fs::read_to_string(&stack).is_ok_and(|at| at.contains("partner")));
    session.signal(Signal::TERM);
    assert_eq!(session.exits_within(3_000), 143);
    session.modes_clean();
}

#[test]
fn signal_restores_a_terminal_that_does_not_read() {
    let mut session = Start::stockout(&[]).size(200, 60).explore();
    session.settle();
    session.block();
    session.signal(Signal::TERM);
    assert_eq!(session.exits_within(3_000), 143);
    session.read_on();
    session.modes_clean();
}

#[test]
fn hang_up_ends_it_and_keeps_the_moves() {
    let home = Home::new();
    let mut session = Start::stockout(&[]).home(&home).explore();
    session.play("<right*3>");
    session.wait_text("2025-04-30");
    session.hang_up();
    assert_eq!(session.exits_within(1_000), 129);
    assert_eq!(home.kept().len(), 1);
}

#[test]
fn hang_up_ends_it_with_the_signal_ignored() {
    let mut session = Start::script("trap '' HUP; exec \"$STOCKOUT\"").explore();
    session.hang_up();
    assert_eq!(session.exits_within(1_000), 129);
}

/// Our handler undoes an inherited "ignore"; so only a blocked signal shows that the watcher works.
#[test]
fn hang_up_ends_it_without_any_signal() {
    let mut session = Start::script("exec env --block-signal=HUP \"$STOCKOUT\"").explore();
    let status = fs::read_to_string(format!("/proc/{}/status", session.pid())).unwrap();
    assert!(status.contains("SigBlk:\t0000000000000001"), "{status}");
    session.hang_up();
    assert_eq!(session.exits_within(1_000), 129);
}

/// The terminal is gone and nobody says so: who then reads it again and again has a core for itself. That shows each time,
/// and what else the machine does shows in some; so the least of a few times counts.
#[test]
fn a_hang_up_costs_next_to_nothing() {
    for busy in [false, true] {
        let spent = (0..5).map(|_| spent_after_a_hang_up(busy)).min().unwrap_or_default();
        // What an ensemble was at is on top.
        bar("processor time after a hang-up", spent, if busy { 100 } else { 10 });
    }
}

/// Two thirds or more of it are what the system does to take any program's memory back.
fn spent_after_a_hang_up(busy: bool) -> Duration {
    let script = "TIMEFORMAT='%3U %3S'; trap '' HUP; { time env --block-signal=HUP \"$STOCKOUT\" 2>&3; } 3>&2 2>times";
    let mut session = Start::program("bash", &["-c", script]).explore();
    session.settle();
    if busy {
        session.play("<right>");
        session.wait_text("2025-04-16");
    }
    let before = session.cpu();
    #[expect(clippy::disallowed_methods, reason = "it has a bar")]
    let gone = Instant::now();
    session.hang_up();
    session.wait_exit();
    bar("from a hang-up to the end", gone.elapsed(), 1_000);
    let times = fs::read_to_string(session.home().path().join("times")).unwrap();
    let seconds: f64 = times.split_whitespace().map(|part| part.parse::<f64>().unwrap()).sum();
    Duration::from_secs_f64(seconds).saturating_sub(before)
}
