//! What flows: keys faster than frames, frames faster than the line, and nothing at all.

use std::fs;
use std::process::Command;
use std::time::Duration;

use stockout::scenario::{self, NoFiles};

use super::files::skipped;
use super::session::{bytes_of, repeats};
use super::start::{Home, STOCKOUT, Start, baseline};

/// KiB by which the program may grow while frames or keys wait: far less than those would take if they were kept.
const GROWTH: u64 = 1_024;

#[test]
fn a_burst_of_a_thousand_keys_ends_exact_and_is_painted_few_times() {
    let mut session = Start::stockout(&[]).open();
    session.shows(&baseline(""));
    // A week on and a week back, many times, and ten weeks on.
    let keys = format!("{}<right*10>", "<right><left>".repeat(495));
    assert_eq!(bytes_of(&keys).len(), 3 * 1_000);
    let frames = session.frames();
    session.play(&keys);
    // It is one gesture, and so the same as its sum.
    session.shows(&baseline("<right*10>"));
    let painted = session.frames() - frames;
    assert!(painted <= 100, "{painted} frames for 1,000 keys in one write");
    // The whole of it is kept, and not a state on the way.
    let kept = || fs::read_to_string(&session.home().kept()[0]).unwrap();
    session.wait_until("kept", || session.home().kept().len() == 1 && kept().contains("168.0"));
}

/// What is read at once has an end, and so has what the kernel keeps: nothing may wait behind either.
#[test]
fn a_burst_longer_than_any_buffer_does_not_get_stuck() {
    let mut session = Start::stockout(&[]).explore();
    session.play("t");
    for round in 0..3 {
        session.play("<right*3000><left*3000>");
        session.play(if round % 2 == 0 { "<gt>" } else { "<lt>" });
        session.wait_text(if round % 2 == 0 { "2027-01-01" } else { "2025-01-01" });
    }
}

/// How many firms `f` goes through before it is where it was, all of them together being one more.
fn ring() -> usize {
    scenario::load("baseline", &NoFiles).unwrap().world().firms.len() + 1
}

/// Frames that nobody has seen yet are not kept: the one after them shows it all.
#[test]
fn on_a_slow_line_frames_are_left_out_and_not_queued() {
    let mut session = Start::stockout(&[]).explore();
    session.settle();
    let (mark, frames, memory) = (session.mark(), session.frames(), session.memory());
    session.read_slowly(10_000);
    // The next firm is most of a picture. The key repeats with what the line lets through, many times in a frame.
    let keys = 400 * repeats(1);
    for key in 1..=keys {
        session.play("f");
        session.wait_until("read on", || session.mark() - mark > 50 * key);
    }
    let most = session.frames() - frames;
    assert!(most < keys / 4, "{most} frames for {keys} keys");
    let grown = session.memory().saturating_sub(memory);
    assert!(grown < GROWTH, "{grown} KiB more");
    // What the kernel holds, a frame that is on its way, and one more.
    let last = session.mark();
    // Another target, because the height of the tracks holds still from one firm to the next, and so what was painted
    // in between can be seen in it.
    session.play("t");
    session.shows(&baseline(&format!("{}t", "f".repeat(keys % ring()))));
    let late = session.mark() - last;
    assert!(late < 40_000, "{late} bytes until the last key is seen");
    session.read_on();
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

/// As Ctrl-S does it: nothing is read for a while, keys are pressed, and then all of it is.
#[test]
fn a_terminal_that_does_not_read_loses_no_key() {
    let mut session = Start::stockout(&[]).explore();
    for round in 1..=repeats(2) {
        session.settle();
        session.block();
        let memory = session.memory();
        session.play(&format!("{}t", "f".repeat(200 * ring() + 1)));
        session.prints_nothing_for(Duration::from_millis(200), session.mark());
        let grown = session.memory().saturating_sub(memory);
        assert!(grown < GROWTH, "{grown} KiB more");
        session.read_on();
        session.shows(&baseline(&"ft".repeat(round)));
    }
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

/// A step that changes the numbers and leaves every track as it is.
#[test]
fn a_small_step_is_few_bytes() {
    let mut session = Start::stockout(&["--target", "stockout"]).explore();
    session.play("/power price<enter>");
    session.wait_text("▸Power price");
    session.settle();
    let mut most = (0, String::new());
    for _ in 0..10 {
        let (mark, frames) = (session.mark(), session.frames());
        session.play("<right>");
        session.frame_after(frames);
        session.settle();
        let bytes = session.bytes_since(mark);
        let said = format!("{} frames: {:?}", session.frames() - frames, String::from_utf8_lossy(&bytes));
        most = most.max((bytes.len(), said));
    }
    assert!(most.0 <= 400, "{} bytes, {}", most.0, most.1);
}

#[test]
fn idle_costs_nothing() {
    let home = Home::new();
    let file = home.path().join("mine.ron");
    fs::write(&file, "(format: 1, extends: \"baseline\", title: \"H20 closes\")").unwrap();
    // With a file to watch, and without.
    for args in [&[][..], &[file.to_str().unwrap()]] {
        let mut session = Start::stockout(args).home(&home).explore();
        session.play("<right><left>");
        session.settle();
        let (mark, switches) = (session.mark(), session.voluntary_switches());
        let seconds = std::env::var("PTY_IDLE").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(3);
        assert!(session.prints_nothing_for(Duration::from_secs(seconds), mark));
        assert_eq!(session.voluntary_switches() - switches, 0);
    }
}

#[test]
fn every_frame_is_one_write() {
    if Command::new("strace").arg("-V").output().is_err() {
        skipped("one write a frame", "there is no strace");
        return;
    }
    let args = ["-f", "-e", "trace=write,writev,pwrite64", "-s", "1000000", "-o", "log", STOCKOUT];
    let mut session = Start::program("strace", &args).size(200, 60).explore();
    session.settle();
    for key in ["<right>", "?", "<esc>", "6", "1", "z", "f", "x", "<esc>", "<c-l>"] {
        let frames = session.frames();
        session.play(key);
        session.frame_after(frames);
        session.settle();
    }
    let frames = session.frames();
    session.play("q");
    session.wait_text("Quit?");
    session.play("y");
    assert_eq!(session.wait_exit(), 0);
    let log = fs::read_to_string(session.home().path().join("log")).unwrap();
    let writes: Vec<&str> = log.lines().filter(|line| line.contains("(1, ")).collect();
    // The first is the one that enters the screen; one asks for its ground; the question at the end is a frame too.
    let (asked, painted): (Vec<&str>, Vec<&str>) = writes[1..].iter().partition(|write| write.contains("\\33]11;?"));
    assert_eq!((asked.len(), painted.len()), (1, frames + 1));
    for write in painted {
        assert!(write.contains("write(1, \"\\33[?2026h"), "{write:.80}");
        assert!(write.contains("\\33[?2026l\""), "{write:.80}");
    }
}
