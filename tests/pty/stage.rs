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
    session.settle();
    let before = session.frames();
    session.play("<space>");
    session.shows(&step(2));
    // The sliders were seen on their way, and then nothing moves by itself.
    assert!(session.frames() - before > 10, "{} frames", session.frames() - before);
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
    session.wait_text("the second");
    session.wait_text("the third");
    // A file that changes is told on at the same step; a broken one leaves what stands there.
    std::fs::write(home.path().join("talk.ron"), talk.replace("the third", "other words")).unwrap();
    session.wait_text("other words");
    std::fs::write(home.path().join("talk.ron"), talk.replace("Three", "Three\" (")).unwrap();
    let screen = session.wait_text("talk.ron:4");
    assert!(screen.contents().contains("other words"), "{}", screen.contents());
}
