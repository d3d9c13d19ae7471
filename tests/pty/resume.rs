//! A talk that is cut off and taken up again.

use std::fs;
use std::sync::Arc;

use rustix::process::Signal;
use stockout::app::Presenting;
use stockout::harness::Harness;
use stockout::scenario;
use stockout::shell::files::Disk;
use stockout::study::MOST_DRAWS;

use super::measure::bar;
use super::session::Session;
use super::start::{Home, Start};

const TALK: &str = r#"(format: 1, extends: "baseline", title: "A talk", story: [
    (title: "One", caption: "the first caption", panel: "levers", seconds: 30),
    (title: "Two", caption: "the second caption: {policy.leakage}", seconds: 30),
    (title: "Three", caption: "the third caption", set: {"strategy.inference_share": "70%"}, seconds: 30),
])"#;

fn home() -> Arc<Home> {
    let home = Home::new();
    fs::write(home.path().join("talk.ron"), TALK).unwrap();
    home
}

fn present(home: &Arc<Home>, args: &[&str]) -> Session {
    Start::stockout(&[&["present"], args].concat()).home(home).open()
}

/// The step as it is painted without a terminal, with what the command line set.
fn step(home: &Home, set: &[&str], how: Presenting) -> Harness {
    let path = home.path().join("talk.ron");
    let scenario = scenario::load(path.to_str().unwrap(), &Disk).unwrap();
    let scenario = set.iter().fold(scenario, |scenario, set| scenario.with_set(set).unwrap());
    Harness::of(scenario).size(80, 24).draws(MOST_DRAWS).present(how)
}

#[test]
fn a_talk_that_was_killed_goes_on_at_its_step_with_its_time() {
    let home = home();
    let mut talk = present(&home, &["talk.ron", "--set", "policy.leakage=9%", "--firm", "Tencent"]);
    talk.wait_text("the first caption");
    talk.play("<space>");
    talk.wait_text("the second caption: 9 %");
    talk.play("n");
    let third = Presenting { from: 2, focus: Some(stockout::study::Focus::Firm(2)), ..Presenting::default() };
    let wanted = step(&home, &["policy.leakage=9%"], third);
    assert_eq!(wanted.state().focus_name(), "Tencent");
    talk.shows(&wanted);
    talk.wait_until("kept", || kept(&home).contains("\"step\":2"));
    talk.kill();
    let mut again = present(&home, &["--resume"]);
    let shown = again.time_when("the third caption");
    bar("killed and resumed to the step", shown - again.started(), 1_000);
    again.shows(&wanted);
    // Its time goes on, and steps are as they were.
    again.play("t");
    again.wait_text("step 0:");
    again.play("t<pageup>");
    again.wait_text("the second caption: 9 %");
    // Cut off again, and asked for by name; the terminal that goes away is no ordinary end either.
    again.signal(rustix::process::Signal::TERM);
    assert_eq!(again.wait_exit(), 143);
    let mut last = present(&home, &["talk.ron", "--resume"]);
    last.wait_text("the second caption: 9 %");
    last.play("q");
    assert_eq!(last.wait_exit(), 0);
    assert_eq!(home.kept().len(), 0, "an ordinary end leaves nothing");
}

fn kept(home: &Home) -> String {
    home.kept().first().and_then(|path| fs::read_to_string(path).ok()).unwrap_or_default()
}

/// A talk that stands on its second step, and is kept there.
fn at_the_second_step(home: &Arc<Home>) -> Session {
    let mut talk = present(home, &["talk.ron"]);
    talk.wait_text("the first caption");
    talk.play("<space>");
    talk.wait_text("the second caption");
    talk.wait_until("kept", || kept(home).contains("\"step\":1"));
    talk
}

#[test]
fn the_time_of_a_talk_goes_on_where_it_was() {
    let home = home();
    let talk = at_the_second_step(&home);
    talk.kill();
    // As if it had gone on for a while.
    let path = home.kept()[0].clone();
    let text = kept(&home);
    let (before, after) = text.split_once("\"used_ms\":").unwrap();
    let after = after.trim_start_matches(|c: char| c.is_ascii_digit());
    fs::write(&path, format!("{before}\"used_ms\":754000{after}")).unwrap();
    let mut again = present(&home, &["--resume"]);
    again.wait_text("the second caption");
    again.play("t");
    // As late as it may be by now.
    again.wait(|screen| ["12:3", "12:4", "12:5", "13:"].iter().any(|time| screen.contents().contains(time)));
}

/// However long it stood on one step: what it has used is kept when it is ended from outside.
#[test]
fn the_time_on_the_last_step_counts_too() {
    let home = home();
    let mut talk = at_the_second_step(&home);
    let used_ms = || -> u64 {
        let text = kept(&home);
        let after = text.split_once("\"used_ms\":").unwrap().1;
        after.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
    };
    let before = used_ms();
    talk.play("t");
    // The second after the first that is seen.
    let first = talk.wait(|screen| screen.contents().contains("step 0:")).contents();
    talk.wait(|screen| screen.contents().contains("step ") && screen.contents() != first);
    talk.signal(Signal::TERM);
    assert_eq!(talk.wait_exit(), 143);
    assert!(used_ms() > before, "{before} ms, then {} ms", used_ms());
}

#[test]
fn with_nothing_to_resume_it_says_so() {
    let home = home();
    let says = |args: &[&str], text: &str| {
        let session = present(&home, args);
        assert_eq!(session.wait_exit(), 2, "{text}");
        session.wait_raw(|screen| screen.contents().contains(text));
    };
    says(&["--resume"], "--resume: no talk was cut off: there is nothing to resume");
    says(&["--resume", "the-ban"], "--resume: no talk of the-ban was cut off: there is nothing to resume");
    says(&["--resume", "--from", "2"], "cannot be used with");
    let talk = present(&home, &["hybrid-or-switch"]);
    talk.wait_text("1 of 6");
    talk.wait_until("kept", || home.kept().len() == 1);
    // A talk that is on was not cut off.
    says(&["--resume"], "there is nothing to resume");
    talk.kill();
    says(&["--resume", "the-ban"], "no talk of the-ban was cut off; one of hybrid-or-switch was");
}

#[test]
fn a_file_that_changes_keeps_what_the_command_line_set() {
    let home = home();
    let mut talk = present(&home, &["talk.ron", "--set", "policy.leakage=9%", "--from", "Two"]);
    talk.wait_text("the second caption: 9 %");
    fs::write(home.path().join("talk.ron"), TALK.replace("second caption", "other words")).unwrap();
    talk.wait_text("the other words: 9 %");
    talk.play("q");
    assert_eq!(talk.wait_exit(), 0);
}
