//! What may happen while the program runs: stops, sizes, bursts, and nothing at all.

use std::fs;
use std::process::Command;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use stockout::harness::Harness;
use vt100::Screen;

use super::files::skipped;
use super::session::{Session, bytes_of};
use super::start::{STOCKOUT, Start, settled};
use super::state::{END_FRAME, find, nonzero};

fn baseline(keys: &str) -> Harness {
    settled("baseline").size(80, 24).keys(keys)
}

/// What a person sees of each cell: its glyph and its looks. A blank has none but its ground.
fn looks(screen: &Screen) -> Vec<String> {
    let (rows, columns) = screen.size();
    let cells = (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
    cells
        .filter_map(|(row, column)| screen.cell(row, column))
        .map(|cell| match cell.contents().trim() {
            "" if !cell.inverse() && !cell.underline() => format!("{:?}", cell.bgcolor()),
            glyph => format!(
                "{glyph} {:?} {:?} {} {} {} {}",
                cell.fgcolor(),
                cell.bgcolor(),
                cell.bold(),
                cell.dim(),
                cell.underline(),
                cell.inverse()
            ),
        })
        .collect()
}

#[test]
fn stop_and_continue_bring_the_same_frame_back() {
    let mut session = Start::stockout(&[]).open();
    session.shows(&baseline(""));
    session.play("<right*3>");
    let before = looks(&session.shows(&baseline("<right*3>")));
    session.settle();
    for _ in 0..5 {
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
        assert_eq!(looks(&session.shows(&baseline("<right*3>"))), before);
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

#[test]
fn ctrl_z_goes_to_the_shell_and_fg_comes_back() {
    let (mut session, _) = in_a_shell();
    let mut keys = String::new();
    for _ in 0..3 {
        // Another firm, and no move: two moves are one gesture or two, depending on how long all this takes.
        keys.push('f');
        session.play("f");
        session.shows(&baseline(&keys));
        let mark = session.mark();
        session.play("<c-z>");
        session.wait_raw(|screen| !screen.alternate_screen() && screen.contents().contains("Stopped"));
        at_the_prompt(&session);
        // bash uses bracketed paste at its own prompt.
        let left: Vec<String> = session.modes_set().into_iter().filter(|m| m != "bracketed paste").collect();
        assert_eq!(left, Vec::<String>::new());
        type_at(&mut session, "fg");
        session.wait_until("painted again", || {
            let bytes = session.bytes_since(mark);
            find(&bytes, b"\x1b[?1049h").is_some_and(|at| find(&bytes[at..], END_FRAME).is_some())
        });
        assert!(session.shows(&baseline(&keys)).alternate_screen());
        assert!(session.modes_set().contains(&"mouse".to_owned()));
    }
    session.play("q");
    at_the_prompt(&session);
    session.keys("exit\r");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
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
    type_at(&mut session, "kill -TERM %1; kill -CONT %1; wait %1; echo code $?");
    session.wait_raw(|screen| screen.contents().contains("code 143"));
    session.keys("exit\r");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

#[test]
#[ignore = "races with the shell's own job control on a loaded machine; run it alone with --ignored"]
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

#[test]
fn a_storm_of_sizes_ends_with_the_frame_of_a_fresh_start() {
    let mut session = Start::stockout(&[]).open();
    session.shows(&baseline(""));
    let frames = session.frames();
    for step in 0..1_000_u16 {
        session.resize(1 + step * 7 % 200, 1 + step % 60);
        if step % 100 == 50 {
            // The help opens and closes.
            session.play("??");
        }
    }
    session.resize(1, 1);
    session.wait(|screen| screen.size() == (nonzero(1), nonzero(1)));
    let most = session.frames() - frames;
    assert!(most <= 1_100, "{most} frames");
    for (columns, rows) in [(39, 11), (200, 60), (80, 24)] {
        session.resize(columns, rows);
        let fresh = Start::stockout(&[]).size(columns, rows).open();
        let harness = settled("baseline").size(columns, rows);
        assert_eq!(looks(&session.shows(&harness)), looks(&fresh.shows(&harness)));
    }
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

#[test]
fn keys_work_in_the_smallest_room() {
    let mut session = Start::stockout(&[]).size(1, 1).open();
    session.wait(|screen| screen.size() == (nonzero(1), nonzero(1)));
    session.play("<right*3>?");
    session.settle();
    session.play("<esc>");
    session.settle();
    session.resize(80, 24);
    session.wait_text("2025-04-30");
    session.play("qy");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

#[test]
fn a_burst_of_a_thousand_keys_ends_exact_and_is_painted_few_times() {
    let mut session = Start::stockout(&[]).open();
    session.shows(&baseline(""));
    // A week on and a week back, many times, and ten weeks on.
    let keys = format!("{}<right*10>", "<right><left>".repeat(495));
    assert_eq!(bytes_of(&keys).len(), 3 * 1_000);
    let frames = session.frames();
    session.play(&keys);
    session.shows(&baseline(&keys));
    let painted = session.frames() - frames;
    assert!(painted <= 100, "{painted} frames for 1,000 keys in one write");
    // The whole of it is kept, and not a state on the way.
    let kept = || fs::read_to_string(&session.home().kept()[0]).unwrap();
    session.wait_until("kept", || session.home().kept().len() == 1 && kept().contains("168.0"));
}

/// crossterm's default source leaves all but 1,024 bytes in the kernel until the next key.
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

#[test]
fn idle_costs_nothing() {
    let home = super::start::Home::new();
    let file = home.path().join("mine.ron");
    fs::write(&file, "(format: 1, extends: \"baseline\", title: \"H20 closes\")").unwrap();
    // With a file to watch, and without.
    for args in [&[][..], &[file.to_str().unwrap()]] {
        let mut session = Start::stockout(args).home(&home).explore();
        session.play("<right><left>");
        session.settle();
        let (mark, switches) = (session.mark(), session.voluntary_switches());
        assert!(session.prints_nothing_for(Duration::from_secs(3), mark));
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
    // The first is the one that enters the screen; the question is a frame too.
    assert_eq!(writes.len(), frames + 2);
    for write in &writes[1..] {
        assert!(write.contains("write(1, \"\\33[?2026h"), "{write:.80}");
        assert!(write.contains("\\33[?2026l\""), "{write:.80}");
    }
}
