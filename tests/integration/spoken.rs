//! What a screen reader is told: every change once, in words, with numbers and units.

use stockout::app::{Action, BINDINGS, Context};
use stockout::harness::Harness;
use strum::IntoEnumIterator;

#[track_caller]
fn hear(keys: &str) -> String {
    Harness::scenario("baseline").size(80, 24).transcript(keys)
}

#[test]
fn a_walk_through_the_explorer() {
    insta::assert_snapshot!(hear("<right><down>f<tab><tab>2<enter>5<esc>u6<down><esc>q"));
}

#[test]
fn nothing_is_said_twice_and_nothing_of_a_picture_is_said() {
    let text = hear("<right><left>?<esc>2<right>1<tab>/usage<enter>e±5 pt<enter>x<left><esc>t");
    for mark in "─│┌┐└┘├┤┬┴▁▂▃▄▅▆▇█░▒▓●○▸›…".chars() {
        assert!(!text.contains(mark), "{mark} in\n{text}");
    }
    assert!(!text.chars().any(|c| ('\u{2800}'..='\u{28FF}').contains(&c)), "dots in\n{text}");
    for part in text.split("\n\n> ") {
        let mut lines: Vec<&str> = part.lines().collect();
        let count = lines.len();
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len(), count, "twice in\n{part}");
    }
}

#[test]
fn a_question_over_the_screen_makes_the_screen_no_news() {
    let text = hear("?<esc>");
    assert!(text.ends_with("> Esc\n") || text.ends_with("> <esc>\n"), "{text}");
}

/// Whatever a key does in the explorer, it says something: nobody is left wondering.
#[test]
fn every_key_of_the_explorer_says_something() {
    // What leaves the state as it is: already there, or nothing to take back, or painting alone.
    let silent =
        [Action::Repaint, Action::Suspend, Action::Explore, Action::FileReference, Action::ToLow, Action::ToHigh];
    for action in Action::iter().filter(|action| !silent.contains(action)) {
        let Some(binding) =
            BINDINGS.iter().find(|b| b.action == action && matches!(b.context, Context::Explore | Context::Everywhere))
        else {
            continue;
        };
        let key = binding.keys[0];
        let key = if key.chars().count() == 1 { key.to_owned() } else { format!("<{key}>") };
        // From the middle of the list and of a track, one step moved: there is something on every side, and to take back.
        let text = hear(&format!("/usage gain<enter><right><pause>{key}"));
        let last = text.rsplit("\n\n> ").next().unwrap();
        assert!(last.lines().count() > 1, "{action:?} ({key}) says nothing:\n{last}");
    }
}
