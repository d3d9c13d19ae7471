//! A story on a real terminal: its steps, its sliders on their way, its detours, and how it ends.

use std::time::Duration;

use stockout::app::Presenting;
use stockout::harness::Harness;

use super::start::{Home, Start, settled};

fn step(number: usize) -> Harness {
    settled("hybrid-or-switch").size(80, 24).step(number)
}

#[test]
fn a_talk_is_given_left_for_a_question_and_taken_up_again() {
    let mut session = Start::stockout(&["present", "hybrid-or-switch"]).open();
    session.shows(&step(1));
    // The sliders are seen on their way, at least when the machine does nothing else for that long.
    let mut painted = Vec::new();
    while painted.len() < 10 && painted.last().is_none_or(|frames| *frames <= 10) {
        session.settle();
        let before = session.frames();
        session.play("<space>");
        session.shows(&step(2));
        painted.push(session.frames() - before);
        if painted.last().is_some_and(|frames| *frames <= 10) {
            session.play("<pageup>");
            session.shows(&step(1));
        }
    }
    assert!(painted.last().is_some_and(|frames| *frames > 10), "{painted:?} frames");
    // And then nothing moves by itself.
    session.settle();
    let (mark, switches) = (session.mark(), session.voluntary_switches());
    assert!(session.prints_nothing_for(Duration::from_secs(2), mark));
    assert_eq!(session.voluntary_switches() - switches, 0);
    session.play("b");
    session.wait(|screen| screen.contents().trim().is_empty());
    session.play("<pageup>");
    session.shows(&step(2));
    session.play("l<right*3>");
    session.wait_text("what if?");
    session.play("<esc>");
    session.shows(&step(2));
    session.play("5<enter>");
    session.shows(&step(5));
    session.play("<pageup>");
    session.shows(&step(4));
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

#[test]
fn on_the_stage_the_mouse_is_the_terminals_and_leaving_is_asked_about() {
    let args = ["present", "hybrid-or-switch", "--stage", "--from", "Everything"];
    let mut session = Start::stockout(&args).open();
    let safe = Presenting { is_safe: true, from: 2, ..Presenting::default() };
    session.shows(&settled("hybrid-or-switch").size(80, 24).present(safe));
    assert!(!session.modes_set().contains(&"mouse".to_owned()));
    session.play("q");
    session.wait_text("Leave the story?");
    session.play("y");
    assert_eq!(session.wait_exit(), 0);
}

#[test]
fn a_story_that_goes_on_by_itself_reaches_its_end() {
    let home = Home::new();
    let talk = "(format: 1, extends: \"baseline\", title: \"A talk\", story: [
        (title: \"One\", caption: \"the first\", seconds: 0.3),
        (title: \"Two\", caption: \"the second\", seconds: 0.3, set: {\"policy.leakage\": \"5%\"}, over: 0.1),
        (title: \"Three\", caption: \"the third\"),
    ])";
    std::fs::write(home.path().join("talk.ron"), talk).unwrap();
    let session = Start::stockout(&["present", "talk.ron", "--auto"]).home(&home).open();
    // It may be gone again before anybody looks.
    session.frame_with(0, &["the second"]);
    session.wait_text("the third");
    // A file that changes is told on at the same step; a broken one leaves what stands there.
    std::fs::write(home.path().join("talk.ron"), talk.replace("the third", "other words")).unwrap();
    session.wait_text("other words");
    std::fs::write(home.path().join("talk.ron"), talk.replace("Three", "Three\" (")).unwrap();
    let screen = session.wait_text("talk.ron:4");
    assert!(screen.contents().contains("other words"), "{}", screen.contents());
}

#[test]
fn moves_that_nobody_saved_outlive_a_talk_whose_file_changes() {
    let home = Home::new();
    let talk = "(format: 1, extends: \"baseline\", title: \"A talk\", story: [
        (title: \"One\", caption: \"the first words\"),
        (title: \"Two\", caption: \"the second words\", set: {\"policy.leakage\": \"5%\"}, over: 0),
    ])";
    let path = home.path().join("talk.ron");
    std::fs::write(&path, talk).unwrap();
    let mut session = Start::stockout(&["talk.ron"]).home(&home).explore();
    session.play("<right*3>");
    session.wait_text("2025-04-30");
    session.wait_until("kept", || home.kept().len() == 1);
    session.play("p<space>");
    session.wait_text("the second words");
    std::fs::write(&path, talk.replace("second words", "other words").replace("A talk", "Another talk")).unwrap();
    session.wait_text("the other words");
    session.play("l<right>");
    session.wait_text("what if?");
    assert_eq!(home.kept().len(), 1, "on stage nothing of it is forgotten");
    session.play("q");
    session.wait_text("Take the file instead?");
    session.play("n");
    session.wait(|screen| !screen.contents().contains("Take the file") && screen.contents().contains("2025-04-30"));
    assert_eq!(home.kept().len(), 1);
    session.kill();
    let mut next = Start::stockout(&[]).home(&home).open();
    next.wait_text("An earlier session on “Another talk”");
    next.play("y");
    next.wait_text("2025-04-30");
}

#[test]
fn on_the_safe_stage_a_key_for_the_shell_leads_nowhere() {
    let mut session = Start::stockout(&["present", "hybrid-or-switch", "--stage"]).open();
    session.wait_text("1 of 6");
    session.play("<c-z>");
    session.wait_text("no shell on stage");
    session.play("lm");
    session.wait_text("the mouse is left alone");
    assert!(!session.modes_set().contains(&"mouse".to_owned()));
    session.play("q");
    session.wait_text("Leave the story?");
    session.play("<enter>");
    session.wait(|screen| !screen.contents().contains("Leave the story?"));
    session.play("<pagedown>");
    session.wait_text("2 of 6");
    session.play("q");
    session.wait_text("Leave the story?");
    session.play("y");
    assert_eq!(session.wait_exit(), 0);
}
