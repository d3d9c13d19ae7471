//! What comes in one batch, typed ahead or while the machine was busy, does what it does one by one; and what comes from
//! outside meanwhile takes nothing from whoever is typing.

use std::path::PathBuf;
use std::sync::Arc;

use stockout::app::{Confirm, Msg, Overlay};
use stockout::harness::Harness;
use stockout::model;
use stockout::scenario::{self, Origin, Scenario};
use stockout::shell::files::Disk;

const MINE: &str = "(format: 1, extends: \"baseline\", title: \"Mine\", set: {\"policy.leakage\": \"3%\"})";

/// A scenario in a file of its own.
struct Mine(tempfile::TempDir);

impl Mine {
    fn new() -> Self {
        let mine = Self(tempfile::tempdir().unwrap());
        mine.write(MINE);
        mine
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("mine.ron")
    }

    fn write(&self, text: &str) {
        std::fs::write(self.path(), text).unwrap();
    }

    fn read(&self) -> Arc<Scenario> {
        Arc::new(scenario::load_from(&Origin::File(self.path()), &Disk).unwrap_or_else(|failure| panic!("{failure}")))
    }

    fn explore(&self) -> Harness {
        Harness::scenario(self.path().to_str().unwrap()).size(120, 40)
    }
}

/// The results that a file says it has are those that it has.
#[track_caller]
fn says_what_it_has(scenario: &Scenario) {
    let outcome = model::run(&scenario.world());
    assert!(scenario.saved.is_some());
    assert!(scenario.drift(&outcome.firms).is_none(), "{:?}", scenario.drift(&outcome.firms));
}

#[test]
fn what_is_saved_behind_moves_has_their_results() {
    for keys in ["<right>s", "<right*3><down><left>s", "<right>f*ss"] {
        let mine = Mine::new();
        let saved = mine.explore().at_once(keys);
        assert!(!saved.state().is_unsaved(), "{keys}: {:?}", saved.state().notice);
        says_what_it_has(&mine.read());
    }
    // A change of the target stamps the central case anew, but not one that is overtaken.
    let mine = Mine::new();
    drop(mine.explore().at_once("<right>ts"));
    says_what_it_has(&mine.read());
}

#[test]
fn what_is_exported_behind_moves_has_their_results() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, play: &dyn Fn(Harness, &str) -> Harness| {
        let path = folder.path().join(name);
        let done = play(Harness::scenario("baseline"), &format!("<right*9>X<c-u>{}<enter>", path.display()));
        assert!(done.text().contains("wrote "), "{}", done.text());
        std::fs::read_to_string(path).unwrap()
    };
    let slowly = write("slowly.json", &|harness, keys| harness.keys(keys));
    let at_once = write("at-once.json", &|harness, keys| harness.at_once(keys));
    assert_eq!(slowly, at_once);
}

#[test]
fn moves_that_come_together_are_told_together() {
    let one = Harness::scenario("baseline").at_once("<right*3>");
    assert_eq!(one.state().change, Harness::scenario("baseline").keys("<right*3>").state().change);
    let two = Harness::scenario("baseline").at_once("<right><down><left>");
    let change = two.state().change.clone().unwrap();
    assert_eq!((change.what.as_str(), change.values), ("Several levers", None));
    assert_eq!(change.before, Harness::scenario("baseline").state().headlines());
    // The next one is a move of its own again.
    let next = two.keys("<right>").state().change.clone().unwrap();
    assert!(next.values.is_some() && next.what != "Several levers", "{next:?}");
    assert_eq!(next.before, Harness::scenario("baseline").at_once("<right><down><left>").state().headlines());
}

/// Whoever is in the middle of typing would type on into a question, and answer it.
#[test]
fn a_file_that_changes_waits_until_nothing_is_in_front() {
    let other = MINE.replace("3%", "9%");
    for (moves, in_front, done) in [
        ("<right>", "S<c-u>some", "<esc>"),
        ("<right>", ":", "<esc>"),
        ("", "v3", "<esc>"),
        ("", "/", "<esc>"),
        ("<right>", "q", "<esc>"),
    ] {
        let mine = Mine::new();
        let typing = mine.explore().keys(moves).keys(in_front);
        let before = typing.text();
        mine.write(&other);
        let told = typing.send(Msg::FileChanged);
        let overlay = |harness: &Harness| std::mem::discriminant(&harness.state().overlay);
        assert_eq!(overlay(&told), overlay(&mine.explore().keys(moves).keys(in_front)), "{in_front}: {before}");
        assert!(!matches!(told.state().overlay, Overlay::Confirm(Confirm::ReloadOver(_))), "{in_front}");
        let after = told.keys(done);
        if moves.is_empty() {
            assert!(matches!(after.state().overlay, Overlay::None), "{in_front}");
            assert_eq!(after.state().present.leakage, 0.09, "{in_front}");
        } else {
            let asks = matches!(after.state().overlay, Overlay::Confirm(Confirm::ReloadOver(_)));
            assert!(asks, "{in_front}: {:?}", after.state().overlay);
            assert_eq!(after.keys("y").state().present.leakage, 0.09, "{in_front}");
        }
    }
    // Help stays where it is, and what is read is new.
    let mine = Mine::new();
    let helped = mine.explore().keys("?");
    mine.write(&other);
    let read = helped.send(Msg::FileChanged);
    assert!(matches!(read.state().overlay, Overlay::Help(..)));
    assert_eq!(read.state().present.leakage, 0.09);
}

#[test]
fn a_question_about_a_file_goes_with_what_it_asked() {
    let mine = Mine::new();
    let moved = mine.explore().keys("<right>");
    mine.write(&MINE.replace("3%", "9%"));
    let asked = moved.send(Msg::FileChanged);
    assert!(matches!(asked.state().overlay, Overlay::Confirm(Confirm::ReloadOver(_))));
    // It has changed once more: yes takes what it now has.
    mine.write(&MINE.replace("3%", "7%"));
    let asked = asked.send(Msg::FileChanged);
    mine.write(MINE);
    let back = asked.send(Msg::FileChanged);
    assert!(matches!(back.state().overlay, Overlay::None), "{:?}", back.state().overlay);
    assert!(back.state().is_unsaved());
    mine.write(&MINE.replace("3%", "9%"));
    let asked = back.send(Msg::FileChanged);
    mine.write(&MINE.replace("3%", "7%"));
    assert_eq!(asked.send(Msg::FileChanged).keys("y").state().present.leakage, 0.07);
}

/// On stage nothing of the story is anybody's work, but what was moved before it is.
#[test]
fn what_was_moved_before_a_talk_is_unsaved_throughout() {
    let explored = Harness::scenario("the-ban").keys("<left*3>");
    let moves = explored.state().moves.clone();
    let on = explored.keys("p<space*2>");
    assert!(on.state().stage.is_some() && !on.state().is_unsaved());
    assert_eq!(on.state().unsaved().map(|unsaved| unsaved.moves), Some(moves.clone()));
    // Off the script neither.
    let off = on.keys("l<right*2>");
    assert_eq!(off.state().unsaved().map(|unsaved| unsaved.moves), Some(moves.clone()));
    let at_once = Harness::scenario("the-ban").at_once("<left*3>p");
    assert_eq!(at_once.state().unsaved().map(|unsaved| unsaved.moves), Some(moves));
    assert!(Harness::scenario("the-ban").keys("p<space*2>").state().unsaved().is_none());
}
