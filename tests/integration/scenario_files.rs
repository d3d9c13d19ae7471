//! Scenario files: what they resolve to, and what is said where they are wrong.

use stockout::model::World;
use stockout::scenario::{self, NoFiles};

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
    world.source.clear();
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
