//! What may happen while the program runs: stops, sizes, bursts, and nothing at all.

use std::process::Command;
use std::time::Duration;
use std::{env, fs};

use rustix::process::{Pid, Signal, kill_process};

use super::session::Session;
use super::state::{find, nonzero};
use super::{DEMO, demo};

const RIGHT: &str = "\x1b[C";
const END_FRAME: &[u8] = b"\x1b[?2026l";

#[test]
fn stop_and_continue_bring_everything_back() {
    let mut session = demo(&[], &[]);
    for round in 1..=5 {
        session.signal(Signal::STOP);
        let stat = format!("/proc/{}/stat", session.pid());
        session.wait_until("stopped", || {
            fs::read_to_string(&stat).unwrap().contains(") T ")
        });
        // What a shell does meanwhile.
        let stty = Command::new("stty")
            .args(["-F", &session.tty(), "sane"])
            .status()
            .unwrap();
        assert!(stty.success() && session.is_cooked());
        let mark = session.mark();
        let frames = session.frames();
        session.signal(Signal::CONT);
        session.wait_until("painted again", || session.frames() > frames);
        assert!(!session.is_cooked());
        assert!(
            find(&session.bytes_since(mark), b"\x1b[2J").is_some(),
            "a full repaint"
        );
        session.keys(RIGHT);
        let screen = session.wait_text(&format!("count: {round}"));
        assert!(screen.contents().contains("counter 80x24"));
    }
    session.keys("q");
    assert_eq!(session.wait_exit(), 0);
    // The shell's settings of the last stop are the ones to leave behind, and they differ from
    // those of the start only in what "sane" changes.
    assert!(session.is_cooked());
}

