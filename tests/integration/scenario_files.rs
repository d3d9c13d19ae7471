//! Scenario files: what they resolve to, and what is said where they are wrong.

use std::sync::Arc;

use stockout::model::World;
use stockout::scenario::{self, NoFiles};
use stockout::shell::files::Disk;

fn baseline_json() -> World {
    let path = format!("{}/tests/fixtures/reference/baseline.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn the_baseline_is_the_reference_number_by_number() {
    let scenario = scenario::load("baseline", &NoFiles).unwrap_or_else(|failure| panic!("{failure}"));
    assert!(scenario.moves.is_empty());
    let mut world = scenario.world();
    // What the reference file leaves out.
    assert_eq!(world.source.len(), 51);
    assert!(world.question.take().is_some() && world.about.take().is_some());
    world.source = Arc::default();
    world.label = None;
    world.as_of = None;
    for event in &mut world.policy {
        assert!(event.label.take().is_some());
    }
    assert_eq!(world, baseline_json());
}

#[test]
fn every_embedded_scenario_loads() {
    for name in scenario::library::names() {
        let scenario = scenario::load(name, &NoFiles).unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(stockout::model::valid::check(&scenario.world()), vec![], "{name}");
    }
}

/// Every file of a folder of fixtures, by name.
fn fixtures(folder: &str) -> Vec<String> {
    let path = format!("{}/tests/fixtures/scenarios/{folder}", env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn every_mistake_is_shown_at_its_place_with_what_was_meant() {
    // Messages name the file as it was given, here relative to the package.
    std::env::set_current_dir(env!("CARGO_MANIFEST_DIR")).unwrap();
    let mut all = String::new();
    for name in fixtures("invalid") {
        let path = format!("tests/fixtures/scenarios/invalid/{name}");
        let message = match scenario::load(&path, &Disk) {
            Ok(_) => panic!("{name} is taken"),
            Err(failure) => failure.to_string(),
        };
        let message = message.replace("tests/fixtures/scenarios/invalid/", "");
        all.push_str(&message);
        all.push_str("\n\n");
    }
    insta::assert_snapshot!(all);
}

#[test]
fn every_valid_fixture_is_taken() {
    for name in fixtures("valid") {
        let path = format!("{}/tests/fixtures/scenarios/valid/{name}", env!("CARGO_MANIFEST_DIR"));
        let scenario = scenario::load(&path, &Disk).unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(stockout::model::valid::check(&scenario.world()), vec![], "{name}");
    }
}
