//! Standard input or output that is no terminal.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use super::start::{STOCKOUT, Start, settled};

/// Runs the program with both ends piped, and so in the hands of another program.
fn piped(args: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(STOCKOUT);
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // It may end without reading.
    drop(child.stdin.take().unwrap().write_all(input));
    child.wait_with_output().unwrap()
}

/// One clear message, exit code 2, nothing on standard output, no escape sequences.
#[track_caller]
fn is_told(output: &Output, what: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(said.contains(what), "{said:?}");
    assert!(!said.contains('\x1b') && !said.contains("src/") && !said.contains("panicked"), "{said:?}");
}

#[test]
fn without_a_terminal_it_says_so() {
    is_told(&piped(&[], b""), "standard output is not a terminal");
    is_told(&piped(&["no-ban"], b"q"), "standard output is not a terminal");
}

#[test]
fn output_into_a_pipe_or_a_file_is_told() {
    let session = Start::script("$STOCKOUT | cat; $STOCKOUT >/dev/null; echo code $?").open();
    assert_eq!(session.wait_exit(), 0);
    let screen = session.modes_clean().contents();
    assert_eq!(screen.matches("standard output is not a terminal").count(), 2, "{screen}");
    assert!(screen.contains("code 2"), "{screen}");
    assert!(!session.bytes_since(0).contains(&0x1b));
}

#[test]
fn input_from_elsewhere_is_told_unless_it_is_the_scenario() {
    let session = Start::script("$STOCKOUT </dev/null; echo code $?; echo q | $STOCKOUT no-ban; echo code $?").open();
    assert_eq!(session.wait_exit(), 0);
    let screen = session.modes_clean().contents();
    assert_eq!(screen.matches("standard input is not a terminal").count(), 2, "{screen}");
    assert_eq!(screen.matches("code 2").count(), 2, "{screen}");
    assert!(!session.bytes_since(0).contains(&0x1b));
}

/// A terminal without sequences is sent none: frames are refused, lines are text.
#[test]
fn a_dumb_terminal_is_sent_no_escape() {
    let session = Start::script("$STOCKOUT; echo code $?").env("TERM", "dumb").open();
    assert_eq!(session.wait_exit(), 0);
    let screen = session.modes_clean().contents();
    assert!(screen.contains("--screen-reader") && screen.contains("code 2"), "{screen}");
    assert!(!session.bytes_since(0).contains(&0x1b));

    let mut session = Start::stockout(&["--screen-reader"]).env("TERM", "dumb").size(200, 60).open();
    session.wait_raw(|screen| screen.contents().contains("Focus: Alibaba."));
    for (key, says) in [("<right>", "H20 closes: 2025-04-16."), ("c", "stockout baseline --set")] {
        session.play(key);
        session.wait_raw(|screen| screen.contents().contains(says));
    }
    session.play("<enter>");
    session.play("q");
    session.wait_raw(|screen| screen.contents().contains("Quit?"));
    session.play("y");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
    let bytes = session.bytes_since(0);
    assert!(!bytes.contains(&0x1b), "{:?}", String::from_utf8_lossy(&bytes));
}

#[test]
fn a_mistake_in_what_is_asked_for_leaves_the_terminal_alone() {
    let script = "printf '(format: 1, title: ' | $STOCKOUT -; echo code $?; $STOCKOUT nowhere.ron; echo code $?";
    let session = Start::script(script).open();
    assert_eq!(session.wait_exit(), 0);
    let screen = session.modes_clean().contents();
    assert_eq!(screen.matches("code 2").count(), 2, "{screen}");
    assert!(!session.bytes_since(0).contains(&0x1b));
}

#[test]
fn a_scenario_comes_through_a_pipe_and_keys_from_the_terminal() {
    let mut session = Start::script("$STOCKOUT show full-switch --format json | $STOCKOUT -; echo code $?").open();
    let piped = |keys: &str| settled("full-switch").size(80, 24).keys(keys);
    let headline = piped("").text().lines().nth(2).unwrap().trim_matches(['│', ' ']).to_owned();
    session.wait_text(&headline);
    session.play("f");
    session.wait_text("▸ByteDance");
    session.resize(100, 30);
    session.wait_text("? help");
    session.play("q");
    session.wait_raw(|screen| screen.contents().contains("code 0"));
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

#[test]
fn a_scenario_through_a_pipe_without_a_terminal_for_keys_is_told() {
    // In a session of its own the program has no controlling terminal, though its output goes to one.
    let script = "$STOCKOUT show baseline --format json >a.json; setsid --wait $STOCKOUT - <a.json; echo code $?";
    let session = Start::script(script).open();
    assert_eq!(session.wait_exit(), 0);
    let screen = session.modes_clean().contents();
    assert!(screen.contains("no terminal to read keys from") && screen.contains("code 2"), "{screen}");
}