#[test]
fn stop_that_no_shell_noticed_keeps_the_original_settings() {
    let mut session = demo(&[], &[]);
    let frames = session.frames();
    session.signal(Signal::STOP);
    session.signal(Signal::CONT);
    session.wait_until("painted again", || session.frames() > frames);
    session.keys("q");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

#[test]
fn ctrl_z_goes_to_the_shell_and_fg_comes_back() {
    let env = [("PS1", "READY ")];
    let mut session = Session::spawn("bash", &["--norc", "--noprofile", "-i"], &env, 24, 80);
    session.wait_raw(|screen| screen.contents().contains("READY"));
    session.keys(&format!("{DEMO} --mouse; echo code $?\r"));
    session.wait_text("counter 80x24");
    for (round, key) in [(1, RIGHT), (2, RIGHT), (3, RIGHT)] {
        session.keys(key);
        session.wait_text(&format!("count: {round}"));
        let mark = session.mark();
        session.keys("\x1a");
        let stopped = |shown: &vt100::Screen| shown.contents().contains("Stopped");
        session.wait_raw(|screen| !screen.alternate_screen() && stopped(screen));
        // bash uses bracketed paste at its own prompt.
        session.wait_raw(|screen| screen.contents().trim_end().ends_with("READY"));
        let left: Vec<String> = session
            .modes_set()
            .into_iter()
            .filter(|m| m != "bracketed paste")
            .collect();
        assert_eq!(left, Vec::<String>::new());
        session.keys("clear; fg\r");
        session.wait_until("painted again", || {
            let bytes = session.bytes_since(mark);
            find(&bytes, b"\x1b[?1049h").is_some_and(|at| find(&bytes[at..], END_FRAME).is_some())
        });
        session.wait(|screen| {
            screen.alternate_screen() && screen.contents().contains(&format!("count: {round}"))
        });
    }
    session.keys("q");
    session.wait_raw(|screen| screen.contents().trim_end().ends_with("READY"));
    session.keys("exit\r");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

/// A shell with a running demo, and the demo's process.
fn in_a_shell() -> (Session, Pid) {
    let env = [("PS1", "READY ")];
    let mut session = Session::spawn("bash", &["--norc", "--noprofile", "-i"], &env, 24, 80);
    session.wait_raw(|screen| screen.contents().contains("READY"));
    session.keys(&format!("{DEMO}\r"));
    session.wait_text("counter 80x24");
    let bash = session.pid();
    let children = fs::read_to_string(format!("/proc/{bash}/task/{bash}/children")).unwrap();
    let pid = children.trim().parse().ok().and_then(Pid::from_raw);
    (session, pid.expect("one child"))
}

#[test]
fn in_the_background_it_stops_again_and_still_obeys_signals() {
    let (mut session, _) = in_a_shell();
    session.keys("\x1a");
    session.wait_raw(|screen| screen.contents().contains("Stopped"));
    session.keys("clear; bg; until jobs | grep Stopped; do :; done; echo again\r");
    let again = |screen: &vt100::Screen| screen.contents().contains("\nagain");
    assert!(!session.wait_raw(again).alternate_screen());
    session.keys("clear; kill -TERM %1; kill -CONT %1; wait %1; echo code $?\r");
    session.wait_raw(|screen| screen.contents().contains("code 143"));
    session.keys("exit\r");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

#[test]
fn stopped_from_outside_it_leaves_the_screen_to_the_shell_on_bg() {
    let (mut session, demo) = in_a_shell();
    kill_process(demo, Signal::STOP).unwrap();
    session.wait_raw(|screen| screen.contents().contains("READY"));
    session.keys("bg\r");
    session.wait_raw(|screen| !screen.alternate_screen() && !screen.hide_cursor());
    let frames = session.frames();
    session.keys("until jobs | grep Stopped; do :; done; fg\r");
    session.wait_until("painted again", || session.frames() > frames);
    session.keys(RIGHT);
    session.wait_text("count: 1");
    session.keys("q");
    session.wait_raw(|screen| screen.contents().trim_end().ends_with("READY"));
    session.keys("exit\r");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

#[test]
fn without_a_shell_ctrl_z_does_not_stop_it() {
    let mut session = demo(&[], &[]);
    session.keys("\x1a");
    session.wait_text("no shell to go back to");
    session.signal(Signal::TSTP);
    session.keys(RIGHT);
    session.wait_text("count: 1");
    session.keys("q");
    assert_eq!(session.wait_exit(), 0);
}

#[test]
fn one_by_one_and_back() {
    let mut session = demo(&[], &[]);
    session.resize(1, 1);
    session.wait(|screen| screen.size() == (nonzero(1), nonzero(1)) && screen.contents() == "c");
    session.keys(RIGHT);
    session.resize(24, 80);
    session.wait_text("counter 80x24");
    session.wait_text("count: 1");
    session.resize(60, 200);
    session.wait_text("counter 200x60");
    session.keys("q");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

#[test]
fn storm_of_sizes_ends_with_the_right_one() {
    let mut session = demo(&[], &[]);
    let frames = session.frames();
    for step in 0..1_000_u16 {
        session.resize(1 + step % 60, 1 + step * 7 % 200);
        if step % 10 == 0 {
            session.keys(RIGHT);
        }
    }
    session.resize(30, 100);
    let screen = session
        .wait(|s| s.contents().contains("counter 100x30") && s.contents().contains("count: 100"));
    assert_eq!(screen.contents().lines().count(), 5, "nothing is left over");
    assert!(session.frames() - frames <= 1_101);
    session.keys("q");
    assert_eq!(session.wait_exit(), 0);
}

#[test]
fn idle_costs_nothing() {
    let session = demo(&[], &[]);
    // Until every thread has gone to sleep for the first time.
    let window = Duration::from_millis(300);
    while !session.prints_nothing_for(window, session.mark()) {}
    let (mark, switches) = (session.mark(), session.voluntary_switches());
    assert!(session.prints_nothing_for(Duration::from_secs(3), mark));
    assert_eq!(session.voluntary_switches() - switches, 0);
}

#[test]
fn burst_of_keys_is_taken_whole_and_painted_few_times() {
    let mut session = demo(&[], &[]);
    let frames = session.frames();
    session.keys(&RIGHT.repeat(200));
    session.wait_text("count: 200");
    let painted = session.frames() - frames;
    assert!(painted <= 40, "{painted} frames for 200 keys in one write");
}

/// crossterm's default source leaves all but 1,024 bytes in the kernel until the next key.
#[test]
fn burst_longer_than_crossterms_buffer_does_not_get_stuck() {
    let mut session = demo(&[], &[]);
    for round in 1..=5 {
        session.keys(&RIGHT.repeat(1_000));
        session.wait_text(&format!("count: {}", round * 1_000));
    }
}

#[test]
fn key_that_changes_nothing_prints_nothing() {
    let mut session = demo(&[], &[]);
    // Too few rows for the line that counts keys.
    session.resize(2, 80);
    session.wait_text("counter 80x2\n");
    let mark = session.mark();
    session.keys("x");
    assert!(session.prints_nothing_for(Duration::from_millis(300), mark));
}

#[test]
fn paste_is_one_event() {
    let mut session = demo(&[], &[]);
    session.keys(&format!("\x1b[200~{}\x1b[201~", "q".repeat(100_000)));
    session.wait_text("pasted 100000 bytes");
    session.keys("q");
    assert_eq!(session.wait_exit(), 0);
}

#[test]
fn hostile_mouse_report_does_no_harm() {
    let mut session = demo(&["--mouse"], &[]);
    session.keys("\x1b[<0;0;0M\x1b[0;0R");
    session.keys(RIGHT);
    session.wait_text("count: 1");
    session.keys("\x1b[<0;3;2M");
    session.wait_text("mouse 2 1");
    session.keys("\x1b[O");
    session.wait_text("focus false");
}

#[test]
fn keys_work_while_standard_input_is_a_pipe() {
    let command = format!("echo scenario | {DEMO}");
    let mut session = Session::spawn("sh", &["-c", &command], &[], 24, 80);
    session.wait_text("counter 80x24");
    session.keys(&RIGHT.repeat(1_000));
    session.wait_text("count: 1000");
    session.resize(30, 100);
    session.wait_text("counter 100x30");
    session.keys("q");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

#[test]
fn no_color_keeps_bold_and_reverse() {
    let session = demo(&[], &[("NO_COLOR", "1")]);
    let screen = session.wait_text("count: 0");
    let cell = screen.cell(1, 0).unwrap();
    assert!(cell.bold() && cell.inverse());
}

#[test]
fn cursor_appears_where_it_is_wanted() {
    let mut session = demo(&[], &[]);
    session.keys("i");
    session.wait(|screen| !screen.hide_cursor() && screen.cursor_position() == (3, 7));
    session.keys(RIGHT);
    session.wait(|screen| {
        screen.contents().contains("count: 1") && screen.cursor_position() == (3, 7)
    });
    session.keys("i");
    session.wait(vt100::Screen::hide_cursor);
}

#[test]
fn every_frame_is_one_write() {
    let log = env::temp_dir().join(format!("shellkit-strace-{}", std::process::id()));
    let log = log.to_str().unwrap();
    if Command::new("strace").arg("-V").output().is_err() {
        return;
    }
    let args = ["-f", "-e", "trace=write", "-s", "1000000", "-o", log, DEMO];
    let mut session = Session::spawn("strace", &args, &[], 60, 200);
    session.wait_text("counter 200x60");
    for key in 1..=10 {
        session.keys("#");
        session.wait_text(&format!("keys: {key}"));
    }
    let frames = session.frames();
    session.keys("q");
    assert_eq!(session.wait_exit(), 0);
    let log_text = fs::read_to_string(log).unwrap();
    fs::remove_file(log).unwrap();
    let writes: Vec<&str> = log_text
        .lines()
        .filter_map(|line| line.split_once("write(1, "))
        .map(|w| w.1)
        .collect();
    // The first is the one that enters the screen.
    assert_eq!(writes.len(), frames + 1);
    for write in &writes[1..] {
        assert!(write.starts_with("\"\\33[?2026h"), "{write:.60}");
        assert!(write.contains("\\33[?2026l\""), "{write:.60}");
    }
}
