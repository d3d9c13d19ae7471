//! Going on after a save: what was saved is what one stands on, and undo leads back behind it.

use std::path::PathBuf;
use std::sync::Arc;

use stockout::harness::Harness;
use stockout::model::World;
use stockout::scenario::library;

/// A file that extends nothing: what is saved becomes a number of it.
struct Root(tempfile::TempDir);

impl Root {
    fn new() -> Self {
        let root = Self(tempfile::tempdir().unwrap());
        std::fs::write(root.path(), library::text(library::BASELINE).unwrap()).unwrap();
        root
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("root.ron")
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.path()).unwrap()
    }

    fn explore(&self) -> Harness {
        Harness::scenario(self.path().to_str().unwrap()).size(120, 40)
    }
}

/// Numbers, in fields of the file, in its list of events, and of one firm.
const MOVES: [&str; 7] = [
    "/h20 closes<enter><right*3>",
    "/h200 licensed<enter><left>",
    "/stock on hand<enter><right*3>",
    "/training growth<enter><right*3>",
    "/inference moved<enter><right*2>",
    "f@/inference moved<enter><right*2>@",
    "/power price<enter><right*2>",
];

/// Wherever its numbers are from.
fn numbers(harness: &Harness) -> World {
    let mut world = harness.state().present.clone();
    world.source = Arc::default();
    world
}

#[test]
fn undo_leads_behind_a_save_into_the_numbers_of_a_file() {
    for keys in MOVES {
        let root = Root::new();
        let first = numbers(&root.explore());
        let moved = root.explore().keys(keys);
        let moved = numbers(&moved);
        assert_ne!(moved, first, "{keys}");
        let saved = root.explore().keys(keys).keys("s");
        assert_eq!(numbers(&saved), moved, "{keys}");
        assert!(!saved.state().is_unsaved(), "{keys}");
        assert_eq!(saved.state().moves, saved.state().scenario.moves, "{keys}");
        let back = saved.keys("u");
        assert_eq!(numbers(&back), first, "{keys}");
        assert!(back.state().is_unsaved(), "{keys}");
        let again = back.keys("<c-r>");
        assert_eq!(numbers(&again), moved, "{keys}");
        assert!(!again.state().is_unsaved(), "{keys}");
        // What it was is what is saved then, too.
        drop(again.keys("us"));
        assert_eq!(numbers(&root.explore()), first, "{keys}");
    }
}

#[test]
fn what_follows_a_save_is_moved_from_there() {
    for keys in MOVES {
        let root = Root::new();
        let saved = root.explore().keys(keys).keys("s");
        let wanted = numbers(&saved);
        let there_and_back = saved.keys("/grey<enter><right><left>");
        assert_eq!(numbers(&there_and_back), wanted, "{keys}");
        assert!(!there_and_back.state().is_unsaved(), "{keys}");
    }
}

/// A levy has no lever: nothing that is moved makes its source wrong.
#[test]
fn sources_of_what_no_lever_moves_stay() {
    for keys in MOVES {
        let root = Root::new();
        drop(root.explore().keys(keys).keys("s"));
        let text = root.text();
        for line in library::text(library::BASELINE).unwrap().lines().filter(|line| line.contains(".levy\":")) {
            assert!(text.contains(line), "{keys}: {line}");
        }
    }
}
