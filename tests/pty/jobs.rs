//! Stops and what follows them: alone, and as a job of a shell.

use std::fs;
use std::process::Command;

use rustix::process::{Pid, Signal, kill_process};
use vt100::Screen;

use super::session::{Session, repeats};
use super::start::{STOCKOUT, Start, baseline, settled};
use super::state::{END_FRAME, find, looks};

#[test]
fn stop_and_continue_bring_the_same_frame_back() {
    let mut session = Start::stockout(&[]).open();
    session.shows(&baseline(""));
    session.play("<right*3>");
    let wanted = baseline("<right*3>");
    let before = looks(&session.shows(&wanted));
    session.settle();
    for _ in 0..repeats(5) {
        session.signal(Signal::STOP);
        let stat = format!("/proc/{}/stat", session.pid());
        session.wait_until("stopped", || fs::read_to_string(&stat).unwrap().contains(") T "));
        // What a shell does meanwhile.
        let stty = Command::new("stty").args(["-F", &session.tty(), "sane"]).status().unwrap();
        assert!(stty.success() && session.is_cooked());
        let (mark, frames) = (session.mark(), session.frames());
        session.signal(Signal::CONT);
        session.frame_after(frames);
        assert!(!session.is_cooked());
        assert!(find(&session.bytes_since(mark), b"\x1b[2J").is_some(), "a full repaint");
        assert_eq!(looks(&session.shows(&wanted)), before);
    }
    session.play("qy");
    assert_eq!(session.wait_exit(), 0);
    // The shell's settings of the last stop are the ones to leave behind, and they differ from those of the start only
    // in what "sane" changes.
    assert!(session.is_cooked());
}

#[test]
fn stop_that_no_shell_noticed_keeps_the_original_settings() {
    let mut session = Start::stockout(&[]).explore();
    session.settle();
    let frames = session.frames();
    session.signal(Signal::STOP);
    session.signal(Signal::CONT);
    session.frame_after(frames);
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

/// A shell with the program running in it, and the program's process.
fn in_a_shell() -> (Session, Pid) {
    let mut session = Start::shell();
    session.keys(&format!("{STOCKOUT}; echo code $?\r"));
    session.wait_text("H20 closes");
    session.settle();
    let bash = session.pid();
    let children = fs::read_to_string(format!("/proc/{bash}/task/{bash}/children")).unwrap();
    let pid = children.trim().parse().ok().and_then(Pid::from_raw);
    (session, pid.expect("one child"))
}

fn at_the_prompt(session: &Session) {
    session.wait_raw(|screen| !screen.alternate_screen() && screen.contents().trim_end().ends_with("READY"));
}

/// Types a command at the prompt, on a screen without what was there before.
fn type_at(session: &mut Session, command: &str) {
    session.keys(&format!("clear; {command}\r"));
}

/// A way to stop the program in its shell.
type Stop = fn(&mut Session, Pid);

/// By its own key, by a signal that it catches, and by one that it cannot.
const STOPS: [(&str, Stop); 3] = [
    ("Ctrl-Z", |session, _| session.play("<c-z>")),
    ("SIGTSTP", |_, program| kill_process(program, Signal::TSTP).unwrap()),
    ("SIGSTOP", |_, program| kill_process(program, Signal::STOP).unwrap()),
];

#[test]
fn however_it_is_stopped_fg_brings_the_same_frame_back() {
    let wanted = baseline("f");
    for (name, stop) in STOPS {
        let (mut session, program) = in_a_shell();
        // Another firm, and no move: two moves are one gesture or two, depending on how long all this takes.
        session.play("f");
        let before = looks(&session.shows(&wanted));
        session.settle();
        let modes = session.modes_set();
        for _ in 0..repeats(3) {
            let mark = session.mark();
            stop(&mut session, program);
            if name == "SIGSTOP" {
                // Nobody could clear up: the prompt is where the picture was.
                session.wait_raw(|screen| screen.contents().trim_end().ends_with("READY"));
            } else {
                session.wait_raw(|screen| !screen.alternate_screen() && screen.contents().contains("Stopped"));
                at_the_prompt(&session);
                // bash uses bracketed paste at its own prompt.
                let left: Vec<String> = session.modes_set().into_iter().filter(|m| m != "bracketed paste").collect();
                assert_eq!(left, Vec::<String>::new(), "{name}");
            }
            type_at(&mut session, "fg");
            session.wait_until("painted again", || {
                let bytes = session.bytes_since(mark);
                find(&bytes, b"\x1b[?1049h").is_some_and(|at| find(&bytes[at..], END_FRAME).is_some())
            });
            assert_eq!(looks(&session.shows(&wanted)), before, "{name}");
            assert_eq!(session.modes_set(), modes, "{name}");
            assert!(!session.is_cooked(), "{name}");
        }
        session.play("q");
        at_the_prompt(&session);
        session.keys("exit\r");
        assert_eq!(session.wait_exit(), 0);
        session.modes_clean();
    }
}

/// While it is stopped, the terminal tells the shell of its new size, and nobody else.
#[test]
fn a_size_that_changes_while_it_is_stopped_is_seen_on_return() {
    let (mut session, _) = in_a_shell();
    session.play("<c-z>");
    at_the_prompt(&session);
    session.resize(120, 40);
    type_at(&mut session, "fg");
    session.shows(&settled("baseline").size(120, 40));
}

#[test]
fn in_the_background_it_stops_again_and_still_obeys_signals() {
    let (mut session, _) = in_a_shell();
    session.play("<c-z>");
    at_the_prompt(&session);
    type_at(&mut session, "bg; until jobs | grep Stopped; do :; done; echo again");
    let again = |screen: &Screen| screen.contents().contains("\nagain");
    assert!(!session.wait_raw(again).alternate_screen());
    // Of two signals either may be heard first, and who hears first that it goes on stops once more.
    let ends = "kill -TERM %1; kill -CONT %1; while wait %1; c=$?; [ $c = 147 ]; do kill -CONT %1; done; echo code $c";
    type_at(&mut session, ends);
    session.wait_raw(|screen| screen.contents().contains("code 143"));
    session.keys("exit\r");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

#[test]
fn stopped_from_outside_it_leaves_the_screen_to_the_shell_on_bg() {
    let (mut session, program) = in_a_shell();
    kill_process(program, Signal::STOP).unwrap();
    session.wait_raw(|screen| screen.contents().contains("READY"));
    session.keys("bg\r");
    session.wait_raw(|screen| !screen.alternate_screen() && !screen.hide_cursor());
    let frames = session.frames();
    session.keys("until jobs | grep Stopped; do :; done; fg\r");
    session.frame_after(frames);
    session.play("<right>");
    session.shows(&baseline("<right>"));
    session.play("qy");
    at_the_prompt(&session);
    session.keys("exit\r");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

#[test]
fn without_a_shell_ctrl_z_does_not_stop_it() {
    let mut session = Start::stockout(&[]).explore();
    session.play("<c-z>");
    session.wait_text("no shell to go back to");
    session.play("<right>");
    session.shows(&baseline("<right>"));
    session.signal(Signal::TSTP);
    session.wait_text("no shell to go back to");
    session.play("<down>");
    session.wait(|screen| !screen.contents().contains("no shell to go back to"));
    session.play("qy");
    assert_eq!(session.wait_exit(), 0);
}
